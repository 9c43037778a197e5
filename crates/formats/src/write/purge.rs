//! Taking away what was written about somebody who is to be forgotten.

use std::collections::BTreeSet;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Component, Path, PathBuf};

use super::manifest::{MANIFEST, Manifest, manifest_beside};
use super::place::unwritable;
use crate::error::{Reason, Refusal, Result};
use crate::read::{Fault, text_of_parquet, unreadable_file};

/// An entry of an archive is looked at as far as this.
const LONGEST: u64 = 256 << 20;

/// Whether a text names one of these: as a whole, not as a part of a longer word.
pub fn names_one(text: &str, names: &BTreeSet<String>) -> bool {
    let is_word = |c: char| c.is_alphanumeric();
    names.iter().filter(|name| !name.is_empty()).any(|name| {
        text.match_indices(name.as_str()).any(|(start, found)| {
            let before = text[..start].chars().next_back();
            let behind = text[start + found.len()..].chars().next();
            !before.is_some_and(is_word) && !behind.is_some_and(is_word)
        })
    })
}

/// The files of a result that is to be taken away: of a folder of results, or a single one with its manifest, all that the
/// manifest lists, if any of them names one of `names`. None if no file does. Nothing is changed.
///
/// # Errors
/// If there is no manifest of commonground, without which nothing is touched; or a file cannot be read.
pub fn results_about(path: &Path, names: &BTreeSet<String>) -> Result<Vec<PathBuf>> {
    let manifest_path = if path.is_dir() { path.join(MANIFEST) } else { manifest_beside(path) };
    let not_ours = || unreadable_file(path, Reason::NotOurs);
    let json = fs::read_to_string(&manifest_path).map_err(|_| not_ours())?;
    let manifest: Manifest = serde_json::from_str(&json).map_err(|_| not_ours())?;
    let folder = manifest_path.parent().unwrap_or(Path::new("."));
    let mut files = Vec::new();
    for name in &manifest.outputs {
        let is_within = Path::new(name).components().all(|part| matches!(part, Component::Normal(_)));
        if manifest.program != "commonground" || !is_within {
            return Err(not_ours());
        }
        files.push(folder.join(name));
    }
    files.push(manifest_path);
    files.retain(|file| file.is_file());
    for file in &files {
        let bytes = fs::read(file).map_err(|error| unreadable_file(file, Reason::Io { error }))?;
        let contents = contents(&bytes).map_err(|fault| unreadable_file(file, Reason::Parsed { fault }))?;
        if contents.iter().any(|text| names_one(text, names)) {
            return Ok(files);
        }
    }
    Ok(Vec::new())
}

/// Removes files, and the folders that are empty then.
///
/// # Errors
/// If one cannot be removed; those before it are gone.
pub fn remove(files: &[PathBuf]) -> Result<()> {
    for file in files {
        fs::remove_file(file).map_err(|error| unwritable(file, Refusal::Io { error }))?;
        if let Some(folder) = file.parent() {
            // It stays where something else is in it.
            let _ = fs::remove_dir(folder);
        }
    }
    Ok(())
}

/// What a file says: as text, or of an archive what its entries say, or of a Parquet file what its columns do.
fn contents(bytes: &[u8]) -> std::result::Result<Vec<String>, Fault> {
    if let Some(text) = text_of_parquet(bytes)? {
        return Ok(vec![text]);
    }
    let plain = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let Ok(mut archive) = zip::ZipArchive::new(Cursor::new(bytes)) else { return Ok(vec![plain(bytes)]) };
    let entries = (0..archive.len()).filter_map(|place| {
        let mut entry = Vec::new();
        archive.by_index(place).ok()?.take(LONGEST).read_to_end(&mut entry).ok()?;
        Some(plain(&entry))
    });
    Ok(entries.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_as_a_whole() {
        let names = BTreeSet::from(["ashby".to_owned(), "Birch Hill (1)".to_owned(), String::new()]);
        for text in ["ashby", "\"ashby\",1", "see ashby.", "d/ashby.md", "of Birch Hill (1), too"] {
            assert!(names_one(text, &names), "{text}");
        }
        for text in ["ashbys", "washby", "Ashby", "Birch Hill", ""] {
            assert!(!names_one(text, &names), "{text}");
        }
    }
}
