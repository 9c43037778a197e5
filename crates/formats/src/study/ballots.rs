//! Ballots and wishes from tables, as people fill them in and as forms export them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use commonground::framework::{Area, Ids};
use commonground::process::{Ballot, Wishes};

use crate::error::{FormatError, Result, shown};
use crate::read::{InputFile, WholeTable, nearest_name, read_table};

/// What stands in a table of ballots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BallotForm {
    /// Ticks.
    Approval,
    /// Ranks, 1 the most wanted, or names from the most to the least wanted.
    Ranked,
    /// Points.
    Points,
}

/// How a table of ballots is read.
#[derive(Debug, Clone, Default)]
pub struct BallotOptions {
    /// The column that says whose ballot it is. If none, one with a plain header such as `partnership`.
    pub voter: Option<String>,
    /// The columns with the names of what was chosen, in the order of the wishes. If none, a column for each theme.
    pub choices: Vec<String>,
    /// What stands in the cells. If none, what they look like.
    pub form: Option<BallotForm>,
    /// The themes that can be voted for. If none, those that the table has.
    pub themes: Vec<Area>,
}

/// Ballots as a table has them.
#[derive(Debug, Clone, PartialEq)]
pub struct BallotTable {
    /// The entry of the reading log.
    pub file: InputFile,
    /// The themes, in the order in which ties are broken: of the list, or of the table.
    pub themes: Vec<Area>,
    /// A ballot for each row.
    pub ballots: Vec<Ballot>,
    /// The line of each ballot.
    pub lines: Vec<u64>,
    /// What stands in the cells.
    pub form: BallotForm,
    /// What else each row says: the other columns.
    pub others: Vec<BTreeMap<String, String>>,
}

/// Headers that plainly say whose row it is, the likeliest first.
const VOTER: [&str; 8] =
    ["voter", "partnership", "member", "organisation", "organization", "group", "name", "id"];
/// Columns that forms add.
const OF_FORMS: [&str; 10] = [
    "id",
    "start time",
    "completion time",
    "email",
    "name",
    "timestamp",
    "last modified time",
    "username",
    "submission id",
    "language",
];
/// So many faults are told at once.
const MOST_FAULTS: usize = 20;

/// Reads a table of ballots (CSV or TSV).
///
/// There is a row for each voter. Either each theme has a column, headed by its name or id (alone, or in brackets behind the
/// question, as forms put it), with ticks (yes, x, 1), ranks (1, 2, 3) or points; or one or several columns hold the names of
/// what was chosen, with semicolons between.
///
/// # Errors
/// [`FormatError::Unreadable`] if it is no table; [`FormatError::Cells`] with every cell that cannot be understood.
pub fn read_ballots(path: &Path, options: &BallotOptions) -> Result<BallotTable> {
    ballots_of_table(read_table(path)?, options)
}

