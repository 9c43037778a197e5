//! CSV and its kin: a document a row.

use std::collections::BTreeMap;

use commonground::round::{Consent, Document};

use super::columns::{Columns, choose};
use super::consent;
use super::file::{Batch, File, Parts, ROWS_BETWEEN_CHECKS, check};
use super::forms::{Form, Questions, questions};
use super::table::{Fault, Row, Table, sniff};
use super::{Kind, ReadOptions};
use crate::error::{Reason, Result};

/// Reads a table with a header row.
pub(super) fn read(mut file: File<'_>) -> Result<Batch<'_>> {
    let (text, mut batch) = file.decode()?;
    let delimiter = if file.kind == Kind::Tsv { b'\t' } else { sniff(&text) };
    documents(&file, &|| Table::open(&text, delimiter), &mut batch)?;
    Ok(batch)
}

/// Makes documents of the rows of a table, which may be opened as often as it takes: an export of a form is read once to
/// see which of its columns are questions.
pub(super) fn documents<'t>(
    file: &File<'_>,
    open: &dyn Fn() -> Result<Table<'t>, Fault>,
    batch: &mut Batch<'_>,
) -> Result<()> {
    let fault = |(line, reason): Fault| file.input.fault(line, reason);
    let mut table = open().map_err(fault)?;
    let headers = std::mem::take(&mut table.headers);
    warn_of_stray_quotes(batch, &table.stray);
    let chosen = |options: &ReadOptions| choose(&headers, options, file.elsewhere);
    let form = Form::of(&headers, file.options.form.as_deref()).map_err(|r| fault((None, r)))?;
    let Questions { columns, headings, rows_of_titles } = match form {
        Some(form) => {
            let mut first = open().map_err(fault)?;
            questions(&form, &headers, &mut first, chosen, file.options).map_err(fault)?
        }
        None => {
            let columns = chosen(file.options).map_err(|r| fault((None, r)))?;
            Questions { headings: vec![None; columns.text.len()], columns, rows_of_titles: 0 }
        }
    };
    columns.warnings.iter().for_each(|warning| batch.warn(None, warning));
    for _ in 0..rows_of_titles {
        table.next_row().map_err(fault)?;
    }

    let mut ragged = Ragged::new(headers.len());
    let (mut rows, mut without_id) = (0usize, 0);
    while let Some(row) = table.next_row().map_err(fault)? {
        if rows.is_multiple_of(ROWS_BETWEEN_CHECKS) {
            check(file.progress)?;
        }
        rows += 1;
        ragged.look_at(&row, batch);
        let consent =
            consent_of(&row, &headers, &columns).map_err(|reason| fault((Some(row.line), reason)))?;
        let Some(text) = sections_of(&row, &columns.text, &headings) else {
            batch.skip(row.line, &Reason::RowWithoutText);
            continue;
        };
        let id = columns.id.map(|column| row.cell(column).trim()).filter(|id| !id.is_empty());
        without_id += u64::from(id.is_none());
        batch.documents.push(Document {
            id: id.map_or_else(|| batch.id_by_line(row.line), str::to_owned),
            text: text.into(),
            metadata: metadata_of(&row, &headers, &columns),
            source: batch.source(Some(row.line)),
            consent,
        });
    }
    if rows == 0 {
        return Err(file.input.fault(None, Reason::NoRows));
    }
    batch.parts = Some(Parts::rows(rows as u64));
    ragged.sum_up(batch);
    batch.warn_of_ids_by_line(without_id, told_of_ids(&columns));
    Ok(())
}

/// The cells of the text columns that are not blank, each below its heading if it has one, with a blank line between.
fn sections_of(row: &Row<'_>, columns: &[usize], headings: &[Option<String>]) -> Option<String> {
    if headings.iter().all(Option::is_none) {
        return text_of(row, columns);
    }
    let sections = columns.iter().zip(headings).filter_map(|(&column, heading)| {
        let cell = row.cell(column);
        let heading = heading.iter().map(|heading| format!("{heading}\n\n")).collect::<String>();
        (!cell.trim().is_empty()).then(|| heading + cell.trim())
    });
    let sections: Vec<String> = sections.collect();
    (!sections.is_empty()).then(|| sections.join("\n\n"))
}

/// What is told of rows that have no id.
pub(super) fn told_of_ids(columns: &Columns) -> &'static str {
    match columns.id {
        Some(_) => "rows with a blank id cell",
        None => "rows without an id, as there is no id column (name one with --id)",
    }
}

/// The cells of the text columns that are not blank, with a blank line between.
pub(super) fn text_of(row: &Row<'_>, columns: &[usize]) -> Option<String> {
    let cells: Vec<&str> =
        columns.iter().map(|&c| row.cell(c)).filter(|cell| !cell.trim().is_empty()).collect();
    (!cells.is_empty()).then(|| cells.join("\n\n"))
}

/// What a row says that its sender allowed.
pub(super) fn consent_of(
    row: &Row<'_>,
    headers: &[String],
    columns: &Columns,
) -> Result<Option<Consent>, Reason> {
    columns.consent.map_or(Ok(None), |column| consent::of_cell(row.cell(column), &headers[column]))
}

/// The cells of the metadata columns that are not blank.
fn metadata_of(row: &Row<'_>, headers: &[String], columns: &Columns) -> BTreeMap<String, String> {
    let cells = columns.meta.iter().map(|&c| (headers[c].clone(), row.cell(c).to_owned()));
    cells.filter(|(_, cell)| !cell.trim().is_empty()).collect()
}

/// Warns where rows have most likely been swallowed by a cell.
pub(super) fn warn_of_stray_quotes(batch: &mut Batch<'_>, lines: &[u64]) {
    if let Some(&line) = lines.first() {
        let others = match lines.len() - 1 {
            0 => String::new(),
            more => format!(" (more such cells: {more})"),
        };
        batch.warn(
            Some(line),
            format!(
                "the quoted cell that opens here runs over several lines and goes on behind its closing quote: check for a stray quote, which makes one row of several{others}"
            ),
        );
    }
}

/// Rows with fewer or more cells than the header: the first are named, the others counted.
pub(super) struct Ragged {
    expected: usize,
    count: usize,
}

impl Ragged {
    /// How many such rows are named one by one.
    const NAMED: usize = 20;

    pub(super) fn new(expected: usize) -> Self {
        Ragged { expected, count: 0 }
    }

    pub(super) fn look_at(&mut self, row: &Row<'_>, batch: &mut Batch<'_>) {
        let (found, expected) = (row.cells.len(), self.expected);
        if found == expected {
            return;
        }
        self.count += 1;
        if self.count > Self::NAMED {
            return;
        }
        let what = if found < expected {
            format!("{} missing, read as empty", expected - found)
        } else {
            format!("{} surplus, not read", found - expected)
        };
        batch.warn(Some(row.line), format!("cells in the row: {found}, in the header: {expected} ({what})"));
    }

    pub(super) fn sum_up(&self, batch: &mut Batch<'_>) {
        if let Some(more) = self.count.checked_sub(Self::NAMED).filter(|&more| more > 0) {
            let message = format!(
                "more rows with too few or too many cells: {more}; check the delimiter and the quotes"
            );
            batch.warn(None, message);
        }
    }
}
