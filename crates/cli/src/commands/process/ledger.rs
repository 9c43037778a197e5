//! `ledger`: how the list came about.

use std::path::Path;

use commonground::round::Round;
use commonground_formats::Reading;
use commonground_formats::study::{LedgerOf, StoredLog, StudyFolder, ledger_outputs};
use commonground_formats::write::{MANIFEST, Manifest, OutputFile, check_folder, write_folder};
use serde_json::json;

use super::round;
use crate::args::LedgerArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &LedgerArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let out =
        args.out.as_ref().map_or_else(|| study.folder().join("ledger"), |out| Path::new(out).to_owned());
    check_folder(&out, args.force)?;
    let (told, stored) = study.replay()?;
    let reading = round::read_round(&study, &[], console)?;
    let evidences = match &reading {
        Some(reading) => round::evidences(&study, &reading.round, &told, console)?,
        None => study.evidences(&told),
    };
    let files: Vec<(String, usize, String)> = stored
        .iter()
        .map(|stored| (stored.name.clone(), stored.log.lines.len(), stored.sha256.clone()))
        .collect();
    let notes = notes(&stored);
    let of = LedgerOf {
        name: &study.settings.name,
        themes: &study.settings.themes,
        replay: &told,
        evidences: &evidences,
        files: &files,
        notes: &notes,
    };
    let mut outputs = ledger_outputs(&of)?;
    let reading = reading.unwrap_or_else(|| Reading { round: Round::default(), files: Vec::new() });
    let decisions: Vec<_> = files
        .iter()
        .map(|(name, lines, sha)| json!({ "file": name, "decisions": lines, "sha256": sha }))
        .collect();
    let settings = json!({ "study": study.settings, "decisions": decisions });
    let mut manifest = Manifest::new("ledger", env!("CARGO_PKG_VERSION"), settings, &reading);
    manifest.counts.insert("decisions".to_owned(), told.decisions.len() as u64);
    manifest.counts.insert("versions".to_owned(), told.versions.len() as u64);
    manifest.counts.insert("open_conflicts".to_owned(), told.open().count() as u64);
    manifest.outputs = outputs.iter().map(|file| file.name.clone()).collect();
    outputs.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| {
        study.write(&told, &evidences)?;
        Ok(write_folder(&out, &outputs, args.force)?)
    })?;
    if console.is_quiet() {
        return Ok(());
    }
    let counts: Vec<String> =
        told.versions.iter().map(|version| version.framework.areas.len().to_string()).collect();
    let open = match told.open().count() {
        0 => String::new(),
        open => format!("\n{} to be settled", plural(open, "open conflict")),
    };
    let said = format!(
        "{} areas, {}{open}\nLedger: {}\n",
        counts.join(" → "),
        plural(told.decisions.len(), "decision"),
        out.join("ledger.html").display()
    );
    console.print(&clean(&said))
}

/// What has to be said about the files of decisions.
fn notes(stored: &[StoredLog]) -> Vec<String> {
    let note = |stored: &StoredLog| {
        let damage = stored.log.damage.as_ref()?;
        Some(match damage.is_torn {
            true => format!(
                "In {} the line {} was cut off while it was written, and was never acknowledged.",
                stored.name, damage.line
            ),
            false => {
                format!("In {} the last line ({}) is damaged and was left out.", stored.name, damage.line)
            }
        })
    };
    stored.iter().filter_map(note).collect()
}
