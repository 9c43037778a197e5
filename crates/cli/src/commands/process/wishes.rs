//! What votes and groups share: the themes, the table, and what the round says about the themes.

use std::path::Path;

use commonground::RoundCodings;
use commonground::framework::{Area, Framework};
use commonground::process::replay::RoundEvidence;
use commonground::round::Round;
use commonground::theme::PARTNERSHIP;
use commonground_formats::Reading;
use commonground_formats::study::{BallotForm, BallotOptions, BallotTable, StudyFolder, read_ballots};
use commonground_formats::write::{MANIFEST, Manifest, OutputFile, check_apart, check_folder, write_folder};
use serde_json::{Value, json};

use super::round;
use crate::args::{FolderArgs, FormArg, WishArgs};
use crate::commands::framework;
use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// A table of wishes, with the themes and, where there is a study, its round.
pub(super) struct Wanted {
    pub(super) table: BallotTable,
    pub(super) study: Option<StudyRound>,
}

/// A study's round, coded onto the last version of its list.
pub(super) struct StudyRound {
    pub(super) framework: Framework,
    pub(super) reading: Reading,
    pub(super) coded: RoundCodings,
    pub(super) evidence: RoundEvidence,
}

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
        themes = leaves(&framework::load(file)?);
    }
    if let Some(folder) = &args.study {
        let opened = StudyFolder::open(Path::new(folder))?;
        let (told, _) = opened.replay()?;
        let last = told.last();
        themes = leaves(&last.framework);
        if let Some(reading) = round::read_round(&opened, &[], console)? {
            let coded = round::code(&opened, &reading.round, last, &told, console)?;
            let evidence = round::evidence(&reading.round, last, &coded);
            study = Some(StudyRound { framework: last.framework.clone(), reading, coded, evidence });
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
    Ok(Wanted { table: read_ballots(Path::new(file), &options)?, study })
}

/// The areas that people can vote for: headings are none.
fn leaves(framework: &Framework) -> Vec<Area> {
    let places = (0..framework.areas.len()).filter(|&place| !framework.is_heading(place));
    places.map(|place| framework.areas[place].clone()).collect()
}

/// The documents of a member: those of the partnership of that name, or the one with that id.
pub(super) fn documents_of(round: &Round, member: &str) -> Vec<usize> {
    let is_its = |place: &usize| {
        let document = &round.documents()[*place];
        document.id == member || document.metadata.get(PARTNERSHIP).is_some_and(|name| name.trim() == member)
    };
    (0..round.documents().len()).filter(is_its).collect()
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
    let reading = match &wanted.study {
        Some(study) => study.reading.clone(),
        None => Reading { round: Round::default(), files: Vec::new() },
    };
    let mut manifest = Manifest::new(command, env!("CARGO_PKG_VERSION"), settings, &reading);
    manifest.inputs.push(wanted.table.file.clone());
    manifest.counts.extend(counts.iter().map(|&(name, count)| (name.to_owned(), count as u64)));
    manifest.counts.insert("files".to_owned(), manifest.inputs.len() as u64);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| Ok(write_folder(Path::new(&args.out), &files, args.force)?))?;
    Ok(json!({ "command": command, "version": manifest.version, "out": args.out, "counts": manifest.counts }))
}
