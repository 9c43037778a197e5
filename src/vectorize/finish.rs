//! The end of counting: which terms are kept, under which ids, and the matrix of their counts.

use std::ops::Range;

use rayon::prelude::*;

use super::csr::CsrMatrix;
use super::frequent::{Frequent, NONE};
use super::occurrences::Occurrences;
use super::surface::best_of;
use super::surfaces::Forms;
use super::tally::Tally;
use super::vocabulary::{Term, Vocabulary, VocabularySettings};
use crate::error::{Error, Result};
use crate::text::{Lexicon, PhraseFinder};

/// The vocabulary of what occurs in `rows`, and the counts in its columns.
pub(super) fn finish(
    lexicon: &Lexicon<'_>,
    finder: Option<&PhraseFinder>,
    rows: &Occurrences,
    settings: &VocabularySettings,
) -> Result<(Vocabulary, CsrMatrix)> {
    settings.check()?;
    let frequent = Frequent::of(lexicon, rows, settings);
    let kept = Kept::of(lexicon, &frequent);
    if kept.columns.is_empty() {
        let VocabularySettings { min_df, max_df, .. } = *settings;
        return Err(Error::EmptyVocabulary { rows: rows.rows(), min_df, max_df });
    }
    let by_form = kept.by_form(lexicon);
    let matrix = matrix(rows, &by_form, &kept, &frequent);
    let forms = Forms::of(lexicon, finder, rows, &frequent, &kept, &by_form);
    let surfaces = forms.told(|forms| best_of(&forms));
    let terms = kept.terms(lexicon, &frequent).zip(surfaces);
    let terms = terms.map(|((key, df), surface)| Term { key, surface, df });
    Ok((Vocabulary::new(terms.collect(), rows.rows()), matrix))
}

/// A term, in how many rows it occurs, and how often in each form.
pub(super) type Counted = (String, u32, Vec<(String, u64)>);

/// All terms that occur in `rows`, in the order of their keys.
pub(super) fn all_terms(
    lexicon: &Lexicon<'_>,
    finder: Option<&PhraseFinder>,
    rows: &Occurrences,
) -> Vec<Counted> {
    let all = VocabularySettings { min_df: 1, phrase_min_df: 1, max_df: 1.0 };
    let frequent = Frequent::of(lexicon, rows, &all);
    let kept = Kept::of(lexicon, &frequent);
    let forms = Forms::of(lexicon, finder, rows, &frequent, &kept, &kept.by_form(lexicon));
    let forms =
        forms.told(|forms| forms.into_iter().map(|(form, count)| (form.into_owned(), count)).collect());
    kept.terms(lexicon, &frequent).zip(forms).map(|((key, df), forms)| (key, df, forms)).collect()
}

/// What is counted in a column: a word or a phrase, by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Word(u32),
    Phrase(u32),
}

/// The columns, in the order of their terms' keys.
pub(super) struct Kept {
    pub(super) columns: Vec<Column>,
    /// The column of each word, and of each phrase: [`NONE`] if it is not kept.
    pub(super) of_word: Vec<u32>,
    pub(super) of_phrase: Vec<u32>,
}

impl Kept {
    fn of(lexicon: &Lexicon<'_>, frequent: &Frequent) -> Self {
        let rank = ranks(lexicon, frequent);
        // A key sorts by its first stem, then a word before its phrases, then by the second stem: the space between is
        // less than any character of a stem.
        let place = |first: u32, second: u32| u64::from(rank[first as usize]) << 32 | u64::from(second);
        let words = (0u32..).zip(&frequent.keeps_word).filter(|&(_, &kept)| kept);
        let words = words.map(|(word, _)| (place(word, 0), Column::Word(word)));
        let phrases = (0u32..).zip(&frequent.phrases).filter(|&(n, _)| frequent.keeps_phrase[n as usize]);
        let phrases = phrases.map(|(n, &(a, b))| (place(a, rank[b as usize] + 1), Column::Phrase(n)));
        let mut sorted: Vec<(u64, Column)> = words.chain(phrases).collect();
        sorted.par_sort_unstable_by_key(|&(place, _)| place);

        let columns: Vec<Column> = sorted.into_iter().map(|(_, column)| column).collect();
        let mut of_word = vec![NONE; frequent.word_df.len()];
        let mut of_phrase = vec![NONE; frequent.phrases.len()];
        for (&column, id) in columns.iter().zip(0..) {
            match column {
                Column::Word(word) => of_word[word as usize] = id,
                Column::Phrase(phrase) => of_phrase[phrase as usize] = id,
            }
        }
        Kept { columns, of_word, of_phrase }
    }

