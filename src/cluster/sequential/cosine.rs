//! Cosine geometry: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use super::Sums;
use crate::vectorize::{CsrMatrix, Row};

/// Clusters are worked on in lanes of eight, whose products stay in registers.
const LANES: usize = 8;

/// Cluster sums, laid out lane by lane and term by term (`sums[lane][term][cluster % 8]`), so that the
/// products of a sparse row with eight clusters at a time read whole stretches of memory.
pub(super) struct CosineSums<'r> {
    rows: &'r CsrMatrix,
    sums: Vec<[f32; LANES]>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<[f32; LANES]>,
}

impl<'r> CosineSums<'r> {
    pub(super) fn new(rows: &'r CsrMatrix, k: usize) -> Self {
        let lanes = k.div_ceil(LANES);
        CosineSums {
            rows,
            sums: vec![[0.0; LANES]; lanes * rows.cols()],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![[0.0; LANES]; lanes],
        }
    }

    /// The products of a row with all clusters, into `dots`.
    fn multiply(&mut self, row: Row<'_>) {
        for (dots, sums) in self.dots.iter_mut().zip(self.sums.chunks_exact(self.rows.cols())) {
            let mut lane = [0.0f32; LANES];
            for (term, value) in row.iter() {
                let sum = &sums[term];
                for c in 0..LANES {
                    lane[c] += value * sum[c];
                }
            }
            *dots = lane;
        }
    }

    fn dot(&self, c: usize) -> f64 {
        f64::from(self.dots[c / LANES][c % LANES])
    }

    /// Adds `factor` times the row to the sum of `c`; `dot` is their product before.
    fn change(&mut self, row: Row<'_>, factor: f32, c: usize, dot: f64) {
        let sums = &mut self.sums[c / LANES * self.rows.cols()..][..self.rows.cols()];
        for (term, value) in row.iter() {
            sums[term][c % LANES] += factor * value;
        }
        let factor = f64::from(factor);
        self.squares[c] = (self.squares[c] + 2.0 * factor * dot + factor * factor * square(row)).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

impl Sums for CosineSums<'_> {
    fn add(&mut self, i: usize, weight: f32, c: usize) {
        let row = self.rows.row(i);
        let sums = &self.sums[c / LANES * self.rows.cols()..][..self.rows.cols()];
        let dot = row.iter().map(|(term, value)| f64::from(sums[term][c % LANES]) * f64::from(value)).sum();
        self.change(row, weight, c, dot);
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        let row = self.rows.row(i);
        self.multiply(row);
        let factor = f64::from(weight);
        let own = factor * factor * square(row);
        for (c, gain) in gains.iter_mut().enumerate() {
            *gain = (self.squares[c] + 2.0 * factor * self.dot(c) + own).sqrt() - self.norms[c];
        }
        let without = self.squares[from] - 2.0 * factor * self.dot(from) + own;
        gains[from] = self.norms[from] - without.max(0.0).sqrt();
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        let row = self.rows.row(i);
        self.change(row, -weight, from, self.dot(from));
        self.change(row, weight, to, self.dot(to));
    }

    fn objective(&self) -> f64 {
        self.norms.iter().sum()
    }
}

fn square(row: Row<'_>) -> f64 {
    row.values.iter().map(|&v| f64::from(v) * f64::from(v)).sum()
}
