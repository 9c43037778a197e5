//! What the commands share that can read their input as a stream.

use std::io::{BufWriter, ErrorKind, Write};
use std::path::Path;

use commonground_formats::ReadOptions;
use commonground_formats::read::stream::{Pass, Stream, input_bytes};
use commonground_formats::stream::{Memory, StreamOptions, StreamTable, Work};
use commonground_formats::write::{ChosenK, Content, Manifest, manifest_beside, write_all};
use serde_json::{Value, json};

use super::table::Extra;
use crate::args::{RunArgs, StreamArgs};
use crate::console::{Console, complain};
use crate::dry_run;
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::place::Out;

/// An input is held only if it has no more than this part of the memory: rows, views and clusters of short texts take
/// forty times what the texts take.
const PART: u64 = 64;

/// Whether and how the input is read as a stream. `against` is an argument that a stream makes no use of.
pub(super) fn wanted(
    args: &StreamArgs,
    inputs: &[String],
    against: Option<&'static str>,
    console: &Console,
) -> Result<Option<StreamOptions>, Failure> {
    let memory = Memory::new(args.max_memory)?;
    let is_asked = args.stream || args.resume;
    if let Some(against) = against.filter(|_| is_asked) {
        let what = format!(
            "a stream makes no use of {against}: leave it out, or learn on a part of the input without --stream first"
        );
        return Err(Failure::Usage(what));
    }
    let bytes = input_bytes(inputs)?;
    let is_large = bytes > args.max_memory / PART;
    if !is_asked && (!is_large || against.is_some()) {
        return Ok(None);
    }
    if !is_asked && !console.is_quiet() {
        complain(&format!(
            "the input has {bytes} bytes, more than a 64th of --max-memory, so it is read as a stream"
        ));
    }
    let mut options = StreamOptions { keep_every: args.keep_every, memory, ..StreamOptions::default() };
    options.sample.documents = args.sample;
    Ok(Some(options))
}

/// The work folder for a run of these settings.
pub(super) fn work(
    command: &str,
    out: &Out,
    mut settings: Value,
    options: &StreamOptions,
    args: &StreamArgs,
    run: &RunArgs,
) -> Result<Work, Failure> {
    settings["stream"] = json!(options);
    match out {
        Out::File(path) => Ok(Work::begin(path, command, &settings, args.resume, run.force)?),
        Out::Stdout if args.resume => Err(Failure::Usage(
            "--resume needs a file as --out: nothing is kept of a run to standard output".into(),
        )),
        Out::Stdout => Ok(Work::passing()?),
    }
}

/// The settings of a manifest, with those of the stream.
pub(super) fn recorded(mut settings: Value, options: &StreamOptions, args: &StreamArgs) -> Value {
    settings["stream"] = json!(options);
    settings["max_memory"] = json!(args.max_memory);
    settings
}

/// Shows what would be read, without a change to anything.
pub(super) fn dry_run(
    inputs: &[String],
    options: &ReadOptions,
    out: &Out,
    run: &RunArgs,
    console: &Console,
) -> Result<(), Failure> {
    let work = Work::passing()?;
    let stream = Stream::open(inputs, options, &work.path("stdin"), &mut std::io::stdin(), console)?;
    let pass = stream.pass(0, console, &mut |_| Ok::<_, Failure>(()))?;
    warn_about(&pass, console);
    dry_run::tell_stream(pass, &dry_run::table(out), run, console)
}

/// Shows what was skipped and doubted.
fn warn_about(pass: &Pass, console: &Console) {
    let mut skipped = pass.skipped.clone().into_notes();
    skipped.iter_mut().for_each(|note| note.message.insert_str(0, "skipped, "));
    console.warn(&skipped.into_iter().chain(pass.warnings.clone().into_notes()).collect::<Vec<_>>());
}

/// The table of a stream that is ready to be written, with what belongs in its manifest.
pub(super) struct Delivery {
    pub(super) command: &'static str,
    pub(super) table: StreamTable,
    pub(super) pass: Pass,
    pub(super) settings: Value,
    pub(super) k: Option<ChosenK>,
    pub(super) summary: String,
    pub(super) extra: Vec<Extra>,
}

impl Delivery {
    /// Writes the table, its manifest and what is beside it, or prints the table; and removes the work folder.
    pub(super) fn deliver(
        self,
        out: &Out,
        work: Work,
        run: &RunArgs,
        console: &Console,
    ) -> Result<(), Failure> {
        warn_about(&self.pass, console);
        let Out::File(path) = out else {
            let extra: Vec<_> =
                self.extra.iter().map(|e| (e.path.as_path(), Content::Bytes(&e.bytes))).collect();
            while_writing(|| Ok(write_all(&extra, run.force)?))?;
            return print(&self.table, console);
        };
        let version = env!("CARGO_PKG_VERSION");
        let mut manifest = Manifest::of_pass(self.command, version, self.settings, self.pass);
        manifest.counts.extend(self.table.counts.clone());
        manifest.k = self.k;
        let name = |path: &Path| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        manifest.outputs = vec![name(path)];
        manifest.outputs.extend(self.extra.iter().map(|extra| name(&extra.path)));
        let (beside, manifest_bytes) = (manifest_beside(path), manifest.to_json());
        let ready = self.table.write_in(&work, path)?;
        let mut files = vec![
            (path.as_path(), Content::File(&ready)),
            (beside.as_path(), Content::Bytes(&manifest_bytes)),
        ];
        files.extend(self.extra.iter().map(|extra| (extra.path.as_path(), Content::Bytes(&extra.bytes))));
        while_writing(|| Ok(write_all(&files, run.force)?))?;
        work.remove();

        let out = path.display().to_string();
        if run.json {
            let mut told =
                json!({ "command": self.command, "version": version, "out": out, "counts": manifest.counts });
            if let Some(k) = &manifest.k {
                told["k"] = json!(k);
            }
            console.print(&format!("{told}\n"))
        } else if console.is_quiet() {
            Ok(())
        } else {
            console.print(&format!("{}\nWritten to {out}\n", self.summary))
        }
    }
}

/// Prints a table row by row.
fn print(table: &StreamTable, console: &Console) -> Result<(), Failure> {
    console.clear();
    let mut out = BufWriter::new(std::io::stdout().lock());
    match table.write(&mut out).and_then(|()| out.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::NobodyListens),
        Err(error) => Err(Failure::Failed(format!(
            "standard output: cannot be written ({error}): check the space left"
        ))),
    }
}
