//! Groups: a page, tables, a plan of meetings, and a brief for each group.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use commonground::framework::Area;
use commonground::process::meet::Plan;
use commonground::process::{GroupSettings, Groups, Member};
use commonground::theme::Quotation;

use super::sheet::{Block, Column, Section, Sheet};
use crate::error::Result;
use crate::notebook::sheet_html;
use crate::report::words::counted;
use crate::write::{Csv, CsvStyle, OutputFile};

/// What the page on groups is made of.
#[derive(Debug, Clone, Copy)]
pub struct GroupsOf<'a> {
    /// The groups.
    pub groups: &'a Groups,
    /// What was asked for.
    pub settings: &'a GroupSettings,
    /// Who was grouped.
    pub members: &'a [Member],
    /// The themes, a group each.
    pub themes: &'a [Area],
    /// What members are mixed by, as it is called; empty if by nothing.
    pub mixed_by: &'a str,
    /// The slots of each meeting, and the plan; nothing if no meetings were asked for.
    pub meetings: Option<(&'a [Vec<String>], &'a Plan)>,
    /// For each theme what its members' texts say: who, and the quotation. Empty without a round.
    pub quotations: &'a [Vec<(String, Quotation)>],
    /// For each member the other themes that their text raises; empty without a round.
    pub raises: &'a BTreeMap<String, BTreeSet<String>>,
}

/// The page and tables of the groups, and a brief for each as HTML and Markdown.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn group_outputs(of: &GroupsOf<'_>) -> Result<Vec<OutputFile>> {
    let file = |name: String, bytes| OutputFile { name, bytes };
    let mut files =
        vec![file("groups.csv".to_owned(), table(of)?), file("groups.html".to_owned(), sheet(of).html()?)];
    if of.meetings.is_some() {
        files.push(file("meetings.csv".to_owned(), meetings_table(of)?));
    }
    for theme in 0..of.themes.len() {
        let brief = brief(of, theme);
        let name = brief_name(&of.themes[theme]);
        files.push(file(format!("{name}.html"), brief.html()?));
        files.push(file(format!("{name}.md"), brief.markdown()));
    }
    Ok(files)
}

/// What the brief of a theme is called, without its extension.
pub fn brief_name(theme: &Area) -> String {
    format!("briefs/{}", theme.id.replace(|c: char| !c.is_alphanumeric() && c != '-', "-"))
}

/// The page as a fragment of HTML for notebooks.
pub fn groups_html(of: &GroupsOf<'_>) -> String {
    sheet_html(&sheet(of), 1)
}

/// The groups in words: a line a group, then which wishes were met, and the clashes.
pub fn groups_in_words(of: &GroupsOf<'_>) -> String {
    let mut said = String::new();
    for (theme, own) in of.themes.iter().zip(&of.groups.members) {
        let _ = writeln!(said, "{}: {}", theme.name, own.join("; "));
    }
    let met = of.groups.met.iter().enumerate().map(|(wish, count)| format!("wish {}: {count}", wish + 1));
    let met: Vec<String> = met.collect();
    let _ = writeln!(said, "\n{}; not wished: {}", met.join(", "), of.groups.unwished.len());
    if let Some((_, plan)) = of.meetings {
        let (meetings, clashes) = (counted(plan.slots.len(), "meeting"), plan.clashes.len());
        let _ = writeln!(said, "{meetings}, {clashes} who cannot come");
    }
    said
}

fn sheet(of: &GroupsOf<'_>) -> Sheet {
    let GroupsOf { groups, settings, themes, .. } = of;
    let met = |wish: usize| groups.met.get(wish).copied().unwrap_or(0);
    let mut summary = vec![format!(
        "{} in {}: {} first wishes met, {} second.",
        counted(of.members.len(), "member"),
        counted(themes.len(), "group"),
        met(0),
        met(1)
    )];
    summary.push(match groups.unwished.len() {
        0 => "Everybody is where they wished to be.".to_owned(),
        some => format!("{} in a group that they did not wish for.", counted(some, "member")),
    });
    let rows = themes.iter().zip(&groups.members).map(|(theme, members)| {
        let kinds: BTreeMap<&str, usize> =
            members.iter().filter_map(|id| kind_of(of, id)).fold(BTreeMap::new(), |mut kinds, kind| {
                *kinds.entry(kind).or_default() += 1;
                kinds
            });
        let kinds: Vec<String> = kinds.iter().map(|(kind, count)| format!("{kind} {count}")).collect();
        vec![theme.name.clone(), members.len().to_string(), members.join("; "), kinds.join(", ")]
    });
    let columns = match of.mixed_by {
        "" => Column::all(&["Group", "Members#", "Who", ""]),
        by => {
            let mut columns = Column::all(&["Group", "Members#", "Who"]);
            columns.push(Column { name: by.to_owned(), is_number: false });
            columns
        }
    };
    let keep = if of.mixed_by.is_empty() { 3 } else { 4 };
    let rows: Vec<Vec<String>> = rows.map(|row| row[..keep].to_vec()).collect();
    let columns = columns[..keep].to_vec();
    let caption = format!("Groups of {} to {}.", settings.smallest, settings.largest);
    let mut sections = vec![Section::new("The groups", vec![Block::Table { caption, columns, rows }])];
    sections.push(wishes(of));
    sections.extend(meetings(of));
    Sheet { title: "Groups".to_owned(), summary, sections, closing: Sheet::closing() }
}

