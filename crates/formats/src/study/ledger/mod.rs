//! The ledger: how the list came about, every step with by whom, when, why, and on which evidence. `page` is for people to
//! read, and `tables` has the same as rows.

mod page;
mod tables;

use std::collections::BTreeMap;

use commonground::process::ThemeOrigin;
use commonground::process::replay::{Replay, print_of, stale};
use commonground::round::Round;
use serde_json::json;

use super::folder::{Evidences, StudyFolder, of_areas};
use super::sheet::Rows;
use super::store::StoredLog;
use crate::error::Result;
use crate::notebook::sheet_html;
use crate::read::Reading;
use crate::report::words::counted;
use crate::write::{Manifest, OutputFile};

/// What a ledger is made of.
#[derive(Debug, Clone, Copy)]
pub struct LedgerOf<'a> {
    /// What the study is called.
    pub name: &'a str,
    /// The themes that its first list began as.
    pub themes: &'a [ThemeOrigin],
    /// What its decisions come to.
    pub replay: &'a Replay,
    /// What the round says about each version, as far as it was coded.
    pub evidences: &'a Evidences,
    /// The files that the decisions are from.
    pub stored: &'a [StoredLog],
}

/// The page and the tables of the ledger.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn ledger_outputs(of: &LedgerOf<'_>) -> Result<Vec<OutputFile>> {
    let file = |name: &str, bytes| OutputFile { name: name.to_owned(), bytes };
    Ok(vec![
        file("decisions.csv", decision_rows(of).csv("decisions.csv")?),
        file("ledger.csv", ledger_rows(of).csv("ledger.csv")?),
        file("ledger.html", Ledger::of(of).sheet("ledger").html()?),
    ])
}

/// The manifest of a ledger. `reading` is the study's round, if it has one.
pub fn ledger_manifest(study: &StudyFolder, of: &LedgerOf<'_>, reading: Option<Reading>) -> Manifest {
    let log = |stored: &StoredLog| {
        let (name, lines, sha) = (&stored.name, stored.log.lines.len(), &stored.sha256);
        json!({ "file": name, "decisions": lines, "sha256": sha })
    };
    let decisions: Vec<_> = of.stored.iter().map(log).collect();
    let settings = json!({ "study": study.settings, "decisions": decisions });
    let reading = reading.unwrap_or_else(|| Reading { round: Round::default(), files: Vec::new() });
    let mut manifest = Manifest::new("ledger", env!("CARGO_PKG_VERSION"), settings, &reading);
    manifest.counts.insert("decisions".to_owned(), of.replay.decisions.len() as u64);
    manifest.counts.insert("versions".to_owned(), of.replay.versions.len() as u64);
    manifest.counts.insert("open_conflicts".to_owned(), of.replay.open().count() as u64);
    manifest
}

/// The ledger as a fragment of HTML for notebooks.
pub fn ledger_html(of: &LedgerOf<'_>) -> String {
    // Pictures of two ledgers in one notebook must not share ids.
    let prefix = format!("cg{}", &print_of(&of.replay.draft)[..8]);
    sheet_html(&Ledger::of(of).sheet(&prefix), 1)
}

/// How the list has changed, in a line; and how many conflicts are open.
pub fn ledger_in_words(told: &Replay) -> String {
    let counts: Vec<String> =
        told.versions.iter().map(|version| version.framework.areas.len().to_string()).collect();
    let open = match told.open().count() {
        0 => String::new(),
        open => format!("{} to be settled\n", counted(open, "open conflict")),
    };
    let decisions = counted(told.decisions.len(), "decision");
    format!("{} areas, {decisions}\n{open}", counts.join(" → "))
}

/// A row a step: what `ledger.csv` has.
pub fn ledger_rows(of: &LedgerOf<'_>) -> Rows {
    Ledger::of(of).table()
}

/// A row a decision, with what became of it and why it should be looked at again: what `decisions.csv` has.
pub fn decision_rows(of: &LedgerOf<'_>) -> Rows {
    Ledger::of(of).decisions()
}

/// Why decisions should be looked at again, by their id.
fn stale_of(of: &LedgerOf<'_>) -> BTreeMap<String, Vec<String>> {
    let now = of_areas(of.evidences);
    let told = of.replay.decisions.iter();
    let told = told.map(|fated| (fated.decision.id.clone(), stale(&fated.decision, &now)));
    told.filter(|(_, why)| !why.is_empty()).collect()
}

struct Ledger<'a> {
    of: &'a LedgerOf<'a>,
    stale: BTreeMap<String, Vec<String>>,
}

impl<'a> Ledger<'a> {
    fn of(of: &'a LedgerOf<'a>) -> Self {
        Ledger { of, stale: stale_of(of) }
    }
}
