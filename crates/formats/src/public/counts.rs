//! Counts in which nobody can be made out.
//!
//! A count is told only if it is no small one (primary suppression) and if no whole that is told with it leaves a small rest
//! (complementary suppression): of 12 that took part, "11 raise it" says of one that they do not. Everything that is
//! counted here is a set of those who took part, and sets overlap, so that no sum of counts gives another away; only
//! what contains a set does.

use commonground::round::LEAST_TOLD;
use serde::Serialize;

/// How many there are, as far as it is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Count {
    /// At least so many.
    pub least: usize,
    /// At most so many; none if only the least is told.
    pub most: Option<usize>,
}

impl Count {
    /// How `part` of `all` who took part are told, where `within` are the counts of the sets that contain it and are told,
    /// too. Two counts that are not told exactly, for the same reason, are told alike.
    pub(super) fn of(part: usize, all: usize, within: &[usize]) -> Self {
        let is_near = |whole: usize| whole.saturating_sub(part) < LEAST_TOLD;
        if part < LEAST_TOLD {
            Count { least: 0, most: Some(LEAST_TOLD - 1) }
        } else if within.iter().any(|&whole| is_near(whole)) {
            // Anything nearer than this would say how many the whole has, and that may not be told either.
            Count { least: LEAST_TOLD, most: None }
        } else if is_near(all) {
            Count { least: (all + 1).saturating_sub(LEAST_TOLD).max(LEAST_TOLD), most: None }
        } else {
            Count { least: part, most: Some(part) }
        }
    }

    /// Whether it is so small that nothing else is told beside it.
    pub fn is_small(&self) -> bool {
        self.most.is_some_and(|most| most < LEAST_TOLD)
    }

    /// The count in words: "7 of 12 partnerships".
    pub(super) fn told(&self, all: usize, unit: &str) -> String {
        match self.most {
            Some(most) if most == self.least => format!("{most} of {all} {unit}"),
            Some(most) => format!("fewer than {} of {all} {unit}", most + 1),
            None => format!("{} or more of {all} {unit}", self.least),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn small_counts_and_small_rests_are_not_told() {
        let cases: [(usize, usize, &[usize], &str); 11] = [
            (0, 12, &[], "fewer than 5 of 12 x"),
            (4, 12, &[], "fewer than 5 of 12 x"),
            (5, 12, &[], "5 of 12 x"),
            (7, 12, &[], "7 of 12 x"),
            (8, 12, &[], "8 or more of 12 x"),
            (12, 12, &[], "8 or more of 12 x"),
            (5, 6, &[], "5 or more of 6 x"),
            (20, 100, &[25], "20 of 100 x"),
            (21, 100, &[25], "5 or more of 100 x"),
            (4, 100, &[5], "fewer than 5 of 100 x"),
            (97, 100, &[99], "5 or more of 100 x"),
        ];
        for (part, all, within, told) in cases {
            assert_eq!(Count::of(part, all, within).told(all, "x"), told, "{part} {within:?}");
        }
    }

    proptest! {
        /// What is told is true, and neither a count below the threshold nor such a rest can be told from any other.
        #[test]
        fn no_small_count_and_no_small_rest_can_be_told(all in 5_usize..200, a in 0_usize..200, b in 0_usize..200) {
            let whole = a % (all + 1);
            let part = b % (whole + 1);
            let told = Count::of(part, all, &[whole]);
            prop_assert!(told.least <= part && told.most.is_none_or(|most| part <= most));
            if told.most == Some(told.least) {
                prop_assert!(part >= LEAST_TOLD && whole - part >= LEAST_TOLD && all - part >= LEAST_TOLD);
            }
            // Who sees what is told cannot tell the part from those that are as near.
            for other in 0..=whole {
                let both_small = part < LEAST_TOLD && other < LEAST_TOLD;
                let both_near = part.min(other) >= LEAST_TOLD && whole - part.min(other) < LEAST_TOLD;
                if both_small || both_near {
                    prop_assert_eq!(told, Count::of(other, all, &[whole]));
                }
            }
        }
    }
}
