//! Cosine geometry: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use multiversion::multiversion;

use super::Sums;
use crate::lanes::{LANES, Lane, square};
use crate::vectorize::{CsrMatrix, Row};

/// Cluster sums, laid out eight clusters at a time and term by term (`sums[group][term][cluster % 8]`), so that the
/// products of a sparse row with eight clusters at a time read whole stretches of memory.
pub(super) struct CosineSums<'r> {
    rows: &'r CsrMatrix,
    /// The squared length of each row.
    own: Vec<f64>,
    sums: Vec<Lane>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<Lane>,
}

impl<'r> CosineSums<'r> {
    pub(super) fn new(rows: &'r CsrMatrix, k: usize) -> Self {
        let groups = k.div_ceil(LANES);
        CosineSums {
            rows,
            own: rows.iter().map(|row| square(row.values)).collect(),
            sums: vec![[0.0; LANES]; groups * rows.cols()],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![[0.0; LANES]; groups],
        }
    }

    fn dot(&self, c: usize) -> f64 {
        f64::from(self.dots[c / LANES][c % LANES])
    }

    /// Adds `factor` times a row to the sum of `c`.
    fn add(&mut self, row: Row<'_>, factor: f32, c: usize) {
        let sums = &mut self.sums[c / LANES * self.rows.cols()..][..self.rows.cols()];
        for (term, value) in row.iter() {
            sums[term][c % LANES] += factor * value;
        }
    }

    /// The same for row `i`, whose product with the sum before is known.
    fn change(&mut self, i: usize, factor: f32, c: usize) {
        self.add(self.rows.row(i), factor, c);
        let factor = f64::from(factor);
        let change = 2.0 * factor * self.dot(c) + factor * factor * self.own[i];
        self.squares[c] = (self.squares[c] + change).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

/// The products of a sparse row with the sums of all clusters.
#[multiversion(targets("x86_64+avx2"))]
fn multiply(row: Row<'_>, sums: &[Lane], cols: usize, dots: &mut [Lane]) {
    for (group, dots) in dots.iter_mut().enumerate() {
        let sums = &sums[group * cols..][..cols];
        let mut lane = [0.0f32; LANES];
        for (&term, &value) in row.indices.iter().zip(row.values) {
            let sum = &sums[term as usize];
            for l in 0..LANES {
                lane[l] += value * sum[l];
            }
        }
        *dots = lane;
    }
}

impl Sums for CosineSums<'_> {
    fn sum(&mut self, labels: &[usize], weights: &[f32]) {
        self.sums.fill([0.0; LANES]);
        for (i, (&c, &weight)) in labels.iter().zip(weights).enumerate() {
            self.add(self.rows.row(i), weight, c);
        }
        self.squares.fill(0.0);
        for (group, sums) in self.sums.chunks_exact(self.rows.cols()).enumerate() {
            let squares = &mut self.squares[group * LANES..];
            for lane in sums {
                squares.iter_mut().zip(lane).for_each(|(square, &v)| *square += f64::from(v) * f64::from(v));
            }
        }
        self.norms.iter_mut().zip(&self.squares).for_each(|(norm, square)| *norm = square.sqrt());
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        multiply(self.rows.row(i), &self.sums, self.rows.cols(), &mut self.dots);
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
