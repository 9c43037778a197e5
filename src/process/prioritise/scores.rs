//! Rules that give each theme a number which does not depend on what else is chosen.

use std::collections::BTreeSet;

use num_rational::BigRational;
use num_traits::Zero;

use super::ballot::{Ballot, Wishes};
use super::count::{Count, Merit};

/// A number for each theme.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Scores(Vec<BigRational>);

impl Scores {
    /// How many voters approve.
    pub(super) fn approvals(approved: &[BTreeSet<usize>], themes: usize) -> Self {
        let count = |theme| approved.iter().filter(|themes| themes.contains(&theme)).count();
        Scores((0..themes).map(|theme| BigRational::from_integer(count(theme).into())).collect())
    }

    /// Borda's points: as many as there are themes ranked below, and half a point for each wanted alike. Themes that a
    /// voter leaves out are wanted alike, and less than the others.
    pub(super) fn borda(ballots: &[Ballot], themes: usize) -> Self {
        let mut doubled = vec![0_usize; themes];
        for ranks in ballots.iter().filter_map(ranks) {
            let left_out =
                (0..themes).filter(|theme| !ranks.iter().any(|rank| rank.contains(theme))).collect();
            let mut below = themes;
            for rank in ranks.iter().chain([&left_out]).filter(|rank| !rank.is_empty()) {
                below -= rank.len();
                rank.iter().for_each(|&theme| doubled[theme] += 2 * below + rank.len() - 1);
            }
        }
        Scores(doubled.into_iter().map(|points| BigRational::new(points.into(), 2.into())).collect())
    }

    /// The points that voters gave.
    pub(super) fn points(ballots: &[Ballot], themes: usize) -> Self {
        let mut sums = vec![0_u64; themes];
        for ballot in ballots {
            if let Wishes::Points(points) = &ballot.wishes {
                points.iter().for_each(|(&theme, &points)| sums[theme] += u64::from(points));
            }
        }
        Scores(sums.into_iter().map(|points| BigRational::from_integer(points.into())).collect())
    }
}

/// The ranks of a ballot that has them; points rank themes too.
fn ranks(ballot: &Ballot) -> Option<Vec<BTreeSet<usize>>> {
    match &ballot.wishes {
        Wishes::Approved(_) => None,
        Wishes::Ranked(ranks) => Some(ranks.clone()),
        Wishes::Points(points) => {
            let mut levels: Vec<u32> = points.values().copied().filter(|&points| points > 0).collect();
            levels.sort_unstable_by(|a, b| b.cmp(a));
            levels.dedup();
            let level =
                |level| points.iter().filter(|&(_, &p)| p == level).map(|(&theme, _)| theme).collect();
            Some(levels.into_iter().map(level).collect())
        }
    }
}

impl Count for Scores {
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)> {
        let wanted = |theme: usize| Some(self.0[theme].clone()).filter(|score| !score.is_zero());
        open.iter().map(|&theme| (theme, wanted(theme))).collect()
    }

    fn seat(&mut self, _theme: usize) {}
}
