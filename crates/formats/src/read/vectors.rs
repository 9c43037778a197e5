//! Vectors that the user brings: a table or JSON records with an id and numbers, of whatever embedding.

use std::collections::BTreeMap;
use std::path::Path;

use commonground::round::{Note, Passage, Round, Source};
use commonground::space::DenseMatrix;
use commonground::{Framework, Progress};
use serde::Deserialize;
use serde_json::Value;

use super::columns::id_of_metadata;
use super::encoding::decode;
use super::file::{ROWS_BETWEEN_CHECKS, check, read_all};
use super::input::{reason_of, unreadable};
use super::json::records;
use super::metadata::few;
use super::names::plain;
use super::records::id_of;
use super::table::{Fault, Row, Table, sniff};
use super::{Kind, ReadOptions, sha256};
use crate::error::{FEW, Reason, Result, shown};

/// The vectors of a file, each of a document or of a passage.
///
/// A table has a column with the id and, for passages, `start` and `end` (byte offsets, as `commonground cluster --unit
/// passage` writes them); all its other columns are the numbers. A JSON record has `id`, `vector` and, for passages,
/// `start` and `end`. Vectors with the id `area:` and the id of an area are those of areas.
#[derive(Debug, Clone, PartialEq)]
pub struct Vectors {
    path: String,
    sha256: String,
    dimensions: usize,
    values: Vec<f32>,
    /// Where the values of each vector are: the number of its row, and its line.
    rows: BTreeMap<Key, (usize, u64)>,
}

/// How the ids of vectors of areas begin.
const OF_AREA: &str = "area:";

/// What a vector is about: the id of a document and, for a passage, its first byte and one past its last.
type Key = (String, Option<(usize, usize)>);

impl Vectors {
    /// Reads a file of vectors. Of the options, the column with the id and the limit of size count.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`](crate::FormatError::Unreadable), with the line to blame.
    pub fn read(path: &Path, options: &ReadOptions, progress: &dyn Progress) -> Result<Self> {
        let place = path.display().to_string();
        let whole = |reason| unreadable(&place, None, reason);
        let kind = Kind::of(path);
        if !matches!(kind, Some(Kind::Csv | Kind::Tsv | Kind::Jsonl | Kind::Json)) {
            return Err(whole(Reason::NoTableOfVectors));
        }
        let mut opened = std::fs::File::open(path).map_err(|error| whole(reason_of(error)))?;
        let bytes = read_all(&mut opened, options.max_file_bytes, whole, progress)?;
        let mut vectors = Vectors {
            path: place.clone(),
            sha256: sha256(&bytes),
            dimensions: 0,
            values: Vec::new(),
            rows: BTreeMap::new(),
        };
        let text = decode(bytes).map_err(whole)?.text;
        match kind {
            Some(Kind::Jsonl | Kind::Json) => vectors.take_records(&text, progress)?,
            Some(Kind::Tsv) => vectors.take_table(&text, b'\t', options, progress)?,
            _ => vectors.take_table(&text, sniff(&text), options, progress)?,
        }
        if vectors.rows.is_empty() { Err(whole(Reason::NoVectors)) } else { Ok(vectors) }
    }

    /// How many vectors there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none; a file without any is not read.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// How many numbers each has.
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The SHA-256 of the file, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The vector of each passage, in order, and warnings: vectors that belong to none of them, and vectors of zeros,
    /// which say nothing. A passage that is all of its document has the document's vector.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`](crate::FormatError::Unreadable) if a passage has no vector.
    pub fn of_passages(&self, round: &Round, passages: &[Passage]) -> Result<(DenseMatrix, Vec<Note>)> {
        let mut pieces = vec![0; round.documents().len()];
        passages.iter().for_each(|passage| pieces[passage.document] += 1);
        let (mut missing, mut zeros) = (Vec::new(), Vec::new());
        let mut is_used = vec![false; self.rows.len()];
        let mut values = Vec::with_capacity(passages.len() * self.dimensions);
        for passage in passages {
            let id = &round.documents()[passage.document].id;
            let key = (id.clone(), Some((passage.start, passage.end)));
            let is_whole = pieces[passage.document] == 1;
            let of_document = (id.clone(), None);
            let found = match self.rows.get(&key) {
                None if is_whole => self.rows.get(&of_document),
                found => found,
            };
            let Some(&(row, _)) = found else {
                if let Some(&(_, line)) = self.rows.get(&of_document) {
                    let reason =
                        Reason::VectorOfSeveral { id: id.clone(), passages: pieces[passage.document] };
                    return Err(unreadable(&self.path, Some(line), reason));
                }
                missing.push(if is_whole { shown(id) } else { name(&key) });
                continue;
            };
            is_used[row] = true;
            let vector = self.row(row);
            if vector.iter().all(|&value| value == 0.0) {
                zeros.push(if is_whole { id.clone() } else { name(&key) });
            }
            values.extend_from_slice(vector);
        }
        if !missing.is_empty() {
            let (count, of) = (missing.len(), passages.len());
            let has_ranges = self.rows.keys().any(|(_, range)| range.is_some());
            let remedy = if of > round.documents().len() {
                "add a row for each, with the start and end that `cluster --unit passage` writes"
            } else if has_ranges {
                "add a row for each, without start and end, or cluster with --unit passage"
            } else {
                "add a row for each"
            };
            missing.truncate(FEW);
            let reason = Reason::MissingVectors { count, of, first: missing, remedy };
            return Err(unreadable(&self.path, None, reason));
        }
        let unused =
            self.rows.iter().filter(|((id, _), (row, _))| !is_used[*row] && !id.starts_with(OF_AREA));
        let unused: Vec<String> = unused.map(|(key, _)| name(key)).collect();
        let warnings = [
            few(&unused, "vectors of no document or passage here, not used"),
            few(&zeros, "vectors of zeros, which say nothing about their texts"),
        ];
        let source = Source { file: self.path.clone(), line: None };
        let notes = warnings.into_iter().flatten().map(|message| Note { source: source.clone(), message });
        Ok((DenseMatrix::from_rows(self.dimensions, values)?, notes.collect()))
    }

