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

    /// Moves a row out of `from` to the cluster where the objective is greatest
    /// (which may be `from` again), and returns that cluster.
    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> usize;

    /// The objective, to be maximised.
    fn objective(&self) -> f64;
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

/// Passes over the rows until hardly any moves.
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
    let mut sizes = vec![0usize; k];
    labels.iter().for_each(|&c| sizes[c] += 1);

    let still = (params.tolerance * n as f64) as usize;
    let (mut passes, mut converged) = (0, false);
    let total = |labels: &[usize]| {
        let mut sums = empty();
        labels.iter().enumerate().for_each(|(i, &c)| sums.add(points.rows.row(i), points.weights[i], c));
        sums
    };
    while passes < params.max_passes && !converged {
        checkpoint(progress)?;
        // The sums are added up anew for each pass, so that rounding errors of moves do not build up.
        let mut sums = total(&labels);
        let mut moved = 0;
        for &i in &order {
            let from = labels[i];
            if sizes[from] == 1 {
                continue; // the last row of a cluster stays: no cluster ever becomes empty
            }
            let to = sums.relocate(points.rows.row(i), points.weights[i], from);
            if to != from {
                (sizes[from], sizes[to]) = (sizes[from] - 1, sizes[to] + 1);
                labels[i] = to;
                moved += 1;
            }
        }
        passes += 1;
        converged = moved <= still;
    }
    let objective = total(&labels).objective();
    Ok(Start { labels, objective, passes, converged })
}
