//! Stage 7: the framework, which is the analysts' codebook of named areas.
//!
//! A [`Framework`] lists [`Area`]s, each with what it is known by; areas may be parts of others ([`Hierarchy`]). It is
//! read from TOML, with errors that name line and area; what is doubtful but valid is told by
//! [`warnings`](Framework::warnings). It is never changed by a computation: what passages say about it is
//! [`coding`](crate::coding). People change it, and [`FrameworkFile`] keeps their comments when it does so for them.

mod area;
mod doubt;
mod edit;
mod fault;
mod file;
mod hierarchy;
mod slug;
mod write;

pub use area::{Area, Framework, FrameworkError};
pub use doubt::Doubt;
pub use edit::FrameworkFile;
pub use hierarchy::{BELOW, Hierarchy, MOST_LEVELS};
pub use slug::{Ids, id_of_name};

/// The JSON schema of the framework file, for editors that check and complete TOML. It says of a file what a schema can
/// say; that parents are there and ids unique, [`Framework::from_toml`] says.
pub const JSON_SCHEMA: &str = include_str!("../../docs/framework.schema.json");
