//! What a fitted vocabulary knows, laid out for reading text.

use std::sync::{Mutex, OnceLock, PoisonError};

use super::pairs::PairTable;
use super::vocabulary::Vocabulary;
use crate::text::{
    Analyser, Batch, Boundaries, Code, Meaning, NO_PHRASE, PhraseFinder, Reading, Remembered, Seen, Token,
    WordTable,
};

/// From words and pairs of words to columns.
///
/// Stems have numbers: that of a term is its column, those that only occur in phrases have numbers from `columns` on.
pub(super) struct Lookup {
    columns: u32,
    stems: WordTable,
    /// Words that were read when the vocabulary was fitted.
    codes: WordTable,
    pairs: PairTable,
    /// The column of each pair.
    pair_columns: Vec<u32>,
}

impl Lookup {
    fn new(vocabulary: &Vocabulary, remembered: Option<Remembered>) -> Self {
        let columns = vocabulary.len() as u32;
        let (mut stems, mut next) = (WordTable::default(), columns);
        for (term, id) in vocabulary.terms().iter().zip(0..).filter(|(term, _)| !term.is_phrase()) {
            stems.insert(&term.key, id);
        }
        let (mut pairs, mut pair_columns) = (PairTable::new(), Vec::new());
        for (term, id) in vocabulary.terms().iter().zip(0..) {
            let Some((first, second)) = term.key.split_once(' ') else { continue };
            let [first, second] = [first, second].map(|stem| {
                stems.find(stem).unwrap_or_else(|| {
                    stems.insert(stem, next);
                    next += 1;
                    next - 1
                })
            });
            pairs.number(first, second);
            pair_columns.push(id);
        }
        let number = |stem: &str| stems.find(stem).map_or(Code::DROPPED, Code);
        let codes = remembered.map(|remembered| remembered.numbered(number)).unwrap_or_default();
        Lookup { columns, stems, codes, pairs, pair_columns }
    }

    fn read(&self, analyser: &Analyser, word: &str) -> Code {
        match analyser.read(word) {
            Reading::Stop { joins: true } => Code::JOINS,
            Reading::Stop { joins: false } => Code::STOP,
            Reading::Dropped => Code::DROPPED,
            // A word that the vocabulary does not know cannot be in a phrase that it knows, either.
            Reading::Term(stem) => self.stems.find(&stem).map_or(Code::DROPPED, Code),
        }
    }
}

/// A [`Lookup`] that is made when it is first needed.
#[derive(Default)]
pub(super) struct LazyLookup {
    made: OnceLock<Lookup>,
    remembered: Mutex<Option<Remembered>>,
}

impl LazyLookup {
    pub(super) fn new(remembered: Remembered) -> Self {
        LazyLookup { made: OnceLock::new(), remembered: Mutex::new(Some(remembered)) }
    }

    pub(super) fn get(&self, vocabulary: &Vocabulary) -> &Lookup {
        self.made.get_or_init(|| {
            let remembered = self.remembered.lock().unwrap_or_else(PoisonError::into_inner).take();
            Lookup::new(vocabulary, remembered)
        })
    }
}

/// Reads texts one after another, and remembers the words that it meets.
pub(super) struct Reader<'m> {
    analyser: &'m Analyser,
    lookup: &'m Lookup,
    finder: Option<PhraseFinder>,
    /// Words that the vocabulary was not fitted on.
    new: WordTable,
}

/// So many new words are remembered, then all are forgotten: a service reads for ever.
const MOST_NEW_WORDS: usize = 1 << 20;

impl<'m> Reader<'m> {
    pub(super) fn new(analyser: &'m Analyser, lookup: &'m Lookup) -> Self {
        let finder = analyser.settings().phrases.then(|| PhraseFinder::new(analyser));
        Reader { analyser, lookup, finder, new: WordTable::default() }
    }

    /// Adds the columns of the terms of `text` to `found`: words in order, each after the phrase that it ends.
    #[inline]
    pub(super) fn terms(&mut self, text: &str, found: &mut Vec<u32>) {
        let Some(mut finder) = self.finder.take() else { return self.words(text, found) };
        finder.start_text();
        let (lookup, mut last) = (self.lookup, 0);
        let (mut boundaries, mut batch) = (Boundaries::of(text), Batch::new());
        while batch.fill(&mut boundaries, &lookup.codes) {
            for seen in batch.words() {
                let meaning = self.code(text, &seen).meaning();
                let gap = finder.next(text, seen.token.start, seen.token.end, meaning);
                let Meaning::Term(stem) = meaning else { continue };
                if gap != NO_PHRASE
                    && let Some(pair) = lookup.pairs.get(last, stem)
                {
                    found.push(lookup.pair_columns[pair as usize]);
                }
                if stem < lookup.columns {
                    found.push(stem);
                }
                last = stem;
            }
        }
        self.finder = Some(finder);
    }

    /// Adds the columns of the words of `text` to `found`, in order, and no phrase.
    #[inline]
    pub(super) fn words(&mut self, text: &str, found: &mut Vec<u32>) {
        let lookup = self.lookup;
        let (mut boundaries, mut batch) = (Boundaries::of(text), Batch::new());
        while batch.fill(&mut boundaries, &lookup.codes) {
            for seen in batch.words() {
                let Code(number) = self.code(text, &seen);
                // What is no term has a number above all columns. Half of all words are none, by no pattern that a
                // processor could guess: taking them back is faster than asking first.
                found.push(number);
                found.truncate(found.len() - usize::from(number >= lookup.columns));
            }
        }
    }

    #[inline(always)]
    fn code(&mut self, text: &str, seen: &Seen) -> Code {
        match seen.number(text, &self.lookup.codes) {
            Some(code) => Code(code),
            None => self.new_code(&text[seen.token.start..seen.token.end], seen.token),
        }
    }

    #[cold]
    fn new_code(&mut self, word: &str, token: Token) -> Code {
        if let Some(code) = self.new.get(word, token.head) {
            return Code(code);
        }
        let code = self.lookup.read(self.analyser, word);
        if self.new.len() == MOST_NEW_WORDS {
            self.new = WordTable::default();
        }
        self.new.insert(word, code.0);
        code
    }
}
