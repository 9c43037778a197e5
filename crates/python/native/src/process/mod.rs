//! From themes to an agreed list: studies on disk, votes, groups and comparisons.
//!
//! What is found goes out as plain data ([`Outcome`]), so that the layer above holds no native object for it.

pub(crate) mod compare;
pub(crate) mod folder;
mod given;
mod tables;
pub(crate) mod votes;

use std::path::PathBuf;

use commonground_formats::FormatError;
use commonground_formats::write::{MANIFEST, Manifest, OutputFile, write_folder as put};
use pyo3::prelude::*;

use crate::fault::Fault;
use crate::table::Table;
use crate::work::{How, work};

/// What was found: all of it as JSON, tables by name, the files that the command writes, a fragment of HTML, and sentences.
pub(crate) type Outcome = (String, Vec<(String, Table)>, Vec<(String, Vec<u8>)>, String, String);

/// Files for Python, with their manifest.
fn files(mut outputs: Vec<OutputFile>, mut manifest: Manifest) -> Vec<(String, Vec<u8>)> {
    manifest.outputs = outputs.iter().map(|file| file.name.clone()).collect();
    outputs.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    outputs.into_iter().map(|file| (file.name, file.bytes)).collect()
}

fn refused(what: String) -> Fault {
    Fault::Formats(FormatError::Process { what })
}

/// Writes files into a folder, as a whole or not at all.
#[pyfunction]
pub(crate) fn write_folder(
    py: Python<'_>,
    folder: PathBuf,
    files: Vec<(String, Vec<u8>)>,
    overwrite: bool,
) -> PyResult<()> {
    work(py, How::alone(), move |_| {
        let files: Vec<OutputFile> =
            files.into_iter().map(|(name, bytes)| OutputFile { name, bytes }).collect();
        Ok(put(&folder, &files, overwrite)?)
    })
}
