//! Clusters of all views, frozen: where any text goes, each on its own.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::model::{Assignment, KMeans};
use super::sequential::{SIZES, x_ln_x};
use super::settings::KMeansParams;
use crate::error::{Error, Result};
use crate::space::Views;
use crate::vectorize::Row;

/// Clusters that texts are added to without a change to the clusters. What the fit weighs when it moves a row (see the
/// module's page) is weighed here for each text against the sums as they are: so a text goes where the objective would
/// gain most, whatever other texts there are. Among TF-IDF rows alone this is the greatest cosine.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct FrozenClusters {
    model: KMeans,
    sizes: Vec<u64>,
    vectors: Option<DenseCentres>,
    masses: Option<Masses>,
    /// What each cluster gains by its size alone.
    gain_of_size: Vec<f64>,
}

/// The directions of the sums, dimension by dimension (`units[dimension * k + cluster]`), and their lengths.
#[derive(Debug, Clone, PartialEq)]
struct DenseCentres {
    sums: Vec<f64>,
    units: Vec<f32>,
    lengths: Vec<f64>,
}

/// The sums of masses, term by term, with x ln x of each; the total of each cluster, and how much masses count.
#[derive(Debug, Clone, PartialEq)]
struct Masses {
    sums: Vec<f64>,
    entropies: Vec<f64>,
    /// What a row of mass 1 loses by the total of each cluster.
    losses: Vec<f64>,
    share: f64,
}

impl FrozenClusters {
    /// Clusters of sums: those of TF-IDF rows and of masses term by term, those of dense rows dimension by dimension.
    pub(super) fn new(
        params: &KMeansParams,
        sizes: Vec<u64>,
        rows: &[f64],
        vectors: Option<Vec<f64>>,
        masses: Option<(Vec<f64>, f64)>,
    ) -> Self {
        let model = KMeans::of_sums(params, rows.len() / params.k, rows);
        Self::with(model, sizes, vectors, masses)
    }

    fn with(
        model: KMeans,
        sizes: Vec<u64>,
        vectors: Option<Vec<f64>>,
        masses: Option<(Vec<f64>, f64)>,
    ) -> Self {
        let k = model.k();
        let is_joint = vectors.is_some() && masses.is_some();
        let share = masses.as_ref().map_or(0.0, |(_, share)| if is_joint { *share } else { 1.0 });
        let gain = |&n: &u64| share * SIZES * (x_ln_x(n as f64 + 1.0) - x_ln_x(n as f64));
        let gain_of_size = match is_joint {
            true => sizes.iter().map(gain).collect(),
            false => vec![0.0; k],
        };
        let vectors = vectors.map(|sums| DenseCentres::new(sums, k));
        let masses = masses.map(|(sums, _)| Masses::new(sums, k, share));
        FrozenClusters { model, sizes, vectors, masses, gain_of_size }
    }

    /// The number of clusters.
    pub fn k(&self) -> usize {
        self.model.k()
    }

    /// The number of texts in each cluster when it was frozen.
    pub fn sizes(&self) -> &[u64] {
        &self.sizes
    }

    /// The centres among the TF-IDF rows.
    pub fn model(&self) -> &KMeans {
        &self.model
    }

    /// The cluster of each text, the first of equals, and its cosine with the cluster's centre among the TF-IDF rows; none
    /// for a text without a known term.
    ///
    /// # Panics
    /// If the views are not of the shape of those that the clusters were made of.
    pub fn place(&self, views: &Views) -> Vec<Option<Assignment>> {
        let k = self.k();
        assert_eq!(views.rows.cols(), self.model.cols(), "the terms of the clusters");
        (0..views.rows.rows())
            .into_par_iter()
            .map_init(
                || (vec![0.0f64; k], vec![0.0f32; k]),
                |(gains, dots), r| self.place_row(views, r, gains, dots),
            )
            .collect()
    }

    fn place_row(&self, views: &Views, r: usize, gains: &mut [f64], dots: &mut [f32]) -> Option<Assignment> {
        let row = views.rows.row(r);
        if row.is_empty() {
            return None;
        }
        gains.copy_from_slice(&self.gain_of_size);
        match (&self.vectors, &self.masses) {
            (None, None) => gains.iter_mut().zip(self.model.scores(row)).for_each(|(g, s)| *g = f64::from(s)),
            (vectors, masses) => {
                if let (Some(centres), Some(vectors)) = (vectors, &views.vectors) {
                    centres.add_gains(vectors.row(r), gains, dots);
                }
                if let (Some(sums), Some(masses)) = (masses, &views.masses) {
                    sums.add_gains(masses.row(r), gains);
                }
            }
        }
        let best =
            gains.iter().enumerate().fold(0, |best, (c, gain)| if *gain > gains[best] { c } else { best });
        Some(Assignment { cluster: best as u32, score: self.model.cosine(row, best) })
    }

