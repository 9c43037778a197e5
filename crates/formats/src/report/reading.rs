//! What was read, what was not, and what was doubted.

use commonground::round::Note;
use serde::Serialize;

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
        kind: format!("{:?}", file.kind),
        encoding: file.encoding.clone(),
        documents: file.documents as usize,
        characters: file.characters as usize,
    });
    ReadingView {
        files: files.collect(),
        skipped: study.round.skipped().iter().map(note).collect(),
        warnings: study.round.warnings().iter().map(note).collect(),
    }
}

fn note(note: &Note) -> NoteView {
    NoteView { place: note.source.to_string(), message: note.message.clone() }
}
