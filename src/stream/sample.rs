//! A sample of documents that does not depend on how they are read.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ids::id_hash;
use crate::error::{Error, Result};
use crate::round::{Document, Round};
use crate::saved;

/// How large a sample is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct SampleSettings {
    /// So many documents at most (≥ 1), …
    pub documents: usize,
    /// … whose texts have so many bytes at most.
    pub bytes: u64,
}

impl Default for SampleSettings {
    fn default() -> Self {
        SampleSettings { documents: 50_000, bytes: 128 << 20 }
    }
}

/// Documents drawn by the keyed hash of their ids: those with the least. A partial: samples of any split of the documents,
/// merged in any order, are the sample of the whole. Texts are all that is kept of a document beside id and source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Sample {
    settings: SampleSettings,
    seed: u64,
    met: u64,
    bytes: u64,
    drawn: BTreeMap<(u128, String), Document>,
    /// From here on nothing is drawn: the least of those that had to go.
    end: Option<(u128, String)>,
}

const KIND: &str = "commonground-sample";
const SCHEMA: u32 = 1;

impl Sample {
    /// A sample of nothing yet.
    pub fn new(settings: &SampleSettings, seed: u64) -> Self {
        Sample { settings: settings.clone(), seed, met: 0, bytes: 0, drawn: BTreeMap::new(), end: None }
    }

    /// Offers a document. Ids must differ: of two with the same id one is kept.
    pub fn add(&mut self, document: Document) {
        self.met += 1;
        let hash = id_hash(self.seed, &document.id);
        // Most documents of a large round go here, before anything is copied.
        if self.end.as_ref().is_some_and(|(end, _)| hash > *end) {
            return;
        }
        let key = (hash, document.id.clone());
        self.put(key, Document { metadata: BTreeMap::new(), ..document });
    }

    /// The sample of all that both have met.
    ///
    /// # Errors
    /// [`Error::Model`] if they were drawn by other settings or another seed.
    pub fn merge(mut self, other: Sample) -> Result<Self> {
        if self.settings != other.settings || self.seed != other.seed {
            let what =
                "samples that were drawn by different settings do not merge: draw all alike".to_owned();
            return Err(Error::Model { what });
        }
        self.met += other.met;
        self.end = match (self.end.take(), other.end) {
            (Some(own), Some(end)) => Some(own.min(end)),
            (own, end) => own.or(end),
        };
        other.drawn.into_iter().for_each(|(key, document)| self.put(key, document));
        self.trim();
        Ok(self)
    }

    /// How many documents were offered.
    pub fn met(&self) -> u64 {
        self.met
    }

    /// How many are in the sample.
    pub fn len(&self) -> usize {
        self.drawn.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.drawn.is_empty()
    }

    /// How many bytes their texts have.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether every document that was offered is in it.
    pub fn is_all(&self) -> bool {
        self.end.is_none()
    }

    /// The documents of the sample.
    ///
    /// # Errors
    /// [`Error::NoDocuments`] if none was offered; [`Error::InvalidSetting`] if the first document alone has more bytes
    /// than the sample may have.
    pub fn finish(self) -> Result<Round> {
        if self.drawn.is_empty() && self.met > 0 {
            let expected = "more documents, and more bytes than a single one of them has";
            let value = format!("{} documents of {} bytes", self.settings.documents, self.settings.bytes);
            return Err(Error::InvalidSetting { name: "sample", value, expected });
        }
        Round::new(self.drawn.into_values().collect())
    }

    /// The sample as bytes (JSON with a version); they hold the texts. The same sample gives the same bytes.
    ///
    /// # Errors
    /// [`Error::Model`] if it cannot be written down.
    #[inline]
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        saved::to_bytes(KIND, SCHEMA, self)
    }

    /// Reads a sample that [`to_bytes`](Self::to_bytes) wrote.
    ///
    /// # Errors
    /// [`Error::Model`] if it is damaged, of another kind, or of a later version.
    #[inline]
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        saved::from_bytes(KIND, SCHEMA, bytes)
    }

    fn put(&mut self, key: (u128, String), document: Document) {
        if self.end.as_ref().is_some_and(|end| key >= *end) || self.drawn.contains_key(&key) {
            return;
        }
        self.bytes += document.text.len() as u64;
        self.drawn.insert(key, document);
        self.trim();
    }

    /// Takes the last ones out until the rest fits. What comes behind one that had to go is never drawn, or the sample would
    /// depend on the order of the documents.
    fn trim(&mut self) {
        while let Some(last) = self.drawn.last_entry() {
            let is_beyond = self.end.as_ref().is_some_and(|end| last.key() >= end);
            let fits = self.drawn.len() <= self.settings.documents && self.bytes <= self.settings.bytes;
            if fits && !is_beyond {
                return;
            }
            let Some((key, document)) = self.drawn.pop_last() else { return };
            self.bytes -= document.text.len() as u64;
            self.end = Some(match self.end.take() {
                Some(end) => end.min(key),
                None => key,
            });
        }
    }
}

