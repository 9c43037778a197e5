//! Tables that people filled in: files, or the columns of a frame.

use std::path::{Path, PathBuf};

use commonground_formats::read::{WholeTable, read_table};
use commonground_formats::{InputFile, Kind};
use pyo3::prelude::*;

use crate::fault::Fault;

/// Columns of text by name, all of one length.
type Columns = Vec<(String, Vec<Option<String>>)>;

/// A table as Python's side gives it.
#[derive(FromPyObject)]
pub(crate) enum Given {
    File(PathBuf),
    Frame(Columns),
}

impl Given {
    pub(crate) fn table(self) -> Result<WholeTable, Fault> {
        match self {
            Given::File(path) => Ok(read_table(Path::new(&path))?),
            Given::Frame(columns) => Ok(of_frame(&columns)),
        }
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self, Given::File(_))
    }
}

/// The rows of a frame that are not blank, numbered from 1.
fn of_frame(columns: &Columns) -> WholeTable {
    let file = InputFile {
        path: "frame".to_owned(),
        kind: Kind::Csv,
        bytes: 0,
        sha256: String::new(),
        encoding: String::new(),
        documents: 0,
        characters: 0,
        parts: None,
    };
    let count = columns.first().map_or(0, |(_, cells)| cells.len());
    let cell = |cells: &Vec<Option<String>>, row: usize| {
        cells.get(row).cloned().flatten().unwrap_or_default().trim().to_owned()
    };
    let rows = (0..count).map(|row| {
        let cells: Vec<String> = columns.iter().map(|(_, cells)| cell(cells, row)).collect();
        (row as u64 + 1, cells)
    });
    let rows = rows.filter(|(_, cells)| cells.iter().any(|cell| !cell.is_empty())).collect();
    WholeTable { file, headers: columns.iter().map(|(name, _)| name.trim().to_owned()).collect(), rows }
}
