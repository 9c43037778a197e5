//! What votes and groups share: the themes, the table, and what the round says about the themes.

use std::path::Path;

use commonground::framework::Area;
use commonground_formats::study::{
    BallotForm, BallotOptions, StudyFolder, StudyRound, Wanted, read_ballots, themes_of,
};
use commonground_formats::write::{MANIFEST, OutputFile, check_apart, check_folder, write_folder};
use serde_json::{Value, json};

use super::round;
use crate::args::{FolderArgs, FormArg, WishArgs};
use crate::commands::framework;
use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Checks the place of the results, and reads the table.
pub(super) fn load(
    file: &str,
    args: &WishArgs,
    out: &FolderArgs,
    console: &Console,
) -> Result<Wanted, Failure> {
    let path = Path::new(&out.out);
    let inputs: Vec<String> =
        [file.to_owned()].into_iter().chain(args.framework.clone()).chain(args.study.clone()).collect();
    check_apart(path, &inputs)?;
    check_folder(path, out.force)?;
    let (mut themes, mut study) = (Vec::<Area>::new(), None);
    if let Some(file) = &args.framework {
        themes = themes_of(&framework::load(file)?);
    }
    if let Some(folder) = &args.study {
        let opened = StudyFolder::open(Path::new(folder))?;
        let (told, _) = opened.replay()?;
        themes = themes_of(&told.last().framework);
        if let Some(reading) = round::own(&opened, console)? {
            study = Some(StudyRound::of(&opened, reading, console)?);
        }
    }
    let options = BallotOptions {
        voter: args.voter.clone(),
        choices: args.choices.clone(),
        form: args.form.map(|form| match form {
            FormArg::Approval => BallotForm::Approval,
            FormArg::Ranked => BallotForm::Ranked,
            FormArg::Points => BallotForm::Points,
        }),
        themes,
    };
    Ok(Wanted { table: read_ballots(Path::new(file), &options)?, is_file: true, study })
}

/// Writes a folder of results with its manifest.
pub(super) fn deliver(
    command: &'static str,
    mut files: Vec<OutputFile>,
    wanted: &Wanted,
    settings: Value,
    counts: &[(&str, usize)],
    args: &FolderArgs,
) -> Result<Value, Failure> {
    let mut manifest = wanted.manifest(command, settings, counts);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| Ok(write_folder(Path::new(&args.out), &files, args.force)?))?;
    Ok(json!({ "command": command, "version": manifest.version, "out": args.out, "counts": manifest.counts }))
}
