//! The segments of a project in the texts of a round.

use std::collections::BTreeMap;

use commonground::Round;
use commonground::coding::HumanCode;
use commonground::round::{Note, Source};

use super::Count;
use super::marks::Marks;
use crate::error::shown;

/// Puts codes of sources to the documents of a round, and their places from the texts of a project to those of the
/// documents. Notes say which texts differ, and what lies in none.
pub(in super::super) fn placed(
    codes: &[&HumanCode],
    texts: &BTreeMap<String, String>,
    round: &Round,
    source: &Source,
) -> (Vec<HumanCode>, Vec<Note>) {
    let documents: BTreeMap<&str, &str> =
        round.documents().iter().map(|document| (document.id.as_str(), document.text.as_str())).collect();
    let mut of_sources = BTreeMap::<&str, Vec<&HumanCode>>::new();
    for &code in codes {
        of_sources.entry(&code.document).or_default().push(code);
    }
    let (mut placed, mut outside) = (Vec::with_capacity(codes.len()), Count::default());
    let mut differing = Vec::new();
    // The marks of one source are held at a time, because they take more than its text.
    for (name, codes) in of_sources {
        let pair = Pair::of(name, &documents, texts);
        if pair.differs() {
            differing.push(name);
        }
        for code in codes {
            let range = match (&code.range, &pair.marks) {
                (Some(range), Some((of_source, of_document))) => {
                    let Some(range) = of_document.bytes(&of_source.within(range)) else {
                        outside.add(name, 1);
                        continue;
                    };
                    Some(range)
                }
                (range, _) => range.clone(),
            };
            placed.push(HumanCode {
                document: pair.document.to_owned(),
                range,
                area: code.area.clone(),
                coder: code.coder.clone(),
                source: code.source.clone(),
            });
        }
    }
    let outside = outside
        .told("no text of the document lies at its place", "no text of the document lies at their places");
    let notes = told_of(&differing).into_iter().chain(outside);
    let notes = notes.map(|message| Note { source: source.clone(), message });
    (placed, notes.collect())
}

/// A source, and the document that it is.
struct Pair<'r> {
    /// The id of the document, or the name of the source where there is none.
    document: &'r str,
    /// Of the source, and of the document.
    marks: Option<(Marks, Marks)>,
}

impl<'r> Pair<'r> {
    fn of(name: &'r str, documents: &BTreeMap<&'r str, &'r str>, texts: &BTreeMap<String, String>) -> Self {
        let of_name = |id: &str| documents.get_key_value(id).map(|(id, text)| (*id, *text));
        let Some((document, text)) = of_name(name).or_else(|| of_name(without_extension(name)?)) else {
            return Pair { document: name, marks: None };
        };
        Pair { document, marks: texts.get(name).map(|source| (Marks::of(source), Marks::of(text))) }
    }

    /// Whether the source has another text than the document.
    fn differs(&self) -> bool {
        self.marks.as_ref().is_some_and(|(source, document)| !source.are_those_of(document))
    }
}

/// The name of a file without its extension; nothing if it does not look like one.
fn without_extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_extension = (1..=5).contains(&extension.len())
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_extension && !stem.is_empty()).then_some(stem)
}

/// Says which sources have another text than their documents.
fn told_of(differing: &[&str]) -> Option<String> {
    let first = shown(differing.first()?);
    let which = match differing.len() {
        1 => format!("the text of source {first:?} differs from that of the document in this round"),
        more => format!(
            "the texts of {more} sources differ from those of the documents in this round, the first {first:?}"
        ),
    };
    Some(format!(
        "{which}: what was coded there may lie in the wrong place; code the texts that are analysed"
    ))
}
