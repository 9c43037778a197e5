//! Where texts lie in a learned space.

use super::coherence::coherence;
use super::dense::DenseMatrix;
use super::factor::multiply;
use super::gram::{eigen, gram};
use super::placement::{Placement, strengths};
use super::svd::{Svd, first_directions, svd_from};
use crate::vectorize::CsrMatrix;

/// Texts by the sum of their words' vectors: (1 + ln tf) · ln(n / df) · √coherence of each, without the direction
/// that all texts share (the leading one; Arora, Liang & Ma, ICLR 2017), to length 1. `counts` is n × terms,
/// `vectors` terms × d. Returns how to place any text so, and the places of these.
pub(super) fn word_places(counts: &CsrMatrix, vectors: DenseMatrix) -> (Placement, DenseMatrix) {
    let strengths = strengths(counts.clone());
    let unit = strengths.clone().map_rows(|_, values| to_unit(values));
    let coherence = coherence(&unit, &multiply(&unit, &vectors).unit_rows());
    let n = counts.rows() as f64;
    let weights: Vec<f64> = document_frequencies(counts)
        .into_iter()
        .zip(coherence)
        .map(|(df, coherence)| coherence.sqrt() * libm::log(n / f64::from(df.max(1))))
        .collect();
    let weighted = strengths.map_rows(|terms, values| {
        scale(terms, values, &weights);
        to_unit(values);
    });
    let places = multiply(&weighted, &vectors).unit_rows();
    let common = common_direction(&places);
    let places = places.without(&common).unit_rows();
    (Placement::new(vectors, weights, common), places)
}

/// Terms of no topic blur every place in a first analysis, so what is coherent is told more sharply in the second. Alone, one
/// refinement is better than two, which leave few terms beside those of the strongest topics; …
pub(super) const REFINEMENTS_ALONE: usize = 1;
/// … beside other views two are.
pub(super) const REFINEMENTS_BESIDE_WORDS: usize = 2;

/// Texts by latent semantic analysis of their TF-IDF rows (n × terms), with the terms weighted by √coherence in the analysis
/// before; to length 1. The first is of the plain rows, and `refinements` follow.
pub(super) fn latent_topics(rows: &CsrMatrix, dimensions: usize, refinements: usize, seed: u64) -> Topics {
    let first = first_directions(rows, dimensions, seed);
    let svd_of = |weighted: &CsrMatrix| svd_from(weighted, dimensions, &first);
    let mut topics = Topics { weights: vec![1.0; rows.cols()], weighted: rows.clone(), svd: svd_of(rows) };
    for _ in 0..refinements {
        let coherence = coherence(rows, &topics.places());
        let weights: Vec<f64> = coherence.into_iter().map(f64::sqrt).collect();
        let weighted = rows.clone().map_rows(|terms, values| {
            scale(terms, values, &weights);
            to_unit(values);
        });
        let svd = svd_of(&weighted);
        topics = Topics { weights, weighted, svd };
    }
    topics
}

/// A latent semantic analysis.
pub(super) struct Topics {
    /// By what each term's TF-IDF value was multiplied, …
    weights: Vec<f64>,
    /// … the rows that this made, to length 1, …
    weighted: CsrMatrix,
    /// … and their decomposition.
    svd: Svd,
}

impl Topics {
    /// Where the texts lie.
    pub(super) fn places(&self) -> DenseMatrix {
        places(&self.svd)
    }

    /// How much each term marks a topic: √coherence, 0 for one of no topic.
    pub(super) fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// How to place any text there: by the right singular vectors, because A·V = U·Σ. `idf` is that of the rows.
    pub(super) fn placement(&self, idf: &[f32]) -> Placement {
        let directions = multiply(&self.weighted.transpose(), &self.svd.left).map_rows(|_, row| {
            row.iter_mut()
                .zip(&self.svd.values)
                .for_each(|(v, s)| *v = (f64::from(*v) / s.max(1e-30)) as f32);
        });
        let weights = idf.iter().zip(&self.weights).map(|(&idf, weight)| f64::from(idf) * weight).collect();
        Placement::new(directions, weights, Vec::new())
    }
}

/// U·Σ of the singular value decomposition (Deerwester et al., JASIS 41(6), 1990), rows to length 1.
fn places(svd: &Svd) -> DenseMatrix {
    let scaled = svd.left.clone().map_rows(|_, row| {
        row.iter_mut().zip(&svd.values).for_each(|(value, s)| *value = (f64::from(*value) * s) as f32);
    });
    scaled.unit_rows()
}

/// The leading right singular vector of the rows.
fn common_direction(rows: &DenseMatrix) -> Vec<f64> {
    let (_, vectors) = eigen(gram(rows));
    let d = rows.cols();
    (0..d).map(|i| vectors.values[i * d]).collect()
}

fn document_frequencies(counts: &CsrMatrix) -> Vec<u32> {
    let mut df = vec![0; counts.cols()];
    counts.iter().for_each(|row| row.indices.iter().for_each(|&term| df[term as usize] += 1));
    df
}

fn scale(terms: &[u32], values: &mut [f32], weights: &[f64]) {
    let scaled = terms.iter().zip(values);
    scaled.for_each(|(&term, v)| *v = (f64::from(*v) * weights[term as usize]) as f32);
}

fn to_unit(values: &mut [f32]) {
    let length = values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
    if length > 0.0 {
        values.iter_mut().for_each(|v| *v = (f64::from(*v) / length) as f32);
    }
}
