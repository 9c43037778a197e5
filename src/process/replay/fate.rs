//! What became of each decision.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::evidence::EvidenceOf;
use crate::process::decisions::{Basis, Decision};

/// What became of a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fate", rename_all = "kebab-case")]
pub enum Fate {
    /// It was carried out; comments are where they belong.
    Done,
    /// It was taken back by the decision named.
    Undone {
        /// The id of the decision.
        by: String,
    },
    /// It contradicts another, and nobody has settled that.
    Open {
        /// The id of the other.
        with: String,
    },
    /// It was in conflict, and the decision named has settled that.
    Settled {
        /// The id of the decision.
        by: String,
    },
    /// It cannot be carried out.
    Impossible {
        /// Why.
        why: String,
    },
}

/// A decision with its fate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fated {
    /// The decision.
    pub decision: Decision,
    /// What became of it.
    pub fate: Fate,
    /// The version that it is in; none if it came after the last.
    pub version: Option<String>,
}

/// Why a decision should be looked at again: what it was based on is not what it was. It still stands, because people
/// made it. `now` is the evidence for each version, of the round as it is now.
pub fn stale(decision: &Decision, now: &BTreeMap<String, EvidenceOf>) -> Vec<String> {
    decision.based_on.iter().filter_map(|basis| changed(basis, now)).collect()
}

fn changed(basis: &Basis, now: &BTreeMap<String, EvidenceOf>) -> Option<String> {
    let before = basis.evidence.as_ref()?;
    let Basis { area, name, version, .. } = basis;
    // What was not coded now cannot have changed, and a wild card was searched for before any version had it.
    let of_version = now.get(version)?;
    let Some(after) = of_version.get(area) else {
        return Some(format!("{name}: it is no longer in version {version}"));
    };
    if after.print == before.print {
        return None;
    }
    let told = |passages: usize, documents: usize| {
        let plural =
            |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
        format!("{} in {}", plural(passages, "passage"), plural(documents, "document"))
    };
    let (was, is) = (told(before.passages, before.documents), told(after.passages, after.documents));
    Some(match was == is {
        true => format!("{name}: other passages raise it now ({is})"),
        false => format!("{name}: it was raised by {was}, and is now by {is}"),
    })
}
