//! A folder of results, replaced as a whole or not at all.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::{Component, Path, PathBuf};

use tempfile::TempDir;
use walkdir::WalkDir;

use super::manifest::{MANIFEST, outputs_in};
use super::place::{exchange, move_new, parent_of, partial_name, probe, sync_folder, unwritable};
use crate::error::{Refusal, Result};

/// A file of a folder of results.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutputFile {
    /// Its path within the folder, with `/` between folders.
    pub name: String,
    /// What goes into it.
    pub bytes: Vec<u8>,
}

/// What is at a target now.
enum Now {
    Nothing,
    EmptyFolder,
    Results,
}

/// Checks, without a change to anything, that a folder of results can be written.
///
/// # Errors
/// If the target is a file, the root, the working folder, a mount point, or not writable; if it holds
/// anything and `overwrite` is not given; and if it holds anything that commonground did not write.
pub fn check_folder(out: &Path, overwrite: bool) -> Result<()> {
    let (target, _) = survey(out, overwrite)?;
    probe(&target).map_err(|error| unwritable(out, Refusal::Io { error }))
}

/// Writes a folder of results.
///
/// One of the files should be the [`MANIFEST`] that lists the others: only a folder that has it is
/// replaced later.
///
/// # Errors
/// As [`check_folder`], or if writing fails. In every case the target is as it was before.
pub fn write_folder(out: &Path, files: &[OutputFile], overwrite: bool) -> Result<()> {
    let (target, now) = survey(out, overwrite)?;
    let refuse = |error| unwritable(out, refusal_of(error));
    let parent = parent_of(&target);
    fs::create_dir_all(parent).map_err(refuse)?;
    let staged = stage(out, &target, files)?;
    let outcome = match now {
        Now::Nothing => move_new(staged.path(), &target),
        Now::EmptyFolder => keep_permissions(&target, &staged).and_then(|()| {
            // A rename replaces an empty folder in one step, except on Windows.
            fs::rename(staged.path(), &target)
                .or_else(|_| fs::remove_dir(&target).and_then(|()| fs::rename(staged.path(), &target)))
        }),
        Now::Results => keep_permissions(&target, &staged).and_then(|()| exchange(staged.path(), &target)),
    };
    outcome.map_err(refuse)?;
    sync_folder(parent);
    // After an exchange the old results are where the new were staged, and go with it; but not a
    // file that somebody put among them since they were looked at.
    if first_foreign(staged.path()).is_some() {
        let _ = staged.keep();
    }
    Ok(())
}

/// Looks at a target: where it really is, and what is there. Refuses what must not be replaced.
fn survey(out: &Path, overwrite: bool) -> Result<(PathBuf, Now)> {
    let refuse = |refusal| Err(unwritable(out, refusal));
    if out.file_name().is_none() {
        return refuse(Refusal::NotReplaceable);
    }
    match fs::metadata(out) {
        Err(error) if error.kind() == ErrorKind::NotFound => {
            return match fs::symlink_metadata(out) {
                Ok(_) => refuse(Refusal::NotAFolder),
                Err(_) => Ok((out.to_owned(), Now::Nothing)),
            };
        }
        Err(error) => return refuse(Refusal::Io { error }),
        Ok(about) if !about.is_dir() => return refuse(Refusal::NotAFolder),
        Ok(_) => {}
    }
    let io = |error| unwritable(out, Refusal::Io { error });
    let target = fs::canonicalize(out).map_err(io)?;
    let holds_us = std::env::current_dir().is_ok_and(|here| here.starts_with(&target));
    if target.parent().is_none() || holds_us || is_mount_point(&target) {
        return refuse(Refusal::NotReplaceable);
    }
    if fs::read_dir(&target).map_err(io)?.next().is_none() {
        return Ok((target, Now::EmptyFolder));
    }
    if !overwrite {
        return refuse(Refusal::Exists);
    }
    match first_foreign(&target) {
        Some(file) => refuse(Refusal::Foreign { file }),
        None => Ok((target, Now::Results)),
    }
}

/// The first entry of a folder that is no output of ours, by its path within the folder. Without a
/// manifest of ours everything is foreign. A folder that is not there has none.
fn first_foreign(folder: &Path) -> Option<String> {
    let outputs = outputs_in(folder);
    let is_ours = |name: &str, is_folder: bool| {
        let Some(outputs) = &outputs else { return false };
        let is_within = |output: &String| output.strip_prefix(name).is_some_and(|rest| rest.starts_with('/'));
        if is_folder {
            outputs.iter().any(is_within)
        } else {
            outputs.contains(name) || name == MANIFEST || is_of_the_system(name)
        }
    };
    for entry in WalkDir::new(folder).min_depth(1).sort_by_file_name() {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) if error.depth() == 0 => return None,
            Err(error) => return Some(error.path().unwrap_or(folder).display().to_string()),
        };
        let within = entry.path().strip_prefix(folder).unwrap_or(entry.path());
        let parts: Vec<_> = within.iter().map(|part| part.to_string_lossy()).collect();
        let name = parts.join("/");
        let file_type = entry.file_type();
        let is_plain = file_type.is_file() || file_type.is_dir();
        if !is_plain || !is_ours(&name, file_type.is_dir()) {
            return Some(name);
        }
    }
    None
}

/// Files that file managers leave in every folder that is looked at.
fn is_of_the_system(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    matches!(file, ".DS_Store" | "Thumbs.db" | "desktop.ini")
}

/// Writes all files into a fresh folder beside the target, and flushes them to disk.
fn stage(out: &Path, target: &Path, files: &[OutputFile]) -> Result<TempDir> {
    let io = |error| unwritable(out, refusal_of(error));
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    let name = partial_name(target);
    let staged = builder.prefix(&name).tempdir_in(parent_of(target)).map_err(io)?;
    for OutputFile { name, bytes } in files {
        if !is_good_name(name) {
            return Err(unwritable(Path::new(name), Refusal::BadName));
        }
        let path = staged.path().join(name);
        fs::create_dir_all(parent_of(&path)).map_err(io)?;
        let mut file = File::create_new(&path).map_err(io)?;
        file.write_all(bytes).and_then(|()| file.sync_all()).map_err(io)?;
    }
    for entry in WalkDir::new(staged.path()).into_iter().flatten().filter(|e| e.file_type().is_dir()) {
        sync_folder(entry.path());
    }
    Ok(staged)
}

/// Whether an output's name stays within its folder on every system.
fn is_good_name(name: &str) -> bool {
    let parts = Path::new(name).components();
    !name.is_empty()
        && !name.contains(['\\', ':'])
        && parts.into_iter().all(|c| matches!(c, Component::Normal(_)))
}

/// Gives the new folder the permissions of the one whose place it takes.
fn keep_permissions(target: &Path, staged: &TempDir) -> std::io::Result<()> {
    fs::set_permissions(staged.path(), fs::metadata(target)?.permissions())
}

/// The refusal for a failure of the file system.
fn refusal_of(error: std::io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::ResourceBusy | ErrorKind::CrossesDevices => Refusal::NotReplaceable,
        ErrorKind::AlreadyExists | ErrorKind::DirectoryNotEmpty => Refusal::Exists,
        _ => Refusal::Io { error },
    }
}

/// Whether a folder is on another file system than its parent, so that nothing can be renamed to it.
#[cfg(unix)]
fn is_mount_point(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let device = |path: &Path| fs::metadata(path).map(|about| about.dev()).ok();
    device(folder) != device(parent_of(folder))
}

#[cfg(not(unix))]
fn is_mount_point(_: &Path) -> bool {
    false
}
