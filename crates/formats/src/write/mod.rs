//! Results to files.

mod manifest;

pub use manifest::{MANIFEST, Manifest, manifest_beside};

pub(crate) use manifest::is_results;
