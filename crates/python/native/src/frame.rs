//! Frames in: the columns of any library that speaks the Arrow PyCapsule interface become documents.

use std::sync::Arc;

use arrow_array::cast::AsArray;
use arrow_array::{Array, ArrayRef, LargeStringArray, RecordBatchReader, StringArray, StringViewArray};
use arrow_schema::{DataType, Schema};
use commonground::Progress;
use commonground::round::{Consent, Document, Note, Source, Text, TextStore};
use commonground_formats::Reason;

use crate::fault::Fault;

/// What frames are called where a document says its source.
const FRAME: &str = "frame";

/// Which columns are what.
pub(crate) struct Columns {
    /// Several are joined by a blank line, as in files.
    pub(crate) text: Vec<String>,
    /// Without one, documents are called by their row, from 1.
    pub(crate) id: Option<String>,
    pub(crate) meta: Vec<String>,
    /// What the senders allowed.
    pub(crate) consent: Option<String>,
}

/// The documents of a frame, and the rows that are none: those without text, and those without an id.
pub(crate) fn documents(
    reader: impl RecordBatchReader,
    columns: &Columns,
    progress: &dyn Progress,
) -> Result<(Vec<Document>, Vec<Note>), Fault> {
    let schema = reader.schema();
    let text = places(&schema, &columns.text)?;
    let id = columns.id.as_ref().map(|id| place(&schema, id)).transpose()?;
    let meta = places(&schema, &columns.meta)?;
    let consent = columns.consent.as_ref().map(|consent| place(&schema, consent)).transpose()?;
    for column in text.iter().chain(&id).chain(&meta).chain(&consent) {
        check_is_text(&schema, *column)?;
    }

    let (mut documents, mut skipped, mut before) = (Vec::new(), Vec::new(), 0u64);
    progress.stage("read", None);
    for batch in reader {
        let batch = batch.map_err(|error| Fault::Input(format!("the frame cannot be read: {error}")))?;
        let column = |place: usize| strings(batch.column(place));
        let text: Vec<Arc<Strings>> = text.iter().map(|&place| Arc::new(column(place))).collect();
        let id = id.map(column);
        let meta: Vec<Strings> = meta.iter().map(|&place| column(place)).collect();
        let consent = consent.map(column);
        for row in 0..batch.num_rows() {
            let line = before + row as u64 + 1;
            let source = Source { file: FRAME.to_owned(), line: Some(line) };
            let name = match &id {
                None => Some(line.to_string()),
                Some(ids) => ids.get(row).map(str::trim).filter(|id| !id.is_empty()).map(str::to_owned),
            };
            let (text, name) = match (joined(&text, row), name) {
                (Some(text), Some(name)) => (text, name),
                (None, _) => {
                    skipped.push(Note { source, message: "the row has no text".to_owned() });
                    continue;
                }
                (_, None) => {
                    let message = "the row has no id: give it one, or leave out id=".to_owned();
                    skipped.push(Note { source, message });
                    continue;
                }
            };
            let said = consent.as_ref().and_then(|said| said.get(row)).filter(|said| !said.trim().is_empty());
            let consent =
                said.map(|said| said.parse().map_err(|_| unknown_consent(columns, line))).transpose()?;
            if consent == Some(Consent::Nothing) {
                skipped.push(Note { source, message: Reason::NoConsent.to_string() });
                continue;
            }
            let cells = columns.meta.iter().zip(&meta).filter_map(|(name, column)| {
                let cell = column.get(row).filter(|cell| !cell.trim().is_empty())?;
                Some((name.clone(), cell.to_owned()))
            });
            documents.push(Document { id: name, text, metadata: cells.collect(), source, consent });
        }
        before += batch.num_rows() as u64;
        progress.advance(batch.num_rows() as u64);
        if progress.is_cancelled() {
            return Err(commonground::Error::Cancelled.into());
        }
    }
    Ok((documents, skipped))
}

/// What stands in the cell is not repeated: it may be what a person wrote.
fn unknown_consent(columns: &Columns, line: u64) -> Fault {
    let column = columns.consent.clone().unwrap_or_default();
    Fault::Input(format!("{FRAME}, line {line}: {}", Reason::UnknownConsent { column }))
}

/// The cells of the text columns that are not blank, with a blank line between. A single one stays where it lies, in the
/// memory of the frame.
fn joined(columns: &[Arc<Strings>], row: usize) -> Option<Text> {
    let is_said = |column: &&Arc<Strings>| column.get(row).is_some_and(|cell| !cell.trim().is_empty());
    let said: Vec<&Arc<Strings>> = columns.iter().filter(is_said).collect();
    match said[..] {
        [] => None,
        [column] => Some(Text::shared(Arc::clone(column) as Arc<dyn TextStore>, row)),
        _ => Some(said.iter().filter_map(|column| column.get(row)).collect::<Vec<_>>().join("\n\n").into()),
    }
}

fn places(schema: &Schema, names: &[String]) -> Result<Vec<usize>, Fault> {
    names.iter().map(|name| place(schema, name)).collect()
}

fn place(schema: &Schema, name: &str) -> Result<usize, Fault> {
    schema.index_of(name).map_err(|_| {
        let names: Vec<String> = schema.fields().iter().map(|field| format!("{:?}", field.name())).collect();
        Fault::Column(format!("there is no column {name:?}; the columns are {}", names.join(", ")))
    })
}

fn is_text(kind: &DataType) -> bool {
    matches!(kind, DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View | DataType::Null)
}

/// Refuses what is no text, such as a column of numbers that was named by mistake. (Ids and metadata that are numbers,
/// dates or categories have been written as text by the library that they come from.)
fn check_is_text(schema: &Schema, column: usize) -> Result<(), Fault> {
    let field = schema.field(column);
    if is_text(field.data_type()) {
        return Ok(());
    }
    let of_text = schema.fields().iter().filter(|field| is_text(field.data_type()));
    let names: Vec<String> = of_text.map(|field| format!("{:?}", field.name())).collect();
    let told = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
    let (name, kind) = (field.name(), field.data_type());
    Err(Fault::Column(format!("column {name:?} is no text but {kind}; columns of text are: {told}")))
}

/// A column of strings in whatever form it came, where it lies.
enum Strings {
    Small(StringArray),
    Large(LargeStringArray),
    View(StringViewArray),
}

impl Strings {
    fn get(&self, row: usize) -> Option<&str> {
        match self {
            Strings::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Strings::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Strings::View(array) => array.is_valid(row).then(|| array.value(row)),
        }
    }
}

impl TextStore for Strings {
    fn text(&self, place: usize) -> &str {
        self.get(place).unwrap_or_default()
    }
}

/// A column that has been found to be of text.
fn strings(array: &ArrayRef) -> Strings {
    match array.data_type() {
        DataType::Utf8 => Strings::Small(array.as_string::<i32>().clone()),
        DataType::LargeUtf8 => Strings::Large(array.as_string::<i64>().clone()),
        DataType::Utf8View => Strings::View(array.as_string_view().clone()),
        _ => Strings::Small(StringArray::new_null(array.len())),
    }
}
