//! Where a start begins: at rows that lie far apart.

use crate::lanes::dot;
use crate::random::Random;
use crate::space::DenseMatrix;

/// A partition around k rows drawn far apart: each next one with a probability in proportion to its distance
/// 1 − cosine from those drawn before (k-means++ on the sphere; Arthur & Vassilvitskii, SODA 2007; Endo & Miyamoto,
/// MDAI 2015). Rows go to the nearest of them, the first of equals. No part is empty.
pub(super) fn spread(rows: &DenseMatrix, weights: &[f32], k: usize, random: &mut Random) -> Vec<usize> {
    spread_by(weights, k, random, |i, centre| (1.0 - f64::from(dot(rows.row(i), rows.row(centre)))).max(0.0))
}

/// The same with any distance, which is told for a row and one that was drawn.
pub(super) fn spread_by(
    weights: &[f32],
    k: usize,
    random: &mut Random,
    distance: impl Fn(usize, usize) -> f64,
) -> Vec<usize> {
    let n = weights.len();
    let mut labels = vec![0; n];
    let mut nearest = vec![f64::INFINITY; n];
    let mut drawn = random.below(n as u64) as usize;
    for c in 0..k {
        for i in 0..n {
            let distance = if i == drawn { -1.0 } else { distance(i, drawn) };
            if distance < nearest[i] && nearest[i] >= 0.0 {
                (nearest[i], labels[i]) = (distance, c);
            }
        }
        drawn = draw(&nearest, weights, random);
    }
    labels
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
