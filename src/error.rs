//! The one error type of the library. Every message names the place and the remedy.

use crate::round::Source;

/// A `Result` with this crate's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Everything that can go wrong in the library.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The round holds no document with text in it.
    #[error("the round holds no document: add at least one file or row with text")]
    NoDocuments,

    /// Two documents share one id.
    #[error(
        "two documents share the id {id:?} ({first} and {second}): give each document an id of its own, or name another id column"
    )]
    DuplicateId {
        /// The id that occurs twice.
        id: String,
        /// Where it was met first.
        first: Source,
        /// Where it was met again.
        second: Source,
    },

    /// After stop words and document-frequency limits no term is left to compare texts by.
    #[error(
        "no term is left in {rows} texts after stop words and document-frequency limits: lower min_df (now {min_df}), raise max_df (now {max_df}), or check the language"
    )]
    EmptyVocabulary {
        /// How many rows of text were read.
        rows: usize,
        /// The minimum document frequency that was asked for.
        min_df: u32,
        /// The maximum share of rows that a term may occur in.
        max_df: f64,
    },

    /// More clusters were asked for than there are different rows.
    #[error(
        "k = {k} is more than the {distinct} different texts that have terms: ask for at most {distinct}"
    )]
    TooManyClusters {
        /// The number of clusters asked for.
        k: usize,
        /// The number of different rows with at least one term.
        distinct: usize,
    },

    /// A setting lies outside of its range.
    #[error("{name} = {value} is out of range: {expected}")]
    InvalidSetting {
        /// The setting's name as the user writes it.
        name: &'static str,
        /// The value it had.
        value: String,
        /// What it must be.
        expected: &'static str,
    },

    /// A matrix does not fit what a model or an engine can take.
    #[error("{what}")]
    Shape {
        /// What does not fit, and the remedy.
        what: String,
    },

    /// The framework is not usable.
    #[error("framework: {0}")]
    Framework(#[from] crate::framework::FrameworkError),

    /// What people coded does not fit the round or the framework.
    #[error("{place}: {what}")]
    Codes {
        /// Where the code was read.
        place: Source,
        /// What does not fit, and the remedy.
        what: String,
    },

    /// Ballots cannot be counted.
    #[error("ballots: {what}")]
    Ballots {
        /// What is wrong with them, and the remedy.
        what: String,
    },

    /// Members cannot be divided into groups as they should.
    #[error("groups: {what}")]
    Groups {
        /// What is in the way, and the remedy.
        what: String,
    },

    /// A decision is not whole.
    #[error("decision: {what}")]
    Decisions {
        /// What is wrong with it, and the remedy.
        what: String,
    },

    /// Two rounds cannot be compared.
    #[error("compare: {what}")]
    Compare {
        /// What is in the way, and the remedy.
        what: String,
    },

    /// A saved model cannot be read.
    #[error("model: {what}")]
    Model {
        /// What is wrong with it, and the remedy.
        what: String,
    },

    /// The caller's [`Progress`](crate::Progress) asked to stop.
    #[error("cancelled")]
    Cancelled,
}

/// A name out of somebody's file, made safe for a message: cut to 60 characters, because where the name should be there can
/// be an answer, and with spaces for control characters, which a terminal would obey.
///
/// ```
/// use commonground::error::shown;
///
/// assert_eq!(shown("Water\u{1b}[31m"), "Water [31m");
/// assert_eq!(shown(&"x".repeat(61)), format!("{}…", "x".repeat(60)));
/// ```
pub fn shown(name: &str) -> String {
    const LONG: usize = 60;
    let clean = |c: char| if c.is_control() { ' ' } else { c };
    let mut short: String = name.chars().take(LONG).map(clean).collect();
    if name.chars().nth(LONG).is_some() {
        short.push('…');
    }
    short
}
