//! Areas with too little evidence to say anything of them.

use serde::{Deserialize, Serialize};

use super::matrix::AreaSummary;
use super::results::Coding;
use crate::framework::Hierarchy;
use crate::theme::LEAST_COMMON;

/// An area with too little evidence: a finding about the round, and a question to those who wrote the framework.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ThinArea {
    /// The area's place in the framework, from 0.
    pub area: usize,
    /// Documents that raise it.
    pub documents: usize,
    /// Passages that raise it.
    pub passages: usize,
    /// The score of its best passage (0–1); 0 if there is none.
    pub best: f64,
    /// How many of its own cues occur in the round at all, …
    pub cues_found: usize,
    /// … of so many.
    pub cues: usize,
}

/// Below this, a coding is likelier wrong than right.
const SURE: f64 = 0.5;

/// Finds the areas that fewer than three documents raise, or of which no passage has a score of at least ½, in the
/// framework's order. `areas` has each area once, in that order. An area with parts has what these have.
pub fn thin_areas(areas: &[AreaSummary], codings: &[Coding], hierarchy: &Hierarchy) -> Vec<ThinArea> {
    let mut best = vec![0.0f64; areas.len()];
    for (area, score) in codings.iter().flat_map(|coding| coding.rolled_up(hierarchy)) {
        best[area] = best[area].max(score);
    }
    let all = areas.iter().zip(best).enumerate().map(|(area, (summary, best))| ThinArea {
        area,
        documents: summary.prevalence.documents,
        passages: summary.prevalence.passages,
        best,
        cues_found: summary.cues.iter().filter(|(_, passages)| *passages > 0).count(),
        cues: summary.cues.len(),
    });
    all.filter(|found| found.documents < LEAST_COMMON || found.best < SURE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::AreaScore;
    use crate::framework::{Area, Framework};
    use crate::theme::Prevalence;

    #[test]
    fn an_area_is_thin_by_documents_or_by_its_best_passage() {
        // Documents, scores of passages, and whether that is too little.
        let cases: [(usize, &[f64], bool); 6] = [
            (0, &[], true),
            (2, &[0.9, 0.9, 0.9], true),
            (3, &[0.3, 0.4, 0.49], true),
            (3, &[0.3, 0.5, 0.3], false),
            (12, &[0.26; 12], true),
            (3, &[1.0; 3], false),
        ];
        let cues = vec![("found".to_owned(), 2), ("never".to_owned(), 0)];
        let summaries: Vec<AreaSummary> = cases
            .iter()
            .enumerate()
            .map(|(n, (documents, scores, _))| AreaSummary {
                id: n.to_string(),
                prevalence: Prevalence {
                    documents: *documents,
                    passages: scores.len(),
                    ..Prevalence::default()
                },
                by_parts: 0,
                quotations: Vec::new(),
                cues: cues.clone(),
            })
            .collect();
        let given = cases.iter().enumerate().flat_map(|(area, (_, scores, _))| {
            scores.iter().map(move |&score| AreaScore { area, score, contributions: Vec::new() })
        });
        let codings: Vec<Coding> =
            given.map(|score| Coding { areas: vec![score], ..Coding::default() }).collect();
        let area = |n: usize| Area { id: n.to_string(), ..Area::default() };
        let framework = Framework { areas: (0..cases.len()).map(area).collect(), ..Framework::default() };
        let found = thin_areas(&summaries, &codings, &framework.hierarchy());
        let expected: Vec<usize> = (0..cases.len()).filter(|&n| cases[n].2).collect();
        assert_eq!(found.iter().map(|thin| thin.area).collect::<Vec<_>>(), expected);
        assert_eq!((found[0].best, found[2].best), (0.0, 0.49));
        assert!(found.iter().all(|thin| (thin.cues_found, thin.cues) == (1, 2)));
    }
}
