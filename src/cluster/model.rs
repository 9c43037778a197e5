//! The fitted clusters, frozen.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::distinct::DistinctRows;
use super::settings::{Geometry, KMeansParams};
use crate::error::{Error, Result};
use crate::vectorize::{CsrMatrix, Row};

/// The cluster of a row.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Assignment {
    /// The cluster's number, from 0.
    pub cluster: u32,
    /// How near the row is to the cluster's centre, from 0 (nothing in common) to 1 (equal):
    /// the cosine, or 1 − the Jensen–Shannon divergence in bits.
    pub score: f32,
}

/// Fitted clusters. Frozen: placing rows never changes them. Serialises with a schema number; what is read back
/// is checked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct KMeans {
    params: KMeansParams,
    cols: usize,
    /// The centres, laid out term by term (`centres[term * k + cluster]`): unit vectors in cosine
    /// geometry, distributions in Jensen–Shannon geometry.
    centres: Vec<f32>,
}

/// The schema of the stored form.
const SCHEMA: u32 = 1;

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Stored {
    schema: u32,
    params: KMeansParams,
    cols: usize,
    centres: Vec<f32>,
}

impl TryFrom<Stored> for KMeans {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { schema, params, cols, centres } = stored;
        if schema > SCHEMA {
            let what = format!(
                "clusters of schema {schema}, but this version reads up to {SCHEMA}: update commonground"
            );
            return Err(Error::Model { what });
        }
        params.validate()?;
        let is_whole = params.k.checked_mul(cols) == Some(centres.len());
        if !is_whole || centres.iter().any(|v| !v.is_finite() || *v < 0.0) {
            return Err(Error::Model { what: "the clusters are damaged: fit them again".into() });
        }
        Ok(KMeans { params, cols, centres })
    }
}

impl From<KMeans> for Stored {
    fn from(model: KMeans) -> Self {
        Stored { schema: SCHEMA, params: model.params, cols: model.cols, centres: model.centres }
    }
}

impl KMeans {
    /// The clusters of labelled points.
    pub(super) fn of_points(points: &DistinctRows, labels: &[usize], params: &KMeansParams) -> Self {
        let (k, cols) = (params.k, points.rows.cols());
        let mut sums = vec![0.0f64; k * cols];
        for (i, &c) in labels.iter().enumerate() {
            for (term, value) in points.rows.row(i).iter() {
                sums[term * k + c] += f64::from(points.weights[i]) * f64::from(value);
            }
        }
        let mut scale = vec![0.0f64; k];
        for (at, &sum) in sums.iter().enumerate() {
            scale[at % k] += if params.geometry == Geometry::Cosine { sum * sum } else { sum };
        }
        if params.geometry == Geometry::Cosine {
            scale.iter_mut().for_each(|s| *s = s.sqrt());
        }
        // A cluster of texts without terms, which vectors that were brought can make, has a centre of zeros.
        scale.iter_mut().filter(|s| **s == 0.0).for_each(|s| *s = 1.0);
        let centres = sums.iter().enumerate().map(|(at, &sum)| (sum / scale[at % k]) as f32).collect();
        KMeans { params: params.clone(), cols, centres }
    }

    /// The clusters whose rows add up to `sums` (term by term, `sums[term * k + cluster]`), in cosine geometry. A sum of
    /// nothing is a centre of zeros.
    pub(super) fn of_sums(params: &KMeansParams, cols: usize, sums: &[f64]) -> Self {
        let k = params.k;
        let mut squares = vec![0.0f64; k];
        sums.iter().enumerate().for_each(|(at, &sum)| squares[at % k] += sum * sum);
        let lengths: Vec<f64> = squares.into_iter().map(|s| if s > 0.0 { s.sqrt() } else { 1.0 }).collect();
        let centres = sums.iter().enumerate().map(|(at, &sum)| (sum / lengths[at % k]) as f32).collect();
        KMeans { params: KMeansParams { geometry: Geometry::Cosine, ..params.clone() }, cols, centres }
    }

    /// The parameters of the fit.
    pub fn params(&self) -> &KMeansParams {
        &self.params
    }

    /// The number of clusters.
    pub fn k(&self) -> usize {
        self.params.k
    }

    /// The number of columns that rows must have.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The weight of a term in the centre of a cluster.
    ///
    /// # Panics
    /// If there is no such term or cluster.
    pub fn centre(&self, cluster: usize, term: usize) -> f32 {
        assert!(cluster < self.k(), "cluster {cluster} of {}", self.k());
        self.centres[term * self.k() + cluster]
    }

    /// The nearest cluster of each row, the first of equals; none for a row without entries.
    ///
    /// A row of the fit may go to another cluster than it had there: sequential moves weigh a row
    /// against the cluster without it.
    ///
    /// # Panics
    /// If the rows have more columns than the fit had.
    pub fn predict(&self, rows: &CsrMatrix) -> Vec<Option<Assignment>> {
        assert!(rows.cols() <= self.cols, "{} columns where the fit had {}", rows.cols(), self.cols);
        (0..rows.rows()).into_par_iter().map(|r| self.nearest(rows.row(r))).collect()
    }

