//! What can be wrong with a framework that is well-formed TOML.

use std::collections::BTreeMap;

use super::area::{Area, Framework};
use super::hierarchy::MOST_LEVELS;

/// The first thing that is wrong, with its place as far as it has one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Fault {
    /// The area, by its place.
    pub(super) area: Option<usize>,
    /// The key of the area, and which of its values.
    pub(super) key: Option<&'static str>,
    pub(super) item: Option<usize>,
    pub(super) what: String,
}

impl Fault {
    fn of(key: &'static str, what: impl Into<String>) -> Self {
        Fault { key: Some(key), what: what.into(), ..Fault::default() }
    }
}

impl Framework {
    /// The first fault: of each area in turn, then of how they hang together.
    pub(super) fn fault(&self) -> Option<Fault> {
        if self.areas.is_empty() {
            return Some(Fault {
                what: "a framework needs at least one [[area]]".into(),
                ..Fault::default()
            });
        }
        let (mut ids, mut names) = (BTreeMap::new(), BTreeMap::new());
        for (place, area) in self.areas.iter().enumerate() {
            let at = |fault| Some(Fault { area: Some(place), ..fault });
            if let Some(fault) = area.fault() {
                return at(fault);
            }
            let name = (area.parent.clone(), area.name.trim().to_lowercase());
            let same = |key, first: usize| {
                let what = format!(
                    "has the same {key} as area number {}: give each area a {key} of its own",
                    first + 1
                );
                at(Fault::of(key, what))
            };
            if let Some(first) = ids.insert(area.id.as_str(), place) {
                return same("id", first);
            }
            if let Some(first) = names.insert(name, place) {
                return same("name", first);
            }
        }
        (0..self.areas.len()).find_map(|place| self.fault_of_parents(place, &ids))
    }

    /// What is wrong with where an area hangs. An area that hangs below a wrong one is not to blame.
    fn fault_of_parents(&self, place: usize, ids: &BTreeMap<&str, usize>) -> Option<Fault> {
        let fault = |what: String| Some(Fault { area: Some(place), ..Fault::of("parent", what) });
        let (mut levels, mut at) = (1, place);
        while let Some(parent) = &self.areas[at].parent {
            let Some(&above) = ids.get(parent.as_str()) else {
                let what = "its parent is not the id of an area: give one that is, or leave the parent out";
                return if at == place { fault(what.to_owned()) } else { None };
            };
            if above == place {
                return fault(
                    "is a part of itself: give it a parent that is not one of its own parts".to_owned(),
                );
            }
            if levels > self.areas.len() {
                return None;
            }
            (levels, at) = (levels + 1, above);
        }
        if levels <= MOST_LEVELS {
            return None;
        }
        fault(format!(
            "lies on level {levels}, and there can be {MOST_LEVELS}: give it a parent nearer to the top"
        ))
    }
}

impl Area {
    fn fault(&self) -> Option<Fault> {
        let allowed = |c: char| c.is_alphanumeric() || "-_.:".contains(c);
        if self.id.is_empty() || !self.id.chars().all(allowed) {
            return Some(Fault::of("id", "needs an id of letters, digits, '-', '_', '.' or ':'"));
        }
        if self.name.trim().is_empty() {
            return Some(Fault::of("name", "needs a name"));
        }
        let (cues, excludes) = (fault_of_phrases("cues", "cue", &self.cues), &self.excludes);
        cues.or_else(|| fault_of_phrases("excludes", "exclude", excludes))
    }
}

/// What is wrong with cues, or with what is written as cues are.
fn fault_of_phrases(key: &'static str, kind: &str, phrases: &[String]) -> Option<Fault> {
    phrases.iter().enumerate().find_map(|(item, phrase)| {
        let what = if !phrase.chars().any(char::is_alphanumeric) {
            "has no letter or digit: take it out, or write a word"
        } else if phrase.trim().trim_end_matches('*').contains('*') {
            "has a '*' inside: only the end can be open"
        } else {
            return None;
        };
        Some(Fault { item: Some(item), ..Fault::of(key, format!("{kind} number {} {what}", item + 1)) })
    })
}
