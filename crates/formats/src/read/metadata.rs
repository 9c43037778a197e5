//! A table of metadata beside the documents: an id column, and what is known about each document.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use commonground::Progress;
use commonground::round::{Consent, Document, Note, Source};

use super::columns::{Columns, consent, id_of_metadata};
use super::consent::stricter;
use super::encoding::decode;
use super::file::{Parts, read_all};
use super::input::{reason_of, unreadable};
use super::names::{is_personal, plain};
use super::rows::consent_of;
use super::table::{Table, sniff};
use super::{InputFile, Kind, ReadOptions, sha256};
use crate::error::{FEW, Reason, Result, shown};

/// The metadata table in memory.
pub(super) struct Metadata {
    pub(super) file: InputFile,
    pub(super) headers: Vec<String>,
    /// By id.
    rows: BTreeMap<String, KnownOf>,
    warnings: Vec<Note>,
}

/// What is known of a document.
struct KnownOf {
    line: u64,
    /// The cells that are not blank.
    cells: BTreeMap<String, String>,
    consent: Option<Consent>,
}

impl Metadata {
    /// Reads the whole table. Whatever is wrong with it is an error, as the user named it.
    pub(super) fn read(path: &Path, options: &ReadOptions, progress: &dyn Progress) -> Result<Self> {
        let place = path.display().to_string();
        let fault = |line, reason| unreadable(&place, line, reason);
        let mut opened = std::fs::File::open(path).map_err(|error| fault(None, reason_of(error)))?;
        let bytes = read_all(&mut opened, options.max_file_bytes, |r| fault(None, r), progress)?;
        let kind = if Kind::of(path) == Some(Kind::Tsv) { Kind::Tsv } else { Kind::Csv };
        let mut file = InputFile {
            path: place.clone(),
            kind,
            bytes: bytes.len() as u64,
            sha256: sha256(&bytes),
            encoding: String::new(),
            documents: 0,
            characters: 0,
            parts: None,
        };
        let decoded = decode(bytes).map_err(|reason| fault(None, reason))?;
        file.encoding = decoded.encoding.to_owned();
        let delimiter = if kind == Kind::Tsv { b'\t' } else { sniff(&decoded.text) };

        let mut table = Table::open(&decoded.text, delimiter).map_err(|(line, r)| fault(line, r))?;
        let headers = std::mem::take(&mut table.headers);
        let columns = choose(&headers, options).map_err(|reason| fault(None, reason))?;
        let mut metadata = Metadata { file, headers, rows: BTreeMap::new(), warnings: Vec::new() };
        metadata.warn(decoded.doubt);
        metadata.warn(columns.warnings.iter().cloned());
        metadata.fill(&mut table, &columns)?;
        metadata.file.parts = Some(Parts::rows(metadata.rows.len() as u64));
        Ok(metadata)
    }

    fn fill(&mut self, table: &mut Table<'_>, columns: &Columns) -> Result<()> {
        let fault = |line, reason| unreadable(&self.file.path, line, reason);
        let mut without_id = 0;
        while let Some(row) = table.next_row().map_err(|(line, r)| fault(line, r))? {
            let id = columns.id.map_or("", |column| row.cell(column)).trim();
            if id.is_empty() {
                without_id += 1;
                continue;
            }
            let cells = columns.meta.iter().map(|&c| (self.headers[c].clone(), row.cell(c).to_owned()));
            let cells = cells.filter(|(_, cell)| !cell.trim().is_empty()).collect();
            let consent = consent_of(&row, &self.headers, columns).map_err(|r| fault(Some(row.line), r))?;
            let known = KnownOf { line: row.line, cells, consent };
            if let Some(KnownOf { line: first, .. }) = self.rows.insert(id.to_owned(), known) {
                return Err(fault(Some(row.line), Reason::RepeatedId { id: id.to_owned(), first }));
            }
        }
        self.warn((without_id > 0).then(|| format!("rows with a blank id cell, not read: {without_id}")));
        Ok(())
    }

    /// Adds each row to the document with its id. A value from here replaces the document's own; of two consents the stricter
    /// holds.
    /// Returns the warnings: rows without a document, and documents without a row.
    pub(super) fn join(mut self, documents: &mut [Document]) -> Vec<Note> {
        let (mut without_row, mut replaced) = (Vec::new(), BTreeSet::new());
        for document in documents {
            let Some(KnownOf { cells, consent, .. }) = self.rows.remove(&document.id) else {
                without_row.push(document.id.clone());
                continue;
            };
            document.consent = stricter(document.consent, consent);
            for (key, value) in cells {
                let before = document.metadata.insert(key.clone(), value.clone());
                if before.is_some_and(|before| before != value) {
                    replaced.insert(key);
                }
            }
        }
        without_row.sort();
        let without_document: Vec<String> = std::mem::take(&mut self.rows).into_keys().collect();
        self.warn(few(&without_document, "ids without a document"));
        self.warn(few(&without_row, "documents without a row here"));
        let replaced: Vec<String> = replaced.into_iter().collect();
        self.warn(few(&replaced, "fields that replace other values of the documents"));
        self.warnings
    }

    fn warn(&mut self, messages: impl IntoIterator<Item = String>) {
        let source = Source { file: self.file.path.clone(), line: None };
        let notes = messages.into_iter().map(|message| Note { source: source.clone(), message });
        self.warnings.extend(notes);
    }
}

/// The id column and the metadata columns. `--meta` does not narrow them, as it speaks of the
/// documents' own table; it only lets in columns that would be left out as personal data.
fn choose(headers: &[String], options: &ReadOptions) -> Result<Columns, Reason> {
    let id = id_of_metadata(headers, options)?;
    // The documents' own tables say if none has the column that is named.
    let consent = consent(headers, options, headers).or_else(|reason| match reason {
        Reason::UnknownColumn { .. } => Ok(None),
        reason => Err(reason),
    })?;
    let mut columns = Columns { id: Some(id), consent, ..Columns::default() };
    columns.take_the_rest_as_metadata(headers);
    let is_wanted = |header: &String| options.meta.iter().any(|name| plain(name) == plain(header));
    let personal = (0..headers.len()).filter(|&c| is_personal(&headers[c]) && is_wanted(&headers[c]));
    columns.meta.extend(personal);
    Ok(columns)
}

/// A warning that counts and names the first few.
pub(super) fn few(names: &[String], what: &str) -> Option<String> {
    let first: Vec<String> = names.iter().take(FEW).map(|name| format!("{:?}", shown(name))).collect();
    let dots = if names.len() > FEW { ", …" } else { "" };
    (!names.is_empty()).then(|| format!("{what}: {} ({}{dots})", names.len(), first.join(", ")))
}
