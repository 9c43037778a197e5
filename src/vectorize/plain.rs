//! Counting as it is defined, with no thought of speed: what [`Counts`](super::Counts), [`Tfidf`] and
//! [`words`](crate::text::words) must agree with, on any text. For the tests, the fuzzer and the benches.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;
use unicode_segmentation::UnicodeSegmentation;

use super::csr::CsrMatrix;
use super::surface::Surface;
use super::tfidf::{Tfidf, TfidfSettings};
use super::vocabulary::{Term, Vocabulary};
use crate::error::{Error, Result};
use crate::text::{Analyser, Reading, display_form};

/// The words of a text with their places, as [`words`](crate::text::words).
pub fn words(text: &str) -> Vec<(usize, &str)> {
    text.unicode_word_indices().collect()
}

/// The form in which words are compared, as [`normal_form`](crate::text::normal_form).
pub fn normal_form(word: &str) -> String {
    let lower: String = word.nfc().collect::<String>().to_lowercase().nfc().collect();
    let straight = lower.replace(['’', 'ʼ', '＇'], "'");
    let bare = straight.strip_suffix("'s").or_else(|| straight.strip_suffix('\'')).unwrap_or(&straight);
    if bare.is_empty() { straight } else { bare.to_owned() }
}

/// The vocabulary and the counts of `texts`, as [`Tfidf::fit_counts`].
///
/// # Errors
/// As there.
pub fn fit_counts<S: AsRef<str>>(settings: &TfidfSettings, texts: &[S]) -> Result<(Vocabulary, CsrMatrix)> {
    settings.vocabulary.check()?;
    let analyser = Analyser::new(settings.analyser.clone());
    let (mut forms, mut df) = (BTreeMap::<String, Surface>::new(), BTreeMap::<String, u32>::new());
    for text in texts {
        let found = terms(&analyser, text.as_ref());
        found.iter().for_each(|(key, form)| forms.entry(key.clone()).or_default().add(form, 1));
        let once: BTreeSet<String> = found.into_iter().map(|(key, _)| key).collect();
        once.into_iter().for_each(|key| *df.entry(key).or_default() += 1);
    }
    let limits = &settings.vocabulary;
    let entries = df.into_iter().zip(forms.into_values()).map(|((key, df), surface)| Term {
        surface: surface.best(),
        key,
        df,
    });
    let kept: Vec<Term> =
        entries.filter(|term| limits.keeps(term.df, texts.len(), term.is_phrase())).collect();
    if kept.is_empty() {
        return Err(Error::EmptyVocabulary {
            rows: texts.len(),
            min_df: limits.min_df,
            max_df: limits.max_df,
        });
    }
    let vocabulary = Vocabulary::new(kept, texts.len());
    let matrix = counts(&analyser, &vocabulary, texts);
    Ok((vocabulary, matrix))
}

/// The counts of known terms in `texts`, as [`Tfidf::count`].
pub fn count<S: AsRef<str>>(tfidf: &Tfidf, texts: &[S]) -> CsrMatrix {
    counts(tfidf.analyser(), tfidf.vocabulary(), texts)
}

fn counts<S: AsRef<str>>(analyser: &Analyser, vocabulary: &Vocabulary, texts: &[S]) -> CsrMatrix {
    let ids: BTreeMap<&str, u32> = vocabulary.terms().iter().map(|term| term.key.as_str()).zip(0..).collect();
    let mut matrix = CsrMatrix::new(vocabulary.len());
    for text in texts {
        let mut row = BTreeMap::<u32, f32>::new();
        for (key, _) in terms(analyser, text.as_ref()) {
            if let Some(&id) = ids.get(key.as_str()) {
                *row.entry(id).or_default() += 1.0;
            }
        }
        matrix.push_row(row);
    }
    matrix
}

/// The terms that occur in a text, words and phrases, each by its key and the form it takes.
fn terms(analyser: &Analyser, text: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    // The last term, its form and its end, and the joining words since.
    let mut last: Option<(String, String, usize, usize)> = None;
    for (start, word) in words(text) {
        match analyser.read(word) {
            Reading::Term(stem) => {
                let form = display_form(word).into_owned();
                if let Some((before, its_form, end, _)) = last.take().filter(|_| analyser.settings().phrases)
                    && let Some(gap) = gap(&text[end..start])
                {
                    found.push((format!("{before} {stem}"), format!("{its_form}{gap}{form}")));
                }
                found.push((stem.clone(), form.clone()));
                last = Some((stem, form, start + word.len(), 0));
            }
            Reading::Stop { joins: true } => {
                last = last.filter(|last| last.3 < 2).map(|(stem, form, end, n)| (stem, form, end, n + 1));
            }
            Reading::Stop { joins: false } | Reading::Dropped => last = None,
        }
    }
    found
}

/// What stands between the two words of a phrase, in lower case with white space folded; none if it parts two clauses.
fn gap(gap: &str) -> Option<String> {
    let joins = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '-' | '‐' | '\u{2011}');
    if gap.len() > 16 || !gap.chars().all(joins) || gap.matches('\n').count() > 1 {
        return None;
    }
    let lower = gap.to_lowercase().replace(['‐', '\u{2011}'], "-");
    let inner = lower.split_whitespace().collect::<Vec<_>>().join(" ");
    match inner.as_str() {
        "" => Some(" ".into()),
        "-" if !lower.contains(char::is_whitespace) => Some("-".into()),
        inner if inner.contains('-') => None,
        inner => Some(format!(" {inner} ")),
    }
}
