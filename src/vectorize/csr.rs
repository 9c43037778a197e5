//! A sparse matrix in compressed-sparse-row form.

use serde::{Deserialize, Serialize};

use super::tally::Tally;
use crate::error::{Error, Result};

/// A sparse matrix by rows: shape `rows × cols`, entries sorted by column within each row,
/// no column twice in a row, no value that is zero or not finite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct CsrMatrix {
    cols: usize,
    /// `indptr[r]..indptr[r + 1]` are the entries of row `r`.
    indptr: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

/// One row of a [`CsrMatrix`]: column numbers, ascending, and the values there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Row<'m> {
    /// The columns of the entries.
    pub indices: &'m [u32],
    /// The values, in the same order.
    pub values: &'m [f32],
}

impl<'m> Row<'m> {
    /// The entries as (column, value).
    pub fn iter(self) -> impl Iterator<Item = (usize, f32)> + use<'m> {
        self.indices.iter().zip(self.values).map(|(&column, &value)| (column as usize, value))
    }

    /// Whether the row has no entry.
    pub fn is_empty(self) -> bool {
        self.indices.is_empty()
    }

    /// The number of entries.
    pub fn len(self) -> usize {
        self.indices.len()
    }
}

impl CsrMatrix {
    /// A matrix of no rows and `cols` columns, to be filled with `push_row`.
    pub(crate) fn new(cols: usize) -> Self {
        CsrMatrix { cols, indptr: vec![0], indices: Vec::new(), values: Vec::new() }
    }

    /// A matrix from its three arrays.
    ///
    /// # Errors
    /// [`Error::Shape`] if they break one of the type's invariants.
    pub fn from_parts(cols: usize, indptr: Vec<usize>, indices: Vec<u32>, values: Vec<f32>) -> Result<Self> {
        let wrong = |what: &str| Err(Error::Shape { what: format!("sparse matrix: {what}") });
        if indptr.first() != Some(&0) || indptr.last() != Some(&indices.len()) {
            return wrong("indptr must run from 0 to the number of entries");
        }
        if indptr.windows(2).any(|w| w[0] > w[1]) || indices.len() != values.len() {
            return wrong("indptr must not fall, and indices and values must be of one length");
        }
        let sorted = |r: &[usize]| indices[r[0]..r[1]].windows(2).all(|w| w[0] < w[1]);
        if !indptr.windows(2).all(sorted) || indices.iter().any(|&c| c as usize >= cols) {
            return wrong("columns must ascend within a row and be less than cols");
        }
        if values.iter().any(|v| !v.is_finite() || *v == 0.0) {
            return wrong("values must be finite and not zero");
        }
        Ok(CsrMatrix { cols, indptr, indices, values })
    }

    /// Adds a row from entries sorted by column; zeros are left out.
    pub(crate) fn push_row(&mut self, entries: impl IntoIterator<Item = (u32, f32)>) {
        for (column, value) in entries {
            debug_assert!((column as usize) < self.cols && value.is_finite());
            if value != 0.0 {
                self.indices.push(column);
                self.values.push(value);
            }
        }
        self.indptr.push(self.indices.len());
    }

    /// The rows of matrices of as many columns, below each other.
    pub(crate) fn stacked(cols: usize, pieces: Vec<CsrMatrix>) -> Self {
        let mut pieces = pieces.into_iter();
        let Some(mut all) = pieces.next() else { return CsrMatrix::new(cols) };
        let rest: usize = pieces.as_slice().iter().map(CsrMatrix::entries).sum();
        all.indices.reserve_exact(rest);
        all.values.reserve_exact(rest);
        for piece in pieces {
            let offset = all.indices.len();
            all.indptr.extend(piece.indptr[1..].iter().map(|end| offset + end));
            all.indices.extend(piece.indices);
            all.values.extend(piece.values);
        }
        all
    }

    /// Adds a row of the counts of `columns`, which may be sorted here.
    pub(super) fn push_counts(&mut self, columns: &mut [u32], tally: &mut Tally) {
        tally.tell(columns, |column, count| {
            self.indices.push(column);
            self.values.push(count);
        });
        self.indptr.push(self.indices.len());
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.indptr.len() - 1
    }

