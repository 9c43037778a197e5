//! `code` on an input that is not held.

use std::path::PathBuf;

use commonground::Settings;
use commonground_formats::stream::{CodeStream, StreamOptions, code_stream};
use commonground_formats::{ReadOptions, Reading};

use super::super::stream;
use super::super::table::{Extra, plural, told};
use super::by::By;
use super::recorded;
use crate::args::CodeArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::place::Out;
use crate::settings;

/// How the input is read as a stream: if the user says so, or if it is large and nothing speaks against it.
pub(super) fn options(
    args: &CodeArgs,
    read: &ReadOptions,
    console: &Console,
) -> Result<Option<StreamOptions>, Failure> {
    let learn = &args.learn;
    let against = [
        ("--learn-from", !learn.learn_from.is_empty()),
        ("--ask", learn.ask.is_some()),
        ("--vectors", learn.vectors.is_some()),
        ("--ranked", args.ranked.is_some()),
        ("--metadata", read.metadata.is_some()),
    ];
    let against = against.into_iter().find(|(_, is_given)| *is_given).map(|(name, _)| name);
    stream::wanted(&args.stream, &args.inputs.input, against, console)
}

/// Runs the stream and delivers its table; or gives the round, if it is no larger than the sample.
pub(super) fn run(
    args: &CodeArgs,
    settings: &Settings,
    options: &ReadOptions,
    by: &By,
    stream: &StreamOptions,
    out: &Out,
    console: &Console,
) -> Result<Option<Box<Reading>>, Failure> {
    let (inputs, unit) = (&args.inputs.input, settings.passages.unit);
    if args.run.dry_run {
        stream::dry_run(inputs, options, out, &args.run, console)?;
        return Ok(None);
    }
    let recorded = settings::recorded(inputs, options, recorded(args, settings, by));
    let work = stream::work("code", out, recorded.clone(), stream, &args.stream, &args.run)?;
    let mut stdin = std::io::stdin();
    let outcome = code_stream(inputs, options, settings, by.of_stream(), stream, &work, &mut stdin, console);
    let (table, pass, coder) = match outcome {
        Ok(CodeStream::Whole(reading)) => {
            work.remove();
            return Ok(Some(reading));
        }
        Ok(CodeStream::Table { table, pass, coder }) => (table, pass, coder),
        Err(error) => {
            work.leave();
            return Err(error.into());
        }
    };
    let count = |name: &str| table.counts.get(name).copied().unwrap_or(0);
    let areas = plural(coder.framework().areas.len(), "area");
    let summary = format!("{areas}; coded: {} of {}", count("coded"), told(count("passages") as usize, unit));
    let mut extra = Vec::new();
    if let Some(path) = args.learn.save_model.as_ref().map(PathBuf::from) {
        extra.push(Extra { path, bytes: coder.save()?.into_bytes() });
    }
    let settings = stream::recorded(recorded, stream, &args.stream);
    let delivery = stream::Delivery { command: "code", table, pass, settings, k: None, summary, extra };
    delivery.deliver(out, work, &args.run, console)?;
    Ok(None)
}
