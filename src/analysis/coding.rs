//! The part of the flow that codes passages onto areas.

use std::borrow::Cow;
use std::sync::Arc;

use super::results::CodingSummary;
use super::settings::Settings;
use crate::coding::{
    BroughtPlaces, Coder, Coding, FrameworkMatrix, HumanCodes, UnitCodes, link_themes, summarise,
};
use crate::error::Result;
use crate::framework::Framework;
use crate::noise::Noise;
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, Round};
use crate::space::{Background, DenseMatrix, Space};
use crate::theme::Themes;
use crate::vectorize::{CsrMatrix, Tfidf};

/// What the user adds to what framework and round say themselves.
#[derive(Debug, Clone, Copy, Default)]
pub struct CodeWith<'a> {
    /// What people coded already: it stays as it is, and the other passages are coded the more alike.
    pub codes: Option<&'a HumanCodes>,
    /// Word vectors learned from other texts.
    pub background: Option<&'a Background>,
    /// A vector for each passage and each area, of any embedding.
    pub vectors: Option<BroughtPlaces<'a>>,
}

/// Passages with what was read of them.
pub(super) struct ReadPassages<'a> {
    pub(super) round: &'a Round,
    pub(super) passages: &'a [Passage],
    pub(super) texts: &'a [Cow<'a, str>],
    pub(super) tfidf: &'a Arc<Tfidf>,
    pub(super) counts: &'a CsrMatrix,
}

impl ReadPassages<'_> {
    /// Learns a coder from all passages, and codes them; with the likelihood of each area (passages × areas).
    pub(super) fn code(
        &self,
        framework: &Framework,
        with: CodeWith<'_>,
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<(Coder, Vec<Coding>, DenseMatrix)> {
        progress.stage("areas", None);
        framework.validate()?;
        let codes: Option<UnitCodes> =
            with.codes.map(|codes| codes.by_passage(self.round, self.passages, framework));
        let space = Space::learn(
            self.tfidf,
            self.counts,
            self.texts,
            with.background,
            &settings.space,
            settings.seed,
        )?;
        checkpoint(progress)?;
        let coder = Coder::learn(
            framework,
            Arc::clone(self.tfidf),
            space,
            self.texts,
            self.counts,
            codes.as_ref(),
            with.vectors,
            settings.coding.clone(),
        )?;
        checkpoint(progress)?;
        let vectors = with.vectors.map(|vectors| vectors.texts);
        let (codings, likely) = coder.code_counts(self.texts, self.counts, codes.as_ref(), vectors);
        checkpoint(progress)?;
        Ok((coder, codings, likely))
    }

    /// Codes all passages, and sums it up.
    pub(super) fn sum_up(
        &self,
        noise: &Noise,
        framework: &Framework,
        with: CodeWith<'_>,
        told: &Themes,
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<CodingSummary> {
        let (coder, codings, _) = self.code(framework, with, settings, progress)?;
        let theme_of: Vec<Option<usize>> = told.of_passage.iter().map(|placed| placed.ok()).collect();
        let (round, passages, most) = (self.round, self.passages, settings.themes.quotations);
        Ok(CodingSummary {
            matrix: FrameworkMatrix::of(round, passages, framework, &codings),
            areas: summarise(round, passages, noise, self.tfidf, &coder, framework, &codings, most),
            links: link_themes(&theme_of, &codings, told.themes.len(), framework.areas.len()),
            framework: framework.clone(),
            codings,
        })
    }
}
