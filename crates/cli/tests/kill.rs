//! Runs that are killed at any moment: what was there stays whole, and nothing half-written is seen.
//!
//! `COMMONGROUND_KILLS=200` tries more moments than the suite does.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

#[allow(dead_code, reason = "each test file uses a part")]
#[path = "common/made.rs"]
mod made;

mod common;

use std::collections::BTreeMap;
use std::fs;
use std::process::Stdio;
use std::thread::sleep;
use std::time::Instant;

use common::{CANARY, Place, answers};
use made::{docx, paragraph};

/// Every file of a folder with its bytes; none if the folder is not there.
fn contents(place: &Place, folder: &str) -> Option<BTreeMap<String, Vec<u8>>> {
    let entries = fs::read_dir(place.path().join(folder)).ok()?;
    let files = entries.map(|entry| {
        let entry = entry.unwrap();
        (entry.file_name().to_string_lossy().into_owned(), fs::read(entry.path()).unwrap())
    });
    Some(files.collect())
}

#[test]
fn a_run_that_is_killed_leaves_what_was_there_or_the_whole_of_what_it_made() {
    let kills: u64 = std::env::var("COMMONGROUND_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(20);
    let place = Place::new();
    place.write("d/a.jsonl", answers(60).join("\n"));
    let texts: String =
        answers(90)[60..].iter().map(|line| paragraph(&line.replace(CANARY, "bus"), "")).collect();
    place.write("d/b.docx", docx(&texts, &[]));

    place.ok("analyse d --k 2 --seed 1 --out rep --quiet");
    let old = contents(&place, "rep").unwrap();
    let begun = Instant::now();
    place.ok("analyse d --k 3 --seed 2 --out new --quiet");
    let whole_run = begun.elapsed();
    let new = contents(&place, "new").unwrap();
    fs::remove_dir_all(place.path().join("new")).unwrap();

    let (mut killed, mut done) = (0, 0);
    for kill in 0..kills {
        // The moments are spread over the run and a little beyond, in an order without a pattern.
        let moment = whole_run.mul_f64(1.8 * ((kill * 7919) % kills) as f64 / kills as f64);
        for (out, before) in [("rep", Some(&old)), ("new", None)] {
            let args = ["analyse", "d", "--k", "3", "--seed", "2", "--out", out, "--quiet", "--force"];
            let mut child = place.command(&args).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            sleep(moment);
            let was_running = child.try_wait().unwrap().is_none();
            let _ = child.kill();
            let _ = child.wait();
            killed += u64::from(was_running);
            let now = contents(&place, out);
            // The settings in a manifest name neither folder nor time, so a whole run has these bytes.
            let is_old = now.as_ref() == before;
            let is_new = now.as_ref().is_some_and(|now| now == &new);
            assert!(is_old || is_new, "kill {kill} after {moment:?}: {out} is neither");
            done += u64::from(is_new);
            if is_new {
                fs::remove_dir_all(place.path().join(out)).unwrap();
                if before.is_some() {
                    fs::create_dir(place.path().join(out)).unwrap();
                    old.iter().for_each(|(name, bytes)| {
                        fs::write(place.path().join(out).join(name), bytes).unwrap()
                    });
                }
            }
        }
    }
    println!("killed while running: {killed}; whole results: {done}; of {} runs", 2 * kills);
    assert!(killed > 0);
}
