//! What the tests share: a folder of its own for each, and the binary run in it.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]
#![allow(dead_code, reason = "each test file uses a part")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// A word that stands in the texts of the tests and must never be in a message.
pub(crate) const CANARY: &str = "zanzibarquux";

/// A folder that is the working folder of the runs and goes away with them.
pub(crate) struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    pub(crate) fn new() -> Self {
        Place { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// A folder with the fixtures in it.
    pub(crate) fn with_fixtures() -> Self {
        let place = Place::new();
        fs::create_dir(place.path().join("round")).unwrap();
        for entry in fs::read_dir(fixtures().join("round")).unwrap() {
            let from = entry.unwrap().path();
            fs::copy(&from, place.path().join("round").join(from.file_name().unwrap())).unwrap();
        }
        for name in ["framework.toml", "partnerships.csv"] {
            fs::copy(fixtures().join(name), place.path().join(name)).unwrap();
        }
        place
    }

    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn json(&self, name: &str) -> serde_json::Value {
        serde_json::from_str(&self.read(name)).unwrap()
    }

    /// The command, not yet run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("commonground"));
        command.current_dir(self.path()).args(args).stdin(Stdio::null()).env_remove("COLUMNS");
        command
    }

    /// Runs the command with words split at spaces.
    pub(crate) fn run(&self, line: &str) -> Ran {
        let args: Vec<&str> = line.split_whitespace().collect();
        Ran::of(self.command(&args).output().unwrap())
    }

    /// Runs the command, which must succeed.
    pub(crate) fn ok(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
        ran
    }

    /// Every path below the folder, hidden ones included.
    pub(crate) fn all_files(&self) -> Vec<PathBuf> {
        let mut found = Vec::new();
        let mut folders = vec![self.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    folders.push(path.clone());
                }
                found.push(path);
            }
        }
        found.sort();
        found
    }
}

/// What a run left on its way.
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    pub(crate) fn of(output: Output) -> Self {
        Ran {
            code: output.status.code().unwrap_or(-1),
            out: String::from_utf8(output.stdout).unwrap(),
            err: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

pub(crate) fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

/// Answers about three topics, with ids that differ in length; line `n` is about topic `n % 3`.
pub(crate) fn answers(count: usize) -> Vec<String> {
    const TOPICS: [[&str; 6]; 3] = [
        ["bus", "train", "station", "timetable", "fare", "ticket"],
        ["park", "tree", "garden", "playground", "bench", "pond"],
        ["library", "book", "reading", "shelf", "loan", "novel"],
    ];
    let line = |n: usize| {
        let words = TOPICS[n % 3];
        let text: Vec<&str> = (0..4).map(|w| words[(n / 3 + w * (1 + n % 5)) % 6]).collect();
        format!("{{\"id\": \"r{n}\", \"text\": \"{} {CANARY}\"}}", text.join(" "))
    };
    (0..count).map(line).collect()
}
