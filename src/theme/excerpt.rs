//! What of a passage could be quoted.

use std::ops::Range;

use super::opening::{has_unknown_subject, heading, needs_what_is_before};
use super::reference;
use crate::round::{Passage, is_heading, list_item, sentences};
use crate::text::{Analyser, Reading, words};

/// A piece of a document that could be quoted: one sentence, or two or three that follow each other in a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Excerpt {
    /// Its bytes in the document's text.
    pub(super) span: Range<usize>,
    /// How well it reads (0–1): 1 for whole sentences of readable length.
    pub(super) quality: f64,
}

/// The words that a readable quotation has.
const READABLE: std::ops::RangeInclusive<usize> = 15..=60;
/// At most so many sentences are quoted together.
const MOST_SENTENCES: usize = 3;
/// What is left of the quality of something that is no whole sentence, or a list of names rather than prose, or cannot be
/// understood without the sentence before it, …
const POOR: f64 = 0.3;
/// … or points to what they do not have before them; and of something whose subject may have been named before.
const UNNAMED: f64 = 0.6;

/// A sentence without the white space around it.
struct Sentence {
    span: Range<usize>,
    words: usize,
    stop_words: usize,
    capitals: usize,
    /// Whether a heading ran into it.
    is_headed: bool,
}

/// The excerpts of a passage of `text`. `paragraphs` are those of the text. Headings are left out, and so is a
/// sentence that is cut by the end of the passage: a quotation is never a part of a sentence, but for a mark or a heading that
/// ran into its beginning. A sentence too long to read is kept whole, for when there is no other.
pub(super) fn excerpts(
    text: &str,
    passage: &Passage,
    paragraphs: &[Range<usize>],
    analyser: &Analyser,
) -> Vec<Excerpt> {
    let mut found = Vec::new();
    let first = paragraphs.partition_point(|paragraph| paragraph.end <= passage.start);
    for paragraph in paragraphs[first..].iter().take_while(|paragraph| paragraph.start < passage.end) {
        if is_heading(text[paragraph.clone()].trim()) {
            continue;
        }
        let sentences: Vec<Sentence> = sentences(text, paragraph.clone())
            .into_iter()
            .filter(|sentence| passage.start <= sentence.start && sentence.end <= passage.end)
            .map(|sentence| Sentence::of(text, sentence, analyser))
            .filter(|sentence| sentence.words > 0)
            .collect();
        for first in 0..sentences.len() {
            for last in first..sentences.len().min(first + MOST_SENTENCES) {
                let run = &sentences[first..=last];
                if run[1..].iter().any(|sentence| sentence.is_headed) {
                    break;
                }
                if run.len() == 1 || run.iter().map(|s| s.words).sum::<usize>() <= *READABLE.end() {
                    found.push(excerpt(text, run, analyser));
                }
            }
        }
    }
    found
}

impl Sentence {
    fn of(text: &str, range: Range<usize>, analyser: &Analyser) -> Self {
        let mut span = trimmed(text, range);
        let heading = heading(&text[span.clone()], analyser);
        span.start += heading;
        let (mut count, mut stop_words, mut capitals) = (0, 0, 0);
        for word in words(&text[span.clone()]) {
            count += 1;
            stop_words += usize::from(matches!(analyser.read(word.text), Reading::Stop { .. }));
            capitals += usize::from(word.text.starts_with(char::is_uppercase));
        }
        Sentence { span, words: count, stop_words, capitals, is_headed: heading > 0 }
    }
}

fn excerpt(text: &str, run: &[Sentence], analyser: &Analyser) -> Excerpt {
    let begins_the_text = text[..run[0].span.start].trim().is_empty();
    let span = run[0].span.start..run[run.len() - 1].span.end;
    let sum = |count: fn(&Sentence) -> usize| run.iter().map(count).sum::<usize>();
    let words = sum(|s| s.words);
    let length = if words < *READABLE.start() {
        words as f64 / *READABLE.start() as f64
    } else if words > *READABLE.end() {
        *READABLE.end() as f64 / words as f64
    } else {
        1.0
    };
    // Function words are a good third of running English, and hardly occur in references, tables and lists of names.
    let is_prose = !analyser.has_stop_words() || 4 * sum(|s| s.stop_words) >= words;
    let is_names = 2 * sum(|s| s.capitals) > words;
    let slice = &text[span.clone()];
    // Where nothing stands before it, nothing is missed.
    let first = &text[run[0].span.clone()];
    let is_torn_off = !begins_the_text && needs_what_is_before(first, analyser);
    let is_unnamed = !begins_the_text && has_unknown_subject(first, analyser);
    let faults = [
        (!is_prose || is_names || slice.contains("://"), POOR),
        (!is_whole(slice), POOR),
        (is_torn_off, POOR),
        (reference::has_any(slice), POOR),
        (is_unnamed, UNNAMED),
    ];
    let quality =
        faults.into_iter().filter(|&(is_so, _)| is_so).fold(length, |quality, (_, left)| quality * left);
    Excerpt { span, quality }
}

