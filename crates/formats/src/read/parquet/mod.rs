//! Parquet: a table whose columns are stored one by one, each in pages.
//!
//! `footer` says what columns there are and where their pages lie, in the words of `thrift`; `pages` unpacks them, `decode` makes
//! values of their bytes, and `value` makes text of values; all take their bytes by `front`. A file may claim anything of itself: nothing is allocated by
//! a claim, and all that is unpacked, decoded or written is counted against the limits as it comes.
//!
//! Columns of lists and records are named and left out.

mod decode;
mod footer;
mod front;
mod pages;
mod thrift;
mod value;

use super::limits::{Budget, Limits};
use super::parsed::{Body, Fault, Parsed, quoted};
use decode::{Hybrid, RLE, dictionary, prefixed, values};
use footer::{Chunk, Column, Footer, Values};
use pages::{Codec, Levels, Page, next_page};
use value::{Physical, Shape, Value};

/// So many bytes a row counts at least against what may be unpacked.
const BYTES_OF_ROW: u64 = 64;

/// Parses a file. The places of its rows are their numbers, counted from 1.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed, Fault> {
    let footer = Footer::read(bytes, limits)?;
    let plain: Vec<(&str, Plain)> = footer.columns.iter().filter_map(Plain::of).collect();
    if plain.is_empty() {
        return Err(Fault::NoColumns);
    }
    let rows = footer.groups.iter().try_fold(0u64, |rows, group| rows.checked_add(group.rows));
    let cells = rows.and_then(|rows| rows.checked_add(1)?.checked_mul(plain.len() as u64));
    let rows = match (rows, cells) {
        (Some(rows), Some(cells)) if cells <= limits.cells => rows,
        _ => return Err(Fault::Cells { limit: limits.cells }),
    };
    let mut written = Budget::new(limits);
    // A few bytes can stand for millions of rows, of each of which something may have to be told.
    written.take(rows.saturating_mul(BYTES_OF_ROW))?;

    let mut csv = csv::Writer::from_writer(Vec::new());
    let failed = |error: csv::Error| Fault::damaged(error.to_string());
    csv.write_record(plain.iter().map(|(name, _)| name)).map_err(failed)?;
    let mut reader = Reader {
        bytes,
        cells: limits.cells,
        packed: Budget::new(limits),
        written,
        no_text: vec![0; plain.len()],
    };
    let (mut place, mut blank, mut lines) = (0, 0u64, vec![0]);
    for group in &footer.groups {
        let mut columns = Vec::with_capacity(plain.len());
        for (place, (_, of)) in plain.iter().enumerate() {
            columns.push(reader.column(&group.chunks[of.leaf], *of, group.rows, place)?);
        }
        for row in 0..group.rows as usize {
            place += 1;
            if columns.iter().all(|column| column.cell(row).is_empty()) {
                blank += 1;
                continue;
            }
            csv.write_record(columns.iter().map(|column| column.cell(row))).map_err(failed)?;
            lines.push(place);
        }
    }
    if footer.rows.is_some_and(|claimed| claimed != rows) {
        return Err(Fault::damaged("it claims another number of rows than its groups have"));
    }
    let csv = csv.into_inner().map_err(|error| Fault::damaged(error.to_string()))?;
    let csv = String::from_utf8(csv).map_err(|error| Fault::damaged(error.to_string()))?;
    let mut warnings = warnings(&footer, &plain, &reader.no_text);
    if blank > 0 {
        warnings.push(format!("blank rows, passed over: {blank}"));
    }
    Ok(Parsed { body: Body::Table { csv, lines }, warnings, parts: rows })
}

/// What has to be known of a column that is read.
#[derive(Debug, Clone, Copy)]
struct Plain {
    leaf: usize,
    physical: Physical,
    shape: Shape,
    is_optional: bool,
}

impl Plain {
    fn of(column: &Column) -> Option<(&str, Self)> {
        match column.values {
            Values::Plain { leaf, physical, shape, is_optional } => {
                Some((&column.name, Plain { leaf, physical, shape, is_optional }))
            }
            Values::Nested | Values::Unread => None,
        }
    }
}

/// The cells of one column in a group of rows, one behind the other.
#[derive(Debug, Default)]
struct Cells {
    text: String,
    ends: Vec<usize>,
}

impl Cells {
    fn cell(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.text[start..self.ends[row]]
    }
}

/// What is read so far, and what may still be.
struct Reader<'b> {
    bytes: &'b [u8],
    cells: u64,
    packed: Budget,
    written: Budget,
    /// For each column how many of its cells are no text.
    no_text: Vec<u64>,
}

