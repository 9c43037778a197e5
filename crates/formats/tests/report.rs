//! The results of an analysis as files: complete, honest, and inert whatever the documents hold.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod common;

use commonground::cluster::{Dealt, Ground, KChoice, KPoint};
use commonground::coding::{HumanCode, HumanCodes};
use commonground::framework::Area;
use commonground::theme::{Theme, Unplaced};
use commonground::{Analysis, Document, Framework, K, Quality, Round, Settings, Silent, compare_with_people};
use commonground_formats::read::{all_codes, read_codes};
use commonground_formats::{FormatError, ReadOptions, analysis_outputs, report_html};

use common::{alike, analysed, check, files, fixture, fixture_framework, fixture_reading, reading_of};

#[test]
fn the_fixture_gives_all_files_with_every_link_leading_somewhere() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let analysis = analysed(&reading, Some(&framework), &Settings::default());
    let files = files(&reading, &analysis);
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let expected = [
        "analysis.json",
        "areas.csv",
        "cards.csv",
        "cells.csv",
        "crosstabs.csv",
        "crosstabs.json",
        "doubtful.csv",
        "links.csv",
        "matrix.csv",
        "quotes.csv",
        "report.html",
        "themes.csv",
    ];
    assert_eq!(names, expected);

    let html = &files["report.html"];
    check(html);
    assert!(html.contains("<h1>Common ground in 12 documents</h1>"));
    assert!(html.contains("nobody raises “Health inequalities”"), "an area without evidence is a finding");
    for document in reading.round.documents() {
        assert!(
            html.contains(&document.metadata["partnership"].replace('&', "&amp;").replace('\'', "&#x27;"))
        );
    }
    for number in 1..=analysis.passages.len() {
        assert!(html.contains(&format!("id=\"p{number}\"")), "passage {number} is not on the page");
    }

    assert!(files["analysis.json"].ends_with("}\n"));
    let again: Analysis = serde_json::from_str(&files["analysis.json"]).unwrap();
    assert_eq!(again, analysis);
}

#[test]
fn a_round_without_common_ground_says_so_and_tells_no_theme() {
    let texts = ["The bus is late.", "A choir sings late.", "The bus sings."];
    let documents = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), *text));
    let reading = reading_of(documents.collect());
    let mut analysis = analysed(&reading, None, &Settings { k: K::Exactly(1), ..alike() });
    // What is told is tested here, not when: that is for the library.
    analysis.themes.clear();
    analysis.passages.iter_mut().for_each(|p| (p.theme, p.unplaced) = (None, Some(Unplaced::NoCommonGround)));
    let curve = vec![KPoint {
        k: 2,
        repeated: 0.01,
        error: 0.02,
        dealt: Some(Dealt { repeated: 0.01, deviation: 0.01 }),
    }];
    analysis.k.choice = Some(KChoice { k: 1, plausible: (1, 1), curve, ground: Ground::None });
    let html = report_html(&reading, &analysis).unwrap();
    check(&html);
    for told in [
        "They have no common ground beyond chance",
        "the round has no common ground beyond chance, so there is no theme",
        "No theme was found.",
        "none, because halves of the round repeat no division",
    ] {
        assert!(html.contains(told), "{told}");
    }
}

