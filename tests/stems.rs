//! English stems are those of Snowball, on every word of real texts.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use commonground::text::{Analyser, AnalyserSettings, Reading, normal_form, words};
use rust_stemmers::{Algorithm, Stemmer};

/// Where the corpora lie, if they are there: `NAME/data.jsonl`.
fn corpora() -> Option<PathBuf> {
    let named = std::env::var_os("COMMONGROUND_CORPORA").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    named.into_iter().chain([beside]).find(|folder| folder.is_dir())
}

fn words_of(file: &Path, found: &mut BTreeSet<String>) {
    let Ok(lines) = std::fs::read_to_string(file) else { return };
    for line in lines.lines() {
        let record: serde_json::Value = serde_json::from_str(line).expect("a record a line");
        if let Some(text) = record["text"].as_str() {
            found.extend(words(text).map(|word| normal_form(word.text).into_owned()));
        }
    }
}

#[test]
fn stems_of_every_word_of_the_corpora_are_those_of_snowball() {
    let Some(folder) = corpora() else {
        println!("skipped: no corpora");
        return;
    };
    let mut all = BTreeSet::new();
    for corpus in std::fs::read_dir(folder).expect("a folder") {
        words_of(&corpus.expect("a folder").path().join("data.jsonl"), &mut all);
    }
    let settings = AnalyserSettings { remove_stop_words: false, ..AnalyserSettings::default() };
    let (analyser, stemmer) = (Analyser::new(settings), Stemmer::create(Algorithm::English));
    let mut compared = 0;
    for word in &all {
        if let Reading::Term(stem) = analyser.read(word) {
            assert_eq!(stem, stemmer.stem(word), "{word:?}");
            compared += 1;
        }
    }
    assert!(all.is_empty() || compared > 0);
    println!("{compared} words compared");
}
