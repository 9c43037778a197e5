//! A table as CSV or as Parquet, by the name of its file.

use std::path::Path;

use commonground::round::Unit;

use super::csv::{Csv, CsvStyle};
#[cfg(feature = "parquet")]
use super::parquet::ParquetFile;
use super::place::unwritable;
use crate::error::{Refusal, Result};
use crate::read::Kind;

/// What stands in a column. In CSV all is text; Parquet has a type for each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColumnType {
    /// Text (UTF-8).
    Text,
    /// Whole numbers (INT64).
    Integer,
    /// Numbers with a point (DOUBLE).
    Number,
    /// `yes` and `no` (BOOLEAN).
    YesNo,
}

/// What a table of clusters tells of each unit.
pub const CLUSTER_COLUMNS: &[(&str, ColumnType)] =
    &[("cluster", ColumnType::Integer), ("score", ColumnType::Number)];

/// What a table of codes tells of each area of a unit.
pub const CODE_COLUMNS: &[(&str, ColumnType)] =
    &[("area", ColumnType::Text), ("score", ColumnType::Number), ("rank", ColumnType::Integer)];

/// The columns of a table about units: its document's id, where it is if documents are cut into passages, and what is told of it.
pub fn unit_columns<'c>(unit: Unit, of_unit: &[(&'c str, ColumnType)]) -> Vec<(&'c str, ColumnType)> {
    let place: &[(&'c str, ColumnType)] = match unit {
        Unit::Document => &[],
        Unit::Passage => &[("start", ColumnType::Integer), ("end", ColumnType::Integer)],
    };
    [&[("id", ColumnType::Text)], place, of_unit].concat()
}

/// A table in the making. Both formats have the same rows and columns; a blank cell is a missing value in Parquet.
pub struct TableFile(Made);

enum Made {
    Csv(Box<Csv>),
    #[cfg(feature = "parquet")]
    Parquet(Box<ParquetFile>),
}

/// Whether a table of this name is written as Parquet: whether it ends in `.parquet`.
///
/// # Errors
/// [`Refusal::NoParquet`] if it does, and this build writes none.
pub fn is_parquet(name: &Path) -> Result<bool> {
    let is_parquet = Kind::of(name) == Some(Kind::Parquet);
    if is_parquet && !cfg!(feature = "parquet") {
        return Err(unwritable(name, Refusal::NoParquet));
    }
    Ok(is_parquet)
}

impl TableFile {
    /// Begins a table. Its name, which is for messages too, says the format; the style is that of CSV.
    ///
    /// # Errors
    /// As [`is_parquet`].
    pub fn new(name: &str, columns: &[(&str, ColumnType)], style: CsvStyle) -> Result<Self> {
        match is_parquet(Path::new(name))? {
            #[cfg(feature = "parquet")]
            true => Ok(TableFile(Made::Parquet(Box::new(ParquetFile::new(name, columns)?)))),
            _ => {
                let header: Vec<&str> = columns.iter().map(|(name, _)| *name).collect();
                Ok(TableFile(Made::Csv(Box::new(Csv::new(name, &header, style)?))))
            }
        }
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Refusal::UnevenRow`] if it has not as many cells as there are columns, and in Parquet also if a cell is not of
    /// the type of its column.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        match &mut self.0 {
            Made::Csv(csv) => csv.row(cells),
            #[cfg(feature = "parquet")]
            Made::Parquet(parquet) => parquet.row(&cells.into_iter().collect::<Vec<C>>()),
        }
    }

    /// A number as text: in Parquet with the six decimals of all tables for programs, in CSV with as many as are told.
    pub fn told(&self, number: f64, decimals: usize) -> String {
        match &self.0 {
            Made::Csv(_) => format!("{number:.decimals$}"),
            #[cfg(feature = "parquet")]
            Made::Parquet(_) => format!("{number:.6}"),
        }
    }

    /// The bytes of the whole file.
    ///
    /// # Errors
    /// None in practice: memory does not fail to be written.
    pub fn finish(self) -> Result<Vec<u8>> {
        match self.0 {
            Made::Csv(csv) => csv.finish(),
            #[cfg(feature = "parquet")]
            Made::Parquet(parquet) => parquet.finish(),
        }
    }
}
