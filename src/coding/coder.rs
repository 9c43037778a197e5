//! Coding: which areas a passage raises, and why.

use std::sync::Arc;

use rayon::prelude::*;

use super::brought::{BroughtPlaces, check_shapes};
use super::cue::Cues;
use super::evidence::{Areas, evidence};
use super::human::UnitCodes;
use super::judgement::{Judgement, of_scores, probability};
use super::learn::{LEAST_ODDS, correction};
use super::linear::Linear;
use super::neighbours::Neighbours;
use super::profile::Profiles;
use super::results::{AreaScore, Coding, Contribution};
use super::settings::CodingSettings;
use super::sight::{Seen, Sight, see};
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::space::{DenseMatrix, Space};
use crate::vectorize::{CsrMatrix, Tfidf};

/// A framework made ready to code text. Frozen: the same text gets the same coding alone and in a batch.
///
/// It is learned from a round: what the areas say of themselves, what the texts that they speak of have in common
/// and, where people coded some, what these change. All of that is a sum over the terms of a text and over where it
/// lies in the learned space, so each part of a score can be told. A second way, by the passages that lie
/// nearest, says where a person should look.
#[derive(Debug, Clone)]
pub struct Coder {
    pub(super) framework: Framework,
    pub(super) tfidf: Arc<Tfidf>,
    pub(super) space: Space,
    pub(super) profiles: Arc<CsrMatrix>,
    pub(super) cues: Arc<Cues>,
    pub(super) judgement: Judgement,
    pub(super) scores: Linear,
    pub(super) correction: Option<Linear>,
    /// Scores and correction in one, for telling what led to a coding.
    pub(super) told: Linear,
    pub(super) neighbours: Neighbours,
    /// From which likelihood on each area is given.
    pub(super) least: Vec<f64>,
    pub(super) settings: CodingSettings,
}

/// At most so many contributions are told, …
const TOLD: usize = 6;
/// … and so many neighbours.
const TOLD_NEIGHBOURS: usize = 3;

impl Coder {
    /// Learns to code texts such as these. `counts` are theirs by `tfidf`, `space` was learned from them; `codes` say
    /// what people coded, one entry a text.
    ///
    /// # Errors
    /// [`Error::Framework`] if the framework is not valid; [`Error::InvalidSetting`]; [`Error::Shape`] if there is not
    /// one entry or vector for each text.
    #[expect(clippy::too_many_arguments, reason = "what the stages before it made, and what users bring")]
    pub fn learn<S: AsRef<str> + Sync>(
        framework: &Framework,
        tfidf: Arc<Tfidf>,
        space: Space,
        texts: &[S],
        counts: &CsrMatrix,
        codes: Option<&UnitCodes>,
        brought: Option<BroughtPlaces<'_>>,
        settings: CodingSettings,
    ) -> Result<Self> {
        framework.validate()?;
        settings.check()?;
        check_shapes(framework, texts.len(), counts, codes, brought)?;
        let profiles = Profiles::of(framework, &tfidf);
        let cues = Cues::of(framework, tfidf.analyser());
        let seen = see(&tfidf, &space, &cues, framework.areas.len(), texts, counts, brought.map(|b| b.texts));
        let mut places = space.place(&profiles.strengths);
        let mut blocks = space.blocks();
        if let Some(brought) = brought {
            blocks.push(places.cols()..places.cols() + brought.areas.cols());
            places = places.beside(&brought.areas.clone().unit_rows());
        }
        let has_cue = |area: usize| seen.cues.iter().any(|row| row.indices.contains(&(area as u32)));
        let silent: Vec<bool> = (0..framework.areas.len())
            .map(|area| {
                framework.is_heading(area)
                    || profiles.rows.row(area).is_empty() && brought.is_none() && !has_cue(area)
            })
            .collect();

        let areas = Areas { profiles: &profiles, places: &places, blocks: &blocks, silent: &silent };
        let (scores, common) = evidence(&areas, &seen, codes);
        let judgement = Judgement { silent, common };
        let prior = |text: usize| judgement.log_odds(&scores.scores(seen.text(text)));
        let correction = codes.and_then(|codes| correction(&prior, &seen, codes));
        let known = seen.known();
        let neighbours = Neighbours::of(&seen, &known, &scores.table(&seen, &known));
        Ok(Coder {
            framework: framework.clone(),
            tfidf,
            space,
            profiles: Arc::new(profiles.rows),
            cues: Arc::new(cues),
            judgement,
            told: Self::told(&scores, correction.as_ref()),
            scores,
            correction,
            neighbours,
            least: settings.least(framework.areas.len(), codes),
            settings,
        })
    }

