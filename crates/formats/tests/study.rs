//! A study on disk: what is written stays, copies are known, and pages are inert whatever people write.

#![allow(clippy::unwrap_used, reason = "helpers of tests may fail loudly")]

use std::collections::BTreeMap;
use std::fs;

use commonground::Framework;
use commonground::framework::{Area, Ids};
use commonground::process::decisions::{Act, Damage, Decision, Log, NewArea};
use commonground::process::replay::{print_of, replay};
use commonground::process::{Ballot, Ballots, GroupSettings, Member, Rule, Wishes, group};
use commonground_formats::study::{
    Evidences, GroupsOf, LedgerOf, ReviewOf, Store, StoredLog, StudyFolder, StudySettings, Vote, VoteOf,
    decision_sheet, group_outputs, groups_html, held, held_html, ledger_html, ledger_outputs,
    read_decision_sheet, review_page,
};
use proptest::prelude::*;

const HOSTILE: &str = "</script><script>alert(1)</script>\" onload='x' {{ 7*7 }} | <b>&lt;";

fn decision(by: &str, device: &str, act: Act) -> Decision {
    let (by, device, when) = (by.to_owned(), device.to_owned(), "2026-03-02T10:00:00Z".to_owned());
    Decision { by, device, when, act, why: "because".to_owned(), ..Decision::default() }
}

fn keep(area: &str) -> Act {
    Act::Keep { area: area.to_owned() }
}

fn framework(names: &[&str]) -> Framework {
    let area = |(place, name): (usize, &&str)| Area {
        id: format!("a{place}"),
        name: (*name).to_owned(),
        description: (*name).to_owned(),
        ..Area::default()
    };
    Framework {
        name: "Areas".into(),
        version: "1".into(),
        areas: names.iter().enumerate().map(area).collect(),
    }
}

#[test]
fn a_log_grows_and_copies_of_it_are_known() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    assert_eq!(store.read().unwrap(), []);
    let first = store.append(decision("Ann Bell", "Laptop 2", keep("a"))).unwrap();
    assert_eq!(first.file.file_name().unwrap(), "ann-bell-laptop-2.jsonl");
    let before = fs::read(&first.file).unwrap();
    store.append(decision("Ann Bell", "Laptop 2", keep("b"))).unwrap();
    let after = fs::read(&first.file).unwrap();
    assert!(after.starts_with(&before), "what is there is never changed");
    // What a synchronised folder leaves behind, and what is no log at all.
    fs::write(folder.path().join("ann-bell-laptop-2 (conflicted copy).jsonl"), &before).unwrap();
    fs::write(folder.path().join("desktop.ini"), "x").unwrap();
    fs::write(folder.path().join(".hidden.jsonl"), "x").unwrap();
    let (union, stored) = store.union().unwrap();
    assert_eq!((union.decisions().len(), stored.len()), (2, 2));
    // Two names that are one in a file's name do not share a log.
    let error = store.append(decision("Ann", "Bell Laptop 2", keep("a"))).unwrap_err().to_string();
    assert!(error.contains("the log of Ann Bell on Laptop 2"), "{error}");
    assert_eq!(fs::read(&first.file).unwrap(), after);
}

#[test]
fn a_file_that_is_cut_at_any_byte_is_gone_on_with_or_refused_and_never_loses_a_whole_line() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let file = store.append(decision("Ann", "laptop", keep("a"))).unwrap().file;
    store.append(decision("Ann", "laptop", keep("b"))).unwrap();
    let whole = fs::read(&file).unwrap();
    for cut in 0..whole.len() {
        fs::write(&file, &whole[..cut]).unwrap();
        let before = store.union().unwrap().0.decisions().to_vec();
        let added = store.append(decision("Ann", "laptop", keep("c"))).unwrap();
        let now = store.union().unwrap().0.decisions().to_vec();
        assert_eq!(now[..before.len()], before, "cut at {cut}");
        assert_eq!(now.last(), Some(&added.decision), "cut at {cut}");
        assert_eq!(now.len(), before.len() + 1);
        let ends = whole[..cut].iter().filter(|&&byte| byte == b'\n').count();
        let lacks_only_the_end = whole[cut] == b'\n';
        assert_eq!(before.len(), ends + usize::from(lacks_only_the_end), "cut at {cut}");
        assert_eq!(
            added.mended.is_some(),
            cut > 0 && whole[cut - 1] != b'\n' && !lacks_only_the_end,
            "cut at {cut}"
        );
    }
}

