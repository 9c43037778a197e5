//! Coding: which areas a passage raises, and why.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::cue::Cues;
use crate::error::{Error, Result};
use crate::framework::{Area, Framework};
use crate::text::{Reading, words};
use crate::vectorize::{CsrMatrix, Row, Tfidf};

/// How passages are coded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodingSettings {
    /// An area is given to a passage from this score on (0–1).
    pub min_score: f64,
}

impl Default for CodingSettings {
    fn default() -> Self {
        CodingSettings { min_score: 0.5 }
    }
}

/// An area's claim on a passage.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaScore {
    /// The area's place in the framework, from 0.
    pub area: usize,
    /// The strength of the claim, from 0 (nothing in common) towards 1.
    pub score: f64,
    /// What led to it, strongest first.
    pub contributions: Vec<Contribution>,
}

/// A term or a cue that speaks for an area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Contribution {
    /// The term in its surface form, or the cue as the analyst wrote it.
    pub term: String,
    /// Whether it is one of the area's cues.
    pub cue: bool,
    /// Its share of the evidence (0–1).
    pub share: f64,
}

/// The areas given to one passage.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Coding {
    /// The areas given, strongest first: none, one or several.
    pub areas: Vec<AreaScore>,
    /// The strongest area that was not given, if any has a claim at all.
    pub runner_up: Option<AreaScore>,
}

/// A framework made ready to code text. Frozen: the same text gets the same coding alone and in a batch.
///
/// An area is known by the terms of its name, description, cues and examples, weighted by idf and by how
/// few areas share them ("civic" names no area where all are about it). A passage's evidence for an area is
/// the cosine of its TF-IDF row with these terms, and each of the area's cues that occurs in it; evidence e
/// becomes the score 1 − 2^(−e), so that one unit of evidence is a score of ½.
pub struct Coder<'t> {
    tfidf: &'t Tfidf,
    /// Areas × vocabulary: unit rows.
    profiles: CsrMatrix,
    cues: Cues,
    settings: CodingSettings,
}

/// A cosine of this much is one unit of evidence.
const UNIT_COSINE: f64 = 0.2;
/// Each cue that occurs is half a unit: alone it is half of what it takes.
const CUE: f64 = 0.5;
/// At most so many contributions are told.
const TOLD: usize = 6;

impl<'t> Coder<'t> {
    /// Makes a framework ready to code text that is read as `tfidf` reads it.
    ///
    /// # Errors
    /// [`Error::Framework`] if the framework is not valid; [`Error::InvalidSetting`].
    pub fn new(framework: &Framework, tfidf: &'t Tfidf, settings: CodingSettings) -> Result<Self> {
        framework.validate()?;
        if !(settings.min_score > 0.0 && settings.min_score <= 1.0) {
            let value = settings.min_score.to_string();
            return Err(Error::InvalidSetting {
                name: "min_score",
                value,
                expected: "above 0 and at most 1",
            });
        }
        let cues = Cues::of(framework, tfidf.analyser());
        Ok(Coder { tfidf, profiles: profiles(framework, tfidf), cues, settings })
    }

    /// Codes texts, one a coding, in order.
    pub fn code<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Vec<Coding> {
        self.code_rows(texts, &self.tfidf.transform(texts))
    }

    /// Codes texts whose TF-IDF rows are known already.
    pub(crate) fn code_rows<S: AsRef<str> + Sync>(&self, texts: &[S], rows: &CsrMatrix) -> Vec<Coding> {
        texts.par_iter().enumerate().map(|(r, text)| self.code_one(text.as_ref(), rows.row(r))).collect()
    }

    /// How many of the texts have each cue: for each area (cue, texts), in the framework's order.
    pub fn cue_counts<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Vec<Vec<(String, usize)>> {
        let found: Vec<Vec<usize>> =
            texts.par_iter().map(|text| self.cues.find(text.as_ref(), self.tfidf.analyser())).collect();
        let mut counts = vec![0; self.cues.len()];
        found.into_iter().flatten().for_each(|cue| counts[cue] += 1);
        let mut by_area = vec![Vec::new(); self.profiles.rows()];
        for (number, count) in counts.into_iter().enumerate() {
            let cue = self.cues.cue(number);
            by_area[cue.area].push((cue.text.clone(), count));
        }
        by_area
    }

