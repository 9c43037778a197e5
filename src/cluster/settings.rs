//! What can be set about k-means.

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What "near" means.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Geometry {
    /// The angle between rows. For TF-IDF rows.
    #[default]
    Cosine,
    /// The Jensen–Shannon divergence between rows as distributions. For rows of masses (none negative).
    JensenShannon,
}

/// Which algorithm fits the clusters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Engine {
    /// Our own sequential moves on sparse rows.
    #[default]
    Sequential,
    /// linfa-clustering's KMeans on dense rows (cosine geometry only; needs the feature `linfa`).
    Linfa,
}

/// The parameters of a k-means fit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KMeansParams {
    /// The number of clusters (≥ 1, and at most the number of different rows).
    pub k: usize,
    /// What "near" means.
    pub geometry: Geometry,
    /// Which algorithm.
    pub engine: Engine,
    /// How many random starts (≥ 1). All begin, the better half goes on, and the best is kept.
    pub starts: usize,
    /// The most passes over the rows in one start, short ones included (≥ 1).
    pub max_passes: usize,
    /// A start ends when at most this share of the rows moved in a pass (0–1).
    pub tolerance: f64,
    /// The seed of all chance.
    pub seed: u64,
}

impl KMeansParams {
    /// The defaults for `k` clusters: cosine geometry, sequential moves, 10 starts, seed 0.
    pub fn new(k: usize) -> Self {
        KMeansParams {
            k,
            geometry: Geometry::Cosine,
            engine: Engine::Sequential,
            starts: 10,
            max_passes: 100,
            tolerance: 0.001,
            seed: 0,
        }
    }

    /// Checks the ranges.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`].
    pub fn validate(&self) -> Result<()> {
        for (name, value) in [("k", self.k), ("starts", self.starts), ("max_passes", self.max_passes)] {
            if value == 0 {
                return Err(Error::InvalidSetting { name, value: "0".into(), expected: "at least 1" });
            }
        }
        if !(0.0..=1.0).contains(&self.tolerance) {
            let value = self.tolerance.to_string();
            return Err(Error::InvalidSetting { name: "tolerance", value, expected: "a share from 0 to 1" });
        }
        if self.engine == Engine::Linfa {
            if cfg!(not(feature = "linfa")) {
                let expected = "sequential: this build has no feature `linfa`";
                return Err(Error::InvalidSetting { name: "engine", value: "linfa".into(), expected });
            }
            if self.geometry != Geometry::Cosine {
                let expected = "cosine with the engine linfa, or the engine sequential";
                return Err(Error::InvalidSetting {
                    name: "geometry",
                    value: "jensen-shannon".into(),
                    expected,
                });
            }
        }
        Ok(())
    }
}
