//! Files to a [`Round`]: text, Markdown, tables and JSON, by name, by folder, or on standard input.
//!
//! The way of an input: `input` finds it, `kind` knows it by its extension, `encoding` turns its
//! bytes into text, and one of three readers makes documents of that: `plain` (a document a file),
//! `rows` (a document a row of a `table`) or `records` (a document a JSON object). For the last two,
//! `columns` chooses where the text, the id and the metadata are, and `forms` knows the exports of online forms. What is
//! no text, such as Word and Excel, goes through `office`: `parsed` says what is found in it, within `limits`, by `docx`,
//! `xlsx` and what both are made of (`package`), `pdf` or `parquet`, in a process of its own where there is a `worker`. `metadata` adds a table of its own, `vectors`
//! and `saved` read what was computed elsewhere, `codes` what people coded (of a QDA program the `segments`), and `codebook` makes a framework of a list
//! of areas.
//!
//! **A new kind of file** is a variant of [`Kind`], an extension in [`Kind::of`], a module with a
//! `read` function like the three, and an arm in `reader`, the only place that knows all of them.
//!
//! `stream` reads the same inputs again and again without holding them, row by row where there are rows.
//!
//! What cannot be read is an error if the user named it, and a listed skip if it lies in a folder.
//! A file is read as a whole or not at all: damage half-way down a table never yields half of it.

mod codebook;
mod codes;
mod columns;
mod consent;
mod day;
mod docx;
mod encoding;
mod file;
mod forms;
mod input;
mod json;
mod kind;
mod limits;
mod metadata;
mod names;
mod office;
mod package;
#[cfg(feature = "parquet")]
mod parquet;
mod parsed;
#[cfg(feature = "pdf")]
mod pdf;
mod plain;
mod pseudonyms;
mod quotes;
mod ratings;
mod records;
mod rows;
mod saved;
mod segments;
pub mod stream;
mod table;
mod vectors;
mod whole;
pub mod worker;
mod xlsx;

use std::io::Read;
use std::path::PathBuf;

use commonground::Progress;
use commonground::round::{Document, Note, Round};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::error::{FormatError, Reason, Result};
use file::{Batch, File, check, read_all};
use input::{Input, find};
use metadata::Metadata;

pub use codebook::import_framework;
pub use codes::{CodeTable, UNANSWERED, all_codes, read_codes};
pub use file::{Part, Parts};
pub use forms::form_names;
pub use kind::Kind;
pub use limits::Limits;
pub(crate) use names::nearest as nearest_name;
pub use parsed::Fault;
pub(crate) use parsed::text_of_parquet;
pub use pseudonyms::PseudonymKey;
pub use ratings::ratings_of;
pub use saved::{read_background, read_model};
pub use vectors::Vectors;
pub(crate) use whole::unreadable_file;
pub use whole::{WholeTable, read_table};
use worker::Worker;

/// How inputs are read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ReadOptions {
    /// The columns of tables, or fields of JSON records, with the text; several are joined by a blank
    /// line. If empty, the one with a plain header such as `text` or `answer`.
    pub text: Vec<String>,
    /// The column with the id. If none, the one with a plain header such as `id` or `ref`.
    pub id: Option<String>,
    /// The columns that become metadata. If empty, all others but those with personal data.
    pub meta: Vec<String>,
    /// The column with what each sender allowed ([`Consent`](commonground::round::Consent)). If none, the one that is headed
    /// `consent`, unless it is named as something else; a table of metadata may have it, too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// A CSV file with an id column, whose other columns are added to the documents' metadata.
    pub metadata: Option<PathBuf>,
    /// The size above which a file is not read.
    pub max_file_bytes: u64,
    /// The sheet of an Excel workbook. If none, the first with rows that is not hidden.
    pub sheet: Option<String>,
    /// The form that a table was exported from, by its name in [`form_names`], or `none`. If nothing is said, it is known
    /// by the headers.
    pub form: Option<String>,
    /// Further limits, for Word, Excel, PDF and Parquet files.
    pub limits: Limits,
    /// The program that reads each Word, Excel, PDF and Parquet file in a process of its own, so that none can harm the run. If
    /// none, they are read in this process.
    #[serde(skip)]
    pub worker: Option<Worker>,
    /// The key by which ids, partnerships and names of files are replaced with pseudonyms. Tables that are joined by id
    /// (`metadata`) have the ids of the documents; whatever comes later has pseudonyms.
    #[serde(skip)]
    pub pseudonyms: Option<PseudonymKey>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            text: Vec::new(),
            id: None,
            meta: Vec::new(),
            consent: None,
            metadata: None,
            max_file_bytes: 2 << 30,
            sheet: None,
            form: None,
            limits: Limits::default(),
            worker: None,
            pseudonyms: None,
        }
    }
}

