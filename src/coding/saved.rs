//! A coder as JSON: stable, and checked when it is read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::coder::Coder;
use super::cue::Cues;
use super::judgement::Judgement;
use super::linear::Linear;
use super::neighbours::Neighbours;
use super::profile::Profiles;
use super::settings::CodingSettings;
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::saved::Kind;
use crate::space::Space;
use crate::vectorize::Tfidf;

const KIND: Kind = Kind { id: "commonground-coder", schema: 1, name: "coder", remedy: "learn one" };

#[derive(Serialize, Deserialize)]
struct Stored<F, T, S, J, L, N> {
    kind: String,
    schema: u32,
    settings: CodingSettings,
    framework: F,
    tfidf: T,
    space: S,
    judgement: J,
    scores: L,
    correction: Option<L>,
    neighbours: N,
    least: Vec<f64>,
}

impl Coder {
    /// The coder as JSON. Stable: later versions of this crate read it, and the same coder gives the same bytes. It holds
    /// the framework, the terms of the round it was learned from, and numbers; no text of a document.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    #[inline]
    pub fn save(&self) -> Result<String> {
        let stored = Stored {
            kind: KIND.id.into(),
            schema: KIND.schema,
            settings: self.settings.clone(),
            framework: &self.framework,
            tfidf: &*self.tfidf,
            space: &self.space,
            judgement: &self.judgement,
            scores: &self.scores,
            correction: self.correction.as_ref(),
            neighbours: &self.neighbours,
            least: self.least.clone(),
        };
        serde_json::to_string(&stored).map_err(|error| Error::Model { what: error.to_string() })
    }

    /// Reads a coder that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version; [`Error::Framework`] if its framework
    /// is not valid.
    #[inline]
    pub fn load(json: &str) -> Result<Self> {
        let stored: Stored<Framework, Tfidf, Space, Judgement, Linear, Neighbours> = KIND.read(json)?;
        stored.framework.validate()?;
        stored.settings.check()?;
        let (areas, terms) = (stored.framework.areas.len(), stored.tfidf.vocabulary().len());
        stored.space.check(terms)?;
        let dimensions = stored.scores.places.cols();
        let fits = |linear: &Linear| linear.fits(areas, terms, dimensions);
        if !stored.judgement.fits(areas)
            || dimensions < stored.space.dimensions()
            || !fits(&stored.scores)
            || !stored.correction.as_ref().is_none_or(fits)
            || !stored.neighbours.fits(areas, dimensions)
            || stored.least.len() != areas
        {
            return Err(KIND.damaged("its parts do not fit each other"));
        }
        let profiles = Profiles::of(&stored.framework, &stored.tfidf).rows;
        let cues = Cues::of(&stored.framework, stored.tfidf.analyser());
        Ok(Coder {
            profiles: Arc::new(profiles),
            cues: Arc::new(cues),
            told: Coder::told(&stored.scores, stored.correction.as_ref()),
            framework: stored.framework,
            tfidf: Arc::new(stored.tfidf),
            space: stored.space,
            judgement: stored.judgement,
            scores: stored.scores,
            correction: stored.correction,
            neighbours: stored.neighbours,
            least: stored.least,
            settings: stored.settings,
        })
    }
}
