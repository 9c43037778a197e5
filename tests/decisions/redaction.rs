//! What is taken out of a log, and how little of it is left.

use commonground::process::decisions::{Act, Decision, REDACTED, Union, read_log, redacted, write_line};

use crate::Desk;

/// A log of a coding, a remark, an act on the list and another coding.
fn about_two() -> (Desk, Vec<Decision>) {
    let mut desk = Desk::default();
    let recode =
        |document: &str| Act::Recode { document: document.into(), start: 0, end: 9, areas: vec!["a".into()] };
    let acts = [
        recode("ashby"),
        Act::Comment { on: "ashby".into() },
        Act::Keep { area: "ashby".into() },
        recode("birch"),
    ];
    let told = acts.into_iter().map(|act| desk.decide("Ann", act)).collect();
    (desk, told)
}

fn is_about_ashby(decision: &Decision) -> bool {
    serde_json::to_string(decision).unwrap().contains("ashby")
}

#[test]
fn a_line_that_was_redacted_says_nothing_and_the_chain_holds() {
    let (desk, told) = about_two();
    let bytes = desk.logs[0].1.clone();
    let (less, ids) = redacted(&bytes, is_about_ashby).unwrap();
    // What is a part of how the list came about stays, whoever it names.
    assert_eq!(ids, [told[0].id.clone(), told[1].id.clone()]);
    let log = read_log(&less);
    assert_eq!((log.damage.clone(), log.whole), (None, less.len()));
    let before = read_log(&bytes);
    for (old, new) in before.lines.iter().zip(&log.lines) {
        assert_eq!((&old.print, &old.prior, old.number), (&new.print, &new.prior, new.number));
        assert_eq!(old.decision.id, new.decision.id);
        assert_eq!(new.is_redacted, ids.contains(&new.decision.id));
    }
    assert_eq!(log.lines[0].decision.act, Act::Comment { on: String::new() });
    assert_eq!(log.lines[0].decision.why, REDACTED);
    assert_eq!(log.lines[2..], before.lines[2..]);
    let text = String::from_utf8(less.clone()).unwrap();
    assert_eq!(text.matches("ashby").count(), 1, "{text}");
    // Once more changes nothing, and the log goes on.
    assert_eq!(redacted(&less, is_about_ashby).unwrap(), (less.clone(), Vec::new()));
    let more = Decision { when: "2026-03-03T00:00:00Z".into(), ..told[3].clone() };
    let (line, _) = write_line(&log.lines, more).unwrap();
    let longer = [less.as_slice(), line.as_bytes(), b"\n"].concat();
    assert_eq!(read_log(&longer).lines.len(), 5);
}

#[test]
fn a_copy_elsewhere_brings_nothing_back() {
    let (desk, told) = about_two();
    let bytes = desk.logs[0].1.clone();
    let (less, _) = redacted(&bytes, is_about_ashby).unwrap();
    let (old, new) = (read_log(&bytes), read_log(&less));
    let both = [Union::of([old.clone(), new.clone()]), Union::of([new, old])];
    assert_eq!(both[0], both[1]);
    for union in both {
        assert_eq!(union.decisions().len(), 4);
        assert!(union.decisions()[..2].iter().all(|decision| decision.why == REDACTED), "{union:?}");
        assert_eq!(union.decisions()[2..], told[2..]);
        assert!(union.missing().is_empty());
    }
    // As git joins two copies of a file.
    for joined in [[bytes.clone(), less.clone()].concat(), [less, bytes].concat()] {
        let log = read_log(&joined);
        assert_eq!((log.damage, log.lines.len()), (None, 4));
        assert!(log.lines[..2].iter().all(|line| line.is_redacted));
    }
}

#[test]
fn nobody_can_change_a_decision_by_what_looks_like_a_redaction() {
    let (desk, _) = about_two();
    let (less, _) = redacted(&desk.logs[0].1, is_about_ashby).unwrap();
    let text = String::from_utf8(less).unwrap();
    let first = text.lines().next().unwrap();
    let sealed = |body: &str| format!("{body},\"crc\":\"{:08x}\"}}", crc32fast::hash(body.as_bytes()));
    let body = &first[..first.rfind(",\"crc\"").unwrap()];
    assert_eq!(sealed(body), first);
    let print = &read_log(first.as_bytes()).lines[0].print;
    let forged = [
        body.replace(REDACTED, "dropped"),
        body.replace("\"kind\":\"comment\",\"on\":\"\"", "\"kind\":\"drop\",\"area\":\"health\""),
        body.replace(print.as_str(), "short"),
        body.replace("\"schema\":2", "\"schema\":1"),
        body.replace("ann-laptop-1.", "bob-laptop-1."),
    ];
    for body in forged {
        let log = read_log(sealed(&body).as_bytes());
        assert!(log.lines.is_empty() && log.damage.is_some(), "{body}");
    }
    // Another hash is a line on which the next does not follow.
    let other = sealed(&body.replace(print.as_str(), &"0".repeat(64)));
    let log = read_log(text.replace(first, &other).as_bytes());
    assert_eq!((log.lines.len(), log.damage.unwrap().line), (1, 2));
}
