//! Equal rows as one point of greater weight.

use foldhash::HashMap;

use crate::space::Views;
use crate::vectorize::CsrMatrix;

/// The different rows of which anything is known, in order of first occurrence.
pub(super) struct DistinctRows {
    /// One row each, …
    pub(super) rows: CsrMatrix,
    /// … and where it first stood.
    pub(super) first: Vec<usize>,
    /// How often each occurs.
    pub(super) weights: Vec<f32>,
    /// For each row of the whole matrix its distinct row; none for one of which nothing is known.
    pub(super) of_row: Vec<Option<u32>>,
}

impl DistinctRows {
    /// Those of a matrix.
    pub(super) fn of(matrix: &CsrMatrix) -> Self {
        Self::told_apart_by(matrix, |_| &[])
    }

    /// Those of views. Texts of equal terms lie in the same place, but for vectors that were brought: what made these read
    /// also the words between the terms, and knows of texts without any term.
    pub(super) fn of_views(views: &Views) -> Self {
        match views.vectors.as_ref().filter(|_| views.vectors_are_brought) {
            Some(vectors) => Self::told_apart_by(&views.rows, |r| vectors.row(r)),
            None => Self::of(&views.rows),
        }
    }

    /// Rows are equal if they are so in the matrix and in what else there is of each.
    fn told_apart_by<'v>(matrix: &CsrMatrix, also: impl Fn(usize) -> &'v [f32]) -> Self {
        let mut by_bits: HashMap<(&[u32], Vec<u32>), u32> = HashMap::default();
        let (mut first, mut weights) = (Vec::new(), Vec::new());
        let of_row = matrix.iter().enumerate().map(|(r, row)| {
            let also = also(r);
            if row.is_empty() && also.iter().all(|&v| v == 0.0) {
                return None;
            }
            let bits = row.values.iter().chain(also).map(|v| v.to_bits()).collect();
            let number = *by_bits.entry((row.indices, bits)).or_insert_with(|| {
                first.push(r);
                weights.push(0.0);
                first.len() as u32 - 1
            });
            weights[number as usize] += 1.0;
            Some(number)
        });
        let of_row = of_row.collect();
        DistinctRows { rows: matrix.select(first.iter().copied()), first, weights, of_row }
    }

    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::DenseMatrix;

    #[test]
    fn equal_terms_are_one_point_unless_vectors_that_were_brought_tell_them_apart() {
        let mut rows = CsrMatrix::new(2);
        for row in [vec![(0, 1.0)], vec![(0, 1.0)], vec![], vec![], vec![(0, 1.0)]] {
            rows.push_row(row);
        }
        let vectors = DenseMatrix::from_rows(1, vec![1.0, -1.0, 1.0, 0.0, 1.0]).unwrap();
        let mut views = Views { vectors: Some(vectors), ..Views::of_rows(rows) };
        let points = DistinctRows::of_views(&views);
        assert_eq!(points.of_row, [Some(0), Some(0), None, None, Some(0)]);
        views.vectors_are_brought = true;
        let points = DistinctRows::of_views(&views);
        assert_eq!(points.of_row, [Some(0), Some(1), Some(2), None, Some(0)]);
        assert_eq!((points.first, points.weights), (vec![0, 1, 2], vec![2.0, 1.0, 1.0]));
    }
}