#[test]
fn the_tables_have_a_row_for_each_thing_and_blanks_where_nothing_is_said() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let analysis = analysed(&reading, Some(&framework), &Settings::default());
    let files = files(&reading, &analysis);
    let rows = |name: &str| -> Vec<Vec<String>> {
        let text = files[name].strip_prefix('\u{feff}').unwrap();
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    };

    let matrix = rows("matrix.csv");
    assert_eq!(matrix.len(), 1 + 12);
    assert_eq!(matrix[0][..3], ["id", "partnership", "scaling"]);
    let coding = analysis.coding.as_ref().unwrap();
    for (row, cells) in matrix[1..].iter().zip(&coding.matrix.cells) {
        for (told, cell) in row[2..].iter().zip(cells) {
            assert_eq!(told.is_empty(), cell.passages == 0);
            assert!(told.is_empty() || told.len() == 4, "{told}");
        }
    }

    let cells = rows("cells.csv");
    let said = coding.matrix.cells.iter().flatten().filter(|cell| cell.passages > 0);
    assert_eq!(cells.len(), 1 + said.count());
    let documents = reading.round.documents();
    for row in &cells[1..] {
        let text = &documents.iter().find(|d| d.id == row[0]).unwrap().text;
        let (start, end): (usize, usize) = (row[5].parse().unwrap(), row[6].parse().unwrap());
        assert_eq!(text[start..end], row[7], "the best passage is verbatim");
    }
    let areas = rows("areas.csv");
    assert_eq!(areas.len(), 1 + framework.areas.len());
    for (row, summary) in areas[1..].iter().zip(&coding.areas) {
        assert_eq!((&row[0], row[4].parse()), (&summary.id, Ok(summary.prevalence.passages)));
        assert_eq!(row[5].is_empty(), summary.prevalence.passages == 0);
        assert_eq!(row[8] == "yes", summary.id == "health", "{row:?}");
    }
    assert_eq!(rows("links.csv").len(), 1 + coding.links.links.len());
    let doubtful = coding.codings.iter().filter(|coding| coding.doubtful).count();
    assert_eq!(rows("doubtful.csv").len(), 1 + doubtful);

    let themes = rows("themes.csv");
    assert_eq!(themes.len(), 1 + analysis.themes.len());
    assert_eq!(themes[0][5..7], ["partnerships", "of_partnerships"]);

    let quotes = rows("quotes.csv");
    let of_themes: usize = analysis.themes.iter().map(|theme| theme.quotations.len()).sum();
    let of_areas: usize = coding.areas.iter().map(|area| area.quotations.len()).sum();
    assert_eq!(quotes.len(), 1 + of_themes + of_areas);
}

#[test]
fn the_report_tells_how_stable_each_theme_is() {
    let reading = fixture_reading();
    let mut analysis = analysed(&reading, None, &Settings { k: K::Exactly(9), ..Settings::default() });
    let files = files(&reading, &analysis);
    let html = &files["report.html"];
    check(html);
    let stable = analysis.themes.iter().filter(|t| t.stability.as_ref().unwrap().verdict.told() == "stable");
    assert!(html.contains(&match stable.count() {
        9 => "All 9 themes are stable when documents are drawn anew.".to_owned(),
        some => format!("Of the themes, {some} "),
    }));
    for broad in analysis.broad.iter().filter(|broad| broad.themes.len() == 1) {
        assert!(!html.contains(&format!("<strong>{}</strong> <span", broad.label)), "it is told once");
    }
    assert!(html.contains("Broad themes and their sub-themes") && html.contains("Hennig 2007"));
    assert!(html.contains("Stays without any one document."));
    let header = files["themes.csv"].lines().next().unwrap();
    assert!(
        header.ends_with("passages,common,mixed,stability,jaccard,dissolves_without,broad_theme,covered_by")
    );

    // Where a theme hangs on one document, or where too many are there to leave each out, the report says so.
    let stability = analysis.themes[0].stability.as_mut().unwrap();
    let removal = stability.removal.as_mut().unwrap();
    removal.dissolves_without = vec![3, 0, 1, 2];
    analysis.themes[1].stability.as_mut().unwrap().removal = None;
    analysis.themes[2].stability = None;
    analysis.themes[3].prevalence.documents = 2;
    analysis.themes[3].is_common = false;
    // Nine themes are more than this round has: one has what is left of several.
    let is_mixed = |theme: &&Theme| theme.is_mixed;
    let mixed: Vec<&str> =
        analysis.themes.iter().filter(is_mixed).map(|theme| theme.label.as_str()).collect();
    assert_eq!(mixed, ["Theatre, booking, open"]);
    assert_eq!(html.matches("<strong>Perhaps mixed:</strong>").count(), 1);
    for (place, theme) in analysis.themes.iter_mut().enumerate() {
        (theme.coherence, theme.is_mixed) = if place == 2 { (Some(-0.2), true) } else { (Some(0.2), false) };
    }
    let html = report_html(&reading, &analysis).unwrap();
    check(&html);
    assert!(html.contains("Dissolves without") && html.contains("or without any one of 1 more"));
    assert!(html.contains("Its largest document") && html.contains("not known"));
    assert!(html.contains("2 documents: not common ground"));
    assert_eq!(html.matches("<strong>Perhaps mixed:</strong>").count(), 1);
    assert!(html.contains("One theme is perhaps mixed: its key terms seldom stand together."));
    assert!(html.contains("One theme is raised by fewer than three documents"));

    let without = Settings {
        k: K::Exactly(4),
        stability: commonground::cluster::StabilitySettings { resamples: Some(0) },
        ..Settings::default()
    };
    let html = report_html(&reading, &analysed(&reading, None, &without)).unwrap();
    check(&html);
    assert!(!html.contains("drawn anew") && !html.contains("Broad themes"));

    let stability = analysis.themes[0].stability.as_mut().unwrap();
    stability.removal.as_mut().unwrap().document = Some(12);
    assert!(matches!(report_html(&reading, &analysis), Err(FormatError::NotOfThisRound { .. })));
}

