//! What an analysis found: the form that is saved as JSON.

use serde::{Deserialize, Serialize};

use super::settings::Settings;
use crate::agreement::Agreement;
use crate::cluster::{Clustering, Ground, KChoice, StartRecord};
use crate::coding::{
    AreaOverlap, AreaSummary, Asking, Coder, Coding, FrameworkMatrix, Question, ThemeLinks, ThinArea,
};
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::noise::{Noise, NoiseSummary};
use crate::round::Passage;
use crate::space::{Brought, DenseMatrix};
use crate::theme::{BroadTheme, Theme, ThemeLikeness, Unplaced};
use crate::vectorize::Vocabulary;

/// The version of the form of [`Analysis`]. It grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// What an analysis found. Serialises to documented JSON; passages and quotations are byte ranges of the
/// round's documents, in the round's canonical order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Analysis {
    /// [`SCHEMA`] of the version that wrote it.
    pub schema: u32,
    /// The version of commonground that wrote it.
    pub version: String,
    /// The settings of the run.
    pub settings: Settings,
    /// What the user brought to the clustering.
    #[serde(default)]
    pub brought: BroughtSummary,
    /// The documents, in the round's order.
    pub documents: Vec<DocumentSummary>,
    /// What was set aside before the analysis; nothing in results of versions that did not look for it.
    #[serde(default)]
    pub noise: NoiseSummary,
    /// The passages, in order, with where each went.
    pub passages: Vec<PassageSummary>,
    /// How the number of themes came about.
    pub k: KSummary,
    /// The themes, the most widely raised first.
    pub themes: Vec<Theme>,
    /// Themes that lie near each other, told as one: each theme is in exactly one of them. None where there are fewer
    /// than six themes.
    #[serde(default)]
    pub broad: Vec<BroadTheme>,
    /// How like the themes are to each other; nothing in results of versions that did not tell it.
    #[serde(default)]
    pub likeness: ThemeLikeness,
    /// What the passages say about the framework's areas; none if there was no framework.
    pub coding: Option<CodingSummary>,
    /// How far the areas agree with what people coded; none until
    /// [`compare_with_people`](crate::compare_with_people) says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub agreement: Option<Agreement>,
}

impl Analysis {
    /// The analysis as JSON, for [`from_json`](Self::from_json).
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down, which is a bug.
    #[inline]
    pub fn to_json(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Model { what: error.to_string() })
    }

    /// Reads an analysis that this or an earlier version saved as JSON.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged or of a later schema.
    #[inline]
    pub fn from_json(json: &str) -> Result<Self> {
        // What the parser says of values would quote them, and they may be somebody's text.
        let damaged = |error: serde_json::Error| Error::Model {
            what: format!(
                "not a saved analysis (line {}, column {}): analyse the round again, or check the file",
                error.line(),
                error.column()
            ),
        };
        let Header { schema } = serde_json::from_str(json).map_err(damaged)?;
        if schema > SCHEMA {
            let what = format!(
                "an analysis of schema {schema}, but this version reads up to {SCHEMA}: update commonground"
            );
            return Err(Error::Model { what });
        }
        serde_json::from_str(json).map_err(damaged)
    }
}

/// What is read first, before the rest is trusted.
#[derive(Deserialize)]
struct Header {
    schema: u32,
}

/// A document in short.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentSummary {
    /// The document's id.
    pub id: String,
    /// Its number of words.
    pub words: usize,
    /// Its number of passages.
    pub passages: usize,
}

/// A passage and where it went.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PassageSummary {
    /// Document and byte range.
    #[serde(flatten)]
    pub passage: Passage,
    /// The number of its theme; none if it is unplaced.
    pub theme: Option<usize>,
    /// Why it is unplaced.
    pub unplaced: Option<Unplaced>,
    /// How near it is to the centre of its cluster (0–1).
    pub score: Option<f32>,
    /// How sure its cluster is: see [`Clustering::confidence`] (0–1).
    #[serde(default)]
    pub confidence: Option<f32>,
    /// The number of the campaign that it is a copy of.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub campaign: Option<usize>,
}

