//! A small table as a whole: what people filled in, and exports of forms.

use std::path::Path;

use commonground::Silent;

use super::encoding::decode;
use super::file::{Parts, read_all};
use super::input::{reason_of, unreadable};
use super::limits::Limits;
use super::office::encoding_of;
use super::parsed::{Body, Task, parse};
use super::table::{Table, sniff};
use super::{InputFile, Kind, sha256};
use crate::error::{FormatError, Reason, Result};

/// So large may such a table be.
const LIMIT: u64 = 64 << 20;

/// A table that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeTable {
    /// The entry of the reading log.
    pub file: InputFile,
    /// The headers, tidied.
    pub headers: Vec<String>,
    /// The rows that are not blank, each with its line; each has as many cells as there are headers.
    pub rows: Vec<(u64, Vec<String>)>,
}

/// Reads a table (CSV, TSV, Parquet or the first sheet of a workbook). Delimiter and encoding are found by themselves.
///
/// # Errors
/// [`FormatError::Unreadable`], with the line or the row of the sheet to blame.
pub fn read_table(path: &Path) -> Result<WholeTable> {
    let place = path.display().to_string();
    let fault = |line, reason| unreadable(&place, line, reason);
    let kind = match Kind::of(path) {
        Some(kind @ (Kind::Csv | Kind::Tsv | Kind::Xlsx | Kind::Parquet)) => kind,
        _ => return Err(fault(None, Reason::NoTable)),
    };
    let mut opened = std::fs::File::open(path).map_err(|error| fault(None, reason_of(error)))?;
    let bytes = read_all(&mut opened, LIMIT, |reason| fault(None, reason), &Silent)?;
    let (size, sha256) = (bytes.len() as u64, sha256(&bytes));
    let (encoding, text, lines) = match kind {
        Kind::Xlsx | Kind::Parquet => {
            let limits = Limits { unpacked_bytes: LIMIT, ..Limits::default() };
            let parsed = parse(&Task { kind, limits, sheet: None }, &bytes)
                .map_err(|of_file| fault(None, Reason::Parsed { fault: of_file }))?;
            let Body::Table { csv, lines } = parsed.body else { return Err(fault(None, Reason::NoTable)) };
            (encoding_of(kind), csv, Some(lines))
        }
        _ => {
            let decoded = decode(bytes).map_err(|reason| fault(None, reason))?;
            (decoded.encoding, decoded.text, None)
        }
    };
    let opened = match lines {
        Some(lines) => Table::of_rows(&text, lines),
        None if kind == Kind::Tsv => Table::open(&text, b'\t'),
        None => Table::open(&text, sniff(&text)),
    };
    let mut table = opened.map_err(|(line, reason)| fault(line, reason))?;
    let headers = std::mem::take(&mut table.headers);
    let mut rows = Vec::new();
    while let Some(row) = table.next_row().map_err(|(line, reason)| fault(line, reason))? {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if row.cells.len() > headers.len() {
            let (found, expected) = (row.cells.len(), headers.len());
            return Err(fault(Some(row.line), Reason::WideRow { found, expected }));
        }
        rows.push((row.line, (0..headers.len()).map(|column| row.cell(column).trim().to_owned()).collect()));
    }
    if rows.is_empty() {
        return Err(fault(None, Reason::NoRows));
    }
    let file = InputFile {
        path: place,
        kind,
        bytes: size,
        sha256,
        encoding: encoding.to_owned(),
        documents: rows.len() as u64,
        characters: text.chars().count() as u64,
        parts: Some(Parts::rows(rows.len() as u64)),
    };
    Ok(WholeTable { file, headers, rows })
}

/// An error about a file.
pub(crate) fn unreadable_file(path: &Path, reason: Reason) -> FormatError {
    unreadable(&path.display().to_string(), None, reason)
}
