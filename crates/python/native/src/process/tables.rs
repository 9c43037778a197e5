//! What the process found, as tables.

use std::collections::BTreeMap;

use commonground::framework::{Area, Framework};
use commonground::process::compare::{AreasCompared, RoundTheme, RoundsCompared};
use commonground::process::meet::Plan;
use commonground::process::replay::{Replay, RoundEvidence};
use commonground::process::{Ballots, Change, Groups, Member, Priorities, Rule};
use commonground_formats::study::{Held, Rows};

use crate::table::{Column, Table};

/// A table of text; what is blank is missing.
pub(super) fn of_rows(told: &Rows) -> Table {
    let cell = |cell: &String| (!cell.is_empty()).then(|| cell.clone());
    told.columns.iter().enumerate().fold(Table::new(), |table, (place, name)| {
        let cells = told.rows.iter().map(|row| cell(&row[place])).collect();
        table.with(name.replace(' ', "_"), Column::Text(cells))
    })
}

/// A row a version.
pub(super) fn versions(told: &Replay) -> Table {
    let versions = &told.versions;
    Table::new()
        .text("version", versions.iter().map(|version| version.version.as_str()))
        .text("title", versions.iter().map(|version| version.title.as_str()))
        .whole("areas", versions.iter().map(|version| version.framework.areas.len()))
        .with("decision", Column::Text(versions.iter().map(|version| version.decision.clone()).collect()))
        .flag("exact", versions.iter().map(|version| version.is_exact))
}

/// A row a conflict, those that were settled too.
pub(super) fn conflicts(told: &Replay) -> Table {
    let conflicts = &told.conflicts;
    let name = |about: &String| told.name_of(about).unwrap_or(about).to_owned();
    Table::new()
        .text("about", conflicts.iter().map(|conflict| conflict.about.as_str()))
        .text("name", conflicts.iter().map(|conflict| name(&conflict.about)))
        .text("one", conflicts.iter().map(|conflict| conflict.decisions[0].as_str()))
        .text("other", conflicts.iter().map(|conflict| conflict.decisions[1].as_str()))
        .with("settled_by", Column::Text(conflicts.iter().map(|c| c.settled_by.clone()).collect()))
}

/// A row an area of a version, with what the round says about it.
pub(super) fn areas(framework: &Framework, evidence: Option<&RoundEvidence>) -> Table {
    let areas = &framework.areas;
    let found = |area: &Area| evidence.and_then(|evidence| evidence.areas.get(&area.id));
    Table::new()
        .text("id", areas.iter().map(|area| area.id.as_str()))
        .text("name", areas.iter().map(|area| area.name.as_str()))
        .text("description", areas.iter().map(|area| area.description.as_str()))
        .maybe_whole("documents", areas.iter().map(|area| found(area).map(|found| found.documents)))
        .maybe_whole("passages", areas.iter().map(|area| found(area).map(|found| found.passages)))
}

/// A row a decision: whether it still holds.
pub(super) fn held(held: &[Held]) -> Table {
    let why = held.iter().map(|held| (!held.why.is_empty()).then(|| held.why.join("; "))).collect();
    Table::new()
        .text("id", held.iter().map(|held| held.id.as_str()))
        .text("holds", held.iter().map(|held| held.holds))
        .with("why", Column::Text(why))
}

/// A row a theme, in the order of the ballots.
pub(super) fn priorities(
    themes: &[Area],
    chosen: &Priorities,
    others: &[Priorities],
    evidence: Option<&RoundEvidence>,
) -> Table {
    let places = || 0..themes.len();
    let lot = chosen.by_lot();
    let mut table = Table::new()
        .text("theme", themes.iter().map(|theme| theme.id.as_str()))
        .text("name", themes.iter().map(|theme| theme.name.as_str()))
        .flag("chosen", places().map(|theme| chosen.chosen.contains(&theme)))
        .maybe_whole("seat", places().map(|theme| Some(chosen.chosen.iter().position(|&c| c == theme)? + 1)))
        .flag("by_lot", places().map(|theme| lot.contains(&theme)))
        .whole("approvals", chosen.approvals.iter().copied());
    for list in [chosen].into_iter().chain(others) {
        let name = format!("by_{}", rule_name(list.rule).replace('-', "_"));
        table = table.flag(&name, places().map(|theme| list.chosen.contains(&theme)));
    }
    let Some(evidence) = evidence else { return table };
    let raised = |theme: &Area| {
        evidence.areas.get(&theme.id)?;
        Some(evidence.raised_by.values().filter(|areas| areas.contains(&theme.id)).count())
    };
    let passages = |theme: &Area| evidence.areas.get(&theme.id).map(|found| found.passages);
    table
        .maybe_whole("raised_by", themes.iter().map(raised))
        .maybe_whole("passages", themes.iter().map(passages))
}

