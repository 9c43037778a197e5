//! Words and the forms they take.

use std::borrow::Cow;

use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use super::boundaries::{Boundaries, Token};

/// A word of a text, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Word<'t> {
    /// The word as it stands in the text.
    pub text: &'t str,
    /// Its first byte.
    pub start: usize,
}

impl Word<'_> {
    /// One past the word's last byte.
    pub fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The words of `text` by Unicode UAX #29: segments with at least one letter or digit.
pub fn words(text: &str) -> impl Iterator<Item = Word<'_>> {
    let mut boundaries = Boundaries::of(text);
    std::iter::from_fn(move || {
        boundaries.next().map(|Token { start, end, .. }| Word { text: &text[start..end], start })
    })
}

/// The form in which words are compared: lower case, NFC, straight apostrophes, no possessive `'s`.
///
/// Canonically equivalent spellings of a word have one normal form.
pub fn normal_form(word: &str) -> Cow<'_, str> {
    if word.bytes().all(|b| b.is_ascii_lowercase()) {
        return Cow::Borrowed(word);
    }
    if word.is_ascii() {
        let mut lower = word.to_ascii_lowercase();
        lower.truncate(without_possessive(&lower).len());
        return Cow::Owned(lower);
    }
    let lower: String = word.nfc().collect::<String>().to_lowercase().nfc().collect();
    let straight = lower.replace(['’', 'ʼ', '＇'], "'");
    let length = without_possessive(&straight).len();
    Cow::Owned(straight[..length].to_owned())
}

/// The form in which a word is shown to people: as it stands, in NFC, without a possessive `'s`.
pub(crate) fn display_form(word: &str) -> Cow<'_, str> {
    let bare = without_possessive(word);
    match is_nfc_quick(bare.chars()) {
        IsNormalized::Yes => Cow::Borrowed(bare),
        _ => Cow::Owned(bare.nfc().collect()),
    }
}

/// A word without a trailing possessive (`'s`, `s'`), unless nothing else is left.
fn without_possessive(word: &str) -> &str {
    let bare =
        ["'s", "’s", "'S", "’S", "'", "’"].iter().find_map(|end| word.strip_suffix(end)).unwrap_or(word);
    if bare.is_empty() { word } else { bare }
}

/// A word of more letters than this is a URL, a key or a mishap, and names no theme.
const LONGEST_WORD: usize = 40;

/// Whether a normal form can be a term: it begins with a letter (numbers and codes name no theme), is not
/// overlong, and is not a single letter of a script with case (a single ideograph is a word).
pub(super) fn can_be_term(normal: &str) -> bool {
    let Some(first) = normal.chars().next().filter(|c| c.is_alphabetic()) else { return false };
    let length = normal.chars().take(LONGEST_WORD + 1).count();
    length <= LONGEST_WORD && (length > 1 || !first.is_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn normal_forms() {
        let cases = [
            ("Health", "health"),
            ("University’s", "university"),
            ("don’t", "don't"),
            ("CAFE\u{301}", "café"),
            ("café", "café"),
            ("ŴYN", "ŵyn"),
            ("ΟΔΟΣ", "οδος"),
            ("'s", "'s"),
        ];
        for (word, normal) in cases {
            assert_eq!(normal_form(word), normal, "{word:?}");
        }
    }

    #[test]
    fn what_can_be_a_term() {
        for (word, expected) in [
            ("ab", true),
            ("a", false),
            ("2024", false),
            ("3d", false),
            ("covid19", true),
            ("水", true),
            ("é", false),
        ] {
            assert_eq!(can_be_term(word), expected, "{word:?}");
        }
        assert!(!can_be_term(&"x".repeat(41)));
    }

    proptest! {
        #[test]
        fn a_normal_form_is_its_own_normal_form_up_to_possessives(word in "[\\PC]{1,12}") {
            let once = normal_form(&word).into_owned();
            prop_assert!(unicode_normalization::is_nfc(&once));
            let decomposed: String = word.nfd().collect();
            prop_assert_eq!(normal_form(&decomposed), once);
        }
    }
}
