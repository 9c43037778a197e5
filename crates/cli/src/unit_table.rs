//! The tables that other tools rely on: plain CSV, or Parquet, in the round's canonical order.

use commonground::round::{Passage, Round, Unit};
use commonground_formats::write::{ColumnType, CsvStyle, TableFile, unit_columns};

use crate::failure::Failure;

/// A table with a row, or several, for each unit: `id`, with passages `start,end`, then columns of its own.
pub(crate) struct UnitTable<'r> {
    round: &'r Round,
    unit: Unit,
    table: TableFile,
}

impl<'r> UnitTable<'r> {
    /// Begins the table; `name` says its format, and is for messages.
    pub(crate) fn new(
        name: &str,
        round: &'r Round,
        unit: Unit,
        of_unit: &[(&str, ColumnType)],
    ) -> Result<Self, Failure> {
        let columns = unit_columns(unit, of_unit);
        Ok(UnitTable { round, unit, table: TableFile::new(name, &columns, CsvStyle::Data)? })
    }

    /// Adds a row about a unit.
    pub(crate) fn row<const N: usize>(
        &mut self,
        passage: &Passage,
        cells: [String; N],
    ) -> Result<(), Failure> {
        let id = self.round.documents()[passage.document].id.clone();
        let range = [passage.start.to_string(), passage.end.to_string()];
        let range = range.into_iter().filter(|_| self.unit == Unit::Passage);
        Ok(self.table.row(std::iter::once(id).chain(range).chain(cells))?)
    }

    /// The bytes of the table.
    pub(crate) fn finish(self) -> Result<Vec<u8>, Failure> {
        Ok(self.table.finish()?)
    }
}

/// A score as it stands in every table: six decimals, so that the bytes are stable.
pub(crate) fn score(value: f64) -> String {
    format!("{value:.6}")
}
