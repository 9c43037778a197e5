//! A codebook as a table: an area in each row.

use super::super::table::{Fault, Table, sniff};
use super::fields::choose;
use super::{Codebook, Entry};
use crate::error::Reason;

/// Reads a table whose delimiter is found by itself.
pub(super) fn read(text: &str) -> Result<Codebook, Fault> {
    read_with(text, sniff(text))
}

/// Reads a table with tabs.
pub(super) fn read_tabs(text: &str) -> Result<Codebook, Fault> {
    read_with(text, b'\t')
}

fn read_with(text: &str, delimiter: u8) -> Result<Codebook, Fault> {
    let mut table = Table::open(text, delimiter)?;
    let headers = std::mem::take(&mut table.headers);
    let (fields, warning) = choose(&headers).map_err(|reason| (None, reason))?;
    let mut codebook = Codebook::default();
    codebook.warnings.extend(warning.map(|warning| (None, warning)));
    while let Some(row) = table.next_row()? {
        if row.cells.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if row.cells.len() > headers.len() {
            let (found, expected) = (row.cells.len(), headers.len());
            return Err((Some(row.line), Reason::WideRow { found, expected }));
        }
        let mut entry = Entry { line: row.line, ..Entry::default() };
        for (column, field) in fields.iter().enumerate() {
            field.iter().for_each(|&field| entry.take(field, row.cell(column)));
        }
        if entry.name.is_empty() {
            return Err((Some(row.line), Reason::RowWithoutName));
        }
        codebook.entries.push(entry);
    }
    if codebook.entries.is_empty() { Err((None, Reason::NoRows)) } else { Ok(codebook) }
}
