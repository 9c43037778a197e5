//! Decisions: logs that join in any order, and what they come to.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod redaction;

use commonground::Framework;
use commonground::process::decisions::{
    Act, Decision, Line, Log, NewArea, Union, read_log, write_line, writer_of,
};
use commonground::process::replay::{Fate, LinkKind, Replay, print_of, replay};
use proptest::prelude::*;

/// A study in memory: a log for each writer.
#[derive(Default)]
struct Desk {
    logs: Vec<(String, Vec<u8>, Vec<Line>)>,
    minute: usize,
}

impl Desk {
    /// Somebody who has all decisions before them decides.
    fn decide(&mut self, by: &str, act: Act) -> Decision {
        let seen = self.union().heads();
        self.write(Decision { by: by.into(), act, seen, why: "because".into(), ..Decision::default() })
    }

    /// Somebody who has only these before them decides.
    fn decide_after(&mut self, by: &str, seen: &[&Decision], act: Act) -> Decision {
        let seen = seen.iter().map(|decision| decision.id.clone()).collect();
        self.write(Decision { by: by.into(), act, seen, why: "because".into(), ..Decision::default() })
    }

    fn settle(&mut self, by: &str, of: [&Decision; 2], act: Act) -> Decision {
        let seen = self.union().heads();
        let settles = of.iter().map(|decision| decision.id.clone()).collect();
        self.write(Decision {
            by: by.into(),
            act,
            seen,
            settles,
            why: "talked".into(),
            ..Decision::default()
        })
    }

    fn write(&mut self, decision: Decision) -> Decision {
        self.minute += 1;
        let (hour, minute) = (self.minute / 60, self.minute % 60);
        let when = format!("2026-03-02T{hour:02}:{minute:02}:00Z");
        let decision = Decision { device: "laptop".into(), when, ..decision };
        let writer = writer_of(&decision.by, &decision.device);
        let place = self.logs.iter().position(|(name, ..)| *name == writer).unwrap_or_else(|| {
            self.logs.push((writer, Vec::new(), Vec::new()));
            self.logs.len() - 1
        });
        let (_, bytes, lines) = &mut self.logs[place];
        let (line, decision) = write_line(lines, decision).unwrap();
        bytes.extend_from_slice(format!("{line}\n").as_bytes());
        let log = read_log(bytes);
        assert_eq!((log.damage, log.whole), (None, bytes.len()));
        *lines = log.lines;
        decision
    }

    fn read(&self) -> Vec<Log> {
        self.logs.iter().map(|(_, bytes, _)| read_log(bytes)).collect()
    }

    fn union(&self) -> Union {
        Union::of(self.read())
    }

    fn replay(&self) -> Replay {
        replay(&framework(), &self.union()).unwrap()
    }

    fn freeze(&mut self, by: &str, version: &str) -> Decision {
        let framework = Framework { version: version.into(), ..self.replay().draft };
        let print = print_of(&framework);
        self.decide(by, Act::Freeze { version: version.into(), title: format!("List {version}"), print })
    }
}

fn framework() -> Framework {
    let areas = ["scaling", "equitable", "health", "measuring", "inequality", "defining"];
    let areas = areas.map(|id| format!("[[area]]\nid = '{id}'\nname = 'About {id}'\ncues = ['{id}']\n"));
    Framework::from_toml(&format!("name = 'Areas'\nversion = '1'\n{}", areas.concat())).unwrap()
}

fn keep(area: &str) -> Act {
    Act::Keep { area: area.into() }
}

fn drop_it(area: &str) -> Act {
    Act::Drop { area: area.into() }
}

fn rename(area: &str, name: &str) -> Act {
    Act::Rename { area: area.into(), name: name.into(), description: None }
}

fn new_area(id: &str, name: &str) -> NewArea {
    NewArea { id: id.into(), name: name.into(), ..NewArea::default() }
}

fn merge(areas: &[&str], id: &str) -> Act {
    let areas = areas.iter().map(|&area| area.to_owned()).collect();
    Act::Merge { areas, into: new_area(id, &format!("About {id}")) }
}

fn names(framework: &Framework) -> Vec<&str> {
    framework.areas.iter().map(|area| area.id.as_str()).collect()
}

