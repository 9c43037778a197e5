//! The cells of a sheet, as rows of a table.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::super::limits::Limits;
use super::super::package::{Package, Space, Xml, attribute, text_of};
use super::super::parsed::Fault;
use super::super::quotes::MOST_CELLS;
use super::number::shown_number;
use super::workbook::Workbook;

/// A sheet as CSV, written as its rows come.
pub(super) struct Table {
    written: csv::Writer<Vec<u8>>,
    /// The row of the sheet behind each row of the table.
    pub(super) lines: Vec<u64>,
    /// How many columns the header has.
    width: usize,
    cells: u64,
    without_value: u64,
    errors: u64,
    hidden_rows: u64,
}

/// A cell that is being read.
#[derive(Debug, Default)]
struct Cell {
    column: usize,
    kind: String,
    style: usize,
    value: String,
    is_formula: bool,
}

/// Where in a sheet the reader is.
struct Place<'w> {
    workbook: &'w Workbook,
    limits: &'w Limits,
    row: u64,
    /// The cells of the row that are not blank.
    cells: Vec<(usize, String)>,
    next_column: usize,
    cell: Cell,
    is_value: bool,
    readings: usize,
    counted: u64,
}

impl Table {
    /// Reads a sheet; none if it has no cell with anything in it.
    pub(super) fn read(
        package: &mut Package<'_>,
        part: &str,
        workbook: &Workbook,
        limits: &Limits,
    ) -> Result<Option<Self>, Fault> {
        let mut table = Table {
            written: csv::WriterBuilder::new().flexible(true).from_writer(Vec::new()),
            lines: Vec::new(),
            width: 0,
            cells: 0,
            without_value: 0,
            errors: 0,
            hidden_rows: 0,
        };
        let mut place = Place {
            workbook,
            limits,
            row: 0,
            cells: Vec::new(),
            next_column: 0,
            cell: Cell::default(),
            is_value: false,
            readings: 0,
            counted: 0,
        };
        let Some(mut xml) = package.part(part)? else { return Err(Fault::damaged("a sheet is missing")) };
        table.take_events(&mut xml, &mut place)?;
        Ok(Some(table).filter(|table| !table.lines.is_empty()))
    }

