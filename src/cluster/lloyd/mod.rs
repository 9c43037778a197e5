//! Lloyd's k-means on dense rows: for vectors by the million, whatever they stand for.
//!
//! All rows go to their nearest centre, then each centre to the mean of its rows, until few rows move. Texts are better
//! served by the sequential moves of [`fit_views`](super::fit_views), which leave optima where this one rests; but a pass
//! is cheap here, because distances to all centres are products of matrices (`lanes`), and `bounds` say which
//! rows cannot move. `begin` draws the first centres; `model` is the frozen result, which also places other rows.

mod begin;
mod bounds;
mod model;
mod passes;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fit::StartRecord;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::random::Random;
use crate::space::DenseMatrix;
pub use model::{DenseKMeans, Nearest};

/// The parameters of Lloyd's k-means.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LloydParams {
    /// The number of clusters (≥ 1, and at most the number of different rows).
    pub k: usize,
    /// How many random starts (≥ 1); the best is kept.
    pub starts: usize,
    /// The most passes over the rows in one start (≥ 1).
    pub max_passes: usize,
    /// A start ends when at most this share of the rows moved in a pass (0–1).
    pub tolerance: f64,
    /// The seed of all chance.
    pub seed: u64,
}

impl LloydParams {
    /// The defaults for `k` clusters: one start, at most 100 passes, until nothing moves, seed 0.
    pub fn new(k: usize) -> Self {
        LloydParams { k, starts: 1, max_passes: 100, tolerance: 0.0, seed: 0 }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`].
    pub fn validate(&self) -> Result<()> {
        for (name, value) in [("k", self.k), ("starts", self.starts), ("max_passes", self.max_passes)] {
            if value == 0 {
                return Err(Error::InvalidSetting { name, value: "0".into(), expected: "at least 1" });
            }
        }
        if !(0.0..=1.0).contains(&self.tolerance) {
            let value = self.tolerance.to_string();
            return Err(Error::InvalidSetting { name: "tolerance", value, expected: "a share from 0 to 1" });
        }
        Ok(())
    }
}

/// A fitted clustering of dense rows.
#[derive(Debug, Clone, PartialEq)]
pub struct DenseClustering {
    /// The cluster of each row, from 0. No cluster is empty.
    pub labels: Vec<u32>,
    /// The clusters: each centre is the mean of its rows. Where the last pass still moved rows, a few of them may lie
    /// nearer to another centre.
    pub model: DenseKMeans,
    /// The sum of the squared distances of rows from the centres of their clusters.
    pub inertia: f64,
    /// What each start reached, in order; the objective is the inertia with a minus sign.
    pub starts: Vec<StartRecord>,
}

/// Fits Lloyd's k-means (Lloyd, IEEE Trans. Information Theory 28(2), 1982) to dense rows by their Euclidean distance.
/// Each start begins at rows that lie far apart (k-means++; Arthur & Vassilvitskii, SODA 2007); the least inertia
/// wins, the first of equals. The result does not depend on the number of threads.
///
/// ```
/// use commonground::Silent;
/// use commonground::cluster::{LloydParams, fit_dense};
/// use commonground::space::DenseMatrix;
///
/// let rows = DenseMatrix::from_rows(2, vec![0.0, 0.1, 5.0, 5.0, 0.1, 0.0, 5.1, 5.0])?;
/// let clustering = fit_dense(&rows, &LloydParams::new(2), &Silent)?;
/// assert_eq!(clustering.labels[0], clustering.labels[2]);
/// assert_ne!(clustering.labels[0], clustering.labels[1]);
/// # Ok::<(), commonground::Error>(())
/// ```
///
/// # Errors
/// [`Error::InvalidSetting`]; [`Error::TooManyClusters`] if there are fewer than k different rows; [`Error::Cancelled`].
pub fn fit_dense(
    rows: &DenseMatrix,
    params: &LloydParams,
    progress: &dyn Progress,
) -> Result<DenseClustering> {
    params.validate()?;
    let starts: Vec<DenseClustering> = (0..params.starts as u64)
        .into_par_iter()
        .map(|number| {
            let centres = begin::far_apart(rows, params.k, &mut Random::new(params.seed, number))?;
            let fitted = passes::descend(rows, centres, params, progress)?;
            progress.advance(1);
            Ok(fitted)
        })
        .collect::<Result<_>>()?;
    let records: Vec<StartRecord> = starts.iter().flat_map(|start| start.starts.iter().cloned()).collect();
    let best = starts.into_iter().reduce(|a, b| if b.inertia < a.inertia { b } else { a });
    let best =
        best.ok_or(Error::InvalidSetting { name: "starts", value: "0".into(), expected: "at least 1" })?;
    Ok(DenseClustering { starts: records, ..best })
}

/// As [`fit_dense`] with one start, from given centres (k × dimensions) instead of those by chance.
///
/// # Errors
/// As [`fit_dense`], and [`Error::Shape`] if the centres are not k, or not of the dimensions of the rows.
pub fn fit_dense_from(
    rows: &DenseMatrix,
    centres: &DenseMatrix,
    params: &LloydParams,
    progress: &dyn Progress,
) -> Result<DenseClustering> {
    params.validate()?;
    if (centres.rows(), centres.cols()) != (params.k, rows.cols()) {
        let (found, d) = (centres.rows(), centres.cols());
        let what = format!(
            "{found} centres of {d} columns, but k = {} and the rows have {}: give one centre a cluster",
            params.k,
            rows.cols()
        );
        return Err(Error::Shape { what });
    }
    if rows.rows() < params.k {
        return Err(Error::TooManyClusters { k: params.k, distinct: rows.rows() });
    }
    passes::descend(rows, centres.clone(), params, progress)
}
