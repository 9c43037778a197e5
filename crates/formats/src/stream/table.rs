//! The table of a stream: rows that were written down in pieces as the documents went by, put together in order.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use commonground::round::Unit;
use serde::{Deserialize, Serialize};

use super::sorted::{MOST_RUNS, Rows, merge, merge_into};
use super::work::Work;
use crate::error::Result;
#[cfg(feature = "parquet")]
use crate::write::parquet::Parquet;
use crate::write::{ColumnType, is_parquet, unit_columns};

/// Between the cells of a row, and between the rows of a document: characters that stand in no cell of ours.
pub(super) const CELL: char = '\u{1f}';
pub(super) const ROW: char = '\u{1e}';

/// The rows of all documents, sorted in pieces, and what was counted on the way.
#[derive(Debug)]
pub struct StreamTable {
    columns: Vec<(&'static str, ColumnType)>,
    runs: Vec<PathBuf>,
    /// Puts another value in the place of the first cell, by its number: clusters are numbered by size at the end.
    numbers: Option<Vec<usize>>,
    /// What was counted, by name.
    pub counts: BTreeMap<String, u64>,
}

impl StreamTable {
    /// Writes the table as CSV, as the table of a small round is written.
    ///
    /// # Errors
    /// If a piece cannot be read, or the table not be written.
    pub fn write(&self, into: &mut dyn Write) -> io::Result<()> {
        let mut csv = csv::WriterBuilder::new().flexible(true).from_writer(into);
        csv.write_record(self.columns.iter().map(|(name, _)| name))?;
        self.each_row(&mut |cells| Ok(csv.write_record(cells)?))?;
        csv.flush()
    }

    /// Writes the table as Parquet, a group of rows after the other.
    #[cfg(feature = "parquet")]
    fn write_parquet(&self, into: impl Write + Send) -> io::Result<()> {
        let mut parquet = Parquet::new(into, &self.columns)?;
        self.each_row(&mut |cells| parquet.row(cells.iter().copied()))?;
        parquet.finish()?.flush()
    }

    /// Hands on the cells of each row, in order.
    fn each_row(&self, take: &mut dyn FnMut(&[&str]) -> io::Result<()>) -> io::Result<()> {
        merge(&self.runs, &mut |id, rows| {
            for row in rows.split(ROW).filter(|row| !row.is_empty()) {
                let mut cells: Vec<&str> = std::iter::once(id).chain(row.split(CELL)).collect();
                debug_assert_eq!(cells.len(), self.columns.len(), "a cell for each column");
                let cluster = self.columns.iter().position(|(name, _)| *name == "cluster");
                let named = match (&self.numbers, cluster) {
                    (Some(numbers), Some(column)) => {
                        cells.get(column).and_then(|cell| Some((column, renamed(numbers, cell)?)))
                    }
                    _ => None,
                };
                if let Some((column, name)) = &named {
                    cells[*column] = name;
                }
                take(&cells)?;
            }
            Ok(())
        })
    }

    /// Writes the table to a file of the work folder, flushed to disk: as Parquet if `out`, where it is to go, ends in
    /// `.parquet`, and otherwise as CSV.
    ///
    /// # Errors
    /// As [`write`](Self::write), and [`is_parquet`].
    pub fn write_in(&self, work: &Work, out: &Path) -> Result<PathBuf> {
        let path = work.path("table");
        let is_parquet = is_parquet(out)?;
        let whole = || {
            let mut file = BufWriter::with_capacity(1 << 20, File::create(&path)?);
            match is_parquet {
                #[cfg(feature = "parquet")]
                true => self.write_parquet(&mut file)?,
                _ => self.write(&mut file)?,
            }
            file.flush()?;
            file.get_ref().sync_all()
        };
        whole().map_err(|error| work.io(error))?;
        Ok(path)
    }

