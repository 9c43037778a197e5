//! Inputs that are not held: the same bytes however they are read, and after any number of kills.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::io::Write;
use std::process::Stdio;
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::{CANARY, Place, Ran, answers};

const FRAMEWORK: &str = r#"
name = "Places"

[[area]]
id = "travel"
name = "Travel"
cues = ["bus", "train", "ticket"]

[[area]]
id = "reading"
name = "Reading"
cues = ["library", "book*"]
"#;

fn place(lines: &[String]) -> Place {
    let place = Place::new();
    place.write("in.jsonl", lines.join("\n"));
    place.write("areas.toml", FRAMEWORK);
    place
}

#[test]
fn an_input_that_fits_into_the_sample_gives_the_bytes_of_one_that_is_held() {
    let place = place(&answers(300));
    for (line, out) in [
        ("cluster in.jsonl --k 3 --unit document", "clusters"),
        ("cluster in.jsonl --k 3 --unit passage --recipe topics", "passages"),
        ("code in.jsonl --framework areas.toml", "areas"),
    ] {
        place.ok(&format!("{line} --out held-{out}.csv"));
        place.ok(&format!("{line} --stream --out streamed-{out}.csv"));
        assert_eq!(
            place.read(&format!("streamed-{out}.csv")),
            place.read(&format!("held-{out}.csv")),
            "{line}"
        );
    }
}

