//! Phrases: two terms side by side, perhaps with a joining word between ("quality of life").

use super::analyser::Analyser;
use super::lexicon::Meaning;

/// What stands between the two words of a phrase: white space, a hyphen, or up to two joining words. The number says
/// which, and means the same for every text in a language.
pub(crate) type Gap = u8;

/// No gap of a phrase.
pub(crate) const NO_PHRASE: Gap = Gap::MAX;

const SPACE: Gap = 0;
const HYPHEN: Gap = 1;
/// From here on come the joining words, one by one, then in pairs.
const JOINING: usize = 2;

/// At most so many joining words inside of a phrase ("state of the art").
const MOST_JOINING_WORDS: u8 = 2;

/// A gap of more bytes is layout, not language.
const LONGEST_GAP: usize = 16;

/// Finds phrases while the words of a text go by.
#[derive(Debug, Clone)]
pub(crate) struct PhraseFinder {
    joining: &'static [&'static str],
    /// The end of the last term met, and the joining words since.
    last: Option<(usize, u8)>,
}

impl PhraseFinder {
    pub(crate) fn new(analyser: &Analyser) -> Self {
        let joining = analyser.joining_words();
        debug_assert!(JOINING + joining.len() * (joining.len() + 1) < usize::from(NO_PHRASE));
        PhraseFinder { joining, last: None }
    }

    /// To be called at the start of each text: no phrase runs from one text into the next.
    pub(crate) fn start_text(&mut self) {
        self.last = None;
    }

    /// Takes the next word of `text`, which lies at `start..end`. If a phrase of the last term and this one ends with it,
    /// returns the gap between them, and otherwise [`NO_PHRASE`].
    #[inline]
    pub(crate) fn next(&mut self, text: &str, start: usize, end: usize, meaning: Meaning) -> Gap {
        match meaning {
            Meaning::Term(_) => match self.last.replace((end, 0)) {
                Some((last, _)) => gap(&text[last..start], self.joining),
                None => NO_PHRASE,
            },
            Meaning::Stop { joins: true } => {
                self.last = self.last.filter(|l| l.1 < MOST_JOINING_WORDS).map(|(end, n)| (end, n + 1));
                NO_PHRASE
            }
            Meaning::Dropped | Meaning::Stop { joins: false } => {
                self.last = None;
                NO_PHRASE
            }
        }
    }

    /// A gap as people see it.
    pub(crate) fn text_of(&self, gap: Gap) -> String {
        let (n, number) = (self.joining.len(), usize::from(gap));
        match gap {
            SPACE => " ".into(),
            HYPHEN => "-".into(),
            _ if number < JOINING + n => format!(" {} ", self.joining[number - JOINING]),
            _ => {
                let pair = number - JOINING - n;
                format!(" {} {} ", self.joining[pair / n], self.joining[pair % n])
            }
        }
    }
}

/// The number of a gap, or none if it parts two clauses: punctuation or a blank line.
#[inline]
fn gap(text: &str, joining: &[&str]) -> Gap {
    match text {
        " " => SPACE,
        text if text.len() > LONGEST_GAP => NO_PHRASE,
        text if text.as_bytes().iter().any(|&byte| PARTS[usize::from(byte)]) => NO_PHRASE,
        text => rare_gap(text, joining),
    }
}

/// The ASCII bytes that part two clauses: all but letters, white space and the hyphen.
const PARTS: [bool; 256] = {
    let mut parts = [false; 256];
    let mut byte = 0;
    while byte < 128u8 {
        let joins = byte.is_ascii_alphabetic() || byte.is_ascii_whitespace() || byte == 0x0B || byte == b'-';
        parts[byte as usize] = !joins;
        byte += 1;
    }
    parts
};

fn rare_gap(text: &str, joining: &[&str]) -> Gap {
    if text.matches('\n').count() > 1 {
        return NO_PHRASE;
    }
    if matches!(text, "-" | "‐" | "\u{2011}") {
        return HYPHEN;
    }
    let number = |word: &str| joining.iter().position(|joins| joins.eq_ignore_ascii_case(word));
    let mut words = text.split_whitespace();
    let gap = match (words.next(), words.next(), words.next()) {
        (None, ..) => return SPACE,
        (Some(word), None, _) => number(word),
        (Some(first), Some(second), None) => {
            number(first).zip(number(second)).map(|(first, second)| joining.len() * (first + 1) + second)
        }
        _ => None,
    };
    gap.map_or(NO_PHRASE, |number| (JOINING + number) as Gap)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyserSettings, Language};

    #[test]
    fn gaps_of_phrases_are_known_and_all_else_parts() {
        let analyser = Analyser::new(AnalyserSettings::default());
        let finder = PhraseFinder::new(&analyser);
        let cases = [
            (" ", Some(" ")),
            ("\n", Some(" ")),
            (" \u{A0}\t", Some(" ")),
            ("", Some(" ")),
            ("-", Some("-")),
            ("\u{2011}", Some("-")),
            (" - ", None),
            ("--", None),
            (" of ", Some(" of ")),
            ("\nOF  the\t", Some(" of the ")),
            (" of-the ", None),
            (" of the for ", None),
            ("\n\n", None),
            (", ", None),
            (" of, ", None),
            ("                 ", None),
            ("é", None),
        ];
        for (text, expected) in cases {
            let found = gap(text, finder.joining);
            let found = (found != NO_PHRASE).then(|| finder.text_of(found));
            assert_eq!(found.as_deref(), expected, "{text:?}");
        }
    }

    #[test]
    fn every_gap_of_every_language_has_a_number_of_its_own() {
        for language in Language::ALL {
            let analyser = Analyser::new(AnalyserSettings { language, ..Default::default() });
            let finder = PhraseFinder::new(&analyser);
            let gaps = JOINING + finder.joining.len() * (finder.joining.len() + 1);
            assert!(gaps < usize::from(NO_PHRASE), "{language}: {gaps}");
            for number in 0..gaps as Gap {
                assert_eq!(gap(&finder.text_of(number), finder.joining), number, "{language}: {number}");
            }
        }
    }
}
