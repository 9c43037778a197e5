//! Headings and list items that ran into a sentence, because the line break between them was lost: where one ends, if that can be
//! told, and what looks as if it had one that cannot.
//!
//! The words are English. In other languages nothing is known of headings; numbers and marks are told in any.

use super::marks;
use super::opening::{is_english, is_one_of};
use super::verb::{is_finite, is_finite_word, is_past};
use crate::text::{Analyser, Reading, Word, words};

/// Words that begin sentences, and stand with a capital hardly anywhere else.
const BEGINNING: [&str; 22] = [
    "the",
    "in",
    "as",
    "by",
    "our",
    "we",
    "this",
    "these",
    "for",
    "at",
    "on",
    "since",
    "following",
    "there",
    "when",
    "while",
    "it",
    "two",
    "three",
    "several",
    "many",
    "some",
];
/// What has one of these, a verb or who does something, is no heading but a sentence; …
const AUXILIARY: [&str; 29] = [
    "i", "we", "you", "they", "he", "she", "who", "is", "are", "was", "were", "be", "been", "has", "have",
    "had", "do", "does", "did", "will", "would", "can", "could", "may", "might", "shall", "should", "must",
    "said",
];
/// … and what has one of these may take back what follows: "Not true: The rents fell."
const DOUBTING: [&str; 16] = [
    "not", "no", "never", "none", "false", "untrue", "wrong", "myth", "if", "unless", "without", "contrary",
    "claim", "claims", "alleged", "rumour",
];
/// The words that a heading has, at most.
const LONGEST_HEADING: usize = 10;

/// How many bytes of a sentence are a heading that ran into it, as in "Improved working practices The team found": where the
/// line break between them was lost, nothing but the capital tells them apart. 0 if there is none.
pub(super) fn heading(sentence: &str, analyser: &Analyser) -> usize {
    if !is_english(analyser) {
        return 0;
    }
    let words: Vec<Word<'_>> = words(sentence).take(LONGEST_HEADING + 2).collect();
    for (at, three) in words.windows(3).enumerate() {
        let [last, first, next] = three else { break };
        // "Finds from Ashby formed part of": only the first word of a heading may look like that.
        let is_verb = is_finite_word(last.text, None) || at > 0 && is_past(last.text);
        if is_verb || is_one_of(&AUXILIARY, last.text) || is_one_of(&DOUBTING, last.text) {
            break;
        }
        let between = sentence[last.end()..first.start].trim();
        let is_spoken = marks::are_open(&sentence[..first.start]);
        // "Adoption by agencies: Isis held trials".
        if between == ":" && is_capital(first.text) && !is_spoken {
            return before_what_says_something(sentence, first.start, analyser);
        }
        let begins = is_capital(first.text)
            && is_one_of(&BEGINNING, first.text)
            && next.text.starts_with(char::is_lowercase);
        let has_speech = sentence[..first.start].contains(['"', '“', '‘', '`']);
        if begins
            && is_content(last.text, analyser)
            && !has_speech
            && !is_spoken
            && is_space(sentence, last, first)
            && is_space(sentence, first, next)
        {
            return before_what_says_something(sentence, first.start, analyser);
        }
    }
    0
}

/// The place, if anything but function words follows it: otherwise all there is stays together.
fn before_what_says_something(sentence: &str, place: usize, analyser: &Analyser) -> usize {
    match words(&sentence[place..]).any(|word| is_content(word.text, analyser)) {
        true => place,
        false => 0,
    }
}

/// Whether a sentence has, as far as its capitals tell, a heading or another sentence within it that no stop parts from it.
pub(super) fn is_run_together(sentence: &str, analyser: &Analyser) -> bool {
    if !is_english(analyser) || !analyser.has_stop_words() {
        return false;
    }
    let words: Vec<Word<'_>> = words(sentence).collect();
    let is_joined = |pair: &[Word<'_>]| {
        let [last, first] = pair else { return false };
        let between = &sentence[last.end()..first.start];
        // "A plan", but "stage A" and "A Plan".
        let goes_on = sentence[first.end()..]
            .strip_prefix(char::is_whitespace)
            .is_some_and(|rest| rest.starts_with(char::is_lowercase));
        let is_word_of_sentences = is_function_word(first.text, analyser) || first.text == "A" && goes_on;
        match between.trim() {
            // "The study of rents Our team", but "We read The Times", and "in Ashby's The Rent".
            "" => {
                let ends_small = last.text.starts_with(char::is_lowercase) && is_content(last.text, analyser);
                // "Rents rose in 2000 In addition", but "on 5 May the council".
                let ends_number = goes_on
                    && last.text.bytes().all(|b| b.is_ascii_digit())
                    && is_one_of(&BEGINNING, first.text);
                (ends_small && is_word_of_sentences || ends_number)
                    && between.starts_with(char::is_whitespace)
            }
            // "the plan (2011) The council", "`Our rents' In May"
            mark if mark.ends_with([')', ']', '\'', '’', '”', '"'])
                && between.ends_with(char::is_whitespace) =>
            {
                is_word_of_sentences
            }
            ";" => is_word_of_sentences || is_capital(first.text) && is_adverb(first.text),
            _ => false,
        }
    };
    words.windows(2).any(is_joined)
        || begins_with_heading(sentence, &words, analyser)
        || has_heading_between_colons(sentence, &words, analyser)
}