/// What a rule is called on the command line and in Python.
pub(super) fn rule_name(rule: Rule) -> &'static str {
    match rule {
        Rule::EqualShares => "equal-shares",
        Rule::Pav => "pav",
        Rule::Phragmen => "phragmen",
        Rule::Approval => "approval",
        Rule::Borda => "borda",
        Rule::Points => "points",
    }
}

/// A row a seat.
pub(super) fn seats(themes: &[Area], chosen: &Priorities) -> Table {
    let seats = &chosen.seats;
    let tied = seats.iter().map(|seat| {
        let others = seat.tied.iter().filter(|&&theme| theme != seat.theme);
        let names: Vec<&str> = others.map(|&theme| themes[theme].name.as_str()).collect();
        (!names.is_empty()).then(|| names.join("; "))
    });
    Table::new()
        .whole("seat", 1..=seats.len())
        .text("theme", seats.iter().map(|seat| themes[seat.theme].id.as_str()))
        .text("name", seats.iter().map(|seat| themes[seat.theme].name.as_str()))
        .whole("approvals", seats.iter().map(|seat| chosen.approvals[seat.theme]))
        .number("figure", seats.iter().map(|seat| seat.figure))
        .with("tied_with", Column::Text(tied.collect()))
        .flag("by_completion", seats.iter().map(|seat| seat.by_completion))
}

/// A row a voter; for equal shares with what they spent.
pub(super) fn voters(ballots: &Ballots, chosen: &Priorities) -> Table {
    let voters = ballots.ballots();
    let table = Table::new()
        .text("voter", voters.iter().map(|ballot| ballot.voter.as_str()))
        .whole("approved", voters.iter().map(|ballot| ballot.approved().len()))
        .whole("on_the_list", chosen.covered.iter().copied())
        .flag("uncovered", voters.iter().map(|ballot| chosen.uncovered.contains(&ballot.voter)));
    match &chosen.unspent {
        Some(unspent) => table.number("spent", unspent.iter().map(|unspent| Some(1.0 - unspent))),
        None => table,
    }
}

/// A row for each voter whose single tick decides about a theme.
pub(super) fn changes(themes: &[Area], changes: &[Change]) -> Table {
    let rows = || changes.iter().flat_map(|change| change.voters.iter().map(move |voter| (change, voter)));
    Table::new()
        .text("theme", rows().map(|(change, _)| themes[change.theme].id.as_str()))
        .text("name", rows().map(|(change, _)| themes[change.theme].name.as_str()))
        .flag("is_chosen", rows().map(|(change, _)| change.is_chosen))
        .text("voter", rows().map(|(_, voter)| voter.as_str()))
}

/// A row for each member's place in a group.
pub(super) fn groups(themes: &[Area], members: &[Member], groups: &Groups) -> Table {
    let seats = &groups.seats;
    let kinds: BTreeMap<&str, Option<&str>> =
        members.iter().map(|member| (member.id.as_str(), member.kind.as_deref())).collect();
    let kind = |member: &String| kinds.get(member.as_str()).copied().flatten().map(str::to_owned);
    Table::new()
        .text("member", seats.iter().map(|seat| seat.member.as_str()))
        .text("group", seats.iter().map(|seat| themes[seat.theme].id.as_str()))
        .text("name", seats.iter().map(|seat| themes[seat.theme].name.as_str()))
        .maybe_whole("wish", seats.iter().map(|seat| seat.wish))
        .with("kind", Column::Text(seats.iter().map(|seat| kind(&seat.member)).collect()))
}

/// A row for each place that a member has in another division which is as good.
pub(super) fn as_good(themes: &[Area], groups: &Groups) -> Table {
    let others = || groups.as_good.iter().flatten();
    Table::new()
        .text("member", others().map(|other| other.member.as_str()))
        .text("group", others().map(|other| themes[other.theme].id.as_str()))
        .text("name", others().map(|other| themes[other.theme].name.as_str()))
}

/// A row for each group and meeting.
pub(super) fn meetings(themes: &[Area], meetings: &[Vec<String>], plan: &Plan) -> Table {
    let rows =
        || (0..meetings.len()).flat_map(|meeting| (0..themes.len()).map(move |group| (meeting, group)));
    let when = |(meeting, group): (usize, usize)| {
        let place = plan.slots.get(meeting).and_then(|slots| slots.get(group))?;
        meetings[meeting].get(*place).cloned()
    };
    Table::new()
        .whole("meeting", rows().map(|(meeting, _)| meeting + 1))
        .text("group", rows().map(|(_, group)| themes[group].id.as_str()))
        .text("name", rows().map(|(_, group)| themes[group].name.as_str()))
        .with("when", Column::Text(rows().map(when).collect()))
}