#[test]
fn a_study_finds_its_round_wherever_it_is_opened_from() {
    let folder = tempfile::tempdir().unwrap();
    let round = folder.path().join("eois");
    fs::create_dir(&round).unwrap();
    let at = folder.path().join("deep/study");
    let settings = StudySettings {
        schema: StudySettings::SCHEMA,
        name: "A study".into(),
        framework: String::new(),
        inputs: vec![round.display().to_string()],
        metadata: None,
        text: Vec::new(),
        id: None,
        consent: None,
        language: "en".into(),
        seed: 3,
        themes: Vec::new(),
    };
    let toml = "# Ours.\nname = 'Areas'\n[[area]]\nid = 'a'\nname = 'A'\n";
    let made = StudyFolder::create(&at, toml, settings.clone()).unwrap();
    assert_eq!(made.settings.inputs, ["../../eois"]);
    let opened = StudyFolder::open(&at).unwrap();
    assert_eq!(opened, made);
    assert_eq!(fs::canonicalize(&opened.inputs()[0]).unwrap(), fs::canonicalize(&round).unwrap());
    // A framework without a version is the first, and keeps its comments.
    assert_eq!(opened.first.version, "1");
    assert!(fs::read_to_string(at.join("frameworks/v1.toml")).unwrap().starts_with("# Ours.\n"));
    let again = StudyFolder::create(&at, toml, settings).unwrap_err().to_string();
    assert!(again.contains("a study is there already"), "{again}");
    fs::write(at.join("study.toml"), "schema = 1\nnaem = 'x'\n").unwrap();
    let broken = StudyFolder::open(&at).unwrap_err().to_string();
    assert!(broken.contains("study.toml") && broken.contains("naem"), "{broken}");
}

#[test]
fn pages_are_inert_whatever_people_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::new(folder.path());
    let first = framework(&["Plain", HOSTILE, "Third"]);
    let acts = [
        Act::Rename { area: "a0".into(), name: HOSTILE.to_owned() + " 2", description: Some(HOSTILE.into()) },
        Act::DropToGuidance { area: "a2".into() },
        Act::Add {
            area: NewArea { id: "new".into(), name: format!("New {HOSTILE}"), ..NewArea::default() },
            proposer: HOSTILE.into(),
        },
    ];
    for act in acts {
        store.append(Decision { why: HOSTILE.into(), ..decision("Ann", HOSTILE, act) }).unwrap();
    }
    let (union, _) = store.union().unwrap();
    let draft = Framework { version: "2".into(), ..replay(&first, &union).unwrap().draft };
    let freeze = Act::Freeze { version: "2".into(), title: HOSTILE.into(), print: print_of(&draft) };
    store.append(decision("Ann", HOSTILE, freeze)).unwrap();
    let (union, _) = store.union().unwrap();
    let told = replay(&first, &union).unwrap();
    assert!(told.versions[1].is_exact);
    let damage = Damage { line: 1, what: HOSTILE.to_owned(), is_torn: false, is_last: true };
    let log = Log { damage: Some(damage), ..Log::default() };
    let (evidences, stored) =
        (Evidences::new(), [StoredLog { name: HOSTILE.to_owned(), sha256: "0".repeat(64), log }]);
    let of = LedgerOf { name: HOSTILE, themes: &[], replay: &told, evidences: &evidences, stored: &stored };
    let mut pages: Vec<Vec<u8>> = ledger_outputs(&of).unwrap().into_iter().map(|file| file.bytes).collect();
    let decided = held(&told, &evidences);
    let mut fragments = vec![ledger_html(&of), held_html(&told, &decided, Some(&[HOSTILE.to_owned()]))];

    let quotations = BTreeMap::from([("a0".to_owned(), vec![(HOSTILE.to_owned(), HOSTILE.to_owned())])]);
    let seen = [HOSTILE.to_owned()];
    let of = ReviewOf {
        name: HOSTILE,
        draft: &told.draft,
        version: "2",
        evidence: None,
        quotations: &quotations,
        seen: &seen,
    };
    let review = String::from_utf8(review_page(&of).unwrap()).unwrap();
    assert_eq!(review.matches("<script").count(), 1, "its own script and no other");
    assert_eq!(review.matches("script-src 'sha256-").count(), 1);

    let themes = &told.draft.areas;
    let ballot =
        |voter: &str| Ballot { voter: voter.into(), wishes: Wishes::Ranked(vec![[0].into(), [1].into()]) };
    let names = themes.iter().map(|theme| theme.name.clone()).collect();
    let ballots = Ballots::new(names, vec![ballot(HOSTILE), ballot("b")]).unwrap();
    let of = VoteOf { ballots: &ballots, themes, rule: Rule::EqualShares, size: 2, evidence: None };
    let vote = Vote::count(of).unwrap();
    pages.extend(vote.outputs().unwrap().into_iter().map(|file| file.bytes));
    fragments.push(vote.html());
    let member = |id: &str| Member { id: id.into(), wishes: vec![0], kind: Some(HOSTILE.into()) };
    let members = vec![member(HOSTILE), member("b"), member("c")];
    let settings =
        GroupSettings { themes: themes.len(), smallest: 1, largest: 3, ..GroupSettings::default() };
    let groups = group(members.clone(), &settings).unwrap();
    let raises = BTreeMap::new();
    let of = GroupsOf {
        groups: &groups,
        settings: &settings,
        members: &members,
        themes,
        mixed_by: HOSTILE,
        meetings: None,
        quotations: &[],
        raises: &raises,
    };
    fragments.push(groups_html(&of));
    let outputs = group_outputs(&of).unwrap();
    assert!(outputs.iter().any(|file| file.name == "briefs/a0.md"));
    pages.extend(outputs.into_iter().filter(|file| !file.name.ends_with(".csv")).map(|file| file.bytes));
    for page in pages {
        let page = String::from_utf8(page).unwrap();
        if page.starts_with("<!DOCTYPE") {
            assert!(!page.contains("<script") && !page.contains("onload='x'"), "{page}");
            assert!(page.contains("default-src 'none'"));
        }
    }
    for fragment in fragments {
        assert!(!fragment.contains("<script") && !fragment.contains("onload='x'"), "{fragment}");
        assert!(fragment.contains("&lt;script&gt;") && fragment.starts_with("<div class=\"commonground\">"));
    }
}