/// The same of a table that was read already.
///
/// # Errors
/// [`FormatError::Cells`] with every cell that cannot be understood.
pub fn ballots_of_table(table: WholeTable, options: &BallotOptions) -> Result<BallotTable> {
    let path = table.file.path.clone();
    let wrong = |what: String| Err(FormatError::Cells { path: path.clone(), faults: vec![what], more: 0 });
    let voter = match column(&table.headers, options.voter.as_deref(), &VOTER) {
        Some(voter) => voter,
        None => {
            let name = options.voter.as_deref().unwrap_or("partnership");
            return wrong(format!(
                "row 1: there is no column {name:?} that says whose ballot it is: name it with --voter; the columns are {}",
                list(&table.headers)
            ));
        }
    };
    let mut choices = Vec::new();
    for name in &options.choices {
        match column(&table.headers, Some(name), &[]) {
            Some(place) => choices.push(place),
            None => {
                return wrong(format!(
                    "row 1: there is no column {:?}: the columns are {}",
                    shown(name),
                    list(&table.headers)
                ));
            }
        }
    }
    let mut reader = Reader { table: &table, themes: options.themes.clone(), faults: Vec::new() };
    let (wishes, form, used) = match choices.is_empty() {
        true => {
            let columns = reader.theme_columns(voter);
            if columns.is_empty() {
                return wrong(format!(
                    "row 1: no column is headed by a theme: head one by the name of each, or name the columns with the choices by --choices; the columns are {}",
                    list(&table.headers)
                ));
            }
            let form = match options.form.or_else(|| reader.form(&columns)) {
                Some(form) => form,
                None => return wrong(
                    "the cells are numbers that may be ranks or points: say --form ranked or --form points"
                        .to_owned(),
                ),
            };
            let used: BTreeSet<usize> = columns.iter().map(|&(column, _)| column).collect();
            (reader.grid(&columns, form), form, used)
        }
        false => {
            let form = match (options.form, choices.len()) {
                (Some(BallotForm::Points), _) => return wrong("names have no points: give --form approval or --form ranked".to_owned()),
                (Some(form), _) => form,
                (None, 1) => return wrong("the names may be in the order of the wishes or not: say --form ranked or --form approval".to_owned()),
                (None, _) => BallotForm::Ranked,
            };
            (reader.lists(&choices, form), form, choices.iter().copied().collect())
        }
    };
    let mut ballots = Vec::new();
    for ((line, cells), wishes) in table.rows.iter().zip(wishes) {
        let name = cells[voter].trim().to_owned();
        if name.is_empty() {
            reader.faults.push(format!("row {line}: it is not said whose ballot it is"));
        }
        ballots.push(Ballot { voter: name, wishes });
    }
    let mut first: BTreeMap<&str, u64> = BTreeMap::new();
    for ((line, _), ballot) in table.rows.iter().zip(&ballots) {
        if let Some(before) = first.insert(&ballot.voter, *line).filter(|_| !ballot.voter.is_empty()) {
            reader.faults.push(format!(
                "row {line}: {:?} has a ballot in row {before} already: keep one",
                shown(&ballot.voter)
            ));
        }
    }
    if !reader.faults.is_empty() {
        let more = reader.faults.len().saturating_sub(MOST_FAULTS);
        reader.faults.truncate(MOST_FAULTS);
        return Err(FormatError::Cells { path, faults: reader.faults, more });
    }
    let others = table.rows.iter().map(|(_, cells)| {
        let rest = (0..table.headers.len()).filter(|column| *column != voter && !used.contains(column));
        rest.map(|column| (table.headers[column].clone(), cells[column].clone())).collect()
    });
    let (themes, others) = (reader.themes, others.collect());
    let lines = table.rows.iter().map(|(line, _)| *line).collect();
    Ok(BallotTable { file: table.file, themes, ballots, lines, form, others })
}

struct Reader<'t> {
    table: &'t WholeTable,
    themes: Vec<Area>,
    faults: Vec<String>,
}

