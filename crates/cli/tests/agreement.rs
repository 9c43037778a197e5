//! What people coded, beside what the machine gives.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use common::Place;

const CODE: &str = "code round --framework framework.toml --quiet --out machine.csv";

/// The machine's table as a person would give it: every `step`-th row without its area.
fn person(machine: &str, step: usize) -> String {
    let row = |(n, line): (usize, &str)| {
        let cells: Vec<&str> = line.split(',').collect();
        let area = if n.is_multiple_of(step) { "" } else { cells[3] };
        format!("{},{},{},{area}\n", cells[0], cells[1], cells[2])
    };
    let rows: String = machine.lines().skip(1).enumerate().map(row).collect();
    format!("id,start,end,area\n{rows}")
}

/// The rows of a table by header, as maps would be; cells have no commas.
fn rows(csv: &str) -> Vec<std::collections::BTreeMap<&str, &str>> {
    let headers: Vec<&str> = csv.lines().next().unwrap().trim_start_matches('\u{feff}').split(',').collect();
    csv.lines().skip(1).map(|line| headers.iter().copied().zip(line.split(',')).collect()).collect()
}

#[test]
fn the_machine_agrees_with_the_careful_reader_by_document() {
    let place = Place::with_fixtures();
    place.ok("code round --framework framework.toml --unit document --quiet --out whole.csv");
    place.ok(CODE);
    let ran = place.ok("agreement machine.csv intended.csv --framework framework.toml --out out.csv");
    assert!(
        ran.err.contains("intended.csv: codes \"outside:climate\" lie outside of the framework, skipped: 5")
    );
    assert!(ran.out.starts_with("Over 12 documents, machine and intended reached kappa 0."), "{}", ran.out);
    assert!(ran.out.contains("Too few to judge (used for fewer than 10): 11 of 11 areas"), "{}", ran.out);

    let table = place.read("out.csv");
    let rows = rows(&table);
    assert_eq!(rows.len(), 11 + 3);
    let pooled = rows.iter().find(|row| row["level"] == "pooled").unwrap();
    let number = |name: &str| pooled[name].parse::<f64>().unwrap();
    assert_eq!(
        (pooled["unit"], pooled["between"], pooled["documents"]),
        ("document", "machine and people", "12")
    );
    assert!(number("kappa") > 0.7 && number("kappa_low") < number("kappa_high"), "{pooled:?}");
    let health = rows.iter().find(|row| row["area"] == "health").unwrap();
    assert_eq!((health["used"], health["enough"], health["kappa"], health["precision"]), ("0", "no", "", ""));

    let manifest = place.json("out.csv.manifest.json");
    assert_eq!(manifest["command"], "agreement");
    assert_eq!(manifest["counts"]["coders"], 2);
    assert_eq!(manifest["inputs"].as_array().unwrap().len(), 2);
    assert_eq!(manifest["settings"]["work"]["coders"][0]["machine"], true);
}

#[test]
fn two_people_are_told_beside_the_machine_whatever_the_order_and_the_threads() {
    let place = Place::with_fixtures();
    place.ok(CODE);
    let machine = place.read("machine.csv");
    place.write("ann.csv", person(&machine, 5));
    place.write("bob.csv", person(&machine, 7));
    let ran =
        place.ok("agreement machine.csv ann.csv bob.csv --framework framework.toml --threads 1 --out 1.csv");
    assert!(ran.out.contains("machine and each of ann and bob reached kappa"), "{}", ran.out);
    assert!(ran.out.contains("on average; the two people reached 0."), "{}", ran.out);
    let mut lines: Vec<&str> = machine.lines().collect();
    lines[1..].reverse();
    place.write("machine.csv", lines.join("\n"));
    place.ok("agreement bob.csv ann.csv machine.csv --framework framework.toml --threads 2 --out 2.csv");
    assert_eq!(place.read("1.csv"), place.read("2.csv"));
    place.ok("agreement machine.csv ann.csv bob.csv --framework framework.toml --seed 1 --out 3.csv");
    assert_ne!(place.read("1.csv"), place.read("3.csv"));

    let one = place.read("1.csv");
    let kinds: Vec<&str> =
        rows(&one).iter().filter(|row| row["level"] == "sets").map(|row| row["between"]).collect();
    assert_eq!(kinds, ["machine and people", "people", "pair", "pair"]);
    // Whoever is compared with a copy of oneself agrees fully.
    place.write("cy.csv", place.read("ann.csv"));
    let told: serde_json::Value =
        serde_json::from_str(&place.ok("agreement ann.csv cy.csv --out 4.csv --json").out).unwrap();
    let comparison = &told["agreement"]["comparisons"][0];
    assert_eq!(comparison["pooled"]["kappa"]["value"], 1.0);
    assert_eq!(comparison["sets"]["exact"]["low"], 1.0);
    assert!(comparison["pooled"]["precision"]["value"].is_null(), "neither is the standard");
}

