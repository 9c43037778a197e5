//! The process on the command line: decisions that are never lost, and what comes of them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::io::Read;
use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{Place, Ran};
use commonground::process::decisions::{Act, read_log};

const AREAS: &str = "name = 'Areas'\n[[area]]\nid = 'health'\nname = 'Health'\n\
    [[area]]\nid = 'travel'\nname = 'Getting about'\ncues = ['bus', 'train*']\n[[area]]\nid = 'parks'\nname = 'Parks'\ncues = ['park', 'tree*']\n";

/// A study of a small round.
fn study() -> Place {
    let place = Place::new();
    place.write("areas.toml", AREAS);
    let topics = ["The late bus and the train fare.", "A park with trees and a pond."];
    let rows: Vec<String> = (0..8).map(|n| format!("r{n},Org {n},{}\n", topics[n % 2])).collect();
    place.write("round.csv", format!("id,partnership,text\n{}", rows.concat()));
    place.ok("study init study --framework areas.toml --input round.csv --quiet");
    place
}

fn run(place: &Place, args: &[&str]) -> Ran {
    Ran::of(place.command(args).output().unwrap())
}

fn ok(place: &Place, args: &[&str]) -> String {
    let ran = run(place, args);
    assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
    ran.out
}

/// The id that a decision was acknowledged with.
fn decide(place: &Place, args: &[&str]) -> String {
    let out = ok(place, &[&["decide", "study"], args, &["--device", "laptop"]].concat());
    out.lines().next().unwrap().to_owned()
}

#[test]
fn decisions_become_versions_and_a_ledger_and_the_same_again() {
    let place = study();
    decide(&place, &["rename", "travel", "Buses and trains", "--by", "Ann", "--why", "plainer"]);
    decide(&place, &["drop", "health", "--by", "Bob", "--why", "nobody raises it"]);
    decide(&place, &["freeze", "2", "--title", "Two areas", "--by", "Ann"]);
    let told = ok(&place, &["ledger", "study", "--out", "ledger"]);
    assert!(told.starts_with("3 → 2 areas, 3 decisions\n"), "{told}");
    let page = place.read("ledger/ledger.html");
    for said in
        ["nobody raises it", "plainer", "Bob, ", "4 passages in 4 documents", "Every partnership raises"]
    {
        assert!(page.contains(said), "{said}");
    }
    assert!(!page.contains("<script") && !page.contains("href=\"http") && !page.contains("src="));
    let before: Vec<String> =
        ["study/frameworks/v2.toml", "study/evidence/v2.json", "ledger/ledger.html", "ledger/ledger.csv"]
            .map(|name| place.read(name))
            .to_vec();
    for name in ["study/frameworks/v2.toml", "study/evidence/v2.json"] {
        std::fs::remove_file(place.path().join(name)).unwrap();
    }
    ok(&place, &["ledger", "study", "--out", "ledger", "--force"]);
    let after: Vec<String> =
        ["study/frameworks/v2.toml", "study/evidence/v2.json", "ledger/ledger.html", "ledger/ledger.csv"]
            .map(|name| place.read(name))
            .to_vec();
    assert_eq!(before, after);
    let manifest = place.json("ledger/manifest.json");
    assert_eq!(manifest["counts"]["decisions"], 3);
    // The ledger is not replaced unasked.
    assert_eq!(run(&place, &["ledger", "study", "--out", "ledger"]).code, 1);
}

