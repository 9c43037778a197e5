//! Themes that lie near each other are told under one broad name.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use std::collections::BTreeSet;

use commonground::noise::NoiseSettings;
use commonground::round::{PassageSettings, Unit};
use commonground::{Analysis, Document, K, Round, Settings, Silent, analyse};

/// Two broad subjects of three themes each: the words of the subject, and those of its themes.
const BROAD: [(&[&str], [&[&str]; 3]); 2] = [
    (
        &["climate", "carbon", "energy", "nature"],
        [
            &["flood", "river", "rain", "dyke"],
            &["tree", "forest", "wood", "orchard"],
            &["solar", "wind", "heat", "insulation"],
        ],
    ),
    (
        &["school", "teacher", "pupil", "lesson"],
        [
            &["exam", "grade", "test", "marking"],
            &["lunch", "meal", "kitchen", "hunger"],
            &["reading", "book", "library", "story"],
        ],
    ),
];

/// Ninety short texts, each with two words of its subject and three of its theme, by a fixed rule.
fn planted() -> Analysis {
    let text = |n: usize| {
        let (subject, themes) = BROAD[n % 2];
        let (theme, turn) = (themes[n / 2 % 3], n / 6);
        let word = |words: &[&str], place: usize| words[(turn + place) % 4].to_owned();
        let words = [
            word(subject, 0),
            word(theme, 1),
            word(theme, 2),
            word(subject, 1 + turn / 4 % 2),
            word(theme, turn / 2 % 4),
        ];
        words.join(" ")
    };
    let round = Round::new((0..90).map(|n| Document::new(format!("{n:02}"), text(n))).collect()).unwrap();
    let settings = Settings {
        k: K::Exactly(6),
        passages: PassageSettings { unit: Unit::Document, ..PassageSettings::default() },
        noise: NoiseSettings::off(),
        ..Settings::default()
    };
    analyse(&round, None, &settings, &Silent).unwrap()
}

#[test]
fn a_planted_hierarchy_is_found() {
    let analysis = planted();
    assert_eq!((analysis.themes.len(), analysis.broad.len()), (6, 2), "{:?}", analysis.broad);
    for broad in &analysis.broad {
        assert_eq!(broad.prevalence.documents, 45);
        let subjects: BTreeSet<usize> = analysis
            .passages
            .iter()
            .filter(|p| p.theme.is_some_and(|theme| broad.themes.contains(&theme)))
            .map(|p| p.passage.document % 2)
            .collect();
        assert_eq!(subjects.len(), 1, "{broad:?}");
        let words = BROAD[*subjects.first().unwrap()].0;
        let label = broad.label.to_lowercase();
        assert!(label.split(", ").all(|term| words.iter().any(|word| term.contains(word))), "{label}");
    }
}

#[test]
fn every_theme_is_in_one_broad_theme_and_few_themes_have_none() {
    let with = |k| {
        let settings = Settings { k: K::Exactly(k), ..Settings::default() };
        analyse(&common::round(), None, &settings, &Silent).unwrap()
    };
    let analysis = with(9);
    let mut numbers: Vec<usize> = analysis.broad.iter().flat_map(|broad| &broad.themes).copied().collect();
    numbers.sort_unstable();
    assert_eq!(numbers, (1..=analysis.themes.len()).collect::<Vec<_>>());
    for broad in &analysis.broad {
        let most = broad.themes.iter().map(|&number| analysis.themes[number - 1].prevalence.documents).max();
        assert!(
            Some(broad.prevalence.documents) >= most && broad.themes.is_sorted() && !broad.label.is_empty()
        );
    }
    assert!(with(5).broad.is_empty());
}
