//! One input of a stream: what a survey says of it, and how it is read again.

use std::fs::File;
use std::io::{BufReader, Read};

use commonground::Progress;
use sha2::{Digest, Sha256};

use super::super::columns::Columns;
use super::super::encoding::{Start, start_of};
use super::super::file::{Batch, check};
use super::super::input::Input;
use super::super::{Kind, ReadOptions, read_input};
use super::{BATCH, BATCH_BYTES, has_rows, lines, open, table};
use crate::error::{FormatError, Reason, Result};

/// A row of more bytes than this is not read: it would not fit beside others.
pub(super) const LONGEST_ROW: usize = 64 << 20;

/// What is known of an input after it was read once.
#[derive(Debug)]
pub(super) struct Survey {
    pub(super) kind: Kind,
    pub(super) bytes: u64,
    pub(super) sha256: String,
    pub(super) encoding: &'static str,
    pub(super) layout: Layout,
}

/// How an input is read.
#[derive(Debug)]
pub(super) enum Layout {
    /// All at once, by the readers for small inputs.
    Whole,
    /// An object a line. All names of fields, and those that are read.
    Lines { names: Vec<String>, columns: Columns, doubt: Option<String> },
    /// A row of cells a row.
    Table { delimiter: u8, headers: Vec<String>, columns: Columns, stray: Vec<u64>, doubt: Option<String> },
}

/// Takes the documents, skips and warnings that have gathered in a batch.
pub(super) type HandOver<'h, E> = dyn FnMut(&mut Batch<'_>) -> Result<(), E> + 'h;

/// Reads an input once, to know all about it.
pub(super) fn survey(input: &Input, options: &ReadOptions, progress: &dyn Progress) -> Result<Survey> {
    let mut head = vec![0; 1 << 20];
    let length =
        fill(&mut open(input)?, &mut head).map_err(|error| input.fault(None, Reason::Io { error }))?;
    head.truncate(length);
    let kind = match input.kind {
        Some(kind) => kind,
        None if input.place == "-" => super::super::kind_of_stdin(&head),
        None => Kind::Text,
    };
    let start = match has_rows(kind) {
        false => Start::Other,
        true => start_of(&head).map_err(|reason| input.fault(None, reason))?,
    };
    match (kind, start) {
        (Kind::Csv | Kind::Tsv, Start::Utf8 { encoding, mark }) => {
            table::survey(input, kind, options, &head[mark..], (encoding, mark), progress)
        }
        (Kind::Jsonl | Kind::Json, Start::Utf8 { encoding, mark })
            if head[mark..].trim_ascii_start().first() != Some(&b'[') =>
        {
            lines::survey(input, kind, options, (encoding, mark), progress)
        }
        (Kind::Csv | Kind::Tsv | Kind::Jsonl, Start::Other) if input.bytes > options.max_file_bytes => {
            Err(input.fault(None, Reason::NotUtf8))
        }
        _ => {
            let (file, _) = read_whole(input, options, progress)?;
            let encoding = known(&file.encoding);
            let (bytes, sha256) = (file.bytes, file.sha256);
            Ok(Survey { kind: file.kind, bytes, sha256, encoding, layout: Layout::Whole })
        }
    }
}

/// Reads an input again, and hands over what it has a batch at a time.
pub(super) fn read<E: From<FormatError>>(
    input: &Input,
    survey: &Survey,
    options: &ReadOptions,
    progress: &dyn Progress,
    hand_over: &mut HandOver<'_, E>,
) -> Result<(), E> {
    let sha256 = match &survey.layout {
        Layout::Whole => {
            let (file, mut batch) = read_whole(input, options, progress)?;
            let documents = std::mem::take(&mut batch.documents);
            for document in documents {
                batch.documents.push(document);
                if is_full(&batch) {
                    hand_over(&mut batch)?;
                }
            }
            hand_over(&mut batch)?;
            file.sha256
        }
        Layout::Lines { names, columns, doubt } => {
            lines::read(input, survey, (names, columns, doubt), progress, hand_over)?
        }
        Layout::Table { .. } => table::read(input, survey, progress, hand_over)?,
    };
    if sha256 != survey.sha256 {
        return Err(input.fault(None, Reason::Changed).into());
    }
    Ok(())
}

fn read_whole<'a>(
    input: &'a Input,
    options: &'a ReadOptions,
    progress: &'a dyn Progress,
) -> Result<(super::super::InputFile, Batch<'a>)> {
    read_input(input, options, &[], progress, &mut std::io::empty())
}

/// The name of an encoding, as the readers for small inputs give it.
fn known(encoding: &str) -> &'static str {
    match encoding {
        "UTF-8" => "UTF-8",
        "UTF-8 with BOM" => "UTF-8 with BOM",
        "Office Open XML" => "Office Open XML",
        "PDF" => "PDF",
        other => encoding_rs::Encoding::for_label(other.as_bytes()).map_or("unknown", |found| found.name()),
    }
}

/// Whether a batch is to be handed over.
pub(super) fn is_full(batch: &Batch<'_>) -> bool {
    let documents = &batch.documents;
    let is_long = documents.last().is_some_and(|last| last.text.len() >= BATCH_BYTES / 16);
    documents.len() >= BATCH
        || batch.skipped.len() >= BATCH
        || is_long
        // So many texts that are not long are soon summed up; not after each of them.
        || documents.len().is_multiple_of(64)
            && documents.iter().map(|document| document.text.len()).sum::<usize>() >= BATCH_BYTES
}

/// Reads until `into` is full or nothing is left.
fn fill(file: &mut File, into: &mut [u8]) -> std::io::Result<usize> {
    let mut length = 0;
    loop {
        match file.read(&mut into[length..])? {
            0 => return Ok(length),
            read => length += read,
        }
    }
}

/// A file that is hashed, counted and watched as it goes by.
pub(super) struct Watched<'a> {
    file: File,
    hash: Sha256,
    bytes: u64,
    progress: &'a dyn Progress,
}

impl<'a> Watched<'a> {
    /// Opens an input behind its byte order mark.
    pub(super) fn open(input: &Input, mark: usize, progress: &'a dyn Progress) -> Result<BufReader<Self>> {
        let watched = Watched { file: open(input)?, hash: Sha256::new(), bytes: 0, progress };
        let mut reader = BufReader::with_capacity(1 << 20, watched);
        let mut skipped = [0; 3];
        let skip = reader.read_exact(&mut skipped[..mark]);
        skip.map_err(|error| input.fault(None, Reason::Io { error }))?;
        Ok(reader)
    }

    /// The number and the hash of all bytes. To be asked at the end.
    pub(super) fn told(self) -> (u64, String) {
        let digest = self.hash.finalize();
        (self.bytes, digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

impl Read for Watched<'_> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        check(self.progress).map_err(|_| std::io::Error::other("interrupted"))?;
        let read = self.file.read(into)?;
        self.hash.update(&into[..read]);
        self.bytes += read as u64;
        self.progress.advance(read as u64);
        Ok(read)
    }
}
