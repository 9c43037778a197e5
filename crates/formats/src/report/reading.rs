//! What was read, what was not, and what was doubted.

use commonground::round::Note;
use serde::Serialize;

use crate::read::Kind;
use crate::results::Study;

#[derive(Serialize)]
pub(super) struct ReadingView {
    files: Vec<FileView>,
    skipped: Vec<NoteView>,
    warnings: Vec<NoteView>,
}

#[derive(Serialize)]
struct FileView {
    path: String,
    kind: String,
    encoding: String,
    parts: String,
    documents: usize,
    characters: usize,
}

#[derive(Serialize)]
struct NoteView {
    place: String,
    message: String,
}

pub(super) fn reading(study: &Study<'_>) -> ReadingView {
    let files = study.reading.files.iter().map(|file| FileView {
        path: if file.path == "-" { "standard input".to_owned() } else { file.path.clone() },
        kind: kind(file.kind),
        encoding: file.encoding.clone(),
        parts: file.parts.map(|parts| parts.to_string()).unwrap_or_default(),
        documents: file.documents as usize,
        characters: file.characters as usize,
    });
    ReadingView {
        files: files.collect(),
        skipped: study.round.skipped().iter().map(note).collect(),
        warnings: study.round.warnings().iter().map(note).collect(),
    }
}

/// A kind of file as people call it.
fn kind(kind: Kind) -> String {
    match kind {
        Kind::Text => "plain text".to_owned(),
        Kind::Csv => "CSV".to_owned(),
        Kind::Tsv => "TSV".to_owned(),
        Kind::Jsonl => "JSON Lines".to_owned(),
        Kind::Json => "JSON".to_owned(),
        Kind::Docx => "Word".to_owned(),
        Kind::Xlsx => "Excel".to_owned(),
        Kind::Pdf => "PDF".to_owned(),
        other => format!("{other:?}"),
    }
}

fn note(note: &Note) -> NoteView {
    NoteView { place: note.source.to_string(), message: note.message.clone() }
}
