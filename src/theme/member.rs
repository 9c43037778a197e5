//! The passages of a cluster, with who wrote them and how much each has to say.

use crate::round::{Passage, Round, writers};

/// A passage of a cluster.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Member {
    pub(super) passage: usize,
    pub(super) document: usize,
    /// Who wrote it: the number of a partnership where every document names one, else of the document.
    pub(super) writer: usize,
    /// What it weighs when terms are counted: n passages of one document in a cluster weigh √n together, so that a
    /// long document is heard more than a short one, but does not drown it.
    pub(super) voice: f64,
    /// Whether it may be quoted.
    pub(super) may_quote: bool,
}

/// What the writers of a round are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Writers {
    /// Partnerships: every document names one.
    Partnerships,
    /// The documents themselves, of which several may be of one partnership.
    Documents,
}

impl Writers {
    pub(super) fn of(round: &Round) -> Self {
        let is_told = round.documents().iter().all(|document| document.partnership().is_some());
        if is_told { Writers::Partnerships } else { Writers::Documents }
    }
}

/// The passages of each of `k` clusters, sorted by writer, document and passage. `cluster_of` says for each passage
/// where it is.
pub(super) fn members(
    round: &Round,
    passages: &[Passage],
    cluster_of: impl Fn(usize) -> Option<usize>,
    k: usize,
) -> Vec<Vec<Member>> {
    let writers = writers(round.documents());
    let mut members: Vec<Vec<Member>> = vec![Vec::new(); k];
    for (passage, &Passage { document, .. }) in passages.iter().enumerate() {
        if let Some(cluster) = cluster_of(passage) {
            let (writer, may_quote) = (writers[document], round.may_quote(document));
            members[cluster].push(Member { passage, document, writer, voice: 0.0, may_quote });
        }
    }
    for cluster in &mut members {
        cluster.sort_unstable_by_key(|member| (member.writer, member.document, member.passage));
        for same in cluster.chunk_by_mut(|a, b| a.document == b.document) {
            let voice = 1.0 / (same.len() as f64).sqrt();
            same.iter_mut().for_each(|member| member.voice = voice);
        }
    }
    members
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::Document;
    use crate::theme::PARTNERSHIP;

    fn round(partnerships: [&str; 3]) -> Round {
        let document =
            |(id, name): (usize, &&str)| Document::new(id.to_string(), "x").with(PARTNERSHIP, *name);
        Round::new(partnerships.iter().enumerate().map(document).collect()).unwrap()
    }

    #[test]
    fn passages_of_one_document_share_a_voice_that_grows_with_their_root() {
        let round = round(["north", "south", "north"]);
        let passages: Vec<Passage> =
            [0, 0, 0, 0, 1, 2].map(|document| Passage { document, start: 0, end: 1 }).to_vec();
        let found = members(&round, &passages, |passage| (passage != 3).then_some(0), 1);
        let order: Vec<usize> = found[0].iter().map(|member| member.passage).collect();
        assert_eq!(order, [0, 1, 2, 5, 4]);
        let voices: Vec<f64> = found[0].iter().map(|member| member.voice).collect();
        assert!((voices[..3].iter().sum::<f64>() - 3f64.sqrt()).abs() < 1e-12);
        assert_eq!(voices[3..], [1.0, 1.0]);
    }
}