/// "It changed two things: Rents of homes: the council lowered them": words with a capital and no verb between two colons.
fn has_heading_between_colons(sentence: &str, words: &[Word<'_>], analyser: &Analyser) -> bool {
    let is_colon = |at: &usize| {
        let gap = &sentence[words[at - 1].end()..words[*at].start];
        gap.starts_with(": ") && !marks::are_open(&sentence[..words[*at].start])
    };
    let behind_colons: Vec<usize> = (1..words.len()).filter(is_colon).collect();
    behind_colons.windows(2).any(|pair| {
        let between = &words[pair[0]..pair[1]];
        let begins = between[0].text.starts_with(char::is_uppercase);
        begins && between.len() <= LONGEST_HEADING && !is_finite(between, analyser)
    })
}

/// Whether a sentence begins with what may be a heading: words without a verb before a colon, a dash, or a name that follows a
/// word in small letters: "Forest initiatives Ash set up training", "European bodies — The council", "Those who rent: if".
fn begins_with_heading(sentence: &str, words: &[Word<'_>], analyser: &Analyser) -> bool {
    let begins_with_content = words.first().is_some_and(|word| is_content(word.text, analyser));
    for (at, pair) in words.windows(2).enumerate().take(LONGEST_HEADING) {
        let [last, first] = pair else { break };
        if is_finite(&words[..=at], analyser) || at > 0 && is_past(last.text) {
            return false;
        }
        let gap = &sentence[last.end()..first.start];
        let between = gap.trim();
        if marks::are_open(&sentence[..last.end()]) {
            continue;
        }
        let begins = first.text.starts_with(char::is_uppercase);
        let is_part = match between {
            "" => {
                let ends_small = last.text.starts_with(char::is_lowercase);
                // "A plan for Ashby The council has": only in titles.
                let begins_sentence = is_capital(first.text) && is_one_of(&BEGINNING, first.text);
                begins_with_content
                    && at > 0
                    && begins
                    && (ends_small || begins_sentence)
                    && is_content(last.text, analyser)
            }
            // "The report states: “Rents rose.”"
            mark if mark.starts_with(':') => {
                !marks::are_open(&sentence[..first.start]) || !is_one_of(&SAYING, last.text)
            }
            mark => is_dash(mark) && gap.len() > mark.len() + 1 && at < LONGEST_LABEL && begins,
        };
        if is_part {
            return true;
        }
    }
    false
}

/// After these a colon begins speech.
const SAYING: [&str; 12] = [
    "adds",
    "asks",
    "commenting",
    "comments",
    "notes",
    "observes",
    "reads",
    "reports",
    "saying",
    "states",
    "stating",
    "writes",
];
/// So many words before a dash may be a label.
const LONGEST_LABEL: usize = 5;
/// A sentence with fewer words may be a heading.
const SHORT: usize = 15;

/// Whether a sentence may be a heading or an item of a list for want of a finite verb. A long one may have a verb that is not known, and is
/// held to it only where it is an item after "…:" or begins as those do: "Taking the case to the council".
pub(super) fn has_no_verb(sentence: &str, is_item: bool, analyser: &Analyser) -> bool {
    if !is_english(analyser) || !analyser.has_stop_words() {
        return false;
    }
    let words: Vec<Word<'_>> = words(sentence).collect();
    let begins_as_items_do =
        words.first().is_some_and(|word| word.text.len() > 4 && word.text.ends_with("ing"));
    (is_item || begins_as_items_do || words.len() < SHORT) && !is_finite(&words, analyser)
}

/// A function word with a capital, as at the beginning of a sentence.
fn is_function_word(word: &str, analyser: &Analyser) -> bool {
    word.len() > 1 && is_capital(word) && !is_content(word, analyser)
}

fn is_adverb(word: &str) -> bool {
    word.len() > 4 && word.ends_with("ly")
}

fn is_content(word: &str, analyser: &Analyser) -> bool {
    !matches!(analyser.read(word), Reading::Stop { .. })
}

fn is_dash(token: &str) -> bool {
    matches!(token, "-" | "–" | "—")
}

fn is_space(sentence: &str, before: &Word<'_>, after: &Word<'_>) -> bool {
    sentence[before.end()..after.start].trim().is_empty()
}

fn is_capital(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase) && characters.all(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyserSettings, Language};

    fn analyser(language: Language) -> Analyser {
        Analyser::new(AnalyserSettings { language, ..AnalyserSettings::default() })
    }

    #[test]
    fn a_heading_that_ran_into_its_sentence_ends_where_the_sentence_begins() {
        let english = analyser(Language::English);
        let cases = [
            ("Improved working practices The team found two.", "The team found two."),
            ("Reach In the valley, 400 came.", "In the valley, 400 came."),
            ("Clinical impact Our work is read.", "Our work is read."),
            ("The people of the valley and Their rivers", "The people of the valley and Their rivers"),
            ("People were told The truth is out.", "People were told The truth is out."),
            ("We read The Times every day.", "We read The Times every day."),
            ("Printed by The old press.", "Printed by The old press."),
            ("“Where we go In the end” is a book.", "“Where we go In the end” is a book."),
            ("Costs, In the end, rose.", "Costs, In the end, rose."),
            ("Adoption by agencies: Isis held trials.", "Isis held trials."),
            ("We want one thing: Better buses.", "We want one thing: Better buses."),
            ("Not true: The rents fell.", "Not true: The rents fell."),
            ("Common myth of the valley: Rents fall.", "Common myth of the valley: Rents fall."),
            ("The aim was clear: Better buses.", "The aim was clear: Better buses."),
            ("The minister: “Better buses.”", "The minister: “Better buses.”"),
            ("Spread of results Two papers were read.", "Two papers were read."),
            ("Gone With the Wind is read.", "Gone With the Wind is read."),
            ("COSTS IN THE VALLEY ROSE.", "COSTS IN THE VALLEY ROSE."),
            (
                "Part of `Buried Rents: Found Again' was shown.",
                "Part of `Buried Rents: Found Again' was shown.",
            ),
            ("Finds of the valley formed: Isis held them.", "Finds of the valley formed: Isis held them."),
            ("Work in (Ashby The old town) ended.", "Work in (Ashby The old town) ended."),
            ("The", "The"),
            ("Better homes The of", "Better homes The of"),
            ("Better homes: The", "Better homes: The"),
        ];
        for (sentence, expected) in cases {
            assert_eq!(&sentence[heading(sentence, &english)..], expected);
        }
        assert_eq!(heading("Improved practices The team found.", &analyser(Language::Spanish)), 0);
    }

    #[test]
    fn what_ran_together_is_told_by_capitals_in_english() {
        let (english, none) = (analyser(Language::English), analyser(Language::None));
        let cases = [
            ("Changes to homes The ASHBY trial has shown that.", true),
            ("The plan was read (Ashby, 2011) The council built homes.", true),
            ("The plan `Our rents' (2011) In May we met.", true),
            ("Ashby got an office; Consequently, rents rose.", true),
            ("Ashby got an office; Through this rents rose.", true),
            ("Ashby got an office; Elmton got none.", false),
            ("Ashby Bodies — The council's office held an event.", true),
            ("The series led to another — The Great Story — on the radio.", false),
            ("Forest school initiatives Ash set up training.", true),
            ("Plans of homes from Ashby The Ashby plan is here.", true),
            ("Tenants of homes: if rents rise, they leave.", true),
            ("We want one thing: better buses.", false),
            ("The book (A Life: In the Valley) is read.", false),
            ("We changed two things: Rents of homes: the council lowered them.", true),
            ("We changed two things: Rents fell: the council lowered them.", false),
            ("We met at two times: 10:30: the council came.", false),
            ("Rents rose by half in 2000 In addition, homes were lost.", true),
            ("The people of Ashby read in 2011 The Times.", false),
            ("On 5 May the council met us.", false),
            ("In 2011 Will founded a group.", false),
            ("Readers of The Valley wrote to us.", false),
            ("She spoke in Ashby's The Valley Today.", false),
            ("In early June Ash set up a fund.", false),
            ("When I came, I stayed.", false),
            ("Those with stage A [early] were few.", false),
            ("The line of the human Y chromosome was drawn.", false),
            ("The study of homes A plan was made.", true),
            ("Ash-Elm and Oak wrote to us.", false),
            ("Ash states: `The rents rose.'", false),
            ("Tenants: `The rents rose.'", true),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(is_run_together(text, &english), expected, "{text}");
            assert!(!is_run_together(text, &none), "{text}");
        }
    }

    #[test]
    fn what_has_no_verb_may_be_a_heading_or_an_item() {
        let (english, none) = (analyser(Language::English), analyser(Language::None));
        let long = "A plan of the council with all that the people of the valley want from it, and more.";
        let bare =
            "Plans of the council in May with all rents and homes of the valley, and of Ashby, and more.";
        let cases = [
            ("Effects on public talk.", false, true),
            ("The effect on rents was great.", false, false),
            (
                "Taking the case of all the people of the valley with rents far too high to the council.",
                false,
                true,
            ),
            (long, true, false),
            (bare, false, false),
            (bare, true, true),
        ];
        for (text, is_item, expected) in cases {
            assert_eq!(has_no_verb(text, is_item, &english), expected, "{text}");
            assert!(!has_no_verb(text, is_item, &none), "{text}");
        }
    }
}
