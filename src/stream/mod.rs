//! Rounds that are larger than memory, and the contract that carries them: map, merge, finish.
//!
//! # The merge contract
//!
//! Every pass over the data makes *partials* of batches, *merges* them, and *finishes* the merged one to a model:
//!
//! | partial of a batch | finishes to | in which order |
//! |---|---|---|
//! | [`TermCounts`](crate::vectorize::TermCounts) | a [`Tfidf`](crate::vectorize::Tfidf): vocabulary and idf | any |
//! | [`Sample`] | documents drawn by their ids, to fit on | any |
//! | [`ClusterSums`] | [`FrozenClusters`](crate::cluster::FrozenClusters): a step of k-means | any |
//! | [`Ids`] | which ids occur twice | any |
//!
//! *Any split gives the same bits.* However the documents are split into batches, whether partials are sent as bytes
//! (`to_bytes`, `from_bytes`: JSON with a version, checked as it is read) or stay where they are, and in whatever order they
//! are merged, the model is the same bit for bit, because all that is summed are whole numbers and all that is drawn
//! is drawn by hash. So one machine can stream, and many can share the work. What is finished is frozen: it
//! sees each text on its own.
//!
//! # How a stream is clustered
//!
//! 1. A [`Sample`] of the documents is drawn by a keyed hash of their ids. Which are drawn depends on the seed and the ids
//!    alone: not on their order, nor on batches or threads.
//! 2. [`ClusterModel::fit`] fits everything on the sample: noise, vocabulary, views and clusters.
//! 3. A pass over all documents, as often as wanted, places each by the model and sums up the clusters
//!    ([`ClusterSums`]); [`ClusterModel::refined`] has the clusters of all documents.
//! 4. A last pass places every document, those of the sample like all others: so equal texts share a cluster.
//!
//! ```
//! use commonground::stream::{ClusterModel, Sample, SampleSettings};
//! use commonground::{Document, K, Quality, Round, Settings, Silent};
//!
//! let topics = ["bus train station", "park garden tree", "library book shelf"];
//! let documents = (0..600).map(|n| {
//!     let words: Vec<&str> = topics[n % 3].split(' ').collect();
//!     Document::new(format!("d{n}"), format!("{} {} {}", words[n / 3 % 3], words[n / 9 % 3], words[n % 2]))
//! });
//! let documents: Vec<Document> = documents.collect();
//! let batches = || documents.chunks(100).map(|batch| Round::new(batch.to_vec()));
//!
//! // The sample: partials of two machines, of which one sends bytes.
//! let settings = SampleSettings { documents: 200, ..SampleSettings::default() };
//! let (mut here, mut there) = (Sample::new(&settings, 7), Sample::new(&settings, 7));
//! documents[..250].iter().cloned().for_each(|document| here.add(document));
//! documents[250..].iter().cloned().for_each(|document| there.add(document));
//! let sample = here.merge(Sample::from_bytes(&there.to_bytes()?)?)?;
//! assert_eq!((sample.met(), sample.is_all()), (600, false));
//!
//! // The fit, a refinement, and the last pass.
//! let settings = Settings { k: K::Exactly(3), quality: Quality::Fast, ..Settings::default() };
//! let mut model = ClusterModel::fit(&sample.finish()?, None, &settings, &Silent)?;
//! let mut sums = model.no_sums()?;
//! for round in batches() {
//!     model.place(&round?)?.add_to(&mut sums)?;
//! }
//! model = model.refined(&sums)?;
//! let mut sizes = [0; 3];
//! for round in batches() {
//!     let placed = model.place(&round?)?.assignments;
//!     placed.into_iter().flatten().for_each(|placed| sizes[placed.cluster as usize] += 1);
//! }
//! assert_eq!(sizes, [200, 200, 200]);
//! # Ok::<(), commonground::Error>(())
//! ```
//!
//! [`CodeModel`] codes a stream onto areas in the same way: learned on the sample (or before), then each text on its own.
//!
//! # Why a sample, and no vocabulary of all documents
//!
//! What has no place in the learned views cannot move a text, and only what the sample has is given a place. So the terms of
//! the sample are all that can make a difference, and the memory that they take is bounded by the sample. Counts of all terms
//! that are pruned on the way would depend on the order of the documents, which no result does here. Counting the
//! document frequencies of all documents is possible with [`TermCounts`](crate::vectorize::TermCounts); at tens of
//! thousands of sampled documents it changes an idf in the second decimal.

mod clusters;
mod codes;
mod ids;
mod sample;

pub use clusters::{ClusterModel, Placed};
pub use codes::{CodeModel, CodedBatch};
pub use ids::{Ids, id_hash};
pub use sample::{Sample, SampleSettings};

pub use crate::cluster::ClusterSums;
