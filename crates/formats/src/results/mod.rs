//! An analysis to files: JSON and tables for programs and spreadsheets, and the report for people.
//!
//! | file | what is in it |
//! |---|---|
//! | `analysis.json` | all of [`Analysis`], for programs |
//! | `themes.csv` | a row a theme |
//! | `matrix.csv` | documents × areas, if there was a framework; a cell is blank where nothing is said |
//! | `cells.csv` | a row for each cell of the matrix that is not blank: strength, passages, and the best one verbatim |
//! | `areas.csv` | a row an area: who raises it, its cues, its themes, what it is confused with |
//! | `links.csv` | a row for each theme that an area covers, with what they share |
//! | `doubtful.csv` | a row for each passage whose coding a person should look at, if there is any |
//! | `quotes.csv` | a row a quotation, with its byte range in the document |
//! | `agreement.csv` | a row for each area and comparison, if people's codes were given |
//! | `noise.csv` | a row for each text that was set aside, if there was any |
//! | `cards.csv` | a row a partnership (or document): what is known of it, and how much it speaks of, if anything is known |
//! | `crosstabs.csv`, `crosstabs.json` | how many of each group raise each theme and area, if a field divides the round |
//! | `report.html` | the [`report`](mod@crate::report) |
//!
//! Before anything is written, the analysis is held against the documents: a quotation that does not
//! stand where it says is an error.

mod agreement;
mod areas;
pub(crate) mod crosstabs;
mod study;
pub(crate) mod tables;

use commonground::Analysis;
use serde::Serialize;

pub(crate) use agreement::coder_names;
pub use agreement::{agreement_in_words, agreement_table, too_few};
pub(crate) use study::{NOT_SHOWN, Study, document_names};

use crate::error::{FormatError, Refusal, Result};
use crate::read::Reading;
use crate::report;
use crate::report::review::ReviewView;
use crate::write::{CsvStyle, OutputFile};

/// The files that tell an analysis of what was read, ready for [`write_folder`](crate::write::write_folder).
/// The same reading and analysis give the same bytes.
///
/// # Errors
/// [`FormatError::NotOfThisRound`] if the analysis is of other documents, or a quotation is not verbatim.
pub fn analysis_outputs(reading: &Reading, analysis: &Analysis) -> Result<Vec<OutputFile>> {
    outputs(reading, analysis, None)
}

/// The same, with a review to fill in if there is one.
pub(crate) fn outputs(
    reading: &Reading,
    analysis: &Analysis,
    review: Option<ReviewView>,
) -> Result<Vec<OutputFile>> {
    let study = Study::of(reading, analysis)?;
    let file = |name: &str, bytes| OutputFile { name: name.to_owned(), bytes };
    let mut files = vec![
        file("analysis.json", json("analysis.json", analysis)?),
        file("themes.csv", tables::themes(&study, "themes.csv")?),
        file("quotes.csv", tables::quotes(&study, "quotes.csv")?),
        file("report.html", report::render(&study, review)?.into_bytes()),
    ];
    if let Some(coding) = &analysis.coding {
        files.push(file("matrix.csv", tables::matrix(&study, &coding.matrix, "matrix.csv")?));
        files.push(file("cells.csv", areas::cells(&study, &coding.matrix)?));
        files.push(file("areas.csv", areas::areas(coding)?));
        files.push(file("links.csv", areas::links(&study, coding)?));
        if coding.codings.iter().any(|coding| coding.doubtful) {
            files.push(file("doubtful.csv", areas::doubtful(&study, coding)?));
        }
    }
    if let Some(agreement) = &analysis.agreement {
        let bytes = agreement_table("agreement.csv", &agreement.units, CsvStyle::Spreadsheet)?;
        files.push(file("agreement.csv", bytes));
    }
    if !analysis.noise.is_empty() {
        files.push(file("noise.csv", tables::noise(&study)?));
    }
    files.extend(crosstabs::files(&study)?);
    files.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(files)
}

/// All of it, with a final newline.
fn json(name: &str, of: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(of).map_err(|error| FormatError::Unwritable {
        path: name.to_owned(),
        refusal: Refusal::Io { error: error.into() },
    })?;
    bytes.push(b'\n');
    Ok(bytes)
}
