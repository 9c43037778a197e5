//! `study`: a folder for the process, and where it stands.

use std::fmt::Write;
use std::path::Path;

use commonground_formats::FormatError;
use commonground_formats::study::{Status, StoredLog, StudyFolder, StudySettings};
use serde_json::{Value, json};

use super::round;
use crate::args::{StudyCommand, StudyInitArgs, StudyStatusArgs};
use crate::commands::{export, plural};
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;

/// Runs the command.
pub(crate) fn run(command: &StudyCommand, console: &Console) -> Result<(), Failure> {
    match command {
        StudyCommand::Init(args) => init(args, console),
        StudyCommand::Status(args) => status(args, console),
    }
}

fn init(args: &StudyInitArgs, console: &Console) -> Result<(), Failure> {
    let folder = Path::new(&args.study);
    let name = folder.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let name = args.name.clone().unwrap_or(name);
    let settings = StudySettings {
        schema: StudySettings::SCHEMA,
        name,
        framework: String::new(),
        inputs: args.input.clone(),
        metadata: args.metadata.clone(),
        text: args.text.clone(),
        id: args.id.clone(),
        consent: args.consent.clone(),
        language: args.language.clone(),
        seed: args.seed,
        themes: Vec::new(),
    };
    let study = begin(folder, args, settings)?;
    let (told, _) = study.replay()?;
    let mut said = plural(study.first.areas.len(), "area");
    if let Some(reading) = round::own(&study, console)? {
        let evidences = study.evidences_of(&reading.round, &told, console)?;
        while_writing(|| Ok(study.write(&told, &evidences)?))?;
        let _ = write!(said, " over {}", plural(reading.round.documents().len(), "document"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    console.print(&clean(&format!("{said}\nThe study is {}\n", folder.display())))
}

/// Makes the study of a framework, or of the themes of an analysis.
fn begin(folder: &Path, args: &StudyInitArgs, settings: StudySettings) -> Result<StudyFolder, Failure> {
    let fault = |file: &str, what: &str| Failure::Failed(format!("{file}: {what}"));
    if let Some(given) = &args.from_analysis {
        let analysis = export::load(given)?;
        return while_writing(|| match StudyFolder::create_of_themes(folder, &analysis, settings) {
            Err(FormatError::Process { what }) => Err(fault(given, &what)),
            other => Ok(other?),
        });
    }
    let file = args.framework.as_deref().unwrap_or_default();
    let framework = std::fs::read_to_string(file);
    let framework = framework.map_err(|error| fault(file, &format!("cannot be read ({error})")))?;
    while_writing(|| Ok(StudyFolder::create(folder, &framework, settings)?))
}

fn status(args: &StudyStatusArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let status = Status::of(&study)?;
    let said = if args.json {
        format!("{}\n", in_json(&study, &status))
    } else {
        clean(&status.in_words(&study, |one, other| format!("--settles {one} --settles {other}")))
    };
    console.print(&said)?;
    let is_damaged = |stored: &&StoredLog| stored.log.damage.as_ref().is_some_and(|damage| !damage.is_last);
    match status.stored.iter().find(is_damaged) {
        Some(damaged) => Err(Failure::Failed(format!(
            "decisions/{} is damaged: what stands behind the damage was not read",
            damaged.name
        ))),
        None => Ok(()),
    }
}

fn in_json(study: &StudyFolder, status: &Status) -> Value {
    let Status { told, stored, again, missing } = status;
    let versions: Vec<Value> = told
        .versions
        .iter()
        .map(|version| {
            let areas = version.framework.areas.len();
            json!({ "version": version.version, "title": version.title, "areas": areas, "exact": version.is_exact })
        })
        .collect();
    let files: Vec<Value> = stored
        .iter()
        .map(|stored| {
            let damage = stored.log.damage.as_ref();
            json!({
                "file": stored.name, "decisions": stored.log.lines.len(), "sha256": stored.sha256,
                "damage": damage.map(|d| json!({ "line": d.line, "what": d.what, "torn": d.is_torn, "last": d.is_last })),
            })
        })
        .collect();
    json!({
        "command": "study status",
        "name": study.settings.name,
        "versions": versions,
        "areas": told.draft.areas.iter().map(|area| json!({ "id": area.id, "name": area.name })).collect::<Vec<_>>(),
        "decisions": told.decisions,
        "files": files,
        "open": told.open().collect::<Vec<_>>(),
        "look_again": again.iter().map(|(id, why)| json!({ "id": id, "why": why })).collect::<Vec<_>>(),
        "missing": missing.iter().map(|(id, seen)| json!({ "id": id, "seen": seen })).collect::<Vec<_>>(),
    })
}
