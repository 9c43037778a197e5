//! What is found in a file of a complicated format, in a form that can be sent from one process to another.

use serde::{Deserialize, Serialize};

use super::limits::Limits;
use super::{Kind, docx, xlsx};

/// A file to parse: all that a worker has to know beside its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Task {
    pub(super) kind: Kind,
    pub(super) limits: Limits,
    /// The sheet of a workbook that is asked for.
    pub(super) sheet: Option<String>,
}

/// What was found in a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Parsed {
    pub(super) body: Body,
    /// What was left out, and what is doubtful.
    pub(super) warnings: Vec<String>,
    /// How many paragraphs, rows or pages there are.
    pub(super) parts: u64,
}

/// The content of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Body {
    /// One text, with headings marked as in Markdown.
    Text(String),
    /// A table as CSV, and for each of its rows the row of the sheet.
    Table { csv: String, lines: Vec<u64> },
}

/// Why nothing is found in a file. Messages are sentences about the file, and hold no text of it but the names of sheets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each variant's message says what it means")]
pub enum Fault {
    #[error("protected by a password: remove the password, and save it again")]
    Password,
    #[error("in a format of before 2007, whatever its name says: open it and save it as {save_as}")]
    OldFormat { save_as: String },
    #[error("not what its name says, but {found}: rename it")]
    OtherKind { found: String },
    #[error("damaged ({what}): open it in the program that made it, and save it again")]
    Damaged { what: String },
    #[error(
        "unpacks to more than {limit} bytes, as no honest document does: leave it out, or raise --max-unpacked-bytes"
    )]
    Unpacked { limit: u64 },
    #[error("a package of more than {limit} entries: save what you need of it anew")]
    Entries { limit: usize },
    #[error("nested more than {limit} deep, as no honest document is: leave it out, or raise --max-depth")]
    Depth { limit: usize },
    #[error("more than {limit} cells: delete what is not needed, or raise --max-cells")]
    Cells { limit: u64 },
    #[error("more than {limit} pages: split it, or raise --max-pages")]
    Pages { limit: u64 },
    #[error("there is no text in it{}", only_pictures(*pictures))]
    NoText { pictures: usize },
    #[error("no text on its pages, most likely because they were scanned: run OCR over it first")]
    Scanned,
    #[error("the text of its pages cannot be made out ({what}): export it anew, or run OCR over it first")]
    Garbled { what: String },
    #[error("there is no sheet {name:?}: name another with --sheet; the sheets are {}", quoted(sheets))]
    NoSheet { name: String, sheets: Vec<String> },
    #[error("there is no row in any sheet that is shown{}", hidden_sheets(hidden))]
    NoRows { hidden: Vec<String> },
    #[error("not read within {limit} seconds: leave it out, or raise --max-file-seconds")]
    Seconds { limit: u64 },
    #[error("takes more than {limit} bytes of memory to read: leave it out, or raise --max-file-memory")]
    Memory { limit: u64 },
    #[error(
        "the process that read it ended early ({how}): the file is most likely damaged or hostile; save it anew"
    )]
    Died { how: String },
    #[error("cannot be read in a process of its own ({what}): check the limits of this machine")]
    NoWorker { what: String },
    #[error("encrypted: write it anew without encryption")]
    Encrypted,
    #[error("packed with {name}, which is not read: write it anew with snappy, gzip, zstd or no compression")]
    Codec { name: String },
    #[error("there is no column of plain values in it: flatten lists and records to columns of text first")]
    NoColumns,
    #[error("not read by this build, which leaves PDF out: read it with the command `commonground`")]
    NotBuilt,
    #[error(
        "not read by this build, which leaves Parquet out: read it with pandas, polars or pyarrow and pass on the table, save it as CSV, or read it with the command `commonground`"
    )]
    NoParquet,
}

impl Fault {
    pub(super) fn damaged(what: impl Into<String>) -> Self {
        Fault::Damaged { what: what.into() }
    }
}

/// Parses a file in this process.
pub(super) fn parse(task: &Task, bytes: &[u8]) -> Result<Parsed, Fault> {
    refuse_old(task.kind, bytes)?;
    match task.kind {
        Kind::Xlsx => xlsx::parse(bytes, &task.limits, task.sheet.as_deref()),
        #[cfg(feature = "pdf")]
        Kind::Pdf => super::pdf::parse(bytes, &task.limits),
        #[cfg(not(feature = "pdf"))]
        Kind::Pdf => Err(Fault::NotBuilt),
        #[cfg(feature = "parquet")]
        Kind::Parquet => super::parquet::parse(bytes, &task.limits),
        #[cfg(not(feature = "parquet"))]
        Kind::Parquet => Err(Fault::NoParquet),
        _ => docx::parse(bytes, &task.limits),
    }
}

/// All cells of a Parquet file of ours, as CSV; none if it is no Parquet file.
pub(crate) fn text_of_parquet(bytes: &[u8]) -> Result<Option<String>, Fault> {
    if kind_by_content(bytes) != Some(Kind::Parquet) {
        return Ok(None);
    }
    let limits = Limits { unpacked_bytes: u64::MAX, cells: u64::MAX, ..Limits::default() };
    match parse(&Task { kind: Kind::Parquet, limits, sheet: None }, bytes)?.body {
        Body::Table { csv: text, .. } | Body::Text(text) => Ok(Some(text)),
    }
}

/// The container of office files before 2007, and of newer ones with a password.
const OLE: &[u8] = &[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1];

fn refuse_old(kind: Kind, bytes: &[u8]) -> Result<(), Fault> {
    if !bytes.starts_with(OLE) {
        return Ok(());
    }
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        return Err(Fault::Password);
    }
    let save_as = if matches!(kind, Kind::Xlsx | Kind::Parquet) { "xlsx" } else { "docx" };
    Err(Fault::OldFormat { save_as: save_as.to_owned() })
}

/// The kind of a file by its first bytes and the parts that it names, if it is one that is parsed.
pub(super) fn kind_by_content(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if bytes.starts_with(b"PAR1") {
        return Some(Kind::Parquet);
    }
    if !bytes.starts_with(b"PK\x03\x04") {
        return None;
    }
    let has = |name: &[u8]| bytes.windows(name.len()).any(|window| window == name);
    if has(b"xl/workbook.xml") { Some(Kind::Xlsx) } else { has(b"word/document.xml").then_some(Kind::Docx) }
}

fn only_pictures(pictures: usize) -> String {
    match pictures {
        0 => String::new(),
        count => format!(", only pictures ({count}): run OCR over them first"),
    }
}

fn hidden_sheets(hidden: &[String]) -> String {
    if hidden.is_empty() {
        String::new()
    } else {
        format!(": to read a hidden one, name it with --sheet; hidden are {}", quoted(hidden))
    }
}

/// Names of sheets for a message, cut and cleaned.
pub(super) fn quoted(names: &[String]) -> String {
    let mut told: Vec<String> =
        names.iter().take(20).map(|name| format!("{:?}", crate::error::shown(name))).collect();
    if names.len() > told.len() {
        told.push(format!("and {} more", names.len() - told.len()));
    }
    told.join(", ")
}
