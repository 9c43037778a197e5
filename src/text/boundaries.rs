//! Where words begin and end, by UAX #29.
//!
//! Most text is ASCII, and there the rules are few: words are runs of letters, digits and underscores, joined by some
//! marks where both neighbours are letters or both are digits. 64 bytes are looked at in one step. As soon as a
//! byte beyond ASCII has a say in a boundary, that word is left to `unicode-segmentation`. Both ways meet only at
//! boundaries, and what follows a boundary does not depend on what came before it, so the words are the same.

use unicode_segmentation::{UNICODE_VERSION, UnicodeSegmentation};

/// A word: the bytes from `start` to `end`, and the first sixteen of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) head: Head,
}

/// The first sixteen bytes of a string, the first of them lowest; zeros where it is shorter.
///
/// Two numbers, not an array: they stay in registers, where an array would be written in halves and read as a whole, for
/// which the processor waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Head {
    pub(super) low: u64,
    pub(super) high: u64,
}

/// The number of bytes in a [`Head`].
pub(crate) const HEAD: usize = 16;

/// The head of a string.
pub(crate) fn head(text: &str) -> Head {
    cut(load(text.as_bytes(), 0), text.len())
}

/// Finds the words of a text one by one.
pub(crate) struct Boundaries<'t> {
    text: &'t str,
    /// A boundary, up to which everything was told.
    at: usize,
    block: Block,
}

impl<'t> Boundaries<'t> {
    pub(crate) fn of(text: &'t str) -> Self {
        Boundaries { text, at: 0, block: Block::at(text.as_bytes(), 0) }
    }

    /// The next word.
    #[inline(always)]
    pub(crate) fn next(&mut self) -> Option<Token> {
        let bytes = self.text.as_bytes();
        let mut from = self.at;
        loop {
            let stops = match from - self.block.start {
                passed @ 0..BLOCK => (self.block.core | self.block.beyond) >> passed,
                _ => 0,
            };
            if stops == 0 {
                from = from.max(self.block.start + BLOCK);
                if from >= bytes.len() {
                    self.at = bytes.len();
                    return None;
                }
                self.block = Block::at(bytes, from);
                continue;
            }
            let start = from + stops.trailing_zeros() as usize;
            let core = self.block.core >> (start - self.block.start);
            let mut end = start + core.trailing_ones() as usize;
            if end == self.block.start + BLOCK {
                if start > self.block.start {
                    self.block = Block::at(bytes, start);
                    from = start;
                    continue;
                }
                end = run_end(bytes, end);
            }
            if core & 1 != 0
                && bytes[start] != b'_'
                && let Some(end) = ascii_end(bytes, end)
            {
                self.at = end;
                return Some(Token { start, end, head: cut(load(bytes, start), end - start) });
            }
            let found = self.rare(start);
            if found.is_some() {
                return found;
            }
            from = self.at;
        }
    }

    /// What stands at `start`, if that is a word: an underscore begins it, or a byte beyond ASCII has a say.
    #[cold]
    fn rare(&mut self, start: usize) -> Option<Token> {
        let bytes = self.text.as_bytes();
        if CLASS[usize::from(bytes[start])] & CORE != 0 {
            let Some(end) = ascii_end(bytes, run_end(bytes, start)) else {
                return self.beyond_ascii(start);
            };
            self.at = end;
            let is_word = bytes[start..end].iter().any(|&byte| byte != b'_');
            return is_word.then(|| Token { start, end, head: cut(load(bytes, start), end - start) });
        }
        // A mark that combines belongs to what stands before it, be it a row of spaces.
        let mut from = start;
        if from > self.at {
            from -= 1;
            while from > self.at && bytes[from] == b' ' && bytes[from - 1] == b' ' {
                from -= 1;
            }
        }
        self.beyond_ascii(from)
    }

    /// The first word from a boundary on by the whole rules, or none before they are needed no more.
    fn beyond_ascii(&mut self, from: usize) -> Option<Token> {
        let bytes = self.text.as_bytes();
        for (offset, segment) in self.text[from..].split_word_bound_indices() {
            let start = from + offset;
            let end = start + segment.len();
            self.at = end;
            if is_word(segment) {
                return Some(Token { start, end, head: cut(load(bytes, start), end - start) });
            }
            if bytes.get(end).is_some_and(u8::is_ascii) {
                break;
            }
        }
        None
    }
}

/// Whether a segment has a letter or a digit, as [`UnicodeSegmentation::unicode_words`] asks.
fn is_word(segment: &str) -> bool {
    let (major, minor, update) = char::UNICODE_VERSION;
    if UNICODE_VERSION == (u64::from(major), u64::from(minor), u64::from(update)) {
        segment.chars().any(char::is_alphanumeric)
    } else {
        segment.unicode_words().next().is_some()
    }
}