/// Which wish each member obtained, who lost out, and what would be as good.
fn wishes(of: &GroupsOf<'_>) -> Section {
    let rows = of.groups.seats.iter().map(|seat| {
        let member = of.members.iter().find(|member| member.id == seat.member);
        let wishes = member.map(|member| names(of, &member.wishes)).unwrap_or_default();
        let obtained = seat.wish.map_or("not wished".to_owned(), |wish| format!("wish {wish}"));
        vec![seat.member.clone(), of.themes[seat.theme].name.clone(), obtained, wishes]
    });
    let mut blocks = Vec::new();
    if !of.groups.unwished.is_empty() {
        blocks.push(Block::Finding(format!(
            "Who lost out, in a group that they did not wish for: {}.",
            of.groups.unwished.join(", ")
        )));
    }
    blocks.push(Block::Table {
        caption: "Each member’s place, and which of their wishes it is.".to_owned(),
        columns: Column::all(&["Member", "Group", "Obtained", "Wishes, the first first"]),
        rows: rows.collect(),
    });
    match &of.groups.as_good {
        None => blocks.push(Block::Text(
            "Members were kept together or apart, so other divisions that are as good were not looked for."
                .to_owned(),
        )),
        Some(as_good) if as_good.is_empty() => {
            blocks.push(Block::Text("No other division is as good as this.".to_owned()));
        }
        Some(as_good) => {
            let mut of_members: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
            as_good.iter().for_each(|other| of_members.entry(&other.member).or_default().push(other.theme));
            let rows =
                of_members.iter().map(|(member, themes)| vec![(*member).to_owned(), names(of, themes)]);
            blocks.push(Block::Table {
                caption: "Where members would be in other divisions that are as good by their wishes; people may choose among these.".to_owned(),
                columns: Column::all(&["Member", "As well in"]),
                rows: rows.collect(),
            });
        }
    }
    Section::new("Wishes", blocks)
}

fn meetings(of: &GroupsOf<'_>) -> Option<Section> {
    let (slots, plan) = of.meetings?;
    let numbers: Vec<String> = (1..=slots.len()).map(|number| format!("Meeting {number}")).collect();
    let names: Vec<&str> = ["Group"].into_iter().chain(numbers.iter().map(String::as_str)).collect();
    let rows = (0..of.themes.len()).map(|group| {
        let when = (0..slots.len()).map(|meeting| slot(of, group, meeting));
        [of.themes[group].name.clone()].into_iter().chain(when).collect()
    });
    let mut blocks = vec![Block::Table {
        caption: "When each group meets.".to_owned(),
        columns: Column::all(&names),
        rows: rows.collect(),
    }];
    if plan.clashes.is_empty() {
        blocks.push(Block::Text("Nobody has to be in two places at once, and nobody is away.".to_owned()));
    } else {
        let rows = plan.clashes.iter().map(|clash| {
            let what = if clash.is_away { "is away" } else { "is in several groups" };
            let groups: Vec<usize> = clash.groups.clone();
            vec![
                (clash.meeting + 1).to_string(),
                clash.slot.clone(),
                clash.member.clone(),
                what.to_owned(),
                self::names(of, &groups),
            ]
        });
        let least =
            if plan.is_best { "fewer are not possible with these slots" } else { "fewer may be possible" };
        blocks.push(Block::Finding(format!(
            "{}: {least}.",
            counted(plan.clashes.len(), "clash").replace("clashs", "clashes")
        )));
        blocks.push(Block::Table {
            caption: "Who cannot be where they should.".to_owned(),
            columns: Column::all(&["Meeting#", "When", "Member", "Why", "Groups"]),
            rows: rows.collect(),
        });
    }
    Some(Section::new("Meetings", blocks))
}

/// When a group meets; nothing where that is not planned.
fn slot(of: &GroupsOf<'_>, group: usize, meeting: usize) -> String {
    let Some((slots, plan)) = of.meetings else { return String::new() };
    let place = plan.slots.get(meeting).and_then(|slots| slots.get(group));
    place.and_then(|&place| slots[meeting].get(place)).cloned().unwrap_or_default()
}

