//! A decision as a line of a log.
//!
//! ```text
//! {"schema":1,"number":2,"prior":"<SHA-256 of the line before>","id":"ann-laptop-2.5f2a9c1e",…,"crc":"1c291ca3"}
//! ```
//!
//! The checksum is the CRC-32 of all that stands before `,"crc":`. The number is one more than that of the line whose
//! hash is the prior; the first line has the number 1 and an empty prior. A line is exactly the bytes that
//! [`write_line`] makes: a line that a program has put otherwise is damaged. But for one that was redacted, because it was
//! about somebody who is to be forgotten: it says that something stood here, when and by whom it was decided, and has
//! the hash of what stood there, so that the lines behind it still follow. It says nothing else, so that nobody
//! can change a decision in this way; see [`redacted`](super::redacted()).

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::act::{Act, Decision};
use crate::error::{Error, Result};
use crate::framework::id_of_name;

/// The version of the form of a line: the highest that is read. Lines that say what was decided are of the first, and those
/// that were redacted of the second.
pub const SCHEMA: u32 = 2;
const PLAIN: u32 = 1;

/// What a line gives as reason that was redacted.
pub const REDACTED: &str = "[redacted]";

/// The bytes from `,"crc":"` to the end of a line.
const TAIL: usize = 18;

/// A line of a log that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its number in the writer's log, from 1.
    pub number: u64,
    /// The SHA-256 of the line before it, in hex; empty for the first.
    pub prior: String,
    /// Its own SHA-256; of a line that was redacted, that of what stood there.
    pub print: String,
    /// Whether it was redacted.
    pub is_redacted: bool,
    /// What it says.
    pub decision: Decision,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Head {
    schema: u32,
    number: u64,
    prior: String,
    /// The SHA-256 of what stood here before it was redacted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    redacted: Option<String>,
}

/// The name of the writer's log: the person and the device, as they can stand in the name of a file.
pub fn writer_of(by: &str, device: &str) -> String {
    format!("{}-{}", id_of_name(by), id_of_name(device))
}

/// The line that comes behind `lines` in the writer's log, without its line end, and the decision with its id.
///
/// # Errors
/// [`Error::Decisions`] if who, device or time are not said, or the act is not whole.
pub fn write_line(lines: &[Line], decision: Decision) -> Result<(String, Decision)> {
    check(&decision)?;
    let (number, prior) =
        lines.last().map_or((1, String::new()), |last| (last.number + 1, last.print.clone()));
    let decision = Decision { id: id_of(number, &prior, &decision)?, ..decision };
    Ok((told(number, prior, None, &decision)?, decision))
}

fn check(decision: &Decision) -> Result<()> {
    let wrong = |what: &str| Err(Error::Decisions { what: what.to_owned() });
    if decision.by.trim().is_empty() || decision.device.trim().is_empty() {
        return wrong("it is not said who decides, or on which device: name both");
    }
    if !is_time(&decision.when) {
        return wrong("the time is not of the form 2026-03-02T10:11:12Z: give it so, in UTC");
    }
    decision.act.fault().map_or(Ok(()), wrong)
}

/// Whether a text is a time as it stands in a line.
fn is_time(text: &str) -> bool {
    let form = b"0000-00-00T00:00:00Z";
    let fits = |(at, byte): (usize, u8)| match form.get(at) {
        Some(b'0') => byte.is_ascii_digit(),
        other => other == Some(&byte),
    };
    let two = |at: usize| text.get(at..at + 2).and_then(|digits| digits.parse::<u8>().ok()).unwrap_or(99);
    text.len() == form.len()
        && text.bytes().enumerate().all(fits)
        && (1..=12).contains(&two(5))
        && (1..=31).contains(&two(8))
        && two(11) < 24
        && two(14) < 60
        && two(17) < 61
}

