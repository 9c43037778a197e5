//! Stage 6: clusters told to people.
//!
//! A [`Theme`] has a label, key terms in the form in which people wrote them, quotations that are
//! verified slices of the documents, and its prevalence counted in documents. Passages that no theme
//! can claim are the unplaced pile, each with the reason.
//!
//! In the order of the work: `ties` places the passages, `member` lists those of each theme with their writers,
//! `term_counts`, `keyness`, `key_terms`, `coherence` and `likeness` find the terms, `wording`, with `fragment`, and `label` put them
//! into words, and `excerpt`, with `opening`, `heading` (and `verb`), `marks` and `reference`, and `quotation` choose what is quoted. `tell` does it all; `alike` says how like they
//! are to each other, and `nested` joins them to broad ones.

mod alike;
mod coherence;
mod fragment;
mod key_terms;
mod keyness;
mod label;
mod likeness;
mod member;
mod nested;
mod prevalence;
mod quotation;
mod tell;
mod term_counts;
mod ties;
mod voices;
mod ward;
mod wording;

pub use crate::round::PARTNERSHIP;
pub use alike::{ThemeLikeness, theme_likeness};
pub use key_terms::KeyTerm;
pub use nested::{BroadTheme, broad_themes};
pub use prevalence::{LEAST_COMMON, LargestPart, Prevalence};
pub use quotation::Quotation;
pub(crate) use quotation::{Candidate, Wanted, best_quotations};
pub use tell::{Theme, ThemeSettings, Themes, tell};
pub use ties::Unplaced;
pub(crate) use ward::ward;
