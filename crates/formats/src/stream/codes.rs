//! A stream coded onto areas: learned on the sample, or before, then each document on its own.

use std::io::Read;

use commonground::coding::Coder;
use commonground::noise::KnownNoise;
use commonground::round::{Round, Unit};
use commonground::space::Background;
use commonground::stream::{CodeModel, CodedBatch};
use commonground::{Framework, Progress, Settings};

use super::clusters::Quiet;
use super::table::{CELL, ROW, StreamTable, TableWriter};
use super::work::Work;
use super::{FirstPass, SAMPLE, StreamOptions, first_pass, sample_of};
use crate::error::Result;
use crate::read::stream::{Pass, Stream};
use crate::read::{ReadOptions, Reading};
use crate::write::CODE_COLUMNS;

/// What became of a stream.
#[derive(Debug)]
pub enum CodeStream {
    /// All documents are in the sample: a round like any other, to be coded as one.
    Whole(Box<Reading>),
    /// There are more.
    Table {
        /// The areas of each document, still to be written.
        table: StreamTable,
        /// What was read.
        pass: Pass,
        /// What was learned.
        coder: Box<Coder>,
    },
}

/// By what a stream is coded.
#[derive(Debug, Clone, Copy)]
pub enum CodeBy<'a> {
    /// By what the framework, the sample and a background say.
    Framework(&'a Framework, Option<&'a Background>),
    /// By what was learned before.
    Coder(&'a Coder),
}

const CODER: &str = "coder.json";
const NOISE: &str = "noise.json";

/// Codes a stream. `work` keeps what is done.
///
/// # Errors
/// As [`cluster_stream`](super::cluster_stream).
#[expect(clippy::too_many_arguments, reason = "what is read, how, and where to; each of another kind")]
pub fn code_stream(
    inputs: &[String],
    read: &ReadOptions,
    settings: &Settings,
    by: CodeBy<'_>,
    options: &StreamOptions,
    work: &Work,
    stdin: &mut dyn Read,
    progress: &dyn Progress,
) -> Result<CodeStream> {
    let stream = Stream::open(inputs, read, &work.path("stdin"), stdin, progress)?;
    let pass = match first_pass(&stream, settings.seed, options, work, progress)? {
        FirstPass::Whole(reading) => return Ok(CodeStream::Whole(reading)),
        FirstPass::Large(pass) => pass,
    };
    let model = match by {
        CodeBy::Coder(coder) => CodeModel::by(coder.clone(), settings),
        CodeBy::Framework(framework, background) => learned(framework, background, settings, work, progress)?,
    };
    work.forget(SAMPLE);
    let table = code(&stream, &model, &pass, settings.passages.unit, options, work, progress)?;
    Ok(CodeStream::Table { table, pass, coder: Box::new(model.coder().clone()) })
}

/// Learns on the sample; or takes what an earlier run kept.
fn learned(
    framework: &Framework,
    background: Option<&Background>,
    settings: &Settings,
    work: &Work,
    progress: &dyn Progress,
) -> Result<CodeModel> {
    if let Some(noise) = work.load_json::<KnownNoise>(NOISE)? {
        let bytes = work.load(CODER)?.ok_or_else(|| work.damaged(CODER))?;
        let json = String::from_utf8(bytes).map_err(|_| work.damaged(CODER))?;
        let coder = Coder::load(&json).map_err(|_| work.damaged(CODER))?;
        return Ok(CodeModel::with(coder, noise, settings));
    }
    let model = CodeModel::fit(&sample_of(work)?, framework, background, settings, progress)?;
    work.save(CODER, model.coder().save()?.as_bytes())?;
    work.save_json(NOISE, model.noise())?;
    Ok(model)
}

fn code(
    stream: &Stream,
    model: &CodeModel,
    pass: &Pass,
    unit: Unit,
    options: &StreamOptions,
    work: &Work,
    progress: &dyn Progress,
) -> Result<StreamTable> {
    let mut writer = TableWriter::resume(work, options.memory.of_rows(), options.keep_every)?;
    progress.stage("code", Some(pass.documents));
    progress.advance(writer.done());
    let silent = Quiet(progress);
    stream.pass(writer.done(), &silent, &mut |documents| -> Result<()> {
        let count = documents.len() as u64;
        let round = Round::new(documents)?;
        let coded = model.code(&round)?;
        write_rows(&round, &coded, model, unit, &mut writer);
        writer.keep()?;
        progress.advance(count);
        Ok(())
    })?;
    writer.finish(unit, CODE_COLUMNS)
}

/// A row for each area of a passage, and one with an empty area where there is none, as the table of a small round has it.
fn write_rows(
    round: &Round,
    coded: &CodedBatch,
    model: &CodeModel,
    unit: Unit,
    writer: &mut TableWriter<'_>,
) {
    use std::fmt::Write;
    let areas = &model.coder().framework().areas;
    let mut rows = String::new();
    let mut number = 0;
    for (document, of) in round.documents().iter().enumerate() {
        rows.clear();
        while let Some(passage) = coded.passages.get(number).filter(|p| p.document == document) {
            let range = match unit {
                Unit::Passage => format!("{}{CELL}{}{CELL}", passage.start, passage.end),
                Unit::Document => String::new(),
            };
            let coding = &coded.codings[number];
            if coding.areas.is_empty() {
                let _ = write!(rows, "{range}{CELL}{CELL}{ROW}");
            }
            for (place, given) in coding.areas.iter().enumerate() {
                let (area, rank) = (&areas[given.area].id, place + 1);
                let _ = write!(rows, "{range}{area}{CELL}{:.6}{CELL}{rank}{ROW}", given.score);
            }
            writer.count("passages", 1);
            writer.count("coded", u64::from(!coding.areas.is_empty()));
            writer.count("doubtful", u64::from(coding.doubtful));
            number += 1;
        }
        writer.document(&of.id, &rows);
    }
}
