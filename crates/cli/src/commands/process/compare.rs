//! `compare`: two rounds, or a list and the notes of meetings.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use commonground::process::compare::{
    AreasCompared, CompareSettings, RoundsCompared, What, compare_areas, compare_rounds,
};
use commonground::{Framework, Settings};
use commonground_formats::study::{areas_outputs, rounds_outputs};
use commonground_formats::write::{MANIFEST, Manifest, OutputFile, check_apart, check_folder, write_folder};
use commonground_formats::{ReadOptions, read};
use serde_json::json;

use crate::args::CompareArgs;
use crate::commands::{framework, plural};
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
    let mut earlier = read(&inputs[..1], &options, console)?;
    let later = read(&inputs[1..], &options, console)?;
    console.warn_about(&earlier.round);
    console.warn_about(&later.round);
    let has_across =
        |name: &String| later.round.documents().iter().any(|document| document.metadata.contains_key(name));
    if let Some(missing) = args.across.as_ref().filter(|name| !has_across(name)) {
        return Err(Failure::Failed(format!(
            "{}: no document has the metadata {missing:?} of --across",
            args.later
        )));
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
    let documents = [earlier.round.documents().len(), later.round.documents().len()];
    let notes = later.round.skipped().iter().chain(later.round.warnings()).cloned().collect();
    earlier.files.extend(later.files);
    earlier.round = std::mem::take(&mut earlier.round).with_warnings(notes);
    let mut manifest = Manifest::new("compare", env!("CARGO_PKG_VERSION"), work, &earlier);
    manifest.counts.insert("documents".to_owned(), documents[0] as u64);
    manifest.counts.insert("documents_later".to_owned(), documents[1] as u64);
    let changes = match &found {
        Found::Rounds(told) => told.changes(),
        Found::Areas(_, told) => told.changes(),
    };
    manifest.counts.insert("changes".to_owned(), changes as u64);
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
    if console.is_quiet() { Ok(()) } else { console.print(&clean(&in_words(&found, changes, &args.out.out))) }
}

fn in_words(found: &Found, changes: usize, out: &str) -> String {
    let mut said = match changes {
        0 => "No change beyond noise\n\n".to_owned(),
        some => format!("{} beyond noise\n\n", plural(some, "change")),
    };
    match found {
        Found::Rounds(told) => {
            for theme in &told.themes {
                let terms = theme.terms[..theme.terms.len().min(4)].join(", ");
                let [before, after] = theme.documents;
                let [earlier, later] = theme.text.map(|share| share * 100.0);
                let _ = writeln!(
                    said,
                    "  {} {terms}: {} of {} → {} of {}, {earlier:.0}% → {later:.0}% of the text, {}",
                    theme.number,
                    before.documents,
                    before.of,
                    after.documents,
                    after.of,
                    theme.what.told()
                );
            }
            for (name, themes) in [("earlier", &told.earlier), ("later", &told.later)] {
                for theme in themes.iter().filter(|theme| matches!(theme.what, What::Split | What::Merged)) {
                    let terms = theme.terms[..theme.terms.len().min(4)].join(", ");
                    let _ = writeln!(said, "  {name} {} {terms}: {}", theme.number, theme.what.told());
                }
            }
        }
        Found::Areas(framework, told) => {
            for (area, change) in framework.areas.iter().zip(&told.areas) {
                let [before, after] = change.shares;
                let across = if change.cuts_across { ", cuts across" } else { "" };
                let _ = writeln!(
                    said,
                    "  {}: {} of {} → {} of {}, {}{across}",
                    area.name,
                    before.documents,
                    before.of,
                    after.documents,
                    after.of,
                    change.what.told()
                );
            }
        }
    }
    let _ = writeln!(said, "\nPage: {}", Path::new(out).join("comparison.html").display());
    said
}