    /// # Errors
    /// [`Error::Model`] if it does not fit a vocabulary of so many terms.
    pub(crate) fn check(&self, terms: usize) -> Result<()> {
        match self.model.cols() == terms {
            true => Ok(()),
            false => {
                Err(Error::Model { what: "the clusters do not fit the vocabulary: fit them again".into() })
            }
        }
    }
}

impl DenseCentres {
    fn new(sums: Vec<f64>, k: usize) -> Self {
        let mut squares = vec![0.0f64; k];
        sums.iter().enumerate().for_each(|(at, &sum)| squares[at % k] += sum * sum);
        let lengths: Vec<f64> = squares.into_iter().map(f64::sqrt).collect();
        let unit = |(at, &sum): (usize, &f64)| {
            let length = lengths[at % k];
            if length > 0.0 { (sum / length) as f32 } else { 0.0 }
        };
        let units = sums.iter().enumerate().map(unit).collect();
        DenseCentres { sums, units, lengths }
    }

    /// ‖S + x‖ − ‖S‖ for each cluster.
    fn add_gains(&self, row: &[f32], gains: &mut [f64], dots: &mut [f32]) {
        dots.fill(0.0);
        for (&value, units) in row.iter().zip(self.units.chunks_exact(dots.len())) {
            dots.iter_mut().zip(units).for_each(|(dot, &unit)| *dot += value * unit);
        }
        let own: f64 = row.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
        for ((gain, &dot), &length) in gains.iter_mut().zip(&*dots).zip(&self.lengths) {
            let with = length * length + 2.0 * length * f64::from(dot) + own;
            *gain += with.max(0.0).sqrt() - length;
        }
    }
}

impl Masses {
    fn new(sums: Vec<f64>, k: usize, share: f64) -> Self {
        let mut totals = vec![0.0f64; k];
        sums.iter().enumerate().for_each(|(at, &sum)| totals[at % k] += sum);
        Masses {
            entropies: sums.iter().map(|&sum| x_ln_x(sum)).collect(),
            losses: totals.iter().map(|&total| x_ln_x(total + 1.0) - x_ln_x(total)).collect(),
            sums,
            share,
        }
    }

    /// The information that each cluster would gain, times the share.
    fn add_gains(&self, row: Row<'_>, gains: &mut [f64]) {
        let k = gains.len();
        if row.is_empty() {
            return;
        }
        for (term, value) in row.iter() {
            let value = f64::from(value);
            let range = term * k..(term + 1) * k;
            let clusters = self.sums[range.clone()].iter().zip(&self.entropies[range]);
            for (gain, (sum, entropy)) in gains.iter_mut().zip(clusters) {
                *gain += self.share * (x_ln_x(sum + value) - entropy);
            }
        }
        gains.iter_mut().zip(&self.losses).for_each(|(gain, loss)| *gain -= self.share * loss);
    }
}

/// The stored form; the rest follows from it.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    model: KMeans,
    sizes: Vec<u64>,
    vectors: Option<Vec<f64>>,
    masses: Option<(Vec<f64>, f64)>,
}

impl From<FrozenClusters> for Stored {
    fn from(clusters: FrozenClusters) -> Self {
        let FrozenClusters { model, sizes, vectors, masses, .. } = clusters;
        let masses = masses.map(|masses| (masses.sums, masses.share));
        Stored { model, sizes, vectors: vectors.map(|centres| centres.sums), masses }
    }
}

impl TryFrom<Stored> for FrozenClusters {
    type Error = Error;

    fn try_from(Stored { model, sizes, vectors, masses }: Stored) -> Result<Self> {
        let k = model.k();
        let is_finite = |sums: &Vec<f64>| sums.iter().all(|sum| sum.is_finite());
        let fits = sizes.len() == k
            && vectors.as_ref().is_none_or(|sums| sums.len().is_multiple_of(k) && is_finite(sums))
            && masses.as_ref().is_none_or(|(sums, share)| {
                sums.len() == k * model.cols() && is_finite(sums) && share.is_finite()
            });
        if !fits {
            return Err(Error::Model { what: "the clusters are damaged: fit them again".into() });
        }
        Ok(FrozenClusters::with(model, sizes, vectors, masses))
    }
}
