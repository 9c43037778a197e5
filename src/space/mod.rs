//! Stage 4: how texts are looked at when they are clustered: a space learned from the texts themselves, in which
//! those about the same lie near each other.
//!
//! TF-IDF rows are always there and explain every theme. But two texts about one thing may share few words, so
//! clusters are found in [`Views`] that look further:
//!
//! - *latent topics*: singular vectors of the TF-IDF rows, with the terms weighted by their topical coherence
//!   (found twice where other views stand beside them): words that occur together all over the round count as related.
//! - *words*: vectors of words learned from which words stand near each other, added up a text.
//! - *masses*: the texts as distributions over words, for the Jensen–Shannon geometry; beside the others a word counts
//!   as much as it is coherent.
//!
//! They fail on different texts. Latent topics do well where there are few texts or many topics, word vectors where
//! there is much text, distributions where classes are large. So [`Recipe::Joint`], the default, clusters on all
//! three at once: dense rows of topics and words beside each other, and the masses. `ARCHITECTURE.md` has the table
//! behind that.

mod background;
mod coherence;
mod dealt;
mod dense;
mod documents;
mod factor;
mod gram;
mod lens;
mod placement;
mod recipe;
mod svd;
mod views;
mod word_vectors;

pub use background::Background;
pub use dealt::dealt_views;
pub use dense::DenseMatrix;
pub use lens::Lens;
pub use placement::Space;
pub(crate) use placement::strengths;
pub use recipe::{Recipe, SpaceSettings};
pub use svd::{Svd, svd};
pub use views::{Brought, Views, views};
pub use word_vectors::{WordVectorSettings, word_vectors};
