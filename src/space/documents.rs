//! Where texts lie in a learned space.

use super::coherence::coherence;
use super::dense::{DenseMatrix, multiply};
use super::gram::{eigen, gram};
use super::svd::svd;
use crate::vectorize::CsrMatrix;

/// Texts by the sum of their words' vectors: (1 + ln tf) · ln(n / df) · √coherence of each, without the direction
/// that all texts share (the leading one; Arora, Liang & Ma, ICLR 2017), to length 1. `counts` is n × terms,
/// `vectors` terms × d.
pub(super) fn by_words(counts: &CsrMatrix, vectors: &DenseMatrix) -> DenseMatrix {
    let logs = counts.clone().map_rows(|_, values| {
        values.iter_mut().for_each(|v| *v = 1.0 + libm::log(f64::from(*v)) as f32);
    });
    let unit = logs.clone().map_rows(|_, values| to_unit(values));
    let coherence = coherence(&unit, &multiply(&unit, vectors).unit_rows());
    let n = counts.rows() as f64;
    let weights: Vec<f64> = document_frequencies(counts)
        .into_iter()
        .zip(coherence)
        .map(|(df, coherence)| coherence.sqrt() * libm::log(n / f64::from(df.max(1))))
        .collect();
    let weighted = logs.map_rows(|terms, values| {
        scale(terms, values, &weights);
        to_unit(values);
    });
    without_common_direction(multiply(&weighted, vectors).unit_rows()).unit_rows()
}

/// Texts by latent semantic analysis of their TF-IDF rows (n × terms), with the terms weighted by √coherence
/// in a first analysis; to length 1.
pub(super) fn by_latent_topics(rows: &CsrMatrix, dimensions: usize, seed: u64) -> DenseMatrix {
    let weights: Vec<f64> =
        coherence(rows, &latent(rows, dimensions, seed)).into_iter().map(f64::sqrt).collect();
    let weighted = rows.clone().map_rows(|terms, values| {
        scale(terms, values, &weights);
        to_unit(values);
    });
    latent(&weighted, dimensions, seed)
}

/// U·Σ of the singular value decomposition (Deerwester et al., JASIS 41(6), 1990), rows to length 1.
fn latent(rows: &CsrMatrix, dimensions: usize, seed: u64) -> DenseMatrix {
    let svd = svd(rows, dimensions, seed);
    let scaled = svd.left.map_rows(|_, row| {
        row.iter_mut().zip(&svd.values).for_each(|(value, s)| *value = (f64::from(*value) * s) as f32);
    });
    scaled.unit_rows()
}

fn without_common_direction(rows: DenseMatrix) -> DenseMatrix {
    let (_, vectors) = eigen(gram(&rows));
    let d = rows.cols();
    let common: Vec<f64> = (0..d).map(|i| vectors.values[i * d]).collect();
    rows.map_rows(|_, row| {
        let along: f64 = row.iter().zip(&common).map(|(&v, c)| f64::from(v) * c).sum();
        row.iter_mut().zip(&common).for_each(|(v, c)| *v = (f64::from(*v) - along * c) as f32);
    })
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