    /// Scores and correction in one, on the scale of log-odds.
    pub(super) fn told(scores: &Linear, correction: Option<&Linear>) -> Linear {
        let scores = of_scores(scores);
        match correction {
            Some(correction) => scores.plus(1.0, correction),
            None => scores,
        }
    }

    /// The framework, as it was given.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// The vectoriser by which texts are read.
    pub fn tfidf(&self) -> &Tfidf {
        &self.tfidf
    }

    /// Codes texts, one a coding, in order; with how likely a person would give each area to each (texts × areas, 0–1).
    ///
    /// # Errors
    /// [`Error::Shape`] if the coder was learned with vectors that the user brought: these texts have none.
    pub fn code<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Result<(Vec<Coding>, DenseMatrix)> {
        if self.scores.places.cols() != self.space.dimensions() {
            let what = "the coder was learned with vectors that were brought: learn one without".to_owned();
            return Err(Error::Shape { what });
        }
        Ok(self.code_counts(texts, &self.tfidf.count(texts), None, None))
    }

    /// Codes texts whose counts are known already; with the likelihood of each area for each text (texts × areas).
    /// What people coded stays as they did.
    pub(crate) fn code_counts<S: AsRef<str> + Sync>(
        &self,
        texts: &[S],
        counts: &CsrMatrix,
        codes: Option<&UnitCodes>,
        vectors: Option<&DenseMatrix>,
    ) -> (Vec<Coding>, DenseMatrix) {
        let areas = self.judgement.silent.len();
        let seen = see(&self.tfidf, &self.space, &self.cues, areas, texts, counts, vectors);
        let code_one = |text: usize| {
            let given = codes.and_then(|codes| codes[text].as_ref());
            let likely = self.likelihoods(seen.text(text), self.correction.as_ref());
            let rank = rank(&likely);
            let first = rank.iter().copied().find(|&area| likely[area] >= self.least[area]);
            let is_given = |area: usize| match given {
                Some(given) => given.contains(&area),
                None => likely[area] >= self.least[area],
            };
            let claim = |area: usize| {
                let score = if given.is_some() && is_given(area) { 1.0 } else { likely[area] };
                AreaScore { area, score, contributions: self.contributions(&seen, text, area) }
            };
            let runner_up =
                rank.iter().find(|&&area| !is_given(area) && likely[area] > 0.0).map(|&area| claim(area));
            let next = |of: usize| rank.iter().find(|&&area| area != of).map_or(0.0, |&area| likely[area]);
            let (spoken_for, neighbours) = self.neighbours.speak(seen.places.row(text), areas);
            let nearby = (0..areas)
                .filter(|&area| !self.judgement.silent[area])
                .max_by(|&a, &b| spoken_for[a].total_cmp(&spoken_for[b]).then(b.cmp(&a)))
                .filter(|&area| given.is_none() && first.is_some() && !is_given(area));
            let coding = Coding {
                areas: rank.iter().filter(|&&area| is_given(area)).map(|&area| claim(area)).collect(),
                runner_up,
                margin: first.map_or(0.0, |area| (likely[area] - next(area)).max(0.0)),
                by_people: given.is_some(),
                doubtful: nearby.is_some(),
                nearby,
                neighbours: neighbours.into_iter().take(TOLD_NEIGHBOURS).collect(),
            };
            (coding, likely.into_iter().map(|p| p as f32).collect::<Vec<f32>>())
        };
        let (codings, likely): (Vec<Coding>, Vec<Vec<f32>>) =
            (0..texts.len()).into_par_iter().map(code_one).unzip();
        let mut table = DenseMatrix::zeros(texts.len(), areas.max(1));
        likely.iter().enumerate().for_each(|(text, row)| table.row_mut(text).copy_from_slice(row));
        (codings, table)
    }

    /// How likely a person would give each area; 0 where nothing is known of the text.
    pub(super) fn likelihoods(&self, sight: Sight<'_>, correction: Option<&Linear>) -> Vec<f64> {
        if sight.row.is_empty() && sight.cues.is_empty() {
            return vec![0.0; self.judgement.silent.len()];
        }
        let mut odds = self.judgement.log_odds(&self.scores.scores(sight));
        if let Some(correction) = correction {
            let corrected = correction.scores(sight);
            for ((odds, silent), add) in odds.iter_mut().zip(&self.judgement.silent).zip(corrected) {
                *odds = if *silent { LEAST_ODDS } else { *odds } + add;
            }
        }
        odds.into_iter().map(probability).collect()
    }

