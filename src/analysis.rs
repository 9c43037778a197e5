//! The whole flow, a stage a line. Read this first.

mod results;
mod settings;

pub use results::{
    Analysis, CodingSummary, DocumentSummary, KSummary, PassageSummary, RoundClusters, RoundCodings, SCHEMA,
};
pub use settings::{K, Settings};

use crate::cluster::{self, Clustering, choose_k};
use crate::error::Result;
use crate::framework::{Coder, Framework, FrameworkMatrix, link_themes, summarise};
use crate::progress::{Progress, checkpoint};
use crate::round::{Passage, Round, passages};
use crate::space::{Brought, Views, views};
use crate::text::words;
use crate::theme::{Themes, tell};
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
    let passages = cut(round, settings, progress)?;
    let texts: Vec<&str> = passages.iter().map(|p| p.text(round)).collect();
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    let views = look(&texts, &tfidf, counts, settings, progress)?;
    let (k, clustering) = find_clusters(&passages, &views, settings, progress)?;
    let rows = views.rows;

    progress.stage("themes", None);
    let told = tell(round, &passages, &tfidf, &rows, &clustering.assignments, &settings.themes);
    checkpoint(progress)?;

    let codes = |framework| code_areas(round, &passages, &tfidf, &rows, framework, &told, settings, progress);
    let coding = framework.map(codes).transpose()?;
    Ok(Analysis {
        schema: SCHEMA,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        settings: settings.clone(),
        documents: documents(round, &passages),
        k,
        passages: where_each_went(passages, &told, &clustering),
        themes: told.themes,
        coding,
    })
}

/// Clusters a round and tells no themes: for batch use, and for a pipeline of one's own.
///
/// # Errors
/// As [`analyse`].
pub fn cluster_round(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<RoundClusters> {
    let passages = cut(round, settings, progress)?;
    let texts: Vec<&str> = passages.iter().map(|p| p.text(round)).collect();
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    let views = look(&texts, &tfidf, counts, settings, progress)?;
    let (k, clustering) = find_clusters(&passages, &views, settings, progress)?;
    Ok(RoundClusters { passages, clustering, k })
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
    let texts: Vec<&str> = passages.iter().map(|p| p.text(round)).collect();
    let (tfidf, counts) = read_terms(&texts, settings, progress)?;
    progress.stage("areas", None);
    let coder = Coder::new(framework, &tfidf, settings.coding.clone())?;
    let codings = coder.code_rows(&texts, &tfidf.weigh(counts));
    checkpoint(progress)?;
    Ok(RoundCodings { passages, codings })
}

fn cut(round: &Round, settings: &Settings, progress: &dyn Progress) -> Result<Vec<Passage>> {
    progress.stage("passages", None);
    let passages = passages(round, &settings.passages)?;
    checkpoint(progress)?;
    Ok(passages)
}

fn read_terms(texts: &[&str], settings: &Settings, progress: &dyn Progress) -> Result<(Tfidf, CsrMatrix)> {
    progress.stage("terms", None);
    let fitted = Tfidf::fit_counts(settings.tfidf_for(texts.len()), texts)?;
    checkpoint(progress)?;
    Ok(fitted)
}

/// The views of the texts in which clusters are looked for.
fn look(
    texts: &[&str],
    tfidf: &Tfidf,
    counts: CsrMatrix,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<Views> {
    progress.stage("space", None);
    let views = views(tfidf, counts, texts, Brought::default(), &settings.space, settings.seed)?;
    checkpoint(progress)?;
    Ok(views)
}

/// The number of clusters, given or recommended, and the clusters.
fn find_clusters(
    passages: &[Passage],
    views: &Views,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<(KSummary, Clustering)> {
    let (k, choice) = match settings.k {
        K::Exactly(k) => (k, None),
        K::Auto => {
            let document_of: Vec<usize> = passages.iter().map(|p| p.document).collect();
            let choice = choose_k(views, &document_of, &settings.kmeans(1), progress)?;
            (choice.k, Some(choice))
        }
    };
    progress.stage("clusters", Some(settings.starts as u64));
    let clustering = cluster::fit_views(views, &settings.kmeans(k), progress)?;
    Ok((KSummary { k, choice, starts: clustering.starts.clone() }, clustering))
}

#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
fn code_areas(
    round: &Round,
    passages: &[Passage],
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    framework: &Framework,
    told: &Themes,
    settings: &Settings,
    progress: &dyn Progress,
) -> Result<CodingSummary> {
    progress.stage("areas", None);
    let coder = Coder::new(framework, tfidf, settings.coding.clone())?;
    let texts: Vec<&str> = passages.iter().map(|p| p.text(round)).collect();
    let codings = coder.code_rows(&texts, rows);
    checkpoint(progress)?;
    let theme_of: Vec<Option<usize>> = told.of_passage.iter().map(|placed| placed.ok()).collect();
    let most = settings.themes.quotations;
    Ok(CodingSummary {
        matrix: FrameworkMatrix::of(round, passages, framework, &codings),
        areas: summarise(round, passages, tfidf, &coder, framework, &codings, most),
        links: link_themes(&theme_of, &codings, told.themes.len(), framework.areas.len()),
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

fn where_each_went(passages: Vec<Passage>, told: &Themes, clustering: &Clustering) -> Vec<PassageSummary> {
    let clusters = clustering.assignments.iter().zip(&clustering.confidence);
    let placed = passages.into_iter().zip(&told.of_passage).zip(clusters);
    placed
        .map(|((passage, placed), (assignment, &confidence))| PassageSummary {
            passage,
            theme: placed.ok(),
            unplaced: placed.err(),
            score: assignment.map(|a| a.score),
            confidence,
        })
        .collect()
}
