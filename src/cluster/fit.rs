//! Several starts, the best kept, and the result numbered.

use serde::{Deserialize, Serialize};

use super::distinct::DistinctRows;
use super::model::{Assignment, KMeans};
use super::sequential;
use super::settings::{Engine, KMeansParams};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::vectorize::CsrMatrix;

/// A fitted clustering of the rows of a matrix.
#[derive(Debug, Clone)]
pub struct Clustering {
    /// For each row its cluster and score; none for a row without entries.
    pub assignments: Vec<Option<Assignment>>,
    /// The clusters, to place other rows with.
    pub model: KMeans,
    /// What each start reached, in order.
    pub starts: Vec<StartRecord>,
}

/// What one random start reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StartRecord {
    /// The objective (greater is better; in the units of the geometry).
    pub objective: f64,
    /// How many passes over the rows it took, short ones included; the engine linfa does not tell.
    pub passes: Option<usize>,
    /// Whether it came to rest before `max_passes`; the engine linfa does not tell.
    pub converged: Option<bool>,
}

/// More values in the centres (clusters × terms) are refused: some 4 GiB while they are added up.
const MOST_VALUES: usize = 1 << 29;

/// Fits k-means to the rows of `rows` (n × terms). Starts run side by side; the best objective wins,
/// the first of equals. The result does not depend on the number of threads.
///
/// # Errors
/// [`Error::InvalidSetting`]; [`Error::TooManyClusters`] if there are fewer than k different rows;
/// [`Error::Shape`] if the engine cannot take so large a matrix; [`Error::Cancelled`].
pub fn fit(rows: &CsrMatrix, params: &KMeansParams, progress: &dyn Progress) -> Result<Clustering> {
    params.validate()?;
    let points = DistinctRows::of(rows);
    if params.k > points.len() {
        return Err(Error::TooManyClusters { k: params.k, distinct: points.len() });
    }
    if params.k.saturating_mul(rows.cols()) > MOST_VALUES {
        return Err(Error::Shape {
            what: format!(
                "k = {} clusters of {} terms do not fit into memory: ask for fewer clusters, or raise min_df",
                params.k,
                rows.cols()
            ),
        });
    }
    let (labels, starts) = match params.engine {
        Engine::Sequential => sequential::best_start(&points, params, progress)?,
        #[cfg(feature = "linfa")]
        Engine::Linfa => super::linfa_engine::best_start(&points, params, progress)?,
        #[cfg(not(feature = "linfa"))]
        Engine::Linfa => unreachable!("refused by KMeansParams::validate"),
    };
    let labels = by_size(&labels, &points, params.k);
    let model = KMeans::of_points(&points, &labels, params);
    let assignments = points.of_row.iter().enumerate().map(|(r, &point)| {
        let cluster = labels[point? as usize];
        Some(Assignment { cluster: cluster as u32, score: model.score(rows.row(r), cluster) })
    });
    Ok(Clustering { assignments: assignments.collect(), model, starts })
}

/// Renumbers clusters by the weight of their rows, the heaviest first; equals by their first row.
fn by_size(labels: &[usize], points: &DistinctRows, k: usize) -> Vec<usize> {
    let mut clusters: Vec<(f64, usize, usize)> = (0..k).map(|c| (0.0, usize::MAX, c)).collect();
    for (i, &c) in labels.iter().enumerate() {
        clusters[c].0 -= f64::from(points.weights[i]);
        clusters[c].1 = clusters[c].1.min(i);
    }
    clusters.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut number = vec![0; k];
    clusters.iter().enumerate().for_each(|(new, &(_, _, old))| number[old] = new);
    labels.iter().map(|&c| number[c]).collect()
}