/// What the user brought to the clustering, in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BroughtSummary {
    /// How many numbers each vector had; none if no vectors were brought.
    pub dimensions: Option<usize>,
    /// How many words the background had vectors of; none if there was no background.
    pub background_words: Option<usize>,
    /// How many of the round's words are among these, and how many words the round has; none in results of versions
    /// that did not count them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub known_words: Option<(usize, usize)>,
}

impl BroughtSummary {
    pub(super) fn of(brought: Brought<'_>, vocabulary: &Vocabulary) -> Self {
        BroughtSummary {
            dimensions: brought.vectors.map(|vectors| vectors.cols()),
            background_words: brought.background.map(|background| background.words()),
            known_words: brought.background.map(|background| background.coverage(vocabulary)),
        }
    }

    /// A warning, if the background knows so few of the round's words (under a quarter) that it hardly counts.
    pub fn warning(&self) -> Option<String> {
        let (known, of) = self.known_words?;
        let is_few = (known as f64) < FEW_KNOWN * of as f64;
        is_few.then(|| format!("{known} of {of} words of the round are known, so it hardly counts: learn a background from texts of the same kind"))
    }
}

/// A background that knows a smaller share of the round's words than this knows few.
const FEW_KNOWN: f64 = 0.25;

/// How the number of themes came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KSummary {
    /// The number of clusters.
    pub k: usize,
    /// The recommendation with its curve; none if the number was given.
    pub choice: Option<KChoice>,
    /// What each random start reached, in order. This is before whole clusters are exchanged, which the best quarter of the
    /// starts goes through; the clusters that are kept may reach more than any start here.
    pub starts: Vec<StartRecord>,
}

impl KSummary {
    /// What the texts have in common; none if the number of themes was given.
    pub fn ground(&self) -> Option<Ground> {
        self.choice.as_ref().map(|choice| choice.ground)
    }
}

/// What the passages say about the areas of a framework.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CodingSummary {
    /// The framework, as it was given.
    pub framework: Framework,
    /// The areas given to each passage, in the order of the passages.
    pub codings: Vec<Coding>,
    /// Documents × areas.
    pub matrix: FrameworkMatrix,
    /// Each area over the whole round, in the framework's order.
    pub areas: Vec<AreaSummary>,
    /// Themes beside areas.
    pub links: ThemeLinks,
    /// Pairs of areas that coders will confuse, the most confused first.
    #[serde(default)]
    pub overlaps: Vec<AreaOverlap>,
    /// Areas with too little evidence, in the framework's order.
    #[serde(default)]
    pub thin: Vec<ThinArea>,
}

/// The clusters of a round without themes: what [`cluster_round`](crate::cluster_round) returns.
#[derive(Debug, Clone)]
pub struct RoundClusters {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// What was set aside before.
    pub noise: Noise,
    /// The cluster of each passage, and the clusters.
    pub clustering: Clustering,
    /// What the user brought to the clustering.
    pub brought: BroughtSummary,
    /// How the number of clusters came about.
    pub k: KSummary,
}

/// The coding of a round without themes: what [`code_round`](crate::code_round) returns.
#[derive(Debug, Clone)]
pub struct RoundCodings {
    /// The passages, in order.
    pub passages: Vec<Passage>,
    /// The areas given to each.
    pub codings: Vec<Coding>,
    /// How likely a person would give each area to each passage (passages × areas, 0–1), given or not.
    pub likely: DenseMatrix,
    /// What was learned, for texts to come.
    pub coder: Coder,
    pub(super) asking: Asking,
}

impl RoundCodings {
    /// Which passages a person should code next, because that would teach the coder most: at most `n`, the most helpful
    /// first, each with the reason.
    ///
    /// They are passages of which little is known, and which are like many others of which little is known, but not like
    /// each other, nor like those that people coded already. Areas with few coded examples count more. What people
    /// coded is never asked, nor what has no known word, nor a text equal to one that is asked or coded. Of a round with
    /// more than 3,072 such passages as many are looked at, evenly spread.
    pub fn ask(&self, n: usize) -> Vec<Question> {
        self.asking.ask(n)
    }
}
