//! Tables out: columns that every frame library can take in.

use std::sync::Arc;

use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    ArrayRef, BooleanArray, Float64Array, Int64Array, LargeStringArray, RecordBatch, RecordBatchIterator,
};
use arrow_schema::{DataType, Field, Schema};
use numpy::IntoPyArray;
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict, PyTuple};

use crate::fault::Fault;

/// The values of a column.
#[derive(Clone)]
pub(crate) enum Column {
    Text(Vec<Option<String>>),
    Whole(Vec<Option<i64>>),
    Number(Vec<Option<f64>>),
    Flag(Vec<bool>),
}

/// A table: columns of one length, by name. It offers the Arrow PyCapsule interface.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Table {
    columns: Vec<(String, Column)>,
}

impl Table {
    pub(crate) fn new() -> Self {
        Table { columns: Vec::new() }
    }

    #[must_use]
    pub(crate) fn with(mut self, name: impl Into<String>, column: Column) -> Self {
        self.columns.push((name.into(), column));
        self
    }

    #[must_use]
    pub(crate) fn text<S: Into<String>>(self, name: &str, cells: impl IntoIterator<Item = S>) -> Self {
        self.with(name, Column::Text(cells.into_iter().map(|cell| Some(cell.into())).collect()))
    }

    #[must_use]
    pub(crate) fn whole(self, name: &str, cells: impl IntoIterator<Item = usize>) -> Self {
        self.with(name, Column::Whole(cells.into_iter().map(|cell| Some(cell as i64)).collect()))
    }

    #[must_use]
    pub(crate) fn maybe_whole(self, name: &str, cells: impl IntoIterator<Item = Option<usize>>) -> Self {
        self.with(name, Column::Whole(cells.into_iter().map(|cell| cell.map(|cell| cell as i64)).collect()))
    }

    #[must_use]
    pub(crate) fn number(self, name: &str, cells: impl IntoIterator<Item = Option<f64>>) -> Self {
        self.with(name, Column::Number(cells.into_iter().collect()))
    }

    #[must_use]
    pub(crate) fn flag(self, name: &str, cells: impl IntoIterator<Item = bool>) -> Self {
        self.with(name, Column::Flag(cells.into_iter().collect()))
    }

    fn batch(&self) -> Result<RecordBatch, Fault> {
        let fields = self.columns.iter().map(|(name, column)| {
            let kind = match column {
                Column::Text(_) => DataType::LargeUtf8,
                Column::Whole(_) => DataType::Int64,
                Column::Number(_) => DataType::Float64,
                Column::Flag(_) => DataType::Boolean,
            };
            Field::new(name, kind, true)
        });
        let arrays = self.columns.iter().map(|(_, column)| -> ArrayRef {
            match column {
                Column::Text(cells) => Arc::new(LargeStringArray::from_iter(cells)),
                Column::Whole(cells) => Arc::new(Int64Array::from(cells.clone())),
                Column::Number(cells) => Arc::new(Float64Array::from(cells.clone())),
                Column::Flag(cells) => Arc::new(BooleanArray::from(cells.clone())),
            }
        });
        let schema = Arc::new(Schema::new(fields.collect::<Vec<_>>()));
        RecordBatch::try_new(schema, arrays.collect()).map_err(|error| Fault::Input(error.to_string()))
    }
}

#[pymethods]
impl Table {
    /// The names of the columns.
    #[getter]
    fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    fn __len__(&self) -> usize {
        match self.columns.first() {
            None => 0,
            Some((_, Column::Text(cells))) => cells.len(),
            Some((_, Column::Whole(cells))) => cells.len(),
            Some((_, Column::Number(cells))) => cells.len(),
            Some((_, Column::Flag(cells))) => cells.len(),
        }
    }

    /// The columns as lists, by name.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (name, column) in &self.columns {
            match column {
                Column::Text(cells) => columns.set_item(name, cells)?,
                Column::Whole(cells) => columns.set_item(name, cells)?,
                Column::Number(cells) => columns.set_item(name, cells)?,
                Column::Flag(cells) => columns.set_item(name, cells)?,
            }
        }
        Ok(columns)
    }

    /// The columns by name: numbers without gaps as arrays, numbers with gaps as arrays with NaN, all else as lists.
    fn to_arrays<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let columns = PyDict::new(py);
        for (name, column) in &self.columns {
            match column {
                Column::Text(cells) => columns.set_item(name, cells)?,
                Column::Whole(cells) => match cells.iter().copied().collect::<Option<Vec<i64>>>() {
                    Some(cells) => columns.set_item(name, cells.into_pyarray(py))?,
                    None => columns.set_item(name, cells)?,
                },
                Column::Number(cells) => {
                    let cells: Vec<f64> = cells.iter().map(|cell| cell.unwrap_or(f64::NAN)).collect();
                    columns.set_item(name, cells.into_pyarray(py))?;
                }
                Column::Flag(cells) => columns.set_item(name, cells.clone().into_pyarray(py))?,
            }
        }
        Ok(columns)
    }

    /// The table as an Arrow stream.
    #[pyo3(signature = (requested_schema=None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // The interface lets a producer ignore the wish where it cannot meet it.
        drop(requested_schema);
        let batch = self.batch()?;
        let schema = batch.schema();
        let stream = FFI_ArrowArrayStream::new(Box::new(RecordBatchIterator::new([Ok(batch)], schema)));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let columns: Vec<(String, &str, Bound<'py, PyAny>)> = (slf.get().columns.iter())
            .map(|(name, column)| {
                Ok(match column {
                    Column::Text(cells) => (name.clone(), "text", cells.into_pyobject(py)?),
                    Column::Whole(cells) => (name.clone(), "whole", cells.into_pyobject(py)?),
                    Column::Number(cells) => (name.clone(), "number", cells.into_pyobject(py)?),
                    Column::Flag(cells) => (name.clone(), "flag", cells.into_pyobject(py)?),
                })
            })
            .collect::<PyResult<_>>()?;
        let of_columns = slf.get_type().getattr("of_columns")?;
        Ok((of_columns, PyTuple::new(py, [columns])?))
    }

    /// A table of columns, each with its name, what its cells are (`text`, `whole`, `number` or `flag`) and the cells.
    #[staticmethod]
    fn of_columns(columns: Vec<(String, String, Bound<'_, PyAny>)>) -> PyResult<Self> {
        let mut table = Table::new();
        for (name, kind, cells) in columns {
            let column = match kind.as_str() {
                "text" => Column::Text(cells.extract()?),
                "whole" => Column::Whole(cells.extract()?),
                "number" => Column::Number(cells.extract()?),
                "flag" => Column::Flag(cells.extract()?),
                other => return Err(Fault::Input(format!("there are no cells of {other:?}")).into()),
            };
            table = table.with(name, column);
        }
        Ok(table)
    }
}
