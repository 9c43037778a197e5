//! The English stemmer of Snowball, Porter2 (Porter 2001, snowballstem.org/algorithms/english/stemmer.html), for words
//! of small Latin letters, which nearly all are.
//!
//! `rust-stemmers` has the same rules as they were generated for any text, character by character, and takes a tenth of the
//! time of reading new texts. This way works on bytes in place and says the same, which the tests hold against it.

/// Longer words are left to the other way.
const LONGEST: usize = 40;

/// The stem of a word; none if the word is not one of small Latin letters, or is very long.
pub(super) fn stem(word: &str) -> Option<Stem> {
    let length = word.len();
    if length > LONGEST || !word.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return None;
    }
    let mut letters = [0; LONGEST + 1];
    letters[..length].copy_from_slice(word.as_bytes());
    let mut stem = Stem { letters, length, first: 0, second: 0 };
    stem.reduce();
    Some(stem)
}

/// A word on the way to its stem. A y that is a consonant is written Y until the end.
pub(super) struct Stem {
    letters: [u8; LONGEST + 1],
    length: usize,
    /// Where the regions R1 and R2 begin: after the first consonant that follows a vowel, and again from there.
    first: usize,
    second: usize,
}

impl Stem {
    /// The letters.
    pub(super) fn as_str(&self) -> &str {
        std::str::from_utf8(self.word()).unwrap_or_default()
    }

    fn word(&self) -> &[u8] {
        &self.letters[..self.length]
    }

    fn reduce(&mut self) {
        if let Some(stem) = exception(self.word()) {
            return self.replace(0, stem);
        }
        if self.length < 3 {
            return;
        }
        self.mark_consonants();
        self.mark_regions();
        self.drop_plural();
        if !STAYS_AFTER_PLURAL.contains(&self.word()) {
            self.drop_past_and_gerund();
            self.turn_y();
            self.shorten_double_suffix();
            self.shorten_suffix();
            self.drop_suffix();
            self.drop_e_or_l();
        }
        self.letters[..self.length].make_ascii_lowercase();
    }

    /// Puts letters in the place of all from `from` on.
    fn replace(&mut self, from: usize, by: &[u8]) {
        self.letters[from..from + by.len()].copy_from_slice(by);
        self.length = from + by.len();
    }

    fn is_vowel(&self, at: usize) -> bool {
        matches!(self.letters[at], b'a' | b'e' | b'i' | b'o' | b'u' | b'y')
    }

