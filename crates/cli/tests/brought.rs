//! What the user brings: vectors and a background. And what the manifest says of k.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::fmt::Write;

use common::{CANARY, Place, answers};

const RECIPES: [&str; 2] = ["joint", "brought"];

/// The vectors of so many answers as a table: answer `n` lies near axis `n % 3`, moved on by `shift` axes.
fn table(count: usize, shift: usize) -> Vec<String> {
    let row = |n: usize| {
        let at = |axis: usize| if (n + shift) % 3 == axis { 1.0 } else { 0.01 * ((n * 7 + axis) % 9) as f64 };
        format!("r{n},{},{},{}", at(0), at(1), at(2))
    };
    (0..count).map(row).collect()
}

/// The cluster of each row of a table of clusters.
fn clusters(csv: &str) -> Vec<&str> {
    csv.lines().skip(1).map(|line| line.split(',').rev().nth(1).unwrap()).collect()
}

#[test]
fn vectors_give_the_same_bytes_in_any_order_form_and_number_of_threads() {
    let place = Place::new();
    let (mut lines, mut rows) = (answers(30), table(30, 0));
    place.write("a/in.jsonl", lines.join("\n"));
    place.write("a/v.csv", format!("id,v0,v1,v2\n{}\n", rows.join("\n")));
    let records = rows.iter().map(|row| {
        let (id, numbers) = row.split_once(',').unwrap();
        format!("{{\"id\": \"{id}\", \"vector\": [{numbers}]}}\n")
    });
    place.write("a/v.jsonl", records.collect::<String>());
    lines.reverse();
    rows.reverse();
    rows.swap(2, 20);
    place.write("b/in.jsonl", lines.join("\n"));
    place.write("b/v.tsv", format!("id,v0,v1,v2\n{}", rows.join("\n")).replace(',', "\t"));
    for recipe in RECIPES {
        let run = |input: &str, vectors: &str, threads: usize, out: &str| {
            place.ok(&format!(
                "cluster {input} --vectors {vectors} --recipe {recipe} --max-df 0.9 --k 3 --threads {threads} --out {out}"
            ));
            place.read(out)
        };
        let one = run("a/in.jsonl", "a/v.csv", 1, &format!("{recipe}/1.csv"));
        assert_eq!(one, run("a/in.jsonl", "a/v.csv", 2, &format!("{recipe}/2.csv")));
        assert_eq!(one, run("b/in.jsonl", "b/v.tsv", 2, &format!("{recipe}/3.csv")));
        assert_eq!(one, run("a/in.jsonl", "a/v.jsonl", 2, &format!("{recipe}/4.csv")));
        let of = clusters(&one);
        assert!((0..30).all(|n| of[n] == of[n % 3]), "{one}");
    }
    let vectors = &place.json("joint/1.csv.manifest.json")["settings"]["work"]["vectors"];
    assert_eq!(
        (&vectors["file"], &vectors["vectors"], &vectors["dimensions"]),
        (&"a/v.csv".into(), &30.into(), &3.into())
    );
    assert_eq!(vectors["sha256"].as_str().unwrap().len(), 64);
}

#[test]
fn the_recipe_brought_hears_the_vectors_and_nothing_else() {
    let place = Place::new();
    place.write("in.jsonl", answers(30).join("\n"));
    // Two groups that have nothing to do with the words.
    let mut rows = String::from("id,x,y\n");
    (0..30).for_each(|n| writeln!(rows, "r{n},{},{}", u8::from(n < 15), u8::from(n >= 15)).unwrap());
    place.write("v.csv", rows);
    let line = "cluster in.jsonl --vectors v.csv --recipe brought --keep-noise --max-df 1 --k 2 --out -";
    let told = place.ok(line).out;
    let of = clusters(&told);
    // Texts that are equal are together whatever their vectors say: the first decides.
    assert!(of[..15].iter().all(|cluster| *cluster == of[0]), "{told}");
    assert_ne!(of[0], of[29], "{told}");
}

#[test]
fn passages_have_vectors_by_their_bytes_and_analyse_takes_them() {
    let place = Place::with_fixtures();
    let table = place.ok("cluster round --unit passage --k 3 --out -").out;
    let mut vectors = String::from("id,start,end,x,y,z\n");
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let at = |cluster: &str| u8::from(cells[3] == cluster);
        writeln!(vectors, "{},{},{},{},{},{}", cells[0], cells[1], cells[2], at("0"), at("1"), at("2"))
            .unwrap();
    }
    place.write("v.csv", vectors);
    let again = place.ok("cluster round --unit passage --k 3 --vectors v.csv --recipe brought --out -").out;
    assert_eq!(clusters(&again), clusters(&table));

    place.ok("analyse round --k 3 --vectors v.csv --out report");
    let analysis = place.json("report/analysis.json");
    assert_eq!(analysis["brought"]["dimensions"], 3);
    assert_eq!(place.json("report/manifest.json")["settings"]["work"]["vectors"]["dimensions"], 3);
    assert!(place.read("report/report.html").contains("the vectors that were brought"));
}

