//! How one version grew out of the one before.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::state::State;

/// What became of an area of one version in the next. An area can have several links, on either side.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// The area in the earlier version; none for one that is new.
    pub from: Option<String>,
    /// The area in the later version; none for one that went.
    pub to: Option<String>,
    /// What kind of link it is.
    pub kind: LinkKind,
    /// The decisions that are its reason, in order; none if it was carried over without any.
    pub decisions: Vec<String>,
}

/// What became of an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkKind {
    /// It stayed as it was.
    Kept,
    /// It has another name or description.
    Renamed,
    /// It went into one with others.
    Merged,
    /// It is now in several.
    Split,
    /// It went.
    Dropped,
    /// It went, and became guidance.
    Guidance,
    /// It has no ancestor in the earlier version.
    Added,
}

impl LinkKind {
    /// What people are told.
    pub fn told(self) -> &'static str {
        match self {
            LinkKind::Kept => "kept",
            LinkKind::Renamed => "renamed",
            LinkKind::Merged => "merged",
            LinkKind::Split => "split",
            LinkKind::Dropped => "dropped",
            LinkKind::Guidance => "became guidance",
            LinkKind::Added => "added",
        }
    }
}

/// An area of the last version that went, as a whole or in part.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Gone {
    pub(super) from: String,
    pub(super) kind: LinkKind,
    pub(super) decisions: Vec<String>,
}

/// The links from the last version to what stands now: by the order of the earlier areas, then of the later; what is new
/// comes last.
pub(super) fn links(earlier: &[(String, String, String)], state: &State) -> Vec<Link> {
    let mut ways: BTreeMap<&str, usize> = BTreeMap::new();
    for grown in &state.areas {
        grown.from.keys().for_each(|from| *ways.entry(from).or_default() += 1);
    }
    let mut links = Vec::new();
    for (id, name, description) in earlier {
        for grown in &state.areas {
            let Some(decisions) = grown.from.get(id) else { continue };
            let is_same = grown.area.name == *name && grown.area.description == *description;
            let kind = match (ways[id.as_str()], grown.from.len()) {
                (2.., _) => LinkKind::Split,
                (_, 2..) => LinkKind::Merged,
                _ if is_same => LinkKind::Kept,
                _ => LinkKind::Renamed,
            };
            let (from, to) = (Some(id.clone()), Some(grown.area.id.clone()));
            links.push(Link { from, to, kind, decisions: decisions.clone() });
        }
        for gone in state.gone.iter().filter(|gone| gone.from == *id) {
            let decisions = gone.decisions.clone();
            links.push(Link { from: Some(id.clone()), to: None, kind: gone.kind, decisions });
        }
    }
    for grown in state.areas.iter().filter(|grown| grown.from.is_empty()) {
        let (to, decisions) = (Some(grown.area.id.clone()), grown.own.clone());
        links.push(Link { from: None, to, kind: LinkKind::Added, decisions });
    }
    links
}
