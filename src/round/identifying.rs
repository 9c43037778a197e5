//! What in a text may say whose it is.
//!
//! Two things can be seen by a program: what has the form of an address or a number (of mail, of the web, of a telephone,
//! a postcode), a title before a name; and names that few documents share: those in ids and metadata, and words that are
//! capitalised within a sentence. What says whose it is in other words cannot be seen, so people have to read what is to
//! be published.

use std::collections::{BTreeMap, BTreeSet};

use super::document::writers;
use super::{Document, PARTNERSHIP};

/// What fewer documents than this share may say whose something is: a count below it is a small cell.
pub const LEAST_TOLD: usize = 5;

/// A value of metadata with more words than this is a text, and no name.
const LONGEST_NAME: usize = 8;
/// A line of fewer characters than this is not one that goes on.
const SHORTEST_WRAPPED: usize = 40;
/// A name has at least so many letters.
const SHORTEST_WORD: usize = 3;
/// So many digits in a row, what parts them aside, are a number of somebody.
const MANY_DIGITS: usize = 6;
/// Titles before names.
const TITLES: [&str; 11] =
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "cllr", "councillor", "sir"];

/// Ends of addresses of the web.
const DOMAINS: [&str; 15] = [
    "uk", "com", "org", "net", "eu", "info", "io", "wales", "cymru", "scot", "london", "coop", "ie", "edu",
    "gov",
];

/// Words in names that begin sentences, too.
const COMMON: [&str; 24] = [
    "all", "and", "any", "are", "both", "but", "can", "each", "for", "from", "how", "not", "our", "that",
    "the", "their", "these", "they", "this", "what", "when", "with", "yes", "you",
];

/// The names in a round that few documents have, in lower case and order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Names {
    /// Those of ids and metadata.
    known: Vec<String>,
    /// Those of texts.
    told: Vec<String>,
}

impl Names {
    /// The words of ids and partnerships, the capitalised ones of other metadata, and those that are capitalised within
    /// sentences, each if fewer than [`LEAST_TOLD`] writers have it.
    pub(super) fn of(documents: &[Document]) -> Self {
        let (mut with, mut told): (BTreeMap<String, Few>, BTreeMap<String, Few>) = Default::default();
        for (document, writer) in documents.iter().zip(writers(documents)) {
            let mut own: Vec<String> = parts(&document.id).map(str::to_lowercase).collect();
            for (field, value) in &document.metadata {
                let is_name = value.split_whitespace().count() <= LONGEST_NAME;
                let names =
                    parts(value).filter(|word| field == PARTNERSHIP || is_name && is_capitalised(word));
                own.extend(names.map(str::to_lowercase));
            }
            own.into_iter().for_each(|word| with.entry(word).or_default().note(writer));
            names_within(&document.text)
                .into_iter()
                .for_each(|word| told.entry(word).or_default().note(writer));
        }
        let rare = |writers: BTreeMap<String, Few>| -> Vec<String> {
            let rare =
                writers.into_iter().filter(|(word, few)| few.are_few() && !COMMON.contains(&word.as_str()));
            rare.map(|(word, _)| word).collect()
        };
        Names { known: rare(with), told: rare(told) }
    }

    /// Whether a text has one of the names. In a running text a name begins with a capital letter.
    fn is_in(&self, text: &str) -> bool {
        let is_one = |lower: String| has(&self.known, &lower) || has(&self.told, &lower);
        parts(text).any(|word| is_capitalised(word) && is_one(word.to_lowercase()))
    }

    /// Whether a word or phrase that is told in lower case has a name of ids or metadata.
    pub(super) fn is_in_term(&self, term: &str) -> bool {
        parts(term).any(|word| has(&self.known, &word.to_lowercase()))
    }

    /// Whether a text may say whose it is.
    pub(super) fn identify(&self, text: &str) -> bool {
        has_address(text) || has_number(text) || has_postcode(text) || has_title(text) || self.is_in(text)
    }
}

/// Writers, as long as they are few.
#[derive(Default)]
struct Few(Vec<usize>);

impl Few {
    fn note(&mut self, writer: usize) {
        if self.are_few() && !self.0.contains(&writer) {
            self.0.push(writer);
        }
    }

    fn are_few(&self) -> bool {
        self.0.len() < LEAST_TOLD
    }
}

fn has(words: &[String], lower: &str) -> bool {
    words.binary_search_by(|word| word.as_str().cmp(lower)).is_ok()
}

/// The words of a text that are capitalised, though no sentence, paragraph or quotation begins with them: in lower case, each
/// once. A line may be wrapped within a sentence, so it begins one only after an empty line, a short one (a heading, say) or
/// a full stop, or with a mark.
fn names_within(text: &str) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut begins = true;
    let mut before = 0;
    for line in text.lines() {
        let is_marked = line.trim_start().starts_with(|c: char| !c.is_alphanumeric());
        begins |= before < SHORTEST_WRAPPED || is_marked;
        before = line.chars().count();
        for word in line.split_whitespace() {
            let starts = word.starts_with(['"', '\'', '“', '‘', '«', '*', '_']);
            if !begins && !starts {
                let names = parts(word).filter(|part| is_capitalised(part));
                found.extend(names.map(str::to_lowercase));
            }
            // A mark of a list begins nothing and ends nothing.
            if word.contains(char::is_alphanumeric) {
                begins = word.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?', ':']);
            }
        }
    }
    found
}

/// The runs of letters that are long enough for a name.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !c.is_alphabetic());
    parts.filter(|part| part.chars().count() >= SHORTEST_WORD)
}

fn is_capitalised(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_uppercase)
}

