//! CSV that is safe to open in a spreadsheet, or plain for other programs.

use std::path::Path;

use super::place::unwritable;
use crate::error::{Refusal, Result};

/// Who a CSV file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CsvStyle {
    /// People with a spreadsheet: a byte order mark, without which Excel garbles every accent, and a
    /// `'` before cells that it would run as a formula.
    Spreadsheet,
    /// Programs: no mark, and every cell exactly as it is, so that ids still join to others.
    Data,
}

/// A CSV file in the making: commas, `\n` line ends, quotes where they are needed.
pub struct Csv {
    name: String,
    style: CsvStyle,
    columns: usize,
    writer: csv::Writer<Vec<u8>>,
}

impl Csv {
    /// Begins a file with its header row. Its name is for messages only.
    ///
    /// # Errors
    /// None in practice; see [`Csv::row`].
    pub fn new(name: &str, header: &[&str], style: CsvStyle) -> Result<Self> {
        let start = match style {
            CsvStyle::Spreadsheet => "\u{feff}".as_bytes().to_vec(),
            CsvStyle::Data => Vec::new(),
        };
        let writer = csv::WriterBuilder::new().flexible(true).from_writer(start);
        let mut csv = Csv { name: name.to_owned(), style, columns: header.len(), writer };
        csv.row(header)?;
        Ok(csv)
    }

    /// Adds a row.
    ///
    /// # Errors
    /// [`Refusal::UnevenRow`] if it has not as many cells as the header.
    pub fn row<C: AsRef<str>>(&mut self, cells: impl IntoIterator<Item = C>) -> Result<()> {
        let mut found = 0;
        for cell in cells {
            found += 1;
            let cell = cell.as_ref();
            let outcome = if self.style == CsvStyle::Spreadsheet && would_run(cell) {
                self.writer.write_field(format!("'{cell}"))
            } else {
                self.writer.write_field(cell)
            };
            outcome.map_err(|error| self.failure(error.into()))?;
        }
        if found != self.columns {
            let refusal = Refusal::UnevenRow { expected: self.columns, found };
            return Err(unwritable(Path::new(&self.name), refusal));
        }
        let end = self.writer.write_record(None::<&[u8]>);
        end.map_err(|error| self.failure(error.into()))
    }

    /// The bytes of the whole file.
    ///
    /// # Errors
    /// None in practice: memory does not fail to be written.
    pub fn finish(self) -> Result<Vec<u8>> {
        let name = self.name;
        let failure = |error| unwritable(Path::new(&name), Refusal::Io { error });
        self.writer.into_inner().map_err(|error| failure(error.into_error()))
    }

    fn failure(&self, error: std::io::Error) -> crate::FormatError {
        unwritable(Path::new(&self.name), Refusal::Io { error })
    }
}

/// Whether a spreadsheet might take a cell for a formula. Negative numbers are numbers.
fn would_run(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !is_number(cell)
}

/// Whether a cell is a number in digits; `-inf` is none here.
fn is_number(cell: &str) -> bool {
    let is_of_numbers = |b: u8| b.is_ascii_digit() || matches!(b, b'+' | b'-' | b'.' | b'e' | b'E');
    cell.bytes().all(is_of_numbers) && cell.parse::<f64>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one_cell(cell: &str, style: CsvStyle) -> String {
        let mut csv = Csv::new("t.csv", &["c"], style).unwrap();
        csv.row([cell]).unwrap();
        String::from_utf8(csv.finish().unwrap()).unwrap()
    }

    #[test]
    fn cells_that_a_spreadsheet_would_run_are_defused() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("+44 20", "'+44 20"),
            ("-x", "'-x"),
            ("@sum", "'@sum"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
            ("=A1,B1", "\"'=A1,B1\""),
            ("-1.5", "-1.5"),
            ("+3e5", "+3e5"),
            ("-inf", "'-inf"),
            ("-1+cmd", "'-1+cmd"),
            ("plain", "plain"),
            ("a=b", "a=b"),
            ("", "\"\""),
        ];
        for (cell, expected) in cases {
            assert_eq!(one_cell(cell, CsvStyle::Spreadsheet), format!("\u{feff}c\n{expected}\n"), "{cell:?}");
        }
    }

    #[test]
    fn data_files_have_no_mark_and_exact_cells() {
        assert_eq!(one_cell("=x", CsvStyle::Data), "c\n=x\n");
        assert_eq!(one_cell("a \"b\"\nc", CsvStyle::Data), "c\n\"a \"\"b\"\"\nc\"\n");
    }

    #[test]
    fn a_row_with_a_cell_too_few_is_refused() {
        let mut csv = Csv::new("t.csv", &["a", "b"], CsvStyle::Data).unwrap();
        let message = csv.row(["1"]).unwrap_err().to_string();
        assert_eq!(message, "t.csv: the row has 1 cells, but the header has 2");
    }
}
