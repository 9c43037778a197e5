//! Which files there are to read: names and folders given by the user, walked in a fixed order.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use commonground::round::{Note, Source};
use walkdir::{DirEntry, WalkDir};

use super::Kind;
use crate::error::{FormatError, Reason, Result};
use crate::write::is_results;

/// One thing to read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Input {
    /// Its path as the user would write it, with `/` between folders; `-` for standard input.
    pub(super) place: String,
    /// Where it is; none for standard input.
    pub(super) path: Option<PathBuf>,
    /// The id of the document in it, and the start of the ids of rows that have none of their own.
    pub(super) stem: String,
    /// Its kind by extension; none for standard input and unknown extensions.
    pub(super) kind: Option<Kind>,
    /// Whether the user named it, rather than a folder that it is in.
    pub(super) is_named: bool,
    /// Its size when it was found.
    pub(super) bytes: u64,
}

impl Input {
    /// An error about this input.
    pub(super) fn fault(&self, line: Option<u64>, reason: Reason) -> FormatError {
        unreadable(&self.place, line, reason)
    }
}

/// An error about an input.
pub(super) fn unreadable(place: &str, line: Option<u64>, reason: Reason) -> FormatError {
    FormatError::Unreadable { place: Source { file: place.to_owned(), line }, reason: Box::new(reason) }
}

/// Everything there is to read, in the order of the places, and what is not.
#[derive(Debug, Default)]
pub(super) struct Found {
    pub(super) inputs: Vec<Input>,
    pub(super) skipped: Vec<Note>,
    pub(super) warnings: Vec<Note>,
}

/// Looks up files and folders by name. A name that cannot be read is an error; what cannot be read
/// within a folder is listed. The metadata table, if it lies among them, is left to its own reader.
pub(super) fn find(names: &[String], metadata: Option<&Path>) -> Result<Found> {
    let mut sorted: Vec<&String> = names.iter().collect();
    sorted.sort();
    let mut found = Found::default();
    for name in sorted {
        found.look_up(name)?;
    }
    let metadata = metadata.and_then(|path| fs::canonicalize(path).ok());
    found.keep_each_once(metadata);
    Ok(found)
}

impl Found {
    /// Adds a file, all files of a folder, or standard input.
    fn look_up(&mut self, name: &str) -> Result<()> {
        if name == "-" {
            let (place, stem) = ("-".to_owned(), "stdin".to_owned());
            self.inputs.push(Input { place, path: None, stem, kind: None, is_named: true, bytes: 0 });
            return Ok(());
        }
        let path = Path::new(name);
        let about = fs::metadata(path).map_err(|error| unreadable(name, None, reason_of(error)))?;
        if about.is_dir() {
            return self.walk(name);
        }
        if !about.is_file() {
            return Err(unreadable(name, None, Reason::NotRegular));
        }
        self.inputs.push(Input {
            place: name.to_owned(),
            path: Some(path.to_owned()),
            stem: path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
            kind: Kind::of(path),
            is_named: true,
            bytes: about.len(),
        });
        Ok(())
    }

    /// Adds all files in and below a folder and lists what cannot be read there.
    fn walk(&mut self, root: &str) -> Result<()> {
        let before = self.inputs.len() + self.skipped.len();
        let mut entries = WalkDir::new(root).min_depth(1).sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let place = error.path().map_or(root.to_owned(), |path| place_in(root, path).0);
                    let is_root = error.depth() == 0;
                    let reason = reason_of(error.into());
                    if is_root {
                        return Err(unreadable(&place, None, reason));
                    }
                    self.skip(place, &reason);
                    continue;
                }
            };
            let (place, relative) = place_in(root, entry.path());
            match reason_to_pass(&entry) {
                Some(reason) => {
                    if entry.file_type().is_dir() {
                        entries.skip_current_dir();
                    }
                    self.skip(place, &reason);
                }
                None if entry.file_type().is_dir() => {}
                None => self.add(&entry, place, &relative),
            }
        }
        if self.inputs.len() + self.skipped.len() == before {
            self.skip(root.to_owned(), &Reason::EmptyFolder);
        }
        Ok(())
    }

    /// Adds a file of a folder.
    fn add(&mut self, entry: &DirEntry, place: String, relative: &str) {
        let Some(kind) = Kind::of(entry.path()) else {
            return self.skip(place, &Reason::UnknownExtension);
        };
        if entry.path().to_str().is_none() {
            let message = "the name is not valid UTF-8: � stands for some of it in the id; rename the file";
            self.warnings.push(note(&place, message));
        }
        let extension = entry.path().extension().map_or(0, |e| e.to_string_lossy().len() + 1);
        self.inputs.push(Input {
            place,
            path: Some(entry.path().to_owned()),
            stem: relative[..relative.len() - extension].to_owned(),
            kind: Some(kind),
            is_named: false,
            bytes: entry.metadata().map_or(0, |about| about.len()),
        });
    }

    fn skip(&mut self, place: String, reason: &Reason) {
        self.skipped.push(note(&place, &reason.to_string()));
    }

    /// Leaves out the metadata table, and a file that is reached by two ways: its text must not
    /// count twice. A file by name goes before one in a folder, and an outer folder before an inner.
    fn keep_each_once(&mut self, metadata: Option<PathBuf>) {
        let mut seen: BTreeSet<PathBuf> = metadata.clone().into_iter().collect();
        self.inputs.sort_by(|a, b| {
            let key = |input: &Input| (!input.is_named, Reverse(input.stem.len()));
            key(a).cmp(&key(b)).then_with(|| a.place.cmp(&b.place))
        });
        let warnings = &mut self.warnings;
        self.inputs.retain(|input| {
            let real = input.path.as_ref().map_or_else(
                || PathBuf::from("-"),
                |path| fs::canonicalize(path).unwrap_or_else(|_| path.clone()),
            );
            let is_metadata = metadata.as_ref() == Some(&real);
            let is_new = seen.insert(real);
            if !is_new && !is_metadata {
                warnings.push(note(&input.place, "given more than once: read once"));
            }
            is_new
        });
        self.inputs.sort_by(|a, b| a.place.cmp(&b.place));
        // What two overlapping folders both list is one thing, too.
        self.skipped.sort_by(|a, b| (&a.source.file, &a.message).cmp(&(&b.source.file, &b.message)));
        self.skipped.dedup();
    }
}

/// Why an entry of a folder is passed over, if it is.
fn reason_to_pass(entry: &DirEntry) -> Option<Reason> {
    let name = entry.file_name().to_string_lossy();
    let file_type = entry.file_type();
    if name.starts_with("~$") {
        Some(Reason::LockFile)
    } else if name.starts_with('.') {
        Some(Reason::Hidden)
    } else if file_type.is_symlink() {
        Some(Reason::Link)
    } else if file_type.is_dir() {
        is_results(entry.path()).then_some(Reason::Results)
    } else if !file_type.is_file() {
        Some(Reason::NotRegular)
    } else {
        None
    }
}

/// An entry's path as the user would write it, and its path within the folder, both with `/`.
fn place_in(root: &str, path: &Path) -> (String, String) {
    let within = path.strip_prefix(root).unwrap_or(path);
    let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
    let relative = parts.join("/");
    (format!("{}/{relative}", root.trim_end_matches('/')), relative)
}

/// The reason behind a failure of the file system.
pub(super) fn reason_of(error: std::io::Error) -> Reason {
    if error.kind() == ErrorKind::NotFound { Reason::Missing } else { Reason::Io { error } }
}

fn note(place: &str, message: &str) -> Note {
    Note { source: Source { file: place.to_owned(), line: None }, message: message.to_owned() }
}
