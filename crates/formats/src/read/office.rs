//! Word, Excel, PDF and Parquet: parsed within limits, apart where there is a worker, and made documents of like all other files.

use std::collections::BTreeMap;

use commonground::round::Document;

use super::Kind;
use super::file::{Batch, File, Parts};
use super::parsed::{Body, Task, parse};
use super::rows;
use super::table::Table;
use super::worker::parse_apart;
use crate::error::{Reason, Result};

/// Reads a file as one document, or a workbook or a Parquet file as a table of them.
pub(super) fn read(mut file: File<'_>) -> Result<Batch<'_>> {
    let bytes = std::mem::take(&mut file.bytes);
    if bytes.is_empty() {
        return Err(file.input.fault(None, Reason::NoText));
    }
    let options = file.options;
    let task = Task { kind: file.kind, limits: options.limits.clone(), sheet: options.sheet.clone() };
    let parsed = match &options.worker {
        Some(worker) => parse_apart(worker, &task, &bytes, file.progress)?,
        None => parse(&task, &bytes),
    };
    drop(bytes);
    let parsed = parsed.map_err(|fault| file.input.fault(None, Reason::Parsed { fault }))?;
    let parts = match file.kind {
        Kind::Pdf => Parts::pages(parsed.parts),
        Kind::Xlsx | Kind::Parquet => Parts::rows(parsed.parts),
        _ => Parts::paragraphs(parsed.parts),
    };
    let encoding = encoding_of(file.kind);
    let mut batch = Batch::new(file.input, encoding);
    batch.parts = Some(parts);
    parsed.warnings.iter().for_each(|warning| batch.warn(None, warning));
    match parsed.body {
        Body::Text(text) => batch.documents.push(Document {
            id: file.input.stem.clone(),
            text: text.into(),
            metadata: BTreeMap::new(),
            source: batch.source(None),
            consent: None,
        }),
        Body::Table { csv, lines } => {
            let open = || Table::of_rows(&csv, lines.clone());
            rows::documents(&file, &open, &mut batch)?;
        }
    }
    Ok(batch)
}

/// What stands for the encoding of a file in the reading log.
pub(super) fn encoding_of(kind: Kind) -> &'static str {
    match kind {
        Kind::Pdf => "PDF",
        Kind::Parquet => "Parquet",
        _ => "Office Open XML",
    }
}
