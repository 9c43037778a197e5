//! What of the coding people should look at: areas that coders will confuse, areas with too little evidence, and passages
//! of which two ways of coding disagree.

use commonground::CodingSummary;
use commonground::coding::{AreaOverlap, ThinArea};
use serde::Serialize;

use super::Link;
use super::framework::area_link;
use super::shown::{MOST_DOUBTFUL, Shown};
use super::unplaced::areas_of;
use super::words::{counted, grouped, percent};
use crate::results::Study;

/// Two areas that coders will confuse, told from the side of the first.
#[derive(Serialize)]
pub(super) struct OverlapView {
    area: Link,
    other: Link,
    /// What of each area is shared, in whole numbers.
    told: String,
}

/// An area that somebody raises, but too few or too faintly.
#[derive(Serialize)]
pub(super) struct ThinView {
    area: Link,
    told: String,
}

/// The passages that a person should look at.
#[derive(Serialize)]
pub(super) struct DoubtsView {
    count: usize,
    /// How many passages have an area at all, …
    coded: usize,
    /// … and how many people coded.
    by_people: usize,
    passages: Vec<DoubtView>,
    more: usize,
}

#[derive(Serialize)]
struct DoubtView {
    source: Link,
    areas: Vec<Link>,
    nearby: Option<Link>,
    text: String,
}

/// An overlap, from the side of the area at place `side` of the pair.
pub(super) fn overlap(coding: &CodingSummary, overlap: &AreaOverlap, side: usize) -> OverlapView {
    let link = |side: usize| {
        let place = overlap.areas[side];
        area_link(&coding.framework, place)
    };
    OverlapView { area: link(side), other: link(1 - side), told: overlap_told(overlap, side) }
}

/// What two areas share, from the side of the area at place `side` of the pair.
pub(crate) fn overlap_told(overlap: &AreaOverlap, side: usize) -> String {
    let both = match overlap.together {
        0 => "no passage is given both".to_owned(),
        1 => "1 passage is given both".to_owned(),
        n => format!("{} are given both", counted(n, "passage")),
    };
    let between = match overlap.undecided {
        0 => "none is undecided between them".to_owned(),
        1 => "1 is undecided between them".to_owned(),
        n => format!("{} are undecided between them", grouped(n)),
    };
    let [own, others] = [overlap.shares[side], overlap.shares[1 - side]].map(percent);
    format!("{both} and {between}: {own} of what is about the first, {others} of what is about the second")
}

/// An area with too little evidence, with the counts that say so.
pub(super) fn thin(coding: &CodingSummary, thin: &ThinArea) -> ThinView {
    ThinView { area: area_link(&coding.framework, thin.area), told: thin_told(thin) }
}

/// The counts that say how little evidence an area has.
pub(crate) fn thin_told(thin: &ThinArea) -> String {
    let of_cues = match (thin.cues_found, thin.cues) {
        (_, 0) => "it has no cues of its own".to_owned(),
        (found, cues) => format!("{} of its {} found", grouped(found), counted(cues, "cue")),
    };
    format!(
        "{} in {}, at best {:.2}; {of_cues}",
        counted(thin.passages, "passage"),
        counted(thin.documents, "document"),
        thin.best
    )
}

/// The passages of which the two ways of coding disagree; none without a framework.
pub(super) fn doubts(study: &Study<'_>, shown: &Shown) -> Option<DoubtsView> {
    let coding = study.analysis.coding.as_ref()?;
    let doubtful: Vec<usize> =
        (0..coding.codings.len()).filter(|&passage| coding.codings[passage].doubtful).collect();
    let view = |&passage: &usize| DoubtView {
        source: shown.link(study, passage),
        areas: areas_of(study, passage),
        nearby: coding.codings[passage].nearby.map(|area| area_link(&coding.framework, area)),
        text: study.shown_text(passage).to_owned(),
    };
    Some(DoubtsView {
        count: doubtful.len(),
        coded: coding.codings.iter().filter(|coding| !coding.areas.is_empty()).count(),
        by_people: coding.codings.iter().filter(|coding| coding.by_people).count(),
        more: doubtful.len().saturating_sub(MOST_DOUBTFUL),
        passages: doubtful.iter().take(MOST_DOUBTFUL).map(view).collect(),
    })
}
