//! `group`: who meets about what, and when.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::Path;

use commonground::process::meet::{Plan, plan};
use commonground::process::{GroupSettings, Groups, Member, Wishes, group, voices};
use commonground::theme::Quotation;
use commonground_formats::read::read_table;
use commonground_formats::study::{GroupsOf, group_outputs};
use serde_json::json;

use super::wishes::{StudyRound, Wanted, deliver, documents_of, load};
use crate::args::GroupArgs;
use crate::commands::plural;
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
    let members = members(&wanted, args.mix.as_deref())?;
    let groups = group(members.clone(), &settings)?;
    let away = args.away.as_deref().map(|file| away(file, &members)).transpose()?.unwrap_or_default();
    let planned: Option<Plan> = (!meetings.is_empty()).then(|| plan(&groups.members, &meetings, &away));
    let quotations =
        wanted.study.as_ref().map(|study| quotations(study, &wanted, &groups)).unwrap_or_default();
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
    let mut said = String::new();
    for (theme, own) in themes.iter().zip(&groups.members) {
        let _ = writeln!(said, "{}: {}", theme.name, own.join("; "));
    }
    let met: Vec<String> =
        groups.met.iter().enumerate().map(|(wish, count)| format!("wish {}: {count}", wish + 1)).collect();
    let _ = writeln!(said, "\n{}; not wished: {}", met.join(", "), groups.unwished.len());
    if let Some(plan) = &planned {
        let _ = writeln!(said, "{}, {} who cannot come", plural(plan.slots.len(), "meeting"), clashes);
    }
    let _ = writeln!(said, "Page: {}", Path::new(&args.out.out).join("groups.html").display());
    console.print(&clean(&said))
}

fn split(cell: &str) -> Vec<String> {
    cell.split(';').map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

fn pair_of(told: &str, flag: &str) -> Result<[String; 2], Failure> {
    let pair: Result<[String; 2], _> = split(told).try_into();
    pair.map_err(|_| Failure::Usage(format!("{flag} {told:?} does not name two members: write \"A;B\"")))
}

/// The members with their wishes, and what they are mixed by.
fn members(wanted: &Wanted, mix: Option<&str>) -> Result<Vec<Member>, Failure> {
    let table = &wanted.table;
    let fault = |place: usize, what: &str| {
        Failure::Failed(format!("{}, row {}: {what}", table.file.path, table.lines[place]))
    };
    let mut members = Vec::new();
    for (place, ballot) in table.ballots.iter().enumerate() {
        let Wishes::Ranked(ranks) = &ballot.wishes else {
            let what = "wishes need an order: give ranks, or names with --choices, and --form ranked";
            return Err(Failure::Usage(what.to_owned()));
        };
        if ranks.iter().any(|rank| rank.len() > 1) {
            return Err(fault(place, "two wishes have one rank: give each wish a rank of its own"));
        }
        let kind = mix.and_then(|mix| kind_of(wanted, place, mix));
        members.push(Member {
            id: ballot.voter.clone(),
            wishes: ranks.iter().flatten().copied().collect(),
            kind,
        });
    }
    if let Some(mix) = mix.filter(|_| members.iter().all(|member| member.kind.is_none())) {
        let what = format!(
            "nothing is known of any member by --mix {mix:?}: name a column of the table, or of the study's metadata"
        );
        return Err(Failure::Failed(what));
    }
    Ok(members)
}

fn kind_of(wanted: &Wanted, place: usize, mix: &str) -> Option<String> {
    let of_table = wanted.table.others[place].iter().find(|(name, _)| name.eq_ignore_ascii_case(mix));
    let of_table = of_table.map(|(_, value)| value.trim().to_owned());
    let of_round = || {
        let round = &wanted.study.as_ref()?.reading.round;
        let document = *documents_of(round, &wanted.table.ballots[place].voter).first()?;
        Some(round.documents()[document].metadata.get(mix)?.trim().to_owned())
    };
    of_table.or_else(of_round).filter(|kind| !kind.is_empty())
}

/// Who is away when.
fn away(file: &str, members: &[Member]) -> Result<BTreeSet<(String, String)>, Failure> {
    let table = read_table(Path::new(file))?;
    let column = |name: &str| {
        let found = table.headers.iter().position(|header| header.trim().eq_ignore_ascii_case(name));
        found.ok_or_else(|| Failure::Failed(format!("{file}: there is no column {name}: head one so")))
    };
    let (member, time) = (column("member")?, column("time")?);
    let mut away = BTreeSet::new();
    for (line, cells) in &table.rows {
        if !members.iter().any(|other| other.id == cells[member]) {
            let what = format!("{file}, row {line}: {:?} is not among the members", cells[member]);
            return Err(Failure::Failed(what));
        }
        away.insert((cells[member].clone(), cells[time].clone()));
    }
    Ok(away)
}

/// What the members of each group say about its theme.
fn quotations(study: &StudyRound, wanted: &Wanted, groups: &Groups) -> Vec<Vec<(String, Quotation)>> {
    let round = &study.reading.round;
    let hierarchy = study.framework.hierarchy();
    let of_theme = |(theme, members): (usize, &Vec<String>)| {
        let id = &wanted.table.themes[theme].id;
        let place = study.framework.areas.iter().position(|area| area.id == *id);
        let areas: Vec<usize> = place
            .map(|place| [place].into_iter().chain(hierarchy.descendants(place)).collect())
            .unwrap_or_default();
        let mut told = Vec::new();
        for member in members {
            let documents = documents_of(round, member);
            let own = voices(round, &study.coded.passages, &study.coded.codings, &areas, &documents);
            told.extend(own.into_iter().map(|quotation| (member.clone(), quotation)));
        }
        told
    };
    groups.members.iter().enumerate().map(of_theme).collect::<Vec<_>>()
}
