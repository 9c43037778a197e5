//! The documents of two rounds in one, so that both are seen in the same terms.

use crate::analysis::{Settings, Stages};
use crate::cluster::{Assignment, Ground};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::round::{Document, Round};
use crate::space::{Brought, Views};

/// Both rounds as one, and which documents are of the later.
pub(super) fn joined(earlier: &Round, later: &Round) -> Result<(Round, Vec<bool>)> {
    if earlier.documents().is_empty() || later.documents().is_empty() {
        return Err(Error::NoDocuments);
    }
    // The prefix keeps equal ids apart, and the rounds in order.
    let named = |prefix: &str, round: &Round| -> Vec<Document> {
        let document =
            |document: &Document| Document { id: format!("{prefix}/{}", document.id), ..document.clone() };
        round.documents().iter().map(document).collect()
    };
    let round = Round::new([named("1", earlier), named("2", later)].concat())?;
    let is_later = round.documents().iter().map(|document| document.id.starts_with("2/")).collect();
    Ok((round, is_later))
}

/// What both rounds are fitted in.
pub(super) struct Pool<'a> {
    pub(super) stages: Stages<'a>,
    pub(super) settings: &'a Settings,
    pub(super) views: Views,
    /// The passages that count, by their number.
    pub(super) voices: Vec<usize>,
    pub(super) is_later: Vec<bool>,
    /// How many clusters are fitted; none if both together have no common ground.
    pub(super) k: Option<usize>,
    /// The cluster of each passage in the fit to both rounds together; none where nothing is counted.
    pub(super) clusters: Vec<Option<usize>>,
    /// How many documents of both rounds use each term.
    pub(super) documents_of_term: Vec<usize>,
}

impl<'a> Pool<'a> {
    pub(super) fn of(
        round: &'a Round,
        is_later: Vec<bool>,
        settings: &'a Settings,
        progress: &'a dyn Progress,
    ) -> Result<Self> {
        let stages = Stages::read(round, settings, progress)?;
        let views = stages.look(Brought::default())?;
        let (found, clustering) = stages.cluster(&views, Brought::default())?;
        let k = (found.ground() != Some(Ground::None)).then_some(found.k);
        let cluster = |assignment: &Option<Assignment>| assignment.map(|found| found.cluster as usize);
        let clusters = clustering.assignments.iter().map(cluster).collect();
        let voices = stages.noise.voices();
        let documents_of_term = documents_of_terms(&stages);
        Ok(Pool { stages, settings, views, voices, is_later, k, clusters, documents_of_term })
    }
}

fn documents_of_terms(stages: &Stages<'_>) -> Vec<usize> {
    let mut counts = vec![0; stages.rows.cols()];
    let mut last = vec![None; counts.len()];
    // The passages of a document lie together.
    for (row, passage) in stages.passages.iter().enumerate() {
        for (term, _) in stages.rows.row(row).iter() {
            if last[term].replace(passage.document) != Some(passage.document) {
                counts[term] += 1;
            }
        }
    }
    counts
}