    fn nearest(&self, row: Row<'_>) -> Option<Assignment> {
        if row.is_empty() {
            return None;
        }
        let scores = self.scores(row);
        let best = scores
            .iter()
            .enumerate()
            .fold(0, |best, (c, score)| if *score > scores[best] { c } else { best });
        Some(Assignment { cluster: best as u32, score: scores[best] })
    }

    /// How near a row is to one cluster, as in [`Assignment::score`].
    pub(super) fn score(&self, row: Row<'_>, cluster: usize) -> f32 {
        self.scores(row)[cluster]
    }

    /// The cosine of a row with the centre of one cluster.
    pub(super) fn cosine(&self, row: Row<'_>, cluster: usize) -> f32 {
        let length = row.values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
        let products =
            row.iter().map(|(term, value)| f64::from(value) * f64::from(self.of_term(term)[cluster]));
        (products.sum::<f64>() / length).clamp(0.0, 1.0) as f32
    }

    /// How near a row is to each cluster, as in [`Assignment::score`].
    pub fn scores(&self, row: Row<'_>) -> Vec<f32> {
        match self.params.geometry {
            Geometry::Cosine => self.cosines(row),
            Geometry::JensenShannon => self.overlaps(row),
        }
    }

    fn of_term(&self, term: usize) -> &[f32] {
        &self.centres[term * self.k()..][..self.k()]
    }

    fn cosines(&self, row: Row<'_>) -> Vec<f32> {
        let length = row.values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
        let mut dots = vec![0.0f64; self.k()];
        for (term, value) in row.iter() {
            for (dot, &centre) in dots.iter_mut().zip(self.of_term(term)) {
                *dot += f64::from(value) * f64::from(centre);
            }
        }
        dots.into_iter().map(|dot| (dot / length).clamp(0.0, 1.0) as f32).collect()
    }

    /// 1 − the Jensen–Shannon divergence in bits. Terms that the row lacks add up to half of the
    /// centre's mass outside of the row, so only the row's own terms need a logarithm.
    fn overlaps(&self, row: Row<'_>) -> Vec<f32> {
        let total: f64 = row.values.iter().map(|&v| f64::from(v)).sum();
        let mut shared = vec![0.0f64; self.k()];
        for (term, value) in row.iter() {
            let p = f64::from(value) / total;
            for (sum, &centre) in shared.iter_mut().zip(self.of_term(term)) {
                let q = f64::from(centre);
                let middle = libm::log2(p + q);
                // ½[p log(2p/(p+q)) + q log(2q/(p+q))] is subtracted from ½(p + q): what is left of the
                // whole divergence (1 where nothing is shared) is what the two have in common here.
                let q_log = if q > 0.0 { q * (middle - libm::log2(q)) } else { 0.0 };
                *sum += 0.5 * (p * (middle - libm::log2(p)) + q_log);
            }
        }
        shared.into_iter().map(|s| s.clamp(0.0, 1.0) as f32).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn model(geometry: Geometry) -> KMeans {
        let params = KMeansParams { geometry, ..KMeansParams::new(2) };
        KMeans { params, cols: 3, centres: vec![0.5, 0.0, 0.25, 0.125, 0.25, 0.875] }
    }

    #[test]
    fn the_jensen_shannon_score_is_one_minus_the_divergence() {
        let (p, q) = ([0.25, 0.75, 0.0], [0.5, 0.25, 0.25]);
        let entropy =
            |masses: &[f64]| masses.iter().filter(|&&m| m > 0.0).map(|m| -m * m.log2()).sum::<f64>();
        let middle: Vec<f64> = p.iter().zip(&q).map(|(a, b)| (a + b) / 2.0).collect();
        let divergence = entropy(&middle) - (entropy(&p) + entropy(&q)) / 2.0;
        let row = Row { indices: &[0, 1], values: &[0.25, 0.75] };
        let score = model(Geometry::JensenShannon).scores(row)[0];
        assert!((f64::from(score) - (1.0 - divergence)).abs() < 1e-6, "{score} and {divergence}");
    }

    #[test]
    fn damaged_clusters_are_refused() {
        let json = serde_json::to_string(&model(Geometry::Cosine)).unwrap();
        assert_eq!(serde_json::from_str::<KMeans>(&json).unwrap(), model(Geometry::Cosine));
        for (from, to) in
            [("0.5,", ""), ("\"schema\":1", "\"schema\":9"), ("\"k\":2", "\"k\":0"), ("0.875", "-1.0")]
        {
            assert!(json.contains(from), "{from}");
            assert!(serde_json::from_str::<KMeans>(&json.replace(from, to)).is_err(), "{from} to {to}");
        }
    }
}
