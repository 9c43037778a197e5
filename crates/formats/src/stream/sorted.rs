//! Rows in the canonical order of ids, on disk: sorted runs, and a merge of them.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use commonground::round::natural_order;

/// So many runs are merged at once; a system lets no program open any number of files.
pub(super) const MOST_RUNS: usize = 128;

/// Rows of documents, on their way to a sorted run.
#[derive(Debug, Default)]
pub(super) struct Rows {
    rows: Vec<(Box<str>, Box<str>)>,
    bytes: usize,
}

impl Rows {
    /// Adds what stands in the rows of a document.
    pub(super) fn push(&mut self, id: &str, cells: &str) {
        const OVERHEAD: usize = 64;
        self.bytes += id.len() + cells.len() + OVERHEAD;
        self.rows.push((id.into(), cells.into()));
    }

    /// How many bytes they take.
    pub(super) fn bytes(&self) -> usize {
        self.bytes
    }

    /// Writes them down in order, and is empty again.
    pub(super) fn write(&mut self, into: &mut impl Write) -> io::Result<()> {
        let mut rows = std::mem::take(self).rows;
        rows.sort_unstable_by(|a, b| natural_order(&a.0, &b.0));
        rows.iter().try_for_each(|(id, cells)| put(into, id, cells))
    }
}

/// Gives the rows of all runs to `take`, in order.
pub(super) fn merge(runs: &[PathBuf], take: &mut dyn FnMut(&str, &str) -> io::Result<()>) -> io::Result<()> {
    let mut heap = BinaryHeap::new();
    for (number, path) in runs.iter().enumerate() {
        let mut run = Run { reader: BufReader::with_capacity(1 << 16, File::open(path)?) };
        if let Some((id, cells)) = run.next()? {
            heap.push(Reverse(Head { id, cells, number, run }));
        }
    }
    while let Some(Reverse(mut head)) = heap.pop() {
        take(&head.id, &head.cells)?;
        if let Some((id, cells)) = head.run.next()? {
            (head.id, head.cells) = (id, cells);
            heap.push(Reverse(head));
        }
    }
    Ok(())
}

/// Merges runs into one.
pub(super) fn merge_into(runs: &[PathBuf], into: &Path) -> io::Result<()> {
    let mut file = BufWriter::with_capacity(1 << 20, File::create(into)?);
    merge(runs, &mut |id, cells| put(&mut file, id, cells))?;
    file.flush()
}

fn put(into: &mut impl Write, id: &str, cells: &str) -> io::Result<()> {
    for part in [id, cells] {
        let length = u32::try_from(part.len()).map_err(|_| io::Error::other("a row of more than 4 GiB"))?;
        into.write_all(&length.to_le_bytes())?;
        into.write_all(part.as_bytes())?;
    }
    Ok(())
}

/// A run that is read.
struct Run {
    reader: BufReader<File>,
}

impl Run {
    fn next(&mut self) -> io::Result<Option<(String, String)>> {
        let Some(id) = self.part()? else { return Ok(None) };
        let cells = self.part()?.ok_or(io::ErrorKind::UnexpectedEof)?;
        Ok(Some((id, cells)))
    }

    fn part(&mut self) -> io::Result<Option<String>> {
        let mut length = [0; 4];
        match self.reader.read(&mut length[..1])? {
            0 => return Ok(None),
            _ => self.reader.read_exact(&mut length[1..])?,
        }
        let length = u64::from(u32::from_le_bytes(length));
        // A wrong length reads what there is, and no more memory than that.
        let mut part = String::new();
        let read = (&mut self.reader).take(length).read_to_string(&mut part)?;
        if read as u64 == length { Ok(Some(part)) } else { Err(io::ErrorKind::UnexpectedEof.into()) }
    }
}

/// The next row of a run.
struct Head {
    id: String,
    cells: String,
    number: usize,
    run: Run,
}

impl Ord for Head {
    fn cmp(&self, other: &Self) -> Ordering {
        natural_order(&self.id, &other.id).then(self.number.cmp(&other.number))
    }
}

impl PartialOrd for Head {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Head {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Head {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_any_runs_come_in_canonical_order() {
        let folder = tempfile::tempdir().unwrap();
        let ids: Vec<String> = (0..50).map(|n| format!("r{}", n * 7 % 50)).collect();
        for size in [1, 7, 50] {
            let mut runs = Vec::new();
            for (number, ids) in ids.chunks(size).enumerate() {
                let mut rows = Rows::default();
                ids.iter().for_each(|id| rows.push(id, &format!("of {id}\n")));
                let path = folder.path().join(number.to_string());
                rows.write(&mut File::create(&path).unwrap()).unwrap();
                assert_eq!(rows.bytes(), 0);
                runs.push(path);
            }
            let merged = folder.path().join("merged");
            merge_into(&runs, &merged).unwrap();
            for runs in [runs, vec![merged]] {
                let mut found = Vec::new();
                merge(&runs, &mut |id, cells| {
                    assert_eq!(cells, format!("of {id}\n"));
                    found.push(id.to_owned());
                    Ok(())
                })
                .unwrap();
                assert_eq!(found, (0..50).map(|n| format!("r{n}")).collect::<Vec<_>>(), "{size}");
            }
        }
    }

    #[test]
    fn a_run_that_was_cut_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("run");
        let mut rows = Rows::default();
        rows.push("a", "b");
        rows.write(&mut File::create(&path).unwrap()).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        for length in 1..bytes.len() {
            std::fs::write(&path, &bytes[..length]).unwrap();
            assert!(merge(std::slice::from_ref(&path), &mut |_, _| Ok(())).is_err(), "{length}");
        }
    }
}