    /// Where one of these suffixes begins, and which it is: the first that the word ends with, so longer ones stand first.
    fn ends_with<const N: usize>(&self, suffixes: [&'static str; N]) -> Option<(usize, &'static str)> {
        let found = suffixes.into_iter().find(|suffix| self.word().ends_with(suffix.as_bytes()))?;
        Some((self.length - found.len(), found))
    }

    fn mark_consonants(&mut self) {
        for at in 0..self.length {
            if self.letters[at] == b'y' && (at == 0 || self.is_vowel(at - 1)) {
                self.letters[at] = b'Y';
            }
        }
    }

    fn mark_regions(&mut self) {
        let prefix = ["arsen", "commun", "gener"].iter().find(|p| self.word().starts_with(p.as_bytes()));
        self.first = prefix.map_or_else(|| self.region_after(0), |prefix| prefix.len());
        self.second = self.region_after(self.first);
    }

    /// The place after the first consonant behind a vowel, from `from` on.
    fn region_after(&self, from: usize) -> usize {
        let vowel = (from..self.length).find(|&at| self.is_vowel(at));
        let consonant = vowel.and_then(|vowel| (vowel + 1..self.length).find(|&at| !self.is_vowel(at)));
        consonant.map_or(self.length, |at| at + 1)
    }

    /// Whether the letters before `end` close with a short syllable.
    fn is_short_before(&self, end: usize) -> bool {
        let consonant = |at: usize| !self.is_vowel(at);
        match end {
            0 | 1 => false,
            2 => self.is_vowel(0) && consonant(1),
            _ => {
                consonant(end - 3)
                    && self.is_vowel(end - 2)
                    && consonant(end - 1)
                    && !matches!(self.letters[end - 1], b'w' | b'x' | b'Y')
            }
        }
    }

    /// Step 1a.
    fn drop_plural(&mut self) {
        match self.ends_with(["sses", "ied", "ies", "us", "ss", "s"]) {
            Some((at, "sses")) => self.replace(at, b"ss"),
            Some((at, "ied" | "ies")) => self.replace(at, if at > 1 { b"i" } else { b"ie" }),
            Some((at, "s")) if (0..at.saturating_sub(1)).any(|at| self.is_vowel(at)) => self.length = at,
            _ => {}
        }
    }

    /// Step 1b.
    fn drop_past_and_gerund(&mut self) {
        let Some((at, suffix)) = self.ends_with(["eedly", "ingly", "edly", "eed", "ing", "ed"]) else {
            return;
        };
        if suffix.starts_with("eed") {
            if at >= self.first {
                self.replace(at, b"ee");
            }
            return;
        }
        if !(0..at).any(|at| self.is_vowel(at)) {
            return;
        }
        self.length = at;
        match *self.word() {
            [.., b'a', b't'] | [.., b'b', b'l'] | [.., b'i', b'z'] => self.replace(at, b"e"),
            [.., a, b] if a == b && b"bdfgmnprt".contains(&a) => self.length = at - 1,
            _ if at == self.first && self.is_short_before(at) => self.replace(at, b"e"),
            _ => {}
        }
    }

    /// Step 1c.
    fn turn_y(&mut self) {
        let last = self.length.saturating_sub(1);
        if last >= 2 && matches!(self.letters[last], b'y' | b'Y') && !self.is_vowel(last - 1) {
            self.letters[last] = b'i';
        }
    }

    /// Step 2.
    fn shorten_double_suffix(&mut self) {
        // Most words end with a letter that no suffix has.
        let found = match self.word().last() {
            Some(b'i') => self.ends_with([
                "biliti", "lessli", "entli", "aliti", "iviti", "ousli", "fulli", "abli", "alli", "anci",
                "enci", "bli", "ogi", "li",
            ]),
            Some(b'l') => self.ends_with(["ational", "tional"]),
            Some(b'm') => self.ends_with(["alism"]),
            Some(b'n') => self.ends_with(["ization", "ation"]),
            Some(b'r') => self.ends_with(["izer", "ator"]),
            Some(b's') => self.ends_with(["iveness", "fulness", "ousness"]),
            _ => None,
        };
        let Some((at, suffix)) = found.filter(|&(at, _)| at >= self.first) else { return };
        let by: &[u8] = match suffix {
            "tional" => b"tion",
            "enci" => b"ence",
            "anci" => b"ance",
            "abli" => b"able",
            "entli" => b"ent",
            "izer" | "ization" => b"ize",
            "ational" | "ation" | "ator" => b"ate",
            "alism" | "aliti" | "alli" => b"al",
            "fulness" | "fulli" => b"ful",
            "ousli" | "ousness" => b"ous",
            "iveness" | "iviti" => b"ive",
            "biliti" | "bli" => b"ble",
            "lessli" => b"less",
            "ogi" if self.letters[..at].ends_with(b"l") => b"og",
            "li" if at > 0 && b"cdeghkmnrt".contains(&self.letters[at - 1]) => b"",
            _ => return,
        };
        self.replace(at, by);
    }

    /// Step 3.
    fn shorten_suffix(&mut self) {
        let found = match self.word().last() {
            Some(b'e') => self.ends_with(["alize", "icate", "ative"]),
            Some(b'i') => self.ends_with(["iciti"]),
            Some(b'l') => self.ends_with(["ational", "tional", "ical", "ful"]),
            Some(b's') => self.ends_with(["ness"]),
            _ => None,
        };
        let Some((at, suffix)) = found.filter(|&(at, _)| at >= self.first) else { return };
        let by: &[u8] = match suffix {
            "tional" => b"tion",
            "ational" => b"ate",
            "alize" => b"al",
            "icate" | "iciti" | "ical" => b"ic",
            "ful" | "ness" => b"",
            "ative" if at >= self.second => b"",
            _ => return,
        };
        self.replace(at, by);
    }

    /// Step 4.
    fn drop_suffix(&mut self) {
        let found = match self.word().last() {
            Some(b'c') => self.ends_with(["ic"]),
            Some(b'e') => self.ends_with(["ance", "ence", "able", "ible", "ate", "ive", "ize"]),
            Some(b'i') => self.ends_with(["iti"]),
            Some(b'l') => self.ends_with(["al"]),
            Some(b'm') => self.ends_with(["ism"]),
            Some(b'n') => self.ends_with(["ion"]),
            Some(b'r') => self.ends_with(["er"]),
            Some(b's') => self.ends_with(["ous"]),
            Some(b't') => self.ends_with(["ement", "ment", "ant", "ent"]),
            _ => None,
        };
        let Some((at, suffix)) = found.filter(|&(at, _)| at >= self.second) else { return };
        if suffix != "ion" || matches!(self.letters[..at].last(), Some(b's' | b't')) {
            self.length = at;
        }
    }

    /// Step 5.
    fn drop_e_or_l(&mut self) {
        let last = self.length.saturating_sub(1);
        let goes = match *self.word() {
            [.., b'e'] => last >= self.second || last >= self.first && !self.is_short_before(last),
            [.., b'l', b'l'] => last >= self.second,
            _ => false,
        };
        if goes {
            self.length = last;
        }
    }
}

/// Words with a stem of their own.
fn exception(word: &[u8]) -> Option<&'static [u8]> {
    if !(3..=6).contains(&word.len()) {
        return None;
    }
    let stem: &str = match word {
        b"skis" => "ski",
        b"skies" | b"sky" => "sky",
        b"dying" => "die",
        b"lying" => "lie",
        b"tying" => "tie",
        b"idly" => "idl",
        b"gently" => "gentl",
        b"ugly" => "ugli",
        b"early" => "earli",
        b"only" => "onli",
        b"singly" => "singl",
        b"news" => "news",
        b"howe" => "howe",
        b"atlas" => "atlas",
        b"cosmos" => "cosmos",
        b"bias" => "bias",
        b"andes" => "andes",
        _ => return None,
    };
    Some(stem.as_bytes())
}

