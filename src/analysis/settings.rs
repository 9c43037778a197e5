//! Everything that can be set.

use serde::{Deserialize, Serialize};

use crate::cluster::{Engine, KMeansParams, StabilitySettings};
use crate::coding::CodingSettings;
use crate::noise::NoiseSettings;
use crate::round::PassageSettings;
use crate::space::{Brought, Recipe, SpaceSettings};
use crate::theme::ThemeSettings;
use crate::vectorize::{TfidfSettings, VocabularySettings};

/// How many themes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum K {
    /// The number that two halves of the data agree on best; see [`choose_k`](crate::cluster::choose_k).
    #[default]
    Auto,
    /// Exactly so many.
    #[serde(untagged)]
    Exactly(usize),
}

/// How much work is put into the search for the clusters, and into the measure of their stability.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Quality {
    /// A quarter of the starts, half of the draws, and latent topics alone: learning word vectors and weighing
    /// distributions takes most of the time.
    Fast,
    /// Enough that more seldom help.
    #[default]
    Default,
    /// Five times as many.
    Best,
}

impl Quality {
    /// The number of random starts for so many texts. A start takes the longer the more texts there are, and in a small
    /// round chance decides more: so there are many where they cost little and are needed.
    pub fn starts(self, texts: usize) -> usize {
        let affordable = START_VISITS / texts.max(1);
        match self {
            Quality::Fast => (affordable / 4).clamp(2, 25),
            Quality::Default => affordable.clamp(4, 250),
            Quality::Best => (affordable * 5).clamp(20, 500),
        }
    }

    /// How many times the documents are drawn anew to measure stability.
    pub fn resamples(self) -> usize {
        match self {
            Quality::Fast => StabilitySettings::RESAMPLES / 2,
            Quality::Default | Quality::Best => StabilitySettings::RESAMPLES,
        }
    }

    /// What texts are clustered by.
    pub fn recipe(self) -> Recipe {
        match self {
            Quality::Fast => Recipe::Topics,
            Quality::Default | Quality::Best => Recipe::Joint,
        }
    }
}

/// In so many texts may starts begin, all together.
const START_VISITS: usize = 64_000;

/// Everything that can be set about an analysis. The defaults suit a round of long documents in English.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How many themes.
    pub k: K,
    /// How documents are cut into passages.
    pub passages: PassageSettings,
    /// What is set aside before the analysis.
    pub noise: NoiseSettings,
    /// How texts become terms and rows. In a handful of passages (fewer than 20) the default limits of document
    /// frequency would leave hardly any, and are relaxed.
    pub tfidf: TfidfSettings,
    /// What texts are clustered by.
    pub space: SpaceSettings,
    /// Which algorithm fits the clusters.
    pub engine: Engine,
    /// How much work is put into the clusters: what is not set above and below follows from it.
    pub quality: Quality,
    /// How it is measured whether themes would be found again.
    pub stability: StabilitySettings,
    /// How much is told about each theme.
    pub themes: ThemeSettings,
    /// How passages are coded.
    pub coding: CodingSettings,
    /// The seed of all chance.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Settings {
            k: K::Auto,
            passages: PassageSettings::default(),
            noise: NoiseSettings::default(),
            tfidf: TfidfSettings::default(),
            space: SpaceSettings::default(),
            engine: Engine::default(),
            quality: Quality::default(),
            stability: StabilitySettings::default(),
            themes: ThemeSettings::default(),
            coding: CodingSettings::default(),
            seed: 0,
        }
    }
}

impl Settings {
    /// These settings with everything decided that they leave open: what the quality says, unless the caller named
    /// another. This is what an [`Analysis`](crate::Analysis) records.
    ///
    /// What was brought is always made use of, and the engine linfa knows no rows but those of TF-IDF.
    #[must_use]
    pub fn resolved(&self, brought: Brought<'_>) -> Settings {
        let mut settings = self.clone();
        let recipe = match self.engine {
            Engine::Linfa => Recipe::Terms,
            Engine::Sequential if brought.vectors.is_some() || brought.background.is_some() => Recipe::Joint,
            Engine::Sequential => self.quality.recipe(),
        };
        settings.space.recipe.get_or_insert(recipe);
        settings.stability.resamples.get_or_insert(self.quality.resamples());
        settings
    }

