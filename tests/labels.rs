//! What themes are called, and what is quoted for them.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use std::collections::BTreeSet;
use std::ops::Range;

use commonground::round::{paragraphs, sentences};
use commonground::theme::Theme;
use commonground::{Analysis, Document, K, Round, Settings, Silent, analyse};
use proptest::prelude::*;

/// The parts of a label, in lower case.
fn parts(theme: &Theme) -> Vec<String> {
    theme.label.split(", ").map(str::to_lowercase).collect()
}

/// Words in lower case with single spaces between.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// Whether a range of a text begins and ends with sentences, but for the markers of lists, marks in brackets or the heading
/// before a colon with which the first begins.
fn is_of_sentences(text: &str, range: Range<usize>) -> bool {
    let is_marker = |token: &str| {
        !token.contains(char::is_alphanumeric) || token.len() <= 5 && token.ends_with(['.', ')', ']'])
    };
    let may_go = |before: &str| before.trim_end().ends_with(':') || before.split_whitespace().all(is_marker);
    let all: Vec<Range<usize>> =
        paragraphs(text).into_iter().flat_map(|paragraph| sentences(text, paragraph)).collect();
    let begins = all.iter().any(|s| s.contains(&range.start) && may_go(&text[s.start..range.start]));
    begins && all.iter().any(|s| s.start + text[s.clone()].trim_end().len() == range.end)
}

/// What holds for the themes of any round.
fn check(round: &Round, analysis: &Analysis) {
    for theme in &analysis.themes {
        let terms: BTreeSet<String> = theme.key_terms.iter().map(|term| term.term.to_lowercase()).collect();
        assert_eq!(terms.len(), theme.key_terms.len(), "a key term is told twice: {theme:?}");
        let label = parts(theme);
        let distinct: BTreeSet<&String> = label.iter().collect();
        assert_eq!(distinct.len(), label.len(), "a label repeats a term: {:?}", theme.label);
        if !theme.key_terms.is_empty() {
            assert!(label.iter().all(|part| terms.contains(part)), "{:?} is not of {terms:?}", theme.label);
        }
        if let Some(headline) = &theme.headline {
            assert!(theme.label.starts_with(headline.as_str()) && headline.contains(' '), "{headline:?}");
        }

        let passages: BTreeSet<usize> = theme.quotations.iter().map(|quotation| quotation.passage).collect();
        assert_eq!(passages.len(), theme.quotations.len(), "a passage is quoted twice");
        for quotation in &theme.quotations {
            assert!(quotation.is_verbatim(round));
            let document = round.documents().iter().find(|d| d.id == quotation.document).unwrap();
            assert!(is_of_sentences(&document.text, quotation.start..quotation.end), "cut: {quotation:?}");
        }
    }
}

#[test]
fn themes_of_the_invented_round_are_called_by_what_its_writers_wrote() {
    let round = common::round();
    let analysis = analyse(&round, None, &Settings::default(), &Silent).unwrap();
    check(&round, &analysis);
    let texts: Vec<String> = round.documents().iter().map(|document| folded(&document.text)).collect();
    let mut labels: BTreeSet<String> = BTreeSet::new();
    for theme in &analysis.themes {
        for term in &theme.key_terms {
            let term = folded(&term.term);
            assert!(texts.iter().any(|text| text.contains(&term)), "nobody wrote {term:?}");
        }
        for part in parts(theme) {
            assert!(labels.insert(part.clone()), "two labels have {part:?}");
        }
        let quoted: BTreeSet<&str> = theme.quotations.iter().map(|q| q.document.as_str()).collect();
        // Of one of the documents there may be nothing that could be printed.
        let most = theme.quotations.len().min(theme.prevalence.documents);
        assert!(quoted.len() + 1 >= most, "{:?}", theme.label);
    }
}

#[test]
fn names_of_partners_do_not_label_the_themes_of_the_invented_round() {
    let analysis = analyse(&common::round(), None, &Settings::default(), &Silent).unwrap();
    for theme in &analysis.themes {
        assert!(
            !parts(theme).iter().any(|part| part.contains("university") || part.contains("nhs")),
            "{}",
            theme.label
        );
    }
}