/// One page for a group.
fn brief(of: &GroupsOf<'_>, theme: usize) -> Sheet {
    let area = &of.themes[theme];
    let members = &of.groups.members[theme];
    let mut summary = Vec::new();
    if !area.description.is_empty() {
        summary.push(area.description.clone());
    }
    let rows = members.iter().map(|id| {
        let also: Vec<String> = of
            .raises
            .get(id)
            .into_iter()
            .flatten()
            .filter(|raised| **raised != area.id)
            .filter_map(|raised| {
                of.themes.iter().find(|theme| theme.id == *raised).map(|theme| theme.name.clone())
            })
            .collect();
        let seat = of.groups.seats.iter().find(|seat| seat.member == *id && seat.theme == theme);
        let wish =
            seat.and_then(|seat| seat.wish).map_or("not wished".to_owned(), |wish| format!("wish {wish}"));
        vec![id.clone(), kind_of(of, id).unwrap_or_default().to_owned(), wish, also.join("; ")]
    });
    let mut columns = Column::all(&["Member", "Kind", "Obtained", "Also raises"]);
    if !of.mixed_by.is_empty() {
        columns[1].name = of.mixed_by.to_owned();
    }
    let mut rows: Vec<Vec<String>> = rows.collect();
    // A column in which nothing stands is left out.
    for column in (1..columns.len()).rev() {
        if rows.iter().all(|row| row[column].is_empty()) {
            columns.remove(column);
            rows.iter_mut().for_each(|row| drop(row.remove(column)));
        }
    }
    let caption = counted(members.len(), "member");
    let mut sections = vec![Section::new("Who is here", vec![Block::Table { caption, columns, rows }])];
    if let Some(quotations) = of.quotations.get(theme) {
        let told: Vec<(String, String)> =
            quotations.iter().map(|(who, quotation)| (quotation.text.clone(), who.clone())).collect();
        let silent: Vec<&str> = members
            .iter()
            .filter(|member| !quotations.iter().any(|(who, _)| who == *member))
            .map(String::as_str)
            .collect();
        let mut blocks = Vec::new();
        if !told.is_empty() {
            blocks.push(Block::Quotations(told));
        }
        if !silent.is_empty() {
            blocks
                .push(Block::Text(format!("No quotation on this from the text of: {}.", silent.join(", "))));
        }
        sections.push(Section::new("What they say, verbatim", blocks));
    }
    if let Some((slots, _)) = of.meetings {
        let when =
            (0..slots.len()).map(|meeting| format!("Meeting {}: {}", meeting + 1, slot(of, theme, meeting)));
        sections.push(Section::new("When you meet", vec![Block::List(when.collect())]));
    }
    Sheet { title: area.name.clone(), summary, sections, closing: Sheet::closing() }
}

fn kind_of<'a>(of: &GroupsOf<'a>, id: &str) -> Option<&'a str> {
    of.members.iter().find(|member| member.id == id).and_then(|member| member.kind.as_deref())
}

fn names(of: &GroupsOf<'_>, themes: &[usize]) -> String {
    themes.iter().map(|&theme| of.themes[theme].name.as_str()).collect::<Vec<_>>().join("; ")
}

fn table(of: &GroupsOf<'_>) -> Result<Vec<u8>> {
    let mut csv =
        Csv::new("groups.csv", &["member", "group", "name", "wish", "kind"], CsvStyle::Spreadsheet)?;
    for seat in &of.groups.seats {
        let theme = &of.themes[seat.theme];
        csv.row([
            seat.member.clone(),
            theme.id.clone(),
            theme.name.clone(),
            seat.wish.map_or(String::new(), |wish| wish.to_string()),
            kind_of(of, &seat.member).unwrap_or_default().to_owned(),
        ])?;
    }
    csv.finish()
}

fn meetings_table(of: &GroupsOf<'_>) -> Result<Vec<u8>> {
    let mut csv =
        Csv::new("meetings.csv", &["meeting", "group", "name", "when", "clashes"], CsvStyle::Spreadsheet)?;
    let Some((slots, plan)) = of.meetings else { return csv.finish() };
    for meeting in 0..slots.len() {
        for (group, theme) in of.themes.iter().enumerate() {
            let when = slot(of, group, meeting);
            let clashes = plan.clashes.iter().filter(|clash| {
                clash.meeting == meeting && clash.slot == when && clash.groups.contains(&group)
            });
            let who: Vec<&str> = clashes.map(|clash| clash.member.as_str()).collect();
            csv.row([
                (meeting + 1).to_string(),
                theme.id.clone(),
                theme.name.clone(),
                when.clone(),
                who.join("; "),
            ])?;
        }
    }
    csv.finish()
}
