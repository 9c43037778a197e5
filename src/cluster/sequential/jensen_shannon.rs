//! Jensen–Shannon geometry: maximise Σ_c [Σ_t S_ct ln S_ct − N_c ln N_c], where S_c is the sum of the
//! cluster's masses and N_c its total. Up to a constant this is the mutual information of clusters and
//! terms; a move's cost is the weighted Jensen–Shannon divergence of row and cluster.

use super::Sums;
use super::logarithm::x_ln_x;
use crate::vectorize::{CsrMatrix, Row};

/// Cluster masses, laid out term by term (`sums[term * k + cluster]`), with x ln x of each beside it.
pub(super) struct MassSums<'r> {
    rows: &'r CsrMatrix,
    k: usize,
    sums: Vec<f64>,
    entropies: Vec<f64>,
    totals: Vec<f64>,
}

impl<'r> MassSums<'r> {
    pub(super) fn new(rows: &'r CsrMatrix, k: usize) -> Self {
        MassSums {
            rows,
            k,
            sums: vec![0.0; k * rows.cols()],
            entropies: vec![0.0; k * rows.cols()],
            totals: vec![0.0; k],
        }
    }
}

impl Sums for MassSums<'_> {
    /// Adds `weight` times the row's masses to cluster `c` (takes them away if negative).
    fn add(&mut self, i: usize, weight: f32, c: usize) {
        let (row, weight) = (self.rows.row(i), f64::from(weight));
        for (term, value) in row.iter() {
            let at = term * self.k + c;
            let sum = (self.sums[at] + weight * f64::from(value)).max(0.0);
            (self.sums[at], self.entropies[at]) = (sum, x_ln_x(sum));
        }
        self.totals[c] = (self.totals[c] + weight * mass(row)).max(0.0);
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        let (row, weight) = (self.rows.row(i), f64::from(weight));
        let mut leaves = 0.0;
        gains.fill(0.0);
        for (term, value) in row.iter() {
            let value = weight * f64::from(value);
            let range = term * self.k..(term + 1) * self.k;
            let clusters = self.sums[range.clone()].iter().zip(&self.entropies[range]);
            for (gain, (sum, entropy)) in gains.iter_mut().zip(clusters) {
                *gain += x_ln_x(sum + value) - entropy;
            }
            let own = term * self.k + from;
            leaves += self.entropies[own] - x_ln_x((self.sums[own] - value).max(0.0));
        }
        let added = weight * mass(row);
        for (gain, &total) in gains.iter_mut().zip(&self.totals) {
            *gain -= x_ln_x(total + added) - x_ln_x(total);
        }
        let total = self.totals[from];
        gains[from] = leaves - (x_ln_x(total) - x_ln_x((total - added).max(0.0)));
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.add(i, -weight, from);
        self.add(i, weight, to);
    }

    fn objective(&self) -> f64 {
        self.entropies.iter().sum::<f64>() - self.totals.iter().map(|&total| x_ln_x(total)).sum::<f64>()
    }
}

fn mass(row: Row<'_>) -> f64 {
    row.values.iter().map(|&v| f64::from(v)).sum()
}
