//! Which passages a person should code next.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::coder::Coder;
use super::linear::dot;
use super::results::Coding;
use crate::space::{DenseMatrix, strengths};
use crate::vectorize::CsrMatrix;

/// A passage that a person should code, because that would teach the coder much.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// The passage's number in the round, from 0.
    pub passage: usize,
    /// Why it is asked.
    pub why: Why,
    /// The areas in question (their places in the framework, from 0): those given and the one that the neighbours speak
    /// for, or those near the line, nearest first. Empty where nothing speaks for any area.
    pub areas: Vec<usize>,
}

/// Why a passage is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Areas are given, but what lies near the passage speaks for another one: the two ways disagree.
    WaysDisagree,
    /// An area's likelihood is near the line between given and not.
    NearTheLine,
    /// Nothing speaks for any area, yet the passage is like many others.
    NothingSpeaks,
    /// The areas given are clear, but the passage is like many others, and stands for them.
    LikeMany,
}

impl Why {
    /// In words, for people.
    pub fn told(self) -> &'static str {
        match self {
            Why::WaysDisagree => "two ways of coding disagree",
            Why::NearTheLine => "an area is nearly given, or nearly not",
            Why::NothingSpeaks => "nothing speaks for any area, and many passages are like it",
            Why::LikeMany => "many passages are like it",
        }
    }
}

/// At most so many passages are held against each other, evenly spread over those that nobody coded, …
const MOST: usize = 3072;
/// … and against so many that people coded.
const MOST_CODED: usize = 3072;
/// What an answer is worth for a passage that seems clear, in nats: a machine that is sure may be wrong too.
const LEAST: f64 = 0.05;
/// Log-odds this near to those of the line are near it, …
const NEAR: f64 = 1.0;
/// … and so many areas are told.
const TOLD: usize = 3;
/// What is more alike than this is the same text.
const EQUAL: f32 = 1.0 - 1e-5;

/// The passages that can be asked, and what is known of each.
#[derive(Debug, Clone)]
pub(crate) struct Asking {
    questions: Vec<Question>,
    /// How little is known of each, in nats.
    doubts: Vec<f64>,
    /// Where they lie, to length 1.
    places: DenseMatrix,
    /// Where passages lie that people coded, to length 1.
    coded: DenseMatrix,
}

impl Coder {
    /// Makes ready to ask. `counts`, `codings` and `likely` (passages × areas) are those of the round.
    pub(crate) fn asking(
        &self,
        counts: &CsrMatrix,
        vectors: Option<&DenseMatrix>,
        codings: &[Coding],
        likely: &DenseMatrix,
    ) -> Asking {
        let places = |passages: &[usize]| {
            let own = self.space.place(&strengths(counts.select(passages.iter().copied())));
            let places = match vectors {
                Some(vectors) => own.beside(&vectors.select(passages.iter().copied()).unit_rows()),
                None => own,
            };
            places.unit_rows()
        };
        let (coded, others): (Vec<usize>, Vec<usize>) =
            (0..codings.len()).filter(|&n| !counts.row(n).is_empty()).partition(|&n| codings[n].by_people);
        let (coded, others) = (spread(&coded, MOST_CODED), spread(&others, MOST));
        let of_area = examples(codings, self.framework.areas.len());
        let own = places(&others);
        let question = |(&passage, place): (&usize, &[f32])| {
            let (why, areas) = self.why(&codings[passage], likely.row(passage), place);
            Question { passage, why, areas }
        };
        Asking {
            questions: others.iter().zip(own.iter()).map(question).collect(),
            doubts: others.iter().map(|&passage| doubt(likely.row(passage), &of_area)).collect(),
            places: own,
            coded: places(&coded),
        }
    }

