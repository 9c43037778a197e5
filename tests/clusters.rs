//! K-means: no empty cluster, equal rows together, and as good as the reference engine.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use commonground::cluster::{Engine, Geometry, KMeansParams, fit};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings, VocabularySettings, log_masses};
use commonground::{Error, Silent};
use proptest::prelude::*;

/// Rows of up to 8 terms, several of them equal; some empty.
fn rows() -> impl Strategy<Value = CsrMatrix> {
    let row = prop::collection::btree_map(0u32..8, 1u32..4, 0..5);
    prop::collection::vec(row, 1..30).prop_map(|rows| {
        let (mut indptr, mut indices, mut values) = (vec![0], vec![], vec![]);
        for row in rows {
            let length = row.values().map(|&v| f64::from(v).powi(2)).sum::<f64>().sqrt();
            indices.extend(row.keys());
            values.extend(row.values().map(|&v| (f64::from(v) / length) as f32));
            indptr.push(indices.len());
        }
        CsrMatrix::from_parts(8, indptr, indices, values).unwrap()
    })
}

fn engines() -> Vec<(Geometry, Engine)> {
    let mut engines =
        vec![(Geometry::Cosine, Engine::Sequential), (Geometry::JensenShannon, Engine::Sequential)];
    if cfg!(feature = "linfa") {
        engines.push((Geometry::Cosine, Engine::Linfa));
    }
    engines
}

proptest! {
    #[test]
    fn clusters_are_never_empty_and_equal_rows_share_one(rows in rows(), k in 1usize..6, seed in any::<u64>()) {
        for (geometry, engine) in engines() {
            let params = KMeansParams { geometry, engine, seed, starts: 2, ..KMeansParams::new(k) };
            let clustering = match fit(&rows, &params, &Silent) {
                Ok(clustering) => clustering,
                Err(Error::TooManyClusters { distinct, .. }) => {
                    prop_assert!(distinct < k);
                    continue;
                }
                Err(other) => return Err(TestCaseError::fail(other.to_string())),
            };
            let mut sizes = vec![0usize; k];
            for (row, assignment) in rows.iter().zip(&clustering.assignments) {
                prop_assert_eq!(row.is_empty(), assignment.is_none());
                if let Some(assignment) = assignment {
                    sizes[assignment.cluster as usize] += 1;
                    prop_assert!((0.0..=1.0).contains(&assignment.score));
                }
            }
            prop_assert!(sizes.iter().all(|&size| size > 0), "{:?}", sizes);
            prop_assert!(sizes.windows(2).all(|w| w[0] >= w[1]), "not numbered by size: {:?}", sizes);
            for a in 0..rows.rows() {
                for b in 0..a {
                    if rows.row(a) == rows.row(b) {
                        prop_assert_eq!(clustering.assignments[a], clustering.assignments[b]);
                    }
                }
            }
        }
    }
}

const TOPICS: [&[&str]; 3] = [
    &["flood", "river", "climate", "carbon", "storm"],
    &["theatre", "museum", "festival", "artist", "archive"],
    &["school", "teacher", "pupil", "exam", "classroom"],
];

/// Thirty short texts, ten a topic, by a fixed rule.
fn planted() -> (Vec<String>, Vec<usize>) {
    let text = |i: usize| {
        let words = TOPICS[i % 3];
        format!("{} {} {} council", words[i % 5], words[(i / 3) % 5], words[(i / 2 + 1) % 5])
    };
    ((0..30).map(text).collect(), (0..30).map(|i| i % 3).collect())
}

#[test]
fn planted_topics_are_found_in_both_geometries_and_by_linfa() {
    let (texts, topics) = planted();
    let limits = VocabularySettings { min_df: 1, phrase_min_df: 9, max_df: 1.0 };
    let settings = TfidfSettings { vocabulary: limits, ..Default::default() };
    let (tfidf, counts) = Tfidf::fit_counts(settings, &texts).unwrap();
    for (geometry, engine) in engines() {
        let rows = match geometry {
            Geometry::Cosine => tfidf.weigh(counts.clone()),
            Geometry::JensenShannon => log_masses(&counts),
        };
        let params = KMeansParams { geometry, engine, ..KMeansParams::new(3) };
        let clustering = fit(&rows, &params, &Silent).unwrap();
        let cluster = |i: usize| clustering.assignments[i].unwrap().cluster;
        for i in 0..texts.len() {
            assert_eq!(cluster(i) == cluster(0), topics[i] == topics[0], "{geometry:?} {engine:?} row {i}");
        }
        assert_eq!(clustering.model.predict(&rows).len(), texts.len());
    }
}

/// Both engines maximise Σ ‖S_c‖ (for unit rows, least squares to unit centres is the same up to scale), so the
/// sequential engine must reach at least what the oracle does.
#[cfg(feature = "linfa")]
#[test]
fn sequential_moves_reach_at_least_the_objective_of_linfa() {
    let (texts, _) = planted();
    let limits = VocabularySettings { min_df: 1, phrase_min_df: 9, max_df: 1.0 };
    let settings = TfidfSettings { vocabulary: limits, ..Default::default() };
    let (_, rows) = Tfidf::fit_transform(settings, &texts).unwrap();
    let reached = |engine| {
        let clustering = fit(&rows, &KMeansParams { engine, ..KMeansParams::new(4) }, &Silent).unwrap();
        let mut sums = vec![vec![0.0f64; rows.cols()]; 4];
        for (row, assignment) in rows.iter().zip(&clustering.assignments) {
            for (term, value) in row.iter() {
                sums[assignment.unwrap().cluster as usize][term] += f64::from(value);
            }
        }
        sums.iter().map(|sum| sum.iter().map(|v| v * v).sum::<f64>().sqrt()).sum::<f64>()
    };
    assert!(reached(Engine::Sequential) >= reached(Engine::Linfa) - 1e-6);
}

#[cfg(feature = "linfa")]
#[test]
fn linfas_traits_fit_and_predict() {
    use linfa::DatasetBase;
    use linfa::traits::{Fit, Predict};
    use ndarray::{Array1, array};

    let records = array![[1.0, 0.1], [2.0, 0.0], [0.0, 3.0], [0.1, 1.0], [4.0, 0.2]];
    let dataset = DatasetBase::from(records.clone());
    let model = KMeansParams::new(2).into_linfa().fit(&dataset).unwrap();
    let labels: Array1<usize> = Predict::predict(&model, &records);
    assert_eq!(labels, array![0, 0, 1, 1, 0]);
    let refused = KMeansParams::new(0).into_linfa().fit(&dataset);
    assert!(matches!(refused, Err(Error::InvalidSetting { name: "k", .. })));
    let negative = DatasetBase::from(array![[-1.0, 0.0], [1.0, 0.0]]);
    assert!(matches!(KMeansParams::new(1).into_linfa().fit(&negative), Err(Error::Shape { .. })));
}