#[test]
fn stable_themes_and_what_is_left_of_one_are_told_in_whole_sentences() {
    use commonground::cluster::Verdict;
    let reading = fixture_reading();
    let mut analysis = analysed(&reading, None, &Settings { k: K::Exactly(4), ..Settings::default() });
    let themes = analysis.themes.len();
    let cases = [
        (Verdict::Stable, "are stable", 1, "no other raises it, too few"),
        (Verdict::Fragile, "are fragile", 2, "one document is left, too few"),
        (Verdict::Dissolves, "dissolve", 3, "2 documents are left, too few"),
        (Verdict::Stable, "are stable", 4, "3 documents are left."),
    ];
    for (verdict, all, documents, left) in cases {
        for theme in &mut analysis.themes {
            let stability = theme.stability.as_mut().unwrap();
            (stability.verdict, stability.removal) = (verdict, None);
            theme.prevalence.documents = documents;
        }
        let html = report_html(&reading, &analysis).unwrap();
        assert!(html.contains(&format!("All {themes} themes {all} when documents are drawn anew.")), "{all}");
        assert!(html.contains(left), "{left}");
    }
    let other = analysis.themes[0].stability.as_mut().unwrap();
    other.verdict = Verdict::Dissolves;
    let html = report_html(&reading, &analysis).unwrap();
    assert!(html.contains(&format!("Of the themes, {} are stable and 1 dissolves when", themes - 1)));
}

#[test]
fn agreement_with_people_is_in_the_report_and_held_against_the_areas() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let mut analysis = analysed(&reading, Some(&framework), &Settings::default());
    let path = fixture("intended.csv").display().to_string();
    let tables = read_codes(&[path], &ReadOptions::default(), &Silent).unwrap();
    let one = all_codes(&tables, &reading.round, Some(&framework)).unwrap().0;
    let notes = compare_with_people(&mut analysis, &reading.round, &one, &Silent).unwrap();
    assert_eq!(notes.len(), 2, "climate and culture lie outside");
    let files = files(&reading, &analysis);
    let html = &files["report.html"];
    check(html);
    assert!(html.contains("href=\"#agreement\"") && html.contains("One person is no measure"));
    assert!(html.contains("too few: used for 0 documents") && html.contains("Krippendorff 2011"));
    assert!(!html.contains("By passage"), "nobody coded passages");
    assert!(files["agreement.csv"].starts_with('\u{feff}'));
    assert_eq!(serde_json::from_str::<Analysis>(&files["analysis.json"]).unwrap(), analysis);

    // Two people, one of whom has no name and the other a hostile one.
    let mut codes = one.codes().to_vec();
    codes.iter_mut().for_each(|code| code.coder.clear());
    let hostile = codes.iter().step_by(2).cloned().map(|code| HumanCode { coder: "<b>x".into(), ..code });
    let hostile: Vec<HumanCode> = hostile.collect();
    codes.extend(hostile);
    compare_with_people(&mut analysis, &reading.round, &HumanCodes::new(codes), &Silent).unwrap();
    let html = report_html(&reading, &analysis).unwrap();
    check(&html);
    assert!(html.contains("one person and &lt;b&gt;x") && html.contains("Each pair of coders"));

    let units = &mut analysis.agreement.as_mut().unwrap().units;
    units[0].comparisons[0].areas.pop();
    assert!(matches!(report_html(&reading, &analysis), Err(FormatError::NotOfThisRound { .. })));
}

