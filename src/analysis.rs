//! The whole flow, a stage a line. Read this first.

mod results;
mod settings;

pub use results::{
    Analysis, BroughtSummary, CodingSummary, DocumentSummary, KSummary, PassageSummary, RoundClusters,
    RoundCodings, SCHEMA,
};
pub use settings::{K, Quality, Settings};

use crate::cluster::{self, Clustering, Division, Stability, choose_k, stability};
use crate::coding::{Coder, FrameworkMatrix, link_themes, summarise};
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::noise::Noise;
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, Round, passages};
use crate::space::{Background, Brought, Views, views};
use crate::text::words;
use crate::theme::{Themes, broad_themes, tell};
use crate::vectorize::{CsrMatrix, Tfidf};

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
    analyse_with(round, framework, Brought::default(), settings, progress)
}

/// As [`analyse`], with what the user brings to the clustering: a vector for each passage (those that
/// [`passages`](crate::round::passages()) cuts by the same settings, in that order), or a [`Background`].
///
/// ```
/// use commonground::round::passages;
/// use commonground::space::{Brought, DenseMatrix};
/// use commonground::{Document, K, Round, Settings, Silent, analyse_with};
///
/// let round = Round::new(vec![
///     Document::new("ashby", "We count events, and have no baseline."),
///     Document::new("birch", "Without a baseline nobody can measure events."),
///     Document::new("elsdon", "The library and the hall stand empty."),
///     Document::new("farley", "An empty hall, and a library that closes."),
/// ])?;
/// let settings = Settings { k: K::Exactly(2), ..Settings::default() };
/// assert_eq!(passages(&round, &settings.passages)?.len(), 4);
///
/// // Four vectors of two numbers, of whatever embedding.
/// let vectors = DenseMatrix::from_rows(2, vec![0.9, 0.1, 0.8, 0.2, 0.1, 0.9, 0.0, 1.0])?;
/// let brought = Brought { vectors: Some(&vectors), ..Brought::default() };
/// let analysis = analyse_with(&round, None, brought, &settings, &Silent)?;
/// assert_eq!(analysis.brought.dimensions, Some(2));
/// # Ok::<(), commonground::Error>(())
/// ```
///
/// # Errors
/// As [`analyse`], and [`Error::Shape`](crate::Error::Shape) or [`Error::Model`](crate::Error::Model) if what was
/// brought does not fit the round or the settings.
pub fn analyse_with(
    round: &Round,
    framework: Option<&Framework>,
    brought: Brought<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Analysis> {
    let passages = cut(round, settings, progress)?;
    let noise = find_noise(round, &passages, settings, progress)?;
    let texts = noise.texts(round, &passages);
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    let rows = tfidf.weigh(counts.clone());
    let views = look(&passages, &noise, &texts, &tfidf, &counts, brought, settings, progress)?;
    let (k, clustering) = cluster_voices(&passages, &noise, &views, settings, progress)?;

    progress.stage("themes", None);
    let mut told = tell(round, &passages, &noise, &tfidf, &rows, &clustering.assignments, &settings.themes);
    checkpoint(progress)?;
    told.set_stability(find_again(&passages, &noise, &views, &clustering, &told, k.k, settings, progress)?);
    let broad = broad_themes(round, &passages, &noise, &tfidf, &rows, &told, &settings.themes);

    let codes =
        |framework| code_areas(round, &passages, &noise, &tfidf, &rows, framework, &told, settings, progress);
    let coding = framework.map(codes).transpose()?;
    Ok(Analysis {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.clone(),
        brought: BroughtSummary::of(brought),
        documents: documents(round, &passages),
        k,
        noise: noise.summary().clone(),
        passages: where_each_went(passages, &noise, &told, &clustering),
        themes: told.themes,
        broad,
        coding,
    })
}

/// Clusters a round and tells no themes: for batch use, and for a pipeline of one's own.
///
/// # Errors
/// As [`analyse`].
pub fn cluster_round(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<RoundClusters> {
    cluster_round_with(round, Brought::default(), settings, progress)
}

/// As [`cluster_round`], with what the user brings: see [`analyse_with`].
///
/// # Errors
/// As [`analyse_with`].
pub fn cluster_round_with(
    round: &Round,
    brought: Brought<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<RoundClusters> {
    let passages = cut(round, settings, progress)?;
    let noise = find_noise(round, &passages, settings, progress)?;
    let texts = noise.texts(round, &passages);
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    let views = look(&passages, &noise, &texts, &tfidf, &counts, brought, settings, progress)?;
    let (k, clustering) = cluster_voices(&passages, &noise, &views, settings, progress)?;
    Ok(RoundClusters { passages, noise, clustering, k })
}

/// Codes a round onto a framework, without clusters. A passage gets the areas that [`analyse`] gives it.
///
/// # Errors
/// As [`analyse`].
pub fn code_round(
    round: &Round,
    framework: &Framework,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<RoundCodings> {
    let passages = cut(round, settings, progress)?;
    let texts = find_noise(round, &passages, settings, progress)?.texts(round, &passages);
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    progress.stage("areas", None);
    let coder = Coder::new(framework, &tfidf, settings.coding.clone())?;
    let codings = coder.code_rows(&texts, &tfidf.weigh(counts));
    checkpoint(progress)?;
    Ok(RoundCodings { passages, codings })
}

/// Learns a background from a round, for rounds to come that are read by the same settings. What says nothing of its
/// own is left out, and a campaign counts as one text.
///
/// # Errors
/// As [`analyse`].
pub fn learn_background(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<Background> {
    let passages = cut(round, settings, progress)?;
    let noise = find_noise(round, &passages, settings, progress)?;
    let texts = noise.texts(round, &passages);
    let voices: Vec<&str> = noise.voices().into_iter().map(|voice| texts[voice].as_ref()).collect();
    progress.stage("words", None);
    let tfidf = settings.tfidf_for(voices.len());
    let background = Background::learn(&voices, tfidf, &settings.space.words, settings.seed)?;
    checkpoint(progress)?;
    Ok(background)
}

fn cut(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<Vec<Passage>> {
    progress.stage("passages", None);
    let passages = passages(round, &settings.passages)?;
    checkpoint(progress)?;
    Ok(passages)
}

/// What says nothing of its own: non-answers, boilerplate and the copies of campaigns.
fn find_noise(
    round: &Round,
    passages: &[Passage],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Noise> {
    progress.stage("noise", None);
    let noise = Noise::find(round, passages, &settings.noise);
    checkpoint(progress)?;
    Ok(noise)
}

fn read_terms<S: AsRef<str> + Sync>(
    texts: &[S],
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(Tfidf, CsrMatrix)> {
    progress.stage("terms", None);
    let fitted = Tfidf::fit_counts(settings.tfidf_for(texts.len()), texts)?;
    checkpoint(progress)?;
    Ok(fitted)
}

/// The views of the voices, which are what is clustered.
#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
fn look<S: AsRef<str> + Sync>(
    passages: &[Passage],
    noise: &Noise,
    texts: &[S],
    tfidf: &Tfidf,
    counts: &CsrMatrix,
    brought: Brought<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Views> {
    if let Some(vectors) = brought.vectors.filter(|vectors| vectors.rows() != passages.len()) {
        let (found, wanted) = (vectors.rows(), passages.len());
        let what =
            format!("{found} vectors were brought for {wanted} passages: bring one for each, in order");
        return Err(Error::Shape { what });
    }
    progress.stage("space", None);
    let voices = noise.voices();
    let texts: Vec<&str> = voices.iter().map(|&voice| texts[voice].as_ref()).collect();
    let counts = counts.select(voices.iter().copied());
    let vectors = brought.vectors.map(|vectors| vectors.select(voices.iter().copied()));
    let brought = Brought { vectors: vectors.as_ref(), ..brought };
    let views = views(tfidf, counts, &texts, brought, &settings.space, settings.seed)?;
    checkpoint(progress)?;
    Ok(views)
}

/// The clusters of the passages, of which only voices count; a campaign's copies go where its voice goes.
fn cluster_voices(
    passages: &[Passage],
    noise: &Noise,
    views: &Views,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(KSummary, Clustering)> {
    let document_of: Vec<usize> = noise.voices().iter().map(|&voice| passages[voice].document).collect();
    let (k, mut clustering) = find_clusters(&document_of, views, settings, progress)?;
    clustering.assignments = noise.spread(&clustering.assignments);
    clustering.confidence = noise.spread(&clustering.confidence);
    Ok((k, clustering))
}

/// How stable each theme is. A campaign's voice stands for many documents, so it does not go with one of them.
#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
fn find_again(
    passages: &[Passage],
    noise: &Noise,
    views: &Views,
    clustering: &Clustering,
    told: &Themes,
    k: usize,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Vec<Option<Stability>>> {
    let voices = noise.voices();
    let clusters: Vec<_> = voices.iter().map(|&voice| clustering.assignments[voice]).collect();
    let judged: Vec<_> = voices.iter().map(|&voice| Some(told.of_passage[voice].ok()? - 1)).collect();
    let document = |&voice: &usize| noise.campaign_of(voice).is_none().then_some(passages[voice].document);
    let documents: Vec<_> = voices.iter().map(document).collect();
    let division = Division { clusters: &clusters, judged: &judged, documents: &documents };
    stability(views, &division, &settings.kmeans(k, views.rows.rows()), &settings.stability, progress)
}

/// The number of clusters, given or recommended, and the clusters.
fn find_clusters(
    document_of: &[usize],
    views: &Views,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(KSummary, Clustering)> {
    let (k, choice) = match settings.k {
        K::Exactly(k) => (k, None),
        K::Auto => {
            let choice = choose_k(views, document_of, &settings.kmeans(1, views.rows.rows()), progress)?;
            (choice.k, Some(choice))
        }
    };
    let params = settings.kmeans(k, views.rows.rows());
    progress.stage("clusters", Some(params.starts as u64));
    let clustering = cluster::fit_views(views, &params, progress)?;
    Ok((KSummary { k, choice, starts: clustering.starts.clone() }, clustering))
}

#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
fn code_areas(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    framework: &Framework,
    told: &Themes,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<CodingSummary> {
    progress.stage("areas", None);
    let coder = Coder::new(framework, tfidf, settings.coding.clone())?;
    let texts = noise.texts(round, passages);
    let codings = coder.code_rows(&texts, rows);
    checkpoint(progress)?;
    let theme_of: Vec<Option<usize>> = told.of_passage.iter().map(|placed| placed.ok()).collect();
    let most = settings.themes.quotations;
    Ok(CodingSummary {
        matrix: FrameworkMatrix::of(round, passages, framework, &codings),
        areas: summarise(round, passages, noise, tfidf, &coder, framework, &codings, most),
        links: link_themes(&theme_of, &codings, told.themes.len(), &framework.hierarchy()),
        framework: framework.clone(),
        codings,
    })
}

fn documents(round: &Round, passages: &[Passage]) -> Vec<DocumentSummary> {
    let mut counts = vec![0; round.documents().len()];
    passages.iter().for_each(|p| counts[p.document] += 1);
    let summaries = round.documents().iter().zip(counts);
    summaries
        .map(|(d, passages)| DocumentSummary { id: d.id.clone(), words: words(&d.text).count(), passages })
        .collect()
}

fn where_each_went(
    passages: Vec<Passage>,
    noise: &Noise,
    told: &Themes,
    clustering: &Clustering,
) -> Vec<PassageSummary> {
    let clusters = clustering.assignments.iter().zip(&clustering.confidence);
    let placed = passages.into_iter().zip(&told.of_passage).zip(clusters);
    placed
        .enumerate()
        .map(|(number, ((passage, placed), (assignment, &confidence)))| PassageSummary {
            passage,
            theme: placed.ok(),
            unplaced: placed.err(),
            score: assignment.map(|a| a.score),
            confidence,
            campaign: noise.campaign_of(number),
        })
        .collect()
}
