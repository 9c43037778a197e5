//! `code`: the areas that each passage or document raises.

use commonground::coding::Coding;
use commonground::round::{Passage, PassageSettings, Unit};
use commonground::{Framework, RoundCodings, Settings, code_round};
use commonground_formats::{Reading, read};
use serde_json::json;

use super::framework;
use super::table::{Table, check_stdout, plural, told};
use crate::args::CodeArgs;
use crate::console::Console;
use crate::csv::{UnitTable, score};
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::settings;

/// Runs the command.
pub(crate) fn run(args: &CodeArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, unit) = (&args.inputs.input, Unit::from(args.unit));
    // Phrases count, as in `analyse`, so that both give a passage the same areas.
    let settings = Settings {
        passages: PassageSettings { unit, ..PassageSettings::default() },
        noise: settings::noise(&args.terms),
        tfidf: settings::tfidf(&args.terms, true)?,
        ..Settings::default()
    };
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    let tables: Vec<&str> = args.read.metadata.as_deref().into_iter().chain([&*args.framework]).collect();
    out.check(inputs, &tables, args.run.force)?;
    let framework = framework::load(&args.framework)?;

    let reading = read(inputs, &options, console)?;
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, &dry_run::table(&out), &args.run, console);
    }

    let RoundCodings { passages, codings, .. } = code_round(&reading.round, &framework, &settings, console)?;

    let coded = codings.iter().filter(|coding| !coding.areas.is_empty()).count();
    let areas = plural(framework.areas.len(), "area");
    let work = json!({
        "passages": settings.passages, "noise": settings.noise, "tfidf": settings.tfidf, "coding": settings.coding,
        "framework": framework::recorded(&args.framework, &framework), "seed": args.run.seed,
    });
    let table = Table {
        command: "code",
        bytes: table(&args.out, &reading, &passages, &framework, &codings, unit)?,
        settings: settings::recorded(inputs, &options, work),
        reading: &reading,
        counts: vec![("passages", passages.len() as u64), ("coded", coded as u64)],
        k: None,
        found: None,
        summary: format!("{areas}; coded: {coded} of {}", told(passages.len(), unit)),
    };
    table.deliver(&out, &args.run, console)
}

/// A row for each area given to a unit, and one with an empty area where none was.
fn table(
    name: &str,
    reading: &Reading,
    passages: &[Passage],
    framework: &Framework,
    codings: &[Coding],
    unit: Unit,
) -> Result<Vec<u8>, Failure> {
    let mut table = UnitTable::new(name, &reading.round, unit, &["area", "score", "rank"])?;
    for (passage, coding) in passages.iter().zip(codings) {
        if coding.areas.is_empty() {
            table.row(passage, [String::new(), String::new(), String::new()])?;
        }
        for (place, given) in coding.areas.iter().enumerate() {
            let area = framework.areas[given.area].id.clone();
            table.row(passage, [area, score(given.score), (place + 1).to_string()])?;
        }
    }
    table.finish()
}
