//! How a sentence begins: whether it can be read without the one before it.
//!
//! The words are English. In other languages nothing is known of how a sentence begins, and nothing is held against it.

use super::verb::{is_finite_word, is_past};
use crate::text::{Analyser, Language, words};

/// A sentence that begins with one of these speaks of something before it, …
const POINTING: [&str; 15] = [
    "this", "these", "that", "those", "such", "he", "she", "they", "him", "his", "her", "their", "its",
    "another", "others",
];
/// … with one of these it goes on with what was said, …
const JOINING: [&str; 9] = ["and", "but", "or", "nor", "thus", "hence", "therefore", "consequently", "then"];
/// … and so it does with what stands before its first comma, if that is one of these.
const LINKING: [&str; 37] = [
    "accordingly",
    "additionally",
    "also",
    "as a consequence",
    "as a result",
    "as such",
    "finally",
    "firstly",
    "for example",
    "for instance",
    "for this reason",
    "further",
    "furthermore",
    "however",
    "in addition",
    "in contrast",
    "in particular",
    "in short",
    "in summary",
    "in this way",
    "in turn",
    "indeed",
    "instead",
    "likewise",
    "meanwhile",
    "moreover",
    "more specifically",
    "namely",
    "nevertheless",
    "nonetheless",
    "on the other hand",
    "secondly",
    "similarly",
    "specifically",
    "subsequently",
    "that is",
    "to this end",
];
/// Among its first words these do, too, …
const BACK: [&str; 6] = ["this", "these", "those", "same", "also", "latter"];
/// … which are so many.
const FIRST_WORDS: usize = 8;
/// "It is clear that …" speaks of what follows.
const BEING: [&str; 14] = [
    "is", "was", "would", "will", "seems", "seemed", "has", "had", "can", "could", "may", "might", "must",
    "should",
];
/// Within so many words after it.
const REACH: usize = 4;

/// Whether a sentence speaks of something that a reader would have to find before it.
pub(super) fn needs_what_is_before(sentence: &str, analyser: &Analyser) -> bool {
    if !is_english(analyser) {
        return false;
    }
    // "They're", "it's"
    let short = |word: &str| word.split(['\'', '’']).map(str::to_lowercase).collect::<Vec<_>>();
    let spoken: Vec<String> = words(sentence).take(FIRST_WORDS).flat_map(|word| short(word.text)).collect();
    let Some((first, following)) = spoken.split_first() else { return false };
    if first == "it" {
        let next = &following[..following.len().min(REACH)];
        let is_of_what_follows =
            next.first().is_some_and(|word| word == "s" || BEING.contains(&word.as_str()))
                && next.iter().any(|word| word == "that" || word == "to");
        return !is_of_what_follows;
    }
    // "Those who rent" are named by what follows.
    let is_named = |place: usize| spoken.get(place + 1).is_some_and(|next| next == "who" || next == "that");
    let points_back =
        |place: usize, words: &[&str]| words.contains(&spoken[place].as_str()) && !is_named(place);
    let until_comma = sentence.split(',').next().unwrap_or_default().trim().to_lowercase();
    let has_comma = until_comma.len() < sentence.trim_end().len();
    points_back(0, &POINTING)
        || (1..spoken.len()).any(|place| points_back(place, &BACK))
        || JOINING.contains(&first.as_str())
        || has_comma && LINKING.contains(&until_comma.as_str())
}

/// What comes second, or later.
const LATER: [&str; 9] =
    ["second", "third", "fourth", "fifth", "sixth", "secondly", "thirdly", "lastly", "fourthly"];
/// Ordinals, and what else says which of several is meant.
const WHICH: [&str; 10] =
    ["first", "second", "third", "fourth", "fifth", "sixth", "latter", "former", "last", "other"];
/// How many there are to be counted.
const NUMBERS: [&str; 8] = ["two", "three", "four", "five", "six", "several", "many", "both"];
/// What stands for some of those that were named before, if a verb or a comma follows.
const OF_SEVERAL: [&str; 9] = ["one", "two", "three", "four", "five", "both", "each", "neither", "either"];

/// Whether a sentence counts on from one before it, and so is missed wherever it stands without that: "Second, rents rose".
pub(super) fn counts_on(sentence: &str, analyser: &Analyser) -> bool {
    is_english(analyser)
        && words(sentence).next().is_some_and(|first| {
            is_one_of(&LATER, first.text) && sentence[first.end()..].starts_with([',', ':', ';'])
        })
}

/// Whether a sentence begins to count: "First, rents rose".
pub(super) fn begins_to_count(sentence: &str, analyser: &Analyser) -> bool {
    is_english(analyser)
        && words(sentence).next().is_some_and(|first| {
            is_one_of(&["first", "firstly"], first.text)
                && sentence[first.end()..].starts_with([',', ':', ';'])
        })
}

/// Whether a piece counts what it announced without coming to the end: "three effects, first on rents".
pub(super) fn counts_in_part(piece: &str, analyser: &Analyser) -> bool {
    if !is_english(analyser) {
        return false;
    }
    let spoken: Vec<_> = words(piece).collect();
    let Some(count) = spoken.iter().position(|word| is_one_of(&NUMBERS, word.text)) else { return false };
    let begins = spoken[count..].windows(2).any(|pair| {
        let between = piece[pair[0].end()..pair[1].start].trim();
        matches!(between, "," | ";" | ":" | "—" | "–") && is_one_of(&["first", "firstly"], pair[1].text)
    });
    begins && !spoken.iter().any(|word| is_one_of(&["second", "secondly"], word.text))
}

