//! `decide`: what people decide, recorded.

use std::collections::BTreeMap;
use std::path::Path;

use commonground::process::decisions::{Act, Basis, Decision, Union, read_log, write_line};
use commonground::process::replay::{EvidenceOf, Fate, Replay, basis, replay};
use commonground::process::{Version, voices};
use commonground_formats::study::{Append, ReviewOf, StudyFolder, decision_sheet, review_page};
use commonground_formats::write::{check_file, write_files};

use super::acts::{act_of, id_of, needs_reason};
use super::clock::{device, now};
use super::{import, round};
use crate::args::DecideArgs;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &DecideArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let usage = |what: &str| Failure::Usage(what.to_owned());
    if let Some(page) = &args.review {
        return match &args.act {
            Some(_) => Err(usage("an act cannot be given together with --review: run the command twice")),
            None => write_review(&study, Path::new(page), args, console),
        };
    }
    match (&args.act, &args.sheet, &args.import) {
        (None, None, None) => {
            Err(usage("nothing is decided: name an act such as keep, or give --sheet, --review or --import"))
        }
        (Some(_), Some(_), _) | (Some(_), _, Some(_)) => {
            Err(usage("an act cannot be given together with --sheet or --import: run the command twice"))
        }
        (None, Some(sheet), _) => write_sheet(&study, Path::new(sheet), args, console),
        (None, None, Some(file)) => import::run(&study, Path::new(file), args, console),
        (Some(arg), None, None) => {
            let by = named(args.by.as_ref(), "who decides is not said: give --by NAME")?;
            let why = args.why.clone().unwrap_or_default();
            if why.trim().is_empty() && needs_reason(arg) {
                return Err(usage("a reason is missing: give --why TEXT"));
            }
            let (union, _) = study.store().union()?;
            let told = replay(&study.first, &union)?;
            let settles = args.settles.iter().map(|id| id_of(&union, id)).collect::<Result<Vec<_>, _>>()?;
            let act = act_of(arg, &by, &told, &union)?;
            check_settles(&settles, &told)?;
            let decision = Decision {
                based_on: bases(&act, &told, evidence_of_last(&study, &told).as_ref()),
                seen: union.heads(),
                ..Decision {
                    by,
                    device: device_of(args),
                    when: when_of(args),
                    act,
                    why,
                    settles,
                    ..Decision::default()
                }
            };
            let done = record(&study, &union, decision)?;
            acknowledge(&done, console)
        }
    }
}

pub(super) fn named(name: Option<&String>, what: &str) -> Result<String, Failure> {
    let name = name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    name.ok_or_else(|| Failure::Usage(what.to_owned()))
}

pub(super) fn device_of(args: &DecideArgs) -> String {
    args.device.clone().unwrap_or_else(device)
}

pub(super) fn when_of(args: &DecideArgs) -> String {
    args.when.clone().unwrap_or_else(now)
}

/// What the round said about each area of the last version.
pub(super) fn evidence_of_last(study: &StudyFolder, told: &Replay) -> Option<EvidenceOf> {
    study.evidences(told).remove(&told.last().version).map(|evidence| evidence.areas)
}

/// The areas that an act judges, as they stand.
fn bases(act: &Act, told: &Replay, evidence: Option<&EvidenceOf>) -> Vec<Basis> {
    let draft = &told.draft;
    let commented = match act {
        Act::Comment { on } => vec![on.as_str()],
        _ => act.areas(),
    };
    let areas = commented.into_iter().filter_map(|id| draft.areas.iter().find(|area| area.id == id));
    areas.map(|area| basis(area, &told.last().version, evidence)).collect()
}

/// A decision that settles must name two that are in conflict and not settled.
fn check_settles(settles: &[String], told: &Replay) -> Result<(), Failure> {
    let is_conflict =
        |open: &commonground::process::Conflict| open.decisions.iter().all(|id| settles.contains(id));
    if settles.is_empty() || told.open().any(is_conflict) {
        return Ok(());
    }
    let what = format!(
        "{} are in no open conflict: name both decisions of one, each with --settles",
        settles.join(" and ")
    );
    Err(Failure::Failed(what))
}

/// Records a decision, if it can be carried out.
pub(super) fn record(study: &StudyFolder, union: &Union, decision: Decision) -> Result<Append, Failure> {
    check(study, union, &decision)?;
    while_writing(|| Ok(study.store().append(decision)?))
}

