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
    codes: &[HumanCode],
    texts: &BTreeMap<String, String>,
    round: &Round,
    source: &Source,
) -> (Vec<HumanCode>, Vec<Note>) {
    let documents: BTreeMap<&str, &str> =
        round.documents().iter().map(|document| (document.id.as_str(), document.text.as_str())).collect();
    let mut sources = BTreeMap::<&str, Pair<'_>>::new();
    for code in codes {
        sources.entry(&code.document).or_insert_with(|| Pair::of(&code.document, &documents, texts));
    }
    let (mut placed, mut outside) = (Vec::with_capacity(codes.len()), Count::default());
    for code in codes {
        let pair = &sources[code.document.as_str()];
        let mut code = HumanCode { document: pair.document.to_owned(), ..code.clone() };
        if let (Some(range), Some((of_source, of_document))) = (&code.range, &pair.marks) {
            code.range = of_document.bytes(&of_source.within(range));
            if code.range.is_none() {
                outside.add(&code.document, 1);
                continue;
            }
        }
        placed.push(code);
    }
    let notes =
        differing(&sources).into_iter().chain(outside.told("no text of the document lies at their places"));
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
}

/// The name of a file without its extension; nothing if it does not look like one.
fn without_extension(name: &str) -> Option<&str> {
    let (stem, extension) = name.rsplit_once('.')?;
    let is_extension = (1..=5).contains(&extension.len())
        && extension.starts_with(|c: char| c.is_ascii_alphabetic())
        && extension.bytes().all(|byte| byte.is_ascii_alphanumeric());
    (is_extension && !stem.is_empty()).then_some(stem)
}

/// Says how many sources have another text than their documents.
fn differing(sources: &BTreeMap<&str, Pair<'_>>) -> Option<String> {
    let differs = |(_, pair): &(&&str, &Pair<'_>)| {
        pair.marks.as_ref().is_some_and(|(source, document)| !source.are_those_of(document))
    };
    let mut differing = sources.iter().filter(differs);
    let (first, _) = differing.next()?;
    let count = differing.count() + 1;
    let of = if count == 1 { "1 source differs".to_owned() } else { format!("{count} sources differ") };
    Some(format!(
        "the text of {of} from that of the document in this round, the first {:?}: what was coded there may lie in the wrong place; code the texts that are analysed",
        shown(first)
    ))
}
