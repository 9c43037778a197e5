//! A stream clustered: the sample, the fit, refinements over all documents, and where each document goes.

use std::collections::BTreeMap;
use std::io::Read;

use commonground::noise::SetAside;
use commonground::round::{Round, Unit};
use commonground::space::Background;
use commonground::stream::{ClusterModel, ClusterSums, Placed};
use commonground::{KSummary, Progress, Settings};

use super::memory::of_clusters;
use super::table::{CELL, ROW, StreamTable, TableWriter};
use super::work::Work;
use super::{FirstPass, SAMPLE, StreamOptions, first_pass, sample_of};
use crate::error::Result;
use crate::read::stream::{Pass, Stream};
use crate::read::{ReadOptions, Reading};
use crate::write::CLUSTER_COLUMNS;

/// What became of a stream.
#[derive(Debug)]
pub enum ClusterStream {
    /// All documents are in the sample: a round like any other, to be clustered as one.
    Whole(Box<Reading>),
    /// There are more.
    Table {
        /// Where each document went, still to be written.
        table: StreamTable,
        /// What was read.
        pass: Pass,
        /// How the number of clusters came about.
        k: Box<KSummary>,
        /// The settings with everything decided that was left open.
        settings: Box<Settings>,
    },
}

/// Clusters a stream. `work` keeps what is done.
///
/// # Errors
/// If an input cannot be read or changes, if the work folder cannot be written, if more memory is needed than may be
/// taken, and any error of the fit.
#[expect(clippy::too_many_arguments, reason = "what is read, how, and where to; each of another kind")]
pub fn cluster_stream(
    inputs: &[String],
    read: &ReadOptions,
    settings: &Settings,
    background: Option<&Background>,
    options: &StreamOptions,
    work: &Work,
    stdin: &mut dyn Read,
    progress: &dyn Progress,
) -> Result<ClusterStream> {
    let stream = Stream::open(inputs, read, &work.path("stdin"), stdin, progress)?;
    let pass = match first_pass(&stream, settings.seed, options, work, progress)? {
        FirstPass::Whole(reading) => return Ok(ClusterStream::Whole(reading)),
        FirstPass::Large(pass) => pass,
    };
    let (mut model, mut refined) = match fitted(work)? {
        Some(kept) => kept,
        None => {
            let model = ClusterModel::fit(&sample_of(work)?, background, settings, progress)?;
            work.save(&model_name(0), &model.to_bytes()?)?;
            work.forget(SAMPLE);
            (model, 0)
        }
    };
    options
        .memory
        .check("the clusters", of_clusters(model.clusters().k(), model.tfidf().vocabulary().len()))?;
    while refined < options.refinements {
        let sums = refine(&stream, &model, refined, &pass, options, work, progress)?;
        model = model.refined(&sums)?;
        drop(sums);
        refined += 1;
        work.save(&model_name(refined), &model.to_bytes()?)?;
        work.forget(&model_name(refined - 1));
        sums_names(work, refined - 1)?.iter().for_each(|(name, _)| work.forget(name));
    }
    let table = place(&stream, &model, &pass, settings.passages.unit, options, work, progress)?;
    let k = Box::new(model.k().clone());
    Ok(ClusterStream::Table { table, pass, k, settings: Box::new(model.settings().clone()) })
}

fn model_name(refined: u32) -> String {
    format!("model-{refined}.json")
}

/// The model that was refined most, if one was kept.
fn fitted(work: &Work) -> Result<Option<(ClusterModel, u32)>> {
    let number = |name: &String| name.strip_prefix("model-")?.strip_suffix(".json")?.parse::<u32>().ok();
    let Some(refined) = work.names()?.iter().filter_map(number).max() else { return Ok(None) };
    let bytes = work.load(&model_name(refined))?.unwrap_or_default();
    let model = ClusterModel::from_bytes(&bytes).map_err(|_| work.damaged(&model_name(refined)))?;
    Ok(Some((model, refined)))
}

/// The sums that were kept in the middle of a refinement, and how many documents they have.
fn sums_names(work: &Work, refined: u32) -> Result<Vec<(String, u64)>> {
    let prefix = format!("sums-{refined}-");
    let of = |name: String| {
        let done = name.strip_prefix(&prefix)?.strip_suffix(".json")?.parse().ok()?;
        Some((name, done))
    };
    Ok(work.names()?.into_iter().filter_map(of).collect())
}

