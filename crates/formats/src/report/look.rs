//! What people should look at in the coding: areas that overlap, areas with too little evidence, doubtful passages.

use commonground::coding::{AreaOverlap, Coding, ThinArea};
use commonground::{CodingSummary, framework::Framework};
use serde::Serialize;

use super::Link;
use super::framework::area_link;
use super::shown::{MOST_DOUBTFUL, Shown};
use super::unplaced::areas_of;
use super::words::{counted, percent};
use crate::results::Study;

#[derive(Serialize)]
pub(super) struct LookView {
    overlaps: Vec<Overlap>,
    thin: Vec<Thin>,
    /// How many passages are coded, by people, and doubtful.
    coded: usize,
    by_people: usize,
    doubtful: usize,
    passages: Vec<Doubt>,
    more: usize,
}

#[derive(Serialize)]
struct Overlap {
    first: Link,
    second: Link,
    told: String,
}

#[derive(Serialize)]
struct Thin {
    link: Link,
    told: String,
}

#[derive(Serialize)]
struct Doubt {
    source: Link,
    text: String,
    areas: Vec<Link>,
    nearby: Link,
}

pub(super) fn look(study: &Study<'_>, coding: &CodingSummary, shown: &Shown) -> LookView {
    let framework = &coding.framework;
    let count = |is: fn(&Coding) -> bool| coding.codings.iter().filter(|coding| is(coding)).count();
    let doubtful = count(|coding| coding.doubtful);
    let doubts = doubtful_passages(coding).take(MOST_DOUBTFUL);
    LookView {
        overlaps: coding.overlaps.iter().map(|found| overlap(framework, found)).collect(),
        thin: coding.thin.iter().map(|found| thin(framework, found)).collect(),
        coded: count(|coding| !coding.areas.is_empty()),
        by_people: count(|coding| coding.by_people),
        doubtful,
        passages: doubts
            .map(|(passage, nearby)| Doubt {
                source: shown.link(study, passage),
                text: study.text_of(passage).1.to_owned(),
                areas: areas_of(study, passage),
                nearby: area_link(framework, nearby),
            })
            .collect(),
        more: doubtful.saturating_sub(MOST_DOUBTFUL),
    }
}

/// The passages that a person should look at, with the area that what lies near speaks for.
pub(super) fn doubtful_passages(coding: &CodingSummary) -> impl Iterator<Item = (usize, usize)> {
    coding.codings.iter().enumerate().filter_map(|(passage, coding)| Some((passage, coding.nearby?)))
}

fn overlap(framework: &Framework, found: &AreaOverlap) -> Overlap {
    let [first, second] = found.areas.map(|area| area_link(framework, area));
    let told = format!(
        "{} given both, {} hard to tell: {} of the passages of the one, {} of the other",
        counted(found.together, "passage"),
        found.undecided,
        percent(found.shares[0]),
        percent(found.shares[1]),
    );
    Overlap { first, second, told }
}

fn thin(framework: &Framework, found: &ThinArea) -> Thin {
    let mut told = match (found.documents, found.best) {
        (0, _) => "no passage".to_owned(),
        (documents, best) => format!(
            "{} in {}, the best with a score of {best:.2}",
            counted(found.passages, "passage"),
            counted(documents, "document")
        ),
    };
    if found.cues > 0 {
        told.push_str(&format!("; {} of its {} found", found.cues_found, counted(found.cues, "cue")));
    }
    Thin { link: area_link(framework, found.area), told }
}
