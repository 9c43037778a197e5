//! One input on its way in, and what comes out of it.

use std::fmt::{self, Display};
use std::io::Read;

use commonground::round::{Document, Note, Source};
use commonground::{Error, Progress};
use serde::{Deserialize, Serialize};

use super::encoding::decode;
use super::input::Input;
use super::{Kind, ReadOptions};
use crate::error::{FormatError, Reason, Result};

/// One input with its bytes, as a reader gets it.
pub(super) struct File<'a> {
    pub(super) input: &'a Input,
    pub(super) kind: Kind,
    pub(super) bytes: Vec<u8>,
    pub(super) options: &'a ReadOptions,
    /// Headers of the metadata table, which `--meta` may name as well.
    pub(super) elsewhere: &'a [String],
    pub(super) progress: &'a dyn Progress,
}

/// What a reader got out of one input.
pub(super) struct Batch<'a> {
    place: &'a str,
    stem: &'a str,
    pub(super) encoding: &'static str,
    pub(super) documents: Vec<Document>,
    pub(super) skipped: Vec<Note>,
    pub(super) warnings: Vec<Note>,
    /// How much of what there is in the input.
    pub(super) parts: Option<Parts>,
}

/// How much there is in a file, in the parts that its format has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Parts {
    /// How many there are.
    pub count: u64,
    /// What they are.
    pub of: Part,
}

/// The parts of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Part {
    /// Paragraphs of a text.
    Paragraphs,
    /// Rows of a table, its header aside.
    Rows,
    /// Records of JSON.
    Records,
    /// Pages.
    Pages,
}

impl Parts {
    pub(super) fn paragraphs(count: u64) -> Self {
        Parts { count, of: Part::Paragraphs }
    }

    pub(super) fn rows(count: u64) -> Self {
        Parts { count, of: Part::Rows }
    }

    pub(super) fn records(count: u64) -> Self {
        Parts { count, of: Part::Records }
    }

    pub(super) fn pages(count: u64) -> Self {
        Parts { count, of: Part::Pages }
    }
}

impl fmt::Display for Parts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = match self.of {
            Part::Paragraphs => "paragraph",
            Part::Rows => "row",
            Part::Records => "record",
            Part::Pages => "page",
        };
        write!(f, "{} {what}{}", self.count, if self.count == 1 { "" } else { "s" })
    }
}

impl<'a> File<'a> {
    /// Decodes the bytes and opens an empty batch that says so.
    pub(super) fn decode(&mut self) -> Result<(String, Batch<'a>)> {
        let decoded = decode(std::mem::take(&mut self.bytes)).map_err(|r| self.input.fault(None, r))?;
        let mut batch = Batch::new(self.input, decoded.encoding);
        if let Some(doubt) = decoded.doubt {
            batch.warn(None, doubt);
        }
        if decoded.text.trim().is_empty() {
            return Err(self.input.fault(None, Reason::NoText));
        }
        Ok((decoded.text, batch))
    }
}

impl<'a> Batch<'a> {
    /// An empty batch of an input.
    pub(super) fn new(input: &'a Input, encoding: &'static str) -> Self {
        Batch {
            place: &input.place,
            stem: &input.stem,
            encoding,
            documents: Vec::new(),
            skipped: Vec::new(),
            warnings: Vec::new(),
            parts: None,
        }
    }

    /// A place in the input.
    pub(super) fn source(&self, line: Option<u64>) -> Source {
        Source { file: self.place.to_owned(), line }
    }

    /// Lists a row that is left out.
    pub(super) fn skip(&mut self, line: u64, reason: &Reason) {
        let source = self.source(Some(line));
        self.skipped.push(Note { source, message: reason.to_string() });
    }

    /// Notes something that is read with a reservation.
    pub(super) fn warn(&mut self, line: Option<u64>, message: impl Display) {
        let source = self.source(line);
        self.warnings.push(Note { source, message: message.to_string() });
    }

    /// The id of a row that has none of its own.
    pub(super) fn id_by_line(&self, line: u64) -> String {
        format!("{}:{line}", self.stem)
    }

    /// The warning about rows that were named by their line.
    pub(super) fn warn_of_ids_by_line(&mut self, count: u64, what: &str) {
        if count > 0 {
            let stem = self.stem;
            self.warn(None, format!("{what}; named {stem}:LINE by their line: {count}"));
        }
    }
}

/// Reads everything, but no more than `limit` bytes, with a look at `progress` now and then.
pub(super) fn read_all(
    from: &mut dyn Read,
    limit: u64,
    fault: impl Fn(Reason) -> FormatError,
    progress: &dyn Progress,
) -> Result<Vec<u8>> {
    const STEP: u64 = 1 << 20;
    let mut bytes = Vec::new();
    loop {
        check(progress)?;
        let before = bytes.len();
        let step = Read::take(&mut *from, STEP).read_to_end(&mut bytes);
        step.map_err(|error| fault(Reason::Io { error }))?;
        let read = bytes.len() - before;
        if bytes.len() as u64 > limit {
            return Err(fault(Reason::TooLarge { limit }));
        }
        if read == 0 {
            return Ok(bytes);
        }
        progress.advance(read as u64);
    }
}

/// Ends the reading if the caller asked for it.
pub(super) fn check(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled.into()) } else { Ok(()) }
}

/// How many rows are read between two looks at the progress.
pub(super) const ROWS_BETWEEN_CHECKS: usize = 4096;