#[test]
fn a_list_becomes_another_with_a_reason_for_each_change() {
    let mut desk = Desk::default();
    let guidance = desk.decide("Ann", Act::DropToGuidance { area: "defining".into() });
    let merged = desk.decide("Bob", merge(&["health", "inequality"], "inequality"));
    let split = desk.decide(
        "Cai",
        Act::Split {
            area: "scaling".into(),
            into: vec![new_area("growing", "Growing"), new_area("lasting", "Lasting")],
        },
    );
    let wild =
        desk.decide("Ann", Act::Add { area: new_area("climate", "Climate"), proposer: "A town".into() });
    desk.freeze("Ann", "2");
    let replay = desk.replay();
    let version = &replay.versions[1];
    assert!(version.is_exact);
    assert_eq!(
        names(&version.framework),
        ["growing", "lasting", "equitable", "inequality", "measuring", "climate"]
    );
    let links: Vec<_> = version
        .links
        .iter()
        .map(|link| {
            let side = |id: &Option<String>| id.clone().unwrap_or_default();
            (side(&link.from), side(&link.to), link.kind, link.decisions.clone())
        })
        .collect();
    let link = |from: &str, to: &str, kind, decisions: &[&Decision]| {
        (from.to_owned(), to.to_owned(), kind, decisions.iter().map(|d| d.id.clone()).collect())
    };
    assert_eq!(
        links,
        [
            link("scaling", "growing", LinkKind::Split, &[&split]),
            link("scaling", "lasting", LinkKind::Split, &[&split]),
            link("equitable", "equitable", LinkKind::Kept, &[]),
            link("health", "inequality", LinkKind::Merged, &[&merged]),
            link("measuring", "measuring", LinkKind::Kept, &[]),
            link("inequality", "inequality", LinkKind::Merged, &[&merged]),
            link("defining", "", LinkKind::Guidance, &[&guidance]),
            link("", "climate", LinkKind::Added, &[&wild]),
        ]
    );
    // The cues of both came along, and what was split has those of the whole.
    let cues = |id: &str| version.framework.areas.iter().find(|area| area.id == id).unwrap().cues.clone();
    assert_eq!(
        (cues("inequality"), cues("lasting")),
        (vec!["health".into(), "inequality".into()], vec!["scaling".into()])
    );
    assert_eq!(version.guidance.len(), 1);
    assert!(
        replay
            .decisions
            .iter()
            .all(|fated| fated.fate == Fate::Done && fated.version.as_deref() == Some("2"))
    );
}

#[test]
fn two_who_did_not_know_of_each_other_are_in_conflict_until_a_decision_names_both() {
    let mut desk = Desk::default();
    let start = desk.decide("Ann", keep("measuring"));
    let away = desk.decide_after("Ann", &[&start], drop_it("health"));
    let here = desk.decide_after("Bob", &[&start], rename("health", "Being well"));
    let told = desk.replay();
    assert_eq!(told.open().count(), 1);
    assert!(names(&told.draft).contains(&"health"), "neither is carried out");
    assert_eq!(told.decision(&away.id).unwrap().fate, Fate::Open { with: here.id.clone() });
    // A third who knows of both but names neither settles nothing.
    desk.decide("Cai", keep("health"));
    assert_eq!(desk.replay().open().count(), 1);
    let settled = desk.settle("Cai", [&away, &here], drop_it("health"));
    let told = desk.replay();
    assert_eq!((told.open().count(), told.conflicts.len()), (0, 1));
    assert_eq!(told.decision(&here.id).unwrap().fate, Fate::Settled { by: settled.id.clone() });
    assert!(!names(&told.draft).contains(&"health"));
    // The settlement taken back opens the conflict again.
    desk.decide("Ann", Act::Undo { decision: settled.id });
    assert_eq!(desk.replay().open().count(), 1);
}

#[test]
fn what_agrees_or_was_seen_is_no_conflict() {
    let mut desk = Desk::default();
    desk.decide_after("Ann", &[], drop_it("health"));
    desk.decide_after("Bob", &[], drop_it("health"));
    desk.decide("Cai", rename("scaling", "Growing"));
    desk.decide("Ann", drop_it("scaling"));
    let told = desk.replay();
    assert_eq!(told.conflicts, []);
    assert_eq!(names(&told.draft), ["equitable", "measuring", "inequality", "defining"]);
    // The second drop of one area has nothing to do, and says so.
    let why = &told.decisions[1].fate;
    assert!(matches!(why, Fate::Impossible { why } if why.contains("no longer there")), "{why:?}");
}

