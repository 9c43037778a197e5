//! The memo of an analyser over one collection: each distinct word is read once.

use foldhash::HashMap;

use super::analyser::{Analyser, Reading};

/// What a word of a [`Lexicon`] counts as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// A stop word; `joins` as in [`Reading::Stop`].
    Stop { joins: bool },
    /// Nothing.
    Dropped,
    /// The term with this number in the lexicon.
    Term(u32),
}

/// Distinct words, what they count as, and how often each form occurred.
///
/// Word and term numbers are those of first occurrence, so they depend on the order of reading:
/// they are never shown, and are replaced by sorted ids when a vocabulary is finished.
pub(crate) struct Lexicon<'a> {
    analyser: &'a Analyser,
    by_word: HashMap<Box<str>, u32>,
    by_term: HashMap<Box<str>, u32>,
    words: Vec<Form>,
    terms: Vec<Box<str>>,
}

/// A distinct word as it stands in the text.
pub(crate) struct Form {
    pub(crate) text: Box<str>,
    pub(crate) meaning: Meaning,
    pub(crate) count: u64,
}

impl<'a> Lexicon<'a> {
    pub(crate) fn new(analyser: &'a Analyser) -> Self {
        Lexicon {
            analyser,
            by_word: HashMap::default(),
            by_term: HashMap::default(),
            words: Vec::new(),
            terms: Vec::new(),
        }
    }

    /// Counts `count` occurrences of `word`; returns its number and its meaning.
    pub(crate) fn add(&mut self, word: &str, count: u64) -> (u32, Meaning) {
        if let Some(&number) = self.by_word.get(word) {
            let form = &mut self.words[number as usize];
            form.count += count;
            return (number, form.meaning);
        }
        let meaning = match self.analyser.read(word) {
            Reading::Stop { joins } => Meaning::Stop { joins },
            Reading::Dropped => Meaning::Dropped,
            Reading::Term(stem) => Meaning::Term(self.term(stem)),
        };
        let number = self.words.len() as u32;
        self.by_word.insert(word.into(), number);
        self.words.push(Form { text: word.into(), meaning, count });
        (number, meaning)
    }

    /// The number of a term, new or known.
    fn term(&mut self, stem: String) -> u32 {
        let next = self.terms.len() as u32;
        let stem = stem.into_boxed_str();
        *self.by_term.entry(stem).or_insert_with_key(|stem| {
            self.terms.push(stem.clone());
            next
        })
    }

    /// The distinct words, by number.
    pub(crate) fn words(&self) -> &[Form] {
        &self.words
    }

    /// The distinct terms, by number.
    pub(crate) fn terms(&self) -> &[Box<str>] {
        &self.terms
    }
}