impl Reader<'_> {
    /// Reads a column of a group: as many cells as there are rows.
    fn column(&mut self, chunk: &Chunk, of: Plain, rows: u64, place: usize) -> Result<Cells, Fault> {
        let mut cells = Cells::default();
        if rows == 0 {
            return Ok(cells);
        }
        let (mut rest, codec) = (chunk.of(self.bytes)?, Codec::of(chunk.codec)?);
        let mut next = || next_page(&mut rest, codec, &mut self.packed);
        // The values that others refer to come first.
        let (mut page, mut bytes_of_known) = (next()?, None);
        if let Some(Page::Dictionary { values, bytes }) = page {
            if values > self.cells {
                return Err(Fault::Cells { limit: self.cells });
            }
            bytes_of_known = Some((values, bytes));
            page = next()?;
        }
        let known = match &bytes_of_known {
            Some((count, bytes)) => Some(dictionary(bytes, *count, of.physical)?),
            None => None,
        };
        loop {
            let left = rows - cells.ends.len() as u64;
            match page {
                None => return Err(Fault::damaged("a column has fewer values than there are rows")),
                Some(Page::Dictionary { .. }) => {
                    return Err(Fault::damaged("a column has two dictionaries"));
                }
                Some(Page::Data { values, .. }) if values > left => {
                    return Err(Fault::damaged("a column has more values than there are rows"));
                }
                Some(Page::Data { values, encoding, levels, bytes }) => {
                    let data = Data { values: values as usize, encoding, levels, bytes: &bytes };
                    let written = (&mut self.written, &mut self.no_text[place]);
                    data.read(of, known.as_deref(), written, &mut cells)?;
                }
            }
            if cells.ends.len() as u64 == rows {
                if chunk.values.is_some_and(|values| values != rows) {
                    return Err(Fault::damaged(
                        "a column claims another number of values than there are rows",
                    ));
                }
                return Ok(cells);
            }
            page = next()?;
        }
    }
}

/// A page with values.
struct Data<'p> {
    values: usize,
    encoding: i64,
    levels: Levels<'p>,
    bytes: &'p [u8],
}

impl Data<'_> {
    /// Writes its values behind the cells of a column.
    fn read(
        &self,
        of: Plain,
        known: Option<&[Value<'_>]>,
        (written, no_text): (&mut Budget, &mut u64),
        cells: &mut Cells,
    ) -> Result<(), Fault> {
        let (is_there, bytes) = self.levels(of.is_optional)?;
        let count = is_there.as_ref().map_or(self.values, |there| there.iter().filter(|is| **is).count());
        let mut there = is_there.iter().flatten();
        values(self.encoding, bytes, count, of.physical, known, &mut |value| {
            // What is missing before this value.
            while there.next() == Some(&false) {
                cells.ends.push(cells.text.len());
            }
            // Texts may be long, and are counted before they are copied. What a number comes to is seen when it is written.
            let (before, bytes) = (cells.text.len(), value.bytes());
            written.take(bytes as u64)?;
            if of.shape.write(value, of.physical, &mut cells.text).is_none() {
                *no_text += 1;
            }
            written.take((cells.text.len() - before).saturating_sub(bytes) as u64)?;
            cells.ends.push(cells.text.len());
            Ok(())
        })?;
        there.for_each(|_| cells.ends.push(cells.text.len()));
        Ok(())
    }

    /// For each value whether it is there, where any may be missing; and the bytes of those that are.
    fn levels(&self, is_optional: bool) -> Result<(Option<Vec<bool>>, &[u8]), Fault> {
        if !is_optional {
            return Ok((None, self.bytes));
        }
        let (levels, rest) = match self.levels {
            Levels::Before { encoding: RLE } => prefixed(self.bytes)?,
            Levels::Before { .. } => {
                let what = "levels in an encoding that was given up in 2013";
                return Err(Fault::damaged(what));
            }
            Levels::Apart(levels) => (levels, self.bytes),
        };
        let mut levels = Hybrid::new(levels, 1)?;
        let is_there: Result<Vec<bool>, Fault> = (0..self.values).map(|_| Ok(levels.next()? == 1)).collect();
        Ok((Some(is_there?), rest))
    }
}

/// What is told of columns that are left out, and of cells that are.
fn warnings(footer: &Footer, plain: &[(&str, Plain)], no_text: &[u64]) -> Vec<String> {
    let named = |values: Values| -> Vec<String> {
        let of = footer.columns.iter().filter(|column| column.values == values);
        of.map(|column| column.name.clone()).collect()
    };
    let mut warnings = Vec::new();
    let kinds = [
        (named(Values::Nested), "columns of lists or records are not read", "flatten them first"),
        (
            named(Values::Unread),
            "columns of a kind that has no text are not read",
            "write them as text or numbers",
        ),
    ];
    for (names, what, remedy) in kinds {
        if !names.is_empty() {
            warnings.push(format!("{what}: {} ({remedy})", quoted(&names)));
        }
    }
    for ((name, _), count) in plain.iter().zip(no_text).filter(|(_, count)| **count > 0) {
        let name = quoted(&[(*name).to_owned()]);
        warnings.push(format!("cells that are no text, read as blank, in the column {name}: {count}"));
    }
    warnings
}
