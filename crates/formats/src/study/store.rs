//! Decisions on disk: a file for each writer, which only grows.
//!
//! A decision is acknowledged when it is safe: written, flushed to disk, and its file too. Nobody writes to a file of
//! another; two programs of one writer wait for each other. What is in a file is never changed, with two exceptions: what was said about somebody who is to be
//! forgotten is taken out ([`Store::redact`]), and the
//! beginning of a line that was cut off while it was written, which nobody was ever told of, gives way to the next.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use commonground::process::decisions::{
    Damage, Decision, Log, Union, read_log, redacted, write_line, writer_of,
};

use crate::error::{FormatError, Reason, Refusal, Result};
use crate::write::{sync_folder, unwritable};

/// A log holds some kilobytes a year; more than this is another file by mistake.
const LIMIT: u64 = 64 << 20;

/// The folder of a study in which the decisions are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    folder: PathBuf,
}

/// A file of decisions that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredLog {
    /// Its name in the folder.
    pub name: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// What it says.
    pub log: Log,
}

/// A decision that is safe on disk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Append {
    /// The decision with its id.
    pub decision: Decision,
    /// The file that it is in.
    pub file: PathBuf,
    /// Whether the beginning of a line that was cut off had to give way.
    pub mended: Option<Damage>,
}

impl Store {
    /// The store in this folder, which need not be there yet.
    pub fn new(folder: &Path) -> Self {
        Store { folder: folder.to_owned() }
    }

    /// Reads all files of decisions, by name: those of this folder that end in `.jsonl`, copies that a synchronised folder
    /// has left included. A damaged one is read as far as it is whole: see [`Log::damage`].
    ///
    /// # Errors
    /// [`FormatError::Unreadable`] if a file cannot be opened.
    pub fn read(&self) -> Result<Vec<StoredLog>> {
        let entries = match std::fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable(&self.folder, error)),
        };
        let mut paths = Vec::new();
        for entry in entries {
            let path = entry.map_err(|error| unreadable(&self.folder, error))?.path();
            let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
            if path.extension().is_some_and(|extension| extension == "jsonl") && path.is_file() && !is_hidden
            {
                paths.push(path);
            }
        }
        paths.sort();
        paths.iter().map(|path| read_stored(path)).collect()
    }

    /// All decisions, and the files that they are from.
    ///
    /// # Errors
    /// As [`read`](Store::read), and [`FormatError::DamagedLog`] with the line and what of the file is whole, if one is damaged
    /// before its last line: what follows there was decided, and must not be left out in silence.
    pub fn union(&self) -> Result<(Union, Vec<StoredLog>)> {
        let stored = self.read()?;
        for StoredLog { name, log, .. } in &stored {
            if let Some(damage) = log.damage.as_ref().filter(|damage| !damage.is_last) {
                return Err(damaged(&self.folder.join(name), log, damage));
            }
        }
        Ok((Union::of(stored.iter().map(|stored| stored.log.clone())), stored))
    }

    /// Adds a decision to the log of its writer, and returns when it is safe.
    ///
    /// # Errors
    /// [`FormatError::DamagedLog`] if what is there is damaged in more than a line that was cut off;
    /// [`FormatError::Unwritable`] if it cannot be written: then it is not recorded.
    pub fn append(&self, decision: Decision) -> Result<Append> {
        let path = self.folder.join(format!("{}.jsonl", writer_of(&decision.by, &decision.device)));
        let refuse = |error| unwritable(&path, Refusal::Io { error });
        std::fs::create_dir_all(&self.folder).map_err(refuse)?;
        let mut file = open_alone(&path).map_err(refuse)?;
        let mut bytes = Vec::new();
        (&mut file).take(LIMIT + 1).read_to_end(&mut bytes).map_err(refuse)?;
        if bytes.len() as u64 > LIMIT {
            return Err(crate::read::unreadable_file(&path, Reason::TooLarge { limit: LIMIT }));
        }
        let log = read_log(&bytes);
        let mended = match &log.damage {
            Some(damage) if !damage.is_torn => return Err(damaged(&path, &log, damage)),
            other => other.clone(),
        };
        let other = log.lines.iter().find(|line| {
            let own = &line.decision;
            own.by.trim() != decision.by.trim() || own.device.trim() != decision.device.trim()
        });
        if let Some(other) = other {
            let by = format!("{} on {}", other.decision.by, other.decision.device);
            return Err(unwritable(&path, Refusal::LogOfAnother { by }));
        }
        let (line, decision) = write_line(&log.lines, decision)?;
        if mended.is_some() {
            file.set_len(log.whole as u64).map_err(refuse)?;
        }
        file.seek(SeekFrom::Start(log.whole as u64)).map_err(refuse)?;
        // A last line whose end alone was cut off says all that it has to say.
        let open = if log.whole > 0 && bytes[log.whole - 1] != b'\n' { "\n" } else { "" };
        file.write_all(format!("{open}{line}\n").as_bytes()).map_err(refuse)?;
        file.sync_all().map_err(refuse)?;
        if bytes.is_empty() {
            sync_folder(&self.folder);
        }
        Ok(Append { decision, file: path, mended })
    }
}

