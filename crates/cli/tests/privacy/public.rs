//! What is for everybody tells nobody's secret.

use std::collections::BTreeSet;
use std::fs;

use crate::common::Place;
use crate::{FRAMEWORK, secret, text, written};

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
fn groups_are_told_in_public_if_none_of_them_is_small_and_others_are_not_named() {
    let place = Place::new();
    place.write("areas.toml", FRAMEWORK);
    // Two regions of eighteen, one of two with a name that nobody else has, and one whose documents are in two regions.
    let region = |n: usize| match n {
        0..=17 => "upland",
        18..=35 => "lowland",
        36 | 37 => "Quuxholm",
        _ => ["upland", "lowland"][n % 2],
    };
    let row = |n: usize| {
        let partnership = if n < 38 { format!("Partner {n}") } else { "Partner of both".to_owned() };
        format!("e{n},{partnership},{},kind {n},quote-internal,\"{}\"\n", region(n), text(n))
    };
    let rows: String = (0..40).map(row).collect();
    place.write("round.csv", format!("id,partnership,region,kind,consent,text\n{rows}"));
    place.ok("analyse round.csv --meta partnership --meta region --meta kind --framework areas.toml --k 3 --public --out public");
    let public = place.json("public/public.json");
    let groups = &public["by_group"];
    assert_eq!((&groups["field"], &public["of"]), (&"region".into(), &39.into()), "{groups}");
    // The three others are too few: the last of the smallest groups joins them.
    let told: Vec<_> = groups["groups"]
        .as_array()
        .unwrap()
        .iter()
        .map(|g| (g["value"].as_str(), g["of"].as_u64()))
        .collect();
    assert_eq!(told, [(Some("lowland"), Some(18)), (None, Some(21))]);
    let rows = groups["rows"].as_array().unwrap();
    assert!(!rows.is_empty());
    for row in rows {
        for (raised, of) in row["raised"].as_array().unwrap().iter().zip([18, 21]) {
            let raised = raised.as_u64().unwrap();
            assert!((5..=of - 5).contains(&raised), "{row}");
        }
    }
    let all = written(&place, "public");
    for name in ["Quuxholm", "kind 1", "Partner", "upland"] {
        assert!(!all.contains(name), "{name}");
    }
    assert!(
        place.read("public/report.html").contains("By region")
            && place.read("public/crosstab.csv").contains("all others")
    );
    // Whoever works on it sees the small groups, marked.
    place.ok("analyse round.csv --meta partnership --meta region --meta kind --framework areas.toml --k 3 --out own");
    let table = place.read("own/crosstabs.csv");
    assert!(
        table.lines().any(|line| line.starts_with("region,Quuxholm,") && line.ends_with(",yes")),
        "{table}"
    );
    assert!(place.read("own/report.html").contains("fewer than two documents each"));
}
