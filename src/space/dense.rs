//! Dense rows: what a learned space makes of texts.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A dense matrix, row by row. All values are finite.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Parts", into = "Parts")]
pub struct DenseMatrix {
    cols: usize,
    values: Vec<f32>,
}

impl DenseMatrix {
    /// A matrix of the `values` of its rows, one after the other.
    ///
    /// # Errors
    /// [`Error::Shape`] if they do not make whole rows, or one is not finite.
    pub fn from_rows(cols: usize, values: Vec<f32>) -> Result<Self> {
        let wrong = |what: String| Err(Error::Shape { what: format!("dense matrix: {what}") });
        if cols == 0 || !values.len().is_multiple_of(cols) {
            return wrong(format!("{} values do not make rows of {cols} columns", values.len()));
        }
        if let Some(at) = values.iter().position(|v| !v.is_finite()) {
            return wrong(format!("row {}, column {} is not finite", at / cols + 1, at % cols + 1));
        }
        Ok(DenseMatrix { cols, values })
    }

    pub(crate) fn zeros(rows: usize, cols: usize) -> Self {
        DenseMatrix { cols, values: vec![0.0; rows * cols] }
    }

    /// Sums in f64, row by row.
    pub(crate) fn of_sums(cols: usize, sums: &[f64]) -> Self {
        DenseMatrix { cols, values: sums.iter().map(|&sum| sum as f32).collect() }
    }

    /// Fills rows side by side; `fill` is given the number of a row and its values, all 0.
    pub(super) fn fill(rows: usize, cols: usize, fill: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        let mut matrix = Self::zeros(rows, cols);
        matrix.values.par_chunks_mut(cols).enumerate().for_each(|(r, row)| fill(r, row));
        matrix
    }

    /// The number of rows.
    pub fn rows(&self) -> usize {
        self.values.len() / self.cols
    }

    /// The number of columns.
    pub fn cols(&self) -> usize {
        self.cols
    }

    /// The values of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn row(&self, r: usize) -> &[f32] {
        &self.values[r * self.cols..][..self.cols]
    }

    pub(crate) fn row_mut(&mut self, r: usize) -> &mut [f32] {
        &mut self.values[r * self.cols..][..self.cols]
    }

    /// The rows in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.cols)
    }

    /// Changes each row.
    pub(super) fn map_rows(mut self, change: impl Fn(usize, &mut [f32]) + Sync) -> Self {
        self.values.par_chunks_mut(self.cols).enumerate().for_each(|(r, row)| change(r, row));
        self
    }

    /// Scales each row to length 1; a row of zeros stays.
    #[must_use]
    pub fn unit_rows(self) -> Self {
        self.map_rows(|_, row| {
            let length = row.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
            if length > 0.0 {
                row.iter_mut().for_each(|v| *v = (f64::from(*v) / length) as f32);
            }
        })
    }

    /// All values times a factor.
    #[must_use]
    pub(super) fn scaled(self, factor: f32) -> Self {
        self.map_rows(|_, row| row.iter_mut().for_each(|v| *v *= factor))
    }

    /// The rows without what they have of a direction of length 1; an empty direction takes nothing away.
    #[must_use]
    pub(super) fn without(self, direction: &[f64]) -> Self {
        self.map_rows(|_, row| {
            let along: f64 = row.iter().zip(direction).map(|(&v, d)| f64::from(v) * d).sum();
            row.iter_mut().zip(direction).for_each(|(v, d)| *v = (f64::from(*v) - along * d) as f32);
        })
    }

    /// The rows of both side by side.
    ///
    /// # Panics
    /// If they have not as many rows.
    #[must_use]
    pub fn beside(&self, other: &DenseMatrix) -> DenseMatrix {
        assert_eq!(self.rows(), other.rows(), "as many rows in both");
        DenseMatrix::fill(self.rows(), self.cols + other.cols, |r, row| {
            row[..self.cols].copy_from_slice(self.row(r));
            row[self.cols..].copy_from_slice(other.row(r));
        })
    }

    /// Only the given rows, in the given order.
    ///
    /// # Panics
    /// If there is no such row.
    #[must_use]
    pub fn select(&self, rows: impl IntoIterator<Item = usize>) -> DenseMatrix {
        let values = rows.into_iter().flat_map(|r| self.row(r).iter().copied()).collect();
        DenseMatrix { cols: self.cols, values }
    }

    /// Fills blocks of so many rows side by side (the last may be smaller); `fill` is given the number of a block's first row
    /// and the values of its rows, all 0.
    pub(super) fn fill_blocks(
        rows: usize,
        cols: usize,
        block: usize,
        fill: impl Fn(usize, &mut [f32]) + Sync,
    ) -> Self {
        let mut matrix = Self::zeros(rows, cols);
        let blocks = matrix.values.par_chunks_mut(block * cols).enumerate();
        blocks.for_each(|(number, values)| fill(number * block, values));
        matrix
    }

    /// The values, row by row.
    pub fn values(&self) -> &[f32] {
        &self.values
    }

    pub(super) fn values_mut(&mut self) -> &mut [f32] {
        &mut self.values
    }
}

/// The stored form.
#[derive(Serialize, Deserialize)]
struct Parts {
    cols: usize,
    values: Vec<f32>,
}

impl TryFrom<Parts> for DenseMatrix {
    type Error = Error;

    fn try_from(parts: Parts) -> Result<Self> {
        DenseMatrix::from_rows(parts.cols, parts.values)
    }
}

impl From<DenseMatrix> for Parts {
    fn from(matrix: DenseMatrix) -> Self {
        Parts { cols: matrix.cols, values: matrix.values }
    }
}
