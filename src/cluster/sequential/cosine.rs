//! Cosine geometry: maximise Σ_c ‖S_c‖, where S_c is the sum of the cluster's unit rows.

use super::{Sums, Visit};
use crate::vectorize::Row;

/// A move must gain more than this: less is rounding.
const LEAST_GAIN: f64 = 1e-9;

/// Clusters are worked on in lanes of eight, whose products stay in registers.
const LANES: usize = 8;

/// Cluster sums, laid out lane by lane and term by term (`sums[lane][term][cluster % 8]`), so that the
/// products of a sparse row with eight clusters at a time read whole stretches of memory.
pub(super) struct CosineSums {
    k: usize,
    cols: usize,
    sums: Vec<[f32; LANES]>,
    /// ‖S_c‖² and ‖S_c‖.
    squares: Vec<f64>,
    norms: Vec<f64>,
    dots: Vec<[f32; LANES]>,
}

impl CosineSums {
    pub(super) fn new(k: usize, cols: usize) -> Self {
        let lanes = k.div_ceil(LANES);
        CosineSums {
            k,
            cols,
            sums: vec![[0.0; LANES]; lanes * cols],
            squares: vec![0.0; k],
            norms: vec![0.0; k],
            dots: vec![[0.0; LANES]; lanes],
        }
    }

    /// The products of a row with all clusters, into `dots`.
    fn multiply(&mut self, row: Row<'_>) {
        for (dots, sums) in self.dots.iter_mut().zip(self.sums.chunks_exact(self.cols)) {
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
    fn shift(&mut self, row: Row<'_>, factor: f32, c: usize, dot: f64) {
        let sums = &mut self.sums[c / LANES * self.cols..][..self.cols];
        for (term, value) in row.iter() {
            sums[term][c % LANES] += factor * value;
        }
        let factor = f64::from(factor);
        self.squares[c] = (self.squares[c] + 2.0 * factor * dot + factor * factor * square(row)).max(0.0);
        self.norms[c] = self.squares[c].sqrt();
    }
}

impl Sums for CosineSums {
    fn add(&mut self, row: Row<'_>, weight: f32, c: usize) {
        let sums = &self.sums[c / LANES * self.cols..][..self.cols];
        let dot = row.iter().map(|(term, value)| f64::from(sums[term][c % LANES]) * f64::from(value)).sum();
        self.shift(row, weight, c, dot);
    }

    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> Visit {
        self.multiply(row);
        let factor = f64::from(weight);
        let own = factor * factor * square(row);
        // What the objective loses when the row leaves, and gains when it enters another cluster.
        let without = self.squares[from] - 2.0 * factor * self.dot(from) + own;
        let (mut to, mut best) = (from, self.norms[from] - without.max(0.0).sqrt() + LEAST_GAIN);
        let mut second = f64::NEG_INFINITY;
        for c in (0..self.k).filter(|&c| c != from) {
            let gain = (self.squares[c] + 2.0 * factor * self.dot(c) + own).sqrt() - self.norms[c];
            if gain > best {
                (to, second, best) = (c, best, gain);
            } else {
                second = second.max(gain);
            }
        }
        if to != from {
            self.shift(row, -weight, from, self.dot(from));
            self.shift(row, weight, to, self.dot(to));
        }
        Visit { to, margin: best - second }
    }

    fn objective(&self) -> f64 {
        self.norms.iter().sum()
    }
}

fn square(row: Row<'_>) -> f64 {
    row.values.iter().map(|&v| f64::from(v) * f64::from(v)).sum()
}
