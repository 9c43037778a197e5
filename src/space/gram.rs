//! Small dense linear algebra on the columns of tall matrices: products, orthonormal columns, eigenvectors.
//!
//! Sums over rows are taken in fixed blocks, in f64, and the blocks are added in order, so the bits do not
//! depend on the number of threads. Blocks of rows could as well come from different machines.

use rayon::prelude::*;

use super::dense::DenseMatrix;
use crate::lanes::{LANES, Panels, TILE, add_products_of_columns};

/// So many rows are summed up at a time.
const BLOCK: usize = 1024;

/// A square matrix, row by row.
pub(super) struct Square {
    pub(super) size: usize,
    pub(super) values: Vec<f64>,
}

impl Square {
    fn zeros(size: usize) -> Self {
        Square { size, values: vec![0.0; size * size] }
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self.values[row * self.size + column]
    }
}

/// AᵀA of a tall matrix A (rows × d → d × d).
pub(super) fn gram(a: &DenseMatrix) -> Square {
    let d = a.cols();
    let padded = d.next_multiple_of(LANES);
    let of_block = |block: &[f32]| {
        let mut sums = vec![0.0; padded * padded];
        let mut wide = vec![0.0; CONVERTED * padded];
        for rows in block.chunks(CONVERTED * d) {
            for (wide, row) in wide.chunks_exact_mut(padded).zip(rows.chunks_exact(d)) {
                wide.iter_mut().zip(row).for_each(|(wide, &value)| *wide = f64::from(value));
            }
            add_products_of_columns(&wide[..rows.len() / d * padded], padded, &mut sums);
        }
        sums
    };
    let blocks: Vec<Vec<f64>> = a.values().par_chunks(BLOCK * d).map(of_block).collect();
    let mut sums = vec![0.0; padded * padded];
    for block in blocks {
        sums.iter_mut().zip(block).for_each(|(sum, value)| *sum += value);
    }
    let mut products = Square::zeros(d);
    for i in 0..d {
        for j in 0..=i {
            products.values[i * d + j] = sums[i * padded + j];
            products.values[j * d + i] = sums[i * padded + j];
        }
    }
    products
}

/// So many rows are held in double precision at a time: they stay in the cache while each pair of columns is multiplied.
const CONVERTED: usize = 64;

/// The tall matrix A times a square one of which only `keep` columns are wanted.
pub(super) fn times(a: &DenseMatrix, square: &Square, keep: usize) -> DenseMatrix {
    let mut panels = Panels::zeros(square.size, keep);
    (0..keep).for_each(|j| panels.set(j, (0..square.size).map(|i| square.at(i, j) as f32)));
    let groups = keep.div_ceil(LANES);
    DenseMatrix::fill_blocks(a.rows(), keep, TILE * 64, |first, out| {
        let mut products = vec![[0.0; LANES]; TILE * groups];
        for (tile, out) in out.chunks_mut(TILE * keep).enumerate() {
            let (first, rows) = (first + tile * TILE, out.len() / keep);
            // The last few rows fill a tile by being there again.
            panels.multiply(std::array::from_fn(|row| a.row(first + row.min(rows - 1))), &mut products);
            for (out, products) in out.chunks_exact_mut(keep).zip(products.chunks_exact(groups)) {
                out.copy_from_slice(&products.as_flattened()[..keep]);
            }
        }
    })
}

/// Columns that span those of A and are orthonormal up to rounding, by Cholesky's factor of AᵀA. What rounding leaves over a
/// second pass removes (Yamamoto et al., ETNA 44, 2015). Columns that the others span become 0.
pub(super) fn nearly_orthonormal(a: &DenseMatrix) -> DenseMatrix {
    let inverse = inverse_cholesky(gram(a));
    times(a, &inverse, inverse.size)
}

/// R⁻¹ for the upper triangle R with RᵀR = G; a column whose pivot vanishes is 0.
fn inverse_cholesky(g: Square) -> Square {
    let d = g.size;
    let mut r = Square::zeros(d);
    let largest = (0..d).map(|i| g.at(i, i)).fold(0.0, f64::max);
    for i in 0..d {
        let pivot = g.at(i, i) - (0..i).map(|l| r.at(l, i) * r.at(l, i)).sum::<f64>();
        if pivot <= 1e-12 * largest {
            continue;
        }
        let root = pivot.sqrt();
        r.values[i * d + i] = root;
        for j in i + 1..d {
            let rest = g.at(i, j) - (0..i).map(|l| r.at(l, i) * r.at(l, j)).sum::<f64>();
            r.values[i * d + j] = rest / root;
        }
    }
    // Back substitution, column by column: R · X = 1.
    let mut inverse = Square::zeros(d);
    for j in (0..d).filter(|&j| r.at(j, j) > 0.0) {
        inverse.values[j * d + j] = 1.0 / r.at(j, j);
        for i in (0..j).rev().filter(|&i| r.at(i, i) > 0.0) {
            let sum: f64 = (i + 1..=j).map(|l| r.at(i, l) * inverse.at(l, j)).sum();
            inverse.values[i * d + j] = -sum / r.at(i, i);
        }
    }
    inverse
}

