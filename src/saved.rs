//! The envelope of what is handed from one program to another as bytes: JSON that says what it is.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// What every envelope has.
#[derive(Deserialize)]
struct Head {
    kind: String,
    schema: u32,
}

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
    let damaged = |error: serde_json::Error| Error::Model {
        what: format!("not a whole {kind} (byte {}): make it again", error.column()),
    };
    let head: Head = serde_json::from_slice(bytes).map_err(damaged)?;
    if head.kind != kind || head.schema > schema {
        let name: String = head.kind.chars().filter(|c| c.is_ascii_graphic()).take(40).collect();
        let what = format!(
            "found {name} of schema {}, but this version reads {kind} up to schema {schema}: update commonground",
            head.schema
        );
        return Err(Error::Model { what });
    }
    Ok(serde_json::from_slice::<Envelope<T>>(bytes).map_err(damaged)?.content)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_kind_up_to_this_version_is_read() {
        let bytes = to_bytes("counts", 2, &[1, 2]).unwrap();
        assert_eq!(from_bytes::<[u32; 2]>("counts", 2, &bytes).unwrap(), [1, 2]);
        assert_eq!(from_bytes::<[u32; 2]>("counts", 3, &bytes).unwrap(), [1, 2]);
        for (kind, schema, cut) in [("counts", 1, 0), ("sums", 2, 0), ("counts", 2, 1)] {
            let outcome = from_bytes::<[u32; 2]>(kind, schema, &bytes[..bytes.len() - cut]);
            assert!(matches!(outcome, Err(Error::Model { .. })), "{kind} {schema} {cut}");
        }
    }
}
