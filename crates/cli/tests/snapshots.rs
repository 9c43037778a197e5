//! What people read: help, the summary and the dry run, as snapshots.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should end")]

mod common;

use common::Place;

/// Compares with the stored snapshot, versions aside.
fn same(name: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.add_filter(r"commonground \d+\.\d+\.\d+", "commonground VERSION");
    settings.bind(|| insta::assert_snapshot!(name, text));
}

#[test]
fn help_has_examples() {
    let place = Place::new();
    for (name, line) in [
        ("help", "--help"),
        ("help_analyse", "analyse --help"),
        ("help_cluster", "cluster --help"),
        ("help_code", "code --help"),
        ("help_background", "background --help"),
        ("help_agreement", "agreement --help"),
        ("help_export", "export --help"),
        ("help_framework", "framework --help"),
        ("help_framework_import", "framework import --help"),
        ("help_framework_check", "framework check --help"),
        ("help_study", "study --help"),
        ("help_study_init", "study init --help"),
        ("help_study_status", "study status --help"),
        ("help_decide", "decide --help"),
        ("help_replay", "replay --help"),
        ("help_ledger", "ledger --help"),
        ("help_prioritise", "prioritise --help"),
        ("help_group", "group --help"),
        ("help_compare", "compare --help"),
        ("help_propose", "propose --help"),
        ("help_purge", "purge --help"),
        ("version", "--version"),
    ] {
        let ran = place.ok(line);
        assert_eq!(ran.err, "");
        same(name, &ran.out);
    }
}

#[test]
fn a_slip_of_the_hand_is_answered_with_the_right_word() {
    let place = Place::new();
    for (name, line) in [("slip_command", "analyze in.csv"), ("slip_flag", "analyse in.csv --frame a.toml")] {
        let ran = place.run(line);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""));
        same(name, &ran.err);
    }
}

#[test]
fn the_summary_of_a_tiny_round() {
    let place = Place::new();
    let topics = ["the late bus and the train fare", "a park with trees and a pond"];
    let rows: Vec<String> = (0..8).map(|n| format!("{n},Org {},{}\n", n / 2, topics[n % 2])).collect();
    place.write("in.csv", format!("id,partnership,text\n{}", rows.concat()));
    place.write(
        "areas.toml",
        "name = 'Areas'\n[[area]]\nid = 'travel'\nname = 'Getting about'\ncues = ['bus', 'train*']\n\
         [[area]]\nid = 'health'\nname = 'Health'\n",
    );
    let ran = place.ok("analyse in.csv --k 2 --framework areas.toml");
    assert_eq!(ran.err, "");
    same("summary", &ran.out);
}

#[test]
fn a_check_shows_the_areas_and_what_is_doubtful() {
    let place = Place::new();
    place.write("hierarchy.toml", std::fs::read(common::fixtures().join("hierarchy.toml")).unwrap());
    place.write(
        "doubtful.toml",
        "name = 'Areas'\n[[area]]\nid = 'a'\nname = 'Housing cost'\ncues = ['rent']\nexcludes = ['at sea']\n\
         [[area]]\nid = 'b'\nname = 'Housing costs'\ncues = ['Rent']\n[[area]]\nid = 'c'\nname = 'Travel'\n",
    );
    for (name, line) in [
        ("check_hierarchy", "framework check hierarchy.toml"),
        ("check_doubtful", "framework check doubtful.toml"),
    ] {
        let ran = place.ok(line);
        assert_eq!(ran.err, "");
        same(name, &ran.out);
    }
}

#[test]
fn a_dry_run_shows_what_was_found() {
    let place = Place::new();
    place.write("eois/north.md", "# North\n\nWe need help to measure civic impact.\n");
    place.write("eois/b.csv", "ref,answer,place,email\n1,The bus is late,Leeds,a@b.c\n2,,York,\n");
    place.write("eois/c.docx", "PK");
    place.write("meta.csv", "id,partnership\nnorth,North\n9,Nine\n");
    let ran = place.ok("analyse eois --metadata meta.csv --dry-run --quiet");
    assert_eq!(ran.err, "");
    same("dry_run", &ran.out);
    let ran = place.ok("cluster eois --k 2 --out out.csv --dry-run");
    same("dry_run_warnings", &ran.err);
}
