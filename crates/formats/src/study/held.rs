//! Which decisions still hold: on the study's round as it is now, and on another.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use commonground::Progress;
use commonground::process::compare::{CompareSettings, compare_areas};
use commonground::process::decisions::{Act, Decision};
use commonground::process::replay::{EvidenceOf, Fate, Fated, Replay, stale};
use commonground::round::Round;

use super::folder::{Evidences, StudyFolder, of_areas};
use super::sheet::{Block, Column, Section, Sheet};
use super::words::act_in_words;
use crate::error::Result;
use crate::notebook::sheet_html;
use crate::report::words::counted;

/// Whether a decision still holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    /// Its id.
    pub id: String,
    /// `holds`, `stale`, `undone`, `open`, `settled` or `impossible`.
    pub holds: &'static str,
    /// Why it does not, or the id of the decision on which that depends.
    pub why: Vec<String>,
}

/// What becomes of each decision on the study's own round.
pub fn held(told: &Replay, evidences: &Evidences) -> Vec<Held> {
    let now: BTreeMap<String, EvidenceOf> = of_areas(evidences);
    held_by(told, &|decision: &Decision| stale(decision, &now))
}

impl StudyFolder {
    /// What becomes of each decision on another round. Every passage is another there, so an area has changed only where it is
    /// raised by more or fewer documents than chance would have it. `own` is the study's round.
    ///
    /// # Errors
    /// As [`compare_areas`].
    pub fn held_on(
        &self,
        told: &Replay,
        own: Option<&Round>,
        other: &Round,
        progress: &dyn Progress,
    ) -> Result<Vec<Held>> {
        let settings = self.analysis_settings()?;
        let mut changed: BTreeMap<(String, String), String> = BTreeMap::new();
        for (own, version) in own.into_iter().flat_map(|own| told.versions.iter().map(move |v| (own, v))) {
            let (framework, compare) = (&version.framework, CompareSettings::default());
            let found = compare_areas(own, other, framework, None, &settings, &compare, progress)?;
            let areas = framework.areas.iter().zip(&found.areas);
            for (area, change) in areas.filter(|(_, change)| change.what.is_change()) {
                let [before, after] = change.shares;
                let what = format!(
                    "{}: raised by {} of {} documents, and in this round by {} of {}",
                    area.name, before.documents, before.of, after.documents, after.of
                );
                changed.insert((version.version.clone(), area.id.clone()), what);
            }
        }
        let ids: BTreeSet<&String> = other.documents().iter().map(|document| &document.id).collect();
        Ok(held_by(told, &|decision: &Decision| match &decision.act {
            Act::Recode { document, .. } if !ids.contains(document) => {
                vec![format!("there is no document {document:?} in this round")]
            }
            _ => {
                let bases = decision.based_on.iter();
                bases
                    .filter_map(|basis| changed.get(&(basis.version.clone(), basis.area.clone())).cloned())
                    .collect()
            }
        }))
    }
}

/// What becomes of each decision; `doubts` says why one should be looked at again.
fn held_by(told: &Replay, doubts: &dyn Fn(&Decision) -> Vec<String>) -> Vec<Held> {
    let of = |fated: &Fated| {
        let why = doubts(&fated.decision);
        let (holds, why) = match &fated.fate {
            Fate::Done if why.is_empty() => ("holds", why),
            Fate::Done => ("stale", why),
            Fate::Undone { by } => ("undone", vec![by.clone()]),
            Fate::Open { with } => ("open", vec![with.clone()]),
            Fate::Settled { by } => ("settled", vec![by.clone()]),
            Fate::Impossible { why } => ("impossible", vec![why.clone()]),
        };
        Held { id: fated.decision.id.clone(), holds, why }
    };
    told.decisions.iter().map(of).collect()
}

/// The versions, and which decisions hold, in words. `written` is nothing where the decisions were held against another round.
pub fn held_in_words(told: &Replay, held: &[Held], written: Option<&[String]>) -> String {
    let mut said = String::new();
    for version in &told.versions {
        let inexact = if version.is_exact { "" } else { "  (not the list that was frozen)" };
        let areas = counted(version.framework.areas.len(), "area");
        let _ = writeln!(said, "version {}: {areas}, {}{inexact}", version.version, version.title);
    }
    let count = |holds: &str| held.iter().filter(|held| held.holds == holds).count();
    let _ = writeln!(said, "as it stands: {}", counted(told.draft.areas.len(), "area"));
    let _ = writeln!(said, "\n{}: {} hold", counted(held.len(), "decision"), count("holds"));
    for (holds, name) in [
        ("stale", "to be looked at again"),
        ("impossible", "not carried out"),
        ("open", "in an open conflict with"),
        ("settled", "in conflict, settled by"),
        ("undone", "taken back by"),
    ] {
        for held in held.iter().filter(|held| held.holds == holds) {
            let _ = writeln!(said, "  {}: {name}: {}", held.id, held.why.join("; "));
        }
    }
    match written {
        None => said.push_str("\nHeld against another round; nothing was written\n"),
        Some([]) => said.push_str("\nNothing had to be written\n"),
        Some(files) => {
            let _ = writeln!(said, "\nWritten: {}", files.join(", "));
        }
    }
    said
}

/// The same as a fragment of HTML for notebooks; decisions that do not hold come first.
pub fn held_html(told: &Replay, held: &[Held], written: Option<&[String]>) -> String {
    let count = held.iter().filter(|held| held.holds == "holds").count();
    let written = match written {
        None => "held against another round; nothing was written".to_owned(),
        Some([]) => "nothing had to be written".to_owned(),
        Some(files) => format!("written: {}", files.join(", ")),
    };
    let mut order: Vec<&Held> = held.iter().collect();
    order.sort_by_key(|held| held.holds == "holds");
    let row = |held: &&Held| {
        let decision = &told.decision(&held.id)?.decision;
        let act = format!("{}: {}", decision.by, act_in_words(told, decision));
        Some(vec![held.id.clone(), act, held.holds.to_owned(), held.why.join("; ")])
    };
    let table = Block::Table {
        caption: written,
        columns: Column::all(&["Decision", "By whom", "Holds?", "Why not"]),
        rows: order.iter().filter_map(row).collect(),
    };
    let title = format!("{}: {count} hold", counted(held.len(), "decision"));
    let sections = vec![Section::new("What becomes of each", vec![table])];
    sheet_html(&Sheet { title, sections, ..Sheet::default() }, 1)
}
