//! The fitted TF-IDF vectoriser.

use serde::de::Error as _;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::counts::count;
use super::csr::CsrMatrix;
use super::lookup::{LazyLookup, Reader};
use super::vocabulary::{Vocabulary, VocabularySettings};
use crate::error::{Error, Result};
use crate::saved::Kind;
use crate::text::{Analyser, AnalyserSettings};

/// How texts become TF-IDF rows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TfidfSettings {
    /// How text becomes terms.
    pub analyser: AnalyserSettings,
    /// Which terms are kept.
    pub vocabulary: VocabularySettings,
    /// Whether a term's frequency tf enters as 1 + ln tf (or as it is).
    pub sublinear: bool,
}

impl Default for TfidfSettings {
    fn default() -> Self {
        TfidfSettings {
            analyser: AnalyserSettings::default(),
            vocabulary: VocabularySettings::default(),
            sublinear: true,
        }
    }
}

/// A fitted vectoriser. Frozen: transforming text never changes it, and each text is transformed
/// on its own, so that a text has the same row alone and in a batch.
///
/// A row holds (1 + ln tf) · idf for each term, scaled to length 1, with the smoothed
/// idf = ln((1 + n) / (1 + df)) + 1 over the n rows of the fit (Salton & Buckley 1988; the variant is
/// that of scikit-learn's `TfidfVectorizer(sublinear_tf=True)`). Shapes: n texts → n × vocabulary.
pub struct Tfidf {
    settings: TfidfSettings,
    analyser: Analyser,
    vocabulary: Vocabulary,
    weights: Weights,
    lookup: LazyLookup,
}

impl Tfidf {
    /// Fits a vectoriser to `texts`.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] or [`Error::EmptyVocabulary`].
    pub fn fit<S: AsRef<str> + Sync>(settings: TfidfSettings, texts: &[S]) -> Result<Self> {
        Ok(Self::fit_counts(settings, texts)?.0)
    }

    /// Fits a vectoriser and transforms the same texts; equal to [`fit`](Self::fit) followed by
    /// [`transform`](Self::transform), in one pass over the text.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_transform<S: AsRef<str> + Sync>(
        settings: TfidfSettings,
        texts: &[S],
    ) -> Result<(Self, CsrMatrix)> {
        let (tfidf, counts) = Self::fit_counts(settings, texts)?;
        let rows = tfidf.weigh(counts);
        Ok((tfidf, rows))
    }

    /// Fits a vectoriser and returns the counts of the same texts, for a weighting of one's own.
    ///
    /// # Errors
    /// As [`fit`](Self::fit).
    pub fn fit_counts<S: AsRef<str> + Sync>(
        settings: TfidfSettings,
        texts: &[S],
    ) -> Result<(Self, CsrMatrix)> {
        let analyser = Analyser::new(settings.analyser.clone());
        let (vocabulary, counts, remembered) =
            count(&analyser, texts).finish_and_remember(&settings.vocabulary)?;
        Ok((Self::frozen(settings, analyser, vocabulary, LazyLookup::new(remembered)), counts))
    }

    /// Turns rows of counts into TF-IDF rows of length 1.
    pub fn weigh(&self, counts: CsrMatrix) -> CsrMatrix {
        counts.map_rows(|terms, values| self.weights.weigh(terms, values))
    }

    pub(super) fn frozen(
        settings: TfidfSettings,
        analyser: Analyser,
        vocabulary: Vocabulary,
        lookup: LazyLookup,
    ) -> Self {
        let weights = Weights::of(&vocabulary, settings.sublinear);
        Tfidf { settings, analyser, vocabulary, weights, lookup }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        Reader::new(&self.analyser, self.lookup.get(&self.vocabulary))
    }

    pub(super) fn weights(&self) -> &Weights {
        &self.weights
    }

    /// The terms.
    pub fn vocabulary(&self) -> &Vocabulary {
        &self.vocabulary
    }

    /// The analyser, with which other text must be read to be compared with these rows.
    pub fn analyser(&self) -> &Analyser {
        &self.analyser
    }

    /// The settings of the fit.
    pub fn settings(&self) -> &TfidfSettings {
        &self.settings
    }

    /// The inverse document frequency of each term, by id.
    pub fn idf(&self) -> &[f32] {
        &self.weights.idf
    }

    /// The model as JSON. Stable: later versions of this crate read it, and the same model gives the
    /// same bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    #[inline]
    pub fn save(&self) -> Result<String> {
        serde_json::to_string(self).map_err(|error| Error::Model { what: error.to_string() })
    }

    /// Reads a model that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version.
    #[inline]
    pub fn load(json: &str) -> Result<Self> {
        KIND.read(json)
    }
}

