//! A learned space, frozen: where any text lies in it, also one that it was not learned from.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::background::Background;
use super::dense::DenseMatrix;
use super::documents::{REFINEMENTS_ALONE, latent_topics, word_places};
use super::factor::Factor;
use super::recipe::SpaceSettings;
use super::word_vectors::word_vectors;
use crate::error::{Error, Result};
use crate::vectorize::{CsrMatrix, Tfidf};

/// One view of texts, frozen. A text's place is the sum over its terms of (1 + ln tf) · weight · direction, to length 1;
/// so each term's part in it can be told.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Placement {
    /// A direction for each term (terms × d).
    directions: DenseMatrix,
    /// A weight for each term (≥ 0).
    weights: Vec<f64>,
    /// The direction that all texts share, which is taken out of places; empty if none is.
    common: Vec<f64>,
}

impl Placement {
    pub(super) fn new(directions: DenseMatrix, weights: Vec<f64>, common: Vec<f64>) -> Self {
        Placement { directions, weights, common }
    }

    /// The places of texts, given how strong each term is in them (for a text, 1 + ln tf).
    pub(super) fn place(&self, strengths: &CsrMatrix) -> DenseMatrix {
        let weighted = strengths.clone().map_rows(|terms, values| {
            terms.iter().zip(values.iter_mut()).for_each(|(&term, value)| {
                *value = (f64::from(*value) * self.weights[term as usize]) as f32;
            });
        });
        // Row by row: tiles would sum in an order that depends on the other texts.
        Factor::Plain(&weighted).times(&self.directions).unit_rows().without(&self.common).unit_rows()
    }

    /// What a term of this strength adds to the product of a text's place with `direction`, but for the text's length.
    fn part(&self, term: usize, strength: f64, direction: &[f64]) -> f64 {
        let along = self.directions.row(term).iter().zip(direction).map(|(&x, d)| f64::from(x) * d);
        strength * self.weights[term] * along.sum::<f64>()
    }
}

/// What a round teaches about where its texts lie, by latent topics and by word vectors, frozen. Places are rows of
/// several blocks side by side, each of length 1, or of zeros where a view knows nothing of a text.
///
/// [`views`](super::views) clusters in the same spaces; this form also places texts that come later, each on its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Space {
    placements: Vec<Placement>,
}

impl Space {
    /// Learns from `texts`, whose `counts` are theirs by `tfidf`; with a background, also what that knows of words.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`]; [`Error::Model`] if the background was learned by other settings.
    pub fn learn<S: AsRef<str> + Sync>(
        tfidf: &Tfidf,
        counts: &CsrMatrix,
        texts: &[S],
        background: Option<&Background>,
        settings: &SpaceSettings,
        seed: u64,
    ) -> Result<Self> {
        settings.validate()?;
        if let Some(background) = background {
            background.check(tfidf.analyser().settings())?;
        }
        let words = counts.keep_columns(|term| !tfidf.vocabulary().term(term).is_phrase());
        let own = word_vectors(&tfidf.sequences(texts), tfidf.vocabulary().len(), &settings.words, seed);
        let topics = latent_topics(&tfidf.weigh(counts.clone()), settings.topics, REFINEMENTS_ALONE, seed);
        let mut placements = vec![topics.placement(tfidf.idf()), word_places(&words, own).0];
        placements
            .extend(background.map(|known| word_places(&words, known.vectors_for(tfidf.vocabulary())).0));
        Ok(Space { placements })
    }

    /// The places of texts (texts × [`dimensions`](Self::dimensions)), given how strong each term is in them: for a
    /// text, 1 + ln tf.
    pub(crate) fn place(&self, strengths: &CsrMatrix) -> DenseMatrix {
        let mut blocks = self.placements.iter().map(|placement| placement.place(strengths));
        let first = blocks.next().unwrap_or_else(|| DenseMatrix::zeros(strengths.rows(), 1));
        blocks.fold(first, |beside, block| beside.beside(&block))
    }

    /// How many numbers a place has.
    pub fn dimensions(&self) -> usize {
        self.blocks().last().map_or(0, |block| block.end)
    }

    /// Which columns of a place belong together: one range a view.
    pub(crate) fn blocks(&self) -> Vec<Range<usize>> {
        let mut start = 0;
        let block = |placement: &Placement| {
            let from = start;
            start += placement.directions.cols();
            from..start
        };
        self.placements.iter().map(block).collect()
    }

    /// What each term of one text adds to the product of its place with `direction` (one number a column): pairs of term
    /// and part. Each view's parts sum to that view's product, up to the direction that all texts share.
    pub(crate) fn parts(&self, strengths: &[(usize, f64)], direction: &[f64]) -> Vec<(usize, f64)> {
        let mut parts: Vec<(usize, f64)> = strengths.iter().map(|&(term, _)| (term, 0.0)).collect();
        for (placement, block) in self.placements.iter().zip(self.blocks()) {
            let direction = &direction[block];
            let length = placement.length(strengths);
            if length > 0.0 {
                for (part, &(term, strength)) in parts.iter_mut().zip(strengths) {
                    part.1 += placement.part(term, strength, direction) / length;
                }
            }
        }
        parts
    }

    /// # Errors
    /// [`Error::Model`] if it does not fit a vocabulary of so many terms.
    pub(crate) fn check(&self, terms: usize) -> Result<()> {
        self.placements.iter().try_for_each(|placement| placement.check(terms))
    }
}

impl Placement {
    /// # Errors
    /// [`Error::Model`] if it does not fit a vocabulary of so many terms.
    pub(super) fn check(&self, terms: usize) -> Result<()> {
        let fits = self.directions.rows() == terms
            && self.weights.len() == terms
            && [0, self.directions.cols()].contains(&self.common.len());
        if fits {
            return Ok(());
        }
        let what =
            "the space does not fit the vocabulary: save the model again, or check the file".to_owned();
        Err(Error::Model { what })
    }

    /// The length of a text's place before it is scaled to 1.
    fn length(&self, strengths: &[(usize, f64)]) -> f64 {
        let mut sum = vec![0.0f64; self.directions.cols()];
        for &(term, strength) in strengths {
            let weight = strength * self.weights[term];
            sum.iter_mut().zip(self.directions.row(term)).for_each(|(s, &x)| *s += weight * f64::from(x));
        }
        let along: f64 = sum.iter().zip(&self.common).map(|(s, c)| s * c).sum();
        let square: f64 = sum.iter().map(|s| s * s).sum();
        (square - along * along).max(0.0).sqrt()
    }
}

/// 1 + ln tf: how strong a term is in a text.
pub(crate) fn strengths(counts: CsrMatrix) -> CsrMatrix {
    counts.map_rows(|_, values| {
        values.iter_mut().for_each(|v| *v = (1.0 + libm::log(f64::from(*v))) as f32);
    })
}
