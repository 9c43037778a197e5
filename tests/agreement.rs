//! Agreement is what other programs and the published examples say it is.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

mod common;

use std::collections::BTreeSet;

use commonground::Silent;
use commonground::agreement::{
    AgreementSettings, Between, Comparison, ENOUGH, Figure, Rater, Ratings, SetDistance, UnitAgreement,
    agreement,
};
use commonground::coding::UnitCodes;
use commonground::round::Unit;
use proptest::prelude::*;
use serde::Deserialize;

fn rater(name: &str, is_machine: bool, codes: UnitCodes) -> Rater {
    Rater { name: name.to_owned(), is_machine, codes }
}

/// Coders over units of which each is a document.
fn compare(raters: Vec<Rater>, areas: usize, resamples: usize, distance: SetDistance) -> UnitAgreement {
    let units = raters[0].codes.len();
    let areas = (0..areas).map(|area| area.to_string()).collect();
    let ratings = Ratings::new(Unit::Passage, (0..units).collect(), areas, raters).unwrap();
    agreement(&ratings, &AgreementSettings { resamples, distance, seed: 0 }, &Silent).unwrap()
}

/// People of whom each gives at most one of some categories; a blank was not coded.
fn people(rows: &[&str]) -> Vec<Rater> {
    let mut categories: Vec<char> = rows.iter().flat_map(|row| row.chars()).filter(|c| *c != ' ').collect();
    categories.sort_unstable();
    categories.dedup();
    let code = |c: char| categories.iter().position(|&other| other == c).map(|place| BTreeSet::from([place]));
    rows.iter()
        .enumerate()
        .map(|(n, row)| rater(&n.to_string(), false, row.chars().map(code).collect()))
        .collect()
}

fn near(found: Option<f64>, expected: Option<f64>, what: &str) {
    match (found, expected) {
        (Some(found), Some(expected)) => {
            assert!((found - expected).abs() < 1e-9, "{what}: {found}, not {expected}")
        }
        (found, expected) => assert_eq!(found, expected, "{what}"),
    }
}

#[derive(Deserialize)]
struct Golden {
    areas: usize,
    coders: Vec<UnitCodes>,
    pairs: Vec<PairGolden>,
    all: AlphaGolden,
    first_two: AlphaGolden,
}

#[derive(Deserialize)]
struct PairGolden {
    first: usize,
    second: usize,
    units: usize,
    precision: Vec<Option<f64>>,
    recall: Vec<Option<f64>>,
    f1: Vec<Option<f64>>,
    kappa: Vec<Option<f64>>,
    agreement: Vec<Option<f64>>,
    precision_micro: Option<f64>,
    recall_micro: Option<f64>,
    f1_micro: Option<f64>,
    precision_macro: Option<f64>,
    recall_macro: Option<f64>,
    f1_macro: Option<f64>,
    exact: f64,
    jaccard: f64,
}

#[derive(Deserialize)]
struct AlphaGolden {
    alpha: Vec<Option<f64>>,
    masi: f64,
    jaccard: f64,
}

fn golden() -> Golden {
    serde_json::from_str(&common::read("tests/golden/agreement.json")).unwrap()
}

#[test]
fn figures_of_pairs_equal_those_of_scikit_learn() {
    let golden = golden();
    assert_eq!(golden.pairs.len(), 3);
    for pair in &golden.pairs {
        let of = |coder: usize| golden.coders[coder].clone();
        let raters = vec![rater("m", true, of(pair.first)), rater("p", false, of(pair.second))];
        let told = compare(raters, golden.areas, 0, SetDistance::Masi);
        let found = told.between(Between::MachineAndPeople).unwrap();
        assert_eq!(found.units, pair.units);
        for (place, area) in found.areas.iter().enumerate() {
            near(area.figures.precision.value, pair.precision[place], "precision");
            near(area.figures.recall.value, pair.recall[place], "recall");
            near(area.figures.f1.value, pair.f1[place], "f1");
            near(area.figures.kappa.value, pair.kappa[place], "kappa");
            near(area.figures.agreement.value, pair.agreement[place], "agreement");
        }
        near(found.pooled.precision.value, pair.precision_micro, "micro precision");
        near(found.pooled.recall.value, pair.recall_micro, "micro recall");
        near(found.pooled.f1.value, pair.f1_micro, "micro f1");
        near(found.mean.precision.value, pair.precision_macro, "macro precision");
        near(found.mean.recall.value, pair.recall_macro, "macro recall");
        near(found.mean.f1.value, pair.f1_macro, "macro f1");
        near(found.sets.exact.value, Some(pair.exact), "exact");
        near(found.sets.jaccard.value, Some(pair.jaccard), "jaccard");
    }
}

