//! What senders allowed is kept to, what is for everybody tells nobody's secret, and no message has text of a document.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;
#[path = "common/made.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod made;

use std::collections::BTreeSet;
use std::fs;

use common::Place;

/// Three topics, so that a round of them has themes. Each sentence has the word of its writer, which nobody else has.
const TOPICS: [[&str; 4]; 3] = [
    [
        "The late bus and the slow train leave people waiting at the station in the rain.",
        "A ticket for the train costs more than anybody can pay, and the bus fare rises.",
        "The bus timetable was cut, so the train is all that is left on most evenings.",
        "Nobody can rely on the bus, and the station is a long walk from the train.",
    ],
    [
        "The park has lost its trees, and the pond behind the playground is dry.",
        "Children play by the pond, but the benches of the park are broken.",
        "Old trees and benches are all that is left of the garden in the park.",
        "The playground needs a fence, and the garden by the pond needs hands.",
    ],
    [
        "The library lends fewer books, and its reading room shuts at five.",
        "Readers wait for weeks until a novel comes back to the library shelf.",
        "The shelves of the library are empty, and loans of books fall every year.",
        "A reading group meets in the library, where the books are old.",
    ],
];

/// The word that only this writer has.
fn secret(writer: usize) -> String {
    format!(
        "{}quux",
        ["alba", "bravo", "cora", "dela", "efla", "fora", "gama", "hola", "indi", "jula", "kilo", "lima"]
            [writer % 12]
    )
}

/// Each writer speaks about two topics.
fn text(writer: usize) -> String {
    let about = |topic: usize| {
        let lines = (0..4).map(|n| TOPICS[topic % 3][(writer + n) % 4].to_owned());
        let own = format!("On this {} has the same to say as all the others do.", secret(writer));
        lines.chain([own]).collect::<Vec<_>>().join(" ")
    };
    format!("{}\n\n{}", about(writer), about(writer + 1))
}

const FRAMEWORK: &str = "name = 'Areas'\n[[area]]\nid = 'travel'\nname = 'Getting about'\ncues = ['bus', 'train*']\n\
    [[area]]\nid = 'parks'\nname = 'Parks'\ncues = ['park', 'tree*', 'pond']\n[[area]]\nid = 'health'\nname = 'Health'\ncues = ['nurse']\n";

/// A round of twelve as a table, the consent of each writer as given.
fn round(consent: impl Fn(usize) -> &'static str) -> Place {
    let place = Place::new();
    place.write("areas.toml", FRAMEWORK);
    let row = |n: usize| format!("w{n},{},\"{}\"\n", consent(n), text(n));
    let rows: String = (0..12).map(row).collect();
    place.write("round.csv", format!("id,consent,text\n{rows}"));
    place
}

/// All that was written to a folder, archives unpacked.
fn written(place: &Place, folder: &str) -> String {
    let mut all = String::new();
    for path in place.all_files().iter().filter(|path| path.starts_with(place.path().join(folder))) {
        if path.is_file() {
            all += &made::contents(path);
        }
    }
    all
}

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
    place.ok("code round.csv --framework areas.toml --ask 12 --out codes.csv");
    let asked = place.read("codes.ask.csv");
    assert!((1..4).all(|writer| !asked.contains(&secret(writer))), "{asked}");
    // Whoever withdraws later is not quoted by an older analysis.
    place.write("round.csv", place.read("round.csv").replace("quote-internal", "analyse"));
    let ran = place.run("export round.csv --analysis report --out again.xlsx");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("may not be quoted") && ran.err.contains("analyse them again"), "{}", ran.err);
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

/// A round in public: with partnerships, places, and sentences that say whose they are.
fn public_round() -> Place {
    let place = Place::new();
    place.write("areas.toml", FRAMEWORK);
    let consents = ["quote-public", "quote-public", "quote-internal", "analyse", "", "quote-public"];
    let row = |n: usize| {
        let name = [
            "Ashby", "Birch", "Calder", "Denby", "Elsdon", "Farley", "Garth", "Holme", "Ince", "Jarrow",
            "Kelso", "Lydd",
        ][n];
        let own = format!(
            "{} In {name} the bus, the train and the station are as they were, and the ticket for the train costs more.\n\nWrite to {}@example.org about the bus and the train at the station, or ring 0114 496 0{n:03}.",
            text(n),
            secret(n)
        );
        format!("eoi-{n},{name} Civic Partnership,{name},{},\"{own}\"\n", consents[n % 6])
    };
    let rows: String = (0..12).map(row).collect();
    place.write("secret-folder/answers-of-jo.csv", format!("id,partnership,place,consent,text\n{rows}"));
    place
}

