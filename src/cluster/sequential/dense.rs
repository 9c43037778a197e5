//! Cosine geometry on dense rows: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use super::Sums;
use crate::lanes::{LANES, Lane, products_of_row, square};
use crate::space::DenseMatrix;

/// Cluster sums, laid out eight clusters at a time and dimension by dimension (`sums[group][dimension][cluster % 8]`).
pub(super) struct DenseSums<'r> {
    rows: &'r DenseMatrix,
    /// The squared length of each row.
    own: Vec<f64>,
    sums: Vec<Lane>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<Lane>,
}

impl<'r> DenseSums<'r> {
    pub(super) fn new(rows: &'r DenseMatrix, k: usize) -> Self {
        let groups = k.div_ceil(LANES);
        DenseSums {
            rows,
            own: rows.iter().map(square).collect(),
            sums: vec![[0.0; LANES]; groups * rows.cols()],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![[0.0; LANES]; groups],
        }
    }

    fn dot(&self, c: usize) -> f64 {
        f64::from(self.dots[c / LANES][c % LANES])
    }

    /// Adds `factor` times row `i` to the sum of `c`; their product before is known.
    fn change(&mut self, i: usize, factor: f32, c: usize) {
        let row = self.rows.row(i);
        let sums = &mut self.sums[c / LANES * row.len()..][..row.len()];
        for (sum, &value) in sums.iter_mut().zip(row) {
            sum[c % LANES] += factor * value;
        }
        let factor = f64::from(factor);
        let change = 2.0 * factor * self.dot(c) + factor * factor * self.own[i];
        self.squares[c] = (self.squares[c] + change).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

impl Sums for DenseSums<'_> {
    fn sum(&mut self, labels: &[usize], weights: &[f32]) {
        let d = self.rows.cols();
        let mut sums = vec![0.0f64; self.norms.len() * d];
        for ((row, &c), &weight) in self.rows.iter().zip(labels).zip(weights) {
            let weight = f64::from(weight);
            let sums = &mut sums[c * d..][..d];
            sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += weight * f64::from(value));
        }
        for (c, sums) in sums.chunks_exact(d).enumerate() {
            self.squares[c] = sums.iter().map(|sum| sum * sum).sum();
            self.norms[c] = self.squares[c].sqrt();
            let lanes = &mut self.sums[c / LANES * d..][..d];
            lanes.iter_mut().zip(sums).for_each(|(lane, &sum)| lane[c % LANES] = sum as f32);
        }
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        products_of_row(self.rows.row(i), &self.sums, &mut self.dots);
        let factor = f64::from(weight);
        let own = factor * factor * self.own[i];
        for (c, gain) in gains.iter_mut().enumerate() {
            let with = self.squares[c] + 2.0 * factor * self.dot(c) + own;
            *gain = with.max(0.0).sqrt() - self.norms[c];
        }
        let without = self.squares[from] - 2.0 * factor * self.dot(from) + own;
        gains[from] = self.norms[from] - without.max(0.0).sqrt();
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.change(i, -weight, from);
        self.change(i, weight, to);
    }

    fn objective(&self) -> f64 {
        self.norms.iter().sum()
    }
}
