//! The forms in which people are shown the terms of a vocabulary.

use std::borrow::Cow;

use rayon::prelude::*;

use super::finish::{Column, Kept};
use super::frequent::{Frequent, NONE};
use super::occurrences::Occurrences;
use super::surface::best_of;
use crate::text::{Gap, Lexicon, PhraseFinder, display_form};

/// The most frequent form of each term, by column.
pub(super) fn surfaces(
    lexicon: &Lexicon<'_>,
    finder: Option<&PhraseFinder>,
    rows: &Occurrences,
    frequent: &Frequent,
    by_form: &[u32],
    kept: &Kept,
) -> Vec<String> {
    let forms = (0u32..).zip(by_form).map(|(form, &column)| (column, form));
    let forms = Grouped::by_column(kept.columns.len(), || forms.clone());
    let phrases = || {
        frequent.pieces.iter().flat_map(|piece| {
            let places = rows.places(&piece.rows);
            let phrase = |pair: u32| piece.phrases.get(pair as usize);
            let column =
                move |pair: u32| phrase(pair).map_or(NONE, |&phrase| kept.of_phrase[phrase as usize]);
            piece.pairs_in(places.clone()).iter().zip(places).map(move |(&pair, place)| (column(pair), place))
        })
    };
    let phrases = Grouped::by_column(kept.columns.len(), phrases);

    let shown = |form: u32| display_form(lexicon.forms().get(form));
    let surface = |column: usize| match (kept.columns[column], finder) {
        (Column::Phrase(_), Some(finder)) => {
            let form = |&place: &usize| (rows.forms[place - 1], rows.gaps[place], rows.forms[place]);
            let mut forms: Vec<(u32, Gap, u32)> = phrases.of(column).iter().map(form).collect();
            forms.sort_unstable();
            let forms = forms.chunk_by(|a, b| a == b).map(|run| {
                let (first, gap, second) = run[0];
                let text = [&shown(first), finder.text_of(gap).as_str(), &shown(second)].concat();
                (Cow::Owned(text), run.len() as u64)
            });
            best_of(&forms.collect::<Vec<_>>())
        }
        _ => {
            let forms = forms.of(column).iter();
            let forms = forms.map(|&form| (shown(form), frequent.form_counts[form as usize]));
            best_of(&forms.collect::<Vec<_>>())
        }
    };
    (0..kept.columns.len()).into_par_iter().with_min_len(1024).map(surface).collect()
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
