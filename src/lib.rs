//! Finds the common ground in a round of free-text submissions, and shows the evidence.
//!
//! A [`Round`] of documents goes in; an [`Analysis`] comes out: the themes that the texts share, how
//! many documents raise each, the sentences that say so, and, with a [`Framework`] of named areas,
//! which passage speaks to which area and why. [`analyse`] does it all:
//!
//! ```
//! use commonground::{Document, Framework, K, Round, Settings, Silent, analyse};
//!
//! let round = Round::new(vec![
//!     Document::new("ashby", "We cannot measure our impact: we count events, and have no baseline."),
//!     Document::new("birch", "Without a baseline nobody can measure the impact of a project."),
//!     Document::new("elsdon", "The library and the hall upstairs stand empty every evening."),
//!     Document::new("farley", "We meet in an empty hall, because the library closes at five."),
//! ])?;
//! let framework = Framework::from_toml(r#"
//!     name = "Areas of commonality"
//!
//!     [[area]]
//!     id = "measuring"
//!     name = "Measuring civic impact"
//!     cues = ["measur*", "baseline"]
//!
//!     [[area]]
//!     id = "health"
//!     name = "Health inequalities"
//!     cues = ["life expectancy", "mental health"]
//! "#)?;
//! // So few texts say nothing about their number of themes, so it is given.
//! let settings = Settings { k: K::Exactly(2), ..Settings::default() };
//! let analysis = analyse(&round, Some(&framework), &settings, &Silent)?;
//!
//! // Themes: told in the writers' own words, counted in documents.
//! let theme = &analysis.themes[0];
//! assert_eq!(theme.prevalence.told(), "2 of 4 documents");
//! assert!(theme.quotations.iter().all(|quotation| quotation.is_verbatim(&round)));
//!
//! // Areas: what each document says about them, and that nobody raises health.
//! let matrix = &analysis.coding.as_ref().expect("a framework was given").matrix;
//! assert_eq!(matrix.documents, ["ashby", "birch", "elsdon", "farley"]);
//! assert_eq!(matrix.cells[0][0].passages, 1);
//! assert_eq!(matrix.areas_without_evidence(), [1]);
//! # Ok::<(), commonground::Error>(())
//! ```
//!
//! # The stages
//!
//! The modules are the stages of the flow, in this order. Each can be used on its own, and knows those
//! before it but none after.
//!
//! | module | from | to |
//! |---|---|---|
//! | [`mod@round`] | documents | passages: byte ranges of whole sentences |
//! | [`text`] | words | terms and phrases |
//! | [`noise`] | passages | non-answers, boilerplate and campaigns, set aside |
//! | [`vectorize`] | passages | TF-IDF rows, and the fitted [`Tfidf`](vectorize::Tfidf) |
//! | [`space`] | TF-IDF rows, and what the user brings | the views in which texts are clustered |
//! | [`cluster`] | views | clusters, by k-means; whether they would be found again |
//! | [`theme`] | clusters | themes: key terms, quotations, prevalence, the unplaced pile; broad themes |
//! | [`framework`] | a file of named areas | the codebook, checked |
//! | [`coding`] | passages and areas | codings, and the framework matrix; what people coded |
//! | [`agreement`] | what people and the machine coded | how far they agree |
//! | [`crosstab`] | an analysis and the metadata of its round | who speaks of what: tables by group, a card a partnership |
//! | [`process`] | themes and areas | what people make of them: decisions, priorities, groups; rounds beside each other |
//!
//! [`stream`] runs the same stages over rounds that are larger than memory, and tells the merge contract: partials of any
//! split of the data that merge to the model of the whole.
//!
//! # What holds everywhere
//!
//! - **The same bits.** The same documents, framework and settings give the same [`Analysis`], in any
//!   order of the input, on any number of threads and on any machine. All chance comes from
//!   [`Settings::seed`]. (The engine [`Linfa`](cluster::Engine::Linfa) is for comparison, and is not
//!   covered across machines.)
//! - **Quotations are slices** of the documents; nothing is paraphrased.
//! - **Fitted state is frozen.** Scoring new text never changes a model, and a text scores alone as in a
//!   batch.
//! - **No side effects.** The crate reads no files, prints nothing and opens no connection; the crate
//!   `commonground-formats` turns files into rounds and results into files. Long computations report to a
//!   [`Progress`], which can also stop them.
//! - **Errors** name the place and the remedy, and hold no text of a document.
//!
//! Threads are those of the current rayon pool; run [`analyse`] inside of `ThreadPool::install` to choose
//! their number.
//!
//! # Features
//!
//! `linfa` (on by default): linfa-clustering's k-means as a second engine, and linfa's traits on ours.

pub mod agreement;
mod analysis;
pub mod cluster;
pub mod coding;
pub mod crosstab;
pub mod error;
pub mod framework;
mod lanes;
pub mod noise;
pub mod process;
mod progress;
mod random;
pub mod round;
mod saved;
pub mod space;
pub mod stream;
pub mod text;
pub mod theme;
pub mod vectorize;

pub use analysis::{
    Analysis, BroughtSummary, CodeWith, CodingSummary, DocumentSummary, K, KSummary, MACHINE, PassageSummary,
    Quality, RoundClusters, RoundCodings, SCHEMA, Settings, analyse, analyse_with, cluster_round,
    cluster_round_with, code_round, code_round_by, code_round_with, compare_with_people, learn_background,
    learning_curve,
};
pub use error::{Error, Result};
pub use framework::Framework;
pub use progress::{Progress, Silent};
pub use round::{Document, Round};

/// Keeps the README's Rust example true.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct ReadmeExamples;
