//! Tables of an analysis for data science, each a Parquet file.

use commonground::Analysis;

use crate::error::{FormatError, Result};
use crate::read::Reading;
use crate::results::{Study, tables};

/// A table of an analysis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ResultsTable {
    /// Documents × areas: the strength; nothing where an area is unsaid.
    Matrix,
    /// A row for each area given to a passage, and for each passage to which none was.
    Codings,
    /// A row a quotation, of themes and of areas.
    Quotations,
    /// A row a theme.
    Themes,
}

/// A table of an analysis, in the format that its name says: Parquet if it ends in `.parquet`, otherwise CSV.
/// The same reading and analysis give the same bytes.
///
/// # Errors
/// [`FormatError::NotOfThisRound`] if the analysis is of other documents, [`FormatError::Export`] if the table is of areas
/// and there are none, and as [`is_parquet`](crate::write::is_parquet).
pub fn results_table(
    reading: &Reading,
    analysis: &Analysis,
    table: ResultsTable,
    name: &str,
) -> Result<Vec<u8>> {
    let study = Study::of(reading, analysis)?;
    let coding = || {
        let what = "the analysis has no areas: analyse with --framework, or export the themes or quotations";
        analysis.coding.as_ref().ok_or_else(|| FormatError::Export { what: what.to_owned() })
    };
    match table {
        ResultsTable::Matrix => tables::matrix(&study, &coding()?.matrix, name),
        ResultsTable::Codings => tables::codings(&study, coding()?, name),
        ResultsTable::Quotations => tables::quotes(&study, name),
        ResultsTable::Themes => tables::themes(&study, name),
    }
}