    /// The column of each form's word.
    fn by_form(&self, lexicon: &Lexicon<'_>) -> Vec<u32> {
        lexicon.term_of().iter().map(|&term| self.of_word[term as usize]).collect()
    }

    /// The key of each column, and in how many rows it occurs.
    fn terms(&self, lexicon: &Lexicon<'_>, frequent: &Frequent) -> impl Iterator<Item = (String, u32)> {
        let stem = |term: u32| lexicon.stems().get(term);
        self.columns.iter().map(move |&column| match column {
            Column::Word(word) => (stem(word).to_owned(), frequent.word_df[word as usize]),
            Column::Phrase(phrase) => {
                let (first, second) = frequent.phrases[phrase as usize];
                ([stem(first), stem(second)].join(" "), frequent.phrase_df[phrase as usize])
            }
        })
    }
}

/// The places of the stems that are kept, alone or in a phrase, in the order of the stems.
fn ranks(lexicon: &Lexicon<'_>, frequent: &Frequent) -> Vec<u32> {
    let mut needed = frequent.keeps_word.clone();
    for (&(first, second), _) in
        frequent.phrases.iter().zip(&frequent.keeps_phrase).filter(|&(_, &kept)| kept)
    {
        needed[first as usize] = true;
        needed[second as usize] = true;
    }
    let needed = (0u32..).zip(needed).filter(|&(_, needed)| needed);
    let mut sorted: Vec<(u64, &str, u32)> = needed
        .map(|(term, _)| {
            let stem = lexicon.stems().get(term);
            (beginning(stem), stem, term)
        })
        .collect();
    sorted.par_sort_unstable();
    let mut rank = vec![NONE; frequent.word_df.len()];
    sorted.iter().zip(0..).for_each(|(&(_, _, term), place)| rank[term as usize] = place);
    rank
}

/// The first eight bytes as a number that sorts as they do; most stems differ there already.
fn beginning(stem: &str) -> u64 {
    let mut eight = [0; 8];
    let length = stem.len().min(8);
    eight[..length].copy_from_slice(&stem.as_bytes()[..length]);
    u64::from_be_bytes(eight)
}

fn matrix(rows: &Occurrences, by_form: &[u32], kept: &Kept, frequent: &Frequent) -> CsrMatrix {
    let cols = kept.columns.len();
    let piece = |piece: &super::frequent::Piece| {
        let of_pair: Vec<u32> = piece.phrases.iter().map(|&phrase| kept.of_phrase[phrase as usize]).collect();
        let (mut matrix, mut tally) = (CsrMatrix::new(cols), Tally::new(piece.rows.len(), cols));
        let mut columns = Vec::new();
        for row in piece.rows.clone() {
            let places: Range<usize> = rows.row(row);
            columns.clear();
            columns.extend(
                rows.forms[places.clone()].iter().map(|&form| by_form[form as usize]).filter(|&c| c != NONE),
            );
            let pairs = piece.pairs_in(places).iter().filter(|&&pair| pair != NONE);
            columns.extend(pairs.map(|&pair| of_pair[pair as usize]).filter(|&c| c != NONE));
            matrix.push_counts(&mut columns, &mut tally);
        }
        matrix
    };
    CsrMatrix::stacked(cols, frequent.pieces.par_iter().map(piece).collect())
}
