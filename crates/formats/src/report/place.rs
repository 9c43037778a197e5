//! Place and complexity: themes and areas by what is known of the documents, and a card for each partnership.

use std::collections::BTreeSet;

use commonground::crosstab::{Card, Crosstab, Crosstabs, Group, LeftOut, Row, Spoken, Tally, Unfit};
use serde::Serialize;

use super::Link;
use super::framework::area_link;
use super::shown::{MOST_CARDS, Shown};
use super::themes::ThemeView;
use super::words::{counted, grouped, percent_of};
use crate::error::{Result, shown};
use crate::figure::document_shade;
use crate::results::{Study, crosstabs};

#[derive(Serialize)]
pub(super) struct PlaceView {
    unit: &'static str,
    tables: Vec<TableView>,
    /// Fields without a table, each with the reason.
    left_out: Vec<String>,
    has_metadata: bool,
    has_areas: bool,
    cards: Vec<CardView>,
    /// How many cards there are.
    of: usize,
}

#[derive(Serialize)]
struct TableView {
    number: usize,
    field: String,
    unit: &'static str,
    groups: Vec<GroupView>,
    bodies: Vec<Body>,
    /// Groups that are too small to compare: none, some or all.
    small: &'static str,
    /// Whether some partnership is in several groups.
    overlaps: bool,
}

#[derive(Serialize)]
struct GroupView {
    name: String,
    of: String,
    is_small: bool,
    /// The place of the group's value, for the filter; none for the documents that say nothing.
    value: Option<usize>,
}

#[derive(Serialize)]
struct Body {
    what: &'static str,
    rows: Vec<RowView>,
}

#[derive(Serialize)]
struct RowView {
    link: Link,
    /// The theme or the area, for the filter.
    number: usize,
    cells: Vec<CellView>,
}

#[derive(Serialize)]
struct CellView {
    count: String,
    /// The share, or where it would mislead the whole.
    of: String,
    /// From 1 to 5; 0 where there is nothing, or nothing to compare.
    shade: usize,
    is_small: bool,
    is_none: bool,
}

#[derive(Serialize)]
struct CardView {
    number: usize,
    /// Its name, linked to its first document.
    link: Link,
    known: Vec<(String, String)>,
    size: String,
    /// Its themes, and its areas.
    spoken: [SpokenList; 2],
    unsaid: usize,
    complexity: Vec<String>,
    /// For the filter: the numbers of its documents.
    documents: String,
}

/// What most of its passages are about, and how much else there is.
#[derive(Serialize)]
struct SpokenList {
    what: &'static str,
    most: Vec<SpokenView>,
    more: usize,
}

#[derive(Serialize)]
struct SpokenView {
    link: Link,
    /// How many passages, linked to the best of them.
    passages: Link,
}

pub(super) fn place(study: &Study<'_>, shown: &Shown) -> Result<PlaceView> {
    let crosstabs = crosstabs::of(study)?;
    let cards = crosstabs::cards_of(study)?;
    let fields: BTreeSet<&String> = cards.iter().flat_map(|card| card.known.keys()).collect();
    let has_metadata = !fields.is_empty();
    let view = |(at, table)| table_view(study, &crosstabs, at, table);
    let told = cards.iter().enumerate().take(MOST_CARDS);
    Ok(PlaceView {
        unit: super::summary::unit(study),
        tables: crosstabs.tables.iter().enumerate().map(view).collect(),
        left_out: crosstabs.left_out.iter().map(why).collect(),
        has_metadata,
        has_areas: study.analysis.coding.is_some(),
        of: cards.len(),
        cards: match has_metadata || study.has_partnerships() {
            true => told.map(|(at, card)| card_view(study, shown, &fields, at, card)).collect(),
            false => Vec::new(),
        },
    })
}

fn why(left: &LeftOut) -> String {
    let field = shown(&left.field);
    match left.why {
        Unfit::OneValue => format!("“{field}” has the same value wherever it has one"),
        Unfit::ManyValues => {
            format!("“{field}” has {} values, too many for a table that can be read", grouped(left.values))
        }
        Unfit::NearlyUnique => {
            format!("“{field}” has {} values, fewer than two documents each", grouped(left.values))
        }
    }
}

fn table_view(study: &Study<'_>, crosstabs: &Crosstabs, at: usize, table: &Crosstab) -> TableView {
    let themes = table.themes.iter().zip(&study.analysis.themes);
    let themes = themes.map(|(row, theme)| row_view(table, row, ThemeView::in_short(theme).0, theme.number));
    let mut bodies = vec![Body { what: "Themes", rows: themes.collect() }];
    if let Some(coding) = &study.analysis.coding {
        let hierarchy = coding.framework.hierarchy();
        let areas = table.areas.iter().zip(hierarchy.order());
        let areas =
            areas.map(|(row, &area)| row_view(table, row, area_link(&coding.framework, area), area + 1));
        bodies.push(Body { what: "Areas", rows: areas.collect() });
    }
    bodies.retain(|body| !body.rows.is_empty());
    let few = table.groups.iter().filter(|group| group.is_small).count();
    let in_groups: usize = table.groups.iter().map(|group| group.of.voices()).sum();
    let unit =
        if table.groups.iter().all(|g| g.of.partnerships.is_some()) { "partnerships" } else { "documents" };
    TableView {
        number: at + 1,
        field: shown(&table.field),
        unit,
        groups: table.groups.iter().enumerate().map(|(at, group)| group_view(at, group)).collect(),
        bodies,
        small: match few {
            0 => "none",
            few if few == table.groups.len() => "all",
            _ => "some",
        },
        overlaps: unit == "partnerships" && in_groups > crosstabs.of.voices(),
    }
}

