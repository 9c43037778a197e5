//! How a sentence begins: whether it can be read without the one before it, and where a heading that ran into it ends.
//!
//! The words are English. In other languages nothing is known of how a sentence begins, and nothing is held against it.

use crate::text::{Analyser, Language, Reading, Word, words};

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

/// "The programme has received": a subject that was named before, with no name or number among the words after it that says which.
pub(super) fn has_unknown_subject(sentence: &str, analyser: &Analyser) -> bool {
    let mut following = words(sentence);
    is_english(analyser)
        && following.next().is_some_and(|word| word.text == "The")
        && following.take(NAMING).all(|word| word.text.starts_with(char::is_lowercase))
}

/// So many words after it may say which is meant.
const NAMING: usize = 6;

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
    for three in words.windows(3) {
        let [last, first, next] = three else { break };
        if is_one_of(&AUXILIARY, last.text) || is_one_of(&DOUBTING, last.text) {
            break;
        }
        let between = sentence[last.end()..first.start].trim();
        // "Adoption by agencies: Isis held trials".
        if between == ":" && is_capital(first.text) {
            return first.start;
        }
        let nothing_between = |a: &Word<'_>, b: &Word<'_>| sentence[a.end()..b.start].trim().is_empty();
        let begins = is_capital(first.text)
            && is_one_of(&BEGINNING, first.text)
            && next.text.starts_with(char::is_lowercase);
        let is_content = !matches!(analyser.read(last.text), Reading::Stop { .. });
        let is_spoken = sentence[..first.start].contains(['"', '“', '‘', '`']);
        if begins && is_content && !is_spoken && nothing_between(last, first) && nothing_between(first, next)
        {
            return first.start;
        }
    }
    0
}

fn is_english(analyser: &Analyser) -> bool {
    analyser.settings().language == Language::English
}

fn is_capital(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().is_some_and(char::is_uppercase) && characters.all(char::is_lowercase)
}

fn is_one_of(list: &[&str], word: &str) -> bool {
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
            ("The", "The"),
        ];
        for (sentence, expected) in cases {
            assert_eq!(&sentence[heading(sentence, &english)..], expected);
        }
        assert_eq!(heading("Improved practices The team found.", &analyser(Language::Spanish)), 0);
    }
}
