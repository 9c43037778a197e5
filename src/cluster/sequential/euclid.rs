//! Euclidean geometry: maximise Σ_c ‖S_c‖² / W_c, where S_c is the weighted sum of the cluster's points and W_c their
//! weight. That is what Σ w‖x‖² has beyond the sum of squared distances to the means, which is so minimised.

use super::Sums;
use crate::cluster::points::Points;
use crate::lanes::{LANES, Lane};

/// Cluster sums, laid out lane by lane and dimension by dimension (`sums[lane][dimension][cluster % 8]`).
pub(super) struct PointSums<'p> {
    points: Points<'p>,
    cols: usize,
    sums: Vec<Lane>,
    /// ‖S_c‖² and W_c.
    squares: Vec<f64>,
    weights: Vec<f64>,
    dots: Vec<Lane>,
}

impl<'p> PointSums<'p> {
    pub(super) fn new(points: Points<'p>, k: usize) -> Self {
        let (lanes, cols) = (k.div_ceil(LANES), points.cols());
        PointSums {
            points,
            cols,
            sums: vec![[0.0; LANES]; lanes * cols],
            squares: vec![0.0; k],
            weights: vec![0.0; k],
            dots: vec![[0.0; LANES]; lanes],
        }
    }

    fn dot(&self, c: usize) -> f64 {
        f64::from(self.dots[c / LANES][c % LANES])
    }

    /// Adds `factor` times point `i` to the sum of `c`; `dot` is their product before.
    fn change(&mut self, i: usize, factor: f32, c: usize, dot: f64) {
        let sums = &mut self.sums[c / LANES * self.cols..][..self.cols];
        self.points.each(i, |column, value| sums[column][c % LANES] += factor * value);
        let factor = f64::from(factor);
        let own = factor * factor * self.points.square(i);
        self.squares[c] = (self.squares[c] + 2.0 * factor * dot + own).max(0.0);
        self.weights[c] += factor;
    }
}

impl Sums for PointSums<'_> {
    fn sum(&mut self, labels: &[usize], weights: &[f32]) {
        self.sums.fill([0.0; LANES]);
        self.weights.fill(0.0);
        for (i, (&c, &weight)) in labels.iter().zip(weights).enumerate() {
            let sums = &mut self.sums[c / LANES * self.cols..][..self.cols];
            self.points.each(i, |column, value| sums[column][c % LANES] += weight * value);
            self.weights[c] += f64::from(weight);
        }
        for (c, square) in self.squares.iter_mut().enumerate() {
            let sums = &self.sums[c / LANES * self.cols..][..self.cols];
            *square = sums.iter().map(|sum| f64::from(sum[c % LANES]) * f64::from(sum[c % LANES])).sum();
        }
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        for (dots, sums) in self.dots.iter_mut().zip(self.sums.chunks_exact(self.cols)) {
            let mut lane = [0.0f32; LANES];
            self.points.each(i, |column, value| {
                let sum = &sums[column];
                for c in 0..LANES {
                    lane[c] += value * sum[c];
                }
            });
            *dots = lane;
        }
        let factor = f64::from(weight);
        let own = factor * factor * self.points.square(i);
        let kept = |square: f64, weight: f64| if weight > 0.0 { square.max(0.0) / weight } else { 0.0 };
        for (c, gain) in gains.iter_mut().enumerate() {
            let with = self.squares[c] + 2.0 * factor * self.dot(c) + own;
            *gain = kept(with, self.weights[c] + factor) - kept(self.squares[c], self.weights[c]);
        }
        let without = self.squares[from] - 2.0 * factor * self.dot(from) + own;
        gains[from] =
            kept(self.squares[from], self.weights[from]) - kept(without, self.weights[from] - factor);
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.change(i, -weight, from, self.dot(from));
        self.change(i, weight, to, self.dot(to));
    }

    fn objective(&self) -> f64 {
        let both = self.squares.iter().zip(&self.weights);
        both.filter(|&(_, &weight)| weight > 0.0).map(|(square, weight)| square / weight).sum()
    }
}