    /// The vector of each area of a framework, in its order: those with the id `area:` and the area's id; `area:` and a name
    /// that no area has are not used.
    ///
    /// # Errors
    /// [`FormatError::Unreadable`](crate::FormatError::Unreadable) if an area has no vector.
    pub fn of_areas(&self, framework: &Framework) -> Result<DenseMatrix> {
        let (mut missing, mut values) = (Vec::new(), Vec::new());
        for area in &framework.areas {
            let id = format!("{OF_AREA}{}", area.id);
            match self.rows.get(&(id.clone(), None)) {
                Some(&(row, _)) => values.extend_from_slice(self.row(row)),
                None => missing.push(shown(&id)),
            }
        }
        if !missing.is_empty() {
            let (count, of) = (missing.len(), framework.areas.len());
            missing.truncate(FEW);
            let remedy = "add a row for each area, with the id `area:` and the id of the area";
            let reason = Reason::MissingVectors { count, of, first: missing, remedy };
            return Err(unreadable(&self.path, None, reason));
        }
        Ok(DenseMatrix::from_rows(self.dimensions, values)?)
    }

    fn row(&self, number: usize) -> &[f32] {
        &self.values[number * self.dimensions..][..self.dimensions]
    }

    fn take_table(
        &mut self,
        text: &str,
        delimiter: u8,
        options: &ReadOptions,
        progress: &dyn Progress,
    ) -> Result<()> {
        let place = self.path.clone();
        let fault = |(line, reason): Fault| unreadable(&place, line, reason);
        let mut table = Table::open(text, delimiter).map_err(fault)?;
        let columns =
            Columns::of(std::mem::take(&mut table.headers), options).map_err(|r| fault((None, r)))?;
        self.dimensions = columns.numbers.len();
        while let Some(row) = table.next_row().map_err(fault)? {
            if self.rows.len().is_multiple_of(ROWS_BETWEEN_CHECKS) {
                check(progress)?;
            }
            let key = columns.read(&row, &mut self.values);
            key.and_then(|key| self.add(key, row.line)).map_err(|reason| fault((Some(row.line), reason)))?;
        }
        Ok(())
    }

    fn take_records(&mut self, text: &str, progress: &dyn Progress) -> Result<()> {
        let place = self.path.clone();
        let fault = |(line, reason): Fault| unreadable(&place, line, reason);
        for record in records(text).map_err(fault)?.records {
            if self.rows.len().is_multiple_of(ROWS_BETWEEN_CHECKS) {
                check(progress)?;
            }
            let fault = |reason| fault((Some(record.line), reason));
            // What the parser says would quote the record.
            let entry: Entry =
                serde_json::from_str(&text[record.span]).map_err(|_| fault(Reason::NotAVector))?;
            let (key, vector) = entry.read().map_err(fault)?;
            if vector.is_empty() {
                return Err(fault(Reason::EmptyVector));
            }
            if self.rows.is_empty() {
                self.dimensions = vector.len();
            }
            if vector.len() != self.dimensions {
                return Err(fault(Reason::UnevenVector { found: vector.len(), expected: self.dimensions }));
            }
            self.values.extend(vector);
            self.add(key, record.line).map_err(fault)?;
        }
        Ok(())
    }

    /// Notes that the last values are the vector of `key`.
    fn add(&mut self, key: Key, line: u64) -> Result<(), Reason> {
        match self.rows.get(&key) {
            Some(&(_, first)) => Err(Reason::RepeatedVector { of: name(&key), first }),
            None => {
                self.rows.insert(key, (self.rows.len(), line));
                Ok(())
            }
        }
    }
}

/// What a vector is about, for a message.
fn name((id, range): &Key) -> String {
    match range {
        Some((start, end)) => format!("{} {start}-{end}", shown(id)),
        None => shown(id),
    }
}

