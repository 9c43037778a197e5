//! The framework matrix, and each area.

use commonground::CodingSummary;
use commonground::coding::{AreaSummary, Cell};
use commonground::framework::{Area, Framework, Hierarchy};
use commonground::theme::Theme;
use serde::Serialize;

use super::Link;
use super::doubts::{self, OverlapView, ThinView};
use super::shown::{MOST_NAMES, Shown};
use super::themes::{QuotationView, Raised, ThemeView, quotations, raised};
use super::words::percent;
use crate::figure::document_shade;
use crate::results::Study;

/// How many terms that led to a coding are told of each area.
const TOLD_TERMS: usize = 8;

#[derive(Serialize)]
pub(super) struct FrameworkView {
    name: String,
    version: String,
    least: String,
    documents: usize,
    rows: Vec<RowView>,
    is_tall: bool,
    totals: Vec<usize>,
    areas: Vec<AreaView>,
    silent: Vec<Link>,
    thin: Vec<ThinView>,
    overlaps: Vec<OverlapView>,
    candidates: Vec<Candidate>,
}

/// A document's row of the matrix.
#[derive(Serialize)]
struct RowView {
    link: Link,
    cells: Vec<Option<CellView>>,
}

#[derive(Serialize)]
struct CellView {
    strength: String,
    shade: String,
    href: Option<String>,
    passages: usize,
}

/// A theme that no area covers.
#[derive(Serialize)]
struct Candidate {
    link: Link,
    terms: String,
    told: String,
    /// How many of its passages have no area at all, of how many.
    without_area: usize,
    passages: usize,
    quotation: Option<QuotationView>,
}

#[derive(Serialize)]
struct AreaView {
    number: usize,
    id: String,
    name: String,
    /// The names of the areas that it is a part of, and how many there are.
    above: String,
    depth: usize,
    /// Whether it has parts, and how many of its passages only these claim.
    has_parts: bool,
    by_parts: usize,
    description: String,
    raised: Raised,
    quotations: Vec<QuotationView>,
    cues_found: Vec<(String, usize)>,
    cues_never_found: Vec<String>,
    led_to_it: Vec<(String, bool, String)>,
    themes: Vec<(Link, String)>,
    is_thin: bool,
    confused_with: Vec<OverlapView>,
}

pub(super) fn framework(study: &Study<'_>, shown: &Shown) -> Option<FrameworkView> {
    let coding = study.analysis.coding.as_ref()?;
    let least = study.analysis.settings.coding.min_score;
    let hierarchy = coding.framework.hierarchy();
    let mut passages_of = vec![Vec::new(); coding.framework.areas.len()];
    for (number, given) in coding.codings.iter().enumerate() {
        given
            .rolled_up(&hierarchy)
            .into_iter()
            .for_each(|(area, score)| passages_of[area].push((number, score)));
    }
    let rows = coding.matrix.cells.iter().enumerate().take(MOST_NAMES);
    let row = |(document, cells): (usize, &Vec<Cell>)| RowView {
        link: shown.document(study, document),
        cells: hierarchy.order().iter().map(|&place| cell(study, shown, &cells[place], least)).collect(),
    };
    let areas = hierarchy.order().iter();
    let areas = areas.map(|&place| area(study, shown, coding, &hierarchy, place, &passages_of[place]));
    let unmatched = coding.links.unmatched_themes.iter().map(|number| &study.analysis.themes[number - 1]);
    Some(FrameworkView {
        name: coding.framework.name.clone(),
        version: coding.framework.version.clone(),
        least: format!("{least:.2}"),
        documents: coding.matrix.cells.len(),
        is_tall: coding.matrix.cells.len() > 30,
        rows: rows.map(row).collect(),
        totals: hierarchy.order().iter().map(|&place| coding.areas[place].prevalence.documents).collect(),
        areas: areas.collect(),
        silent: coding
            .matrix
            .areas_without_evidence()
            .into_iter()
            .map(|place| area_link(&coding.framework, place))
            .collect(),
        thin: coding
            .thin
            .iter()
            .filter(|thin| thin.passages > 0)
            .map(|thin| doubts::thin(coding, thin))
            .collect(),
        overlaps: coding.overlaps.iter().map(|overlap| doubts::overlap(coding, overlap, 0)).collect(),
        candidates: unmatched.map(|theme| candidate(study, shown, coding, theme)).collect(),
    })
}