    /// Whether there is any cell with a value in a sheet.
    pub(super) fn has_cells(package: &mut Package<'_>, part: &str) -> Result<bool, Fault> {
        let Some(mut xml) = package.part(part)? else { return Ok(false) };
        while let Some((space, event)) = xml.next()? {
            if let Event::Start(start) = &event
                && space == Space::Sheet
                && matches!(start.local_name().as_ref(), "v" | "is")
            {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn take_events(&mut self, xml: &mut Xml<impl BufRead>, place: &mut Place<'_>) -> Result<(), Fault> {
        while let Some((space, event)) = xml.next()? {
            match &event {
                Event::Start(start) if space == Space::Sheet => match start.local_name().as_ref() {
                    "row" => {
                        place.start_row(start)?;
                        let is_hidden = attribute(start, "hidden").is_some_and(|h| h == "1" || h == "true");
                        self.hidden_rows += u64::from(is_hidden);
                    }
                    "c" => place.start_cell(start)?,
                    "f" => place.cell.is_formula = true,
                    "v" | "t" => place.is_value = place.readings == 0,
                    "rPh" => place.readings += 1,
                    _ => {}
                },
                Event::End(end) if space == Space::Sheet => match end.local_name().as_ref() {
                    "v" | "t" => place.is_value = false,
                    "rPh" => place.readings = place.readings.saturating_sub(1),
                    "c" => self.end_cell(place)?,
                    "row" => self.end_row(place)?,
                    _ => {}
                },
                event if place.is_value => place.cell.value.extend(text_of(event)?.as_deref()),
                _ => {}
            }
        }
        Ok(())
    }

    fn end_cell(&mut self, place: &mut Place<'_>) -> Result<(), Fault> {
        let cell = std::mem::take(&mut place.cell);
        let text = match cell.kind.as_str() {
            "s" => {
                let number = cell.value.trim().parse::<usize>().ok();
                let shared = number.and_then(|number| place.workbook.shared(number));
                if shared.is_none() && !cell.value.is_empty() {
                    return Err(Fault::damaged("a cell refers to a text that is not there"));
                }
                unescaped(shared.unwrap_or_default())
            }
            "b" if !cell.value.is_empty() => {
                if cell.value.trim() == "0" { "FALSE" } else { "TRUE" }.to_owned()
            }
            "e" => {
                self.errors += 1;
                String::new()
            }
            "str" | "inlineStr" | "d" => unescaped(&cell.value),
            _ => {
                let shape = place.workbook.shapes.get(cell.style).copied().unwrap_or_default();
                shown_number(cell.value.trim(), shape, place.workbook.from_1904)
            }
        };
        self.without_value += u64::from(cell.is_formula && cell.value.is_empty());
        if !text.trim().is_empty() {
            place.cells.push((cell.column, text));
        }
        Ok(())
    }

    /// Writes a row that has anything in it; the first is the header.
    fn end_row(&mut self, place: &mut Place<'_>) -> Result<(), Fault> {
        let mut cells = std::mem::take(&mut place.cells);
        cells.sort_by_key(|(column, _)| *column);
        let Some(&(last, _)) = cells.last() else { return Ok(()) };
        if self.lines.is_empty() {
            self.width = last + 1;
        }
        let mut at = 0;
        let broken = |_| Fault::damaged("a row cannot be kept");
        for (column, text) in &cells {
            // Of two cells in one place the first is read.
            if *column < at {
                continue;
            }
            for _ in at..*column {
                self.written.write_field("").map_err(broken)?;
            }
            self.written.write_field(text).map_err(broken)?;
            at = column + 1;
        }
        for _ in at..self.width {
            self.written.write_field("").map_err(broken)?;
        }
        self.written.write_record(None::<&[u8]>).map_err(broken)?;
        self.lines.push(place.row);
        // What is padded to the width of the header takes room as well.
        self.cells += self.width.max(at) as u64;
        if self.cells > place.limits.cells {
            return Err(Fault::Cells { limit: place.limits.cells });
        }
        if self.written.get_ref().len() as u64 > place.limits.unpacked_bytes {
            return Err(Fault::Unpacked { limit: place.limits.unpacked_bytes });
        }
        Ok(())
    }

    /// What the user should know about the cells.
    pub(super) fn warnings(&self) -> Vec<String> {
        let told = [
            (
                self.without_value,
                "formulas without a value, read as blank: open the file in Excel and save it",
            ),
            (self.errors, "cells with an error of a formula, read as blank"),
            (self.hidden_rows, "hidden rows, which are read as well"),
        ];
        told.iter()
            .filter(|(count, _)| *count > 0)
            .map(|(count, what)| format!("{what} (there are {count})"))
            .collect()
    }

    /// The table as CSV.
    pub(super) fn csv(&mut self) -> Result<String, Fault> {
        let empty = csv::WriterBuilder::new().from_writer(Vec::new());
        let written = std::mem::replace(&mut self.written, empty);
        let bytes = written.into_inner().ok().and_then(|bytes| String::from_utf8(bytes).ok());
        bytes.ok_or_else(|| Fault::damaged("a row cannot be kept"))
    }
}

impl Place<'_> {
    fn start_row(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        let row = match attribute(start, "r") {
            Some(row) => row.parse().map_err(|_| Fault::damaged("a row has no number"))?,
            None => self.row + 1,
        };
        self.row = row;
        self.next_column = 0;
        self.cells.clear();
        Ok(())
    }

    fn start_cell(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        self.counted += 1;
        if self.counted > self.limits.cells {
            return Err(Fault::Cells { limit: self.limits.cells });
        }
        let column = match attribute(start, "r") {
            Some(reference) => column_of(&reference).ok_or_else(|| Fault::damaged("a cell has no place"))?,
            None => self.next_column,
        };
        if column >= MOST_CELLS {
            return Err(Fault::damaged("a cell lies outside of what a sheet can have"));
        }
        self.next_column = column + 1;
        self.is_value = false;
        self.cell = Cell {
            column,
            kind: attribute(start, "t").unwrap_or_default(),
            style: attribute(start, "s").and_then(|style| style.parse().ok()).unwrap_or(0),
            ..Cell::default()
        };
        Ok(())
    }
}

/// The column of a reference such as `AB12`, counted from 0.
fn column_of(reference: &str) -> Option<usize> {
    let letters = reference.bytes().take_while(u8::is_ascii_alphabetic).take(4);
    let column =
        letters.fold(0, |sum, letter| sum * 26 + usize::from(letter.to_ascii_uppercase() - b'A') + 1);
    column.checked_sub(1)
}

/// A text without the codes that Excel writes for what XML cannot hold: `_x000D_`.
fn unescaped(text: &str) -> String {
    let (mut whole, mut rest) = (String::with_capacity(text.len()), text);
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let end = match code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32) {
            Some(c) => {
                whole.push_str(&rest[..at]);
                whole.extend(Some(c).filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
                at + 7
            }
            None => {
                whole.push_str(&rest[..at + 2]);
                at + 2
            }
        };
        rest = &rest[end..];
    }
    whole + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_columns() {
        let cases =
            [("A1", Some(0)), ("Z9", Some(25)), ("AA1", Some(26)), ("XFD1", Some(16_383)), ("1", None)];
        for (reference, expected) in cases {
            assert_eq!(column_of(reference), expected, "{reference}");
        }
    }

    #[test]
    fn codes_for_what_xml_cannot_hold_are_read() {
        let cases = [
            ("a_x000D_\nb", "a\nb"),
            ("_x0041__x0042_", "AB"),
            ("_xé00_", "_xé00_"),
            ("a_xyz", "a_xyz"),
            ("_x005F_x0041_", "_x0041_"),
        ];
        for (text, expected) in cases {
            assert_eq!(unescaped(text), expected, "{text}");
        }
    }
}
