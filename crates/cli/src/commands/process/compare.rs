//! `compare`: two rounds, or a list and the notes of meetings.

use std::path::{Path, PathBuf};

use commonground::process::compare::{
    AreasCompared, CompareSettings, RoundsCompared, compare_areas, compare_rounds,
};
use commonground::{Framework, Settings};
use commonground_formats::study::{
    areas_in_words, areas_outputs, check_across, comparison_manifest, rounds_in_words, rounds_outputs,
};
use commonground_formats::write::{MANIFEST, OutputFile, check_apart, check_folder, write_folder};
use commonground_formats::{ReadOptions, read};
use serde_json::json;

use crate::args::CompareArgs;
use crate::commands::framework;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::settings;

/// What was found.
enum Found {
    Rounds(RoundsCompared),
    Areas(Framework, AreasCompared),
}

/// Runs the command.
pub(crate) fn run(args: &CompareArgs, console: &Console) -> Result<(), Failure> {
    let out = Path::new(&args.out.out);
    let inputs = [args.earlier.clone(), args.later.clone()];
    let tables = args.framework.iter().chain(&args.metadata).cloned();
    check_apart(out, &inputs.iter().cloned().chain(tables).collect::<Vec<_>>())?;
    check_folder(out, args.out.force)?;
    let framework = args.framework.as_deref().map(framework::load).transpose()?;
    let mut settings = Settings { k: args.k, seed: args.seed, ..Settings::default() };
    settings.tfidf.analyser.language = args.language.parse()?;
    let compare = CompareSettings { deals: args.deals.into(), ..CompareSettings::default() };
    let options = ReadOptions {
        text: args.text.clone(),
        id: args.id.clone(),
        consent: args.consent.clone(),
        metadata: args.metadata.as_ref().map(PathBuf::from),
        worker: settings::worker(),
        ..ReadOptions::default()
    };
    let earlier = read(&inputs[..1], &options, console)?;
    let later = read(&inputs[1..], &options, console)?;
    console.warn_about(&earlier.round);
    console.warn_about(&later.round);
    if let Some(across) = &args.across {
        check_across(&later.round, across, &args.later)?;
    }
    let found = match framework {
        None => Found::Rounds(compare_rounds(&earlier.round, &later.round, &settings, &compare, console)?),
        Some(framework) => {
            let across = args.across.as_deref();
            let told = compare_areas(
                &earlier.round,
                &later.round,
                &framework,
                across,
                &settings,
                &compare,
                console,
            )?;
            Found::Areas(framework, told)
        }
    };
    let names = [args.earlier.as_str(), args.later.as_str()];
    let mut files = match &found {
        Found::Rounds(told) => rounds_outputs(told, names)?,
        Found::Areas(framework, told) => areas_outputs(framework, told, names, args.across.as_deref())?,
    };
    let work = json!({
        "earlier": args.earlier, "later": args.later, "framework": args.framework, "across": args.across,
        "compare": compare, "read": options, "settings": settings,
    });
    let changes = match &found {
        Found::Rounds(told) => told.changes(),
        Found::Areas(_, told) => told.changes(),
    };
    let mut manifest = comparison_manifest(work, earlier, later, changes);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| Ok(write_folder(out, &files, args.out.force)?))?;
    if args.out.json {
        let mut told = json!({ "command": "compare", "version": manifest.version, "out": args.out.out, "counts": manifest.counts });
        match &found {
            Found::Rounds(rounds) => told["themes"] = json!(rounds),
            Found::Areas(_, areas) => told["areas"] = json!(areas),
        }
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let said = match &found {
        Found::Rounds(told) => rounds_in_words(told),
        Found::Areas(framework, told) => areas_in_words(framework, told),
    };
    console.print(&clean(&format!("{said}\nPage: {}\n", out.join("comparison.html").display())))
}
