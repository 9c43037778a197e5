//! `study`: a folder for the process, and where it stands.

use std::fmt::Write;
use std::path::Path;

use commonground::process::replay::{Replay, stale};
use commonground::process::{ThemeOrigin, themes_as_framework};
use commonground_formats::study::{StoredLog, StudyFolder, StudySettings};
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
    let (framework, themes) = beginning(args, &name)?;
    for input in args.input.iter().chain(&args.metadata) {
        if !Path::new(input).exists() {
            return Err(Failure::Failed(format!("{input}: there is no such file or folder: check the name")));
        }
    }
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
        themes,
    };
    let study = while_writing(|| Ok(StudyFolder::create(folder, &framework, settings)?))?;
    let (told, _) = study.replay()?;
    let mut said = plural(study.first.areas.len(), "area");
    if let Some(reading) = round::read_round(&study, &[], console)? {
        let evidences = round::evidences(&study, &reading.round, &told, console)?;
        while_writing(|| Ok(study.write(&told, &evidences)?))?;
        let _ = write!(said, " over {}", plural(reading.round.documents().len(), "document"));
    }
    if console.is_quiet() {
        return Ok(());
    }
    console.print(&clean(&format!("{said}\nThe study is {}\n", folder.display())))
}

/// The framework (TOML) that a study begins with, and the themes that it was made of.
fn beginning(args: &StudyInitArgs, name: &str) -> Result<(String, Vec<ThemeOrigin>), Failure> {
    let fault = |file: &Path, what: &str| Failure::Failed(format!("{}: {what}", file.display()));
    let read = |file: &Path| {
        std::fs::read_to_string(file).map_err(|error| fault(file, &format!("cannot be read ({error})")))
    };
    let Some(given) = &args.from_analysis else {
        let framework = args.framework.as_deref().unwrap_or_default();
        return Ok((read(Path::new(framework))?, Vec::new()));
    };
    let analysis = export::load(given)?;
    let (framework, themes) = themes_as_framework(&analysis, name);
    if framework.areas.is_empty() {
        return Err(fault(
            Path::new(given),
            "no theme was found in that round, so there is none to begin with",
        ));
    }
    Ok((framework.to_toml(), themes))
}

fn status(args: &StudyStatusArgs, console: &Console) -> Result<(), Failure> {
    let study = StudyFolder::open(Path::new(&args.study))?;
    let stored = study.store().read()?;
    let union = commonground::process::Union::of(stored.iter().map(|stored| stored.log.clone()));
    let told = commonground::process::replay(&study.first, &union)?;
    let now =
        study.evidences(&told).into_iter().map(|(version, evidence)| (version, evidence.areas)).collect();
    let again: Vec<(String, Vec<String>)> = told
        .decisions
        .iter()
        .filter(|fated| {
            !study.settings.inputs.is_empty() && fated.decision.based_on.iter().any(|b| b.evidence.is_some())
        })
        .map(|fated| (fated.decision.id.clone(), stale(&fated.decision, &now)))
        .filter(|(_, why)| !why.is_empty())
        .collect();
    let said = if args.json {
        format!("{}\n", in_json(&study, &told, &stored, &again, union.missing()))
    } else {
        clean(&in_words(&study, &told, &stored, &again, union.missing()))
    };
    console.print(&said)?;
    match stored.iter().find(|stored| stored.log.damage.as_ref().is_some_and(|damage| !damage.is_last)) {
        Some(damaged) => Err(Failure::Failed(format!(
            "decisions/{} is damaged: what stands behind the damage was not read",
            damaged.name
        ))),
        None => Ok(()),
    }
}

fn in_words(
    study: &StudyFolder,
    told: &Replay,
    stored: &[StoredLog],
    again: &[(String, Vec<String>)],
    missing: &[(String, String)],
) -> String {
    let mut said = format!("{}\n\n", study.settings.name);
    for version in &told.versions {
        let inexact = if version.is_exact { "" } else { "  (not the list that was frozen)" };
        let areas = plural(version.framework.areas.len(), "area");
        let _ = writeln!(said, "  version {}: {areas}, {}{inexact}", version.version, version.title);
    }
    let is_late = |fated: &&commonground::process::replay::Fated| fated.version.is_none();
    let later = told.decisions.iter().filter(is_late).count();
    let _ = writeln!(
        said,
        "  as it stands: {}, {} since version {}\n",
        plural(told.draft.areas.len(), "area"),
        plural(later, "decision"),
        told.last().version
    );
    for StoredLog { name, log, .. } in stored {
        let damage = log.damage.as_ref().map(|damage| match damage.is_torn {
            true => format!(
                "; line {} was cut off while it was written and never acknowledged: the next decision takes its place",
                damage.line
            ),
            false => format!("; line {} is damaged ({}): what stands before it is whole (decisions: {})", damage.line, damage.what, log.lines.len()),
        });
        let _ = writeln!(
            said,
            "  decisions/{name}: {}{}",
            plural(log.lines.len(), "decision"),
            damage.unwrap_or_default()
        );
    }
    for open in told.open() {
        let _ = writeln!(
            said,
            "\nOpen conflict about {:?}: {} and {}. Neither is carried out; settle it by a decision with\n  --settles {} --settles {}",
            told.name_of(&open.about).unwrap_or(&open.about),
            open.decisions[0],
            open.decisions[1],
            open.decisions[0],
            open.decisions[1]
        );
    }
    for fated in &told.decisions {
        if let commonground::process::Fate::Impossible { why } = &fated.fate {
            let _ = writeln!(said, "\nNot carried out: {} ({why})", fated.decision.id);
        }
    }
    for (id, why) in again {
        let _ = writeln!(said, "\nTo be looked at again: {id} ({})", why.join("; "));
    }
    for (id, seen) in missing {
        let _ = writeln!(
            said,
            "\nMissing: {id} was made by one who had {seen}, which is not here: ask for that file"
        );
    }
    said
}

fn in_json(
    study: &StudyFolder,
    told: &Replay,
    stored: &[StoredLog],
    again: &[(String, Vec<String>)],
    missing: &[(String, String)],
) -> Value {
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
