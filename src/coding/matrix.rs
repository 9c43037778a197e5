//! The framework matrix: documents × areas.
//!
//! An area that has parts says what they say: a passage that is coded with one of them, or with several, counts once for
//! each area above. So no number of an area is the sum of those of its parts, and none is counted twice.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::coder::Coder;
use super::results::Coding;
use crate::framework::{Framework, Hierarchy};
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::theme::{Candidate, Prevalence, Quotation, Wanted, best_quotations};
use crate::vectorize::Tfidf;

/// What a document says about an area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// How many of its passages are coded with the area or a part of it, each once; 0 where it is unsaid.
    pub passages: usize,
    /// The score of the best passage (0–1), so that length alone does not make a document strong.
    pub strength: f64,
    /// The best passage, by its number in the analysis.
    pub best: Option<usize>,
}

/// Documents × areas.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FrameworkMatrix {
    /// The documents' ids: the rows.
    pub documents: Vec<String>,
    /// The areas' ids: the columns, in the framework's order.
    pub areas: Vec<String>,
    /// The cells, by row.
    pub cells: Vec<Vec<Cell>>,
}

/// What the round says about one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaSummary {
    /// The area's id.
    pub id: String,
    /// How widely it or a part of it is raised; all zeros for an area without evidence, which is a finding too.
    pub prevalence: Prevalence,
    /// How many of its passages are coded with parts of it alone, and not with the area itself.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub by_parts: usize,
    /// Passages that stand for it, best first.
    pub quotations: Vec<Quotation>,
    /// The area's cues, each with the number of passages that have it.
    pub cues: Vec<(String, usize)>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Coding {
    /// The areas given, and all areas that these are parts of, by their place in the framework: each once, with the
    /// score of the strongest that led to it (0–1). In the order of the places.
    pub fn rolled_up(&self, hierarchy: &Hierarchy) -> Vec<(usize, f64)> {
        let mut rolled: BTreeMap<usize, f64> = BTreeMap::new();
        for given in &self.areas {
            for area in std::iter::once(given.area).chain(hierarchy.ancestors(given.area)) {
                let score = rolled.entry(area).or_default();
                *score = score.max(given.score);
            }
        }
        rolled.into_iter().collect()
    }
}

impl FrameworkMatrix {
    /// Rolls the codings of passages up to their documents, and to the areas above those given.
    pub(crate) fn of(round: &Round, passages: &[Passage], framework: &Framework, codings: &[Coding]) -> Self {
        let (documents, areas) = (round.documents(), &framework.areas);
        let hierarchy = framework.hierarchy();
        let mut cells = vec![vec![Cell::default(); areas.len()]; documents.len()];
        for (number, (passage, coding)) in passages.iter().zip(codings).enumerate() {
            for (area, score) in coding.rolled_up(&hierarchy) {
                let cell = &mut cells[passage.document][area];
                cell.passages += 1;
                if score > cell.strength {
                    (cell.strength, cell.best) = (score, Some(number));
                }
            }
        }
        FrameworkMatrix {
            documents: documents.iter().map(|d| d.id.clone()).collect(),
            areas: areas.iter().map(|a| a.id.clone()).collect(),
            cells,
        }
    }

    /// The areas (by their place) that no document raises.
    pub fn areas_without_evidence(&self) -> Vec<usize> {
        (0..self.areas.len()).filter(|&area| self.cells.iter().all(|row| row[area].passages == 0)).collect()
    }
}

/// Sums up each area of a framework over the round, with at most `most` quotations each.
#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
pub fn summarise(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    coder: &Coder,
    framework: &Framework,
    codings: &[Coding],
    most: usize,
) -> Vec<AreaSummary> {
    let texts = noise.texts(round, passages);
    let mut cues = coder.cue_counts(&texts);
    let hierarchy = framework.hierarchy();
    let mut coded_with: Vec<Vec<Candidate>> = framework.areas.iter().map(|_| Vec::new()).collect();
    let mut own = vec![0; framework.areas.len()];
    for (passage, coding) in codings.iter().enumerate() {
        coding.areas.iter().for_each(|given| own[given.area] += 1);
        for (area, score) in coding.rolled_up(&hierarchy) {
            coded_with[area].push(Candidate { passage, score });
        }
    }
    let summary = |(area, coded): (usize, Vec<Candidate>)| {
        let numbers: Vec<usize> = coded.iter().map(|c| c.passage).collect();
        let prevalence = Prevalence::with_campaigns(round, passages, noise, &numbers);
        let by_parts = coded.len() - own[area];
        let wanted = Wanted { weights: &weights_of(coder, &hierarchy, area), key_terms: &[], most };
        let quotations = best_quotations(round, passages, noise, tfidf, coded, &wanted);
        let id = framework.areas[area].id.clone();
        AreaSummary { id, prevalence, by_parts, quotations, cues: std::mem::take(&mut cues[area]) }
    };
    coded_with.into_iter().enumerate().map(summary).collect()
}