const LETTER: u8 = 1;
const DIGIT: u8 = 2;
const UNDERSCORE: u8 = 4;
/// Joins two letters (WB6, WB7). It is `LETTER` moved by `JOINS`.
const BETWEEN_LETTERS: u8 = LETTER << JOINS;
/// Joins two digits (WB11, WB12). It is `DIGIT` moved by `JOINS`.
const BETWEEN_DIGITS: u8 = DIGIT << JOINS;
const BEYOND: u8 = 32;
const JOINS: u32 = 3;

/// What each byte is in the rules.
const CLASS: [u8; 256] = {
    let mut classes = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        classes[byte] = match byte as u8 {
            b'a'..=b'z' | b'A'..=b'Z' => LETTER,
            b'0'..=b'9' => DIGIT,
            b'_' => UNDERSCORE,
            b'\'' | b'.' => BETWEEN_LETTERS | BETWEEN_DIGITS,
            b':' => BETWEEN_LETTERS,
            b',' | b';' => BETWEEN_DIGITS,
            128.. => BEYOND,
            _ => 0,
        };
        byte += 1;
    }
    classes
};

const CORE: u8 = LETTER | DIGIT | UNDERSCORE;

/// The end of the word whose first run of letters, digits and underscores ends at `end`; none if a byte beyond ASCII has a
/// say in it.
#[inline(always)]
fn ascii_end(bytes: &[u8], mut end: usize) -> Option<usize> {
    let class_at = |at: usize| bytes.get(at).map_or(0, |&byte| CLASS[usize::from(byte)]);
    loop {
        let mark = class_at(end);
        if mark == 0 {
            return Some(end);
        }
        let next = class_at(end + 1);
        if (mark | next) & BEYOND != 0 {
            return None;
        }
        if (mark >> JOINS) & CLASS[usize::from(bytes[end - 1])] & next & (LETTER | DIGIT) == 0 {
            return Some(end);
        }
        end = run_end(bytes, end + 1);
    }
}

/// The end of the run of letters, digits and underscores at `at`.
fn run_end(bytes: &[u8], at: usize) -> usize {
    let run = bytes[at..].iter().position(|&byte| CLASS[usize::from(byte)] & CORE == 0);
    run.map_or(bytes.len(), |length| at + length)
}

/// The sixteen bytes from `at` on; zeros past the end.
#[inline]
fn load(bytes: &[u8], at: usize) -> Head {
    match bytes.get(at..at + HEAD) {
        Some(sixteen) => two_words(sixteen),
        None => load_last(bytes, at),
    }
}

/// As [`load`], where fewer than sixteen bytes are left.
fn load_last(bytes: &[u8], at: usize) -> Head {
    let mut padded = [0; HEAD];
    padded[..bytes.len() - at].copy_from_slice(&bytes[at..]);
    two_words(&padded)
}

#[inline]
fn two_words(sixteen: &[u8]) -> Head {
    let word = |eight: &[u8]| eight.try_into().map_or(0, u64::from_le_bytes);
    Head { low: word(&sixteen[..8]), high: word(&sixteen[8..]) }
}

/// A head with zeros from byte `length` on.
#[inline]
fn cut(head: Head, length: usize) -> Head {
    let [low, high] = CUT[length.min(HEAD)];
    Head { low: head.low & low, high: head.high & high }
}

const CUT: [[u64; 2]; HEAD + 1] = {
    let mut masks = [[0; 2]; HEAD + 1];
    let mut length = 1;
    while length <= HEAD {
        masks[length] = masks[length - 1];
        masks[length][(length - 1) / 8] |= 0xFF << ((length - 1) % 8 * 8);
        length += 1;
    }
    masks
};

/// So many bytes are classed at once.
const BLOCK: usize = 64;

/// What the bytes from `start` on are, a bit for each, the first lowest. Past the end of the text they are nothing.
#[derive(Clone, Copy)]
struct Block {
    start: usize,
    /// Letters, digits and underscores.
    core: u64,
    /// Bytes beyond ASCII.
    beyond: u64,
}

impl Block {
    #[inline]
    fn at(bytes: &[u8], start: usize) -> Self {
        match bytes.get(start..start + BLOCK) {
            Some(block) => Block::of(start, block),
            None => Block::last(bytes, start),
        }
    }

    /// As [`at`](Self::at), where fewer bytes are left.
    fn last(bytes: &[u8], start: usize) -> Self {
        let mut padded = [0; BLOCK];
        padded[..bytes.len() - start].copy_from_slice(&bytes[start..]);
        Block::of(start, &padded)
    }

