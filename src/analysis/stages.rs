//! The stages of the flow, each given what those before it made.

use std::borrow::Cow;
use std::sync::Arc;

use super::results::{DocumentSummary, KSummary, PassageSummary};
use super::settings::{K, Settings};
use crate::cluster::{Clustering, Division, Ground, KChoice, Stability, choose_k, fit_views, stability};
use crate::error::{Error, Result};
use crate::noise::Noise;
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, Round, passages};
use crate::space::{Brought, Views, dealt_views, views};
use crate::text::words;
use crate::theme::{BroadTheme, ThemeLikeness, Themes, broad_themes, tell, theme_likeness};
use crate::vectorize::{CsrMatrix, Tfidf};

/// A round as it was read: what every later stage works on.
pub(crate) struct Stages<'a> {
    pub(super) round: &'a Round,
    pub(super) settings: &'a Settings,
    pub(super) progress: &'a dyn Progress,
    pub(crate) passages: Vec<Passage>,
    pub(crate) noise: Noise,
    /// The text of each passage, without what was set aside.
    pub(crate) texts: Vec<Cow<'a, str>>,
    pub(crate) tfidf: Arc<Tfidf>,
    /// Passages × terms: how often each occurs, and its weight.
    pub(crate) counts: CsrMatrix,
    pub(crate) rows: CsrMatrix,
}

/// The passages of a round, and what says nothing of its own: non-answers, boilerplate and the copies of campaigns.
pub(super) fn cut(
    round: &Round,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Vec<Passage>, Noise)> {
    progress.stage("passages", None);
    let passages = passages(round, &settings.passages)?;
    checkpoint(progress)?;
    progress.stage("noise", None);
    let noise = Noise::find(round, &passages, &settings.noise);
    checkpoint(progress)?;
    Ok((passages, noise))
}

impl<'a> Stages<'a> {
    /// Passages, what is set aside, and terms.
    pub(crate) fn read(round: &'a Round, settings: &'a Settings, progress: &'a dyn Progress) -> Result<Self> {
        let (passages, noise) = cut(round, settings, progress)?;
        let texts = noise.texts(round, &passages);
        progress.stage("terms", None);
        let (tfidf, counts) = Tfidf::fit_counts(settings.tfidf_for(texts.len()), &texts)?;
        let rows = tfidf.weigh(counts.clone());
        checkpoint(progress)?;
        Ok(Stages { round, settings, progress, passages, noise, texts, tfidf: Arc::new(tfidf), counts, rows })
    }

    /// The views of the voices, which are what is clustered.
    pub(crate) fn look(&self, brought: Brought<'_>) -> Result<Views> {
        let (found, wanted) = (brought.vectors.map(|vectors| vectors.rows()), self.passages.len());
        if let Some(found) = found.filter(|&found| found != wanted) {
            let what =
                format!("{found} vectors were brought for {wanted} passages: bring one for each, in order");
            return Err(Error::Shape { what });
        }
        self.progress.stage("space", None);
        let voices = self.noise.voices();
        let texts = self.texts_of(&voices);
        let counts = self.counts.select(voices.iter().copied());
        let vectors = brought.vectors.map(|vectors| vectors.select(voices.iter().copied()));
        let brought = Brought { vectors: vectors.as_ref(), ..brought };
        let views = views(&self.tfidf, counts, &texts, brought, &self.settings.space, self.settings.seed)?;
        checkpoint(self.progress)?;
        Ok(views)
    }

    fn texts_of(&self, voices: &[usize]) -> Vec<&str> {
        voices.iter().map(|&voice| self.texts[voice].as_ref()).collect()
    }

    /// The number of clusters that the voices recommend.
    fn choose_k(&self, views: &Views, brought: Brought<'_>) -> Result<KChoice> {
        let Settings { space, seed, .. } = self.settings;
        let voices = self.noise.voices();
        let documents: Vec<usize> = voices.iter().map(|&voice| self.passages[voice].document).collect();
        let params = self.settings.kmeans(1, voices.len());
        let deal = |rows: &[usize], number| {
            let dealt: Vec<usize> = rows.iter().map(|&row| voices[row]).collect();
            let texts = self.texts_of(&dealt);
            let vectors = brought.vectors.map(|vectors| vectors.select(dealt.iter().copied()));
            let brought = Brought { vectors: vectors.as_ref(), ..brought };
            dealt_views(self.settings.tfidf_for(texts.len()), &texts, brought, space, *seed, number)
        };
        choose_k(views, &documents, &params, &deal, self.progress)
    }

