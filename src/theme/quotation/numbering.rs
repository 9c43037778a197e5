//! Numbers of items and labels that ran into a sentence, because the line break between them was lost: "Aim 2 Better buses",
//! "improved by: 1 — better buses". They are told in any language.

use super::marks;
use super::opening::is_english;
use crate::round::is_numbering;
use crate::text::{Analyser, Reading};

/// Whether a sentence has a number where a label or a list item has one: "Aim 2 Better buses", "E. Better buses", or within:
/// "improved by: 1 — better buses". With a capital alone, "J. Ash", it may be a name.
pub(super) fn is_numbered(sentence: &str, analyser: &Analyser) -> bool {
    let tokens: Vec<&str> = sentence.split_whitespace().take(3).collect();
    let begins = tokens.first().is_some_and(|first| tokens.len() > 1 && numbers_an_item(first, analyser));
    begins || is_label_with_number(&tokens, analyser) || has_numbered_item(sentence, analyser)
}

/// Whether a word numbers an item. Many languages write "3." for "third".
fn numbers_an_item(word: &str, analyser: &Analyser) -> bool {
    let is_ordinal = || word.strip_suffix('.').is_some_and(is_digits);
    is_numbering(word) && (is_english(analyser) || !is_ordinal())
}

fn is_digits(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit())
}

/// "Aim 2 Better buses", and in any language "Aim 2: Better buses". German has capitals on nouns: "Rund 30 Familien".
fn is_label_with_number(tokens: &[&str], analyser: &Analyser) -> bool {
    let &[label, number, ..] = tokens else { return false };
    let (bare, mark) = match number.strip_suffix([':', '.', ')']) {
        Some(bare) => (bare, true),
        None => (number, false),
    };
    let is_number = bare.len() <= 2 && is_digits(bare);
    let is_label = label.starts_with(char::is_uppercase) && label.chars().all(char::is_alphabetic);
    let is_followed_by_capital = tokens.get(2).is_none_or(|next| next.starts_with(char::is_uppercase));
    let is_function_word = matches!(analyser.read(label), Reading::Stop { .. });
    is_number
        && is_label
        && is_followed_by_capital
        && !is_function_word
        && (mark && analyser.has_stop_words() || number.ends_with(':') || is_english(analyser))
}

/// ": 1 — ", "; b) ", ", iv. ", ": 4.1 Homes": a number or letter after a mark.
fn has_numbered_item(sentence: &str, analyser: &Analyser) -> bool {
    let mut before = "";
    sentence
        .split_inclusive(char::is_whitespace)
        .scan(0, |at, piece| {
            let start = *at;
            *at += piece.len();
            Some((start, piece.trim_end()))
        })
        .filter(|(_, token)| !token.is_empty())
        .any(|(start, number)| {
            let mark = std::mem::replace(&mut before, number);
            let after = sentence[start + number.len()..].trim_start();
            let is_bare = number.len() <= 2 && is_digits(number) && after.starts_with(['-', '–', '—']);
            let is_marked = numbers_an_item(number, analyser) && !number.starts_with(char::is_uppercase);
            let is_section = is_number_of_section(number) && after.starts_with(char::is_uppercase);
            // "Homes were built. iv. Rents fell": after a small letter no sentence begins, and after the next stop one does.
            let is_last = is_marked && after.is_empty() && is_english(analyser);
            // "(Ash, 2011: 7)" closes what was open.
            (mark.ends_with([':', ';', ',']) && (is_bare || is_marked)
                || mark.ends_with(':') && is_section
                || mark.ends_with('.') && is_last)
                && !marks::are_open(&sentence[..start])
        })
}

/// "4.1", "2.3.1" and "4.12", but no time of the day: "14.30".
fn is_number_of_section(number: &str) -> bool {
    let parts = || number.split('.');
    let is_time = parts().count() == 2 && parts().all(|part| part.len() == 2);
    number.contains('.') && parts().all(is_digits) && !is_time
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{AnalyserSettings, Language};

    fn analyser(language: Language) -> Analyser {
        Analyser::new(AnalyserSettings { language, ..AnalyserSettings::default() })
    }

    #[test]
    fn numbers_of_items_and_labels_are_told_in_any_language() {
        let (english, none, danish) =
            (analyser(Language::English), analyser(Language::None), analyser(Language::Danish));
        let cases = [
            ("Aim 2 Ashby's homes are full.", true, false),
            ("Aim 2: Better buses.", true, true),
            ("Aim 3.", true, false),
            ("On 15 May we met.", false, false),
            ("Aim two is met.", false, false),
            ("E. Target groups and more.", true, true),
            ("vi. Better buses.", true, true),
            ("It was improved by: 1 — better buses.", true, true),
            ("It was improved by: a) better buses, b) trains.", true, true),
            ("These are: 4.1 Homes in Ashby.", true, true),
            ("These are: 12 homes in Ashby.", false, false),
            ("These are: 2.3.1 Homes in Ashby.", true, true),
            ("Beginn: 14:30 Uhr in der Schule.", false, false),
            ("Beginn: 14.30 Uhr in der Schule.", false, false),
            ("Mandag, 3. maj er alle hjemme.", true, false),
            ("3. maj er alle hjemme.", true, false),
            ("Rents rose (Ash, 2011: 7) in Ashby.", false, false),
            ("It ran to 5 — no more.", false, false),
            ("Ten homes were built. iv.", true, false),
            ("In Ashby Ltd. v. Elm the court found for us.", false, false),
            ("It was cold, etc. Ashby froze.", false, false),
            ("They went to Ashby, I think.", false, false),
            ("Rund 30 Familien wohnen hier.", true, false),
            ("", false, false),
        ];
        for (text, in_english, in_none) in cases {
            assert_eq!(is_numbered(text, &english), in_english, "{text}");
            assert_eq!(is_numbered(text, &none), in_none, "{text}");
        }
        assert!(!is_numbered("Rund 30 Familien wohnen hier.", &danish));
    }
}