impl Reader<'_> {
    /// The columns that are about a theme. Without a list of themes all are that a form has not added.
    fn theme_columns(&mut self, voter: usize) -> Vec<(usize, usize)> {
        let headers = &self.table.headers;
        if self.themes.is_empty() {
            let is_theme = |&place: &usize| {
                place != voter
                    && !OF_FORMS.contains(&headers[place].to_lowercase().as_str())
                    && !headers[place].is_empty()
            };
            let columns: Vec<usize> = (0..headers.len()).filter(is_theme).collect();
            let mut ids = Ids::default();
            for &place in &columns {
                let name = bracketed(&headers[place]).unwrap_or(&headers[place]).to_owned();
                let id = ids.make(&name);
                self.themes.push(Area { id, name, ..Area::default() });
            }
            return columns.into_iter().enumerate().map(|(theme, column)| (column, theme)).collect();
        }
        let theme = |place: usize| {
            let whole = self.theme(&headers[place]);
            whole.or_else(|| bracketed(&headers[place]).and_then(|inner| self.theme(inner)))
        };
        (0..headers.len())
            .filter(|&place| place != voter)
            .filter_map(|place| Some((place, theme(place)?)))
            .collect()
    }

    fn theme(&self, told: &str) -> Option<usize> {
        let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
        let told = plain(told);
        self.themes.iter().position(|theme| theme.id == told || plain(&theme.name) == told)
    }

    /// What the cells look like; none where numbers may be either ranks or points.
    fn form(&self, columns: &[(usize, usize)]) -> Option<BallotForm> {
        let cells = self
            .table
            .rows
            .iter()
            .flat_map(|(_, cells)| columns.iter().map(|&(column, _)| cells[column].trim()));
        let mut said = cells.filter(|cell| !cell.is_empty());
        said.all(|cell| tick(cell).is_some()).then_some(BallotForm::Approval)
    }

    fn grid(&mut self, columns: &[(usize, usize)], form: BallotForm) -> Vec<Wishes> {
        let table = self.table;
        let mut all = Vec::new();
        for (line, cells) in &table.rows {
            let mut numbers: Vec<(usize, u32)> = Vec::new();
            for &(column, theme) in columns {
                let cell = cells[column].trim();
                let number = match form {
                    _ if cell.is_empty() => Some(0),
                    BallotForm::Approval => tick(cell).map(u32::from),
                    BallotForm::Ranked => rank(cell),
                    BallotForm::Points => cell.parse().ok(),
                };
                match number {
                    Some(number) => numbers.push((theme, number)),
                    None => {
                        let wanted = match form {
                            BallotForm::Approval => "yes or no",
                            BallotForm::Ranked => "a rank such as 1",
                            BallotForm::Points => "a whole number of points",
                        };
                        self.faults.push(format!(
                            "row {line}, column {:?}: {:?} is not {wanted}",
                            shown(&table.headers[column]),
                            shown(cell)
                        ));
                    }
                }
            }
            let given = numbers.iter().filter(|(_, number)| *number > 0);
            all.push(match form {
                BallotForm::Approval => Wishes::Approved(given.map(|&(theme, _)| theme).collect()),
                BallotForm::Points => Wishes::Points(given.copied().collect()),
                BallotForm::Ranked => {
                    let mut ranks: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
                    for &(theme, rank) in given {
                        ranks.entry(rank).or_default().insert(theme);
                    }
                    Wishes::Ranked(ranks.into_values().collect())
                }
            });
        }
        all
    }

    fn lists(&mut self, choices: &[usize], form: BallotForm) -> Vec<Wishes> {
        let table = self.table;
        if self.themes.is_empty() {
            // What nobody chose is not known; the others are in the order of their names.
            let names: BTreeSet<&str> = table
                .rows
                .iter()
                .flat_map(|(_, cells)| choices.iter().flat_map(|&column| several(&cells[column])))
                .collect();
            let mut ids = Ids::default();
            for name in names {
                let id = ids.make(name);
                self.themes.push(Area { id, name: name.to_owned(), ..Area::default() });
            }
        }
        let mut all = Vec::new();
        for (line, cells) in &table.rows {
            let mut wishes: Vec<usize> = Vec::new();
            for &column in choices {
                for name in several(&cells[column]) {
                    match self.theme(name) {
                        Some(theme) if wishes.contains(&theme) => {
                            self.faults.push(format!(
                                "row {line}, column {:?}: {:?} is chosen twice",
                                shown(&table.headers[column]),
                                shown(name)
                            ));
                        }
                        Some(theme) => wishes.push(theme),
                        None => {
                            let names: Vec<String> =
                                self.themes.iter().map(|theme| theme.name.clone()).collect();
                            let near = nearest_name(name, &names)
                                .map(|near| format!(" (did you mean {near:?}?)"))
                                .unwrap_or_default();
                            self.faults.push(format!(
                                "row {line}, column {:?}: there is no theme {:?}{near}",
                                shown(&table.headers[column]),
                                shown(name)
                            ));
                        }
                    }
                }
            }
            all.push(match form {
                BallotForm::Approval => Wishes::Approved(wishes.into_iter().collect()),
                _ => Wishes::Ranked(wishes.into_iter().map(|theme| BTreeSet::from([theme])).collect()),
            });
        }
        all
    }
}

/// A column by its name, or by the first plain name that there is.
fn column(headers: &[String], named: Option<&str>, plain: &[&str]) -> Option<usize> {
    let find = |name: &str| headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name.trim()));
    match named {
        Some(name) => find(name),
        None => plain.iter().find_map(|name| find(name)),
    }
}

fn list(headers: &[String]) -> String {
    headers.iter().map(|header| format!("{:?}", shown(header))).collect::<Vec<_>>().join(", ")
}

/// What stands in brackets at the end of a header: the row of a grid question.
fn bracketed(header: &str) -> Option<&str> {
    let inner = header.trim().strip_suffix(']')?;
    Some(inner[inner.rfind('[')? + 1..].trim())
}

fn several(cell: &str) -> Vec<&str> {
    cell.split([';', '\n']).map(str::trim).filter(|name| !name.is_empty()).collect()
}

fn tick(cell: &str) -> Option<bool> {
    match cell.trim().to_lowercase().as_str() {
        "yes" | "y" | "x" | "✓" | "✔" | "1" | "true" | "tick" | "approve" | "checked" => Some(true),
        "no" | "n" | "0" | "false" | "-" | "unchecked" => Some(false),
        _ => None,
    }
}

/// A rank: `1`, `1st`, `2nd`.
fn rank(cell: &str) -> Option<u32> {
    let lower = cell.trim().to_lowercase();
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|end| lower.strip_suffix(end)).unwrap_or(&lower);
    digits.trim().parse().ok().filter(|&rank| rank > 0)
}
