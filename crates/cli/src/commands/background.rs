//! `background`: texts become a model that steadies the clustering of small rounds.

use commonground::{Settings, learn_background};
use commonground_formats::{ReadOptions, read};
use serde_json::json;

use super::table::{Table, check_stdout, plural};
use crate::args::BackgroundArgs;
use crate::console::Console;
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &BackgroundArgs, console: &Console) -> Result<(), Failure> {
    let inputs = &args.inputs.input;
    let settings = Settings {
        noise: settings::noise(&args.terms),
        tfidf: settings::tfidf(&args.terms, false)?,
        seed: args.run.seed,
        ..Settings::default()
    };
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    out.check(inputs, args.read.metadata.as_deref().as_slice(), args.run.force)?;
    let key = pseudonyms::key(&args.read, inputs, &args.out, args.run.dry_run, console)?;
    let options = ReadOptions { pseudonyms: key, ..options };

    let reading = read(inputs, &options, console)?;
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, &dry_run::table(&out), &args.run, console);
    }

    let background = learn_background(&reading.round, &settings, console)?;
    let mut bytes = background.save()?.into_bytes();
    bytes.push(b'\n');
    let documents = plural(reading.round.documents().len(), "document");
    let work = json!({
        "passages": settings.passages, "noise": settings.noise, "tfidf": settings.tfidf,
        "words": settings.space.words, "seed": settings.seed,
    });
    let table = Table {
        command: "background",
        bytes,
        settings: settings::recorded(inputs, &options, work),
        reading: &reading,
        counts: vec![("words", background.words() as u64)],
        k: None,
        found: None,
        summary: format!("Vectors of {} learned from {documents}", plural(background.words(), "word")),
        extra: Vec::new(),
    };
    table.deliver(&out, &args.run, console)
}
