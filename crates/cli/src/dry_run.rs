//! `--dry-run`: what was found in the input, and what would be written.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use commonground_formats::read::stream::Pass;
use commonground_formats::write::manifest_beside;
use commonground_formats::{InputFile, Reading};
use serde_json::{Value, json};

use crate::args::RunArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::place::Out;

/// What a command with one table would write.
pub(crate) fn table(out: &Out) -> Vec<String> {
    match out {
        Out::Stdout => vec!["standard output".to_owned()],
        Out::File(path) => {
            [path.clone(), manifest_beside(path)].iter().map(|p| p.display().to_string()).collect()
        }
    }
}

/// Prints what was found, and what would be written.
pub(crate) fn tell(
    reading: &Reading,
    would_write: &[String],
    run: &RunArgs,
    console: &Console,
) -> Result<(), Failure> {
    let metadata = metadata_by_file(reading);
    if run.json {
        console.print(&format!("{}\n", in_json(reading, &metadata, would_write)))
    } else {
        console.print(&clean(&in_words(reading, &metadata, would_write)))
    }
}

/// Prints what was found in a stream, and what would be written. No metadata is kept of it.
pub(crate) fn tell_stream(
    pass: Pass,
    would_write: &[String],
    run: &RunArgs,
    console: &Console,
) -> Result<(), Failure> {
    let (skipped, warnings) = (pass.skipped.count(), pass.warnings.count());
    let (left_out, doubted) = (pass.skipped.into_notes(), pass.warnings.into_notes());
    if run.json {
        let told = json!({
            "dry_run": true, "stream": true, "documents": pass.documents, "files": pass.files, "skipped": left_out,
            "warnings": doubted, "would_write": would_write,
        });
        return console.print(&format!("{told}\n"));
    }
    let mut told = String::new();
    for file in &pass.files {
        let _ = writeln!(told, "{}\n  {}", file.path, about(file));
        let characters = plural(file.characters as usize, "character");
        let _ = writeln!(told, "  {} with {characters}", plural(file.documents as usize, "document"));
    }
    for (name, count, notes) in [("Skipped", skipped, left_out), ("Warnings", warnings, doubted)] {
        let _ = writeln!(told, "{name}: {count}");
        for note in notes {
            let _ = writeln!(told, "  {}: {}", note.source, note.message);
        }
    }
    let files = plural(pass.files.len(), "file");
    let _ = writeln!(
        told,
        "In all: {} from {files}, read as a stream",
        plural(pass.documents as usize, "document")
    );
    let _ = writeln!(told, "Would write: {}", would_write.join(", "));
    told.push_str("Nothing was written.\n");
    console.print(&clean(&told))
}

/// The metadata fields that the documents of each file have.
fn metadata_by_file(reading: &Reading) -> BTreeMap<&str, BTreeSet<&str>> {
    let mut found: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for document in reading.round.documents() {
        let fields = document.metadata.keys().map(String::as_str);
        found.entry(&document.source.file).or_default().extend(fields);
    }
    found
}

fn in_words(reading: &Reading, metadata: &BTreeMap<&str, BTreeSet<&str>>, would_write: &[String]) -> String {
    let round = &reading.round;
    let mut told = String::new();
    for file in &reading.files {
        let _ = writeln!(told, "{}", file.path);
        let _ = writeln!(told, "  {}", about(file));
        match metadata.get(file.path.as_str()) {
            None => told.push_str("  no document: a table of metadata\n"),
            Some(fields) => {
                let documents = plural(file.documents as usize, "document");
                let fields: Vec<&str> = fields.iter().copied().collect();
                let fields = if fields.is_empty() { "none".to_owned() } else { fields.join(", ") };
                let _ =
                    writeln!(told, "  {documents} with {}", plural(file.characters as usize, "character"));
                let _ = writeln!(told, "  metadata: {fields}");
            }
        }
    }
    for (name, notes) in [("Skipped", round.skipped()), ("Warnings", round.warnings())] {
        let _ = writeln!(told, "{name}: {}", notes.len());
        for note in notes {
            let _ = writeln!(told, "  {}: {}", note.source, note.message);
        }
    }
    let files = plural(reading.files.len(), "file");
    let _ = writeln!(told, "In all: {} from {files}", plural(round.documents().len(), "document"));
    let _ = writeln!(told, "Would write: {}", would_write.join(", "));
    told.push_str("Nothing was written.\n");
    told
}

fn in_json(reading: &Reading, metadata: &BTreeMap<&str, BTreeSet<&str>>, would_write: &[String]) -> Value {
    let files = reading.files.iter().map(|file| {
        let mut told = json!(file);
        told["metadata"] = json!(metadata.get(file.path.as_str()));
        told
    });
    json!({
        "dry_run": true,
        "documents": reading.round.documents().len(),
        "files": files.collect::<Vec<_>>(),
        "skipped": reading.round.skipped(),
        "warnings": reading.round.warnings(),
        "would_write": would_write,
    })
}

/// Kind, encoding, size and parts of a file.
fn about(file: &InputFile) -> String {
    let parts = file.parts.map(|parts| format!(", {parts}")).unwrap_or_default();
    format!("{}, {}, {}{parts}", kind(file), file.encoding, plural(file.bytes as usize, "byte"))
}

/// The kind of a file, as the manifest names it.
fn kind(file: &InputFile) -> String {
    json!(file.kind).as_str().unwrap_or_default().to_owned()
}