/// What an area or a part of it is known by, for each term of the vocabulary: of several the greatest weight.
fn weights_of(coder: &Coder, hierarchy: &Hierarchy, area: usize) -> Vec<f64> {
    let mut weights = coder.term_weights(area);
    for part in hierarchy.descendants(area) {
        let of_part = coder.term_weights(part);
        weights.iter_mut().zip(of_part).for_each(|(weight, other)| *weight = weight.max(other));
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::AreaScore;
    use crate::framework::Area;
    use crate::round::Document;

    /// Places 0 ─ 1, 2 ─ 3 (3 is a part of 2); 4 stands alone.
    fn framework() -> Framework {
        let area = |id: &str, parent: Option<&str>| Area {
            id: id.to_owned(),
            name: id.to_owned(),
            parent: parent.map(str::to_owned),
            ..Area::default()
        };
        let areas = vec![
            area("a", None),
            area("b", Some("a")),
            area("c", Some("a")),
            area("d", Some("c")),
            area("e", None),
        ];
        Framework { name: "x".into(), areas, ..Framework::default() }
    }

    fn coding(areas: &[(usize, f64)]) -> Coding {
        let score = |&(area, score)| AreaScore { area, score, contributions: vec![] };
        Coding { areas: areas.iter().map(score).collect(), ..Coding::default() }
    }

    #[test]
    fn a_passage_counts_once_for_each_area_above_with_its_best_score() {
        let hierarchy = framework().hierarchy();
        type Scores = &'static [(usize, f64)];
        let cases: [(Scores, Scores); 5] = [
            (&[], &[]),
            (&[(4, 0.6)], &[(4, 0.6)]),
            (&[(3, 0.6)], &[(0, 0.6), (2, 0.6), (3, 0.6)]),
            (&[(1, 0.9), (3, 0.6)], &[(0, 0.9), (1, 0.9), (2, 0.6), (3, 0.6)]),
            (&[(0, 0.8), (1, 0.7)], &[(0, 0.8), (1, 0.7)]),
        ];
        for (given, expected) in cases {
            assert_eq!(coding(given).rolled_up(&hierarchy), expected, "{given:?}");
        }
    }

    #[test]
    fn cells_of_an_area_with_parts_are_of_passages_and_not_of_sums() {
        let round =
            Round::new(vec![Document::new("x", "One. Two. Three."), Document::new("y", "Four.")]).unwrap();
        let passage = |document, start, end| Passage { document, start, end };
        let passages = [passage(0, 0, 5), passage(0, 5, 10), passage(0, 10, 16), passage(1, 0, 5)];
        // The first two passages have two parts of area 0 each.
        let codings =
            [coding(&[(1, 0.7), (3, 0.6)]), coding(&[(3, 0.9), (1, 0.5)]), coding(&[(4, 0.8)]), coding(&[])];
        let matrix = FrameworkMatrix::of(&round, &passages, &framework(), &codings);
        let told: Vec<(usize, f64, Option<usize>)> =
            matrix.cells[0].iter().map(|cell| (cell.passages, cell.strength, cell.best)).collect();
        let expected =
            [(2, 0.9, Some(1)), (2, 0.7, Some(0)), (2, 0.9, Some(1)), (2, 0.9, Some(1)), (1, 0.8, Some(2))];
        assert_eq!(told, expected);
        assert!(matrix.cells[1].iter().all(|cell| *cell == Cell::default()));
        assert_eq!(matrix.areas_without_evidence(), Vec::<usize>::new());
    }
}
