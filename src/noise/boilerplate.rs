//! Pieces of text that recur from document to document.

use std::ops::Range;

use rayon::prelude::*;

use super::segment::{Kind, Scan};
use crate::round::Passage;

/// A piece that recurs, with every place where it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Recurrence {
    /// Passage and range within the passage's text, in order.
    pub(super) places: Vec<(usize, Range<usize>)>,
    /// In how many documents.
    pub(super) documents: usize,
}

/// How often a piece has to recur, each time in a text of its own.
struct Bar {
    /// At least in so many texts, …
    texts: usize,
    /// … and in this share of them.
    share: f64,
}

impl Kind {
    /// What is within brackets, a question and a label carry nobody's argument, so little is risked by leaving
    /// them out. A sentence may be one that people agree on, or took from a campaign: it has to be everywhere.
    fn bar(self) -> Bar {
        match self {
            Kind::Note => Bar { texts: 3, share: 0.001 },
            Kind::Prompt => Bar { texts: 3, share: 0.1 },
            Kind::Sentence => Bar { texts: 5, share: 0.3 },
        }
    }
}

/// A document with fewer other words is no longer than the piece: the piece is what it says.
const BESIDE: usize = 3;

/// The pieces of the passages, sorted so that equal ones stand together.
pub(super) struct Pieces<'s> {
    passages: &'s [Passage],
    scans: &'s [Scan],
    /// Kind, words, passage, and place among the passage's pieces.
    sorted: Vec<(Kind, u64, u32, u32)>,
    words_of_document: Vec<usize>,
}

impl<'s> Pieces<'s> {
    pub(super) fn of(passages: &'s [Passage], scans: &'s [Scan]) -> Self {
        let numbered = (0u32..).zip(scans).flat_map(|(passage, scan)| {
            (0u32..).zip(&scan.segments).map(move |(place, s)| (s.kind, s.hash, passage, place))
        });
        let mut sorted: Vec<(Kind, u64, u32, u32)> = numbered.collect();
        sorted.par_sort_unstable();
        let documents = passages.last().map_or(0, |last| last.document + 1);
        let mut words_of_document = vec![0; documents];
        passages.iter().zip(scans).for_each(|(p, scan)| words_of_document[p.document] += scan.words);
        Pieces { passages, scans, sorted, words_of_document }
    }

    /// The pieces of these kinds that are boilerplate, by their first place. `text_of` names the text that a passage is
    /// part of: equal texts are one, because a copy of a whole is no sign of a form. There are `texts` of them.
    pub(super) fn boilerplate(
        &self,
        kinds: &[Kind],
        text_of: impl Fn(usize) -> u64,
        texts: usize,
    ) -> Vec<Recurrence> {
        let runs = self.sorted.chunk_by(|a, b| (a.0, a.1) == (b.0, b.1));
        let frequent = runs.filter(|run| kinds.contains(&run[0].0) && run.len() >= run[0].0.bar().texts);
        let mut found: Vec<Recurrence> =
            frequent.filter_map(|run| self.recurrence(run, &text_of, texts)).collect();
        found.sort_by_key(|recurrence| recurrence.places.first().map(|(p, span)| (*p, span.start, span.end)));
        found
    }

    /// A run of equal pieces, if it is boilerplate.
    fn recurrence(
        &self,
        run: &[(Kind, u64, u32, u32)],
        text_of: &impl Fn(usize) -> u64,
        texts: usize,
    ) -> Option<Recurrence> {
        let Bar { texts: least, share } = run[0].0.bar();
        let mut different: Vec<u64> = run.iter().map(|piece| text_of(piece.2 as usize)).collect();
        different.sort_unstable();
        different.dedup();
        if different.len() < least || (different.len() as f64) < share * texts as f64 {
            return None;
        }
        let document = |piece: &(Kind, u64, u32, u32)| self.passages[piece.2 as usize].document;
        let (mut documents, mut longer) = (0, 0);
        for of_one in run.chunk_by(|a, b| document(a) == document(b)) {
            let own: usize = of_one.iter().map(|piece| self.segment(piece).words as usize).sum();
            documents += 1;
            longer += usize::from(self.words_of_document[document(&of_one[0])] >= own + BESIDE);
        }
        let place = |piece: &(Kind, u64, u32, u32)| (piece.2 as usize, self.segment(piece).span.clone());
        (2 * longer > documents).then(|| Recurrence { places: run.iter().map(place).collect(), documents })
    }

    fn segment(&self, piece: &(Kind, u64, u32, u32)) -> &super::segment::Segment {
        &self.scans[piece.2 as usize].segments[piece.3 as usize]
    }
}
