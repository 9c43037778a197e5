//! The invented round of `fixtures/`, read without the formats crate.
#![allow(
    dead_code,
    clippy::unwrap_used,
    reason = "each test file uses its part; a missing fixture is a failed test"
)]

use std::path::PathBuf;

use commonground::{Document, Framework, Round};

pub(crate) fn path(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(path(name)).unwrap()
}

/// The twelve documents, in the order of the folder or in reverse.
pub(crate) fn documents(reverse: bool) -> Vec<Document> {
    let mut files: Vec<PathBuf> =
        std::fs::read_dir(path("fixtures/round")).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    if reverse {
        files.reverse();
    }
    let document = |file: &PathBuf| {
        let id = file.file_stem().unwrap().to_str().unwrap();
        Document::new(id, std::fs::read_to_string(file).unwrap()).with("partnership", id)
    };
    files.iter().map(document).collect()
}

pub(crate) fn round() -> Round {
    Round::new(documents(false)).unwrap()
}

pub(crate) fn framework() -> Framework {
    Framework::from_toml(&read("fixtures/framework.toml")).unwrap()
}
