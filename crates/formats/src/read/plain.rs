//! Plain text and Markdown: one document a file.

use std::collections::BTreeMap;

use commonground::round::{Document, paragraphs};

use super::file::{Batch, File, Parts};
use crate::error::Result;

/// Reads a file as one document, its text unchanged.
pub(super) fn read(mut file: File<'_>) -> Result<Batch<'_>> {
    let (text, mut batch) = file.decode()?;
    batch.parts = Some(Parts::paragraphs(paragraphs(&text).len() as u64));
    batch.documents.push(Document {
        id: file.input.stem.clone(),
        text: text.into(),
        metadata: BTreeMap::new(),
        source: batch.source(None),
        consent: None,
    });
    Ok(batch)
}