/// A row for each member who cannot be where they should.
pub(super) fn clashes(themes: &[Area], plan: &Plan) -> Table {
    let clashes = &plan.clashes;
    let names = |groups: &[usize]| {
        groups.iter().map(|&group| themes[group].name.as_str()).collect::<Vec<_>>().join("; ")
    };
    Table::new()
        .whole("meeting", clashes.iter().map(|clash| clash.meeting + 1))
        .text("when", clashes.iter().map(|clash| clash.slot.as_str()))
        .text("member", clashes.iter().map(|clash| clash.member.as_str()))
        .flag("is_away", clashes.iter().map(|clash| clash.is_away))
        .text("groups", clashes.iter().map(|clash| names(&clash.groups)))
}

/// A row a theme of both rounds.
pub(super) fn themes(told: &RoundsCompared) -> Table {
    let themes = || told.themes.iter();
    Table::new()
        .whole("theme", themes().map(|theme| theme.number))
        .text("terms", themes().map(|theme| theme.terms.join("; ")))
        .text("what", themes().map(|theme| theme.what.told()))
        .whole("earlier", themes().map(|theme| theme.documents[0].documents))
        .whole("of_earlier", themes().map(|theme| theme.documents[0].of))
        .whole("later", themes().map(|theme| theme.documents[1].documents))
        .whole("of_later", themes().map(|theme| theme.documents[1].of))
        .number("earlier_text", themes().map(|theme| Some(theme.text[0])))
        .number("later_text", themes().map(|theme| Some(theme.text[1])))
        .number("difference", themes().map(|theme| Some(theme.difference)))
        .number("low", themes().map(|theme| Some(theme.interval?.0)))
        .number("high", themes().map(|theme| Some(theme.interval?.1)))
        .number("strength", themes().map(|theme| Some(theme.strength)))
}

/// A row a theme of either round by itself.
pub(super) fn rounds(told: &RoundsCompared) -> Table {
    let sides = [("earlier", &told.earlier), ("later", &told.later)];
    let rows: Vec<(&str, &RoundTheme)> =
        sides.into_iter().flat_map(|(side, themes)| themes.iter().map(move |theme| (side, theme))).collect();
    let themes = || rows.iter().map(|(_, theme)| *theme);
    Table::new()
        .text("round", rows.iter().map(|(side, _)| *side))
        .whole("theme", themes().map(|theme| theme.number))
        .text("terms", themes().map(|theme| theme.terms.join("; ")))
        .text("what", themes().map(|theme| theme.what.told()))
        .whole("documents", themes().map(|theme| theme.documents.documents))
        .whole("of", themes().map(|theme| theme.documents.of))
        .maybe_whole("theme_of_both", themes().map(|theme| theme.shared))
        .number("second_part", themes().map(|theme| Some(theme.second_part)))
}

/// A row for each earlier and later theme that have passages in common.
pub(super) fn flow(told: &RoundsCompared) -> Table {
    let rows = || told.earlier.iter().flat_map(|theme| theme.partners.iter().map(move |p| (theme.number, p)));
    Table::new()
        .whole("earlier_theme", rows().map(|(theme, _)| theme))
        .whole("later_theme", rows().map(|(_, partner)| partner.theme))
        .whole("passages", rows().map(|(_, partner)| partner.passages))
        .number("of_earlier", rows().map(|(_, partner)| Some(partner.of_this)))
        .number("of_later", rows().map(|(_, partner)| Some(partner.of_other)))
        .number("centres", rows().map(|(_, partner)| Some(partner.centres)))
        .number("terms", rows().map(|(_, partner)| Some(partner.terms)))
}

/// A row an area in both rounds.
pub(super) fn compared(framework: &Framework, told: &AreasCompared) -> Table {
    let changes = || told.areas.iter();
    Table::new()
        .text("area", framework.areas.iter().map(|area| area.id.as_str()))
        .text("name", framework.areas.iter().map(|area| area.name.as_str()))
        .text("what", changes().map(|change| change.what.told()))
        .whole("earlier", changes().map(|change| change.shares[0].documents))
        .whole("of_earlier", changes().map(|change| change.shares[0].of))
        .whole("later", changes().map(|change| change.shares[1].documents))
        .whole("of_later", changes().map(|change| change.shares[1].of))
        .number("difference", changes().map(|change| Some(change.difference)))
        .number("low", changes().map(|change| Some(change.interval?.0)))
        .number("high", changes().map(|change| Some(change.interval?.1)))
        .number("strength", changes().map(|change| Some(change.strength)))
        .maybe_whole("across", changes().map(|change| change.across.map(|across| across.documents)))
        .maybe_whole("of_groups", changes().map(|change| change.across.map(|across| across.of)))
        .flag("cuts_across", changes().map(|change| change.cuts_across))
}
