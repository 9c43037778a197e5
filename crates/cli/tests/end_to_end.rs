//! The commands on the invented round: what is written, and that it is always the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::collections::BTreeSet;

use common::{Place, answers, fixtures};

const ANALYSE: &str =
    "analyse round --framework framework.toml --metadata partnerships.csv --quality fast --quiet";

#[test]
fn analyse_writes_a_folder_whose_counts_add_up() {
    let place = Place::with_fixtures();
    place.write("round/notes.docx", "PK");
    let ran = place.ok("analyse round --framework framework.toml --metadata partnerships.csv --k 5");
    assert!(ran.out.starts_with("5 themes in 12 documents with "), "{}", ran.out);
    assert!(ran.out.contains("of 12 partnerships"), "{}", ran.out);
    assert!(ran.out.contains("Areas without evidence: Health inequalities"), "{}", ran.out);
    assert!(ran.err.starts_with("warning: round/notes.docx: skipped, "), "{}", ran.err);

    let manifest = place.json("commonground-report/manifest.json");
    let count = |name: &str| manifest["counts"][name].as_u64().unwrap();
    let inputs = manifest["inputs"].as_array().unwrap();
    let read: u64 = inputs.iter().map(|file| file["documents"].as_u64().unwrap()).sum();
    assert_eq!((read, count("documents"), count("skipped")), (12, 12, 1));
    // Everything that was found is read or listed: 13 files of the round, and the metadata.
    assert_eq!(count("files") + count("skipped"), 13 + 1);
    assert_eq!(manifest["skipped"].as_array().unwrap().len(), 1);

    let analysis = place.json("commonground-report/analysis.json");
    let passages = analysis["passages"].as_array().unwrap();
    let unplaced = passages.iter().filter(|passage| passage["theme"].is_null()).count();
    assert_eq!(passages.len() as u64, count("passages"));
    assert_eq!(unplaced as u64, count("unplaced"));
    assert_eq!((count("themes"), count("areas")), (5, 11));
    for name in manifest["outputs"].as_array().unwrap() {
        assert!(place.path().join("commonground-report").join(name.as_str().unwrap()).is_file(), "{name}");
    }
}

#[test]
fn analyse_gives_the_same_bytes_twice_and_on_any_number_of_threads() {
    let place = Place::with_fixtures();
    for (out, threads) in [("one", "1"), ("two", "2"), ("again", "2")] {
        place.ok(&format!("{ANALYSE} --threads {threads} --out {out}"));
    }
    for name in ["analysis.json", "manifest.json", "report.html", "themes.csv", "matrix.csv", "quotes.csv"] {
        let one = place.read(&format!("one/{name}"));
        assert_eq!(one, place.read(&format!("two/{name}")), "{name}");
        assert_eq!(one, place.read(&format!("again/{name}")), "{name}");
        assert!(!one.contains(&*place.path().to_string_lossy()), "{name} tells where it was made");
    }
}

#[test]
fn an_old_report_is_kept_without_force_and_replaced_with_it() {
    let place = Place::with_fixtures();
    place.ok(&format!("{ANALYSE} --k 3"));
    let old = place.read("commonground-report/analysis.json");
    let ran = place.run(&format!("{ANALYSE} --k 4"));
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("add --force"), "{}", ran.err);
    assert_eq!(place.read("commonground-report/analysis.json"), old);
    place.ok(&format!("{ANALYSE} --k 4 --force"));
    assert_ne!(place.read("commonground-report/analysis.json"), old);
}

#[test]
fn cluster_does_not_depend_on_threads_or_the_order_of_lines() {
    let place = Place::new();
    let mut lines = answers(90);
    place.write("a/in.jsonl", lines.join("\n"));
    lines.reverse();
    lines.swap(3, 40);
    place.write("b/in.jsonl", lines.join("\n"));
    place.ok("cluster a/in.jsonl --max-df 0.9 --k 3 --threads 1 --out 1/out.csv");
    place.ok("cluster a/in.jsonl --max-df 0.9 --k 3 --threads 2 --out 2/out.csv");
    place.ok("cluster b/in.jsonl --max-df 0.9 --k 3 --out 3/out.csv");
    let table = place.read("1/out.csv");
    assert_eq!(table, place.read("2/out.csv"));
    assert_eq!(table, place.read("3/out.csv"));
    assert_eq!(place.read("1/out.csv.manifest.json"), place.read("2/out.csv.manifest.json"));

    let rows: Vec<Vec<&str>> = table.lines().map(|line| line.split(',').collect()).collect();
    assert_eq!(rows[0], ["id", "cluster", "score"]);
    assert_eq!((rows[1][0], rows[3][0], rows[11][0]), ("r0", "r2", "r10"), "numbers count by value");
    for (n, row) in rows[1..].iter().enumerate() {
        assert_eq!(row[1], rows[1 + n % 3][1], "{} is with its topic", row[0]);
    }
    let clusters: BTreeSet<&str> = rows[1..].iter().map(|row| row[1]).collect();
    assert_eq!(clusters, BTreeSet::from(["0", "1", "2"]));
}

