//! Whether an English sentence has a finite verb, as far as a short list can tell. Where it cannot, the answer is no: a sentence
//! that is passed over costs less than a heading that is quoted.

use super::opening::is_one_of;
use crate::text::{Analyser, Reading, Word};

/// Verbs that are finite wherever they stand, …
const FINITE: [&str; 43] = [
    "am",
    "is",
    "are",
    "was",
    "were",
    "has",
    "had",
    "does",
    "did",
    "will",
    "would",
    "can",
    "cannot",
    "could",
    "may",
    "might",
    "shall",
    "should",
    "must",
    "said",
    "arose",
    "became",
    "began",
    "broke",
    "came",
    "chose",
    "drew",
    "drove",
    "fell",
    "flew",
    "gave",
    "grew",
    "knew",
    "ran",
    "rose",
    "saw",
    "sang",
    "spoke",
    "took",
    "undertook",
    "underwent",
    "went",
    "wrote",
];
/// … those that are so in the third person and are no nouns, …
const THIRD_PERSON: [&str; 65] = [
    "affects",
    "allows",
    "argues",
    "attracts",
    "becomes",
    "believes",
    "brings",
    "builds",
    "comes",
    "concludes",
    "considers",
    "consists",
    "contains",
    "continues",
    "contributes",
    "creates",
    "demonstrates",
    "depends",
    "describes",
    "enables",
    "encourages",
    "engages",
    "ensures",
    "exceeds",
    "exists",
    "explains",
    "extends",
    "fails",
    "focuses",
    "gets",
    "gives",
    "goes",
    "helps",
    "improves",
    "includes",
    "indicates",
    "involves",
    "keeps",
    "lets",
    "makes",
    "occurs",
    "operates",
    "owns",
    "pays",
    "produces",
    "provides",
    "receives",
    "reduces",
    "reflects",
    "relies",
    "remains",
    "represents",
    "requires",
    "says",
    "seems",
    "sells",
    "serves",
    "shows",
    "specialises",
    "suggests",
    "takes",
    "tells",
    "tends",
    "understands",
    "wants",
];
/// … and some that are so if no "to" stands before them.
const PRESENT: [&str; 14] = [
    "have", "do", "need", "want", "hope", "give", "take", "become", "remain", "include", "provide", "allow",
    "enable", "make",
];
/// Pasts that are participles, too: "Events held at schools".
const PAST: [&str; 30] = [
    "bought", "brought", "built", "cut", "fed", "felt", "fought", "found", "heard", "held", "kept", "led",
    "left", "lent", "lost", "made", "meant", "met", "paid", "put", "read", "sent", "set", "sold", "sought",
    "spent", "stood", "taught", "told", "won",
];
/// Who has a verb after it.
const SUBJECTS: [&str; 9] = ["i", "we", "you", "they", "he", "she", "it", "there", "who"];

/// Whether one of the words is a finite verb.
pub(super) fn is_finite(words: &[Word<'_>], analyser: &Analyser) -> bool {
    // "The council decided" is a sentence; "Training delivered to schools" may be a heading.
    let begins_with_function_word =
        words.first().is_some_and(|word| matches!(analyser.read(word.text), Reading::Stop { .. }));
    (0..words.len()).any(|at| {
        let before = at.checked_sub(1).map(|at| words[at].text);
        is_finite_word(words[at].text, before) || {
            let follows_name = at > 1 && before.is_some_and(|word| word.starts_with(char::is_uppercase));
            is_past(words[at].text) && at > 0 && (begins_with_function_word || follows_name)
        }
    })
}

/// Whether a word is a finite verb, or who has one after it, where it stands after `before`.
pub(super) fn is_finite_word(word: &str, before: Option<&str>) -> bool {
    let is_infinitive = before.is_some_and(|before| before.eq_ignore_ascii_case("to"));
    // "They're", "don't", "that's"
    let (stem, short) = word.split_once(['\'', '’']).unwrap_or((word, ""));
    let is_short = !short.is_empty() && (short != "s" || is_one_of(&["that", "what", "here"], stem));
    // "In May", "Will Ash".
    let is_name = before.is_some() && word.starts_with(char::is_uppercase);
    is_short
        || !is_name && is_one_of(&FINITE, word)
        || is_one_of(&THIRD_PERSON, word)
        || is_one_of(&SUBJECTS, stem)
        || !is_infinitive && is_one_of(&PRESENT, word)
}

/// A past or a participle.
pub(super) fn is_past(word: &str) -> bool {
    PAST.contains(&word) || word.len() > 4 && word.ends_with("ed") && word.starts_with(char::is_lowercase)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyserSettings, words};

    #[test]
    fn headings_have_no_finite_verb() {
        let analyser = Analyser::new(AnalyserSettings::default());
        let cases = [
            ("The rent is high.", true),
            ("They’re full.", true),
            ("The council decided on ten homes.", true),
            ("Poet Murphy appeared twice.", true),
            ("We need buses.", true),
            ("Somebody has to pay.", true),
            ("That's why.", true),
            ("May we go?", true),
            ("Changes in May.", false),
            ("Housing needs of older people.", false),
            ("Training delivered to schools.", false),
            ("Changes to policy.", false),
            ("Ashby's way to make policy.", false),
            ("Improved practices.", false),
            ("Two ways.", false),
            ("", false),
        ];
        for (text, expected) in cases {
            let words: Vec<Word<'_>> = words(text).collect();
            assert_eq!(is_finite(&words, &analyser), expected, "{text}");
        }
    }
}
