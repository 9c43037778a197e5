//! What was set aside before the analysis.

use commonground::noise::{Campaign, Excerpt, NoiseSettings, Recurring};
use serde::Serialize;

use super::Link;
use super::shown::Shown;
use super::words::{counted, percent_of};
use crate::results::{NOT_SHOWN, Study};

/// The most texts of a kind that are listed; the table has all.
const MOST: usize = 30;
/// The most characters of a text that are shown.
const LONGEST: usize = 600;

#[derive(Serialize)]
pub(super) struct NoiseView {
    /// What was found, or why nothing was.
    told: String,
    lists: Vec<ListView>,
    campaigns: Vec<CampaignView>,
    more_campaigns: usize,
}

/// One kind of text.
#[derive(Serialize)]
struct ListView {
    title: &'static str,
    told: String,
    texts: Vec<TextView>,
    more: usize,
}

#[derive(Serialize)]
struct TextView {
    text: String,
    documents: usize,
    source: Link,
}

#[derive(Serialize)]
struct CampaignView {
    text: TextView,
    share: String,
    /// The theme that it is in.
    theme: Option<Link>,
}

pub(super) fn noise(study: &Study<'_>, shown: &Shown) -> NoiseView {
    let noise = &study.analysis.noise;
    let lists = [
        (
            "Non-answers",
            &noise.non_answers,
            match noise.non_answers_beside {
                0 => format!(
                    "{} that say nothing. They are in no theme.",
                    counted(noise.non_answer_passages, "passage")
                ),
                beside => format!(
                    "{} that say nothing, which are in no theme, and {} to single questions in passages that say something else.",
                    counted(noise.non_answer_passages, "passage"),
                    counted(beside, "non-answer")
                ),
            },
        ),
        (
            "Boilerplate",
            &noise.boilerplate,
            format!(
                "What a form or a template put into many documents. It is read by nothing that follows; {} of nothing else.",
                match noise.boilerplate_passages {
                    0 => "no passage consists".to_owned(),
                    1 => "one passage consists".to_owned(),
                    n => format!("{} consist", counted(n, "passage")),
                }
            ),
        ),
    ];
    let list = |(title, texts, told): (&'static str, &Vec<Recurring>, String)| ListView {
        title,
        told,
        texts: texts.iter().take(MOST).map(|r| text(study, shown, &r.example, r.documents)).collect(),
        more: texts.len().saturating_sub(MOST),
    };
    let campaign = |campaign: &Campaign| CampaignView {
        text: text(study, shown, &campaign.example, campaign.documents),
        share: percent_of(campaign.documents, study.round.documents().len()),
        theme: study.analysis.passages[campaign.example.passage].theme.map(|number| Link {
            name: format!("{number} {}", study.analysis.themes[number - 1].label),
            href: Some(format!("#t{number}")),
        }),
    };
    NoiseView {
        told: told(study),
        lists: lists.into_iter().filter(|(_, texts, _)| !texts.is_empty()).map(list).collect(),
        campaigns: noise.campaigns.iter().take(MOST).map(campaign).collect(),
        more_campaigns: noise.campaigns.len().saturating_sub(MOST),
    }
}

fn told(study: &Study<'_>) -> String {
    match &study.analysis.settings.noise {
        off if *off == NoiseSettings::off() => "Nothing: every text was taken as it is, as asked for.",
        _ if study.analysis.noise.is_empty() => {
            "Nothing: no non-answers, no text of a form and no campaigns were found."
        }
        _ => {
            "These texts would make themes that nobody means. They were found by comparing the documents with each other; look whether you agree."
        }
    }
    .to_owned()
}

fn text(study: &Study<'_>, shown: &Shown, example: &Excerpt, documents: usize) -> TextView {
    let mut text: String = example.text.chars().take(LONGEST).collect();
    if text.len() < example.text.len() {
        text.push('…');
    }
    if text.is_empty() {
        NOT_SHOWN.clone_into(&mut text);
    }
    TextView { text, documents, source: shown.link(study, example.passage) }
}
