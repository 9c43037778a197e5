//! Pictures and fragments: complete, honest about their data, and inert whatever the documents hold.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

mod common;

use commonground::{Analysis, K, Round, Settings};
use commonground_formats::figure::{
    Figure, Numbers, Placing, area_grid, coverage, curve, stability, theme_grid, theme_map,
};
use commonground_formats::notebook::{matrix_html, round_html, study_html, theme_html, theme_matrix_html};

use common::{analysed, fixture_framework, fixture_reading, values};

const HOSTILE: &str = "</svg><script>alert(1)</script>\" onload='x' {{ 7*7 }} <b>&lt;";

/// The invented round with twelve themes and its framework.
fn twelve() -> (Round, Analysis) {
    let reading = fixture_reading();
    let settings = Settings { k: K::Exactly(12), ..Settings::default() };
    let analysis = analysed(&reading, Some(&fixture_framework()), &settings);
    (reading.round, analysis)
}

fn figures(analysis: &Analysis, placing: &Placing<'_>) -> Vec<Figure> {
    let all = [theme_map, stability, curve, coverage];
    all.iter().filter_map(|figure| figure(analysis, placing)).collect()
}

/// All that people see of a round and its analysis in a notebook.
fn fragments(round: &Round, analysis: &Analysis) -> Vec<String> {
    let mut all = vec![round_html(round), study_html(round, analysis)];
    all.extend(theme_html(round, analysis, 1));
    all.extend(matrix_html(round, analysis));
    all.extend(theme_matrix_html(round, analysis));
    all.extend(figures(analysis, &Placing { prefix: "out-7", links: false }).iter().map(Figure::html));
    all
}

/// What holds of every fragment.
fn check(html: &str) {
    let page = html.to_ascii_lowercase();
    for forbidden in
        ["<script", "<img", "<iframe", "<link", "<object", "javascript:", "url(", "@import", "src="]
    {
        assert!(!page.contains(forbidden), "{forbidden}");
    }
    for tag in
        ["div", "svg", "table", "tr", "td", "th", "text", "a", "g", "figure", "details", "p", "ul", "li"]
    {
        let opened = html.matches(&format!("<{tag}>")).count() + html.matches(&format!("<{tag} ")).count();
        assert_eq!(opened, html.matches(&format!("</{tag}>")).count(), "<{tag}>");
    }
    let ids = values(html, "id");
    for id in values(html, "aria-labelledby").into_iter().flat_map(str::split_whitespace) {
        assert!(ids.contains(&id), "{id}");
    }
}

#[test]
fn every_figure_has_a_name_a_description_its_values_and_ids_of_its_own() {
    let (_, analysis) = twelve();
    let found = figures(&analysis, &Placing { prefix: "a b\"1", links: true });
    assert_eq!(found.len(), 3, "the number of themes was given, so there is no curve");
    let mut ids = Vec::new();
    for figure in &found {
        for svg in [&figure.wide, &figure.narrow] {
            check(svg);
            assert!(
                svg.contains("<title id=") && svg.contains("<desc id=") && svg.contains("role=\"group\"")
            );
            ids.extend(values(svg, "id"));
        }
        assert!(figure.id.starts_with("ab1-"), "{}", figure.id);
        assert!(!figure.rows.is_empty() && figure.rows.iter().all(|row| row.len() == figure.columns.len()));
        assert!(figure.wide.len() < 20_000, "{} bytes", figure.wide.len());
    }
    let count = ids.len();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), count, "an id occurs twice");
    let alone = figures(&analysis, &Placing { prefix: "x", links: false });
    assert!(alone.iter().all(|figure| !figure.wide.contains("<a ") && figure.wide.contains("role=\"img\"")));
}

#[test]
fn a_map_shows_each_theme_with_the_documents_behind_it_and_says_how_far_to_trust_it() {
    let (_, mut analysis) = twelve();
    let placing = Placing { prefix: "", links: true };
    let map = theme_map(&analysis, &placing).unwrap();
    assert_eq!(map, theme_map(&analysis, &placing).unwrap(), "the same each time");
    assert!(map.caption.contains("rank correlation"));
    for theme in &analysis.themes {
        assert!(map.wide.contains(&format!("href=\"#t{}\"", theme.number)));
        let row = &map.rows[theme.number - 1];
        assert_eq!(row[2], theme.prevalence.documents.to_string());
        let likest = (0..12).filter(|&other| other + 1 != theme.number);
        let likest =
            likest.map(|other| analysis.likeness.between(theme.number - 1, other)).fold(0.0, f64::max);
        assert_eq!(row[4], format!("{likest:.2}"));
    }
    analysis.themes.truncate(2);
    assert!(theme_map(&analysis, &placing).is_none(), "likeness of other themes");
}

