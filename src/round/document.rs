//! Documents and the round that holds them.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::consent::{Audience, Consent};
use super::identifying::Names;
use super::natural::natural_order;
use super::passage::Passage;
use super::text::Text;
use crate::error::{Error, Result};

/// The metadata field that names who sent a document. Where several documents come from one partnership, prevalence is
/// told in partnerships too.
pub const PARTNERSHIP: &str = "partnership";

/// Where a document came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// The file's name as the user gave it (`-` for standard input; empty when built in memory).
    pub file: String,
    /// The line of the file on which the record starts, counted from 1; none for whole files.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub line: Option<u64>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.file.as_str(), self.line) {
            ("", _) => f.write_str("in memory"),
            ("-", None) => f.write_str("standard input"),
            ("-", Some(line)) => write!(f, "standard input, line {line}"),
            (file, None) => f.write_str(file),
            (file, Some(line)) => write!(f, "{file}, line {line}"),
        }
    }
}

/// One submission: an id, its text, and what is known about it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Unique within the round.
    pub id: String,
    /// The text, exactly as it was read (UTF-8). Passages and quotations are byte ranges of it.
    pub text: Text,
    /// Metadata such as `partnership` or `place`.
    #[serde(default)]
    pub metadata: BTreeMap<String, String>,
    /// Where it came from.
    #[serde(default)]
    pub source: Source,
    /// What its sender allowed; none if nothing was said, and then it may be quoted internally and not in public.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<Consent>,
}

impl Document {
    /// A document built in memory, without metadata.
    pub fn new(id: impl Into<String>, text: impl Into<Text>) -> Self {
        Document { id: id.into(), text: text.into(), ..Document::default() }
    }

    /// The same document with one more metadata field.
    #[must_use]
    pub fn with(mut self, key: impl Into<String>, value: impl Into<String>) -> Self {
        self.metadata.insert(key.into(), value.into());
        self
    }

    /// The same document with what its sender allowed.
    #[must_use]
    pub fn allowing(mut self, consent: Consent) -> Self {
        self.consent = Some(consent);
        self
    }

    /// The partnership that sent it. A blank field names nobody.
    pub fn partnership(&self) -> Option<&str> {
        self.metadata.get(PARTNERSHIP).map(|name| name.trim()).filter(|name| !name.is_empty())
    }
}

/// For each document the number of who wrote it: of its partnership, where every document names one, otherwise its own.
pub(crate) fn writers(documents: &[Document]) -> Vec<usize> {
    let Some(names) = documents.iter().map(Document::partnership).collect::<Option<Vec<&str>>>() else {
        return (0..documents.len()).collect();
    };
    let mut numbers = BTreeMap::new();
    let number = |name| {
        let next = numbers.len();
        *numbers.entry(name).or_insert(next)
    };
    names.into_iter().map(number).collect()
}

/// Something about the input that the reader of the results should know:
/// a file or row that was left out, or one that was read with a reservation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Note {
    /// The place.
    pub source: Source,
    /// What happened there, and the remedy. Never holds text of a document.
    pub message: String,
}

/// The documents of one call, in canonical order, with what was skipped on the way in.
///
/// The canonical order is by id, numbers by value (`EOI 2` before `EOI 10`); it makes every
/// result independent of the order in which files or rows were read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Round {
    documents: Vec<Document>,
    skipped: Vec<Note>,
    warnings: Vec<Note>,
    audience: Audience,
    /// Names by which the public would know whose a text is; nothing for any other audience.
    names: Names,
}

/// Why a document without consent is not in a round.
const NO_CONSENT: &str = "no consent to be analysed";

impl Round {
    /// Builds a round and puts the documents into canonical order. A document whose sender allowed nothing
    /// ([`Consent::Nothing`]) is left out, and listed as skipped.
    ///
    /// # Errors
    /// [`Error::NoDocuments`] if there is none, [`Error::DuplicateId`] if two share an id.
    pub fn new(documents: Vec<Document>) -> Result<Self> {
        Round::with_notes(documents, Vec::new(), Vec::new())
    }

