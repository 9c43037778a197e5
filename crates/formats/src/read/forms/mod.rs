//! Exports of online forms: which columns are questions, and which are the form's own.
//!
//! The forms are data, in `presets.toml`. Where one is recognised, the questions that were answered in sentences become the
//! sections of a document, under the question as heading, so that its words can be told from those of the answer. Other
//! questions become metadata. Columns that name a person, and times, are not read unless they are asked for.

use serde::Deserialize;

use super::ReadOptions;
use super::columns::{Columns, consent, is_plain};
use super::names::{is_personal, words};
use super::parsed::quoted;
use super::table::{Row, Table};
use crate::error::Reason;

/// A form whose exports are known.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Form {
    name: String,
    called: String,
    needs: Vec<String>,
    first: Option<String>,
    id: Vec<String>,
    person: Vec<String>,
    apart: Vec<String>,
    #[serde(default)]
    prefixes: Vec<String>,
    #[serde(default)]
    titles: bool,
}

#[derive(Deserialize)]
struct Presets {
    form: Vec<Form>,
}

fn presets() -> Vec<Form> {
    // A test reads them, so that what is built has them.
    toml_edit::de::from_str::<Presets>(include_str!("presets.toml")).map(|p| p.form).unwrap_or_default()
}

/// The names by which a form can be asked for.
pub fn form_names() -> Vec<String> {
    presets().into_iter().map(|form| form.name).collect()
}

impl Form {
    /// The form of a table: the one that is asked for, or else that of its headers.
    pub(super) fn of(headers: &[String], wanted: Option<&str>) -> Result<Option<Form>, Reason> {
        let mut presets = presets();
        match wanted {
            Some("none") => Ok(None),
            Some(name) => match presets.iter().position(|form| form.name == name) {
                Some(place) => Ok(Some(presets.swap_remove(place))),
                None => Err(Reason::UnknownForm { name: name.to_owned(), forms: form_names() }),
            },
            None => Ok(presets.into_iter().find(|form| form.is_of(headers))),
        }
    }

    fn is_of(&self, headers: &[String]) -> bool {
        let known: Vec<String> = headers.iter().map(|header| words(header)).collect();
        // A table that begins with a time may be anything, unless nothing in it has the name of a column of ours.
        let is_first = |first: &String| known.first() == Some(first) && !headers.iter().any(|h| is_plain(h));
        self.needs.iter().all(|needed| known.contains(needed)) && self.first.as_ref().is_none_or(is_first)
    }

    /// Whether a column is the form's own rather than a question.
    fn owns(&self, header: &str) -> bool {
        let of_header = words(header);
        let begins = |prefix: &String| {
            of_header.strip_prefix(prefix.as_str()).is_some_and(|rest| rest.starts_with(' '))
                && header.contains(" - ")
        };
        self.apart.contains(&of_header) || self.prefixes.iter().any(begins)
    }

    fn is_person(&self, header: &str) -> bool {
        self.person.contains(&words(header)) || is_personal(header)
    }
}

/// What is known of a table of a form after it was read once.
pub(super) struct Questions {
    pub(super) columns: Columns,
    /// What each column of text is headed by in a document; nothing where there is one question only.
    pub(super) headings: Vec<Option<String>>,
    /// Rows below the header that are no answers.
    pub(super) rows_of_titles: usize,
}

/// How the answers to a question look.
#[derive(Debug, Clone, Copy, Default)]
struct Answers {
    count: usize,
    words: usize,
    longest: usize,
}

impl Answers {
    /// Answers of so many words in the mean, …
    const MEAN: usize = 6;
    /// … or one of so many: nobody ticks such a thing.
    const LONG: usize = 20;

    fn take(&mut self, cell: &str) {
        let words = cell.split_whitespace().count();
        if words > 0 {
            self.count += 1;
            self.words += words;
            self.longest = self.longest.max(words);
        }
    }

    fn are_open(&self) -> bool {
        self.longest >= Self::LONG || self.count > 0 && self.words >= Self::MEAN * self.count
    }

    /// Whether so many answered that the question above their answers is sure to be known for one: the bar of `noise` for
    /// what is repeated, with room.
    fn show_the_question(&self, rows: usize) -> bool {
        self.count >= 4 && 5 * self.count >= rows
    }
}