/// Words that stay as they are once their plural is gone.
const STAYS_AFTER_PLURAL: [&[u8]; 8] =
    [b"inning", b"outing", b"canning", b"herring", b"earring", b"proceed", b"exceed", b"succeed"];

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_stemmers::{Algorithm, Stemmer};

    fn is_as_snowball_says(word: &str) {
        let expected = Stemmer::create(Algorithm::English).stem(word).into_owned();
        let found = stem(word).expect("small Latin letters");
        assert_eq!(found.as_str(), expected, "{word:?}");
    }

    const ENDINGS: [&str; 60] = [
        "", "s", "es", "sses", "ied", "ies", "us", "ss", "eedly", "ingly", "edly", "eed", "ing", "ed", "y",
        "yed", "ying", "ational", "tional", "enci", "anci", "abli", "entli", "izer", "ization", "ation",
        "ator", "alism", "aliti", "alli", "fulness", "ousli", "ousness", "iveness", "iviti", "biliti", "bli",
        "ogi", "logi", "fulli", "lessli", "li", "alize", "icate", "iciti", "ical", "ful", "ness", "ative",
        "ance", "ence", "able", "ement", "ment", "ent", "sion", "ion", "ism", "e", "l",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4096))]

        #[test]
        fn stems_are_those_of_snowball(
            any in "[a-z]{0,12}",
            narrow in "[aeytsnl]{0,9}",
            begun in "(gener|commun|arsen|inn|out|cann|herr|earr|proc|exc|succ|sk|d|l|t|id|gent|ugl|earl|onl|singl)[a-z]{0,5}",
            endings in prop::collection::vec(prop::sample::select(&ENDINGS[..]), 1..4),
        ) {
            for word in [&any, &narrow, &begun] {
                is_as_snowball_says(word);
                let word = format!("{word}{}", endings.concat());
                is_as_snowball_says(&word[..word.len().min(LONGEST)]);
            }
        }
    }

    #[test]
    fn words_with_stems_of_their_own_have_those_of_snowball() {
        let words = [
            "skis",
            "skies",
            "sky",
            "dying",
            "lying",
            "tying",
            "idly",
            "gently",
            "ugly",
            "early",
            "only",
            "singly",
            "news",
            "howe",
            "atlas",
            "cosmos",
            "bias",
            "andes",
            "innings",
            "outing",
            "cannings",
            "herring",
            "earrings",
            "proceed",
            "exceeds",
            "succeed",
            "a",
            "ye",
            "say",
            "sayings",
            "yyy",
            "boyish",
            "hopping",
            "hoping",
            "hops",
            "gas",
            "kiwis",
            "ties",
            "tied",
            "cries",
            "by",
            "cry",
            "enjoy",
            "generate",
            "communism",
            "arsenal",
            "controll",
            "roll",
            "probate",
        ];
        words.into_iter().for_each(is_as_snowball_says);
    }

    #[test]
    fn what_is_no_word_of_small_letters_is_left_to_the_other_way() {
        for word in ["Bus", "o'neil", "naïve", "covid19", &"a".repeat(LONGEST + 1)] {
            assert!(stem(word).is_none(), "{word:?}");
        }
    }
}
