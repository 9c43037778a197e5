//! Counts the instructions of the hot paths under callgrind, and holds them to `record/instructions.json`.
//!
//! Times are noisy, counts are not: the same program does the same work with the same instructions, up to one in a
//! hundred, because hash tables have a seed of their own in each run. `benches/README.md` says how to read and renew them.

mod cases;
#[path = "../../common/mod.rs"]
mod common;
mod record;

use std::collections::BTreeMap;
use std::process::{Command, ExitCode};

use cases::{CASES, Case};
use record::{Record, Verdict};

const RENEW: &str = "cargo run --release --locked -p commonground-instructions -- --renew";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        ["case", name] => run(name),
        [] => check(),
        ["--renew"] => renew(),
        _ => Err(format!("there is one flag, which renews the record: {RENEW}")),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(what) => {
            eprintln!("failed: {what}");
            ExitCode::FAILURE
        }
    }
}

/// Does one case, on one thread: this is what runs under callgrind.
fn run(name: &str) -> Result<(), String> {
    let case = CASES.iter().find(|case| case.name == name).ok_or_else(|| format!("no case {name}"))?;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().map_err(|error| error.to_string())?;
    pool.install(case.run);
    Ok(())
}

/// Counts all cases, and fails if one has become more than is tolerated.
fn check() -> Result<(), String> {
    if !has_valgrind() {
        let told = "no valgrind (Debian and Ubuntu: apt-get install valgrind)";
        if std::env::var_os("CI").is_some() {
            return Err(told.into());
        }
        println!("skipped: {told}");
        return Ok(());
    }
    let recorded = Record::read()?;
    let here = Record::here(BTreeMap::new());
    if !recorded.compares_with(&here) {
        let told = |record: &Record| [&*record.compiler, &*record.libc, &*record.processor].join(", ");
        println!("skipped: the record was counted with {};", told(&recorded));
        println!("here is {}. Counts of the two do not compare.", told(&here));
        println!("To renew the record: {RENEW}");
        return Ok(());
    }
    let mut more = Vec::new();
    for (case, count) in count_all()? {
        let (verdict, change) = recorded.judge(&case, count);
        let change = change.map_or_else(|| "new".into(), |change| format!("{:+.2} %", 100.0 * change));
        let told = match verdict {
            Verdict::Same => "",
            Verdict::Fewer => "  fewer: renew the record to hold the gain",
            Verdict::New => "  not in the record: renew it",
            Verdict::More => "  MORE THAN IS TOLERATED",
        };
        println!("{case:26} {count:>15} {change:>9}{told}");
        if matches!(verdict, Verdict::More | Verdict::New) {
            more.push(case);
        }
    }
    if more.is_empty() {
        return Ok(());
    }
    Err(format!(
        "over 5 % more instructions than recorded, or not recorded: {}. If that is right, say why in the commit, and renew \
         the record: {RENEW}",
        more.join("; ")
    ))
}

fn renew() -> Result<(), String> {
    let record = Record::here(count_all()?);
    record.write()?;
    record.instructions.iter().for_each(|(case, count)| println!("{case:26} {count:>15}"));
    println!("written to record/instructions.json");
    Ok(())
}

fn has_valgrind() -> bool {
    Command::new("valgrind").arg("--version").output().is_ok_and(|output| output.status.success())
}

fn count_all() -> Result<BTreeMap<String, u64>, String> {
    CASES.iter().map(|case| Ok((case.name.to_owned(), count(case)?))).collect()
}

/// The instructions of the part of a case that is `counted`.
fn count(case: &Case) -> Result<u64, String> {
    let this = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null", "--toggle-collect=*::counted*"])
        .arg(this)
        .args(["case", case.name])
        .output()
        .map_err(|error| format!("valgrind: {error}"))?;
    let told = String::from_utf8_lossy(&output.stderr);
    let collected = told.lines().find_map(|line| line.split_once("Collected :")?.1.trim().parse().ok());
    match collected {
        Some(count) if count > 0 && output.status.success() => Ok(count),
        _ => Err(format!("{}: callgrind counted nothing: {}", case.name, told.lines().last().unwrap_or(""))),
    }
}
