//! Words as numbers, so that texts can be compared by the million.
//!
//! Two words are one if they differ in case, or in how Unicode spells an accent. A word is a run of letters and
//! digits, which is coarser than the words of [`text`](crate::text) and many times faster; it serves to compare a
//! text with a text, and is never shown.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Gives the number of each word of `text` to `take`, in order.
pub(super) fn fold(text: &str, mut take: impl FnMut(u64)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while let Some(&first) = bytes.get(at) {
        if first.is_ascii() && LOWER[usize::from(first)] == 0 {
            at += 1;
            continue;
        }
        let mut hash = OFFSET;
        let mut end = at;
        while let Some(&byte) = bytes.get(end).filter(|&&byte| LOWER[usize::from(byte)] != 0) {
            hash = step(hash, LOWER[usize::from(byte)]);
            end += 1;
        }
        if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
            (end, hash) = beyond_ascii(text, at);
        }
        if end == at {
            at += text[at..].chars().next().map_or(1, char::len_utf8);
            continue;
        }
        take(hash);
        at = end;
    }
}

/// The end and the number of the word that starts at `at` and is not all ASCII; the end is `at` if there is none.
fn beyond_ascii(text: &str, at: usize) -> (usize, u64) {
    let belongs = |c: char| c.is_alphanumeric() || is_combining_mark(c);
    let length = text[at..].find(|c| !belongs(c)).unwrap_or(text.len() - at);
    let mut hash = OFFSET;
    let mut buffer = [0; 4];
    // Lower case can undo the composition ("İ"), so the order matters: as in `normal_form`.
    for c in text[at..at + length].nfc().flat_map(char::to_lowercase).nfc() {
        hash = c.encode_utf8(&mut buffer).bytes().fold(hash, step);
    }
    (at + length, hash)
}

/// One number for a sequence of words.
#[derive(Clone, Copy)]
pub(super) struct Sequence(u64);

impl Sequence {
    pub(super) const EMPTY: Sequence = Sequence(OFFSET);

    #[must_use]
    pub(super) fn then(self, word: u64) -> Self {
        Sequence((self.0.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15))
    }

    pub(super) fn number(self) -> u64 {
        mix(self.0)
    }

    /// The words of a text, and how many they are.
    pub(super) fn of(text: &str) -> (u64, usize) {
        let (mut sequence, mut words) = (Sequence::EMPTY, 0);
        fold(text, |word| (sequence, words) = (sequence.then(word), words + 1));
        (sequence.number(), words)
    }
}

/// FNV-1a, 64 bits (Fowler, Noll & Vo): the offset, and the step with its prime. It is pinned, so the same texts
/// meet in every later version; nothing that is stored depends on it.
const OFFSET: u64 = 0xCBF2_9CE4_8422_2325;

fn step(hash: u64, byte: u8) -> u64 {
    (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
}

/// Spreads every bit over all others: the finaliser of SplitMix64 (Steele, Lea & Flood, OOPSLA 2014).
pub(super) const fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    number ^ (number >> 31)
}

/// The lower case of each byte that belongs to an ASCII word, and 0 for the others.
const LOWER: [u8; 256] = {
    let mut lower = [0; 256];
    let mut byte = 0;
    while byte < 128u8 {
        if byte.is_ascii_alphanumeric() {
            lower[byte as usize] = byte.to_ascii_lowercase();
        }
        byte += 1;
    }
    lower
};

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn case_punctuation_and_spelling_of_accents_make_no_difference() {
        let cases = [
            ("Don’t  shut the CAFE\u{301}!", "don't shut: the café"),
            ("[Removed] for publication.", "removed\nfor publication"),
            ("ŴYN", "ŵyn"),
            ("", "— … !"),
        ];
        for (a, b) in cases {
            assert_eq!(Sequence::of(a), Sequence::of(b), "{a:?} and {b:?}");
        }
        for (a, b) in [("a b", "ab"), ("a b", "b a"), ("a", "a a"), ("é", "e")] {
            assert_ne!(Sequence::of(a).0, Sequence::of(b).0, "{a:?} and {b:?}");
        }
    }

    proptest! {
        #[test]
        fn every_text_has_words_and_the_same_ones_when_a_space_is_added(text in any::<String>()) {
            let count = |text: &str| Sequence::of(text).1;
            prop_assert_eq!(Sequence::of(&text), Sequence::of(&format!(" {text} ")));
            prop_assert_eq!(count(&text) > 0, text.chars().any(|c| c.is_alphanumeric() || is_combining_mark(c)));
        }
    }
}
