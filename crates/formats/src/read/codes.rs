//! Tables of codes: what people coded, or what `commonground code` wrote.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use commonground::coding::{AreaNames, HumanCode, HumanCodes, is_outside};
use commonground::round::{Note, Source};
use commonground::{Framework, Progress, Round};

use super::columns::id_of_metadata;
use super::encoding::decode;
use super::file::{Parts, ROWS_BETWEEN_CHECKS, check, read_all};
use super::input::{reason_of, unreadable};
use super::names::words;
use super::table::{Row, Table, sniff};
use super::{InputFile, Kind, ReadOptions, segments, sha256};
use crate::error::{Reason, Result, shown};

/// One table of codes: a row for each area that was given to a document or to a range of its bytes, and a row with an
/// empty area for what was read and raises nothing.
///
/// The columns are `id`, `area` and, for ranges, `start` and `end` (byte offsets, as `commonground code` writes them);
/// a row with both blank is about the document. A column `coder` says who coded each row; where there is none, or the
/// cell is blank, the coder is called by the file. A project of a QDA program (qdpx) has its coded segments as rows; the name of
/// a code is the area, and the name of a source the id (without its extension, if the round has no document with it). What the
/// machine coded comes back under its own name and is left out. All other columns are left aside. Headers may be in capitals.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeTable {
    /// The entry of the reading log.
    pub file: InputFile,
    /// The rows, in order.
    pub codes: Vec<HumanCode>,
    /// Whether `commonground code` wrote it, as its columns `score` and `rank` tell: then it is the machine's.
    pub is_machine: bool,
    /// The texts of a project by the names of its sources, with line feeds for line ends: ranges are bytes of these until
    /// [`all_codes`] puts them to the texts of a round. None for a table, whose ranges are bytes of the round's texts.
    pub texts: Option<BTreeMap<String, String>>,
    /// What was read with a reservation.
    pub warnings: Vec<Note>,
}