#[test]
fn a_conflict_is_shown_and_nothing_is_frozen_until_it_is_settled() {
    let place = study();
    let copy = |from: &str, to: &str| {
        std::fs::create_dir_all(place.path().join(to)).unwrap();
        for entry in std::fs::read_dir(place.path().join(from)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                std::fs::copy(&path, place.path().join(to).join(path.file_name().unwrap())).unwrap();
            }
        }
    };
    copy("study", "away");
    copy("study/frameworks", "away/frameworks");
    let ann = decide(&place, &["drop", "health", "--by", "Ann", "--why", "nobody raises it"]);
    ok(&place, &["decide", "away", "keep", "health", "--by", "Bob", "--device", "desk"]);
    let told = ok(&place, &["decide", "study", "--import", "away/decisions/bob-desk.jsonl"]);
    assert!(told.starts_with("1 decision taken\nOpen conflict about \"health\""), "{told}");
    // A file that is mailed twice says nothing new.
    assert!(
        ok(&place, &["decide", "study", "--import", "away/decisions/bob-desk.jsonl"])
            .starts_with("0 decisions")
    );
    let frozen = run(&place, &["decide", "study", "freeze", "2", "--by", "Ann"]);
    assert_eq!(frozen.code, 1);
    assert!(frozen.err.contains("contradict each other"), "{}", frozen.err);
    let status = ok(&place, &["study", "status", "study"]);
    assert!(
        status.contains("Open conflict about \"Health\"") && status.contains("as it stands: 3 areas"),
        "{status}"
    );
    let one = run(&place, &["decide", "study", "keep", "health", "--by", "Cai", "--settles", &ann]);
    assert!(one.code == 1 && one.err.contains("name both"), "{}", one.err);
    decide(
        &place,
        &["drop", "health", "--by", "Cai", "--why", "talked", "--settles", &ann, "--settles", "bob-desk-1"],
    );
    assert!(ok(&place, &["study", "status", "study"]).contains("as it stands: 2 areas"));
    decide(&place, &["freeze", "2", "--by", "Ann"]);
    ok(&place, &["replay", "study"]);
    assert!(place.read("study/frameworks/v2.toml").contains("version = \"2\""));
}

#[test]
fn what_cannot_be_decided_is_refused_and_not_recorded() {
    let place = study();
    let cases: [(&[&str], i32, &str); 9] = [
        (&["drop", "heath", "--by", "Ann", "--why", "x"], 1, "no area \"heath\""),
        (&["drop", "health", "--by", "Ann"], 2, "a reason is missing"),
        (&["drop", "health", "--why", "x"], 2, "who decides is not said"),
        (&["add", "Parks", "--by", "Ann", "--why", "x"], 1, "was not recorded"),
        (&["undo", "ann-laptop-9", "--by", "Ann"], 1, "no decision"),
        (&["split", "health", "--into", "Only one", "--by", "Ann", "--why", "x"], 1, "two new areas or more"),
        (&["keep", "health", "--by", "Ann", "--when", "today"], 1, "2026-03-02T10:11:12Z"),
        (&["freeze", "../2", "--by", "Ann"], 1, "a version is called by"),
        (&[], 2, "nothing is decided"),
    ];
    for (args, code, said) in cases {
        let ran = run(&place, &[&["decide", "study"], args].concat());
        assert_eq!(ran.code, code, "{args:?}: {}", ran.err);
        assert!(ran.err.contains(said), "{args:?}: {}", ran.err);
    }
    assert!(!place.path().join("study/decisions").exists());
    let none = run(&place, &["study", "status", "elsewhere"]);
    assert!(none.code == 1 && none.err.contains("no study here"), "{}", none.err);
}

