//! What of a passage could be quoted.

use std::ops::Range;

use super::heading::{has_no_verb, heading, is_run_together};
use super::numbering::is_numbered;
use super::opening::{
    begins_to_count, counts_in_part, counts_on, has_unknown_subject, is_one_of_several, needs_what_is_before,
};
use super::{marks, reference};
use crate::round::{Passage, is_heading, is_numbering, list_item, sentences};
use crate::text::{Analyser, Reading, words};

/// A piece of a document that could be quoted: one sentence, or two or three that follow each other in a paragraph.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Excerpt {
    /// Its bytes in the document's text.
    pub(super) span: Range<usize>,
    /// How well it reads (0–1): 1 for whole sentences of readable length.
    pub(super) quality: f64,
    /// Whether it could be printed as it stands, as far as its form tells. What could not is for when there is nothing else.
    pub(super) is_printable: bool,
}

/// The words that a readable quotation has.
const READABLE: std::ops::RangeInclusive<usize> = 15..=60;
/// What has more words than this is no sentence that anybody wrote, but a table or a dump: nothing in it is looked at.
const ENDLESS: usize = 300;
/// At most so many sentences are quoted together.
const MOST_SENTENCES: usize = 3;
/// What is left of the quality of something that could not be printed, for each reason: that is the order of a last resort; …
const POOR: f64 = 0.3;
/// … and of something whose subject may have been named before.
const UNNAMED: f64 = 0.6;

