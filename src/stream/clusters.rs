//! Clusters that were fitted on a sample, and every other text placed among them.

use std::borrow::Cow;
use std::sync::Arc;

use serde::{Deserialize, Serialize, Serializer};

use crate::analysis::{KSummary, Settings, Stages};
use crate::cluster::{Assignment, ClusterSums, FrozenClusters};
use crate::error::{Error, Result};
use crate::noise::{KnownNoise, SetAside};
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, Round, passages};
use crate::saved;
use crate::space::{Background, Brought, Lens, Views};
use crate::vectorize::Tfidf;

/// All that is needed to place a text: how it is read, how it looks, and the clusters. Frozen; placing text never changes
/// it, and a text is placed alone as in a batch.
#[derive(Debug, Serialize, Deserialize)]
#[serde(try_from = "Stored")]
pub struct ClusterModel {
    settings: Settings,
    noise: KnownNoise,
    #[serde(serialize_with = "as_it_is")]
    tfidf: Arc<Tfidf>,
    lens: Lens,
    clusters: FrozenClusters,
    k: KSummary,
}

fn as_it_is<S: Serializer>(tfidf: &Arc<Tfidf>, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    tfidf.as_ref().serialize(serializer)
}

const KIND: &str = "commonground-clusters";
const SCHEMA: u32 = 1;

impl ClusterModel {
    /// Fits noise, terms, views and clusters on the documents of a sample.
    ///
    /// # Errors
    /// As [`cluster_round_with`](crate::cluster_round_with).
    pub fn fit(
        sample: &Round,
        background: Option<&Background>,
        settings: &Settings,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let brought = Brought { vectors: None, background };
        let settings = settings.resolved(brought);
        let stages = Stages::read(sample, &settings, progress)?;
        progress.stage("space", None);
        let voices = stages.noise.voices();
        let texts: Vec<&str> = voices.iter().map(|&voice| stages.texts[voice].as_ref()).collect();
        let counts = stages.counts.select(voices.iter().copied());
        let lens = Lens::learn(&stages.tfidf, &counts, &texts, background, &settings.space, settings.seed)?;
        let views = lens.views(&stages.tfidf, counts);
        checkpoint(progress)?;
        let (k, clustering) = stages.cluster(&views, brought)?;
        let of_voices: Vec<Option<Assignment>> =
            voices.iter().map(|&voice| clustering.assignments[voice]).collect();
        let mut sums = ClusterSums::for_views(clustering.model.params(), &views)?;
        sums.add(&views, &of_voices)?;
        let clusters = sums.finish()?;
        let noise = KnownNoise::of(sample, &stages.passages, &stages.noise, &settings.noise);
        let tfidf = Arc::clone(&stages.tfidf);
        Ok(ClusterModel { settings, noise, tfidf, lens, clusters, k })
    }

    /// Cuts the documents of a batch into passages and places these.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`].
    pub fn place(&self, batch: &Round) -> Result<Placed> {
        let passages = passages(batch, &self.settings.passages)?;
        let read: Vec<(Cow<'_, str>, Option<SetAside>)> =
            passages.iter().map(|passage| self.noise.read(batch, passage)).collect();
        let (texts, set_aside): (Vec<Cow<'_, str>>, Vec<_>) = read.into_iter().unzip();
        let views = self.lens.views(&self.tfidf, self.tfidf.count(&texts));
        let assignments = self.clusters.place(&views);
        Ok(Placed { passages, set_aside, assignments, views })
    }

    /// Sums of no text, for a pass over all of them.
    ///
    /// # Errors
    /// As [`ClusterSums::none`].
    pub fn no_sums(&self) -> Result<ClusterSums> {
        let nothing: [&str; 0] = [];
        let views = self.lens.views(&self.tfidf, self.tfidf.count(&nothing));
        ClusterSums::for_views(self.clusters.model().params(), &views)
    }

    /// The same with the clusters of these sums, which were made with it. If a cluster would be empty nothing changes.
    ///
    /// # Errors
    /// [`Error::Shape`] if they are sums of other clusters.
    pub fn refined(mut self, sums: &ClusterSums) -> Result<Self> {
        if sums.sizes().contains(&0) {
            return Ok(self);
        }
        let clusters = sums.finish()?;
        clusters.check(self.tfidf.vocabulary().len())?;
        self.clusters = clusters;
        Ok(self)
    }

    /// The clusters.
    pub fn clusters(&self) -> &FrozenClusters {
        &self.clusters
    }

    /// How the number of clusters came about.
    pub fn k(&self) -> &KSummary {
        &self.k
    }

    /// The vectoriser by which texts are read.
    pub fn tfidf(&self) -> &Tfidf {
        &self.tfidf
    }

    /// The settings of the fit, with everything decided that was left open.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// The model as bytes (JSON with a version). The same model gives the same bytes. They hold terms, and no text.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    #[inline]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        saved::to_bytes(KIND, SCHEMA, self)
    }

    /// Reads a model that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version.
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        saved::from_bytes(KIND, SCHEMA, bytes)
    }
}

/// The passages of a batch, and where each goes.
#[derive(Debug, Clone)]
pub struct Placed {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// Why a passage is set aside; none if it is not.
    pub set_aside: Vec<Option<SetAside>>,
    /// The cluster of each, and its cosine with the cluster's centre; none for a passage without a known term.
    pub assignments: Vec<Option<Assignment>>,
    views: Views,
}

impl Placed {
    /// Adds the batch to the sums of its clusters.
    ///
    /// # Errors
    /// As [`ClusterSums::add`].
    pub fn add_to(&self, sums: &mut ClusterSums) -> Result<()> {
        sums.add(&self.views, &self.assignments)
    }
}

/// The stored form, checked when it is read back.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    settings: Settings,
    noise: KnownNoise,
    tfidf: Tfidf,
    lens: Lens,
    clusters: FrozenClusters,
    k: KSummary,
}

impl TryFrom<Stored> for ClusterModel {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let Stored { settings, noise, tfidf, lens, clusters, k } = stored;
        let terms = tfidf.vocabulary().len();
        lens.check(terms)?;
        clusters.check(terms)?;
        Ok(ClusterModel { settings, noise, tfidf: Arc::new(tfidf), lens, clusters, k })
    }
}