    /// What speaks for an area in a text, strongest first.
    fn contributions(&self, seen: &Seen, text: usize, area: usize) -> Vec<Contribution> {
        let row = seen.rows.row(text);
        let strong: Vec<(usize, f64)> =
            seen.strengths.row(text).iter().map(|(t, s)| (t, f64::from(s))).collect();
        let direction: Vec<f64> = self.told.places.row(area).iter().map(|&v| f64::from(v)).collect();
        let mut parts: Vec<(&str, bool, f64)> = Vec::new();
        for ((term, part), (_, value)) in self.space.parts(&strong, &direction).into_iter().zip(row.iter()) {
            let own = self
                .told
                .terms
                .row(term)
                .iter()
                .find(|&(of, _)| of == area)
                .map_or(0.0, |(_, w)| f64::from(w));
            let part = part + f64::from(value) * own;
            if part > 0.0 {
                parts.push((&self.tfidf.vocabulary().term(term as u32).surface, false, part));
            }
        }
        let own: Vec<&str> = seen.found[text]
            .iter()
            .map(|&n| self.cues.cue(n))
            .filter(|cue| cue.area == area)
            .map(|cue| &*cue.text)
            .collect();
        let share = seen.cues.row(text).iter().find(|&(of, _)| of == area).map_or(0.0, |(_, s)| f64::from(s));
        let each = share * self.told.cues[area] / own.len().max(1) as f64;
        parts.extend(own.into_iter().filter(|_| each > 0.0).map(|cue| (cue, true, each)));

        let total: f64 = parts.iter().map(|(_, _, part)| part).sum();
        parts.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(b.0)));
        let told = parts.into_iter().take(TOLD);
        told.map(|(term, cue, part)| Contribution { term: term.to_owned(), cue, share: part / total })
            .collect()
    }

    /// How many of the texts have each cue: for each area (cue, texts), in the framework's order.
    pub fn cue_counts<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Vec<Vec<(String, usize)>> {
        let found: Vec<Vec<usize>> =
            texts.par_iter().map(|text| self.cues.find(text.as_ref(), self.tfidf.analyser())).collect();
        let mut counts = vec![0; self.cues.len()];
        found.into_iter().flatten().for_each(|cue| counts[cue] += 1);
        let mut by_area = vec![Vec::new(); self.judgement.silent.len()];
        for (number, count) in counts.into_iter().enumerate() {
            let cue = self.cues.cue(number);
            by_area[cue.area].push((cue.text.clone(), count));
        }
        by_area
    }

    /// What the area says of itself, for each term of the vocabulary.
    pub(super) fn term_weights(&self, area: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.profiles.cols()];
        self.profiles.row(area).iter().for_each(|(term, weight)| weights[term] = f64::from(weight));
        weights
    }
}