#[test]
fn neither_order_nor_files_nor_threads_nor_memory_make_a_difference() {
    let lines = answers(900);
    let place = place(&lines);
    let mut shuffled = lines.clone();
    shuffled.reverse();
    shuffled.rotate_left(123);
    place.write("d/one.jsonl", shuffled[..400].join("\r\n"));
    place.write("d/two.jsonl", shuffled[400..].join("\n"));
    let table: Vec<String> = std::iter::once("id,text".to_owned())
        .chain(lines.iter().map(|line| {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            format!("{},\"{}\"", record["id"].as_str().unwrap(), record["text"].as_str().unwrap())
        }))
        .collect();
    place.write("in.csv", table.join("\n"));
    for (command, extra) in [
        ("cluster", "--k 3 --refine 2"),
        ("cluster", "--k 3 --recipe terms"),
        ("code", "--framework areas.toml"),
    ] {
        let run = |inputs: &str, how: &str, out: &str| {
            place.ok(&format!("{command} {inputs} {extra} --sample 200 --stream {how} --force --out {out}"));
            place.read(out)
        };
        let expected = run("in.jsonl", "--threads 1", "a.csv");
        assert!(expected.lines().count() > 900, "a row for each, and a header");
        assert!(expected.starts_with("id,") && !expected.contains(CANARY));
        assert_eq!(run("d", "--threads 2 --keep-every 1", "b.csv"), expected, "{command}");
        assert_eq!(
            run("in.csv", "--threads 8 --max-memory 256MiB --keep-every 100", "c.csv"),
            expected,
            "{command}"
        );

        let args: Vec<String> = format!("{command} - {extra} --sample 200 --stream --out -")
            .split(' ')
            .map(str::to_owned)
            .collect();
        let args: Vec<&str> = args.iter().map(String::as_str).collect();
        let mut child = place
            .command(&args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(lines.join("\n").as_bytes()).unwrap();
        assert_eq!(Ran::of(child.wait_with_output().unwrap()).out, expected, "{command} from standard input");
    }
}

#[test]
fn equal_texts_share_a_cluster_and_what_says_nothing_has_none() {
    let mut lines = answers(600);
    lines.extend((0..20).map(|n| format!("{{\"id\": \"same{n}\", \"text\": \"a bus and a train\"}}")));
    lines.extend((0..5).map(|n| format!("{{\"id\": \"none{n}\", \"text\": \"n/a\"}}")));
    lines.extend((0..3).map(|n| format!("{{\"id\": \"empty{n}\", \"text\": \" \"}}")));
    let place = place(&lines);
    place.ok("cluster in.jsonl --k 3 --stream --sample 100 --out out.csv");
    let table = place.read("out.csv");
    let rows = |start: &str| table.lines().filter(|line| line.starts_with(start)).collect::<Vec<_>>();
    let same: Vec<&str> = rows("same").iter().map(|row| row.split_once(',').unwrap().1).collect();
    assert_eq!(same.len(), 20);
    assert!(same.iter().all(|row| *row == same[0]), "{same:?}");
    assert!(rows("none").iter().all(|row| row.ends_with(",-1,")));
    assert!(rows("empty").is_empty());
    let manifest = place.json("out.csv.manifest.json");
    let counts = &manifest["counts"];
    for (name, count) in
        [("documents", 625), ("skipped", 3), ("non_answers", 5), ("clusters", 3), ("passages", 625)]
    {
        assert_eq!(counts[name], count, "{name} in {counts}");
    }
    assert_eq!(manifest["skipped"].as_array().unwrap().len(), 3);
    assert_eq!(manifest["settings"]["stream"]["sample"]["documents"], 100);
}

/// A run that is killed as soon as a file of this name is in its work folder, some milliseconds later.
fn kill_when(place: &Place, line: &str, name: &str, later: u64) -> bool {
    let args: Vec<&str> = line.split(' ').collect();
    let mut child = place.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let began = Instant::now();
    loop {
        let files = std::fs::read_dir(place.path().join("out.csv.partial"));
        let is_there = |entry: std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with(name);
        if files.is_ok_and(|mut files| files.any(|entry| entry.is_ok_and(is_there))) {
            break;
        }
        if child.try_wait().unwrap().is_some() || began.elapsed() > Duration::from_secs(120) {
            break;
        }
        sleep(Duration::from_millis(1));
    }
    sleep(Duration::from_millis(later));
    let _ = child.kill();
    !child.wait().unwrap().success()
}

#[test]
fn a_killed_run_goes_on_to_the_same_bytes() {
    let place = place(&answers(17_000));
    for command in
        ["cluster in.jsonl --k 3 --recipe topics --refine 2", "code in.jsonl --framework areas.toml"]
    {
        let line = format!("{command} --stream --sample 300 --keep-every 8192");
        place.ok(&format!("{line} --out whole.csv"));
        let (mut kills, names) = (
            0,
            ["run", "read", "model-0", "coder", "sums-1", "rows-000000000000000", "rows-000000000008192"],
        );
        for (name, later) in names.into_iter().zip([0, 0, 3, 1, 2, 0, 5]) {
            // The first begins; each of the others goes on where the one before was killed.
            kills += usize::from(kill_when(&place, &format!("{line} --resume --out out.csv"), name, later));
        }
        assert!(kills >= 4, "{command}: killed {kills} times");
        place.ok(&format!("{line} --resume --force --out out.csv"));
        assert_eq!(place.read("out.csv"), place.read("whole.csv"), "{command}");
        let manifest = |name: &str| {
            let mut manifest = place.json(&format!("{name}.manifest.json"));
            manifest["outputs"] = serde_json::Value::Null;
            manifest
        };
        assert_eq!(manifest("out.csv"), manifest("whole.csv"), "{command}");
        assert!(place.all_files().iter().all(|path| !path.to_string_lossy().contains("partial")));
        for name in ["out.csv", "out.csv.manifest.json", "whole.csv", "whole.csv.manifest.json"] {
            std::fs::remove_file(place.path().join(name)).unwrap();
        }
    }
}

#[test]
fn a_run_goes_on_only_with_what_it_began_with() {
    let place = place(&answers(17_000));
    let line = "cluster in.jsonl --k 3 --recipe terms --stream --sample 300 --keep-every 8192 --out out.csv";
    assert!(kill_when(&place, line, "rows-", 0), "killed");
    let left = place.all_files();
    let refused = |line: &str, told: &str| {
        let ran = place.run(line);
        assert_eq!(ran.code, 1, "{line}: {}", ran.err);
        assert!(ran.err.contains(told) && !ran.err.contains(CANARY), "{line}: {}", ran.err);
        assert_eq!(place.all_files(), left, "{line}");
    };
    refused(line, "go on with --resume, or begin anew with --force");
    refused(&format!("{line} --resume --seed 2"), "of a run with other settings");
    let mut lines = answers(17_000);
    lines.swap(0, 1);
    place.write("in.jsonl", lines.join("\n"));
    refused(&format!("{line} --resume"), "the inputs have changed");
    place.ok(&format!("{line} --force"));
    assert!(!place.path().join("out.csv.partial").exists());
}

#[test]
fn what_an_unheld_input_has_wrong_is_told_before_any_work_and_leaves_nothing() {
    let lines = answers(400);
    let twice = [&lines[..], &[lines[7].clone()]].concat().join("\n");
    let broken = [&lines[..], &["{\"id\": 1".to_owned()]].concat().join("\n");
    let cases: [(&str, &str, &[u8], &str); 6] = [
        (
            "twice.jsonl",
            "",
            twice.as_bytes(),
            "share the id \"r7\" (twice.jsonl, line 8 and twice.jsonl, line 401)",
        ),
        ("broken.jsonl", "", broken.as_bytes(), "broken.jsonl, line 401: not valid JSON"),
        ("open.csv", "", b"id,text\n1,fine\n2,\"zanzibarquux\n", "open.csv, line 3: a quote opens"),
        ("none.csv", "", b"id,text\n", "no row follows the header"),
        ("column.csv", "--text anser", b"id,answer\n1,fine\n", "did you mean \"answer\""),
        ("empty.jsonl", "", b"{\"id\": 1, \"text\": \"\"}\n", "holds no document"),
    ];
    for (name, extra, bytes, told) in cases {
        let place = Place::new();
        place.write(name, bytes);
        let before = place.all_files();
        let ran = place.run(&format!("cluster {name} --k 2 --stream --sample 50 {extra} --out out.csv"));
        assert_eq!(ran.code, 1, "{name}: {}", ran.err);
        assert!(ran.err.contains(told) && !ran.err.contains(CANARY), "{name}: {}", ran.err);
        assert_eq!(place.all_files(), before, "{name}");
    }
}

#[test]
fn a_dry_run_of_a_stream_counts_and_writes_nothing() {
    let place = place(&answers(300));
    let before = place.all_files();
    let ran = place.ok("cluster in.jsonl --k 3 --stream --dry-run --out out.csv");
    assert!(ran.out.contains("In all: 300 documents from 1 file, read as a stream"), "{}", ran.out);
    let ran = place.ok("code in.jsonl --framework areas.toml --stream --dry-run --json --out out.csv");
    let told: serde_json::Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!((told["documents"].as_u64(), told["stream"].as_bool()), (Some(300), Some(true)));
    assert_eq!(place.all_files(), before);
}