#[test]
fn a_public_report_quotes_only_with_consent_and_names_nobody() {
    let place = public_round();
    let ran = place.ok("analyse secret-folder/answers-of-jo.csv --framework areas.toml --k 3 --stop-word quuxname --public --out public");
    let names: Vec<String> = fs::read_dir(place.path().join("public"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    let names: BTreeSet<&str> = names.iter().map(String::as_str).collect();
    let expected = ["areas.csv", "manifest.json", "public.json", "quotes.csv", "report.html", "themes.csv"];
    assert_eq!(names, BTreeSet::from(expected));

    let all = written(&place, "public");
    for writer in 0..12 {
        // Whoever agreed to be quoted in public may be, but for what says who they are.
        if ![0, 1, 5].contains(&(writer % 6)) {
            assert!(!all.contains(&secret(writer)), "{}", secret(writer));
        }
        assert!(!all.contains(&format!("eoi-{writer}")), "{writer}");
    }
    for name in [
        "Ashby",
        "Birch",
        "Farley",
        "Garth",
        "Civic",
        "example.org",
        "0114",
        "answers-of-jo",
        "secret-folder",
        "quuxname",
        "areas.toml",
    ] {
        assert!(!all.contains(name), "{name}");
    }
    let public = place.json("public/public.json");
    let quoted: Vec<&str> = ["themes", "areas"]
        .iter()
        .flat_map(|kind| public[*kind].as_array().unwrap())
        .flat_map(|of| of["quotations"].as_array().unwrap())
        .map(|text| text.as_str().unwrap())
        .collect();
    assert!(quoted.len() >= 3, "{public}");
    let texts: Vec<String> = (0..12).filter(|n| [0, 1, 5].contains(&(n % 6))).map(text).collect();
    for quotation in quoted {
        assert!(texts.iter().any(|text| text.contains(quotation)), "{quotation}");
    }
    // What is counted are partnerships, and no count is small or leaves a small rest.
    assert_eq!((&public["unit"], &public["of"]), (&"partnerships".into(), &12.into()));
    for kind in ["themes", "areas"] {
        for of in public[kind].as_array().unwrap() {
            let (least, most) = (of["raised"]["least"].as_u64().unwrap(), of["raised"]["most"].as_u64());
            assert!(
                (least, most) == (0, Some(4))
                    || (least, most) == (8, None)
                    || most == Some(least) && (5..=7).contains(&least),
                "{of}"
            );
        }
    }
    assert_eq!(public["areas"][2]["id"], "health");
    assert_eq!(public["areas"][2]["raised"]["most"], 4);
    // Nothing in the summary is of a document either.
    assert!(ran.out.contains("Read them before you publish") && !ran.out.contains("eoi-"), "{}", ran.out);
    // The same again, and no wider than asked for.
    let before = place.read("public/report.html");
    place.ok("analyse secret-folder/answers-of-jo.csv --framework areas.toml --k 3 --stop-word quuxname --public --out public --force --quiet");
    assert_eq!(place.read("public/report.html"), before);
}

#[test]
fn so_few_that_everybody_is_known_are_not_told_in_public() {
    let place = Place::new();
    let rows: String = (0..4).map(|n| format!("w{n},quote-public,\"{}\"\n", text(n))).collect();
    place.write("round.csv", format!("id,consent,text\n{rows}"));
    let ran = place.run("analyse round.csv --k 2 --public --out public");
    assert_eq!(ran.code, 1);
    assert!(ran.err.contains("fewer than 5 documents took part"), "{}", ran.err);
    assert!(!place.path().join("public").exists());
    for line in [
        "analyse round.csv --public --codes c.csv --framework f.toml",
        "analyse round.csv --public --review study",
    ] {
        assert_eq!(place.run(line).code, 2, "{line}");
    }
}

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
    place.ok(&format!(
        "export {input} --analysis report --metadata meta-of-jo.csv --pseudonyms keys.txt --out x.qdpx"
    ));
    let all = made::contents(&place.path().join("x.qdpx"));
    assert!(real.iter().all(|name| !all.contains(name)));
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
        let ran = common::Ran::of(place.command(&args).output().unwrap());
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
