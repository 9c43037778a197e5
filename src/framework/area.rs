//! Areas of commonality, and the framework that lists them.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// One named area: an entry of the analysts' codebook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// A short name for tables and files: letters, digits, `-`, `_`, `.` or `:`.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// What counts as raising it.
    #[serde(default)]
    pub description: String,
    /// Words and phrases that point to it; a final `*` stands for any ending.
    #[serde(default)]
    pub cues: Vec<String>,
    /// Sentences that would be coded with it.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// The list of areas onto which a round is coded, in the analysts' order.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Framework {
    /// The framework's name.
    pub name: String,
    /// Its version, as its authors count.
    #[serde(default)]
    pub version: String,
    /// The areas.
    pub areas: Vec<Area>,
}

/// What is wrong with a framework.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct FrameworkError {
    /// The line of the file, from 1, where it is known.
    pub line: Option<usize>,
    /// The area concerned: its id or name, or its number.
    pub area: Option<String>,
    /// What is wrong, and the remedy.
    pub what: String,
}

impl std::fmt::Display for FrameworkError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        if let Some(area) = &self.area {
            write!(f, "area {area:?}: ")?;
        }
        f.write_str(&self.what)
    }
}

impl Framework {
    /// Checks that there are areas, each with an id, a name and something to know it by, and that no two
    /// share an id or a name.
    ///
    /// # Errors
    /// The first thing that is wrong; without a line, because areas do not know their place in a file.
    pub fn validate(&self) -> Result<(), FrameworkError> {
        match self.fault() {
            Some((area, what)) => {
                let area = area.map(|a| describe(&self.areas[a], a));
                Err(FrameworkError { line: None, area, what })
            }
            None => Ok(()),
        }
    }

    /// The first fault: the area (by its place) and what is wrong with it.
    pub(super) fn fault(&self) -> Option<(Option<usize>, String)> {
        if self.areas.is_empty() {
            return Some((None, "a framework needs at least one [[area]]".into()));
        }
        let (mut ids, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (place, area) in self.areas.iter().enumerate() {
            if let Some(what) = area.fault() {
                return Some((Some(place), what));
            }
            let name = area.name.trim().to_lowercase();
            for (seen, value, kind) in [(&mut ids, area.id.clone(), "id"), (&mut names, name, "name")] {
                if let Some(first) = seen.insert(value, place) {
                    let what = format!(
                        "has the same {kind} as area number {}: give each area a {kind} of its own",
                        first + 1
                    );
                    return Some((Some(place), what));
                }
            }
        }
        None
    }
}

impl Area {
    fn fault(&self) -> Option<String> {
        let allowed = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
        if self.id.is_empty() || !self.id.chars().all(allowed) {
            return Some("needs an id of letters, digits, '-', '_', '.' or ':'".into());
        }
        if self.name.trim().is_empty() {
            return Some("needs a name".into());
        }
        let has_letter = |cue: &String| cue.chars().any(char::is_alphanumeric);
        if let Some(place) = self.cues.iter().position(|cue| !has_letter(cue)) {
            return Some(format!(
                "cue number {} has no letter or digit: take it out, or write a word",
                place + 1
            ));
        }
        let inner_star = |cue: &String| cue.trim_end_matches('*').contains('*');
        if let Some(place) = self.cues.iter().position(inner_star) {
            return Some(format!(
                "cue number {} has a '*' inside: only the end of a cue can be open",
                place + 1
            ));
        }
        None
    }
}

/// How an error names an area.
pub(super) fn describe(area: &Area, place: usize) -> String {
    match (area.id.as_str(), area.name.as_str()) {
        ("", "") => format!("number {}", place + 1),
        ("", name) => name.to_owned(),
        (id, _) => id.to_owned(),
    }
}