#[test]
fn analyse_puts_agreement_into_the_report_and_the_tables() {
    let place = Place::with_fixtures();
    place.ok(CODE);
    place.write("ann.csv", person(&place.read("machine.csv"), 6));
    let analyse = "analyse round --framework framework.toml --k 3 --quality fast";
    let ran = place.ok(&format!("{analyse} --codes intended.csv --codes ann.csv --out report"));
    assert!(
        ran.err.contains("\"outside:culture\" lies outside of the framework: skipped, 4 in all"),
        "{}",
        ran.err
    );
    assert!(
        ran.out.contains("\nOver 12 documents, commonground and each of ann and intended reached kappa"),
        "{}",
        ran.out
    );
    assert!(ran.out.contains("passages of 12 documents, commonground and ann reached kappa"), "{}", ran.out);
    let analysis = place.json("report/analysis.json");
    let units = analysis["agreement"]["units"].as_array().unwrap();
    assert_eq!(
        units.iter().map(|unit| unit["unit"].as_str().unwrap()).collect::<Vec<_>>(),
        ["document", "passage"]
    );
    assert!(place.read("report/report.html").contains("Agreement with people"));
    assert_eq!(rows(&place.read("report/agreement.csv")).len(), (11 + 3) * (4 + 1));
    let manifest = place.json("report/manifest.json");
    assert_eq!(manifest["settings"]["work"]["codes"].as_array().unwrap().len(), 2);

    // Codes change nothing else.
    place.ok(&format!("{analyse} --out without"));
    for name in ["themes.csv", "matrix.csv", "quotes.csv"] {
        assert_eq!(place.read(&format!("report/{name}")), place.read(&format!("without/{name}")), "{name}");
    }
    assert!(!place.path().join("without/agreement.csv").exists());
}

#[test]
fn tables_that_cannot_be_compared_are_refused_with_the_remedy() {
    let place = Place::with_fixtures();
    place.write("a.csv", "id,area\nbrackmere,measuring\n");
    place.write("b.csv", "id,area\nother,measuring\n");
    place.write("c.csv", "id,area\nbrackmere,weather\n");
    place.write("d.csv", "id,start,end,area\nbrackmere,0,5,measuring\n");
    place.write("e.csv", "id,start,end,area\nbrackmere,0,999999,measuring\n");
    place.write("f.csv", "id,start,end,area\nbrackmere,0,9,measuring\n");
    let cases = [
        ("agreement a.csv --out x.csv", 1, "one coder only: give a second table, or a column `coder`"),
        ("agreement a.csv b.csv --out x.csv", 1, "no document was coded by two coders"),
        ("agreement d.csv f.csv --out x.csv", 1, "start and end must be the same in both tables"),
        (
            "agreement a.csv c.csv --framework framework.toml --out x.csv",
            1,
            "c.csv, line 2: the framework has no area \"weather\"",
        ),
        ("agreement a.csv nowhere.csv --out x.csv", 1, "nowhere.csv: there is no such file"),
        ("agreement a.csv c.csv --out a.csv", 1, "a.csv: one of the inputs"),
        ("agreement a.csv c.csv --json --out -", 2, "both want standard output"),
        ("analyse round --codes a.csv --out x", 2, "--framework"),
        (
            "analyse round --framework framework.toml --codes c.csv --out x",
            1,
            "c.csv, line 2: the framework has no area",
        ),
        (
            "analyse round --framework framework.toml --codes e.csv --out x",
            1,
            "e.csv, line 2: document \"brackmere\": the range 0–999999 ends after the text",
        ),
        (
            "analyse round --framework framework.toml --codes b.csv --out x",
            1,
            "no code is about a document of this round",
        ),
    ];
    for (line, code, told) in cases {
        let ran = place.run(line);
        assert_eq!(ran.code, code, "{line}: {}", ran.err);
        assert!(ran.err.contains(told), "{line}: {}", ran.err);
        assert!(!place.path().join("x").exists() && !place.path().join("x.csv").exists(), "{line}");
    }
    let ran = place.ok("agreement d.csv f.csv --unit document --out -");
    assert!(ran.out.starts_with("unit,between,coders,level,area,"), "{}", ran.out);
    let ran = place.ok("agreement a.csv c.csv --dry-run --out x.csv");
    assert!(
        ran.out.contains("a.csv\n  1 row of 1 document, by a\n")
            && ran.out.ends_with("Nothing was written.\n")
    );
    assert!(!place.path().join("x.csv").exists());
}