    /// The number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The number of entries.
    pub fn entries(&self) -> usize {
        self.indices.len()
    }

    /// Row `r`.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, r: usize) -> Row<'_> {
        let range = self.indptr[r]..self.indptr[r + 1];
        Row { indices: &self.indices[range.clone()], values: &self.values[range] }
    }

    /// All rows, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Row<'_>> {
        (0..self.rows()).map(|r| self.row(r))
    }

    /// The same entries with other values: `change` gets each row's columns and its values to rewrite.
    pub(crate) fn map_rows(mut self, change: impl Fn(&[u32], &mut [f32])) -> Self {
        for r in 0..self.rows() {
            let range = self.indptr[r]..self.indptr[r + 1];
            change(&self.indices[range.clone()], &mut self.values[range]);
        }
        self
    }

    /// The rows numbered in `rows`, in that order.
    pub(crate) fn select(&self, rows: impl IntoIterator<Item = usize>) -> CsrMatrix {
        let mut selected = CsrMatrix::new(self.cols);
        for r in rows {
            let row = self.row(r);
            selected.indices.extend_from_slice(row.indices);
            selected.values.extend_from_slice(row.values);
            selected.indptr.push(selected.indices.len());
        }
        selected
    }

    /// The matrix with rows and columns exchanged.
    #[must_use]
    pub fn transpose(&self) -> CsrMatrix {
        let mut indptr = vec![0; self.cols + 1];
        self.indices.iter().for_each(|&column| indptr[column as usize + 1] += 1);
        (0..self.cols).for_each(|column| indptr[column + 1] += indptr[column]);
        let (mut indices, mut values) = (vec![0; self.entries()], vec![0.0; self.entries()]);
        let mut next = indptr.clone();
        for (r, row) in (0..).zip(self.iter()) {
            for (column, value) in row.iter() {
                (indices[next[column]], values[next[column]]) = (r, value);
                next[column] += 1;
            }
        }
        CsrMatrix { cols: self.rows(), indptr, indices, values }
    }

    /// The matrix with the entries of those columns only for which `keep` is true; no column goes.
    pub(crate) fn keep_columns(&self, keep: impl Fn(u32) -> bool) -> CsrMatrix {
        let kept: Vec<bool> = (0..self.cols as u32).map(keep).collect();
        let mut selected = CsrMatrix::new(self.cols);
        for row in self.iter() {
            let entries = row.iter().filter(|&(column, _)| kept[column]);
            selected.push_row(entries.map(|(column, value)| (column as u32, value)));
        }
        selected
    }

    /// Without the columns that no row has an entry in; the others in their order.
    #[must_use]
    pub(crate) fn without_empty_columns(mut self) -> CsrMatrix {
        let mut numbers = vec![0u32; self.cols];
        self.indices.iter().for_each(|&column| numbers[column as usize] = 1);
        let mut used = 0;
        for number in numbers.iter_mut().filter(|number| **number == 1) {
            *number = used;
            used += 1;
        }
        self.indices.iter_mut().for_each(|column| *column = numbers[*column as usize]);
        self.cols = used as usize;
        self
    }

    /// The three arrays: row starts, columns, values.
    pub fn into_parts(self) -> (Vec<usize>, Vec<u32>, Vec<f32>) {
        (self.indptr, self.indices, self.values)
    }
}

/// The stored form of a matrix, checked when it is read back.
#[derive(Serialize, Deserialize)]
struct Parts {
    cols: usize,
    indptr: Vec<usize>,
    indices: Vec<u32>,
    values: Vec<f32>,
}

impl TryFrom<Parts> for CsrMatrix {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        CsrMatrix::from_parts(parts.cols, parts.indptr, parts.indices, parts.values)
    }
}

impl From<CsrMatrix> for Parts {
    fn from(m: CsrMatrix) -> Self {
        Parts { cols: m.cols, indptr: m.indptr, indices: m.indices, values: m.values }
    }
}