    /// The parameters of a k-means fit of so many texts with `k` clusters.
    pub fn kmeans(&self, k: usize, texts: usize) -> KMeansParams {
        let Settings { engine, quality, seed, .. } = *self;
        KMeansParams { engine, starts: quality.starts(texts), seed, ..KMeansParams::new(k) }
    }

    /// How so many passages become terms. In a handful a phrase need occur in two passages only, and among fewer
    /// than four a term in one; limits that the caller chose are kept.
    pub(super) fn tfidf_for(&self, passages: usize) -> TfidfSettings {
        let mut settings = self.tfidf.clone();
        let vocabulary = &mut settings.vocabulary;
        let VocabularySettings { min_df, phrase_min_df, .. } = VocabularySettings::default();
        let is_default = (vocabulary.min_df, vocabulary.phrase_min_df) == (min_df, phrase_min_df);
        if passages < HANDFUL && is_default {
            vocabulary.phrase_min_df = 2;
            if passages < 4 {
                // Half of three passages is one: what two of them say would be too frequent.
                (vocabulary.min_df, vocabulary.max_df) = (1, 1.0);
            }
        }
        settings
    }
}

/// Fewer passages than this are a handful, in which every term that recurs may matter.
const HANDFUL: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_are_relaxed_in_a_handful_unless_the_caller_chose_them() {
        let mut settings = Settings::default();
        settings.tfidf.vocabulary.max_df = 0.5; // as the command sets it
        let of = |settings: &Settings, passages| settings.tfidf_for(passages).vocabulary;
        assert_eq!((of(&settings, 3).min_df, of(&settings, 3).max_df), (1, 1.0));
        assert_eq!((of(&settings, 19).phrase_min_df, of(&settings, 19).max_df), (2, 0.5));
        assert_eq!(of(&settings, 20), settings.tfidf.vocabulary);
        settings.tfidf.vocabulary.min_df = 3;
        assert_eq!(of(&settings, 3), settings.tfidf.vocabulary);
    }

    #[test]
    fn what_is_left_open_follows_from_the_quality_and_what_is_named_stays() {
        let vectors = crate::space::DenseMatrix::from_rows(1, vec![1.0]).unwrap();
        let brought = Brought { vectors: Some(&vectors), ..Brought::default() };
        let nothing = Brought::default();
        let cases = [
            (Quality::Fast, Engine::Sequential, nothing, Recipe::Topics, 10),
            (Quality::Fast, Engine::Sequential, brought, Recipe::Joint, 10),
            (Quality::Fast, Engine::Linfa, nothing, Recipe::Terms, 10),
            (Quality::Default, Engine::Sequential, nothing, Recipe::Joint, 20),
            (Quality::Best, Engine::Sequential, brought, Recipe::Joint, 20),
        ];
        for (quality, engine, brought, recipe, draws) in cases {
            let mut settings = Settings { quality, engine, ..Settings::default() };
            let resolved = settings.resolved(brought);
            assert_eq!((resolved.space.recipe, resolved.stability.draws()), (Some(recipe), draws));
            assert_eq!(resolved.resolved(nothing), resolved, "nothing is left open");
            settings.space.recipe = Some(Recipe::Words);
            settings.stability.resamples = Some(0);
            assert_eq!(settings.resolved(brought), settings);
        }
    }

    #[test]
    fn settings_saved_by_earlier_versions_are_read() {
        let saved =
            r#"{ "space": { "recipe": "words" }, "stability": { "resamples": 7 }, "quality": "fast" }"#;
        let settings: Settings = serde_json::from_str(saved).unwrap();
        assert_eq!((settings.space.recipe, settings.stability.resamples), (Some(Recipe::Words), Some(7)));
        assert_eq!(serde_json::from_str::<Settings>("{}").unwrap(), Settings::default());
    }

    #[test]
    fn small_rounds_get_more_starts() {
        let starts = |texts| [Quality::Fast, Quality::Default, Quality::Best].map(|q| q.starts(texts));
        assert_eq!(starts(140), [25, 250, 500]);
        assert_eq!(starts(8_000), [2, 8, 40]);
        assert_eq!(starts(1_000_000), [2, 4, 20]);
        assert_eq!(starts(0), [25, 250, 500]);
    }
}
