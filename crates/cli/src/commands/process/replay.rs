//! `replay`: the versions that the decisions make, and what still holds.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use commonground::process::replay::{Fate, Replay, stale};
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
    let evidences = match &reading {
        Some(reading) => round::evidences(&study, &reading.round, &told, console)?,
        None => Evidences::new(),
    };
    let written = match args.round.is_empty() {
        true => while_writing(|| Ok(study.write(&told, &evidences)?))?,
        false => Vec::new(),
    };
    let held = held(&told, &evidences);
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

fn held(told: &Replay, evidences: &Evidences) -> Vec<Held> {
    let now: BTreeMap<_, _> =
        evidences.iter().map(|(version, evidence)| (version.clone(), evidence.areas.clone())).collect();
    let of = |fated: &commonground::process::replay::Fated| {
        let why = if now.is_empty() { Vec::new() } else { stale(&fated.decision, &now) };
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
