//! How good the coding becomes with what people code.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::coder::{Coder, see};
use super::human::UnitCodes;
use super::learn::correction;
use super::linear::Seen;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// How good the coding would be with none, some and all of what people coded, held against coded passages that were
/// not learned from.
///
/// By cross-validation over documents: passages of one document are never both learned from and judged. Each fold's
/// coded passages are coded by what the others teach, or a part of these: documents in a random order, of which
/// larger parts hold the smaller. Every coded passage is judged once at each point.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LearningCurve {
    /// The coded passages that were used. Of more than 3,000, whole documents are drawn until there are as many.
    pub passages: usize,
    /// Their documents.
    pub documents: usize,
    /// The folds: 5, or as many as there are documents; 0 if there is no curve.
    pub folds: usize,
    /// The curve, from learning nothing to learning all; empty if there is no curve.
    pub points: Vec<CurvePoint>,
    /// Why there is no curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missing: Option<TooFew>,
}

/// Why there is no curve.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TooFew {
    /// Fewer than [`LEAST_PASSAGES`] passages are coded.
    Passages,
    /// The coded passages are of fewer than [`LEAST_DOCUMENTS`] documents.
    Documents,
}

/// One point of the curve.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CurvePoint {
    /// The share of the other folds' coded passages that was learned from (0–1).
    pub share: f64,
    /// How many passages that is: the mean of the folds, rounded.
    pub learned_from: usize,
    /// Areas given by both: over all coded passages.
    pub both: usize,
    /// Areas that the machine gives and people did not.
    pub only_machine: usize,
    /// Areas that people gave and the machine does not.
    pub only_people: usize,
    /// Of what the machine gives, the share that people gave (0–1); none if it gives nothing.
    pub precision: Option<f64>,
    /// Of what people gave, the share that the machine gives (0–1); none if they gave nothing.
    pub recall: Option<f64>,
    /// The harmonic mean of both over all areas together (micro-F1, 0–1); none if nobody gave anything.
    pub f1: Option<f64>,
}

/// A curve needs at least so many coded passages, …
pub const LEAST_PASSAGES: usize = 10;
/// … of so many documents.
pub const LEAST_DOCUMENTS: usize = 3;

const FOLDS: usize = 5;
const SHARES: [f64; 5] = [0.0, 0.125, 0.25, 0.5, 1.0];
/// More coded passages than this draw no finer curve.
const MOST: usize = 3000;
/// The stream of chance of the folds; those after it are of the order in which each fold learns.
const STREAM: u64 = 0x0063_7572_7665;

/// What people coded, and the document of each text.
#[derive(Clone, Copy)]
pub(crate) struct Coded<'a> {
    pub(crate) codes: &'a UnitCodes,
    pub(crate) documents: &'a [usize],
}

/// A fold: the coded passages that are judged, and those that are learned from, in their order.
struct Fold {
    judged: Vec<usize>,
    learned: Vec<usize>,
}

/// Areas given by both, by the machine alone, by people alone.
type Cells = [usize; 3];