#[test]
fn the_same_run_gives_the_same_bytes() {
    let (reading, framework) = (fixture_reading(), fixture_framework());
    let outputs = || {
        let analysis = analysed(&reading, Some(&framework), &Settings::default());
        analysis_outputs(&reading, &analysis).unwrap()
    };
    assert_eq!(outputs(), outputs());
}

#[test]
fn a_round_without_a_framework_has_no_matrix_and_no_areas() {
    let reading = fixture_reading();
    let analysis = analysed(&reading, None, &Settings { k: K::Exactly(4), ..Settings::default() });
    let files = files(&reading, &analysis);
    assert!(!files.contains_key("matrix.csv"));
    let html = &files["report.html"];
    check(html);
    assert!(!html.contains("Framework matrix") && !html.contains("id=\"areas\""));
    assert!(html.contains("4, as asked for"));
}

#[test]
fn one_document_and_one_theme_are_told_in_the_singular() {
    let text = "The library opens its rooms to the choir. The library lends tools.\n\n".repeat(12);
    let reading = reading_of(vec![Document::new("only", text)]);
    let html = report_html(&reading, &analysed(&reading, None, &alike())).unwrap();
    check(&html);
    assert!(html.contains("1 document with "), "{}", &html[html.find("class=\"summary\"").unwrap()..][..300]);
    assert!(!html.contains("1 documents") && !html.contains("1 passages") && !html.contains("1 themes"));
}

#[test]
fn what_was_set_aside_is_in_the_report_and_in_a_table() {
    let letter =
        "We ask the council to keep the <b>pool</b> open on Sundays for everybody who works all week long.";
    let answer = |n: usize| ["the late bus and the train fare", "a park with trees and a pond"][n % 2];
    let document = |n: usize| match n {
        0..12 => format!("What do you ask for?\n\nWe want {}, number {n}.", answer(n)),
        12..20 => letter.to_owned(),
        _ => "=n/a".to_owned(),
    };
    let reading = reading_of((0..22).map(|n| Document::new(n.to_string(), document(n))).collect());
    let analysis = analysed(&reading, None, &Settings { k: K::Exactly(2), ..Settings::default() });
    let files = files(&reading, &analysis);
    let html = &files["report.html"];
    check(html);
    let section = &html[html.find("id=\"noise\"").unwrap()..html.find("id=\"unplaced\"").unwrap()];
    for told in [
        "What do you ask for?",
        "12 documents",
        "<strong>8 documents</strong> (36%)",
        "=n&#x2f;a",
        "2 passages",
    ] {
        assert!(section.contains(told), "{told} is not in {section}");
    }
    assert!(!section.contains("<b>pool"));
    let rows: Vec<&str> = files["noise.csv"].lines().collect();
    assert_eq!(rows.len(), 4);
    assert!(rows[0].contains("kind,documents,times,theme,document,start,end,text"));
    assert!(rows[1].starts_with("non-answer,2,2,,20,") && rows[1].contains("'=n/a"), "{}", rows[1]);
    assert!(rows[2].starts_with("boilerplate,12,12,,0,0,20,"), "{}", rows[2]);
    assert!(rows[3].starts_with("campaign,8,8,"), "{}", rows[3]);

    let mut false_example = analysis.clone();
    false_example.noise.campaigns[0].example.text.push('!');
    assert!(matches!(analysis_outputs(&reading, &false_example), Err(FormatError::NotOfThisRound { .. })));

    let mut settings = Settings { k: K::Exactly(2), ..Settings::default() };
    settings.noise = commonground::noise::NoiseSettings::off();
    let html = report_html(&reading, &analysed(&reading, None, &settings)).unwrap();
    check(&html);
    assert!(html.contains("every text was taken as it is"));
}

