//! `group`: who meets about what, and when.

use std::path::Path;

use commonground::process::GroupSettings;
use commonground_formats::read::read_table;
use commonground_formats::study::{group_outputs, groups_in_words};
use serde_json::json;

use super::wishes::{deliver, load};
use crate::args::GroupArgs;
use crate::console::{Console, clean};
use crate::failure::Failure;

/// Runs the command.
pub(crate) fn run(args: &GroupArgs, console: &Console) -> Result<(), Failure> {
    let meetings: Vec<Vec<String>> = args.meeting.iter().map(|slots| split(slots)).collect();
    if meetings.iter().any(Vec::is_empty) {
        return Err(Failure::Usage(
            "a --meeting has no time: name one or more, with semicolons between".to_owned(),
        ));
    }
    let settings = GroupSettings {
        smallest: args.smallest,
        largest: args.largest,
        groups_each: args.each,
        apart: args.apart.iter().map(|pair| pair_of(pair, "--apart")).collect::<Result<_, _>>()?,
        together: args.together.iter().map(|pair| pair_of(pair, "--together")).collect::<Result<_, _>>()?,
        seed: args.seed,
        ..GroupSettings::default()
    };
    let wanted = load(&args.wishes, &args.table, &args.out, console)?;
    let away = args.away.as_ref().map(|file| read_table(Path::new(file))).transpose()?;
    let divided = wanted.divide(settings, args.mix.clone(), meetings, away.as_ref())?;
    let recorded = json!({
        "groups": divided.settings, "wishes": args.wishes, "mix": args.mix, "meetings": divided.meetings, "away": args.away,
        "study": args.table.study, "framework": args.table.framework,
    });
    let files = group_outputs(&divided.of())?;
    let mut told = deliver("group", files, &wanted, recorded, &divided.counts(), &args.out)?;
    if args.out.json {
        told["groups"] = json!(divided.groups);
        told["plan"] = json!(divided.plan);
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let (said, page) = (groups_in_words(&divided.of()), Path::new(&args.out.out).join("groups.html"));
    console.print(&clean(&format!("{said}Page: {}\n", page.display())))
}

fn split(cell: &str) -> Vec<String> {
    cell.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn pair_of(told: &str, flag: &str) -> Result<[String; 2], Failure> {
    let pair: Result<[String; 2], _> = split(told).try_into();
    pair.map_err(|_| Failure::Usage(format!("{flag} {told:?} does not name two members: write \"A;B\"")))
}