/// A round, and the log of the files that it was read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The documents, with what was skipped and what was doubted.
    pub round: Round,
    /// The files that were read, in the order of their paths. Skipped files are in the round.
    pub files: Vec<InputFile>,
}

/// One line of the reading log.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct InputFile {
    /// The path as the user gave it, with the path below a folder after it; `-` for standard input.
    pub path: String,
    /// What it was read as.
    pub kind: Kind,
    /// Its size.
    pub bytes: u64,
    /// The SHA-256 of its bytes, in hexadecimal.
    pub sha256: String,
    /// The encoding that it was read in.
    pub encoding: String,
    /// How many documents came out of it. A metadata table has none.
    pub documents: u64,
    /// How many characters (Unicode code points) their texts have.
    pub characters: u64,
    /// How many paragraphs, rows, records or pages were read, where that was counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parts: Option<Parts>,
}

/// Reads files, folders and (for `-`) standard input into a round.
///
/// # Errors
/// If an input that was named cannot be read, if two documents share an id, or if none is left.
pub fn read(inputs: &[String], options: &ReadOptions, progress: &dyn Progress) -> Result<Reading> {
    read_from(inputs, options, progress, &mut std::io::stdin())
}

/// Like [`read()`], with something else in the place of standard input.
///
/// # Errors
/// As [`read()`].
pub fn read_from(
    inputs: &[String],
    options: &ReadOptions,
    progress: &dyn Progress,
    stdin: &mut dyn Read,
) -> Result<Reading> {
    let found = find(inputs, options.metadata.as_deref())?;
    let size = found.inputs.iter().map(|input| input.bytes).sum();
    let has_stdin = found.inputs.iter().any(|input| input.path.is_none());
    progress.stage("read", (!has_stdin).then_some(size));

    let path = options.metadata.as_deref();
    let metadata = path.map(|path| Metadata::read(path, options, progress)).transpose()?;
    let elsewhere = metadata.as_ref().map_or(&[][..], |metadata| &metadata.headers);

    let (mut documents, mut files) = (Vec::new(), Vec::new());
    let (mut skipped, mut warnings) = (found.skipped, found.warnings);
    for input in &found.inputs {
        match read_input(input, options, elsewhere, progress, stdin) {
            Ok((file, batch)) => {
                files.push(file);
                documents.extend(batch.documents);
                skipped.extend(batch.skipped);
                warnings.extend(batch.warnings);
            }
            Err(FormatError::Unreadable { place, reason }) if !input.is_named => {
                skipped.push(Note { source: place, message: reason.to_string() });
            }
            Err(error) => return Err(error),
        }
    }
    if let Some(metadata) = metadata {
        files.push(metadata.file.clone());
        warnings.extend(metadata.join(&mut documents));
    }
    consent::sort_out(&mut documents, &mut files, &mut skipped);
    warnings.extend(consent::unsaid(&documents, options)?);
    files.sort_by(|a, b| a.path.cmp(&b.path));
    let reading = Reading { round: round_of(documents, skipped, warnings)?, files };
    match &options.pseudonyms {
        Some(key) => key.rewrite(reading),
        None => Ok(reading),
    }
}

