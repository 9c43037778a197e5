//! Which words and phrases are frequent enough to be kept.

use std::ops::Range;

use rayon::prelude::*;

use super::occurrences::Occurrences;
use super::pairs::{PairTable, Sketch};
use super::vocabulary::VocabularySettings;
use crate::text::Lexicon;

/// No number.
pub(super) const NONE: u32 = u32::MAX;

/// How frequent words and phrases are. Words have the numbers of the lexicon's terms, phrases those of first occurrence.
pub(super) struct Frequent {
    /// In how many rows each word occurs.
    pub(super) word_df: Vec<u32>,
    pub(super) keeps_word: Vec<bool>,
    /// The two words of each phrase that may be frequent, and in how many rows it occurs.
    pub(super) phrases: Vec<(u32, u32)>,
    pub(super) phrase_df: Vec<u32>,
    pub(super) keeps_phrase: Vec<bool>,
    /// How often each form occurs.
    pub(super) form_counts: Vec<u64>,
    /// The rows in runs that threads work on.
    pub(super) pieces: Vec<Piece>,
}

/// The phrases of a run of rows.
pub(super) struct Piece {
    pub(super) rows: Range<usize>,
    /// The place of the first form.
    start: usize,
    /// The pair that ends at each place, by its number in the piece: [`NONE`] if it ends no phrase that may be frequent.
    /// Empty if there are no phrases.
    pairs: Vec<u32>,
    /// The phrase of each pair.
    pub(super) phrases: Vec<u32>,
}

impl Piece {
    /// The pairs that end at these places.
    pub(super) fn pairs_in(&self, places: Range<usize>) -> &[u32] {
        self.pairs.get(places.start - self.start..places.end - self.start).unwrap_or(&[])
    }
}

impl Frequent {
    pub(super) fn of(lexicon: &Lexicon<'_>, rows: &Occurrences, settings: &VocabularySettings) -> Self {
        let (term_of, terms) = (lexicon.term_of(), lexicon.stems().len());
        let runs = rows.cut(rayon::current_num_threads());
        let words: Vec<Words> = runs.par_iter().map(|run| Words::of(rows, run, term_of, terms)).collect();
        let words = words.into_iter().reduce(Words::plus);
        let Words { df: word_df, form_counts } = words.unwrap_or_default();
        let keeps = |df: u32, is_phrase: bool| settings.keeps(df, rows.rows(), is_phrase);

        let mut frequent = Frequent {
            keeps_word: word_df.iter().map(|&df| keeps(df, false)).collect(),
            word_df,
            phrases: Vec::new(),
            phrase_df: Vec::new(),
            keeps_phrase: Vec::new(),
            form_counts,
            pieces: Vec::new(),
        };
        frequent.find_phrases(rows, runs, term_of, settings.phrase_min_df);
        frequent.keeps_phrase = frequent.phrase_df.iter().map(|&df| keeps(df, true)).collect();
        frequent
    }

    fn find_phrases(&mut self, rows: &Occurrences, runs: Vec<Range<usize>>, term_of: &[u32], least: u32) {
        // A phrase is no more frequent than the rarer of its words.
        let by_form: Vec<u32> = term_of
            .iter()
            .map(|&term| if self.word_df[term as usize] >= least { term } else { NONE })
            .collect();
        let pair = |place: usize| {
            let is_pair = rows.ends_phrase(place);
            let (first, second) = if is_pair {
                (by_form[rows.forms[place - 1] as usize], by_form[rows.forms[place] as usize])
            } else {
                (NONE, NONE)
            };
            (first != NONE && second != NONE).then_some((first, second))
        };
        let sketches = runs.par_iter().map(|run| {
            let mut sketch = Sketch::new(rows.gaps.len());
            rows.places(run).filter_map(pair).for_each(|(first, second)| sketch.add(first, second));
            sketch
        });
        let sketch = sketches.collect::<Vec<_>>().into_iter().reduce(Sketch::plus);
        let Some(sketch) = sketch else { return };
        let may_be = |&(first, second): &(u32, u32)| sketch.may_reach(first, second, least);

        let found = runs.into_par_iter().map(|run| {
            let (mut table, mut df, mut last_row) = (PairTable::new(), Vec::new(), Vec::new());
            let mut pairs =
                Vec::with_capacity(if rows.gaps.is_empty() { 0 } else { rows.places(&run).len() });
            for row in run.clone().filter(|_| !rows.gaps.is_empty()) {
                for place in rows.row(row) {
                    let Some((first, second)) = pair(place).filter(may_be) else {
                        pairs.push(NONE);
                        continue;
                    };
                    let number = table.number(first, second) as usize;
                    if number == df.len() {
                        df.push(0);
                        last_row.push(usize::MAX);
                    }
                    if last_row[number] != row {
                        last_row[number] = row;
                        df[number] += 1u32;
                    }
                    pairs.push(number as u32);
                }
            }
            let piece = Piece { start: rows.places(&run).start, rows: run, pairs, phrases: Vec::new() };
            (piece, table, df)
        });
        let found: Vec<(Piece, PairTable, Vec<u32>)> = found.collect();

        let mut all = PairTable::new();
        for (mut piece, table, df) in found {
            if all.iter().len() == 0 {
                piece.phrases = (0..df.len() as u32).collect();
                (all, self.phrase_df) = (table, df);
            } else {
                for ((first, second), df) in table.iter().zip(df) {
                    let number = all.number(first, second);
                    piece.phrases.push(number);
                    self.phrase_df.resize(all.iter().len(), 0);
                    self.phrase_df[number as usize] += df;
                }
            }
            self.pieces.push(piece);
        }
        self.phrases = all.iter().collect();
    }
}

/// How frequent words are.
#[derive(Default)]
struct Words {
    df: Vec<u32>,
    form_counts: Vec<u64>,
}

impl Words {
    fn of(rows: &Occurrences, run: &Range<usize>, term_of: &[u32], terms: usize) -> Self {
        let (mut df, mut last_row) = (vec![0; terms], vec![usize::MAX; terms]);
        let mut form_counts = vec![0; term_of.len()];
        for row in run.clone() {
            for &form in &rows.forms[rows.row(row)] {
                form_counts[form as usize] += 1;
                let term = term_of[form as usize] as usize;
                if last_row[term] != row {
                    last_row[term] = row;
                    df[term] += 1;
                }
            }
        }
        Words { df, form_counts }
    }

    fn plus(mut self, other: Words) -> Self {
        self.df.iter_mut().zip(other.df).for_each(|(df, more)| *df += more);
        self.form_counts.iter_mut().zip(other.form_counts).for_each(|(count, more)| *count += more);
        self
    }
}
