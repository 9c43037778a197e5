//! The acts, and what belongs to each.

use serde::{Deserialize, Serialize};

use crate::framework::{Area, Framework, Ids};

/// One human act on the areas.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decision {
    /// What it is called: the writer, its number in the writer's log, and the start of a hash of all that it says, so
    /// that two different decisions never have one id. Made by [`write_line`](super::write_line).
    pub id: String,
    /// Who decided.
    pub by: String,
    /// On which device, so that each has a log of its own.
    pub device: String,
    /// When, in UTC: `2026-03-02T10:11:12Z`.
    pub when: String,
    /// What was decided.
    pub act: Act,
    /// Why.
    pub why: String,
    /// What it was based on: the areas concerned, as they were shown.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub based_on: Vec<Basis>,
    /// The last decision of each other log that the writer had before them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub seen: Vec<String>,
    /// The decisions in conflict that this one settles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub settles: Vec<String>,
}

/// What can be done. Areas are named by their id, which never changes, whatever becomes of the name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Act {
    /// The area stays as it is.
    Keep {
        /// The area.
        area: String,
    },
    /// The area has another name.
    Rename {
        /// The area.
        area: String,
        /// The new name.
        name: String,
        /// A new description; the old one stays without.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// Several areas become one.
    Merge {
        /// The areas, two or more.
        areas: Vec<String>,
        /// What they become. What is empty is made of theirs.
        into: NewArea,
    },
    /// An area becomes several.
    Split {
        /// The area.
        area: String,
        /// What it becomes, two or more. One that has no cues and examples has those of the area.
        into: Vec<NewArea>,
    },
    /// The area is no longer one.
    Drop {
        /// The area.
        area: String,
    },
    /// The area is no longer one, and becomes guidance that all are given.
    DropToGuidance {
        /// The area.
        area: String,
    },
    /// A new area: a wild card.
    Add {
        /// The area.
        area: NewArea,
        /// Who proposed it.
        proposer: String,
    },
    /// A passage raises these areas, and no others.
    Recode {
        /// The id of the document.
        document: String,
        /// The first byte of the passage.
        start: usize,
        /// One past its last byte.
        end: usize,
        /// The areas; none if it raises nothing.
        areas: Vec<String>,
    },
    /// A remark, in `why`, which changes nothing.
    Comment {
        /// The area or the decision that it is about.
        on: String,
    },
    /// A decision is taken back, as if it had not been made.
    Undo {
        /// The id of the decision.
        decision: String,
    },
    /// The list as it stands is a version, which never changes any more.
    Freeze {
        /// What the version is called in files: `2`.
        version: String,
        /// What people call it: "Nine themes, after talking with colleagues".
        title: String,
        /// The SHA-256 of the framework that it is, so that a replay can tell whether it came to the same.
        print: String,
    },
}

impl Default for Act {
    fn default() -> Self {
        Act::Comment { on: String::new() }
    }
}

/// An area that an act makes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewArea {
    /// Its id; that of an area which goes into it may be kept.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What counts as raising it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// Words and phrases that point to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cues: Vec<String>,
    /// Sentences that would be coded with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub examples: Vec<String>,
}

/// What a decision was based on: an area as it was shown to whoever decided.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Basis {
    /// The area's id.
    pub area: String,
    /// Its name.
    pub name: String,
    /// A hash of its description.
    pub description: String,
    /// The version of the framework with which the round was coded.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub version: String,
    /// What spoke for it; none if the round was not coded, or the area is newer than the version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<Evidence>,
}

/// The passages that raise an area, in short.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// How many passages.
    pub passages: usize,
    /// In how many documents.
    pub documents: usize,
    /// A hash of the passages: which documents, which bytes, and what stands there.
    pub print: String,
}

/// A way in which people can judge an area that is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the act of that name")]
pub enum Verdict {
    Keep,
    Rename,
    Merge,
    Split,
    Drop,
    DropToGuidance,
}

