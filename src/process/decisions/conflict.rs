//! Decisions of different people that cannot both hold, made without knowing of each other.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::act::{Act, Decision};
use super::union::Union;

/// Two decisions that cannot both hold. Neither is carried out until a later one that names both settles it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// What they are about: the id of an area, a passage, or a version.
    pub about: String,
    /// The ids of the two, in the order of the union.
    pub decisions: [String; 2],
    /// The decision that settled it.
    pub settled_by: Option<String>,
}

/// The conflicts among the decisions at these places, by the places of the two; with those that settle them.
pub(in crate::process) fn conflicts(
    union: &Union,
    visible: &BTreeSet<usize>,
) -> Vec<(usize, usize, Conflict)> {
    let decisions = union.decisions();
    let mut found = Vec::new();
    for &later in visible {
        for &earlier in visible.range(..later) {
            let (a, b) = (&decisions[earlier], &decisions[later]);
            if a.by == b.by || union.had_seen(later, earlier) {
                continue;
            }
            let Some(about) = contradiction(&a.act, &b.act) else { continue };
            let settles = |&&at: &&usize| {
                let settles = &decisions[at].settles;
                settles.contains(&a.id)
                    && settles.contains(&b.id)
                    && union.had_seen(at, later)
                    && union.had_seen(at, earlier)
            };
            let settled_by = visible.iter().find(settles).map(|&at| decisions[at].id.clone());
            let decisions = [a.id.clone(), b.id.clone()];
            found.push((earlier, later, Conflict { about, decisions, settled_by }));
        }
    }
    found
}

/// What two acts say otherwise; nothing if both can hold.
fn contradiction(a: &Act, b: &Act) -> Option<String> {
    match (a, b) {
        (
            Act::Recode { document, start, end, areas },
            Act::Recode { document: other, start: from, end: to, areas: others },
        ) => {
            let set = |areas: &[String]| areas.iter().cloned().collect::<BTreeSet<_>>();
            let is_same_place = document == other && start < to && from < end;
            (is_same_place && set(areas) != set(others)).then(|| format!("{document}, bytes {start}–{end}"))
        }
        (Act::Freeze { version, .. }, Act::Freeze { version: other, .. }) => {
            (version == other && a != b).then(|| format!("version {version}"))
        }
        _ => {
            a.verdict()?;
            b.verdict()?;
            let others = b.areas();
            let shared = a.areas().into_iter().find(|area| others.contains(area))?;
            (!agrees(a, b)).then(|| shared.to_owned())
        }
    }
}

/// Whether two verdicts come to the same.
fn agrees(a: &Act, b: &Act) -> bool {
    match (a, b) {
        (Act::Merge { areas, into }, Act::Merge { areas: others, into: other }) => {
            let set = |areas: &[String]| areas.iter().cloned().collect::<BTreeSet<_>>();
            set(areas) == set(others) && into == other
        }
        _ => a == b,
    }
}

impl Decision {
    /// Whether it is a verdict, a coding of a passage, a new area or a version: what changes something.
    pub fn changes_something(&self) -> bool {
        !matches!(self.act, Act::Comment { .. } | Act::Undo { .. })
    }
}
