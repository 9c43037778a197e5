//! One plain page: the themes of a round.

use commonground::Analysis;
use commonground::theme::Theme;

use super::document::Document;
use super::told::{AUDIENCE, found_again, prevalence, set_aside, source};
use crate::error::Result;
use crate::read::Reading;
use crate::report::words::listed;
use crate::report::{sentences, title};
use crate::results::Study;

/// Of so many themes each has two quotations; of more each has one, so that the page stays short.
const FEW_THEMES: usize = 5;

/// A Word document of as few pages as it takes: the figures of the round, and each theme with what it is about, how widely
/// it is raised, whether it would be found again, and one or two quotations with their sources.
///
/// # Errors
/// [`FormatError::NotOfThisRound`](crate::FormatError::NotOfThisRound) if the analysis is of other documents, or quotes
/// one that may not be quoted.
pub fn themes_page(reading: &Reading, analysis: &Analysis) -> Result<Vec<u8>> {
    let study = Study::of(reading, analysis)?;
    let language = analysis.settings.tfidf.analyser.language.code();
    let mut page = Document::new(&title(&study), language);
    page.text(&sentences(&study).join(" "));
    if !analysis.themes.is_empty() {
        page.chapter("Themes");
        analysis.themes.iter().for_each(|theme| tell(&mut page, &study, theme));
    }
    page.chapter("Set aside before the analysis");
    page.items(&set_aside(&study));
    page.text(AUDIENCE);
    page.finish("themes.docx")
}

fn tell(page: &mut Document, study: &Study<'_>, theme: &Theme) {
    page.section(&format!("{} {}", theme.number, theme.label));
    let terms: Vec<String> = theme.key_terms.iter().map(|key| key.term.clone()).collect();
    let again = theme.stability.as_ref().map(|stability| found_again(stability.verdict)).unwrap_or_default();
    let about = if terms.is_empty() { String::new() } else { format!("About: {}. ", listed(&terms)) };
    let mixed = if theme.is_mixed { format!("It is {}.", Theme::MIXED) } else { String::new() };
    let told = [&format!("{about}{}", prevalence(&theme.prevalence)), again, &mixed];
    page.text(&told.into_iter().filter(|told| !told.is_empty()).collect::<Vec<_>>().join(" "));
    let most = if study.analysis.themes.len() <= FEW_THEMES { 2 } else { 1 };
    for quotation in theme.quotations.iter().take(most) {
        let source = source(study, study.document_of(quotation.passage));
        page.quotation(&format!("“{}”", quotation.text), &source);
    }
}
