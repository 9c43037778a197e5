//! Cosine geometry on dense rows: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use super::Sums;
use crate::space::DenseMatrix;

/// Clusters are worked on in lanes of eight, whose products stay in registers.
const LANES: usize = 8;

/// Cluster sums, laid out lane by lane and dimension by dimension (`sums[lane][dimension][cluster % 8]`).
pub(super) struct DenseSums<'r> {
    rows: &'r DenseMatrix,
    sums: Vec<[f32; LANES]>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<[f32; LANES]>,
}

impl<'r> DenseSums<'r> {
    pub(super) fn new(rows: &'r DenseMatrix, k: usize) -> Self {
        let lanes = k.div_ceil(LANES);
        DenseSums {
            rows,
            sums: vec![[0.0; LANES]; lanes * rows.cols()],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![[0.0; LANES]; lanes],
        }
    }

    fn dot(&self, c: usize) -> f64 {
        f64::from(self.dots[c / LANES][c % LANES])
    }

    /// Adds `factor` times row `i` to the sum of `c`; `dot` is their product before.
    fn change(&mut self, i: usize, factor: f32, c: usize, dot: f64) {
        let row = self.rows.row(i);
        let sums = &mut self.sums[c / LANES * row.len()..][..row.len()];
        for (sum, &value) in sums.iter_mut().zip(row) {
            sum[c % LANES] += factor * value;
        }
        let factor = f64::from(factor);
        self.squares[c] = (self.squares[c] + 2.0 * factor * dot + factor * factor * square(row)).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

impl Sums for DenseSums<'_> {
    fn add(&mut self, i: usize, weight: f32, c: usize) {
        let row = self.rows.row(i);
        let sums = &self.sums[c / LANES * row.len()..][..row.len()];
        let products = sums.iter().zip(row).map(|(sum, &value)| f64::from(sum[c % LANES]) * f64::from(value));
        let dot = products.sum();
        self.change(i, weight, c, dot);
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        let row = self.rows.row(i);
        for (dots, sums) in self.dots.iter_mut().zip(self.sums.chunks_exact(row.len())) {
            let mut lane = [0.0f32; LANES];
            for (sum, &value) in sums.iter().zip(row) {
                for c in 0..LANES {
                    lane[c] += value * sum[c];
                }
            }
            *dots = lane;
        }
        let factor = f64::from(weight);
        let own = factor * factor * square(row);
        for (c, gain) in gains.iter_mut().enumerate() {
            let with = self.squares[c] + 2.0 * factor * self.dot(c) + own;
            *gain = with.max(0.0).sqrt() - self.norms[c];
        }
        let without = self.squares[from] - 2.0 * factor * self.dot(from) + own;
        gains[from] = self.norms[from] - without.max(0.0).sqrt();
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.change(i, -weight, from, self.dot(from));
        self.change(i, weight, to, self.dot(to));
    }

    fn objective(&self) -> f64 {
        self.norms.iter().sum()
    }
}

fn square(row: &[f32]) -> f64 {
    row.iter().map(|&v| f64::from(v) * f64::from(v)).sum()
}
