//! What the commands with a single table share: where it goes, and what is said about it.

use std::path::{Path, PathBuf};

use commonground::noise::NoiseSummary;
use commonground::round::Unit;
use commonground_formats::Reading;
use commonground_formats::read::CodeTable;
use commonground_formats::write::{ChosenK, Manifest, manifest_beside, write_files};
use serde_json::{Value, json};

use crate::args::RunArgs;
use crate::console::Console;
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::place::Out;

/// `--json` speaks on standard output, and so does a table that goes there.
pub(super) fn check_stdout(out: &Out, run: &RunArgs) -> Result<(), Failure> {
    if *out == Out::Stdout && run.json {
        let what = "--json and --out - both want standard output: give a file as --out";
        return Err(Failure::Usage(what.to_owned()));
    }
    Ok(())
}

/// A table that is ready to be written, with what belongs in its manifest.
pub(super) struct Table<'a> {
    pub(super) command: &'static str,
    pub(super) bytes: Vec<u8>,
    pub(super) settings: Value,
    pub(super) reading: &'a Reading,
    pub(super) counts: Vec<(&'static str, u64)>,
    /// How the number of clusters was chosen, if it was.
    pub(super) k: Option<ChosenK>,
    /// What came out, for programs: a name, and the value.
    pub(super) found: Option<(&'static str, Value)>,
    /// What came out, for people.
    pub(super) summary: String,
    /// Further files, written together with the table.
    pub(super) extra: Vec<Extra>,
}

/// A file beside a table.
pub(super) struct Extra {
    pub(super) path: PathBuf,
    pub(super) bytes: Vec<u8>,
}

impl Extra {
    fn file(&self) -> (&Path, &[u8]) {
        (&self.path, &self.bytes)
    }
}

impl Table<'_> {
    /// Writes the table and its manifest, or prints the table.
    pub(super) fn deliver(self, out: &Out, run: &RunArgs, console: &Console) -> Result<(), Failure> {
        let Out::File(path) = out else {
            let extra: Vec<(&Path, &[u8])> = self.extra.iter().map(Extra::file).collect();
            while_writing(|| Ok(write_files(&extra, run.force)?))?;
            return console.print(&String::from_utf8_lossy(&self.bytes));
        };
        let version = env!("CARGO_PKG_VERSION");
        let mut manifest = Manifest::new(self.command, version, self.settings, self.reading);
        manifest.counts.extend(self.counts.into_iter().map(|(name, count)| (name.to_owned(), count)));
        manifest.k = self.k;
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        manifest.outputs = vec![name(path)];
        manifest.outputs.extend(self.extra.iter().map(|extra| name(&extra.path)));
        let beside = manifest_beside(path);
        let manifest_bytes = manifest.to_json();
        let mut files: Vec<(&Path, &[u8])> = vec![(path, &self.bytes), (&beside, &manifest_bytes)];
        files.extend(self.extra.iter().map(Extra::file));
        while_writing(|| Ok(write_files(&files, run.force)?))?;

        let out = path.display().to_string();
        if run.json {
            let (command, counts) = (self.command, &manifest.counts);
            let mut told = json!({ "command": command, "version": version, "out": out, "counts": counts });
            if let Some(k) = &manifest.k {
                told["k"] = json!(k);
            }
            if let Some((name, found)) = self.found {
                told[name] = found;
            }
            console.print(&format!("{told}\n"))
        } else if console.is_quiet() {
            Ok(())
        } else {
            console.print(&format!("{}\nWritten to {out}\n", self.summary))
        }
    }
}

/// Tables of codes, as a manifest records them.
pub(super) fn recorded_codes(tables: &[CodeTable]) -> Value {
    let of_table = |table: &CodeTable| json!({ "file": table.file.path, "sha256": table.file.sha256, "rows": table.codes.len() });
    tables.iter().map(of_table).collect()
}

/// What was set aside, in words.
pub(super) fn set_aside(noise: &NoiseSummary) -> String {
    let told = [
        (noise.non_answer_passages + noise.non_answers_beside, "non-answer"),
        (noise.boilerplate.len(), "piece of boilerplate"),
        (noise.campaigns.len(), "campaign"),
    ];
    let found = told.iter().filter(|(count, _)| *count > 0);
    let found: Vec<String> = found
        .map(|&(count, name)| match name.split_once(' ') {
            Some((piece, rest)) => format!("{} {rest}", plural(count, piece)),
            None => plural(count, name),
        })
        .collect();
    found.join(", ")
}

/// A number of units, in words.
pub(super) fn told(count: usize, unit: Unit) -> String {
    let name = match unit {
        Unit::Document => "document",
        Unit::Passage => "passage",
    };
    plural(count, name)
}

/// A number of things, in words.
pub(crate) fn plural(count: usize, name: &str) -> String {
    format!("{count} {name}{}", if count == 1 { "" } else { "s" })
}
