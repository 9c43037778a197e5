//! The commands of the process: from themes to a list that people agreed on.

pub(crate) mod compare;
pub(crate) mod decide;
pub(crate) mod group;
pub(crate) mod ledger;
pub(crate) mod prioritise;
pub(crate) mod propose;
pub(crate) mod purge;
pub(crate) mod replay;
mod round;
pub(crate) mod study;
mod wishes;
