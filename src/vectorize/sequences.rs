//! Texts as sequences of terms: what the counts forget, the order, is what word vectors learn from.

use super::tfidf::Tfidf;
use super::transformer::in_pieces;

/// Texts as sequences of term ids. Words that the vocabulary does not know are left out; phrases are not told apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sequences {
    ends: Vec<usize>,
    terms: Vec<u32>,
}

impl Sequences {
    /// The term ids of each text, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &[u32]> {
        (0..self.ends.len()).map(|text| {
            let start = if text == 0 { 0 } else { self.ends[text - 1] };
            &self.terms[start..self.ends[text]]
        })
    }

    /// The number of term occurrences in all texts.
    pub fn tokens(&self) -> usize {
        self.terms.len()
    }

    fn append(mut self, next: Sequences) -> Self {
        let offset = self.terms.len();
        self.ends.extend(next.ends.iter().map(|end| offset + end));
        self.terms.extend(next.terms);
        self
    }
}

impl Tfidf {
    /// The words of each text as a sequence of term ids.
    pub fn sequences<S: AsRef<str> + Sync>(&self, texts: &[S]) -> Sequences {
        let pieces = in_pieces(texts, |texts| {
            let (mut reader, mut sequences) = (self.reader(), Sequences::default());
            for text in texts {
                reader.words(text.as_ref(), &mut sequences.terms);
                sequences.ends.push(sequences.terms.len());
            }
            sequences
        });
        pieces.into_iter().fold(Sequences::default(), Sequences::append)
    }
}

#[cfg(test)]
mod tests {
    use crate::vectorize::{Tfidf, TfidfSettings};

    #[test]
    fn sequences_hold_the_words_that_the_counts_hold() {
        let texts = ["The gardens of the town", "", "town gardens, unknown: town"];
        let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), &texts).unwrap();
        let sequences = tfidf.sequences(&texts);
        assert_eq!((sequences.iter().len(), sequences.tokens()), (3, 5));
        for (sequence, row) in sequences.iter().zip(counts.iter()) {
            for (term, count) in row.iter() {
                assert_eq!(sequence.iter().filter(|&&t| t as usize == term).count(), count as usize);
            }
        }
    }
}
