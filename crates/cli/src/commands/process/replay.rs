//! `replay`: the versions that the decisions make, and what still holds.

use std::path::Path;

use commonground_formats::study::{Evidences, StudyFolder, held, held_in_words};
use serde_json::json;

use super::round;
use crate::args::ReplayArgs;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &ReplayArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let (told, _) = study.replay()?;
    let own = round::own(&study, console)?;
    let (held, written) = if args.round.is_empty() {
        let evidences = match &own {
            Some(reading) => study.evidences_of(&reading.round, &told, console)?,
            None => Evidences::new(),
        };
        let written = while_writing(|| Ok(study.write(&told, &evidences)?))?;
        (held(&told, &evidences), written)
    } else {
        let other = round::other(&study, &args.round, console)?;
        let own = own.as_ref().map(|reading| &reading.round);
        (study.held_on(&told, own, &other.round, console)?, Vec::new())
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
        console.print(&clean(&held_in_words(&told, &held, args.round.is_empty().then_some(&written[..]))))
    }
}
