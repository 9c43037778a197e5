//! Themes that the documents speak of are found again; those of chance, or of one document, are not.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

use commonground::cluster::{
    Clustering, Division, KMeansParams, Stability, StabilitySettings, Verdict, fit_views, stability,
};
use commonground::space::Views;
use commonground::vectorize::CsrMatrix;
use commonground::{Document, Error, K, Progress, Round, Settings, Silent, analyse};
use proptest::prelude::*;

/// Rows of length 1 with the given terms, each equally heavy.
fn views(cols: usize, rows: &[Vec<u32>]) -> Views {
    let (mut indptr, mut indices, mut values) = (vec![0], vec![], vec![]);
    for row in rows {
        indices.extend(row);
        values.extend(vec![1.0 / (row.len() as f32).sqrt(); row.len()]);
        indptr.push(indices.len());
    }
    Views::of_rows(CsrMatrix::from_parts(cols, indptr, indices, values).unwrap())
}

/// Five of the terms `from..from + of`, by a fixed rule.
fn terms(from: usize, of: usize, number: usize) -> Vec<u32> {
    let mut state = (number as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let mut chosen = std::collections::BTreeSet::new();
    while chosen.len() < 5 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        chosen.insert((from + (state >> 33) as usize % of) as u32);
    }
    chosen.into_iter().collect()
}

fn judge(views: &Views, documents: &[usize], k: usize) -> (Clustering, Vec<Option<Stability>>) {
    let params = KMeansParams::new(k);
    let found = fit_views(views, &params, &Silent).unwrap();
    let judged: Vec<_> = found.assignments.iter().map(|a| a.map(|a| a.cluster as usize)).collect();
    let documents: Vec<_> = documents.iter().map(|&d| Some(d)).collect();
    let division = Division { clusters: &found.assignments, judged: &judged, documents: &documents };
    let told = stability(views, &division, &params, &StabilitySettings::default(), &Silent).unwrap();
    (found, told)
}

#[test]
fn planted_themes_are_stable_and_those_of_chance_are_not() {
    let documents: Vec<usize> = (0..144).map(|row| row / 12).collect();
    let rows = |planted: bool| -> Vec<Vec<u32>> {
        let row = |r: usize| if planted { terms(r % 4 * 10, 10, r) } else { terms(0, 40, r) };
        (0..144).map(row).collect()
    };
    let (_, planted) = judge(&views(40, &rows(true)), &documents, 4);
    assert_eq!(planted.len(), 4);
    for stability in planted {
        let stability = stability.unwrap();
        assert_eq!(stability.verdict, Verdict::Stable, "{stability:?}");
        assert!(stability.removal.as_ref().unwrap().survives(), "{stability:?}");
        assert_eq!(stability.resamples, 20);
    }
    let (_, by_chance) = judge(&views(40, &rows(false)), &documents, 4);
    for stability in by_chance {
        let stability = stability.unwrap();
        assert!(stability.jaccard < 0.6 && stability.verdict != Verdict::Stable, "{stability:?}");
    }
}

#[test]
fn a_theme_carried_by_one_document_dissolves_without_it() {
    // Twelve documents raise two themes each; the last one a third of its own as well.
    let mut rows: Vec<(usize, Vec<u32>)> = (0..96)
        .map(|r| (r / 8, terms(r % 2 * 10, 10, r)))
        .chain((0..8).map(|r| (11, terms(20, 10, r))))
        .collect();
    rows.sort_by_key(|(document, _)| *document);
    let documents: Vec<usize> = rows.iter().map(|(document, _)| *document).collect();
    let texts: Vec<Vec<u32>> = rows.iter().map(|(_, row)| row.clone()).collect();
    let (found, told) = judge(&views(30, &texts), &documents, 3);
    let own = texts.iter().position(|row| row[0] >= 20).unwrap();
    let carried = found.assignments[own].unwrap().cluster as usize;
    for (theme, stability) in told.iter().enumerate() {
        let stability = stability.as_ref().unwrap();
        let removal = stability.removal.as_ref().unwrap();
        assert_eq!(removal.survives(), theme != carried, "{stability:?}");
        if theme == carried {
            assert_eq!((removal.document, removal.dissolves_without.as_slice()), (Some(11), &[11][..]));
            assert_ne!(stability.verdict, Verdict::Stable, "it hangs on one document");
        }
    }
}

#[test]
fn in_a_round_of_many_documents_none_is_left_out_and_a_draw_stays_affordable() {
    let documents: Vec<usize> = (0..8000).collect();
    let rows: Vec<Vec<u32>> = documents.iter().map(|&r| terms(r % 4 * 10, 10, r)).collect();
    let (_, told) = judge(&views(40, &rows), &documents, 4);
    for stability in told {
        let stability = stability.unwrap();
        assert_eq!((stability.verdict, stability.removal), (Verdict::Stable, None));
    }
}

