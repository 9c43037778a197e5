//! The commands, a module each: check, read, compute, write, tell.

pub(crate) mod agreement;
pub(crate) mod analyse;
pub(crate) mod background;
mod brought;
pub(crate) mod cluster;
pub(crate) mod code;
pub(crate) mod export;
pub(crate) mod framework;
pub(crate) mod process;
mod public;
mod stream;
mod table;

pub(crate) use table::plural;
