//! The sheet in which colleagues decide, as an Excel workbook: lists to choose from, and nothing else to change.

use commonground::Framework;
use commonground::process::replay::EvidenceOf;
use rust_xlsxwriter::{
    DataValidation, DataValidationErrorStyle, Format, FormatAlign, Formula, Workbook, Worksheet, XlsxError,
};

use super::tables::{COLUMNS, VERDICTS, rows};
use crate::error::Result;
use crate::write::excel::{body, bytes_of, failed, heading, place, put, workbook};

const NAME: &str = "sheet.xlsx";
/// How wide each of [`COLUMNS`] is, in characters.
const WIDTHS: [f64; COLUMNS.len()] = [14.0, 30.0, 46.0, 11.0, 10.0, 17.0, 26.0, 26.0, 26.0, 46.0, 10.0, 10.0];
/// So many empty rows wait below the areas for new ones.
const SPARE: usize = 15;
/// The columns that colleagues fill in, by their place.
const OPEN: std::ops::RangeInclusive<usize> = 5..=9;
const VERDICT: usize = 5;
const WITH: usize = 7;
const INTO: usize = 8;

/// The workbook. Areas and headers are locked, without a password; verdicts and areas are chosen from lists. It is read back by
/// [`read_decision_sheet`](super::read_decision_sheet).
///
/// # Errors
/// If there are more areas than a sheet has rows.
pub fn decision_workbook(
    draft: &Framework,
    version: &str,
    evidence: Option<&EvidenceOf>,
    seen: &[String],
) -> Result<Vec<u8>> {
    let mut book = workbook();
    fill(&mut book, draft, &rows(draft, version, evidence, seen)).map_err(|error| failed(&error, NAME))?;
    bytes_of(&mut book, NAME)
}

fn fill(
    book: &mut Workbook,
    draft: &Framework,
    rows: &[[String; COLUMNS.len()]],
) -> std::result::Result<(), XlsxError> {
    let sheet = book.add_worksheet();
    sheet.set_name("Areas")?;
    areas(sheet, rows)?;
    validate(sheet, rows.len(), draft.areas.len())?;
    instructions(book.add_worksheet())?;
    let names = book.add_worksheet();
    names.set_name("Names")?.set_hidden(true);
    for (row, area) in draft.areas.iter().enumerate() {
        put(names, (row, 0), &area.name, &Format::new())?;
    }
    Ok(())
}

/// The table itself.
fn areas(sheet: &mut Worksheet, rows: &[[String; COLUMNS.len()]]) -> std::result::Result<(), XlsxError> {
    let (locked, open) = (body(), body().set_unlocked().set_background_color(0x00FF_FBE6));
    let number = Format::new().set_align(FormatAlign::Top);
    for (column, (name, width)) in COLUMNS.iter().zip(WIDTHS).enumerate() {
        let (_, at) = place(0, column)?;
        put(sheet, (0, column), name, &heading())?;
        sheet.set_column_width(at, width)?;
    }
    for (row, cells) in rows.iter().enumerate() {
        for (column, cell) in cells.iter().enumerate() {
            let at = place(row + 1, column)?;
            match cell.parse::<u32>() {
                _ if OPEN.contains(&column) => sheet.write_blank(at.0, at.1, &open)?,
                Ok(count) if matches!(COLUMNS[column], "documents" | "passages") => {
                    sheet.write_number_with_format(at.0, at.1, count, &number)?
                }
                _ => {
                    put(sheet, (row + 1, column), cell, &locked)?;
                    continue;
                }
            };
        }
    }
    // A new area has no id yet; name, description and the rest of its row are for whoever proposes it.
    for row in rows.len() + 1..=rows.len() + SPARE {
        for column in (1..=2).chain(OPEN) {
            let at = place(row, column)?;
            sheet.write_blank(at.0, at.1, &open)?;
        }
    }
    // What the program needs to know again is of no interest to readers.
    sheet.set_column_hidden(10)?.set_column_hidden(11)?;
    sheet.set_freeze_panes(1, 2)?.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    sheet.protect();
    Ok(())
}

/// The lists to choose from.
fn validate(sheet: &mut Worksheet, rows: usize, names: usize) -> std::result::Result<(), XlsxError> {
    let last = rows + SPARE;
    let verdicts = DataValidation::new()
        .allow_list_strings(&VERDICTS)?
        .set_error_title("No such verdict")?
        .set_error_message("Choose one of the list, or leave the cell empty.")?
        .set_input_title("Verdict")?
        .set_input_message("Choose one, and say why. An empty cell decides nothing.")?;
    let ((first, column), (end, _)) = (place(1, VERDICT)?, place(last, VERDICT)?);
    sheet.add_data_validation(first, column, end, column, &verdicts)?;
    let others = DataValidation::new()
        .allow_list_formula(Formula::new(format!("=Names!$A$1:$A${}", names.max(1))))
        .set_error_style(DataValidationErrorStyle::Information)
        .set_error_title("More than one?")?
        .set_error_message("To merge with several, write their names with ; between.")?
        .set_input_title("Merge with")?
        .set_input_message(
            "One from the list, or several names with ; between. Give the whole a new name.",
        )?;
    let (_, column) = place(1, WITH)?;
    sheet.add_data_validation(first, column, end, column, &others)?;
    let parts = DataValidation::new()
        .set_input_title("Split into")?
        .set_input_message("Two names or more, with ; between.")?;
    let (_, column) = place(1, INTO)?;
    sheet.add_data_validation(first, column, end, column, &parts)?;
    Ok(())
}

/// What colleagues are told.
fn instructions(sheet: &mut Worksheet) -> std::result::Result<(), XlsxError> {
    const LINES: [&str; 8] = [
        "On the sheet Areas, choose a verdict for the areas that you have a view on, and say why. Leave the rest empty.",
        "keep: the area stays as it is. A reason is welcome and not needed.",
        "rename: write its new name.",
        "merge: write with which other areas, and what the whole is called. Once is enough: in the row of any of them.",
        "split: write into what, with ; between.",
        "drop: it is no area any more. drop-to-guidance: the same, and it becomes guidance.",
        "add: in an empty row at the end, write the name and description of an area that is missing.",
        "comment: a remark that changes nothing. A reason without a verdict is one, too.",
    ];
    sheet.set_name("How to")?.set_column_width(0, 110)?;
    for (row, line) in LINES.iter().enumerate() {
        put(sheet, (row, 0), line, &body())?;
    }
    sheet.protect();
    Ok(())
}
