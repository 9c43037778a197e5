//! Pseudonyms in the place of ids, partnerships and names of files.
//!
//! A pseudonym is a keyed hash (HMAC-SHA-256, RFC 2104) of a name: the same key gives a name the same pseudonym in every
//! round, and nobody can try names out without it. Texts and other metadata stay as they are.

use std::fmt;
use std::fs::OpenOptions;
use std::io::{ErrorKind, Read, Write};
use std::path::Path;

use commonground::round::{Document, Note, Round};
use commonground::theme::PARTNERSHIP;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::file::Batch;
use super::{InputFile, Reading, unreadable_file};
use crate::error::{Reason, Refusal, Result};
use crate::write::unwritable;

/// The first line of a file with a key.
const HEAD: &str = "commonground pseudonym key 1";
/// A file with a key is no longer than this.
const LONGEST: u64 = 200;
/// The letters of a pseudonym: none is easily taken for another (Crockford's base 32).
const LETTERS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
/// A pseudonym has so many letters, of five bits each: among a million names two are alike once in two million keys.
const LENGTH: usize = 12;

/// The key of the pseudonyms. Whoever has it can find out whose a pseudonym is, so it is kept apart from the results.
#[derive(Clone, PartialEq, Eq)]
pub struct PseudonymKey([u8; 32]);

impl fmt::Debug for PseudonymKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PseudonymKey")
    }
}

impl PseudonymKey {
    /// A key that nobody else has.
    ///
    /// # Errors
    /// If the system gives no random bytes.
    pub fn random() -> std::io::Result<Self> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(std::io::Error::other)?;
        Ok(PseudonymKey(bytes))
    }

    /// Reads the key in a file; none if there is no such file.
    ///
    /// # Errors
    /// If it cannot be read, or is no key.
    pub fn load(path: &Path) -> Result<Option<Self>> {
        let fault = |error| unreadable_file(path, Reason::Io { error });
        let file = match std::fs::File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(fault(error)),
        };
        let mut bytes = Vec::new();
        file.take(LONGEST).read_to_end(&mut bytes).map_err(fault)?;
        let key = std::str::from_utf8(&bytes).ok().and_then(|text| {
            let mut lines = text.lines();
            (lines.next()? == HEAD).then_some(())?;
            of_hex(lines.next()?.trim())
        });
        key.map(|key| Some(PseudonymKey(key))).ok_or_else(|| unreadable_file(path, Reason::NoKey))
    }

    /// Makes a key in a new file that only its owner may read.
    ///
    /// # Errors
    /// If it is there already, or cannot be written.
    pub fn make(path: &Path) -> Result<Self> {
        let refuse = |error| unwritable(path, Refusal::Io { error });
        let key = PseudonymKey::random().map_err(refuse)?;
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let hex: String = key.0.iter().map(|byte| format!("{byte:02x}")).collect();
        let mut file = options.open(path).map_err(refuse)?;
        file.write_all(format!("{HEAD}\n{hex}\n").as_bytes()).map_err(refuse)?;
        file.sync_all().map_err(refuse)?;
        Ok(key)
    }

    /// The pseudonym of a document's id.
    pub fn document(&self, id: &str) -> String {
        format!("d-{}", self.told("document", id))
    }

    /// The pseudonym of a partnership.
    pub fn partnership(&self, name: &str) -> String {
        format!("p-{}", self.told("partnership", name.trim()))
    }

    /// The pseudonym of a file's name, with its extension. Standard input has none.
    pub fn file(&self, path: &str) -> String {
        if matches!(path, "" | "-") {
            return path.to_owned();
        }
        let extension = Path::new(path).extension().and_then(|extension| extension.to_str());
        let extension = extension.filter(|e| e.len() <= 5 && e.bytes().all(|b| b.is_ascii_alphanumeric()));
        let extension = extension.map(|extension| format!(".{extension}")).unwrap_or_default();
        format!("f-{}{extension}", self.told("file", path))
    }

    fn told(&self, kind: &str, name: &str) -> String {
        // HMAC takes keys of any length, so that there is no error.
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return String::new() };
        mac.update(kind.as_bytes());
        mac.update(&[0]);
        mac.update(name.as_bytes());
        let bytes = mac.finalize().into_bytes();
        let bits = bytes.iter().take(8).fold(0_u64, |bits, &byte| bits << 8 | u64::from(byte));
        (0..LENGTH).map(|at| char::from(LETTERS[(bits >> (59 - 5 * at) & 31) as usize])).collect()
    }

    /// Puts pseudonyms into what was read. The documents come into the order of these.
    pub(super) fn rewrite(&self, reading: Reading) -> Result<Reading> {
        let Reading { round, mut files } = reading;
        let mut documents = round.documents().to_vec();
        documents.iter_mut().for_each(|document| self.rename(document));
        let notes = |notes: &[Note]| notes.iter().map(|note| self.note(note)).collect();
        let round = Round::with_notes(documents, notes(round.skipped()), notes(round.warnings()))?;
        files.iter_mut().for_each(|file| self.log(file));
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Reading { round, files })
    }

    /// Puts pseudonyms into what was read of one input.
    pub(super) fn rewrite_batch(&self, batch: &mut Batch<'_>) {
        batch.documents.iter_mut().for_each(|document| self.rename(document));
        for notes in [&mut batch.skipped, &mut batch.warnings] {
            notes.iter_mut().for_each(|note| *note = self.note(note));
        }
    }

    pub(super) fn log(&self, file: &mut InputFile) {
        file.path = self.file(&file.path);
    }

    pub(super) fn note(&self, note: &Note) -> Note {
        let mut source = note.source.clone();
        source.file = self.file(&source.file);
        Note { source, message: without_names(&note.message) }
    }

    fn rename(&self, document: &mut Document) {
        document.id = self.document(&document.id);
        document.source.file = self.file(&document.source.file);
        let partnership = document.metadata.get_mut(PARTNERSHIP).filter(|name| !name.trim().is_empty());
        if let Some(name) = partnership {
            *name = self.partnership(name);
        }
    }
}

