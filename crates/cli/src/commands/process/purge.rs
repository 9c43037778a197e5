//! `purge`: somebody is forgotten, as far as can be, and what cannot be done is said.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::path::{Path, PathBuf};

use commonground::process::decisions::{Act, Decision};
use commonground::round::Document;
use commonground_formats::study::StudyFolder;
use commonground_formats::write::{names_one, remove, results_about};

use super::round::own;
use crate::args::PurgeArgs;
use crate::commands::plural;
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(args: &PurgeArgs, console: &Console) -> Result<(), Failure> {
    let study = args.study.as_deref().map(|study| StudyFolder::open(Path::new(study))).transpose()?;
    let mut names: BTreeSet<String> = args.name.iter().map(|name| name.trim().to_owned()).collect();
    names.remove("");
    let mut left = Vec::new();
    for number in names.iter().filter(|name| !is_word(name)) {
        left.push(format!(
            "{number:?} is a number: remarks and results are not searched for it, because it counts other things there; look at them yourself"
        ));
    }
    if let Some(study) = &study {
        left.extend(still_in_the_inputs(study, &mut names, console));
    }
    // All is found before anything is changed, so that an error leaves everything as it was.
    let mut files: Vec<PathBuf> = Vec::new();
    for path in &args.results {
        files.extend(results_about(Path::new(path), &words(&names))?);
    }
    let mut redacted = Vec::new();
    if let Some(study) = &study {
        files.extend(study.evidence_about(&names)?);
        redacted = study.store().redact(&|decision| is_about(decision, &names), false)?;
        left.extend(said_elsewhere(study, &names, &redacted)?);
    }
    files.sort();
    files.dedup();
    if args.force {
        while_writing(|| {
            if let Some(study) = &study {
                study.store().redact(&|decision| is_about(decision, &names), true)?;
            }
            Ok(remove(&files)?)
        })?;
    }
    if console.is_quiet() {
        return Ok(());
    }
    console.print(&clean(&told(args, &files, &redacted, &left)))
}

/// Adds to the names the documents of a partnership that is named, and a partnership that has no other documents; and says which inputs of the study still have them.
fn still_in_the_inputs(study: &StudyFolder, names: &mut BTreeSet<String>, console: &Console) -> Vec<String> {
    let reading = match own(study, console) {
        Ok(Some(reading)) => reading,
        Ok(None) => return Vec::new(),
        Err(_) => {
            return vec![
                "the inputs of the study cannot be read now, so that documents are known by the names that were given alone"
                    .to_owned(),
            ];
        }
    };
    let mut left = Vec::new();
    let given = names.clone();
    for document in reading.round.documents() {
        let partnership = document.partnership();
        if given.contains(&document.id) || partnership.is_some_and(|name| given.contains(name)) {
            left.push(format!(
                "{} has the document {:?}: inputs are never changed, so take it out",
                document.source, document.id
            ));
            names.insert(document.id.clone());
        }
    }
    let documents = reading.round.documents();
    let has =
        |document: &Document, name: &String| document.id == *name || document.partnership() == Some(name);
    for name in given.iter().filter(|name| !documents.iter().any(|document| has(document, name))) {
        left.push(format!(
            "no document of the study's inputs has {name:?}: if those of a partnership were taken out already, give their ids, too"
        ));
    }
    // A partnership of which no other document is left is told by its name, too.
    let partnership = |document: &Document| document.partnership().map(str::to_owned);
    let others: BTreeSet<String> =
        documents.iter().filter(|document| !names.contains(&document.id)).filter_map(partnership).collect();
    let own: Vec<String> =
        documents.iter().filter(|document| names.contains(&document.id)).filter_map(partnership).collect();
    names.extend(own.into_iter().filter(|name| !others.contains(name)));
    left
}

/// Whether a name can be looked for in what people and programs wrote: a mere number is everywhere.
fn is_word(name: &str) -> bool {
    name.contains(char::is_alphabetic)
}

fn words(names: &BTreeSet<String>) -> BTreeSet<String> {
    names.iter().filter(|name| is_word(name)).cloned().collect()
}

/// Whether a remark or the coding of a passage is about one of these.
fn is_about(decision: &Decision, names: &BTreeSet<String>) -> bool {
    match &decision.act {
        Act::Recode { document, .. } => names.contains(document) || names_one(&decision.why, &words(names)),
        Act::Comment { on } => names_one(on, &words(names)) || names_one(&decision.why, &words(names)),
        _ => false,
    }
}

/// Decisions and versions of the list that name one of these and stay, as without them the list would be another.
fn said_elsewhere(
    study: &StudyFolder,
    names: &BTreeSet<String>,
    redacted: &[(PathBuf, Vec<String>)],
) -> Result<Vec<String>, Failure> {
    let gone: BTreeSet<&String> = redacted.iter().flat_map(|(_, ids)| ids).collect();
    let (union, _) = study.store().union()?;
    let mut left = Vec::new();
    for decision in union.decisions().iter().filter(|decision| !gone.contains(&decision.id)) {
        let all = serde_json::to_string(decision).unwrap_or_default();
        if names_one(&all, names) || names.contains(decision.by.trim()) {
            left.push(format!(
                "the decision {} ({}) names it and is a part of how the list came about: what it made can be changed by another decision, and what it says cannot",
                decision.id,
                decision.act.kind()
            ));
        }
    }
    for folder in ["frameworks", "."] {
        let Ok(entries) = study.folder().join(folder).read_dir() else { continue };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.sort();
        for path in paths.iter().filter(|path| path.extension().is_some_and(|end| end == "toml")) {
            let names_it = std::fs::read_to_string(path).is_ok_and(|text| names_one(&text, names));
            if names_it {
                left.push(format!("{} names it: change it by hand", path.display()));
            }
        }
    }
    Ok(left)
}

/// What was done, or would be, and what cannot be.
fn told(args: &PurgeArgs, files: &[PathBuf], redacted: &[(PathBuf, Vec<String>)], left: &[String]) -> String {
    let mut told = String::new();
    let (removed, taken) = match args.force {
        true => ("Removed", "was taken out"),
        false => ("Would remove", "would be taken out"),
    };
    let _ = writeln!(told, "{removed}: {}", plural(files.len(), "file"));
    for file in files {
        let _ = writeln!(told, "  {}", file.display());
    }
    let count: usize = redacted.iter().map(|(_, ids)| ids.len()).sum();
    let _ = writeln!(told, "Remarks and codings of passages of which {taken} what they said: {count}");
    for (file, ids) in redacted {
        let _ = writeln!(told, "  {}: {}", file.display(), ids.join(", "));
    }
    let _ = writeln!(told, "Left for you:");
    let always = [
        "copies that others have, in mails, backups and synchronised folders; a copy of a log brings nothing back here",
        "models, backgrounds and public reports count its words among those of others: make them anew, if that matters",
        "results that are not named by --results, and exports to other programs",
    ];
    for what in left.iter().map(String::as_str).chain(always) {
        let _ = writeln!(told, "  {what}");
    }
    if args.force {
        if args.study.is_some() {
            told.push_str("Run `commonground replay` to make the evidence of the study anew.\n");
        }
    } else {
        told.push_str("Nothing was changed: add --force to do it.\n");
    }
    told
}
