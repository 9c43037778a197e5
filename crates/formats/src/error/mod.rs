//! The one error type of the crate. Every message names the place and the remedy, and none holds
//! text of a document. `reason` says why an input is not read or an output not written, and `words` puts what files hold
//! into messages with care.

mod reason;
mod words;

pub use reason::{Reason, Refusal};
pub(crate) use words::FEW;
use words::{more_faults, skipped_in_short};

pub(crate) use commonground::error::shown;
use commonground::round::{Note, Source};

/// A `Result` with this crate's [`FormatError`].
pub type Result<T, E = FormatError> = std::result::Result<T, E>;

/// Everything that can go wrong between files and rounds.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// An input cannot be read.
    #[error("{place}: {reason}")]
    Unreadable {
        /// The file, and the line where one is to blame.
        place: Source,
        /// What is wrong with it, and the remedy.
        reason: Box<Reason>,
    },

    /// Every input was skipped, so that no document is left.
    #[error("{}{}", commonground::Error::NoDocuments, skipped_in_short(skipped))]
    NothingRead {
        /// What was skipped and why.
        skipped: Vec<Note>,
    },

    /// A consent column was named that no input has.
    #[error(
        "no input has a column {name:?} for --consent, or it is blank in every row: check the name, or give the table that has it with --metadata"
    )]
    NoConsent {
        /// The name that was given.
        name: String,
    },

    /// An output cannot be written.
    #[error("{path}: {refusal}")]
    Unwritable {
        /// The path as the user gave it.
        path: String,
        /// Why it is left alone, and the remedy.
        refusal: Refusal,
    },

    /// A log of decisions is damaged in a way that may have lost some.
    #[error(
        "{path}: line {line} is damaged ({what}). What stands before it is whole and kept (decisions: {whole}); what stands behind it was not read. Put back a copy of the file, from another device or a backup; if there is none, take the file apart at that line by hand"
    )]
    DamagedLog {
        /// The file.
        path: String,
        /// The first line that is damaged.
        line: usize,
        /// What is wrong with it.
        what: String,
        /// How many decisions are whole.
        whole: usize,
    },

    /// Cells of a table that people filled in cannot be understood.
    #[error("{path}: {}{}; nothing of it was taken", faults.join("; "), more_faults(*more))]
    Cells {
        /// The file.
        path: String,
        /// What is wrong, a cell each.
        faults: Vec<String>,
        /// How many more there are.
        more: usize,
    },

    /// What people ask of a study, its decisions or a vote cannot be done.
    #[error("{what}")]
    Process {
        /// Why, and the remedy.
        what: String,
    },

    /// An analysis and a reading do not belong together, so that its quotations cannot be vouched for.
    #[error("the analysis is not one of these documents ({what}): analyse them again as they are now")]
    NotOfThisRound {
        /// The first thing that does not fit. Never holds text of a document.
        what: String,
    },

    /// An analysis has nothing of what is to be exported.
    #[error("{what}")]
    Export {
        /// What it lacks, and the remedy.
        what: String,
    },

    /// The report's templates failed. A bug.
    #[error("the report could not be made ({0}): please tell the authors of commonground")]
    Report(minijinja::Error),

    /// An error of the library.
    #[error(transparent)]
    Core(#[from] commonground::Error),
}