/// A message without what it quotes, which may be ids or names, and without the file by which rows are named.
fn without_names(message: &str) -> String {
    let (mut told, mut is_quoted, mut is_escaped) = (String::with_capacity(message.len()), false, false);
    for c in message.chars() {
        match c {
            '"' if !is_escaped => {
                is_quoted = !is_quoted;
                told.push_str(if is_quoted { "\"…" } else { "\"" });
            }
            c if !is_quoted => told.push(c),
            _ => {}
        }
        is_escaped = is_quoted && c == '\\' && !is_escaped;
    }
    const BEFORE: &str = "; named ";
    const BEHIND: &str = ":LINE by their line";
    match (told.find(BEFORE), told.rfind(BEHIND)) {
        (Some(start), Some(end)) if start + BEFORE.len() <= end => {
            format!("{}…{}", &told[..start + BEFORE.len()], &told[end..])
        }
        _ => told,
    }
}

fn of_hex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    (text.len() == 64 && text.is_ascii()).then_some(())?;
    for (place, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * place..2 * place + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_has_the_same_pseudonym_for_ever_and_another_by_another_key() {
        let key = PseudonymKey([7; 32]);
        // Computed with Python's hmac module: the first 60 bits of the digest, five at a time.
        assert_eq!(key.document("ashby"), "d-ethjqxw7wchc");
        assert_eq!(key.partnership(" Ashby Alliance "), "p-xsn6v2q9503s");
        assert_eq!(key.file("eois/ashby.docx"), "f-vs2q4t9kmt2r.docx");
        assert_ne!(key.document("ashby"), PseudonymKey([8; 32]).document("ashby"));
        assert_ne!(key.document("ashby")[2..], key.partnership("ashby")[2..]);
        assert_eq!((key.file("-"), key.file("")), ("-".to_owned(), String::new()));
        assert_eq!(format!("{key:?}"), "PseudonymKey");
    }

    #[test]
    fn a_key_is_made_once_for_its_owner_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("key");
        assert_eq!(PseudonymKey::load(&path).unwrap(), None);
        let made = PseudonymKey::make(&path).unwrap();
        assert_eq!(PseudonymKey::load(&path).unwrap(), Some(made.clone()));
        assert!(PseudonymKey::make(&path).is_err(), "a key that is there stays");
        assert_eq!(PseudonymKey::load(&path).unwrap(), Some(made));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        for broken in
            ["", "secret", "commonground pseudonym key 1\nsecret\n", "commonground pseudonym key 2\n00\n"]
        {
            std::fs::write(&path, broken).unwrap();
            let message = PseudonymKey::load(&path).unwrap_err().to_string();
            assert!(message.contains("not a key") && !message.contains("secret"), "{message}");
        }
    }

    #[test]
    fn a_message_keeps_what_it_says_and_loses_its_names() {
        let cases = [
            (
                "documents without a row here: 2 (\"ashby\", \"a \\\" b\")",
                "documents without a row here: 2 (\"…\", \"…\")",
            ),
            (
                "rows with a blank id cell; named ashby; x:LINE by their line: 3",
                "rows with a blank id cell; named …:LINE by their line: 3",
            ),
            ("the row has no text", "the row has no text"),
            ("open \"ashby", "open \"…"),
        ];
        for (message, expected) in cases {
            assert_eq!(without_names(message), expected);
        }
    }
}
