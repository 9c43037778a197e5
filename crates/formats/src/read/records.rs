//! JSON Lines and arrays of JSON objects: a document an object.

use std::collections::{BTreeMap, BTreeSet};

use commonground::round::{Consent, Document};
use serde_json::Value;

use super::ReadOptions;
use super::columns::{Columns, choose};
use super::consent;
use super::file::{Batch, File, Parts, ROWS_BETWEEN_CHECKS, check};
use super::json::{fields, records};
use crate::error::{Reason, Result, shown};

/// Reads the records twice: once for their places and field names, because the choice of fields
/// must know them all, and once for their values.
pub(super) fn read(mut file: File<'_>) -> Result<Batch<'_>> {
    let (text, mut batch) = file.decode()?;
    let found = records(&text).map_err(|(line, reason)| file.input.fault(line, reason))?;
    if found.records.is_empty() {
        return Err(file.input.fault(None, Reason::NoText));
    }
    let columns = choose_fields(file.options, file.elsewhere, &found.names)
        .map_err(|reason| file.input.fault(None, reason))?;
    columns.warnings.iter().for_each(|warning| batch.warn(None, warning));

    let mut chosen = Chosen::new(&found.names, &columns);
    for (index, record) in found.records.iter().enumerate() {
        if index.is_multiple_of(ROWS_BETWEEN_CHECKS) {
            check(file.progress)?;
        }
        let fields = fields(&text, record).map_err(|(line, reason)| file.input.fault(line, reason))?;
        chosen
            .take(fields, record.line, &mut batch)
            .map_err(|reason| file.input.fault(Some(record.line), reason))?;
    }
    chosen.sum_up(&mut batch);
    batch.parts = Some(Parts::records(found.records.len() as u64));
    Ok(batch)
}

/// The fields that hold text, id and metadata. A field `text` is the text, whatever else there is.
pub(super) fn choose_fields(
    options: &ReadOptions,
    elsewhere: &[String],
    names: &[String],
) -> Result<Columns, Reason> {
    let mut options = options.clone();
    if options.text.is_empty() && names.iter().any(|name| name == "text") {
        options.text.push("text".to_owned());
    }
    choose(names, &options, elsewhere)
}

/// The chosen fields by name, and what was odd about the records so far.
pub(super) struct Chosen<'a> {
    text: Vec<&'a str>,
    id: Option<&'a str>,
    meta: BTreeSet<&'a str>,
    consent: Option<&'a str>,
    without_id: u64,
    /// Fields with nested values and fields that occur twice: the first line, and in how many records.
    nested: BTreeMap<String, (u64, u64)>,
    repeated: BTreeMap<String, (u64, u64)>,
}

impl<'a> Chosen<'a> {
    pub(super) fn new(names: &'a [String], columns: &Columns) -> Self {
        Chosen {
            text: columns.text.iter().map(|&c| names[c].as_str()).collect(),
            id: columns.id.map(|c| names[c].as_str()),
            meta: columns.meta.iter().map(|&c| names[c].as_str()).collect(),
            consent: columns.consent.map(|c| names[c].as_str()),
            without_id: 0,
            nested: BTreeMap::new(),
            repeated: BTreeMap::new(),
        }
    }

    /// Makes a document of one record, or lists it as skipped. What it says of consent has to be understood.
    pub(super) fn take(
        &mut self,
        fields: Vec<(String, Value)>,
        line: u64,
        batch: &mut Batch<'_>,
    ) -> Result<(), Reason> {
        let mut record = BTreeMap::new();
        for (name, value) in fields {
            if record.contains_key(&name) {
                self.repeated.entry(name.clone()).or_insert((line, 0)).1 += 1;
            }
            record.insert(name, value);
        }
        let consent = self.consent_of(&record)?;
        let text = match self.text_of(&record) {
            Ok(text) => text,
            Err(reason) => {
                batch.skip(line, &reason);
                return Ok(());
            }
        };
        let id = self.id.and_then(|name| id_of(record.get(name)?));
        self.without_id += u64::from(id.is_none());
        batch.documents.push(Document {
            id: id.unwrap_or_else(|| batch.id_by_line(line)),
            text: text.into(),
            metadata: self.metadata_of(record, line),
            source: batch.source(Some(line)),
            consent,
        });
        Ok(())
    }

