//! Inputs that are read again and again, a batch at a time, and never held as a whole.
//!
//! JSON Lines, CSV and TSV are read row by row. What is one document a file, and arrays of JSON, are read a file at a time
//! by the readers for small inputs. Standard input can be read only once, so it is copied to a file first.
//!
//! [`Stream::open`] surveys every input: it finds what is broken before any work is done, chooses the columns by all of the
//! names that there are, and takes the hashes by which a later pass, or a later run, knows that nothing has changed.
//! [`Stream::pass`] then hands over the documents. Rules, ids and messages are those of [`read()`](crate::read()),
//! with four differences: a row file has to be UTF-8, no metadata is kept, an export of a form in CSV is read as any table,
//! and of thousands of skipped rows the first are listed and the rest counted.

mod lines;
mod notes;
mod source;
mod table;

use std::fs::File;
use std::io::{BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use commonground::Progress;
use commonground::round::{Document, Note, Source};
use serde::{Deserialize, Serialize};

use super::consent::{WITHOUT, refused};
use super::file::check;
use super::input::{Found, Input, find, reason_of};
use super::{InputFile, Kind, ReadOptions};
use crate::error::{FormatError, Reason, Result, shown};
pub use notes::Notes;
use source::{Survey, survey};

/// Files that can be read as often as wanted.
#[derive(Debug)]
pub struct Stream {
    sources: Vec<(Input, Survey)>,
    options: ReadOptions,
    skipped: Vec<Note>,
    warnings: Vec<Note>,
}

/// What one pass found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pass {
    /// The files that were read, in the order of their paths.
    pub files: Vec<InputFile>,
    /// How many documents there are.
    pub documents: u64,
    /// What was left out, and why.
    pub skipped: Notes,
    /// What was read with a reservation.
    pub warnings: Notes,
}

/// A batch has at most so many documents, …
const BATCH: usize = 8192;
/// … and goes as soon as their texts have so many bytes.
const BATCH_BYTES: usize = 4 << 20;
/// Standard input is copied so many bytes at a time.
const STEP: usize = 1 << 20;

/// The bytes of all inputs but standard input, to decide how they are read.
///
/// # Errors
/// If an input that was named cannot be found.
pub fn input_bytes(inputs: &[String]) -> Result<u64> {
    Ok(find(inputs, None)?.inputs.iter().map(|input| input.bytes).sum())
}

impl Stream {
    /// Finds the inputs and surveys them. Standard input is copied to `spool`, and read from there; if that file is there
    /// already, as after a run that was cut off, it is taken for the copy.
    ///
    /// # Errors
    /// If an input that was named cannot be read.
    pub fn open(
        inputs: &[String],
        options: &ReadOptions,
        spool: &Path,
        stdin: &mut dyn Read,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let Found { inputs, mut skipped, warnings } = find(inputs, None)?;
        let mut sources = Vec::with_capacity(inputs.len());
        for mut input in inputs {
            if input.path.is_none() {
                copy(&mut input, spool, options.max_file_bytes, stdin, progress)?;
            }
            progress.stage("look", Some(input.bytes));
            match survey(&input, options, progress) {
                Ok(survey) => sources.push((input, survey)),
                Err(FormatError::Unreadable { place, reason }) if !input.is_named => {
                    skipped.push(Note { source: place, message: reason.to_string() });
                }
                Err(error) => return Err(error),
            }
        }
        Ok(Stream { sources, options: options.clone(), skipped, warnings })
    }

    /// The bytes of all inputs.
    pub fn bytes(&self) -> u64 {
        self.sources.iter().map(|(_, survey)| survey.bytes).sum()
    }

    /// What the inputs are: place and hash of each, in order. Two streams with the same are of the same documents.
    pub fn fingerprint(&self) -> Vec<(String, String)> {
        self.sources.iter().map(|(input, survey)| (input.place.clone(), survey.sha256.clone())).collect()
    }

