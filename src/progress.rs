//! How a long computation tells where it is, and how it is told to stop.

use crate::error::{Error, Result};

/// Receives news from a running analysis; every method has a default that does nothing.
///
/// Implementations must be cheap and must not block: they are called from worker threads.
pub trait Progress: Sync {
    /// A stage begins. `total` counts its units of work where they are known beforehand.
    fn stage(&self, _name: &'static str, _total: Option<u64>) {}

    /// `units` more of the current stage are done.
    fn advance(&self, _units: u64) {}

    /// Return `true` to end the computation with [`Error::Cancelled`] at its next checkpoint.
    fn is_cancelled(&self) -> bool {
        false
    }
}

/// A [`Progress`] that says nothing and never cancels.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Progress for Silent {}

/// Passes on the wish to cancel and nothing else: for a computation inside of a stage that counts its own units.
pub(crate) struct Inner<'p>(pub(crate) &'p dyn Progress);

impl Progress for Inner<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}

/// The checkpoint that stages call between units of work.
pub(crate) fn checkpoint(progress: &dyn Progress) -> Result<()> {
    if progress.is_cancelled() { Err(Error::Cancelled) } else { Ok(()) }
}