#[test]
fn a_document_that_repeats_itself_does_not_name_the_theme() {
    let filler = "The harbour wall needs work before the winter storms come in. ";
    let texts = [
        "The ferry is late and the ferry fare is high.",
        "We wait for the ferry in the rain, and the fare rises.",
        "A cheaper ferry fare would help the islands.",
        "The school has no music teacher.",
        "Music lessons at the school have ended.",
        "A school without music is poorer.",
    ];
    let long = format!("The ferry fare is too high for us. {}", filler.repeat(40));
    let documents = texts.iter().copied().chain([long.as_str()]);
    let documents = documents.enumerate().map(|(id, text)| Document::new(id.to_string(), text)).collect();
    let settings = Settings { k: K::Exactly(3), ..Settings::default() };
    let round = Round::new(documents).unwrap();
    let analysis = analyse(&round, None, &settings, &Silent).unwrap();
    check(&round, &analysis);
    let widest = &analysis.themes[0];
    assert!(!widest.label.to_lowercase().contains("harbour"), "{:?}", widest.label);
}

#[test]
fn what_could_not_be_printed_is_quoted_only_where_there_is_nothing_else() {
    let printable = [
        "The ferry fare to the islands is far too high for all of us who live there.",
        "We would like to see a ferry fare that a family on the islands can pay in winter.",
        "A ferry that is late in the rain, with a fare that rises, is of no use to us.",
    ];
    let doubtful = [
        "and the ferry fare on the islands is far too high for all of us",
        "Aim 2 Ferry fare and ferry on the islands are far too high for all of us.",
        "All of us say that the ferry fare (see below) is far too high for those on the islands.",
    ];
    let others = [
        "The school has no music teacher, and we miss the music lessons.",
        "Music lessons at the school have ended, and the school choir with them.",
        "A school without music is poorer, and so is its choir.",
        "Our children would like to sing in a school choir with a music teacher.",
        "The music teacher of the school was a joy to the choir.",
        "There is no choir where there are no music lessons at school.",
    ];
    let quoted = |texts: &[&str]| {
        let all = texts.iter().chain(&others).enumerate();
        let documents = all.map(|(id, &text)| Document::new(id.to_string(), text)).collect();
        let round = Round::new(documents).unwrap();
        let settings = Settings { k: K::Exactly(2), ..Settings::default() };
        let analysis = analyse(&round, None, &settings, &Silent).unwrap();
        check(&round, &analysis);
        let quotations = analysis.themes.into_iter().flat_map(|theme| theme.quotations);
        quotations.map(|quotation| quotation.text).filter(|text| text.contains("ferry")).collect::<Vec<_>>()
    };
    let both = quoted(&[printable, doubtful].concat());
    let last = both.iter().rposition(|text| printable.contains(&text.as_str())).unwrap();
    assert!(last > 0 && both[..=last].iter().all(|text| printable.contains(&text.as_str())), "{both:?}");
    let rest = quoted(&doubtful);
    assert!(!rest.is_empty() && rest.iter().all(|text| doubtful.contains(&text.as_str())), "{rest:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn labels_and_quotations_hold_for_any_round(texts in texts(), k in 1usize..5, whole in any::<bool>()) {
        let document = |(id, text): (usize, &String)| {
            let document = Document::new(id.to_string(), text.clone());
            if whole { document } else { document.with("partnership", (id % 3).to_string()) }
        };
        let forwards: Vec<Document> = texts.iter().enumerate().map(document).collect();
        let backwards: Vec<Document> = forwards.iter().rev().cloned().collect();
        let round = Round::new(forwards).unwrap();
        let mut settings = Settings { k: K::Exactly(k), ..Settings::default() };
        settings.passages.min_words = 3;
        settings.passages.max_words = 8;
        if let Ok(analysis) = analyse(&round, None, &settings, &Silent) {
            check(&round, &analysis);
            let again = analyse(&Round::new(backwards).unwrap(), None, &settings, &Silent).unwrap();
            prop_assert_eq!(analysis, again);
        }
    }
}

/// Texts of sentences that share words, with compounds, headings, lists and other scripts between.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        12 => "(council|river|flood|school|trust|open|data|of|the|buy-in|University|economy|economic|NHS)",
        1 => "(don’t|мост|水|Café|U\\.S\\.|\"|\\PC{1,4})",
    ];
    let gap = prop_oneof![10 => Just(" "), 2 => Just(". "), 1 => Just("-"), 1 => Just("\n"), 1 => Just(".\n\n- "), 1 => Just("\n\n# ")];
    let text = prop::collection::vec((word, gap), 1..40)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect());
    prop::collection::vec(text, 2..10)
}