#[test]
fn a_document_without_terms_is_in_no_cluster() {
    let place = Place::new();
    let mut lines = answers(12);
    lines.push(r#"{"id": "z", "text": "of the and"}"#.to_owned());
    place.write("in.jsonl", lines.join("\n"));
    let ran = place.ok("cluster in.jsonl --k 3 --out out.csv");
    assert_eq!(ran.out, "3 clusters of 13 documents; without any term: 1\nWritten to out.csv\n");
    assert!(place.read("out.csv").ends_with("\nz,-1,\n"));
    assert_eq!(place.json("out.csv.manifest.json")["counts"]["unplaced"], 1);
}

#[test]
fn passages_are_byte_ranges_that_follow_the_id() {
    let place = Place::with_fixtures();
    let before = place.all_files();
    let table = place.ok("cluster round --unit passage --k auto --out -").out;
    assert!(table.starts_with("id,start,end,cluster,score\nbrackmere,0,"), "{table}");
    assert_eq!(place.all_files(), before, "nothing is written beside standard output");
}

#[test]
fn code_agrees_with_analyse_and_lists_passages_without_an_area() {
    let place = Place::with_fixtures();
    place.ok(&format!("{ANALYSE} --k 3 --out report"));
    place.ok("code round --framework framework.toml --out areas.csv --quiet");
    let table = place.read("areas.csv");
    assert!(table.starts_with("id,start,end,area,score,rank\n"));
    assert!(table.lines().any(|line| line.ends_with(",,,")), "a passage without an area has a row");

    let analysis = place.json("report/analysis.json");
    let given = analysis["coding"]["codings"].as_array().unwrap();
    let rows: usize = given.iter().map(|coding| coding["areas"].as_array().unwrap().len().max(1)).sum();
    assert_eq!(table.lines().count() - 1, rows);
    let manifest = place.json("areas.csv.manifest.json");
    assert_eq!(manifest["settings"]["work"]["framework"]["areas"].as_array().unwrap().len(), 11);

    let whole = place.ok("code round --framework framework.toml --unit document --out -").out;
    assert!(whole.starts_with("id,area,score,rank\nbrackmere,"), "{whole}");
}

#[test]
fn an_imported_hierarchy_is_checked_and_coded() {
    let place = Place::new();
    place.write("in.jsonl", answers(30).join("\n"));
    place.write(
        "areas.csv",
        "name,parent,keywords\nBuses,Travel,bus; fare\nTrains,Travel,train; ticket\nParks,,park; tree\n",
    );
    let ran = place.ok("framework import areas.csv --name Town --out areas.toml");
    assert!(ran.out.contains("4 areas\nWritten to areas.toml"), "{}", ran.out);
    assert!(
        ran.err.contains("areas.csv, line 2: the parent \"Travel\" has no row of its own"),
        "{}",
        ran.err
    );
    assert!(place.ok("framework check areas.toml").out.contains("a heading: it has what its parts have"));
    let told: serde_json::Value =
        serde_json::from_str(&place.ok("framework check areas.toml --json").out).unwrap();
    assert_eq!((&told["areas"][1]["id"], &told["areas"][1]["parent"]), (&"buses".into(), &"travel".into()));
    let to_stdout = place.ok("framework import areas.csv --name Town --out - --quiet");
    assert_eq!((to_stdout.out, to_stdout.err), (place.read("areas.toml"), String::new()));

    place.ok("analyse in.jsonl --framework areas.toml --k 3 --out report --quiet");
    let analysis = place.json("report/analysis.json");
    let matrix = &analysis["coding"]["matrix"];
    assert_eq!(matrix["areas"], serde_json::json!(["travel", "buses", "trains", "parks"]));
    let mut raised = 0;
    for (row, coding) in
        matrix["cells"].as_array().unwrap().iter().zip(analysis["coding"]["codings"].as_array().unwrap())
    {
        // Each document is one passage: the heading counts it once, however many of its parts it has.
        let count = |area: usize| row[area]["passages"].as_u64().unwrap();
        assert_eq!(count(0), count(1).max(count(2)));
        assert!(
            coding["areas"].as_array().unwrap().iter().all(|given| given["area"] != 0),
            "a heading is not given"
        );
        raised += count(0);
    }
    assert!(raised > 0);
    assert_eq!(analysis["coding"]["areas"][0]["by_parts"], raised);
    let html = place.read("report/report.html");
    assert!(html.contains("Travel ›") && html.contains("each passage once"));
    let schema: serde_json::Value = serde_json::from_str(&place.ok("framework schema").out).unwrap();
    assert_eq!(schema["required"], serde_json::json!(["name", "area"]));
}

#[test]
fn json_goes_to_standard_output_and_is_one_object() {
    let place = Place::with_fixtures();
    for line in [
        "analyse round --k 3 --quality fast --json",
        "cluster round --k 3 --out a.csv --json",
        "code round --framework framework.toml --out b.csv --json --quiet",
        "analyse round --dry-run --json --out other",
    ] {
        let told: serde_json::Value = serde_json::from_str(&place.ok(line).out).unwrap();
        assert!(told.is_object(), "{line}");
    }
}

#[test]
fn standard_input_is_read_and_closed_pipes_end_quietly() {
    let place = Place::new();
    let input = tempfile_with(&answers(3000).join("\n"));
    let mut child = place
        .command(&["cluster", "-", "--k", "3", "--max-df", "1", "--out", "-", "--quality", "fast"])
        .stdin(input)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn a_dry_run_writes_nothing() {
    let place = Place::with_fixtures();
    let before = place.all_files();
    place.ok("analyse round --framework framework.toml --dry-run");
    place.ok("cluster round --k 3 --out a.csv --dry-run");
    assert_eq!(place.all_files(), before);
}

#[test]
fn the_fixtures_are_left_as_they_are() {
    let place = Place::with_fixtures();
    place.ok(&format!("{ANALYSE} --k 3"));
    let name = "round/brackmere.md";
    assert_eq!(place.read(name), std::fs::read_to_string(fixtures().join(name)).unwrap());
}

/// An open file with this text, at its start.
fn tempfile_with(text: &str) -> std::fs::File {
    use std::io::{Seek, Write};
    let mut file = tempfile::tempfile().unwrap();
    file.write_all(text.as_bytes()).unwrap();
    file.rewind().unwrap();
    file
}
