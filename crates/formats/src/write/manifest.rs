//! The manifest: what was read, with which settings, and what came out.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use commonground::cluster::{Ground, KChoice};
use commonground::round::Note;
use serde::{Deserialize, Serialize};

use crate::read::stream::Pass;
use crate::read::{InputFile, Reading};

/// The name of the manifest in a folder of results.
pub const MANIFEST: &str = "manifest.json";

/// The program's name in its manifests; a folder without it is not ours to replace.
const PROGRAM: &str = "commonground";

/// The record of one run that lies beside its outputs.
///
/// It holds no time, no user and no path but those that the user typed, so that the same run gives
/// the same bytes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `commonground`.
    pub program: String,
    /// The version of the program.
    pub version: String,
    /// The version of this format.
    pub schema: u32,
    /// The command that was run, such as `analyse`.
    pub command: String,
    /// All settings, those by default included.
    pub settings: serde_json::Value,
    /// The reading log.
    pub inputs: Vec<InputFile>,
    /// What was counted, by name.
    pub counts: BTreeMap<String, u64>,
    /// How the number of clusters was chosen; nothing if it was given, or nothing was clustered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub k: Option<ChosenK>,
    /// What was left out, and why.
    pub skipped: Vec<Note>,
    /// What was read with a reservation.
    pub warnings: Vec<Note>,
    /// The names of the files that were written, relative to the manifest.
    pub outputs: Vec<String>,
}

/// The number of clusters that the texts recommend, and the curve behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ChosenK {
    /// The recommendation.
    pub k: usize,
    /// The smallest and the largest number that are about as good.
    pub plausible: (usize, usize),
    /// What was measured for each number that was tried.
    pub curve: Vec<TriedK>,
    /// What the texts have in common: `themes`, `one-theme`, `none` (no common ground beyond chance) or `too-few` to tell.
    #[serde(default)]
    pub ground: Ground,
}

/// A number of clusters that was tried.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TriedK {
    /// The number.
    pub k: usize,
    /// The bits that two halves of the texts repeat about each other's clusters, beyond chance.
    pub repeated: f64,
    /// Their standard error.
    pub error: f64,
    /// The share of all bits of a label that is repeated beyond chance (0: as by chance, 1: all).
    pub share: f64,
    /// The bits that are repeated if the words are dealt among the texts at random; only where the curve was in doubt.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealt: Option<f64>,
}

impl From<&KChoice> for ChosenK {
    fn from(choice: &KChoice) -> Self {
        let tried = choice.curve.iter().map(|point| TriedK {
            k: point.k,
            repeated: point.repeated,
            error: point.error,
            share: point.share(),
            dealt: point.dealt.map(|dealt| dealt.repeated),
        });
        let (k, plausible, ground) = (choice.k, choice.plausible, choice.ground);
        ChosenK { k, plausible, curve: tried.collect(), ground }
    }
}

impl Manifest {
    /// The version of the format that this version of the program writes.
    pub const SCHEMA: u32 = 1;

    /// A manifest of what was read; counts and outputs are for the caller to fill in.
    pub fn new(command: &str, version: &str, settings: serde_json::Value, reading: &Reading) -> Self {
        let round = &reading.round;
        let counts =
            [round.documents().len() as u64, round.skipped().len() as u64, round.warnings().len() as u64];
        let notes = [round.skipped().to_vec(), round.warnings().to_vec()];
        Manifest::with(command, version, settings, reading.files.clone(), counts, notes)
    }

    /// A manifest of what a stream was made of; counts and outputs are for the caller to fill in.
    pub fn of_pass(command: &str, version: &str, settings: serde_json::Value, pass: Pass) -> Self {
        let Pass { files, documents, skipped, warnings } = pass;
        let counts = [documents, skipped.count(), warnings.count()];
        let notes = [skipped.into_notes(), warnings.into_notes()];
        Manifest::with(command, version, settings, files, counts, notes)
    }

