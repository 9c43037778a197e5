//! The themes, at a glance and one by one.

use commonground::theme::{Prevalence, Quotation, Theme};
use serde::Serialize;

use super::Link;
use super::shown::{MOST_NAMES, Shown};
use super::stability::{StabilityView, stability};
use super::words::{listed, percent};
use crate::results::Study;

/// A longer list of documents is folded away.
const LONG: usize = 30;

#[derive(Serialize)]
pub(super) struct ThemeView {
    number: usize,
    label: String,
    key_terms: Vec<String>,
    raised: Raised,
    quotations: Vec<QuotationView>,
    covered_by: Vec<Cover>,
    is_unmatched: bool,
    is_mixed: bool,
    stability: Option<StabilityView>,
}

/// An area that covers a theme.
#[derive(Serialize)]
struct Cover {
    link: Link,
    told: String,
}

/// How widely something is raised, and by whom.
#[derive(Serialize)]
pub(super) struct Raised {
    told: String,
    /// How many documents, where that is not what `told` tells.
    documents: Option<usize>,
    passages: usize,
    in_documents: usize,
    /// The share of the bar that is filled, in whole hundredths.
    bar: usize,
    is_rare: bool,
    by: Vec<Raiser>,
    by_more: usize,
    not_by: Vec<Link>,
    not_by_more: usize,
    by_campaign: usize,
    is_long: bool,
}

/// A document, linked to its best passage, and how many it has.
#[derive(Serialize)]
struct Raiser {
    link: Link,
    passages: usize,
}

#[derive(Serialize)]
pub(super) struct QuotationView {
    text: String,
    source: Link,
}

pub(super) fn themes(study: &Study<'_>, shown: &Shown) -> Vec<ThemeView> {
    let mut passages_of = vec![Vec::new(); study.analysis.themes.len()];
    for (number, passage) in study.analysis.passages.iter().enumerate() {
        if let Some(theme) = passage.theme {
            passages_of[theme - 1].push((number, passage.score.map_or(0.0, f64::from)));
        }
    }
    let told = study.analysis.themes.iter().zip(passages_of);
    told.map(|(theme, passages)| view(study, shown, theme, &passages)).collect()
}

fn view(study: &Study<'_>, shown: &Shown, theme: &Theme, passages: &[(usize, f64)]) -> ThemeView {
    let links = study.analysis.coding.as_ref().map(|coding| &coding.links);
    ThemeView {
        number: theme.number,
        label: theme.label.clone(),
        key_terms: theme.key_terms.iter().map(|t| t.term.clone()).collect(),
        raised: raised(study, shown, &theme.prevalence, passages),
        quotations: quotations(study, shown, &theme.quotations),
        covered_by: covers(study, theme.number),
        is_unmatched: links.is_some_and(|links| links.unmatched_themes.contains(&theme.number)),
        is_mixed: theme.is_mixed,
        stability: stability(study, shown, theme),
    }
}

fn covers(study: &Study<'_>, theme: usize) -> Vec<Cover> {
    let Some(coding) = &study.analysis.coding else { return Vec::new() };
    let links = coding.links.links.iter().filter(|link| link.theme == theme);
    let cover = |link: &commonground::coding::Link| Cover {
        link: Link { name: coding.framework.told(link.area), href: Some(format!("#a{}", link.area + 1)) },
        told: percent(link.of_theme),
    };
    links.map(cover).collect()
}

/// Quotations with the name of who is quoted, linked to their place.
pub(super) fn quotations(study: &Study<'_>, shown: &Shown, quotations: &[Quotation]) -> Vec<QuotationView> {
    let view = |quotation: &Quotation| QuotationView {
        text: quotation.text.clone(),
        source: shown.link(study, quotation.passage),
    };
    quotations.iter().map(view).collect()
}

/// Who raises something, from its passages (in order) with how well each stands for it.
pub(super) fn raised(
    study: &Study<'_>,
    shown: &Shown,
    prevalence: &Prevalence,
    passages: &[(usize, f64)],
) -> Raised {
    // For each document its best passage with its score, and how many there are.
    let mut of_document: Vec<Option<(usize, f64, usize)>> = vec![None; study.round.documents().len()];
    for &(passage, score) in passages {
        let place = &mut of_document[study.document_of(passage)];
        *place = Some(match *place {
            Some((best, high, count)) if high >= score => (best, high, count + 1),
            Some((_, _, count)) => (passage, score, count + 1),
            None => (passage, score, 1),
        });
    }
    let raisers = of_document.iter().flatten();
    let by: Vec<Raiser> = raisers
        .take(MOST_NAMES)
        .map(|&(best, _, passages)| Raiser { link: shown.link(study, best), passages })
        .collect();
    let silent = (0..of_document.len()).filter(|&document| of_document[document].is_none());
    let not_by: Vec<Link> = silent.take(MOST_NAMES).map(|document| shown.document(study, document)).collect();
    let (part, whole) = match (prevalence.partnerships, prevalence.of_partnerships) {
        (Some(part), Some(whole)) => (part, whole),
        _ => (prevalence.documents, prevalence.of_documents),
    };
    Raised {
        told: prevalence.told(),
        documents: prevalence
            .of_partnerships
            .filter(|&of| of != prevalence.of_documents)
            .map(|_| prevalence.documents),
        passages: prevalence.passages,
        in_documents: prevalence.documents,
        bar: (100 * part).checked_div(whole).unwrap_or(0),
        is_rare: !prevalence.is_common(),
        by_more: prevalence.documents - by.len().min(prevalence.documents),
        not_by_more: (of_document.len() - prevalence.documents).saturating_sub(not_by.len()),
        by_campaign: prevalence.by_campaign,
        is_long: of_document.len() > LONG,
        by,
        not_by,
    }
}

impl ThemeView {
    /// The theme's link and its terms in a sentence, for the list of candidates.
    pub(super) fn in_short(theme: &Theme) -> (Link, String) {
        let terms: Vec<String> = theme.key_terms.iter().map(|t| t.term.clone()).collect();
        let name = format!("{} {}", theme.number, theme.label);
        (Link { name, href: Some(format!("#t{}", theme.number)) }, listed(&terms))
    }
}