#[test]
fn a_sheet_is_taken_as_a_whole_or_not_at_all() {
    let place = study();
    ok(&place, &["decide", "study", "--sheet", "sheet.csv"]);
    let sheet = place.read("sheet.csv");
    assert!(sheet.contains("travel,Getting about,,4,4,,,,,,v1:"), "{sheet}");
    let filled = |verdicts: [&str; 3]| {
        let mut lines: Vec<String> = sheet.lines().map(str::to_owned).collect();
        for (line, verdict) in lines[1..].iter_mut().zip(verdicts) {
            *line = line.replacen(",,,,,,v1:", &format!("{verdict}v1:"), 1).replacen(
                ",0,0,,,,,,v1:",
                &format!(",0,0{verdict}v1:"),
                1,
            );
            if line.contains("travel") || line.contains("parks") {
                *line = line.replace(",4,4v1:", ",4,4,v1:");
            }
        }
        lines.join("\n")
    };
    place.write("bad.csv", filled([",kep,,,,because,", ",rename,,,,because,", ",drop,,,,,"]));
    let ran = run(&place, &["decide", "study", "--import", "bad.csv", "--by", "Cai"]);
    assert_eq!(ran.code, 1);
    for said in [
        "cell F2 (verdict): \"kep\" is no verdict (did you mean keep?)",
        "cell G3 (new name)",
        "cell J4 (why)",
        "nothing of it was taken",
    ] {
        assert!(ran.err.contains(said), "{said}: {}", ran.err);
    }
    assert!(!place.path().join("study/decisions").exists());
    place.write(
        "good.csv",
        filled([",drop-to-guidance,,,,because,", ",rename,Buses,,,because,", ",keep,,,,,"]),
    );
    let told = ok(&place, &["decide", "study", "--import", "good.csv", "--by", "Cai"]);
    assert!(told.starts_with("3 decisions taken"), "{told}");
    assert!(
        ok(&place, &["decide", "study", "--import", "good.csv", "--by", "Cai"]).starts_with("0 decisions")
    );
    // A sheet that is older than a decision which it contradicts shows a conflict, and is not refused.
    place.write("late.csv", filled([",keep,,,,,", ",,,,,,", ",,,,,,"]));
    let told = ok(&place, &["decide", "study", "--import", "late.csv", "--by", "Dee"]);
    assert!(told.starts_with("1 decision taken\nOpen conflict about \"health\""), "{told}");
    let log = read_log(&std::fs::read(place.path().join("study/decisions/cai-sheet.jsonl")).unwrap());
    let based_on = &log.lines[1].decision.based_on[0];
    assert_eq!((based_on.version.as_str(), based_on.evidence.as_ref().map(|e| e.documents)), ("1", Some(4)));
}

#[test]
fn a_round_that_changed_and_a_new_round_say_what_is_stale_and_why() {
    let place = study();
    let travel = decide(&place, &["keep", "travel", "--by", "Ann"]);
    let parks = decide(&place, &["keep", "parks", "--by", "Ann"]);
    let before = place.read("round.csv");
    // Of eight documents one speaks of something else now.
    place.write(
        "round.csv",
        before.replacen("The late bus and the train fare.", "Our choir sings on Fridays.", 1),
    );
    let told = ok(&place, &["replay", "study"]);
    assert!(told.contains(&format!("{travel}: to be looked at again: Getting about: it was raised by 4 passages in 4 documents, and is now by 3 passages in 3 documents")), "{told}");
    assert!(!told.contains(&parks) && told.contains("2 decisions: 1 hold"), "{told}");
    place.write("round.csv", &before);
    ok(&place, &["replay", "study"]);
    // In another round an area has changed where that is more than chance.
    place.write("new.csv", before.replace("The late bus and the train fare.", "Our choir sings on Fridays."));
    let told = ok(&place, &["replay", "study", "--round", "new.csv"]);
    assert!(told.contains("2 decisions: 2 hold") && told.contains("nothing was written"), "{told}");
    let many: Vec<String> =
        (0..40).map(|n| format!("n{n},Org {n},A park with trees and a pond number {n}.\n")).collect();
    place.write("many.csv", format!("id,partnership,text\n{}", many.concat()));
    let told = ok(&place, &["replay", "study", "--round", "many.csv"]);
    assert!(told.contains(&format!("{travel}: to be looked at again: Getting about: raised by 4 of 8 documents, and in this round by 0 of 40")), "{told}");
}

#[test]
fn a_damaged_log_is_read_as_far_as_it_is_whole() {
    let place = study();
    for why in ["one", "two", "three"] {
        decide(&place, &["comment", "parks", "--by", "Ann", "--why", why]);
    }
    let path = place.path().join("study/decisions/ann-laptop.jsonl");
    let whole = std::fs::read(&path).unwrap();
    // A line that was cut off while it was written gives way to the next.
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    assert!(ok(&place, &["study", "status", "study"]).contains("line 3 was cut off"));
    let told = ok(
        &place,
        &["decide", "study", "comment", "parks", "--by", "Ann", "--device", "laptop", "--why", "four"],
    );
    assert!(told.starts_with("Line 3 had been cut off"), "{told}");
    assert_eq!(read_log(&std::fs::read(&path).unwrap()).lines.len(), 3);
    // Damage in the middle is refused, and what is before it named.
    let mut damaged = whole.clone();
    damaged[whole.len() / 2] ^= 1;
    std::fs::write(&path, &damaged).unwrap();
    for args in
        [&["replay", "study"][..], &["decide", "study", "keep", "parks", "--by", "Ann", "--device", "laptop"]]
    {
        let ran = run(&place, args);
        assert!(ran.code == 1 && ran.err.contains("line 2 is damaged"), "{}", ran.err);
        assert!(ran.err.contains("whole and kept (decisions: 1)"), "{}", ran.err);
    }
    assert_eq!(std::fs::read(&path).unwrap(), damaged, "nothing is changed");
    let status = run(&place, &["study", "status", "study"]);
    assert!(
        status.code == 1 && status.out.contains("what stands before it is whole (decisions: 1)"),
        "{}",
        status.out
    );
}

