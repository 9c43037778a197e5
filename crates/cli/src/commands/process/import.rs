//! Decisions that colleagues sent: a sheet that was filled in, or a file of decisions.

use std::path::Path;

use commonground::framework::{Area, Framework};
use commonground::process::decisions::{Act, Decision, read_log, writer_of};
use commonground::process::replay::{Replay, replay};
use commonground_formats::study::{StudyFolder, read_decision_sheet};
use commonground_formats::write::write_files;

use super::decide::{check, named, when_of};
use crate::args::DecideArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Takes the decisions of a file.
pub(super) fn run(
    study: &StudyFolder,
    file: &Path,
    args: &DecideArgs,
    console: &Console,
) -> Result<(), Failure> {
    match file.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl") => take_log(study, file, console),
        _ => take_sheet(study, file, args, console),
    }
}

/// All decisions of a sheet, or none.
fn take_sheet(study: &StudyFolder, file: &Path, args: &DecideArgs, console: &Console) -> Result<(), Failure> {
    let by = named(args.by.as_ref(), "whose sheet it is is not said: give --by NAME")?;
    let (union, _) = study.store().union()?;
    let told = replay(&study.first, &union)?;
    let filled = read_decision_sheet(file, &known(&told), &told.taken())?;
    let (device, when) = (args.device.clone().unwrap_or_else(|| "sheet".to_owned()), when_of(args));
    let ids: Vec<&str> = union.decisions().iter().map(|decision| decision.id.as_str()).collect();
    let mut decisions = Vec::new();
    for row in filled {
        let act = match row.act {
            Act::Add { area, proposer } if proposer.is_empty() => Act::Add { area, proposer: by.clone() },
            act => act,
        };
        // What the sheet was made from; a decision that is not here cannot have been seen here.
        let seen = row.seen.into_iter().filter(|id| ids.contains(&id.as_str())).collect();
        let decision = Decision {
            by: by.clone(),
            device: device.clone(),
            when: when.clone(),
            act,
            why: row.why,
            based_on: row.based_on,
            seen,
            ..Decision::default()
        };
        // The same sheet may be given twice.
        let is_known = |other: &Decision| {
            other.by == by && other.why == decision.why && is_same(&other.act, &decision.act)
        };
        if union.decisions().iter().any(is_known) {
            continue;
        }
        if let Err(Failure::Failed(what)) = check(study, &union, &decision) {
            return Err(Failure::Failed(format!(
                "{}, row {}: {what}; nothing of it was taken",
                file.display(),
                row.line
            )));
        }
        decisions.push(decision);
    }
    let count = decisions.len();
    for decision in decisions {
        while_writing(|| Ok(study.store().append(decision)?))?;
    }
    tell(study, count, console)
}

/// The list as it stands, and what of the last version has gone since: a sheet may be older than a decision that it
/// contradicts, and then people should see that.
fn known(told: &Replay) -> Framework {
    let is_gone = |area: &&Area| told.draft.areas.iter().all(|other| other.id != area.id);
    let gone = told.last().framework.areas.iter().filter(is_gone).cloned();
    Framework { areas: told.draft.areas.iter().cloned().chain(gone).collect(), ..told.draft.clone() }
}

/// Whether two acts say the same. New areas are told by their names, because ids are made anew each time.
fn is_same(a: &Act, b: &Act) -> bool {
    let names = |act: &Act| act.makes().iter().map(|area| area.name.clone()).collect::<Vec<_>>();
    a == b
        || (!a.makes().is_empty() && a.kind() == b.kind() && a.areas() == b.areas() && names(a) == names(b))
}

/// A file of decisions that was mailed: it takes its place among the others.
fn take_log(study: &StudyFolder, file: &Path, console: &Console) -> Result<(), Failure> {
    let fault = |what: &str| Failure::Failed(format!("{}: {what}", file.display()));
    let bytes = std::fs::read(file).map_err(|error| fault(&format!("cannot be read ({error})")))?;
    let log = read_log(&bytes);
    if let Some(damage) = log.damage.as_ref().filter(|damage| !damage.is_torn) {
        return Err(fault(&format!(
            "line {} is damaged ({}): ask for the file again; nothing of it was taken",
            damage.line, damage.what
        )));
    }
    let Some(first) = log.lines.first() else { return Err(fault("there is no decision in it")) };
    let (union, stored) = study.store().union()?;
    let is_new = |id: &str| union.decisions().iter().all(|decision| decision.id != id);
    let count = log.lines.iter().filter(|line| is_new(&line.decision.id)).count();
    if count > 0 {
        let writer = writer_of(&first.decision.by, &first.decision.device);
        let whole = &bytes[..log.whole];
        let name = format!("{writer}.jsonl");
        let there = stored.iter().find(|stored| stored.name == name);
        // A longer copy takes the place of a shorter one; where both went on, both stay.
        let is_longer = |there: &commonground_formats::study::StoredLog| {
            there.log.lines.iter().zip(&log.lines).all(|(a, b)| a.print == b.print)
                && there.log.lines.len() <= log.lines.len()
        };
        let name = match there {
            Some(there) if !is_longer(there) => {
                format!("{writer} ({}).jsonl", &log.lines[log.lines.len() - 1].print[..8])
            }
            _ => name,
        };
        let target = study.folder().join("decisions").join(name);
        while_writing(|| Ok(write_files(&[(&target, whole)], true)?))?;
    }
    tell(study, count, console)
}

fn tell(study: &StudyFolder, count: usize, console: &Console) -> Result<(), Failure> {
    if console.is_quiet() {
        return Ok(());
    }
    let (told, _) = study.replay()?;
    let open: Vec<String> = told
        .open()
        .map(|open| {
            format!("Open conflict about {:?}: {} and {}\n", open.about, open.decisions[0], open.decisions[1])
        })
        .collect();
    console.print(&clean(&format!("{} taken\n{}", plural(count, "decision"), open.concat())))
}