/// The areas, the likeliest first.
fn rank(likely: &[f64]) -> Vec<usize> {
    let mut rank: Vec<usize> = (0..likely.len()).collect();
    rank.sort_by(|&a, &b| likely[b].total_cmp(&likely[a]).then(a.cmp(&b)));
    rank
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::space::SpaceSettings;
    use crate::vectorize::TfidfSettings;

    const TEXTS: [&str; 12] = [
        "We evaluate the impact of each project against a baseline.",
        "The library opens its rooms to community groups.",
        "The theatre and the museum share an archive.",
        "Flood water reached the museum and the archive.",
        "Impact is hard to measure without a baseline.",
        "Community groups book rooms in the library.",
        "Each project measures impact with indicators and a baseline.",
        "Rooms above the library stand empty, and groups look for rooms.",
        "The river and the flood damaged the theatre.",
        "An archive of the theatre was lost in the flood water.",
        "We evaluate by indicators of impact, counted for each project.",
        "A group may book the rooms of the library for free.",
    ];

    fn framework() -> Framework {
        let toml = r#"
            name = "test"
            [[area]]
            id = "measuring"
            name = "Measuring impact"
            cues = ["evaluat*", "baseline"]
            [[area]]
            id = "facilities"
            name = "Rooms for the community"
            cues = ["library", "book*"]
            [[area]]
            id = "rockets"
            name = "Lunar rocketry"
            description = "Orbital telescopes, asteroid belts and spacecraft."
        "#;
        Framework::from_toml(toml).unwrap()
    }

    fn coder(codes: Option<&UnitCodes>) -> Coder {
        let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), &TEXTS).unwrap();
        let space = Space::learn(&tfidf, &counts, &TEXTS, None, &SpaceSettings::default(), 0).unwrap();
        let settings = CodingSettings::default();
        Coder::learn(&framework(), Arc::new(tfidf), space, &TEXTS, &counts, codes, None, settings).unwrap()
    }

    fn areas(coding: &Coding) -> Vec<usize> {
        coding.areas.iter().map(|given| given.area).collect()
    }

    #[test]
    fn passages_get_the_areas_that_they_speak_of() {
        let codings = coder(None).code(&TEXTS).unwrap().0;
        for text in [0, 4, 6, 10] {
            assert_eq!(areas(&codings[text]), [0], "{}", TEXTS[text]);
        }
        for text in [1, 5, 7, 11] {
            assert_eq!(areas(&codings[text]), [1], "{}", TEXTS[text]);
        }
        for text in [2, 3, 8, 9] {
            assert!(codings[text].areas.is_empty(), "{}", TEXTS[text]);
        }
    }

    #[test]
    fn an_area_of_which_the_round_knows_no_word_is_given_to_nothing() {
        let (_, likely) = {
            let coder = coder(None);
            let counts = coder.tfidf.count(&TEXTS);
            coder.code_counts(&TEXTS, &counts, None, None)
        };
        assert!(likely.iter().all(|row| row[2] == 0.0));
    }

    #[test]
    fn scores_are_ranked_and_taken_apart_into_shares() {
        for coding in coder(None).code(&TEXTS).unwrap().0 {
            for claim in coding.areas.iter().chain(&coding.runner_up) {
                assert!((0.0..1.0).contains(&claim.score));
                let shares: Vec<f64> = claim.contributions.iter().map(|c| c.share).collect();
                assert!(shares.is_sorted_by(|a, b| a >= b) && shares.iter().sum::<f64>() <= 1.0 + 1e-9);
            }
            assert!(coding.areas.is_sorted_by(|a, b| a.score >= b.score));
            assert!(coding.areas.iter().all(|given| given.score >= 0.25 && !given.contributions.is_empty()));
            assert!(coding.runner_up.is_none_or(|claim| claim.score < 0.25));
            assert!((0.0..=1.0).contains(&coding.margin) && !coding.by_people);
        }
    }

    #[test]
    fn cues_lead_to_an_area_and_are_told() {
        let coding = coder(None).code(&["Evaluators everywhere, and a baseline."]).unwrap().0.remove(0);
        let told: Vec<&str> =
            coding.areas[0].contributions.iter().filter(|c| c.cue).map(|c| c.term.as_str()).collect();
        assert_eq!((coding.areas[0].area, told), (0, vec!["baseline", "evaluat*"]));
    }

    #[test]
    fn a_text_is_coded_alone_as_in_a_batch_and_after_saving() {
        let coder = coder(None);
        let json = coder.save().unwrap();
        let loaded = Coder::load(&json).unwrap();
        assert_eq!(loaded.save().unwrap(), json);
        let batch = coder.code(&TEXTS).unwrap().0;
        assert_eq!(loaded.code(&TEXTS).unwrap().0, batch);
        for (text, coding) in TEXTS.iter().zip(batch) {
            assert_eq!(loaded.code(&[text]).unwrap().0, [coding]);
        }
    }

    #[test]
    fn what_people_coded_stays_and_teaches() {
        // People say that floods are what the third area is about, though it says nothing of the kind.
        let mut codes: UnitCodes = vec![None; TEXTS.len()];
        codes[3] = Some(BTreeSet::from([2]));
        codes[8] = Some(BTreeSet::from([2]));
        codes[0] = Some(BTreeSet::new());
        codes[4] = Some(BTreeSet::from([0]));
        let coder = coder(Some(&codes));
        let counts = coder.tfidf.count(&TEXTS);
        let (codings, likely) = coder.code_counts(&TEXTS, &counts, Some(&codes), None);
        for text in [0, 3, 4, 8] {
            assert!(codings[text].by_people && codings[text].areas.iter().all(|given| given.score == 1.0));
        }
        assert_eq!((areas(&codings[3]), areas(&codings[0])), (vec![2], vec![]));
        assert!(!codings[9].by_people);
        assert!(likely.row(9)[2] > 5.0 * likely.row(7)[2], "{:?} {:?}", likely.row(9), likely.row(7));
    }

    #[test]
    fn a_text_of_which_nothing_is_known_has_no_areas() {
        let codings = coder(None).code(&["", "Zzz xyzzy.", "!!"]).unwrap().0;
        assert!(codings.iter().all(|coding| coding.areas.is_empty() && coding.runner_up.is_none()));
    }

    #[test]
    fn other_files_are_refused_without_a_word_of_them() {
        let json = coder(None).save().unwrap();
        let cases = [
            ("secret", "no whole JSON, line 1"),
            ("{\"id\": \"secret\"}", "another form"),
            ("{\"kind\": \"secret\", \"schema\": 1}", "another kind"),
            (&json[..json.len() / 2], "no whole JSON"),
            (&json.replacen("\"schema\":1", "\"schema\":9", 1), "schema 9"),
            (&json.replacen("\"silent\":[false,", "\"silent\":[", 1), "do not fit"),
        ];
        for (text, expected) in cases {
            let error = Coder::load(text).unwrap_err().to_string();
            assert!(error.contains(expected) && !error.contains("secret"), "{error}");
        }
    }
}
