//! Saved models on their way in: backgrounds and coders.

use std::path::Path;

use commonground::coding::Coder;
use commonground::space::Background;
use commonground::{Error, Progress};

use super::file::read_all;
use super::input::{reason_of, unreadable};
use super::sha256;
use crate::error::{Reason, Result};

/// Reads a background of at most `limit` bytes, with or without a byte order mark, and gives the SHA-256 of the file in
/// hexadecimal.
///
/// # Errors
/// [`FormatError::Unreadable`](crate::FormatError::Unreadable) if it is none.
pub fn read_background(path: &Path, limit: u64, progress: &dyn Progress) -> Result<(Background, String)> {
    read_saved(path, "background", limit, progress, Background::load)
}

/// Reads a coder of at most `limit` bytes, as [`read_background`].
///
/// # Errors
/// [`FormatError::Unreadable`](crate::FormatError::Unreadable) if it is none.
pub fn read_model(path: &Path, limit: u64, progress: &dyn Progress) -> Result<(Coder, String)> {
    read_saved(path, "coder", limit, progress, Coder::load)
}

fn read_saved<T>(
    path: &Path,
    kind: &str,
    limit: u64,
    progress: &dyn Progress,
    load: impl Fn(&str) -> commonground::Result<T>,
) -> Result<(T, String)> {
    let fault = |reason| unreadable(&path.display().to_string(), None, reason);
    let refuse = |what: String| fault(Reason::NotAModel { what });
    if path.is_dir() {
        return Err(refuse(format!("a folder, not a saved {kind}")));
    }
    let mut opened = std::fs::File::open(path).map_err(|error| fault(reason_of(error)))?;
    let bytes = read_all(&mut opened, limit, fault, progress)?;
    let sha256 = sha256(&bytes);
    let json = String::from_utf8(bytes).map_err(|_| refuse(format!("not text, so no saved {kind}")))?;
    let loaded = load(json.trim_start_matches('\u{feff}')).map_err(|error| match error {
        Error::Model { what } => refuse(what),
        other => other.into(),
    })?;
    Ok((loaded, sha256))
}