const HOSTILE: &str =
    "</style><script>alert(1)</script><img src=x onerror=alert(2)>\" onload='x' {{ 7*7 }} &lt;";

#[test]
fn hostile_texts_ids_metadata_and_areas_come_out_as_text() {
    let document = |n: usize| {
        let text =
            format!("{HOSTILE} The school pool is shut in winter and we swim elsewhere, group {n}.\n\n")
                .repeat(9);
        Document::new(format!("{HOSTILE}{n}"), text)
            .with(HOSTILE, HOSTILE)
            .with("partnership", format!("=P{n}{HOSTILE}"))
    };
    let mut reading = reading_of((0..6).map(document).collect());
    let note = commonground::round::Note {
        source: commonground::round::Source { file: HOSTILE.into(), line: None },
        message: HOSTILE.into(),
    };
    let documents = reading.round.documents().to_vec();
    reading.round = Round::with_notes(documents, vec![note.clone()], vec![note]).unwrap();
    let area = Area {
        id: "pool".into(),
        name: HOSTILE.into(),
        description: HOSTILE.into(),
        cues: vec!["pool".into(), "<b>never".into()],
        ..Area::default()
    };
    let framework = Framework { name: HOSTILE.into(), version: HOSTILE.into(), areas: vec![area] };
    let analysis = analysed(&reading, Some(&framework), &alike());
    let files = files(&reading, &analysis);
    let html = &files["report.html"];
    check(html);
    assert!(!html.contains("onerror=alert(2)>"), "an attribute got through");
    assert!(html.contains("{{ 7*7 }}"), "text is no template");
    assert!(files["quotes.csv"].contains("'=P0"), "a spreadsheet would run it");
}

#[test]
fn a_quotation_that_is_not_verbatim_is_never_written() {
    let reading = fixture_reading();
    let settings = Settings { k: K::Exactly(4), ..Settings::default() };
    let mut analysis = analysed(&reading, None, &settings);
    analysis.themes[0].quotations[0].text.push('!');
    let error = analysis_outputs(&reading, &analysis).unwrap_err();
    assert!(matches!(error, FormatError::NotOfThisRound { .. }), "{error}");
    assert!(!error.to_string().contains(&analysis.themes[0].quotations[0].text), "messages hold no text");

    let others = reading_of(vec![Document::new("other", "text")]);
    assert!(matches!(report_html(&others, &analysis), Err(FormatError::NotOfThisRound { .. })));
}

#[test]
fn a_long_round_shows_what_it_refers_to_and_says_so() {
    let filler =
        "The harbour master counts every boat that comes in on the evening tide and writes it down. ";
    let document = |n: usize| Document::new(format!("d{n}"), format!("{}\n\n", filler.repeat(6)).repeat(240));
    let reading = reading_of((0..20).map(document).collect());
    let settings = Settings { k: K::Exactly(1), quality: Quality::Fast, ..alike() };
    let analysis = analysed(&reading, None, &settings);
    let html = report_html(&reading, &analysis).unwrap();
    check(&html);
    assert!(html.contains("too long to be shown in full"));
    assert!(html.len() < 1 << 20, "{} bytes", html.len());
}
