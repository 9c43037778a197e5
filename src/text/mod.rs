//! Stage 2: text becomes terms.
//!
//! An [`Analyser`] says what each word counts as: a stop word, nothing, or a term (its lower-cased,
//! NFC-normalised stem). It knows one language, chosen by the user; with [`Language::None`] words are
//! taken as they are. A `Lexicon` remembers the answer for each distinct word of a collection,
//! so that every word is normalised and stemmed once however often it occurs.

mod analyser;
mod boundaries;
mod english;
mod language;
mod lexicon;
mod phrase;
mod stop_words;
mod strings;
mod table;
mod word;

pub use analyser::{Analyser, AnalyserSettings, Reading};
pub(crate) use boundaries::{Boundaries, Token};
pub use language::Language;
pub(crate) use lexicon::{Code, Lexicon, Meaning, Remembered};
pub(crate) use phrase::{Gap, NO_PHRASE, PhraseFinder};
pub(crate) use table::{Batch, Seen, WordTable};
pub(crate) use word::display_form;
pub use word::{Word, normal_form, words};
