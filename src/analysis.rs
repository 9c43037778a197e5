//! The whole flow, a stage a line. Read this first.

mod coding;
mod people;
mod results;
mod settings;
mod stages;

pub use coding::CodeWith;
pub use people::{MACHINE, compare_with_people};
pub use results::{
    Analysis, BroughtSummary, CodingSummary, DocumentSummary, KSummary, PassageSummary, RoundClusters,
    RoundCodings, SCHEMA,
};
pub use settings::{K, Quality, Settings};

use crate::coding::{Coder, HumanCodes, LearningCurve};
use crate::error::Result;
use crate::framework::Framework;
use crate::progress::{Progress, checkpoint};
use crate::round::Round;
use crate::space::{Background, Brought};
pub(crate) use stages::Stages;
use stages::documents;

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
    analyse_with(round, framework, Brought::default(), None, settings, progress)
}

/// As [`analyse`], with what the user brings: to the clustering a vector for each passage (those that
/// [`passages`](crate::round::passages()) cuts by the same settings, in that order) or a [`Background`], and to the coding
/// what people coded already. Codes must have passed [`HumanCodes::check`].
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
/// let analysis = analyse_with(&round, None, brought, None, &settings, &Silent)?;
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
    codes: Option<&HumanCodes>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Analysis> {
    let settings = &settings.resolved(brought);
    let stages = Stages::read(round, settings, progress)?;
    let views = stages.look(brought)?;
    let (k, clustering) = stages.cluster(&views, brought)?;
    let mut told = stages.tell(&k, &clustering)?;
    told.set_stability(stages.find_again(&views, &clustering, &told)?);
    let broad = stages.join(&told);
    let likeness = stages.compare(&told);
    let with = CodeWith { codes, background: brought.background, vectors: None };
    let coding = framework.map(|framework| stages.code(framework, with, &told)).transpose()?;
    Ok(Analysis {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.clone(),
        brought: BroughtSummary::of(brought, stages.tfidf.vocabulary()),
        documents: documents(round, &stages.passages),
        k,
        noise: stages.noise.summary().clone(),
        passages: stages.where_each_went(&told, &clustering),
        themes: told.themes,
        broad,
        likeness,
        coding,
        agreement: None,
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
    let settings = &settings.resolved(brought);
    let stages = Stages::read(round, settings, progress)?;
    let views = stages.look(brought)?;
    let (k, clustering) = stages.cluster(&views, brought)?;
    let brought = BroughtSummary::of(brought, stages.tfidf.vocabulary());
    Ok(RoundClusters { passages: stages.passages, noise: stages.noise, clustering, brought, k })
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
    code_round_with(round, framework, CodeWith::default(), settings, progress)
}

/// As [`code_round`], with what the user brings: codes of people, a background, vectors.
///
/// # Errors
/// As [`analyse`], and [`Error::Shape`](crate::Error::Shape) if what was brought does not fit the round. Codes must have
/// passed [`HumanCodes::check`](crate::coding::HumanCodes::check).
pub fn code_round_with(
    round: &Round,
    framework: &Framework,
    with: CodeWith<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<RoundCodings> {
    let stages = Stages::read(round, settings, progress)?;
    let (coder, codings, likely) = stages.code_passages(framework, with)?;
    let vectors = with.vectors.map(|vectors| vectors.texts);
    let asking = coder.asking(&stages.counts, vectors, &codings, &likely);
    Ok(RoundCodings { passages: stages.passages, codings, likely, coder, asking })
}

/// How good the coding of a round would be with none, an eighth, a quarter, a half and all of what people coded: whether
/// coding more is worth their while. `with.codes` are held against themselves by cross-validation over documents, whose
/// chance comes from the seed; what the round and the framework say by themselves is learned once, without codes.
///
/// There is no curve, and the reason stands in its place, where fewer than
/// [`LEAST_PASSAGES`](crate::coding::LEAST_PASSAGES) passages are coded or they are of fewer than
/// [`LEAST_DOCUMENTS`](crate::coding::LEAST_DOCUMENTS) documents.
///
/// # Errors
/// As [`code_round_with`].
pub fn learning_curve(
    round: &Round,
    framework: &Framework,
    with: CodeWith<'_>,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<LearningCurve> {
    Stages::read(round, settings, progress)?.learning_curve(framework, with)
}

/// Codes a round by what was learned from another: the same text has the same areas in every round. Passages and noise are
/// found by `settings`; terms are read as the coder reads them.
///
/// # Errors
/// As [`code_round`], and [`Error::Shape`](crate::Error::Shape) if the coder was learned with vectors.
pub fn code_round_by(
    round: &Round,
    coder: Coder,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<RoundCodings> {
    let (passages, noise) = stages::cut(round, settings, progress)?;
    progress.stage("areas", None);
    let texts = noise.texts(round, &passages);
    let (codings, likely) = coder.code(&texts)?;
    checkpoint(progress)?;
    let asking = coder.asking(&coder.tfidf().count(&texts), None, &codings, &likely);
    Ok(RoundCodings { passages, codings, likely, coder, asking })
}

/// Learns a background from a round, for rounds to come that are read by the same settings. What says nothing of its
/// own is left out, and a campaign counts as one text.
///
/// # Errors
/// As [`analyse`].
pub fn learn_background(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<Background> {
    let (passages, noise) = stages::cut(round, settings, progress)?;
    let texts = noise.texts(round, &passages);
    let voices: Vec<&str> = noise.voices().into_iter().map(|voice| texts[voice].as_ref()).collect();
    progress.stage("words", None);
    let tfidf = settings.tfidf_for(voices.len());
    let background = Background::learn(&voices, tfidf, &settings.space.words, settings.seed)?;
    checkpoint(progress)?;
    Ok(background)
}
