//! A clustering that grows: from few clusters to many, each number from the one before it.

use crate::cluster::distinct::DistinctRows;
use crate::cluster::fit::{Clustering, Found, best_partition, fit_views};
use crate::cluster::sequential::{Start, View};
use crate::cluster::settings::{Engine, KMeansParams};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::space::Views;

/// The random starts of the first number, …
const STARTS: usize = 2;
/// … the exchanges of each, because what one leaves to be mended the next number can mend, …
const EXCHANGES: usize = 1;
/// … and the share of the rows that may still move: what two halves agree on does not hang on the last of them.
const TOLERANCE: f64 = 0.01;

/// The clusters of some texts, for one number after the other.
pub(super) struct Growth {
    views: Views,
    points: DistinctRows,
    of_points: Views,
    /// The last number's, before its clusters were numbered.
    last: Option<(usize, Start)>,
}

impl Growth {
    pub(super) fn of(views: Views) -> Self {
        let points = DistinctRows::of_views(&views);
        let of_points = views.select(&points.first);
        Growth { views, points, of_points, last: None }
    }

    pub(super) fn views(&self) -> &Views {
        &self.views
    }

    /// Fits `params.k` clusters; none if there are fewer different rows. Where the last number was smaller, those of its clusters are
    /// cut that gain most by it.
    ///
    /// # Errors
    /// As [`fit_views`].
    pub(super) fn fit(
        &mut self,
        params: &KMeansParams,
        progress: &dyn Progress,
    ) -> Result<Option<Clustering>> {
        if params.k > self.points.len() {
            return Ok(None);
        }
        let tolerance = params.tolerance.max(TOLERANCE);
        let params = &KMeansParams { starts: STARTS, tolerance, ..params.clone() };
        if params.engine == Engine::Linfa {
            return match fit_views(&self.views, params, progress) {
                Err(Error::TooManyClusters { .. }) => Ok(None),
                fitted => fitted.map(Some),
            };
        }
        let (view, weights) = (View::of(&self.of_points), &self.points.weights);
        let start = match self.last.take() {
            Some((k, start)) if k < params.k => {
                let grown = view.grow(weights, params, k, start, progress)?;
                view.exchange(weights, params, grown, EXCHANGES, progress)?
            }
            _ => {
                let found = best_partition(view, weights, params, EXCHANGES, progress)?;
                Start::at(found.labels, params, 0)
            }
        };
        let found = Found { labels: start.labels.clone(), confidence: None, starts: vec![] };
        self.last = Some((params.k, start));
        Ok(Some(found.told(&self.views.rows, &self.points, params)))
    }
}
