//! What holds for any text.

use commonground::text::{Analyser, AnalyserSettings, Language};
use commonground::vectorize::{Counts, CsrMatrix, Tfidf, TfidfSettings, VocabularySettings};
use commonground::{Document, Error, K, Round, Settings, Silent, analyse};
use proptest::prelude::*;

/// Texts that share words, with other scripts, marks and noise between.
fn texts() -> impl Strategy<Value = Vec<String>> {
    let word = prop_oneof![
        6 => "(council|river|flood|school|trust|open|data|of|the|don’t|Café|CAFE\u{301}|水|мост)",
        1 => "\\PC{1,6}",
        1 => any::<String>(),
    ];
    let gap = prop_oneof![6 => Just(" "), 1 => Just("-"), 1 => Just(". "), 1 => Just("\n\n")];
    let text = prop::collection::vec((word, gap), 0..30)
        .prop_map(|pairs| pairs.into_iter().flat_map(|(word, gap)| [word, gap.to_owned()]).collect());
    prop::collection::vec(text, 1..12)
}

fn settings(phrases: bool) -> TfidfSettings {
    TfidfSettings {
        analyser: AnalyserSettings { phrases, ..Default::default() },
        vocabulary: VocabularySettings { min_df: 1, phrase_min_df: 1, max_df: 1.0 },
        ..Default::default()
    }
}

/// The matrix keeps the promises of its type, checked from outside.
fn check(matrix: &CsrMatrix) -> Result<(), TestCaseError> {
    let (indptr, indices, values) = matrix.clone().into_parts();
    prop_assert!(CsrMatrix::from_parts(matrix.cols(), indptr, indices, values).is_ok());
    Ok(())
}

proptest! {
    #[test]
    fn fit_transform_is_fit_then_transform(texts in texts(), phrases in any::<bool>()) {
        match Tfidf::fit_transform(settings(phrases), &texts) {
            Err(Error::EmptyVocabulary { .. }) => {}
            Err(error) => return Err(TestCaseError::fail(error.to_string())),
            Ok((tfidf, rows)) => {
                check(&rows)?;
                prop_assert_eq!(rows.rows(), texts.len());
                prop_assert_eq!(&tfidf.transform(&texts), &rows);
                let refitted = Tfidf::fit(settings(phrases), &texts).unwrap();
                prop_assert_eq!(refitted.vocabulary(), tfidf.vocabulary());
                for row in rows.iter().filter(|row| !row.is_empty()) {
                    let square: f64 = row.values.iter().map(|v| f64::from(*v).powi(2)).sum();
                    prop_assert!((square - 1.0).abs() < 1e-5, "{}", square);
                }
            }
        }
    }

    #[test]
    fn a_text_has_the_same_row_alone_and_in_a_batch_and_after_saving(texts in texts()) {
        let Ok(tfidf) = Tfidf::fit(settings(true), &texts) else { return Ok(()) };
        let loaded = Tfidf::load(&tfidf.save().unwrap()).unwrap();
        let batch = tfidf.transform(&texts);
        prop_assert_eq!(&loaded.transform(&texts), &batch);
        for (r, text) in texts.iter().enumerate() {
            let alone = loaded.transform(&[text]);
            prop_assert_eq!(alone.row(0), batch.row(r));
        }
    }

    #[test]
    fn counts_of_any_contiguous_split_merge_to_the_whole(texts in texts(), cuts in prop::collection::vec(0usize..12, 0..4)) {
        let analyser = Analyser::new(AnalyserSettings::default());
        let count = |texts: &[String]| {
            let mut counts = Counts::new(&analyser);
            texts.iter().for_each(|text| counts.add(text));
            counts
        };
        let mut cuts: Vec<usize> = cuts.into_iter().map(|cut| cut.min(texts.len())).collect();
        cuts.extend([0, texts.len()]);
        cuts.sort_unstable();
        let pieces = cuts.windows(2).map(|w| count(&texts[w[0]..w[1]]));
        let merged = pieces.reduce(Counts::merge).unwrap();
        let limits = VocabularySettings { min_df: 1, phrase_min_df: 1, max_df: 1.0 };
        prop_assert_eq!(merged.finish(&limits), count(&texts).finish(&limits));
    }

    #[test]
    fn any_round_is_analysed_or_refused_with_a_remedy(texts in texts(), k in 1usize..5, none in any::<bool>()) {
        let documents = texts.iter().enumerate().map(|(i, text)| Document::new(i.to_string(), text.clone()));
        let round = Round::new(documents.collect()).unwrap();
        let mut settings = Settings { k: K::Exactly(k), ..Settings::default() };
        if none {
            settings.tfidf.analyser.language = Language::None;
        }
        match analyse(&round, None, &settings, &Silent) {
            Ok(analysis) => {
                prop_assert!(analysis.themes.len() <= k);
                for theme in &analysis.themes {
                    prop_assert!(theme.quotations.iter().all(|quotation| quotation.is_verbatim(&round)));
                }
            }
            Err(Error::EmptyVocabulary { .. } | Error::TooManyClusters { .. }) => {}
            Err(other) => return Err(TestCaseError::fail(other.to_string())),
        }
    }
}
