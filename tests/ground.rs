//! Is there any common ground? Words dealt at random have none, and a round in which all say the same has one theme.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use commonground::cluster::Ground;
use commonground::theme::Unplaced;
use commonground::{Analysis, Document, Round, Settings, Silent, analyse};

/// The round of `fixtures/` with its words in another order over all documents: a plain generator is enough to deal them.
fn dealt(seed: u64) -> Round {
    let documents = common::documents(false);
    let mut words: Vec<&str> =
        documents.iter().flat_map(|document| document.text.split_whitespace()).collect();
    let mut state = seed;
    for last in (1..words.len()).rev() {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        words.swap(last, (state >> 33) as usize % (last + 1));
    }
    let mut words = words.into_iter();
    let document = |document: &Document| {
        let length = document.text.split_whitespace().count();
        // A full stop after a dozen words, so that there are passages.
        let sentences: Vec<String> =
            words.by_ref().take(length).collect::<Vec<_>>().chunks(12).map(|w| w.join(" ") + ".").collect();
        Document::new(document.id.clone(), sentences.join("\n\n"))
    };
    Round::new(documents.iter().map(document).collect()).unwrap()
}

#[test]
fn a_round_of_words_that_were_dealt_has_no_common_ground() {
    for seed in [1, 2] {
        let analysis = analyse(&dealt(seed), None, &Settings::default(), &Silent).unwrap();
        let choice = analysis.k.choice.as_ref().unwrap();
        assert_eq!((choice.ground, choice.k, analysis.themes.len()), (Ground::None, 1, 0), "{choice:?}");
        assert!(analysis.broad.is_empty() && analysis.passages.iter().all(|passage| passage.theme.is_none()));
        let told = analysis.passages.iter().filter(|p| p.unplaced == Some(Unplaced::NoCommonGround)).count();
        assert!(2 * told > analysis.passages.len());
        let again = Analysis::from_json(&serde_json::to_string(&analysis).unwrap()).unwrap();
        assert_eq!(again, analysis);
    }
}

#[test]
fn the_round_as_it_was_written_has_themes() {
    let analysis = analyse(&common::round(), None, &Settings::default(), &Silent).unwrap();
    let choice = analysis.k.choice.as_ref().unwrap();
    assert_eq!(choice.ground, Ground::Themes);
    assert!(choice.plausible.0 <= choice.k && choice.k <= choice.plausible.1);
    let chosen = choice.curve.iter().find(|point| point.k == choice.k).unwrap();
    assert!(chosen.share_beyond_chance() > 0.25, "{chosen:?}");
}
