//! Products of a sparse matrix with dense ones.
//!
//! Nearly all of the time of such a product goes into waiting for rows of the dense matrix. Where each is read many times, they
//! are dealt into tiles that stay in the processor's second cache, the most frequent first (words have Zipf's frequencies), and
//! one tile is used for many rows of the sparse matrix before the next.

use std::cmp::Reverse;

use super::dense::DenseMatrix;
use crate::lanes::add_rows;
use crate::vectorize::CsrMatrix;

/// A sparse matrix times a dense one: the same bits on any number of threads. In tiles the order of a sum depends on all rows.
pub(super) fn multiply(sparse: &CsrMatrix, dense: &DenseMatrix) -> DenseMatrix {
    let factor = match is_visited_often(sparse) {
        true => Factor::Tiled(Tiles::of_transposed(&sparse.transpose())),
        false => Factor::Plain(sparse),
    };
    factor.times(dense)
}

/// A sparse matrix that dense ones are multiplied with.
pub(super) enum Factor<'m> {
    Plain(&'m CsrMatrix),
    Tiled(Tiles),
}

impl<'m> Factor<'m> {
    /// From a matrix and its transpose.
    pub(super) fn of(sparse: &'m CsrMatrix, transposed: &CsrMatrix) -> Self {
        match is_visited_often(sparse) {
            true => Factor::Tiled(Tiles::of_transposed(transposed)),
            false => Factor::Plain(sparse),
        }
    }

    /// The product, as [`multiply`].
    pub(super) fn times(&self, dense: &DenseMatrix) -> DenseMatrix {
        match self {
            Factor::Plain(sparse) => DenseMatrix::fill(sparse.rows(), dense.cols(), |r, sums| {
                let row = sparse.row(r);
                add_rows(row.indices, row.values, dense.values(), sums);
            }),
            Factor::Tiled(tiles) => tiles.times(dense),
        }
    }
}

/// So often must a row of the dense matrix be read in the mean: below, dealing costs more than it saves.
const MANY_VISITS: usize = 100;
/// So many entries must a row have in a tile, in the mean: a tile keeps the place of each row, whether or not it has any.
const IN_TILE: usize = 4;

fn is_visited_often(sparse: &CsrMatrix) -> bool {
    let (rows, cols, entries) = (sparse.rows(), sparse.cols(), sparse.entries());
    cols > 0 && entries / cols >= MANY_VISITS && entries / cols.div_ceil(COLUMNS) / IN_TILE >= rows
}

/// The entries of a sparse matrix, dealt by their columns.
pub(super) struct Tiles {
    /// The columns, the most frequent first.
    order: Vec<usize>,
    /// For each chunk of them the matrix of these columns.
    tiles: Vec<CsrMatrix>,
}

/// Columns of a tile: as rows of the dense matrix, of some hundred numbers, they are half a megabyte.
const COLUMNS: usize = 1024;
/// So many rows at most are made by one thread at a time, …
const ROWS: usize = 2048;
/// … and fewer where there would not be so many blocks of them.
const BLOCKS: usize = 16;

impl Tiles {
    fn of_transposed(transposed: &CsrMatrix) -> Self {
        let mut order: Vec<usize> = (0..transposed.rows()).collect();
        order.sort_by_key(|&column| Reverse(transposed.row(column).len()));
        let tile = |columns: &[usize]| transposed.select(columns.iter().copied()).transpose();
        let tiles = order.chunks(COLUMNS).map(tile).collect();
        Tiles { order, tiles }
    }

    /// Sums are taken in the order of the tiles, and in each by place.
    fn times(&self, dense: &DenseMatrix) -> DenseMatrix {
        let (rows, cols) = (self.tiles.first().map_or(0, CsrMatrix::rows), dense.cols());
        let sorted = dense.select(self.order.iter().copied());
        let of_block = rows.div_ceil(BLOCKS).clamp(1, ROWS);
        DenseMatrix::fill_blocks(rows, cols, of_block, |first, block| {
            for (tile, dense) in self.tiles.iter().zip(sorted.values().chunks(COLUMNS * cols)) {
                for (r, sums) in (first..).zip(block.chunks_exact_mut(cols)) {
                    let row = tile.row(r);
                    if !row.is_empty() {
                        add_rows(row.indices, row.values, dense, sums);
                    }
                }
            }
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    /// Numbers that are whole have the same sum in any order.
    fn whole(rows: usize, cols: usize, random: &mut Random) -> DenseMatrix {
        let values = (0..rows * cols).map(|_| random.below(2001) as f32 - 1000.0).collect();
        DenseMatrix::from_rows(cols, values).unwrap()
    }

    #[test]
    fn a_product_is_the_same_in_tiles() {
        let mut random = Random::new(5, 5);
        // More columns than a tile has, most entries in the first of them, and rows without any.
        let wide = (2 * COLUMNS + 77) as u64;
        let mut sparse = CsrMatrix::new(wide as usize);
        for r in 0..ROWS + 300 {
            let many = if r % 7 == 0 { 0 } else { 40 };
            let mut columns: Vec<u32> =
                (0..many).map(|_| (random.below(wide) * random.below(wide) / wide) as u32).collect();
            columns.sort_unstable();
            columns.dedup();
            sparse.push_row(columns.into_iter().map(|column| (column, (column % 9 + 1) as f32)));
        }
        let transposed = sparse.transpose();
        for (a, b) in [(&sparse, &transposed), (&transposed, &sparse)] {
            let dense = whole(a.cols(), 21, &mut random);
            let tiled = Factor::Tiled(Tiles::of_transposed(b)).times(&dense);
            assert_eq!(tiled, Factor::Plain(a).times(&dense));
        }
    }

    #[test]
    fn only_what_is_visited_often_is_dealt() {
        let full = |rows: usize| {
            let mut matrix = CsrMatrix::new(4);
            (0..rows).for_each(|_| matrix.push_row([(0, 1.0), (1, 2.0), (2, 4.0), (3, 8.0)]));
            matrix
        };
        for (rows, dealt) in [(99, false), (100, true)] {
            let matrix = full(rows);
            let transposed = matrix.transpose();
            assert_eq!(matches!(Factor::of(&matrix, &transposed), Factor::Tiled(_)), dealt);
            let dense = DenseMatrix::from_rows(1, vec![1.0, 10.0, 100.0, 1000.0]).unwrap();
            assert!(multiply(&matrix, &dense).values().iter().all(|&sum| sum == 8421.0));
        }
        // More than a hundred entries in each column; three or four a row and tile.
        let in_two_tiles = |many: u32| {
            let mut matrix = CsrMatrix::new(2 * COLUMNS);
            let row = || (0..many).chain(1500..1500 + many).map(|column| (column, 1.0));
            (0..2 * COLUMNS * 20).for_each(|_| matrix.push_row(row()));
            matrix
        };
        for (many, dealt) in [(3, false), (4, true)] {
            let matrix = in_two_tiles(many);
            assert!(matrix.entries() / matrix.cols() >= MANY_VISITS);
            assert_eq!(matches!(Factor::of(&matrix, &matrix.transpose()), Factor::Tiled(_)), dealt);
        }
    }
}
