//! A coder as JSON: stable, and checked when it is read.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use super::coder::{Coder, CodingSettings};
use super::cue::Cues;
use super::judgement::Judgement;
use super::linear::Linear;
use super::neighbours::Neighbours;
use super::profile::Profiles;
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::space::Space;
use crate::vectorize::Tfidf;

const KIND: &str = "commonground-coder";
const SCHEMA: u32 = 1;

/// What every schema has.
#[derive(Deserialize)]
struct Head {
    kind: String,
    schema: u32,
}

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
    pub fn save(&self) -> Result<String> {
        let stored = Stored {
            kind: KIND.into(),
            schema: SCHEMA,
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
    pub fn load(json: &str) -> Result<Self> {
        let damaged = |what: &str| Error::Model {
            what: format!("not a saved coder ({what}): learn one, or check the file"),
        };
        // What the parser says of values would quote them, and they may be somebody's text.
        let what = |error: serde_json::Error| match error.classify() {
            Category::Data => damaged("JSON of another form"),
            _ => damaged(&format!("no whole JSON, line {}, column {}", error.line(), error.column())),
        };
        let head: Head = serde_json::from_str(json).map_err(what)?;
        if head.kind != KIND {
            return Err(damaged("JSON of another kind"));
        }
        if head.schema > SCHEMA {
            let what = format!(
                "the coder has schema {}, and this version reads up to {SCHEMA}: update commonground, or learn it again",
                head.schema
            );
            return Err(Error::Model { what });
        }
        let stored: Stored<Framework, Tfidf, Space, Judgement, Linear, Neighbours> =
            serde_json::from_str(json).map_err(what)?;
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
            return Err(damaged("its parts do not fit each other"));
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