    /// The same with clusters renumbered: `numbers` has the new number of each.
    pub(super) fn renumbered(mut self, numbers: Vec<usize>) -> Self {
        self.numbers = Some(numbers);
        self
    }
}

fn renamed(numbers: &[usize], cell: &str) -> Option<String> {
    Some(numbers.get(cell.parse::<usize>().ok()?)?.to_string())
}

/// Writes rows down in pieces, and knows which documents they are of.
pub(super) struct TableWriter<'w> {
    work: &'w Work,
    rows: Rows,
    /// The documents whose rows are written down, and those whose rows are gathered.
    kept: u64,
    done: u64,
    most_bytes: usize,
    keep_every: u64,
    pub(super) counts: BTreeMap<String, u64>,
}

/// What is kept beside a piece.
#[derive(Serialize, Deserialize)]
struct Kept {
    counts: BTreeMap<String, u64>,
}

const PIECE: &str = "rows-";

impl<'w> TableWriter<'w> {
    /// Goes on behind the pieces that are there.
    pub(super) fn resume(work: &'w Work, most_bytes: usize, keep_every: u64) -> Result<Self> {
        let mut writer = TableWriter {
            work,
            rows: Rows::default(),
            kept: 0,
            done: 0,
            most_bytes,
            keep_every,
            counts: BTreeMap::new(),
        };
        for (_, end) in pieces(work)? {
            let name = format!("counts-{end:015}.json");
            let Kept { counts } = work.load_json(&name)?.ok_or_else(|| work.damaged(&name))?;
            (writer.kept, writer.done, writer.counts) = (end, end, counts);
        }
        Ok(writer)
    }

    /// How many documents are done.
    pub(super) fn done(&self) -> u64 {
        self.done
    }

    /// Adds the rows of a document.
    pub(super) fn document(&mut self, id: &str, rows: &str) {
        self.rows.push(id, rows);
        self.done += 1;
    }

    pub(super) fn count(&mut self, name: &str, more: u64) {
        match self.counts.get_mut(name) {
            Some(count) => *count += more,
            None => drop(self.counts.insert(name.to_owned(), more)),
        }
    }

    /// Between batches: writes down what is gathered if it is enough.
    pub(super) fn keep(&mut self) -> Result<()> {
        let is_enough = self.rows.bytes() >= self.most_bytes || self.done - self.kept >= self.keep_every;
        if is_enough { self.keep_all() } else { Ok(()) }
    }

    fn keep_all(&mut self) -> Result<()> {
        if self.done == self.kept {
            return Ok(());
        }
        let (start, end) = (self.kept, self.done);
        self.work.save_json(&format!("counts-{end:015}.json"), &Kept { counts: self.counts.clone() })?;
        let rows = &mut self.rows;
        self.work.save_by(&format!("{PIECE}{start:015}-{end:015}"), |file| rows.write(file))?;
        self.kept = end;
        Ok(())
    }

    /// The table, when all documents are done.
    pub(super) fn finish(
        mut self,
        unit: Unit,
        of_unit: &[(&'static str, ColumnType)],
    ) -> Result<StreamTable> {
        self.keep_all()?;
        let columns = unit_columns(unit, of_unit);
        let mut runs: Vec<PathBuf> =
            pieces(self.work)?.iter().map(|(name, _)| self.work.path(name)).collect();
        let mut round = 0;
        while runs.len() > MOST_RUNS {
            let merge = |(number, some): (usize, &[PathBuf])| {
                let into = self.work.path(&format!("merged-{round}-{number:05}"));
                merge_into(some, &into).map(|()| into)
            };
            let merged: io::Result<Vec<PathBuf>> = runs.chunks(MOST_RUNS).enumerate().map(merge).collect();
            runs = merged.map_err(|error| self.work.io(error))?;
            round += 1;
        }
        Ok(StreamTable { columns, runs, numbers: None, counts: self.counts })
    }
}

/// The pieces that follow each other from the first document on: their names, and where each ends.
fn pieces(work: &Work) -> Result<Vec<(String, u64)>> {
    let (mut found, mut next) = (Vec::new(), 0);
    for name in work.names()? {
        let Some(range) = name.strip_prefix(PIECE).and_then(|range| range.split_once('-')) else { continue };
        let (Ok(start), Ok(end)) = (range.0.parse::<u64>(), range.1.parse::<u64>()) else { continue };
        if start != next || end <= start {
            return Err(work.damaged(&name));
        }
        next = end;
        found.push((name, end));
    }
    Ok(found)
}
