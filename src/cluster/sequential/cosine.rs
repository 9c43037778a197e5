//! Cosine geometry: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use super::Sums;
use crate::vectorize::Row;

/// A move must gain more than this: less is rounding.
const LEAST_GAIN: f64 = 1e-9;

/// Cluster sums, laid out term by term (`sums[term * k + cluster]`), so that the products of a sparse
/// row with all clusters read whole stretches of memory.
pub(super) struct CosineSums {
    k: usize,
    sums: Vec<f32>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<f32>,
}

impl CosineSums {
    pub(super) fn new(k: usize, cols: usize) -> Self {
        CosineSums {
            k,
            sums: vec![0.0; k * cols],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![0.0; k],
        }
    }

    fn of_term(&self, term: usize) -> &[f32] {
        &self.sums[term * self.k..][..self.k]
    }

    /// Adds `factor` times the row to the sum of `c`; `dot` is their product before.
    fn shift(&mut self, row: Row<'_>, factor: f32, c: usize, dot: f64) {
        for (term, value) in row.iter() {
            self.sums[term * self.k + c] += factor * value;
        }
        let factor = f64::from(factor);
        self.squares[c] = (self.squares[c] + 2.0 * factor * dot + factor * factor * square(row)).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

impl Sums for CosineSums {
    fn add(&mut self, row: Row<'_>, weight: f32, c: usize) {
        let dot = row.iter().map(|(term, value)| f64::from(self.of_term(term)[c]) * f64::from(value)).sum();
        self.shift(row, weight, c, dot);
    }

    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> usize {
        let mut dots = std::mem::take(&mut self.dots);
        dots.fill(0.0);
        for (term, value) in row.iter() {
            for (dot, sum) in dots.iter_mut().zip(self.of_term(term)) {
                *dot += value * sum;
            }
        }
        let weight_64 = f64::from(weight);
        let own = weight_64 * weight_64 * square(row);
        // What the objective loses when the row leaves, and gains when it enters another cluster.
        let without = self.squares[from] - 2.0 * weight_64 * f64::from(dots[from]) + own;
        let (mut to, mut best) = (from, self.norms[from] - without.max(0.0).sqrt() + LEAST_GAIN);
        for c in 0..self.k {
            let gain = (self.squares[c] + 2.0 * weight_64 * f64::from(dots[c]) + own).sqrt() - self.norms[c];
            if gain > best && c != from {
                (to, best) = (c, gain);
            }
        }
        if to != from {
            self.shift(row, -weight, from, f64::from(dots[from]));
            self.shift(row, weight, to, f64::from(dots[to]));
        }
        self.dots = dots;
        to
    }

    fn objective(&self) -> f64 {
        self.norms.iter().sum()
    }
}

fn square(row: Row<'_>) -> f64 {
    row.values.iter().map(|&v| f64::from(v) * f64::from(v)).sum()
}