#[test]
fn alphas_equal_those_of_krippendorff_and_nltk_with_missing_codes() {
    let golden = golden();
    for (coders, expected) in [(3, &golden.all), (2, &golden.first_two)] {
        for (distance, of_sets) in
            [(SetDistance::Masi, expected.masi), (SetDistance::Jaccard, expected.jaccard)]
        {
            let raters = golden.coders[..coders].iter().enumerate();
            let raters = raters.map(|(n, codes)| rater(&n.to_string(), false, codes.clone())).collect();
            let told = compare(raters, golden.areas, 0, distance);
            let found = told.between(Between::People).unwrap();
            for (area, alpha) in found.areas.iter().zip(&expected.alpha) {
                near(area.figures.alpha.value, *alpha, "alpha");
                assert_eq!((area.figures.precision, area.figures.recall), Default::default(), "no standard");
            }
            near(found.sets.alpha.value, Some(of_sets), "alpha over sets");
        }
    }
}

#[test]
fn the_published_examples_come_out() {
    // Krippendorff (2011), sections B, C and D: two values, many values, many coders with gaps.
    let cases: [(&[&str], f64); 3] = [
        (&["0100000010", "1110010000"], 0.095),
        (&["aabbdcccedda", "babbbccceddd"], 0.692),
        (&["123321412   ", "1233224125 3", " 3332342251 ", "12332441251 "], 0.743),
    ];
    for (rows, expected) in cases {
        for distance in [SetDistance::Masi, SetDistance::Jaccard] {
            let told = compare(people(rows), 5, 0, distance);
            let alpha = told.between(Between::People).unwrap().sets.alpha.value.unwrap();
            assert!((alpha - expected).abs() < 0.0005, "{alpha}, not {expected}");
        }
    }
    // Cohen (1960), table 1, of two hundred cases: kappa .492. The pooled kappa of exclusive categories is his.
    let table = [[88, 10, 2], [14, 40, 6], [18, 10, 12]];
    let (mut first, mut second) = (String::new(), String::new());
    for (row, counts) in table.iter().enumerate() {
        for (column, &count) in counts.iter().enumerate() {
            first.push_str(&row.to_string().repeat(count));
            second.push_str(&column.to_string().repeat(count));
        }
    }
    let told = compare(people(&[&first, &second]), 3, 0, SetDistance::Masi);
    let kappa = told.comparisons[0].pooled.kappa.value.unwrap();
    assert!((kappa - 0.492).abs() < 0.0005, "{kappa}");
}

#[test]
fn masi_is_that_of_passonneau() {
    let set = |areas: &[usize]| areas.iter().copied().collect::<BTreeSet<usize>>();
    let cases: [(&[usize], &[usize], f64, f64); 6] = [
        (&[], &[], 0.0, 0.0),
        (&[1], &[], 1.0, 1.0),
        (&[1, 2], &[1, 2], 0.0, 0.0),
        (&[1], &[1, 2], 1.0 - 0.5 * 2.0 / 3.0, 0.5),
        (&[1, 2], &[2, 3], 1.0 - 1.0 / 9.0, 2.0 / 3.0),
        (&[1], &[2], 1.0, 1.0),
    ];
    for (a, b, masi, jaccard) in cases {
        let (a, b) = (set(a), set(b));
        assert!((SetDistance::Masi.between(&a, &b) - masi).abs() < 1e-12, "{a:?} {b:?}");
        assert!((SetDistance::Jaccard.between(&b, &a) - jaccard).abs() < 1e-12, "{a:?} {b:?}");
    }
}

