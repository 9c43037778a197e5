//! Word vectors learned from other texts: earlier rounds, or texts of the same kind.

use foldhash::HashMap;
use serde::{Deserialize, Serialize};

use super::dense::DenseMatrix;
use super::word_vectors::{WordVectorSettings, word_vectors};
use crate::error::{Error, Result};
use crate::vectorize::{Tfidf, TfidfSettings, Vocabulary};

/// A small round says little about its words. A background collection steadies it: word vectors learned from other
/// texts, which [`views`](super::views) puts beside the round's own. Frozen, and saved as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    terms: Vec<String>,
    vectors: DenseMatrix,
}

impl Background {
    /// Learns the vectors of the words in `texts`. `tfidf` must be the settings by which the round is read, so that
    /// its terms are the same.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] or [`Error::EmptyVocabulary`].
    pub fn learn<S: AsRef<str> + Sync>(
        texts: &[S],
        tfidf: TfidfSettings,
        words: &WordVectorSettings,
        seed: u64,
    ) -> Result<Self> {
        words.check()?;
        let mut settings = tfidf;
        settings.analyser.phrases = false;
        let (tfidf, _) = Tfidf::fit_counts(settings, texts)?;
        let vocabulary = tfidf.vocabulary();
        let vectors = word_vectors(&tfidf.sequences(texts), vocabulary.len(), words, seed);
        Ok(Background { terms: vocabulary.terms().iter().map(|term| term.key.clone()).collect(), vectors })
    }

    /// The number of words with a vector.
    pub fn words(&self) -> usize {
        self.terms.len()
    }

    /// A vector for each term of a vocabulary; zeros for one that the background does not know.
    pub(super) fn vectors_for(&self, vocabulary: &Vocabulary) -> DenseMatrix {
        let by_term: HashMap<&str, usize> =
            self.terms.iter().enumerate().map(|(row, term)| (term.as_str(), row)).collect();
        DenseMatrix::fill(vocabulary.len(), self.vectors.cols(), |term, row| {
            if let Some(&known) = by_term.get(vocabulary.term(term as u32).key.as_str()) {
                row.copy_from_slice(self.vectors.row(known));
            }
        })
    }

    /// The model as JSON. Stable: later versions of this crate read it.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    pub fn save(&self) -> Result<String> {
        let stored = Stored {
            kind: KIND.into(),
            schema: SCHEMA,
            terms: self.terms.clone(),
            vectors: self.vectors.clone(),
        };
        serde_json::to_string(&stored).map_err(|error| Error::Model { what: error.to_string() })
    }

    /// Reads a model that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version.
    pub fn load(json: &str) -> Result<Self> {
        let damaged = |what: String| Error::Model {
            what: format!("not a saved background ({what}): learn it again, or check the file"),
        };
        let stored: Stored = serde_json::from_str(json).map_err(|error| damaged(error.to_string()))?;
        if stored.kind != KIND || stored.schema > SCHEMA {
            return Err(damaged(format!("found {} of schema {}", stored.kind, stored.schema)));
        }
        if stored.terms.len() != stored.vectors.rows() {
            return Err(damaged("there is not one vector a word".into()));
        }
        Ok(Background { terms: stored.terms, vectors: stored.vectors })
    }
}

const KIND: &str = "commonground-background";
const SCHEMA: u32 = 1;

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: String,
    schema: u32,
    terms: Vec<String>,
    vectors: DenseMatrix,
}
