//! Codebooks that are no framework file yet.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

use commonground::Framework;
use commonground_formats::import_framework;
use proptest::prelude::*;

fn import(name: &str, bytes: &[u8]) -> (Framework, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).unwrap();
    let (framework, notes) = import_framework(&path, "x").unwrap_or_else(|error| panic!("{name}: {error}"));
    (framework, notes.into_iter().map(|note| note.message).collect())
}

/// Areas as `id: path | description | cues | excludes | examples`.
fn told(framework: &Framework) -> Vec<String> {
    let told = |(place, area): (usize, &commonground::framework::Area)| {
        let lists = [&area.cues, &area.excludes, &area.examples].map(|list| list.join("+"));
        format!("{}: {} | {} | {}", area.id, framework.told(place), area.description, lists.join(" | "))
    };
    framework.areas.iter().enumerate().map(told).collect()
}

#[test]
fn tables_and_records_are_read_as_people_mean_them() {
    let cases: &[(&str, &[u8], &[&str])] = &[
        ("names.csv", b"Name\nA\nB\n", &["a: A |  |  |  | ", "b: B |  |  |  | "]),
        ("code.csv", b"Code,Definition\nA,Is a.\n", &["a: A | Is a. |  |  | "]),
        ("both.csv", b"Code;Theme;Definition\nT1;Housing;Is a.\n", &["T1: Housing | Is a. |  |  | "]),
        (
            "parents.csv",
            b"id,name,parent\n1,Places,\n2,Parks,1\n3,Pools,PLACES\n",
            &["1: Places |  |  |  | ", "2: Places › Parks |  |  |  | ", "3: Places › Pools |  |  |  | "],
        ),
        (
            "made.tsv",
            b"domain\tarea\nPlaces\tParks\nWork\tPay\nPlaces\tPools\n",
            &[
                "places: Places |  |  |  | ",
                "parks: Places › Parks |  |  |  | ",
                "work: Work |  |  |  | ",
                "pay: Work › Pay |  |  |  | ",
                "pools: Places › Pools |  |  |  | ",
            ],
        ),
        (
            "lists.csv",
            b"label,keywords,excludes,example 1,example 2\nA,\"b, c*\",\"d e; f, g\",\"One; two, three.\",\"Four.\nFive.\"\n\n",
            &["a: A |  | b+c* | d e+f, g | One; two, three.+Four.+Five."],
        ),
        (
            "goals.json",
            br#"[{"name": "Goal 1: Rest", "description": "D.", "goal": "G.", "targets": ["1.1 Sleep", "1.2 Sit"]}]"#,
            &["goal-1-rest: Goal 1: Rest | D.\nG. |  |  | 1.1 Sleep+1.2 Sit"],
        ),
        (
            "nested.jsonl",
            b"{\"name\": \"A\", \"children\": [{\"name\": \"B\", \"cues\": [\"b\"]}]}\n{\"id\": 7, \"name\": \"C\", \"parent\": \"A\"}\n",
            &["a: A |  |  |  | ", "b: A › B |  | b |  | ", "7: A › C |  |  |  | "],
        ),
        ("ansi.csv", b"name,description\nCaf\xe9s,a\n", &["cafes: Cafés | a |  |  | "]),
    ];
    for (name, bytes, expected) in cases {
        assert_eq!(told(&import(name, bytes).0), *expected, "{name}");
    }
}

#[test]
fn what_is_made_or_left_is_told() {
    let (_, notes) = import("a.csv", b"name,parent,colour\nA,Top,red\nB,Top,blue\n");
    assert_eq!(notes.len(), 2, "{notes:?}");
    assert!(notes[0].contains("columns that are not read: \"colour\""), "{notes:?}");
    assert!(notes[1].contains("the parent \"Top\" has no row of its own"), "{notes:?}");
}

/// A codebook of the REFI-QDA standard with these codes.
fn qdc(codes: &str) -> Vec<u8> {
    format!("\u{feff}<?xml version=\"1.0\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\" origin=\"QualCoder\"><Codes>{codes}</Codes></CodeBook>")
        .into_bytes()
}

