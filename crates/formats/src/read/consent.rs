//! What the senders of documents allowed, as tables say it.

use std::collections::BTreeMap;

use commonground::round::{Consent, Document, Note, Source};

use super::metadata::few;
use super::{InputFile, ReadOptions};
use crate::error::{FormatError, Reason, Result, shown};

/// What a cell of a consent column says; none if it is blank.
pub(super) fn of_cell(cell: &str, column: &str) -> Result<Option<Consent>, Reason> {
    if cell.trim().is_empty() {
        return Ok(None);
    }
    cell.parse().map(Some).map_err(|_| Reason::UnknownConsent { column: column.to_owned() })
}

/// Of what two tables say of a document, what allows less; what is not said allows nothing more.
pub(super) fn stricter(one: Option<Consent>, other: Option<Consent>) -> Option<Consent> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// Why a document is left out.
pub(super) fn refused(document: &Document) -> Option<Note> {
    (document.consent == Some(Consent::Nothing))
        .then(|| Note { source: document.source.clone(), message: Reason::NoConsent.to_string() })
}

/// Takes out the documents whose senders allowed nothing, lists them as skipped, and takes them from the counts of their
/// files.
pub(super) fn sort_out(documents: &mut Vec<Document>, files: &mut [InputFile], skipped: &mut Vec<Note>) {
    let mut left_out: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    documents.retain(|document| {
        let Some(note) = refused(document) else { return true };
        let (count, characters) = left_out.entry(note.source.file.clone()).or_default();
        *count += 1;
        *characters += document.text.chars().count() as u64;
        skipped.push(note);
        false
    });
    for file in files {
        if let Some((count, characters)) = left_out.get(&file.path) {
            file.documents = file.documents.saturating_sub(*count);
            file.characters = file.characters.saturating_sub(*characters);
        }
    }
}

/// A warning of documents of which nothing is said, where it is said of others.
///
/// # Errors
/// If a column was named, and nothing that was read has it.
pub(super) fn unsaid(documents: &[Document], options: &ReadOptions) -> Result<Option<Note>> {
    let unsaid: Vec<&Document> = documents.iter().filter(|document| document.consent.is_none()).collect();
    if unsaid.len() == documents.len() {
        return match &options.consent {
            Some(name) if !documents.is_empty() => Err(FormatError::NoConsent { name: shown(name) }),
            _ => Ok(None),
        };
    }
    let ids: Vec<String> = unsaid.iter().map(|document| document.id.clone()).collect();
    let source = unsaid.first().map(|first| Source { line: None, ..first.source.clone() });
    Ok(source.zip(few(&ids, WITHOUT)).map(|(source, message)| Note { source, message }))
}

/// What is told of documents of which nothing is said.
pub(super) const WITHOUT: &str = "documents without a consent, which are quoted internally and not in public";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_a_consent_or_blank_and_an_error_does_not_repeat_it() {
        assert_eq!(of_cell(" ", "ok").unwrap(), None);
        assert_eq!(of_cell("Quote public", "ok").unwrap(), Some(Consent::QuotePublic));
        let message = of_cell("secret", "may we?").unwrap_err().to_string();
        assert!(message.contains("may we?") && message.contains("quote-internal"), "{message}");
        assert!(!message.contains("secret"), "{message}");
    }

    #[test]
    fn of_two_consents_the_stricter_holds() {
        let (analyse, public) = (Some(Consent::Analyse), Some(Consent::QuotePublic));
        assert_eq!(stricter(analyse, public), analyse);
        assert_eq!(stricter(public, analyse), analyse);
        assert_eq!(stricter(None, public), public);
        assert_eq!(stricter(None, None), None);
    }
}