    /// Hands all documents but the first `past` to `take`, in batches, always in the same order. A batch never mixes files.
    ///
    /// # Errors
    /// If an input has changed or cannot be read, if there is no document at all, or what `take` fails with.
    pub fn pass<E: From<FormatError>>(
        &self,
        past: u64,
        progress: &dyn Progress,
        take: &mut dyn FnMut(Vec<Document>) -> Result<(), E>,
    ) -> Result<Pass, E> {
        let mut pass = Pass::default();
        let told = |note: &Note| self.options.pseudonyms.as_ref().map_or(note.clone(), |key| key.note(note));
        pass.skipped.extend(self.skipped.iter().map(told));
        pass.warnings.extend(self.warnings.iter().map(told));
        let (mut is_consent_said, mut unsaid) = (false, 0);
        for (input, survey) in &self.sources {
            let (mut left, mut characters) = (past.saturating_sub(pass.documents), 0);
            let (mut documents, mut parts) = (0, None);
            let mut hand_over = |batch: &mut super::file::Batch<'_>| -> Result<(), E> {
                check(progress)?;
                let mut found = std::mem::take(&mut batch.documents);
                parts = parts.or(batch.parts);
                batch.skipped.extend(found.iter().filter_map(refused));
                if let Some(key) = &self.options.pseudonyms {
                    batch.documents = std::mem::take(&mut found);
                    key.rewrite_batch(batch);
                    found = std::mem::take(&mut batch.documents);
                }
                found.retain(|document| refused(document).is_none());
                if found.iter().any(|document| document.consent.is_some()) {
                    is_consent_said = true;
                }
                unsaid += found.iter().filter(|document| document.consent.is_none()).count() as u64;
                documents += found.len() as u64;
                characters += found.iter().map(|d| d.text.chars().count() as u64).sum::<u64>();
                pass.skipped.extend(batch.skipped.drain(..));
                pass.warnings.extend(batch.warnings.drain(..));
                let passed = left.min(found.len() as u64);
                left -= passed;
                found.drain(..passed as usize);
                if found.is_empty() { Ok(()) } else { take(found) }
            };
            source::read(input, survey, &self.options, progress, &mut hand_over)?;
            pass.documents += documents;
            pass.files.push(InputFile {
                path: input.place.clone(),
                kind: survey.kind,
                bytes: survey.bytes,
                sha256: survey.sha256.clone(),
                encoding: survey.encoding.to_owned(),
                documents,
                characters,
                parts,
            });
        }
        if is_consent_said && unsaid > 0 {
            let file = pass.files.first().map(|file| file.path.clone()).unwrap_or_default();
            let message = format!("{WITHOUT}: {unsaid}");
            pass.warnings.extend([Note { source: Source { file, line: None }, message }]);
        }
        match &self.options.consent {
            Some(name) if !is_consent_said && unsaid > 0 => {
                return Err(FormatError::NoConsent { name: shown(name) }.into());
            }
            _ => {}
        }
        if pass.documents == 0 {
            return Err(FormatError::NothingRead { skipped: pass.skipped.into_notes() }.into());
        }
        if let Some(key) = &self.options.pseudonyms {
            pass.files.iter_mut().for_each(|file| key.log(file));
        }
        pass.files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(pass)
    }
}

/// Copies standard input to a file, within the limit, and makes that file the input.
fn copy(
    input: &mut Input,
    spool: &Path,
    limit: u64,
    stdin: &mut dyn Read,
    progress: &dyn Progress,
) -> Result<()> {
    let place = input.place.clone();
    let fault = |error| super::input::unreadable(&place, None, Reason::Io { error });
    if !spool.exists() {
        progress.stage("copy", None);
        let part = spool.with_extension("part");
        let mut file = BufWriter::new(File::create(&part).map_err(fault)?);
        let (mut step, mut size) = (vec![0; STEP], 0u64);
        loop {
            check(progress)?;
            let read = stdin.read(&mut step).map_err(fault)?;
            if read == 0 {
                break;
            }
            size += read as u64;
            if size > limit {
                return Err(super::input::unreadable(&place, None, Reason::TooLarge { limit }));
            }
            file.write_all(&step[..read]).map_err(fault)?;
        }
        file.flush().and_then(|()| file.get_ref().sync_all()).map_err(fault)?;
        std::fs::rename(&part, spool).map_err(fault)?;
    }
    input.bytes = std::fs::metadata(spool).map_err(fault)?.len();
    input.path = Some(PathBuf::from(spool));
    input.kind = None;
    Ok(())
}

/// Opens the file of an input.
fn open(input: &Input) -> Result<File> {
    let path = input.path.as_deref().unwrap_or(Path::new(&input.place));
    File::open(path).map_err(|error| input.fault(None, reason_of(error)))
}

/// Whether a kind is read row by row, if its content agrees.
fn has_rows(kind: Kind) -> bool {
    matches!(kind, Kind::Jsonl | Kind::Json | Kind::Csv | Kind::Tsv)
}