#[test]
fn where_nothing_can_be_told_nothing_is() {
    let rows: Vec<Vec<u32>> = (0..40).map(|r| terms(r % 2 * 10, 10, r)).collect();
    let views = views(20, &rows);
    assert_eq!(judge(&views, &[0; 40], 2).1, [None, None], "one document");
    assert_eq!(judge(&views, &(0..40).collect::<Vec<_>>(), 1).1, [None], "one cluster");
}

struct Impatient;

impl Progress for Impatient {
    fn is_cancelled(&self) -> bool {
        true
    }
}

#[test]
fn it_can_be_stopped_and_switched_off() {
    let rows: Vec<Vec<u32>> = (0..40).map(|r| terms(r % 2 * 10, 10, r)).collect();
    let views = views(20, &rows);
    let params = KMeansParams::new(2);
    let found = fit_views(&views, &params, &Silent).unwrap();
    let judged: Vec<_> = found.assignments.iter().map(|a| a.map(|a| a.cluster as usize)).collect();
    let documents: Vec<_> = (0..40).map(Some).collect();
    let division = Division { clusters: &found.assignments, judged: &judged, documents: &documents };
    let told = |resamples, progress: &dyn Progress| {
        stability(&views, &division, &params, &StabilitySettings { resamples: Some(resamples) }, progress)
    };
    assert!(matches!(told(5, &Impatient), Err(Error::Cancelled)));
    assert_eq!(told(0, &Silent).unwrap(), [None, None]);
}

#[test]
fn a_campaigns_theme_does_not_hang_on_the_document_that_is_its_voice() {
    let letter = "Please keep the swimming pool open on Sundays, because families swim together at weekends, and the \
                  swimming club trains there.";
    let others = [
        "The late bus is slow and the train fare is high.",
        "A bus in the evening, and a cheaper train fare.",
        "The swimming pool is cold, and families swim elsewhere on Sundays.",
        "Families and the swimming club need the pool at weekends.",
    ];
    let text = |n: usize| if n < 5 { letter.to_owned() } else { others[n % 4].to_owned() };
    let round = Round::new((0..21).map(|n| Document::new(format!("{n:02}"), text(n))).collect()).unwrap();
    let analysis =
        analyse(&round, None, &Settings { k: K::Exactly(2), ..Settings::default() }, &Silent).unwrap();
    assert_eq!(analysis.noise.campaigns.len(), 1);
    for theme in &analysis.themes {
        assert!(theme.is_common);
        let removal = theme.stability.as_ref().and_then(|s| s.removal.as_ref()).unwrap();
        assert!(removal.document.is_none_or(|document| document >= 5) && removal.survives(), "{theme:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn it_is_a_share_and_names_documents_of_the_round(
        rows in prop::collection::vec((0usize..5, 0usize..3, any::<bool>()), 8..40),
        k in 1usize..4,
        resamples in 1usize..4,
    ) {
        let texts: Vec<Vec<u32>> = rows.iter().enumerate().map(|(r, row)| terms(row.1 * 6, 6, r)).collect();
        let views = views(18, &texts);
        let params = KMeansParams { starts: 2, ..KMeansParams::new(k) };
        let Ok(found) = fit_views(&views, &params, &Silent) else { return Ok(()) };
        let judged: Vec<_> = found.assignments.iter().zip(&rows)
            .map(|(a, row)| a.map(|a| a.cluster as usize).filter(|_| row.2)).collect();
        let documents: Vec<_> = rows.iter().map(|row| (row.0 < 4).then_some(row.0)).collect();
        let division = Division { clusters: &found.assignments, judged: &judged, documents: &documents };
        let settings = StabilitySettings { resamples: Some(resamples) };
        let told = stability(&views, &division, &params, &settings, &Silent).unwrap();
        for stability in told.into_iter().flatten() {
            prop_assert!((0.0..=1.0).contains(&stability.jaccard) && stability.deviation.is_finite());
            prop_assert!((1..=resamples).contains(&stability.resamples) && k > 1);
            if let Some(removal) = stability.removal {
                prop_assert!(removal.document.is_none_or(|document| document < 4) && (0.0..=1.0).contains(&removal.jaccard));
                prop_assert_eq!(removal.document.is_none(), removal.jaccard == 1.0);
                prop_assert!(removal.survives() == (removal.jaccard >= 0.5));
            }
        }
    }
}
