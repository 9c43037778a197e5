//! The title and the opening paragraph.

use commonground::cluster::Ground;
use serde::Serialize;

use super::words::{counted, grouped, listed_in_short, percent_of};
use super::{agreement, stability};
use crate::results::Study;

/// An entry of the table of contents.
#[derive(Serialize)]
pub(super) struct Part {
    anchor: &'static str,
    name: &'static str,
}

/// The chapters that the page has.
pub(super) fn parts(study: &Study<'_>, has_review: bool) -> Vec<Part> {
    let has_areas = study.analysis.coding.is_some();
    let part = |anchor, name| Part { anchor, name };
    let mut parts = vec![part("themes", "Themes")];
    if has_areas {
        parts.extend([
            part("matrix", "Framework matrix"),
            part("areas", "Areas"),
            part("doubts", "Codings to look at"),
        ]);
    }
    parts.push(part("place", "Place and complexity"));
    if study.analysis.agreement.is_some() {
        parts.push(part("agreement", "Agreement with people"));
    }
    parts.extend([
        part("noise", "Set aside before the analysis"),
        part("unplaced", "Passages in no theme"),
        part("documents", "The documents"),
        part("reading", "What was read"),
        part("method", "How it was made"),
    ]);
    if has_review {
        parts.push(part("review-h", "Your review"));
    }
    parts
}

/// What prevalence is told in.
pub(super) fn unit(study: &Study<'_>) -> &'static str {
    if study.has_partnerships() { "partnerships" } else { "documents" }
}

pub(crate) fn title(study: &Study<'_>) -> String {
    format!("Common ground in {}", counted(study.round.documents().len(), "document"))
}

/// What was found, in plain sentences.
pub(crate) fn sentences(study: &Study<'_>) -> Vec<String> {
    let analysis = study.analysis;
    let words = analysis.documents.iter().map(|d| d.words).sum();
    let mut told = vec![format!(
        "{} with {} {} read as {}.",
        counted(analysis.documents.len(), "document"),
        counted(words, "word"),
        if analysis.documents.len() == 1 { "was" } else { "were" },
        counted(analysis.passages.len(), "passage"),
    )];
    told.push(themes(study));
    told.extend(stability::sentences(study));
    told.extend(areas(study));
    told.extend(agreement::sentences(study));
    let unplaced = analysis.passages.iter().filter(|p| p.theme.is_none()).count();
    told.push(match unplaced {
        0 => "Every passage is in a theme.".to_owned(),
        n => format!(
            "{} ({}) {} in no theme.",
            counted(n, "passage"),
            percent_of(n, analysis.passages.len()),
            if n == 1 { "is" } else { "are" }
        ),
    });
    told
}

/// What is said where the texts share nothing beyond chance.
const NO_GROUND: &str = "They have no common ground beyond chance: however they are divided, halves of the round repeat no more than they do with the words dealt among the texts at random, and no two texts share more words. So no theme is told; a division all the same is there for whoever asks for a number of themes.";

fn themes(study: &Study<'_>) -> String {
    match &study.analysis.themes[..] {
        [] if study.analysis.k.ground() == Some(Ground::None) => NO_GROUND.to_owned(),
        [] => "No theme was found.".to_owned(),
        [only] => format!(
            "They fall into a single theme, “{}”, raised by {}: {}.",
            only.label,
            only.prevalence.told(),
            match study.analysis.k.ground() {
                None => "one theme was asked for",
                Some(Ground::TooFew) => "they are too few to be divided",
                Some(Ground::OneTheme) =>
                    "nothing divides them that would show again in other documents like these, but they share more words than they would by chance",
                Some(Ground::Themes | Ground::None) =>
                    "nothing else in them would show again in other documents like these",
            }
        ),
        [first, ..] => format!(
            "They fall into {}; the most widely raised is “{}” ({}).",
            counted(study.analysis.themes.len(), "theme"),
            first.label,
            first.prevalence.told()
        ),
    }
}

fn areas(study: &Study<'_>) -> Vec<String> {
    const FEW: usize = 4;
    let Some(coding) = &study.analysis.coding else { return Vec::new() };
    let areas = &coding.framework.areas;
    let silent: Vec<String> = coding
        .matrix
        .areas_without_evidence()
        .into_iter()
        .map(|area| format!("“{}”", coding.framework.told(area)))
        .collect();
    let raised = areas.len() - silent.len();
    let mut told = vec![match (raised, areas.len()) {
        (_, of) if silent.is_empty() => {
            format!("{} of the framework {} raised.", all_of(of), if of == 1 { "is" } else { "are" })
        }
        (0, _) => "None of the areas of the framework is raised.".to_owned(),
        (n, of) => format!(
            "{} of the {} of the framework {} raised; nobody raises {}.",
            grouped(n),
            counted(of, "area"),
            if n == 1 { "is" } else { "are" },
            listed_in_short(&silent, FEW)
        ),
    }];
    match coding.links.unmatched_themes.len() {
        0 => {}
        1 => told.push("One theme matches no area.".to_owned()),
        n => told.push(format!("{} themes match no area.", grouped(n))),
    }
    match coding.thin.iter().filter(|thin| thin.passages > 0).count() {
        0 => {}
        1 => told.push("One area is raised, but with too little evidence.".to_owned()),
        n => told.push(format!("{} areas are raised, but with too little evidence.", grouped(n))),
    }
    match coding.overlaps.len() {
        0 => {}
        1 => told.push("One pair of areas is easily confused.".to_owned()),
        n => told.push(format!("{} pairs of areas are easily confused.", grouped(n))),
    }
    told
}

fn all_of(areas: usize) -> String {
    if areas == 1 { "The one area".to_owned() } else { format!("All {} areas", grouped(areas)) }
}
