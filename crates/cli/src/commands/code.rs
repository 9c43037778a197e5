//! `code`: the areas that each passage or document raises.

use std::path::Path;

use commonground::coding::{BroughtPlaces, Coder, HumanCodes};
use commonground::round::{PassageSettings, Unit, passages};
use commonground::space::{Background, DenseMatrix};
use commonground::{CodeWith, Framework, RoundCodings, Settings, code_round_by, code_round_with};
use commonground_formats::read::{CodeTable, all_codes, read_background, read_codes, read_model};
use commonground_formats::{ReadOptions, Reading, Vectors, read};
use serde_json::{Value, json};

use super::framework;
use super::table::{Extra, Table, check_stdout, plural, recorded_codes, told};
use crate::args::{CodeArgs, LearnArgs};
use crate::console::Console;
use crate::csv::{UnitTable, score};
use crate::dry_run;
use crate::failure::Failure;
use crate::place::Out;
use crate::settings;

/// Runs the command.
pub(crate) fn run(args: &CodeArgs, console: &Console) -> Result<(), Failure> {
    let (inputs, unit) = (&args.inputs.input, Unit::from(args.unit));
    // Phrases count, as in `analyse`, so that both give a passage the same areas.
    let settings = Settings {
        passages: PassageSettings { unit, ..PassageSettings::default() },
        noise: settings::noise(&args.terms),
        tfidf: settings::tfidf(&args.terms, true)?,
        seed: args.run.seed,
        ..Settings::default()
    };
    let options = settings::read_options(&args.read);
    let out = Out::of(&args.out);
    check_stdout(&out, &args.run)?;
    let tables: Vec<&str> = args
        .read
        .metadata
        .iter()
        .chain(&args.framework)
        .chain(names(&args.learn))
        .map(String::as_str)
        .collect();
    out.check(inputs, &tables, args.run.force)?;
    let saved = args.learn.save_model.as_ref().map(|path| Out::File(path.into()));
    saved.iter().try_for_each(|saved| saved.check(inputs, &tables, args.run.force))?;
    let by = By::load(args, &options, console)?;

    let mut reading = read(inputs, &options, console)?;
    let (codes, mut warnings) = all_codes(&by.codes);
    if !codes.is_empty() {
        warnings.extend(codes.check(&reading.round, by.framework())?);
    }
    let brought = by.join(&reading, &settings, &mut warnings)?;
    reading.round = std::mem::take(&mut reading.round).with_warnings(warnings);
    console.warn_about(&reading.round);
    if args.run.dry_run {
        return dry_run::tell(&reading, &dry_run::table(&out), &args.run, console);
    }

    let mut work = json!({
        "passages": settings.passages, "noise": settings.noise, "tfidf": settings.tfidf, "coding": settings.coding,
        "seed": settings.seed,
    });
    by.record(args, &mut work);
    let coded = by.code(&reading, &codes, brought.as_ref(), &settings, console)?;
    let table = Table {
        command: "code",
        bytes: table(args, &reading, &coded, unit)?,
        settings: settings::recorded(inputs, &options, work),
        reading: &reading,
        counts: counts(&coded),
        k: None,
        found: None,
        summary: summary(&coded, unit),
        extra: match &args.learn.save_model {
            None => None,
            Some(path) => Some(Extra { path: path.into(), bytes: coded.coder.save()?.into_bytes() }),
        },
    };
    table.deliver(&out, &args.run, console)
}

/// The names of the files to learn from.
fn names(learn: &LearnArgs) -> impl Iterator<Item = &String> {
    learn.learn_from.iter().chain(&learn.vectors).chain(&learn.background).chain(&learn.model)
}

/// By what texts are coded.
struct By {
    /// The framework, or what was learned from another round.
    measure: Measure,
    codes: Vec<CodeTable>,
    vectors: Option<Vectors>,
    background: Option<(Background, String)>,
}

enum Measure {
    Framework(Framework),
    Model(Box<Coder>, String),
}

/// The vectors of units and areas.
struct Places {
    units: DenseMatrix,
    areas: DenseMatrix,
}

impl By {
    /// Reads all files but the texts, before these.
    fn load(args: &CodeArgs, options: &ReadOptions, console: &Console) -> Result<Self, Failure> {
        let learn = &args.learn;
        let measure = match (&learn.model, &args.framework) {
            (Some(path), _) => {
                let (coder, sha256) = read_model(Path::new(path), options.max_file_bytes, console)?;
                Measure::Model(Box::new(coder), sha256)
            }
            (None, Some(path)) => Measure::Framework(framework::load(path)?),
            (None, None) => return Err(Failure::Usage("give --framework FILE or --model FILE".to_owned())),
        };
        let of_tables = ReadOptions { max_file_bytes: options.max_file_bytes, ..ReadOptions::default() };
        let vectors = match &learn.vectors {
            None => None,
            Some(path) => Some(Vectors::read(Path::new(path), options, console)?),
        };
        let background = match &learn.background {
            None => None,
            Some(path) => Some(read_background(Path::new(path), options.max_file_bytes, console)?),
        };
        Ok(By { measure, codes: read_codes(&learn.learn_from, &of_tables, console)?, vectors, background })
    }

    fn framework(&self) -> &Framework {
        match &self.measure {
            Measure::Framework(framework) => framework,
            Measure::Model(coder, _) => coder.framework(),
        }
    }

