//! JSON Lines, a line at a time.

use std::collections::BTreeSet;
use std::io::{BufRead, BufReader, Read};

use commonground::Progress;

use super::super::columns::Columns;
use super::super::file::{Batch, check};
use super::super::input::Input;
use super::super::json::{fields_of_line, names_of_line};
use super::super::quotes::MOST_CELLS;
use super::super::records::{Chosen, choose_fields};
use super::super::{Kind, ReadOptions};
use super::source::{HandOver, LONGEST_ROW, Layout, Survey, Watched, is_full};
use crate::error::{FormatError, Reason, Result};

/// The names of all fields; and that every line is an object, in UTF-8.
pub(super) fn survey(
    input: &Input,
    kind: Kind,
    options: &ReadOptions,
    (encoding, mark): (&'static str, usize),
    progress: &dyn Progress,
) -> Result<Survey> {
    let mut lines = Lines::open(input, mark, progress)?;
    let (mut names, mut seen, mut records) = (Vec::new(), BTreeSet::new(), 0u64);
    let mut damage = Damage::default();
    while let Some((number, line)) = lines.next(input)? {
        damage.look_at(line);
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            continue;
        }
        records += 1;
        for name in names_of_line(&line, number).map_err(|(line, reason)| input.fault(line, reason))? {
            if !seen.contains(&*name) {
                names.push(name.to_string());
                seen.insert(name.into_owned());
            }
        }
        if names.len() > MOST_CELLS {
            return Err(input.fault(Some(number), Reason::TooWide { limit: MOST_CELLS }));
        }
    }
    if records == 0 {
        return Err(input.fault(None, Reason::NoText));
    }
    let doubt = damage.doubt(encoding).map_err(|reason| input.fault(None, reason))?;
    let columns = choose_fields(options, &[], &names).map_err(|reason| input.fault(None, reason))?;
    let (bytes, sha256) = lines.reader.into_inner().told();
    Ok(Survey { kind, bytes, sha256, encoding, layout: Layout::Lines { names, columns, doubt } })
}

/// Hands over the documents; returns the hash of what was read.
pub(super) fn read<E: From<FormatError>>(
    input: &Input,
    survey: &Survey,
    (names, columns, doubt): (&[String], &Columns, &Option<String>),
    progress: &dyn Progress,
    hand_over: &mut HandOver<'_, E>,
) -> Result<String, E> {
    let mark = if survey.encoding == "UTF-8 with BOM" { 3 } else { 0 };
    let mut lines = Lines::open(input, mark, progress)?;
    let mut batch = Batch::new(input, survey.encoding);
    doubt.iter().chain(&columns.warnings).for_each(|warning| batch.warn(None, warning));
    // No metadata is kept, so none is chosen.
    let (id, consent) = (columns.id, columns.consent);
    let columns = Columns { text: columns.text.clone(), id, consent, ..Columns::default() };
    let mut chosen = Chosen::new(names, &columns);
    while let Some((number, line)) = lines.next(input)? {
        let line = String::from_utf8_lossy(line);
        if line.trim().is_empty() {
            continue;
        }
        let fields = fields_of_line(&line, number).map_err(|(line, reason)| input.fault(line, reason))?;
        let taken = chosen.take(fields, number, &mut batch);
        taken.map_err(|reason| input.fault(Some(number), reason))?;
        if is_full(&batch) {
            check(progress)?;
            hand_over(&mut batch)?;
        }
    }
    chosen.sum_up(&mut batch);
    hand_over(&mut batch)?;
    Ok(lines.reader.into_inner().told().1)
}

/// Lines that end with a line feed, a carriage return or both, with their numbers.
struct Lines<'a> {
    reader: BufReader<Watched<'a>>,
    /// What was read up to a line feed, and where in it the next line starts.
    chunk: Vec<u8>,
    start: usize,
    number: u64,
}

impl<'a> Lines<'a> {
    fn open(input: &Input, mark: usize, progress: &'a dyn Progress) -> Result<Self> {
        let reader = Watched::open(input, mark, progress)?;
        Ok(Lines { reader, chunk: Vec::new(), start: 0, number: 0 })
    }

    /// The next line without its end, or none.
    fn next(&mut self, input: &Input) -> Result<Option<(u64, &[u8])>> {
        if self.start >= self.chunk.len() {
            self.start = 0;
            self.chunk.clear();
            let mut limited = (&mut self.reader).take(LONGEST_ROW as u64 + 1);
            let read = limited.read_until(b'\n', &mut self.chunk);
            if read.map_err(|error| stopped_or(input, error))? == 0 {
                return Ok(None);
            }
            if self.chunk.len() > LONGEST_ROW {
                return Err(input.fault(Some(self.number + 1), Reason::LongRow { limit: LONGEST_ROW }));
            }
        }
        let rest = &self.chunk[self.start..];
        // A raw carriage return cannot occur within a JSON string, so it ends a line as well.
        let end = rest.iter().position(|byte| matches!(byte, b'\n' | b'\r')).unwrap_or(rest.len());
        let ends = if rest[end..].starts_with(b"\r\n") { 2 } else { 1 };
        let line = self.start..self.start + end;
        self.start += end + ends;
        self.number += 1;
        Ok(Some((self.number, &self.chunk[line])))
    }
}

/// An error while reading; the wish to stop comes as one.
pub(super) fn stopped_or(input: &Input, error: std::io::Error) -> FormatError {
    match error.kind() {
        std::io::ErrorKind::Other if error.to_string() == "interrupted" => {
            commonground::Error::Cancelled.into()
        }
        _ => input.fault(None, Reason::Io { error }),
    }
}

/// How much of a file is not valid UTF-8.
#[derive(Default)]
pub(super) struct Damage {
    valid: u64,
    invalid: u64,
}

impl Damage {
    pub(super) fn look_at(&mut self, bytes: &[u8]) {
        if bytes.is_ascii() {
            return;
        }
        for chunk in bytes.utf8_chunks() {
            self.valid += chunk.valid().chars().filter(|c| !c.is_ascii()).count() as u64;
            self.invalid += u64::from(!chunk.invalid().is_empty());
        }
    }

    /// What is to be told of it; or that it is another encoding.
    pub(super) fn doubt(&self, encoding: &str) -> Result<Option<String>, Reason> {
        if self.invalid > 0 && self.valid <= self.invalid {
            return Err(Reason::NotUtf8);
        }
        Ok((self.invalid > 0).then(|| {
            let count = self.invalid;
            format!("read as {encoding}, with � in the place of what is invalid ({count} times): save it as UTF-8 again")
        }))
    }
}