/// A sentence without the white space around it.
struct Sentence {
    span: Range<usize>,
    words: usize,
    stop_words: usize,
    capitals: usize,
    /// Whether a heading or the marker of an item ran into it, and was cut off.
    is_headed: bool,
    /// Whether it is nothing but the number of an item, with the item beside it: "vi."
    is_number: bool,
    /// Whether it counts on from one before it, or begins to count.
    counts_on: bool,
    begins_to_count: bool,
    /// Whether a heading or another item may be in it, but it cannot be told for sure, …
    is_glued: bool,
    /// … or it may be one itself.
    is_fragment: bool,
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
            .map(|sentence| Sentence::of(text, sentence, paragraph, analyser))
            .filter(|sentence| sentence.words > 0)
            .collect();
        for first in 0..sentences.len() {
            for last in first..sentences.len().min(first + MOST_SENTENCES) {
                let run = &sentences[first..=last];
                if run.iter().any(|s| s.is_number) || run[1..].iter().any(|s| s.is_headed) {
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
    fn of(text: &str, range: Range<usize>, paragraph: &Range<usize>, analyser: &Analyser) -> Self {
        let is_alone = text[range.clone()].trim().len() == text[paragraph.clone()].trim().len();
        let (mut span, is_marked) = trimmed(text, range);
        let heading = heading(&text[span.clone()], analyser);
        span.start += heading;
        let slice = &text[span.clone()];
        let (mut count, mut stop_words, mut capitals) = (0, 0, 0);
        for word in words(slice) {
            count += 1;
            stop_words += usize::from(matches!(analyser.read(word.text), Reading::Stop { .. }));
            capitals += usize::from(word.text.starts_with(char::is_uppercase));
        }
        // A list that lost its line breaks is one paragraph after its "…:".
        let follows_colon = |at: usize| text[..at].trim_end().ends_with(':');
        let is_item = follows_colon(span.start) || follows_colon(paragraph.start);
        Sentence {
            words: count,
            stop_words,
            capitals,
            is_headed: heading > 0 || is_marked,
            is_number: !is_alone && is_numbering(slice),
            counts_on: counts_on(slice, analyser),
            begins_to_count: begins_to_count(slice, analyser),
            is_glued: count > ENDLESS || is_numbered(slice, analyser) || is_run_together(slice, analyser),
            // What stands alone is what somebody wrote.
            is_fragment: count <= ENDLESS && !is_alone && has_no_verb(slice, is_item, analyser),
            span,
        }
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
    // Other languages may have capitals on every noun.
    let is_names = analyser.has_stop_words() && 2 * sum(|s| s.capitals) > words;
    let slice = &text[span.clone()];
    // Where nothing stands before it, nothing is missed.
    let first = &text[run[0].span.clone()];
    let is_torn_off =
        !begins_the_text && (needs_what_is_before(first, analyser) || is_one_of_several(first, analyser));
    let is_unnamed = !begins_the_text && has_unknown_subject(first, analyser);
    let faults = [
        !is_prose || is_names || slice.contains("://") || slice.contains("www."),
        !is_whole(slice),
        is_torn_off,
        counts_by_halves(run) || counts_in_part(slice, analyser),
        reference::has_any(slice)
            || reference::has_glued(slice)
            || reference::sends_elsewhere(slice, analyser),
        run.iter().any(|sentence| sentence.is_glued),
        run.iter().any(|sentence| sentence.is_fragment),
    ];
    let found = faults.iter().filter(|&&is_so| is_so).count();
    let named = if is_unnamed { UNNAMED } else { 1.0 };
    let quality = (0..found).fold(length * named, |quality, _| quality * POOR);
    Excerpt { span, quality, is_printable: found == 0 }
}

/// Whether a "Second," is there without its "First,", or the other way round.
fn counts_by_halves(run: &[Sentence]) -> bool {
    let begins = run.iter().position(|sentence| sentence.begins_to_count);
    let goes_on = run.iter().position(|sentence| sentence.counts_on);
    match (begins, goes_on) {
        (Some(first), Some(second)) => second < first,
        (None, None) => false,
        _ => true,
    }
}

/// Whether a piece begins and ends as sentences do, and opens no bracket or speech that it does not close.
fn is_whole(slice: &str) -> bool {
    let body = slice.trim_end_matches(['”', '’', '"', '\'', ')', ']', '»', '“', '‘', '`']);
    let begins = slice.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    begins && marks::are_closed(slice) && body.ends_with(['.', '!', '?', '…', '。', '！', '？'])
}

/// A range of `text` without the white space at its ends, and without the markers of list items and marks that it begins with;
/// and whether it had any.
fn trimmed(text: &str, range: Range<usize>) -> (Range<usize>, bool) {
    let body = text[range.clone()].trim_end();
    let end = range.start + body.len();
    let mut rest = body.trim_start_matches(|c: char| c.is_whitespace() || "-*•>–—·▪◦".contains(c));
    while let Some(item) = list_item(rest).or_else(|| reference::behind(rest)) {
        rest = item;
    }
    (end - rest.len()..end, rest.len() < body.trim_start().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::paragraphs;
    use crate::text::{AnalyserSettings, Language};
    use proptest::prelude::*;

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

    /// The excerpts of a text that could be printed.
    fn printable(text: &str, language: Language) -> Vec<&str> {
        let passage = Passage { document: 0, start: 0, end: text.len() };
        let analyser = Analyser::new(AnalyserSettings { language, ..AnalyserSettings::default() });
        let found = excerpts(text, &passage, &paragraphs(text), &analyser);
        found.into_iter().filter(|excerpt| excerpt.is_printable).map(|excerpt| &text[excerpt.span]).collect()
    }

    #[test]
    fn each_opening_is_cut_passed_over_or_printed() {
        let rest = "Rents in the valley are far too high for us.";
        // What stands before the rest, and what else than the rest could be printed.
        let cases: [(&str, &[&str]); 22] = [
            ("Effects on public talk.", &[]),
            ("Aim 2 Ashby's homes are full.", &[]),
            ("Aim 3.", &[]),
            ("E. Target groups and more.", &[]),
            ("vi.", &[]),
            ("Changes to all homes The ASHBY trial has shown that.", &[]),
            ("Improved working practices The team found them.", &["The team found them."]),
            ("Better homes: Ashby has built ten of them.", &["Ashby has built ten of them."]),
            ("Ashby Council — The council's office is shut.", &[]),
            ("Tenants of homes: if rents rise, they are the first to leave.", &[]),
            ("It was improved by: 1 — a new way for all of us.", &[]),
            ("The homes were sold (as described in Section 4).", &[]),
            ("The homes were sold (see below).", &[]),
            ("The plan was read (Ashby, 2011) The council built homes.", &[]),
            ("We were told `the homes are full.", &[]),
            ("The council has two aims, first to build homes.", &[]),
            ("Ashby has an office; Consequently, all rents rose.", &[]),
            ("Second, all rents were raised.", &[]),
            ("The first was in May.", &["The first was in May."]),
            ("One, in particular, was full.", &["One, in particular, was full."]),
            ("The homes of Ashby are full.", &["The homes of Ashby are full."]),
            ("`The homes' of Ashby are full.", &["`The homes' of Ashby are full."]),
        ];
        for (before, expected) in cases {
            let text = format!("{before} {rest}");
            let found: Vec<&str> = printable(&text, Language::English);
            let alone: Vec<&str> = found.iter().copied().filter(|slice| !slice.ends_with(rest)).collect();
            assert_eq!(alone, expected, "{before}");
            assert!(found.contains(&rest), "{before}");
            let together: Vec<&&str> = found.iter().filter(|slice| slice.len() > rest.len()).collect();
            assert_eq!(together.iter().any(|slice| slice.ends_with(rest)), !expected.is_empty(), "{before}");
        }
        // What begins a text misses nothing; elsewhere it does.
        for before in
            ["The first was in May.", "One, in particular, was full.", "A fourth home is to be sold."]
        {
            let text = format!("{rest} {before}");
            assert_eq!(printable(&text, Language::English), [rest, text.as_str()], "{before}");
        }
        let counted = format!("First, {rest} Second, the homes are full.");
        assert_eq!(printable(&counted, Language::English), [counted.as_str()]);
        let list = "We speak of:\n\nThe plan of the council with all that the people of the valley want. The homes of all.";
        assert!(printable(list, Language::English).iter().all(|slice| !slice.contains("homes")), "a list");
    }

    #[test]
    fn nothing_english_is_held_against_other_languages() {
        let german = [
            "Die Mieten im Tal sind viel zu hoch.",
            "In Aschbach: Häuser, die keiner kauft, und Läden, die leer stehen.",
            "Die Stadt hat im Mai 2011 (so der Bericht) Häuser gekauft.",
            "Der erste Bus fährt um sechs Uhr.",
            "Bessere Busse und mehr Bäume für alle.",
            "Rund 30 Familien warten auf eine Wohnung.",
            "„Wir warten“, sagte sie, „seit Jahren.“",
            "Wenn Sie Ihre Wohnung suchen, fragen Sie uns.",
            "Second Hand Läden gibt es genug.",
            "Das Haus – ein altes Schulhaus – steht leer; Kinder spielen dort.",
        ];
        let french = [
            "Les loyers de la vallée sont trop chers.",
            "On nous a dit « pas avant mai » et rien n’est venu.",
            "Plus de bus pour tous.",
            "Le président Martin a lu l’avis (2011) Les Amis de la Vallée.",
        ];
        for sentences in [&german[..], &french[..]] {
            let text = sentences.join("\n\n");
            assert_eq!(printable(&text, Language::None), sentences);
            let together = sentences.join(" ");
            let found = printable(&together, Language::None);
            assert!(sentences.iter().all(|sentence| found.contains(sentence)), "{found:?}");
        }
    }

    proptest! {
        #[test]
        fn excerpts_end_with_sentences_and_the_printable_close_their_marks(
            pieces in prop::collection::vec(
                prop_oneof![
                    6 => "(the|we|are|In|The|Second,|homes|Ashby|rents|`|'|\"|“|”|\\(|\\)|\\[3\\]|vi\\.|1|—|:|;) ",
                    3 => "(homes|rents)[.!?] ",
                    1 => "\\PC{1,3}",
                    1 => Just("\n\n".to_owned()),
                ],
                0..40,
            )
        ) {
            let text = pieces.concat();
            let passage = Passage { document: 0, start: 0, end: text.len() };
            let analyser = Analyser::new(AnalyserSettings::default());
            let all = paragraphs(&text);
            let ends: Vec<usize> = all
                .iter()
                .flat_map(|paragraph| sentences(&text, paragraph.clone()))
                .map(|sentence| sentence.start + text[sentence].trim_end().len())
                .collect();
            for Excerpt { span, quality, is_printable } in excerpts(&text, &passage, &all, &analyser) {
                prop_assert!(quality > 0.0 && quality <= 1.0);
                prop_assert!(ends.contains(&span.end));
                let slice = &text[span];
                let count = |mark: char| slice.matches(mark).count();
                if is_printable {
                    prop_assert_eq!(count('('), count(')'), "{}", slice);
                    prop_assert_eq!(count('“'), count('”'), "{}", slice);
                    prop_assert!(count('"').is_multiple_of(2), "{}", slice);
                    prop_assert!(!slice.contains("[3]") && !slice.starts_with("Second,"), "{}", slice);
                }
            }
        }
    }
}
