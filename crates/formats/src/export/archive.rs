//! A zip archive that is the same whenever it is made.

use std::io::{Cursor, Write};
use std::path::Path;

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::{Refusal, Result};
use crate::write::unwritable;

/// The archive of these parts, in this order. Its entries have no time. `name` is that of the file, for the error.
pub(super) fn packed<'a>(name: &str, parts: impl Iterator<Item = (&'a str, &'a [u8])>) -> Result<Vec<u8>> {
    let failed = |error: std::io::Error| unwritable(Path::new(name), Refusal::Io { error });
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default())
        .unix_permissions(0o644);
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    for (part, bytes) in parts {
        archive.start_file(part, options).map_err(|error| failed(error.into()))?;
        archive.write_all(bytes).map_err(failed)?;
    }
    Ok(archive.finish().map_err(|error| failed(error.into()))?.into_inner())
}