    /// What the area is known by, for each term of the vocabulary.
    pub(super) fn term_weights(&self, area: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.profiles.cols()];
        self.profiles.row(area).iter().for_each(|(term, weight)| weights[term] = f64::from(weight));
        weights
    }

    fn code_one(&self, text: &str, row: Row<'_>) -> Coding {
        let found = self.cues.find(text, self.tfidf.analyser());
        let mut claims: Vec<AreaScore> =
            (0..self.profiles.rows()).filter_map(|area| self.claim(area, row, &found)).collect();
        claims.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.area.cmp(&b.area)));
        let given = claims.iter().take_while(|claim| claim.score >= self.settings.min_score).count();
        let runner_up = claims.drain(given..).next();
        Coding { areas: claims, runner_up }
    }

    /// An area's claim on a passage; none without any evidence.
    fn claim(&self, area: usize, row: Row<'_>, found: &[usize]) -> Option<AreaScore> {
        let mut evidence: Vec<(String, bool, f64)> = Vec::new();
        for (term, product) in products(row, self.profiles.row(area)) {
            let surface = self.tfidf.vocabulary().term(term).surface.clone();
            evidence.push((surface, false, product / UNIT_COSINE));
        }
        let cues = found.iter().map(|&number| self.cues.cue(number)).filter(|cue| cue.area == area);
        evidence.extend(cues.map(|cue| (cue.text.clone(), true, CUE)));
        let total: f64 = evidence.iter().map(|(_, _, e)| e).sum();
        if total <= 0.0 {
            return None;
        }
        evidence.sort_by(|a, b| b.2.total_cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        let contributions = evidence.into_iter().take(TOLD);
        let contributions =
            contributions.map(|(term, cue, e)| Contribution { term, cue, share: e / total }).collect();
        Some(AreaScore { area, score: 1.0 - libm::exp2(-total), contributions })
    }
}

impl std::fmt::Debug for Coder<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Coder").field("areas", &self.profiles.rows()).finish_non_exhaustive()
    }
}

/// The columns that two rows share, with the products of their values.
fn products<'m>(a: Row<'m>, b: Row<'m>) -> impl Iterator<Item = (u32, f64)> + use<'m> {
    let place = move |term: &u32| b.indices.binary_search(term).ok();
    let shared =
        a.indices.iter().zip(a.values).filter_map(move |(term, value)| Some((term, value, place(term)?)));
    shared.map(move |(&term, &value, place)| (term, f64::from(value) * f64::from(b.values[place])))
}

/// One row an area: what it is known by. Words of the area that the round does not know count in the row's
/// length, so that an area of which the round knows one word is not that word.
fn profiles(framework: &Framework, tfidf: &Tfidf) -> CsrMatrix {
    let columns = tfidf.vocabulary().len();
    let (counts, foreign): (Vec<Vec<f64>>, Vec<Vec<f64>>) = (framework.areas.iter().enumerate())
        .map(|(place, area)| match framework.is_heading(place) {
            // Nothing is coded with a heading: it has what its parts have.
            true => (vec![0.0; columns], Vec::new()),
            false => weighted_counts(area, tfidf),
        })
        .unzip();
    // In how many areas each term occurs: the framework's own document frequency.
    let mut areas_with = vec![0usize; columns];
    for counts in &counts {
        counts.iter().zip(&mut areas_with).for_each(|(&count, areas)| *areas += usize::from(count > 0.0));
    }
    let distinctive = |term: usize| {
        let (areas, with) = (framework.areas.len() as f64, areas_with[term] as f64);
        libm::log((1.0 + areas) / with) / libm::log(1.0 + areas)
    };
    let mut profiles = CsrMatrix::new(columns);
    // The idf of a term that no row has.
    let unseen = libm::log(1.0 + tfidf.vocabulary().rows() as f64) + 1.0;
    for (counts, foreign) in counts.iter().zip(&foreign) {
        let terms = (0..columns).filter(|&term| counts[term] > 0.0);
        let weights: Vec<(usize, f64)> = terms
            .map(|term| (term, libm::log1p(counts[term]) * f64::from(tfidf.idf()[term]) * distinctive(term)))
            .collect();
        let foreign = foreign.iter().map(|&count| libm::log1p(count) * unseen);
        let length = weights.iter().map(|(_, w)| w * w).chain(foreign.map(|w| w * w)).sum::<f64>().sqrt();
        profiles.push_row(weights.into_iter().map(|(term, w)| (term as u32, (w / length) as f32)));
    }
    profiles
}

