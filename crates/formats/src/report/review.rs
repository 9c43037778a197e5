//! What colleagues fill in: the one part of a page that needs a script, which saves what they wrote.

use serde::Serialize;
use sha2::{Digest, Sha256};

const SCRIPT: &str = include_str!("review.js");

/// The form.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ReviewView {
    pub(crate) script: &'static str,
    /// The columns of the table that it saves.
    pub(crate) columns: String,
    pub(crate) areas: Vec<AreaView>,
    pub(crate) seen: String,
}

/// An area to decide about.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct AreaView {
    pub(crate) number: usize,
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) description: String,
    pub(crate) documents: Option<usize>,
    pub(crate) passages: Option<usize>,
    pub(crate) based_on: String,
    /// Where on the page it is told, if it is.
    pub(crate) href: Option<String>,
    pub(crate) quotations: Vec<(String, String)>,
}

impl ReviewView {
    pub(crate) fn new(columns: &[&str], areas: Vec<AreaView>, seen: &[String]) -> Self {
        ReviewView { script: SCRIPT, columns: columns.join(","), areas, seen: seen.join(" ") }
    }

    /// The hash of the script, by which a browser knows that it may run.
    pub(crate) fn hash(&self) -> String {
        hash(self.script)
    }
}

/// The hash of a script that a page names.
pub(super) fn hash(script: &str) -> String {
    base64(&Sha256::digest(script.as_bytes()))
}

/// Bytes in base64, as a content security policy wants them (RFC 4648).
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut told = String::new();
    for part in bytes.chunks(3) {
        let word =
            part.iter().enumerate().fold(0_u32, |word, (at, &byte)| word | u32::from(byte) << (16 - 8 * at));
        for at in 0..4 {
            let letter = LETTERS[(word >> (18 - 6 * at) & 63) as usize];
            told.push(if at <= part.len() { char::from(letter) } else { '=' });
        }
    }
    told
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_that_of_the_standard() {
        let cases = [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")];
        for (text, expected) in cases {
            assert_eq!(base64(text.as_bytes()), expected);
        }
    }
}
