//! The whole flow, a stage a line. Read this first.

use serde::{Deserialize, Serialize};

use crate::cluster::{self, Engine, Geometry, KChoice, KMeansParams, StartRecord, choose_k};
use crate::error::Result;
use crate::framework::{
    AreaSummary, Coder, Coding, CodingSettings, Framework, FrameworkMatrix, ThemeLinks, link_themes,
    summarise,
};
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, PassageSettings, Round, passages};
use crate::text::words;
use crate::theme::{Theme, ThemeSettings, Unplaced, tell};
use crate::vectorize::{CsrMatrix, Tfidf, TfidfSettings, log_masses};

/// The version of the form of [`Analysis`]. It grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// How many themes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum K {
    /// As many as the data repeats; see [`choose_k`].
    #[default]
    Auto,
    /// Exactly so many.
    #[serde(untagged)]
    Exactly(usize),
}

/// Everything that can be set about an analysis. The defaults suit a round of long documents in English.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How many themes.
    pub k: K,
    /// How documents are cut into passages.
    pub passages: PassageSettings,
    /// How texts become terms and rows.
    pub tfidf: TfidfSettings,
    /// What "near" means.
    pub geometry: Geometry,
    /// Which algorithm fits the clusters.
    pub engine: Engine,
    /// How many random starts; more take longer and settle on a better division (1–50 or so).
    pub starts: usize,
    /// How much is told about each theme.
    pub themes: ThemeSettings,
    /// How passages are coded.
    pub coding: CodingSettings,
    /// The seed of all chance.
    pub seed: u64,
}

impl Default for Settings {
    fn default() -> Self {
        let KMeansParams { geometry, engine, starts, seed, .. } = KMeansParams::new(1);
        Settings {
            k: K::Auto,
            passages: PassageSettings::default(),
            tfidf: TfidfSettings::default(),
            geometry,
            engine,
            starts,
            themes: ThemeSettings::default(),
            coding: CodingSettings::default(),
            seed,
        }
    }
}

impl Settings {
    /// The parameters of a k-means fit with `k` clusters.
    pub fn kmeans(&self, k: usize) -> KMeansParams {
        let Settings { geometry, engine, starts, seed, .. } = *self;
        KMeansParams { geometry, engine, starts, seed, ..KMeansParams::new(k) }
    }

    /// The rows that the geometry clusters: TF-IDF rows, or masses.
    pub fn rows(&self, tfidf: &Tfidf, counts: CsrMatrix) -> CsrMatrix {
        match self.geometry {
            Geometry::Cosine => tfidf.weigh(counts),
            Geometry::JensenShannon => log_masses(counts),
        }
    }
}

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
    /// The documents, in the round's order.
    pub documents: Vec<DocumentSummary>,
    /// The passages, in order, with where each went.
    pub passages: Vec<PassageSummary>,
    /// How the number of themes came about.
    pub k: KSummary,
    /// The themes, the most widely raised first.
    pub themes: Vec<Theme>,
    /// What the passages say about the framework's areas; none if there was no framework.
    pub coding: Option<CodingSummary>,
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
}

/// How the number of themes came about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KSummary {
    /// The number of clusters.
    pub k: usize,
    /// The recommendation with its curve; none if the number was given.
    pub choice: Option<KChoice>,
    /// What each random start reached.
    pub starts: Vec<StartRecord>,
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
}

/// Analyses a round: passages, terms, clusters, themes and, with a framework, coded areas.
///
/// The result depends only on the documents, the framework and the settings: not on the order of the input,
/// the number of threads or the machine. (The machine may show with the engine linfa, whose dense
/// arithmetic chooses its kernels by the processor.)
///
/// # Errors
/// Any [`Error`](crate::Error) of a stage; [`Error::Cancelled`](crate::Error::Cancelled) if `progress` asks to stop.
pub fn analyse(
    round: &Round,
    framework: Option<&Framework>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Analysis> {
    progress.stage("passages", None);
    let passages = passages(round, &settings.passages)?;
    let texts: Vec<&str> = passages.iter().map(|p| p.text(round)).collect();
    checkpoint(progress)?;

    progress.stage("terms", None);
    let (tfidf, counts) = Tfidf::fit_counts(for_so_many(&settings.tfidf, texts.len()), &texts)?;
    let rows = tfidf.weigh(counts.clone());
    let clustered = settings.rows(&tfidf, counts);
    checkpoint(progress)?;

    let choice = recommend(&clustered, &passages, settings, progress)?;
    let k = choice.as_ref().map_or(1, |choice| choice.k);
    let k = if let K::Exactly(k) = settings.k { k } else { k };
    progress.stage("clusters", Some(settings.starts as u64));
    let clustering = cluster::fit(&clustered, &settings.kmeans(k), progress)?;

    progress.stage("themes", None);
    let told = tell(round, &passages, &tfidf, &rows, &clustering.assignments, &settings.themes);
    checkpoint(progress)?;
    let theme_of: Vec<Option<usize>> = told.of_passage.iter().map(|placed| placed.ok()).collect();

    let coding = match framework {
        None => None,
        Some(framework) => {
            progress.stage("areas", None);
            let coder = Coder::new(framework, &tfidf, settings.coding.clone())?;
            let codings = coder.code(&texts);
            checkpoint(progress)?;
            let quotations = settings.themes.quotations;
            Some(CodingSummary {
                matrix: FrameworkMatrix::of(round, &passages, framework, &codings),
                areas: summarise(round, &passages, &tfidf, &coder, framework, &codings, quotations),
                links: link_themes(&theme_of, &codings, told.themes.len(), framework.areas.len()),
                framework: framework.clone(),
                codings,
            })
        }
    };

    Ok(Analysis {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.clone(),
        documents: documents(round, &passages),
        k: KSummary { k, choice, starts: clustering.starts },
        passages: passages
            .into_iter()
            .zip(told.of_passage)
            .zip(clustering.assignments)
            .map(|((passage, placed), assignment)| PassageSummary {
                passage,
                theme: placed.ok(),
                unplaced: placed.err(),
                score: assignment.map(|a| a.score),
            })
            .collect(),
        themes: told.themes,
        coding,
    })
}

/// Fewer passages than this are a handful, in which every term that recurs may matter.
const HANDFUL: usize = 20;

/// The settings for a round of so many passages. In a handful the limits of document frequency would leave no
/// term, so there a term may be in all passages, and among fewer than four in one only.
fn for_so_many(settings: &TfidfSettings, passages: usize) -> TfidfSettings {
    let mut settings = settings.clone();
    if passages < HANDFUL {
        let vocabulary = &mut settings.vocabulary;
        vocabulary.max_df = 1.0;
        vocabulary.phrase_min_df = vocabulary.phrase_min_df.min(2);
        if passages < 4 {
            vocabulary.min_df = 1;
        }
    }
    settings
}

/// The recommended number of clusters, if it was left open.
fn recommend(
    rows: &CsrMatrix,
    passages: &[Passage],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Option<KChoice>> {
    if settings.k != K::Auto {
        return Ok(None);
    }
    let document_of: Vec<usize> = passages.iter().map(|p| p.document).collect();
    Ok(Some(choose_k(rows, &document_of, &settings.kmeans(1), progress)?))
}

fn documents(round: &Round, passages: &[Passage]) -> Vec<DocumentSummary> {
    let mut counts = vec![0; round.documents().len()];
    passages.iter().for_each(|p| counts[p.document] += 1);
    let summaries = round.documents().iter().zip(counts);
    summaries
        .map(|(d, passages)| DocumentSummary { id: d.id.clone(), words: words(&d.text).count(), passages })
        .collect()
}