/// A theme that no area covers, with what speaks for it.
fn candidate(study: &Study<'_>, shown: &Shown, coding: &CodingSummary, theme: &Theme) -> Candidate {
    let (link, terms) = ThemeView::in_short(theme);
    let passages = study.analysis.passages.iter().zip(&coding.codings);
    let own = passages.filter(|(passage, _)| passage.theme == Some(theme.number));
    Candidate {
        link,
        terms,
        told: theme.prevalence.told(),
        without_area: own.filter(|(_, coding)| coding.areas.is_empty()).count(),
        passages: theme.prevalence.passages,
        quotation: quotations(study, shown, &theme.quotations).into_iter().next(),
    }
}

/// An area's name, with those of the areas above it, linked to its section.
pub(super) fn area_link(framework: &Framework, place: usize) -> Link {
    Link { name: framework.told(place), href: Some(format!("#a{}", place + 1)) }
}

/// A cell; none where the area is unsaid.
fn cell(study: &Study<'_>, shown: &Shown, cell: &Cell, least: f64) -> Option<CellView> {
    (cell.passages > 0).then(|| CellView {
        strength: format!("{:.2}", cell.strength),
        shade: format!("s{}", document_shade(cell.strength, least)),
        href: cell.best.and_then(|best| shown.href(study, best)),
        passages: cell.passages,
    })
}

fn area(
    study: &Study<'_>,
    shown: &Shown,
    coding: &CodingSummary,
    hierarchy: &Hierarchy,
    place: usize,
    passages: &[(usize, f64)],
) -> AreaView {
    let (area, summary): (&Area, &AreaSummary) = (&coding.framework.areas[place], &coding.areas[place]);
    let covered = coding.links.links.iter().filter(|link| link.area == place);
    let theme = |number: usize| ThemeView::in_short(&study.analysis.themes[number - 1]).0;
    AreaView {
        number: place + 1,
        id: area.id.clone(),
        name: area.name.clone(),
        above: hierarchy.parent(place).map(|above| coding.framework.told(above)).unwrap_or_default(),
        depth: hierarchy.depth(place),
        has_parts: !hierarchy.is_leaf(place),
        by_parts: summary.by_parts,
        description: area.description.clone(),
        raised: raised(study, shown, &summary.prevalence, passages),
        quotations: quotations(study, shown, &summary.quotations),
        cues_found: summary.cues.iter().filter(|(_, count)| *count > 0).cloned().collect(),
        cues_never_found: summary
            .cues
            .iter()
            .filter(|(_, count)| *count == 0)
            .map(|(cue, _)| cue.clone())
            .collect(),
        led_to_it: led_to(coding, place, passages),
        is_thin: summary.prevalence.passages > 0 && coding.thin.iter().any(|thin| thin.area == place),
        confused_with: coding
            .overlaps
            .iter()
            .filter(|overlap| overlap.other(place).is_some())
            .map(|overlap| doubts::overlap(coding, overlap, usize::from(overlap.areas[1] == place)))
            .collect(),
        themes: covered.map(|link| (theme(link.theme), percent(link.of_area))).collect(),
    }
}

/// The terms and cues that led to an area: their mean share of what speaks for it, over its passages.
fn led_to(coding: &CodingSummary, place: usize, passages: &[(usize, f64)]) -> Vec<(String, bool, String)> {
    let mut shares = std::collections::BTreeMap::<(&str, bool), f64>::new();
    // Passages that only a part of the area claims tell of that part.
    let given =
        |&(passage, _): &(usize, f64)| coding.codings[passage].areas.iter().find(|given| given.area == place);
    let own: Vec<_> = passages.iter().filter_map(given).collect();
    for given in &own {
        for contribution in &given.contributions {
            *shares.entry((&contribution.term, contribution.cue)).or_default() += contribution.share;
        }
    }
    let mut shares: Vec<((&str, bool), f64)> = shares.into_iter().collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    let told = shares.into_iter().take(TOLD_TERMS);
    told.map(|((term, cue), share)| (term.to_owned(), cue, percent(share / own.len() as f64))).collect()
}
