//! Excel workbooks: text stays text, whatever it begins with, and the same content gives the same bytes.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, FormatAlign, Workbook, Worksheet, XlsxError};

use super::place::unwritable;
use crate::error::{Refusal, Result};

/// So many UTF-16 units fit into a cell of Excel.
const LONGEST: usize = 32_767;
/// What stands at the end of a text that does not fit.
const CUT: &str = " […cut: too long for a cell]";

/// A workbook without a time of its making.
pub(crate) fn workbook() -> Workbook {
    let mut book = Workbook::new();
    let mut about = DocProperties::new();
    if let Ok(fixed) = ExcelDateTime::from_ymd(2000, 1, 1) {
        about = about.set_creation_datetime(&fixed);
    }
    book.set_properties(&about);
    book
}

/// The bytes of a workbook. `name` is that of the file, for the error.
pub(crate) fn bytes_of(book: &mut Workbook, name: &str) -> Result<Vec<u8>> {
    book.save_to_buffer().map_err(|error| failed(&error, name))
}

/// What a workbook could not take, as an error about its file.
pub(crate) fn failed(error: &XlsxError, name: &str) -> crate::FormatError {
    let error = std::io::Error::other(error.to_string());
    unwritable(Path::new(name), Refusal::Io { error })
}

/// The look of the header row.
pub(crate) fn heading() -> Format {
    Format::new().set_bold().set_text_wrap().set_align(FormatAlign::Top).set_background_color(0x00DD_E6EE)
}

/// The look of a cell with text.
pub(crate) fn body() -> Format {
    Format::new().set_text_wrap().set_align(FormatAlign::Top)
}

/// Writes a text as text: never as a number, a link or a formula. One that is too long is cut where that can be seen.
pub(crate) fn put(
    sheet: &mut Worksheet,
    (row, column): (usize, usize),
    text: &str,
    look: &Format,
) -> std::result::Result<(), XlsxError> {
    let (row, column) = place(row, column)?;
    sheet.write_string_with_format(row, column, fitted(text), look)?;
    Ok(())
}

/// A place as Excel counts it.
pub(crate) fn place(row: usize, column: usize) -> std::result::Result<(u32, u16), XlsxError> {
    let row = u32::try_from(row).map_err(|_| XlsxError::RowColumnLimitError)?;
    let column = u16::try_from(column).map_err(|_| XlsxError::RowColumnLimitError)?;
    Ok((row, column))
}

/// A text as XML and a cell can hold it.
fn fitted(text: &str) -> String {
    let clean = |c: char| if matches!(c, '\u{fffe}' | '\u{ffff}') { '\u{fffd}' } else { c };
    if text.encode_utf16().count() <= LONGEST {
        return text.chars().map(clean).collect();
    }
    let room = LONGEST - CUT.encode_utf16().count();
    let mut units = 0;
    let kept = text.chars().map(clean).take_while(|c| {
        units += c.len_utf16();
        units <= room
    });
    kept.chain(CUT.chars()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_text_is_cut_where_it_can_be_seen_and_fits() {
        assert_eq!(fitted("=1+1"), "=1+1");
        let long = "😀".repeat(20_000);
        let cut = fitted(&long);
        assert!(cut.ends_with(CUT) && cut.encode_utf16().count() <= LONGEST && cut.starts_with("😀😀"));
    }
}
