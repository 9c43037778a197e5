//! Distances between sets of areas, and Krippendorff's alpha over them.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

/// What lies between two sets of areas, from 0 (the same) to 1 (nothing in common). Two empty sets are the same.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SetDistance {
    /// One less the Jaccard index times how one set lies to the other: the same 1, within it ⅔, overlapping ⅓
    /// (Passonneau, LREC 2006).
    #[default]
    Masi,
    /// One less the Jaccard index.
    Jaccard,
}

impl SetDistance {
    /// The distance between two sets.
    pub fn between(self, a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
        if a == b {
            return 0.0;
        }
        let jaccard = jaccard(a, b).unwrap_or(1.0);
        match self {
            SetDistance::Jaccard => 1.0 - jaccard,
            SetDistance::Masi if a.is_subset(b) || b.is_subset(a) => 1.0 - jaccard * 2.0 / 3.0,
            SetDistance::Masi => 1.0 - jaccard / 3.0,
        }
    }
}

/// Shared areas in all areas; none if there are none.
pub(super) fn jaccard(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> Option<f64> {
    let shared = a.intersection(b).count();
    let all = a.len() + b.len() - shared;
    (all > 0).then(|| shared as f64 / all as f64)
}

/// Between more different sets than this no distances are kept, and there is no alpha over sets.
const MOST_SETS: usize = 3000;

/// The different sets that coders gave, by number, with the distance between any two.
#[derive(Debug)]
pub(super) struct Sets {
    count: usize,
    /// Count × count; empty where that would be too many.
    distances: Vec<f64>,
    numbers: BTreeMap<BTreeSet<usize>, usize>,
}

impl Sets {
    pub(super) fn of<'c>(given: impl Iterator<Item = &'c BTreeSet<usize>>, distance: SetDistance) -> Self {
        let different: BTreeSet<&BTreeSet<usize>> = given.collect();
        let sets: Vec<&BTreeSet<usize>> = different.into_iter().collect();
        let far = if sets.len() > MOST_SETS { &[][..] } else { &sets[..] };
        let distances = far.iter().flat_map(|a| far.iter().map(|b| distance.between(a, b))).collect();
        let numbers = sets.iter().enumerate().map(|(number, &set)| (set.clone(), number)).collect();
        Sets { count: sets.len(), distances, numbers }
    }

    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn number(&self, set: &BTreeSet<usize>) -> usize {
        self.numbers.get(set).copied().unwrap_or(0)
    }

    pub(super) fn distance(&self, a: usize, b: usize) -> f64 {
        self.distances.get(a * self.count + b).copied().unwrap_or(0.0)
    }

    /// Alpha: one less the observed disagreement by that which chance expects (Krippendorff 2011, section E, with a
    /// distance between sets). `observed` is the sum over units of the distances of all ordered pairs of values, each
    /// by the unit's values less one; `counts` says how often each set was given.
    pub(super) fn alpha(&self, observed: f64, counts: &[f64]) -> Option<f64> {
        if self.distances.is_empty() {
            return None;
        }
        let given: Vec<(usize, f64)> =
            counts.iter().copied().enumerate().filter(|(_, count)| *count > 0.0).collect();
        let all: f64 = given.iter().map(|(_, count)| count).sum();
        let mut expected = 0.0;
        for (place, (a, times)) in given.iter().enumerate() {
            let row: f64 = given[..place].iter().map(|(b, count)| count * self.distance(*a, *b)).sum();
            expected += 2.0 * times * row;
        }
        (expected > 0.0).then(|| 1.0 - (all - 1.0) * observed / expected)
    }
}
