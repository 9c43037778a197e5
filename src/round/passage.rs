//! Passages: the units that are clustered and coded.

use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use unicode_segmentation::UnicodeSegmentation;

use super::document::Round;
use super::sentence::{is_heading, paragraphs, sentences};
use crate::error::{Error, Result};

/// A byte range of one document. The passages of a document tile it: they cover every byte once,
/// in order, each with the white space that follows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passage {
    /// Index of the document in [`Round::documents`].
    pub document: usize,
    /// First byte of the passage in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Passage {
    /// The passage's text with surrounding white space removed.
    ///
    /// # Panics
    /// If the passage is not one of `round`.
    pub fn text<'r>(&self, round: &'r Round) -> &'r str {
        round.documents()[self.document].text[self.start..self.end].trim()
    }
}

/// What is clustered and coded: whole documents, or passages of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// Each document is one passage. For short texts such as answers and titles.
    Document,
    /// Documents are cut into passages, because a long text raises several issues.
    #[default]
    Passage,
}

/// How documents are cut into passages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PassageSettings {
    /// What is a unit.
    pub unit: Unit,
    /// A passage with fewer words is joined to its neighbour where that fits.
    pub min_words: usize,
    /// A paragraph with more words is cut between sentences.
    pub max_words: usize,
}

impl Default for PassageSettings {
    fn default() -> Self {
        PassageSettings { unit: Unit::Passage, min_words: 40, max_words: 120 }
    }
}

/// Cuts every document of `round` into passages, in order.
///
/// A passage holds whole sentences. Paragraphs of more than `max_words` are cut into parts of about
/// equal length; paragraphs of fewer than `min_words` are joined to the next (or the one before)
/// while the sum stays within `max_words`; a heading (of at most 20 words) goes with what follows it. Only a sentence of
/// more than `max_words` is itself cut, between words: it is seldom a sentence at all.
///
/// # Errors
/// [`Error::InvalidSetting`] unless 1 ≤ `min_words` ≤ `max_words`.
pub fn passages(round: &Round, settings: &PassageSettings) -> Result<Vec<Passage>> {
    if settings.max_words == 0 || settings.min_words > settings.max_words {
        return Err(Error::InvalidSetting {
            name: "min_words",
            value: format!("{} with max_words = {}", settings.min_words, settings.max_words),
            expected: "min_words at most max_words, and max_words at least 1",
        });
    }
    let spans: Vec<Vec<Range<usize>>> =
        round.documents().par_iter().map(|d| spans(&d.text, settings)).collect();
    let numbered = spans.into_iter().enumerate();
    Ok(numbered
        .flat_map(|(document, spans)| {
            spans.into_iter().map(move |s| Passage { document, start: s.start, end: s.end })
        })
        .collect())
}

/// The passages of one text, as ranges that tile it.
fn spans(text: &str, settings: &PassageSettings) -> Vec<Range<usize>> {
    if text.is_empty() {
        return Vec::new();
    }
    if settings.unit == Unit::Document {
        return std::iter::once(0..text.len()).collect();
    }
    let blocks = paragraphs(text).into_iter().flat_map(|p| blocks(text, p, settings.max_words)).collect();
    join_short(blocks, settings).into_iter().map(|b| b.span).collect()
}

/// A line that is marked as a heading and has more words is text.
const LONGEST_HEADING: usize = 20;

/// A run of whole sentences on its way to becoming a passage.
struct Block {
    span: Range<usize>,
    words: usize,
    is_heading: bool,
}

/// One paragraph as blocks of at most `max_words`, of about equal length.
fn blocks(text: &str, paragraph: Range<usize>, max_words: usize) -> Vec<Block> {
    let is_heading = is_heading(text[paragraph.clone()].trim());
    let pieces: Vec<(Range<usize>, usize)> =
        sentences(text, paragraph).into_iter().flat_map(|s| cut_overlong(text, s, max_words)).collect();
    let total: usize = pieces.iter().map(|(_, words)| words).sum();
    let parts = total.div_ceil(max_words).max(1);
    let target = total.div_ceil(parts);
    let is_heading = is_heading && total <= LONGEST_HEADING;

    let mut blocks: Vec<Block> = Vec::with_capacity(parts);
    for (span, words) in pieces {
        // A sentence joins the block if more than half of it lies within the target length.
        match blocks.last_mut() {
            Some(last) if last.words + words <= max_words && last.words + words / 2 < target => {
                last.span.end = span.end;
                last.words += words;
            }
            _ => blocks.push(Block { span, words, is_heading }),
        }
    }
    blocks
}

