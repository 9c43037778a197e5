//! `ledger`: how the list came about.

use std::path::Path;

use commonground_formats::study::{LedgerOf, StudyFolder, ledger_in_words, ledger_manifest, ledger_outputs};
use commonground_formats::write::{MANIFEST, OutputFile, check_folder, write_folder};

use super::round;
use crate::args::LedgerArgs;
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
    let reading = round::own(&study, console)?;
    let evidences = match &reading {
        Some(reading) => study.evidences_of(&reading.round, &told, console)?,
        None => study.evidences(&told),
    };
    let of = LedgerOf {
        name: &study.settings.name,
        themes: &study.settings.themes,
        replay: &told,
        evidences: &evidences,
        stored: &stored,
    };
    let mut outputs = ledger_outputs(&of)?;
    let mut manifest = ledger_manifest(&study, &of, reading);
    manifest.outputs = outputs.iter().map(|file| file.name.clone()).collect();
    outputs.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| {
        study.write(&told, &evidences)?;
        Ok(write_folder(&out, &outputs, args.force)?)
    })?;
    if console.is_quiet() {
        return Ok(());
    }
    let page = out.join("ledger.html");
    let said = format!("{}Ledger: {}\n", ledger_in_words(&told), page.display());
    console.print(&clean(&said))
}
