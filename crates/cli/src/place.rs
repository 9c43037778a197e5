//! Where results go, and the checks of that place before the work.

use std::path::{Path, PathBuf, absolute};

use commonground_formats::write::{check_apart, check_file, check_folder, is_parquet, manifest_beside};

use crate::failure::Failure;

/// Checks that a folder of results can be written.
pub(crate) fn check_out_folder(
    out: &Path,
    inputs: &[String],
    tables: &[&str],
    force: bool,
) -> Result<(), Failure> {
    check_clear(out, inputs, tables)?;
    Ok(check_folder(out, force)?)
}

/// Where a command with one output puts it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Out {
    /// Standard output, without a manifest.
    Stdout,
    /// A file, with a manifest beside it.
    File(PathBuf),
}

impl Out {
    /// The place that the user named: a file, or `-`.
    pub(crate) fn of(name: &str) -> Self {
        if name == "-" { Out::Stdout } else { Out::File(PathBuf::from(name)) }
    }

    /// Checks that this build writes tables in the format that the name says.
    pub(crate) fn check_format(&self) -> Result<(), Failure> {
        let Out::File(path) = self else { return Ok(()) };
        is_parquet(path)?;
        Ok(())
    }

    /// Checks that it can be written.
    pub(crate) fn check(&self, inputs: &[String], tables: &[&str], force: bool) -> Result<(), Failure> {
        let Out::File(path) = self else { return Ok(()) };
        for path in [path.clone(), manifest_beside(path)] {
            check_clear(&path, inputs, tables)?;
            check_file(&path, force)?;
        }
        Ok(())
    }
}

/// Checks that an output is neither an input, nor the framework or the metadata (`tables`), nor within an
/// input folder, where the next run would read it.
fn check_clear(out: &Path, inputs: &[String], tables: &[&str]) -> Result<(), Failure> {
    let read: Vec<String> = inputs.iter().cloned().chain(tables.iter().map(|&t| t.to_owned())).collect();
    check_apart(out, &read)?;
    match inputs.iter().find(|input| *input != "-" && is_within(out, Path::new(input))) {
        None => Ok(()),
        Some(folder) => Err(Failure::Failed(format!(
            "{}: lies in the input {folder}, where the next run would read it: choose an --out outside of it",
            out.display()
        ))),
    }
}

/// Whether `path`, which need not exist, would lie in `folder`.
fn is_within(path: &Path, folder: &Path) -> bool {
    let (Ok(path), Ok(folder)) = (absolute(path), folder.canonicalize()) else { return false };
    let above = path.ancestors().skip(1).find_map(|above| above.canonicalize().ok());
    folder.is_dir() && above.is_some_and(|above| above.starts_with(&folder))
}
