//! What senders allowed is kept to.

use std::collections::BTreeSet;

use crate::common::Place;
use crate::made;
use crate::{round, secret, text, written};

#[test]
fn a_text_without_consent_is_not_read_and_one_for_analysis_is_counted_and_nowhere_quoted() {
    let consent = |n: usize| match n {
        0 => "none",
        1..=3 => "Analyse",
        4 => "",
        _ => "quote-internal",
    };
    let place = round(consent);
    let ran = place.ok("analyse round.csv --framework areas.toml --k 3 --out report");
    let all = written(&place, "report");
    for writer in 0..12 {
        let is_there = all.contains(&secret(writer));
        assert_eq!(is_there, writer > 3, "{} {}", writer, secret(writer));
    }
    // Who refused is not even named; who allowed analysis is, and counts.
    let analysis = place.json("report/analysis.json");
    let ids: Vec<&str> =
        analysis["documents"].as_array().unwrap().iter().map(|d| d["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["w1", "w2", "w3", "w4", "w5", "w6", "w7", "w8", "w9", "w10", "w11"]);
    let matrix = place.read("report/matrix.csv");
    assert!(matrix.contains("w1,") && matrix.contains("w3,"), "{matrix}");
    let manifest = place.json("report/manifest.json");
    assert_eq!(manifest["counts"]["documents"], 11);
    assert_eq!(manifest["inputs"][0]["documents"], 11);
    assert_eq!(manifest["skipped"].as_array().unwrap().len(), 1);
    assert_eq!(manifest["skipped"][0]["source"]["line"], 2);
    assert!(manifest["skipped"][0]["message"].as_str().unwrap().contains("no consent"));
    assert!(ran.err.contains("round.csv, line 2: skipped, no consent"), "{}", ran.err);
    assert!(ran.err.contains("documents without a consent") && ran.err.contains("\"w4\""), "{}", ran.err);
    assert!(place.read("report/report.html").contains("Not shown: given for analysis"));

    // Nor in what other programs are given.
    for name in ["project.qdpx", "results.xlsx"] {
        place.ok(&format!("export round.csv --analysis report --out {name} --force"));
        let all = made::contents(&place.path().join(name));
        for writer in 0..4 {
            assert!(!all.contains(&secret(writer)), "{name}: {}", secret(writer));
        }
        assert!(all.contains(&secret(5)) || name == "results.xlsx", "{name}");
    }
    place.ok("export round.csv --analysis report --out themes.docx");
    place.ok("export round.csv --analysis report --packs --out packs");
    let (themes, packs) = (made::contents(&place.path().join("themes.docx")), written(&place, "packs"));
    for writer in 0..4 {
        assert!(!themes.contains(&secret(writer)) && !packs.contains(&secret(writer)), "{}", secret(writer));
    }
    // The pack has the best passage of every document, if it may be quoted.
    assert!((4..12).any(|writer| packs.contains(&secret(writer))));
    assert!(packs.contains("Not shown: given for analysis"));
    place.ok("code round.csv --framework areas.toml --ask 12 --out codes.csv");
    let asked = place.read("codes.ask.csv");
    assert!((1..4).all(|writer| !asked.contains(&secret(writer))), "{asked}");
    // Whoever withdraws later is not quoted by an older analysis.
    place.write("round.csv", place.read("round.csv").replace("quote-internal", "analyse"));
    let ran = place.run("export round.csv --analysis report --out again.xlsx");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("may not be quoted") && ran.err.contains("analyse them again"), "{}", ran.err);
    for out in ["--out again.docx", "--packs --out again"] {
        let ran = place.run(&format!("export round.csv --analysis report {out}"));
        assert!(ran.code == 1 && ran.err.contains("may not be quoted"), "{out}: {}", ran.err);
    }
}

#[test]
fn every_way_of_reading_knows_consent() {
    let place = Place::new();
    let ok = |n: usize| ["none", "analyse", "quote-public", "quote-public", "analyse"][n % 5];
    let row = |n: usize| serde_json::json!({ "id": format!("w{n}"), "ok": ok(n), "text": text(n) });
    let lines: Vec<serde_json::Value> = (0..12).map(row).collect();
    let jsonl: String = lines.iter().map(|line| format!("{line}\n")).collect();
    place.write("a.jsonl", &jsonl);
    place.write("a.json", serde_json::to_string(&lines).unwrap());
    let csv: String = (0..12).map(|n| format!("w{n};{};\"{}\"\n", ok(n), text(n))).collect();
    place.write("a.csv", format!("id;ok;text\n{csv}"));
    let sidecar: String = (0..12).map(|n| format!("w{n},{}\n", ok(n))).collect();
    place.write("ok.csv", format!("id,ok\n{sidecar}"));
    (0..12).for_each(|n| place.write(&format!("d/w{n}.txt"), text(n)));
    let mut tables = BTreeSet::new();
    for input in [
        "a.jsonl",
        "a.json",
        "a.csv",
        "d --metadata ok.csv",
        "a.jsonl --stream",
        "a.csv --stream",
        "a.json --stream",
    ] {
        let ran = place.ok(&format!("cluster {input} --consent ok --k 3 --max-df 1 --out out.csv --force"));
        let table = place.read("out.csv");
        assert_eq!(table.lines().count(), 10, "{input}: {table}");
        assert!(["w0,", "w5,", "w10,"].iter().all(|id| !table.contains(id)), "{input}: {table}");
        let manifest = place.json("out.csv.manifest.json");
        assert_eq!(manifest["counts"]["skipped"], 3, "{input}");
        assert_eq!(manifest["counts"]["documents"], 9, "{input}");
        assert!(ran.err.contains("no consent"), "{input}: {}", ran.err);
        tables.insert(table);
    }
    assert_eq!(tables.len(), 1, "the same documents, however they were read");
    // The stricter of two holds.
    place.write(
        "ok.csv",
        format!("id,ok\n{}", (0..12).map(|n| format!("w{n},quote-public\n")).collect::<String>()),
    );
    place.ok("cluster a.csv --metadata ok.csv --consent ok --k 3 --max-df 1 --out out.csv --force");
    assert_eq!(place.read("out.csv").lines().count(), 10);
}

#[test]
fn what_is_wrong_with_a_consent_is_told_by_its_place() {
    let place = round(|n| if n == 7 { "zanzibarquux" } else { "analyse" });
    place.write("bad.jsonl", "{\"id\": 1, \"text\": \"a\", \"consent\": {\"zanzibarquux\": 1}}\n");
    place.write("meta.csv", "id,consent\nw1,zanzibarquux\n");
    place.write("ok.csv", "id,text\nw1,a\nw2,b\n");
    for (line, told) in [
        (
            "analyse round.csv",
            "round.csv, line 23: what stands in the consent column \"consent\" is not one of none, analyse, quote-internal and quote-public",
        ),
        ("cluster round.csv --k 1 --stream --out x.csv", "round.csv, line 23"),
        ("analyse bad.jsonl", "bad.jsonl, line 1: what stands in the consent column"),
        ("analyse ok.csv --metadata meta.csv", "meta.csv, line 2: what stands in the consent column"),
        ("analyse ok.csv --consent permission", "no column \"permission\" for --consent"),
        ("analyse a.txt --consent permission", "no input has a column \"permission\" for --consent"),
    ] {
        place.write("a.txt", "Some text.");
        let ran = place.run(line);
        assert_eq!(ran.code, 1, "{line}: {}", ran.err);
        assert!(ran.err.contains(told), "{line}: {}", ran.err);
        assert!(!ran.err.contains("zanzibarquux"), "{line}: {}", ran.err);
    }
    // A column of that name that says something else.
    let ran = place.ok("analyse round.csv --meta consent --k 2 --out report");
    assert!(!ran.err.contains("consent column"), "{}", ran.err);
    let all = round(|_| "none");
    let ran = all.run("analyse round.csv");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("no consent to be analysed") && ran.err.contains("and 7 more"), "{}", ran.err);
}

#[test]
fn a_study_quotes_only_whom_it_may() {
    let place = round(|n| if n % 2 == 0 { "analyse" } else { "quote-internal" });
    place.ok("study init study --framework areas.toml --input round.csv --quiet");
    let ran = place
        .command(&["propose", "study", "Trains", "--cue", "train*", "--proposer", "Ann"])
        .output()
        .unwrap();
    let told = String::from_utf8(ran.stdout).unwrap();
    assert!(told.contains('“'), "{told} {}", String::from_utf8_lossy(&ran.stderr));
    place.ok("decide study --review review.html --by Ann");
    place.ok("analyse round.csv --review study --k 3 --out report");
    let all = told + &place.read("review.html") + &written(&place, "report");
    for writer in (0..12).step_by(2) {
        assert!(!all.contains(&secret(writer)), "{}", secret(writer));
        assert!(!all.contains(&format!("  w{writer}: “")), "{writer}");
    }
    assert!(all.contains(&secret(1)));
}