/// Reads the table of a form once, and says what its columns are.
pub(super) fn questions(
    form: &Form,
    headers: &[String],
    table: &mut Table<'_>,
    chosen: impl FnOnce(&ReadOptions) -> Result<Columns, Reason>,
    options: &ReadOptions,
) -> Result<Questions, (Option<u64>, Reason)> {
    let mut titles: Vec<String> = headers.to_vec();
    let mut answers = vec![Answers::default(); headers.len()];
    let (mut rows, mut rows_of_titles) = (0, 0);
    while let Some(row) = table.next_row()? {
        if form.titles && rows == 0 && rows_of_titles < 2 && is_of_titles(&row, rows_of_titles) {
            if rows_of_titles == 0 {
                titles = (0..headers.len()).map(|column| row.cell(column).to_owned()).collect();
            }
            rows_of_titles += 1;
            continue;
        }
        rows += 1;
        answers.iter_mut().enumerate().for_each(|(column, answers)| answers.take(row.cell(column)));
    }

    let of_name = |name: &String| headers.iter().position(|header| words(header) == *name);
    let id = form.id.iter().find_map(of_name);
    // What is wrong with it is said where the columns are chosen.
    let consent = consent(headers, options, headers).ok().flatten();
    let is_question = |column: &usize| {
        let header = &headers[*column];
        !header.is_empty()
            && ![id, consent].contains(&Some(*column))
            && !form.owns(header)
            && !form.is_person(header)
    };
    let mut given = options.clone();
    if given.id.is_none() {
        given.id = id.map(|column| headers[column].clone());
    }
    if given.text.is_empty() {
        let is_open =
            |column: &usize| answers[*column].are_open() && !options.meta.contains(&headers[*column]);
        given.text = (0..headers.len())
            .filter(|column| is_question(column) && is_open(column))
            .map(|column| headers[column].clone())
            .collect();
        if given.text.is_empty() {
            return Err((
                None,
                Reason::NoOpenQuestion { form: form.called.clone(), headers: headers.to_vec() },
            ));
        }
    }
    let mut columns = chosen(&given).map_err(|reason| (None, reason))?;
    if options.meta.is_empty() {
        columns.meta.retain(is_question);
    }
    let several = columns.text.len() > 1;
    let heading = |&column: &usize| {
        let shown = several && answers[column].show_the_question(rows);
        shown.then(|| heading_of(&titles[column])).filter(|heading| !heading.is_empty())
    };
    let headings = columns.text.iter().map(heading).collect();
    columns.warnings = told(form, headers, &columns);
    Ok(Questions { columns, headings, rows_of_titles })
}

/// Whether a row below the header has the titles of the questions, or in a third row their ids.
fn is_of_titles(row: &Row<'_>, before: usize) -> bool {
    before == 0 || row.cells.iter().any(|cell| cell.contains("\"ImportId\""))
}

/// A question as the heading of a section: a line for each of its sentences, so that each can be known for what it is.
fn heading_of(title: &str) -> String {
    let mut heading = String::new();
    let mut begins = true;
    for word in title.split_whitespace() {
        match (begins, heading.is_empty()) {
            (true, true) => heading.push_str("# "),
            (true, false) => heading.push_str("\n# "),
            (false, _) => heading.push(' '),
        }
        heading.push_str(word);
        begins = word.ends_with(['.', '?', '!', ':']);
    }
    heading
}

/// What the user should know about the choice.
fn told(form: &Form, headers: &[String], columns: &Columns) -> Vec<String> {
    let names = |columns: &[usize]| columns.iter().map(|&c| headers[c].clone()).collect::<Vec<_>>();
    let is_left = |column: &usize| {
        let is_other = [columns.id, columns.consent].contains(&Some(*column));
        !columns.text.contains(column) && !columns.meta.contains(column) && !is_other
    };
    let left: Vec<usize> = (0..headers.len()).filter(|column| is_left(column)).collect();
    let mut told =
        format!("read as an export of {}: text from {}", form.called, quoted(&names(&columns.text)));
    if !columns.meta.is_empty() {
        told.push_str(&format!("; metadata from {}", quoted(&names(&columns.meta))));
    }
    if !left.is_empty() {
        let why = "to read one, name all metadata columns with --meta";
        told.push_str(&format!("; not read: {} ({why})", quoted(&names(&left))));
    }
    told.push_str(". --text names other questions, and --form none reads it as any table");
    vec![told]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_presets_can_be_read_and_are_told_apart_by_their_headers() {
        assert_eq!(form_names(), ["microsoft", "google", "jisc", "qualtrics"]);
        let cases = [
            ("ID,Start time,Completion time,Email,Name,Why?", Some("microsoft")),
            ("Id,Start\u{a0}time,Completion time,Why?", Some("microsoft")),
            ("Timestamp,Email Address,Why?", Some("google")),
            ("Why?,Timestamp", None),
            ("timestamp,id,text", None),
            ("Unique Response Number,1. Why?", Some("jisc")),
            ("StartDate,EndDate,Status,RecordedDate,ResponseId,Q1", Some("qualtrics")),
            ("id,text", None),
        ];
        for (line, expected) in cases {
            let headers: Vec<String> = line.split(',').map(super::super::table::tidy).collect();
            let form = Form::of(&headers, None).unwrap();
            assert_eq!(form.map(|form| form.name).as_deref(), expected, "{line}");
        }
        assert!(Form::of(&[], Some("survey")).is_err());
    }

    #[test]
    fn a_form_owns_its_columns_and_no_question() {
        let form = presets().remove(0);
        for header in ["Start time", "Points - Why?", "Feedback - Why?"] {
            assert!(form.owns(header), "{header}");
        }
        for header in ["Points of interest", "Feedback from residents", "What is the start time?"] {
            assert!(!form.owns(header), "{header}");
        }
    }

    #[test]
    fn each_sentence_of_a_question_is_a_heading() {
        assert_eq!(heading_of(" Say why.\n(If you can)  Or how? "), "# Say why.\n# (If you can) Or how?");
        assert_eq!(heading_of(" "), "");
    }
}
