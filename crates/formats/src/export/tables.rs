//! An analysis as an Excel workbook: themes, documents × areas, quotations, and what was read.

use commonground::Analysis;
use commonground::theme::Quotation;
use rust_xlsxwriter::{Format, FormatAlign, Workbook, Worksheet, XlsxError};

use crate::error::Result;
use crate::read::Reading;
use crate::results::Study;
use crate::write::excel::{body, bytes_of, failed, heading, place, put, workbook};

const NAME: &str = "results.xlsx";

/// A cell.
enum Value {
    Text(String),
    Count(usize),
    /// Between 0 and 1.
    Strength(f64),
    Blank,
}

/// A sheet: its name, its columns with their width, and its rows.
struct Sheet {
    name: &'static str,
    columns: Vec<(String, f64)>,
    rows: Vec<Vec<Value>>,
}

/// The workbook. Everything is text or a number; nothing is a formula, whatever the documents hold. A text that is too long for a
/// cell is cut where that can be seen.
///
/// # Errors
/// [`FormatError::NotOfThisRound`](crate::FormatError::NotOfThisRound) if the analysis is of other documents.
pub fn results_workbook(reading: &Reading, analysis: &Analysis) -> Result<Vec<u8>> {
    let study = Study::of(reading, analysis)?;
    let mut book = workbook();
    let sheets = [Some(themes(&study)), matrix(&study), Some(quotations(&study)), Some(log(reading))];
    for sheet in sheets.into_iter().flatten() {
        sheet.fill(&mut book).map_err(|error| failed(&error, NAME))?;
    }
    bytes_of(&mut book, NAME)
}

impl Sheet {
    fn new(name: &'static str, columns: &[(&str, f64)]) -> Self {
        let columns = columns.iter().map(|(name, width)| ((*name).to_owned(), *width)).collect();
        Sheet { name, columns, rows: Vec::new() }
    }

    fn fill(&self, book: &mut Workbook) -> std::result::Result<(), XlsxError> {
        let sheet = book.add_worksheet();
        sheet.set_name(self.name)?.set_freeze_panes(1, 1)?;
        for (column, (name, width)) in self.columns.iter().enumerate() {
            put(sheet, (0, column), name, &heading())?;
            sheet.set_column_width(place(0, column)?.1, *width)?;
        }
        let top = || Format::new().set_align(FormatAlign::Top);
        let (text, count, strength) = (body(), top(), top().set_num_format("0.00"));
        for (row, cells) in self.rows.iter().enumerate() {
            for (column, cell) in cells.iter().enumerate() {
                write(sheet, (row + 1, column), cell, [&text, &count, &strength])?;
            }
        }
        let (last, width) = place(self.rows.len(), self.columns.len().saturating_sub(1))?;
        sheet.autofilter(0, 0, last, width)?;
        Ok(())
    }
}

fn write(
    sheet: &mut Worksheet,
    (row, column): (usize, usize),
    cell: &Value,
    [text, count, strength]: [&Format; 3],
) -> std::result::Result<(), XlsxError> {
    let at = place(row, column)?;
    match cell {
        Value::Text(told) => put(sheet, (row, column), told, text)?,
        Value::Count(number) => drop(sheet.write_number_with_format(at.0, at.1, *number as f64, count)?),
        Value::Strength(number) => drop(sheet.write_number_with_format(at.0, at.1, *number, strength)?),
        Value::Blank => {}
    }
    Ok(())
}

fn themes(study: &Study<'_>) -> Sheet {
    let columns = [
        ("Theme", 7.0),
        ("Label", 40.0),
        ("Key terms", 60.0),
        ("Raised by", 28.0),
        ("Documents", 11.0),
        ("Mixed", 8.0),
    ];
    let mut sheet = Sheet::new("Themes", &columns);
    for theme in &study.analysis.themes {
        let terms: Vec<&str> = theme.key_terms.iter().map(|key| key.term.as_str()).collect();
        sheet.rows.push(vec![
            Value::Count(theme.number),
            Value::Text(theme.label.clone()),
            Value::Text(terms.join(", ")),
            Value::Text(theme.prevalence.told()),
            Value::Count(theme.prevalence.documents),
            if theme.is_mixed { Value::Text("yes".to_owned()) } else { Value::Blank },
        ]);
    }
    sheet
}

/// A row a document and a column an area: the strength, or nothing where nothing is said.
fn matrix(study: &Study<'_>) -> Option<Sheet> {
    let coding = study.analysis.coding.as_ref()?;
    let mut sheet = Sheet::new("Documents × areas", &[("Document", 34.0)]);
    let areas = 0..coding.framework.areas.len();
    sheet.columns.extend(areas.map(|area| (coding.framework.told(area), 16.0)));
    for (document, cells) in coding.matrix.cells.iter().enumerate() {
        let mut row = vec![Value::Text(study.name(document).to_owned())];
        row.extend(cells.iter().map(|cell| match cell.passages {
            0 => Value::Blank,
            _ => Value::Strength(cell.strength),
        }));
        sheet.rows.push(row);
    }
    Some(sheet)
}

fn quotations(study: &Study<'_>) -> Sheet {
    let columns = [("Of", 8.0), ("Theme or area", 40.0), ("Document", 34.0), ("Quotation", 90.0)];
    let mut sheet = Sheet::new("Quotations", &columns);
    let names: std::collections::BTreeMap<&str, &str> = study
        .round
        .documents()
        .iter()
        .enumerate()
        .map(|(place, document)| (document.id.as_str(), study.name(place)))
        .collect();
    let mut add = |of: &str, label: &str, quotation: &Quotation| {
        let document = names.get(quotation.document.as_str()).copied().unwrap_or(&quotation.document);
        let cells = [of, label, document, &quotation.text];
        sheet.rows.push(cells.into_iter().map(|cell| Value::Text(cell.to_owned())).collect());
    };
    for theme in &study.analysis.themes {
        theme.quotations.iter().for_each(|quotation| add("theme", &theme.label, quotation));
    }
    if let Some(coding) = &study.analysis.coding {
        for (area, summary) in coding.areas.iter().enumerate() {
            let name = coding.framework.told(area);
            summary.quotations.iter().for_each(|quotation| add("area", &name, quotation));
        }
    }
    sheet
}

/// What was read, and what was not.
fn log(reading: &Reading) -> Sheet {
    let columns = [
        ("File", 50.0),
        ("Encoding", 16.0),
        ("Documents", 11.0),
        ("Characters", 11.0),
        ("SHA-256, or what was left out", 70.0),
    ];
    let mut sheet = Sheet::new("What was read", &columns);
    for file in &reading.files {
        sheet.rows.push(vec![
            Value::Text(file.path.clone()),
            Value::Text(file.encoding.clone()),
            Value::Count(usize::try_from(file.documents).unwrap_or(usize::MAX)),
            Value::Count(usize::try_from(file.characters).unwrap_or(usize::MAX)),
            Value::Text(file.sha256.clone()),
        ]);
    }
    let skipped = reading.round.skipped().iter().map(|note| ("not read", note));
    for (kind, note) in skipped.chain(reading.round.warnings().iter().map(|note| ("doubtful", note))) {
        sheet.rows.push(vec![
            Value::Text(note.source.to_string()),
            Value::Text(kind.to_owned()),
            Value::Blank,
            Value::Blank,
            Value::Text(note.message.clone()),
        ]);
    }
    sheet
}
