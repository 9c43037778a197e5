//! Projects of QDA programs, as they come back from people who coded in them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[allow(dead_code, reason = "a part is used")]
mod fuzzed;

use commonground::coding::HumanCodes;
use commonground::round::{Document, Round};
use commonground::{Framework, Silent};
use commonground_formats::read::{CodeTable, all_codes, ratings_of, read_codes};
use commonground_formats::{Limits, ReadOptions};
use fuzzed::package;

/// Source, user, code, start, end and name; no name for all of the text.
type Given = (usize, &'static str, &'static str, usize, usize, Option<String>);

/// A project, written as another program would.
#[derive(Clone)]
struct Project {
    /// The users; `u1` is the first.
    users: Vec<&'static str>,
    /// The codes; `c1` is the first.
    codes: Vec<&'static str>,
    /// Names of sources with their texts; a text of nothing is not there.
    sources: Vec<(&'static str, Option<String>)>,
    given: Vec<Given>,
    /// What stands behind the sources.
    notes: &'static str,
}

impl Default for Project {
    fn default() -> Self {
        Project {
            users: vec!["commonground", "Ann"],
            codes: vec!["Buses", "Parks"],
            sources: Vec::new(),
            given: Vec::new(),
            notes: "",
        }
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;").replace('\n', "\u{2029}")
}

impl Project {
    fn xml(&self) -> String {
        let number = |of: &[&str], element: &str, kind: char| -> String {
            let one = |(n, name): (usize, &&str)| {
                format!("<{element} guid=\"{kind}{}\" name=\"{}\"/>", n + 1, escaped(name))
            };
            of.iter().enumerate().map(one).collect()
        };
        let users = number(&self.users, "User", 'u');
        let codes = number(&self.codes, "Code", 'c');
        let source = |(n, (name, text)): (usize, &(&str, Option<String>))| {
            let file = if text.is_some() { format!("{n}.txt") } else { "None".to_owned() };
            let own = self.given.iter().filter(|given| given.0 == n);
            let given: String = own
                .map(|(_, user, code, start, end, name)| {
                    let coding = format!("<Coding creatingUser=\"{user}\"><CodeRef targetGUID=\"{code}\"/></Coding>");
                    match name {
                        None => coding,
                        Some(name) => format!(
                            "<PlainTextSelection name=\"{}\" startPosition=\"{start}\" endPosition=\"{end}\">{coding}</PlainTextSelection>",
                            escaped(name)
                        ),
                    }
                })
                .collect();
            format!(
                "<TextSource name=\"{}\" plainTextPath=\"internal://{file}\">{given}</TextSource>",
                escaped(name)
            )
        };
        let sources: String = self.sources.iter().enumerate().map(source).collect();
        format!(
            "<Project xmlns=\"urn:QDA-XML:project:1.0\"><Users>{users}</Users><CodeBook><Codes>{codes}</Codes></CodeBook><Sources>{sources}</Sources>{}</Project>",
            self.notes
        )
    }

    fn tables(&self, folder: &str) -> Result<Vec<CodeTable>, String> {
        self.tables_within(folder, Limits::default())
    }

    fn tables_within(&self, folder: &str, limits: Limits) -> Result<Vec<CodeTable>, String> {
        let xml = self.xml();
        let texts: Vec<(String, String)> = (0..)
            .zip(&self.sources)
            .filter_map(|(n, (_, text)): (usize, _)| Some((format!("{folder}/{n}.txt"), text.clone()?)))
            .collect();
        let mut parts = vec![("project.qde", xml.as_bytes())];
        parts.extend(texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes())));
        tables_of(&parts, limits)
    }

    /// The codes in a round, and what is told about them.
    fn coded(&self, round: &Round) -> (HumanCodes, Vec<String>) {
        let tables = self.tables("sources").unwrap();
        let (codes, notes) = all_codes(&tables, round, Some(&framework())).unwrap();
        codes.check(round, &framework()).unwrap();
        (codes, notes.into_iter().map(|note| note.message).collect())
    }
}