    fn why(&self, coding: &Coding, likely: &[f32], place: &[f32]) -> (Why, Vec<usize>) {
        let given: Vec<usize> = coding.areas.iter().map(|given| given.area).collect();
        if coding.doubtful {
            let (spoken, _) = self.neighbours.speak(place, given.len().max(self.framework.areas.len()));
            let nearby = (0..spoken.len())
                .filter(|&area| !self.judgement.silent[area])
                .max_by(|&a, &b| spoken[a].total_cmp(&spoken[b]).then(b.cmp(&a)))
                .filter(|area| !given.contains(area));
            return (Why::WaysDisagree, given.into_iter().chain(nearby).collect());
        }
        let from_line = |(&p, &line): (&f32, &f64)| (log_odds(f64::from(p)) - log_odds(line)).abs();
        let mut near: Vec<(f64, usize)> = likely.iter().zip(&self.least).map(from_line).zip(0..).collect();
        near.retain(|(distance, _)| *distance <= NEAR);
        near.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        match (near.is_empty(), given.is_empty()) {
            (false, _) => (Why::NearTheLine, near.into_iter().take(TOLD).map(|(_, area)| area).collect()),
            (true, true) => (Why::NothingSpeaks, Vec::new()),
            (true, false) => (Why::LikeMany, given),
        }
    }
}

impl Asking {
    /// At most `n` passages, the most helpful first.
    ///
    /// How little is known of a passage is the entropy of what is thought about each area (uncertainty sampling: Lewis &
    /// Gale, SIGIR 1994; for several labels summed). Asking for the least known alone asks for odd texts, and for the
    /// same thing again and again. So an answer is taken to tell of its passage and, by the cube of the cosine in the
    /// learned space, of those that are like it, and passages are chosen that together leave the least unknown
    /// (facility location weighted by uncertainty: Wei, Iyer & Bilmes, ICML 2015). What people coded already tells
    /// of passages in the same way. The sum has diminishing returns, so choosing the next best is nearly
    /// as good as choosing all at once, and most gains need not be computed anew (Minoux 1978).
    pub(crate) fn ask(&self, n: usize) -> Vec<Question> {
        let alike: Vec<Vec<f32>> =
            self.places.iter().collect::<Vec<_>>().par_iter().map(|p| self.alike(p)).collect();
        let mut told: Vec<f32> =
            self.places.iter().collect::<Vec<_>>().par_iter().map(|p| self.told(p)).collect();
        let gain = |passage: usize, told: &[f32]| -> f64 {
            let gains = alike[passage].iter().zip(told).zip(&self.doubts);
            gains.map(|((&alike, &told), doubt)| f64::from((alike - told).max(0.0)) * doubt).sum()
        };
        // Gains are not negative, so their bits are in their order. Of equals the first passage wins.
        let entry = |passage: usize, told: &[f32]| (gain(passage, told).to_bits(), Reverse(passage));
        let first: Vec<_> = (0..told.len()).into_par_iter().map(|passage| entry(passage, &told)).collect();
        let mut heap: BinaryHeap<(u64, Reverse<usize>)> = first.into();
        let mut asked = Vec::new();
        while let Some((_, Reverse(passage))) = heap.pop().filter(|_| asked.len() < n) {
            if told[passage] >= EQUAL {
                continue;
            }
            let now = entry(passage, &told);
            if heap.peek().is_some_and(|next| *next > now) {
                heap.push(now);
                continue;
            }
            asked.push(self.questions[passage].clone());
            told.iter_mut().zip(&alike[passage]).for_each(|(told, alike)| *told = told.max(*alike));
        }
        asked
    }

    /// How much an answer for what lies at `place` tells of each passage (0–1).
    fn alike(&self, place: &[f32]) -> Vec<f32> {
        self.places.iter().map(|other| cube(dot(place, other))).collect()
    }

    /// How much those that people coded tell of what lies at `place` (0–1).
    fn told(&self, place: &[f32]) -> f32 {
        self.coded.iter().map(|other| cube(dot(place, other))).fold(0.0, f32::max)
    }
}

/// A cosine as a share of what is known; unlike passages tell nothing of each other.
fn cube(cosine: f32) -> f32 {
    let cosine = cosine.clamp(0.0, 1.0);
    cosine * cosine * cosine
}