impl std::fmt::Debug for Tfidf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Tfidf { settings, vocabulary, .. } = self;
        f.debug_struct("Tfidf")
            .field("settings", settings)
            .field("vocabulary", vocabulary)
            .finish_non_exhaustive()
    }
}

/// What makes weights of counts.
pub(super) struct Weights {
    idf: Vec<f32>,
    /// The factor of a term by how often a text has it, for small counts.
    tf: Vec<f64>,
    sublinear: bool,
}

/// Nearly all counts are below this.
const SMALL_COUNTS: u32 = 64;

impl Weights {
    fn of(vocabulary: &Vocabulary, sublinear: bool) -> Self {
        let n = vocabulary.rows() as f64;
        let idf = |df: u32| (libm::log((1.0 + n) / (1.0 + f64::from(df))) + 1.0) as f32;
        // Most terms are rare, so a few frequencies are those of most.
        let of_small: Vec<f32> = (0..SMALL_COUNTS).map(idf).collect();
        let idf = |df: u32| of_small.get(df as usize).copied().unwrap_or_else(|| idf(df));
        let tf = (0..SMALL_COUNTS).map(|count| tf(f64::from(count), sublinear)).collect();
        Weights { idf: vocabulary.terms().iter().map(|term| idf(term.df)).collect(), tf, sublinear }
    }

    /// Makes weights of a row of counts, scaled to length 1.
    pub(super) fn weigh(&self, terms: &[u32], values: &mut [f32]) {
        let weight = |term: u32, count: f32| {
            let small = self.tf.get(count as usize).copied();
            small.unwrap_or_else(|| tf(f64::from(count), self.sublinear)) * f64::from(self.idf[term as usize])
        };
        let pairs = terms.iter().zip(values.iter());
        let length = pairs.map(|(&term, &count)| weight(term, count)).map(|w| w * w).sum::<f64>().sqrt();
        for (&term, value) in terms.iter().zip(values) {
            *value = (weight(term, *value) / length) as f32;
        }
    }
}

fn tf(count: f64, sublinear: bool) -> f64 {
    if sublinear { 1.0 + libm::log(count) } else { count }
}

impl Serialize for Tfidf {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let stored = Stored {
            kind: KIND.id.into(),
            schema: KIND.schema,
            settings: self.settings.clone(),
            vocabulary: self.vocabulary.clone(),
        };
        stored.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Tfidf {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        let stored = Stored::deserialize(deserializer)?;
        if stored.kind != KIND.id || stored.schema > KIND.schema {
            return Err(D::Error::custom("a vectoriser of another kind or a later version"));
        }
        stored.settings.vocabulary.check().map_err(D::Error::custom)?;
        let analyser = Analyser::new(stored.settings.analyser.clone());
        Ok(Self::frozen(stored.settings, analyser, stored.vocabulary, LazyLookup::default()))
    }
}

const KIND: Kind = Kind { id: "commonground-tfidf", schema: 1, name: "vectoriser", remedy: "fit it again" };

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: String,
    schema: u32,
    settings: TfidfSettings,
    vocabulary: Vocabulary,
}
