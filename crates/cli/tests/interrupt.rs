//! Ctrl-C in the middle of the work.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use common::Place;

/// Documents of many different words, enough for seconds of work.
fn big_input() -> String {
    let mut state = 1u64;
    let mut word = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        let n = (state >> 33) % 4000;
        let letter = |n: u64| char::from(b'a' + (n % 26) as u8);
        [letter(n), letter(n / 26), 'k', letter(n / 676), 'o', letter(n / 7), 'b'].iter().collect::<String>()
    };
    let mut line = |n: usize| {
        let words: Vec<String> = (0..40).map(|_| word()).collect();
        format!("{{\"id\": {n}, \"text\": \"{}\"}}\n", words.join(" "))
    };
    (0..12_000).map(&mut line).collect()
}

#[test]
fn an_interrupted_run_ends_soon_with_130_and_leaves_nothing() {
    let place = Place::new();
    place.write("in.jsonl", big_input());
    let before = place.all_files();
    for (signal, wait) in [("INT", 400), ("TERM", 1500)] {
        let args = ["cluster", "in.jsonl", "--k", "50", "--quality", "best", "--out", "new/out.csv"];
        let child = place.command(&args).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        sleep(Duration::from_millis(wait));
        let asked = Instant::now();
        let kill = Command::new("kill").args([&format!("-{signal}"), &child.id().to_string()]).status();
        assert!(kill.unwrap().success(), "the run was over before the signal");
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130), "{signal}");
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "interrupted\n");
        assert!(output.stdout.is_empty());
        assert!(asked.elapsed() < Duration::from_secs(2), "it took {:?}", asked.elapsed());
        assert_eq!(place.all_files(), before, "{signal}");
    }
}
