//! Why a command ends without its result, and the exit code for each reason.

use commonground::Error;
use commonground_formats::FormatError;

use crate::console::complain;

/// The exit code when the work failed.
pub(crate) const FAILED: u8 = 1;
/// The exit code when the arguments are wrong.
pub(crate) const USAGE: u8 = 2;
/// The exit code after Ctrl-C: 128 and the number of the signal, as shells have it.
pub(crate) const INTERRUPTED: u8 = 130;

/// Why a command ends without its result. Messages name place and remedy, and hold no text of a document.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The arguments alone show that it cannot work.
    Usage(String),
    /// The work failed.
    Failed(String),
    /// The user asked to stop.
    Interrupted,
    /// Nobody reads standard output any more, as after `| head`: nothing to complain about.
    NobodyListens,
}

impl Failure {
    /// Tells the user, and returns the exit code.
    pub(crate) fn tell(self) -> u8 {
        match self {
            Failure::Usage(what) => {
                complain(&format!("error: {what}\n\nFor more information, try '--help'."));
                USAGE
            }
            Failure::Failed(what) => {
                complain(&format!("error: {what}"));
                FAILED
            }
            Failure::Interrupted => {
                complain("interrupted");
                INTERRUPTED
            }
            Failure::NobodyListens => 0,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Cancelled => Failure::Interrupted,
            error => Failure::Failed(error.to_string()),
        }
    }
}

impl From<FormatError> for Failure {
    fn from(error: FormatError) -> Self {
        match error {
            FormatError::Core(error) => error.into(),
            error => Failure::Failed(error.to_string()),
        }
    }
}