#[test]
fn codebooks_of_other_programs_are_read_whatever_they_hold() {
    let code =
        |name: &str, of: &str| format!("<Code guid=\"g\" name=\"{name}\" isCodable=\"true\">{of}</Code>");
    let category =
        |name: &str, of: &str| format!("<Code guid=\"g\" name=\"{name}\" isCodable=\"false\">{of}</Code>");
    let memo = |text: &str| format!("<Description>{text}</Description>");
    type Case = (String, &'static [&'static str], &'static [&'static str]);
    let cases: [Case; 8] = [
        (
            code("Water", &memo("rivers")) + &category("Water", &code("Floods", "")),
            &[
                "water: Water | rivers |  |  | ",
                "water-2: Water (2) |  |  |  | ",
                "floods: Water (2) › Floods |  |  |  | ",
            ],
            &["the name \"Water\" stands in one place more than once, so this one is called \"Water (2)\""],
        ),
        (
            code("Water", "") + &code("water", "") + &code("Water (2)", "") + &code("WATER", ""),
            &[
                "water: Water |  |  |  | ",
                "water-3: water (3) |  |  |  | ",
                "water-2: Water (2) |  |  |  | ",
                "water-4: WATER (4) |  |  |  | ",
            ],
            &["so this one is called \"water (3)\"", "so this one is called \"WATER (4)\""],
        ),
        (
            category("Water", &code("Water", "")),
            &["water: Water |  |  |  | ", "water-2: Water › Water |  |  |  | "],
            &[],
        ),
        (
            category("Empty", &(memo("later") + &category("Also", "")))
                + &category("Full", &code("A", ""))
                + &category("Last", ""),
            &["full: Full |  |  |  | ", "a: Full › A |  |  |  | "],
            &["the category \"Empty\" has no code in it", "the category \"Also\"", "the category \"Last\""],
        ),
        (
            code("A\u{c}B", &memo("one\u{c}page\u{1}\r\nR&D\tmore\n")),
            &["a-b: A B | one page \nR&D\tmore |  |  | "],
            &[],
        ),
        (
            // As our own export writes names that recur.
            code("The town", &code("The town › Other", ""))
                + &code("The land", &code("The land › Other", &code("The land › Other › Other", ""))),
            &[
                "the-town: The town |  |  |  | ",
                "other: The town › Other |  |  |  | ",
                "the-land: The land |  |  |  | ",
                "other-2: The land › Other |  |  |  | ",
                "other-3: The land › Other › Other |  |  |  | ",
            ],
            &[],
        ),
        ("<Code guid=\"g\" name=\"A\"/>".to_owned(), &["a: A |  |  |  | "], &[]),
        (code("Only", &category("Empty", "")), &["only: Only |  |  |  | "], &["the category \"Empty\""]),
    ];
    for (codes, expected, notes) in cases {
        let (framework, found) = import("a.qdc", &qdc(&codes));
        assert_eq!(told(&framework), expected, "{codes}");
        assert_eq!(found.len(), notes.len(), "{found:?}");
        assert!(found.iter().zip(notes).all(|(note, part)| note.contains(part)), "{found:?}");
        assert!(!framework.to_toml().contains("\\u00"), "{}", framework.to_toml());
        assert_eq!(Framework::from_toml(&framework.to_toml()).unwrap(), framework);
    }
    let unended = b"<?xml version=\"1.0\"?>\n<CodeBook xmlns=\"urn:QDA-XML:codebook:1.0\">".to_vec();
    for empty in [qdc(""), qdc("<Code guid=\"g\" name=\"A\" isCodable=\"false\"/>"), unended] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.qdc");
        std::fs::write(&path, empty).unwrap();
        let error = import_framework(&path, "x").unwrap_err().to_string();
        assert!(error.contains("the codebook has no codes"), "{error}");
    }
}

