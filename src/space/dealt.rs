//! The same texts as chance would have them.

use super::dense::DenseMatrix;
use super::recipe::SpaceSettings;
use super::views::{Brought, Views, views};
use crate::error::{Error, Result};
use crate::random::Random;
use crate::text::words;
use crate::vectorize::{Tfidf, TfidfSettings};

/// The views of `texts` with their words dealt anew among them: each text is as long as it was and each word as frequent,
/// but which words stand together is chance. Terms and spaces are learned anew, as [`views`] learned them from the
/// texts themselves: a space that is learned from all texts lets any two parts of them agree a little, and how little is
/// what this is for. Of vectors that were brought each number is dealt among the texts. There is a deal for each number.
///
/// # Errors
/// As [`views`], and those of the terms.
pub fn dealt_views<S: AsRef<str>>(
    tfidf: TfidfSettings,
    texts: &[S],
    brought: Brought<'_>,
    settings: &SpaceSettings,
    seed: u64,
    deal: u64,
) -> Result<Option<Views>> {
    let mut random = Random::new(seed, DEAL + deal);
    let texts = dealt(texts, &mut random);
    let vectors = brought.vectors.map(|vectors| dealt_numbers(vectors, &mut random));
    let (tfidf, counts) = match Tfidf::fit_counts(tfidf, &texts) {
        Err(Error::EmptyVocabulary { .. }) => return Ok(None),
        fitted => fitted?,
    };
    let background = brought.background.filter(|background| background.coverage(tfidf.vocabulary()).0 > 0);
    let brought = Brought { vectors: vectors.as_ref(), background };
    views(&tfidf, counts, &texts, brought, settings, seed).map(Some)
}

/// The streams of chance of the deals.
const DEAL: u64 = 9_000_000;

fn dealt<S: AsRef<str>>(texts: &[S], random: &mut Random) -> Vec<String> {
    let words_of = |text: &'_ S| words(text.as_ref()).count();
    let lengths: Vec<usize> = texts.iter().map(words_of).collect();
    let mut all: Vec<&str> =
        texts.iter().flat_map(|text| words(text.as_ref())).map(|word| word.text).collect();
    random.shuffle(&mut all);
    let mut rest = all.as_slice();
    let next = |length: usize| {
        let (text, after) = rest.split_at(length);
        rest = after;
        text.join(" ")
    };
    lengths.into_iter().map(next).collect()
}

fn dealt_numbers(vectors: &DenseMatrix, random: &mut Random) -> DenseMatrix {
    let orders: Vec<Vec<usize>> = (0..vectors.cols()).map(|_| random.permutation(vectors.rows())).collect();
    DenseMatrix::fill(vectors.rows(), vectors.cols(), |row, dealt| {
        let numbers = dealt.iter_mut().zip(&orders).enumerate();
        numbers.for_each(|(col, (number, order))| *number = vectors.row(order[row])[col]);
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXTS: [&str; 4] = ["The bus is late.", "", "A choir, a choir!", "Late bus; no bus at all"];

    #[test]
    fn texts_keep_their_lengths_and_words_their_frequencies() {
        let of = |texts: &[String]| {
            let mut all: Vec<String> =
                texts.iter().flat_map(|text| words(text)).map(|word| word.text.to_owned()).collect();
            all.sort_unstable();
            all
        };
        let dealt_anew = dealt(&TEXTS, &mut Random::new(0, 0));
        let lengths = |texts: &[String]| texts.iter().map(|text| words(text).count()).collect::<Vec<_>>();
        let as_written = TEXTS.map(str::to_owned);
        assert_eq!(lengths(&dealt_anew), lengths(&as_written));
        assert_eq!(of(&dealt_anew), of(&as_written));
        assert_ne!(dealt_anew, dealt(&TEXTS, &mut Random::new(0, 1)), "each deal is another");
        assert_eq!(dealt_anew, dealt(&TEXTS, &mut Random::new(0, 0)), "and the same again");
    }

    #[test]
    fn numbers_stay_in_their_column() {
        let vectors = DenseMatrix::from_rows(2, vec![1.0, -1.0, 2.0, -2.0, 3.0, -3.0]).unwrap();
        let dealt = dealt_numbers(&vectors, &mut Random::new(3, 0));
        for col in 0..2 {
            let mut column: Vec<f32> = dealt.iter().map(|row| row[col].abs()).collect();
            column.sort_unstable_by(f32::total_cmp);
            assert_eq!(column, [1.0, 2.0, 3.0]);
        }
    }
}
