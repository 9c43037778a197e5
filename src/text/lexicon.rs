//! The memo of an analyser over one collection: each distinct word is read once.

use super::analyser::{Analyser, Reading};
use super::boundaries::{Head, head};
use super::strings::Strings;
use super::table::{Seen, WordTable};

/// What a word of a [`Lexicon`] counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A stop word; `joins` as in [`Reading::Stop`].
    Stop { joins: bool },
    /// Nothing.
    Dropped,
    /// A term, by the number of its form in the lexicon.
    Term(u32),
}

/// A [`Meaning`] in one number, as it lies in a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Code(pub(crate) u32);

impl Code {
    pub(crate) const DROPPED: Code = Code(u32::MAX - 1);
    pub(crate) const STOP: Code = Code(u32::MAX - 2);
    pub(crate) const JOINS: Code = Code(u32::MAX - 3);

    /// Whether it is a term.
    #[inline]
    pub(crate) fn is_term(self) -> bool {
        self.0 < Code::JOINS.0
    }

    /// The meaning.
    #[inline]
    pub(crate) fn meaning(self) -> Meaning {
        match self {
            code @ Code(number) if code.is_term() => Meaning::Term(number),
            Code::DROPPED => Meaning::Dropped,
            code => Meaning::Stop { joins: code == Code::JOINS },
        }
    }
}

/// The distinct words of some texts, and what they count as.
///
/// A *form* is a word that counts as a term, as it stands in the text. Numbers of forms and terms are those of first
/// occurrence, so they depend on the order of reading: they are never shown, and are replaced by sorted ids when a
/// vocabulary is finished.
pub(crate) struct Lexicon<'a> {
    analyser: &'a Analyser,
    codes: WordTable,
    forms: Strings,
    /// The term of each form.
    term_of: Vec<u32>,
    by_stem: WordTable,
    stems: Strings,
}

impl<'a> Lexicon<'a> {
    pub(crate) fn new(analyser: &'a Analyser) -> Self {
        Lexicon {
            analyser,
            codes: WordTable::default(),
            forms: Strings::default(),
            term_of: Vec::new(),
            by_stem: WordTable::default(),
            stems: Strings::default(),
        }
    }

    /// The meaning of a word.
    pub(crate) fn meaning(&mut self, word: &str) -> Meaning {
        self.code(word, head(word)).meaning()
    }

    /// The code of a word that begins with `head`.
    #[inline(always)]
    pub(crate) fn code(&mut self, word: &str, head: Head) -> Code {
        match self.codes.get(word, head) {
            Some(code) => Code(code),
            None => self.read(word),
        }
    }

    /// The words that were read, for a [`Batch`](super::table::Batch).
    pub(crate) fn codes(&self) -> &WordTable {
        &self.codes
    }

    /// The code of a word of `text` that a batch has met.
    #[inline(always)]
    pub(crate) fn code_of(&mut self, text: &str, seen: &Seen) -> Code {
        match seen.number(text, &self.codes) {
            Some(code) => Code(code),
            None => self.read(&text[seen.token.start..seen.token.end]),
        }
    }

    #[cold]
    fn read(&mut self, word: &str) -> Code {
        let code = self.read_in_lower_case(word).unwrap_or_else(|| self.read_as_it_stands(word));
        self.codes.insert(word, code.0);
        code
    }

    /// What a word with capitals counts as, if the same word without them was read.
    fn read_in_lower_case(&mut self, word: &str) -> Option<Code> {
        if !word.is_ascii() || !word.bytes().any(|byte| byte.is_ascii_uppercase()) {
            return None;
        }
        let code = Code(self.codes.find(&word.to_ascii_lowercase())?);
        let Meaning::Term(form) = code.meaning() else { return Some(code) };
        self.term_of.push(self.term_of[form as usize]);
        Some(Code(self.forms.push(word)))
    }

    fn read_as_it_stands(&mut self, word: &str) -> Code {
        match self.analyser.read(word) {
            Reading::Stop { joins: true } => Code::JOINS,
            Reading::Stop { joins: false } => Code::STOP,
            Reading::Dropped => Code::DROPPED,
            Reading::Term(stem) => self.new_form(word, &stem),
        }
    }

    fn new_form(&mut self, word: &str, stem: &str) -> Code {
        let term = self.by_stem.find(stem).unwrap_or_else(|| {
            let term = self.stems.push(stem);
            self.by_stem.insert(stem, term);
            term
        });
        self.term_of.push(term);
        Code(self.forms.push(word))
    }

    /// Takes over the forms of a lexicon of the same analyser: the number that each of them has here, by its number there.
    pub(crate) fn adopt(&mut self, other: &Lexicon<'_>) -> Vec<u32> {
        let adopt = |(word, &term): (&str, &u32)| {
            self.codes.find(word).unwrap_or_else(|| {
                let code = self.new_form(word, other.stems.get(term));
                self.codes.insert(word, code.0);
                code.0
            })
        };
        other.forms.iter().zip(&other.term_of).map(adopt).collect()
    }

    /// The forms, by number.
    pub(crate) fn forms(&self) -> &Strings {
        &self.forms
    }

    /// The number of the term of each form.
    pub(crate) fn term_of(&self) -> &[u32] {
        &self.term_of
    }

    /// The stems of the terms, by number.
    pub(crate) fn stems(&self) -> &Strings {
        &self.stems
    }

    /// The stem of a form.
    pub(crate) fn stem(&self, form: u32) -> &str {
        self.stems.get(self.term_of[form as usize])
    }

    /// What is worth keeping when the counting is over.
    pub(crate) fn into_remembered(self) -> Remembered {
        Remembered { codes: self.codes, term_of: self.term_of, stems: self.stems }
    }
}

/// The words that a lexicon has read, so that they need not be read again.
pub(crate) struct Remembered {
    codes: WordTable,
    term_of: Vec<u32>,
    stems: Strings,
}

impl Remembered {
    /// The codes of the words, with terms by the numbers that `number` gives to stems.
    pub(crate) fn numbered(self, number: impl Fn(&str) -> Code) -> WordTable {
        let of_term: Vec<Code> = self.stems.iter().map(number).collect();
        let mut codes = self.codes;
        codes.renumber(|code| match Code(code).meaning() {
            Meaning::Term(form) => of_term[self.term_of[form as usize] as usize].0,
            _ => code,
        });
        codes
    }
}
