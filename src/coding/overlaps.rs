//! Areas that overlap so much that coders will confuse them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::results::Coding;
use crate::framework::Hierarchy;

/// Two areas that coders will confuse, with the counts that say so.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaOverlap {
    /// Their places in the framework, from 0, the first one first.
    pub areas: [usize; 2],
    /// Passages that are given each of them.
    pub passages: [usize; 2],
    /// Passages that are given both.
    pub together: usize,
    /// Passages that are given one of them, while the other is the strongest that is not given, and at least half as
    /// likely.
    pub undecided: usize,
    /// What both counts are of each area's passages, undecided ones among them (0–1).
    pub shares: [f64; 2],
}

/// The other area is as good as undecided from this part of the given one's likelihood on: odds of two to one are what
/// two careful people may well read differently.
const CLOSE: f64 = 0.5;
/// Coders confuse areas if at least this share of what is about one could as well be the other's: for these passages
/// the framework does not say which it is, and from half on that decides how far people agree on the area.
const CONFUSED: f64 = 0.5;
/// Fewer passages are chance.
const LEAST_PASSAGES: usize = 3;

/// Finds the pairs of areas that coders will confuse, the greatest share first: those of which at least half of what is about
/// one, and at least three passages, is given both, or given one while the other is at least half as likely.
///
/// That says something of these passages only: of areas that nobody raises nothing is known. What people coded is
/// never undecided. An area and the areas that it is a part of overlap by design, and are left out.
pub fn overlaps(codings: &[Coding], hierarchy: &Hierarchy) -> Vec<AreaOverlap> {
    let mut passages = vec![0usize; hierarchy.len()];
    let mut together = BTreeMap::<[usize; 2], usize>::new();
    // By pair: how many are undecided, and to which of the two they were given.
    let mut undecided = BTreeMap::<[usize; 2], [usize; 2]>::new();
    for coding in codings {
        for (place, given) in coding.areas.iter().enumerate() {
            passages[given.area] += 1;
            for other in &coding.areas[place + 1..] {
                *together.entry(pair(given.area, other.area)).or_default() += 1;
            }
            let runner_up = coding.runner_up.iter().filter(|_| !coding.by_people);
            for other in runner_up.filter(|other| other.score >= CLOSE * given.score) {
                let pair = pair(given.area, other.area);
                undecided.entry(pair).or_default()[usize::from(pair[1] == given.area)] += 1;
            }
        }
    }
    let mut pairs: Vec<[usize; 2]> = together.keys().chain(undecided.keys()).copied().collect();
    pairs.sort_unstable();
    pairs.dedup();
    let is_part = |a: usize, b: usize| hierarchy.ancestors(a).any(|above| above == b);
    pairs.retain(|&[a, b]| !is_part(a, b) && !is_part(b, a));
    let overlap = |areas: [usize; 2]| {
        let together = together.get(&areas).copied().unwrap_or(0);
        let to_one = undecided.get(&areas).copied().unwrap_or([0; 2]);
        let undecided = to_one[0] + to_one[1];
        // An undecided passage counts as one of both areas, whichever it was given.
        let share =
            |side: usize| (together + undecided) as f64 / (passages[areas[side]] + to_one[1 - side]) as f64;
        let shares = [share(0), share(1)];
        AreaOverlap { areas, passages: areas.map(|area| passages[area]), together, undecided, shares }
    };
    let is_confusing = |found: &AreaOverlap| {
        found.together + found.undecided >= LEAST_PASSAGES && found.greatest() >= CONFUSED
    };
    let mut found: Vec<AreaOverlap> = pairs.into_iter().map(overlap).filter(is_confusing).collect();
    found.sort_by(|a, b| b.greatest().total_cmp(&a.greatest()).then(a.areas.cmp(&b.areas)));
    found
}

impl AreaOverlap {
    /// The greater of the two shares (0–1).
    pub fn greatest(&self) -> f64 {
        self.shares[0].max(self.shares[1])
    }

    /// The area that this one is confused with, if it is one of the two.
    pub fn other(&self, area: usize) -> Option<usize> {
        let [first, second] = self.areas;
        match area {
            area if area == first => Some(second),
            area if area == second => Some(first),
            _ => None,
        }
    }
}

