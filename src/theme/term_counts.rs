//! How much of a theme has each term.

use super::member::Member;
use crate::vectorize::CsrMatrix;

/// The voices that have each term.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Voices {
    /// `[term]`: the voices of the passages with the term.
    pub(super) with: Vec<f64>,
    /// The voices of all passages.
    pub(super) all: f64,
}

impl Voices {
    /// Nothing heard yet.
    pub(super) fn none(terms: usize) -> Self {
        Voices { with: vec![0.0; terms], all: 0.0 }
    }

    /// Adds the voices of some passages.
    pub(super) fn hear(&mut self, rows: &CsrMatrix, members: &[Member]) {
        for member in members {
            self.all += member.voice;
            for &term in rows.row(member.passage).indices {
                self.with[term as usize] += member.voice;
            }
        }
    }
}

/// Who in a theme has each term.
pub(super) struct TermCounts {
    pub(super) voices: Voices,
    /// `[term]`: passages with the term.
    pub(super) passages: Vec<u32>,
    /// `[term]`: documents with the term in a passage of the theme.
    pub(super) documents: Vec<u32>,
    /// `[term]`: how many writers share its passages, in effect: the inverse of Simpson's index, (Σ n)² / Σ n² over
    /// the number n of each writer's passages. It is 1 if all passages are one writer's.
    pub(super) in_effect: Vec<f64>,
    /// `[term]`: how many writers have it.
    pub(super) writers: Vec<u32>,
    /// `[term]`: whether a passage with it may be quoted.
    pub(super) may_quote: Vec<bool>,
}

impl TermCounts {
    /// Counts the terms of a theme's passages, which are sorted by writer and document.
    pub(super) fn of(rows: &CsrMatrix, members: &[Member]) -> Self {
        let terms = rows.cols();
        let mut voices = Voices::none(terms);
        voices.hear(rows, members);
        let (mut passages, mut documents) = (vec![0u32; terms], vec![0u32; terms]);
        let (mut last_document, mut last_writer) = (vec![usize::MAX; terms], vec![usize::MAX; terms]);
        let mut writers = vec![0u32; terms];
        let mut may_quote = vec![false; terms];
        let (mut of_writer, mut squares) = (vec![0.0; terms], vec![0.0; terms]);
        for member in members {
            for &term in rows.row(member.passage).indices {
                let term = term as usize;
                passages[term] += 1;
                may_quote[term] |= member.may_quote;
                if last_document[term] != member.document {
                    last_document[term] = member.document;
                    documents[term] += 1;
                }
                if last_writer[term] != member.writer {
                    last_writer[term] = member.writer;
                    writers[term] += 1;
                    squares[term] += of_writer[term] * of_writer[term];
                    of_writer[term] = 0.0;
                }
                of_writer[term] += 1.0;
            }
        }
        let in_effect = (0..terms).map(|term| {
            let sum = f64::from(passages[term]);
            let squares: f64 = squares[term] + of_writer[term] * of_writer[term];
            if squares > 0.0 { sum * sum / squares } else { 0.0 }
        });
        TermCounts { voices, in_effect: in_effect.collect(), writers, passages, documents, may_quote }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passages_documents_and_writers_are_counted_apart() {
        let mut rows = CsrMatrix::new(3);
        for row in [vec![(0, 1.0)], vec![(0, 0.6), (1, 0.8)], vec![(0, 1.0)], vec![(0, 0.6), (1, 0.8)]] {
            rows.push_row(row);
        }
        // Two passages of document 0, and one each of documents 1 and 2; 0 and 1 are of one writer.
        let of = [(0, 0), (0, 0), (1, 0), (2, 1)];
        let members: Vec<Member> = of
            .iter()
            .enumerate()
            .map(|(passage, &(document, writer))| Member {
                passage,
                document,
                writer,
                voice: 0.5,
                may_quote: document == 1,
            })
            .collect();
        let counts = TermCounts::of(&rows, &members);
        assert_eq!(counts.passages, [4, 2, 0]);
        assert_eq!(counts.documents, [3, 2, 0]);
        assert_eq!(counts.in_effect, [16.0 / 10.0, 2.0, 0.0]);
        assert_eq!(counts.writers, [2, 2, 0]);
        assert_eq!(counts.may_quote, [true, false, false]);
        assert_eq!((counts.voices.with, counts.voices.all), (vec![2.0, 1.0, 0.0], 2.0));
    }
}
