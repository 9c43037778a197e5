//! The sheet in which colleagues decide: a table of the areas with columns to fill in, and that table read back.

use std::collections::BTreeSet;
use std::path::Path;

use commonground::Framework;
use commonground::coding::AreaNames;
use commonground::framework::{Area, Ids};
use commonground::process::decisions::{Act, Basis, Evidence, NewArea};
use commonground::process::replay::{EvidenceOf, basis};

use crate::error::{FormatError, Result, shown};
use crate::read::{WholeTable, read_table};
use crate::write::{Csv, CsvStyle};

/// The columns; those from `verdict` to `why` are for colleagues to fill in.
pub(super) const COLUMNS: [&str; 12] = [
    "area",
    "name",
    "description",
    "documents",
    "passages",
    "verdict",
    "new name",
    "with",
    "into",
    "why",
    "based on",
    "seen",
];

/// The words that a colleague can write as a verdict.
pub(super) const VERDICTS: [&str; 8] =
    ["keep", "rename", "merge", "split", "drop", "drop-to-guidance", "add", "comment"];

/// So many faults are told at once.
const MOST_FAULTS: usize = 20;

/// A row that a colleague filled in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filled {
    /// The line of the table.
    pub line: u64,
    /// What was decided.
    pub act: Act,
    /// Why.
    pub why: String,
    /// The area as the sheet showed it.
    pub based_on: Vec<Basis>,
    /// The decisions that were known when the sheet was made.
    pub seen: Vec<String>,
}

/// A sheet of the areas as they stand, for a spreadsheet.
///
/// # Errors
/// None in practice: see [`Csv::row`].
pub fn decision_sheet(
    draft: &Framework,
    version: &str,
    evidence: Option<&EvidenceOf>,
    seen: &[String],
) -> Result<Vec<u8>> {
    let mut csv = Csv::new("sheet.csv", &COLUMNS, CsvStyle::Spreadsheet)?;
    for row in rows(draft, version, evidence, seen) {
        csv.row(row)?;
    }
    csv.finish()
}

/// A row for each area, with the columns of colleagues left blank.
pub(super) fn rows(
    draft: &Framework,
    version: &str,
    evidence: Option<&EvidenceOf>,
    seen: &[String],
) -> Vec<[String; COLUMNS.len()]> {
    let row = |area: &Area| {
        let basis = basis(area, version, evidence);
        let count =
            |of: fn(&Evidence) -> usize| basis.evidence.as_ref().map_or(String::new(), |e| of(e).to_string());
        let print = basis.evidence.as_ref().map_or(String::new(), |evidence| format!(":{}", evidence.print));
        [
            area.id.clone(),
            area.name.clone(),
            area.description.clone(),
            count(|evidence| evidence.documents),
            count(|evidence| evidence.passages),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            String::new(),
            format!("v{version}{print}"),
            seen.join(" "),
        ]
    };
    draft.areas.iter().map(row).collect()
}

/// Reads a sheet that was filled in. A row without a verdict says nothing, unless it has a reason: then it is a comment.
/// `taken` are ids that new areas cannot have.
///
/// # Errors
/// [`FormatError::Unreadable`] if it is no table with these columns; [`FormatError::Cells`] with every cell that cannot be
/// understood: then nothing of the sheet is taken.
pub fn read_decision_sheet(path: &Path, draft: &Framework, taken: Ids) -> Result<Vec<Filled>> {
    decisions_of_table(&read_table(path)?, draft, taken)
}

/// The same of a sheet that was read already.
pub(super) fn decisions_of_table(table: &WholeTable, draft: &Framework, taken: Ids) -> Result<Vec<Filled>> {
    let path = &table.file.path;
    let columns = Columns::of(path, &table.headers)?;
    let names = AreaNames::of(draft);
    let mut reader = Reader { draft, names, columns, ids: taken, faults: Vec::new() };
    let mut filled: Vec<Filled> = Vec::new();
    for (line, cells) in &table.rows {
        if let Some(row) = reader.row(*line, cells) {
            let is_said = |other: &Filled| is_same_merge(&other.act, &row.act);
            if !filled.iter().any(is_said) {
                filled.push(row);
            }
        }
    }
    if reader.faults.is_empty() {
        return Ok(filled);
    }
    let more = reader.faults.len().saturating_sub(MOST_FAULTS);
    reader.faults.truncate(MOST_FAULTS);
    Err(FormatError::Cells { path: path.clone(), faults: reader.faults, more })
}

