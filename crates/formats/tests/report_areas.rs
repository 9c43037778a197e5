//! What the report and the tables say of areas that people should look at.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod common;

use commonground::coding::{AreaOverlap, ThinArea};
use commonground::{Analysis, Settings};
use commonground_formats::{FormatError, report_html};

use common::{analysed, check, files, fixture_framework, fixture_reading};

#[test]
fn the_report_tells_what_of_the_coding_people_should_look_at() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let mut analysis = analysed(&reading, Some(&framework), &Settings::default());
    let section = |analysis: &Analysis, from: &str, to: &str| -> String {
        let html = report_html(&reading, analysis).unwrap();
        check(&html);
        html[html.find(from).unwrap()..html.find(to).unwrap()].to_owned()
    };
    let doubts = |analysis: &Analysis| section(analysis, "id=\"doubts\"", "id=\"noise\"");
    let matrix = |analysis: &Analysis| section(analysis, "id=\"matrix\"", "id=\"areas\"");

    // The invented round has a doubt of its own, and areas that nobody confuses.
    let doubtful =
        analysis.coding.as_ref().unwrap().codings.iter().position(|coding| coding.doubtful).unwrap();
    let told = doubts(&analysis);
    assert!(told.contains(&format!("href=\"#p{}\"", doubtful + 1)) && !told.contains("by people"), "{told}");
    let told = matrix(&analysis);
    assert!(!told.contains("Too little evidence") && !told.contains("coders will confuse"));
    assert!(told.contains("with no area") && told.contains("<blockquote"), "a candidate shows its evidence");

    let coding = analysis.coding.as_mut().unwrap();
    coding.overlaps = vec![AreaOverlap {
        areas: [2, 4],
        passages: [10, 9],
        together: 3,
        undecided: 2,
        shares: [0.5, 0.455],
    }];
    coding.thin.push(ThinArea { area: 0, documents: 4, passages: 1, best: 0.31, cues_found: 2, cues: 11 });
    coding.codings.iter_mut().for_each(|coding| coding.doubtful = false);
    coding.codings[0].by_people = true;
    let told = matrix(&analysis);
    for expected in [
        "3 passages are given both and 2 are undecided between them: 50% of what is about the first, 46% of",
        "(1 passage in 4 documents, at best 0.31; 2 of its 11 cues found)",
    ] {
        assert!(told.contains(expected), "{expected} is not in {told}");
    }
    let areas = section(&analysis, "id=\"areas\"", "id=\"doubts\"");
    assert_eq!((areas.matches("Easily confused with").count(), areas.matches("Faint:").count()), (2, 1));
    assert!(areas.contains("46% of what is about the first, 50% of"), "each area tells it from its own side");
    let told = doubts(&analysis);
    assert!(told.contains("1 passage was coded by people") && told.contains("Nowhere do the two disagree"));
    let files = files(&reading, &analysis);
    assert!(!files.contains_key("doubtful.csv"));
    let row = |id: &str| files["areas.csv"].lines().find(|line| line.starts_with(id)).unwrap();
    assert!(row("leadership").ends_with("equitable") && row("equitable").ends_with("leadership"));
    assert!(row("scaling").contains(",yes,"));
    assert!(files["report.html"].contains("0.33 where people coded at least five passages with it"));

    // Numbers that stand for nothing are refused.
    type Spoil = fn(&mut commonground::CodingSummary);
    let spoils: [Spoil; 3] = [
        |coding| coding.overlaps[0].areas[1] = 11,
        |coding| coding.thin[0].area = 11,
        |coding| coding.codings[0].nearby = Some(11),
    ];
    for spoil in spoils {
        let mut spoiled = analysis.clone();
        spoil(spoiled.coding.as_mut().unwrap());
        assert!(matches!(report_html(&reading, &spoiled), Err(FormatError::NotOfThisRound { .. })));
    }
}

#[test]
fn results_of_versions_that_did_not_look_for_overlaps_are_still_read() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let mut analysis = analysed(&reading, Some(&framework), &Settings::default());
    let mut json = serde_json::to_value(&analysis).unwrap();
    let coding = json["coding"].as_object_mut().unwrap();
    for new in ["overlaps", "thin"] {
        assert!(coding.remove(new).is_some(), "{new}");
    }
    for coding in coding["codings"].as_array_mut().unwrap() {
        coding.as_object_mut().unwrap().remove("nearby");
    }
    let old = Analysis::from_json(&json.to_string()).unwrap();
    check(&report_html(&reading, &old).unwrap());
    let coding = analysis.coding.as_mut().unwrap();
    (coding.overlaps, coding.thin) = (Vec::new(), Vec::new());
    coding.codings.iter_mut().for_each(|coding| coding.nearby = None);
    assert_eq!(old, analysis);
}
