//! Where the rows of a table begin, and whether every quote is closed.
//!
//! The `csv` crate reads a table with an unterminated quote without complaint, as one huge last row:
//! a thousand answers become one. It also counts lines by `\n` alone. This pass goes through the same
//! states as `csv` does (RFC 4180, where a quote counts only at the start of a cell) beforehand, and
//! notes the physical line of each row. Its memory is bounded by one number a row; a row of so many
//! cells that reading it would take far more memory than the file is refused.

/// What the pass finds.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Quotes {
    /// The line, counted from 1, on which each row starts, the header row included.
    pub(super) lines: Vec<u64>,
    /// The line on which a quoted cell opens that runs over several lines and then goes on behind
    /// its closing quote: a sign of a stray quote further up that has swallowed rows.
    pub(super) stray: Vec<u64>,
    /// The line on which a quote opens that is never closed.
    pub(super) unterminated: Option<u64>,
    /// The line of the first row with more than [`MOST_CELLS`].
    pub(super) too_wide: Option<u64>,
}

/// The most cells that a row may have: as many as a sheet of Excel has columns.
pub(super) const MOST_CELLS: usize = 16_384;

/// Where the reader is within a row.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StartOfRow,
    StartOfCell,
    Cell,
    /// Within quotes that opened on this line.
    Quoted(u64),
    /// Behind a quote within quotes: it closes them, or it is the first of a doubled one.
    QuoteInQuoted(u64),
}

/// Follows the quotes of a whole table.
pub(super) fn follow(table: &[u8], delimiter: u8) -> Quotes {
    let mut follower = Follower::new(delimiter);
    follower.follow(table);
    follower.finish()
}

/// Follows the quotes of a table that goes by piece by piece.
pub(super) struct Follower {
    delimiter: u8,
    state: State,
    line: u64,
    previous: u8,
    cells: usize,
    /// How many bytes the row has so far.
    row: usize,
    found: Quotes,
    /// The line of the row that is read.
    current: u64,
}

impl Follower {
    pub(super) fn new(delimiter: u8) -> Self {
        let state = State::StartOfRow;
        let found = Quotes::default();
        Follower { delimiter, state, line: 1, previous: 0, cells: 0, row: 0, found, current: 1 }
    }

    /// Takes the next piece.
    pub(super) fn follow(&mut self, piece: &[u8]) {
        use State::{Cell, QuoteInQuoted, Quoted, StartOfCell, StartOfRow};
        for &byte in piece {
            let is_line_end = byte == b'\n' || byte == b'\r';
            if self.state == StartOfRow && !is_line_end {
                self.found.lines.push(self.line);
                (self.state, self.cells, self.row, self.current) = (StartOfCell, 1, 0, self.line);
            }
            self.row += 1;
            self.state = match self.state {
                StartOfRow => StartOfRow,
                Quoted(opened) if byte == b'"' => QuoteInQuoted(opened),
                Quoted(opened) => Quoted(opened),
                QuoteInQuoted(opened) if byte == b'"' => Quoted(opened),
                StartOfCell if byte == b'"' => Quoted(self.line),
                _ if is_line_end => StartOfRow,
                _ if byte == self.delimiter => {
                    self.cells += 1;
                    if self.cells > MOST_CELLS {
                        self.found.too_wide = self.found.too_wide.or(Some(self.current));
                    }
                    StartOfCell
                }
                QuoteInQuoted(opened) => {
                    if opened < self.line {
                        self.found.stray.push(opened);
                    }
                    Cell
                }
                StartOfCell | Cell => Cell,
            };
            // `\r\n` is one line end.
            if is_line_end && !(byte == b'\n' && self.previous == b'\r') {
                self.line += 1;
            }
            self.previous = byte;
        }
    }

    /// The lines on which rows start that were found since this was asked last.
    pub(super) fn take_lines(&mut self) -> std::vec::Drain<'_, u64> {
        self.found.lines.drain(..)
    }

    /// How many bytes the row that is read has so far.
    pub(super) fn row_bytes(&self) -> usize {
        if self.state == State::StartOfRow { 0 } else { self.row }
    }

    /// The line that is read.
    pub(super) fn line(&self) -> u64 {
        self.line
    }

    /// The line on which the quote opened in which the table is now.
    pub(super) fn open_quote(&self) -> Option<u64> {
        match self.state {
            State::Quoted(opened) => Some(opened),
            _ => None,
        }
    }

    /// What was found; lines that were taken are not in it.
    pub(super) fn finish(mut self) -> Quotes {
        self.found.unterminated = self.open_quote();
        self.found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_found_at_their_physical_lines() {
        let cases: [(&str, &[u64]); 8] = [
            ("", &[]),
            ("a,b\n1,2\n", &[1, 2]),
            ("a,b\r\n\r\n1,2\r\n3,4", &[1, 3, 4]),
            ("a,b\r1,2\r3,4\r", &[1, 2, 3]),
            ("a,b\n\"x\n\ny\",2\n3,4", &[1, 2, 5]),
            ("a\n\"x\"\"\n\"\nz", &[1, 2, 4]),
            ("a\n5\" pipe\nz", &[1, 2, 3]),
            ("\n\n a\n,", &[3, 4]),
        ];
        for (table, lines) in cases {
            assert_eq!(follow(table.as_bytes(), b',').lines, lines, "{table:?}");
        }
    }

    #[test]
    fn an_open_quote_is_found_at_the_line_where_it_opens() {
        let cases = [
            ("a,b\n1,\"two\n3,four\n", Some(2)),
            ("\"a", Some(1)),
            ("a\n\"x\"\"", Some(2)),
            ("a\n\"x\"", None),
            ("a\n\"x\"\"\"", None),
            ("a\nx\"y", None),
        ];
        for (table, line) in cases {
            assert_eq!(follow(table.as_bytes(), b',').unterminated, line, "{table:?}");
        }
    }

    #[test]
    fn a_stray_quote_that_swallows_rows_is_suspected() {
        let table = "id,text\n1,\"Stray\n2,fine\n3,\"Quoted\"\n4,last\n";
        assert_eq!(follow(table.as_bytes(), b',').stray, [2]);
        assert_eq!(follow(b"id,text\n1,\"two\nlines\"\n", b',').stray, [0u64; 0]);
    }

    #[test]
    fn a_table_in_pieces_is_followed_as_a_whole_one() {
        let table = b"id,text\r\n1,\"a \"\"b\n\"\r\n2,\"open\nx\"y\n3,\"z";
        let whole = follow(table, b',');
        for size in 1..table.len() {
            let mut follower = Follower::new(b',');
            let mut lines = Vec::new();
            for piece in table.chunks(size) {
                follower.follow(piece);
                lines.extend(follower.take_lines());
            }
            assert_eq!(
                (lines, follower.finish().stray),
                (whole.lines.clone(), whole.stray.clone()),
                "{size}"
            );
        }
        assert_eq!(whole.unterminated, Some(6));
    }

    proptest! {
        #[test]
        fn the_pass_sees_the_rows_that_the_csv_crate_reads(table in "[ab,;\"\r\n]{0,40}") {
            let mut reader = csv::ReaderBuilder::new()
                .has_headers(false)
                .flexible(true)
                .from_reader(table.as_bytes());
            prop_assert_eq!(follow(table.as_bytes(), b',').lines.len(), reader.records().count());
        }
    }
}
