//! `propose`: a wild card, with what the round says about it.

use std::fmt::Write;
use std::path::Path;

use commonground_formats::study::{Proposed, StudyFolder, Who, WildCard, clock};
use serde_json::json;

use super::round;
use crate::args::ProposeArgs;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &ProposeArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let Some(reading) = round::own(&study, console)? else {
        let what = format!("{}: the study has no round to search: add its inputs to study.toml", args.study);
        return Err(Failure::Failed(what));
    };
    let card = WildCard {
        name: args.name.clone(),
        description: args.description.clone().unwrap_or_default(),
        cues: args.cue.clone(),
        proposer: args.proposer.clone(),
    };
    let proposed = study.propose(&card, &reading.round, console)?;
    let done = if args.add {
        let who = Who {
            by: args.by.clone().unwrap_or_default(),
            device: args.device.clone().unwrap_or_else(clock::device),
            when: args.when.clone().unwrap_or_else(clock::now),
        };
        let why = args.why.as_deref().unwrap_or_default();
        Some(while_writing(|| Ok(study.add(&proposed, &who, why)?))?)
    } else {
        None
    };
    let Proposed { area, found, quotations, nearest, .. } = &proposed;
    if args.json {
        let told = json!({
            "command": "propose", "id": area.id, "name": area.name, "proposer": args.proposer,
            "passages": found.passages, "documents": found.documents.len(),
            "nearest": nearest.as_ref().map(|(name, shared)| json!({ "name": name, "shared": shared })),
            "quotations": quotations, "decision": done.map(|done| done.decision.id),
        });
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let mut said = proposed.in_words();
    if let Some(done) = done {
        let _ = writeln!(said, "{}\nRecorded in {}", done.decision.id, done.file.display());
    }
    console.print(&clean(&said))
}
