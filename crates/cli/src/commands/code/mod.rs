//! `code`: the areas that each passage or document raises.

mod by;
mod streamed;
mod tables;

use std::path::{Path, PathBuf};

use commonground::round::{PassageSettings, Unit};
use commonground::{RoundCodings, Settings};
use commonground_formats::read::all_codes;
use commonground_formats::{ReadOptions, read};
use serde_json::{Value, json};

use self::by::{By, names};
use self::tables::{curve_in_words, questions, table};
use super::table::{Extra, Table, check_stdout, plural, told};
use crate::args::CodeArgs;
use crate::console::Console;
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &CodeArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, unit) = (&args.inputs.input, Unit::from(args.unit));
    // Phrases count, as in `analyse`, so that both give a passage the same areas.
    let settings = Settings {
        passages: PassageSettings { unit, ..PassageSettings::default() },
        noise: settings::noise(&args.terms),
        tfidf: settings::tfidf(&args.terms, true)?,
        seed: args.run.seed,
        ..Settings::default()
    };
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    out.check_format()?;
    let tables: Vec<&str> = args
        .read
        .metadata
        .iter()
        .chain(&args.framework)
        .chain(names(&args.learn))
        .map(String::as_str)
        .collect();
    out.check(inputs, &tables, args.run.force)?;
    let (asked, saved) = (asked(args)?, args.learn.save_model.as_ref().map(PathBuf::from));
    for extra in asked.iter().chain(&saved) {
        Out::File(extra.clone()).check(inputs, &tables, args.run.force)?;
    }
    pseudonyms::check_codes(&args.read, args.learn.learn_from.iter())?;
    let key = pseudonyms::key(&args.read, inputs, &args.out, args.run.dry_run, console)?;
    let options = ReadOptions { pseudonyms: key, ..options };
    let by = By::load(args, &options, console)?;

    let mut reading = match streamed::options(args, &options, console)? {
        None => read(inputs, &options, console)?,
        Some(stream) => match streamed::run(args, &settings, &options, &by, &stream, &out, console)? {
            Some(reading) => *reading,
            None => return Ok(()),
        },
    };
    let (codes, mut warnings) = all_codes(&by.codes, &reading.round, Some(by.framework()))?;
    if !codes.is_empty() {
        warnings.extend(codes.check(&reading.round, by.framework())?);
    }
    let brought = by.join(&reading, &settings, &mut warnings)?;
    reading.round = std::mem::take(&mut reading.round).with_warnings(warnings);
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, &dry_run::table(&out), &args.run, console);
    }

    let coded = by.code(&reading, &codes, brought.as_ref(), &settings, console)?;
    let curve = match args.learn.curve {
        true => Some(by.curve(&reading, &codes, brought.as_ref(), &settings, console)?),
        false => None,
    };
    let mut extra = Vec::new();
    if let Some(path) = saved {
        extra.push(Extra { path, bytes: coded.coder.save()?.into_bytes() });
    }
    if let (Some(path), Some(most)) = (asked, args.learn.ask) {
        let name = path.display().to_string();
        extra.push(Extra { bytes: questions(&name, &reading, &coded, unit, usize::from(most))?, path });
    }
    let in_words = curve.as_ref().map(curve_in_words).unwrap_or_default();
    let table = Table {
        command: "code",
        bytes: table(args, &reading, &coded, unit)?,
        settings: settings::recorded(inputs, &options, recorded(args, &settings, &by)),
        reading: &reading,
        counts: counts(&coded),
        k: None,
        found: curve.map(|curve| ("learning_curve", json!(curve))),
        summary: format!("{in_words}{}", summary(&coded, unit)),
        extra,
    };
    table.deliver(&out, &args.run, console)
}

/// The settings that make a difference to the areas, as the manifest has them.
fn recorded(args: &CodeArgs, settings: &Settings, by: &By) -> Value {
    let mut work = json!({
        "passages": settings.passages, "noise": settings.noise, "tfidf": settings.tfidf, "coding": settings.coding,
        "seed": settings.seed,
    });
    by.record(args, &mut work);
    work
}

/// Where the passages to ask people about go: beside the table.
fn asked(args: &CodeArgs) -> Result<Option<PathBuf>, Failure> {
    match (args.learn.ask, Out::of(&args.out)) {
        (None, _) => Ok(None),
        (Some(_), Out::Stdout) => {
            Err(Failure::Usage("--ask writes a file beside the table: give a file as --out".to_owned()))
        }
        (Some(_), Out::File(path)) => {
            let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            Ok(Some(Path::new(&path).with_file_name(format!("{stem}.ask.csv"))))
        }
    }
}

fn counts(coded: &RoundCodings) -> Vec<(&'static str, u64)> {
    let count = |is: &dyn Fn(&commonground::coding::Coding) -> bool| {
        coded.codings.iter().filter(|c| is(c)).count() as u64
    };
    vec![
        ("passages", coded.passages.len() as u64),
        ("coded", count(&|coding| !coding.areas.is_empty())),
        ("by_people", count(&|coding| coding.by_people)),
        ("doubtful", count(&|coding| coding.doubtful)),
    ]
}

fn summary(coded: &RoundCodings, unit: Unit) -> String {
    let areas = plural(coded.coder.framework().areas.len(), "area");
    let counts = counts(coded);
    let of = |name: &str| counts.iter().find(|(of, _)| *of == name).map_or(0, |(_, count)| *count);
    let mut told = format!("{areas}; coded: {} of {}", of("coded"), told(coded.passages.len(), unit));
    if of("by_people") > 0 {
        told.push_str(&format!(", {} of them by people", of("by_people")));
    }
    if of("doubtful") > 0 {
        told.push_str(&format!("; {} to look at, because two ways of coding disagree", of("doubtful")));
    }
    told
}
