//! Where the records of a JSON file are, and what fields they have.
//!
//! The layout is told by the first character, not by the extension: `[` opens an array of objects,
//! anything else is one object a line. Messages take over only what `serde_json` says of the syntax;
//! what it says of values would quote them.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use serde_json::error::Category;

use super::quotes::MOST_CELLS;
use super::table::Fault;
use crate::error::Reason;

/// One record: the line on which it starts, and its bytes in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Record {
    pub(super) line: u64,
    pub(super) span: Range<usize>,
}

/// All records of a file and the names of their fields, in the order in which they first occur.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) records: Vec<Record>,
    pub(super) names: Vec<String>,
    seen: BTreeSet<String>,
}

/// Finds the records of a file.
pub(super) fn records(text: &str) -> Result<Records, Fault> {
    if text.trim_start().starts_with('[') { in_array(text) } else { in_lines(text) }
}

/// The fields of one record, in their order.
pub(super) fn fields(text: &str, record: &Record) -> Result<Vec<(String, Value)>, Fault> {
    serde_json::from_str::<Fields<String, Value>>(&text[record.span.clone()])
        .map(|fields| fields.0)
        .map_err(|error| fault(record.line, &error))
}

/// The fields of the object on a line of its own, in their order.
pub(super) fn fields_of_line(text: &str, line: u64) -> Result<Vec<(String, Value)>, Fault> {
    serde_json::from_str::<Fields<String, Value>>(text)
        .map(|fields| fields.0)
        .map_err(|error| fault(line, &error))
}

/// The names of the fields of the object on a line of its own.
pub(super) fn names_of_line(text: &str, line: u64) -> Result<Vec<Cow<'_, str>>, Fault> {
    let fields: Fields<Name<'_>, IgnoredAny> =
        serde_json::from_str(text).map_err(|error| fault(line, &error))?;
    Ok(fields.0.into_iter().map(|(name, _)| name.0).collect())
}

/// A name that is borrowed where no escape stands in it.
#[derive(Deserialize)]
struct Name<'t>(#[serde(borrow)] Cow<'t, str>);

/// The records of JSON Lines: one on each line that is not blank.
fn in_lines(text: &str) -> Result<Records, Fault> {
    let mut found = Records::default();
    let (mut start, mut line) = (0, 1);
    while start < text.len() {
        // A raw carriage return cannot occur within a JSON string, so it ends a line as well.
        let end = text[start..].find(['\n', '\r']).map_or(text.len(), |length| start + length);
        if !text[start..end].trim().is_empty() {
            let fields = serde_json::from_str(&text[start..end]).map_err(|error| fault(line, &error))?;
            found.add(Record { line, span: start..end }, fields)?;
        }
        start = end + if text[end..].starts_with("\r\n") { 2 } else { 1 };
        line += 1;
    }
    Ok(found)
}

/// The records of an array of objects.
fn in_array(text: &str) -> Result<Records, Fault> {
    let mut found = Records::default();
    let mut cursor = Cursor { text, at: 0, line: 1 };
    cursor.expect(b'[')?;
    while cursor.peek() != Some(b']') {
        if !found.records.is_empty() {
            cursor.expect(b',')?;
        }
        if cursor.peek() != Some(b'{') {
            return Err((Some(cursor.line), Reason::NotAnObject));
        }
        let mut values = serde_json::Deserializer::from_str(&text[cursor.at..]).into_iter();
        let fields = match values.next() {
            Some(fields) => fields.map_err(|error| fault(cursor.line, &error))?,
            None => return Err((Some(cursor.line), Reason::NotAnObject)),
        };
        let end = cursor.at + values.byte_offset();
        found.add(Record { line: cursor.line, span: cursor.at..end }, fields)?;
        cursor.advance_to(end);
    }
    cursor.expect(b']')?;
    match cursor.peek() {
        None => Ok(found),
        Some(_) => Err(cursor.broken("text behind the end of the array")),
    }
}

impl Records {
    fn add(&mut self, record: Record, fields: Fields<String, IgnoredAny>) -> Result<(), Fault> {
        for (name, _) in fields.0 {
            if !self.seen.contains(&name) {
                self.seen.insert(name.clone());
                self.names.push(name);
            }
        }
        if self.names.len() > MOST_CELLS {
            return Err((Some(record.line), Reason::TooWide { limit: MOST_CELLS }));
        }
        self.records.push(record);
        Ok(())
    }
}