#[test]
fn grids_count_what_the_analysis_has_and_are_none_of_another_round() {
    let (round, analysis) = twelve();
    let placing = Placing { prefix: "", links: true };
    let themes = theme_grid(&round, &analysis, &placing).unwrap();
    let told: usize =
        themes.rows.iter().flat_map(|row| &row.1).flatten().map(|c| c.told.parse::<usize>().unwrap()).sum();
    assert_eq!(told, analysis.passages.iter().filter(|passage| passage.theme.is_some()).count());
    let documents: Vec<usize> = analysis.themes.iter().map(|theme| theme.prevalence.documents).collect();
    assert_eq!(themes.totals, documents);
    let areas = area_grid(&round, &analysis, &placing).unwrap();
    let cells = analysis.coding.as_ref().unwrap().matrix.cells.iter().flatten();
    assert_eq!(
        areas.rows.iter().flat_map(|row| &row.1).flatten().count(),
        cells.filter(|c| c.passages > 0).count()
    );
    let silent = areas.columns.iter().zip(&areas.totals).filter(|(_, total)| **total == 0);
    assert_eq!(silent.map(|(column, _)| column.name.as_str()).collect::<Vec<_>>(), ["Health inequalities"]);
    let other = Round::new(round.documents()[..3].to_vec()).unwrap();
    assert!(
        theme_grid(&other, &analysis, &placing).is_none() && area_grid(&other, &analysis, &placing).is_none()
    );
}

#[test]
fn fragments_tell_what_was_found_and_fail_at_nothing() {
    let (round, analysis) = twelve();
    let all = fragments(&round, &analysis);
    assert_eq!(all.len(), 8);
    all.iter().for_each(|html| check(html));
    assert!(all[0].contains("12 documents") && all[0].contains("… and 4 more documents"));
    assert!(
        all[1].contains(&format!("{} themes", analysis.themes.len()))
            && all[1].contains("10 of 11 areas raised")
    );
    for quotation in &analysis.themes[0].quotations {
        assert!(quotation.is_verbatim(&round));
    }
    assert_eq!(all[2].matches("<blockquote>").count(), analysis.themes[0].quotations.len());
    assert!(
        theme_html(&round, &analysis, 0).is_none()
            && theme_html(&round, &analysis, analysis.themes.len() + 1).is_none()
    );

    let other = Round::new(round.documents()[..3].to_vec()).unwrap();
    let all = fragments(&other, &analysis);
    assert!(
        all[2].matches("<blockquote>").count() < analysis.themes[0].quotations.len(),
        "only what stands there"
    );
}

#[test]
fn hostile_names_and_texts_come_out_as_text() {
    let (round, mut analysis) = twelve();
    let documents = round.documents().iter().cloned();
    let hostile = documents.map(|mut document| {
        document.metadata.insert("partnership".into(), format!("{HOSTILE}{}", document.id));
        document.text = format!("{HOSTILE}{}", document.text.as_str()).into();
        document
    });
    let note = commonground::round::Note {
        source: commonground::round::Source { file: HOSTILE.into(), line: None },
        message: HOSTILE.into(),
    };
    let round = Round::with_notes(hostile.collect(), vec![note.clone()], vec![note]).unwrap();
    for theme in &mut analysis.themes {
        theme.label = format!("{HOSTILE} {}", theme.number);
        theme.key_terms[0].term = HOSTILE.into();
    }
    analysis.broad.iter_mut().for_each(|broad| broad.label = HOSTILE.into());
    let coding = analysis.coding.as_mut().unwrap();
    coding.framework.name = HOSTILE.into();
    coding.framework.areas.iter_mut().for_each(|area| area.name = HOSTILE.into());
    for html in fragments(&round, &analysis) {
        check(&html);
        assert!(!html.contains("<b>") && !html.contains("onload='"), "{html}");
    }
    for figure in figures(&analysis, &Placing { prefix: HOSTILE, links: true }) {
        check(&figure.wide);
        check(&figure.narrow);
        assert!(!figure.wide.contains("<b>") && !figure.id.contains('<'));
    }
}

#[test]
fn numbers_have_a_row_for_each_row_of_the_values() {
    let (_, analysis) = twelve();
    let drawn = figures(&analysis, &Placing { prefix: "", links: false });
    assert!(drawn.len() >= 3);
    for figure in drawn {
        assert!(!figure.numbers.is_empty(), "{}", figure.title);
        for (name, column) in &figure.numbers {
            let rows = match column {
                Numbers::Text(cells) => cells.len(),
                Numbers::Name(cells) => cells.len(),
                Numbers::Whole(cells) => cells.len(),
                Numbers::Number(cells) => cells.len(),
            };
            assert_eq!(rows, figure.rows.len(), "{}: {name}", figure.title);
        }
    }
}
