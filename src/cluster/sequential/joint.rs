//! Two views of the same rows at once: the objective is the weighted sum of theirs.

use super::Sums;
use super::logarithm::x_ln_x;

/// How much is gained by sizes that differ, for each unit of the second view: Σ n ln n, the classification likelihood of
/// unequal proportions (Symons, Biometrics 37(1), 1981), if the words of a text say as much as six independent ones would.
/// Without it k-means cuts a large class into even parts.
pub(in crate::cluster) const SIZES: f64 = 1.0 / 6.0;

/// The sums of two views.
pub(super) struct JointSums<A, B> {
    first: A,
    second: B,
    /// How much the second view counts, …
    share: f64,
    /// … and sizes that differ.
    share_of_sizes: f64,
    /// The weight of each cluster.
    sizes: Vec<f64>,
    gains: Vec<f64>,
}

impl<A: Sums, B: Sums> JointSums<A, B> {
    pub(super) fn new(first: A, second: B, share: f64, k: usize) -> Self {
        JointSums {
            first,
            second,
            share,
            share_of_sizes: share * SIZES,
            sizes: vec![0.0; k],
            gains: vec![0.0; k],
        }
    }
}

impl<A: Sums, B: Sums> Sums for JointSums<A, B> {
    fn sum(&mut self, labels: &[usize], weights: &[f32]) {
        self.first.sum(labels, weights);
        self.second.sum(labels, weights);
        self.sizes.fill(0.0);
        labels.iter().zip(weights).for_each(|(&c, &weight)| self.sizes[c] += f64::from(weight));
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        self.first.gains(i, weight, from, gains);
        self.second.gains(i, weight, from, &mut self.gains);
        let weight = f64::from(weight);
        for (c, (gain, second)) in gains.iter_mut().zip(&self.gains).enumerate() {
            let without = if c == from { self.sizes[c] - weight } else { self.sizes[c] };
            *gain += self.share * second + self.share_of_sizes * (x_ln_x(without + weight) - x_ln_x(without));
        }
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.first.shift(i, weight, from, to);
        self.second.shift(i, weight, from, to);
        self.sizes[from] -= f64::from(weight);
        self.sizes[to] += f64::from(weight);
    }

    fn objective(&self) -> f64 {
        let sizes: f64 = self.sizes.iter().map(|&n| x_ln_x(n)).sum();
        self.first.objective() + self.share * self.second.objective() + self.share_of_sizes * sizes
    }
}