/// Files of some hundred kilobytes that would take minutes or gigabytes if names were looked up one by one, or held once more
/// for each code below them.
#[test]
fn many_codes_and_long_names_cost_no_more_than_they_are_long() {
    const MANY: usize = 30_000;
    let code = |name: &str, of: &str| format!("<Code guid=\"g\" name=\"{name}\">{of}</Code>");
    let many = |name: &dyn Fn(usize) -> String| (0..MANY).map(|n| code(&name(n), "")).collect::<String>();
    let (long, words) = ("long ".repeat(60_000), "word ".repeat(9));
    // The codes, the names of the second and the last, and what is told at the end.
    let cases = [
        (
            "one long name above all",
            code(&long, &many(&|n| format!("c{n}"))),
            "c0",
            "c29999",
            "so it was cut",
        ),
        (
            "one long name above all, and again before a few",
            code(&long, &(many(&|n| format!("› {n}")) + &code(&format!("{} › own", long.trim_end()), ""))),
            "› 0",
            "own",
            "so it was cut",
        ),
        (
            "one name for all",
            many(&|_| "Other".to_owned()),
            "Other (2)",
            "Other (30000)",
            "29979 more names stand in one place more than once",
        ),
        (
            "one name but for case, some with numbers",
            many(&|n| if n < MANY / 2 { format!("other ({})", n + 2) } else { "OTHER".to_owned() }),
            "other (3)",
            "OTHER (30000)",
            "14979 more names",
        ),
        (
            "names that make one id",
            many(&|n| format!("{words}{}", "!".repeat(n % 9) + &n.to_string())),
            "",
            "",
            "",
        ),
        (
            "many long names",
            (0..21).map(|n| code(&format!("{n:02}{}", "x".repeat(1_000)), "")).collect(),
            "",
            "",
            "1 more name has more than 1000 characters, so it was cut",
        ),
        (
            "many empty categories",
            (0..23)
                .map(|n| format!("<Code guid=\"g\" name=\"{n}\" isCodable=\"false\"/>"))
                .collect::<String>()
                + &code("a", &code("b", "")),
            "b",
            "b",
            "3 more categories have no code in them",
        ),
    ];
    for (what, codes, second, last, told) in cases {
        let (framework, notes) = import("a.qdc", &qdc(&codes));
        let names: Vec<&str> = framework.areas.iter().map(|area| area.name.as_str()).collect();
        assert!(second.is_empty() || (names[1], names[names.len() - 1]) == (second, last), "{what}");
        assert!(names.iter().all(|name| name.chars().count() <= 1_010), "{what}");
        assert!(notes.len() <= 21 && notes.iter().all(|note| note.len() < 400), "{what}: {}", notes.len());
        assert!(notes.last().map_or("", String::as_str).contains(told), "{what}: {:?}", notes.last());
        assert!(framework.validate().is_ok(), "{what}");
    }
}

#[test]
fn ids_stay_when_rows_come_and_move() {
    let ids = |bytes: &[u8]| {
        let framework = import("a.csv", bytes).0;
        framework
            .areas
            .into_iter()
            .map(|area| (area.name, area.id))
            .collect::<std::collections::BTreeMap<_, _>>()
    };
    let (first, later) = (ids(b"name\nHousing\nPay\n"), ids(b"name\nTravel\nPay\nHousing\n"));
    assert!(first.iter().all(|(name, id)| later[name] == *id));
    // An id that the file gives is not taken by a name, even of a row before it.
    assert_eq!(ids(b"id,name\n,Pay\npay,Wages\n")["Pay"], "pay-2");
}

proptest! {
    #[test]
    fn no_codebook_makes_the_reader_panic_and_what_is_read_is_a_framework(
        kind in prop_oneof!["txt", "csv", "tsv", "json"],
        text in prop_oneof!["[-*.0-9 \tab\n(),;\"]{0,60}", "name,parent\n([ab],[abc]?\n){0,6}", "(\\PC|\n){0,40}"],
    ) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(format!("a.{kind}"));
        std::fs::write(&path, &text).unwrap();
        if let Ok((framework, _)) = import_framework(&path, "x") {
            prop_assert!(framework.validate().is_ok());
            prop_assert_eq!(Framework::from_toml(&framework.to_toml()).unwrap(), framework);
        }
    }
}