/// Whether a piece begins and ends as sentences do, and opens no bracket or speech that it does not close.
fn is_whole(slice: &str) -> bool {
    let body = slice.trim_end_matches(['”', '’', '"', '\'', ')', ']', '»']);
    let begins = slice.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let count = |mark: char| slice.matches(mark).count();
    let is_closed =
        [('(', ')'), ('[', ']'), ('“', '”')].iter().all(|&(opens, closes)| count(opens) == count(closes));
    let is_closed = is_closed && count('"').is_multiple_of(2);
    begins && is_closed && body.ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// A range of `text` without the white space at its ends, and without the markers of list items and marks that it begins with.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let body = text[range.clone()].trim_end();
    let end = range.start + body.len();
    let mut rest = body.trim_start_matches(|c: char| c.is_whitespace() || "-*•>–·▪◦".contains(c));
    while let Some(item) = list_item(rest).or_else(|| reference::behind(rest)) {
        rest = item;
    }
    end - rest.len()..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::paragraphs;
    use crate::text::AnalyserSettings;

    fn of(text: &str, passage: Range<usize>) -> Vec<(&str, f64)> {
        let passage = Passage { document: 0, start: passage.start, end: passage.end };
        let analyser = Analyser::new(AnalyserSettings::default());
        let found = excerpts(text, &passage, &paragraphs(text), &analyser);
        found.into_iter().map(|excerpt| (&text[excerpt.span], excerpt.quality)).collect()
    }

    #[test]
    fn excerpts_are_whole_sentences_of_one_paragraph() {
        let text = "# Rent\n\nOne is here. Two is there.\n\n- Three is the last.";
        let found: Vec<&str> = of(text, 0..text.len()).into_iter().map(|(slice, _)| slice).collect();
        assert_eq!(
            found,
            ["One is here.", "One is here. Two is there.", "Two is there.", "Three is the last."]
        );
    }

    #[test]
    fn a_sentence_that_the_passage_cuts_is_not_quoted() {
        let text = "The rent is far too high for us. We are leaving.";
        let found: Vec<&str> = of(text, 9..text.len()).into_iter().map(|(slice, _)| slice).collect();
        assert_eq!(found, ["We are leaving."]);
        assert!(of(text, 0..12).is_empty());
    }

    #[test]
    fn a_heading_or_a_mark_that_ran_into_a_sentence_is_left_out() {
        let text = "(H) [5.2] Rents rose. Better homes The council built ten. They are full.";
        let found: Vec<&str> = of(text, 0..text.len()).into_iter().map(|(slice, _)| slice).collect();
        assert_eq!(
            found,
            [
                "Rents rose.",
                "The council built ten.",
                "The council built ten. They are full.",
                "They are full."
            ]
        );
    }

    #[test]
    fn what_needs_the_sentence_before_it_is_quoted_with_it() {
        let text = "We would like to know what the rent is, and who of us is to pay. This is what we would like you to tell us.";
        let found = of(text, 0..text.len());
        let qualities: Vec<f64> = found.iter().map(|&(_, quality)| quality).collect();
        let short = 10.0 / 15.0;
        assert_eq!(qualities, [1.0, 1.0, short * POOR]);
        let (_, alone) = text.split_once("pay. ").unwrap();
        assert_eq!(of(alone, 0..alone.len()), [(alone, short)], "nothing stands before it");
    }

    #[test]
    fn what_reads_well_is_preferred() {
        let long = format!("It is {}so.", "very, very ".repeat(50));
        let cases: [(&str, f64); 7] = [
            ("We would like to know what the rent is, and who of us is to pay for it.", 1.0),
            ("The rent is high.", 4.0 / 15.0),
            (
                "Smith J, Jones A, Rural Rent Survey, Journal Housing Studies 12, 33–47, London, Press Books, 2010, 2012",
                POOR * POOR,
            ),
            ("and we would like to know what the rent is, and who of us is to pay", POOR),
            (
                "See the page on what it is that we do, at https://example.org, and then tell us what you think of it.",
                POOR,
            ),
            ("\"We would like to know what the rent is, and who of us is to pay for it.", POOR),
            (&long, 60.0 / 103.0),
        ];
        for (text, expected) in cases {
            let (slice, quality) = of(text, 0..text.len())[0];
            assert_eq!(slice, text);
            assert!((quality - expected).abs() < 1e-12, "{quality} {text:?}");
        }
    }
}
