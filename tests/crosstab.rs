//! Who speaks of what, counted by hand and held to what must add up.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use std::collections::BTreeSet;
use std::sync::LazyLock;

use commonground::coding::Cell;
use commonground::crosstab::{Crosstabs, Raised, Tally, Unfit, cards, crosstabs};
use commonground::round::{PARTNERSHIP, Passage};
use commonground::{
    Analysis, Document, Error, Framework, K, PassageSummary, Round, Settings, Silent, analyse,
};
use proptest::prelude::*;

const FRAMEWORK: &str = "name = 'x'\n[[area]]\nid = 'bus'\nname = 'Buses'\ncues = ['bus']\n\
    [[area]]\nid = 'late'\nname = 'Late buses'\nparent = 'bus'\ncues = ['late']\n\
    [[area]]\nid = 'pond'\nname = 'Ponds'\ncues = ['pond']\n";

/// An analysis with two themes and three areas, whose passages the tests replace.
static ANALYSIS: LazyLock<Analysis> = LazyLock::new(|| {
    let texts =
        ["The late bus is full.", "The bus is late.", "A dry pond in a park.", "The park has a pond."];
    let documents = texts.iter().enumerate().map(|(n, text)| Document::new(n.to_string(), *text));
    let settings = Settings { k: K::Exactly(2), ..Settings::default() };
    let framework = Framework::from_toml(FRAMEWORK).unwrap();
    let round = Round::new(documents.collect()).unwrap();
    let analysis = analyse(&round, Some(&framework), &settings, &Silent).unwrap();
    assert_eq!(analysis.themes.len(), 2);
    analysis
});

/// What a document is: its partnership and setting, and a passage for each theme (none for 0).
type Given<'a> = (&'a str, &'a str, &'a [usize]);

