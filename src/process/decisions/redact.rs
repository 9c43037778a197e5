//! Taking out of a log what was said about somebody who is to be forgotten.

use super::act::{Act, Decision};
use super::line::{read_line, redacted_line};
use crate::error::Result;

/// The bytes of a log without what these decisions said, and their ids. Only remarks and codings of passages can be redacted:
/// any other act is a part of how the list came about, and without it all that follows would be undone.
///
/// All other lines stay as they are, byte for byte, and still follow on those before them. What is damaged stays, too.
///
/// # Errors
/// If a line cannot be written, which is a bug.
pub fn redacted(bytes: &[u8], is_about: impl Fn(&Decision) -> bool) -> Result<(Vec<u8>, Vec<String>)> {
    let (mut written, mut ids) = (Vec::with_capacity(bytes.len()), Vec::new());
    for piece in bytes.split_inclusive(|&byte| byte == b'\n') {
        let line = piece.strip_suffix(b"\n").unwrap_or(piece);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        match read_line(line) {
            Ok(read) if !read.is_redacted && can_be(&read.decision.act) && is_about(&read.decision) => {
                written.extend_from_slice(redacted_line(&read)?.as_bytes());
                written.extend_from_slice(&piece[line.len()..]);
                ids.push(read.decision.id);
            }
            _ => written.extend_from_slice(piece),
        }
    }
    Ok((written, ids))
}

/// Whether an act can be redacted.
fn can_be(act: &Act) -> bool {
    matches!(act, Act::Recode { .. } | Act::Comment { .. })
}
