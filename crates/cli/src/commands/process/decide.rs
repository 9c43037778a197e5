//! `decide`: what people decide, recorded.

use std::path::Path;

use commonground_formats::study::{Append, NamedAct, NamedPart, StudyFolder, Who, clock};
use commonground_formats::write::{check_file, write_files};

use super::round;
use crate::args::{ActArg, DecideArgs};
use crate::commands::plural;
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
        (None, None, Some(file)) => import(&study, Path::new(file), args, console),
        (Some(arg), None, None) => {
            let who = who(args, "who decides is not said: give --by NAME", clock::device)?;
            let (act, why) = (named(arg), args.why.as_deref().unwrap_or_default());
            if why.trim().is_empty() && act.needs_reason() {
                return Err(usage("a reason is missing: give --why TEXT"));
            }
            let done = while_writing(|| Ok(study.decide(&who, &act, why, &args.settles)?))?;
            acknowledge(&done, console)
        }
    }
}

fn who(args: &DecideArgs, nobody: &str, device: fn() -> String) -> Result<Who, Failure> {
    let by = args.by.as_deref().map(str::trim).filter(|name| !name.is_empty());
    let by = by.ok_or_else(|| Failure::Usage(nobody.to_owned()))?.to_owned();
    let device = args.device.clone().unwrap_or_else(device);
    Ok(Who { by, device, when: args.when.clone().unwrap_or_else(clock::now) })
}

fn named(arg: &ActArg) -> NamedAct {
    match arg.clone() {
        ActArg::Keep { area } => NamedAct::Keep { area },
        ActArg::Rename { area, name, description } => NamedAct::Rename { area, name, description },
        ActArg::Merge { areas, into, description } => NamedAct::Merge { areas, into, description },
        ActArg::Split { area, into } => {
            NamedAct::Split { area, into: into.into_iter().map(NamedPart::Told).collect() }
        }
        ActArg::Drop { area } => NamedAct::Drop { area },
        ActArg::DropToGuidance { area } => NamedAct::DropToGuidance { area },
        ActArg::Add { name, description, cue, proposer } => {
            NamedAct::Add { name, description, cues: cue, proposer }
        }
        ActArg::Recode { document, start, end, areas } => NamedAct::Recode { document, start, end, areas },
        ActArg::Comment { on } => NamedAct::Comment { on },
        ActArg::Undo { decision } => NamedAct::Undo { decision },
        ActArg::Freeze { version, title } => NamedAct::Freeze { version, title },
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

/// Takes what colleagues sent: a sheet that was filled in, or a file of decisions.
fn import(study: &StudyFolder, file: &Path, args: &DecideArgs, console: &Console) -> Result<(), Failure> {
    let count = match file.extension().and_then(|extension| extension.to_str()) {
        Some("jsonl") => while_writing(|| Ok(study.take_log(file)?))?.len(),
        _ => {
            let who = who(args, "whose sheet it is is not said: give --by NAME", || "sheet".to_owned())?;
            while_writing(|| Ok(study.take_sheet(file, &who)?))?.len()
        }
    };
    if console.is_quiet() {
        return Ok(());
    }
    let (told, _) = study.replay()?;
    let open = told.open().map(|open| {
        format!("Open conflict about {:?}: {} and {}\n", open.about, open.decisions[0], open.decisions[1])
    });
    let open: String = open.collect();
    console.print(&clean(&format!("{} taken\n{open}", plural(count, "decision"))))
}

fn write_sheet(study: &StudyFolder, out: &Path, args: &DecideArgs, console: &Console) -> Result<(), Failure> {
    check_file(out, args.force)?;
    let bytes =
        study.sheet(out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx")))?;
    while_writing(|| Ok(write_files(&[(out, &bytes)], args.force)?))?;
    if console.is_quiet() {
        return Ok(());
    }
    let (told, _) = study.replay()?;
    let rows = plural(told.draft.areas.len(), "area");
    console.print(&clean(&format!("{rows}\nWritten to {}\n", out.display())))
}

fn write_review(
    study: &StudyFolder,
    out: &Path,
    args: &DecideArgs,
    console: &Console,
) -> Result<(), Failure> {
    check_file(out, args.force)?;
    let reading = round::own(study, console)?;
    let page = study.review_page(reading.as_ref().map(|reading| &reading.round), console)?;
    while_writing(|| Ok(write_files(&[(out, &page)], args.force)?))?;
    if console.is_quiet() {
        Ok(())
    } else {
        console.print(&clean(&format!("Written to {}\n", out.display())))
    }
}
