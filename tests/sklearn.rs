//! TF-IDF values equal scikit-learn's, kept in `golden/sklearn_tfidf.json`.

mod common;

use commonground::text::{AnalyserSettings, Language};
use commonground::vectorize::{Tfidf, TfidfSettings, VocabularySettings};
use serde::Deserialize;

#[derive(Deserialize)]
struct Golden {
    documents: Vec<String>,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    min_df: u32,
    max_df: f64,
    sublinear: bool,
    terms: Vec<String>,
    idf: Vec<f64>,
    rows: Vec<Vec<(u32, f64)>>,
}

#[test]
fn values_equal_those_of_scikit_learn() {
    let golden: Golden = serde_json::from_str(&common::read("tests/golden/sklearn_tfidf.json")).unwrap();
    assert!(golden.cases.len() >= 3);
    for case in golden.cases {
        let settings = TfidfSettings {
            analyser: AnalyserSettings { language: Language::None, phrases: false, ..Default::default() },
            vocabulary: VocabularySettings { min_df: case.min_df, max_df: case.max_df, ..Default::default() },
            sublinear: case.sublinear,
        };
        let (tfidf, rows) = Tfidf::fit_transform(settings, &golden.documents).unwrap();
        let terms: Vec<&str> = tfidf.vocabulary().terms().iter().map(|term| term.key.as_str()).collect();
        assert_eq!(terms, case.terms);
        let close = |ours: f32, theirs: f64| (f64::from(ours) - theirs).abs() < 1e-6;
        assert!(tfidf.idf().iter().zip(&case.idf).all(|(&ours, &theirs)| close(ours, theirs)));
        assert_eq!(rows.rows(), case.rows.len());
        for (row, expected) in rows.iter().zip(&case.rows) {
            let columns: Vec<u32> = expected.iter().map(|entry| entry.0).collect();
            assert_eq!(row.indices, columns);
            assert!(row.values.iter().zip(expected).all(|(&ours, entry)| close(ours, entry.1)));
        }
    }
}