/// A merge stands in the row of each area that goes into it, or of one.
fn is_same_merge(a: &Act, b: &Act) -> bool {
    let set = |areas: &[String]| areas.iter().cloned().collect::<BTreeSet<_>>();
    match (a, b) {
        (Act::Merge { areas, into }, Act::Merge { areas: others, into: other }) => {
            set(areas) == set(others) && into.name == other.name
        }
        _ => false,
    }
}

/// Where each column stands, in the order of [`COLUMNS`].
struct Columns([Option<usize>; COLUMNS.len()]);

impl Columns {
    fn of(path: &str, headers: &[String]) -> Result<Self> {
        let place = |name: &str| headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name));
        let columns = Columns(COLUMNS.map(place));
        let missing: Vec<&str> = ["area", "name", "verdict", "why"]
            .into_iter()
            .filter(|name| columns.place(name).is_none())
            .collect();
        if missing.is_empty() {
            return Ok(columns);
        }
        let faults = vec![format!(
            "row 1: there is no column {}: keep the header row as `decide --sheet` wrote it",
            missing.join(", ")
        )];
        Err(FormatError::Cells { path: path.to_owned(), faults, more: 0 })
    }

    fn place(&self, name: &str) -> Option<usize> {
        COLUMNS.iter().position(|column| *column == name).and_then(|at| self.0[at])
    }
}

struct Reader<'a> {
    draft: &'a Framework,
    names: AreaNames<'a>,
    columns: Columns,
    ids: Ids,
    faults: Vec<String>,
}