    /// The vectors that were brought, put to units and areas.
    fn join(
        &self,
        reading: &Reading,
        settings: &Settings,
        warnings: &mut Vec<commonground::round::Note>,
    ) -> Result<Option<Places>, Failure> {
        let Some(vectors) = &self.vectors else { return Ok(None) };
        let passages = passages(&reading.round, &settings.passages)?;
        let (units, odd) = vectors.of_passages(&reading.round, &passages)?;
        warnings.extend(odd);
        Ok(Some(Places { units, areas: vectors.of_areas(self.framework())? }))
    }

    fn code(
        self,
        reading: &Reading,
        codes: &HumanCodes,
        brought: Option<&Places>,
        settings: &Settings,
        console: &Console,
    ) -> Result<RoundCodings, Failure> {
        let framework = match self.measure {
            Measure::Model(coder, _) => return Ok(code_round_by(&reading.round, *coder, settings, console)?),
            Measure::Framework(framework) => framework,
        };
        let with = CodeWith {
            codes: Some(codes).filter(|codes| !codes.is_empty()),
            background: self.background.as_ref().map(|(background, _)| background),
            vectors: brought.map(|places| BroughtPlaces { texts: &places.units, areas: &places.areas }),
        };
        Ok(code_round_with(&reading.round, &framework, with, settings, console)?)
    }

    /// Adds to the settings of the manifest what was learned from.
    fn record(&self, args: &CodeArgs, work: &mut Value) {
        let learn = &args.learn;
        match &self.measure {
            Measure::Framework(framework) => {
                let path = args.framework.as_deref().unwrap_or_default();
                work["framework"] = framework::recorded(path, framework);
            }
            Measure::Model(coder, sha256) => {
                let areas = coder.framework().areas.len();
                work["model"] = json!({ "file": learn.model, "sha256": sha256, "areas": areas });
            }
        }
        if !self.codes.is_empty() {
            work["learned_from"] = recorded_codes(&self.codes);
        }
        if let Some(vectors) = &self.vectors {
            work["vectors"] = json!({
                "file": learn.vectors, "sha256": vectors.sha256(), "vectors": vectors.len(), "dimensions": vectors.dimensions(),
            });
        }
        if let Some((background, sha256)) = &self.background {
            work["background"] =
                json!({ "file": learn.background, "sha256": sha256, "words": background.words() });
        }
    }
}

fn counts(coded: &RoundCodings) -> Vec<(&'static str, u64)> {
    let count = |is: &dyn Fn(&commonground::coding::Coding) -> bool| {
        coded.codings.iter().filter(|c| is(c)).count() as u64
    };
    vec![
        ("passages", coded.passages.len() as u64),
        ("coded", count(&|coding| !coding.areas.is_empty())),
        ("by_people", count(&|coding| coding.by_people)),
        ("doubtful", count(&|coding| coding.doubtful)),
    ]
}

fn summary(coded: &RoundCodings, unit: Unit) -> String {
    let areas = plural(coded.coder.framework().areas.len(), "area");
    let counts = counts(coded);
    let of = |name: &str| counts.iter().find(|(of, _)| *of == name).map_or(0, |(_, count)| *count);
    let mut told = format!("{areas}; coded: {} of {}", of("coded"), told(coded.passages.len(), unit));
    if of("by_people") > 0 {
        told.push_str(&format!(", {} of them by people", of("by_people")));
    }
    if of("doubtful") > 0 {
        told.push_str(&format!("; {} to look at, because two ways of coding disagree", of("doubtful")));
    }
    told
}

/// A row for each area given to a unit, and one with an empty area where none was; or the likeliest areas of each.
fn table(args: &CodeArgs, reading: &Reading, coded: &RoundCodings, unit: Unit) -> Result<Vec<u8>, Failure> {
    let framework = coded.coder.framework();
    if let Some(most) = args.ranked {
        return ranked(args, reading, coded, unit, usize::from(most));
    }
    let mut table = UnitTable::new(&args.out, &reading.round, unit, &["area", "score", "rank"])?;
    for (passage, coding) in coded.passages.iter().zip(&coded.codings) {
        if coding.areas.is_empty() {
            table.row(passage, [String::new(), String::new(), String::new()])?;
        }
        for (place, given) in coding.areas.iter().enumerate() {
            let area = framework.areas[given.area].id.clone();
            table.row(passage, [area, score(given.score), (place + 1).to_string()])?;
        }
    }
    table.finish()
}

/// The `most` likeliest areas of each unit, and whether they were given.
fn ranked(
    args: &CodeArgs,
    reading: &Reading,
    coded: &RoundCodings,
    unit: Unit,
    most: usize,
) -> Result<Vec<u8>, Failure> {
    let mut table = UnitTable::new(&args.out, &reading.round, unit, &["area", "score", "rank", "given"])?;
    let rows = coded.passages.iter().zip(&coded.codings).zip(coded.likely.iter());
    for ((passage, coding), likely) in rows {
        let given = |area: usize| coding.areas.iter().find(|given| given.area == area);
        let of = |area: usize| given(area).map_or(f64::from(likely[area]), |given| given.score);
        let mut rank: Vec<usize> = (0..likely.len()).collect();
        rank.sort_by(|&a, &b| {
            let (is_a, is_b) = (given(a).is_some(), given(b).is_some());
            is_b.cmp(&is_a).then(of(b).total_cmp(&of(a))).then(a.cmp(&b))
        });
        for (place, &area) in rank.iter().take(most).enumerate() {
            let is_given = if given(area).is_some() { "yes" } else { "no" };
            let id = coded.coder.framework().areas[area].id.clone();
            table.row(passage, [id, score(of(area)), (place + 1).to_string(), is_given.to_owned()])?;
        }
    }
    table.finish()
}
