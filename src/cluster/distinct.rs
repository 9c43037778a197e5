//! Equal rows as one point of greater weight.

use foldhash::HashMap;

use crate::vectorize::CsrMatrix;

/// The different non-empty rows of a matrix, in order of first occurrence.
pub(super) struct DistinctRows {
    /// One row each, …
    pub(super) rows: CsrMatrix,
    /// … and where it first stood.
    pub(super) first: Vec<usize>,
    /// How often each occurs.
    pub(super) weights: Vec<f32>,
    /// For each row of the whole matrix its distinct row; none for an empty row.
    pub(super) of_row: Vec<Option<u32>>,
}

impl DistinctRows {
    pub(super) fn of(matrix: &CsrMatrix) -> Self {
        let mut by_bits: HashMap<(&[u32], Vec<u32>), u32> = HashMap::default();
        let (mut first, mut weights) = (Vec::new(), Vec::new());
        let of_row = matrix.iter().enumerate().map(|(r, row)| {
            if row.is_empty() {
                return None;
            }
            let bits = row.values.iter().map(|v| v.to_bits()).collect();
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
