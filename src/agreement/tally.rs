//! What is counted: for each document sums from which every figure follows, so that documents can be drawn anew.

use std::collections::{BTreeMap, BTreeSet};

use super::ratings::{Pair, Ratings};
use super::sets::{SetDistance, Sets, jaccard};

/// The sums of each document that a comparison needs.
#[derive(Debug)]
pub(super) struct Tallies {
    pub(super) areas: usize,
    pub(super) pairs: usize,
    /// Among whom alpha is measured: all people at once, or the machine with each of them.
    pub(super) circles: usize,
    pub(super) sets: Sets,
    /// Units that a pair coded both.
    pub(super) units: usize,
    /// For each area the units to which any coder gave it, of those.
    pub(super) used: Vec<usize>,
    by_document: Vec<Sums>,
}

/// Sums over some units. Counts are whole numbers, which `f64` adds without error.
#[derive(Debug, Clone, Default)]
struct Sums {
    /// Pairs × areas × [both, only the first, only the second, neither].
    cells: Vec<f64>,
    /// Pairs × [units, same sets, units with an area, sum of their Jaccard indices].
    same: Vec<f64>,
    /// Circles × areas × [values that are given, values that are not, disagreements].
    binary: Vec<f64>,
    /// Circles: observed disagreement of sets.
    observed: Vec<f64>,
    /// Circles: how often each set was given, by the number of the set, where it was.
    given: Vec<BTreeMap<usize, f64>>,
}

/// Sums over the documents, each as often as it was drawn.
#[derive(Debug)]
pub(super) struct Totals {
    pub(super) cells: Vec<f64>,
    pub(super) same: Vec<f64>,
    pub(super) binary: Vec<f64>,
    pub(super) observed: Vec<f64>,
    /// Circles × sets.
    pub(super) given: Vec<f64>,
}

impl Tallies {
    pub(super) fn of(ratings: &Ratings, pairs: &[Pair], distance: SetDistance) -> Self {
        let (areas, circles) = (ratings.areas().len(), circles(pairs));
        let coded = |rater: usize, unit: usize| ratings.raters()[rater].codes[unit].as_ref();
        let raters: BTreeSet<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        let both =
            |unit: usize| pairs.iter().any(|&(a, b)| coded(a, unit).is_some() && coded(b, unit).is_some());
        let units: Vec<usize> = (0..ratings.documents().len()).filter(|&unit| both(unit)).collect();
        let values =
            units.iter().flat_map(|&unit| raters.iter().filter_map(move |&rater| coded(rater, unit)));
        let sets = Sets::of(values, distance);

        let empty = Sums {
            cells: vec![0.0; pairs.len() * areas * 4],
            same: vec![0.0; pairs.len() * 4],
            binary: vec![0.0; circles.len() * areas * 3],
            observed: vec![0.0; circles.len()],
            given: vec![BTreeMap::new(); circles.len()],
        };
        let mut by_document = BTreeMap::<usize, Sums>::new();
        let mut used = vec![0; areas];
        for &unit in &units {
            let any: BTreeSet<usize> =
                raters.iter().filter_map(|&rater| coded(rater, unit)).flatten().copied().collect();
            any.into_iter().for_each(|area| used[area] += 1);
            let sums = by_document.entry(ratings.documents()[unit]).or_insert_with(|| empty.clone());
            for (pair, &(a, b)) in pairs.iter().enumerate() {
                if let Some((a, b)) = coded(a, unit).zip(coded(b, unit)) {
                    sums.add_pair(pair, areas, a, b);
                }
            }
            for (circle, members) in circles.iter().enumerate() {
                let values: Vec<_> = members.iter().filter_map(|&rater| coded(rater, unit)).collect();
                if values.len() > 1 {
                    sums.add_values(circle, areas, &values, &sets);
                }
            }
        }
        let by_document = by_document.into_values().collect();
        Tallies {
            areas,
            pairs: pairs.len(),
            circles: circles.len(),
            sets,
            units: units.len(),
            used,
            by_document,
        }
    }

    /// How many documents there are.
    pub(super) fn documents(&self) -> usize {
        self.by_document.len()
    }

