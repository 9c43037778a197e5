//! Arrays of numbers in and out.

use commonground::space::DenseMatrix;
use commonground::vectorize::CsrMatrix;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::fault::Fault;

/// The three arrays of a sparse matrix as SciPy has them (values, columns, row starts), and its shape.
pub(crate) type Sparse<'py> =
    (Bound<'py, PyArray1<f32>>, Bound<'py, PyArray1<i32>>, Bound<'py, PyArray1<i64>>, (usize, usize));

/// A sparse matrix for Python.
pub(crate) fn sparse(py: Python<'_>, matrix: CsrMatrix) -> Sparse<'_> {
    let shape = (matrix.rows(), matrix.cols());
    let (starts, columns, values) = matrix.into_parts();
    let columns: Vec<i32> = columns.into_iter().map(|column| column as i32).collect();
    let starts: Vec<i64> = starts.into_iter().map(|start| start as i64).collect();
    (values.into_pyarray(py), columns.into_pyarray(py), starts.into_pyarray(py), shape)
}

/// A sparse matrix from Python: values, columns (ascending in each row), row starts and the number of columns.
pub(crate) fn from_sparse(
    values: &PyReadonlyArray1<'_, f32>,
    columns: &PyReadonlyArray1<'_, i64>,
    starts: &PyReadonlyArray1<'_, i64>,
    width: usize,
) -> PyResult<CsrMatrix> {
    let whole = |number: &i64| {
        usize::try_from(*number).map_err(|_| Fault::Input("sparse matrix: a negative index".to_owned()))
    };
    let starts = starts.as_slice()?.iter().map(whole).collect::<Result<Vec<_>, _>>()?;
    let column = |number: &i64| {
        u32::try_from(*number).map_err(|_| Fault::Input("sparse matrix: a column out of range".to_owned()))
    };
    let columns = columns.as_slice()?.iter().map(column).collect::<Result<Vec<_>, _>>()?;
    let matrix = CsrMatrix::from_parts(width, starts, columns, values.as_slice()?.to_vec());
    Ok(matrix.map_err(Fault::from)?)
}

/// A dense matrix from Python, row by row.
pub(crate) fn from_dense(array: &PyReadonlyArray2<'_, f32>) -> PyResult<DenseMatrix> {
    let width = array.as_array().ncols();
    let matrix = DenseMatrix::from_rows(width, array.as_slice()?.to_vec());
    Ok(matrix.map_err(Fault::from)?)
}

/// A dense matrix for Python: its values row by row, and its width.
pub(crate) fn dense(py: Python<'_>, matrix: DenseMatrix) -> (Bound<'_, PyArray1<f32>>, usize) {
    let width = matrix.cols();
    (matrix.values().to_vec().into_pyarray(py), width)
}