/// Kills programs at random moments while they record: what was acknowledged is there, and nothing that nobody decided.
#[test]
fn no_kill_loses_an_acknowledged_decision_or_invents_one() {
    let kills: usize =
        std::env::var("COMMONGROUND_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(60);
    let place = study();
    let start = Instant::now();
    decide(&place, &["comment", "parks", "--by", "Ann", "--why", "w-first"]);
    let usual = start.elapsed().as_micros() as u64;
    let path = place.path().join("study/decisions/ann-laptop.jsonl");
    let (mut acknowledged, mut killed) = (Vec::new(), 0);
    let mut chance: u64 = 7;
    for number in 0..kills {
        let why = format!("w-{number}");
        let args =
            ["decide", "study", "comment", "parks", "--by", "Ann", "--device", "laptop", "--why", &why];
        let mut child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
        chance = chance.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        std::thread::sleep(Duration::from_micros((chance >> 33) % (usual * 3 / 2)));
        let _ = child.kill();
        let mut out = String::new();
        child.stdout.take().unwrap().read_to_string(&mut out).unwrap();
        killed += usize::from(!child.wait().unwrap().success());
        if out.contains("Recorded in") {
            acknowledged
                .push((out.lines().find(|line| line.starts_with("ann-laptop-")).unwrap().to_owned(), why));
        }
        let log = read_log(&std::fs::read(&path).unwrap());
        assert!(log.is_whole(), "after {number} kills: {:?}", log.damage);
    }
    let log = read_log(&std::fs::read(&path).unwrap());
    let found: Vec<(String, String)> =
        log.lines.iter().map(|line| (line.decision.id.clone(), line.decision.why.clone())).collect();
    assert!(acknowledged.iter().all(|one| found.contains(one)), "an acknowledged decision is lost");
    let mut whys: Vec<&String> = found.iter().map(|(_, why)| why).collect();
    let all = whys.len();
    whys.sort();
    whys.dedup();
    assert_eq!(whys.len(), all, "a decision is there twice");
    assert!(log.lines.iter().all(|line| line.decision.act == Act::Comment { on: "parks".into() }));
    println!("{kills} kills: {killed} died, {} acknowledged, {all} recorded", acknowledged.len());
}

#[test]
fn writers_of_one_file_wait_for_each_other() {
    let place = study();
    let children: Vec<_> = (0..6)
        .map(|number| {
            let why = format!("w-{number}");
            let args =
                ["decide", "study", "comment", "parks", "--by", "Ann", "--device", "laptop", "--why", &why];
            place.command(&args).stdout(Stdio::null()).spawn().unwrap()
        })
        .collect();
    for mut child in children {
        assert!(child.wait().unwrap().success());
    }
    let log = read_log(&std::fs::read(place.path().join("study/decisions/ann-laptop.jsonl")).unwrap());
    assert_eq!((log.damage, log.lines.len()), (None, 6));
}

#[test]
fn a_vote_is_told_with_what_people_must_know_and_read_in_any_form() {
    let place = study();
    let forms = [
        ("grid.csv", "voter,Getting about,Parks,Health\na,x,,\nb,x,,\nc,,x,\nd,,x,x\n", ""),
        (
            "forms.csv",
            "ID,Partnership,Which? [Getting about],Which? [Parks],Which? [Health]\n1,a,Yes,No,No\n2,b,Yes,,\n3,c,,Yes,\n4,d,,Yes,Yes\n",
            "",
        ),
        (
            "list.csv",
            "voter;chosen\na;Getting about\nb;Getting about\nc;Parks\nd;\"Parks;Health;\"\n",
            "--choices chosen --form approval",
        ),
    ];
    let mut tables = Vec::new();
    for (name, text, flags) in forms {
        place.write(name, text);
        place.ok(&format!("prioritise {name} --size 2 --study study --out vote-{name} {flags}"));
        tables.push(place.read(&format!("vote-{name}/priorities.csv")));
        let page = place.read(&format!("vote-{name}/priorities.html"));
        for said in
            ["method of equal shares", "Nobody left out", "Near the cut", "Beside it: what the texts raise"]
        {
            assert!(page.contains(said), "{said}");
        }
    }
    assert_eq!(tables[0], tables[1]);
    assert_eq!(tables[0], tables[2]);
    assert!(tables[0].contains("travel,Getting about,yes,"), "{}", tables[0]);
    place.write("numbers.csv", "voter,Getting about,Parks\na,1,2\n");
    let ran = place.run("prioritise numbers.csv --size 1 --study study --out v");
    assert!(ran.err.contains("--form ranked or --form points"), "{}", ran.err);
    place.write("odd.csv", "voter,Getting about,Parks\na,perhaps,x\na,x,x\n");
    let ran = place.run("prioritise odd.csv --size 1 --study study --form approval --out v");
    assert!(ran.err.contains("row 2, column \"Getting about\": \"perhaps\" is not yes or no"), "{}", ran.err);
    assert!(ran.err.contains("row 3: \"a\" has a ballot in row 2 already"), "{}", ran.err);
}

#[test]
fn groups_come_with_briefs_and_a_plan() {
    let place = study();
    place.write("wishes.csv", "member,first,second,kind\nOrg 0,Getting about,Parks,town\nOrg 1,Parks,Getting about,town\nOrg 2,Getting about,Parks,coast\nOrg 3,Parks,Getting about,coast\nOrg 4,Health,Parks,town\nOrg 5,Health,Parks,coast\n");
    place.write("away.csv", "member,time\nOrg 0,Mon 10:00\n");
    let told = Ran::of(
        place
            .command(&[
                "group",
                "wishes.csv",
                "--choices",
                "first",
                "--choices",
                "second",
                "--mix",
                "kind",
                "--study",
                "study",
                "--meeting",
                "Mon 10:00; Mon 14:00",
                "--away",
                "away.csv",
                "--out",
                "groups",
            ])
            .output()
            .unwrap(),
    );
    assert_eq!(told.code, 0, "{}", told.err);
    assert!(told.out.contains("wish 1: 6, wish 2: 0; not wished: 0"), "{}", told.out);
    assert!(told.out.contains("1 meeting, 0 who cannot come"), "{}", told.out);
    let brief = place.read("groups/briefs/travel.md");
    assert!(brief.contains("> The late bus and the train fare.\n>\n> — Org 0"), "{brief}");
    assert!(
        place
            .read("groups/briefs/health.html")
            .contains("No quotation on this from the text of: Org 4, Org 5.")
    );
    assert!(place.read("groups/meetings.csv").contains("1,travel,Getting about,Mon 14:00,"));
    let ran = place
        .run("group wishes.csv --choices first --form ranked --largest 1 --smallest 1 --study study --out g");
    assert!(ran.code == 1 && ran.err.contains("change the sizes"), "{}", ran.err);
}

#[test]
fn a_wild_card_is_searched_for_and_nothing_is_an_answer() {
    let place = study();
    let some = ok(&place, &["propose", "study", "Fares", "--cue", "fare", "--proposer", "Org 1"]);
    assert!(some.contains("in 4 documents") && some.contains("“The late bus and the train fare.”"), "{some}");
    assert!(some.contains("Nearest on the list: Getting about"), "{some}");
    let none = ok(&place, &["propose", "study", "Dragons", "--cue", "dragon*", "--proposer", "Org 1"]);
    assert!(none.contains("Nothing was found on it"), "{none}");
    assert!(!place.path().join("study/decisions").exists());
    let added = ok(
        &place,
        &[
            "propose",
            "study",
            "Fares",
            "--cue",
            "fare",
            "--proposer",
            "Org 1",
            "--add",
            "--by",
            "Ann",
            "--device",
            "laptop",
            "--why",
            "asked for",
        ],
    );
    assert!(added.contains("ann-laptop-1."), "{added}");
    assert!(ok(&place, &["study", "status", "study"]).contains("as it stands: 4 areas"));
}

/// The invented round through the whole process, as `make demo-process` does it: it ends with everything made again to the
/// same bytes.
#[cfg(unix)]
#[test]
fn the_invented_round_goes_through_the_whole_process() {
    let place = Place::new();
    let script = common::fixtures().join("process/demo.sh");
    let program = assert_cmd::cargo::cargo_bin!("commonground");
    let out = place.path().join("demo");
    let ran = std::process::Command::new("sh").arg(script).arg(program).arg(&out).output().unwrap();
    let ran = Ran::of(ran);
    assert_eq!(ran.code, 0, "{}\n{}", ran.out, ran.err);
    let ledger = place.read("demo/ledger/ledger.html");
    assert!(ledger.contains("11 → 9 → 7 areas") && ledger.contains("became guidance"));
    let briefs = std::fs::read_dir(out.join("groups/briefs")).unwrap().count();
    assert_eq!(briefs, 14);
}

#[test]
fn themes_become_the_first_list_and_the_report_lets_colleagues_review_it() {
    let place = Place::with_fixtures();
    place.ok("analyse round --k 8 --out found --quiet");
    let themes = place.json("found/analysis.json")["themes"].as_array().unwrap().clone();
    place.ok("study init study --from-analysis found --input round --metadata partnerships.csv --quiet");
    let framework = commonground::Framework::from_toml(&place.read("study/frameworks/v1.toml")).unwrap();
    let labels: Vec<&str> = themes.iter().map(|theme| theme["label"].as_str().unwrap()).collect();
    let names: Vec<&str> = framework.areas.iter().map(|area| area.name.as_str()).collect();
    assert_eq!(names, labels);
    assert_eq!(framework.areas[0].cues[0], themes[0]["key_terms"][0]["term"].as_str().unwrap());
    // Every area says which theme it was, and the fingerprint follows from the analysis alone.
    let settings = place.read("study/study.toml");
    assert_eq!(settings.matches("[[themes]]").count(), themes.len());
    assert!(settings.contains(&format!("area = \"{}\"\ntheme = 1\n", framework.areas[0].id)), "{settings}");
    decide(
        &place,
        &["rename", &framework.areas[0].id, "A better name", "--by", "Ann", "--why", "a label is no name"],
    );
    decide(&place, &["freeze", "2", "--title", "Named", "--by", "Ann"]);
    place.ok("ledger study --out ledger --quiet");
    let ledger = place.read("ledger/ledger.html");
    assert!(ledger.contains("From themes to areas") && ledger.contains("A better name"));
    assert_eq!(place.read("ledger/ledger.csv").matches("from a theme").count(), themes.len());

    place.ok("analyse round --review study --metadata partnerships.csv --k 8 --out review --quiet");
    let report = place.read("review/report.html");
    assert_eq!(report.matches("<script").count(), 2, "its own scripts and no other");
    assert_eq!(report.matches("script-src 'sha256-").count(), 1);
    assert_eq!(report.matches("data-area=").count(), framework.areas.len());
    assert!(report.contains("data-based=\"v2:") && report.contains("href=\"#a1\""));
    // Without a review only the filter has a script, and the browser is told so.
    let plain = place.read("found/report.html");
    assert_eq!(plain.matches("<script").count(), 1);
    assert_eq!(plain.matches("'sha256-").count(), 1);

    place.write("areas.toml", "name = 'x'\n");
    let both =
        run(&place, &["study", "init", "other", "--from-analysis", "found", "--framework", "areas.toml"]);
    assert_eq!(both.code, 2);
    let none = run(&place, &["study", "init", "other", "--from-analysis", "partnerships.csv"]);
    assert!(none.code == 1 && none.err.contains("not a saved analysis"), "{}", none.err);
}
