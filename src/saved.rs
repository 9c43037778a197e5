//! What is saved or handed from one program to another: JSON that says of which kind it is, and of which schema.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::error::Category;

use crate::error::{Error, Result};

/// What stands at the head of everything that is saved.
#[derive(Deserialize)]
struct Head {
    kind: String,
    schema: u32,
}

/// A kind of model that people keep as a file. Its fields stand beside those of the head.
pub(crate) struct Kind {
    /// What the file calls it.
    pub(crate) id: &'static str,
    /// The latest schema that this version knows.
    pub(crate) schema: u32,
    /// What people call it.
    pub(crate) name: &'static str,
    /// How one gets another.
    pub(crate) remedy: &'static str,
}

impl Kind {
    /// Reads a file of this kind. Nothing of what it holds is told if it cannot be read: it may be somebody's text.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later schema.
    pub(crate) fn read<T: DeserializeOwned>(&self, json: &str) -> Result<T> {
        let fault = |error: serde_json::Error| match error.classify() {
            Category::Data => self.damaged("JSON of another form"),
            _ => self.damaged(&format!("no whole JSON, line {}, column {}", error.line(), error.column())),
        };
        let head: Head = serde_json::from_str(json).map_err(fault)?;
        if head.kind != self.id {
            return Err(self.damaged("JSON of another kind"));
        }
        if head.schema > self.schema {
            let Kind { schema: known, name, remedy, .. } = self;
            let what = format!(
                "the {name} has schema {}, and this version reads up to {known}: update commonground, or {remedy}",
                head.schema
            );
            return Err(Error::Model { what });
        }
        serde_json::from_str(json).map_err(fault)
    }

    /// Says that a file is not one of this kind, or not a whole one.
    pub(crate) fn damaged(&self, what: &str) -> Error {
        let Kind { name, remedy, .. } = self;
        Error::Model { what: format!("not a saved {name} ({what}): {remedy}, or check the file") }
    }
}

/// What is handed on as bytes.
#[derive(Serialize, Deserialize)]
struct Envelope<T> {
    kind: String,
    schema: u32,
    content: T,
}

/// Writes down `content` as `kind` of version `schema`. The same content gives the same bytes.
///
/// # Errors
/// [`Error::Model`] if it cannot be written down.
pub(crate) fn to_bytes<T: Serialize>(kind: &str, schema: u32, content: &T) -> Result<Vec<u8>> {
    let envelope = Envelope { kind: kind.to_owned(), schema, content };
    serde_json::to_vec(&envelope).map_err(|error| Error::Model { what: error.to_string() })
}

/// Reads what [`to_bytes`] wrote. The content checks itself as it is read.
///
/// # Errors
/// [`Error::Model`] if it is damaged, of another kind, or of a later version.
pub(crate) fn from_bytes<T: DeserializeOwned>(kind: &str, schema: u32, bytes: &[u8]) -> Result<T> {
    // What serde_json says of values would quote them: the kind of fault and the place must do.
    let damaged_at =
        |byte: usize| Error::Model { what: format!("not a whole {kind} (byte {byte}): make it again") };
    let damaged = |error: serde_json::Error| damaged_at(error.column());
    // The parser of text is all that the library has, so that there is one in a program.
    let text = std::str::from_utf8(bytes).map_err(|error| damaged_at(error.valid_up_to() + 1))?;
    let head: Head = serde_json::from_str(text).map_err(damaged)?;
    if head.kind != kind || head.schema > schema {
        let name: String = head.kind.chars().filter(|c| c.is_ascii_graphic()).take(40).collect();
        let what = format!(
            "found {name} of schema {}, but this version reads {kind} up to schema {schema}: update commonground",
            head.schema
        );
        return Err(Error::Model { what });
    }
    Ok(serde_json::from_str::<Envelope<T>>(text).map_err(damaged)?.content)
}

#[cfg(test)]
mod tests {
    use super::*;

    const COUNTS: Kind = Kind { id: "counts", schema: 2, name: "count", remedy: "count again" };

    #[derive(Deserialize, Debug, PartialEq)]
    struct Counts {
        ones: u32,
    }

    #[test]
    fn a_file_of_another_kind_or_a_later_schema_is_refused_without_a_word_of_it() {
        for schema in [1, 2] {
            let json = format!("{{\"kind\": \"counts\", \"schema\": {schema}, \"ones\": 3}}");
            assert_eq!(COUNTS.read::<Counts>(&json).unwrap(), Counts { ones: 3 });
        }
        let cases = [
            ("secret", "not a saved count (no whole JSON, line 1, column 1): count again, or check the file"),
            ("{\"kind\": \"counts\", \"schema\": 2", "(no whole JSON, line 1, column 30)"),
            ("{\"kind\": \"secret\", \"schema\": 2}", "(JSON of another kind)"),
            (
                "{\"kind\": \"counts\", \"schema\": 3}",
                "the count has schema 3, and this version reads up to 2",
            ),
            ("{\"kind\": \"counts\", \"schema\": 2, \"ones\": \"secret\"}", "(JSON of another form)"),
            ("[\"secret\"]", "(JSON of another form)"),
        ];
        for (json, expected) in cases {
            let told = COUNTS.read::<Counts>(json).unwrap_err().to_string();
            assert!(told.contains(expected) && !told.contains("secret"), "{json}: {told}");
        }
    }

    #[test]
    fn only_the_same_kind_up_to_this_version_is_read() {
        let bytes = to_bytes("counts", 2, &[1, 2]).unwrap();
        assert_eq!(from_bytes::<[u32; 2]>("counts", 2, &bytes).unwrap(), [1, 2]);
        assert_eq!(from_bytes::<[u32; 2]>("counts", 3, &bytes).unwrap(), [1, 2]);
        let no_text = from_bytes::<[u32; 2]>("counts", 2, b"{\"kind\": \"\xff\"}").unwrap_err().to_string();
        assert!(no_text.ends_with("not a whole counts (byte 11): make it again"), "{no_text}");
        for (kind, schema, cut) in [("counts", 1, 0), ("sums", 2, 0), ("counts", 2, 1)] {
            let outcome = from_bytes::<[u32; 2]>(kind, schema, &bytes[..bytes.len() - cut]);
            assert!(matches!(outcome, Err(Error::Model { .. })), "{kind} {schema} {cut}");
        }
    }
}
