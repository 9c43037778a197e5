//! The folder of a study.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Component, Path, PathBuf};

use commonground::framework::FrameworkFile;
use commonground::process::replay::{EvidenceOf, Replay, RoundEvidence, print_of, replay};
use commonground::process::themes_as_framework;
use commonground::{Analysis, Framework};

use super::settings::StudySettings;
use super::store::{Store, StoredLog};
use crate::error::{FormatError, Reason, Refusal, Result};
use crate::read::{ReadOptions, unreadable_file};
use crate::write::{names_one, unwritable, write_files};

const SETTINGS: &str = "study.toml";

/// A study on disk.
#[derive(Debug, Clone, PartialEq)]
pub struct StudyFolder {
    folder: PathBuf,
    /// Its settings.
    pub settings: StudySettings,
    /// The framework that it began with.
    pub first: Framework,
}

/// What the round says about each version, by its name.
pub type Evidences = BTreeMap<String, RoundEvidence>;

impl StudyFolder {
    /// Makes a study that begins with the themes of an analysis: see [`themes_as_framework`].
    ///
    /// # Errors
    /// As [`create`](Self::create), and if the analysis has no theme.
    pub fn create_of_themes(folder: &Path, analysis: &Analysis, settings: StudySettings) -> Result<Self> {
        let (framework, themes) = themes_as_framework(analysis, &settings.name);
        if framework.areas.is_empty() {
            let what = "no theme was found in that round, so there is none to begin with";
            return Err(FormatError::Process { what: what.to_owned() });
        }
        Self::create(folder, &framework.to_toml(), StudySettings { themes, ..settings })
    }

    /// Makes a study of a framework file. Paths in the settings are the user's, and become those from the folder.
    ///
    /// # Errors
    /// If there is a study already, the framework is not valid, or an input is not there.
    pub fn create(folder: &Path, framework: &str, settings: StudySettings) -> Result<Self> {
        let place = folder.join(SETTINGS);
        if place.exists() {
            return Err(unwritable(&place, Refusal::IsStudy));
        }
        let inputs = settings.inputs.iter().chain(&settings.metadata);
        if let Some(missing) = inputs.map(Path::new).find(|input| !input.exists()) {
            return Err(unreadable_file(missing, Reason::Missing));
        }
        let mut file = FrameworkFile::parse(framework).map_err(commonground::Error::from)?;
        if file.framework().version.is_empty() {
            file.set_version("1").map_err(commonground::Error::from)?;
        }
        let version = &file.framework().version;
        let is_plain = version.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.'));
        if !is_plain || version.starts_with('.') {
            return Err(unwritable(&place, Refusal::BadVersion { version: version.clone() }));
        }
        let name = format!("frameworks/v{version}.toml");
        fs::create_dir_all(folder).map_err(|error| unwritable(folder, Refusal::Io { error }))?;
        let from_here = |path: &String| from_folder(folder, path);
        let settings = StudySettings {
            inputs: settings.inputs.iter().map(from_here).collect(),
            metadata: settings.metadata.as_ref().map(from_here),
            framework: name.clone(),
            ..settings
        };
        let toml = toml_edit::ser::to_string_pretty(&settings)
            .map_err(|error| unwritable(&place, Refusal::Io { error: std::io::Error::other(error) }))?;
        let files = [(folder.join(&name), file.text().as_bytes()), (place, toml.as_bytes())];
        let files: Vec<(&Path, &[u8])> = files.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect();
        write_files(&files, false)?;
        Ok(StudyFolder { folder: folder.to_owned(), settings, first: file.framework().clone() })
    }