    /// A manifest that goes with results for everybody: it names no input, and of these only the number of documents is told.
    pub fn of_public(command: &str, version: &str, settings: serde_json::Value, documents: u64) -> Self {
        let counts = BTreeMap::from([("documents".to_owned(), documents)]);
        let all = Manifest::with(command, version, settings, Vec::new(), [0; 3], [Vec::new(), Vec::new()]);
        Manifest { counts, ..all }
    }

    fn with(
        command: &str,
        version: &str,
        settings: serde_json::Value,
        inputs: Vec<InputFile>,
        [documents, skipped, warnings]: [u64; 3],
        [left_out, doubted]: [Vec<Note>; 2],
    ) -> Self {
        Manifest {
            program: PROGRAM.to_owned(),
            version: version.to_owned(),
            schema: Manifest::SCHEMA,
            command: command.to_owned(),
            settings,
            counts: BTreeMap::from([
                ("documents".to_owned(), documents),
                ("files".to_owned(), inputs.len() as u64),
                ("skipped".to_owned(), skipped),
                ("warnings".to_owned(), warnings),
            ]),
            inputs,
            skipped: left_out,
            k: None,
            warnings: doubted,
            outputs: Vec::new(),
        }
    }

    /// The manifest as indented JSON with a final line end.
    pub fn to_json(&self) -> Vec<u8> {
        // A value of strings, numbers and a JSON value has no way to fail.
        let mut json = serde_json::to_vec_pretty(self).unwrap_or_default();
        json.push(b'\n');
        json
    }
}

/// Where the manifest of a single output goes: `a.csv` → `a.csv.manifest.json`.
pub fn manifest_beside(output: &Path) -> PathBuf {
    let mut name = output.as_os_str().to_owned();
    name.push(".");
    name.push(MANIFEST);
    PathBuf::from(name)
}

/// Whether a folder holds results of commonground.
pub(crate) fn is_results(folder: &Path) -> bool {
    outputs_in(folder).is_some()
}

/// The outputs that the manifest in a folder lists, if there is one and it is ours.
pub(super) fn outputs_in(folder: &Path) -> Option<BTreeSet<String>> {
    #[derive(Deserialize)]
    struct Claim {
        program: String,
        outputs: BTreeSet<String>,
    }
    let path = folder.join(MANIFEST);
    // Anything else of that name is not opened: a pipe would block.
    fs::symlink_metadata(&path).ok().filter(fs::Metadata::is_file)?;
    let claim: Claim = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
    (claim.program == PROGRAM).then_some(claim.outputs)
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonground::round::{Document, Round};
    use serde_json::json;

    #[test]
    fn a_manifest_reads_back_and_tells_no_time() {
        let round = Round::new(vec![Document::new("a", "text")]).unwrap();
        let reading = Reading { round, files: Vec::new() };
        let mut manifest = Manifest::new("cluster", "0.1.0", json!({"k": 3}), &reading);
        manifest.outputs.push("clusters.csv".into());
        let json = manifest.to_json();
        assert!(json.ends_with(b"}\n"));
        assert_eq!(serde_json::from_slice::<Manifest>(&json).unwrap(), manifest);
        assert_eq!(manifest.counts["documents"], 1);
        assert_eq!(manifest_beside(Path::new("x/a.csv")), Path::new("x/a.csv.manifest.json"));
    }

    #[test]
    fn only_a_folder_with_our_manifest_holds_results() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_results(folder.path()));
        for (manifest, expected) in [
            ("{}", false),
            (r#"{"program": "other", "outputs": []}"#, false),
            (r#"{"program": "commonground", "outputs": ["a.csv"]}"#, true),
        ] {
            fs::write(folder.path().join(MANIFEST), manifest).unwrap();
            assert_eq!(is_results(folder.path()), expected, "{manifest}");
        }
    }
}
