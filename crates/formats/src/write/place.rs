//! Putting what is staged in the place of its target, in one step where the system can.

use std::ffi::OsString;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

use crate::error::{FormatError, Refusal, Result};

/// An error about an output.
pub(crate) fn unwritable(path: &Path, refusal: Refusal) -> FormatError {
    FormatError::Unwritable { path: path.display().to_string(), refusal }
}

/// Refuses an output that is one of the inputs, or a folder that holds one: they are never changed.
///
/// # Errors
/// [`Refusal::IsInput`].
pub fn check_apart(out: &Path, inputs: &[String]) -> Result<()> {
    let Ok(out_real) = fs::canonicalize(out) else { return Ok(()) };
    let is_within = |input: &String| fs::canonicalize(input).is_ok_and(|real| real.starts_with(&out_real));
    if inputs.iter().filter(|input| *input != "-").any(is_within) {
        return Err(unwritable(out, Refusal::IsInput));
    }
    Ok(())
}

/// The folder that a path is in.
pub(super) fn parent_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Path::new("."),
        Some(parent) => parent,
        None => path,
    }
}

/// Tries whether a file can be made in the folder of `target`, or in the nearest one above that there is.
pub(super) fn probe(target: &Path) -> io::Result<()> {
    let mut folder = parent_of(target);
    while !folder.exists() && parent_of(folder) != folder {
        folder = parent_of(folder);
    }
    tempfile::tempfile_in(folder).map(drop)
}

/// The start of the hidden name under which `target` is staged.
pub(super) fn partial_name(target: &Path) -> OsString {
    let mut name = OsString::from(".");
    name.push(target.file_name().unwrap_or_default());
    name.push(".partial-");
    name
}

/// Exchanges `staged` and `target`, both of which are there.
pub(super) fn exchange(staged: &Path, target: &Path) -> io::Result<()> {
    match exchange_at_once(staged, target) {
        Err(error) if is_unsupported(&error) => exchange_by_renames(staged, target),
        outcome => outcome,
    }
}

/// Moves `staged` to `target`, where nothing may be.
pub(super) fn move_new(staged: &Path, target: &Path) -> io::Result<()> {
    match move_new_at_once(staged, target) {
        Err(error) if is_unsupported(&error) => {
            if fs::symlink_metadata(target).is_ok() {
                return Err(ErrorKind::AlreadyExists.into());
            }
            fs::rename(staged, target)
        }
        outcome => outcome,
    }
}

/// Flushes a folder's list of names to disk. Not every system can, and the files themselves are safe.
pub(crate) fn sync_folder(folder: &Path) {
    if let Ok(folder) = fs::File::open(folder) {
        let _ = folder.sync_all();
    }
}

/// The system's own exchange, as one step that cannot be seen half done.
#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn exchange_at_once(staged: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, staged, CWD, target, RenameFlags::EXCHANGE)?)
}

#[cfg(any(target_os = "linux", target_os = "android", target_vendor = "apple"))]
fn move_new_at_once(staged: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    Ok(renameat_with(CWD, staged, CWD, target, RenameFlags::NOREPLACE)?)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn exchange_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_vendor = "apple")))]
fn move_new_at_once(_: &Path, _: &Path) -> io::Result<()> {
    Err(ErrorKind::Unsupported.into())
}

/// Whether the system or the file system (some network drives) does not know the operation.
fn is_unsupported(error: &io::Error) -> bool {
    matches!(error.kind(), ErrorKind::Unsupported | ErrorKind::InvalidInput)
}

/// Exchanges by way of a third name; if the second step fails, the first is undone.
fn exchange_by_renames(staged: &Path, target: &Path) -> io::Result<()> {
    let mut aside = staged.as_os_str().to_owned();
    aside.push(".old");
    let aside = PathBuf::from(aside);
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(staged, target) {
        fs::rename(&aside, target)?;
        return Err(error);
    }
    fs::rename(&aside, staged)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_and_folders_are_exchanged_by_either_way() {
        for way in [exchange, exchange_by_renames] {
            let folder = tempfile::tempdir().unwrap();
            let (a, b) = (folder.path().join("a"), folder.path().join("b"));
            fs::create_dir(&a).unwrap();
            fs::write(a.join("file"), "new").unwrap();
            fs::create_dir(&b).unwrap();
            way(&a, &b).unwrap();
            assert_eq!(fs::read(b.join("file")).unwrap(), b"new");
            assert_eq!(fs::read_dir(&a).unwrap().count(), 0);
        }
    }

    #[test]
    fn a_failed_exchange_leaves_the_target_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (missing, target) = (folder.path().join("missing"), folder.path().join("target"));
        fs::write(&target, "old").unwrap();
        for way in [exchange, exchange_by_renames] {
            assert!(way(&missing, &target).is_err());
            assert_eq!(fs::read(&target).unwrap(), b"old");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn nothing_is_moved_over_something() {
        let folder = tempfile::tempdir().unwrap();
        let (staged, target) = (folder.path().join("staged"), folder.path().join("target"));
        fs::write(&staged, "new").unwrap();
        fs::write(&target, "old").unwrap();
        assert_eq!(move_new(&staged, &target).unwrap_err().kind(), ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&target).unwrap(), b"old");
    }

    #[test]
    fn an_output_is_kept_apart_from_the_inputs() {
        let folder = tempfile::tempdir().unwrap();
        let input = folder.path().join("a.csv");
        fs::write(&input, "id,text\n").unwrap();
        let inputs = ["-".to_owned(), input.display().to_string()];
        assert!(check_apart(&input, &inputs).is_err());
        assert!(check_apart(folder.path(), &inputs).is_err());
        assert!(check_apart(&folder.path().join("new"), &inputs).is_ok());
    }
}
