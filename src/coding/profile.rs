//! What an area is known by: the terms of its name, description, cues and examples.

use std::collections::BTreeMap;

use crate::framework::{Area, Framework};
use crate::text::{Reading, words};
use crate::vectorize::{CsrMatrix, Tfidf};

/// The texts of an area count by how much the analyst meant them as signs.
const NAME: f64 = 2.0;
const DESCRIPTION: f64 = 1.0;
const CUE: f64 = 1.5;
const EXAMPLE: f64 = 0.75;

/// What the areas of a framework are known by.
pub(super) struct Profiles {
    /// Areas × vocabulary: how strong each term is in what the area says of itself, less where other areas say it too
    /// ("civic" names no area where all are about it). An area of which the round knows no word has an empty row.
    pub(super) strengths: CsrMatrix,
    /// The same with idf, to length 1. Words of the area that the round does not know count in the length, so that
    /// an area of which the round knows one word is not that word.
    pub(super) rows: CsrMatrix,
}

impl Profiles {
    pub(super) fn of(framework: &Framework, tfidf: &Tfidf) -> Self {
        let columns = tfidf.vocabulary().len();
        let counts: Vec<Counts> = (framework.areas.iter().enumerate())
            .map(|(place, area)| match framework.is_heading(place) {
                // Nothing is coded with a heading: it has what its parts have.
                true => Counts::default(),
                false => weighted_counts(area, tfidf),
            })
            .collect();
        // In how many areas each term occurs: the framework's own document frequency.
        let mut areas_with = vec![0usize; columns];
        counts.iter().flat_map(|counts| counts.known.keys()).for_each(|&term| areas_with[term as usize] += 1);
        let areas = framework.areas.len() as f64;
        let distinctive =
            |term: u32| libm::log((1.0 + areas) / areas_with[term as usize] as f64) / libm::log(1.0 + areas);
        // The idf of a term that no row has.
        let unseen = libm::log(1.0 + tfidf.vocabulary().rows() as f64) + 1.0;
        let (mut strengths, mut rows) = (CsrMatrix::new(columns), CsrMatrix::new(columns));
        for Counts { known, foreign } in &counts {
            let strong: Vec<(u32, f64)> =
                known.iter().map(|(&term, &count)| (term, libm::log1p(count) * distinctive(term))).collect();
            let weighed: Vec<(u32, f64)> =
                strong.iter().map(|&(term, s)| (term, s * f64::from(tfidf.idf()[term as usize]))).collect();
            let foreign = foreign.values().map(|&count| libm::log1p(count) * unseen);
            let square = weighed.iter().map(|(_, w)| w * w).chain(foreign.map(|w| w * w)).sum::<f64>();
            let length = square.sqrt().max(f64::MIN_POSITIVE);
            strengths.push_row(strong.into_iter().map(|(term, s)| (term, s as f32)));
            rows.push_row(weighed.into_iter().map(|(term, w)| (term, (w / length) as f32)));
        }
        Profiles { strengths, rows }
    }
}

/// How often an area's texts have each term: of the vocabulary by its id, and others.
#[derive(Default)]
struct Counts {
    known: BTreeMap<u32, f64>,
    foreign: BTreeMap<String, f64>,
}

fn weighted_counts(area: &Area, tfidf: &Tfidf) -> Counts {
    let cues = area.cues.iter().map(|cue| (CUE, cue.trim_end_matches('*')));
    let examples = area.examples.iter().map(|example| (EXAMPLE, example.as_str()));
    let texts = [(NAME, area.name.as_str()), (DESCRIPTION, area.description.as_str())];
    let (weights, texts): (Vec<f64>, Vec<&str>) = texts.into_iter().chain(cues).chain(examples).unzip();
    let (mut known, mut foreign) = (BTreeMap::<u32, f64>::new(), BTreeMap::<String, f64>::new());
    for ((row, text), weight) in tfidf.count(&texts).iter().zip(&texts).zip(weights) {
        row.iter()
            .for_each(|(term, count)| *known.entry(term as u32).or_default() += weight * f64::from(count));
        for word in words(text) {
            match tfidf.analyser().read(word.text) {
                Reading::Term(stem) if tfidf.vocabulary().id(&stem).is_none() => {
                    *foreign.entry(stem).or_default() += weight;
                }
                _ => {}
            }
        }
    }
    Counts { known, foreign }
}
