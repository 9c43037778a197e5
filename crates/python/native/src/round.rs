//! Rounds: documents from files, frames and lists.

use std::path::PathBuf;
use std::sync::Arc;

use arrow_array::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::FromPyArrow;
use commonground::Settings;
use commonground::round::{Document, Note, passages};
use commonground_formats::{InputFile, ReadOptions, Reading};
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};

use crate::fault::Fault;
use crate::frame::{Columns, documents};
use crate::table::{Column, Table};
use crate::work::{How, work};

/// Documents, in canonical order, with what was skipped on the way in. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Round {
    pub(crate) reading: Arc<Reading>,
}

/// The settings that Python's side wrote down as JSON.
pub(crate) fn settings(json: &str) -> Result<Settings, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::Settings(format!("settings: {error}")))
}

/// A round of documents from memory. If there is none, the error says what was skipped.
fn round_of(documents: Vec<Document>, skipped: Vec<Note>) -> Result<Reading, Fault> {
    if documents.is_empty() {
        return Err(commonground_formats::FormatError::NothingRead { skipped }.into());
    }
    let round = commonground::Round::with_notes(documents, skipped, Vec::new())?;
    Ok(Reading { round, files: Vec::new() })
}

#[pymethods]
impl Round {
    /// Reads files and folders.
    #[staticmethod]
    #[pyo3(signature = (paths, text, id, meta, metadata, consent, max_file_bytes, tell))]
    #[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
    fn read(
        py: Python<'_>,
        paths: Vec<String>,
        text: Vec<String>,
        id: Option<String>,
        meta: Vec<String>,
        metadata: Option<PathBuf>,
        consent: Option<String>,
        max_file_bytes: Option<u64>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let max_file_bytes = max_file_bytes.unwrap_or(ReadOptions::default().max_file_bytes);
        let options =
            ReadOptions { text, id, meta, metadata, consent, max_file_bytes, ..ReadOptions::default() };
        let reading = work(py, How { threads: Some(1), tell: tell.as_ref() }, move |progress| {
            Ok(commonground_formats::read(&paths, &options, progress)?)
        })?;
        Ok(Round { reading: Arc::new(reading) })
    }

    /// Takes the rows of a frame that speaks the Arrow PyCapsule interface.
    #[staticmethod]
    #[pyo3(signature = (frame, text, id, meta, consent, tell))]
    fn from_arrow(
        frame: &Bound<'_, PyAny>,
        text: Vec<String>,
        id: Option<String>,
        meta: Vec<String>,
        consent: Option<String>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let reader = RecordBatchStreamReader::from_pyarrow_bound(frame)?;
        let columns = Columns { text, id, meta, consent };
        let how = How { threads: Some(1), tell: tell.as_ref() };
        let reading = work(frame.py(), how, move |progress| {
            let (documents, skipped) = documents(reader, &columns, progress)?;
            round_of(documents, skipped)
        })?;
        Ok(Round { reading: Arc::new(reading) })
    }

    fn __len__(&self) -> usize {
        self.reading.round.documents().len()
    }

    /// The ids of the documents, in the round's order.
    fn ids(&self) -> Vec<&str> {
        self.reading.round.documents().iter().map(|document| document.id.as_str()).collect()
    }

    /// The id, text and metadata of a document, by its place.
    fn document(&self, place: usize) -> PyResult<(&str, &str, std::collections::BTreeMap<String, String>)> {
        let documents = self.reading.round.documents();
        let document = documents
            .get(place)
            .ok_or_else(|| pyo3::exceptions::PyIndexError::new_err("no such document"))?;
        Ok((&document.id, &document.text, document.metadata.clone()))
    }

    /// The place of a document, by its id.
    fn place(&self, id: &str) -> Option<usize> {
        self.reading.round.documents().iter().position(|document| document.id == id)
    }

