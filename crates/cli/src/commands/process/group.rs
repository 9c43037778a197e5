//! `group`: who meets about what, and when.

use std::collections::BTreeSet;
use std::path::Path;

use commonground::process::meet::{Plan, plan};
use commonground::process::{GroupSettings, group};
use commonground_formats::read::read_table;
use commonground_formats::study::{
    BallotForm, GroupsOf, away_of, group_outputs, groups_in_words, members_of,
};
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
    let themes = &wanted.table.themes;
    let settings = GroupSettings { themes: themes.len(), ..settings };
    if wanted.table.form != BallotForm::Ranked {
        let what = "wishes need an order: give ranks, or names with --choices, and --form ranked";
        return Err(Failure::Usage(what.to_owned()));
    }
    let round = wanted.study.as_ref().map(|study| &study.reading.round);
    let members = members_of(&wanted.table, args.mix.as_deref(), round)?;
    let groups = group(members.clone(), &settings)?;
    let away = match &args.away {
        Some(file) => away_of(&read_table(Path::new(file))?, &members)?,
        None => BTreeSet::new(),
    };
    let planned: Option<Plan> = (!meetings.is_empty()).then(|| plan(&groups.members, &meetings, &away));
    let quotations = wanted.study.as_ref().map(|study| study.quotations(themes, &groups)).unwrap_or_default();
    let raises = wanted.study.as_ref().map(|study| study.evidence.raised_by.clone()).unwrap_or_default();
    let of = GroupsOf {
        groups: &groups,
        settings: &settings,
        members: &members,
        themes,
        mixed_by: args.mix.as_deref().unwrap_or_default(),
        meetings: planned.as_ref().map(|plan| (meetings.as_slice(), plan)),
        quotations: &quotations,
        raises: &raises,
    };
    let files = group_outputs(&of)?;
    let recorded = json!({
        "groups": settings, "wishes": args.wishes, "mix": args.mix, "meetings": meetings, "away": args.away,
        "study": args.table.study, "framework": args.table.framework,
    });
    let clashes = planned.as_ref().map_or(0, |plan| plan.clashes.len());
    let counts = [
        ("members", members.len()),
        ("groups", themes.len()),
        ("unwished", groups.unwished.len()),
        ("clashes", clashes),
    ];
    let mut told = deliver("group", files, &wanted, recorded, &counts, &args.out)?;
    if args.out.json {
        told["groups"] = json!(groups);
        told["plan"] = json!(planned);
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let (said, page) = (groups_in_words(&of), Path::new(&args.out.out).join("groups.html"));
    console.print(&clean(&format!("{said}Page: {}\n", page.display())))
}

fn split(cell: &str) -> Vec<String> {
    cell.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn pair_of(told: &str, flag: &str) -> Result<[String; 2], Failure> {
    let pair: Result<[String; 2], _> = split(told).try_into();
    pair.map_err(|_| Failure::Usage(format!("{flag} {told:?} does not name two members: write \"A;B\"")))
}
