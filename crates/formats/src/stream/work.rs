//! The work folder: what a long run has done so far, so that it can go on.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tempfile::TempDir;

use crate::error::{FormatError, Refusal, Result};
use crate::write::{sync_folder, unwritable};

/// The work folder of an output: `clusters.csv` → `clusters.csv.partial`.
pub fn work_folder(out: &Path) -> PathBuf {
    let mut name = out.as_os_str().to_owned();
    name.push(".partial");
    PathBuf::from(name)
}

/// A folder for what a run has done. Every file in it is whole or not there. It stays if the run is cut off; a finished run
/// removes it.
#[derive(Debug)]
pub struct Work {
    folder: PathBuf,
    /// Where nothing is kept for another run.
    _passing: Option<TempDir>,
}

/// Which run a work folder belongs to.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Run {
    program: String,
    schema: u32,
    version: String,
    command: String,
    settings: Value,
}

const RUN: &str = "run.json";
const PROGRAM: &str = "commonground";
const SCHEMA: u32 = 1;

impl Work {
    /// The work folder of an output, for a run of these settings. If it is there already, the run goes on (`resume`),
    /// begins anew (`anew`), or is refused.
    ///
    /// # Errors
    /// If the folder cannot be made, is not ours, is of a run with other settings or of another version, or is there
    /// and neither `resume` nor `anew` is given.
    pub fn begin(out: &Path, command: &str, settings: &Value, resume: bool, anew: bool) -> Result<Self> {
        let folder = work_folder(out);
        let run = Run {
            program: PROGRAM.to_owned(),
            schema: SCHEMA,
            version: env!("CARGO_PKG_VERSION").to_owned(),
            command: command.to_owned(),
            settings: settings.clone(),
        };
        let work = Work { folder, _passing: None };
        let refuse = |refusal| Err(unwritable(&work.folder, refusal));
        if fs::symlink_metadata(&work.folder).is_ok() {
            let found = fs::read_to_string(work.folder.join(RUN)).ok();
            let found = found.and_then(|json| serde_json::from_str::<Run>(&json).ok());
            match found {
                Some(found) if found.program != PROGRAM => return refuse(Refusal::NotWork),
                // Cut off before anything was done: begun as if it had not been.
                None if work.is_barely_begun() => {}
                None => return refuse(Refusal::NotWork),
                Some(found) if resume && found == run => return Ok(work),
                Some(found) if resume && found.version != run.version => {
                    return refuse(Refusal::WorkOfVersion { version: found.version });
                }
                Some(_) if resume => return refuse(Refusal::WorkOfOthers),
                Some(_) if anew => fs::remove_dir_all(&work.folder).map_err(|error| work.io(error))?,
                Some(_) => return refuse(Refusal::CutOff),
            }
        }
        fs::create_dir_all(&work.folder).map_err(|error| work.io(error))?;
        work.save_json(RUN, &run)?;
        Ok(work)
    }

    /// Whether nothing is in the folder but what is written first, and not whole.
    fn is_barely_begun(&self) -> bool {
        let first = format!("{RUN}.part");
        let is_first =
            |entry: std::io::Result<fs::DirEntry>| entry.is_ok_and(|entry| *entry.file_name() == *first);
        fs::read_dir(&self.folder).is_ok_and(|mut entries| entries.all(is_first))
    }

    /// A folder that nobody comes back to, for output that goes to a pipe.
    ///
    /// # Errors
    /// If it cannot be made.
    pub fn passing() -> Result<Self> {
        let folder = tempfile::Builder::new().prefix("commonground-").tempdir();
        let folder = folder.map_err(|error| unwritable(&std::env::temp_dir(), Refusal::Io { error }))?;
        Ok(Work { folder: folder.path().to_owned(), _passing: Some(folder) })
    }

    /// Where a file of this name lies, or would.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Removes the folder, because the run has ended well.
    pub fn remove(self) {
        let _ = fs::remove_dir_all(&self.folder);
    }

    /// Ends a run that failed: the folder stays if something is in it that is worth to go on with.
    pub fn leave(self) {
        if self.load(super::READ).is_ok_and(|read| read.is_none()) {
            self.remove();
        }
    }

    /// What was kept under this name; none if nothing was.
    pub(super) fn load(&self, name: &str) -> Result<Option<Vec<u8>>> {
        match fs::read(self.path(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.io(error)),
        }
    }