#[test]
fn an_undo_takes_back_and_can_be_taken_back_but_a_version_never_changes() {
    let mut desk = Desk::default();
    let dropped = desk.decide("Ann", drop_it("health"));
    let undo = desk.decide("Bob", Act::Undo { decision: dropped.id.clone() });
    assert_eq!(desk.replay().draft.areas.len(), 6);
    desk.decide("Ann", Act::Undo { decision: undo.id });
    assert_eq!(desk.replay().draft.areas.len(), 5);
    desk.freeze("Ann", "2");
    desk.decide("Ann", Act::Undo { decision: dropped.id });
    // A line that Bob wrote before the version, on a device that was offline.
    let late = desk.decide_after("Bob", &[], rename("measuring", "Impact"));
    let told = desk.replay();
    assert_eq!((told.versions[1].framework.areas.len(), told.draft.areas.len()), (5, 5));
    assert!(matches!(&told.decisions[4].fate, Fate::Impossible { why } if why.contains("never changes")));
    assert_eq!(told.decision(&late.id).unwrap().version, None);
    assert!(told.versions[1].is_exact);
}

#[test]
fn what_cannot_be_done_is_told_and_changes_nothing() {
    let mut desk = Desk::default();
    let acts = [
        drop_it("nothing"),
        Act::Add { area: new_area("health", "Health again"), proposer: "x".into() },
        Act::Add { area: new_area("fresh", "About health"), proposer: "x".into() },
        Act::Undo { decision: "ann-laptop-99.00000000".into() },
    ];
    for act in acts {
        desk.decide("Ann", act);
    }
    let told = desk.replay();
    assert_eq!(told.draft, framework());
    assert!(
        told.decisions.iter().all(|fated| matches!(fated.fate, Fate::Impossible { .. })),
        "{:?}",
        told.decisions
    );
    let faults = [
        Decision {
            when: "yesterday".into(),
            by: "a".into(),
            device: "b".into(),
            act: keep("x"),
            ..Decision::default()
        },
        Decision {
            when: "2026-03-02T10:00:00Z".into(),
            device: "b".into(),
            act: keep("x"),
            ..Decision::default()
        },
    ];
    assert!(faults.into_iter().all(|decision| write_line(&[], decision).is_err()));
}

#[test]
fn a_log_that_is_cut_at_any_byte_keeps_what_is_whole() {
    let mut desk = Desk::default();
    for area in ["health", "scaling", "measuring"] {
        desk.decide("Ann", rename(area, "Größe — “quoted”"));
        desk.decide("Ann", keep(area));
    }
    let bytes = desk.logs[0].1.clone();
    let all = read_log(&bytes).lines;
    for cut in 0..=bytes.len() {
        let log = read_log(&bytes[..cut]);
        let ends = bytes[..cut].iter().filter(|&&byte| byte == b'\n').count();
        // A line that lacks only its line end says all that it has to say.
        let is_whole_line = bytes.get(cut) == Some(&b'\n');
        assert_eq!(log.lines, all[..ends + usize::from(is_whole_line)], "cut at {cut}");
        assert_eq!(
            log.damage.is_some(),
            !is_whole_line && cut > 0 && bytes[cut - 1] != b'\n',
            "cut at {cut}"
        );
        assert!(log.damage.is_none_or(|damage| damage.is_torn && damage.is_last));
    }
}

#[test]
fn a_log_that_is_changed_at_any_byte_is_found_out() {
    let mut desk = Desk::default();
    for area in ["health", "scaling", "measuring"] {
        desk.decide("Ann", keep(area));
    }
    let bytes = desk.logs[0].1.clone();
    let all = read_log(&bytes).lines;
    for at in 0..bytes.len() {
        for change in [0x01, 0x20] {
            let mut changed = bytes.clone();
            changed[at] ^= change;
            let log = read_log(&changed);
            let line = bytes[..at].iter().filter(|&&byte| byte == b'\n').count();
            assert_eq!(log.lines, all[..line.min(log.lines.len())], "changed at {at}");
            assert_eq!(log.damage.as_ref().map(|damage| damage.line), Some(line + 1), "changed at {at}");
            assert_eq!(log.is_whole(), log.damage.is_some_and(|damage| damage.is_torn), "changed at {at}");
        }
    }
    // A line that is taken out from the middle is missed.
    let lines: Vec<&[u8]> = bytes.split_inclusive(|&byte| byte == b'\n').collect();
    let log = read_log(&[lines[0], lines[2]].concat());
    assert_eq!(log.lines, all[..1]);
    assert!(log.damage.unwrap().what.contains("missing"));
}

/// What may happen at one desk: who, what, and how much of the others' they had seen.
fn steps() -> impl Strategy<Value = Vec<(usize, usize, usize, bool)>> {
    proptest::collection::vec((0usize..3, 0usize..9, 0usize..7, any::<bool>()), 1..24)
}