    /// Like [`Round::new`], with what a reader skipped (`skipped`) or doubted (`warnings`).
    /// Both lists are sorted by place.
    ///
    /// # Errors
    /// As [`Round::new`].
    pub fn with_notes(
        mut documents: Vec<Document>,
        mut skipped: Vec<Note>,
        mut warnings: Vec<Note>,
    ) -> Result<Self> {
        documents.retain(|document| {
            let is_allowed = document.consent != Some(Consent::Nothing);
            if !is_allowed {
                skipped.push(Note { source: document.source.clone(), message: NO_CONSENT.to_owned() });
            }
            is_allowed
        });
        if documents.is_empty() {
            return Err(Error::NoDocuments);
        }
        documents.sort_by(|a, b| natural_order(&a.id, &b.id));
        if let Some(pair) = documents.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return Err(Error::DuplicateId {
                id: pair[0].id.clone(),
                first: pair[0].source.clone(),
                second: pair[1].source.clone(),
            });
        }
        sort(&mut skipped);
        sort(&mut warnings);
        Ok(Round { documents, skipped, warnings, ..Round::default() })
    }

    /// The same round with more warnings, such as those of a file that was read beside it.
    #[must_use]
    pub fn with_warnings(mut self, warnings: Vec<Note>) -> Self {
        self.warnings.extend(warnings);
        sort(&mut self.warnings);
        self
    }

    /// The same round, to be told to another audience: what is quoted of it from then on is what this audience may read.
    /// Rounds are internal unless something else is said.
    #[must_use]
    pub fn told_to(mut self, audience: Audience) -> Self {
        self.names = match audience {
            Audience::Internal => Names::default(),
            Audience::Public => Names::of(&self.documents),
        };
        self.audience = audience;
        self
    }

    /// Who is told of it.
    pub fn audience(&self) -> Audience {
        self.audience
    }

    /// Whether the audience may read texts of a document, by its place in the round.
    pub fn may_quote(&self, document: usize) -> bool {
        self.documents.get(document).is_some_and(|document| self.audience.may_read(document.consent))
    }

    /// Whether the audience may read this piece of a document. For the public it must not say whose it is, as far as that can
    /// be seen: by an address, a number, a postcode, a title before a name, or a name that few documents have.
    pub fn may_tell(&self, document: usize, piece: &str) -> bool {
        self.may_quote(document) && (self.audience == Audience::Internal || !self.names.identify(piece))
    }

    /// Whether a term that is told of many documents is free of names by which the public would know one of them.
    pub fn may_name(&self, term: &str) -> bool {
        self.audience == Audience::Internal || !self.names.is_in_term(term)
    }

    /// The text of a passage without the white space around it, if the audience may read it; otherwise nothing.
    pub fn quotable(&self, passage: &Passage) -> &str {
        let text = self.documents.get(passage.document).and_then(|d| d.text.get(passage.start..passage.end));
        text.map(str::trim).filter(|text| self.may_tell(passage.document, text)).unwrap_or_default()
    }

    /// The documents, in canonical order.
    pub fn documents(&self) -> &[Document] {
        &self.documents
    }

    /// What was left out, and why.
    pub fn skipped(&self) -> &[Note] {
        &self.skipped
    }

    /// What was read with a reservation.
    pub fn warnings(&self) -> &[Note] {
        &self.warnings
    }
}

/// Sorts notes by place.
fn sort(notes: &mut [Note]) {
    notes.sort_by(|a, b| {
        natural_order(&a.source.file, &b.source.file)
            .then(a.source.line.cmp(&b.source.line))
            .then_with(|| a.message.cmp(&b.message))
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writers_are_partnerships_if_every_document_names_one() {
        for (names, expected) in [
            (["north", "south", "north "], [0, 1, 0]),
            (["north", "", "north"], [0, 1, 2]),
            (["a", "b", "c"], [0, 1, 2]),
        ] {
            let document = |name: &str| Document::new("x", "x").with(PARTNERSHIP, name);
            assert_eq!(writers(&names.map(document)), expected, "{names:?}");
        }
    }

    #[test]
    fn documents_come_in_canonical_order_whatever_the_input_order() {
        let ids = ["EOI 10", "EOI 2", "a", "B"];
        let round = Round::new(ids.iter().map(|id| Document::new(*id, "text")).collect()).unwrap();
        let sorted: Vec<_> = round.documents().iter().map(|d| d.id.as_str()).collect();
        assert_eq!(sorted, ["B", "EOI 2", "EOI 10", "a"]);
    }

    #[test]
    fn what_nobody_allowed_is_left_out_and_listed() {
        let refused = Document::new("a", "secret").allowing(Consent::Nothing);
        let round = Round::new(vec![refused.clone(), Document::new("b", "text")]).unwrap();
        assert_eq!(round.documents().len(), 1);
        assert_eq!(round.skipped().len(), 1);
        assert!(!format!("{round:?}").contains("secret"));
        assert_eq!(Round::new(vec![refused]), Err(Error::NoDocuments));
    }

    #[test]
    fn a_round_says_what_its_audience_may_read() {
        let documents = [("a", None), ("b", Some(Consent::Analyse)), ("c", Some(Consent::QuotePublic))];
        let documents = documents.map(|(id, consent)| Document { consent, ..Document::new(id, "One. Two.") });
        let round = Round::new(documents.to_vec()).unwrap();
        let passages: Vec<Passage> = (0..3).map(|document| Passage { document, start: 0, end: 4 }).collect();
        let told = |round: &Round| passages.iter().map(|p| round.quotable(p).to_owned()).collect::<Vec<_>>();
        assert_eq!(told(&round), ["One.", "", "One."]);
        let public = round.told_to(Audience::Public);
        assert_eq!(told(&public), ["", "", "One."]);
        assert!(public.may_tell(2, "Two.") && !public.may_tell(2, "Mail me@example.org."));
        assert!(!public.may_quote(3));
    }

    #[test]
    fn bad_rounds_are_refused() {
        assert_eq!(Round::new(Vec::new()), Err(Error::NoDocuments));
        let twice = Round::new(vec![Document::new("a", "x"), Document::new("a", "y")]);
        assert!(matches!(twice, Err(Error::DuplicateId { id, .. }) if id == "a"));
    }
}
