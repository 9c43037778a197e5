//! The forms in which the terms of a vocabulary occur: the most frequent one is what people are shown.

use std::borrow::Cow;

use rayon::prelude::*;

use super::finish::{Column, Kept};
use super::frequent::{Frequent, NONE};
use super::occurrences::Occurrences;
use crate::text::{Gap, Lexicon, PhraseFinder, display_form};

/// In which forms each term occurs, by column.
pub(super) struct Forms<'a> {
    lexicon: &'a Lexicon<'a>,
    finder: Option<&'a PhraseFinder>,
    rows: &'a Occurrences,
    frequent: &'a Frequent,
    kept: &'a Kept,
    /// The forms of words, …
    words: Grouped<u32>,
    /// … and the places where phrases end.
    phrases: Grouped<usize>,
}

impl<'a> Forms<'a> {
    pub(super) fn of(
        lexicon: &'a Lexicon<'a>,
        finder: Option<&'a PhraseFinder>,
        rows: &'a Occurrences,
        frequent: &'a Frequent,
        kept: &'a Kept,
        by_form: &[u32],
    ) -> Self {
        let forms = (0u32..).zip(by_form).map(|(form, &column)| (column, form));
        let words = Grouped::by_column(kept.columns.len(), || forms.clone());
        let phrases = || {
            frequent.pieces.iter().flat_map(|piece| {
                let places = rows.places(&piece.rows);
                let phrase = |pair: u32| piece.phrases.get(pair as usize);
                let column =
                    move |pair: u32| phrase(pair).map_or(NONE, |&phrase| kept.of_phrase[phrase as usize]);
                piece
                    .pairs_in(places.clone())
                    .iter()
                    .zip(places)
                    .map(move |(&pair, place)| (column(pair), place))
            })
        };
        let phrases = Grouped::by_column(kept.columns.len(), phrases);
        Forms { lexicon, finder, rows, frequent, kept, words, phrases }
    }

    /// What `tell` makes of the forms of each column and how often each occurs; a form may be there more than once.
    pub(super) fn told<T: Send>(&self, tell: impl Fn(Vec<(Cow<'_, str>, u64)>) -> T + Sync + Send) -> Vec<T> {
        let columns = (0..self.kept.columns.len()).into_par_iter().with_min_len(1024);
        columns.map(|column| tell(self.of_column(column))).collect()
    }

    fn of_column(&self, column: usize) -> Vec<(Cow<'a, str>, u64)> {
        let shown = |form: u32| display_form(self.lexicon.forms().get(form));
        let (Column::Phrase(_), Some(finder)) = (self.kept.columns[column], self.finder) else {
            let forms = self.words.of(column).iter();
            return forms.map(|&form| (shown(form), self.frequent.form_counts[form as usize])).collect();
        };
        let Occurrences { forms, gaps, .. } = self.rows;
        let form = |&place: &usize| (forms[place - 1], gaps[place], forms[place]);
        let mut forms: Vec<(u32, Gap, u32)> = self.phrases.of(column).iter().map(form).collect();
        forms.sort_unstable();
        let forms = forms.chunk_by(|a, b| a == b).map(|run| {
            let (first, gap, second) = run[0];
            let text = [&shown(first), finder.text_of(gap).as_str(), &shown(second)].concat();
            (Cow::Owned(text), run.len() as u64)
        });
        forms.collect()
    }
}

/// Things by their column, in order.
struct Grouped<T> {
    ends: Vec<usize>,
    things: Vec<T>,
}

impl<T: Copy + Default> Grouped<T> {
    /// Groups `things`, which are gone through twice; those of column [`NONE`] are left out.
    fn by_column<I: Iterator<Item = (u32, T)>>(columns: usize, things: impl Fn() -> I) -> Self {
        let kept = || things().filter(|&(column, _)| column != NONE);
        let mut ends = vec![0; columns];
        kept().for_each(|(column, _)| ends[column as usize] += 1);
        let mut all = 0;
        for end in &mut ends {
            all += *end;
            *end = all - *end;
        }
        let mut sorted = vec![T::default(); all];
        for (column, thing) in kept() {
            sorted[ends[column as usize]] = thing;
            ends[column as usize] += 1;
        }
        Grouped { ends, things: sorted }
    }

    fn of(&self, column: usize) -> &[T] {
        let start = if column == 0 { 0 } else { self.ends[column - 1] };
        &self.things[start..self.ends[column]]
    }
}