/// A place between the records of an array.
struct Cursor<'t> {
    text: &'t str,
    at: usize,
    line: u64,
}

impl Cursor<'_> {
    /// The next byte that is no white space.
    fn peek(&mut self) -> Option<u8> {
        let rest = &self.text[self.at..];
        self.advance_to(self.text.len() - rest.trim_start().len());
        self.text.as_bytes().get(self.at).copied()
    }

    fn expect(&mut self, byte: u8) -> Result<(), Fault> {
        if self.peek() != Some(byte) {
            return Err(self.broken(&format!("`{}` is missing", byte as char)));
        }
        self.advance_to(self.at + 1);
        Ok(())
    }

    fn advance_to(&mut self, end: usize) {
        let passed = &self.text.as_bytes()[self.at..end];
        let follows = |index: usize| self.text.as_bytes().get(self.at + index + 1) == Some(&b'\n');
        let is_end = |(index, byte): &(usize, &u8)| **byte == b'\n' || **byte == b'\r' && !follows(*index);
        self.line += passed.iter().enumerate().filter(is_end).count() as u64;
        self.at = end;
    }

    fn broken(&self, what: &str) -> Fault {
        let line_start = self.text[..self.at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
        (Some(self.line), Reason::BrokenJson { what: what.to_owned(), column: self.at - line_start + 1 })
    }
}

/// What is wrong with a record that starts on `line`.
fn fault(line: u64, error: &serde_json::Error) -> Fault {
    let line = line + (error.line() as u64).saturating_sub(1);
    if error.classify() == Category::Data {
        return (Some(line), Reason::NotAnObject);
    }
    let message = error.to_string();
    let what = message.split(" at line ").next().unwrap_or_default().to_owned();
    (Some(line), Reason::BrokenJson { what, column: error.column() })
}

/// The fields of an object in their order, repeated ones included.
struct Fields<N, V>(Vec<(N, V)>);

impl<'de, N: Deserialize<'de>, V: Deserialize<'de>> Deserialize<'de> for Fields<N, V> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyFields<N, V>(std::marker::PhantomData<(N, V)>);

        impl<'de, N: Deserialize<'de>, V: Deserialize<'de>> Visitor<'de> for AnyFields<N, V> {
            type Value = Fields<N, V>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<N, V>, A::Error> {
                let mut fields = Vec::new();
                while let Some(field) = map.next_entry()? {
                    fields.push(field);
                }
                Ok(Fields(fields))
            }
        }

        deserializer.deserialize_map(AnyFields(std::marker::PhantomData))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_are_found_at_their_lines_in_both_layouts() {
        let cases: [(&str, &[u64], &str); 6] = [
            ("{\"a\":1}\n\n{\"b\":1}\n", &[1, 3], "a b"),
            ("{\"a\":1}\r\n{\"a\":2}\r{\"c\":3}", &[1, 2, 3], "a c"),
            ("[]", &[], ""),
            ("\n[{\"a\":1},\n{\"b\":\n2},{}]\n", &[2, 3, 4], "a b"),
            ("[\r\n{\"a\":\"]\"}\r\n,\r\n{}\r\n]", &[2, 4], "a"),
            (" {\"a\": [1, {\"b\": 2}]} ", &[1], "a"),
        ];
        for (text, lines, names) in cases {
            let found = records(text).unwrap();
            assert_eq!(found.records.iter().map(|r| r.line).collect::<Vec<_>>(), lines, "{text:?}");
            assert_eq!(found.names.join(" "), names, "{text:?}");
            assert!(found.records.iter().all(|record| fields(text, record).is_ok()), "{text:?}");
        }
    }

    #[test]
    fn a_broken_record_is_named_by_line_and_its_text_is_not_told() {
        let cases = [
            ("{\"a\":1}\n{\"secret\": \"secret\"\n", 2),
            ("{\"a\":1}\n\"secret\"\n", 2),
            ("{\"a\":1} {\"a\":2}", 1),
            ("[1]", 1),
            ("[{\"a\":1}\n{\"a\":2}]", 2),
            ("[{\"a\":1},\n\n{\"a\" 2}]", 3),
            ("[{\"a\":1}", 1),
            ("[{\"a\":1}] secret", 1),
            ("[{\"a\":1},]", 1),
            ("secret", 1),
        ];
        for (text, expected) in cases {
            let (line, reason) = records(text).unwrap_err();
            assert_eq!(line, Some(expected), "{text:?}");
            assert!(!reason.to_string().contains("secret"), "{reason}");
        }
    }
}
