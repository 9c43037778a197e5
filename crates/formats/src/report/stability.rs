//! Whether themes would be found again, and which lie near each other.

use commonground::cluster::Verdict;
use commonground::theme::{BroadTheme, Theme};
use serde::Serialize;

use super::Link;
use super::shown::Shown;
use super::words::{counted, grouped, listed, percent_of};
use crate::results::Study;

/// How stable a theme is, in words.
#[derive(Serialize)]
pub(super) struct StabilityView {
    verdict: &'static str,
    jaccard: String,
    /// Whether it stays without any one document; none in a round of too many to tell.
    stays: Option<bool>,
    dissolves_without: Vec<Link>,
    dissolves_without_more: usize,
    /// What its largest document is to it, in a round of many.
    largest: Option<Largest>,
}

/// The document with most of a theme's passages.
#[derive(Serialize)]
struct Largest {
    link: Link,
    share: String,
    remain: String,
    is_enough: bool,
}

/// The most documents that are named where a theme dissolves without any one of them.
const MOST_DOCUMENTS: usize = 3;

pub(super) fn stability(study: &Study<'_>, shown: &Shown, theme: &Theme) -> Option<StabilityView> {
    let stability = theme.stability.as_ref()?;
    let without: &[usize] = stability.removal.as_ref().map_or(&[], |removal| &removal.dissolves_without);
    let named = without.iter().take(MOST_DOCUMENTS);
    Some(StabilityView {
        verdict: stability.verdict.told(),
        jaccard: stability.told_jaccard(),
        stays: stability.removal.as_ref().map(|removal| removal.survives()),
        dissolves_without: named.map(|&document| shown.document(study, document)).collect(),
        dissolves_without_more: without.len().saturating_sub(MOST_DOCUMENTS),
        largest: if stability.removal.is_none() { largest(study, shown, theme) } else { None },
    })
}

fn largest(study: &Study<'_>, shown: &Shown, theme: &Theme) -> Option<Largest> {
    let part = theme.largest_part?;
    let remain = theme.prevalence.documents.saturating_sub(1);
    Some(Largest {
        link: shown.document(study, part.document),
        share: percent_of(part.passages, theme.prevalence.passages),
        remain: match remain {
            0 => "no other raises it".to_owned(),
            1 => "one document is left".to_owned(),
            n => format!("{} are left", counted(n, "document")),
        },
        is_enough: remain >= commonground::theme::LEAST_COMMON,
    })
}

/// What the verdicts that occur mean, and what to do: the word, the meaning.
pub(super) fn legend(study: &Study<'_>) -> Vec<(&'static str, &'static str)> {
    let occurs = |verdict: Verdict| has(study, verdict) > 0;
    let all = [Verdict::Stable, Verdict::Fragile, Verdict::Dissolves].into_iter();
    all.filter(|&verdict| occurs(verdict)).map(|verdict| (verdict.told(), meaning(verdict))).collect()
}

fn meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Stable => {
            "comes back nearly whole when documents are drawn anew. Its name is yours to find."
        }
        Verdict::Fragile => {
            "its core comes back, but which passages belong to it is in doubt. Read it again before you name it."
        }
        Verdict::Dissolves => {
            "does not come back: with somewhat other documents its passages would fall elsewhere. Take it as a prompt, and ask whether its neighbours already say it."
        }
    }
}

fn has(study: &Study<'_>, verdict: Verdict) -> usize {
    let verdicts = study.analysis.themes.iter().filter_map(|theme| Some(theme.stability.as_ref()?.verdict));
    verdicts.filter(|&own| own == verdict).count()
}

/// How many themes are stable, and how many are no common ground, in a sentence each.
pub(super) fn sentences(study: &Study<'_>) -> Vec<String> {
    let themes = study.analysis.themes.len();
    if themes < 2 {
        return Vec::new();
    }
    let mut told = Vec::new();
    let [stable, fragile, dissolves] =
        [Verdict::Stable, Verdict::Fragile, Verdict::Dissolves].map(|verdict| has(study, verdict));
    if stable + fragile + dissolves > 0 {
        let parts = [
            (stable, "is stable", "are stable"),
            (fragile, "is fragile", "are fragile"),
            (dissolves, "dissolves", "dissolve"),
        ];
        let parts: Vec<(usize, &str, &str)> = parts.into_iter().filter(|(n, ..)| *n > 0).collect();
        told.push(match parts[..] {
            [(n, _, all)] if n == themes => {
                format!("All {} {all} when documents are drawn anew.", counted(n, "theme"))
            }
            _ => {
                let part = |&(n, one, many): &(usize, &str, &str)| {
                    format!("{} {}", grouped(n), if n == 1 { one } else { many })
                };
                let parts: Vec<String> = parts.iter().map(part).collect();
                format!("Of the themes, {} when documents are drawn anew.", listed(&parts))
            }
        });
    }
    match study.analysis.themes.iter().filter(|theme| !theme.is_common).count() {
        0 => {}
        1 => told.push(
            "One theme is raised by fewer than three documents, which is not common ground.".to_owned(),
        ),
        n => told.push(format!(
            "{} themes are raised by fewer than three documents each, which is not common ground.",
            grouped(n)
        )),
    }
    match study.analysis.themes.iter().filter(|theme| theme.is_mixed).count() {
        0 => {}
        1 => told.push("One theme is perhaps mixed: its key terms seldom stand together.".to_owned()),
        n => told
            .push(format!("{} themes are perhaps mixed: their key terms seldom stand together.", grouped(n))),
    }
    told
}

/// A broad theme with its themes.
#[derive(Serialize)]
pub(super) struct BroadView {
    label: String,
    told: String,
    themes: Vec<(Link, String)>,
}

pub(super) fn broad(study: &Study<'_>) -> Vec<BroadView> {
    let view = |broad: &BroadTheme| BroadView {
        label: broad.label.clone(),
        told: broad.prevalence.told(),
        themes: broad.themes.iter().map(|&number| theme_link(&study.analysis.themes[number - 1])).collect(),
    };
    study.analysis.broad.iter().map(view).collect()
}

fn theme_link(theme: &Theme) -> (Link, String) {
    let link = Link { name: theme.label.clone(), href: Some(format!("#t{}", theme.number)) };
    (link, theme.prevalence.told())
}
