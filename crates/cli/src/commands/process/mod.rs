//! The commands of the process: from themes to a list that people agreed on.

mod acts;
mod clock;
pub(crate) mod decide;
mod import;
pub(crate) mod ledger;
pub(crate) mod replay;
mod round;
pub(crate) mod study;
