//! Words made up by rule, and the chance by which they are drawn: of both kinds of made-up texts.

/// Words between the content words, in turn by chance.
pub(super) const FUNCTION_WORDS: [&str; 12] =
    ["the", "of", "and", "to", "in", "a", "for", "is", "that", "with", "we", "are"];
const SYLLABLES: [&str; 20] = [
    "ba", "cor", "di", "fen", "gal", "hu", "jor", "kel", "li", "mar", "ne", "pol", "ri", "sen", "tam", "ul",
    "ves", "wi", "yar", "zo",
];

/// The word of a rank: its digits to the base 20, as syllables.
pub(super) fn push_word(text: &mut String, rank: u64) {
    let mut rest = rank.saturating_add(SYLLABLES.len() as u64);
    while rest > 0 {
        text.push_str(SYLLABLES[(rest % 20) as usize]);
        rest /= 20;
    }
}

/// SplitMix64 (Steele, Lea & Flood, OOPSLA 2014): the texts must not change with a dependency.
pub(super) struct SplitMix(pub(super) u64);

impl SplitMix {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(super) fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    pub(super) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}
