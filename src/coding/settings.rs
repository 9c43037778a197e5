//! How passages are coded.

use serde::{Deserialize, Serialize};

use super::human::UnitCodes;
use crate::error::{Error, Result};

/// How passages are coded.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CodingSettings {
    /// An area is given to a passage from this score on (0–1). Below one half, because a passage may raise several areas:
    /// F1 is best at no more than half of the F1 that is reached (Lipton, Elkan & Naryanaswamy, ECML 2014).
    pub min_score: f64,
    /// The same for areas of which people coded at least five passages (0–1): where there is more to learn from, more is
    /// reached.
    pub min_score_learned: f64,
}

impl Default for CodingSettings {
    fn default() -> Self {
        CodingSettings { min_score: 0.25, min_score_learned: 0.33 }
    }
}

impl CodingSettings {
    pub(super) fn check(&self) -> Result<()> {
        for (name, value) in [("min_score", self.min_score), ("min_score_learned", self.min_score_learned)] {
            if !(value > 0.0 && value <= 1.0) {
                let value = value.to_string();
                return Err(Error::InvalidSetting { name, value, expected: "above 0 and at most 1" });
            }
        }
        Ok(())
    }

    /// From which likelihood on each area is given.
    pub(super) fn least(&self, areas: usize, codes: Option<&UnitCodes>) -> Vec<f64> {
        let examples = |area: usize| {
            codes.map_or(0, |codes| codes.iter().flatten().filter(|given| given.contains(&area)).count())
        };
        let of_area = |area| if examples(area) < EXAMPLES { self.min_score } else { self.min_score_learned };
        (0..areas).map(of_area).collect()
    }
}

/// So many coded passages of an area are examples enough to ask for more.
const EXAMPLES: usize = 5;
