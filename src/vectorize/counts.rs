//! Counting terms: map, merge, finish.

use rayon::prelude::*;

use super::csr::CsrMatrix;
use super::finish::{Counted, all_terms, finish};
use super::occurrences::Occurrences;
use super::vocabulary::{Vocabulary, VocabularySettings};
use crate::error::Result;
use crate::text::{Analyser, Batch, Boundaries, Lexicon, Meaning, PhraseFinder, Remembered};

/// The terms of some texts, on the way to a vocabulary and a matrix.
///
/// Counts of contiguous pieces, merged in order, finish to the same vocabulary and the same matrix as the counts of the
/// whole: what is kept is which terms occur, in order, and ids are given only at the finish.
pub struct Counts<'a> {
    lexicon: Lexicon<'a>,
    /// None if phrases do not count.
    finder: Option<PhraseFinder>,
    rows: Occurrences,
}

impl<'a> Counts<'a> {
    /// Counts of no text yet.
    pub fn new(analyser: &'a Analyser) -> Self {
        Counts {
            lexicon: Lexicon::new(analyser),
            finder: analyser.settings().phrases.then(|| PhraseFinder::new(analyser)),
            rows: Occurrences::default(),
        }
    }

    /// Counts one text as the next row.
    pub fn add(&mut self, text: &str) {
        let (mut boundaries, mut batch) = (Boundaries::of(text), Batch::new());
        let Some(finder) = &mut self.finder else {
            while batch.fill(&mut boundaries, self.lexicon.codes()) {
                for seen in batch.words() {
                    let code = self.lexicon.code_of(text, &seen);
                    // As in a fitted vocabulary: half of all words are no terms, and no processor can guess which.
                    self.rows.forms.push(code.0);
                    self.rows.forms.truncate(self.rows.forms.len() - usize::from(!code.is_term()));
                }
            }
            self.rows.end_row();
            return;
        };
        finder.start_text();
        while batch.fill(&mut boundaries, self.lexicon.codes()) {
            for seen in batch.words() {
                let meaning = self.lexicon.code_of(text, &seen).meaning();
                let gap = finder.next(text, seen.token.start, seen.token.end, meaning);
                if let Meaning::Term(form) = meaning {
                    self.rows.forms.push(form);
                    self.rows.gaps.push(gap);
                }
            }
        }
        self.rows.end_row();
    }

    /// Adds the counts of the texts that follow. Both must have been counted with the same analyser.
    #[must_use]
    pub fn merge(mut self, next: Counts<'_>) -> Self {
        let numbers = self.lexicon.adopt(&next.lexicon);
        self.rows.append(next.rows, &numbers);
        self
    }

    /// Ends the counting: the vocabulary, and the matrix of counts in its columns.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`](crate::Error::InvalidSetting), or
    /// [`Error::EmptyVocabulary`](crate::Error::EmptyVocabulary) if no term lies within the limits.
    pub fn finish(self, settings: &VocabularySettings) -> Result<(Vocabulary, CsrMatrix)> {
        finish(&self.lexicon, self.finder.as_ref(), &self.rows, settings)
    }

    /// All terms that were met, in the order of their keys.
    pub(super) fn all_terms(&self) -> Vec<Counted> {
        all_terms(&self.lexicon, self.finder.as_ref(), &self.rows)
    }

    /// How many texts were counted.
    pub(super) fn rows(&self) -> usize {
        self.rows.rows()
    }

    /// As [`finish`](Self::finish); also the words that were read.
    pub(super) fn finish_and_remember(
        self,
        settings: &VocabularySettings,
    ) -> Result<(Vocabulary, CsrMatrix, Remembered)> {
        let (vocabulary, matrix) = finish(&self.lexicon, self.finder.as_ref(), &self.rows, settings)?;
        Ok((vocabulary, matrix, self.lexicon.into_remembered()))
    }
}

/// Counts `texts` on all threads of the current pool. The result does not depend on their number.
pub fn count<'a, S: AsRef<str> + Sync>(analyser: &'a Analyser, texts: &[S]) -> Counts<'a> {
    let piece = texts.len().div_ceil(rayon::current_num_threads()).max(1);
    let pieces: Vec<Counts<'a>> = texts
        .par_chunks(piece)
        .map(|piece| {
            let mut counts = Counts::new(analyser);
            piece.iter().for_each(|text| counts.add(text.as_ref()));
            counts
        })
        .collect();
    pieces.into_iter().reduce(Counts::merge).unwrap_or_else(|| Counts::new(analyser))
}