impl Coder {
    /// The curve of a coder that was learned without codes.
    pub(crate) fn curve<S: AsRef<str> + Sync>(
        &self,
        texts: &[S],
        counts: &CsrMatrix,
        vectors: Option<&DenseMatrix>,
        Coded { codes, documents }: Coded<'_>,
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<LearningCurve> {
        let groups = groups(codes, documents, seed);
        let used: Vec<usize> = groups.concat();
        let none = |why| LearningCurve {
            passages: used.len(),
            documents: groups.len(),
            missing: Some(why),
            ..LearningCurve::default()
        };
        if used.len() < LEAST_PASSAGES {
            return Ok(none(TooFew::Passages));
        }
        if groups.len() < LEAST_DOCUMENTS {
            return Ok(none(TooFew::Documents));
        }

        let own: Vec<&str> = used.iter().map(|&text| texts[text].as_ref()).collect();
        let vectors = vectors.map(|vectors| vectors.select(used.iter().copied()));
        let areas = self.judgement.silent.len();
        let counts = counts.select(used.iter().copied());
        let seen = see(&self.tfidf, &self.space, &self.cues, areas, &own, &counts, vectors.as_ref());
        let codes: UnitCodes = used.iter().map(|&text| codes[text].clone()).collect();

        let folds = folds(&groups, seed);
        let jobs: Vec<(f64, &Fold)> =
            SHARES.iter().flat_map(|&share| folds.iter().map(move |fold| (share, fold))).collect();
        progress.stage("curve", Some(jobs.len() as u64));
        let judge = |(share, fold): &(f64, &Fold)| -> Result<(usize, Cells)> {
            checkpoint(progress)?;
            let learned = &fold.learned[..part(*share, fold.learned.len())];
            let cells = self.judge(&seen, &codes, learned, &fold.judged);
            progress.advance(1);
            Ok((learned.len(), cells))
        };
        let judged: Vec<(usize, Cells)> = jobs.par_iter().map(judge).collect::<Result<_>>()?;
        let points = SHARES.iter().zip(judged.chunks_exact(folds.len()));
        Ok(LearningCurve {
            passages: used.len(),
            documents: groups.len(),
            folds: folds.len(),
            points: points.map(|(&share, folds)| point(share, folds)).collect(),
            missing: None,
        })
    }

    /// Codes the judged texts by what the learned ones teach, and holds it against what people gave.
    fn judge(&self, seen: &Seen, codes: &UnitCodes, learned: &[usize], judged: &[usize]) -> Cells {
        let mut known: UnitCodes = vec![None; codes.len()];
        learned.iter().for_each(|&text| known[text].clone_from(&codes[text]));
        let prior = |text: usize| self.judgement.log_odds(&self.scores.scores(seen.text(text)));
        let correction = correction(&prior, seen, &known);
        let mut cells = [0; 3];
        for &text in judged {
            let likely = self.likelihoods(seen.text(text), correction.as_ref());
            let by_people = codes[text].as_ref();
            for (area, likely) in likely.into_iter().enumerate() {
                let by_people = by_people.is_some_and(|given| given.contains(&area));
                match (likely >= self.settings.min_score, by_people) {
                    (true, true) => cells[0] += 1,
                    (true, false) => cells[1] += 1,
                    (false, true) => cells[2] += 1,
                    (false, false) => {}
                }
            }
        }
        cells
    }
}

/// The coded texts of each document, documents in a random order; as many documents as hold [`MOST`] texts.
fn groups(codes: &UnitCodes, documents: &[usize], seed: u64) -> Vec<Vec<usize>> {
    let mut by_document = BTreeMap::<usize, Vec<usize>>::new();
    let coded = codes.iter().zip(documents).enumerate().filter(|(_, (codes, _))| codes.is_some());
    coded.for_each(|(text, (_, &document))| by_document.entry(document).or_default().push(text));
    let mut groups: Vec<Vec<usize>> = by_document.into_values().collect();
    Random::new(seed, STREAM).shuffle(&mut groups);
    let mut count = 0;
    groups.retain(|group| {
        let wanted = count < MOST;
        count += if wanted { group.len() } else { 0 };
        wanted
    });
    groups
}

/// Deals the groups out. Texts are numbered in the order of the groups.
fn folds(groups: &[Vec<usize>], seed: u64) -> Vec<Fold> {
    let count = groups.len().min(FOLDS);
    let mut next = 0;
    let numbered: Vec<Vec<usize>> = groups
        .iter()
        .map(|group| {
            next += group.len();
            (next - group.len()..next).collect()
        })
        .collect();
    let fold = |fold: usize| {
        let (judged, mut others): (Vec<usize>, Vec<usize>) =
            (0..groups.len()).partition(|group| group % count == fold);
        Random::new(seed, STREAM + 1 + fold as u64).shuffle(&mut others);
        let texts = |groups: Vec<usize>| groups.into_iter().flat_map(|g| numbered[g].clone()).collect();
        Fold { judged: texts(judged), learned: texts(others) }
    };
    (0..count).map(fold).collect()
}

/// So many of all are this share; at least one if it is any.
fn part(share: f64, all: usize) -> usize {
    let part = (share * all as f64).round() as usize;
    if share > 0.0 { part.max(1).min(all) } else { 0 }
}

fn point(share: f64, folds: &[(usize, Cells)]) -> CurvePoint {
    let learned: usize = folds.iter().map(|(learned, _)| learned).sum();
    let [both, only_machine, only_people] =
        folds.iter().fold([0; 3], |sum: Cells, (_, cells)| std::array::from_fn(|i| sum[i] + cells[i]));
    let ratio = |part: usize, whole: usize| (whole > 0).then(|| part as f64 / whole as f64);
    CurvePoint {
        share,
        learned_from: (learned + folds.len() / 2) / folds.len(),
        both,
        only_machine,
        only_people,
        precision: ratio(both, both + only_machine),
        recall: ratio(both, both + only_people),
        f1: ratio(2 * both, 2 * both + only_machine + only_people),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::coding::HumanCodes;
    use crate::coding::planted::{code, framework, round, settings};
    use crate::{CodeWith, Error, Settings, Silent, code_round, learning_curve};

    fn curve(
        coded: impl Iterator<Item = usize>,
        seed: u64,
        progress: &dyn Progress,
    ) -> Result<LearningCurve> {
        let (round, framework) = (round(), framework());
        let codes = HumanCodes::new(coded.flat_map(|passage| code(&round, passage)).collect());
        let with = CodeWith { codes: Some(&codes), ..CodeWith::default() };
        learning_curve(&round, &framework, with, &Settings { seed, ..settings() }, progress)
    }

    #[test]
    fn a_curve_on_planted_areas_rises() {
        for seed in 0..3 {
            let curve = curve(0..48, seed, &Silent).unwrap();
            assert_eq!((curve.passages, curve.documents, curve.folds, curve.missing), (48, 48, 5, None));
            let f1: Vec<f64> = curve.points.iter().map(|point| point.f1.unwrap()).collect();
            // Nothing in the round speaks for the last area, until somebody does.
            assert!(f1[0] < 0.9 && f1[4] > f1[0] + 0.1 && f1[4] > 0.9, "{f1:?}");
            assert!(f1[3] >= f1[0] && f1[4] >= f1[1], "{f1:?}");
        }
    }

    #[test]
    fn where_little_is_coded_the_reason_stands_in_place_of_a_curve() {
        let cases = [(0, Some(TooFew::Passages), 0), (9, Some(TooFew::Passages), 0), (10, None, 5)];
        for (coded, missing, points) in cases {
            let curve = curve(0..coded, 0, &Silent).unwrap();
            let told = (curve.passages, curve.documents, curve.missing, curve.points.len());
            assert_eq!(told, (coded, coded, missing, points));
            let json = serde_json::to_string(&curve).unwrap();
            assert_eq!(serde_json::from_str::<LearningCurve>(&json).unwrap(), curve);
        }
        let none = learning_curve(&round(), &framework(), CodeWith::default(), &settings(), &Silent).unwrap();
        assert_eq!(none.missing, Some(TooFew::Passages));
    }

    #[test]
    fn passages_of_two_documents_have_no_curve_and_those_of_three_have_one() {
        let round = round();
        let texts: Vec<&str> = round.documents().iter().map(|document| document.text.as_str()).collect();
        let coder = code_round(&round, &framework(), &settings(), &Silent).unwrap().coder;
        let counts = coder.tfidf.count(&texts);
        let codes: UnitCodes = (0..48).map(|text| Some(BTreeSet::from([text % 4]))).collect();
        for (documents, missing) in [(2, Some(TooFew::Documents)), (3, None), (4, None), (6, None)] {
            let of: Vec<usize> = (0..48).map(|text| text / 4 % documents).collect();
            let coded = Coded { codes: &codes, documents: &of };
            let curve = coder.curve(&texts, &counts, None, coded, 0, &Silent).unwrap();
            let folds = if missing.is_some() { 0 } else { documents.min(5) };
            assert_eq!((curve.documents, curve.folds, curve.missing), (documents, folds, missing));
        }
    }

    #[test]
    fn a_curve_can_be_stopped() {
        struct Stop;
        impl Progress for Stop {
            fn is_cancelled(&self) -> bool {
                true
            }
        }
        assert_eq!(curve(0..48, 0, &Stop), Err(Error::Cancelled));
    }

    #[test]
    fn the_curve_is_the_same_on_any_number_of_threads() {
        let on = |threads| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| curve(5..40, 3, &Silent)).unwrap()
        };
        let one = on(1);
        assert_eq!((on(2), on(8)), (one.clone(), one));
    }