    /// A row a document: id, text, and a column for each metadata field.
    fn documents(&self) -> Table {
        let documents = self.reading.round.documents();
        let mut names: Vec<&str> =
            documents.iter().flat_map(|d| d.metadata.keys().map(String::as_str)).collect();
        names.sort_unstable();
        names.dedup();
        let mut table = Table::new()
            .text("id", documents.iter().map(|d| d.id.as_str()))
            .text("text", documents.iter().map(|d| d.text.as_str()));
        for name in names {
            let cells = documents.iter().map(|d| d.metadata.get(name).cloned()).collect();
            table = table.with(name, Column::Text(cells));
        }
        table
    }

    /// A row a passage, cut by these settings: id, first byte, the byte after the last, and text.
    fn passages(&self, py: Python<'_>, settings_json: &str) -> PyResult<Table> {
        let (reading, settings) = (Arc::clone(&self.reading), settings(settings_json)?);
        work(py, How { threads: None, tell: None }, move |_| {
            let round = &reading.round;
            let passages = passages(round, &settings.passages)?;
            Ok(Table::new()
                .text("id", passages.iter().map(|p| round.documents()[p.document].id.as_str()))
                .whole("start", passages.iter().map(|p| p.start))
                .whole("end", passages.iter().map(|p| p.end))
                .text("text", passages.iter().map(|p| p.text(round))))
        })
    }

    /// What was left out: place and reason.
    fn skipped(&self) -> Vec<(String, &str)> {
        told(self.reading.round.skipped())
    }

    /// What was read with a reservation: place and reason.
    fn warnings(&self) -> Vec<(String, &str)> {
        told(self.reading.round.warnings())
    }

    /// The reading log: a row a file.
    fn files(&self) -> Table {
        let files = &self.reading.files;
        Table::new()
            .text("path", files.iter().map(|file| file.path.as_str()))
            .text("encoding", files.iter().map(|file| file.encoding.as_str()))
            .whole("bytes", files.iter().map(|file| file.bytes as usize))
            .whole("documents", files.iter().map(|file| file.documents as usize))
            .whole("characters", files.iter().map(|file| file.characters as usize))
            .text("sha256", files.iter().map(|file| file.sha256.as_str()))
    }

    /// The round as JSON, texts and all.
    fn save(&self, py: Python<'_>) -> PyResult<String> {
        let reading = Arc::clone(&self.reading);
        work(py, How::alone(), move |_| json(&Saved::of(&reading)))
    }

    /// Reads what `save` wrote.
    #[staticmethod]
    fn load(py: Python<'_>, json: String) -> PyResult<Self> {
        let reading = work(py, How::alone(), move |_| {
            let saved: Saved = serde_json::from_str(&json).map_err(|error| {
                Fault::Model(format!("not a saved round (line {}, column {})", error.line(), error.column()))
            })?;
            saved.reading()
        })?;
        Ok(Round { reading: Arc::new(reading) })
    }
}

fn told(notes: &[Note]) -> Vec<(String, &str)> {
    notes.iter().map(|note| (note.source.to_string(), note.message.as_str())).collect()
}

pub(crate) fn json<T: Serialize>(value: &T) -> Result<String, Fault> {
    serde_json::to_string(value).map_err(unwritten)
}

pub(crate) fn unwritten(error: serde_json::Error) -> Fault {
    Fault::Model(format!("cannot be written down: {error}"))
}

/// The stored form of a round.
#[derive(Serialize, Deserialize)]
pub(crate) struct Saved<'r> {
    documents: std::borrow::Cow<'r, [Document]>,
    skipped: Vec<Note>,
    warnings: Vec<Note>,
    files: Vec<InputFile>,
}

impl<'r> Saved<'r> {
    pub(crate) fn of(reading: &'r Reading) -> Self {
        Saved {
            documents: reading.round.documents().into(),
            skipped: reading.round.skipped().to_vec(),
            warnings: reading.round.warnings().to_vec(),
            files: reading.files.clone(),
        }
    }

    pub(crate) fn reading(self) -> Result<Reading, Fault> {
        let Saved { documents, skipped, warnings, files } = self;
        let round = commonground::Round::with_notes(documents.into_owned(), skipped, warnings)?;
        Ok(Reading { round, files })
    }
}
