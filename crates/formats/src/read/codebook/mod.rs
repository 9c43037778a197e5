//! A codebook that is no framework file yet: a plain list, a table, or JSON records become a framework.
//!
//! Each reader makes [`Entry`]s, which are areas with the line that they stand on and whatever they say of their parent;
//! [`assemble`](assemble::assemble) gives them ids, finds the parents, and checks the whole.

mod assemble;
mod fields;
mod list;
mod qdc;
mod records;
mod rows;

use std::path::Path;

use commonground::framework::Framework;
use commonground::round::{Note, Source};
use commonground::{Progress, Silent};

use super::Kind;
use super::encoding::decode;
use super::file::read_all;
use super::input::{reason_of, unreadable};
use super::table::Fault;
use crate::error::{Reason, Result};

/// A codebook has some kilobytes; more than this is another file by mistake.
const LIMIT: u64 = 16 << 20;

/// An area as it stands in a codebook.
#[derive(Debug, Default, PartialEq, Eq)]
struct Entry {
    line: u64,
    id: String,
    name: String,
    parent: Parent,
    description: String,
    cues: Vec<String>,
    excludes: Vec<String>,
    examples: Vec<String>,
}

/// What an entry says of its parent.
#[derive(Debug, Default, PartialEq, Eq)]
enum Parent {
    #[default]
    None,
    /// The entry with this number.
    Entry(usize),
    /// The area with this id or name.
    Called(String),
}

/// What was doubted, and the line to look at where there is one.
type Warnings = Vec<(Option<u64>, String)>;

/// The entries of a codebook, and what was doubted.
#[derive(Debug, Default)]
struct Codebook {
    entries: Vec<Entry>,
    warnings: Warnings,
}

/// Reads a codebook into a framework called `name`, with what was doubted on the way.
///
/// The kind is told by the extension. A plain list (txt, md) has an area on each line; an indented line is a part of the
/// line above it. A table (csv, tsv) has an area in each row, with the columns name, description, parent, id, cues,
/// excludes and examples, under these or other plain headers. JSON has an object for each area with the same fields, and
/// `children` where areas are nested. A REFI-QDA codebook (qdc) has its codes, with their parts. Areas without an id get one by [`id_of_name`](commonground::framework::id_of_name);
/// parents without a row of their own are made.
///
/// # Errors
/// [`FormatError::Unreadable`](crate::FormatError::Unreadable) with the line to blame.
pub fn import_framework(path: &Path, name: &str) -> Result<(Framework, Vec<Note>)> {
    let place = path.display().to_string();
    let fault = |(line, reason): Fault| unreadable(&place, line, reason);
    let progress: &dyn Progress = &Silent;
    let kind = Kind::of(path).unwrap_or(Kind::Text);
    let is_qdc = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("qdc"));
    let read = match kind {
        _ if is_qdc => qdc::read,
        Kind::Text | Kind::Markdown => list::read,
        Kind::Csv => rows::read,
        Kind::Tsv => rows::read_tabs,
        Kind::Json | Kind::Jsonl => records::read,
        _ => return Err(fault((None, Reason::NotSupported))),
    };
    let mut opened = std::fs::File::open(path).map_err(|error| fault((None, reason_of(error))))?;
    let bytes = read_all(&mut opened, LIMIT, |reason| fault((None, reason)), progress)?;
    let decoded = decode(bytes).map_err(|reason| fault((None, reason)))?;
    if decoded.text.trim().is_empty() {
        return Err(fault((None, Reason::NoText)));
    }
    let Codebook { entries, mut warnings } = read(&decoded.text).map_err(fault)?;
    warnings.extend(decoded.doubt.map(|doubt| (None, doubt)));
    let (framework, made) = assemble::assemble(entries, name).map_err(fault)?;
    warnings.extend(made);
    let note = |(line, message)| Note { source: Source { file: place.clone(), line }, message };
    Ok((framework, warnings.into_iter().map(note).collect()))
}