/// An address of mail or of the web, or the name of an account.
fn has_address(text: &str) -> bool {
    let lower = text.to_lowercase();
    let is_web = ["http:", "https:", "www."].iter().any(|start| lower.contains(start));
    let mut after_sign = lower.split('@').skip(1);
    let is_domain = |word: &str| {
        let (name, end) = word.rsplit_once('.').unwrap_or(("", ""));
        !name.is_empty() && DOMAINS.contains(&end)
    };
    is_web
        || after_sign.any(|rest| rest.starts_with(char::is_alphanumeric))
        || lower.split(|c: char| !(c.is_alphanumeric() || c == '.' || c == '-')).any(is_domain)
}

/// A telephone number, or another of many digits.
fn has_number(text: &str) -> bool {
    let mut digits = 0;
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => digits += 1,
            ' ' | '-' | '.' | '/' | '(' | ')' | '\u{a0}' | '\u{2011}' | '\u{2013}' => {}
            _ => digits = 0,
        }
        if digits >= MANY_DIGITS {
            return true;
        }
    }
    false
}

/// A postcode of the United Kingdom.
fn has_postcode(text: &str) -> bool {
    let upper = text.to_uppercase();
    let words: Vec<&str> = upper.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let is_inward = |word: &str| matches!(word.as_bytes(), [d, a, b] if d.is_ascii_digit() && a.is_ascii_uppercase() && b.is_ascii_uppercase());
    let is_outward = |word: &str| {
        let letters = word.bytes().take_while(u8::is_ascii_uppercase).count();
        let rest = &word.as_bytes()[letters..];
        (1..=2).contains(&letters)
            && (1..=2).contains(&rest.len())
            && rest[0].is_ascii_digit()
            && rest.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase())
    };
    let apart = words.windows(2).any(|pair| is_outward(pair[0]) && is_inward(pair[1]));
    let as_one = |word: &&str| {
        let cut = word.len().saturating_sub(3);
        word.is_ascii() && is_outward(&word[..cut]) && is_inward(&word[cut..])
    };
    apart || words.iter().any(as_one)
}

/// A title with a capitalised word behind it.
fn has_title(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(2).any(|pair| {
        let title = pair[0].trim_matches(|c: char| !c.is_alphabetic());
        is_capitalised(title) && is_capitalised(pair[1]) && TITLES.contains(&title.to_lowercase().as_str())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round() -> Vec<Document> {
        let places = ["Ashby", "Ashby", "Birch Hill", "North", "North", "North", "North", "North"];
        let documents = places.iter().enumerate().map(|(number, place)| {
            let id = if number == 0 { "wexcombe-eoi".to_owned() } else { format!("{number}-eoi") };
            let sender = if number == 7 {
                "The Quarry Partnership".to_owned()
            } else {
                format!("{number} Partnership")
            };
            let town = if number == 3 { "Nobody in Orrenshire asks. " } else { "" };
            let text = format!(
                "{town}# About\nMost of the University is closed. “Nothing” opens. \"It is.\" Every evening"
            );
            Document::new(id, text)
                .with("place", *place)
                .with(PARTNERSHIP, &*sender)
                .with("note", "we met Them at the Old Mill and in many other Places nearby")
        });
        documents.collect()
    }

    #[test]
    fn texts_that_may_say_whose_they_are_are_known_and_others_are_not() {
        let names = Names::of(&round());
        let identifying = [
            "Write to jo@example.org for more.",
            "We tweet as @ashbyhall.",
            "All is on www.example.com.",
            "See example.org.uk for more.",
            "Ring 0114 225 5555 any day.",
            "Ring (01234) 567-890.",
            "Ring 0114.225.5555 in the evening.",
            "All is on ashbyhall.wales these days.",
            "We meet at s1 2nu every week.",
            "Charity 1234567.",
            "We meet at S1 2NU every week.",
            "We meet at SW1A1AA.",
            "As Dr Okafor told us, it works.",
            "People in Ashby cannot get there.",
            "From Hill to hill.",
            "It began in Wexcombe.",
            "The Quarry was closed.",
            "Orrenshire has no bus.",
        ];
        for text in identifying {
            assert!(names.identify(text), "{text}");
        }
        let plain = [
            "The hall stands empty, and the library closes at five.",
            "We asked 250 people in 2024, and 1,200 more since.",
            "The partnership has no baseline.",
            "People in the North cannot get there.",
            "We are at the edge of the hill, in a quarry.",
            "Between 2019 and 2024 it fell by 12.5 per cent.",
            "The doctor left; ms in a table.",
            "Every evening the University of the North is closed. Nothing opens. It is. Most of it.",
            "",
        ];
        for text in plain {
            assert!(!names.identify(text), "{text}");
        }
    }

    #[test]
    fn many_documents_of_one_sender_do_not_hide_its_name() {
        let from = |number: usize, name: &str, text: &str| {
            Document::new(number.to_string(), text).with(PARTNERSHIP, name)
        };
        let long = "hemmer and the Coast Partnership for Culture, Sport, Health and All Else";
        let wrapped = "The timetable that everybody has here on the wall at home, of\nOkafor, fails.";
        let mut round: Vec<Document> = (0..8).map(|number| from(number, long, wrapped)).collect();
        round.push(from(9, "North", "A hall."));
        let names = Names::of(&round);
        for text in ["The garden of Hemmer needs a tree.", "All of Okafor is closed."] {
            assert!(names.identify(text), "{text}");
        }
        assert!(names.is_in_term("hemmer garden"));
    }

    #[test]
    fn a_term_is_known_for_a_name_in_any_case() {
        let names = Names::of(&round());
        assert!(names.is_in_term("ashby hall"));
        assert!(!names.is_in_term("village hall"));
    }
}
