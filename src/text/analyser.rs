//! What a word counts as.

use foldhash::HashSet;
use rust_stemmers::Stemmer;
use serde::{Deserialize, Serialize};

use super::english;
use super::language::Language;
use super::stop_words::{joining_words, stop_words};
use super::word::{can_be_term, normal_form};

/// How text becomes terms.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AnalyserSettings {
    /// The language of stop words and stemming.
    pub language: Language,
    /// Words of the user's own to leave out, such as the name of the programme.
    pub extra_stop_words: Vec<String>,
    /// Whether stop words are left out at all.
    pub remove_stop_words: bool,
    /// Whether words are stemmed.
    pub stem: bool,
    /// Whether two terms that stand side by side also count as a phrase.
    pub phrases: bool,
}

impl Default for AnalyserSettings {
    fn default() -> Self {
        AnalyserSettings {
            language: Language::English,
            extra_stop_words: Vec::new(),
            remove_stop_words: true,
            stem: true,
            phrases: true,
        }
    }
}

/// What a word counts as.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reading {
    /// A word without a topic of its own. `joins` says that a phrase may run across it.
    Stop {
        /// Whether it may stand inside of a phrase.
        joins: bool,
    },
    /// No word for our purpose: a number, a single letter, an overlong string.
    Dropped,
    /// A term, by its stem.
    Term(String),
}

/// Knows a language's stop words and stems. Immutable, and cheap to share between threads.
pub struct Analyser {
    settings: AnalyserSettings,
    stop_words: HashSet<String>,
    joining: &'static [&'static str],
    stemmer: Option<Stemmer>,
}

impl Analyser {
    /// An analyser with these settings.
    pub fn new(settings: AnalyserSettings) -> Self {
        let language = settings.language;
        let stop_words = match settings.remove_stop_words {
            true => stop_words(language, &settings.extra_stop_words),
            false => HashSet::default(),
        };
        let stemmer = language.algorithm().filter(|_| settings.stem).map(Stemmer::create);
        Analyser { settings, stop_words, joining: joining_words(language), stemmer }
    }

    /// The settings it was made with.
    pub fn settings(&self) -> &AnalyserSettings {
        &self.settings
    }

    /// Whether it knows any stop word.
    pub(crate) fn has_stop_words(&self) -> bool {
        !self.stop_words.is_empty()
    }

    /// Words that may stand inside of a phrase.
    pub(super) fn joining_words(&self) -> &'static [&'static str] {
        self.joining
    }

    /// What `word` counts as.
    pub fn read(&self, word: &str) -> Reading {
        let normal = normal_form(word);
        if self.stop_words.contains(normal.as_ref()) {
            return Reading::Stop { joins: self.joining.contains(&normal.as_ref()) };
        }
        if !can_be_term(&normal) {
            return Reading::Dropped;
        }
        let Some(stemmer) = &self.stemmer else { return Reading::Term(normal.into_owned()) };
        if let Some(stem) = self.english_stem(&normal) {
            return Reading::Term(stem.as_str().to_owned());
        }
        let stem = stemmer.stem(&normal);
        Reading::Term(if stem.is_empty() { normal.into_owned() } else { stem.into_owned() })
    }

    /// The stem of an ordinary English word, found the fast way.
    fn english_stem(&self, normal: &str) -> Option<english::Stem> {
        if self.settings.language == Language::English { english::stem(normal) } else { None }
    }
}

impl std::fmt::Debug for Analyser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Analyser").field("settings", &self.settings).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn term(stem: &str) -> Reading {
        Reading::Term(stem.to_owned())
    }

    #[test]
    fn words_are_read_by_language() {
        let english = Analyser::new(AnalyserSettings::default());
        let cases = [
            ("Communities", term("communiti")),
            ("community’s", term("communiti")),
            ("The", Reading::Stop { joins: true }),
            ("Don’t", Reading::Stop { joins: false }),
            ("2024", Reading::Dropped),
            ("x", Reading::Dropped),
        ];
        for (word, expected) in cases {
            assert_eq!(english.read(word), expected, "{word:?}");
        }
        let none = Analyser::new(AnalyserSettings { language: Language::None, ..Default::default() });
        assert_eq!(none.read("The"), term("the"));
        assert_eq!(none.read("Communities"), term("communities"));
    }

    #[test]
    fn the_users_own_stop_words_count_in_any_form() {
        let settings =
            AnalyserSettings { extra_stop_words: vec!["Partnership".into()], ..Default::default() };
        assert_eq!(Analyser::new(settings).read("partnership’s"), Reading::Stop { joins: false });
    }

    #[test]
    fn every_language_has_stop_words() {
        for language in Language::ALL.into_iter().filter(|&l| l != Language::None) {
            let analyser = Analyser::new(AnalyserSettings { language, ..Default::default() });
            assert!(analyser.stop_words.len() > 90, "{language}: {}", analyser.stop_words.len());
        }
    }

    proptest! {
        #[test]
        fn no_word_of_any_script_breaks_a_stemmer(word in any::<String>(), long in "[a-zа-яáéíóőűäöåøæ']{0,60}") {
            for language in Language::ALL {
                let analyser = Analyser::new(AnalyserSettings { language, ..Default::default() });
                for word in [&word, &long] {
                    if let Reading::Term(stem) = analyser.read(word) {
                        prop_assert!(!stem.is_empty());
                    }
                }
            }
        }
    }
}