/// Reads tables of codes. A coder without a name is called by the stem of the file, or by the whole path where several
/// files have the same. Of the options, the column with the id and the limit of size count.
///
/// # Errors
/// [`FormatError::Unreadable`](crate::FormatError::Unreadable), with the line to blame.
pub fn read_codes(
    paths: &[String],
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Vec<CodeTable>> {
    let mut stems = BTreeMap::<String, BTreeSet<&str>>::new();
    for path in paths {
        stems.entry(stem(path)).or_default().insert(path);
    }
    let named = |path: &String| match &stems[&stem(path)] {
        same if same.len() > 1 => path.clone(),
        _ => stem(path),
    };
    paths.iter().map(|path| CodeTable::read(path, &named(path), options, progress)).collect()
}

/// All codes of several tables, put to the texts of a round, and what was read with a reservation. Codes of projects that
/// the framework does not have are passed over and told, because people mark other things in a project, too.
///
/// # Errors
/// [`FormatError::Unreadable`](crate::FormatError::Unreadable) for a project of which nothing is left.
pub fn all_codes(
    tables: &[CodeTable],
    round: &Round,
    framework: Option<&Framework>,
) -> Result<(HumanCodes, Vec<Note>)> {
    let (mut all, mut notes) = (Vec::new(), Vec::new());
    for table in tables {
        notes.extend(table.warnings.iter().cloned());
        let (known, unknown) = table.in_framework(framework);
        notes.extend(unknown);
        let Some(texts) = &table.texts else {
            all.extend(known.into_iter().cloned());
            continue;
        };
        let source = Source { file: table.file.path.clone(), line: None };
        let (placed, of_places) = segments::placed(&known, texts, round, &source);
        notes.extend(of_places);
        if placed.is_empty() {
            let left = notes.iter().filter(|note| note.source == source).map(|note| note.message.clone());
            return Err(unreadable(&source.file, None, Reason::NoSegments { left: left.collect() }));
        }
        all.extend(placed);
    }
    Ok((HumanCodes::new(all), notes))
}

impl CodeTable {
    /// The codes that a framework has, and what a project has beside them. In a table a code that it does not have is a
    /// mistake, so it stays, to be told.
    pub(super) fn in_framework(&self, framework: Option<&Framework>) -> (Vec<&HumanCode>, Option<Note>) {
        let (Some(framework), Some(_)) = (framework, &self.texts) else {
            return (self.codes.iter().collect(), None);
        };
        let names = AreaNames::of(framework);
        let areas = self.codes.iter().filter_map(|code| code.area.as_deref());
        let mut strange: BTreeMap<&str, usize> =
            areas.filter(|area| !is_outside(area)).map(|area| (area, 0)).collect();
        strange.retain(|area, _| names.place(area).is_none());
        let mut known = Vec::with_capacity(self.codes.len());
        for code in &self.codes {
            match code.area.as_deref().and_then(|area| strange.get_mut(area)) {
                Some(count) => *count += 1,
                None => known.push(code),
            }
        }
        let note = (!strange.is_empty()).then(|| Note {
            source: Source { file: self.file.path.clone(), line: None },
            message: strange_codes(&strange),
        });
        (known, note)
    }
}

/// Says how many segments have codes that the framework does not have.
fn strange_codes(strange: &BTreeMap<&str, usize>) -> String {
    const MOST: usize = 10;
    let mut named: Vec<String> =
        strange.iter().take(MOST).map(|(code, count)| format!("{:?} ({count})", shown(code))).collect();
    match strange.len().saturating_sub(MOST) {
        0 => {}
        1 => named.push("and 1 more code".to_owned()),
        more => named.push(format!("and {more} more codes")),
    }
    let all: usize = strange.values().sum();
    format!(
        "coded segments passed over, because the framework has no such area: {all}, under {}",
        named.join(", ")
    )
}

impl CodeTable {
    fn read(path: &str, coder: &str, options: &ReadOptions, progress: &dyn Progress) -> Result<Self> {
        let fault = |line, reason| unreadable(path, line, reason);
        let kind = match Kind::of(Path::new(path)) {
            Some(kind @ (Kind::Csv | Kind::Tsv)) => kind,
            Some(Kind::Qdpx) => return CodeTable::of_project(path, coder, options, progress),
            _ => return Err(fault(None, Reason::NoTableOfCodes)),
        };
        let mut opened = std::fs::File::open(path).map_err(|error| fault(None, reason_of(error)))?;
        let bytes = read_all(&mut opened, options.max_file_bytes, |r| fault(None, r), progress)?;
        let (size, hash) = (bytes.len() as u64, sha256(&bytes));
        let decoded = decode(bytes).map_err(|reason| fault(None, reason))?;
        let source = |line| Source { file: path.to_owned(), line };
        let doubt = decoded.doubt.map(|message| Note { source: source(None), message });
        let delimiter = if kind == Kind::Tsv { b'\t' } else { sniff(&decoded.text) };

        let mut table = Table::open(&decoded.text, delimiter).map_err(|(line, r)| fault(line, r))?;
        let headers = std::mem::take(&mut table.headers);
        let columns = Columns::of(&headers, options).map_err(|reason| fault(None, reason))?;
        let (mut codes, mut unanswered) = (Vec::new(), 0);
        while let Some(row) = table.next_row().map_err(|(line, r)| fault(line, r))? {
            if codes.len().is_multiple_of(ROWS_BETWEEN_CHECKS) {
                check(progress)?;
            }
            let line = Some(row.line);
            let code = columns.read(&row, coder, source(line)).map_err(|reason| fault(line, reason))?;
            match code.area.as_deref() {
                Some(UNANSWERED) => unanswered += 1,
                _ => codes.push(code),
            }
        }
        if codes.is_empty() {
            return Err(fault(None, Reason::NoCodes));
        }
        let documents: BTreeSet<&str> = codes.iter().map(|code| code.document.as_str()).collect();
        let file = InputFile {
            path: path.to_owned(),
            kind,
            bytes: size,
            sha256: hash,
            encoding: decoded.encoding.to_owned(),
            documents: documents.len() as u64,
            characters: decoded.text.chars().count() as u64,
            parts: Some(Parts::rows(codes.len() as u64)),
        };
        let is_machine = columns.is_machine;
        let message = || match unanswered {
            1 => format!("1 row still has the area {UNANSWERED}: not used"),
            more => format!("{more} rows still have the area {UNANSWERED}: not used"),
        };
        let left = (unanswered > 0).then(|| Note { source: source(None), message: message() });
        let warnings = doubt.into_iter().chain(left).collect();
        Ok(CodeTable { file, codes, is_machine, texts: None, warnings })
    }
}

impl CodeTable {
    /// The coded segments of a project.
    fn of_project(path: &str, coder: &str, options: &ReadOptions, progress: &dyn Progress) -> Result<Self> {
        let fault = |reason| unreadable(path, None, reason);
        let mut opened = std::fs::File::open(path).map_err(|error| fault(reason_of(error)))?;
        let bytes = read_all(&mut opened, options.max_file_bytes, fault, progress)?;
        let segments::Coded { segments, texts, left } = segments::read(&bytes, &options.limits)
            .map_err(|of_file| fault(Reason::Parsed { fault: of_file }))?;
        if segments.is_empty() {
            return Err(fault(Reason::NoSegments { left }));
        }
        let source = Source { file: path.to_owned(), line: None };
        let documents: BTreeSet<&str> = segments.iter().map(|segment| &*segment.document).collect();
        let file = InputFile {
            path: path.to_owned(),
            kind: Kind::Qdpx,
            bytes: bytes.len() as u64,
            sha256: sha256(&bytes),
            encoding: "REFI-QDA".to_owned(),
            documents: documents.len() as u64,
            characters: 0,
            parts: Some(Parts::rows(segments.len() as u64)),
        };
        let warnings = left.into_iter().map(|message| Note { source: source.clone(), message }).collect();
        let codes = segments.into_iter().map(|segment| HumanCode {
            document: segment.document.as_ref().to_owned(),
            range: segment.range,
            area: Some(segment.code.as_ref().to_owned()),
            coder: segment.coder.as_deref().unwrap_or(coder).to_owned(),
            source: source.clone(),
        });
        Ok(CodeTable { file, codes: codes.collect(), is_machine: false, texts: Some(texts), warnings })
    }
}

/// What stands for an area in a table of questions until a person has coded the passage.
pub const UNANSWERED: &str = "?";

/// Where everything is in one table.
struct Columns {
    id: usize,
    area: usize,
    range: Option<(usize, usize)>,
    coder: Option<usize>,
    is_machine: bool,
    count: usize,
}

impl Columns {
    fn of(headers: &[String], options: &ReadOptions) -> Result<Self, Reason> {
        let find = |name: &str| -> Result<Option<usize>, Reason> {
            let mut found = (0..headers.len()).filter(|&column| words(&headers[column]) == name);
            match (found.next(), found.next()) {
                (_, Some(again)) => Err(Reason::AmbiguousColumn { name: headers[again].clone() }),
                (first, None) => Ok(first),
            }
        };
        let range = match (find("start")?, find("end")?) {
            (Some(start), Some(end)) => Some((start, end)),
            (None, None) => None,
            _ => return Err(Reason::NotARange),
        };
        let coder = find("coder")?;
        Ok(Columns {
            id: id_of_metadata(headers, options)?,
            area: find("area")?.ok_or_else(|| Reason::NoAreaColumn { headers: headers.to_vec() })?,
            range,
            coder,
            is_machine: coder.is_none() && find("score")?.is_some() && find("rank")?.is_some(),
            count: headers.len(),
        })
    }

    fn read(&self, row: &Row<'_>, file: &str, source: Source) -> Result<HumanCode, Reason> {
        // A row that is cut short must not be taken for one that raises nothing.
        if row.cells.len() != self.count {
            return Err(Reason::UnevenCode { found: row.cells.len(), expected: self.count });
        }
        let cell = |column: usize| Some(row.cell(column).trim()).filter(|cell| !cell.is_empty());
        let document = cell(self.id).ok_or(Reason::CodeWithoutId)?.to_owned();
        let byte = |cell: &str| cell.parse::<usize>().map_err(|_| Reason::NotARange);
        let range = match self.range.map(|(start, end)| (cell(start), cell(end))) {
            None | Some((None, None)) => None,
            Some((Some(start), Some(end))) => Some(byte(start)?..byte(end)?),
            Some(_) => return Err(Reason::NotARange),
        };
        let area = cell(self.area).map(str::to_owned);
        let coder = self.coder.and_then(cell).unwrap_or(file).to_owned();
        Ok(HumanCode { document, range, area, coder, source })
    }
}

/// The name of a file without folder and extension.
fn stem(path: &str) -> String {
    Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonground::{Document, Silent};

    fn read(name: &str, text: &str) -> Result<CodeTable> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        let path = path.display().to_string();
        Ok(read_codes(&[path], &ReadOptions::default(), &Silent)?.remove(0))
    }

    /// Document, range, area and coder of each row.
    fn told(table: &CodeTable) -> Vec<String> {
        let row = |code: &HumanCode| {
            let range = code.range.as_ref().map(|r| format!(" {}-{}", r.start, r.end)).unwrap_or_default();
            format!("{}{range} {} {}", code.document, code.area.as_deref().unwrap_or("-"), code.coder)
        };
        table.codes.iter().map(row).collect()
    }

    #[test]
    fn rows_are_read_whatever_the_form_of_the_table() {
        let cases: &[(&str, &str, &[&str], bool)] = &[
            (
                "ann.csv",
                "id,start,end,area,score,rank\na,0,9,x,0.9,1\na,9,12,,,\n",
                &["a 0-9 x ann", "a 9-12 - ann"],
                true,
            ),
            ("m.csv", "id,area,score,rank\na,x,0.9,1\n", &["a x m"], true),
            (
                "bo.csv",
                "\u{feff}ID;Area;Coder\r\na;The Sea;Bo\r\nb;;\r\n",
                &["a The Sea Bo", "b - bo"],
                false,
            ),
            ("i.csv", "id,area,strength\na,outside:sky,faint\n", &["a outside:sky i"], false),
            (
                "t.tsv",
                "note\tEnd\tSTART\tarea\tref\nwhy, so\t4\t0\tx\ta\n\t\t\ty\ta\n",
                &["a 0-4 x t", "a y t"],
                false,
            ),
        ];
        for (name, text, expected, is_machine) in cases {
            let table = read(name, text).unwrap();
            assert_eq!(
                (told(&table), table.is_machine),
                (expected.iter().map(|s| s.to_string()).collect(), *is_machine)
            );
            assert_eq!(table.codes[0].source.line, Some(2));
        }
    }

    #[test]
    fn what_cannot_be_read_is_told_with_its_line() {
        let cases = [
            ("c.csv", "id,theme\na,x\n", "no column for the area: head it `area`"),
            ("c.csv", "area\nx\n", "there is no id column"),
            ("c.csv", "id,area,Area\na,x,y\n", "\"Area\" occurs more than once"),
            ("c.csv", "id,start,area\na,1,x\n", "start and end are not two offsets"),
            ("c.csv", "id,start,end,area\na,1,2,x\na,,2,x\n", "c.csv, line 3: start and end are not two"),
            ("c.csv", "id,start,end,area\na,-1,2,x\n", "c.csv, line 2: start and end are not two"),
            ("c.csv", "id,area\na\n", "c.csv, line 2: the row has 1 cells, but the header has 2"),
            ("c.csv", "id,area\n ,x\n", "c.csv, line 2: the row has no id"),
            ("c.csv", "id,area\n", "no code in it"),
            ("c.xlsx", "id,area\na,x\n", "not a table of codes: save it as CSV or TSV"),
        ];
        for (name, text, expected) in cases {
            let message = read(name, text).unwrap_err().to_string();
            assert!(message.contains(expected), "{text}: {message}");
        }
    }

    #[test]
    fn files_of_the_same_name_are_different_coders() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name).display().to_string();
        std::fs::create_dir(folder.path().join("b")).unwrap();
        for name in ["codes.csv", "b/codes.csv", "c.csv"] {
            std::fs::write(path(name), "id,area\na,x\n").unwrap();
        }
        let paths = [path("codes.csv"), path("b/codes.csv"), path("c.csv")];
        let tables = read_codes(&paths, &ReadOptions::default(), &Silent).unwrap();
        let coders: Vec<&str> = tables.iter().map(|table| table.codes[0].coder.as_str()).collect();
        assert_eq!(coders, [paths[0].as_str(), paths[1].as_str(), "c"]);
        let round = Round::new(vec![Document::new("a", "a bus")]).unwrap();
        assert_eq!(all_codes(&tables, &round, None).unwrap().0.coders().len(), 3);
    }
}
