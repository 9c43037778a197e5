//! Word vectors learned from other texts: earlier rounds, or texts of the same kind.

use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

use super::dense::DenseMatrix;
use super::word_vectors::{WordVectorSettings, word_vectors};
use crate::error::{Error, Result};
use crate::saved::Kind;
use crate::text::AnalyserSettings;
use crate::vectorize::{Tfidf, TfidfSettings, Vocabulary};

/// A small round says little about its words. A background collection steadies it: word vectors learned from other
/// texts, which [`views`](super::views) puts beside the round's own. Frozen, and saved as JSON.
#[derive(Debug, Clone, PartialEq)]
pub struct Background {
    analyser: AnalyserSettings,
    terms: Vec<String>,
    vectors: DenseMatrix,
}

impl Background {
    /// Learns the vectors of the words in `texts`. `tfidf` must be the settings by which the round is read, so that
    /// its terms are the same.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`] or [`Error::EmptyVocabulary`].
    pub fn learn<S: AsRef<str> + Sync>(
        texts: &[S],
        tfidf: TfidfSettings,
        words: &WordVectorSettings,
        seed: u64,
    ) -> Result<Self> {
        words.check()?;
        let mut settings = tfidf;
        settings.analyser.phrases = false;
        let (tfidf, _) = Tfidf::fit_counts(settings, texts)?;
        let vocabulary = tfidf.vocabulary();
        let vectors = word_vectors(&tfidf.sequences(texts), vocabulary.len(), words, seed);
        let terms = vocabulary.terms().iter().map(|term| term.key.clone()).collect();
        Ok(Background { analyser: tfidf.settings().analyser.clone(), terms, vectors })
    }

    /// Checks that its terms are those of texts read by `analyser`. Phrases and the user's own stop words make no
    /// difference to what a word is.
    ///
    /// # Errors
    /// [`Error::Model`] if words are read differently.
    pub fn check(&self, analyser: &AnalyserSettings) -> Result<()> {
        let refuse = |what: String| Err(Error::Model { what });
        let (own, other) = (&self.analyser, analyser);
        if own.language != other.language {
            return refuse(format!(
                "the background was learned with the language {}, but the round is read with {}: learn one with {1}",
                own.language, other.language
            ));
        }
        if (own.stem, own.remove_stop_words) != (other.stem, other.remove_stop_words) {
            let what =
                "the background was learned with other stems or stop words: learn one by the same settings";
            return refuse(what.to_owned());
        }
        Ok(())
    }

    /// The number of words with a vector.
    pub fn words(&self) -> usize {
        self.terms.len()
    }

    /// How many words of a vocabulary have a vector here, and how many words there are. Phrases are none.
    pub fn coverage(&self, vocabulary: &Vocabulary) -> (usize, usize) {
        let own: HashSet<&str> = self.terms.iter().map(String::as_str).collect();
        let words = vocabulary.terms().iter().filter(|term| !term.is_phrase());
        words.fold((0, 0), |(known, of), word| (known + usize::from(own.contains(word.key.as_str())), of + 1))
    }

    /// A vector for each term of a vocabulary; zeros for one that the background does not know.
    pub(super) fn vectors_for(&self, vocabulary: &Vocabulary) -> DenseMatrix {
        let by_term: HashMap<&str, usize> =
            self.terms.iter().enumerate().map(|(row, term)| (term.as_str(), row)).collect();
        DenseMatrix::fill(vocabulary.len(), self.vectors.cols(), |term, row| {
            if let Some(&known) = by_term.get(vocabulary.term(term as u32).key.as_str()) {
                row.copy_from_slice(self.vectors.row(known));
            }
        })
    }

    /// The model as JSON. Stable: later versions of this crate read it.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    #[inline]
    pub fn save(&self) -> Result<String> {
        let stored = Stored {
            kind: KIND.id.into(),
            schema: KIND.schema,
            analyser: self.analyser.clone(),
            terms: self.terms.clone(),
            vectors: self.vectors.clone(),
        };
        serde_json::to_string(&stored).map_err(|error| Error::Model { what: error.to_string() })
    }

    /// Reads a model that [`save`](Self::save) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version.
    #[inline]
    pub fn load(json: &str) -> Result<Self> {
        let stored: Stored = KIND.read(json)?;
        if stored.terms.len() != stored.vectors.rows() {
            return Err(KIND.damaged("there is not one vector a word"));
        }
        if stored.terms.iter().any(String::is_empty) {
            return Err(KIND.damaged("one of its words is empty"));
        }
        if stored.terms.iter().collect::<HashSet<_>>().len() < stored.terms.len() {
            return Err(KIND.damaged("one of its words is there twice"));
        }
        Ok(Background { analyser: stored.analyser, terms: stored.terms, vectors: stored.vectors })
    }
}

const KIND: Kind = Kind { id: "commonground-background", schema: 1, name: "background", remedy: "learn one" };

#[derive(Serialize, Deserialize)]
struct Stored {
    kind: String,
    schema: u32,
    analyser: AnalyserSettings,
    terms: Vec<String>,
    vectors: DenseMatrix,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Language;

    fn background() -> Background {
        let texts = ["late bus and train", "the train is late", "bus fare", "a fare for the train"].repeat(3);
        let words = WordVectorSettings { dimensions: 3, ..WordVectorSettings::default() };
        Background::learn(&texts, TfidfSettings::default(), &words, 1).unwrap()
    }

    #[test]
    fn a_background_survives_json_and_other_files_are_refused_without_a_word_of_them() {
        let json = background().save().unwrap();
        assert_eq!(Background::load(&json).unwrap(), background());
        let cases = [
            ("{\"id\": 1, \"text\": \"secret\"}", "another form"),
            ("[\"secret\", \"secret\"]", "another form"),
            ("secret", "no whole JSON, line 1"),
            ("{\"kind\": \"secret\", \"schema\": 1}", "another kind"),
            (&json[..json.len() / 2], "no whole JSON"),
            (&json.replacen("\"schema\":1", "\"schema\":9", 1), "schema 9"),
            (&json.replacen("\"terms\":[", "\"terms\":[\"secret\",", 1), "not one vector a word"),
            (&json.replacen("\"fare\"", "\"\"", 1), "one of its words is empty"),
            (&json.replacen("\"fare\"", "\"train\"", 1), "one of its words is there twice"),
        ];
        for (text, expected) in cases {
            let error = Background::load(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn the_words_that_are_known_are_counted() {
        let of = |texts: &[&str]| {
            let (tfidf, _) = Tfidf::fit_counts(TfidfSettings::default(), texts).unwrap();
            background().coverage(tfidf.vocabulary())
        };
        assert_eq!(of(&["the train is late", "a late train", "a garden", "gardens", "tea", "soup"]), (2, 3));
        assert_eq!(of(&["a garden", "gardens", "tea", "soup"]).0, 0);
    }

    #[test]
    fn words_must_be_read_as_the_background_read_them() {
        let analyser = AnalyserSettings { phrases: true, ..AnalyserSettings::default() };
        let extra = AnalyserSettings { extra_stop_words: vec!["fare".into()], ..analyser.clone() };
        assert!(background().check(&analyser).is_ok() && background().check(&extra).is_ok());
        let spanish = AnalyserSettings { language: Language::Spanish, ..analyser.clone() };
        let unstemmed = AnalyserSettings { stem: false, ..analyser };
        let refused = background().check(&spanish).unwrap_err().to_string();
        assert!(refused.contains("language en") && refused.contains("with es"), "{refused}");
        assert!(background().check(&unstemmed).is_err());
    }
}
