//! The framework file: edits that touch nothing else, writing that reads back, and a schema that says the same.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use commonground::framework::{Area, Framework, FrameworkError, FrameworkFile, JSON_SCHEMA};
use proptest::prelude::*;
use serde_json::{Value, json};

const FILE: &str = "\
# The codebook.

name = 'Places'   # agreed in March

# Housing came first.
[[area]]
  id = 'housing'
  name = 'Housing'  # was: homes
  cues = [
    'rent*',  # any ending
    \"home\" # last
  ]

# --- Travel ---

# All of it.
[[area]]
id = 'travel'
name = 'Travel'
description = '''
Getting
about.'''
cues = ['bus', 'train',]

[[area]]
parent = 'travel'
name = \"Ferries\"
id = 'ferries'
";

type Edit = fn(&mut FrameworkFile) -> Result<(), FrameworkError>;

/// An edit, and the lines that are gone and new.
type Case = (&'static str, Edit, &'static [&'static str], &'static [&'static str]);

#[rustfmt::skip]
const EDITS: &[Case] = &[
    ("rename", |f| f.rename("housing", "Homes & \"rents\""), &["  name = 'Housing'  # was: homes"], &["  name = 'Homes & \"rents\"'  # was: homes"]),
    ("version", |f| f.set_version("2"), &[], &["version = \"2\""]),
    ("description over several lines", |f| f.set_description("travel", "Short."), &["description = '''", "Getting", "about.'''"], &["description = \"Short.\""]),
    ("description anew", |f| f.set_description("housing", "Where\npeople live."), &[], &["  description = \"Where\\npeople live.\""]),
    ("cue on a line", |f| f.add_cue("housing", "flat"), &["    \"home\" # last"], &["    \"home\", # last", "    \"flat\""]),
    ("cue behind a comma", |f| f.add_cue("travel", "tram"), &["cues = ['bus', 'train',]"], &["cues = ['bus', 'train', \"tram\",]"]),
    ("first cue", |f| f.add_cue("ferries", "ferr*"), &[], &["cues = [\"ferr*\"]"]),
    ("example", |f| f.add_example("ferries", "It is late."), &[], &["examples = [\"It is late.\"]"]),
    ("area", |f| f.add_area(&Area { id: "work".into(), name: "Work".into(), ..Area::default() }), &[], &["", "[[area]]", "id = \"work\"", "name = \"Work\""]),
    ("no area", |f| f.remove_area("ferries"), &["[[area]]", "parent = 'travel'", "name = \"Ferries\"", "id = 'ferries'"], &[]),
    ("not the comment of others", |f| f.remove_area("housing"), &["# Housing came first.", "[[area]]", "  id = 'housing'", "  name = 'Housing'  # was: homes", "  cues = [", "    'rent*',  # any ending", "    \"home\" # last", "  ]", ""], &[]),
];

fn strings(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|&line| line.to_owned()).collect()
}

#[test]
fn an_edit_changes_its_lines_and_no_others() {
    for ends in ["\n", "\r\n"] {
        for mark in ["", "\u{feff}"] {
            for (name, edit, gone, new) in EDITS {
                let before = format!("{mark}{}", FILE.replace('\n', ends));
                let mut file = FrameworkFile::parse(&before).unwrap();
                let ids: Vec<String> = file.framework().areas.iter().map(|area| area.id.clone()).collect();
                edit(&mut file).unwrap_or_else(|error| panic!("{name}: {error}"));
                assert!(file.text().starts_with(mark), "{name}");
                assert_eq!(
                    file.text().matches('\n').count(),
                    file.text().matches(ends).count(),
                    "{name}: {ends:?}"
                );
                let lines = |text: &str| {
                    text.trim_start_matches('\u{feff}').lines().map(str::to_owned).collect::<Vec<_>>()
                };
                let (old, now) = (lines(&before), lines(file.text()));
                let start = old.iter().zip(&now).take_while(|(a, b)| a == b).count();
                let most = old.len().min(now.len()) - start;
                let ends = old.iter().rev().zip(now.iter().rev());
                let end = ends.take(most).take_while(|(a, b)| a == b).count();
                let (old, now) = (&old[start..old.len() - end], &now[start..now.len() - end]);
                assert_eq!((old, now), (&strings(gone)[..], &strings(new)[..]), "{name}");
                assert_eq!(*file.framework(), Framework::from_toml(file.text()).unwrap(), "{name}");
                let kept = file.framework().areas.iter().filter(|area| ids.contains(&area.id)).count();
                assert_eq!(
                    kept,
                    ids.len() - usize::from(gone.contains(&"[[area]]")),
                    "{name}: ids are stable"
                );
            }
        }
    }
}

#[test]
fn an_edit_that_cannot_be_made_leaves_the_file_as_it_is() {
    #[rustfmt::skip]
    let cases: &[(Edit, &str)] = &[
        (|f| f.rename("nowhere", "X"), "area \"nowhere\": there is no such area"),
        (|f| f.rename("travel", "housing"), "has the same name as area number 1"),
        (|f| f.rename("travel", " "), "area \"travel\": needs a name"),
        (|f| f.add_cue("travel", "a*b"), "area \"travel\": cue number 3 has a '*' inside"),
        (|f| f.remove_area("travel"), "area \"travel\": has parts"),
        (|f| f.add_area(&Area { id: "travel".into(), name: "X".into(), ..Area::default() }), "has the same id as area number 2"),
        (|f| f.add_area(&Area { id: "x".into(), name: "X".into(), parent: Some("y".into()), ..Area::default() }), "its parent is not the id"),
    ];
    for (edit, expected) in cases {
        let mut file = FrameworkFile::parse(FILE).unwrap();
        let message = edit(&mut file).unwrap_err().to_string();
        assert!(message.contains(expected), "{message:?} is not {expected:?}");
        assert_eq!(file.text(), FILE);
    }
    let mut inline = FrameworkFile::parse("name = 'x'\narea = [{ id = 'a', name = 'A' }]\n").unwrap();
    inline.set_description("a", "All.").unwrap();
    inline.add_cue("a", "all").unwrap();
    assert_eq!(
        inline.text(),
        "name = 'x'\narea = [{ id = 'a', name = 'A', cues = [\"all\"], description = \"All.\" }]\n"
    );
    assert!(inline.remove_area("a").unwrap_err().to_string().contains("not written as [[area]]"));
}

/// Frameworks of any text, with areas below others.
fn frameworks() -> impl Strategy<Value = Framework> {
    let text = || prop_oneof!["[a-zäß \"'\\\\\n\t#=\\[\\]]{0,12}", ".{0,8}"];
    let area = (text(), text(), proptest::collection::vec(text(), 0..3), proptest::option::of(0usize..4));
    (text(), text(), proptest::collection::vec(area, 1..5)).prop_map(|(name, version, areas)| {
        let area = |(place, (name, description, examples, parent)): (
            usize,
            (String, String, Vec<String>, Option<usize>),
        )| Area {
            id: format!("a{place}"),
            name: format!("{name} {place}"),
            parent: parent.filter(|&parent| parent < place).map(|parent| format!("a{parent}")),
            cues: examples.iter().map(|cue| format!("x{}", cue.replace('*', ""))).collect(),
            description,
            examples,
            excludes: vec![],
        };
        Framework { name, version, areas: areas.into_iter().enumerate().map(area).collect() }
    })
}

proptest! {
    #[test]
    fn what_is_written_reads_back_as_it_was(framework in frameworks()) {
        let toml = framework.to_toml();
        prop_assert_eq!(&Framework::from_toml(&toml).unwrap(), &framework);
        let file = FrameworkFile::parse(&toml).unwrap();
        prop_assert_eq!(file.text(), &toml);
    }

    #[test]
    fn edits_of_any_text_are_read_back(framework in frameworks(), text in ".{0,12}") {
        let mut file = FrameworkFile::parse(&framework.to_toml()).unwrap();
        let last = framework.areas.len() - 1;
        file.set_description(&format!("a{last}"), &text).unwrap();
        file.add_example("a0", &text).unwrap();
        file.set_version(&text).unwrap();
        let mut expected = framework;
        expected.areas[last].description.clone_from(&text);
        expected.areas[0].examples.push(text.clone());
        expected.version = text;
        prop_assert_eq!(file.framework(), &expected);
    }
}

/// Whether a value is valid by a schema. Knows the keywords that ours has; another one ends the test.
fn is_valid(value: &Value, schema: &Value, root: &Value) -> bool {
    schema.as_object().unwrap().iter().all(|(keyword, rule)| match keyword.as_str() {
        "$schema" | "title" | "description" | "$defs" => true,
        "type" => match rule.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            other => panic!("the type {other} is not known to this test"),
        },
        "required" => rule.as_array().unwrap().iter().all(|key| value.get(key.as_str().unwrap()).is_some()),
        "additionalProperties" => {
            assert_eq!(*rule, json!(false));
            let known = &schema["properties"];
            value.as_object().is_none_or(|object| object.keys().all(|key| known.get(key).is_some()))
        }
        "properties" => rule.as_object().unwrap().iter().all(|(key, rule)| match value.get(key) {
            Some(value) => is_valid(value, rule, root),
            None => true,
        }),
        "items" => value.as_array().is_none_or(|items| items.iter().all(|item| is_valid(item, rule, root))),
        "minItems" => value.as_array().is_none_or(|items| items.len() as u64 >= rule.as_u64().unwrap()),
        "pattern" => {
            let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
        "$ref" => is_valid(value, root.pointer(&rule.as_str().unwrap()[1..]).unwrap(), root),
        other => panic!("the keyword {other} is not known to this test"),
    })
}

#[test]
fn the_schema_and_the_reader_say_the_same() {
    let schema: Value = serde_json::from_str(JSON_SCHEMA).unwrap();
    let says = |toml: &str| {
        let value: Value = toml_edit::de::from_str(toml).unwrap();
        is_valid(&value, &schema, &schema)
    };
    let area = |rest: &str| format!("name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\n{rest}");
    let id = |id: &str| format!("name = 'x'\n[[area]]\nid = {id}\nname = 'A'");
    let cases: Vec<(String, bool)> = vec![
        (common::read("fixtures/framework.toml"), true),
        (common::read("fixtures/hierarchy.toml"), true),
        (FILE.into(), true),
        (area(""), true),
        (area("cues = []\nexcludes = []\nexamples = ['', ' ']\ndescription = ''"), true),
        (area("cues = ['a', 'two words*', '2030', 'é ', 'a* ', '(x)**']"), true),
        (area("excludes = ['shore power', 'power cut*']"), true),
        (area("version = '1'"), false),
        (area("cue = ['x']"), false),
        (area("cues = 'x'"), false),
        (area("cues = [1]"), false),
        (area("cues = ['']"), false),
        (area("cues = [' - ']"), false),
        (area("cues = ['*']"), false),
        (area("cues = ['a*b']"), false),
        (area("cues = ['a *b']"), false),
        (area("cues = ['a* b']"), false),
        (area("excludes = ['a*b']"), false),
        (area("excludes = ['*']"), false),
        (area("examples = 'x'"), false),
        (area("description = 1"), false),
        (area("parent = 1"), false),
        (area("[area.more]"), false),
        (id("'a.b:c_d-9é住'"), true),
        (id("''"), false),
        (id("'a b'"), false),
        (id("'a/b'"), false),
        (id("1"), false),
        ("name = 'x'\n[[area]]\nid = 'a'\nname = ' '".into(), false),
        ("name = 'x'\n[[area]]\nid = 'a'".into(), false),
        ("name = 'x'\n[[area]]\nname = 'A'".into(), false),
        ("name = 'x'".into(), false),
        ("name = 'x'\narea = []".into(), false),
        ("name = 'x'\narea = 1".into(), false),
        ("name = 'x'\narea = [{ id = 'a', name = 'A' }]".into(), true),
        ("[[area]]\nid = 'a'\nname = 'A'".into(), false),
        (format!("version = 1\n{}", area("")), false),
        (format!("title = 'x'\n{}", area("")), false),
    ];
    for (toml, expected) in cases {
        let read = Framework::from_toml(&toml);
        assert_eq!(read.is_ok(), expected, "{toml}: {read:?}");
        assert_eq!(says(&toml), expected, "the schema of {toml}");
    }
    // What a schema cannot say, the reader does.
    for rest in ["parent = 'a'", "parent = 'b'", "[[area]]\nid = 'a'\nname = 'B'"] {
        assert!(says(&area(rest)) && Framework::from_toml(&area(rest)).is_err(), "{rest}");
    }
}
