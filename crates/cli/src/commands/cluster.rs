//! `cluster`: the cluster of each document or passage.

use commonground::cluster::Clustering;
use commonground::round::{Passage, Unit};
use commonground::{RoundClusters, Settings, cluster_round_with};
use commonground_formats::write::ChosenK;
use commonground_formats::{Reading, read};
use serde_json::json;

use super::brought;
use super::table::{Table, check_stdout, plural, set_aside, told};
use crate::args::ClusterArgs;
use crate::console::Console;
use crate::csv::{UnitTable, score};
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::settings;

/// Runs the command.
pub(crate) fn run(args: &ClusterArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, unit) = (&args.inputs.input, Unit::from(args.unit));
    let tfidf = settings::tfidf(&args.terms, true)?;
    let settings =
        settings::settings(args.k, unit, settings::noise(&args.terms), tfidf, &args.fit, &args.run)?;
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    let tables: Vec<&str> =
        args.read.metadata.as_deref().into_iter().chain(brought::names(&args.fit)).collect();
    out.check(inputs, &tables, args.run.force)?;
    let mut brought = brought::load(&args.fit, &settings, &options, console)?;

    let mut reading = read(inputs, &options, console)?;
    brought.join(&mut reading, &settings)?;
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, &dry_run::table(&out), &args.run, console);
    }

    let RoundClusters { passages, noise, clustering, brought: knows, k: chosen } =
        cluster_round_with(&reading.round, brought.given(), &settings, console)?;
    brought.doubt(&knows, &mut reading, console);
    let k = clustering.model.k();
    let unplaced = clustering.assignments.iter().filter(|a| a.is_none()).count();
    let mut summary = format!("{} of {}", plural(k, "cluster"), told(passages.len(), unit));
    if unplaced > 0 {
        summary.push_str(&format!("; without any term: {unplaced}"));
    }
    let noise = noise.summary();
    if !noise.is_empty() {
        summary.push_str(&format!("; set aside: {}", set_aside(noise)));
    }
    let settings = settings.resolved(brought.given());
    let Settings { tfidf, space, engine, quality, seed, .. } = &settings;
    let mut work = json!({
        "k": settings.k, "passages": settings.passages, "noise": settings.noise, "tfidf": tfidf, "space": space,
        "engine": engine, "quality": quality, "seed": seed,
    });
    brought.record(&mut work);
    let table = Table {
        command: "cluster",
        bytes: table(&args.out, &reading, &passages, &clustering, unit)?,
        settings: settings::recorded(inputs, &options, work),
        reading: &reading,
        counts: vec![
            ("passages", passages.len() as u64),
            ("clusters", k as u64),
            ("unplaced", unplaced as u64),
            ("non_answers", noise.non_answer_passages as u64),
            ("boilerplate", noise.boilerplate.len() as u64),
            ("campaigns", noise.campaigns.len() as u64),
        ],
        k: chosen.choice.as_ref().map(ChosenK::from),
        found: None,
        summary,
        extra: Vec::new(),
    };
    table.deliver(&out, &args.run, console)
}

/// A row a unit; `-1` where there is nothing to go by.
fn table(
    name: &str,
    reading: &Reading,
    passages: &[Passage],
    clustering: &Clustering,
    unit: Unit,
) -> Result<Vec<u8>, Failure> {
    let mut table = UnitTable::new(name, &reading.round, unit, &["cluster", "score"])?;
    for (passage, assignment) in passages.iter().zip(&clustering.assignments) {
        let cells = match assignment {
            Some(a) => [a.cluster.to_string(), score(a.score.into())],
            None => ["-1".to_owned(), String::new()],
        };
        table.row(passage, cells)?;
    }
    table.finish()
}
