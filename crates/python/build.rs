//! Brings the invented round of `fixtures/` to where maturin takes it into the wheel from, so that there is one copy of it.

use std::path::{Path, PathBuf};
use std::{env, fs, io};

const FILES: [&str; 3] = ["framework.toml", "intended.csv", "partnerships.csv"];
const ROUND: &str = "round";

fn main() -> io::Result<()> {
    let fixtures = Path::new("../../fixtures");
    println!("cargo::rerun-if-changed={}", fixtures.display());
    let out = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo sets OUT_DIR"))?;
    let example = PathBuf::from(out).join("example");
    // A document that is no longer there must not stay in the wheel.
    if example.exists() {
        fs::remove_dir_all(&example)?;
    }
    fs::create_dir_all(example.join(ROUND))?;
    for file in FILES {
        fs::copy(fixtures.join(file), example.join(file))?;
    }
    for document in fs::read_dir(fixtures.join(ROUND))? {
        let document = document?;
        fs::copy(document.path(), example.join(ROUND).join(document.file_name()))?;
    }
    Ok(())
}