proptest! {
    #[test]
    fn no_bytes_in_a_sheet_make_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400), cells in "[a-z0-9,;\"'\n]{0,200}") {
        let folder = tempfile::tempdir().unwrap();
        let draft = framework(&["One", "Two", "Three"]);
        let head = String::from_utf8(decision_sheet(&draft, "1", None, &[]).unwrap()).unwrap();
        let head = head.lines().next().unwrap().to_owned();
        for (name, content) in [("a.csv", bytes), ("b.csv", format!("{head}\n{cells}").into_bytes())] {
            let path = folder.path().join(name);
            fs::write(&path, content).unwrap();
            let _ = read_decision_sheet(&path, &draft, Ids::default());
        }
    }
}

/// Writes into cells of a workbook, as a spreadsheet program does.
#[cfg(feature = "excel")]
fn filled_in(workbook: &[u8], cells: &[(&str, &str)]) -> Vec<u8> {
    use std::io::{Read, Write};
    let mut from = zip::ZipArchive::new(std::io::Cursor::new(workbook)).unwrap();
    let mut to = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for place in 0..from.len() {
        let mut entry = from.by_index(place).unwrap();
        let name = entry.name().unwrap().to_string();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        if name == "xl/worksheets/sheet1.xml" {
            let mut xml = String::from_utf8(bytes).unwrap();
            for (cell, text) in cells {
                let start =
                    xml.find(&format!("<c r=\"{cell}\" ")).expect("the cell is there to be filled in");
                let end = start + xml[start..].find("/>").unwrap();
                xml.replace_range(end..end + 2, &format!(" t=\"inlineStr\"><is><t>{text}</t></is></c>"));
            }
            bytes = xml.into_bytes();
        }
        to.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        to.write_all(&bytes).unwrap();
    }
    to.finish().unwrap().into_inner()
}

#[test]
#[cfg(feature = "excel")]
fn a_workbook_that_was_filled_in_is_read_as_the_table_and_its_faults_are_named_by_cell() {
    use commonground_formats::study::decision_workbook;

    let draft = framework(&["=1+1", "Two & <three>", "Third 😀"]);
    let seen = ["ann-laptop-1".to_owned()];
    let workbook = decision_workbook(&draft, "1", None, &seen).unwrap();
    assert_eq!(workbook, decision_workbook(&draft, "1", None, &seen).unwrap(), "the same bytes");

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sheet.xlsx");
    let read = |cells: &[(&str, &str)]| {
        fs::write(&path, filled_in(&workbook, cells)).unwrap();
        read_decision_sheet(&path, &draft, Ids::default())
    };
    let rows = read(&[
        ("F2", "rename"),
        ("G2", "A better &amp; longer name"),
        ("J2", "plainer"),
        ("F3", "merge"),
        ("H3", "Third 😀"),
        ("G3", "Both"),
        ("J3", "one conversation"),
        ("B5", "A new one"),
        ("F5", "add"),
        ("J5", "nobody said it"),
    ])
    .unwrap();
    let kinds: Vec<&str> = rows.iter().map(|row| row.act.kind()).collect();
    assert_eq!(kinds, ["rename", "merge", "add"]);
    assert_eq!(
        rows[0].act,
        Act::Rename { area: "a0".into(), name: "A better & longer name".into(), description: None }
    );
    assert_eq!((rows[0].based_on[0].name.as_str(), &rows[0].seen[..]), ("=1+1", &seen[..]));
    assert_eq!(rows[1].act.areas(), ["a1", "a2"]);
    let error = read(&[("F2", "burn"), ("F4", "split"), ("J4", "too wide")]).unwrap_err().to_string();
    assert!(error.contains("cell F2 (verdict)") && error.contains("cell I4 (into)"), "{error}");
}
