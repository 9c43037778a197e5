//! `replay`: the versions that the decisions make, and what still holds.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;
use std::path::Path;

use commonground::process::compare::{CompareSettings, compare_areas};
use commonground::process::decisions::{Act, Decision};
use commonground::process::replay::{Fate, Replay, stale};
use commonground::round::Round;
use commonground_formats::study::{Evidences, StudyFolder};
use serde_json::json;

use super::round;
use crate::args::ReplayArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let (told, _) = study.replay()?;
    let reading = round::read_round(&study, &args.round, console)?;
    let (held, written) = match (&reading, args.round.is_empty()) {
        (Some(reading), false) => {
            (held_by(&told, &other_round(&study, &told, &reading.round, console)?), Vec::new())
        }
        (reading, _) => {
            let evidences = match reading {
                Some(reading) => round::evidences(&study, &reading.round, &told, console)?,
                None => Evidences::new(),
            };
            let written = while_writing(|| Ok(study.write(&told, &evidences)?))?;
            let now = evidences.into_iter().map(|(version, evidence)| (version, evidence.areas)).collect();
            (held_by(&told, &|decision: &Decision| stale(decision, &now)), written)
        }
    };
    if args.json {
        let held: Vec<_> =
            held.iter().map(|held| json!({ "id": held.id, "holds": held.holds, "why": held.why })).collect();
        let open: Vec<_> = told.open().collect();
        let told = json!({ "command": "replay", "written": written, "decisions": held, "open": open });
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        Ok(())
    } else {
        console.print(&clean(&in_words(&told, &held, (args.round.is_empty()).then_some(&written[..]))))
    }
}

/// Whether a decision still holds.
struct Held {
    id: String,
    holds: &'static str,
    why: Vec<String>,
}

/// What becomes of each decision; `doubts` says why one should be looked at again.
fn held_by(told: &Replay, doubts: &dyn Fn(&Decision) -> Vec<String>) -> Vec<Held> {
    let of = |fated: &commonground::process::replay::Fated| {
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

/// Why decisions should be looked at again on another round. Every passage is another there, so an area has changed only
/// where it is raised by more or fewer documents than chance would have it.
fn other_round(
    study: &StudyFolder,
    told: &Replay,
    other: &Round,
    console: &Console,
) -> Result<impl Fn(&Decision) -> Vec<String> + use<>, Failure> {
    let own = round::read_round(study, &[], console)?;
    let settings = round::settings_of(study)?;
    let mut changed: BTreeMap<(String, String), String> = BTreeMap::new();
    let versions = if own.is_some() { &told.versions[..] } else { &[] };
    for version in versions {
        let Some(own) = &own else { break };
        let (framework, compare) = (&version.framework, CompareSettings::default());
        let found = compare_areas(&own.round, other, framework, None, &settings, &compare, console)?;
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
    let ids: BTreeSet<String> = other.documents().iter().map(|document| document.id.clone()).collect();
    Ok(move |decision: &Decision| match &decision.act {
        Act::Recode { document, .. } if !ids.contains(document) => {
            vec![format!("there is no document {document:?} in this round")]
        }
        _ => {
            let bases = decision.based_on.iter();
            bases
                .filter_map(|basis| changed.get(&(basis.version.clone(), basis.area.clone())).cloned())
                .collect()
        }
    })
}

/// `written` is nothing where the decisions were held against another round.
fn in_words(told: &Replay, held: &[Held], written: Option<&[String]>) -> String {
    let mut said = String::new();
    for version in &told.versions {
        let inexact = if version.is_exact { "" } else { "  (not the list that was frozen)" };
        let areas = plural(version.framework.areas.len(), "area");
        let _ = writeln!(said, "version {}: {areas}, {}{inexact}", version.version, version.title);
    }
    let count = |holds: &str| held.iter().filter(|held| held.holds == holds).count();
    let _ = writeln!(said, "as it stands: {}", plural(told.draft.areas.len(), "area"));
    let _ = writeln!(said, "\n{}: {} hold", plural(held.len(), "decision"), count("holds"));
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