/// The columns of a table of vectors.
struct Columns {
    headers: Vec<String>,
    id: usize,
    range: Option<(usize, usize)>,
    numbers: Vec<usize>,
}

impl Columns {
    fn of(headers: Vec<String>, options: &ReadOptions) -> Result<Self, Reason> {
        let id = id_of_metadata(&headers, options)?;
        let find = |name: &str| headers.iter().position(|header| plain(header) == name);
        let range = find("start").zip(find("end"));
        let is_number = |&c: &usize| c != id && range.is_none_or(|(start, end)| c != start && c != end);
        let numbers: Vec<usize> = (0..headers.len()).filter(is_number).collect();
        if numbers.is_empty() {
            return Err(Reason::NoNumbers);
        }
        Ok(Columns { headers, id, range, numbers })
    }

    /// Adds the numbers of a row to `values`, and returns what they are about.
    fn read(&self, row: &Row<'_>, values: &mut Vec<f32>) -> Result<Key, Reason> {
        if row.cells.len() != self.headers.len() {
            return Err(Reason::UnevenRow { found: row.cells.len(), expected: self.headers.len() });
        }
        let id = row.cell(self.id).trim();
        if id.is_empty() {
            return Err(Reason::RowWithoutId);
        }
        let byte = |column: usize| row.cell(column).trim().parse().map_err(|_| Reason::NotARange);
        let range = self.range.map(|(start, end)| Ok((byte(start)?, byte(end)?))).transpose()?;
        for &column in &self.numbers {
            let header = || self.headers[column].clone();
            let value: f32 =
                row.cell(column).trim().parse().map_err(|_| Reason::NotANumber { column: header() })?;
            if !value.is_finite() {
                return Err(Reason::NotFinite { column: header() });
            }
            values.push(value);
        }
        Ok((id.to_owned(), range))
    }
}

/// A JSON record. Its numbers are finite: JSON has no others, and the parser refuses those out of range.
#[derive(Deserialize)]
struct Entry {
    id: Value,
    #[serde(alias = "embedding")]
    vector: Vec<f32>,
    start: Option<usize>,
    end: Option<usize>,
}

impl Entry {
    fn read(self) -> Result<(Key, Vec<f32>), Reason> {
        let id = id_of(&self.id).ok_or(Reason::RowWithoutId)?;
        let range = match (self.start, self.end) {
            (Some(start), Some(end)) => Some((start, end)),
            (None, None) => None,
            _ => return Err(Reason::NotARange),
        };
        Ok(((id, range), self.vector))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonground::Silent;
    use commonground::round::{Document, PassageSettings, passages};

    fn read(name: &str, bytes: &str) -> Result<Vectors> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        Vectors::read(&path, &ReadOptions::default(), &Silent)
    }

    fn round() -> (Round, Vec<Passage>) {
        let round = Round::new(vec![Document::new("a", "One."), Document::new("b", "Two.")]).unwrap();
        let passages = passages(&round, &PassageSettings::default()).unwrap();
        (round, passages)
    }

    #[test]
    fn every_form_gives_the_same_vectors_in_the_order_of_the_passages() {
        let (round, passages) = round();
        let forms = [
            ("v.csv", "id,x,y\nb,0.5,1e-1\na,-2,3\n"),
            ("v.csv", "\u{feff}x;y;ID\n.5;0.10;b\n-2;3;a\n"),
            ("v.tsv", "ref\tx\ty\nb\t0.5\t0.1\na\t-2.0\t3\n"),
            ("v.csv", "id,start,end,x,y\nb,0,4,0.5,0.1\na,0,4,-2,3\n"),
            ("v.jsonl", "{\"id\": \"b\", \"vector\": [0.5, 0.1]}\n{\"id\": \"a\", \"vector\": [-2, 3]}\n"),
            (
                "v.json",
                "[{\"id\":\"b\",\"embedding\":[0.5,0.1]},{\"start\":0,\"end\":4,\"id\":\"a\",\"vector\":[-2,3]}]",
            ),
        ];
        for (name, text) in forms {
            let vectors = read(name, text).unwrap();
            assert_eq!((vectors.len(), vectors.dimensions()), (2, 2), "{text}");
            let (matrix, warnings) = vectors.of_passages(&round, &passages).unwrap();
            assert_eq!(matrix.values(), [-2.0, 3.0, 0.5, 0.1], "{text}");
            assert!(warnings.is_empty());
        }
    }

    #[test]
    fn what_is_more_or_says_nothing_is_told() {
        let (round, passages) = round();
        let vectors = read("v.csv", "id,x\na,0\nb,1\nc,2\n").unwrap();
        let (_, warnings) = vectors.of_passages(&round, &passages).unwrap();
        let told: Vec<&str> = warnings.iter().map(|note| note.message.as_str()).collect();
        assert_eq!(
            told,
            [
                "vectors of no document or passage here, not used: 1 (\"c\")",
                "vectors of zeros, which say nothing about their texts: 1 (\"a\")"
            ]
        );
    }
}
