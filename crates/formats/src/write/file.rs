//! Single outputs, such as a table and its manifest, written together or not at all.

use std::fs;
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};

use tempfile::TempPath;

use super::place::{exchange, move_new, parent_of, partial_name, probe, sync_folder, unwritable};
use crate::error::{Refusal, Result};

/// Checks, without a change to anything, that a file can be written.
///
/// # Errors
/// If the target is a folder or a device, is not writable, or exists and `overwrite` is not given.
pub fn check_file(path: &Path, overwrite: bool) -> Result<()> {
    let (target, _) = survey(path, overwrite)?;
    probe(&target).map_err(|error| unwritable(path, Refusal::Io { error }))
}

/// What goes into a file.
#[derive(Debug, Clone, Copy)]
pub enum Content<'a> {
    /// These bytes.
    Bytes(&'a [u8]),
    /// What stands in a file in the same file system, flushed to disk; it is moved.
    File(&'a Path),
}

/// Writes several files that belong together.
///
/// # Errors
/// As [`check_file`], or if writing fails. In every case all targets are as they were before.
pub fn write_files(files: &[(&Path, &[u8])], overwrite: bool) -> Result<()> {
    let files: Vec<_> = files.iter().map(|&(path, bytes)| (path, Content::Bytes(bytes))).collect();
    write_all(&files, overwrite)
}

/// As [`write_files`], where some of the files may lie beside their target already.
///
/// # Errors
/// As [`write_files`].
pub fn write_all(files: &[(&Path, Content<'_>)], overwrite: bool) -> Result<()> {
    let staged: Vec<Staged<'_>> =
        files.iter().map(|&(path, content)| Staged::new(path, content, overwrite)).collect::<Result<_>>()?;
    for (done, file) in staged.iter().enumerate() {
        if let Err(error) = file.put() {
            // What is in its place already goes back, the last first.
            staged[..done].iter().rev().for_each(Staged::take_back);
            let refusal = match error.kind() {
                ErrorKind::AlreadyExists => Refusal::Exists,
                _ => Refusal::Io { error },
            };
            return Err(unwritable(file.path, refusal));
        }
    }
    staged.iter().for_each(|file| sync_folder(parent_of(&file.target)));
    Ok(())
}

/// A file beside its target. What is left under its hidden name is removed when it is dropped.
struct Staged<'a> {
    path: &'a Path,
    target: PathBuf,
    exists: bool,
    hidden: TempPath,
}

impl<'a> Staged<'a> {
    fn new(path: &'a Path, content: Content<'_>, overwrite: bool) -> Result<Self> {
        let (target, exists) = survey(path, overwrite)?;
        let hidden = match content {
            Content::Bytes(bytes) => stage(&target, exists, bytes),
            Content::File(ready) => take(ready, &target, exists),
        };
        let hidden = hidden.map_err(|error| unwritable(path, Refusal::Io { error }))?;
        Ok(Staged { path, target, exists, hidden })
    }

    fn put(&self) -> io::Result<()> {
        if self.exists { exchange(&self.hidden, &self.target) } else { move_new(&self.hidden, &self.target) }
    }

    fn take_back(&self) {
        let _ = if self.exists {
            exchange(&self.hidden, &self.target)
        } else {
            fs::rename(&self.target, &self.hidden)
        };
    }
}

/// Looks at a target: where it really is, and whether it is there.
fn survey(path: &Path, overwrite: bool) -> Result<(PathBuf, bool)> {
    let refuse = |refusal| Err(unwritable(path, refusal));
    if path.file_name().is_none() {
        return refuse(Refusal::NotAFile);
    }
    match fs::metadata(path) {
        Ok(about) if !about.is_file() => refuse(Refusal::NotAFile),
        Ok(_) if !overwrite => refuse(Refusal::Exists),
        Ok(_) => match fs::canonicalize(path) {
            Ok(target) => Ok((target, true)),
            Err(error) => refuse(Refusal::Io { error }),
        },
        // A link to nowhere is no place to write to.
        Err(_) if fs::symlink_metadata(path).is_ok() => refuse(Refusal::NotAFile),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok((path.to_owned(), false)),
        Err(error) => refuse(Refusal::Io { error }),
    }
}

/// Takes a file that is ready, with the permissions of what it takes the place of.
fn take(ready: &Path, target: &Path, exists: bool) -> io::Result<TempPath> {
    if exists {
        fs::set_permissions(ready, fs::metadata(target)?.permissions())?;
    }
    TempPath::try_from_path(ready)
}

/// Writes a hidden file beside the target, and flushes it to disk.
fn stage(target: &Path, exists: bool, bytes: &[u8]) -> io::Result<TempPath> {
    fs::create_dir_all(parent_of(target))?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let name = partial_name(target);
    let mut file = builder.prefix(&name).tempfile_in(parent_of(target))?;
    file.write_all(bytes)?;
    if exists {
        file.as_file().set_permissions(fs::metadata(target)?.permissions())?;
    }
    file.as_file().sync_all()?;
    Ok(file.into_temp_path())
}
