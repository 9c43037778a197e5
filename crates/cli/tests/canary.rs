//! Canaries: words planted where texts, metadata and personal data stand must never come out where logs are kept.
//!
//! Every command is run over every kind of input, whole and broken in many ways. Standard output, standard error and the
//! manifests are searched; personal columns are searched for in everything that was written.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;
#[path = "common/made.rs"]
#[allow(dead_code, reason = "some of it is for other tests")]
mod made;

use std::fs;

use common::{CANARY, Place, Ran};

/// What stands in a column of metadata.
const FIELD: &str = "yaffleborough";
/// What stands in columns of personal data.
const PERSONS: [&str; 4] = ["jo.wrenquist@example.org", "0114 496 0123", "Wrenquist", "Josephina"];

/// A text about one of three topics.
fn text(number: usize) -> String {
    let topics = [
        [
            "The late bus and the slow train.",
            "A train fare, and a bus ticket.",
            "The bus timetable at the station.",
        ],
        ["A park with trees and a pond.", "Old trees by the pond.", "The garden and the trees of the park."],
        ["The library lends books.", "A shelf of books and a novel.", "Loans of novels from the library."],
    ];
    let line = |n: usize| format!("{} Said {CANARY}.", topics[number % 3][n % 3]);
    format!("{}\n\n{}", line(number / 3), line(number / 3 + 1))
}

fn table(delimiter: &str) -> String {
    let head = ["id", "text", "place", "E-mail address", "Phone", "Surname", "First name"].join(delimiter);
    let row = |n: usize| {
        let text = format!("\"{}\"", text(n));
        [
            &format!("r{n}"),
            &text,
            &format!("{FIELD} {}", n % 2),
            PERSONS[0],
            PERSONS[1],
            PERSONS[2],
            PERSONS[3],
        ]
        .join(delimiter)
    };
    (0..12).fold(head, |all, n| format!("{all}\n{}", row(n))) + "\n"
}

fn records() -> Vec<serde_json::Value> {
    let record = |n: usize| {
        serde_json::json!({
            "id": format!("r{n}"), "text": text(n), "place": format!("{FIELD} {}", n % 2),
            "email": PERSONS[0], "phone": PERSONS[1], "surname": PERSONS[2], "first_name": PERSONS[3],
        })
    };
    (0..12).map(record).collect()
}

/// The kinds of input, each as name and bytes.
fn inputs() -> Vec<(&'static str, Vec<u8>)> {
    let lines: String = records().iter().map(|record| format!("{record}\n")).collect();
    let paragraphs: String = (0..12).map(|n| made::paragraph(&text(n).replace('\n', " "), "")).collect();
    vec![
        ("a.csv", table(",").into_bytes()),
        ("b.tsv", table("\t").into_bytes()),
        ("c.jsonl", lines.into_bytes()),
        ("d.json", serde_json::to_vec(&records()).unwrap()),
        ("e.txt", (0..12).map(text).collect::<Vec<_>>().join("\n\n").into_bytes()),
        ("f.md", (0..12).map(|n| format!("# Part {n}\n\n{}\n\n", text(n))).collect::<String>().into_bytes()),
        ("g.docx", made::docx(&paragraphs, &[])),
    ]
}

/// The same, broken in many ways. A copy may happen to be whole; it then has to be as silent.
fn broken(name: &str, bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let (stem, extension) = name.split_once('.').unwrap();
    let mut found = Vec::new();
    let mut add = |what: &str, bytes: Vec<u8>| found.push((format!("{stem}-{what}.{extension}"), bytes));
    add("half", bytes[..bytes.len() / 2].to_vec());
    add("cut", bytes[..bytes.len() - 3].to_vec());
    add("twice", [bytes, bytes].concat());
    add(
        "quote",
        bytes
            .to_vec()
            .iter()
            .flat_map(|&byte| if byte == b'r' { vec![byte, b'"'] } else { vec![byte] })
            .collect(),
    );
    add("nul", [bytes, &b"\0zanzibarquux\0\x01\x02"[..]].concat());
    add("headless", bytes.iter().copied().skip_while(|byte| *byte != b'\n').collect());
    add("latin", bytes.iter().map(|&byte| if byte == b'z' { 0xfe } else { byte }).collect());
    if let Ok(text) = std::str::from_utf8(bytes) {
        add("nothing", text.replace("text", "matter").into_bytes());
        add("ids", text.replace("r1", "r0").into_bytes());
        add("consent", text.replace("place", "consent").into_bytes());
    }
    found
}

/// The commands, `IN` for the input.
const COMMANDS: [&str; 12] = [
    "analyse IN --k 2 --framework areas.toml --out out --force",
    "analyse IN --k 2 --public --out public --force",
    "analyse IN --dry-run",
    "analyse IN --dry-run --json",
    "analyse IN --k 2 --json --metadata meta.csv --out out --force",
    "cluster IN --k 2 --out out.csv --force",
    "cluster IN --k 2 --vectors IN --out out.csv --force",
    "cluster IN --k 2 --stream --out out.csv --force",
    "code IN --framework areas.toml --ask 3 --out codes.csv --force",
    "code IN --framework areas.toml --learn-from IN --out codes.csv --force",
    "background IN --out background.json --force",
    "agreement IN IN --out agreement.csv --force",
];