    proptest! {
        #[test]
        fn folds_judge_each_text_once_and_never_what_they_learn(
            of in prop::collection::vec((0usize..9, any::<bool>()), 1..60),
            seed in any::<u64>(),
        ) {
            let codes: UnitCodes = of.iter().map(|(_, coded)| coded.then(BTreeSet::new)).collect();
            let documents: Vec<usize> = of.iter().map(|(document, _)| *document).collect();
            let groups = groups(&codes, &documents, seed);
            let used = groups.concat();
            prop_assert_eq!(used.len(), codes.iter().flatten().count());
            let mut judged = Vec::new();
            for fold in folds(&groups, seed) {
                let of = |texts: &[usize]| -> BTreeSet<usize> {
                    texts.iter().map(|&text| documents[used[text]]).collect()
                };
                prop_assert!(of(&fold.judged).is_disjoint(&of(&fold.learned)));
                prop_assert_eq!(fold.judged.len() + fold.learned.len(), used.len());
                judged.extend(fold.judged);
            }
            judged.sort_unstable();
            prop_assert_eq!(judged, (0..used.len()).collect::<Vec<_>>());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn counts_add_up(coded in prop::collection::btree_set(0usize..48, 10..48), seed in any::<u64>()) {
            let curve = curve(coded.iter().copied(), seed, &Silent).unwrap();
            let learned: Vec<usize> = curve.points.iter().map(|point| point.learned_from).collect();
            prop_assert!(learned[0] == 0 && learned.is_sorted() && learned[4] < coded.len());
            for point in &curve.points {
                // Each planted passage has one area.
                prop_assert_eq!(point.both + point.only_people, coded.len());
                let (both, machine) = (point.both as f64, (point.both + point.only_machine) as f64);
                prop_assert_eq!(point.recall, Some(both / coded.len() as f64));
                prop_assert_eq!(point.precision, (machine > 0.0).then(|| both / machine));
                prop_assert_eq!(point.f1, Some(2.0 * both / (machine + coded.len() as f64)));
            }
        }
    }
}