    /// What the record says that its sender allowed.
    fn consent_of(&self, record: &BTreeMap<String, Value>) -> Result<Option<Consent>, Reason> {
        let Some((name, value)) = self.consent.and_then(|name| Some((name, record.get(name)?))) else {
            return Ok(None);
        };
        let cell = flat(value).ok_or_else(|| Reason::UnknownConsent { column: name.to_owned() })?;
        consent::of_cell(&cell, name)
    }

    /// The text fields that are not blank, with a blank line between.
    fn text_of(&self, record: &BTreeMap<String, Value>) -> Result<String, Reason> {
        let values = || self.text.iter().filter_map(|&name| record.get(name));
        let texts: Vec<&str> =
            values().filter_map(Value::as_str).filter(|text| !text.trim().is_empty()).collect();
        if !texts.is_empty() {
            Ok(texts.join("\n\n"))
        } else if values().all(|value| value.is_null() || value.is_string()) {
            Err(Reason::RowWithoutText)
        } else {
            Err(Reason::TextIsNoString)
        }
    }

    /// The metadata fields that hold something.
    fn metadata_of(&mut self, record: BTreeMap<String, Value>, line: u64) -> BTreeMap<String, String> {
        let mut metadata = BTreeMap::new();
        for (name, value) in record {
            if !self.meta.contains(name.as_str()) {
                continue;
            }
            match flat(&value) {
                Some(cell) if cell.trim().is_empty() => {}
                Some(cell) => {
                    metadata.insert(name, cell);
                }
                None => self.nested.entry(name).or_insert((line, 0)).1 += 1,
            }
        }
        metadata
    }

    pub(super) fn sum_up(&self, batch: &mut Batch<'_>) {
        for (name, (line, count)) in &self.nested {
            let message = format!(
                "the field {:?} is not read where it holds objects or nested lists; such records: {count}",
                shown(name)
            );
            batch.warn(Some(*line), message);
        }
        for (name, (line, count)) in &self.repeated {
            let message = format!(
                "the field {:?} occurs more than once, and the last one is read; such records: {count}",
                shown(name)
            );
            batch.warn(Some(*line), message);
        }
        let what = "records without an id that is a string or a whole number (name the field with --id)";
        batch.warn_of_ids_by_line(self.without_id, what);
    }
}

/// An id: a string that is not blank, or a whole number.
pub(super) fn id_of(value: &Value) -> Option<String> {
    match value {
        Value::String(id) => Some(id.trim().to_owned()).filter(|id| !id.is_empty()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        _ => None,
    }
}

/// A value as one string: nothing for null, a list of such values joined by `; `, and none at all
/// for anything that is nested.
fn flat(value: &Value) -> Option<String> {
    match value {
        Value::Array(items) => {
            let parts: Option<Vec<String>> = items.iter().map(scalar).collect();
            Some(parts?.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("; "))
        }
        other => scalar(other),
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Null => Some(String::new()),
        Value::Bool(value) => Some(value.to_string()),
        Value::Number(value) => Some(value.to_string()),
        Value::String(value) => Some(value.clone()),
        Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_become_one_string_unless_they_are_nested() {
        let cases = [
            (json!(null), Some("")),
            (json!(true), Some("true")),
            (json!(3), Some("3")),
            (json!(2.5), Some("2.5")),
            (json!("a "), Some("a ")),
            (json!(["a", null, 1]), Some("a; 1")),
            (json!([["a"]]), None),
            (json!({"a": 1}), None),
        ];
        for (value, expected) in cases {
            assert_eq!(flat(&value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn ids_are_strings_or_whole_numbers() {
        let cases =
            [(json!(" a1 "), Some("a1")), (json!(-7), Some("-7")), (json!(1.5), None), (json!(" "), None)];
        for (value, expected) in cases {
            assert_eq!(id_of(&value).as_deref(), expected, "{value}");
        }
    }
}