/// Builds the round; if there is no document, the error says what was skipped.
fn round_of(documents: Vec<Document>, mut skipped: Vec<Note>, warnings: Vec<Note>) -> Result<Round> {
    if documents.is_empty() {
        skipped.sort_by(|a, b| (&a.source.file, a.source.line).cmp(&(&b.source.file, b.source.line)));
        return Err(FormatError::NothingRead { skipped });
    }
    Ok(Round::with_notes(documents, skipped, warnings)?)
}

/// Reads one input with the reader of its kind.
fn read_input<'a>(
    input: &'a Input,
    options: &'a ReadOptions,
    elsewhere: &'a [String],
    progress: &'a dyn Progress,
    stdin: &mut dyn Read,
) -> Result<(InputFile, Batch<'a>)> {
    // The kind of what has no known extension is told by its content.
    let kind = input.kind.unwrap_or(Kind::Text);
    reader(kind).map_err(|reason| input.fault(None, reason))?;
    let bytes = bytes_of(input, options.max_file_bytes, progress, stdin)?;
    let kind = if input.path.is_none() { kind_of_stdin(&bytes) } else { kind };
    let (size, sha256) = (bytes.len() as u64, sha256(&bytes));

    let read = reader(kind).map_err(|reason| input.fault(None, reason))?;
    let batch = read(File { input, kind, bytes, options, elsewhere, progress })?;
    let file = InputFile {
        path: input.place.clone(),
        kind,
        bytes: size,
        sha256,
        encoding: batch.encoding.to_owned(),
        documents: batch.documents.len() as u64,
        characters: batch.documents.iter().map(|d| d.text.chars().count() as u64).sum(),
        parts: batch.parts,
    };
    Ok((file, batch))
}

/// A reader of one kind of file.
type Reader = for<'a> fn(File<'a>) -> Result<Batch<'a>>;

/// The reader of each kind of file. A new one enters here.
fn reader(kind: Kind) -> Result<Reader, Reason> {
    match kind {
        Kind::Text | Kind::Markdown => Ok(plain::read),
        Kind::Csv | Kind::Tsv => Ok(rows::read),
        Kind::Jsonl | Kind::Json => Ok(records::read),
        Kind::Docx | Kind::Xlsx | Kind::Pdf | Kind::Parquet => Ok(office::read),
        Kind::Doc | Kind::Odt | Kind::Rtf => Err(Reason::SaveAs { kind: "docx" }),
        Kind::Xls | Kind::Ods => Err(Reason::SaveAs { kind: "xlsx" }),
        Kind::Pptx | Kind::Qdpx => Err(Reason::NotSupported),
    }
}

/// The bytes of an input, within the limit.
fn bytes_of(input: &Input, limit: u64, progress: &dyn Progress, stdin: &mut dyn Read) -> Result<Vec<u8>> {
    check(progress)?;
    let fault = |reason| input.fault(None, reason);
    let Some(path) = &input.path else { return read_all(stdin, limit, fault, progress) };
    if input.bytes > limit {
        return Err(fault(Reason::TooLarge { limit }));
    }
    let mut file = std::fs::File::open(path).map_err(|error| fault(input::reason_of(error)))?;
    read_all(&mut file, limit, fault, progress)
}

/// What comes in on standard input: a Word, Excel, PDF or Parquet file, JSON Lines if it begins like an object, otherwise plain text.
fn kind_of_stdin(bytes: &[u8]) -> Kind {
    if let Some(kind) = parsed::kind_by_content(bytes) {
        return kind;
    }
    let is_content =
        |b: &&u8| !b.is_ascii_whitespace() && !matches!(**b, 0 | 0xef | 0xbb | 0xbf | 0xff | 0xfe);
    if bytes.iter().find(is_content) == Some(&b'{') && !bytes.starts_with(b"{\\rtf") {
        Kind::Jsonl
    } else {
        Kind::Text
    }
}

/// The SHA-256 of some bytes, in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
