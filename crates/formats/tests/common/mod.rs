//! What the tests of reports share.

#![allow(dead_code, reason = "each test uses its own part")]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use commonground::{Analysis, Document, Framework, Round, Settings, Silent, analyse};
use commonground_formats::{ReadOptions, Reading, analysis_outputs, read};

pub(crate) fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

pub(crate) fn fixture_reading() -> Reading {
    let options = ReadOptions { metadata: Some(fixture("partnerships.csv")), ..ReadOptions::default() };
    read(&[fixture("round").display().to_string()], &options, &Silent).unwrap()
}

pub(crate) fn fixture_framework() -> Framework {
    Framework::from_toml(&std::fs::read_to_string(fixture("framework.toml")).unwrap()).unwrap()
}

pub(crate) fn analysed(reading: &Reading, framework: Option<&Framework>, settings: &Settings) -> Analysis {
    analyse(&reading.round, framework, settings, &Silent).unwrap()
}

pub(crate) fn reading_of(documents: Vec<Document>) -> Reading {
    Reading { round: Round::new(documents).unwrap(), files: Vec::new() }
}

/// The settings for documents that all say the same: no word is too frequent.
pub(crate) fn alike() -> Settings {
    let mut settings = Settings::default();
    settings.tfidf.vocabulary.max_df = 1.0;
    settings
}

/// The files by name, as text.
pub(crate) fn files(reading: &Reading, analysis: &Analysis) -> BTreeMap<String, String> {
    let files = analysis_outputs(reading, analysis).unwrap();
    files.into_iter().map(|file| (file.name, String::from_utf8(file.bytes).unwrap())).collect()
}

/// The values of an attribute, in order.
pub(crate) fn values<'h>(html: &'h str, attribute: &str) -> Vec<&'h str> {
    let opening = format!(" {attribute}=\"");
    html.split(&opening).skip(1).filter_map(|rest| rest.split('"').next()).collect()
}

/// What holds of every report.
pub(crate) fn check(html: &str) {
    // The script of the filter runs, and nothing else does: the browser knows it by its hash.
    assert_eq!(html.matches("<script>").count(), 1);
    assert_eq!(html.matches("script-src 'sha256-").count(), 1);
    let (before, script) = html.split_once("<script>").unwrap();
    let (script, after) = script.split_once("</script>").unwrap();
    assert_eq!(script, include_str!("../../src/report/find.js"));
    let html = &format!("{before}{after}");
    let page = html.to_ascii_lowercase();
    for forbidden in
        ["<script", "<img", "<iframe", "<link", "<object", "<base", "javascript:", "url(", "@import"]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    assert!(values(html, "src").is_empty());
    assert_eq!(html.matches("<style>").count(), 1);
    assert_eq!(html.matches("</style>").count(), 1);
    assert_eq!(html.matches("<h1").count(), 1);
    assert!(html.contains("default-src &#x27;none&#x27;") || html.contains("default-src 'none'"));
    assert!(html.contains("<html lang=\"en\">"));

    let mut ids: BTreeMap<&str, usize> = BTreeMap::new();
    values(html, "id").into_iter().for_each(|id| *ids.entry(id).or_default() += 1);
    assert!(ids.values().all(|&count| count == 1), "an id occurs twice");
    for attribute in ["href", "cite"] {
        for value in values(html, attribute) {
            let id = value.strip_prefix('#').unwrap_or_else(|| panic!("{attribute}={value} leads out"));
            assert!(ids.contains_key(id), "{attribute}={value} leads nowhere");
        }
    }
    for label in values(html, "aria-labelledby").into_iter().flat_map(str::split_whitespace) {
        assert!(ids.contains_key(label), "nothing is labelled by {label}");
    }

    let levels: Vec<u8> = html
        .match_indices("<h")
        .filter_map(|(at, _)| html.as_bytes().get(at + 2).filter(|b| b.is_ascii_digit()).map(|b| b - b'0'))
        .collect();
    assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "a level of headings is left out");
    assert!(!html.contains("<th>"), "every header cell has a scope");
    for tag in ["section", "table", "details", "figure", "article", "div", "ul", "dl", "p", "li", "a"] {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
}
