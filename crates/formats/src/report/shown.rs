//! What of the texts the page holds, and the links into them.

use super::Link;
use crate::results::Study;

/// Above this much text the page holds only the passages that it refers to.
const MOST_TEXT: usize = 2 << 20;
/// The most documents that one list or table of the page names; the tables name all.
pub(super) const MOST_NAMES: usize = 300;
/// The most cards of partnerships.
pub(super) const MOST_CARDS: usize = 100;
/// The most values that a list to choose from holds.
pub(super) const MOST_CHOICES: usize = 60;
/// The most unplaced passages that are listed.
pub(super) const MOST_UNPLACED: usize = 200;
/// The most passages that a person should look at.
pub(super) const MOST_DOUBTFUL: usize = 200;

/// Which passages and documents are on the page.
pub(super) struct Shown {
    /// Whether every document is there in full.
    pub(super) in_full: bool,
    passages: Vec<bool>,
    documents: Vec<bool>,
}

impl Shown {
    pub(super) fn of(study: &Study<'_>) -> Self {
        let text: usize = study.round.documents().iter().map(|d| d.text.len()).sum();
        Shown::within(study, MOST_TEXT, text)
    }

    /// As [`of`](Self::of), with the limit and the amount of text as given.
    fn within(study: &Study<'_>, limit: usize, text: usize) -> Self {
        let in_full = text <= limit;
        let mut passages = vec![in_full; study.analysis.passages.len()];
        let mut documents = vec![in_full; study.round.documents().len()];
        if !in_full {
            for passage in referred_to(study) {
                passages[passage] = true;
                documents[study.document_of(passage)] = true;
            }
        }
        Shown { in_full, passages, documents }
    }

    /// Whether a passage is on the page.
    pub(super) fn has(&self, passage: usize) -> bool {
        self.passages[passage]
    }

    /// Whether a document, or a part of it, is on the page.
    pub(super) fn has_document(&self, document: usize) -> bool {
        self.documents[document]
    }

    /// The name of a passage's document, linked to the passage where it is on the page.
    pub(super) fn link(&self, study: &Study<'_>, passage: usize) -> Link {
        let document = study.document_of(passage);
        Link { name: study.name(document).to_owned(), href: self.href(study, passage) }
    }

    /// The place of a passage on the page, or else of its document.
    pub(super) fn href(&self, study: &Study<'_>, passage: usize) -> Option<String> {
        let document = study.document_of(passage);
        if self.has(passage) {
            return Some(format!("#p{}", passage + 1));
        }
        self.has_document(document).then(|| format!("#d{}", document + 1))
    }

    /// The name of a document, linked where it is on the page.
    pub(super) fn document(&self, study: &Study<'_>, document: usize) -> Link {
        let href = self.has_document(document).then(|| format!("#d{}", document + 1));
        Link { name: study.name(document).to_owned(), href }
    }
}

/// The passages that other chapters point to.
fn referred_to(study: &Study<'_>) -> impl Iterator<Item = usize> {
    let cells = study.analysis.coding.iter().flat_map(|coding| coding.matrix.cells.iter().take(MOST_NAMES));
    let passages = study.analysis.passages.iter().enumerate();
    let unplaced = passages.filter(|(_, p)| p.theme.is_none()).map(|(number, _)| number).take(MOST_UNPLACED);
    let codings = study.analysis.coding.iter().flat_map(|coding| coding.codings.iter().enumerate());
    let doubtful = codings.filter(|(_, own)| own.doubtful).map(|(number, _)| number).take(MOST_DOUBTFUL);
    study
        .quotations()
        .map(|quotation| quotation.passage)
        .chain(cells.flatten().filter_map(|cell| cell.best))
        .chain(unplaced)
        .chain(doubtful)
}
