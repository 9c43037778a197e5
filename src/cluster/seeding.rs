//! Where a start begins: at rows that lie far apart.

use rayon::prelude::*;

use crate::lanes::{LANES, Lane, Panels, TILE};
use crate::random::Random;
use crate::space::DenseMatrix;

/// A partition around k rows drawn far apart: candidates for each next one are drawn with a probability in proportion to
/// their distance 1 − cosine from those chosen before, and the one that leaves the least distance is chosen (greedy k-means++
/// on the sphere; Arthur & Vassilvitskii, SODA 2007; Endo & Miyamoto, MDAI 2015). Rows go to the nearest of them, the
/// first of equals. No part is empty.
pub(super) fn spread(rows: &DenseMatrix, weights: &[f32], k: usize, random: &mut Random) -> Vec<usize> {
    spread_by(weights, k, random, |drawn| {
        let mut panels = Panels::zeros(rows.cols(), drawn.len());
        drawn.iter().enumerate().for_each(|(column, &row)| panels.set(column, rows.row(row).iter().copied()));
        let width = panels.width();
        let last = rows.rows() - 1;
        let mut products = vec![[0.0; LANES]; rows.rows().next_multiple_of(TILE) * width / LANES];
        let of_tile = |(tile, products): (usize, &mut [Lane])| {
            panels.multiply(std::array::from_fn(|row| rows.row((tile * TILE + row).min(last))), products);
        };
        let tiles = products.par_chunks_mut(TILE * width / LANES).enumerate();
        tiles.with_min_len(LEAST_ROWS / TILE).for_each(of_tile);
        let products = products.as_flattened();
        let distance = |row: usize, column: usize| (1.0 - f64::from(products[row * width + column])).max(0.0);
        (0..drawn.len()).map(|column| (0..rows.rows()).map(|row| distance(row, column)).collect()).collect()
    })
}

/// The same with any distance, which is told for a row and one that was drawn.
pub(super) fn spread_by_distance(
    weights: &[f32],
    k: usize,
    random: &mut Random,
    distance: impl Fn(usize, usize) -> f64 + Sync,
) -> Vec<usize> {
    let from = |row: usize| -> Vec<f64> {
        (0..weights.len()).into_par_iter().with_min_len(LEAST_ROWS).map(|i| distance(i, row)).collect()
    };
    spread_by(weights, k, random, |drawn| drawn.iter().map(|&row| from(row)).collect())
}

/// The same with any distances, which are told of all rows from each that was drawn.
fn spread_by(
    weights: &[f32],
    k: usize,
    random: &mut Random,
    distances_from: impl Fn(&[usize]) -> Vec<Vec<f64>>,
) -> Vec<usize> {
    let n = weights.len();
    let candidates = 2 + libm::log(k as f64) as usize;
    let mut nearest = Nearest { labels: vec![0; n], distances: vec![f64::INFINITY; n] };
    let first = random.below(n as u64) as usize;
    nearest.choose(0, first, &distances_from(&[first])[0]);
    for c in 1..k {
        let drawn: Vec<usize> = (0..candidates).map(|_| draw(&nearest.distances, weights, random)).collect();
        let distances = distances_from(&drawn);
        let left = distances.iter().map(|distances| nearest.left(weights, distances)).enumerate();
        // The first of equals.
        if let Some((best, _)) = left.min_by(|a, b| a.1.total_cmp(&b.1)) {
            nearest.choose(c, drawn[best], &distances[best]);
        }
    }
    nearest.labels
}

/// Fewer rows are not worth another thread.
const LEAST_ROWS: usize = 1_000;

/// For each row the nearest of those chosen, and its distance; −1 for one that was itself chosen.
struct Nearest {
    labels: Vec<usize>,
    distances: Vec<f64>,
}

impl Nearest {
    /// What would be left of all distances with one more row chosen.
    fn left(&self, weights: &[f32], distances: &[f64]) -> f64 {
        let nearer = self.distances.iter().zip(distances).map(|(&now, &then)| now.min(then).max(0.0));
        nearer.zip(weights).map(|(distance, &weight)| f64::from(weight) * distance).sum()
    }

    /// Chooses a row as the centre of part `c`.
    fn choose(&mut self, c: usize, chosen: usize, distances: &[f64]) {
        for (i, &distance) in distances.iter().enumerate() {
            let distance = if i == chosen { -1.0 } else { distance };
            if distance < self.distances[i] && self.distances[i] >= 0.0 {
                (self.distances[i], self.labels[i]) = (distance, c);
            }
        }
    }
}

/// A row by chance, in proportion to weight × distance; the rows drawn before have a negative one.
fn draw(nearest: &[f64], weights: &[f32], random: &mut Random) -> usize {
    let mass = |i: usize| f64::from(weights[i]) * nearest[i].max(0.0);
    let all: f64 = (0..nearest.len()).map(mass).sum();
    let mut left = all * (random.below(1 << 53) as f64 / (1u64 << 53) as f64);
    let free = (0..nearest.len()).filter(|&i| nearest[i] >= 0.0);
    let mut last = 0;
    for i in free {
        last = i;
        left -= mass(i);
        if left < 0.0 {
            break;
        }
    }
    last
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_surround_distant_rows_and_none_is_empty() {
        // Three directions, of ten rows each; and rows that are all alike.
        let three = (0..30).flat_map(|i| (0..3).map(move |d| if i % 3 == d { 1.0 } else { 0.0 })).collect();
        let three = DenseMatrix::from_rows(3, three).unwrap();
        for seed in 0..20 {
            let labels = spread(&three, &[1.0; 30], 3, &mut Random::new(seed, 0));
            assert!((0..30).all(|i| (labels[i] == labels[i % 3]) && labels[0] != labels[1]), "{labels:?}");
            let alike = DenseMatrix::from_rows(1, vec![1.0; 8]).unwrap();
            let labels = spread(&alike, &[1.0; 8], 4, &mut Random::new(seed, 0));
            assert!((0..4).all(|c| labels.contains(&c)), "{labels:?}");
        }
    }
}