/// A round of these documents, and an analysis in which their passages have these themes. Each area but the first is raised
/// by who raises the theme of its place.
fn round(given: &[Given<'_>]) -> (Round, Analysis) {
    let document = |(n, (partnership, setting, _)): (usize, &Given<'_>)| {
        Document::new(format!("d{n:03}"), "One. Two. Three.")
            .with(PARTNERSHIP, *partnership)
            .with("setting", *setting)
    };
    let round = Round::new(given.iter().enumerate().map(document).collect()).unwrap();
    let mut analysis = ANALYSIS.clone();
    let coding = analysis.coding.as_mut().unwrap();
    (coding.codings, coding.matrix.cells) = (Vec::new(), Vec::new());
    let summary = analysis.documents[0].clone();
    analysis.documents.clear();
    analysis.passages.clear();
    for (document, (_, _, themes)) in given.iter().enumerate() {
        let id = round.documents()[document].id.clone();
        analysis.documents.push(commonground::DocumentSummary {
            id,
            passages: themes.len(),
            ..summary.clone()
        });
        for (n, &theme) in themes.iter().enumerate() {
            analysis.passages.push(PassageSummary {
                passage: Passage { document, start: 5 * n, end: 5 * n + 4 },
                theme: (theme > 0).then_some(theme),
                unplaced: None,
                score: Some(0.5 + n as f32 / 10.0),
                confidence: None,
                campaign: None,
            });
        }
        let cell = |place: usize| Cell { passages: usize::from(themes.contains(&place)), ..Cell::default() };
        coding.matrix.cells.push((0..3).map(cell).collect());
    }
    (round, analysis)
}

const BY_HAND: [Given<'static>; 6] = [
    ("P1", "city", &[1, 2, 1]),
    ("P1", " city ", &[1, 0]),
    ("P2", "city", &[2]),
    ("P2", "rural", &[1]),
    ("P3", "rural", &[0]),
    ("P3", "", &[1]),
];

#[test]
fn documents_and_partnerships_of_each_group_are_counted() {
    let (round, analysis) = round(&BY_HAND);
    let told = crosstabs(&round, &analysis).unwrap();
    let of = |documents, partnerships| Tally { documents, partnerships: Some(partnerships) };
    assert_eq!((told.of, told.least), (of(6, 3), 5));
    assert_eq!(told.tables.len(), 2, "by partnership, and by setting");
    let table = &told.tables[1];
    let groups: Vec<_> =
        table.groups.iter().map(|group| (group.value.as_deref(), group.of, group.is_small)).collect();
    assert_eq!(
        groups,
        [(Some("city"), of(3, 2), true), (Some("rural"), of(2, 2), true), (None, of(1, 1), true)]
    );
    assert_eq!(table.themes[0].cells, [of(2, 1), of(1, 1), of(1, 1)]);
    assert_eq!(table.themes[1].cells, [of(2, 2), of(0, 0), of(0, 0)]);
    // Areas come as a framework is read, and the second is raised by who raises the first theme.
    let ids: Vec<&str> = table.areas.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(ids, ["bus", "late", "pond"]);
    assert_eq!(table.areas[1].cells, table.themes[0].cells);
    // By partnership, documents are counted: of partnerships there is one in each group.
    let own = &told.tables[0];
    assert_eq!(own.themes[0].cells, [2, 1, 1].map(|documents| Tally { documents, partnerships: None }));
    let json = serde_json::to_string(&told).unwrap();
    assert_eq!(serde_json::from_str::<Crosstabs>(&json).unwrap(), told);
}

#[test]
fn a_card_tells_what_is_known_and_what_is_spoken_of() {
    let (round, mut analysis) = round(&BY_HAND);
    // The codings of eight passages: the first speaks of a part and its whole, the second of two that are apart.
    let coded =
        ANALYSIS.coding.as_ref().unwrap().codings.iter().find(|coding| !coding.areas.is_empty()).unwrap();
    let with = |areas: &[usize]| {
        let mut coding = coded.clone();
        let given = coding.areas[0].clone();
        coding.areas =
            areas.iter().map(|&area| commonground::coding::AreaScore { area, ..given.clone() }).collect();
        coding
    };
    let areas: [&[usize]; 9] = [&[0, 1], &[1, 2], &[], &[], &[], &[], &[], &[], &[]];
    analysis.coding.as_mut().unwrap().codings =
        areas.iter().take(analysis.passages.len()).map(|own| with(own)).collect();
    let cards = cards(&round, &analysis).unwrap();
    assert_eq!(cards.len(), 3);
    let first = &cards[0];
    assert_eq!(
        (first.partnership.as_deref(), &first.documents, first.passages),
        (Some("P1"), &vec![0, 1], 5)
    );
    assert_eq!(first.known.get("setting"), Some(&vec!["city".to_owned()]));
    assert!(!first.known.contains_key(PARTNERSHIP));
    let themes: Vec<_> = first.themes.iter().map(|own| (own.place, own.passages, own.best)).collect();
    assert_eq!(themes, [(0, 3, 2), (1, 1, 1)], "the best is the third passage, whose score is the highest");
    // 4² / (3² + 1²).
    assert_eq!(first.spread, Some(1.6));
    let areas: Vec<_> = first.areas.iter().map(|own| (own.place, own.passages)).collect();
    assert_eq!(areas, [(0, 2), (1, 2), (2, 1)], "what is given to a part is given to its whole");
    assert_eq!(first.entangled, Some(1), "a part and its whole are one thing");
    assert_eq!(cards[1].known["setting"], ["city", "rural"]);
    assert_eq!(cards[2].known["setting"], ["rural"], "a blank is not said");
}

#[test]
fn unnamed_partnerships_are_not_counted_and_an_analysis_of_others_is_refused() {
    let mut given = BY_HAND;
    given[5].0 = " ";
    let (own, analysis) = round(&given);
    let told = crosstabs(&own, &analysis).unwrap();
    assert!(told.tables.iter().flat_map(|table| &table.groups).all(|group| group.of.partnerships.is_none()));
    let cards = cards(&own, &analysis).unwrap();
    assert_eq!(cards.len(), 6);
    assert_eq!((cards[0].partnership.as_ref(), cards[0].known[PARTNERSHIP][0].as_str()), (None, "P1"));
    let (fewer, _) = round(&given[..5]);
    assert!(matches!(crosstabs(&fewer, &analysis), Err(Error::Shape { .. })));
    let (_, mut odd) = round(&given);
    odd.passages[0].theme = Some(9);
    assert!(matches!(crosstabs(&own, &odd), Err(Error::Shape { .. })));
}

#[test]
fn a_thousand_values_make_no_table_and_are_said() {
    let names: Vec<String> = (0..1000).map(|n| format!("value {n}")).collect();
    let given: Vec<Given<'_>> =
        names.iter().map(|name| ("P", name.as_str(), &[1_usize] as &[usize])).collect();
    let (round, analysis) = round(&given);
    let told = crosstabs(&round, &analysis).unwrap();
    assert!(told.tables.is_empty());
    let left: Vec<_> =
        told.left_out.iter().map(|left| (left.field.as_str(), left.values, left.why)).collect();
    assert_eq!(left, [(PARTNERSHIP, 1, Unfit::OneValue), ("setting", 1000, Unfit::NearlyUnique)]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    /// The groups add up to the round and each row to who raises it, in documents; partnerships are at least as many in the
    /// groups as in all.
    #[test]
    fn groups_add_up_to_the_round_and_rows_to_who_raises_them(
        documents in prop::collection::vec((0_usize..4, 0_usize..4, 0_usize..4), 1..40),
    ) {
        const SETTINGS: [&str; 4] = ["", "city", "<b>rural</b>", "=coast"];
        const THEMES: [&[usize]; 4] = [&[0], &[1], &[2], &[2, 1]];
        let given: Vec<Given<'_>> = documents
            .iter()
            .map(|&(who, setting, themes)| (["P", "Q", "R", "S"][who], SETTINGS[setting], THEMES[themes]))
            .collect();
        let (round, analysis) = round(&given);
        let told = crosstabs(&round, &analysis).unwrap();
        let raised = Raised::of(&round, &analysis).unwrap();
        for table in &told.tables {
            prop_assert_eq!(table.groups.iter().map(|group| group.of.documents).sum::<usize>(), given.len());
            for (place, row) in table.themes.iter().enumerate() {
                let raising = raised.themes.iter().filter(|own| own.contains(&place)).count();
                prop_assert_eq!(row.cells.iter().map(|cell| cell.documents).sum::<usize>(), raising);
                for (cell, group) in row.cells.iter().zip(&table.groups) {
                    prop_assert!(cell.documents <= group.of.documents && cell.voices() <= group.of.voices());
                }
            }
        }
        let names: BTreeSet<&str> = given.iter().map(|own| own.0).collect();
        prop_assert_eq!(told.of, Tally { documents: given.len(), partnerships: Some(names.len()) });
        let passages: usize = cards(&round, &analysis).unwrap().iter().flat_map(|card| &card.themes).map(|own| own.passages).sum();
        prop_assert_eq!(passages, analysis.passages.iter().filter(|passage| passage.theme.is_some()).count());
    }
}
