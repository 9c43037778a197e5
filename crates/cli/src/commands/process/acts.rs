//! What a user wrote, as an act on the list as it stands.

use std::collections::BTreeSet;

use commonground::coding::area_place;
use commonground::framework::Framework;
use commonground::process::decisions::{Act, NewArea, Union};
use commonground::process::replay::{Replay, print_of};

use crate::args::ActArg;
use crate::failure::Failure;

/// Makes an act of what the user wrote. Areas are found by id or name.
pub(super) fn act_of(arg: &ActArg, by: &str, replay: &Replay, union: &Union) -> Result<Act, Failure> {
    let mut taken = replay.taken();
    let draft = &replay.draft;
    let area = |told: &String| area_of(draft, told);
    Ok(match arg {
        ActArg::Keep { area: told } => Act::Keep { area: area(told)? },
        ActArg::Rename { area: told, name, description } => {
            Act::Rename { area: area(told)?, name: name.trim().to_owned(), description: description.clone() }
        }
        ActArg::Merge { areas, into, description } => {
            let areas = areas.iter().map(area).collect::<Result<Vec<_>, _>>()?;
            let into = NewArea::merged(into, &areas, draft, &mut taken);
            Act::Merge {
                areas,
                into: NewArea { description: description.clone().unwrap_or_default(), ..into },
            }
        }
        ActArg::Split { area: told, into } => {
            let into = into.iter().map(|told| named_with_cues(told, &mut taken)).collect();
            Act::Split { area: area(told)?, into }
        }
        ActArg::Drop { area: told } => Act::Drop { area: area(told)? },
        ActArg::DropToGuidance { area: told } => Act::DropToGuidance { area: area(told)? },
        ActArg::Add { name, description, cue, proposer } => {
            let new = NewArea::named(name, &mut taken);
            let area =
                NewArea { description: description.clone().unwrap_or_default(), cues: cue.clone(), ..new };
            Act::Add { area, proposer: proposer.clone().unwrap_or_else(|| by.to_owned()) }
        }
        ActArg::Recode { document, start, end, areas } => {
            let areas = areas.iter().map(area).collect::<Result<Vec<_>, _>>()?;
            Act::Recode { document: document.clone(), start: *start, end: *end, areas }
        }
        ActArg::Comment { on } => {
            let on = area_of(draft, on).or_else(|failure| id_of(union, on).map_err(|_| failure))?;
            Act::Comment { on }
        }
        ActArg::Undo { decision } => Act::Undo { decision: id_of(union, decision)? },
        ActArg::Freeze { version, title } => {
            if let Some(open) = replay.open().next() {
                return Err(Failure::Failed(format!(
                    "{} and {} contradict each other about {:?}: settle that first, by a decision with --settles {} --settles {}",
                    open.decisions[0], open.decisions[1], open.about, open.decisions[0], open.decisions[1]
                )));
            }
            let framework = Framework { version: version.clone(), ..draft.clone() };
            let title =
                if title.trim().is_empty() { format!("Version {version}") } else { title.trim().to_owned() };
            Act::Freeze { version: version.clone(), title, print: print_of(&framework) }
        }
    })
}

/// Whether an act needs a reason.
pub(super) fn needs_reason(arg: &ActArg) -> bool {
    !matches!(arg, ActArg::Keep { .. } | ActArg::Undo { .. } | ActArg::Freeze { .. })
}

/// The id of a decision that was named by a start of it.
pub(super) fn id_of(union: &Union, told: &str) -> Result<String, Failure> {
    let found = union.find(told).map(|place| union.decisions()[place].id.clone());
    found.ok_or_else(|| {
        let starts = union.decisions().iter().filter(|decision| decision.id.starts_with(told)).count();
        Failure::Failed(match starts {
            0 => format!("there is no decision {told:?}: `study status` and the ledger have the ids"),
            several => format!("{several} decisions begin with {told:?}: write more of the id"),
        })
    })
}

fn area_of(draft: &Framework, told: &str) -> Result<String, Failure> {
    let found = area_place(draft, told).map(|place| draft.areas[place].id.clone());
    found.ok_or_else(|| {
        let ids: Vec<&str> = draft.areas.iter().map(|area| area.id.as_str()).collect();
        Failure::Failed(format!(
            "there is no area {told:?} on the list now: the areas are {}",
            ids.join(", ")
        ))
    })
}

/// A new area from its name, and cues behind a colon.
fn named_with_cues(told: &str, taken: &mut BTreeSet<String>) -> NewArea {
    let (name, cues) = told.split_once(": ").unwrap_or((told, ""));
    let cues = cues.split(';').map(str::trim).filter(|cue| !cue.is_empty()).map(str::to_owned).collect();
    NewArea { cues, ..NewArea::named(name, taken) }
}
