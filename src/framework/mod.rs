//! Stage 7: the framework, which is the analysts' codebook of named areas.
//!
//! A [`Framework`] lists [`Area`]s, each with what it is known by. It is read from TOML, with errors that name line and
//! area. It is never changed by a computation: what passages say about it is [`coding`](crate::coding).

mod area;
mod file;

pub use area::{Area, Framework, FrameworkError};