/// The end of the name of the copy that a log has while it is redacted.
const COPY: &str = "before-purge";

impl Store {
    /// Takes out of all files of decisions what remarks and codings of passages said, where `is_about` them: see
    /// [`redacted`]. Gives the files that this concerns with the ids of the decisions; unless `write` is given, nothing is
    /// changed.
    ///
    /// A file is rewritten in its place, because whoever waits to write to it has it open; until it is safe a copy lies beside
    /// it.
    ///
    /// # Errors
    /// [`FormatError::DamagedLog`] if one is damaged; [`FormatError::Unwritable`] if it cannot be written, or an earlier purge
    /// was cut off.
    pub fn redact(
        &self,
        is_about: &dyn Fn(&Decision) -> bool,
        write: bool,
    ) -> Result<Vec<(PathBuf, Vec<String>)>> {
        let mut done = Vec::new();
        for StoredLog { name, .. } in self.read()? {
            let path = self.folder.join(name);
            let refuse = |error| unwritable(&path, Refusal::Io { error });
            let copy = path.with_extension(COPY);
            if copy.exists() {
                let copy = copy.display().to_string();
                return Err(unwritable(&path, Refusal::CutOffPurge { copy }));
            }
            let mut file = open_alone(&path).map_err(refuse)?;
            let mut bytes = Vec::new();
            (&mut file).take(LIMIT + 1).read_to_end(&mut bytes).map_err(refuse)?;
            let log = read_log(&bytes);
            if let Some(damage) = &log.damage {
                return Err(damaged(&path, &log, damage));
            }
            let (less, ids) = redacted(&bytes, is_about)?;
            if write && !ids.is_empty() {
                let mut kept = OpenOptions::new().write(true).create_new(true).open(&copy).map_err(refuse)?;
                kept.write_all(&bytes).and_then(|()| kept.sync_all()).map_err(refuse)?;
                sync_folder(&self.folder);
                file.seek(SeekFrom::Start(0)).map_err(refuse)?;
                file.write_all(&less).map_err(refuse)?;
                file.set_len(less.len() as u64).and_then(|()| file.sync_all()).map_err(refuse)?;
                std::fs::remove_file(&copy).map_err(refuse)?;
            }
            if !ids.is_empty() {
                done.push((path, ids));
            }
        }
        Ok(done)
    }
}

/// Opens a log so that no other program of the same writer is in it until this one closes it, also if it is killed.
fn open_alone(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    #[cfg(windows)]
    {
        use std::os::windows::fs::OpenOptionsExt;
        // Others may read, and none may write.
        options.share_mode(1);
    }
    let file = options.open(path)?;
    #[cfg(unix)]
    rustix::fs::flock(&file, rustix::fs::FlockOperation::LockExclusive)?;
    Ok(file)
}

/// Reads one file of decisions, wherever it lies.
pub(super) fn read_stored(path: &Path) -> Result<StoredLog> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(path, error))?;
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| unreadable(path, error))?;
    if bytes.len() as u64 > LIMIT {
        return Err(crate::read::unreadable_file(path, Reason::TooLarge { limit: LIMIT }));
    }
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    Ok(StoredLog { name, sha256: crate::read::sha256(&bytes), log: read_log(&bytes) })
}

fn unreadable(path: &Path, error: io::Error) -> FormatError {
    crate::read::unreadable_file(path, Reason::Io { error })
}

fn damaged(path: &Path, log: &Log, damage: &Damage) -> FormatError {
    FormatError::DamagedLog {
        path: path.display().to_string(),
        line: damage.line,
        what: damage.what.clone(),
        whole: log.lines.len(),
    }
}
