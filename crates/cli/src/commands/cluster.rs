//! `cluster`: the cluster of each document or passage.

use commonground::cluster::{Clustering, Ground};
use commonground::round::{Passage, Unit};
use commonground::{RoundClusters, Settings, cluster_round_with};
use commonground_formats::stream::{ClusterStream, StreamOptions, cluster_stream};
use commonground_formats::write::{CLUSTER_COLUMNS, ChosenK};
use commonground_formats::{ReadOptions, Reading, read};
use serde_json::{Value, json};

use super::table::{Table, check_stdout, plural, set_aside, told};
use super::{brought, stream};
use crate::args::ClusterArgs;
use crate::console::Console;
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::unit_table::{UnitTable, score};
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &ClusterArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, unit) = (&args.inputs.input, Unit::from(args.unit));
    let tfidf = settings::tfidf(&args.terms, true)?;
    let settings =
        settings::settings(args.k, unit, settings::noise(&args.terms), tfidf, &args.fit, &args.run)?;
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    out.check_format()?;
    let tables: Vec<&str> =
        args.read.metadata.as_deref().into_iter().chain(brought::names(&args.fit)).collect();
    out.check(inputs, &tables, args.run.force)?;
    let key = pseudonyms::key(&args.read, inputs, &args.out, args.run.dry_run, console)?;
    let options = ReadOptions { pseudonyms: key, ..options };
    let mut brought = brought::load(&args.fit, &settings, &options, console)?;

    let streamed = Streaming::of(args, &options, console)?;
    let mut reading = match streamed {
        None => read(inputs, &options, console)?,
        Some(streaming) => match streaming.run(args, &settings, &options, &brought, &out, console)? {
            Some(reading) => *reading,
            None => return Ok(()),
        },
    };
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
    match chosen.ground() {
        Some(Ground::None) => summary.push_str("; no common ground beyond chance"),
        Some(Ground::OneTheme) => summary.push_str("; one theme: no division repeats beyond chance"),
        Some(Ground::TooFew) => summary.push_str("; too few to divide"),
        Some(Ground::Themes) | None => {}
    }
    if unplaced > 0 {
        summary.push_str(&format!("; without any term: {unplaced}"));
    }
    let noise = noise.summary();
    if !noise.is_empty() {
        summary.push_str(&format!("; set aside: {}", set_aside(noise)));
    }
    let recorded = recorded(&settings.resolved(brought.given()), &brought);
    let table = Table {
        command: "cluster",
        bytes: table(&args.out, &reading, &passages, &clustering, unit)?,
        settings: settings::recorded(inputs, &options, recorded),
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

/// The settings that make a difference to the clusters, as the manifest has them.
fn recorded(settings: &Settings, brought: &brought::Files) -> Value {
    let Settings { tfidf, space, engine, quality, seed, .. } = settings;
    let mut work = json!({
        "k": settings.k, "passages": settings.passages, "noise": settings.noise, "tfidf": tfidf, "space": space,
        "engine": engine, "quality": quality, "seed": seed,
    });
    brought.record(&mut work);
    work
}

/// A run that does not hold its input.
struct Streaming(StreamOptions);

impl Streaming {
    /// Whether the input is read as a stream: if the user says so, or if it is large and nothing speaks against it.
    fn of(args: &ClusterArgs, options: &ReadOptions, console: &Console) -> Result<Option<Self>, Failure> {
        let against = match () {
            () if args.fit.vectors.is_some() => Some("--vectors"),
            () if options.metadata.is_some() => Some("--metadata"),
            () => None,
        };
        let wanted = stream::wanted(&args.stream, &args.inputs.input, against, console)?;
        Ok(wanted.map(|options| Streaming(StreamOptions { refinements: args.refine, ..options })))
    }

    /// Runs the stream and delivers its table; or gives the round, if it is no larger than the sample.
    fn run(
        self,
        args: &ClusterArgs,
        settings: &Settings,
        options: &ReadOptions,
        brought: &brought::Files,
        out: &Out,
        console: &Console,
    ) -> Result<Option<Box<Reading>>, Failure> {
        let inputs = &args.inputs.input;
        if args.run.dry_run {
            stream::dry_run(inputs, options, out, &args.run, console)?;
            return Ok(None);
        }
        let asked = settings::recorded(inputs, options, recorded(settings, brought));
        let work = stream::work("cluster", out, asked, &self.0, &args.stream, &args.run)?;
        let background = brought.given().background;
        let mut stdin = std::io::stdin();
        let outcome =
            cluster_stream(inputs, options, settings, background, &self.0, &work, &mut stdin, console);
        let (table, pass, k, resolved) = match outcome {
            Ok(ClusterStream::Whole(reading)) => {
                work.remove();
                return Ok(Some(reading));
            }
            Ok(ClusterStream::Table { table, pass, k, settings }) => (table, pass, k, settings),
            Err(error) => {
                work.leave();
                return Err(error.into());
            }
        };
        let recorded = settings::recorded(inputs, options, recorded(&resolved, brought));
        let count = |name: &str| table.counts.get(name).copied().unwrap_or(0);
        let mut summary = format!(
            "{} of {}",
            plural(k.k, "cluster"),
            told(count("passages") as usize, settings.passages.unit)
        );
        if count("unplaced") > 0 {
            summary.push_str(&format!("; without any term: {}", count("unplaced")));
        }
        summary.push_str(&format!("; learned on a sample of {}", args.stream.sample));
        let delivery = stream::Delivery {
            command: "cluster",
            table,
            pass,
            settings: stream::recorded(recorded, &self.0, &args.stream),
            k: k.choice.as_ref().map(ChosenK::from),
            summary,
            extra: Vec::new(),
        };
        delivery.deliver(out, work, &args.run, console)?;
        Ok(None)
    }
}

/// A row a unit; `-1` where there is nothing to go by.
fn table(
    name: &str,
    reading: &Reading,
    passages: &[Passage],
    clustering: &Clustering,
    unit: Unit,
) -> Result<Vec<u8>, Failure> {
    let mut table = UnitTable::new(name, &reading.round, unit, CLUSTER_COLUMNS)?;
    for (passage, assignment) in passages.iter().zip(&clustering.assignments) {
        let cells = match assignment {
            Some(a) => [a.cluster.to_string(), score(a.score.into())],
            None => ["-1".to_owned(), String::new()],
        };
        table.row(passage, cells)?;
    }
    table.finish()
}