fn pair(a: usize, b: usize) -> [usize; 2] {
    [a.min(b), a.max(b)]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::coding::AreaScore;
    use crate::framework::{Area, Framework};

    /// So many areas, with the last one a part of the first if `is_part`.
    fn hierarchy(areas: usize, is_part: bool) -> Hierarchy {
        let area = |n: usize| Area {
            id: n.to_string(),
            parent: (is_part && n + 1 == areas).then(|| "0".to_owned()),
            ..Area::default()
        };
        Framework { areas: (0..areas).map(area).collect(), ..Framework::default() }.hierarchy()
    }

    fn flat(areas: usize) -> Hierarchy {
        hierarchy(areas, false)
    }

    fn claim((area, score): (usize, f64)) -> AreaScore {
        AreaScore { area, score, contributions: Vec::new() }
    }

    fn coding(given: &[(usize, f64)], runner_up: Option<(usize, f64)>) -> Coding {
        let areas = given.iter().copied().map(claim).collect();
        Coding { areas, runner_up: runner_up.map(claim), ..Coding::default() }
    }

    #[test]
    fn areas_are_confused_from_half_of_the_passages_of_one_on() {
        let both = || coding(&[(0, 0.8), (1, 0.6)], None);
        let close = || coding(&[(1, 0.4)], Some((0, 0.2)));
        let clear = |area| coding(&[(area, 0.8)], Some((1 - area, 0.1)));
        let people = || Coding { by_people: true, ..coding(&[(1, 1.0)], Some((0, 0.9))) };
        // What is coded; given to each, together, undecided, and the share of the greater.
        type Found = Option<([usize; 2], usize, usize, f64)>;
        let cases: [(&str, Vec<Coding>, Found); 8] = [
            ("nothing", vec![], None),
            ("too few", vec![both(), both()], None),
            ("always together", vec![both(), both(), both()], Some(([3, 3], 3, 0, 1.0))),
            ("never sure", vec![close(), close(), close()], Some(([0, 3], 0, 3, 1.0))),
            (
                "half of one",
                vec![both(), close(), close(), clear(0), clear(0), clear(0), clear(1)],
                Some(([4, 4], 1, 2, 0.75)),
            ),
            (
                "half at the least",
                [vec![both(); 3], vec![clear(0); 3], vec![clear(1); 3]].concat(),
                Some(([6, 6], 3, 0, 0.5)),
            ),
            ("less than half", [vec![both(); 3], vec![clear(0); 4], vec![clear(1); 4]].concat(), None),
            ("people were sure", vec![people(); 5], None),
        ];
        for (name, codings, expected) in cases {
            let found: Found = overlaps(&codings, &flat(2)).first().map(|o| {
                assert_eq!((o.areas, o.other(0), o.other(1), o.other(2)), ([0, 1], Some(1), Some(0), None));
                (o.passages, o.together, o.undecided, o.greatest())
            });
            assert_eq!(found, expected, "{name}");
        }
    }

    #[test]
    fn the_most_confused_come_first() {
        let mut codings = vec![coding(&[(2, 0.9), (3, 0.9)], None); 3];
        codings.push(coding(&[(2, 0.9)], None));
        codings.push(coding(&[(3, 0.9)], None));
        codings.extend(vec![coding(&[(4, 0.9), (0, 0.5)], None); 3]);
        let areas: Vec<[usize; 2]> = overlaps(&codings, &flat(5)).into_iter().map(|o| o.areas).collect();
        assert_eq!(areas, [[0, 4], [2, 3]]);
    }

    #[test]
    fn an_area_is_not_confused_with_what_it_is_a_part_of() {
        let codings = vec![coding(&[(0, 0.9), (1, 0.8), (2, 0.7)], None); 3];
        let areas = |is_part: bool| -> Vec<[usize; 2]> {
            overlaps(&codings, &hierarchy(3, is_part)).into_iter().map(|o| o.areas).collect()
        };
        assert_eq!(areas(false), [[0, 1], [0, 2], [1, 2]]);
        assert_eq!(areas(true), [[0, 1], [1, 2]]);
    }

    /// The definition, passage by passage.
    fn by_hand(codings: &[Coding], a: usize, b: usize) -> (usize, usize, [f64; 2]) {
        let is_given = |c: &Coding, area| c.areas.iter().any(|given| given.area == area);
        let is_close = |c: &Coding, given: usize, other: usize| {
            let score = c.areas.iter().find(|x| x.area == given).map(|x| x.score);
            c.runner_up.as_ref().is_some_and(|r| r.area == other && score.is_some_and(|s| r.score >= 0.5 * s))
        };
        let together = codings.iter().filter(|c| is_given(c, a) && is_given(c, b)).count();
        let is_open = |c: &Coding| is_close(c, a, b) || is_close(c, b, a);
        let undecided = codings.iter().filter(|c| is_open(c)).count();
        let of = |area| codings.iter().filter(|c| is_given(c, area) || is_open(c)).count();
        let share = |area| (together + undecided) as f64 / of(area) as f64;
        (together, undecided, [share(a), share(b)])
    }

    proptest! {
        #[test]
        fn counts_are_those_of_the_definition(
            drawn in prop::collection::vec((prop::collection::btree_set(0usize..4, 0..4), 0usize..5, 0.25f64..1.0, 0.0f64..0.25), 0..40)
        ) {
            let codings: Vec<Coding> = drawn.into_iter().map(|(given, other, high, low)| {
                let runner_up = (other < 4 && !given.contains(&other)).then_some((other, low));
                coding(&given.into_iter().map(|area| (area, high)).collect::<Vec<_>>(), runner_up)
            }).collect();
            let found = overlaps(&codings, &flat(4));
            for (a, b) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
                let (together, undecided, shares) = by_hand(&codings, a, b);
                let expected = together + undecided >= 3 && shares.iter().any(|&share| share >= 0.5);
                let told = found.iter().find(|o| o.areas == [a, b]);
                prop_assert_eq!(told.map(|o| (o.together, o.undecided, o.shares)), expected.then_some((together, undecided, shares)));
            }
        }
    }
}
