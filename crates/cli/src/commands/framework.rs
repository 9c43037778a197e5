//! The framework file on its way in, and `framework`: import, check and schema.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use commonground::Framework;
use commonground::framework::JSON_SCHEMA;
use commonground_formats::import_framework;
use commonground_formats::write::{check_apart, check_file, write_files};
use serde_json::{Value, json};

use super::table::plural;
use crate::args::{CheckArgs, FrameworkCommand, ImportArgs};
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::place::Out;

/// A codebook has some kilobytes; more than this is another file by mistake.
const LIMIT: u64 = 16 << 20;

/// Reads and checks a framework.
pub(super) fn load(path: &str) -> Result<Framework, Failure> {
    let fault = |what: String| Failure::Failed(format!("{path}: {what}"));
    let unreadable = |error| {
        fault(format!("the framework cannot be read ({error}): check the name and that you may open it"))
    };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > LIMIT {
        return Err(fault(format!("larger than {LIMIT} bytes: is this the framework?")));
    }
    let text = String::from_utf8(bytes)
        .map_err(|_| fault("the framework is not UTF-8 text: save it as TOML in UTF-8".to_owned()))?;
    Framework::from_toml(&text).map_err(|error| fault(error.to_string()))
}

/// The framework as the manifest has it: in full, because files change.
pub(super) fn recorded(path: &str, framework: &Framework) -> Value {
    json!({ "file": path, "name": framework.name, "version": framework.version, "areas": framework.areas })
}

/// Runs the command.
pub(crate) fn run(command: &FrameworkCommand, console: &Console) -> Result<(), Failure> {
    match command {
        FrameworkCommand::Import(args) => import(args, console),
        FrameworkCommand::Check(args) => check(args, console),
        FrameworkCommand::Schema => console.print(JSON_SCHEMA),
    }
}

fn import(args: &ImportArgs, console: &Console) -> Result<(), Failure> {
    let (path, out) = (Path::new(&args.file), Out::of(&args.out));
    if let Out::File(out) = &out {
        check_apart(out, std::slice::from_ref(&args.file))?;
        check_file(out, args.force)?;
    }
    let stem = || path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let (framework, notes) = import_framework(path, &args.name.clone().unwrap_or_else(stem))?;
    console.warn(&notes);
    let toml = framework.to_toml();
    let Out::File(file) = out else { return console.print(&toml) };
    while_writing(|| Ok(write_files(&[(&file, toml.as_bytes())], args.force)?))?;
    if console.is_quiet() {
        return Ok(());
    }
    let areas = plural(framework.areas.len(), "area");
    console.print(&clean(&format!("{areas}\nWritten to {}\n", file.display())))
}

fn check(args: &CheckArgs, console: &Console) -> Result<(), Failure> {
    let framework = load(&args.file)?;
    if args.json {
        console.print(&format!("{}\n", in_json(&framework)))
    } else {
        console.print(&clean(&in_words(&framework)))
    }
}

/// The areas, each below its parent, and what is doubtful.
fn in_words(framework: &Framework) -> String {
    let (hierarchy, areas) = (framework.hierarchy(), &framework.areas);
    let version = if framework.version.is_empty() { "" } else { ", version " };
    let count = plural(areas.len(), "area");
    let mut told = format!("{}{version}{}: {count}\n\n", framework.name, framework.version);
    let name = |place: usize| format!("{}{}", "  ".repeat(hierarchy.depth(place)), areas[place].name);
    let width = (0..areas.len()).map(|place| name(place).chars().count()).max().unwrap_or(0);
    let wide = areas.iter().map(|area| area.id.chars().count()).max().unwrap_or(0);
    for &place in hierarchy.order() {
        let area = &areas[place];
        let known_by = if framework.is_heading(place) {
            "a heading: it has what its parts have".to_owned()
        } else {
            let counts = [("cue", &area.cues), ("exclude", &area.excludes), ("example", &area.examples)];
            let counts = counts.iter().filter(|(kind, list)| *kind != "exclude" || !list.is_empty());
            counts.map(|(kind, list)| plural(list.len(), kind)).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(told, "  {:width$}  {:wide$}  {known_by}", name(place), area.id);
    }
    let doubts = framework.warnings();
    if !doubts.is_empty() {
        let _ = writeln!(told, "\n{}:", plural(doubts.len(), "warning"));
    }
    for doubt in doubts {
        let area = doubt.areas.first().map(|&place| areas[place].id.as_str()).unwrap_or_default();
        let _ = writeln!(told, "  area {area:?}: {}", doubt.what);
    }
    told
}

/// The same for programs.
fn in_json(framework: &Framework) -> Value {
    let (hierarchy, areas) = (framework.hierarchy(), &framework.areas);
    let area = |&place: &usize| {
        let area = &areas[place];
        json!({
            "id": area.id, "name": area.name, "parent": area.parent, "depth": hierarchy.depth(place),
            "heading": framework.is_heading(place), "cues": area.cues.len(),
            "excludes": area.excludes.len(), "examples": area.examples.len(),
        })
    };
    let ids = |places: &[usize]| places.iter().map(|&place| areas[place].id.clone()).collect::<Vec<_>>();
    let doubts = framework.warnings();
    let warnings: Vec<Value> =
        doubts.iter().map(|doubt| json!({ "areas": ids(&doubt.areas), "what": doubt.what })).collect();
    json!({
        "command": "framework check", "name": framework.name, "version": framework.version,
        "areas": hierarchy.order().iter().map(area).collect::<Vec<_>>(), "warnings": warnings,
    })
}
