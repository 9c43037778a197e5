//! The words in which a Word document tells what was found.

use commonground::cluster::Verdict;
use commonground::noise::NoiseSettings;
use commonground::theme::Prevalence;

use crate::figure::document_shade;
use crate::report::words::{counted, grouped};
use crate::results::Study;

/// For whom it is.
pub(super) const AUDIENCE: &str = "Written for the team. It may quote senders who did not allow to be quoted to others; “commonground analyse --public” makes what is for everybody.";

/// Whose document it is.
pub(super) fn source(study: &Study<'_>, document: usize) -> String {
    let document = &study.round.documents()[document];
    match document.partnership() {
        Some(name) => format!("{name}, document {}", document.id),
        None => format!("Document {}", document.id),
    }
}

/// How widely something is raised: partnerships where they are known, documents and passages.
pub(super) fn prevalence(prevalence: &Prevalence) -> String {
    let mut told = match prevalence.of_partnerships {
        Some(_) => format!(
            "Raised by {}, in {} of {} and {}.",
            prevalence.told(),
            grouped(prevalence.documents),
            counted(prevalence.of_documents, "document"),
            counted(prevalence.passages, "passage"),
        ),
        None => format!("Raised by {}, in {}.", prevalence.told(), counted(prevalence.passages, "passage")),
    };
    match prevalence.by_campaign {
        0 => {}
        1 => told += " One of the documents raises it with the text of a campaign alone.",
        n => {
            told += &format!(" {} of the documents raise it with the text of a campaign alone.", grouped(n));
        }
    }
    told
}

/// Whether a theme would be found again.
pub(super) fn found_again(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Stable => "Stable: it comes back nearly whole when documents are drawn anew.",
        Verdict::Fragile => {
            "Fragile: its core comes back when documents are drawn anew, but which passages belong to it is in doubt."
        }
        Verdict::Dissolves => "Dissolves: with somewhat other documents its passages would fall elsewhere.",
    }
}

/// A strength from `least` (the score from which an area is given) to 1, in words and as a number.
pub(super) fn strength(strength: f64, least: f64) -> String {
    let word = match document_shade(strength, least) {
        1 | 2 => "faint",
        3 | 4 => "clear",
        _ => "strong",
    };
    format!("{word} ({strength:.2})")
}

/// What was set aside before the analysis, in figures.
pub(super) fn set_aside(study: &Study<'_>) -> Vec<String> {
    let noise = &study.analysis.noise;
    if study.analysis.settings.noise == NoiseSettings::off() {
        return vec!["Nothing: every text was taken as it is, as asked for.".to_owned()];
    }
    let copies: usize = noise.campaigns.iter().map(|campaign| campaign.passages).sum();
    let largest = noise.campaigns.iter().map(|campaign| campaign.documents).max();
    let campaigns = match largest {
        None => "Campaigns: none.".to_owned(),
        Some(most) => format!(
            "Campaigns: {} that several senders share, in {}; the most widely sent is in {}.",
            counted(noise.campaigns.len(), "text"),
            counted(copies, "passage"),
            counted(most, "document"),
        ),
    };
    vec![
        format!("Non-answers: {}.", counted(noise.non_answer_passages, "passage")),
        format!(
            "Text of forms: {}, and {} of nothing else.",
            counted(noise.boilerplate.len(), "piece"),
            counted(noise.boilerplate_passages, "passage")
        ),
        campaigns,
    ]
}
