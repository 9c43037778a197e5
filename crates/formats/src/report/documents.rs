//! The documents, with their passages marked.

use std::collections::BTreeMap;
use std::ops::Range;

use commonground::framework::Hierarchy;
use serde::Serialize;

use super::Link;
use super::find;
use super::place::listed_numbers;
use super::shown::Shown;
use super::unplaced::areas_of;
use crate::results::Study;

#[derive(Serialize)]
pub(super) struct DocumentsView {
    in_full: bool,
    documents: Vec<DocumentView>,
    of: usize,
}

#[derive(Serialize)]
struct DocumentView {
    number: usize,
    name: String,
    id: String,
    source: String,
    words: usize,
    passages: usize,
    metadata: BTreeMap<String, String>,
    /// For the filter: the place of its value in each field.
    values: String,
    blocks: Vec<Block>,
}

/// A passage.
#[derive(Serialize)]
struct Block {
    number: usize,
    /// Whether passages between this and the one before are left out.
    follows_gap: bool,
    /// The text in pieces, each with whether it is quoted somewhere.
    pieces: Vec<(String, bool)>,
    theme: Option<(usize, String)>,
    areas: Vec<Link>,
    /// For the filter: the numbers of its areas, and of those that these are parts of.
    area_numbers: String,
}

pub(super) fn documents(study: &Study<'_>, shown: &Shown) -> DocumentsView {
    let quoted = quoted(study);
    let fields = find::fields(study);
    let hierarchy = study.analysis.coding.as_ref().map(|coding| coding.framework.hierarchy());
    let mut blocks: Vec<Vec<Block>> = study.round.documents().iter().map(|_| Vec::new()).collect();
    let mut gap_in = None;
    for passage in 0..study.analysis.passages.len() {
        let document = study.document_of(passage);
        if !shown.has(passage) {
            gap_in = Some(document);
            continue;
        }
        let follows_gap = gap_in == Some(document);
        gap_in = None;
        blocks[document].push(block(study, passage, follows_gap, &quoted, hierarchy.as_ref()));
    }
    let of = blocks.len();
    let with_blocks = blocks.into_iter().enumerate().filter(|(document, _)| shown.has_document(*document));
    let documents = with_blocks.map(|(document, blocks)| {
        let values = fields.iter().map(|field| field.of_document[document]);
        let values: Vec<String> =
            values.map(|value| value.map_or_else(|| "none".to_owned(), |v| v.to_string())).collect();
        let (own, summary) = (&study.round.documents()[document], &study.analysis.documents[document]);
        DocumentView {
            number: document + 1,
            name: study.name(document).to_owned(),
            id: own.id.clone(),
            source: own.source.to_string(),
            words: summary.words,
            passages: summary.passages,
            metadata: own.metadata.clone(),
            values: values.join(" "),
            blocks,
        }
    });
    DocumentsView { in_full: shown.in_full, documents: documents.collect(), of }
}

fn block(
    study: &Study<'_>,
    passage: usize,
    follows_gap: bool,
    quoted: &BTreeMap<usize, Vec<Range<usize>>>,
    hierarchy: Option<&Hierarchy>,
) -> Block {
    let given = study.analysis.coding.as_ref().zip(hierarchy);
    let given = given.map(|(coding, hierarchy)| coding.codings[passage].rolled_up(hierarchy));
    let theme = study.analysis.passages[passage].theme;
    let (start, text) = (study.text_of(passage).0, study.shown_text(passage));
    let spans = quoted.get(&passage).map_or(&[][..], Vec::as_slice);
    Block {
        number: passage + 1,
        follows_gap,
        pieces: pieces(start, text, spans),
        theme: theme.map(|number| (number, study.analysis.themes[number - 1].label.clone())),
        areas: areas_of(study, passage),
        area_numbers: listed_numbers(given.into_iter().flatten().map(|(area, _)| area)),
    }
}

/// What is quoted of each passage: ranges of its document, in order, none touching another.
fn quoted(study: &Study<'_>) -> BTreeMap<usize, Vec<Range<usize>>> {
    let mut spans = BTreeMap::<usize, Vec<Range<usize>>>::new();
    for quotation in study.quotations() {
        spans.entry(quotation.passage).or_default().push(quotation.start..quotation.end);
    }
    for spans in spans.values_mut() {
        spans.sort_by_key(|span| (span.start, span.end));
        spans.dedup_by(|next, span| {
            let touches = next.start <= span.end;
            if touches {
                span.end = span.end.max(next.end);
            }
            touches
        });
    }
    spans
}

/// A text that begins at `start` of its document, cut where quotations begin and end.
fn pieces(start: usize, text: &str, spans: &[Range<usize>]) -> Vec<(String, bool)> {
    let (mut pieces, mut done) = (Vec::new(), 0);
    for span in spans {
        let (from, to) = (span.start.saturating_sub(start), span.end.saturating_sub(start));
        // Offsets are those of verified quotations; what does not fit is shown unmarked.
        let (Some(before), Some(quoted)) = (text.get(done..from), text.get(from..to)) else { continue };
        pieces.push((before.to_owned(), false));
        pieces.push((quoted.to_owned(), true));
        done = to;
    }
    pieces.push((text[done..].to_owned(), false));
    pieces.retain(|(piece, _)| !piece.is_empty());
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_cut_where_quotations_begin_and_end_and_nothing_is_lost() {
        let told = pieces(10, "ab cd ef", std::slice::from_ref(&(13..15)));
        assert_eq!(told, [("ab ".to_owned(), false), ("cd".to_owned(), true), (" ef".to_owned(), false)]);
        assert_eq!(pieces(0, "é", &[]), [("é".to_owned(), false)]);
        // A range that is no part of the text, or cuts a character, is no quotation.
        let odd = [1..2, 40..50];
        let kept: String = pieces(0, "éa", &odd).into_iter().map(|(piece, _)| piece).collect();
        assert_eq!(kept, "éa");
    }
}