    /// The number of clusters, given or recommended, and the cluster of each passage. Only voices count; a campaign's
    /// copies go where its voice goes.
    pub(crate) fn cluster(&self, views: &Views, brought: Brought<'_>) -> Result<(KSummary, Clustering)> {
        let (settings, texts) = (self.settings, views.rows.rows());
        let (k, choice) = match settings.k {
            K::Exactly(k) => (k, None),
            K::Auto => {
                let choice = self.choose_k(views, brought)?;
                (choice.k, Some(choice))
            }
        };
        let params = settings.kmeans(k, texts);
        self.progress.stage("clusters", Some(params.starts as u64));
        let mut clustering = fit_views(views, &params, self.progress)?;
        clustering.assignments = self.noise.spread(&clustering.assignments);
        clustering.confidence = self.noise.spread(&clustering.confidence);
        Ok((KSummary { k, choice, starts: clustering.starts.clone() }, clustering))
    }

    /// The themes of the clusters; none where the texts have no common ground.
    pub(super) fn tell(&self, k: &KSummary, clustering: &Clustering) -> Result<Themes> {
        self.progress.stage("themes", None);
        let Stages { round, passages, noise, tfidf, rows, settings, .. } = self;
        let told = tell(round, passages, noise, tfidf, rows, &clustering.assignments, &settings.themes);
        checkpoint(self.progress)?;
        Ok(if k.ground() == Some(Ground::None) { told.without_ground() } else { told })
    }

    /// How stable each theme is. A campaign's voice stands for many documents, so it does not go with one of them.
    pub(super) fn find_again(
        &self,
        views: &Views,
        clustering: &Clustering,
        told: &Themes,
    ) -> Result<Vec<Option<Stability>>> {
        if told.themes.is_empty() {
            return Ok(Vec::new());
        }
        let voices = self.noise.voices();
        let clusters: Vec<_> = voices.iter().map(|&voice| clustering.assignments[voice]).collect();
        let judged: Vec<_> = voices.iter().map(|&voice| Some(told.of_passage[voice].ok()? - 1)).collect();
        let document =
            |&voice: &usize| self.noise.campaign_of(voice).is_none().then(|| self.passages[voice].document);
        let documents: Vec<_> = voices.iter().map(document).collect();
        let division = Division { clusters: &clusters, judged: &judged, documents: &documents };
        let params = self.settings.kmeans(clustering.model.k(), views.rows.rows());
        stability(views, &division, &params, &self.settings.stability, self.progress)
    }

    /// The broad themes.
    pub(super) fn join(&self, told: &Themes) -> Vec<BroadTheme> {
        let Stages { round, passages, noise, tfidf, rows, settings, .. } = self;
        broad_themes(round, passages, noise, tfidf, rows, told, &settings.themes)
    }

    /// How like the themes are to each other.
    pub(super) fn compare(&self, told: &Themes) -> ThemeLikeness {
        theme_likeness(self.round, &self.passages, &self.noise, &self.rows, told)
    }

    /// The passages, each with its theme or the reason why it has none.
    pub(super) fn where_each_went(&self, told: &Themes, clustering: &Clustering) -> Vec<PassageSummary> {
        let clusters = clustering.assignments.iter().zip(&clustering.confidence);
        let placed = self.passages.iter().zip(&told.of_passage).zip(clusters);
        placed
            .enumerate()
            .map(|(number, ((passage, placed), (assignment, &confidence)))| PassageSummary {
                passage: passage.clone(),
                theme: placed.ok(),
                unplaced: placed.err(),
                score: assignment.map(|a| a.score),
                confidence,
                campaign: self.noise.campaign_of(number),
            })
            .collect()
    }
}

/// The documents in short.
pub(super) fn documents(round: &Round, passages: &[Passage]) -> Vec<DocumentSummary> {
    let mut counts = vec![0; round.documents().len()];
    passages.iter().for_each(|p| counts[p.document] += 1);
    let summaries = round.documents().iter().zip(counts);
    summaries
        .map(|(d, passages)| DocumentSummary { id: d.id.clone(), words: words(&d.text).count(), passages })
        .collect()
}