#[test]
fn the_machine_is_compared_with_people_and_people_with_each_other() {
    let golden = golden();
    let raters = vec![
        rater("zoe", false, golden.coders[1].clone()),
        rater("code", true, golden.coders[0].clone()),
        rater("ann", false, golden.coders[2].clone()),
    ];
    let told = compare(raters, golden.areas, 50, SetDistance::Masi);
    let who: Vec<(Between, String)> =
        told.comparisons.iter().map(|c| (c.between, c.coders.join(" "))).collect();
    let expected = [
        (Between::MachineAndPeople, "code ann zoe"),
        (Between::People, "ann zoe"),
        (Between::Pair, "code ann"),
        (Between::Pair, "code zoe"),
    ];
    assert_eq!(who, expected.map(|(between, names)| (between, names.to_owned())));
    // The figure of several pairs is the mean of theirs.
    let kappa = |comparison: &Comparison| comparison.pooled.kappa.value.unwrap();
    let mean = (kappa(&told.comparisons[2]) + kappa(&told.comparisons[3])) / 2.0;
    assert!((kappa(&told.comparisons[0]) - mean).abs() < 1e-12);
}

#[test]
fn an_area_that_was_hardly_used_is_told_and_marked_as_too_few_to_judge() {
    for used in [1, ENOUGH - 1, ENOUGH] {
        let codes = |shift: usize| -> UnitCodes {
            (0..30).map(|unit| Some((unit + shift < used).then_some(0).into_iter().collect())).collect()
        };
        let told =
            compare(vec![rater("m", true, codes(1)), rater("p", false, codes(0))], 1, 200, SetDistance::Masi);
        let area = &told.comparisons[0].areas[0];
        assert_eq!((area.used, area.is_enough), (used, used == ENOUGH));
        assert_eq!((area.both, area.only_first, area.only_second, area.neither), (used - 1, 0, 1, 30 - used));
        let kappa = area.figures.kappa;
        assert_eq!((kappa.value.is_some(), kappa.low.is_some()), (true, area.is_enough));
    }
}

#[test]
fn what_is_nothing_by_nothing_is_none_and_what_cannot_be_compared_is_left_out() {
    let empty = || vec![Some(BTreeSet::new()); 6];
    let told =
        compare(vec![rater("m", true, empty()), rater("p", false, empty())], 2, 100, SetDistance::Masi);
    let found = &told.comparisons[0];
    for figures in [&found.pooled, &found.mean, &found.areas[0].figures] {
        for figure in [figures.precision, figures.recall, figures.f1, figures.kappa, figures.alpha] {
            assert_eq!(figure, Figure::default());
        }
        assert_eq!(figures.agreement.value, Some(1.0));
    }
    assert_eq!(
        (found.sets.alpha.value, found.sets.jaccard.value, found.sets.exact.value),
        (None, None, Some(1.0))
    );

    let none =
        compare(vec![rater("m", true, vec![None; 6]), rater("p", false, empty())], 2, 100, SetDistance::Masi);
    assert!(none.comparisons.is_empty());
    // Who met nobody has no part in what the others reach.
    let alone = || rater("q", false, vec![None; 6]);
    let told = compare(
        vec![rater("m", true, empty()), rater("p", false, empty()), alone()],
        2,
        0,
        SetDistance::Masi,
    );
    assert_eq!(told.comparisons.len(), 1);
    assert_eq!(told.comparisons[0].coders, ["m", "p"]);
    for (units, raters) in [
        (6, vec![rater("p", false, empty())]),
        (5, vec![rater("p", false, empty()), rater("q", false, empty())]),
        (6, vec![rater("p", false, empty()), rater("q", false, vec![Some(BTreeSet::from([2])); 6])]),
    ] {
        let areas = vec!["x".to_owned(), "y".to_owned()];
        assert!(Ratings::new(Unit::Document, vec![0; units], areas, raters).is_err());
    }
}

