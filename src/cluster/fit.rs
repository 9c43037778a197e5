//! Several starts, the best kept, and the result numbered.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::consensus::{confidence, consensus};
use super::distinct::DistinctRows;
use super::model::{Assignment, KMeans};
use super::sequential::{EXCHANGES, Start, View, best_starts};
use super::settings::{Engine, Geometry, KMeansParams};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::space::Views;
use crate::vectorize::CsrMatrix;

/// A fitted clustering of the rows of a matrix.
#[derive(Debug, Clone)]
pub struct Clustering {
    /// For each row its cluster and score; none for a row of which nothing is known: without terms, or in views without terms
    /// and without a vector of its own that was brought.
    pub assignments: Vec<Option<Assignment>>,
    /// How sure the cluster of each row is: the mean share of its companions in the cluster with which the starts that
    /// were carried to the end have it together (0–1). None for all where only one was, or the engine does not tell.
    pub confidence: Vec<Option<f32>>,
    /// The clusters, to place other rows with.
    pub model: KMeans,
    /// What each start reached, in order, before the exchanges that the best quarter of them goes through.
    pub starts: Vec<StartRecord>,
}

/// What one random start reached by moving rows, before any exchange of whole clusters. A start that was not carried to
/// the end has what it reached until then.
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
    check_size(&points, params)?;
    let view = match params.geometry {
        Geometry::Cosine => View::Cosine(&points.rows),
        Geometry::JensenShannon => View::Masses(&points.rows),
    };
    let found = match params.engine {
        Engine::Sequential => best_partition(view, &points.weights, params, EXCHANGES, progress)?,
        #[cfg(feature = "linfa")]
        Engine::Linfa => {
            let (labels, starts) = super::linfa_engine::best_start(&points, params, progress)?;
            Found { labels, confidence: None, starts }
        }
        #[cfg(not(feature = "linfa"))]
        Engine::Linfa => unreachable!("refused by KMeansParams::validate"),
    };
    Ok(found.told(rows, &points, params))
}

/// Fits k-means to the views of the same texts all at once: the dense rows by their angle, the masses by their
/// information. Without either, this is [`fit`] on the TF-IDF rows. The clusters that are returned have their centres
/// among the TF-IDF rows, and the scores are cosines with these.
///
/// # Errors
/// As [`fit`].
pub fn fit_views(views: &Views, params: &KMeansParams, progress: &dyn Progress) -> Result<Clustering> {
    let params = &KMeansParams { geometry: Geometry::Cosine, ..params.clone() };
    if params.engine == Engine::Linfa || (views.vectors.is_none() && views.masses.is_none()) {
        return fit(&views.rows, params, progress);
    }
    params.validate()?;
    let points = DistinctRows::of_views(views);
    check_size(&points, params)?;
    let of_points = views.select(&points.first);
    let found = best_partition(View::of(&of_points), &points.weights, params, EXCHANGES, progress)?;
    Ok(found.told(&views.rows, &points, params))
}

fn check_size(points: &DistinctRows, params: &KMeansParams) -> Result<()> {
    if params.k > points.len() {
        return Err(Error::TooManyClusters { k: params.k, distinct: points.len() });
    }
    let cols = points.rows.cols();
    if params.k.saturating_mul(cols) > MOST_VALUES {
        let what = format!(
            "k = {} clusters of {cols} terms do not fit into memory: ask for fewer clusters, or raise min_df",
            params.k
        );
        return Err(Error::Shape { what });
    }
    Ok(())
}

/// A partition of the distinct rows.
pub(super) struct Found {
    pub(super) labels: Vec<usize>,
    pub(super) confidence: Option<Vec<f32>>,
    pub(super) starts: Vec<StartRecord>,
}

/// The best of several starts. What those that were carried to the end agree on is one start more, and the best quarter
/// goes on past its optimum by exchanges.
pub(super) fn best_partition(
    view: View<'_>,
    weights: &[f32],
    params: &KMeansParams,
    exchanges: usize,
    progress: &dyn Progress,
) -> Result<Found> {
    let (finished, starts) = best_starts(view, weights, params, progress)?;
    let mut best = finished.clone();
    if finished.len() > 2 {
        let agreed = Start::at(consensus(&finished, weights, params, progress)?, params, 0);
        best.push(view.descend(weights, params, agreed, params.max_passes, progress)?);
    }
    best.sort_by(Start::better);
    best.dedup_by(|a, b| a.objective == b.objective); // the same optimum, reached twice
    best.truncate(params.starts.div_ceil(4));
    let exchange = |start| view.exchange(weights, params, start, exchanges, progress);
    let mut best: Vec<Start> = best.into_par_iter().map(exchange).collect::<Result<_>>()?;
    best.sort_by(Start::better);

    let labels = best.swap_remove(0).labels;
    let confidence = confidence(&finished, &labels, weights, params.k);
    Ok(Found { labels, confidence, starts })
}

impl Found {
    /// The clusters by number, with their model.
    pub(super) fn told(self, rows: &CsrMatrix, points: &DistinctRows, params: &KMeansParams) -> Clustering {
        let labels = by_size(&self.labels, &points.weights, params.k);
        let model = KMeans::of_points(points, &labels, params);
        let assignments = points.of_row.iter().enumerate().map(|(r, &point)| {
            let cluster = labels[point? as usize];
            Some(Assignment { cluster: cluster as u32, score: model.score(rows.row(r), cluster) })
        });
        let sure = |point: &Option<u32>| Some(self.confidence.as_ref()?[(*point)? as usize]);
        let confidence = points.of_row.iter().map(sure).collect();
        Clustering { assignments: assignments.collect(), confidence, model, starts: self.starts }
    }
}

/// Renumbers clusters by the weight of their rows, the heaviest first; equals by their first row.
pub(super) fn by_size(labels: &[usize], weights: &[f32], k: usize) -> Vec<usize> {
    let mut clusters: Vec<(f64, usize, usize)> = (0..k).map(|c| (0.0, usize::MAX, c)).collect();
    for (i, &c) in labels.iter().enumerate() {
        clusters[c].0 -= f64::from(weights[i]);
        clusters[c].1 = clusters[c].1.min(i);
    }
    clusters.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    let mut number = vec![0; k];
    clusters.iter().enumerate().for_each(|(new, &(_, _, old))| number[old] = new);
    labels.iter().map(|&c| number[c]).collect()
}