fn desk_of(steps: &[(usize, usize, usize, bool)]) -> Desk {
    let (people, areas) =
        (["Ann", "Bob", "Cai"], names(&framework()).into_iter().map(str::to_owned).collect::<Vec<_>>());
    let mut desk = Desk::default();
    let mut made: Vec<Decision> = Vec::new();
    for (number, &(who, what, which, has_all)) in steps.iter().enumerate() {
        let area = areas[which % areas.len()].as_str();
        let other = areas[(which + 1) % areas.len()].as_str();
        let earlier = made.get(which).map(|decision| decision.id.clone());
        let act = match (what, earlier) {
            (0, _) => keep(area),
            (1, _) => rename(area, &format!("Name {number}")),
            (2, _) => drop_it(area),
            (3, _) => merge(&[area, other], area),
            (4, _) => {
                let part = |n| new_area(&format!("{area}-{number}-{n}"), &format!("Part {number} {n}"));
                Act::Split { area: area.into(), into: vec![part(1), part(2)] }
            }
            (5, Some(decision)) => Act::Undo { decision },
            (6, _) => {
                desk.freeze(people[who], &format!("{}", number + 2));
                continue;
            }
            (7, _) => Act::Add {
                area: new_area(&format!("new-{which}"), &format!("New {number}")),
                proposer: "x".into(),
            },
            _ => Act::Comment { on: area.into() },
        };
        let decision = match (has_all, made.last()) {
            (true, _) => desk.decide(people[who], act),
            (false, Some(last)) if which % 2 == 0 => desk.decide_after(people[who], &[&last.clone()], act),
            _ => desk.decide_after(people[who], &[], act),
        };
        made.push(decision);
    }
    desk
}

proptest! {
    #[test]
    fn neither_the_order_of_files_nor_copies_make_a_difference(steps in steps(), turn in 0usize..6, cut in 0usize..9) {
        let desk = desk_of(&steps);
        let expected = desk.union();
        let mut logs = desk.read();
        // A copy that a synchronised folder left behind, which is shorter.
        let mut copy = logs[0].clone();
        copy.lines.truncate(cut);
        logs.push(copy);
        let places = logs.len();
        logs.rotate_left(turn % places);
        if turn % 2 == 1 {
            logs.reverse();
        }
        let union = Union::of(logs);
        prop_assert_eq!(&union, &expected);
        prop_assert_eq!(replay(&framework(), &union).unwrap(), desk.replay());
    }

    #[test]
    fn replays_lose_nothing_and_keep_their_versions(steps in steps()) {
        let desk = desk_of(&steps);
        let union = desk.union();
        let told = desk.replay();
        prop_assert_eq!(told.decisions.len(), union.decisions().len());
        for (place, decision) in union.decisions().iter().enumerate() {
            prop_assert!((place..union.decisions().len()).all(|later| !union.had_seen(place, later)), "{}", decision.id);
        }
        // Every version that was frozen with all before it is the list that was frozen.
        for (earlier, version) in told.versions.iter().zip(&told.versions[1..]) {
            prop_assert!(version.framework.validate().is_ok());
            // Each area of the earlier version went somewhere, each of the later came from somewhere.
            for area in &earlier.framework.areas {
                prop_assert!(version.links.iter().any(|link| link.from.as_ref() == Some(&area.id)), "{}", area.id);
            }
            for area in &version.framework.areas {
                prop_assert!(version.links.iter().any(|link| link.to.as_ref() == Some(&area.id)), "{}", area.id);
            }
        }
        // What came after a version does not change it: a union of what its writer had seen has it, too.
        for open in told.open() {
            for id in &open.decisions {
                let fate = &told.decision(id).unwrap().fate;
                let is_frozen = told.decision(id).unwrap().version.is_some();
                prop_assert!(is_frozen || matches!(fate, Fate::Open { .. } | Fate::Settled { .. }), "{:?}", fate);
            }
        }
    }
}

#[test]
fn copies_joined_line_by_line_keep_both_ways() {
    let mut desk = Desk::default();
    desk.decide("Ann", keep("health"));
    let shared = desk.logs[0].clone();
    desk.decide("Ann", keep("scaling"));
    let one = desk.logs[0].1.clone();
    desk.logs[0] = shared.clone();
    desk.decide("Ann", keep("measuring"));
    let other = desk.logs[0].1[shared.1.len()..].to_vec();
    let joined = [one, other, shared.1].concat();
    let log = read_log(&joined);
    assert_eq!((log.damage.clone(), log.lines.len()), (None, 3));
    let union = Union::of([log]);
    assert_eq!(union.decisions().len(), 3);
    assert_eq!(union.heads().len(), 2);
}