/// The line of a decision that has its id.
fn told(number: u64, prior: String, redacted: Option<String>, decision: &Decision) -> Result<String> {
    let failed = |error: serde_json::Error| Error::Decisions { what: error.to_string() };
    let schema = if redacted.is_some() { SCHEMA } else { PLAIN };
    let head = serde_json::to_string(&Head { schema, number, prior, redacted }).map_err(failed)?;
    let said = serde_json::to_string(decision).map_err(failed)?;
    // The two objects become one.
    let body = format!("{},{}", head.trim_end_matches('}'), &said[1..said.len() - 1]);
    Ok(format!("{body},\"crc\":\"{:08x}\"}}", crc32fast::hash(body.as_bytes())))
}

/// The writer, the number, and the start of a hash of all that a line says.
fn id_of(number: u64, prior: &str, decision: &Decision) -> Result<String> {
    let unnamed = Decision { id: String::new(), ..decision.clone() };
    let print = sha256(told(number, prior.to_owned(), None, &unnamed)?.as_bytes());
    Ok(format!("{}-{number}.{}", writer_of(&decision.by, &decision.device), &print[..8]))
}

/// Reads a line without its line end.
///
/// # Errors
/// What is wrong with it.
pub(super) fn read_line(bytes: &[u8]) -> std::result::Result<Line, String> {
    let text = std::str::from_utf8(bytes).map_err(|_| "it is not text".to_owned())?;
    let cut = text.len().checked_sub(TAIL).filter(|&cut| text.is_char_boundary(cut));
    let (body, tail) = cut.map(|cut| text.split_at(cut)).ok_or("it is cut short")?;
    let crc = tail.strip_prefix(",\"crc\":\"").and_then(|rest| rest.strip_suffix("\"}"));
    let crc = crc.ok_or("it does not end with its checksum")?;
    if crc != format!("{:08x}", crc32fast::hash(body.as_bytes())) {
        return Err("it is not what its checksum says".to_owned());
    }
    let whole = format!("{body}}}");
    let value: serde_json::Value = serde_json::from_str(&whole).map_err(|_| "it is not JSON")?;
    let schema = value.get("schema").and_then(serde_json::Value::as_u64).unwrap_or(0);
    if schema > u64::from(SCHEMA) {
        return Err(format!(
            "it is of schema {schema}, and this version reads up to {SCHEMA}: update commonground"
        ));
    }
    let Parts { head, decision } = parts(value).ok_or("it does not say what a decision says")?;
    let Head { number, prior, redacted, .. } = head;
    let same = told(number, prior.clone(), redacted.clone(), &decision).is_ok_and(|same| same == text);
    let is_whole = match &redacted {
        None => id_of(number, &prior, &decision).ok().as_ref() == Some(&decision.id),
        Some(print) => {
            let begins = format!("{}-{number}.", writer_of(&decision.by, &decision.device));
            is_hash(print) && decision == blank(&decision) && decision.id.starts_with(&begins)
        }
    };
    if !(same && is_whole) {
        return Err("it was changed after it was written".to_owned());
    }
    check(&decision).map_err(|error| error.to_string())?;
    let is_redacted = redacted.is_some();
    let print = redacted.unwrap_or_else(|| sha256(bytes));
    Ok(Line { number, prior, print, is_redacted, decision })
}

/// A line with nothing of what it said, without its line end.
pub(super) fn redacted_line(line: &Line) -> Result<String> {
    told(line.number, line.prior.clone(), Some(line.print.clone()), &blank(&line.decision))
}

/// A decision without what was decided, and why.
fn blank(decision: &Decision) -> Decision {
    Decision {
        act: Act::default(),
        why: REDACTED.to_owned(),
        based_on: Vec::new(),
        settles: Vec::new(),
        ..decision.clone()
    }
}

fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

struct Parts {
    head: Head,
    decision: Decision,
}

fn parts(value: serde_json::Value) -> Option<Parts> {
    let decision = Decision::deserialize(&value).ok()?;
    let mut head = value;
    let object = head.as_object_mut()?;
    object.retain(|key, _| matches!(key.as_str(), "schema" | "number" | "prior" | "redacted"));
    Some(Parts { head: Head::deserialize(head).ok()?, decision })
}

/// The SHA-256 of bytes, in hex.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
