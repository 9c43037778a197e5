//! Stage 3: texts become rows of a matrix.
//!
//! [`Counts`] counts terms, in pieces that can be merged; finishing them gives a [`Vocabulary`] and a
//! matrix of counts. [`Tfidf`] is the fitted vectoriser: frozen, so that new text never changes it,
//! and saved as versioned JSON.

mod counts;
mod csr;
mod finish;
mod frequent;
mod lookup;
mod masses;
mod occurrences;
mod pairs;
mod partial;
#[doc(hidden)]
pub mod plain;
mod sequences;
mod surface;
mod surfaces;
mod tally;
mod tfidf;
mod transformer;
mod vocabulary;

pub use counts::{Counts, count};
pub use csr::{CsrMatrix, Row};
pub use masses::{log_masses, weighted_log_masses};
pub use partial::TermCounts;
pub use sequences::Sequences;
pub(crate) use surface::Surface;
pub use tfidf::{Tfidf, TfidfSettings};
pub use transformer::Transformer;
pub use vocabulary::{Term, Vocabulary, VocabularySettings};
