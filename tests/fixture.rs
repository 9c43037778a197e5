//! The main job on the invented round, against what a careful human coder wrote down.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use std::collections::BTreeSet;
use std::sync::LazyLock;

use commonground::coding::overlaps;
use commonground::framework::Area;
use commonground::{Analysis, K, Settings, Silent, analyse, code_round};

/// The same for all tests.
static ANALYSIS: LazyLock<Analysis> = LazyLock::new(|| {
    analyse(&common::round(), Some(&common::framework()), &Settings::default(), &Silent).unwrap()
});

#[test]
fn the_framework_matrix_is_as_intended_in_most_cells() {
    let coding = ANALYSIS.coding.as_ref().unwrap();
    let table = common::read("fixtures/intended.csv");
    let intended: BTreeSet<(&str, &str)> = table
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut cells = line.split(',');
            Some((cells.next()?, cells.next()?))
        })
        .collect();
    let (mut right, mut cells) = (0, 0);
    for (document, row) in coding.matrix.documents.iter().zip(&coding.matrix.cells) {
        for (area, cell) in coding.matrix.areas.iter().zip(row) {
            cells += 1;
            right +=
                usize::from((cell.passages > 0) == intended.contains(&(document.as_str(), area.as_str())));
        }
    }
    assert_eq!(cells, 12 * 11);
    assert!(right as f64 >= 0.9 * cells as f64, "{right} of {cells} cells are as intended");
}

#[test]
fn the_area_that_nobody_raises_stays_empty() {
    let coding = ANALYSIS.coding.as_ref().unwrap();
    let empty: Vec<&str> =
        coding.matrix.areas_without_evidence().into_iter().map(|a| coding.matrix.areas[a].as_str()).collect();
    assert_eq!(empty, ["health"]);
    let health = coding.areas.iter().find(|area| area.id == "health").unwrap();
    assert_eq!(health.prevalence.documents, 0);
    assert!(!health.cues.is_empty() && health.quotations.is_empty());
}

#[test]
fn too_little_evidence_is_found_where_there_is_and_confusion_where_areas_are_alike() {
    let coding = ANALYSIS.coding.as_ref().unwrap();
    let thin: Vec<&str> =
        coding.thin.iter().map(|thin| coding.framework.areas[thin.area].id.as_str()).collect();
    assert_eq!(thin, ["health"]);
    let health = &coding.thin[0];
    assert_eq!((health.documents, health.passages, health.best, health.cues_found), (0, 0, 0.0, 0));
    assert!(coding.overlaps.is_empty(), "the framework's areas are told apart: {:?}", coding.overlaps);

    // The same area under another name: whoever meets a passage of one cannot know which it is.
    let mut framework = common::framework();
    let place = framework.areas.iter().position(|area| area.id == "measuring").unwrap();
    let twin = Area {
        id: "twin".into(),
        name: format!("{} once more", framework.areas[place].name),
        ..framework.areas[place].clone()
    };
    framework.areas.push(twin);
    let twin = framework.areas.len() - 1;
    let coded = code_round(&common::round(), &framework, &Settings::default(), &Silent).unwrap();
    let found = overlaps(&coded.codings, &framework.hierarchy());
    assert_eq!(found.iter().map(|found| found.areas).collect::<Vec<_>>(), [[place, twin]], "{found:?}");
    assert!(found[0].shares.iter().all(|&share| share > 0.9), "{found:?}");
}

#[test]
fn the_strength_of_a_cell_is_that_of_its_best_passage() {
    let coding = ANALYSIS.coding.as_ref().unwrap();
    for (document, row) in coding.matrix.cells.iter().enumerate() {
        for (area, cell) in row.iter().enumerate() {
            let own: Vec<(usize, f64)> = (0..coding.codings.len())
                .filter(|&passage| ANALYSIS.passages[passage].passage.document == document)
                .flat_map(|passage| coding.codings[passage].areas.iter().map(move |given| (passage, given)))
                .filter(|(_, given)| given.area == area)
                .map(|(passage, given)| (passage, given.score))
                .collect();
            assert_eq!(cell.passages, own.len());
            assert_eq!(cell.strength, own.iter().map(|(_, score)| *score).fold(0.0, f64::max));
            let best = own.iter().find(|(_, score)| *score == cell.strength).map(|(passage, _)| *passage);
            assert_eq!(cell.best, best);
        }
    }
}

/// The ten areas that are raised and the two themes outside of the framework are twelve.
#[test]
fn as_many_themes_as_were_written_are_among_those_that_are_about_as_good() {
    let choice = ANALYSIS.k.choice.as_ref().unwrap();
    assert!((choice.plausible.0..=choice.plausible.1).contains(&12), "{:?}", choice.plausible);
    assert!((10..=14).contains(&choice.k), "{}", choice.k);
}

#[test]
fn both_themes_outside_of_the_framework_are_unmatched() {
    let settings = Settings { k: K::Exactly(12), ..Settings::default() };
    let analysis = analyse(&common::round(), Some(&common::framework()), &settings, &Silent).unwrap();
    let unmatched = &analysis.coding.as_ref().unwrap().links.unmatched_themes;
    for word in ["climate", "theatre"] {
        let is_about = |theme: &&commonground::theme::Theme| {
            theme.key_terms.iter().take(5).any(|term| term.term.to_lowercase().contains(word))
        };
        let theme = analysis.themes.iter().find(is_about).unwrap_or_else(|| panic!("no theme about {word}"));
        assert!(unmatched.contains(&theme.number), "{:?} is matched", theme.label);
    }
}

#[test]
fn every_quotation_is_a_slice_of_whole_sentences() {
    let (round, analysis) = (common::round(), &*ANALYSIS);
    let coding = analysis.coding.as_ref().unwrap();
    let of_themes = analysis.themes.iter().flat_map(|theme| &theme.quotations);
    let of_areas = coding.areas.iter().flat_map(|area| &area.quotations);
    let mut count = 0;
    for quotation in of_themes.chain(of_areas) {
        count += 1;
        assert!(quotation.is_verbatim(&round), "{quotation:?}");
        assert!(quotation.text.ends_with(['.', '?', '!', '”', '’', ')', ';', ':']), "{:?}", quotation.text);
        assert!(
            !quotation.text.starts_with(char::is_lowercase) || quotation.text.ends_with(';'),
            "{:?}",
            quotation.text
        );
    }
    assert!(count > 60, "{count} quotations");
}

#[test]
fn passages_themes_and_the_unplaced_pile_account_for_everything() {
    let analysis = &*ANALYSIS;
    for passage in &analysis.passages {
        assert_ne!(passage.theme.is_some(), passage.unplaced.is_some(), "{passage:?}");
    }
    for theme in &analysis.themes {
        let members = analysis.passages.iter().filter(|p| p.theme == Some(theme.number));
        let documents: BTreeSet<usize> = members.clone().map(|p| p.passage.document).collect();
        assert_eq!(members.count(), theme.prevalence.passages);
        assert_eq!(documents.len(), theme.prevalence.documents);
    }
    let unplaced = analysis.passages.iter().filter(|p| p.unplaced.is_some()).count();
    assert!(unplaced < analysis.passages.len() / 5, "{unplaced} of {} unplaced", analysis.passages.len());
}