/// A sentence, cut between words into pieces of `max_words` if it is longer than that.
fn cut_overlong(text: &str, sentence: Range<usize>, max_words: usize) -> Vec<(Range<usize>, usize)> {
    let words: Vec<usize> =
        text[sentence.clone()].unicode_word_indices().map(|(at, _)| sentence.start + at).collect();
    if words.len() <= max_words {
        return vec![(sentence, words.len())];
    }
    let starts: Vec<usize> = words.iter().copied().step_by(max_words).collect();
    (0..starts.len())
        .map(|i| {
            let start = if i == 0 { sentence.start } else { starts[i] };
            let end = starts.get(i + 1).copied().unwrap_or(sentence.end);
            (start..end, max_words.min(words.len() - i * max_words))
        })
        .collect()
}

/// Joins headings to what follows, and short blocks to a neighbour while the sum fits.
fn join_short(blocks: Vec<Block>, settings: &PassageSettings) -> Vec<Block> {
    let mut joined: Vec<Block> = Vec::with_capacity(blocks.len());
    for block in blocks {
        match joined.last_mut() {
            Some(last) if fits(last, &block, settings) => {
                last.span.end = block.span.end;
                last.words += block.words;
                last.is_heading &= block.is_heading;
            }
            _ => joined.push(block),
        }
    }
    joined
}

/// Whether `next` should become part of the passage `last`.
fn fits(last: &Block, next: &Block, settings: &PassageSettings) -> bool {
    let is_short = last.words < settings.min_words || next.words < settings.min_words;
    let has_room = last.words + next.words <= settings.max_words;
    let has_room_for_heading = last.words + next.words <= settings.max_words + LONGEST_HEADING;
    // A block without any word (a rule, a row of dots) is no passage of its own.
    last.is_heading && has_room_for_heading
        || last.words == 0
        || next.words == 0
        || !next.is_heading && is_short && has_room
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::Document;
    use proptest::prelude::*;

    fn cut(text: &str, min_words: usize, max_words: usize) -> Vec<String> {
        let round = Round::new(vec![Document::new("d", text)]).unwrap();
        let settings = PassageSettings { unit: Unit::Passage, min_words, max_words };
        passages(&round, &settings).unwrap().iter().map(|p| p.text(&round).to_owned()).collect()
    }

    #[test]
    fn headings_go_with_what_follows_and_short_paragraphs_are_joined() {
        let text = "# One\n\nA b c d e.\n\nF g.\n\n## Two\n\nH i j k l m.";
        assert_eq!(cut(text, 4, 10), ["# One\n\nA b c d e.\n\nF g.", "## Two\n\nH i j k l m."]);
    }

    #[test]
    fn long_paragraphs_are_cut_evenly_between_sentences() {
        let text = "A a a a. B b b b. C c c c. D d d d.";
        assert_eq!(cut(text, 2, 10), ["A a a a. B b b b.", "C c c c. D d d d."]);
    }

    #[test]
    fn only_an_overlong_sentence_is_cut_inside() {
        assert_eq!(cut("a b c d e f g", 1, 3), ["a b c", "d e f", "g"]);
    }

    proptest! {
        #[test]
        fn passages_tile_the_text(text in any_text(), min in 0usize..6, extra in 1usize..12, whole in any::<bool>()) {
            let settings = PassageSettings {
                unit: if whole { Unit::Document } else { Unit::Passage },
                min_words: min,
                max_words: min + extra,
            };
            let round = Round::new(vec![Document::new("d", text.clone())]).unwrap();
            let mut at = 0;
            for passage in passages(&round, &settings).unwrap() {
                prop_assert_eq!(passage.start, at);
                prop_assert!(passage.end > at);
                prop_assert!(text.is_char_boundary(passage.end));
                at = passage.end;
            }
            prop_assert_eq!(at, text.len());
        }
    }

    /// Words, punctuation, line breaks and any other Unicode, mixed.
    fn any_text() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            4 => "[a-zA-Zé]{1,6}",
            2 => Just(" ".to_owned()),
            2 => "[.!?] ",
            1 => "(\n|\r\n|\n\n|\n \n|\n# |\n- )",
            1 => any::<String>(),
        ];
        prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
    }
}