/// Tries a decision out, on paper.
pub(super) fn check(study: &StudyFolder, union: &Union, decision: &Decision) -> Result<(), Failure> {
    let (line, tried) = write_line(&[], decision.clone())?;
    let log = read_log(line.as_bytes());
    let told = replay(&study.first, &union.with(log))?;
    match told.decision(&tried.id).map(|fated| &fated.fate) {
        Some(Fate::Impossible { why }) => {
            Err(Failure::Failed(format!("it cannot be carried out, and was not recorded: {why}")))
        }
        _ => Ok(()),
    }
}

/// Says that a decision is safe.
fn acknowledge(done: &Append, console: &Console) -> Result<(), Failure> {
    if console.is_quiet() {
        return Ok(());
    }
    let mended = match &done.mended {
        Some(damage) => format!(
            "Line {} had been cut off while it was written and was never acknowledged; it has given way.\n",
            damage.line
        ),
        None => String::new(),
    };
    console.print(&clean(&format!("{mended}{}\nRecorded in {}\n", done.decision.id, done.file.display())))
}

fn write_sheet(study: &StudyFolder, out: &Path, args: &DecideArgs, console: &Console) -> Result<(), Failure> {
    check_file(out, args.force)?;
    let (union, _) = study.store().union()?;
    let told = replay(&study.first, &union)?;
    let evidence = evidence_of_last(study, &told);
    let (version, heads) = (&told.last().version, union.heads());
    let bytes = if out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")) {
        workbook(&told, evidence.as_ref(), &heads)?
    } else {
        decision_sheet(&told.draft, version, evidence.as_ref(), &heads)?
    };
    while_writing(|| Ok(write_files(&[(out, &bytes)], args.force)?))?;
    if console.is_quiet() {
        return Ok(());
    }
    let rows = super::super::plural(told.draft.areas.len(), "area");
    console.print(&clean(&format!("{rows}\nWritten to {}\n", out.display())))
}

#[cfg(feature = "excel")]
fn workbook(told: &Replay, evidence: Option<&EvidenceOf>, seen: &[String]) -> Result<Vec<u8>, Failure> {
    let version = &told.last().version;
    Ok(commonground_formats::study::decision_workbook(&told.draft, version, evidence, seen)?)
}

#[cfg(not(feature = "excel"))]
fn workbook(_: &Replay, _: Option<&EvidenceOf>, _: &[String]) -> Result<Vec<u8>, Failure> {
    let what = "this build writes no Excel files: give the sheet a name that ends in .csv";
    Err(Failure::Failed(what.to_owned()))
}

/// So many quotations stand for an area on the page.
const MOST_QUOTED: usize = 3;

fn write_review(
    study: &StudyFolder,
    out: &Path,
    args: &DecideArgs,
    console: &Console,
) -> Result<(), Failure> {
    check_file(out, args.force)?;
    let (union, _) = study.store().union()?;
    let told = replay(&study.first, &union)?;
    let evidence = evidence_of_last(study, &told);
    let mut quotations = BTreeMap::new();
    if let Some(reading) = round::read_round(study, &[], console)? {
        let version = Version { framework: told.draft.clone(), ..told.last().clone() };
        let coded = round::code(study, &reading.round, &version, &told, console)?;
        let documents: Vec<usize> = (0..reading.round.documents().len()).collect();
        for (place, area) in told.draft.areas.iter().enumerate() {
            let mut own = voices(&reading.round, &coded.passages, &coded.codings, &[place], &documents);
            own.sort_by(|a, b| b.score.total_cmp(&a.score));
            let own = own.into_iter().take(MOST_QUOTED).map(|quotation| (quotation.text, quotation.document));
            quotations.insert(area.id.clone(), own.collect());
        }
    }
    let seen = union.heads();
    let of = ReviewOf {
        name: &study.settings.name,
        draft: &told.draft,
        version: &told.last().version,
        evidence: evidence.as_ref(),
        quotations: &quotations,
        seen: &seen,
    };
    let page = review_page(&of)?;
    while_writing(|| Ok(write_files(&[(out, &page)], args.force)?))?;
    if console.is_quiet() {
        Ok(())
    } else {
        console.print(&clean(&format!("Written to {}\n", out.display())))
    }
}