#[test]
fn a_background_is_the_same_whatever_the_order_and_the_round_of_its_own_stays_as_it_is() {
    let place = Place::new();
    let mut lines = answers(90);
    place.write("in.jsonl", lines.join("\n"));
    lines.reverse();
    place.write("backwards.jsonl", lines.join("\n"));
    let ran = place.ok("background in.jsonl --max-df 0.9 --threads 1 --out one.json");
    assert_eq!(ran.out, "Vectors of 18 words learned from 90 documents\nWritten to one.json\n");
    place.ok("background backwards.jsonl --max-df 0.9 --out two.json");
    assert_eq!(place.read("one.json"), place.read("two.json"));
    let manifest = place.json("one.json.manifest.json");
    assert_eq!((&manifest["command"], &manifest["counts"]["words"]), (&"background".into(), &18.into()));
    assert!(!place.read("one.json").contains(CANARY));

    let cluster = |more: &str| place.ok(&format!("cluster in.jsonl --max-df 0.9 --k 3 --out - {more}")).out;
    let without = cluster("");
    assert_eq!(without, cluster("--background one.json"), "nothing new is learned");
    let other =
        place.ok("cluster backwards.jsonl --background two.json --max-df 0.9 --k 3 --threads 1 --out -").out;
    assert_eq!(without, other);
}

#[test]
fn a_background_is_told_in_the_report_and_the_manifest() {
    let place = Place::with_fixtures();
    place.ok("background round --out b.json --quiet");
    place.ok("analyse round --k 5 --background b.json --out report");
    let words = place.json("b.json.manifest.json")["counts"]["words"].clone();
    assert_eq!(place.json("report/analysis.json")["brought"]["background_words"], words);
    assert_eq!(place.json("report/manifest.json")["settings"]["work"]["background"]["words"], words);
    assert!(place.read("report/report.html").contains("learned from other texts"));
}

#[test]
fn a_background_that_knows_few_words_is_doubted_wherever_warnings_are_told() {
    let place = Place::with_fixtures();
    // With the byte order mark that some editors add.
    place.write(
        "b.json",
        "\u{feff}{\"kind\": \"commonground-background\", \"schema\": 1, \"analyser\": {\"language\": \"en\"}, \
         \"terms\": [\"librari\"], \"vectors\": {\"cols\": 1, \"values\": [1.0]}}",
    );
    let ran = place.ok("analyse round --k 5 --background b.json --out report");
    let known = place.json("report/analysis.json")["brought"]["known_words"].clone();
    assert_eq!(known[0], 1);
    let told = format!("1 of {} words of the round are known", known[1]);
    assert!(ran.err.contains(&format!("warning: b.json: {told}")), "{}", ran.err);
    assert!(place.read("report/manifest.json").contains(&told));
    assert!(place.read("report/report.html").contains(&told));
    let ran = place.ok("cluster round --unit passage --k 5 --background b.json --out c.csv");
    assert!(ran.err.contains("words of the round are known"), "{}", ran.err);

    place.ok("background round --out own.json --quiet");
    let ran = place.ok("cluster round --unit passage --k 5 --background own.json --out d.csv");
    assert!(!ran.err.contains("are known"), "{}", ran.err);
}

#[test]
fn the_manifest_says_how_k_was_chosen() {
    let place = Place::with_fixtures();
    let told = place.ok("cluster round --unit passage --k auto --out a.csv --json").out;
    let told: serde_json::Value = serde_json::from_str(&told).unwrap();
    place.ok("analyse round --out report");
    for chosen in
        [&place.json("a.csv.manifest.json")["k"], &told["k"], &place.json("report/manifest.json")["k"]]
    {
        let k = chosen["k"].as_u64().unwrap();
        let range: Vec<u64> =
            chosen["plausible"].as_array().unwrap().iter().map(|n| n.as_u64().unwrap()).collect();
        assert!(range[0] <= k && k <= range[1], "{chosen}");
        let curve = chosen["curve"].as_array().unwrap();
        let point = curve.iter().find(|point| point["k"] == k).unwrap();
        for name in ["repeated", "error", "share"] {
            assert!(point[name].is_f64(), "{point}");
        }
    }
    place.ok("cluster round --k 3 --out b.csv");
    assert!(place.json("b.csv.manifest.json").get("k").is_none(), "it was given, not chosen");
}
