//! A table: its delimiter, its headers and its rows, each with its physical line.

use csv::StringRecord;

use super::quotes::{MOST_CELLS, follow};
use crate::error::Reason;

/// What is wrong with a table, and the line to blame where there is one.
pub(super) type Fault = (Option<u64>, Reason);

/// A table that is being read. The headers are tidied; cells are as they were written.
pub(super) struct Table<'t> {
    pub(super) headers: Vec<String>,
    /// Lines from which on a stray quote is suspected.
    pub(super) stray: Vec<u64>,
    lines: std::vec::IntoIter<u64>,
    reader: csv::Reader<&'t [u8]>,
    row: StringRecord,
}

/// One row of a table.
pub(super) struct Row<'r> {
    /// The line on which it starts.
    pub(super) line: u64,
    /// Its cells: as many as it has, not as many as there are headers.
    pub(super) cells: &'r StringRecord,
}

impl Row<'_> {
    /// The cell of a column; empty where the row is too short.
    pub(super) fn cell(&self, column: usize) -> &str {
        self.cells.get(column).unwrap_or("")
    }
}

impl<'t> Table<'t> {
    /// Opens a table and reads its header row.
    pub(super) fn open(text: &'t str, delimiter: u8) -> Result<Self, Fault> {
        let quotes = follow(text.as_bytes(), delimiter);
        if let Some(line) = quotes.unterminated {
            return Err((Some(line), Reason::UnterminatedQuote));
        }
        if let Some(line) = quotes.too_wide {
            return Err((Some(line), Reason::TooWide { limit: MOST_CELLS }));
        }
        if quotes.lines.is_empty() {
            return Err((None, Reason::NoText));
        }
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .from_reader(text.as_bytes());
        let mut table = Table {
            headers: Vec::new(),
            stray: quotes.stray,
            lines: quotes.lines.into_iter(),
            reader,
            row: StringRecord::new(),
        };
        table.headers = match table.next_row()? {
            Some(header) => header.cells.iter().map(tidy).collect(),
            None => return Err((None, Reason::NoText)),
        };
        Ok(table)
    }

    /// Opens a table that we wrote ourselves as CSV. `lines` are the places of its rows, the header's included.
    pub(super) fn of_rows(csv: &'t str, lines: Vec<u64>) -> Result<Self, Fault> {
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(csv.as_bytes());
        let lines = lines.into_iter();
        let mut table =
            Table { headers: Vec::new(), stray: Vec::new(), lines, reader, row: StringRecord::new() };
        table.headers = match table.next_row()? {
            Some(header) => header.cells.iter().map(tidy).collect(),
            None => return Err((None, Reason::NoText)),
        };
        Ok(table)
    }

    /// The next row, or none at the end.
    pub(super) fn next_row(&mut self) -> Result<Option<Row<'_>>, Fault> {
        let line = self.lines.next();
        match self.reader.read_record(&mut self.row) {
            Ok(true) => Ok(line.map(|line| Row { line, cells: &self.row })),
            Ok(false) => Ok(None),
            Err(error) => Err((line, Reason::Io { error: error.into() })),
        }
    }
}

/// The delimiter of a table: of comma, semicolon and tab the one in the header row, outside of
/// quotes. Where the headers are sentences with commas in them, several are; then it is the one that
/// gives most of the first rows as many cells as the header has.
pub(super) fn sniff(text: &str) -> u8 {
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    let (mut is_quoted, mut is_blank) = (false, true);
    for byte in text.bytes() {
        match byte {
            b'"' => is_quoted = !is_quoted,
            b'\n' | b'\r' if !is_quoted && !is_blank => break,
            _ if is_quoted => {}
            _ => counts.iter_mut().filter(|(d, _)| *d == byte).for_each(|(_, count)| *count += 1),
        }
        is_blank &= byte == b'\n' || byte == b'\r';
    }
    let candidates: Vec<(u8, usize)> = counts.into_iter().filter(|&(_, count)| count > 0).collect();
    match candidates[..] {
        [] => b',',
        [(only, _)] => only,
        // Of equals the first wins: a comma before a semicolon before a tab.
        _ => candidates
            .into_iter()
            .rev()
            .max_by_key(|&(delimiter, count)| (even_rows(text, delimiter), count))
            .map_or(b',', |(delimiter, _)| delimiter),
    }
}

/// How many of the first rows have as many cells as the header row.
fn even_rows(text: &str, delimiter: u8) -> usize {
    const SAMPLE: usize = 50;
    let mut reader =
        csv::ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(text.as_bytes());
    let expected = reader.byte_headers().map_or(0, csv::ByteRecord::len);
    reader.byte_records().take(SAMPLE).flatten().filter(|row| row.len() == expected).count()
}

/// A header as people mean it: Microsoft Forms puts no-break spaces into it.
pub(super) fn tidy(header: &str) -> String {
    header.replace(['\u{a0}', '\u{202f}'], " ").trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_delimiter_is_found_in_the_header_row_outside_of_quotes() {
        let cases = [
            ("id,text\n1,a;b;c;d", b','),
            ("id;text\n1;a,b,c", b';'),
            ("id\ttext, if any\tplace\n", b'\t'),
            ("\"a;b;c\",text\n", b','),
            ("\"What,\nhow, and why?\";id\n", b';'),
            ("\n\nid;text\n", b';'),
            ("id;Which, if any, is near, or not?\n1;a\n2;b, c\n", b';'),
            ("id,\"a;b\",Where; and; how?\n1,2,3\n", b','),
            ("text\n", b','),
            ("", b','),
        ];
        for (table, delimiter) in cases {
            assert_eq!(sniff(table), delimiter, "{table:?}");
        }
    }

    #[test]
    fn headers_are_tidied_and_rows_know_their_lines() {
        let mut table = Table::open("\u{a0}Your\u{a0}answer , id\n\n\"a\nb\",1\nc\n", b',').ok().unwrap();
        assert_eq!(table.headers, ["Your answer", "id"]);
        let mut rows = Vec::new();
        while let Some(row) = table.next_row().ok().unwrap() {
            rows.push((row.line, row.cell(0).to_owned(), row.cell(1).to_owned()));
        }
        assert_eq!(rows, [(3, "a\nb".into(), "1".into()), (5, "c".into(), String::new())]);
    }
}
