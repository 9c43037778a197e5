//! Stage 6: clusters told to people.
//!
//! A [`Theme`] has a label, key terms in the form in which people wrote them, quotations that are
//! verified slices of the documents, and its prevalence counted in documents. Passages that no theme
//! can claim are the unplaced pile, each with the reason.

mod key_terms;
mod prevalence;
mod quotation;
mod tell;
mod ties;
mod voices;

pub use key_terms::KeyTerm;
pub use prevalence::{PARTNERSHIP, Prevalence};
pub use quotation::Quotation;
pub(crate) use quotation::{Candidate, best_quotations};
pub use tell::{Theme, ThemeSettings, Themes, tell};
pub use ties::Unplaced;
