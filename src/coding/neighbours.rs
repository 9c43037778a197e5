//! The second way to an area: what is thought of the passages that lie nearest.

use serde::{Deserialize, Serialize};

use super::linear::{Standard, Table, dot};
use super::sight::Seen;
use crate::space::DenseMatrix;

/// Passages to which others are held, at most …
const MOST: usize = 2048;
/// … and of which so many are neighbours.
const NEAREST: usize = 15;
/// More alike than this is the same text, which says nothing new.
const EQUAL: f32 = 1.0 - 1e-5;

/// Passages of the round from which a coder was learned, spread evenly over it, with their scores. Frozen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Neighbours {
    /// Their numbers in the round.
    passages: Vec<usize>,
    /// Where they lie, to length 1.
    places: DenseMatrix,
    /// Their scores (passages × areas).
    scores: Vec<f64>,
    /// What is usual for the mean score of neighbours.
    standard: Standard,
}

/// A passage of the round that a coder was learned from, near to one that is coded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Neighbour {
    /// Its number in that round.
    pub passage: usize,
    /// The cosine of the two in the learned space (−1 to 1).
    pub likeness: f32,
}

impl Neighbours {
    /// Takes evenly spread passages of those known, whose `scores` are theirs in that order.
    pub(super) fn of(seen: &Seen, known: &[usize], scores: &Table) -> Self {
        let count = known.len().min(MOST);
        let chosen: Vec<usize> = (0..count).map(|i| i * known.len() / count.max(1)).collect();
        let row = |at: usize| &scores.values[at * scores.areas..][..scores.areas];
        let mut neighbours = Neighbours {
            passages: chosen.iter().map(|&at| known[at]).collect(),
            places: seen.places.select(chosen.iter().map(|&at| known[at])).unit_rows(),
            scores: chosen.iter().flat_map(|&at| row(at).iter().copied()).collect(),
            standard: Standard { centre: vec![0.0; scores.areas], spread: vec![1.0; scores.areas] },
        };
        let values: Vec<f64> =
            (0..count).flat_map(|n| neighbours.speak(neighbours.places.row(n), scores.areas).0).collect();
        neighbours.standard = Table { areas: scores.areas, values }.standard(1.0);
        neighbours
    }

    /// What the neighbours of a place speak for (a score an area), and who they are, nearest first.
    pub(super) fn speak(&self, place: &[f32], areas: usize) -> (Vec<f64>, Vec<Neighbour>) {
        let length = dot(place, place).sqrt();
        let mut scores = vec![0.0; areas];
        if length == 0.0 {
            return (scores, Vec::new());
        }
        let likeness = |row: &[f32]| dot(place, row) / length;
        let mut near: Vec<(f32, usize)> = self.places.iter().map(likeness).zip(0..).collect();
        near.retain(|&(likeness, _)| likeness < EQUAL);
        let nearer = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        if near.len() > NEAREST {
            near.select_nth_unstable_by(NEAREST - 1, nearer);
            near.truncate(NEAREST);
        }
        near.sort_unstable_by(nearer);
        for &(_, number) in &near {
            let row = &self.scores[number * areas..][..areas];
            scores.iter_mut().zip(row).for_each(|(sum, score)| *sum += score / near.len() as f64);
        }
        for (score, (centre, spread)) in
            scores.iter_mut().zip(self.standard.centre.iter().zip(&self.standard.spread))
        {
            *score = (*score - centre) / spread;
        }
        let told = |(likeness, number): (f32, usize)| Neighbour { passage: self.passages[number], likeness };
        (scores, near.into_iter().map(told).collect())
    }

    pub(super) fn fits(&self, areas: usize, dimensions: usize) -> bool {
        let count = self.passages.len();
        self.places.cols() == dimensions
            && self.places.rows() == count
            && self.scores.len() == count * areas
            && self.standard.centre.len() == areas
            && self.standard.spread.len() == areas
    }
}
