//! How far the areas agree with what people coded.

use commonground::agreement::{AreaAgreement, Between, Comparison, ENOUGH, Figure, Figures, UnitAgreement};
use commonground::round::Unit;
use commonground::{CodingSummary, MACHINE};
use serde::Serialize;

use super::Link;
use super::framework::area_link;
use super::words::{counted, listed, percent};
use crate::results::{Study, agreement_in_words, coder_names, too_few};

#[derive(Serialize)]
pub(super) struct AgreementView {
    people: String,
    many_people: bool,
    enough: usize,
    has_intervals: bool,
    units: Vec<UnitView>,
}

/// Agreement over documents or over passages.
#[derive(Serialize)]
struct UnitView {
    anchor: &'static str,
    name: &'static str,
    noun: &'static str,
    told: Vec<String>,
    few: usize,
    areas: Vec<AreaView>,
    all: Vec<TotalView>,
    sets: Vec<(String, String)>,
    pairs: Vec<PairView>,
    levels: Vec<(String, String)>,
}

#[derive(Serialize)]
struct AreaView {
    link: Link,
    used: usize,
    is_enough: bool,
    both: usize,
    only_machine: usize,
    only_people: usize,
    figures: FiguresView,
}

/// All areas together, in one of two ways.
#[derive(Serialize)]
struct TotalView {
    name: &'static str,
    figures: FiguresView,
}

#[derive(Serialize)]
struct FiguresView {
    precision: String,
    recall: String,
    kappa: Mark,
    /// What people reach among themselves.
    people: Option<Mark>,
}

/// A figure in words, and where it stands on a scale.
#[derive(Serialize)]
struct Mark {
    told: String,
    at: Option<String>,
    /// The ends of the interval.
    span: Option<(String, String)>,
}

#[derive(Serialize)]
struct PairView {
    coders: String,
    kappa: String,
    f1: String,
    alpha: String,
    exact: String,
}

/// The view, if people's codes were given.
pub(super) fn agreement(study: &Study<'_>) -> Option<AgreementView> {
    let (found, coding) = (study.analysis.agreement.as_ref()?, study.analysis.coding.as_ref()?);
    let units: Vec<UnitView> = found.units.iter().filter_map(|unit| self::unit(unit, coding)).collect();
    let machine = found.units.first()?.between(Between::MachineAndPeople)?;
    let people: Vec<String> = coder_names(machine).into_iter().filter(|name| name != MACHINE).collect();
    let has_intervals = machine.pooled.kappa.low.is_some();
    Some(AgreementView {
        many_people: people.len() > 1,
        people: listed(&people),
        enough: ENOUGH,
        has_intervals,
        units,
    })
}

/// What the opening of the page says about it.
pub(super) fn sentences(study: &Study<'_>) -> Vec<String> {
    let units = study.analysis.agreement.iter().flat_map(|agreement| &agreement.units);
    units.last().map(agreement_in_words).unwrap_or_default()
}

fn unit(found: &UnitAgreement, coding: &CodingSummary) -> Option<UnitView> {
    let machine = found.between(Between::MachineAndPeople)?;
    let people = found.between(Between::People);
    let (anchor, name, noun) = match found.unit {
        Unit::Document => ("agreement-documents", "By document", "document"),
        Unit::Passage => ("agreement-passages", "By passage", "passage"),
    };
    let areas = machine.areas.iter().enumerate();
    let of_people = |place: usize| people.map(|people| &people.areas[place].figures);
    let areas =
        areas.map(|(place, area)| area_view(area, area_link(&coding.framework, place), of_people(place)));
    let totals = [
        ("All areas, each decision counting once (pooled)", &machine.pooled, people.map(|p| &p.pooled)),
        ("All areas, each counting once (mean)", &machine.mean, people.map(|p| &p.mean)),
    ];
    let pairs = found.comparisons.iter().filter(|comparison| comparison.between == Between::Pair);
    Some(UnitView {
        anchor,
        name,
        noun,
        told: agreement_in_words(found),
        few: too_few(machine).len(),
        areas: areas.collect(),
        all: totals
            .into_iter()
            .map(|(name, own, people)| TotalView { name, figures: figures(own, people) })
            .collect(),
        sets: [("The machine and people", Some(machine)), ("People among themselves", people)]
            .into_iter()
            .filter_map(|(who, comparison)| Some((who.to_owned(), sets(comparison?, noun))))
            .collect(),
        pairs: pairs.map(pair).collect(),
        levels: [0.0, 0.5, 1.0].map(|level| (format!("{level}"), x(level))).to_vec(),
    })
}

fn area_view(area: &AreaAgreement, link: Link, people: Option<&Figures>) -> AreaView {
    AreaView {
        link,
        used: area.used,
        is_enough: area.is_enough,
        both: area.both,
        only_machine: area.only_first,
        only_people: area.only_second,
        figures: figures(&area.figures, people),
    }
}

fn figures(own: &Figures, people: Option<&Figures>) -> FiguresView {
    FiguresView {
        precision: share(own.precision),
        recall: share(own.recall),
        kappa: mark(own.kappa),
        people: people.map(|people| mark(people.kappa)),
    }
}

fn share(figure: Figure) -> String {
    figure.value.map_or_else(|| "–".to_owned(), percent)
}

fn mark(figure: Figure) -> Mark {
    let span = figure.low.zip(figure.high);
    Mark { told: figure.told(), at: figure.value.map(x), span: span.map(|(low, high)| (x(low), x(high))) }
}

/// The scale of kappa on the page: from below chance to full agreement.
const LOWEST: f64 = -0.2;
const LEFT: f64 = 6.0;
const WIDTH: f64 = 148.0;

/// Where a figure stands on the scale.
fn x(value: f64) -> String {
    let share = (value.clamp(LOWEST, 1.0) - LOWEST) / (1.0 - LOWEST);
    format!("{:.1}", LEFT + share * WIDTH)
}

/// What is said about whole sets of areas.
fn sets(comparison: &Comparison, noun: &str) -> String {
    let exact = comparison.sets.exact.value.map_or_else(|| "–".to_owned(), percent);
    let jaccard = comparison.sets.jaccard.value.map_or_else(|| "–".to_owned(), percent);
    format!(
        "alpha {}; exactly the same areas for {exact} of {}; of the areas that either gave, {jaccard} shared on average",
        comparison.sets.alpha.told(),
        counted(comparison.units, noun)
    )
}

fn pair(comparison: &Comparison) -> PairView {
    PairView {
        coders: listed(&coder_names(comparison)),
        kappa: comparison.pooled.kappa.told(),
        f1: comparison.pooled.f1.told(),
        alpha: comparison.sets.alpha.told(),
        exact: share(comparison.sets.exact),
    }
}