    pub(super) fn load_json<T: DeserializeOwned>(&self, name: &str) -> Result<Option<T>> {
        let Some(bytes) = self.load(name)? else { return Ok(None) };
        let content = std::str::from_utf8(&bytes).ok().and_then(|json| serde_json::from_str(json).ok());
        content.map(Some).ok_or_else(|| self.damaged(name))
    }

    /// Keeps bytes under a name: all of them, or none.
    pub(super) fn save(&self, name: &str, bytes: &[u8]) -> Result<()> {
        self.save_by(name, |file| file.write_all(bytes))
    }

    pub(super) fn save_json<T: Serialize>(&self, name: &str, content: &T) -> Result<()> {
        // Plain values have no way to fail.
        self.save(name, &serde_json::to_vec(content).unwrap_or_default())
    }

    /// Keeps what is written, under a name: all of it, or nothing.
    pub(super) fn save_by(
        &self,
        name: &str,
        write: impl FnOnce(&mut std::io::BufWriter<File>) -> std::io::Result<()>,
    ) -> Result<()> {
        let part = self.path(&format!("{name}.part"));
        let whole = || {
            let mut file = std::io::BufWriter::with_capacity(1 << 20, File::create(&part)?);
            write(&mut file)?;
            file.flush()?;
            file.get_ref().sync_all()?;
            fs::rename(&part, self.path(name))
        };
        whole().map_err(|error| self.io(error))?;
        sync_folder(&self.folder);
        Ok(())
    }

    /// Keeps a value, which must be the same if the run goes on.
    pub(super) fn keep_same<T>(&self, name: &str, value: &T) -> Result<()>
    where
        T: Serialize + DeserializeOwned + PartialEq,
    {
        match self.load_json::<T>(name)? {
            Some(kept) if kept == *value => Ok(()),
            Some(_) => Err(unwritable(&self.folder, Refusal::InputsChanged)),
            None => self.save_json(name, value),
        }
    }

    /// Takes a file away that is not needed any more.
    pub(super) fn forget(&self, name: &str) {
        let _ = fs::remove_file(self.path(name));
    }

    /// The names of all whole files, sorted.
    pub(super) fn names(&self) -> Result<Vec<String>> {
        let entries = fs::read_dir(&self.folder).map_err(|error| self.io(error))?;
        let mut names = Vec::new();
        for entry in entries {
            names.push(entry.map_err(|error| self.io(error))?.file_name().to_string_lossy().into_owned());
        }
        names.retain(|name| !name.ends_with(".part"));
        names.sort();
        Ok(names)
    }

    /// The error about a file that does not say what it should.
    pub(super) fn damaged(&self, name: &str) -> FormatError {
        unwritable(&self.path(name), Refusal::DamagedWork)
    }

    pub(super) fn io(&self, error: std::io::Error) -> FormatError {
        unwritable(&self.folder, Refusal::Io { error })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_run_goes_on_only_with_the_settings_that_it_began_with() {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("out.csv");
        let begin = |settings: Value, resume, anew| Work::begin(&out, "cluster", &settings, resume, anew);
        let work = begin(json!({"k": 2}), true, false).unwrap();
        work.save("a", b"kept").unwrap();
        assert_eq!(work.names().unwrap(), ["a", "run.json"]);

        let refused = |outcome: Result<Work>| outcome.unwrap_err().to_string();
        assert!(refused(begin(json!({"k": 2}), false, false)).contains("--resume"));
        assert!(refused(begin(json!({"k": 3}), true, false)).contains("other settings"));
        let again = begin(json!({"k": 2}), true, true).unwrap();
        assert_eq!(again.load("a").unwrap().as_deref(), Some(&b"kept"[..]));
        again.keep_same("b", &1).unwrap();
        again.keep_same("b", &1).unwrap();
        assert!(again.keep_same("b", &2).unwrap_err().to_string().contains("changed"));

        let anew = begin(json!({"k": 3}), false, true).unwrap();
        assert_eq!(anew.load("a").unwrap(), None);
        anew.remove();
        fs::create_dir(work_folder(&out)).unwrap();
        fs::write(work_folder(&out).join("run.json.part"), "{\"prog").unwrap();
        begin(json!({}), false, false).unwrap().remove();
        fs::create_dir(work_folder(&out)).unwrap();
        fs::write(work_folder(&out).join("mine.txt"), "x").unwrap();
        assert!(refused(begin(json!({}), true, true)).contains("not of commonground"));
    }
}