/// The eigenvalues of a symmetric matrix, the largest first, and its eigenvectors as columns, by Jacobi's
/// rotations (Golub & Van Loan, Matrix Computations, §8.5). The first entry of a vector that is not tiny is positive.
pub(super) fn eigen(mut a: Square) -> (Vec<f64>, Square) {
    let d = a.size;
    // As rows, while they are turned.
    let mut vectors = Square::zeros(d);
    (0..d).for_each(|i| vectors.values[i * d + i] = 1.0);
    let scale: f64 = a.values.iter().map(|v| v * v).sum();
    for _ in 0..MOST_SWEEPS {
        let off: f64 =
            (0..d).flat_map(|i| (0..i).map(move |j| (i, j))).map(|(i, j)| a.at(i, j) * a.at(i, j)).sum();
        if off <= 1e-22 * scale {
            break;
        }
        for p in 0..d {
            for q in p + 1..d {
                rotate(&mut a, &mut vectors, p, q);
            }
        }
    }
    let mut order: Vec<usize> = (0..d).collect();
    order.sort_by(|&i, &j| a.at(j, j).total_cmp(&a.at(i, i)).then(i.cmp(&j)));
    let mut sorted = Square::zeros(d);
    for (to, &from) in order.iter().enumerate() {
        let column = |i: usize| vectors.at(from, i);
        let lead = (0..d).map(column).find(|v| v.abs() > 1e-6).unwrap_or(1.0);
        (0..d).for_each(|i| sorted.values[i * d + to] = column(i) * lead.signum());
    }
    (order.iter().map(|&i| a.at(i, i)).collect(), sorted)
}

const MOST_SWEEPS: usize = 30;

/// Turns rows and columns p and q so that their off-diagonal entry becomes 0.
fn rotate(a: &mut Square, vectors: &mut Square, p: usize, q: usize) {
    let (d, apq) = (a.size, a.at(p, q));
    if apq.abs() < 1e-300 {
        return;
    }
    let theta = (a.at(q, q) - a.at(p, p)) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let c = 1.0 / (t * t + 1.0).sqrt();
    let s = t * c;
    for matrix in [&mut *a, vectors] {
        let (upper, lower) = matrix.values.split_at_mut(q * d);
        for (x, y) in upper[p * d..][..d].iter_mut().zip(&mut lower[..d]) {
            (*x, *y) = (c * *x - s * *y, s * *x + c * *y);
        }
    }
    for row in a.values.chunks_exact_mut(d) {
        (row[p], row[q]) = (c * row[p] - s * row[q], s * row[p] + c * row[q]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn random(rows: usize, cols: usize) -> DenseMatrix {
        let mut random = Random::new(3, 3);
        let values = (0..rows * cols).map(|_| random.below(2001) as f32 / 1000.0 - 1.0).collect();
        DenseMatrix::from_rows(cols, values).unwrap()
    }

    #[test]
    fn columns_become_orthonormal_and_dependent_ones_vanish() {
        let mut a = random(3000, 6);
        // The last column is the sum of the first two.
        a = a.map_rows(|_, row| row[5] = row[0] + row[1]);
        let products = gram(&nearly_orthonormal(&nearly_orthonormal(&a)));
        for i in 0..6 {
            for j in 0..6 {
                let expected = if i == j && i < 5 { 1.0 } else { 0.0 };
                assert!((products.at(i, j) - expected).abs() < 1e-5, "{i} {j}: {}", products.at(i, j));
            }
        }
    }

    #[test]
    fn eigenvectors_rebuild_the_matrix() {
        let a = gram(&random(50, 8));
        let expected = a.values.clone();
        let (values, vectors) = eigen(a);
        assert!(values.windows(2).all(|w| w[0] >= w[1]));
        for i in 0..8 {
            for j in 0..8 {
                let sum: f64 = (0..8).map(|l| values[l] * vectors.at(i, l) * vectors.at(j, l)).sum();
                assert!((sum - expected[i * 8 + j]).abs() < 1e-9);
            }
        }
    }
}
