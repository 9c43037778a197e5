//! The vocabulary: terms, their ids, and in how many rows each occurs.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// Which terms enter a vocabulary.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct VocabularySettings {
    /// A word must occur in at least so many rows (≥ 1).
    pub min_df: u32,
    /// A phrase must occur in at least so many rows (≥ 1).
    pub phrase_min_df: u32,
    /// A term must occur in at most this share of the rows (0–1). By default any share: a common term has a small
    /// idf, and may be what a campaign of equal answers is about.
    pub max_df: f64,
}

impl Default for VocabularySettings {
    fn default() -> Self {
        VocabularySettings { min_df: 2, phrase_min_df: 3, max_df: 1.0 }
    }
}

impl VocabularySettings {
    /// Whether a term of document frequency `df` among `rows` rows is kept.
    pub(super) fn keeps(&self, df: u32, rows: usize, is_phrase: bool) -> bool {
        let least = if is_phrase { self.phrase_min_df } else { self.min_df };
        df >= least && f64::from(df) <= self.max_df * rows as f64
    }

    /// Checks the ranges.
    pub(super) fn check(&self) -> Result<()> {
        if !(self.max_df > 0.0 && self.max_df <= 1.0) {
            let value = self.max_df.to_string();
            return Err(Error::InvalidSetting {
                name: "max_df",
                value,
                expected: "a share above 0 and at most 1",
            });
        }
        for (name, value) in [("min_df", self.min_df), ("phrase_min_df", self.phrase_min_df)] {
            if value == 0 {
                return Err(Error::InvalidSetting { name, value: "0".into(), expected: "at least 1" });
            }
        }
        Ok(())
    }
}

/// One entry of a [`Vocabulary`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    /// The stem, or the two stems of a phrase with a space between. Never shown to people.
    pub key: String,
    /// The most frequent form in the text: what people see.
    pub surface: String,
    /// In how many rows it occurs.
    pub df: u32,
}

impl Term {
    /// Whether the term is a phrase.
    pub fn is_phrase(&self) -> bool {
        self.key.contains(' ')
    }
}

/// Terms in the order of their keys; a term's id is its place in that order, and its matrix column.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Vocabulary {
    terms: Vec<Term>,
    rows: usize,
}

impl Vocabulary {
    /// A vocabulary of `terms` (sorted by key, each once) counted over `rows` rows.
    pub(super) fn new(terms: Vec<Term>, rows: usize) -> Self {
        debug_assert!(terms.windows(2).all(|w| w[0].key < w[1].key));
        Vocabulary { terms, rows }
    }

    /// The terms, by id.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// The term with this id.
    ///
    /// # Panics
    /// If there is none.
    pub fn term(&self, id: u32) -> &Term {
        &self.terms[id as usize]
    }

    /// The id of the term with this key.
    pub fn id(&self, key: &str) -> Option<u32> {
        self.terms.binary_search_by(|term| term.key.as_str().cmp(key)).ok().map(|id| id as u32)
    }

    /// The number of terms.
    pub fn len(&self) -> usize {
        self.terms.len()
    }

    /// Whether there is no term.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    /// The number of rows over which document frequencies were counted.
    pub fn rows(&self) -> usize {
        self.rows
    }
}

/// The stored form: the ids follow from the order.
#[derive(Serialize, Deserialize)]
struct Stored {
    rows: usize,
    terms: Vec<Term>,
}

impl TryFrom<Stored> for Vocabulary {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { rows, terms } = stored;
        let sorted = terms.windows(2).all(|w| w[0].key < w[1].key);
        let in_range = terms.iter().all(|t| t.df >= 1 && t.df as usize <= rows && !t.key.is_empty());
        if !sorted || !in_range {
            return Err(Error::Model { what: "the vocabulary is damaged: fit the model again".into() });
        }
        Ok(Vocabulary::new(terms, rows))
    }
}

impl From<Vocabulary> for Stored {
    fn from(vocabulary: Vocabulary) -> Self {
        Stored { rows: vocabulary.rows, terms: vocabulary.terms }
    }
}
