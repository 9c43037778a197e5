//! How many documents raise something.

use serde::{Deserialize, Serialize};

use crate::noise::Noise;
use crate::round::{Document, Passage, Round};

/// What fewer documents raise is not common ground.
pub const LEAST_COMMON: usize = 3;

/// How widely something is raised.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prevalence {
    /// Passages that raise it.
    pub passages: usize,
    /// Documents with at least one such passage.
    pub documents: usize,
    /// Documents in the round.
    pub of_documents: usize,
    /// Partnerships with at least one such passage; none unless every document names its partnership.
    pub partnerships: Option<usize>,
    /// Partnerships in the round.
    pub of_partnerships: Option<usize>,
    /// How many of the documents raise it with a campaign's text alone.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub by_campaign: usize,
}

/// The document with most of a theme's passages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct LargestPart {
    /// Its place in the round.
    pub document: usize,
    /// How many of the theme's passages are its.
    pub passages: usize,
}

impl LargestPart {
    /// The document with most of the passages with these numbers, which are in order; the first of equals.
    pub(super) fn of(passages: &[Passage], numbers: &[usize]) -> Option<Self> {
        let of_documents = numbers.chunk_by(|&a, &b| passages[a].document == passages[b].document);
        let parts =
            of_documents.map(|own| LargestPart { document: passages[own[0]].document, passages: own.len() });
        parts.reduce(|largest, part| if part.passages > largest.passages { part } else { largest })
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Prevalence {
    /// Counts the documents and partnerships behind some passages.
    pub(crate) fn count<'p>(round: &Round, passages: impl Iterator<Item = &'p Passage>) -> Self {
        let mut raises = vec![false; round.documents().len()];
        let mut count = 0;
        for passage in passages {
            raises[passage.document] = true;
            count += 1;
        }
        let raising = || round.documents().iter().zip(&raises).filter(|(_, raises)| **raises).map(|(d, _)| d);
        let names = |documents: &mut dyn Iterator<Item = &Document>| -> Option<usize> {
            let mut names: Vec<&str> = documents.map(Document::partnership).collect::<Option<_>>()?;
            names.sort_unstable();
            names.dedup();
            Some(names.len())
        };
        let of_partnerships = names(&mut round.documents().iter());
        Prevalence {
            passages: count,
            documents: raising().count(),
            of_documents: round.documents().len(),
            partnerships: of_partnerships.and_then(|_| names(&mut raising())),
            of_partnerships,
            by_campaign: 0,
        }
    }

    /// Counts the documents and partnerships behind the passages with these numbers, which are in order, and how many
    /// documents are there for a campaign's text alone.
    pub(crate) fn with_campaigns(
        round: &Round,
        passages: &[Passage],
        noise: &Noise,
        numbers: &[usize],
    ) -> Self {
        let of_documents = numbers.chunk_by(|&a, &b| passages[a].document == passages[b].document);
        let by_campaign =
            of_documents.filter(|own| own.iter().all(|&p| noise.campaign_of(p).is_some())).count();
        Prevalence { by_campaign, ..Prevalence::count(round, numbers.iter().map(|&p| &passages[p])) }
    }

    /// Whether it is common ground, and not what one or two documents raise: [`LEAST_COMMON`] documents or more.
    pub fn is_common(&self) -> bool {
        self.documents >= LEAST_COMMON
    }

    /// The prevalence as people say it: "7 of 12 partnerships", or documents where partnerships are not known.
    pub fn told(&self) -> String {
        let (count, of, unit) = match (self.partnerships, self.of_partnerships) {
            (Some(count), Some(of)) => (count, of, "partnership"),
            _ => (self.documents, self.of_documents, "document"),
        };
        format!("{count} of {of} {unit}{}", if of == 1 { "" } else { "s" })
    }
}
