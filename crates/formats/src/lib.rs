//! Files in and files out of [`commonground`].
//!
//! The library itself reads no files and prints nothing. This crate turns files into a
//! [`Round`](commonground::round::Round), and results into files:
//!
//! | module | what it does |
//! |---|---|
//! | [`read`](mod@read) | files, folders and standard input → a round, with a reading log and listed skips |
//! | [`results`] | an analysis → tables, JSON and the report, as files to write |
//! | [`report`] | an analysis → one HTML page for people, with the evidence for every number |
//! | [`public`] | an analysis → the same for everybody: no small counts, and no quotation without consent |
//! | [`stream`] | rounds that are larger than memory → a table, with what is done kept on the way |
//! | [`study`] | studies on disk: what people decide about a list of areas, votes, groups, and the pages on these |
//! | [`export`] | an analysis → codebooks and projects for QDA programs, workbooks and Word files |
//! | [`figure`](mod@figure) | an analysis → pictures as SVG, each with its values |
//! | [`notebook`] | a round, an analysis or a theme → fragments of HTML for notebooks |
//! | [`write`](mod@write) | results → a folder or a file, all or nothing, with a manifest |
//! | [`error`] | the one error type, and the reasons why an input is not read or a target not written |
//!
//! ```
//! use commonground::Silent;
//! use commonground_formats::{ReadOptions, read};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! # let folder = tempfile::tempdir()?;
//! # std::fs::write(folder.path().join("north.txt"), "We need help to measure civic impact.")?;
//! # let inputs = [folder.path().display().to_string()];
//! let reading = read(&inputs, &ReadOptions::default(), &Silent)?;
//! assert_eq!(reading.round.documents()[0].id, "north");
//! assert_eq!(reading.files[0].encoding, "UTF-8");
//! # Ok(())
//! # }
//! ```
//!
//! Two rules hold everywhere. No message ever holds text of a document: texts are confidential, and
//! messages end up in logs. And nothing is dropped in silence: every file and row is read or listed.

pub mod error;
pub mod export;
pub mod figure;
pub mod notebook;
pub mod public;
pub mod read;
pub mod report;
pub mod results;
pub mod stream;
pub mod study;
pub mod write;

pub use error::{FormatError, Reason, Refusal, Result};
pub use public::public_outputs;
pub use read::{InputFile, Kind, Limits, ReadOptions, Reading, Vectors, import_framework, read, read_from};
pub use report::report_html;
pub use results::analysis_outputs;
