//! Outputs appear as a whole or not at all.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::fs;
use std::path::Path;

use commonground_formats::write::{
    OutputFile, check_file, check_folder, manifest_beside, write_files, write_folder,
};

/// A folder of results: a manifest, and the files that it lists.
fn results(files: &[(&str, &str)]) -> Vec<OutputFile> {
    let names: Vec<&str> = files.iter().map(|(name, _)| *name).collect();
    let manifest = serde_json::json!({"program": "commonground", "outputs": names}).to_string();
    let all = files.iter().copied().chain([("manifest.json", manifest.as_str())]);
    all.map(|(name, text)| OutputFile { name: name.to_owned(), bytes: text.into() }).collect()
}

/// The names in a folder, sorted, hidden ones included.
fn names_in(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn a_folder_is_made_replaced_and_kept_clean() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("new/results");
    check_folder(&out, false).unwrap();
    assert!(names_in(parent.path()).is_empty(), "a check changes nothing");

    write_folder(&out, &results(&[("a.csv", "1"), ("figures/map.svg", "2")]), false).unwrap();
    assert_eq!(names_in(&out), ["a.csv", "figures", "manifest.json"]);

    let again = write_folder(&out, &results(&[("b.csv", "3")]), false).unwrap_err().to_string();
    assert!(again.ends_with("exists: choose another --out, or add --force"), "{again}");
    assert_eq!(names_in(&out), ["a.csv", "figures", "manifest.json"]);

    check_folder(&out, true).unwrap();
    fs::write(out.join(".DS_Store"), "").unwrap();
    write_folder(&out, &results(&[("b.csv", "3")]), true).unwrap();
    assert_eq!(names_in(&out), ["b.csv", "manifest.json"]);
    assert_eq!(names_in(out.parent().unwrap()), ["results"], "nothing is left beside it");
}

#[test]
fn an_empty_folder_is_filled() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("results");
    fs::create_dir(&out).unwrap();
    check_folder(&out, false).unwrap();
    write_folder(&out, &results(&[("a.csv", "1")]), false).unwrap();
    assert_eq!(names_in(&out), ["a.csv", "manifest.json"]);
    assert_eq!(names_in(parent.path()), ["results"]);
}

#[test]
fn a_folder_with_anything_foreign_in_it_is_left_alone() {
    let cases = [
        ("notes.docx", "notes.docx"),
        ("figures/mine.png", "figures/mine.png"),
        ("other/a.csv", "other"),
        (".partial-x", ".partial-x"),
    ];
    for (foreign, named) in cases {
        let parent = tempfile::tempdir().unwrap();
        let out = parent.path().join("results");
        write_folder(&out, &results(&[("a.csv", "1"), ("figures/map.svg", "2")]), false).unwrap();
        fs::create_dir_all(out.join(foreign).parent().unwrap()).unwrap();
        fs::write(out.join(foreign), "mine").unwrap();
        for outcome in [check_folder(&out, true), write_folder(&out, &results(&[("b.csv", "3")]), true)] {
            let message = outcome.unwrap_err().to_string();
            assert!(message.contains(&format!("holds {named:?}")), "{message}");
        }
        assert_eq!(fs::read(out.join(foreign)).unwrap(), b"mine");
        assert_eq!(fs::read(out.join("a.csv")).unwrap(), b"1");
        assert_eq!(names_in(parent.path()), ["results"]);
    }
    let inputs = tempfile::tempdir().unwrap();
    fs::write(inputs.path().join("eoi.txt"), "mine").unwrap();
    assert!(check_folder(inputs.path(), true).unwrap_err().to_string().contains("holds \"eoi.txt\""));
}

#[test]
fn targets_that_cannot_be_a_folder_of_results_are_refused_before_the_work() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("file");
    fs::write(&file, "x").unwrap();
    let here = std::env::current_dir().unwrap();
    let cases = [
        (Path::new("/"), "cannot be replaced"),
        (Path::new("."), "cannot be replaced"),
        (Path::new(".."), "cannot be replaced"),
        (here.as_path(), "cannot be replaced"),
        (&file, "a file, not a folder"),
        (&file.join("results"), "cannot be written"),
    ];
    for (out, part) in cases {
        let message = check_folder(out, true).unwrap_err().to_string();
        assert!(message.contains(part), "{message}");
    }
}

#[test]
fn a_folder_that_fails_half_way_leaves_no_trace() {
    let parent = tempfile::tempdir().unwrap();
    let out = parent.path().join("results");
    for bad in ["../escape", "/absolute", "", "a\\b", "C:x"] {
        let message =
            write_folder(&out, &results(&[("a.csv", "1"), (bad, "2")]), false).unwrap_err().to_string();
        assert!(message.contains("not the name of an output"), "{message}");
    }
    write_folder(&out, &results(&[("a.csv", "1")]), false).unwrap();
    assert!(write_folder(&out, &results(&[("a.csv", "2"), ("a.csv", "3")]), true).is_err());
    assert_eq!(fs::read(out.join("a.csv")).unwrap(), b"1");
    assert_eq!(names_in(parent.path()), ["results"]);
}

#[cfg(unix)]
#[test]
fn a_link_to_a_folder_stays_a_link_and_permissions_are_kept() {
    use std::os::unix::fs::PermissionsExt;
    let parent = tempfile::tempdir().unwrap();
    let (real, link) = (parent.path().join("real"), parent.path().join("link"));
    write_folder(&real, &results(&[("a.csv", "1")]), false).unwrap();
    fs::set_permissions(&real, PermissionsExt::from_mode(0o750)).unwrap();
    std::os::unix::fs::symlink(&real, &link).unwrap();
    write_folder(&link, &results(&[("b.csv", "2")]), true).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert_eq!(names_in(&real), ["b.csv", "manifest.json"]);
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o750);
}

#[test]
fn files_are_written_together_or_not_at_all() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("a.csv");
    let manifest = manifest_beside(&table);
    check_file(&table, false).unwrap();
    write_files(&[(&table, b"1"), (&manifest, b"{}")], false).unwrap();
    assert_eq!(names_in(folder.path()), ["a.csv", "a.csv.manifest.json"]);

    assert!(check_file(&table, false).unwrap_err().to_string().contains("add --force"));
    assert!(write_files(&[(&table, b"2")], false).is_err());
    write_files(&[(&table, b"2"), (&manifest, b"[]")], true).unwrap();
    assert_eq!((fs::read(&table).unwrap(), fs::read(&manifest).unwrap()), (b"2".to_vec(), b"[]".to_vec()));

    // The second target is taken while the files are put in place: the first goes back.
    let new = folder.path().join("new.csv");
    assert!(write_files(&[(&table, b"3"), (&new, b"4"), (&new, b"5")], true).is_err());
    assert_eq!(fs::read(&table).unwrap(), b"2");
    assert_eq!(names_in(folder.path()), ["a.csv", "a.csv.manifest.json"]);
}

#[test]
fn folders_and_devices_are_no_files_to_write() {
    let folder = tempfile::tempdir().unwrap();
    assert!(check_file(folder.path(), true).unwrap_err().to_string().contains("not a regular file"));
    if cfg!(unix) {
        assert!(check_file(Path::new("/dev/null"), true).is_err());
    }
}