/// What takes other files than a round.
const OTHERS: [&str; 10] = [
    "export good.csv --analysis IN --out x.qdpx --force",
    "export good.csv --analysis out --out x.qdpx --force",
    "export IN --analysis out --out x.xlsx --force",
    "export IN --analysis out --out x.docx --force",
    "export IN --analysis out --packs --out packs --force",
    "framework check IN",
    "analyse good.csv --framework IN --out out --force",
    "decide study --import IN --by Ann",
    "compare IN good.csv --k 2 --out compared --force",
    "prioritise IN --out priorities --force",
];

fn place() -> Place {
    let place = Place::new();
    place.write("good.csv", table(","));
    place.write("areas.toml", "name = 'Areas'\n[[area]]\nid = 'travel'\nname = 'Getting about'\ncues = ['bus', 'train*']\n[[area]]\nid = 'parks'\nname = 'Parks'\ncues = ['park', 'tree*']\n");
    place.write("meta.csv", format!("id,partnership,Mobile phone\nr1,{FIELD},{}\n", PERSONS[1]));
    place.ok("study init study --framework areas.toml --input good.csv --quiet");
    place.ok("analyse good.csv --k 2 --framework areas.toml --out out --quiet");
    place
}

/// What of the canaries a run let out, if any.
fn let_out(line: &str, ran: &Ran, place: &Place) -> Vec<String> {
    let mut logs =
        vec![("standard error".to_owned(), ran.err.clone()), ("standard output".to_owned(), ran.out.clone())];
    for path in place.all_files() {
        if path.is_file() && path.to_string_lossy().ends_with("manifest.json") {
            logs.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
        }
    }
    let mut faults = Vec::new();
    for (log, said) in logs {
        for canary in [CANARY, FIELD].iter().chain(&PERSONS) {
            if said.contains(canary) {
                let at = said.find(canary).unwrap();
                let near: String =
                    said[..at].chars().rev().take(80).collect::<String>().chars().rev().collect();
                faults.push(format!("{line}: {canary} in {log} behind {near:?}"));
            }
        }
        if said.contains("panicked") || said.contains("has a fault") {
            faults.push(format!("{line}: a panic"));
        }
    }
    faults
}

#[test]
fn no_command_lets_texts_or_metadata_into_its_messages() {
    let place = place();
    let (mut faults, mut succeeded, mut failed) = (Vec::new(), 0, 0);
    for (name, bytes) in inputs() {
        let whole = [(name.to_owned(), bytes.clone())];
        for (place_of, (name, bytes)) in whole.into_iter().chain(broken(name, &bytes)).enumerate() {
            place.write(&name, &bytes);
            let is_whole = place_of == 0;
            // Broken files fail alike in most commands; each is given to a few, in turn.
            let commands = COMMANDS.iter().chain(&OTHERS).enumerate();
            for (_, command) in commands.filter(|(at, _)| is_whole || (at + place_of) % 5 == 0) {
                let line = command.replace("IN", &name);
                let ran = place.run(&line);
                if ran.code == 0 {
                    succeeded += 1
                } else {
                    failed += 1
                }
                faults.extend(let_out(&line, &ran, &place));
            }
            fs::remove_file(place.path().join(&name)).unwrap();
        }
    }
    assert!(faults.is_empty(), "{} of {succeeded} + {failed}:\n{}", faults.len(), faults.join("\n"));
    assert!(succeeded >= 50 && failed >= 100, "{succeeded} runs went well, and {failed} failed");
}

#[test]
fn personal_columns_are_in_nothing_that_is_written_unless_they_are_named() {
    for (name, bytes) in inputs().into_iter().filter(|(name, _)| name.as_bytes()[0] <= b'd') {
        let place = place();
        place.write(name, &bytes);
        let before = place.all_files();
        place.ok(&format!("analyse {name} --k 2 --framework areas.toml --metadata meta.csv --out report"));
        place.ok(&format!("export {name} --analysis report --metadata meta.csv --out x.qdpx"));
        place.ok(&format!("export {name} --analysis report --metadata meta.csv --out x.xlsx"));
        place.ok(&format!("export {name} --analysis report --metadata meta.csv --out x.docx"));
        place.ok(&format!("export {name} --analysis report --metadata meta.csv --packs --out packs"));
        place.ok(&format!("cluster {name} --k 2 --out clusters.csv"));
        let made: Vec<_> =
            place.all_files().into_iter().filter(|path| path.is_file() && !before.contains(path)).collect();
        assert!(made.len() > 10, "{made:?}");
        for path in made {
            let all = made::contents(&path);
            for person in PERSONS {
                assert!(!all.contains(person), "{name}: {person} in {}", path.display());
            }
        }
        let meta = if name.ends_with(".csv") || name.ends_with(".tsv") { "Surname" } else { "surname" };
        place.ok(&format!("analyse {name} --k 2 --meta {meta} --out named"));
        assert!(place.read("named/report.html").contains(PERSONS[2]), "{name}");
    }
}
