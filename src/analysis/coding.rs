//! The part of the flow that codes passages onto areas.

use std::sync::Arc;

use super::results::CodingSummary;
use super::stages::Stages;
use crate::coding::{
    BroughtPlaces, Coder, Coding, FrameworkMatrix, HumanCodes, UnitCodes, link_themes, overlaps, summarise,
    thin_areas,
};
use crate::error::Result;
use crate::framework::Framework;
use crate::progress::checkpoint;
use crate::space::{Background, DenseMatrix, Space};
use crate::theme::Themes;

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

impl Stages<'_> {
    /// Learns a coder from all passages, and codes them; with the likelihood of each area (passages × areas).
    pub(super) fn code_passages(
        &self,
        framework: &Framework,
        with: CodeWith<'_>,
    ) -> Result<(Coder, Vec<Coding>, DenseMatrix)> {
        self.progress.stage("areas", None);
        framework.validate()?;
        let Stages { tfidf, counts, texts, settings, .. } = self;
        let codes: Option<UnitCodes> =
            with.codes.map(|codes| codes.by_passage(self.round, &self.passages, framework));
        let space = Space::learn(tfidf, counts, texts, with.background, &settings.space, settings.seed)?;
        checkpoint(self.progress)?;
        let coder = Coder::learn(
            framework,
            Arc::clone(tfidf),
            space,
            texts,
            counts,
            codes.as_ref(),
            with.vectors,
            settings.coding.clone(),
        )?;
        checkpoint(self.progress)?;
        let vectors = with.vectors.map(|vectors| vectors.texts);
        let (codings, likely) = coder.code_counts(texts, counts, codes.as_ref(), vectors);
        checkpoint(self.progress)?;
        Ok((coder, codings, likely))
    }

    /// What the passages say about the areas of a framework.
    pub(super) fn code(
        &self,
        framework: &Framework,
        with: CodeWith<'_>,
        told: &Themes,
    ) -> Result<CodingSummary> {
        let (coder, codings, _) = self.code_passages(framework, with)?;
        let Stages { round, passages, noise, tfidf, settings, .. } = self;
        let theme_of: Vec<Option<usize>> = told.of_passage.iter().map(|placed| placed.ok()).collect();
        let most = settings.themes.quotations;
        let areas = summarise(round, passages, noise, tfidf, &coder, framework, &codings, most);
        Ok(CodingSummary {
            matrix: FrameworkMatrix::of(round, passages, framework, &codings),
            overlaps: overlaps(&codings, framework.areas.len()),
            thin: thin_areas(&areas, &codings),
            areas,
            links: link_themes(&theme_of, &codings, told.themes.len(), framework.areas.len()),
            framework: framework.clone(),
            codings,
        })
    }
}
