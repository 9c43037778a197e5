//! Stage 1: a round of documents, cut into passages.
//!
//! A [`Round`] holds the [`Document`]s of one call in a canonical order, with a note of what was
//! skipped and why. [`passages`] cuts each text into [`Passage`]s: byte ranges of whole sentences
//! that tile the document, so that every later result can be traced to its place.
//!
//! A round knows what the senders of its documents consented to ([`Consent`]) and who is told of it ([`Audience`]):
//! every later stage that quotes asks it ([`Round::may_quote`], [`Round::may_tell`]).

mod consent;
mod document;
mod identifying;
mod natural;
mod passage;
mod sentence;
mod text;

pub use consent::{Audience, Consent, UnknownConsent};
pub(crate) use document::writers;
pub use document::{Document, Note, PARTNERSHIP, Round, Source};
pub use identifying::LEAST_TOLD;
pub use natural::natural_order;
pub use passage::{Passage, PassageSettings, Unit, passages};
pub(crate) use sentence::{is_heading, is_numbering, list_item};
pub use sentence::{paragraphs, sentences};
pub use text::{Text, TextStore};
