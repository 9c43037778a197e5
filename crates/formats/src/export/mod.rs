//! An analysis for the programs in which colleagues and qualitative researchers work.
//!
//! | file | what is in it |
//! |---|---|
//! | `.qdc` | a codebook of the REFI-QDA standard: the areas of a framework, or the themes |
//! | `.qdpx` | a project of that standard: the texts, the codes, and which passages have them |
//! | `.docx` | a Word document: one plain page of themes, or a pack for each area of a framework |
//! | `.xlsx` | a workbook: themes, documents × areas, quotations, and what was read |
//! | `.parquet` | one table of these with typed columns: documents × areas, codings, quotations or themes |
//!
//! Every id is made of what it stands for, and nothing tells a time, so exporting again gives the same bytes.

mod archive;
mod guid;
mod list;
mod plain;
mod project;
mod results;
#[cfg(feature = "excel")]
mod tables;
mod word;
mod xml;

#[cfg(feature = "excel")]
pub use tables::results_workbook;

pub use project::{Codes, LineEnds, codebook, project};
pub use results::{ResultsTable, results_table};
pub use word::{area_packs, themes_page};
