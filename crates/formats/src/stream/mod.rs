//! Rounds that are larger than memory, from files to a table: passes over a [`Stream`], with what is done kept in a work
//! folder, so that a run that is cut off goes on where it was.
//!
//! `clusters` and `codes` drive the passes of [`commonground::stream`]; `work` is the folder; `sorted` brings rows into
//! canonical order on disk; `memory` says what a run needs. Documents come in the order of the files and leave in the
//! canonical order of ids, so the bytes do not depend on the order of files and rows.

mod clusters;
mod codes;
mod memory;
mod sorted;
mod table;
mod work;

use std::collections::{BTreeMap, BTreeSet};

use commonground::round::{Document, Round, Source};
use commonground::stream::{Ids, Sample, SampleSettings, id_hash};
use commonground::{Error, Progress};
use serde::{Deserialize, Serialize};

use crate::error::{FormatError, Result};
use crate::read::Reading;
use crate::read::stream::{Pass, Stream};
pub use clusters::{ClusterStream, cluster_stream};
pub use codes::{CodeBy, CodeStream, code_stream};
pub use memory::{LEAST_MEMORY, Memory};
pub use table::StreamTable;
pub use work::{Work, work_folder};

/// How a stream is worked on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StreamOptions {
    /// What everything is learned on.
    pub sample: SampleSettings,
    /// How often the clusters are made anew of all documents, after they were fitted on the sample.
    pub refinements: u32,
    /// What is done is kept after so many documents (≥ 1). No result depends on it.
    #[serde(skip)]
    pub keep_every: u64,
    /// The bytes that a run may take. No result depends on it.
    #[serde(skip)]
    pub memory: Memory,
}

impl Default for StreamOptions {
    fn default() -> Self {
        StreamOptions {
            sample: SampleSettings::default(),
            refinements: 1,
            keep_every: 500_000,
            memory: Memory::default(),
        }
    }
}

/// The first pass: what there is, and the sample.
enum FirstPass {
    /// All documents are in the sample, so they are a round like any other.
    Whole(Box<Reading>),
    /// There are more.
    Large(Pass),
}

const INPUTS: &str = "inputs.json";
const READ: &str = "read.json";
const SAMPLE: &str = "sample.json";

/// Reads everything once, draws the sample and looks for ids that occur twice; or takes what an earlier run kept.
fn first_pass(
    stream: &Stream,
    seed: u64,
    options: &StreamOptions,
    work: &Work,
    progress: &dyn Progress,
) -> Result<FirstPass> {
    work.keep_same(INPUTS, &stream.fingerprint())?;
    if let Some(pass) = work.load_json::<Pass>(READ)? {
        return Ok(FirstPass::Large(pass));
    }
    progress.stage("read", Some(stream.bytes()));
    let (mut sample, mut ids) = (Sample::new(&options.sample, seed), Ids::new(seed));
    let pass = stream.pass(0, progress, &mut |documents| -> Result<()> {
        for document in documents {
            ids.add(&document.id);
            sample.add(document);
        }
        options.memory.check("ids", Ids::bytes(sample.met()) + memory::of_sample(&sample))
    })?;
    let twice = ids.finish();
    if !twice.is_empty() {
        return Err(first_twice(stream, seed, &twice, progress)?);
    }
    if sample.is_all() {
        let round = sample.finish()?;
        let documents = round.documents().to_vec();
        let Pass { files, skipped, warnings, .. } = pass;
        let round = Round::with_notes(documents, skipped.into_notes(), warnings.into_notes())?;
        return Ok(FirstPass::Whole(Box::new(Reading { round, files })));
    }
    work.save(SAMPLE, &sample.to_bytes()?)?;
    work.save_json(READ, &pass)?;
    Ok(FirstPass::Large(pass))
}

/// The documents of the sample that [`first_pass`] kept.
fn sample_of(work: &Work) -> Result<Round> {
    let bytes = work.load(SAMPLE)?.ok_or_else(|| work.damaged(SAMPLE))?;
    Ok(Sample::from_bytes(&bytes)?.finish()?)
}

/// The error about the first of the ids that occur twice.
fn first_twice(stream: &Stream, seed: u64, twice: &[u128], progress: &dyn Progress) -> Result<FormatError> {
    // Whatever their number, one is told; so it is enough to look at the first few.
    const LOOKED_AT: usize = 1000;
    let wanted: BTreeSet<u128> = twice.iter().take(LOOKED_AT).copied().collect();
    let mut places: BTreeMap<String, Vec<Source>> = BTreeMap::new();
    stream.pass(0, progress, &mut |documents: Vec<Document>| -> Result<()> {
        for document in documents {
            if wanted.contains(&id_hash(seed, &document.id)) {
                let places = places.entry(document.id).or_default();
                if places.len() < 2 {
                    places.push(document.source);
                }
            }
        }
        Ok(())
    })?;
    let found = places.into_iter().find_map(|(id, places)| match <[Source; 2]>::try_from(places) {
        Ok([first, second]) => Some(Error::DuplicateId { id, first, second }),
        Err(_) => None,
    });
    Ok(found.map_or_else(|| Error::NoDocuments.into(), FormatError::from))
}
