//! The views of a round's texts that are clustered.

use super::background::Background;
use super::dense::DenseMatrix;
use super::documents::{REFINEMENTS_ALONE, REFINEMENTS_BESIDE_WORDS, latent_topics, word_places};
use super::recipe::{Recipe, SpaceSettings};
use super::word_vectors::word_vectors;
use crate::error::{Error, Result};
use crate::vectorize::{CsrMatrix, Tfidf, log_masses, weighted_log_masses};

/// The same texts, seen in several ways; one row a text in each.
#[derive(Debug, Clone)]
pub struct Views {
    /// TF-IDF rows (texts × terms): they say which texts are equal, and explain the clusters.
    pub rows: CsrMatrix,
    /// Dense rows of length 1 (texts × dimensions). A text of which nothing is known has a row of zeros.
    pub vectors: Option<DenseMatrix>,
    /// Whether the user brought them, alone or among others: texts of equal terms may then have different ones.
    pub vectors_are_brought: bool,
    /// Distributions over words (texts × terms), each of sum 1, or without mass where no word of a text says anything. In
    /// [`Recipe::Joint`] a word counts the more, the more it marks a topic: what goes with any topic tells no two texts
    /// apart.
    pub masses: Option<CsrMatrix>,
    /// How much the information about the masses counts, in nats, beside the angle of the dense rows.
    pub share_of_masses: f64,
}

impl Views {
    /// Views of TF-IDF rows alone.
    pub fn of_rows(rows: CsrMatrix) -> Self {
        Views { rows, vectors: None, vectors_are_brought: false, masses: None, share_of_masses: 0.0 }
    }

    /// Only the given texts.
    pub(crate) fn select(&self, texts: &[usize]) -> Views {
        let sparse = |rows: &CsrMatrix| rows.select(texts.iter().copied());
        Views {
            rows: sparse(&self.rows),
            vectors: self.vectors.as_ref().map(|vectors| vectors.select(texts.iter().copied())),
            vectors_are_brought: self.vectors_are_brought,
            masses: self.masses.as_ref().map(sparse),
            share_of_masses: self.share_of_masses,
        }
    }
}

/// What the user adds to what the round itself teaches.
#[derive(Debug, Clone, Copy, Default)]
pub struct Brought<'a> {
    /// A vector for each text, of any embedding.
    pub vectors: Option<&'a DenseMatrix>,
    /// Word vectors learned from other texts.
    pub background: Option<&'a Background>,
}

impl Brought<'_> {
    /// Checks that `recipe` makes use of all that was brought.
    ///
    /// # Errors
    /// [`Error::Shape`] if it does not, or needs vectors and none were brought.
    pub fn check(&self, recipe: Recipe) -> Result<()> {
        let what = match (recipe, self.vectors, self.background) {
            (Recipe::Brought, None, _) => "the recipe `brought` needs vectors: bring one for each text",
            (Recipe::Topics | Recipe::Words | Recipe::Terms | Recipe::Distributions, Some(_), _) => {
                "only the recipes `joint` and `brought` make use of vectors: choose one of these, or bring none"
            }
            (_, Some(_), Some(_)) => {
                "vectors stand in the place of word vectors, so a background adds nothing: bring one of the two"
            }
            (Recipe::Topics | Recipe::Terms | Recipe::Distributions, None, Some(_)) => {
                "only the recipes `joint` and `words` make use of a background: choose one of these, or bring none"
            }
            _ => return Ok(()),
        };
        Err(Error::Shape { what: what.to_owned() })
    }
}

/// The views of `texts` that the recipe asks for. `counts` are theirs by `tfidf`.
///
/// # Errors
/// [`Error::InvalidSetting`]; [`Error::Shape`] if vectors were brought for another number of texts, or what was brought
/// does not go with the recipe; [`Error::Model`] if the background was learned by other settings or
/// knows no word of theirs.
pub fn views<S: AsRef<str> + Sync>(
    tfidf: &Tfidf,
    counts: CsrMatrix,
    texts: &[S],
    brought: Brought<'_>,
    settings: &SpaceSettings,
    seed: u64,
) -> Result<Views> {
    settings.validate()?;
    let recipe = settings.recipe.unwrap_or_default();
    brought.check(recipe)?;
    if let Some(background) = brought.background {
        background.check(tfidf.analyser().settings())?;
        let (known, of) = background.coverage(tfidf.vocabulary());
        if known == 0 {
            let what = format!(
                "the background knows none of the {of} words of the round: learn one from texts of the same language and kind, or bring none"
            );
            return Err(Error::Model { what });
        }
    }
    if let Some(vectors) = brought.vectors
        && vectors.rows() != texts.len()
    {
        let what = format!(
            "{} vectors were brought for {} texts: one is needed for each",
            vectors.rows(),
            texts.len()
        );
        return Err(Error::Shape { what });
    }
    let rows = tfidf.weigh(counts.clone());
    let words_only =
        |counts: &CsrMatrix| counts.keep_columns(|term| !tfidf.vocabulary().term(term).is_phrase());
    let topics = |refinements| latent_topics(&rows, settings.topics, refinements, seed);
    let words = || {
        let own = word_vectors(&tfidf.sequences(texts), tfidf.vocabulary().len(), &settings.words, seed);
        let places = word_places(&words_only(&counts), own).1;
        match brought.background {
            None => places,
            Some(background) => {
                let known = background.vectors_for(tfidf.vocabulary());
                places.beside(&word_places(&words_only(&counts), known).1).unit_rows()
            }
        }
    };
    let (vectors, masses) = match (recipe, brought.vectors) {
        (Recipe::Terms, _) | (Recipe::Brought, None) => (None, None),
        (Recipe::Distributions, _) => (None, Some(log_masses(&words_only(&counts)))),
        (Recipe::Topics, _) => (Some(topics(REFINEMENTS_ALONE).places()), None),
        (Recipe::Words, _) => (Some(words()), None),
        (Recipe::Brought, Some(vectors)) => (Some(vectors.clone().unit_rows()), None),
        (Recipe::Joint, vectors) => {
            let topics = topics(REFINEMENTS_BESIDE_WORDS);
            let dense = match vectors {
                Some(vectors) => beside(vectors.clone().unit_rows(), &topics.places(), BESIDE_BROUGHT),
                None => beside(topics.places(), &words(), settings.share_of_words),
            };
            (Some(dense), Some(weighted_log_masses(&words_only(&counts), topics.weights())))
        }
    };
    let share_of_masses = if brought.vectors.is_some() { MASSES_BESIDE_BROUGHT } else { MASSES };
    Ok(Views { rows, vectors, vectors_are_brought: brought.vectors.is_some(), masses, share_of_masses })
}

/// How much distributions count beside dense rows. An angle gains at most 1 by a row, an information in nats two to four
/// times as much: so both have a say.
pub(super) const MASSES: f64 = 0.3;

/// How much latent topics and distributions count beside vectors that the user brought, which know more than either.
const BESIDE_BROUGHT: f64 = 0.25;
const MASSES_BESIDE_BROUGHT: f64 = 0.1;

/// Two views side by side, the second one at `share` of its length; to length 1.
pub(super) fn beside(first: DenseMatrix, second: &DenseMatrix, share: f64) -> DenseMatrix {
    if share == 0.0 {
        return first;
    }
    first.beside(&second.clone().scaled(share as f32)).unit_rows()
}
