//! A codebook as JSON: an object for each area, in an array or one a line.

use serde_json::Value;

use super::super::json::{fields, records};
use super::super::records::id_of;
use super::super::table::Fault;
use super::fields::{Field, choose};
use super::{Codebook, Entry, Parent};
use crate::error::{Reason, shown};

/// Fields that hold the parts of an area.
const PARTS: [&str; 3] = ["children", "parts", "areas"];
/// So deep may areas be nested; the framework allows less.
const DEEPEST: usize = 32;

/// Reads records.
pub(super) fn read(text: &str) -> Result<Codebook, Fault> {
    let mut codebook = Codebook::default();
    for record in records(text)?.records {
        let fields = fields(text, &record)?;
        codebook.take(fields, record.line, Parent::None, 0)?;
    }
    codebook.warnings.sort();
    codebook.warnings.dedup();
    if codebook.entries.is_empty() { Err((None, Reason::NoText)) } else { Ok(codebook) }
}

impl Codebook {
    /// Adds an area with its parts.
    fn take(
        &mut self,
        fields: Vec<(String, Value)>,
        line: u64,
        parent: Parent,
        depth: usize,
    ) -> Result<(), Fault> {
        let fault = |reason| (Some(line), reason);
        let (parts, own): (Vec<_>, Vec<_>) =
            fields.into_iter().partition(|(name, value)| PARTS.contains(&name.as_str()) && value.is_array());
        let names: Vec<String> = own.iter().map(|(name, _)| name.clone()).collect();
        let (chosen, warning) = choose(&names).map_err(fault)?;
        self.warnings.extend(warning.map(|warning| (None, warning)));
        let mut entry = Entry { line, parent, ..Entry::default() };
        for (field, (name, value)) in chosen.into_iter().zip(&own) {
            let Some(field) = field else { continue };
            entry.take_value(field, value).ok_or_else(|| fault(Reason::NotAText { name: shown(name) }))?;
        }
        if entry.name.is_empty() {
            return Err(fault(Reason::RowWithoutName));
        }
        let number = self.entries.len();
        self.entries.push(entry);
        for part in parts.into_iter().flat_map(|(_, value)| value.as_array().cloned().unwrap_or_default()) {
            let Value::Object(object) = part else { return Err(fault(Reason::NotAnObject)) };
            if depth >= DEEPEST {
                return Err(fault(Reason::TooWide { limit: DEEPEST }));
            }
            self.take(object.into_iter().collect(), line, Parent::Entry(number), depth + 1)?;
        }
        Ok(())
    }
}

impl Entry {
    /// Takes a field: a string or whole number, or a list of strings where there can be several. Nothing if it is
    /// neither.
    fn take_value(&mut self, field: Field, value: &Value) -> Option<()> {
        match value {
            Value::Null => {}
            Value::Array(items) => {
                let list = match field {
                    Field::Cues => &mut self.cues,
                    Field::Excludes => &mut self.excludes,
                    Field::Examples => &mut self.examples,
                    Field::Description | Field::Id | Field::Name | Field::Parent => return None,
                };
                for item in items {
                    let text = item.as_str()?.trim();
                    list.extend((!text.is_empty()).then(|| text.to_owned()));
                }
            }
            Value::String(text) => self.take(field, text),
            other => self.take(field, &id_of(other)?),
        }
        Some(())
    }
}
