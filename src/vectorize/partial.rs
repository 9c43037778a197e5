//! What a batch says about the vocabulary, in a form that merges in any order and can be sent.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::counts::count;
use super::lookup::LazyLookup;
use super::surface::Surface;
use super::tfidf::{Tfidf, TfidfSettings};
use super::vocabulary::{Term, Vocabulary};
use crate::error::{Error, Result};
use crate::saved;
use crate::text::{Analyser, AnalyserSettings};

/// The terms of some texts, counted: the partial of a [`Tfidf`].
///
/// All of it is whole numbers by name, so any split of the texts into batches, merged in any order and sent as bytes or
/// not, [finishes](Self::finish) to the vectoriser that [`Tfidf::fit`] makes of all texts at once, bit for bit.
/// The bytes hold words of the texts.
///
/// ```
/// use commonground::vectorize::{TermCounts, Tfidf, TfidfSettings};
///
/// let texts = ["A bus to the station", "the last bus", "no trains, one station"];
/// let settings = TfidfSettings::default();
/// let whole = Tfidf::fit(settings.clone(), &texts)?;
///
/// // Two machines count a batch each, and send what they counted.
/// let first = TermCounts::of(&settings.analyser, &texts[..1]).to_bytes()?;
/// let second = TermCounts::of(&settings.analyser, &texts[1..]);
/// let merged = second.merge(TermCounts::from_bytes(&first)?)?;
/// assert_eq!(merged.rows(), 3);
/// assert_eq!(merged.finish(&settings)?.save()?, whole.save()?);
/// # Ok::<(), commonground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TermCounts {
    analyser: AnalyserSettings,
    rows: u64,
    /// By key.
    terms: BTreeMap<String, TermCount>,
}

/// One term: in how many texts it occurs, and how often in each form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct TermCount {
    df: u64,
    forms: BTreeMap<String, u64>,
}

const KIND: &str = "commonground-term-counts";
const SCHEMA: u32 = 1;

impl TermCounts {
    /// Counts of no text: what a merge may begin with.
    pub fn none(analyser: &AnalyserSettings) -> Self {
        TermCounts { analyser: analyser.clone(), rows: 0, terms: BTreeMap::new() }
    }

    /// The partial of a batch of texts, counted on the threads of the current pool.
    pub fn of<S: AsRef<str> + Sync>(analyser: &AnalyserSettings, texts: &[S]) -> Self {
        let reader = Analyser::new(analyser.clone());
        let counts = count(&reader, texts);
        let mut terms = BTreeMap::new();
        for (key, df, forms) in counts.all_terms() {
            let mut term = TermCount { df: u64::from(df), forms: BTreeMap::new() };
            forms.into_iter().for_each(|(form, count)| *term.forms.entry(form).or_default() += count);
            terms.insert(key, term);
        }
        TermCounts { analyser: analyser.clone(), rows: counts.rows() as u64, terms }
    }

    /// The counts of both. The order makes no difference.
    ///
    /// # Errors
    /// [`Error::Model`] if the texts were read by other settings.
    pub fn merge(self, other: TermCounts) -> Result<Self> {
        if self.analyser != other.analyser {
            let what = "counts of terms that were read by other settings do not merge: count all texts alike";
            return Err(Error::Model { what: what.to_owned() });
        }
        Ok(self.plus(other))
    }

    fn plus(mut self, other: TermCounts) -> Self {
        self.rows += other.rows;
        for (key, count) in other.terms {
            let own = self.terms.entry(key).or_default();
            own.df += count.df;
            for (form, count) in count.forms {
                *own.forms.entry(form).or_default() += count;
            }
        }
        self
    }

    /// How many texts were counted.
    pub fn rows(&self) -> u64 {
        self.rows
    }

    /// How many different terms were met.
    pub fn terms(&self) -> usize {
        self.terms.len()
    }

    /// The fitted vectoriser.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`]; [`Error::EmptyVocabulary`] if no term lies within the limits; [`Error::Model`] if the
    /// texts were read by other settings, or are more than 2³² − 1.
    pub fn finish(self, settings: &TfidfSettings) -> Result<Tfidf> {
        settings.vocabulary.check()?;
        if self.analyser != settings.analyser {
            let what = "the terms were read by other settings than the vectoriser would read them by";
            return Err(Error::Model { what: what.to_owned() });
        }
        let Ok(most) = u32::try_from(self.rows) else {
            let what = format!("{} texts are more than a vocabulary can count: {}", self.rows, u32::MAX);
            return Err(Error::Model { what });
        };
        let (rows, limits) = (most as usize, &settings.vocabulary);
        let mut terms = Vec::new();
        for (key, count) in self.terms {
            // No term is in more texts than there are.
            let df = u32::try_from(count.df).unwrap_or(most).min(most);
            if limits.keeps(df, rows, key.contains(' ')) {
                let mut surface = Surface::default();
                count.forms.iter().for_each(|(form, &count)| surface.add(form, count));
                terms.push(Term { surface: surface.best(), key, df });
            }
        }
        if terms.is_empty() {
            return Err(Error::EmptyVocabulary { rows, min_df: limits.min_df, max_df: limits.max_df });
        }
        let analyser = Analyser::new(self.analyser);
        let vocabulary = Vocabulary::new(terms, rows);
        Ok(Tfidf::frozen(settings.clone(), analyser, vocabulary, LazyLookup::default()))
    }

    /// The counts as bytes (JSON with a version). The same counts give the same bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if they cannot be written down.
    #[inline]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        saved::to_bytes(KIND, SCHEMA, self)
    }

    /// Reads counts that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if they are damaged, of another kind, or of a later version.
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        saved::from_bytes(KIND, SCHEMA, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn counts_of_any_split_in_any_order_finish_to_the_vectoriser_of_the_whole(
            texts in prop::collection::vec("[A-Ca-c ,é’s-]{0,30}", 1..12),
            of in prop::collection::vec(0usize..4, 12),
            sent in prop::collection::vec(any::<bool>(), 4),
        ) {
            let mut settings = TfidfSettings::default();
            (settings.vocabulary.min_df, settings.vocabulary.phrase_min_df) = (1, 1);
            let whole = Tfidf::fit(settings.clone(), &texts);
            let mut merged = TermCounts::none(&settings.analyser);
            // Batch 3 first, and texts of a batch need not stand together.
            for batch in (0..4).rev() {
                let own: Vec<&String> = texts.iter().zip(&of).filter(|(_, of)| **of == batch).map(|(t, _)| t).collect();
                let mut counts = TermCounts::of(&settings.analyser, &own);
                if sent[batch] {
                    counts = TermCounts::from_bytes(&counts.to_bytes().unwrap()).unwrap();
                }
                merged = merged.merge(counts).unwrap();
            }
            match (merged.finish(&settings), whole) {
                (Ok(merged), Ok(whole)) => prop_assert_eq!(merged.save().unwrap(), whole.save().unwrap()),
                (merged, whole) => prop_assert_eq!(merged.err(), whole.err()),
            }
        }
    }

    #[test]
    fn counts_by_other_settings_do_not_merge() {
        let plain = AnalyserSettings { stem: false, ..AnalyserSettings::default() };
        let counts = TermCounts::of(&AnalyserSettings::default(), &["bus"]);
        assert!(matches!(counts.clone().merge(TermCounts::none(&plain)), Err(Error::Model { .. })));
        assert!(TermCounts::from_bytes(b"{}").is_err());
        assert_eq!((counts.rows(), counts.terms()), (1, 1));
    }
}
