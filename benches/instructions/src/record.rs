//! The committed record of what was counted, and what it was counted with.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use serde::{Deserialize, Serialize};

/// Instructions by case. They compare only where compiler, C library and the widest instructions are the same.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) compiler: String,
    pub(crate) libc: String,
    pub(crate) processor: String,
    pub(crate) instructions: BTreeMap<String, u64>,
}

/// How a count stands to the record.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    /// Within the tolerance.
    Same,
    /// Fewer: a new record would hold the gain.
    Fewer,
    /// More than is tolerated.
    More,
    /// The record does not have it.
    New,
}

/// A change up to this share is tolerated.
const TOLERANCE: f64 = 0.05;

impl Record {
    /// A record of this machine's compiler and C library.
    pub(crate) fn here(instructions: BTreeMap<String, u64>) -> Self {
        let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
        let told = lines(Command::new(rustc).arg("-vV"));
        let host = told.iter().find_map(|line| line.strip_prefix("host: ")).unwrap_or("unknown host");
        let first = |lines: Vec<String>| lines.into_iter().next().unwrap_or_else(|| "unknown".into());
        Record {
            compiler: format!("{} for {host}", first(told.clone())),
            libc: first(lines(Command::new("ldd").arg("--version"))),
            processor: processor().into(),
            instructions,
        }
    }

    pub(crate) fn path() -> PathBuf {
        PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../record/instructions.json")
    }

    pub(crate) fn read() -> Result<Self, String> {
        let text = std::fs::read_to_string(Self::path())
            .map_err(|error| format!("record/instructions.json: {error}: renew it with --renew"))?;
        serde_json::from_str(&text).map_err(|error| format!("record/instructions.json: {error}"))
    }

    pub(crate) fn write(&self) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).map_err(|error| error.to_string())?;
        std::fs::write(Self::path(), text + "\n").map_err(|error| error.to_string())
    }

    /// Whether counts of the two compare.
    pub(crate) fn compares_with(&self, other: &Record) -> bool {
        let with = |record: &Record| [&record.compiler, &record.libc, &record.processor].map(String::clone);
        with(self) == with(other)
    }

    /// How a count stands to this record, and by what share it differs.
    pub(crate) fn judge(&self, case: &str, count: u64) -> (Verdict, Option<f64>) {
        let Some(&recorded) = self.instructions.get(case) else { return (Verdict::New, None) };
        let change = count as f64 / recorded as f64 - 1.0;
        let verdict = match change {
            change if change > TOLERANCE => Verdict::More,
            change if change < -TOLERANCE => Verdict::Fewer,
            _ => Verdict::Same,
        };
        (verdict, Some(change))
    }
}

/// The widest instructions that callgrind knows and our code, or the C library's, may choose.
fn processor() -> &'static str {
    #[cfg(target_arch = "x86_64")]
    if std::arch::is_x86_feature_detected!("avx2") {
        return "x86-64 with AVX2";
    }
    std::env::consts::ARCH
}

/// The lines that a command prints; none if it cannot be run.
fn lines(command: &mut Command) -> Vec<String> {
    let printed = command.output().map(|output| output.stdout).unwrap_or_default();
    String::from_utf8_lossy(&printed).lines().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_than_five_per_cent_more_is_told_from_less() {
        let record = Record {
            compiler: String::new(),
            libc: String::new(),
            processor: String::new(),
            instructions: BTreeMap::from([("a".into(), 1_000)]),
        };
        let cases = [
            ("a", 1_000, Verdict::Same),
            ("a", 1_049, Verdict::Same),
            ("a", 1_051, Verdict::More),
            ("a", 951, Verdict::Same),
            ("a", 949, Verdict::Fewer),
            ("b", 1_000, Verdict::New),
        ];
        for (case, count, expected) in cases {
            assert_eq!(record.judge(case, count).0, expected, "{case} {count}");
        }
    }

    #[test]
    fn the_committed_record_has_every_case_and_no_other() {
        let record = Record::read().unwrap();
        let mut cases: Vec<&str> = crate::cases::CASES.iter().map(|case| case.name).collect();
        cases.sort_unstable();
        assert_eq!(record.instructions.keys().collect::<Vec<_>>(), cases);
        assert!(record.instructions.values().all(|&count| count > 100_000));
    }
}