fn group_view(at: usize, group: &Group) -> GroupView {
    GroupView {
        name: group.value.as_deref().map_or_else(|| "not said".to_owned(), shown),
        of: grouped(group.of.voices()),
        is_small: group.is_small,
        value: group.value.as_ref().map(|_| at),
    }
}

fn row_view(table: &Crosstab, row: &Row, link: Link, number: usize) -> RowView {
    let cells = table.groups.iter().zip(&row.cells);
    RowView { link, number, cells: cells.map(|(group, cell)| cell_view(group, cell)).collect() }
}

fn cell_view(group: &Group, cell: &Tally) -> CellView {
    let (part, whole) = (cell.voices(), group.of.voices());
    let share = if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    CellView {
        count: grouped(part),
        of: if group.is_small { format!("of {}", grouped(whole)) } else { percent_of(part, whole) },
        shade: if group.is_small || part == 0 { 0 } else { document_shade(share, 0.0) },
        is_small: group.is_small,
        is_none: part == 0,
    }
}

fn card_view(
    study: &Study<'_>,
    on_page: &Shown,
    fields: &BTreeSet<&String>,
    at: usize,
    card: &Card,
) -> CardView {
    let first = card.documents.first().copied().unwrap_or_default();
    let mut link = on_page.document(study, first);
    link.name = card.partnership.clone().unwrap_or(link.name);
    let passages_of = match card.documents.len() {
        1 => counted(card.passages, "passage"),
        n => format!("{} of {}", counted(card.passages, "passage"), counted(n, "document")),
    };
    let passages = |spoken: &Spoken| Link {
        name: counted(spoken.passages, "passage"),
        href: on_page.href(study, spoken.best),
    };
    let theme = |spoken: &Spoken| SpokenView {
        link: ThemeView::in_short(&study.analysis.themes[spoken.place]).0,
        passages: passages(spoken),
    };
    let coding = study.analysis.coding.as_ref();
    let area = |spoken: &Spoken| {
        Some(SpokenView { link: area_link(&coding?.framework, spoken.place), passages: passages(spoken) })
    };
    CardView {
        number: at + 1,
        link,
        known: known(fields, card),
        size: format!("{}, {passages_of}", counted(card.words, "word")),
        spoken: [
            SpokenList {
                what: "Themes",
                most: card.themes.iter().take(MOST_SPOKEN).map(theme).collect(),
                more: card.themes.len().saturating_sub(MOST_SPOKEN),
            },
            SpokenList {
                what: "Areas",
                most: card.areas.iter().take(MOST_SPOKEN).filter_map(area).collect(),
                more: card.areas.len().saturating_sub(MOST_SPOKEN),
            },
        ],
        unsaid: coding.map_or(0, |coding| coding.framework.areas.len() - card.areas.len()),
        complexity: complexity(study, card),
        documents: listed_numbers(card.documents.iter().copied()),
    }
}

/// What is known, for each field in which any card says something; blank where this one says nothing.
fn known(fields: &BTreeSet<&String>, card: &Card) -> Vec<(String, String)> {
    let told = |&field: &&String| {
        let values = card.known.get(field).map_or(&[][..], Vec::as_slice);
        let mut told: Vec<String> = values.iter().take(MOST_VALUES).map(|value| shown(value)).collect();
        if values.len() > MOST_VALUES {
            told.push(format!("and {} more", grouped(values.len() - MOST_VALUES)));
        }
        (shown(field), told.join("; "))
    };
    fields.iter().map(told).collect()
}

/// The most themes, and the most areas, that a card tells.
const MOST_SPOKEN: usize = 12;
/// The most values of a field that a card tells.
const MOST_VALUES: usize = 6;

/// How much is raised at once, as far as the data says.
fn complexity(study: &Study<'_>, card: &Card) -> Vec<String> {
    let mut told =
        vec![format!("{} of {}", grouped(card.themes.len()), counted(study.analysis.themes.len(), "theme"))];
    if let Some(spread) = card.spread.filter(|_| card.themes.len() > 1) {
        told.push(format!("as even as {spread:.1} equal ones"));
    }
    if let (Some(coding), Some(entangled)) = (&study.analysis.coding, card.entangled) {
        told.push(format!(
            "{} of {}",
            grouped(card.areas.len()),
            counted(coding.framework.areas.len(), "area")
        ));
        told.push(match entangled {
            0 => "no passage on several areas at once".to_owned(),
            n => format!("{} on several areas at once", counted(n, "passage")),
        });
    }
    told
}

/// Places as the numbers that the page uses, which begin with 1.
pub(super) fn listed_numbers(places: impl Iterator<Item = usize>) -> String {
    places.map(|place| (place + 1).to_string()).collect::<Vec<_>>().join(" ")
}
