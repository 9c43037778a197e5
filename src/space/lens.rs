//! The views of a round, frozen: how any text looks in them, each on its own.

use serde::{Deserialize, Serialize};

use super::background::Background;
use super::documents::{REFINEMENTS_ALONE, REFINEMENTS_BESIDE_WORDS, latent_topics, word_places};
use super::placement::{Placement, strengths};
use super::recipe::{Recipe, SpaceSettings};
use super::views::{Brought, MASSES, Views, beside};
use super::word_vectors::word_vectors;
use crate::error::{Error, Result};
use crate::vectorize::{CsrMatrix, Tfidf, log_masses, weighted_log_masses};

/// The [`views`](super::views()) that a recipe asks for, learned from some texts and frozen, so that all others are seen
/// alike. Each text is seen on its own: alone as in a batch.
///
/// The places are those of [`views`](super::views()) up to rounding, because they are computed from the terms of a text and
/// not by the decomposition itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Lens {
    recipe: Recipe,
    topics: Option<Placement>,
    /// How much each term counts in the masses beside topics and words.
    weights_of_masses: Option<Vec<f64>>,
    words: Option<Placement>,
    background: Option<Placement>,
    share_of_words: f64,
}

impl Lens {
    /// Learns from `texts`, whose `counts` are theirs by `tfidf`. Vectors cannot be brought: other texts have none.
    ///
    /// # Errors
    /// As [`views`](super::views()).
    pub fn learn<S: AsRef<str> + Sync>(
        tfidf: &Tfidf,
        counts: &CsrMatrix,
        texts: &[S],
        background: Option<&Background>,
        settings: &SpaceSettings,
        seed: u64,
    ) -> Result<Self> {
        settings.validate()?;
        let recipe = settings.recipe.unwrap_or_default();
        Brought { vectors: None, background }.check(recipe)?;
        if let Some(background) = background {
            background.check(tfidf.analyser().settings())?;
        }
        let topics =
            |refinements| latent_topics(&tfidf.weigh(counts.clone()), settings.topics, refinements, seed);
        let topics = match recipe {
            Recipe::Joint => Some(topics(REFINEMENTS_BESIDE_WORDS)),
            Recipe::Topics => Some(topics(REFINEMENTS_ALONE)),
            _ => None,
        };
        let words = || {
            let own = word_vectors(&tfidf.sequences(texts), tfidf.vocabulary().len(), &settings.words, seed);
            word_places(&words_only(tfidf, counts), own).0
        };
        let known = |background: &Background| {
            word_places(&words_only(tfidf, counts), background.vectors_for(tfidf.vocabulary())).0
        };
        let has_words = matches!(recipe, Recipe::Joint | Recipe::Words);
        Ok(Lens {
            recipe,
            weights_of_masses: topics
                .as_ref()
                .filter(|_| recipe == Recipe::Joint)
                .map(|topics| topics.weights().to_vec()),
            topics: topics.map(|topics| topics.placement(tfidf.idf())),
            words: has_words.then(words),
            background: background.filter(|_| has_words).map(known),
            share_of_words: settings.share_of_words,
        })
    }

    /// How texts look, whose `counts` are theirs by the vectoriser that the lens was learned with.
    pub fn views(&self, tfidf: &Tfidf, counts: CsrMatrix) -> Views {
        let strong = strengths(counts.clone());
        let words = || {
            let own = self.words.as_ref()?.place(&strong);
            Some(match &self.background {
                Some(background) => own.beside(&background.place(&strong)).unit_rows(),
                None => own,
            })
        };
        let topics = self.topics.as_ref().map(|topics| topics.place(&strong));
        let vectors = match (topics, words()) {
            (Some(topics), Some(words)) => Some(beside(topics, &words, self.share_of_words)),
            (topics, words) => topics.or(words),
        };
        let masses = match (&self.weights_of_masses, self.recipe) {
            (Some(weights), _) => Some(weighted_log_masses(&words_only(tfidf, &counts), weights)),
            (None, Recipe::Distributions) => Some(log_masses(&words_only(tfidf, &counts))),
            _ => None,
        };
        Views {
            rows: tfidf.weigh(counts),
            vectors,
            vectors_are_brought: false,
            masses,
            share_of_masses: MASSES,
        }
    }

    /// # Errors
    /// [`Error::Model`](crate::Error::Model) if it does not fit a vocabulary of so many terms.
    pub(crate) fn check(&self, terms: usize) -> Result<()> {
        if self.weights_of_masses.as_ref().is_some_and(|weights| weights.len() != terms) {
            let what = format!("a lens must have a weight for each of {terms} terms");
            return Err(Error::Model { what });
        }
        let placements = [&self.topics, &self.words, &self.background];
        placements.into_iter().flatten().try_for_each(|placement| placement.check(terms))
    }
}

fn words_only(tfidf: &Tfidf, counts: &CsrMatrix) -> CsrMatrix {
    counts.keep_columns(|term| !tfidf.vocabulary().term(term).is_phrase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::views;
    use crate::vectorize::TfidfSettings;

    const TEXTS: [&str; 6] = [
        "the bus and the train",
        "a train, a bus, a ticket",
        "bus tickets for the train",
        "gardens and parks with trees",
        "trees in the park, gardens",
        "a garden of trees in a park",
    ];

    #[test]
    fn a_text_looks_the_same_alone_and_in_a_batch_and_nearly_as_in_the_views_of_its_round() {
        let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), &TEXTS).unwrap();
        for recipe in [Recipe::Joint, Recipe::Topics, Recipe::Words, Recipe::Terms, Recipe::Distributions] {
            let settings = SpaceSettings { recipe: Some(recipe), topics: 2, ..SpaceSettings::default() };
            let lens = Lens::learn(&tfidf, &counts, &TEXTS, None, &settings, 1).unwrap();
            let saved = serde_json::to_string(&lens).unwrap();
            assert_eq!(serde_json::from_str::<Lens>(&saved).unwrap(), lens);

            let all = lens.views(&tfidf, counts.clone());
            let whole = views(&tfidf, counts.clone(), &TEXTS, Brought::default(), &settings, 1).unwrap();
            assert_eq!((&all.rows, &all.masses), (&whole.rows, &whole.masses), "{recipe:?}");
            assert_eq!(all.vectors.is_some(), whole.vectors.is_some(), "{recipe:?}");
            for text in 0..TEXTS.len() {
                let alone = lens.views(&tfidf, counts.select([text]));
                assert_eq!(alone.rows.row(0), all.rows.row(text));
                let (Some(alone), Some(all), Some(whole)) = (&alone.vectors, &all.vectors, &whole.vectors)
                else {
                    continue;
                };
                assert_eq!(alone.row(0), all.row(text), "{recipe:?} {text}");
                let near = all.row(text).iter().zip(whole.row(text)).all(|(a, b)| (a - b).abs() < 0.02);
                assert!(near, "{recipe:?} {text}: {:?} {:?}", all.row(text), whole.row(text));
            }
        }
    }
}