/// The stored form. The hashes follow from the ids.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    settings: SampleSettings,
    seed: u64,
    met: u64,
    documents: Vec<Document>,
    end: Option<String>,
}

impl From<Sample> for Stored {
    fn from(sample: Sample) -> Self {
        let documents = sample.drawn.into_values().collect();
        let end = sample.end.map(|(_, id)| id);
        Stored { settings: sample.settings, seed: sample.seed, met: sample.met, documents, end }
    }
}

impl TryFrom<Stored> for Sample {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self> {
        let mut sample = Sample::new(&stored.settings, stored.seed);
        sample.end = stored.end.map(|id| (id_hash(stored.seed, &id), id));
        let documents = stored.documents.len();
        stored.documents.into_iter().for_each(|document| sample.add(document));
        if sample.drawn.len() != documents || stored.met < documents as u64 {
            return Err(Error::Model { what: "the sample is damaged: draw it again".into() });
        }
        sample.met = stored.met;
        Ok(sample)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(128))]

        #[test]
        fn the_sample_of_any_split_in_any_order_is_that_of_the_whole(
            lengths in prop::collection::vec((0usize..30, 0usize..3), 1..60),
            most in 1usize..20,
            bytes in 1u64..300,
            seed in 0u64..5,
            sent in prop::collection::vec(any::<bool>(), 3),
        ) {
            let settings = SampleSettings { documents: most, bytes };
            let documents: Vec<(Document, usize)> = lengths
                .iter()
                .enumerate()
                .map(|(n, &(length, of))| (Document::new(format!("d{n}"), "x".repeat(length)), of))
                .collect();
            let mut whole = Sample::new(&settings, seed);
            documents.iter().for_each(|(document, _)| whole.add(document.clone()));

            let mut merged = Sample::new(&settings, seed);
            for part in [1, 2, 0] {
                let mut partial = Sample::new(&settings, seed);
                let own = documents.iter().rev().filter(|(_, of)| *of == part);
                own.for_each(|(document, _)| partial.add(document.clone()));
                if sent[part] {
                    partial = Sample::from_bytes(&partial.to_bytes().unwrap()).unwrap();
                }
                merged = merged.merge(partial).unwrap();
            }
            prop_assert_eq!(&merged.drawn, &whole.drawn);
            prop_assert_eq!((merged.met(), merged.is_all()), (whole.met(), whole.is_all()));

            // It is what comes first by hash, for as long as it fits.
            let mut by_hash: Vec<&Document> = documents.iter().map(|(document, _)| document).collect();
            by_hash.sort_by_key(|document| id_hash(seed, &document.id));
            let mut sum = 0;
            let fits = by_hash.iter().take(most).take_while(|document| {
                sum += document.text.len() as u64;
                sum <= bytes
            });
            prop_assert_eq!(fits.count(), whole.len());
        }
    }

    #[test]
    fn samples_of_other_settings_do_not_merge_and_damaged_ones_are_refused() {
        let sample = |seed| {
            let mut sample = Sample::new(&SampleSettings { documents: 1, bytes: 9 }, seed);
            sample.add(Document::new("a", "text"));
            sample
        };
        assert!(sample(1).merge(sample(2)).is_err());
        let bytes = String::from_utf8(sample(1).to_bytes().unwrap()).unwrap();
        assert!(Sample::from_bytes(bytes.replace("\"met\":1", "\"met\":0").as_bytes()).is_err());
        assert!(Sample::from_bytes(bytes.replace("\"bytes\":9", "\"bytes\":3").as_bytes()).is_err());
        let mut wide = Sample::new(&SampleSettings { documents: 1, bytes: 3 }, 1);
        wide.add(Document::new("a", "text"));
        assert!(matches!(wide.finish(), Err(Error::InvalidSetting { name: "sample", .. })));
    }
}
