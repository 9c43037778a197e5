//! Finds the common ground in free text.

mod analysis;
pub mod cluster;
mod error;
pub mod framework;
mod progress;
mod random;
pub mod round;
pub mod text;
pub mod theme;
pub mod vectorize;

pub use analysis::{
    Analysis, CodingSummary, DocumentSummary, K, KSummary, PassageSummary, SCHEMA, Settings, analyse,
};
pub use error::{Error, Result};
pub use framework::Framework;
pub use progress::{Progress, Silent};
pub use round::{Document, Round};
