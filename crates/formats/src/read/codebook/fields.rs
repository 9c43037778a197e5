//! Which columns of a table, or fields of records, say what of an area.

use super::super::names::words;
use super::{Entry, Parent};
use crate::error::{Reason, shown};

/// What a column says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Id,
    Name,
    Parent,
    Description,
    Cues,
    Excludes,
    Examples,
}

/// Headers that plainly say the name, the likeliest first. Only one column is the name.
const NAME: [&str; 17] = [
    "name",
    "subtheme",
    "sub theme",
    "subarea",
    "sub area",
    "area",
    "area name",
    "label",
    "title",
    "theme",
    "theme name",
    "code name",
    "topic",
    "node",
    "heading",
    "category",
    "code",
];
const ID: [&str; 9] = ["id", "area id", "code id", "theme id", "key", "ref", "reference", "number", "code"];
const PARENT: [&str; 14] = [
    "parent",
    "parent id",
    "parent name",
    "parent area",
    "parent code",
    "parent theme",
    "domain",
    "group",
    "section",
    "pillar",
    "category",
    "part of",
    "theme",
    "area",
];
const DESCRIPTION: [&str; 9] = [
    "description",
    "definition",
    "meaning",
    "explanation",
    "details",
    "goal",
    "aim",
    "inclusion criteria",
    "what counts",
];
const CUES: [&str; 6] = ["cues", "cue", "keywords", "keyword", "key words", "search terms"];
const EXCLUDES: [&str; 3] = ["excludes", "exclude", "excluded phrases"];
const EXAMPLES: [&str; 8] =
    ["examples", "example", "quotations", "quotation", "quotes", "quote", "example quote", "targets"];

/// What each column says, if anything. "Code" is the name where nothing else is, and the id beside one; "theme" or
/// "category" beside a name or a subtheme is the parent.
pub(super) fn choose(headers: &[String]) -> Result<(Vec<Option<Field>>, Option<String>), Reason> {
    let plain: Vec<String> = headers.iter().map(|header| words(header)).collect();
    let mut fields: Vec<Option<Field>> = vec![None; headers.len()];
    for (names, field) in [(&NAME[..], Field::Name), (&ID, Field::Id), (&PARENT, Field::Parent)] {
        let found = names.iter().find_map(|name| {
            let mut at = (0..plain.len()).filter(|&c| fields[c].is_none() && plain[c] == *name);
            Some((at.next()?, at.next()))
        });
        match found {
            Some((column, Some(_))) => return Err(Reason::AmbiguousColumn { name: headers[column].clone() }),
            Some((column, None)) => fields[column] = Some(field),
            None if field == Field::Name => return Err(Reason::NoNameColumn { headers: headers.to_vec() }),
            None => {}
        }
    }
    for (column, header) in plain.iter().enumerate().filter(|(_, header)| !header.is_empty()) {
        // "Example 2" is one more column of examples.
        let header = header.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end();
        let lists: [(&[&str], Field); 4] = [
            (&DESCRIPTION, Field::Description),
            (&CUES, Field::Cues),
            (&EXCLUDES, Field::Excludes),
            (&EXAMPLES, Field::Examples),
        ];
        let found = lists.iter().find(|(names, _)| names.contains(&header));
        fields[column] = fields[column].or(found.map(|&(_, field)| field));
    }
    let left: Vec<String> = (headers.iter().zip(&fields))
        .filter(|(header, field)| field.is_none() && !header.is_empty())
        .map(|(header, _)| format!("{:?}", shown(header)))
        .collect();
    let warning = format!(
        "columns that are not read: {} (those read are name, id, parent, description, cues, excludes and examples)",
        left.join(", ")
    );
    Ok((fields, (!left.is_empty()).then_some(warning)))
}

impl Entry {
    /// Takes what a cell or field says.
    pub(super) fn take(&mut self, field: Field, value: &str) {
        let value = value.trim();
        if value.is_empty() {
            return;
        }
        match field {
            Field::Id => value.clone_into(&mut self.id),
            Field::Name => self.name = in_one_line(value),
            Field::Parent => self.parent = Parent::Called(in_one_line(value)),
            Field::Description if self.description.is_empty() => value.clone_into(&mut self.description),
            Field::Description => self.description += &format!("\n{value}"),
            Field::Cues => self.cues.extend(phrases(value)),
            Field::Excludes => self.excludes.extend(phrases(value)),
            // Sentences hold commas and semicolons.
            Field::Examples => self.examples.extend(parts(value, &['\n', '|'])),
        }
    }
}

/// The phrases of a cell: between semicolons, bars or lines, or else between commas.
fn phrases(cell: &str) -> Vec<String> {
    let strong = ['\n', ';', '|'];
    if cell.contains(strong) { parts(cell, &strong) } else { parts(cell, &[',']) }
}

fn parts(cell: &str, at: &[char]) -> Vec<String> {
    cell.split(at).map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn in_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