/// Sums up the clusters of all documents.
fn refine(
    stream: &Stream,
    model: &ClusterModel,
    refined: u32,
    pass: &Pass,
    options: &StreamOptions,
    work: &Work,
    progress: &dyn Progress,
) -> Result<ClusterSums> {
    let (mut sums, mut done) = match sums_names(work, refined)?.pop() {
        Some((name, done)) => {
            let bytes = work.load(&name)?.unwrap_or_default();
            (ClusterSums::from_bytes(&bytes).map_err(|_| work.damaged(&name))?, done)
        }
        None => (model.no_sums()?, 0),
    };
    let mut kept = done;
    progress.stage("refine", Some(pass.documents));
    progress.advance(done);
    let silent = Quiet(progress);
    stream.pass(done, &silent, &mut |documents| -> Result<()> {
        let count = documents.len() as u64;
        model.place(&Round::new(documents)?)?.add_to(&mut sums)?;
        done += count;
        progress.advance(count);
        if done - kept >= options.keep_every {
            let before = sums_names(work, refined)?;
            work.save(&format!("sums-{refined}-{done:015}.json"), &sums.to_bytes()?)?;
            before.iter().for_each(|(name, _)| work.forget(name));
            kept = done;
        }
        Ok(())
    })?;
    Ok(sums)
}

/// Places every document, and numbers the clusters by their size.
fn place(
    stream: &Stream,
    model: &ClusterModel,
    pass: &Pass,
    unit: Unit,
    options: &StreamOptions,
    work: &Work,
    progress: &dyn Progress,
) -> Result<StreamTable> {
    let mut writer = TableWriter::resume(work, options.memory.of_rows(), options.keep_every)?;
    let k = model.clusters().k();
    let mut sizes: Vec<u64> =
        (0..k).map(|c| writer.counts.get(&size_name(c)).copied().unwrap_or(0)).collect();
    progress.stage("place", Some(pass.documents));
    progress.advance(writer.done());
    let silent = Quiet(progress);
    stream.pass(writer.done(), &silent, &mut |documents| -> Result<()> {
        let count = documents.len() as u64;
        let round = Round::new(documents)?;
        let placed = model.place(&round)?;
        write_rows(&round, &placed, unit, &mut writer);
        placed.assignments.iter().flatten().for_each(|placed| sizes[placed.cluster as usize] += 1);
        for (c, &size) in sizes.iter().enumerate() {
            writer.counts.insert(size_name(c), size);
        }
        writer.keep()?;
        progress.advance(count);
        Ok(())
    })?;
    let mut table = writer.finish(unit, CLUSTER_COLUMNS)?;
    table.counts.retain(|name, _| !name.starts_with(SIZE));
    table.counts.insert("clusters".to_owned(), k as u64);
    table.counts.insert("terms".to_owned(), model.tfidf().vocabulary().len() as u64);
    Ok(table.renumbered(by_size(&sizes)))
}

/// Under what the size of a cluster is counted while it grows.
const SIZE: &str = "size ";

fn size_name(cluster: usize) -> String {
    format!("{SIZE}{cluster}")
}

/// A row a passage, as the table of a small round has it.
fn write_rows(round: &Round, placed: &Placed, unit: Unit, writer: &mut TableWriter<'_>) {
    use std::fmt::Write;
    let mut counts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut rows = String::new();
    let mut number = 0;
    for (document, of) in round.documents().iter().enumerate() {
        rows.clear();
        while let Some(passage) = placed.passages.get(number).filter(|p| p.document == document) {
            if unit == Unit::Passage {
                let _ = write!(rows, "{}{CELL}{}{CELL}", passage.start, passage.end);
            }
            let _ = match &placed.assignments[number] {
                Some(placed) => write!(rows, "{}{CELL}{:.6}{ROW}", placed.cluster, f64::from(placed.score)),
                None => write!(rows, "-1{CELL}{ROW}"),
            };
            *counts.entry("passages").or_default() += 1;
            *counts.entry("unplaced").or_default() += u64::from(placed.assignments[number].is_none());
            let is_non_answer = placed.set_aside[number] == Some(SetAside::NonAnswer);
            *counts.entry("non_answers").or_default() += u64::from(is_non_answer);
            number += 1;
        }
        writer.document(&of.id, &rows);
    }
    counts.into_iter().for_each(|(name, count)| writer.count(name, count));
}

/// The new number of each cluster: the largest first, equals in their order.
fn by_size(sizes: &[u64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&c| std::cmp::Reverse(sizes[c]));
    let mut numbers = vec![0; sizes.len()];
    order.iter().enumerate().for_each(|(new, &old)| numbers[old] = new);
    numbers
}

/// Passes on the wish to stop, and no bytes: the stages here count documents.
pub(super) struct Quiet<'p>(pub(super) &'p dyn Progress);

impl Progress for Quiet<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
