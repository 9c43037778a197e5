//! `propose`: a wild card, with what the round says about it.

use std::fmt::Write;
use std::path::Path;

use commonground::framework::{Area, Framework};
use commonground::process::decisions::{Act, Decision, Evidence, NewArea};
use commonground::process::replay::{basis, replay};
use commonground::process::{proposal, voices};
use commonground_formats::study::StudyFolder;
use serde_json::json;

use super::clock::{device, now};
use super::decide::record;
use super::round;
use crate::args::ProposeArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;

/// So many quotations are shown.
const MOST_SHOWN: usize = 5;

/// Runs the command.
pub(crate) fn run(args: &ProposeArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let (union, _) = study.store().union()?;
    let told = replay(&study.first, &union)?;
    let mut taken = told.taken();
    let new = NewArea {
        description: args.description.clone().unwrap_or_default(),
        cues: args.cue.clone(),
        ..NewArea::named(&args.name, &mut taken)
    };
    let Some(reading) = round::read_round(&study, &[], console)? else {
        let what = format!("{}: the study has no round to search: add its inputs to study.toml", args.study);
        return Err(Failure::Failed(what));
    };
    let area = Area {
        id: new.id.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        cues: new.cues.clone(),
        ..Area::default()
    };
    // The list as it stands, with the wild card as one more area that claims its passages beside the others.
    let mut areas = told.draft.areas.clone();
    areas.push(area.clone());
    let framework = Framework { areas, ..told.draft.clone() };
    framework.validate().map_err(|error| Failure::Failed(error.to_string()))?;
    let version = commonground::process::Version { framework: framework.clone(), ..told.last().clone() };
    let coded = round::code(&study, &reading.round, &version, &told, console)?;
    let place = framework.areas.len() - 1;
    let found = proposal(&coded.passages, &coded.codings, &framework, place);
    let quotations = voices(&reading.round, &coded.passages, &coded.codings, &[place], &found.documents);
    let nearest = found.nearest.map(|(other, shared)| (framework.areas[other].name.clone(), shared));
    let done = if args.add {
        let evidence = Evidence {
            passages: found.passages,
            documents: found.documents.len(),
            print: found.print.clone(),
        };
        // The basis of a wild card is what the search found, in the version that it is not part of yet.
        let based_on = commonground::process::Basis {
            evidence: Some(evidence),
            version: String::new(),
            ..basis(&area, "", None)
        };
        let decision = Decision {
            by: args.by.clone().unwrap_or_default(),
            device: args.device.clone().unwrap_or_else(device),
            when: args.when.clone().unwrap_or_else(now),
            act: Act::Add { area: new, proposer: args.proposer.clone() },
            why: args.why.clone().unwrap_or_default(),
            based_on: vec![based_on],
            seen: union.heads(),
            ..Decision::default()
        };
        Some(record(&study, &union, decision)?)
    } else {
        None
    };
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
    let mut said = format!("{}, proposed by {}\n", area.name, args.proposer);
    match found.passages {
        0 => said.push_str(
            "Nothing was found on it in the round. That is an answer: people may want it all the same.\n",
        ),
        some => {
            let _ = writeln!(
                said,
                "{} in {}",
                plural(some, "passage"),
                plural(found.documents.len(), "document")
            );
            for quotation in quotations.iter().take(MOST_SHOWN) {
                let text = quotation.text.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = writeln!(said, "  {}: “{text}”", quotation.document);
            }
        }
    }
    match nearest {
        Some((name, shared)) => {
            let _ = writeln!(
                said,
                "Nearest on the list: {name}{}",
                match shared {
                    0 => " (by its words)".to_owned(),
                    some => format!(" ({} in common)", plural(some, "passage")),
                }
            );
        }
        None => said.push_str("Nothing on the list is near it.\n"),
    }
    if let Some(done) = done {
        let _ = writeln!(said, "{}\nRecorded in {}", done.decision.id, done.file.display());
    }
    console.print(&clean(&said))
}