fn tables_of(parts: &[(&str, &[u8])], limits: Limits) -> Result<Vec<CodeTable>, String> {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("p.qdpx");
    std::fs::write(&path, package(parts)).unwrap();
    let options = ReadOptions { limits, ..ReadOptions::default() };
    read_codes(&[path.display().to_string()], &options, &Silent).map_err(|error| error.to_string())
}

fn framework() -> Framework {
    let toml = "name = 'F'\n[[area]]\nid = 'bus'\nname = 'Buses'\n[[area]]\nid = 'park'\nname = 'Parks'\n";
    Framework::from_toml(toml).unwrap()
}

fn round(texts: &[(&str, &str)]) -> Round {
    Round::new(texts.iter().map(|(id, text)| Document::new(*id, *text)).collect()).unwrap()
}

/// The texts that were coded, by document, start and end.
fn texts(codes: &HumanCodes, round: &Round) -> Vec<String> {
    let text = |id: &str| &round.documents().iter().find(|document| document.id == id).unwrap().text;
    let one = |code: &commonground::coding::HumanCode| match &code.range {
        Some(range) => text(&code.document)[range.clone()].to_owned(),
        None => format!("all of {}", code.document),
    };
    codes.codes().iter().map(one).collect()
}

const TEXT: &str = "😀 The bus & the <slow> train.\n\nThe park\nhas a \"pond\" 🌳🌳.\nThe last line";
const PIECES: [&str; 5] =
    ["The bus & the <slow> train.", "The park\nhas a", "\"pond\" 🌳", "The last line", "😀 The bus"];

/// The pieces of the text as a program gives them that ends lines so, and counts in this unit.
fn counted(line_end: &str, is_end_one: bool, is_utf16: bool) -> Project {
    let count = |part: &str| {
        let part = if is_end_one { part.to_owned() } else { part.replace('\n', line_end) };
        if is_utf16 { part.encode_utf16().count() } else { part.chars().count() }
    };
    let given = PIECES.iter().map(|piece| {
        let at = TEXT.find(piece).unwrap();
        (0, "u2", "c1", count(&TEXT[..at]), count(&TEXT[..at + piece.len()]), Some(piece.to_string()))
    });
    Project {
        sources: vec![("a", Some(format!("\u{feff}{}", TEXT.replace('\n', line_end))))],
        given: given.collect(),
        ..Project::default()
    }
}

#[test]
fn segments_are_found_however_lines_end_and_places_are_counted() {
    let mut expected = PIECES.map(str::to_owned).to_vec();
    expected.sort_by_key(|piece| TEXT.find(piece.as_str()).unwrap());
    // Both the text of the round and that of the project can have either line end.
    for of_round in
        [TEXT.to_owned(), TEXT.replace('\n', "\r\n"), format!("\u{feff}{TEXT}\n"), TEXT.replace('\n', "\r")]
    {
        let round = round(&[("a", &of_round)]);
        for line_end in ["\n", "\r\n", "\r\r\n"] {
            for (is_end_one, is_utf16) in [(false, false), (true, false), (false, true), (true, true)] {
                let (codes, notes) = counted(line_end, is_end_one, is_utf16).coded(&round);
                let found: Vec<String> = texts(&codes, &round)
                    .iter()
                    .map(|text| text.replace("\r\n", "\n").replace('\r', "\n"))
                    .collect();
                assert_eq!(found, expected, "{line_end:?} {is_end_one} {is_utf16}");
                assert_eq!(notes, [""; 0]);
            }
        }
    }
}

#[test]
fn what_a_person_marks_and_what_a_program_finds_may_be_counted_in_different_ways() {
    let mut project = counted("\n", true, false);
    project.given.extend(counted("\n", true, true).given.into_iter().map(|mut given| {
        given.2 = "c2";
        given
    }));
    let round = round(&[("a", TEXT)]);
    let (codes, _) = project.coded(&round);
    let found = texts(&codes, &round);
    assert_eq!(found.len(), 2 * PIECES.len());
    assert!(PIECES.iter().all(|piece| found.iter().filter(|text| text == piece).count() == 2), "{found:?}");
}

