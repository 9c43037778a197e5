//! Brings the invented round of `fixtures/` to where maturin takes it into the wheel from, so that there is one copy of it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FILES: [&str; 5] =
    ["framework.toml", "intended.csv", "partnerships.csv", "process/ballots.csv", "process/wishes.csv"];
const ROUNDS: [&str; 2] = ["round", "process/second-round"];

fn main() -> io::Result<()> {
    let fixtures = Path::new("../../fixtures");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    let example = PathBuf::from(out).join("example");
    // A document that is no longer there must not stay in the wheel.
    if example.exists() {
        fs::remove_dir_all(&example)?;
    }
    for round in ROUNDS {
        fs::create_dir_all(example.join(round))?;
        for document in fs::read_dir(fixtures.join(round))? {
            let document = document?;
            fs::copy(document.path(), example.join(round).join(document.file_name()))?;
        }
    }
    for file in FILES {
        fs::copy(fixtures.join(file), example.join(file))?;
    }
    Ok(())
}