impl Act {
    /// What the act is called in files and on the command line.
    pub fn kind(&self) -> &'static str {
        match self {
            Act::Keep { .. } => "keep",
            Act::Rename { .. } => "rename",
            Act::Merge { .. } => "merge",
            Act::Split { .. } => "split",
            Act::Drop { .. } => "drop",
            Act::DropToGuidance { .. } => "drop-to-guidance",
            Act::Add { .. } => "add",
            Act::Recode { .. } => "recode",
            Act::Comment { .. } => "comment",
            Act::Undo { .. } => "undo",
            Act::Freeze { .. } => "freeze",
        }
    }

    /// The verdict that it is on areas that are there, if it is one.
    pub fn verdict(&self) -> Option<Verdict> {
        Some(match self {
            Act::Keep { .. } => Verdict::Keep,
            Act::Rename { .. } => Verdict::Rename,
            Act::Merge { .. } => Verdict::Merge,
            Act::Split { .. } => Verdict::Split,
            Act::Drop { .. } => Verdict::Drop,
            Act::DropToGuidance { .. } => Verdict::DropToGuidance,
            _ => return None,
        })
    }

    /// The areas that it judges.
    pub fn areas(&self) -> Vec<&str> {
        match self {
            Act::Keep { area }
            | Act::Rename { area, .. }
            | Act::Split { area, .. }
            | Act::Drop { area }
            | Act::DropToGuidance { area } => vec![area],
            Act::Merge { areas, .. } => areas.iter().map(String::as_str).collect(),
            _ => Vec::new(),
        }
    }

    /// The areas that it makes.
    pub fn makes(&self) -> &[NewArea] {
        match self {
            Act::Merge { into, .. } => std::slice::from_ref(into),
            Act::Split { into, .. } => into,
            Act::Add { area, .. } => std::slice::from_ref(area),
            _ => &[],
        }
    }

    /// What is wrong with it by itself, and the remedy; nothing if all is well.
    pub fn fault(&self) -> Option<&'static str> {
        match self {
            Act::Merge { areas, .. } if areas.len() < 2 => Some("a merge needs two areas or more: name them"),
            Act::Merge { areas, .. } if has_twice(areas) => Some("an area is named twice: name it once"),
            Act::Split { into, .. } if into.len() < 2 => {
                Some("a split needs two new areas or more: name them")
            }
            Act::Recode { start, end, .. } if start >= end => {
                Some("the passage has no bytes: give its start and end as the tables of codes have them")
            }
            Act::Freeze { version, .. } if !is_plain(version) => {
                Some("a version is called by letters, digits, `-`, `_` and `.`: such as 2")
            }
            Act::Rename { name, .. } if name.trim().is_empty() => Some("the new name is empty: give one"),
            _ if self.makes().iter().any(|area| area.name.trim().is_empty()) => {
                Some("a new area has no name: give it one")
            }
            _ => None,
        }
    }
}

fn has_twice(names: &[String]) -> bool {
    names.iter().enumerate().any(|(place, name)| names[..place].contains(name))
}

/// Whether a text can be a part of a file's name everywhere.
fn is_plain(text: &str) -> bool {
    let is_of_names = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.is_empty() && text.len() <= 40 && text.chars().all(is_of_names) && !text.starts_with('.')
}

impl NewArea {
    /// An area of this name, with a new id.
    pub fn named(name: &str, ids: &mut Ids) -> Self {
        NewArea { id: ids.make(name), name: name.trim().to_owned(), ..NewArea::default() }
    }

    /// What areas become that are merged under a name: if it is that of one of them, that one.
    pub fn merged(name: &str, areas: &[String], framework: &Framework, ids: &mut Ids) -> Self {
        let is_it = |area: &&Area| areas.contains(&area.id) && area.name.trim() == name.trim();
        match framework.areas.iter().find(is_it) {
            Some(area) => NewArea { id: area.id.clone(), name: area.name.clone(), ..NewArea::default() },
            None => NewArea::named(name, ids),
        }
    }
}