/// Whether a sentence begins with one of several that were counted before it: "The first occurred", "A fourth drug", "One, in
/// particular, said". Names have capitals: "The Second World War".
pub(super) fn is_one_of_several(sentence: &str, analyser: &Analyser) -> bool {
    if !is_english(analyser) {
        return false;
    }
    let spoken: Vec<_> = words(sentence).take(3).collect();
    let (Some(first), Some(second)) = (spoken.first(), spoken.get(1)) else { return false };
    let is_verb =
        |at: usize| spoken.get(at).is_some_and(|word| is_finite_word(word.text, None) || is_past(word.text));
    let is_followed_by_comma = |at: usize| sentence[spoken[at].end()..].starts_with(',');
    let is_small = second.text.starts_with(char::is_lowercase);
    match first.text {
        "The" if is_small && is_one_of(&WHICH, second.text) => is_verb(2) || is_followed_by_comma(1),
        // "A third of the tenants" is a share.
        "A" | "An" if is_small => {
            (is_one_of(&LATER, second.text) || is_one_of(&["further", "final"], second.text))
                && spoken.get(2).is_some_and(|word| word.text != "of")
        }
        word => is_one_of(&OF_SEVERAL, word) && (is_verb(1) || is_followed_by_comma(0)),
    }
}

/// "The programme has received": a subject that was named before, with no name or number among the words after it that says which.
pub(super) fn has_unknown_subject(sentence: &str, analyser: &Analyser) -> bool {
    let mut following = words(sentence);
    is_english(analyser)
        && following.next().is_some_and(|word| word.text == "The")
        && following.take(NAMING).all(|word| word.text.starts_with(char::is_lowercase))
}

/// So many words after it may say which is meant.
const NAMING: usize = 6;

pub(super) fn is_english(analyser: &Analyser) -> bool {
    analyser.settings().language == Language::English
}

pub(super) fn is_one_of(list: &[&str], word: &str) -> bool {
    list.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::AnalyserSettings;

    fn analyser(language: Language) -> Analyser {
        Analyser::new(AnalyserSettings { language, ..AnalyserSettings::default() })
    }

    #[test]
    fn what_a_sentence_refers_to_is_missed() {
        let english = analyser(Language::English);
        let cases = [
            ("This led to a new plan.", true),
            ("However, rents went on rising.", true),
            ("However hard we try, rents rise.", false),
            ("As a result, we left.", true),
            ("As a result of the flood we left.", false),
            ("That is, nobody came.", true),
            ("But nobody came.", true),
            ("It led to a new plan.", true),
            ("It is a close network.", true),
            ("It is important that rents fall.", false),
            ("It would be good to know.", false),
            ("Their rents rose.", true),
            ("That’s why we left.", true),
            ("They're full.", true),
            ("It's a close network.", true),
            ("It’s time to leave.", false),
            ("It should be noted that rents fall.", false),
            ("Those who rent pay more.", false),
            ("Those rents rose.", true),
            ("Both tenants and landlords pay.", false),
            ("Through joint work, these plans were made.", true),
            ("A further patent from the same house was sold.", true),
            ("Rents in the valley and in the town rose by half, and this hurt.", false),
            ("Rents rose, however.", false),
            ("Thistles grow here.", false),
            ("", false),
            ("…", false),
        ];
        for (sentence, expected) in cases {
            assert_eq!(needs_what_is_before(sentence, &english), expected, "{sentence}");
        }
        assert!(!needs_what_is_before("This led to a new plan.", &analyser(Language::None)));
        for (sentence, expected) in [
            ("The exhibition was lent to a museum in the south.", true),
            ("The exhibition had 5,522 visitors.", false),
            ("The council of Ashby built ten homes.", false),
            ("Rents are far too high for most of us.", false),
            ("Them", false),
        ] {
            assert_eq!(has_unknown_subject(sentence, &english), expected, "{sentence}");
        }
    }

    #[test]
    fn what_counts_on_from_what_was_said_is_missed() {
        let english = analyser(Language::English);
        let cases = [
            ("Second, all rents rose.", true),
            ("Thirdly, nobody came.", true),
            ("Second homes are dear.", false),
            ("", false),
        ];
        for (sentence, expected) in cases {
            assert_eq!(counts_on(sentence, &english), expected, "{sentence}");
        }
        assert!(!counts_on("Second, all rents rose.", &analyser(Language::None)));
        let cases = [
            ("The first occurred in May.", true),
            ("The latter was built.", true),
            ("The other, a school, was closed.", true),
            ("The first school in the valley was closed.", false),
            ("The Second World War ended.", false),
            ("A fourth drug is sold.", true),
            ("A further school was closed.", true),
            ("A third of the tenants left.", false),
            ("A school was closed.", false),
            ("One, in particular, told us so.", true),
            ("One noted that rents rose.", true),
            ("Both were closed.", true),
            ("One of our schools was closed.", false),
            ("Two schools were closed.", false),
            ("One", false),
        ];
        for (sentence, expected) in cases {
            assert_eq!(is_one_of_several(sentence, &english), expected, "{sentence}");
        }
        assert!(!is_one_of_several("One noted that.", &analyser(Language::Danish)));
        let cases = [
            ("It had three effects, first on rents.", true),
            ("It had two effects, first on rents, second on homes.", false),
            ("It was the first of two.", false),
            ("In May, first of all, we left.", false),
        ];
        for (piece, expected) in cases {
            assert_eq!(counts_in_part(piece, &english), expected, "{piece}");
        }
    }
}
