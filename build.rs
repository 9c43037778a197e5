//! Writes the lists of stop words of the languages that the analyser knows, a word a line. The crate that has them brings sixty
//! languages along, each word with a pointer that has to be set when the program starts.

use std::path::Path;
use std::{env, fs, io};

/// The languages of `src/text/stop_words.rs`, which includes what is written here.
const LANGUAGES: [&str; 8] = ["en", "es", "it", "pt", "da", "hu", "fi", "ru"];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives no OUT_DIR"))?;
    for code in LANGUAGES {
        let words = stop_words::lookup(code)
            .ok_or_else(|| io::Error::other(format!("there is no list of stop words for {code:?}")))?;
        fs::write(Path::new(&folder).join(format!("{code}.txt")), words.join("\n"))?;
    }
    Ok(())
}
