//! Marks and words that point out of a text: numbers of sources, sections and list items, "see below", which a reader of a
//! quotation cannot follow.

use super::opening::{is_english, is_one_of};
use crate::text::{Analyser, words};

/// A mark in brackets has at most so many bytes within.
const LONGEST: usize = 32;
/// What numbers in brackets are numbers of, in English.
const NAMES: [&str; 15] = [
    "see",
    "also",
    "and",
    "evidence",
    "fig",
    "figure",
    "ref",
    "refs",
    "reference",
    "references",
    "section",
    "source",
    "sources",
    "statement",
    "table",
];

/// Whether any brackets hold nothing but such marks: "[3]", "(3.3–3.6)", "(a)", "[S1, S4]", "(see source #1)". Years and amounts are no marks.
pub(super) fn has_any(text: &str) -> bool {
    // "tenant(s)" is a word, and "homes[3]" has a mark.
    let is_part_of_word = |at: usize, mark: &str| {
        text[..at].ends_with(char::is_alphabetic) && !mark.contains(|c: char| c.is_ascii_digit())
    };
    text.match_indices(['(', '[']).any(|(at, _)| {
        bracketed(&text[at..]).is_some_and(|length| !is_part_of_word(at, &text[at..at + length]))
    })
}

/// Whether a number of a source is glued to a word, "homes3", or to the stop after it, "homes.12 Then", or a piece names a source
/// by its authors, "Ash et al". Short words may have a number of their own, "co2", and so may some long ones.
pub(super) fn has_glued(text: &str) -> bool {
    let is_al = |word: &str| word.trim_end_matches(['.', ',', ';', ')']).eq_ignore_ascii_case("al");
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_et_al = |pair: &[&str]| pair[0].eq_ignore_ascii_case("et") && is_al(pair[1]);
    let ends = |at: usize| words.get(at + 1).is_none_or(|next| !next.starts_with(char::is_lowercase));
    words.windows(2).any(is_et_al) || (0..words.len()).any(|at| has_number(words[at], ends(at)))
}

/// Whether a word in small letters has a number behind it, or, at the end of a sentence, behind its stop.
fn has_number(word: &str, is_end: bool) -> bool {
    let word = word.trim_end_matches(['.', ',', ';', ':', ')', '’', '”', '\'', '"']);
    let before = word.trim_end_matches(|c: char| c.is_ascii_digit());
    let own = before.trim_end_matches(['.', ',', ';', ')']);
    let letters = own.trim_start_matches(['(', '‘', '“', '`', '"', '\'']);
    (1..=MOST_DIGITS).contains(&(word.len() - before.len()))
        && (own.len() == before.len() || is_end)
        && letters.chars().nth(LONG_WORD - 1).is_some()
        && letters.chars().all(char::is_lowercase)
        && !WITH_NUMBER.contains(&letters)
}

/// Names that people write with a number and in small letters.
const WITH_NUMBER: [&str; 4] = ["covid", "html", "python", "windows"];
/// A word with fewer letters may have a number of its own.
const LONG_WORD: usize = 4;
/// There are hardly more than 999 sources.
const MOST_DIGITS: usize = 3;

/// What sends a reader to another place, …
const SENDING: [&str; 22] = [
    "see",
    "described",
    "detailed",
    "discussed",
    "documented",
    "explained",
    "given",
    "highlighted",
    "illustrated",
    "indicated",
    "introduced",
    "listed",
    "mentioned",
    "noted",
    "outlined",
    "presented",
    "provided",
    "reported",
    "shown",
    "stated",
    "summarised",
    "summarized",
];
/// … which is one of these, …
const PLACES: [&str; 8] = ["above", "below", "earlier", "elsewhere", "here", "herein", "later", "overleaf"];
/// … or one of these, with a number.
const NUMBERED: [&str; 12] = [
    "section", "sections", "table", "tables", "figure", "figures", "fig", "appendix", "annex", "chapter",
    "part", "source",
];
/// So many words may stand between.
const ON_THE_WAY: usize = 2;
/// "See" may be farther off: "see the list of all homes below".
const FAR: usize = 8;

/// Whether a piece sends its reader to another place of the text: "(see below)", "as described in Section 4". "Homes under Section 4 of the
/// Act" does not. The words are English, and nothing is held against other languages.
pub(super) fn sends_elsewhere(text: &str, analyser: &Analyser) -> bool {
    if !is_english(analyser) {
        return false;
    }
    let spoken: Vec<_> = words(text).collect();
    (0..spoken.len()).any(|at| {
        let before = &spoken[at.saturating_sub(FAR)..at];
        let follows = |near: usize| before.iter().rev().take(near).any(|word| is_one_of(&SENDING, word.text));
        let is_number = |word: &str| word.len() <= 4 && word.starts_with(|c: char| c.is_ascii_digit());
        let is_letter = |word: &str| word.len() == 1 && word.starts_with(|c: char| c.is_ascii_uppercase());
        let has_number = spoken.get(at + 1).is_some_and(|next| is_number(next.text) || is_letter(next.text));
        let is_as_above = before.last().is_some_and(|word| is_one_of(&["as", "the"], word.text));
        let is_above = is_one_of(&["above", "below"], spoken[at].text);
        let is_shown = before.iter().any(|word| word.text.eq_ignore_ascii_case("see"));
        is_above && (is_as_above || is_shown)
            || is_one_of(&PLACES, spoken[at].text) && follows(1)
            || has_number && is_one_of(&NUMBERED, spoken[at].text) && follows(1 + ON_THE_WAY)
    })
}

