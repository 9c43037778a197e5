//! The part of the flow that codes passages onto areas.

use std::sync::Arc;

use super::results::CodingSummary;
use super::stages::Stages;
use crate::coding::{
    BroughtPlaces, Coded, Coder, Coding, FrameworkMatrix, HumanCodes, LearningCurve, UnitCodes, link_themes,
    overlaps, summarise, thin_areas,
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
        let codes: Option<UnitCodes> =
            with.codes.map(|codes| codes.by_passage(self.round, &self.passages, framework));
        let coder = self.learn_coder(framework, with, codes.as_ref())?;
        let vectors = with.vectors.map(|vectors| vectors.texts);
        let (codings, likely) = coder.code_counts(&self.texts, &self.counts, codes.as_ref(), vectors);
        checkpoint(self.progress)?;
        Ok((coder, codings, likely))
    }

    /// Learns a coder from all passages, and from `codes` where there are some.
    pub(crate) fn learn_coder(
        &self,
        framework: &Framework,
        with: CodeWith<'_>,
        codes: Option<&UnitCodes>,
    ) -> Result<Coder> {
        self.progress.stage("areas", None);
        framework.validate()?;
        let Stages { tfidf, counts, texts, settings, .. } = self;
        let space = Space::learn(tfidf, counts, texts, with.background, &settings.space, settings.seed)?;
        checkpoint(self.progress)?;
        let tfidf = Arc::clone(tfidf);
        let settings = settings.coding.clone();
        let coder = Coder::learn(framework, tfidf, space, texts, counts, codes, with.vectors, settings)?;
        checkpoint(self.progress)?;
        Ok(coder)
    }

    /// How good the coding becomes with what people coded.
    pub(super) fn learning_curve(&self, framework: &Framework, with: CodeWith<'_>) -> Result<LearningCurve> {
        let codes = with.codes.map(|codes| codes.by_passage(self.round, &self.passages, framework));
        let codes = codes.unwrap_or_else(|| vec![None; self.passages.len()]);
        let coder = self.learn_coder(framework, with, None)?;
        let documents: Vec<usize> = self.passages.iter().map(|passage| passage.document).collect();
        let vectors = with.vectors.map(|vectors| vectors.texts);
        let coded = Coded { codes: &codes, documents: &documents };
        coder.curve(&self.texts, &self.counts, vectors, coded, self.settings.seed, self.progress)
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
            overlaps: overlaps(&codings, &framework.hierarchy()),
            thin: thin_areas(&areas, &codings, &framework.hierarchy()),
            areas,
            links: link_themes(&theme_of, &codings, told.themes.len(), &framework.hierarchy()),
            framework: framework.clone(),
            codings,
        })
    }
}
