//! Who speaks of what in the files and the report, whatever stands in the metadata.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use commonground::crosstab::Crosstabs;
use commonground::round::{Consent, PARTNERSHIP};
use commonground::{Document, K, Settings};

use common::{alike, analysed, check, files, fixture_framework, fixture_reading, reading_of};

const TEXTS: [&str; 2] = [
    "The late bus leaves people at the station. The fare of the bus rises every year.",
    "The pond in the park is dry. Old trees in the park were felled by the pond.",
];

/// Twenty-four documents, half about each of two things, with this kind of sender, and one whose sender allowed nothing.
fn documents(kind: impl Fn(usize) -> String) -> Vec<Document> {
    let document = |n: usize| {
        Document::new(format!("w{n:02}"), TEXTS[n % 2])
            .with("kind", kind(n))
            .with(PARTNERSHIP, format!("P{}", n / 2))
    };
    let refused = document(0).with("kind", "canaryquux").allowing(Consent::Nothing);
    let refused = Document { id: "refused".to_owned(), ..refused };
    (0..24).map(document).chain([refused]).collect()
}

fn settings() -> Settings {
    Settings { k: K::Exactly(2), noise: commonground::noise::NoiseSettings::off(), ..alike() }
}

#[test]
fn values_of_any_kind_come_out_as_text_and_in_any_order_of_documents() {
    let long = format!("long {}", "x".repeat(100_000));
    let kinds = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0", "", long.as_str()];
    let mut all = documents(|n| kinds[n % 4].to_owned());
    let reading = reading_of(all.clone());
    let analysis = analysed(&reading, None, &settings());
    let told = files(&reading, &analysis);
    check(&told["report.html"]);
    assert!(
        told["report.html"].contains("&lt;script&gt;alert(1)&lt;&#x2f;script&gt;"),
        "the value is told as text"
    );
    assert!(told["report.html"].len() < 1_000_000 && told["crosstabs.csv"].contains("'=cmd"));
    assert!(!told.values().any(|file| file.contains("canaryquux")), "who allowed nothing is not counted");

    let crosstabs: Crosstabs = serde_json::from_str(&told["crosstabs.json"]).unwrap();
    let kind = crosstabs.tables.iter().find(|table| table.field == "kind").unwrap();
    // Each value is of six documents; they are of one topic, because both go by number.
    let values: Vec<_> = kind
        .groups
        .iter()
        .map(|g| (g.value.as_deref().map(|v| v.chars().take(7).collect::<String>()), g.of.documents))
        .collect();
    let short = |value: &str| Some(value.to_owned());
    assert_eq!(values, [(short("<script"), 6), (short("=cmd|' "), 6), (short("long xx"), 6), (None, 6)]);
    for row in &kind.themes {
        let mut documents: Vec<usize> = row.cells.iter().map(|cell| cell.documents).collect();
        documents.sort_unstable();
        assert_eq!(documents, [0, 0, 6, 6], "{row:?}");
    }

    all.reverse();
    let again = reading_of(all);
    assert_eq!(files(&again, &analysed(&again, None, &settings())), told);
}

#[test]
fn a_thousand_values_are_left_out_and_said() {
    let mut all: Vec<Document> = documents(|n| format!("kind {n}"));
    for document in &mut all {
        document.metadata.remove(PARTNERSHIP);
    }
    let reading = reading_of(all);
    let told = files(&reading, &analysed(&reading, None, &settings()));
    check(&told["report.html"]);
    assert!(!told.contains_key("crosstabs.csv") && told.contains_key("cards.csv"));
    assert!(told["report.html"].contains("“kind” has 24 values, fewer than two documents each"));
    assert!(told["report.html"].contains("A card for each document"));
}

#[test]
fn the_report_of_the_fixture_counts_settings_and_stages_and_says_where_they_are_too_few() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let html = commonground_formats::report_html(
        &reading,
        &analysed(&reading, Some(&framework), &Settings::default()),
    )
    .unwrap();
    let of = |from: &str, to: &str| {
        let (_, rest) = html.split_once(from).unwrap();
        rest.split_once(to).unwrap().0.to_owned()
    };
    let settings = of("id=\"by1\"", "id=\"by2\"");
    assert!(
        settings.contains("All groups are smaller than five") && !settings.contains("<td class=\"s"),
        "nothing to compare, no shade"
    );
    assert_eq!(settings.matches("3 partnerships").count(), 4);
    // Five are established, four are growing and three are new: only the first have shares.
    let stages = of("id=\"by2\"", "id=\"cards\"");
    assert!(stages.contains("5 partnerships") && stages.contains("4 partnerships: few"));
    assert!(
        stages.contains("%</small>") && stages.contains("of 4</small>") && stages.contains("of 3</small>")
    );
    assert!(stages.contains("“place” has 12 values, fewer than two documents each"));
    assert_eq!(html.matches("<article class=\"card\"").count(), 12);
    assert!(html.contains("<option value=\"0\">city</option>") && html.contains("role=\"status\""));
    assert!(html.len() < 1_000_000, "{}", html.len());
}
