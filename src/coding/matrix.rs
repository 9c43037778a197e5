//! The framework matrix: documents × areas.

use serde::{Deserialize, Serialize};

use super::coder::{Coder, Coding};
use crate::framework::Framework;
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::theme::{Candidate, Prevalence, Quotation, best_quotations};
use crate::vectorize::Tfidf;

/// What a document says about an area.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Cell {
    /// How many of its passages are coded with the area; 0 where it is unsaid.
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
    /// How widely it is raised; all zeros for an area without evidence, which is a finding too.
    pub prevalence: Prevalence,
    /// Passages that stand for it, best first.
    pub quotations: Vec<Quotation>,
    /// The area's cues, each with the number of passages that have it.
    pub cues: Vec<(String, usize)>,
}

impl FrameworkMatrix {
    /// Rolls the codings of passages up to their documents.
    pub(crate) fn of(round: &Round, passages: &[Passage], framework: &Framework, codings: &[Coding]) -> Self {
        let (documents, areas) = (round.documents(), &framework.areas);
        let mut cells = vec![vec![Cell::default(); areas.len()]; documents.len()];
        for (number, (passage, coding)) in passages.iter().zip(codings).enumerate() {
            for given in &coding.areas {
                let cell = &mut cells[passage.document][given.area];
                cell.passages += 1;
                if given.score > cell.strength {
                    (cell.strength, cell.best) = (given.score, Some(number));
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
    let summary = |area: usize| {
        let coded: Vec<Candidate> = codings
            .iter()
            .enumerate()
            .filter_map(|(passage, coding)| {
                let given = coding.areas.iter().find(|given| given.area == area)?;
                Some(Candidate { passage, score: given.score })
            })
            .collect();
        let numbers: Vec<usize> = coded.iter().map(|c| c.passage).collect();
        let prevalence = Prevalence::with_campaigns(round, passages, noise, &numbers);
        let weight = coder.term_weights(area);
        let quotations = best_quotations(round, passages, noise, tfidf, coded, |term| weight[term], most);
        let id = framework.areas[area].id.clone();
        AreaSummary { id, prevalence, quotations, cues: std::mem::take(&mut cues[area]) }
    };
    (0..framework.areas.len()).map(summary).collect()
}