    /// The sums over all documents, each once, or as often as it was drawn.
    pub(super) fn total(&self, drawn: Option<&[u32]>) -> Totals {
        let mut totals = Totals {
            cells: vec![0.0; self.pairs * self.areas * 4],
            same: vec![0.0; self.pairs * 4],
            binary: vec![0.0; self.circles * self.areas * 3],
            observed: vec![0.0; self.circles],
            given: vec![0.0; self.circles * self.sets.len()],
        };
        for (document, sums) in self.by_document.iter().enumerate() {
            let times = drawn.map_or(1.0, |drawn| f64::from(drawn[document]));
            if times == 0.0 {
                continue;
            }
            let add = |to: &mut [f64], from: &[f64]| {
                to.iter_mut().zip(from).for_each(|(to, from)| *to += times * from);
            };
            add(&mut totals.cells, &sums.cells);
            add(&mut totals.same, &sums.same);
            add(&mut totals.binary, &sums.binary);
            add(&mut totals.observed, &sums.observed);
            for (circle, given) in sums.given.iter().enumerate() {
                let own = &mut totals.given[circle * self.sets.len()..];
                given.iter().for_each(|(&set, count)| own[set] += times * count);
            }
        }
        totals
    }

    /// The four counts of an area, over all pairs.
    pub(super) fn cells(&self, totals: &Totals, area: usize) -> [usize; 4] {
        let of_pair = |pair: usize| totals.cell(self, pair, area);
        (0..self.pairs)
            .map(of_pair)
            .fold([0; 4], |sum, cells| std::array::from_fn(|i| sum[i] + cells[i] as usize))
    }
}

impl Totals {
    /// Both, only the first, only the second, neither.
    pub(super) fn cell(&self, tallies: &Tallies, pair: usize, area: usize) -> [f64; 4] {
        let at = (pair * tallies.areas + area) * 4;
        std::array::from_fn(|i| self.cells[at + i])
    }

    /// Values that are given, values that are not, disagreements.
    pub(super) fn binary(&self, tallies: &Tallies, circle: usize, area: usize) -> [f64; 3] {
        let at = (circle * tallies.areas + area) * 3;
        std::array::from_fn(|i| self.binary[at + i])
    }
}

impl Sums {
    fn add_pair(&mut self, pair: usize, areas: usize, a: &BTreeSet<usize>, b: &BTreeSet<usize>) {
        for area in 0..areas {
            let cell = match (a.contains(&area), b.contains(&area)) {
                (true, true) => 0,
                (true, false) => 1,
                (false, true) => 2,
                (false, false) => 3,
            };
            self.cells[(pair * areas + area) * 4 + cell] += 1.0;
        }
        let same = &mut self.same[pair * 4..][..4];
        same[0] += 1.0;
        same[1] += f64::from(u8::from(a == b));
        if let Some(jaccard) = jaccard(a, b) {
            same[2] += 1.0;
            same[3] += jaccard;
        }
    }

    /// Adds the values that a circle gave to one unit: the unit's part of the coincidence matrix.
    fn add_values(&mut self, circle: usize, areas: usize, values: &[&BTreeSet<usize>], sets: &Sets) {
        let count = values.len() as f64;
        for area in 0..areas {
            let given = values.iter().filter(|value| value.contains(&area)).count() as f64;
            let sums = &mut self.binary[(circle * areas + area) * 3..][..3];
            sums[0] += given;
            sums[1] += count - given;
            sums[2] += given * (count - given) / (count - 1.0);
        }
        let numbers: Vec<usize> = values.iter().map(|value| sets.number(value)).collect();
        let apart: f64 =
            numbers.iter().flat_map(|&a| numbers.iter().map(move |&b| sets.distance(a, b))).sum();
        self.observed[circle] += apart / (count - 1.0);
        numbers.into_iter().for_each(|set| *self.given[circle].entry(set).or_default() += 1.0);
    }
}

/// Among whom alpha is measured. Where every coder is in a pair with every other, that is all of them at once; a
/// machine and several people are pairs, or the people's agreement among themselves would count for the machine.
fn circles(pairs: &[Pair]) -> Vec<Vec<usize>> {
    let raters: BTreeSet<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
    let is_complete = 2 * pairs.len() == raters.len() * (raters.len() - 1);
    if is_complete {
        vec![raters.into_iter().collect()]
    } else {
        pairs.iter().map(|&(a, b)| vec![a, b]).collect()
    }
}
