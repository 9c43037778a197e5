//! Truncated singular value decomposition of a sparse matrix, by random projection.

use super::dense::DenseMatrix;
use super::factor::Factor;
use super::gram::{eigen, gram, nearly_orthonormal, times};
use crate::lanes::LANES;
use crate::random::Random;
use crate::vectorize::CsrMatrix;

/// The leading left singular vectors and singular values of a sparse matrix.
#[derive(Debug, Clone, PartialEq)]
pub struct Svd {
    /// One row for each row of the matrix, one column for each singular value (rows × rank, orthonormal columns up to
    /// rounding to single precision).
    pub left: DenseMatrix,
    /// The singular values, the largest first.
    pub values: Vec<f64>,
}

/// More directions than asked for are carried along, …
const OVERSAMPLING: usize = 10;
/// … and multiplied so many times with AAᵀ, so that the leading ones stand out.
const POWER_ITERATIONS: usize = 2;
/// The stream of chance of the first directions.
const DIRECTIONS: u64 = 3_000_000;

/// The `rank` leading singular values of `a` and their left vectors, or as many as it has (and one at least), by random
/// projection and two power iterations (Halko, Martinsson & Tropp, SIAM Review 53(2), 2011, §4.5). The first directions
/// have entries ±1, drawn by the seed. The result does not depend on the number of threads.
///
/// ```
/// use commonground::space::svd;
/// use commonground::vectorize::CsrMatrix;
///
/// // Two rows that are alike, and one that is shorter.
/// let matrix = CsrMatrix::from_parts(2, vec![0, 1, 2, 3], vec![0, 0, 1], vec![3.0, 4.0, 2.0])?;
/// let found = svd(&matrix, 2, 0);
/// assert!((found.values[0] - 5.0).abs() < 1e-5 && (found.values[1] - 2.0).abs() < 1e-5);
/// assert!((found.left.row(1)[0].abs() - 0.8).abs() < 1e-5);
/// # Ok::<(), commonground::Error>(())
/// ```
pub fn svd(a: &CsrMatrix, rank: usize, seed: u64) -> Svd {
    svd_from(a, rank, &first_directions(a, rank, seed))
}

/// Signs by chance: the directions with which the decomposition of a matrix of this shape begins (columns × width).
pub(super) fn first_directions(a: &CsrMatrix, rank: usize, seed: u64) -> Vec<i8> {
    let mut random = Random::new(seed, DIRECTIONS);
    (0..a.cols() * width(a, rank)).map(|_| if random.below(2) == 0 { -1 } else { 1 }).collect()
}

/// How many directions are carried along: whole lanes cost no more than a part of one.
fn width(a: &CsrMatrix, rank: usize) -> usize {
    (rank + OVERSAMPLING).next_multiple_of(LANES).min(a.rows().min(a.cols())).max(1)
}

/// As [`svd`], from directions that were drawn before.
pub(super) fn svd_from(a: &CsrMatrix, rank: usize, first: &[i8]) -> Svd {
    let transposed = a.transpose();
    let (forth, back) = (Factor::of(a, &transposed), Factor::of(&transposed, a));
    let mut basis = {
        // No longer in memory than needed: they are as many numbers as the words have places.
        let mut directions = DenseMatrix::zeros(a.cols(), width(a, rank));
        directions.values_mut().iter_mut().zip(first).for_each(|(value, &sign)| *value = f32::from(sign));
        nearly_orthonormal(&forth.times(&directions))
    };
    for _ in 0..POWER_ITERATIONS {
        // The way back is not made orthonormal: the one product more stretches the directions too little to matter.
        basis = nearly_orthonormal(&forth.times(&back.times(&basis)));
    }
    let basis = nearly_orthonormal(&basis);
    // In the small space of the basis: (QᵀA)(QᵀA)ᵀ has the squares of the singular values as eigenvalues.
    let projected = back.times(&basis);
    let (squares, vectors) = eigen(gram(&projected));
    let found = squares.iter().take(rank).take_while(|&&s| s > 1e-9 * squares[0].max(1e-30)).count();
    let left = times(&basis, &vectors, found.max(1));
    let values = squares.iter().take(found.max(1)).map(|s| s.max(0.0).sqrt()).collect();
    Svd { left, values }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A sparse matrix with planted singular values 8, 4, 2 and 1 in disjoint blocks of equal entries.
    fn planted() -> CsrMatrix {
        let mut rows = CsrMatrix::new(16);
        for r in 0..16u32 {
            let block = r / 4;
            let value = 2f32.powi(3 - block as i32) / 4.0;
            rows.push_row((block * 4..block * 4 + 4).map(|c| (c, value)));
        }
        rows
    }

    #[test]
    fn planted_values_are_found_in_order() {
        let found = svd(&planted(), 4, 1);
        for (value, expected) in found.values.iter().zip([8.0, 4.0, 2.0, 1.0]) {
            assert!((value - expected).abs() < 1e-4, "{:?}", found.values);
        }
        assert!(found.left.row(0)[0].abs() > 0.49 && found.left.row(0)[1].abs() < 1e-4);
    }

    #[test]
    fn the_rank_is_what_the_matrix_has() {
        assert_eq!(svd(&planted(), 9, 1).values.len(), 4);
    }
}
