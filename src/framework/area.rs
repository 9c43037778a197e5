//! Areas of commonality, and the framework that lists them.

use serde::{Deserialize, Serialize};

use super::fault::Fault;
use super::hierarchy::BELOW;

/// One named area: an entry of the analysts' codebook.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// A short name for tables and files: letters, digits, `-`, `_`, `.` or `:`. It never changes, whatever becomes of
    /// the name.
    pub id: String,
    /// The name that people gave it.
    pub name: String,
    /// The id of the area that it is a part of; none for an area of the first level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// What counts as raising it.
    #[serde(default)]
    pub description: String,
    /// Words and phrases that point to it; a final `*` stands for any ending.
    #[serde(default)]
    pub cues: Vec<String>,
    /// Phrases in which a cue is meant otherwise: with the cue "power", the phrase "shore power". Written as cues are.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub excludes: Vec<String>,
    /// Sentences that would be coded with it.
    #[serde(default)]
    pub examples: Vec<String>,
}

/// The list of areas onto which a round is coded, in the analysts' order.
///
/// Areas may be parts of others ([`Area::parent`]), on at most [`MOST_LEVELS`](super::MOST_LEVELS) levels:
/// [`hierarchy`](Framework::hierarchy) tells how they hang together.
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
    /// The area's place among the areas, from 0, where it is known.
    pub place: Option<usize>,
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
    /// Checks that there are areas, each with an id, a name and cues that can be looked for; that no two share an id,
    /// or a name under the same parent; and that every parent is an area and no area is a part of itself.
    ///
    /// # Errors
    /// The first thing that is wrong; without a line, because areas do not know their place in a file.
    pub fn validate(&self) -> Result<(), FrameworkError> {
        let Some(Fault { area, what, .. }) = self.fault() else { return Ok(()) };
        let name = area.map(|place| describe(&self.areas[place].id, &self.areas[place].name, place));
        Err(FrameworkError { line: None, area: name, place: area, what })
    }

    /// An area's name with the names of the areas that it is a part of, the highest first: "Place › Housing". To tell many,
    /// [`Hierarchy::told`](super::Hierarchy::told) looks for the parents once.
    pub fn told(&self, area: usize) -> String {
        let mut names = vec![self.areas[area].name.as_str()];
        let mut at = area;
        while let Some(parent) = self.areas[at].parent.as_deref().filter(|_| names.len() <= self.areas.len())
        {
            let Some(place) = self.areas.iter().position(|area| area.id == parent) else { break };
            names.push(&self.areas[place].name);
            at = place;
        }
        names.reverse();
        names.join(BELOW)
    }

    /// Whether an area is a mere heading: it has parts, and nothing but a name to know it by. Nothing is coded with it;
    /// it has what its parts have.
    pub fn is_heading(&self, area: usize) -> bool {
        let own = &self.areas[area];
        let has_parts = || self.areas.iter().any(|other| other.parent.as_deref() == Some(own.id.as_str()));
        own.description.trim().is_empty() && own.cues.is_empty() && own.examples.is_empty() && has_parts()
    }
}

/// How an error names an area.
pub(super) fn describe(id: &str, name: &str, place: usize) -> String {
    match (id, name) {
        ("", "") => format!("number {}", place + 1),
        ("", name) => name.to_owned(),
        (id, _) => id.to_owned(),
    }
}