/// The terms of an area's texts, each text weighted by how much the analyst meant it as a sign: by id, and those
/// that the vocabulary lacks.
fn weighted_counts(area: &Area, tfidf: &Tfidf) -> (Vec<f64>, Vec<f64>) {
    let cues = area.cues.iter().map(|cue| (1.5, cue.trim_end_matches('*')));
    let examples = area.examples.iter().map(|example| (0.75, example.as_str()));
    let texts = [(2.0, area.name.as_str()), (1.0, area.description.as_str())];
    let (weights, texts): (Vec<f64>, Vec<&str>) = texts.into_iter().chain(cues).chain(examples).unzip();
    let mut counts = vec![0.0; tfidf.vocabulary().len()];
    let mut foreign: BTreeMap<String, f64> = BTreeMap::new();
    for ((row, text), weight) in tfidf.count(&texts).iter().zip(&texts).zip(weights) {
        row.iter().for_each(|(term, count)| counts[term] += weight * f64::from(count));
        for word in words(text) {
            match tfidf.analyser().read(word.text) {
                Reading::Term(stem) if tfidf.vocabulary().id(&stem).is_none() => {
                    *foreign.entry(stem).or_default() += weight;
                }
                _ => {}
            }
        }
    }
    (counts, foreign.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::TfidfSettings;

    const TEXTS: [&str; 6] = [
        "We evaluate the impact of each project against a baseline.",
        "The library opens its rooms to community groups.",
        "The theatre and the museum share an archive.",
        "Flood water reached the museum and the library.",
        "Impact is hard to measure without a baseline.",
        "Community groups book rooms in the library.",
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
            description = "Orbital telescopes, asteroid belts and spacecraft, seen from a museum."
        "#;
        Framework::from_toml(toml).unwrap()
    }

    fn code(texts: &[&str]) -> Vec<Coding> {
        let tfidf = Tfidf::fit(TfidfSettings::default(), &TEXTS).unwrap();
        Coder::new(&framework(), &tfidf, CodingSettings::default()).unwrap().code(texts)
    }

    #[test]
    fn passages_get_the_areas_that_they_speak_of() {
        let codings = code(&TEXTS);
        let areas: Vec<Vec<usize>> =
            codings.iter().map(|c| c.areas.iter().map(|a| a.area).collect()).collect();
        assert_eq!(areas, [vec![0], vec![1], vec![], vec![1], vec![0], vec![1]]);
        // One shared word does not make an area of which the round knows nothing else.
        assert_eq!(codings[2].runner_up.as_ref().map(|claim| claim.area), Some(2));
    }

    #[test]
    fn scores_are_ranked_and_taken_apart_into_shares() {
        for coding in code(&TEXTS) {
            for claim in coding.areas.iter().chain(&coding.runner_up) {
                assert!((0.0..1.0).contains(&claim.score));
                let shares: Vec<f64> = claim.contributions.iter().map(|c| c.share).collect();
                assert!(shares.is_sorted_by(|a, b| a >= b) && shares.iter().sum::<f64>() <= 1.0 + 1e-9);
            }
            assert!(coding.areas.is_sorted_by(|a, b| a.score >= b.score));
            assert!(coding.areas.iter().all(|given| given.score >= 0.5));
            assert!(coding.runner_up.is_none_or(|claim| claim.score < 0.5));
        }
    }

    #[test]
    fn a_cue_is_half_a_unit_of_evidence() {
        // The text shares no vocabulary term with the area but the cue "evaluat*", which is an open word.
        let claim = code(&["Evaluators everywhere."])[0].runner_up.clone().unwrap();
        assert!((claim.score - (1.0 - 0.5f64.sqrt())).abs() < 1e-9, "{claim:?}");
        assert_eq!(claim.contributions.len(), 1);
        assert!(claim.contributions[0].cue && claim.contributions[0].term == "evaluat*");
    }

    #[test]
    fn a_text_is_coded_alone_as_in_a_batch() {
        let batch = code(&TEXTS);
        for (text, coding) in TEXTS.iter().zip(batch) {
            assert_eq!(code(&[text]), [coding]);
        }
    }
}
