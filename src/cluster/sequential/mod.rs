//! Sequential (Hartigan) k-means: rows are visited in a random order, and each moves at once to the
//! cluster where the objective gains most.

mod cosine;
mod jensen_shannon;
mod logarithm;

use super::distinct::DistinctRows;
use super::fit::Start;
use super::settings::{Geometry, KMeansParams};
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;
use crate::vectorize::Row;

/// The sums of the clusters in one geometry: all that a move needs to know.
trait Sums {
    /// Adds `weight` times `row` to cluster `c`.
    fn add(&mut self, row: Row<'_>, weight: f32, c: usize);

    /// Moves a row out of `from` to the cluster where the objective is greatest (which may be `from` again).
    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> Visit;

    /// The objective, to be maximised.
    fn objective(&self) -> f64;
}

/// What a visit to a row found.
struct Visit {
    /// The cluster that the row is in now.
    to: usize,
    /// How much the objective would lose by the next best cluster.
    margin: f64,
}

/// One start from a random, even partition.
pub(super) fn start(
    points: &DistinctRows,
    params: &KMeansParams,
    number: u64,
    progress: &dyn Progress,
) -> Result<Start> {
    let (k, cols) = (params.k, points.rows.cols());
    match params.geometry {
        Geometry::Cosine => descend(points, params, number, progress, || cosine::CosineSums::new(k, cols)),
        Geometry::JensenShannon => {
            descend(points, params, number, progress, || jensen_shannon::MassSums::new(k, cols))
        }
    }
}

/// The share of the rows that passes between two full ones visit, …
const RESTLESS: f64 = 0.25;
/// … and how many such passes there are at most.
const SHORT_PASSES: usize = 3;

/// Passes over the rows until hardly any moves.
///
/// Most rows soon sit so well that they never move again. So a full pass is followed by a few short ones
/// over the rows with the smallest margins; only a full pass can end the start.
fn descend<S: Sums>(
    points: &DistinctRows,
    params: &KMeansParams,
    number: u64,
    progress: &dyn Progress,
    empty: impl Fn() -> S,
) -> Result<Start> {
    let (n, k) = (points.len(), params.k);
    let mut random = Random::new(params.seed, number);
    let mut labels = vec![0; n];
    random.permutation(n).into_iter().enumerate().for_each(|(place, row)| labels[row] = place % k);
    let order = random.permutation(n);
    let mut partition = Partition::new(points, labels, empty);

    let still = (params.tolerance * n as f64) as usize;
    let (mut passes, mut converged) = (0, false);
    while passes < params.max_passes && !converged {
        checkpoint(progress)?;
        partition.add_up_anew();
        let moved = partition.pass(&order);
        passes += 1;
        converged = moved <= still;
        let restless = partition.restless(&order);
        for _ in 0..SHORT_PASSES.min(params.max_passes - passes) {
            if converged || partition.pass(&restless) <= still {
                break;
            }
            passes += 1;
        }
    }
    partition.add_up_anew();
    Ok(Start {
        objective: partition.sums.objective(),
        labels: partition.labels,
        passes: Some(passes),
        converged: Some(converged),
    })
}

/// The clusters while rows move between them.
struct Partition<'p, S, E> {
    points: &'p DistinctRows,
    labels: Vec<usize>,
    sizes: Vec<usize>,
    margins: Vec<f64>,
    sums: S,
    empty: E,
}

impl<'p, S: Sums, E: Fn() -> S> Partition<'p, S, E> {
    fn new(points: &'p DistinctRows, labels: Vec<usize>, empty: E) -> Self {
        let mut sizes = vec![0; labels.iter().max().map_or(0, |&c| c + 1)];
        labels.iter().for_each(|&c| sizes[c] += 1);
        Partition { points, margins: vec![0.0; labels.len()], labels, sizes, sums: empty(), empty }
    }

    /// Adds the sums up from the rows, so that rounding errors of moves do not build up.
    fn add_up_anew(&mut self) {
        self.sums = (self.empty)();
        for (i, &c) in self.labels.iter().enumerate() {
            self.sums.add(self.points.rows.row(i), self.points.weights[i], c);
        }
    }

    /// Visits rows in order; returns how many moved.
    fn pass(&mut self, order: &[usize]) -> usize {
        let mut moved = 0;
        for &i in order {
            let from = self.labels[i];
            if self.sizes[from] == 1 {
                continue; // the last row of a cluster stays: no cluster ever becomes empty
            }
            let Visit { to, margin } =
                self.sums.relocate(self.points.rows.row(i), self.points.weights[i], from);
            self.margins[i] = margin;
            if to != from {
                (self.sizes[from], self.sizes[to]) = (self.sizes[from] - 1, self.sizes[to] + 1);
                self.labels[i] = to;
                moved += 1;
            }
        }
        moved
    }

    /// The rows with the smallest margins, in the order of visits.
    fn restless(&self, order: &[usize]) -> Vec<usize> {
        let mut sorted = self.margins.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let bar = sorted[((sorted.len() - 1) as f64 * RESTLESS) as usize];
        order.iter().copied().filter(|&i| self.margins[i] <= bar).collect()
    }
}