    #[inline(always)]
    fn of(start: usize, bytes: &[u8]) -> Self {
        let (mut core, mut all, mut beyond) = (0, 0, 0);
        for (place, eight) in (0..BLOCK).step_by(8).zip(bytes.chunks_exact(8)) {
            let word = eight.try_into().map_or(0, u64::from_le_bytes);
            core |= highest_bits(core_bits(word)) << place;
            all |= word;
        }
        if all & each(0x80) != 0 {
            for (place, eight) in (0..BLOCK).step_by(8).zip(bytes.chunks_exact(8)) {
                beyond |= highest_bits(eight.try_into().map_or(0, u64::from_le_bytes)) << place;
            }
        }
        Block { start, core, beyond }
    }
}

/// The highest bit of each of eight bytes, the first lowest: the product puts all of them into the last byte.
#[inline]
const fn highest_bits(word: u64) -> u64 {
    ((word & each(0x80)) >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}

/// The highest bit of each byte that is an ASCII letter, a digit or an underscore; other bits are arbitrary. Eight bytes at once:
/// adding `0x80 - n` to a byte below `0x80` sets its highest bit if it is at least `n`, and never touches the next.
#[inline]
const fn core_bits(word: u64) -> u64 {
    let low = word & each(0x7F);
    let folded = low | each(0x20);
    let letter = (folded + each(0x80 - b'a')) & !(folded + each(0x80 - b'z' - 1));
    let digit = (low + each(0x80 - b'0')) & !(low + each(0x80 - b'9' - 1));
    let underscore = !((low ^ each(b'_')) + each(0x7F));
    (letter | digit | underscore) & !word
}

/// A word of eight equal bytes.
const fn each(byte: u8) -> u64 {
    u64::from_le_bytes([byte; 8])
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn found(text: &str) -> Vec<(usize, &str)> {
        let mut boundaries = Boundaries::of(text);
        std::iter::from_fn(|| boundaries.next())
            .map(|token| {
                let word = &text[token.start..token.end];
                assert_eq!(token.head, head(word), "{word:?}");
                (token.start, word)
            })
            .collect()
    }

    fn expected(text: &str) -> Vec<(usize, &str)> {
        text.unicode_word_indices().collect()
    }

    #[test]
    fn every_byte_is_classed_alike_in_the_table_and_in_the_words_of_eight() {
        for byte in 0..=255 {
            let core = CLASS[usize::from(byte)] & CORE != 0;
            assert_eq!(core_bits(each(byte)) & each(0x80) == each(0x80), core, "{byte}");
        }
    }

    #[test]
    fn words_are_those_of_the_standard() {
        let cases = [
            "can't won’t e.g. 3.14 1,000;2 a:b a.1 1.a _x_ __ a_.b 'quoted' x''y",
            "a long word: internationalisation0123456789.of.sorts_and.more and more",
            "  \u{345} -\u{345} '\u{345} \n\u{345} a\u{345}",
            "naïve cafe\u{301}'s a.\u{301}b a\u{301}.b .é 'é é' é's",
            "ΟΔΟΣ ΟΔΥΣΣΕΥΣ. İstanbul ıl ŴYN мост вода, мосты",
            "ภาษาไทย 水の流れ カタカナ_a 한국어 שלום ש\"ל ש'",
            "👩\u{200D}👩\u{200D}👧 🇬🇧🇫🇷🇬 a👍b ☎\u{FE0F} 1\u{FE0F}\u{20E3}",
            "soft\u{AD}hyphen zero\u{200B}width word\u{2060}joiner \u{FEFF}bom\u{0}nul",
            "exactly16letters seventeen_letters sixteen_letters' é",
        ];
        for text in cases {
            for start in text.char_indices().map(|(start, _)| start) {
                let text = &text[start..];
                assert_eq!(found(text), expected(text), "{text:?}");
            }
        }
    }

    proptest! {
        #[test]
        fn words_of_any_text_are_those_of_the_standard(
            any in any::<String>(),
            ascii in "[ -~\t\r\n]{0,80}",
            mixed in "([a-zA-Z0-9_'.:,; ]|[\u{301}\u{345}\u{200D}\u{AD}éßıİΣ水カ🇬👩\u{FE0F}אה\"’‐]){0,60}",
        ) {
            for text in [&any, &ascii, &mixed] {
                prop_assert_eq!(found(text), expected(text));
                // The standard's library has a way of its own for ASCII: both must agree with ours.
                let beyond = format!("{text} é");
                prop_assert_eq!(found(&beyond), expected(&beyond));
            }
        }
    }
}
