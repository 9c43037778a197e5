//! The public side of `analyse`: results that may be given to everybody.

use std::fmt::Write;
use std::path::Path;

use commonground::Analysis;
use commonground_formats::write::{MANIFEST, Manifest, OutputFile, write_folder};
use commonground_formats::{Reading, public_outputs};
use serde_json::json;

use super::table::plural;
use crate::args::AnalyseArgs;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Writes the folder and says what is in it. Its manifest names no file and no document.
pub(super) fn deliver(
    args: &AnalyseArgs,
    reading: &Reading,
    analysis: &Analysis,
    console: &Console,
) -> Result<(), Failure> {
    let (public, mut files) = public_outputs(reading, analysis)?;
    let mut settings = analysis.settings.clone();
    // Words that were left out may be names.
    settings.tfidf.analyser.extra_stop_words.clear();
    let recorded = json!({ "public": true, "work": settings });
    let version = env!("CARGO_PKG_VERSION");
    let documents = reading.round.documents().len() as u64;
    let mut manifest = Manifest::of_public("analyse", version, recorded, documents);
    manifest.counts.insert("themes".to_owned(), public.themes.len() as u64);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    let out = Path::new(&args.out);
    while_writing(|| Ok(write_folder(out, &files, args.run.force)?))?;

    if args.run.json {
        let told = json!({
            "command": "analyse", "version": version, "out": args.out, "outputs": manifest.outputs, "public": public,
        });
        return console.print(&format!("{told}\n"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    let mut told = format!(
        "{} that may be told of {} {}\n",
        plural(public.themes.len(), "theme"),
        public.of,
        public.unit
    );
    let _ = writeln!(told, "Themes that too few raise to be told: {}", public.themes_not_told);
    let _ = writeln!(
        told,
        "Quotations: {}. Read them before you publish: not all that says whose one is can be seen",
        public.quotations().count()
    );
    let _ = writeln!(told, "Report: {}", out.join("report.html").display());
    console.print(&clean(&told))
}