/// A project of two texts with a good segment in each, before anything stray is put into it.
fn sound() -> (Project, Round) {
    let texts = [("a", "The bus was late again."), ("b", "The park has a pond.")];
    let project = Project {
        sources: texts.iter().map(|(name, text)| (*name, Some((*text).to_owned()))).collect(),
        given: vec![
            (0, "u2", "c1", 0, 7, Some("The bus".into())),
            (1, "u2", "c2", 4, 8, Some("park".into())),
        ],
        ..Project::default()
    };
    (project, round(&texts))
}

/// What is put into a sound project, and the one thing that is told of it.
type Stray = (&'static str, fn(&mut Project), &'static [&'static str]);

#[test]
fn a_stray_thing_is_counted_and_told_and_the_rest_is_read() {
    const LATE: &str = "Late again";
    let cases: &[Stray] = &[
        ("nothing", |_| {}, &[]),
        (
            "a code that the framework does not have",
            |p| {
                p.codes.extend(["Great quote", "To do"]);
                p.given.push((0, "u2", "c3", 8, 16, Some(LATE.into())));
                p.given.push((1, "u2", "c3", 0, 3, Some(LATE.into())));
                p.given.push((1, "u2", "c4", 0, 3, Some(LATE.into())));
            },
            &["the framework has no such area: 3, under \"Great quote\" (2), \"To do\" (1)"],
        ),
        (
            "a code that the project does not have",
            |p| p.given.push((1, "u2", "c9", 0, 3, Some(LATE.into()))),
            &["1 coded segment left out, in source \"b\": the project does not have its code"],
        ),
        (
            "segments past the end, without a length, and before the beginning",
            |p| {
                p.given.push((0, "u2", "c1", 8, 24, Some(LATE.into())));
                p.given.push((1, "u2", "c1", 5, 5, Some(LATE.into())));
                p.given.push((1, "u2", "c1", 7, 5, Some(LATE.into())));
                p.given.push((1, "u2", "c1", usize::MAX, usize::MAX, Some(LATE.into())));
            },
            &["4 coded segments left out, the first in source \"a\": they are empty, or end after the text"],
        ),
        (
            "a source without a text",
            |p| {
                p.sources.push(("gone", None));
                p.given.push((2, "u2", "c1", 0, 3, Some(LATE.into())));
            },
            &[
                "1 coded segment left out, in source \"gone\": the project does not have the text of the source",
            ],
        ),
        ("a source without a text that nobody coded", |p| p.sources.push(("gone", None)), &[]),
        (
            "notes with ampersands that mean themselves",
            |p| {
                p.notes = "<Notes><Note guid=\"n\" name=\"R&D\"><PlainTextContent>R&D, Q&A & more; &x; <b/> &amp;</PlainTextContent></Note></Notes>";
            },
            &[],
        ),
        (
            "what the machine coded",
            |p| {
                p.given.push((0, "u1", "c1", 0, 3, Some("The".into())));
                p.given.push((1, "u1", "c1", 0, 3, Some("The".into())));
            },
            &[
                "2 coded segments left out, the first in source \"a\": they are by the user \"commonground\", so they are taken",
            ],
        ),
        (
            "one thing that the machine coded",
            |p| p.given.push((1, "u1", "c1", 0, 3, Some("The".into()))),
            &[
                "1 coded segment left out, in source \"b\": it is by the user \"commonground\", so it is taken for",
            ],
        ),
        (
            "two sources of one name with different texts",
            |p| {
                p.sources.push(("a", Some("Quite another text.".into())));
                p.given.push((2, "u2", "c1", 0, 5, Some("Quite".into())));
                p.given.push((2, "u2", "c1", 0, 0, None));
                p.sources.push(("b", Some("And a third.".into())));
                p.given.push((3, "u2", "c2", 0, 3, Some("And".into())));
            },
            &[
                "3 coded segments left out, the first in source \"a\": another source of this name has another text: give each",
            ],
        ),
        (
            "two sources of one name and text",
            |p| {
                p.sources.push(("a", Some("The bus was late again.".into())));
                p.given.push((2, "u2", "c1", 12, 16, Some("late".into())));
            },
            &[],
        ),
        (
            "extensions that the documents do not have",
            |p| {
                p.sources[0].0 = "a.docx";
                p.sources[1].0 = "b.MD";
            },
            &[],
        ),
        (
            "a text that was changed",
            |p| {
                p.sources[0].1 = Some("The bus was early.".into());
                p.given.push((0, "u2", "c1", 11, 18, Some("early.".into())));
            },
            &["the text of source \"a\" differs from that of the document in this round: what was coded"],
        ),
        (
            "two texts that were changed",
            |p| {
                p.sources[0].1 = Some("The bus was early.".into());
                p.sources[1].1 = Some("The park has a lake.".into());
            },
            &[
                "the texts of 2 sources differ from those of the documents in this round, the first \"a\": what",
            ],
        ),
        (
            "a text that was made longer",
            |p| {
                p.sources[0].1 = Some("The bus was late again. And then some.".into());
                p.given.push((0, "u2", "c1", 28, 37, Some("then some.".into())));
            },
            &[
                "the text of source \"a\" differs",
                "1 coded segment left out, in source \"a\": no text of the document lies at its place",
            ],
        ),
    ];
    for (name, put, expected) in cases {
        let (mut project, round) = sound();
        put(&mut project);
        let (codes, notes) = project.coded(&round);
        let found = texts(&codes, &round);
        assert!(
            found.contains(&"The bus".to_owned()) && found.contains(&"park".to_owned()),
            "{name}: {found:?}"
        );
        assert_eq!(notes.len(), expected.len(), "{name}: {notes:?}");
        for (note, expected) in notes.iter().zip(*expected) {
            assert!(note.contains(expected), "{name}: {note}");
            assert!(!note.contains("bus") && !note.contains(LATE), "{name}: no text of anybody: {note}");
        }
    }
}

#[test]
fn a_whole_text_can_be_coded_even_if_it_is_missing_and_older_folders_are_read() {
    let (mut project, round) = sound();
    project.sources[1].1 = None;
    project.given = vec![(0, "u2", "c1", 0, 7, Some("The bus".into())), (1, "u2", "c2", 0, 0, None)];
    for folder in ["sources", "Sources"] {
        let (codes, notes) = all_codes(&project.tables(folder).unwrap(), &round, Some(&framework())).unwrap();
        assert_eq!(
            (texts(&codes, &round), notes.len()),
            (vec!["The bus".to_owned(), "all of b".to_owned()], 0)
        );
    }
}

#[test]
fn a_text_that_would_take_too_much_memory_is_passed_over() {
    let (mut project, round) = sound();
    project.given.push((0, "u2", "c2", 0, 0, None));
    // 64 bytes for each byte of a text: the first has more than 200, the second 20.
    project.sources[0].1.as_mut().unwrap().push_str(&" ".repeat(200));
    let limits = Limits { memory: 64 * 200, ..Limits::default() };
    let tables = project.tables_within("sources", limits).unwrap();
    let (codes, notes) = all_codes(&tables, &round, Some(&framework())).unwrap();
    assert_eq!(texts(&codes, &round), ["all of a", "park"]);
    let expected = "1 coded segment left out, in source \"a\": the text of the source would take too much memory: divide the source, or raise --max-file-memory";
    assert_eq!(notes.iter().map(|note| note.message.as_str()).collect::<Vec<_>>(), [expected]);
}

/// A project of many people who gave a code of a long name to a long source.
fn of_long_names(long: &str, people: usize) -> Vec<u8> {
    let users: String = (0..people).map(|n| format!("<User guid=\"u{n}\" name=\"User {n}\"/>")).collect();
    let refs: String = (0..people)
        .map(|n| format!("<Coding creatingUser=\"u{n}\"><CodeRef targetGUID=\"c1\"/></Coding>"))
        .collect();
    format!(
        "<Project><Users>{users}</Users><CodeBook><Codes><Code guid=\"c1\" name=\"{long}\"/></Codes></CodeBook><Sources><TextSource name=\"{long}\" plainTextPath=\"internal://0.txt\"><PlainTextSelection name=\"{long}\" startPosition=\"0\" endPosition=\"{}\" creatingUser=\"{long}\">{refs}</PlainTextSelection></TextSource></Sources></Project>",
        long.len()
    )
    .into_bytes()
}

/// Names that are held or compared anew for each code would take gigabytes and minutes here.
#[test]
fn long_names_are_cut_and_told_and_not_held_once_more_for_each_code() {
    const MANY: usize = 10_000;
    let long = "The bus was late again. ".repeat(5_000);
    let xml = of_long_names(&long, MANY);
    let parts = [("project.qde", xml.as_slice()), ("sources/0.txt", long.as_bytes())];
    let table = tables_of(&parts, Limits::default()).unwrap().remove(0);
    assert_eq!(table.codes.len(), MANY);
    for (number, code) in table.codes.iter().enumerate() {
        assert_eq!((&code.range, &code.coder), (&Some(0..long.len()), &format!("User {number}")));
        for name in [&code.document, code.area.as_ref().unwrap()] {
            assert!(name.len() == 1_000 && long.starts_with(name.as_str()));
        }
    }
    let notes: Vec<&str> = table.warnings.iter().map(|note| note.message.as_str()).collect();
    assert_eq!(
        notes,
        ["2 names of sources, codes or users have more than 1000 characters, so they were cut"]
    );
}

/// Each code has its names once more in the end, so what they come to is counted before it is held.
#[test]
fn what_codes_hold_is_bounded_with_their_names() {
    let long = "The bus was late again. ".repeat(100);
    let xml = of_long_names(&long, 10_000);
    let parts = [("project.qde", xml.as_slice()), ("sources/0.txt", long.as_bytes())];
    let within = |memory| tables_of(&parts, Limits { memory, ..Limits::default() });
    // Too little for people and codes; for these, but not for the names of the codes; and enough.
    for (mib, is_enough) in [(10, false), (30, false), (64, true)] {
        let read = within(mib << 20);
        assert_eq!(read.is_ok(), is_enough, "{mib}");
        if let Err(error) = read {
            assert!(
                error.contains("bytes of memory to read: leave it out, or raise --max-file-memory"),
                "{error}"
            );
        }
    }
}

#[test]
fn what_is_coded_twice_counts_once() {
    let (mut project, round) = sound();
    project.given.extend(project.given.clone());
    assert_eq!(project.tables("sources").unwrap()[0].codes.len(), 2);
    assert_eq!(texts(&project.coded(&round).0, &round), ["The bus", "park"]);
}

#[test]
fn a_project_of_which_nothing_is_left_is_refused_with_the_reason() {
    let (mut project, round) = sound();
    project.given.iter_mut().for_each(|given| given.1 = "u1");
    let error = project.tables("sources").unwrap_err();
    assert!(error.contains("no coded segment in it that can be used: 2 coded segments left out"), "{error}");
    project.given.clear();
    assert!(project.tables("sources").unwrap_err().ends_with("that can be used"));

    let (mut project, _) = sound();
    project.codes = vec!["One", "Other"];
    let tables = project.tables("sources").unwrap();
    let error = all_codes(&tables, &round, Some(&framework())).unwrap_err().to_string();
    assert!(error.contains("under \"One\" (1), \"Other\" (1)"), "{error}");
}

#[test]
fn people_are_compared_whatever_else_they_marked() {
    let (mut project, _) = sound();
    project.codes.push("Great quote");
    project.users.push("Bob");
    for (source, end) in [(0, 7), (1, 8)] {
        project.given.push((source, "u3", "c1", if source == 0 { 0 } else { 4 }, end, Some(String::new())));
        project.given.push((source, "u3", "c3", 0, 3, Some("The".into())));
    }
    let tables = project.tables("sources").unwrap();
    let (ratings, notes) = ratings_of(&tables, Some(&framework()), None).unwrap();
    assert_eq!(ratings.raters().len(), 2);
    assert!(notes.iter().any(|note| note.message.contains("\"Great quote\" (2)")), "{notes:?}");
}