#[test]
fn intervals_come_from_documents_and_from_the_seed_alone() {
    let golden = golden();
    let agree = |per_document: usize, seed: u64, threads: usize| {
        let raters = (0..2).map(|n| rater(&n.to_string(), n == 0, golden.coders[n].clone())).collect();
        let documents = (0..60).map(|unit| unit / per_document).collect();
        let areas = (0..golden.areas).map(|area| area.to_string()).collect();
        let ratings = Ratings::new(Unit::Passage, documents, areas, raters).unwrap();
        let settings = AgreementSettings { resamples: 400, seed, ..AgreementSettings::default() };
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| agreement(&ratings, &settings, &Silent)).unwrap()
    };
    assert_eq!(agree(1, 7, 1), agree(1, 7, 3));
    assert_ne!(agree(1, 7, 1), agree(1, 8, 1));
    let found = agree(1, 7, 1).comparisons.remove(0);
    let every = found.areas.iter().map(|area| &area.figures).chain([&found.pooled, &found.mean]);
    for figure in every.flat_map(|f| [f.precision, f.recall, f.f1, f.kappa, f.alpha, f.agreement]) {
        if let (Some(value), Some(low), Some(high)) = (figure.value, figure.low, figure.high) {
            assert!(low <= value && value <= high, "{figure:?}");
        }
    }
    let kappa = found.pooled.kappa;
    let width = kappa.high.unwrap() - kappa.low.unwrap();
    assert!((0.05..0.5).contains(&width), "{kappa:?}");
    // Four documents are too few to be drawn from.
    let few = agree(15, 7, 1).comparisons.remove(0).pooled.kappa;
    assert_eq!((few.value, few.low, few.high), (kappa.value, None, None));
}

/// Two coders over up to forty units with three areas; not every unit is coded by both.
fn two_coders() -> impl Strategy<Value = (UnitCodes, UnitCodes)> {
    let set = || prop::option::weighted(0.9, prop::collection::btree_set(0usize..3, 0..3));
    prop::collection::vec((set(), set()), 1..40).prop_map(|units| units.into_iter().unzip())
}

fn of_two(a: &UnitCodes, b: &UnitCodes) -> Option<Comparison> {
    let raters = vec![rater("a", false, a.clone()), rater("b", false, b.clone())];
    compare(raters, 3, 0, SetDistance::Masi).comparisons.into_iter().next()
}

fn symmetric(comparison: &Comparison) -> Vec<Option<f64>> {
    let every =
        comparison.areas.iter().map(|area| &area.figures).chain([&comparison.pooled, &comparison.mean]);
    let mut found: Vec<Option<f64>> =
        every.flat_map(|f| [f.f1, f.kappa, f.alpha, f.agreement]).map(|f| f.value).collect();
    found.extend([comparison.sets.alpha, comparison.sets.jaccard, comparison.sets.exact].map(|f| f.value));
    found
}

proptest! {
    #[test]
    fn figures_keep_to_their_ranges_and_do_not_depend_on_who_is_first((a, b) in two_coders()) {
        let (one, other) = (of_two(&a, &b), of_two(&b, &a));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            for (x, y) in symmetric(&one).into_iter().zip(symmetric(&other)) {
                prop_assert_eq!(x.is_some(), y.is_some());
                prop_assert!(x.zip(y).is_none_or(|(x, y)| (x - y).abs() < 1e-9));
                prop_assert!(x.is_none_or(|x| (-1.0 - 1e-9..=1.0 + 1e-9).contains(&x)), "{:?}", x);
            }
        }
    }

    #[test]
    fn those_who_code_alike_agree_fully((a, _) in two_coders()) {
        if let Some(found) = of_two(&a, &a) {
            for value in symmetric(&found).into_iter().flatten() {
                prop_assert!((value - 1.0).abs() < 1e-12, "{}", value);
            }
        }
    }

    #[test]
    fn the_order_of_the_units_does_not_matter((a, b) in two_coders(), turn in 0usize..40) {
        let turned = |codes: &UnitCodes| {
            let mut codes = codes.clone();
            let middle = turn % codes.len();
            codes.rotate_left(middle);
            codes.reverse();
            codes
        };
        let (one, other) = (of_two(&a, &b), of_two(&turned(&a), &turned(&b)));
        prop_assert_eq!(one.is_some(), other.is_some());
        if let (Some(one), Some(other)) = (one, other) {
            for (x, y) in symmetric(&one).into_iter().zip(symmetric(&other)) {
                prop_assert_eq!(x.is_some(), y.is_some());
                prop_assert!(x.zip(y).is_none_or(|(x, y)| (x - y).abs() < 1e-9));
            }
        }
    }
}
