//! Pseudonyms, and whoever is to be forgotten.

use std::collections::BTreeSet;
use std::fs;

use crate::common::{Place, Ran};
use crate::made;
use crate::{FRAMEWORK, round, text, written};

#[test]
fn pseudonyms_stay_and_names_are_in_nothing_that_is_written() {
    let place = Place::new();
    let input = "secret-folder/answers-of-jo.csv";
    let names: Vec<String> = (0..12).map(|n| format!("eoi-{n}")).collect();
    let real = ["Civic Partnership", "answers-of-jo", "secret-folder", "meta-of-jo", "eoi-", "stray"];
    place.write("areas.toml", FRAMEWORK);
    place.write("meta-of-jo.csv", "id,size\neoi-1,large\nstray,small\n");
    let rows: String = (0..12).map(|n| format!("eoi-{n},Civic Partnership {n},\"{}\"\n", text(n))).collect();
    place.write(input, format!("id,partnership,text\n{rows}"));
    let run = |out: &str, key: &str| {
        place.ok(&format!("analyse {input} --metadata meta-of-jo.csv --framework areas.toml --k 3 --pseudonyms {key} --out {out}"))
    };
    let told = run("report", "keys.txt");
    assert!(told.err.contains("made the key keys.txt"), "{}", told.err);
    let all = written(&place, "report");
    for name in real.iter().copied().chain(names.iter().map(String::as_str)) {
        assert!(!all.contains(name), "{name}");
    }
    // The same key, the same names; and in other commands and kinds of reading, too.
    let ids = |out: &str| -> BTreeSet<String> {
        let analysis = place.json(&format!("{out}/analysis.json"));
        analysis["documents"]
            .as_array()
            .unwrap()
            .iter()
            .map(|d| d["id"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(!run("again", "keys.txt").err.contains("made the key"));
    assert_eq!(ids("report"), ids("again"));
    assert_eq!(place.read("report/report.html"), place.read("again/report.html"));
    let mut tables = BTreeSet::new();
    for more in ["", "--stream"] {
        place.ok(&format!(
            "cluster {input} --k 2 --max-df 1 --pseudonyms keys.txt {more} --out c.csv --force"
        ));
        let all = place.read("c.csv") + &place.read("c.csv.manifest.json");
        assert!(real.iter().all(|name| !all.contains(name)), "{all}");
        let own: BTreeSet<String> = place
            .read("c.csv")
            .lines()
            .skip(1)
            .map(|line| line.split(',').next().unwrap().to_owned())
            .collect();
        assert_eq!(own, ids("report"), "{more}");
        tables.insert(place.read("c.csv"));
    }
    assert_eq!(tables.len(), 1);
    for out in ["--out x.qdpx", "--out x.docx", "--out x.xlsx", "--packs --out packs"] {
        place.ok(&format!(
            "export {input} --analysis report --metadata meta-of-jo.csv --pseudonyms keys.txt {out}"
        ));
    }
    for path in ["x.qdpx", "x.docx", "x.xlsx", "packs"] {
        let all = match path {
            "packs" => written(&place, path),
            file => made::contents(&place.path().join(file)),
        };
        assert!(!all.is_empty() && real.iter().all(|name| !all.contains(name)), "{path}");
    }
    // Another key, other names.
    run("other", "keys2.txt");
    assert!(ids("other").is_disjoint(&ids("report")) && ids("other").len() == 12);
    // The key is never with the results nor among the inputs, and a dry run makes none.
    for (line, told) in [
        ("--pseudonyms out/key.txt --out out", "may not lie in out"),
        ("--pseudonyms secret-folder/answers-of-jo.csv --out out", "may not lie in secret-folder"),
        ("--pseudonyms areas.toml --out out", "not a key of pseudonyms"),
        (
            "--pseudonyms keys.txt --codes c.csv --framework areas.toml --out out",
            "do not go with --pseudonyms",
        ),
        ("--pseudonyms keys.txt --public --out out", "cannot be used with"),
    ] {
        let ran = place.run(&format!("analyse {input} {line}"));
        assert_ne!(ran.code, 0, "{line}");
        assert!(ran.err.contains(told), "{line}: {}", ran.err);
        assert!(!place.path().join("out").exists(), "{line}");
    }
    place.ok(&format!("analyse {input} --dry-run --pseudonyms new.txt"));
    assert!(!place.path().join("new.txt").exists());
    assert_eq!(
        place.run(&format!("export {input} --analysis report --pseudonyms new.txt --out y.qdpx")).code,
        1
    );
}

#[test]
fn whoever_is_to_be_forgotten_is_gone_and_what_stays_is_said() {
    let place = round(|_| "quote-internal");
    place.ok("study init study --framework areas.toml --input round.csv --quiet");
    let decide = |args: &[&str]| {
        let args = [&["decide", "study"], args, &["--by", "Ann", "--device", "laptop"]].concat();
        let ran = Ran::of(place.command(&args).output().unwrap());
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
    };
    decide(&["recode", "w7", "0", "20", "parks", "--why", "it speaks of the park"]);
    decide(&["comment", "travel", "--why", "only w7 is against the bus"]);
    decide(&["comment", "travel", "--why", "w70 is another"]);
    decide(&["drop", "health", "--why", "w7 asked for it alone"]);
    decide(&["freeze", "2", "--title", "Two areas"]);
    place.ok("replay study");
    place.ok("analyse round.csv --k 3 --out report");
    place.ok("cluster round.csv --k 2 --max-df 1 --out clusters.csv");
    place.write("report/mine.txt", "w7 and more");
    let before = |name: &str| fs::read(place.path().join(name)).unwrap();
    let log = "study/decisions/ann-laptop.jsonl";
    let whole = before(log);

    // Nothing is changed until it is asked for.
    let line = "purge w7 --study study --results report --results clusters.csv";
    let ran = place.ok(line);
    assert!(ran.out.contains("Would remove") && ran.out.contains("Nothing was changed"), "{}", ran.out);
    assert_eq!(before(log), whole);

    let ran = place.ok(&format!("{line} --force"));
    for told in [
        "report/analysis.json",
        "report/manifest.json",
        "clusters.csv.manifest.json",
        "study/evidence/v1.json",
        "round.csv, line 23 has the document \"w7\"",
        "was taken out what they said: 2",
        "(drop) names it",
        "copies that others have",
    ] {
        assert!(ran.out.contains(told), "{told}: {}", ran.out);
    }
    assert!(!place.path().join("report/report.html").exists() && !place.path().join("clusters.csv").exists());
    assert_eq!(place.read("report/mine.txt"), "w7 and more", "what is not ours stays");
    let text = place.read(log);
    assert!(
        !text.contains("\"w7\"") && !text.contains("against the bus") && text.contains("w70 is another"),
        "{text}"
    );
    assert_eq!(fs::read_dir(place.path().join("study/decisions")).unwrap().count(), 1, "no copy is left");
    // The study goes on: the chain holds, the list is the same, and decisions can be added.
    let status = place.ok("study status study");
    assert!(!status.out.contains("damaged"), "{}", status.out);
    decide(&["comment", "travel", "--why", "later"]);
    place.ok("replay study");
    let ledger = place.ok("ledger study --out ledger");
    assert!(ledger.out.starts_with("3 → 2 areas"), "{}", ledger.out);
    assert!(place.read("ledger/ledger.html").contains("[redacted]"));
    // An old copy from another device brings nothing back.
    fs::write(place.path().join("study/decisions/ann-laptop (conflict).jsonl"), whole).unwrap();
    place.ok("ledger study --out ledger --force");
    assert!(!place.read("ledger/ledger.html").contains("against the bus"));

    // A purge that was cut off is not taken for a log.
    place.write("study/decisions/ann-laptop.before-purge", "w7");
    let ran = place.run("purge w7 --study study --force");
    assert!(ran.code == 1 && ran.err.contains("an earlier purge was cut off"), "{}", ran.err);

    for (line, told) in [
        ("purge w7 --results round.csv --force", "left alone"),
        ("purge w7 --results nowhere --force", "left alone"),
        ("purge w7", "--study"),
    ] {
        let ran = place.run(line);
        assert_ne!(ran.code, 0, "{line}");
        assert!(ran.err.contains(told), "{line}: {}", ran.err);
    }
    assert!(place.path().join("round.csv").exists());
}