/// What follows marks in brackets at the beginning, "[5.2] ", if there are any.
pub(super) fn behind(text: &str) -> Option<&str> {
    let rest = text[bracketed(text)?..].trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// The bytes of a pair of brackets at the beginning of `text`, if it holds marks alone.
fn bracketed(text: &str) -> Option<usize> {
    let closing = match text.as_bytes().first()? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let end = text.bytes().take(LONGEST + 2).position(|byte| byte == closing)?;
    let inside = &text[1..end];
    let parts =
        || inside.split([' ', ',', ';', '.', ':', '-', '–', '/', '#', '&']).filter(|part| !part.is_empty());
    let is_named = |part: &str| is_name(part) || is_mark_or_year(part) || is_numbered_name(part);
    let is_marks = parts().all(is_named);
    // "(2010/11)"
    let is_time =
        parts().next().is_some_and(is_year) && parts().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (is_marks && !is_time && parts().any(|part| !is_year(part) && !is_name(part))).then_some(end + 1)
}

/// A number of up to three digits, a letter, a small Roman numeral, or a letter and a number.
fn is_mark_or_year(part: &str) -> bool {
    let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, number) = part.split_at(letters);
    let is_number = number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    let is_roman = number.is_empty() && name.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    // "[I]" is what an editor put for a name.
    is_year(part) || is_number && letters <= 1 && part != "I" || is_roman
}

fn is_name(part: &str) -> bool {
    NAMES.contains(&part.to_lowercase().as_str())
}

/// "Source8".
fn is_numbered_name(part: &str) -> bool {
    let name = part.trim_end_matches(|c: char| c.is_ascii_digit());
    name.len() < part.len() && is_name(name)
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyserSettings, Language};

    #[test]
    fn what_sends_a_reader_elsewhere_is_told_in_english() {
        let of = |language| Analyser::new(AnalyserSettings { language, ..AnalyserSettings::default() });
        let cases = [
            ("Rents rose (see below), and so did fares.", true),
            ("Rents rose as described in Section 4.", true),
            ("Rents rose, as listed in the table 2b.", true),
            ("Rents rose, as above.", true),
            ("The above report was read.", true),
            ("Two effects are noted here.", true),
            ("They were read (see all of the `Texts on rents' below).", true),
            ("We met here.", false),
            ("The work outlined earlier was read.", true),
            ("Homes under Section 4 of the Act.", false),
            ("The flat below ours is empty.", false),
            ("Rents fell below those of Ashby.", false),
            ("Part 2 of the plan was read.", false),
            ("See you.", false),
            ("", false),
        ];
        for (text, expected) in cases {
            assert_eq!(sends_elsewhere(text, &of(Language::English)), expected, "{text}");
        }
        assert!(!sends_elsewhere("Rents rose (see below).", &of(Language::Finnish)));
    }

    #[test]
    fn numbers_glued_to_words_and_authors_are_marks_of_sources() {
        for marked in [
            "The most influential3 of all.",
            "Rents rose in the valley.12 Then they fell.",
            "It was read (widely,4) Too.",
            "As Ash et al. wrote, rents rose.",
        ] {
            assert!(has_glued(marked), "{marked}");
        }
        for free in [
            "CO2 and mp3",
            "In 2011, 30 came.",
            "Rents rose by 3.5.",
            "Homes2",
            "ISO9001",
            "at 12.30",
            "Al is here",
            "",
        ] {
            assert!(!has_glued(free), "{free}");
        }
    }

    #[test]
    fn marks_at_the_beginning_are_told_from_the_rest() {
        let cases = [
            ("[5.2] Local people", Some("Local people")),
            ("(ii) Local people", Some("Local people")),
            ("(2011) was dry", None),
            ("[3]", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(behind(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_are_told_from_what_else_stands_in_brackets() {
        for marked in [
            "rents [3] rose",
            "rents (3.3-3.6)",
            "a (a) b",
            "x [S1, S4].",
            "y (iv)",
            "z [5.5: 2010/11]",
            "(Source8)",
            "(see source #1)",
            "(References 4, 5, 6)",
            "rents[3] rose",
            "rents(3, 4)",
        ] {
            assert!(has_any(marked), "{marked}");
        }
        for free in [
            "(2011)",
            "(2010, 2012)",
            "(£5)",
            "(50%)",
            "(UK)",
            "(5 km)",
            "()",
            "(",
            "é(",
            "(rents)",
            "[…]",
            "(see table)",
            "(and 2011)",
            "(2010/11)",
            "tenant(s)",
            "tenant[s]",
            "[I]",
        ] {
            assert!(!has_any(free), "{free}");
        }
    }
}
