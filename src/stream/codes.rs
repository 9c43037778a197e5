//! A stream of texts coded onto areas.

use std::borrow::Cow;

use crate::analysis::{CodeWith, Settings, Stages};
use crate::coding::{Coder, Coding};
use crate::error::Result;
use crate::framework::Framework;
use crate::noise::KnownNoise;
use crate::progress::Progress;
use crate::round::{Passage, PassageSettings, Round, passages};
use crate::space::{Background, DenseMatrix};

/// A coder, and how texts are cut and read for it. Frozen: a text is coded alone as in a batch.
#[derive(Debug)]
pub struct CodeModel {
    coder: Coder,
    noise: KnownNoise,
    passages: PassageSettings,
}

/// The passages of a batch, and the areas of each.
#[derive(Debug, Clone)]
pub struct CodedBatch {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// The areas given to each.
    pub codings: Vec<Coding>,
    /// How likely a person would give each area to each passage (passages × areas, 0–1), given or not.
    pub likely: DenseMatrix,
}

impl CodeModel {
    /// Learns a coder from the framework and the documents of a sample.
    ///
    /// # Errors
    /// As [`code_round_with`](crate::code_round_with).
    pub fn fit(
        sample: &Round,
        framework: &Framework,
        background: Option<&Background>,
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let stages = Stages::read(sample, settings, progress)?;
        let coder = stages.learn_coder(framework, CodeWith { background, ..CodeWith::default() }, None)?;
        let noise = KnownNoise::of(sample, &stages.passages, &stages.noise, &settings.noise);
        Ok(CodeModel { coder, noise, passages: settings.passages.clone() })
    }

    /// Codes by what was learned before, and learns nothing: so all that is set aside is what a text shows by itself.
    pub fn by(coder: Coder, settings: &Settings) -> Self {
        let noise = KnownNoise::by_itself(&settings.noise);
        CodeModel { coder, noise, passages: settings.passages.clone() }
    }

    /// A coder that was saved with what [`noise`](Self::noise) it was used.
    pub fn with(coder: Coder, noise: KnownNoise, settings: &Settings) -> Self {
        CodeModel { coder, noise, passages: settings.passages.clone() }
    }

    /// Cuts the documents of a batch into passages and codes these.
    ///
    /// # Errors
    /// As [`Coder::code`], and [`Error::InvalidSetting`](crate::Error::InvalidSetting).
    pub fn code(&self, batch: &Round) -> Result<CodedBatch> {
        let passages = passages(batch, &self.passages)?;
        let texts: Vec<Cow<'_, str>> =
            passages.iter().map(|passage| self.noise.read(batch, passage).0).collect();
        let (codings, likely) = self.coder.code(&texts)?;
        Ok(CodedBatch { passages, codings, likely })
    }

    /// The coder.
    pub fn coder(&self) -> &Coder {
        &self.coder
    }

    /// What is set aside.
    pub fn noise(&self) -> &KnownNoise {
        &self.noise
    }
}
