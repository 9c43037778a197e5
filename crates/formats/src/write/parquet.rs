//! Parquet: typed columns for pandas, polars, R, DuckDB and their kind. The same rows give the same bytes.

use std::io::{self, Write};
use std::path::Path;
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::writer::ColumnWriter;
use parquet::data_type::ByteArray;
use parquet::errors::ParquetError;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;

use super::place::unwritable;
use super::table::ColumnType;
use crate::error::{FormatError, Refusal, Result};

/// So many rows, or bytes of text, are written as one group.
const ROWS: usize = 100_000;
const BYTES: usize = 32 << 20;

/// A Parquet file in the making.
pub(crate) struct Parquet<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Cells>,
    rows: usize,
    bytes: usize,
}

/// The cells of a column that are not written yet.
struct Cells {
    /// 1 for a cell with something in it, 0 for a blank one.
    levels: Vec<i16>,
    values: Values,
}

enum Values {
    Text(Vec<ByteArray>),
    Integer(Vec<i64>),
    Number(Vec<f64>),
    YesNo(Vec<bool>),
}

impl<W: Write + Send> Parquet<W> {
    /// Begins a file with these columns.
    pub(crate) fn new(into: W, columns: &[(&str, ColumnType)]) -> io::Result<Self> {
        let fields: Result<Vec<_>, _> = columns.iter().map(|(name, of)| field(name, *of)).collect();
        let schema = Type::group_type_builder("schema").with_fields(fields.map_err(of_crate)?);
        let schema = Arc::new(schema.build().map_err(of_crate)?);
        let properties = WriterProperties::builder()
            // Not the version of a library: updating it should not change a file.
            .set_created_by("commonground".to_owned())
            .set_compression(Compression::SNAPPY)
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .build();
        let writer = SerializedFileWriter::new(into, schema, Arc::new(properties)).map_err(of_crate)?;
        let columns = columns.iter().map(|(_, of)| Cells { levels: Vec::new(), values: Values::new(*of) });
        Ok(Parquet { writer, columns: columns.collect(), rows: 0, bytes: 0 })
    }

    /// Adds a row, which has a cell for each column. A blank cell is a missing value.
    pub(crate) fn row<'c>(&mut self, cells: impl IntoIterator<Item = &'c str>) -> io::Result<()> {
        for (column, cell) in self.columns.iter_mut().zip(cells) {
            column.levels.push(i16::from(!cell.is_empty()));
            if !cell.is_empty() {
                column.values.push(cell)?;
                self.bytes += cell.len();
            }
        }
        self.rows += 1;
        if self.rows == ROWS || self.bytes >= BYTES { self.write_group() } else { Ok(()) }
    }

    /// Writes what is left, and the footer.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(of_crate)
    }

    fn write_group(&mut self) -> io::Result<()> {
        let mut group = self.writer.next_row_group().map_err(of_crate)?;
        for cells in &mut self.columns {
            let Some(mut column) = group.next_column().map_err(of_crate)? else { break };
            cells.write(column.untyped()).map_err(of_crate)?;
            column.close().map_err(of_crate)?;
        }
        group.close().map_err(of_crate)?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

/// A file in memory, whose name is for messages.
pub(crate) struct ParquetFile {
    name: String,
    file: Parquet<Vec<u8>>,
}

impl ParquetFile {
    pub(crate) fn new(name: &str, columns: &[(&str, ColumnType)]) -> Result<Self> {
        let file = Parquet::new(Vec::new(), columns).map_err(|error| failed(name, error))?;
        Ok(ParquetFile { name: name.to_owned(), file })
    }

    pub(crate) fn row(&mut self, cells: &[impl AsRef<str>]) -> Result<()> {
        let (expected, found) = (self.file.columns.len(), cells.len());
        if found != expected {
            return Err(unwritable(Path::new(&self.name), Refusal::UnevenRow { expected, found }));
        }
        let added = self.file.row(cells.iter().map(AsRef::as_ref));
        added.map_err(|error| failed(&self.name, error))
    }

    pub(crate) fn finish(self) -> Result<Vec<u8>> {
        self.file.finish().map_err(|error| failed(&self.name, error))
    }
}

fn failed(name: &str, error: io::Error) -> FormatError {
    unwritable(Path::new(name), Refusal::Io { error })
}

impl Cells {
    /// Writes the cells, and forgets them.
    fn write(&mut self, into: &mut ColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(&self.levels[..]);
        match (into, &self.values) {
            (ColumnWriter::ByteArrayColumnWriter(into), Values::Text(values)) => {
                into.write_batch(values, levels, None)?
            }
            (ColumnWriter::Int64ColumnWriter(into), Values::Integer(values)) => {
                into.write_batch(values, levels, None)?
            }
            (ColumnWriter::DoubleColumnWriter(into), Values::Number(values)) => {
                into.write_batch(values, levels, None)?
            }
            (ColumnWriter::BoolColumnWriter(into), Values::YesNo(values)) => {
                into.write_batch(values, levels, None)?
            }
            _ => return Err(ParquetError::General("a column of another type".to_owned())),
        };
        self.levels.clear();
        self.values.clear();
        Ok(())
    }
}

impl Values {
    fn new(of: ColumnType) -> Self {
        match of {
            ColumnType::Text => Values::Text(Vec::new()),
            ColumnType::Integer => Values::Integer(Vec::new()),
            ColumnType::Number => Values::Number(Vec::new()),
            ColumnType::YesNo => Values::YesNo(Vec::new()),
        }
    }

    fn push(&mut self, cell: &str) -> io::Result<()> {
        let other = |what: &str| io::Error::new(io::ErrorKind::InvalidData, format!("a cell is {what}"));
        match self {
            Values::Text(values) => values.push(ByteArray::from(cell)),
            Values::Integer(values) => {
                values.push(cell.parse().map_err(|_| other("no whole number"))?);
            }
            Values::Number(values) => values.push(cell.parse().map_err(|_| other("no number"))?),
            Values::YesNo(values) => values.push(match cell {
                "yes" => true,
                "no" => false,
                _ => return Err(other("neither yes nor no")),
            }),
        }
        Ok(())
    }

    fn clear(&mut self) {
        match self {
            Values::Text(values) => values.clear(),
            Values::Integer(values) => values.clear(),
            Values::Number(values) => values.clear(),
            Values::YesNo(values) => values.clear(),
        }
    }
}

fn field(name: &str, of: ColumnType) -> Result<Arc<Type>, ParquetError> {
    let (physical, logical) = match of {
        ColumnType::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
        ColumnType::Integer => (Physical::INT64, None),
        ColumnType::Number => (Physical::DOUBLE, None),
        ColumnType::YesNo => (Physical::BOOLEAN, None),
    };
    let field = Type::primitive_type_builder(name, physical)
        .with_repetition(Repetition::OPTIONAL)
        .with_logical_type(logical);
    Ok(Arc::new(field.build()?))
}

fn of_crate(error: ParquetError) -> io::Error {
    io::Error::other(error.to_string())
}
