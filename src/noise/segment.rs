//! The pieces of a passage that could be boilerplate.

use std::ops::Range;

use super::fold::{Sequence, fold};

/// What kind of boilerplate a piece would be. The kinds differ in how often a piece has to recur.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A note in square brackets: "[text removed for publication]".
    Note,
    /// A question, a label or a heading: "What is your challenge?", "Name of the lead:", "# Summary".
    Prompt,
    /// Any other sentence, or line of its own.
    Sentence,
}

/// A piece of a passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) kind: Kind,
    /// The words as one number.
    pub(super) hash: u64,
    pub(super) words: u32,
    /// Its place in the text, without the white space around it.
    pub(super) span: Range<usize>,
}

/// A passage as far as noise goes.
pub(super) struct Scan {
    /// The words as one number.
    pub(super) hash: u64,
    pub(super) words: usize,
    pub(super) segments: Vec<Segment>,
}

/// A sentence of fewer words says too little to be told from a coincidence.
const SHORTEST: u32 = 3;
/// What stands between brackets further apart is no note.
const LONGEST_NOTE: usize = 200;

impl Scan {
    /// Cuts `text` into sentences and lines, in one pass.
    ///
    /// The cut is coarser than that of [`sentences`](crate::round::sentences): it need not please a reader, only fall
    /// alike in every copy. A line break ends a piece unless the next line goes on in lower case.
    pub(super) fn of(text: &str) -> Self {
        let mut scan = Scan { hash: 0, words: 0, segments: Vec::new() };
        let (mut whole, mut start) = (Sequence::EMPTY, 0);
        let bytes = text.as_bytes();
        for (at, &byte) in bytes.iter().enumerate() {
            let end = match byte {
                b'.' | b'?' | b'!' | b':' => end_of_sentence(bytes, at + 1),
                b'\n' => ends_piece(bytes, at + 1).then_some(at + 1),
                b'[' => {
                    scan.segments.extend(note(text, at));
                    None
                }
                _ => None,
            };
            if let Some(end) = end.filter(|&end| end > start) {
                whole = scan.add(text, start..end, whole);
                start = end;
            }
        }
        whole = scan.add(text, start..text.len(), whole);
        scan.hash = whole.number();
        scan
    }

    /// Adds a piece, if there is enough of it; returns the words of the text so far.
    fn add(&mut self, text: &str, span: Range<usize>, mut whole: Sequence) -> Sequence {
        let (mut own, mut words) = (Sequence::EMPTY, 0);
        fold(&text[span.clone()], |word| {
            (own, whole, words) = (own.then(word), whole.then(word), words + 1);
        });
        self.words += words as usize;
        let span = trimmed(text, span);
        let piece = &text[span.clone()];
        let is_prompt = piece.starts_with('#') || piece.ends_with(['?', ':']);
        let kind = if is_prompt { Kind::Prompt } else { Kind::Sentence };
        if words >= SHORTEST || is_prompt && words > 0 {
            self.segments.push(Segment { kind, hash: own.number(), words, span });
        }
        whole
    }
}

/// A range of `text` without the white space at its ends.
pub(super) fn trimmed(text: &str, span: Range<usize>) -> Range<usize> {
    let piece = &text[span.clone()];
    let start = span.start + piece.len() - piece.trim_start().len();
    start..start + piece.trim().len()
}

/// Where a sentence ends whose mark stands just before `at`: after what closes it, if white space follows.
fn end_of_sentence(bytes: &[u8], mut at: usize) -> Option<usize> {
    // ’ and ” are three bytes each.
    loop {
        at += match bytes.get(at..) {
            Some([b'"' | b'\'' | b')' | b']', ..]) => 1,
            Some([0xE2, 0x80, 0x99 | 0x9D, ..]) => 3,
            _ => break,
        };
    }
    bytes.get(at).is_none_or(u8::is_ascii_whitespace).then_some(at)
}

/// Whether a piece ends at a line break just before `at`: unless the next line goes on with it.
fn ends_piece(bytes: &[u8], at: usize) -> bool {
    match bytes.get(at) {
        Some(b' ' | b'\t') => {
            let next = bytes[at..].iter().take(LONGEST_NOTE).find(|b| !matches!(b, b' ' | b'\t'));
            next.is_none_or(|b| !b.is_ascii_lowercase())
        }
        next => next.is_none_or(|b| !b.is_ascii_lowercase()),
    }
}

/// A word that is a note when it stands alone in brackets; any other ("[and]") is how editors mend a quotation.
const MARKS: [&str; 9] =
    ["redacted", "removed", "deleted", "omitted", "withheld", "confidential", "anonymised", "snip", "blank"];

/// The note that an opening bracket begins, if it is one: closed soon, of two words or a mark, and no link.
fn note(text: &str, open: usize) -> Option<Segment> {
    let bytes = text.as_bytes();
    let inside = bytes[open + 1..].iter().take(LONGEST_NOTE).position(|b| matches!(b, b'[' | b']'))?;
    let close = open + 1 + inside;
    if bytes[close] != b']' || bytes.get(close + 1) == Some(&b'(') {
        return None;
    }
    let inside = &text[open + 1..close];
    let has_word = inside.split(|c: char| !c.is_alphabetic()).any(|word| word.chars().count() >= 3);
    let (hash, words) = Sequence::of(inside);
    let is_note = has_word && (words > 1 || MARKS.contains(&inside.trim().to_lowercase().as_str()));
    is_note.then_some(Segment { kind: Kind::Note, hash, words: words as u32, span: open..close + 1 })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn pieces_are_sentences_lines_and_notes() {
        use Kind::{Note, Prompt, Sentence};
        let cases: &[(&str, &[(Kind, &str)])] = &[
            (
                "What is it? We lack a baseline.",
                &[(Prompt, "What is it?"), (Sentence, "We lack a baseline.")],
            ),
            (
                "Name of lead: Ashby\nWe have\nno plan.",
                &[(Prompt, "Name of lead:"), (Sentence, "We have\nno plan.")],
            ),
            (
                "## Our aim\nTo open “the hall.” Yes.",
                &[(Prompt, "## Our aim"), (Sentence, "To open “the hall.”")],
            ),
            (
                "It cost £[text removed] in 2012.5 [a] [and] [see this](url).",
                &[
                    (Note, "[text removed]"),
                    (Sentence, "It cost £[text removed] in 2012.5 [a] [and] [see this](url)."),
                ],
            ),
            ("[[[[ ]] [", &[]),
            ("Yes. No.", &[]),
        ];
        for (text, expected) in cases {
            let found: Vec<(Kind, &str)> =
                Scan::of(text).segments.iter().map(|s| (s.kind, &text[s.span.clone()])).collect();
            assert_eq!(&found, expected, "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn pieces_are_slices_and_the_whole_is_their_words(text in "([a-zé’ \\[\\].?:\n#水]|\\PC){0,60}") {
            let scan = Scan::of(&text);
            prop_assert_eq!((scan.hash, scan.words), Sequence::of(&text));
            for segment in scan.segments {
                let piece = text.get(segment.span.clone());
                prop_assert!(piece.is_some_and(|piece| piece.trim() == piece && !piece.is_empty()));
                let inside = piece.unwrap_or_default();
                prop_assert_eq!((segment.hash, segment.words as usize), Sequence::of(inside));
            }
        }
    }
}
