//! Tables, a row at a time.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read};
use std::rc::Rc;

use commonground::Progress;
use commonground::round::Document;
use csv::{ByteRecord, StringRecord};

use super::super::columns::{Columns, choose};
use super::super::file::{Batch, check};
use super::super::input::Input;
use super::super::quotes::{Follower, MOST_CELLS};
use super::super::rows::{Ragged, consent_of, text_of, told_of_ids, warn_of_stray_quotes};
use super::super::table::{Row, sniff, tidy};
use super::super::{Kind, ReadOptions};
use super::lines::{Damage, stopped_or};
use super::source::{HandOver, LONGEST_ROW, Layout, Survey, Watched, is_full};
use crate::error::{FormatError, Reason, Result};

/// Headers and columns; and that every quote is closed, in UTF-8. Only the header row is read as cells.
pub(super) fn survey(
    input: &Input,
    kind: Kind,
    options: &ReadOptions,
    head: &[u8],
    (encoding, mark): (&'static str, usize),
    progress: &dyn Progress,
) -> Result<Survey> {
    let delimiter = if kind == Kind::Tsv { b'\t' } else { sniff(&String::from_utf8_lossy(head)) };
    let mut reader = Watched::open(input, mark, progress)?;
    let (mut follower, mut damage) = (Follower::new(delimiter), Damage::default());
    let (mut rows, mut last) = (0u64, Vec::new());
    loop {
        let bytes = reader.fill_buf().map_err(|error| stopped_or(input, error))?;
        if bytes.is_empty() {
            break;
        }
        follower.follow(bytes);
        // A character may lie across two buffers, but not across a line feed.
        let whole = bytes.iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
        last.extend_from_slice(&bytes[..whole]);
        if whole > 0 {
            damage.look_at(&last);
            last.clear();
        }
        last.extend_from_slice(&bytes[whole..]);
        let length = bytes.len();
        reader.consume(length);
        rows += follower.take_lines().count() as u64;
        if follower.row_bytes() > LONGEST_ROW || last.len() > LONGEST_ROW {
            let line = follower.open_quote().or(Some(follower.line()));
            return Err(input.fault(line, Reason::LongRow { limit: LONGEST_ROW }));
        }
    }
    damage.look_at(&last);
    let quotes = follower.finish();
    if let Some(line) = quotes.unterminated {
        return Err(input.fault(Some(line), Reason::UnterminatedQuote));
    }
    if let Some(line) = quotes.too_wide {
        return Err(input.fault(Some(line), Reason::TooWide { limit: MOST_CELLS }));
    }
    match rows {
        0 => return Err(input.fault(None, Reason::NoText)),
        1 => return Err(input.fault(None, Reason::NoRows)),
        _ => {}
    }
    let doubt = damage.doubt(encoding).map_err(|reason| input.fault(None, reason))?;
    let (bytes, sha256) = reader.into_inner().told();
    let mut table = Table::open(input, mark, delimiter, progress)?;
    let headers: Vec<String> = match table.next(input)? {
        Some((_, header)) => header.iter().map(tidy).collect(),
        None => return Err(input.fault(None, Reason::NoText)),
    };
    let columns = choose(&headers, options, &[]).map_err(|reason| input.fault(None, reason))?;
    let layout = Layout::Table { delimiter, headers, columns, stray: quotes.stray, doubt };
    Ok(Survey { kind, bytes, sha256, encoding, layout })
}

/// Hands over the documents; returns the hash of what was read.
pub(super) fn read<E: From<FormatError>>(
    input: &Input,
    survey: &Survey,
    progress: &dyn Progress,
    hand_over: &mut HandOver<'_, E>,
) -> Result<String, E> {
    let Layout::Table { delimiter, headers, columns, stray, doubt } = &survey.layout else {
        return Ok(survey.sha256.clone());
    };
    let mark = if survey.encoding == "UTF-8 with BOM" { 3 } else { 0 };
    let mut table = Table::open(input, mark, *delimiter, progress)?;
    let mut batch = Batch::new(input, survey.encoding);
    doubt.iter().chain(&columns.warnings).for_each(|warning| batch.warn(None, warning));
    warn_of_stray_quotes(&mut batch, stray);
    let (mut ragged, mut without_id) = (Ragged::new(headers.len()), 0);
    table.next(input)?;
    while let Some((line, cells)) = table.next(input)? {
        let row = Row { line, cells: &cells };
        ragged.look_at(&row, &mut batch);
        let taken = take(&row, headers, columns, &mut without_id, &mut batch);
        taken.map_err(|reason| input.fault(Some(line), reason))?;
        if is_full(&batch) {
            check(progress)?;
            hand_over(&mut batch)?;
        }
    }
    ragged.sum_up(&mut batch);
    batch.warn_of_ids_by_line(without_id, told_of_ids(columns));
    hand_over(&mut batch)?;
    Ok(table.into_watched().told().1)
}

/// Makes a document of a row, or lists it as skipped.
fn take(
    row: &Row<'_>,
    headers: &[String],
    columns: &Columns,
    without_id: &mut u64,
    batch: &mut Batch<'_>,
) -> Result<(), Reason> {
    let consent = consent_of(row, headers, columns)?;
    let Some(text) = text_of(row, &columns.text) else {
        batch.skip(row.line, &Reason::RowWithoutText);
        return Ok(());
    };
    let id = columns.id.map(|column| row.cell(column).trim()).filter(|id| !id.is_empty());
    *without_id += u64::from(id.is_none());
    let id = id.map_or_else(|| batch.id_by_line(row.line), str::to_owned);
    let source = batch.source(Some(row.line));
    batch.documents.push(Document { id, text: text.into(), source, consent, ..Document::default() });
    Ok(())
}

/// A table that is read row by row, each with its physical line.
struct Table<'a> {
    reader: csv::Reader<Followed<'a>>,
    lines: Rc<RefCell<VecDeque<u64>>>,
}

/// Bytes on their way to the reader of cells, in which the lines of rows are found.
struct Followed<'a> {
    reader: BufReader<Watched<'a>>,
    follower: Follower,
    lines: Rc<RefCell<VecDeque<u64>>>,
}

impl Read for Followed<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.reader.read(into)?;
        self.follower.follow(&into[..read]);
        self.lines.borrow_mut().extend(self.follower.take_lines());
        Ok(read)
    }
}

impl<'a> Table<'a> {
    fn open(input: &Input, mark: usize, delimiter: u8, progress: &'a dyn Progress) -> Result<Self> {
        let lines = Rc::new(RefCell::new(VecDeque::new()));
        let reader = Watched::open(input, mark, progress)?;
        let followed = Followed { reader, follower: Follower::new(delimiter), lines: Rc::clone(&lines) };
        let reader = csv::ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            .from_reader(followed);
        Ok(Table { reader, lines })
    }

    fn next(&mut self, input: &Input) -> Result<Option<(u64, StringRecord)>> {
        let mut cells = ByteRecord::new();
        let read =
            self.reader.read_byte_record(&mut cells).map_err(|error| stopped_or(input, error.into()))?;
        let line = self.lines.borrow_mut().pop_front();
        Ok(line.filter(|_| read).map(|line| (line, StringRecord::from_byte_record_lossy(cells))))
    }

    fn into_watched(self) -> Watched<'a> {
        self.reader.into_inner().reader.into_inner()
    }
}
