//! `agreement`: how far tables of codes agree.

use std::fmt::Write;

use commonground::agreement::{AgreementSettings, Comparison, ENOUGH, UnitAgreement, agreement};
use commonground::round::{Round, Unit};
use commonground_formats::read::{CodeTable, ratings_of, read_codes};
use commonground_formats::results::{agreement_in_words, agreement_table, too_few};
use commonground_formats::write::CsvStyle;
use commonground_formats::{ReadOptions, Reading};
use serde_json::{Value, json};

use super::framework;
use super::table::{Table, check_stdout, plural};
use crate::args::AgreementArgs;
use crate::console::{Console, clean};
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::settings;

/// Runs the command.
pub(crate) fn run(args: &AgreementArgs, console: &Console) -> Result<(), Failure> {
    let options = ReadOptions { id: args.id.clone(), ..ReadOptions::default() };
    let settings = AgreementSettings { seed: args.run.seed, ..AgreementSettings::default() };
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    out.check_format()?;
    let tables: Vec<&str> = args.framework.iter().map(String::as_str).collect();
    out.check(&args.codes, &tables, args.run.force)?;
    let framework = args.framework.as_deref().map(framework::load).transpose()?;

    let tables = read_codes(&args.codes, &options, console)?;
    let (ratings, notes) = ratings_of(&tables, framework.as_ref(), args.unit.map(Unit::from))?;
    let warnings = tables.iter().flat_map(|table| table.warnings.clone()).chain(notes).collect();
    let files = tables.iter().map(|table| table.file.clone()).collect();
    // There are no texts: a round without documents holds the log of what was read.
    let reading = Reading { round: Round::default().with_warnings(warnings), files };
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return tell_dry_run(args, &tables, &reading, &out, console);
    }

    let found = agreement(&ratings, &settings, console)?;
    let units = std::slice::from_ref(&found);
    let coders: Vec<Value> =
        ratings.raters().iter().map(|r| json!({ "name": r.name, "machine": r.is_machine })).collect();
    let mut work = json!({ "unit": ratings.unit(), "agreement": settings, "coders": coders });
    if let (Some(path), Some(framework)) = (&args.framework, &framework) {
        work["framework"] = framework::recorded(path, framework);
    }
    let all = found.comparisons.iter();
    let most = |count: fn(&Comparison) -> usize| all.clone().map(count).max().unwrap_or(0) as u64;
    let table = Table {
        command: "agreement",
        bytes: agreement_table(&args.out, units, CsvStyle::Data)?,
        settings: settings::recorded(&args.codes, &options, work),
        reading: &reading,
        counts: vec![
            ("coders", ratings.raters().len() as u64),
            ("areas", ratings.areas().len() as u64),
            ("units", most(|c| c.units)),
            ("documents", most(|c| c.documents)),
        ],
        k: None,
        found: Some(("agreement", json!(found))),
        summary: clean(&in_words(&found)),
        extra: Vec::new(),
    };
    table.deliver(&out, &args.run, console)
}

/// The short summary: a sentence for each comparison that matters, and the areas.
fn in_words(found: &UnitAgreement) -> String {
    let mut told = agreement_in_words(found).join("\n");
    let Some(first) = found.comparisons.first() else { return told };
    told.push_str("\n(0 is as by chance, 1 is full; in brackets the 95% interval)\n");
    let width = first.areas.iter().map(|area| area.id.chars().count()).max().unwrap_or(0);
    for area in first.areas.iter().filter(|area| area.is_enough) {
        let kappa = area.figures.kappa.told();
        let _ = write!(told, "\n  {:width$}  kappa {kappa}", area.id);
    }
    let few = too_few(first);
    if !few.is_empty() {
        let gap = if few.len() == first.areas.len() { "\n" } else { "\n\n" };
        let of = plural(first.areas.len(), "area");
        let _ = write!(
            told,
            "{gap}Too few to judge (used for fewer than {ENOUGH}): {} of {of} ({})",
            few.len(),
            few.join(", ")
        );
    }
    told
}

/// `--dry-run`: who coded, and what would be written.
fn tell_dry_run(
    args: &AgreementArgs,
    tables: &[CodeTable],
    reading: &Reading,
    out: &Out,
    console: &Console,
) -> Result<(), Failure> {
    let would_write = dry_run::table(out);
    if args.run.json {
        let told = json!({
            "dry_run": true, "files": reading.files, "warnings": reading.round.warnings(), "would_write": would_write,
        });
        return console.print(&format!("{told}\n"));
    }
    let mut told = String::new();
    for table in tables {
        let mut coders: Vec<&str> = table.codes.iter().map(|code| code.coder.as_str()).collect();
        coders.sort_unstable();
        coders.dedup();
        let by = if table.is_machine { "the machine".to_owned() } else { coders.join(", ") };
        let documents = plural(table.file.documents as usize, "document");
        let _ = writeln!(
            told,
            "{}\n  {} of {documents}, by {by}",
            table.file.path,
            plural(table.codes.len(), "row")
        );
    }
    let _ = writeln!(told, "Warnings: {}", reading.round.warnings().len());
    for note in reading.round.warnings() {
        let _ = writeln!(told, "  {}: {}", note.source, note.message);
    }
    let _ = writeln!(told, "Would write: {}\nNothing was written.", would_write.join(", "));
    console.print(&clean(&told))
}
