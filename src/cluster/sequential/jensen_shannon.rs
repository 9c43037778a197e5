//! Jensen–Shannon geometry: maximise Σ_c [Σ_t S_ct ln S_ct − N_c ln N_c], where S_c is the sum of the
//! cluster's masses and N_c its total. Up to a constant this is the mutual information of clusters and
//! terms; a move's cost is the weighted Jensen–Shannon divergence of row and cluster.

use super::logarithm::x_ln_x;
use super::{Sums, Visit};
use crate::vectorize::Row;

/// A move must gain more than this: less is rounding.
const LEAST_GAIN: f64 = 1e-12;

/// Cluster masses, laid out term by term (`sums[term * k + cluster]`), with x ln x of each beside it.
pub(super) struct MassSums {
    k: usize,
    sums: Vec<f64>,
    entropies: Vec<f64>,
    totals: Vec<f64>,
    gains: Vec<f64>,
}

impl MassSums {
    pub(super) fn new(k: usize, cols: usize) -> Self {
        MassSums {
            k,
            sums: vec![0.0; k * cols],
            entropies: vec![0.0; k * cols],
            totals: vec![0.0; k],
            gains: vec![0.0; k],
        }
    }

    /// Adds `weight` times the row's masses to cluster `c` (takes them away if negative).
    fn shift(&mut self, row: Row<'_>, weight: f64, c: usize) {
        for (term, value) in row.iter() {
            let at = term * self.k + c;
            let sum = (self.sums[at] + weight * f64::from(value)).max(0.0);
            (self.sums[at], self.entropies[at]) = (sum, x_ln_x(sum));
        }
        self.totals[c] = (self.totals[c] + weight * mass(row)).max(0.0);
    }
}

impl Sums for MassSums {
    fn add(&mut self, row: Row<'_>, weight: f32, c: usize) {
        self.shift(row, f64::from(weight), c);
    }

    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> Visit {
        let weight = f64::from(weight);
        self.shift(row, -weight, from);
        self.gains.fill(0.0);
        for (term, value) in row.iter() {
            let value = weight * f64::from(value);
            let range = term * self.k..(term + 1) * self.k;
            let clusters = self.sums[range.clone()].iter().zip(&self.entropies[range]);
            for (gain, (sum, entropy)) in self.gains.iter_mut().zip(clusters) {
                *gain += x_ln_x(sum + value) - entropy;
            }
        }
        let added = weight * mass(row);
        let gain = |c: usize| self.gains[c] - (x_ln_x(self.totals[c] + added) - x_ln_x(self.totals[c]));
        let (mut to, mut best) = (from, gain(from) + LEAST_GAIN);
        let mut second = f64::NEG_INFINITY;
        for c in (0..self.k).filter(|&c| c != from) {
            let gain = gain(c);
            if gain > best {
                (to, second, best) = (c, best, gain);
            } else {
                second = second.max(gain);
            }
        }
        self.shift(row, weight, to);
        Visit { to, margin: best - second }
    }

    fn objective(&self) -> f64 {
        self.entropies.iter().sum::<f64>() - self.totals.iter().map(|&total| x_ln_x(total)).sum::<f64>()
    }
}

fn mass(row: Row<'_>) -> f64 {
    row.values.iter().map(|&v| f64::from(v)).sum()
}