/// How many passages people gave each area.
fn examples(codings: &[Coding], areas: usize) -> Vec<usize> {
    let mut examples = vec![0; areas];
    let by_people = codings.iter().filter(|coding| coding.by_people);
    by_people.flat_map(|coding| &coding.areas).for_each(|given| examples[given.area] += 1);
    examples
}

/// How little is known of a passage: the entropies of its areas, those with few examples counting more.
fn doubt(likely: &[f32], examples: &[usize]) -> f64 {
    let entropies = likely.iter().zip(examples).map(|(&p, &examples)| {
        let p = f64::from(p);
        let nats = |p: f64| if p > 0.0 { -p * libm::log(p) } else { 0.0 };
        (nats(p) + nats(1.0 - p)) / (1.0 + examples as f64).sqrt()
    });
    LEAST + entropies.sum::<f64>()
}

fn log_odds(p: f64) -> f64 {
    libm::log(p / (1.0 - p))
}

/// At most so many of the numbers, evenly spread.
fn spread(all: &[usize], most: usize) -> Vec<usize> {
    let count = all.len().min(most);
    (0..count).map(|n| all[n * all.len() / count]).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;
    use crate::coding::HumanCodes;
    use crate::coding::planted::{PLANTED, code, framework, round, settings};
    use crate::{CodeWith, RoundCodings, Silent, code_round_with};

    fn coded(passages: &[usize]) -> RoundCodings {
        let (round, framework) = (round(), framework());
        let codes = HumanCodes::new(passages.iter().flat_map(|&passage| code(&round, passage)).collect());
        let with = CodeWith { codes: Some(&codes), ..CodeWith::default() };
        code_round_with(&round, &framework, with, &settings(), &Silent).unwrap()
    }

    fn asked(codings: &RoundCodings, n: usize) -> Vec<usize> {
        codings.ask(n).into_iter().map(|question| question.passage).collect()
    }

    #[test]
    fn the_first_questions_are_about_different_things() {
        // The topics are planted one after the other, so passages of one topic have the same remainder.
        let codings = coded(&[]);
        let topics = |n| asked(&codings, n).into_iter().map(|p| p % PLANTED).collect::<BTreeSet<_>>();
        assert_eq!(topics(PLANTED).len(), PLANTED);
    }

    #[test]
    fn what_is_coded_tells_of_what_is_like_it() {
        // All passages of one topic are coded but one: that one is not asked before others.
        let own: Vec<usize> = (0..round().documents().len()).filter(|p| p % PLANTED == 1).collect();
        let codings = coded(&own[1..]);
        let first = asked(&codings, PLANTED - 1);
        assert!(first.iter().all(|passage| passage % PLANTED != 1), "{first:?}");
    }

    #[test]
    fn reasons_are_those_of_the_passage() {
        let (codings, areas) = (coded(&[0, 1, 2, 4, 8, 12, 16]), framework().areas.len());
        let least = &codings.coder.least;
        assert!(least[0] > least[1], "one area has examples enough to be asked for more");
        let questions = codings.ask(usize::MAX);
        assert!(questions.len() > 20);
        for Question { passage, why, areas: in_question } in questions {
            let (coding, likely) = (&codings.codings[passage], codings.likely.row(passage));
            let given: Vec<usize> = coding.areas.iter().map(|given| given.area).collect();
            let is_near =
                |area: usize| (log_odds(f64::from(likely[area])) - log_odds(least[area])).abs() <= NEAR;
            assert_eq!(why == Why::WaysDisagree, coding.doubtful);
            match why {
                Why::WaysDisagree => assert!(in_question.starts_with(&given)),
                Why::NearTheLine => assert!(in_question.iter().all(|&area| is_near(area))),
                Why::NothingSpeaks => assert!(given.is_empty() && in_question.is_empty()),
                Why::LikeMany => assert!(!given.is_empty() && in_question == given),
            }
            assert!(!(0..areas).any(is_near) || matches!(why, Why::WaysDisagree | Why::NearTheLine));
            assert!(in_question.iter().all(|&area| area < areas));
        }
    }

    #[test]
    fn areas_with_few_examples_count_more() {
        let likely = [0.5, 0.1];
        assert!(doubt(&likely, &[0, 0]) > doubt(&likely, &[3, 0]));
        assert!(doubt(&likely, &[0, 9]) > doubt(&likely, &[9, 0]));
        let certain = [(doubt(&[0.0, 1.0], &[0, 0]), LEAST), (doubt(&[0.5], &[0]), LEAST + libm::log(2.0))];
        assert!(certain.iter().all(|(found, expected)| (found - expected).abs() < 1e-12), "{certain:?}");
    }

    /// The plain form: the gain of each passage computed anew for every choice.
    fn plain(asking: &Asking, n: usize) -> Vec<usize> {
        let alike: Vec<Vec<f32>> = asking.places.iter().map(|place| asking.alike(place)).collect();
        let mut told: Vec<f32> = asking.places.iter().map(|place| asking.told(place)).collect();
        let mut chosen: Vec<usize> = Vec::new();
        while chosen.len() < n {
            let gain = |passage: usize| -> f64 {
                let gains = alike[passage].iter().zip(&told).zip(&asking.doubts);
                gains.map(|((&alike, &told), doubt)| f64::from((alike - told).max(0.0)) * doubt).sum()
            };
            let free = (0..told.len()).filter(|&passage| told[passage] < EQUAL && !chosen.contains(&passage));
            let best = free.max_by(|&a, &b| gain(a).total_cmp(&gain(b)).then(b.cmp(&a)));
            let Some(best) = best else { break };
            told.iter_mut().zip(&alike[best]).for_each(|(told, alike)| *told = told.max(*alike));
            chosen.push(best);
        }
        chosen.into_iter().map(|number| asking.questions[number].passage).collect()
    }

    /// Places at random on a sphere of three dimensions, some equal, some coded.
    fn asking() -> impl Strategy<Value = Asking> {
        let place = prop::array::uniform3(-3i8..=3).prop_filter("a direction", |place| *place != [0; 3]);
        let matrix = |places: Vec<[i8; 3]>| {
            let values = places.into_iter().flatten().map(f32::from).collect();
            DenseMatrix::from_rows(3, values).unwrap().unit_rows()
        };
        let passage = (place.clone(), 0.05f64..3.0);
        (prop::collection::vec(passage, 1..40), prop::collection::vec(place, 0..5)).prop_map(
            move |(passages, coded)| {
                let (places, doubts): (Vec<_>, Vec<_>) = passages.into_iter().unzip();
                let question = |passage| Question { passage, why: Why::NothingSpeaks, areas: Vec::new() };
                Asking {
                    questions: (0..places.len()).map(|number| question(3 * number + 1)).collect(),
                    doubts,
                    places: matrix(places),
                    coded: matrix(coded),
                }
            },
        )
    }

    fn on_threads<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> T {
        rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap().install(work)
    }

    proptest! {
        #[test]
        fn gains_that_are_not_computed_anew_change_no_choice(asking in asking(), n in 0usize..12) {
            let found: Vec<usize> = asking.ask(n).into_iter().map(|question| question.passage).collect();
            prop_assert_eq!(&found, &plain(&asking, n));
            prop_assert!(found.len() <= n);
            // More questions begin with the same ones, and none is asked twice.
            let all: Vec<usize> = asking.ask(usize::MAX).into_iter().map(|q| q.passage).collect();
            prop_assert!(all.starts_with(&found));
            prop_assert_eq!(all.iter().collect::<BTreeSet<_>>().len(), all.len());
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(12))]
        #[test]
        fn what_is_coded_is_never_asked_whatever_the_threads(
            given in prop::collection::btree_set(0usize..48, 0..30),
            n in 0usize..60,
        ) {
            let given: Vec<usize> = given.into_iter().collect();
            let ask = |threads| on_threads(threads, || coded(&given).ask(n));
            let questions = ask(1);
            prop_assert!(questions.len() <= n.min(48 - given.len()));
            prop_assert!(questions.iter().all(|question| !given.contains(&question.passage)));
            prop_assert_eq!(&questions, &ask(2));
            prop_assert_eq!(&questions, &ask(8));
        }
    }
}