    /// Opens a study.
    ///
    /// # Errors
    /// If there is none, or its settings or framework are damaged.
    pub fn open(folder: &Path) -> Result<Self> {
        let place = folder.join(SETTINGS);
        let read = |path: &Path| fs::read_to_string(path);
        let text = read(&place).map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => unreadable_file(&place, Reason::NoStudy),
            _ => unreadable_file(&place, Reason::Io { error }),
        })?;
        let broken = |what: String| unreadable_file(&place, Reason::BrokenStudy { what });
        let settings: StudySettings = toml_edit::de::from_str(&text)
            .map_err(|error| broken(error.message().trim().replace('\n', " ")))?;
        if settings.schema > StudySettings::SCHEMA {
            let (found, read) = (settings.schema, StudySettings::SCHEMA);
            return Err(broken(format!(
                "schema {found}, and this version reads up to {read}: update commonground"
            )));
        }
        let framework = folder.join(&settings.framework);
        let text = read(&framework).map_err(|error| unreadable_file(&framework, Reason::Io { error }))?;
        let first = Framework::from_toml(&text)
            .map_err(|error| unreadable_file(&framework, Reason::NoFramework { what: error.to_string() }))?;
        Ok(StudyFolder { folder: folder.to_owned(), settings, first })
    }

    /// Where it is.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Where its decisions are.
    pub fn store(&self) -> Store {
        Store::new(&self.folder.join("decisions"))
    }

    /// The round's files, as they can be opened from here.
    pub fn inputs(&self) -> Vec<String> {
        self.settings.inputs.iter().map(|input| self.path_of(input)).collect()
    }

    /// How the round is read.
    pub fn read_options(&self) -> ReadOptions {
        ReadOptions {
            text: self.settings.text.clone(),
            id: self.settings.id.clone(),
            consent: self.settings.consent.clone(),
            metadata: self.settings.metadata.as_ref().map(|path| self.path_of(path).into()),
            ..ReadOptions::default()
        }
    }

    fn path_of(&self, path: &str) -> String {
        self.folder.join(path).display().to_string()
    }

    /// What its decisions come to, and the files that they are from.
    ///
    /// # Errors
    /// As [`Store::union`].
    pub fn replay(&self) -> Result<(Replay, Vec<StoredLog>)> {
        let (union, stored) = self.store().union()?;
        Ok((replay(&self.first, &union)?, stored))
    }

    /// What the last replay found in the round about each version. One that is missing, damaged or of another framework is
    /// left out: it is made anew by a replay.
    pub fn evidences(&self, replay: &Replay) -> Evidences {
        let of = |version: &commonground::process::Version| {
            let path = self.folder.join(format!("evidence/v{}.json", version.version));
            let evidence: RoundEvidence = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
            (evidence.framework == print_of(&version.framework)).then(|| (version.version.clone(), evidence))
        };
        replay.versions.iter().filter_map(of).collect()
    }

    /// What a replay has written about the round that names one of these: it is to be removed, and is made anew by a replay.
    ///
    /// # Errors
    /// If it cannot be read.
    pub fn evidence_about(&self, names: &BTreeSet<String>) -> Result<Vec<PathBuf>> {
        let entries = match fs::read_dir(self.folder.join("evidence")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(unreadable_file(&self.folder, Reason::Io { error })),
        };
        let mut found = Vec::new();
        for path in entries.flatten().map(|entry| entry.path()).filter(|path| path.is_file()) {
            let bytes = fs::read(&path).map_err(|error| unreadable_file(&path, Reason::Io { error }))?;
            if names_one(&String::from_utf8_lossy(&bytes), names) {
                found.push(path);
            }
        }
        found.sort();
        Ok(found)
    }

    /// Writes what comes of a replay: each version that was frozen, and what the round says about it.
    ///
    /// # Errors
    /// If it cannot be written: then nothing is changed.
    pub fn write(&self, replay: &Replay, evidences: &Evidences) -> Result<Vec<String>> {
        let mut files: Vec<(String, Vec<u8>)> = Vec::new();
        for version in &replay.versions[1..] {
            let by = version.decision.as_deref().unwrap_or_default();
            let toml = format!(
                "# {}\n# Frozen by the decision {by}, and made of the decisions by `commonground replay`: change these, not this.\n{}",
                version.title.replace(['\n', '\r'], " "),
                version.framework.to_toml()
            );
            files.push((format!("frameworks/v{}.toml", version.version), toml.into_bytes()));
        }
        for (version, evidence) in evidences {
            let mut json = serde_json::to_vec_pretty(evidence).unwrap_or_default();
            json.push(b'\n');
            files.push((format!("evidence/v{version}.json"), json));
        }
        // What is there already stays untouched.
        files.retain(|(name, bytes)| fs::read(self.folder.join(name)).ok().as_ref() != Some(bytes));
        let paths: Vec<(PathBuf, &[u8])> =
            files.iter().map(|(name, bytes)| (self.folder.join(name), bytes.as_slice())).collect();
        let all: Vec<(&Path, &[u8])> = paths.iter().map(|(path, bytes)| (path.as_path(), *bytes)).collect();
        write_files(&all, true)?;
        Ok(files.into_iter().map(|(name, _)| name).collect())
    }
}

/// The evidence for areas, of each version.
pub(super) fn of_areas(evidences: &Evidences) -> BTreeMap<String, EvidenceOf> {
    evidences.iter().map(|(version, evidence)| (version.clone(), evidence.areas.clone())).collect()
}

/// A path of the user's, from the study's folder where both are on one drive.
fn from_folder(folder: &Path, path: &str) -> String {
    let (Ok(folder), Ok(target)) = (fs::canonicalize(folder), fs::canonicalize(path)) else {
        return path.to_owned();
    };
    let (own, other): (Vec<Component<'_>>, Vec<Component<'_>>) =
        (folder.components().collect(), target.components().collect());
    let shared = own.iter().zip(&other).take_while(|(a, b)| a == b).count();
    if shared == 0 {
        return target.display().to_string();
    }
    let up = own[shared..].iter().map(|_| "..".to_owned());
    let down = other[shared..].iter().map(|part| part.as_os_str().to_string_lossy().into_owned());
    let parts: Vec<String> = up.chain(down).collect();
    if parts.is_empty() { ".".to_owned() } else { parts.join("/") }
}
