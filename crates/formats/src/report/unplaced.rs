//! The passages that no theme can claim.

use commonground::theme::Unplaced;
use serde::Serialize;

use super::Link;
use super::framework::area_link;
use super::shown::{MOST_UNPLACED, Shown};
use super::words::percent_of;
use crate::results::Study;

#[derive(Serialize)]
pub(super) struct UnplacedView {
    count: usize,
    share: String,
    /// Each reason, in plain words, with its number of passages.
    reasons: Vec<(String, usize)>,
    /// How many have an area all the same; none without a framework.
    coded: Option<usize>,
    passages: Vec<PassageView>,
    more: usize,
}

#[derive(Serialize)]
struct PassageView {
    source: Link,
    text: String,
    areas: Vec<Link>,
}

pub(super) fn unplaced(study: &Study<'_>, shown: &Shown) -> UnplacedView {
    let passages = study.analysis.passages.iter().enumerate();
    let unplaced: Vec<(usize, Option<Unplaced>)> =
        passages.filter(|(_, p)| p.theme.is_none()).map(|(number, p)| (number, p.unplaced)).collect();
    use Unplaced::{Boilerplate, Campaign, NoCommonGround, NoTerms, NoTie, NonAnswer};
    let reasons = [NoTie, NoCommonGround, NoTerms, NonAnswer, Boilerplate, Campaign];
    let reasons = reasons.map(Some).into_iter().chain([None]);
    let counted = reasons.map(|reason| {
        let count = unplaced.iter().filter(|(_, own)| *own == reason).count();
        (told(reason).to_owned(), count)
    });
    let coding = study.analysis.coding.as_ref();
    let is_coded = |passage: usize| coding.is_some_and(|c| !c.codings[passage].areas.is_empty());
    UnplacedView {
        count: unplaced.len(),
        share: percent_of(unplaced.len(), study.analysis.passages.len()),
        reasons: counted.filter(|(_, count)| *count > 0).collect(),
        coded: coding.map(|_| unplaced.iter().filter(|(passage, _)| is_coded(*passage)).count()),
        more: unplaced.len().saturating_sub(MOST_UNPLACED),
        passages: unplaced
            .iter()
            .take(MOST_UNPLACED)
            .map(|&(passage, _)| PassageView {
                source: shown.link(study, passage),
                text: study.shown_text(passage).to_owned(),
                areas: areas_of(study, passage),
            })
            .collect(),
    }
}

/// The areas that a passage is coded with.
pub(super) fn areas_of(study: &Study<'_>, passage: usize) -> Vec<Link> {
    let Some(coding) = &study.analysis.coding else { return Vec::new() };
    let given = coding.codings[passage].areas.iter();
    given.map(|given| area_link(&coding.framework, given.area)).collect()
}

fn told(reason: Option<Unplaced>) -> &'static str {
    match reason {
        Some(Unplaced::NoTie) => {
            "no nearer to the other passages of the nearest theme than to the round as a whole"
        }
        Some(Unplaced::NoCommonGround) => {
            "the round has no common ground beyond chance, so there is no theme"
        }
        Some(Unplaced::NoTerms) => {
            "no word to go by: all are common words, or too rare or too frequent in this round"
        }
        Some(Unplaced::NonAnswer) => "a non-answer, such as “n/a”",
        Some(Unplaced::Boilerplate) => "nothing but what a form or a template put there",
        Some(Unplaced::Campaign) => "the text of a campaign, which has no tie to what others say",
        None => "no reason given",
    }
}