impl Reader<'_> {
    fn cell<'c>(&self, cells: &'c [String], name: &str) -> &'c str {
        let cell = self.columns.place(name).and_then(|at| cells.get(at)).map_or("", |cell| cell.trim());
        // What kept a spreadsheet from running it as a formula.
        match cell.strip_prefix('\'') {
            Some(rest) if rest.starts_with(['=', '+', '-', '@']) => rest,
            _ => cell,
        }
    }

    /// Takes down what is wrong with a cell, by the name that a spreadsheet gives it.
    fn fault(&mut self, line: u64, column: &str, what: &str) {
        let place = self.columns.place(column).unwrap_or_default();
        self.faults.push(format!("cell {}{line} ({column}): {what}", letters(place)));
    }

    fn row(&mut self, line: u64, cells: &[String]) -> Option<Filled> {
        let verdict = self.cell(cells, "verdict").to_lowercase().replace([' ', '_'], "-");
        let why = self.cell(cells, "why").to_owned();
        let verdict = match verdict.as_str() {
            "" if why.is_empty() => return None,
            "" => "comment",
            "guidance" | "drop-to-guidance" => "drop-to-guidance",
            known if VERDICTS.contains(&known) => known,
            other => {
                let names = VERDICTS.map(str::to_owned);
                let near = crate::read::nearest_name(other, &names);
                let hint = near.map(|near| format!(" (did you mean {near}?)")).unwrap_or_default();
                let what = format!("{:?} is no verdict{hint}: write {}", shown(other), VERDICTS.join(", "));
                self.fault(line, "verdict", &what);
                return None;
            }
        };
        if why.is_empty() && verdict != "keep" {
            self.fault(
                line,
                "why",
                &format!("a reason is missing: say in a few words why this is to {verdict}"),
            );
            return None;
        }
        if verdict == "add" {
            return self.add(line, cells, why);
        }
        let told = self.cell(cells, "area");
        let Some(place) = self.names.place(told) else {
            let what = format!("there is no area {:?} now: leave the first column as it was", shown(told));
            self.fault(line, "area", &what);
            return None;
        };
        let area = self.draft.areas[place].id.clone();
        let name = self.cell(cells, "new name").to_owned();
        let act = match verdict {
            "keep" => Act::Keep { area },
            "drop" => Act::Drop { area },
            "drop-to-guidance" => Act::DropToGuidance { area },
            "comment" => Act::Comment { on: area },
            "rename" if name.is_empty() => {
                self.fault(line, "new name", "the new name is missing: write it here");
                return None;
            }
            "rename" => Act::Rename { area, name, description: None },
            "merge" => self.merge(line, cells, area, &name)?,
            _ => self.split(line, cells, area)?,
        };
        Some(Filled { line, act, why, based_on: vec![self.basis(cells, place)], seen: self.seen(cells) })
    }

    fn add(&mut self, line: u64, cells: &[String], why: String) -> Option<Filled> {
        let name = self.cell(cells, "name").to_owned();
        if name.is_empty() {
            self.fault(line, "name", "a new area needs a name: write it here");
            return None;
        }
        let description = self.cell(cells, "description").to_owned();
        let area = NewArea { description, ..NewArea::named(&name, &mut self.ids) };
        let act = Act::Add { area, proposer: String::new() };
        Some(Filled { line, act, why, based_on: Vec::new(), seen: self.seen(cells) })
    }

    fn merge(&mut self, line: u64, cells: &[String], area: String, name: &str) -> Option<Act> {
        let mut areas = vec![area];
        for told in several(self.cell(cells, "with")) {
            match self.names.place(told).map(|place| self.draft.areas[place].id.clone()) {
                Some(other) if areas.contains(&other) => {}
                Some(other) => areas.push(other),
                None => {
                    let what =
                        format!("there is no area {:?}: write ids or names, with ; between", shown(told));
                    self.fault(line, "with", &what);
                    return None;
                }
            }
        }
        if areas.len() < 2 {
            self.fault(
                line,
                "with",
                "it is not said what this is to merge with: write the ids or names of other areas",
            );
            return None;
        }
        if name.is_empty() {
            self.fault(line, "new name", "it is not said what the merged area is called: write a name here");
            return None;
        }
        let into = NewArea::merged(name, &areas, self.draft, &mut self.ids);
        Some(Act::Merge { areas, into })
    }

    fn split(&mut self, line: u64, cells: &[String], area: String) -> Option<Act> {
        let names = several(self.cell(cells, "into"));
        if names.len() < 2 {
            self.fault(line, "into", "a split needs two names or more: write them with ; between");
            return None;
        }
        let into = names.into_iter().map(|name| NewArea::named(name, &mut self.ids)).collect();
        Some(Act::Split { area, into })
    }

    /// The area as the sheet showed it.
    fn basis(&self, cells: &[String], place: usize) -> Basis {
        let mut area = self.draft.areas[place].clone();
        self.cell(cells, "name").clone_into(&mut area.name);
        self.cell(cells, "description").clone_into(&mut area.description);
        let (version, print) = match self.cell(cells, "based on").trim_start_matches('v').split_once(':') {
            Some((version, print)) => (version, Some(print)),
            None => (self.cell(cells, "based on").trim_start_matches('v'), None),
        };
        let number = |name: &str| self.cell(cells, name).parse().ok();
        let evidence = print.zip(number("passages")).zip(number("documents"));
        let evidence = evidence.map(|((print, passages), documents)| Evidence {
            passages,
            documents,
            print: print.to_owned(),
        });
        Basis { evidence, ..basis(&area, version, None) }
    }

    fn seen(&self, cells: &[String]) -> Vec<String> {
        self.cell(cells, "seen").split_whitespace().map(str::to_owned).collect()
    }
}

/// The names in a cell, with semicolons between.
fn several(cell: &str) -> Vec<&str> {
    cell.split([';', '\n', '|']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// What a spreadsheet calls a column: A to Z, AA, AB …
fn letters(place: usize) -> String {
    let letter = |n: usize| char::from(b'A' + (n % 26) as u8);
    match place / 26 {
        0 => letter(place).to_string(),
        more => format!("{}{}", letters(more - 1), letter(place)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_called_as_spreadsheets_call_them() {
        let cases = [(0, "A"), (11, "L"), (25, "Z"), (26, "AA"), (53, "BB"), (701, "ZZ")];
        assert!(cases.iter().all(|(place, name)| letters(*place) == *name));
    }
}
