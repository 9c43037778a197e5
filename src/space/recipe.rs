//! What can be set about the space.

use serde::{Deserialize, Serialize};

use super::word_vectors::WordVectorSettings;
use crate::error::{Error, Result};

/// How texts are looked at when they are clustered.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Recipe {
    /// Latent topics, word vectors (or vectors that the user brought) and distributions of words, all at once.
    #[default]
    Joint,
    /// Latent topics alone.
    Topics,
    /// Word vectors alone.
    Words,
    /// TF-IDF rows, by their angle. The cheapest.
    Terms,
    /// Distributions over words, by the Jensen–Shannon divergence.
    Distributions,
    /// The vectors that the user brought, alone.
    Brought,
}

/// How a space is learned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SpaceSettings {
    /// What texts are clustered by; none for what the quality of the analysis says ([`views`](super::views) alone takes
    /// [`Recipe::Joint`]).
    pub recipe: Option<Recipe>,
    /// How many latent topics, at most (≥ 1).
    pub topics: usize,
    /// How word vectors are learned.
    pub words: WordVectorSettings,
    /// How much word vectors count beside latent topics (1: as much; at least 0).
    pub share_of_words: f64,
}

impl Default for SpaceSettings {
    fn default() -> Self {
        SpaceSettings { recipe: None, topics: 100, words: WordVectorSettings::default(), share_of_words: 0.5 }
    }
}

impl SpaceSettings {
    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`].
    pub fn validate(&self) -> Result<()> {
        if self.topics == 0 {
            return Err(Error::InvalidSetting { name: "topics", value: "0".into(), expected: "at least 1" });
        }
        if !(self.share_of_words >= 0.0 && self.share_of_words.is_finite()) {
            let value = self.share_of_words.to_string();
            return Err(Error::InvalidSetting { name: "share_of_words", value, expected: "0 or more" });
        }
        self.words.check()
    }
}
