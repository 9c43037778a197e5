//! Arguments to settings.

use std::sync::OnceLock;

use clap::builder::PossibleValuesParser;
use commonground::cluster::Engine;
use commonground::noise::NoiseSettings;
use commonground::round::{PassageSettings, Unit};
use commonground::space::{Recipe, SpaceSettings};
use commonground::text::{AnalyserSettings, Language};
use commonground::vectorize::{TfidfSettings, VocabularySettings};
use commonground::{K, Quality, Settings};
use commonground_formats::ReadOptions;
use commonground_formats::read::worker::Worker;
use commonground_formats::read::{Limits, form_names};
use serde_json::{Value, json};

use crate::args::{
    EngineArg, FitArgs, LimitArgs, QualityArg, ReadArgs, RecipeArg, RunArgs, TermArgs, UnitArg,
};
use crate::failure::Failure;

/// The settings of a run that clusters, checked as far as arguments can be.
pub(crate) fn settings(
    k: K,
    unit: Unit,
    noise: NoiseSettings,
    tfidf: TfidfSettings,
    fit: &FitArgs,
    run: &RunArgs,
) -> Result<Settings, Failure> {
    let settings = Settings {
        k,
        passages: PassageSettings { unit, ..PassageSettings::default() },
        noise,
        tfidf,
        space: SpaceSettings { recipe: recipe(fit)?, ..SpaceSettings::default() },
        engine: match fit.engine {
            EngineArg::Sequential => Engine::Sequential,
            #[cfg(feature = "linfa")]
            EngineArg::Linfa => Engine::Linfa,
        },
        quality: match fit.quality {
            QualityArg::Fast => Quality::Fast,
            QualityArg::Default => Quality::Default,
            QualityArg::Best => Quality::Best,
        },
        seed: run.seed,
        ..Settings::default()
    };
    let check = settings.kmeans(1, 1).validate();
    check.map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(settings)
}

/// What texts are clustered by, if the user names it. linfa's algorithm knows TF-IDF rows only.
fn recipe(fit: &FitArgs) -> Result<Option<Recipe>, Failure> {
    match (fit.engine, fit.recipe) {
        #[cfg(feature = "linfa")]
        (EngineArg::Linfa, _) if fit.vectors.is_some() || fit.background.is_some() => Err(Failure::Usage(
            "--engine linfa makes no use of --vectors or --background: leave one of them out".into(),
        )),
        #[cfg(feature = "linfa")]
        (EngineArg::Linfa, Some(named)) if named != RecipeArg::Terms => {
            Err(Failure::Usage("--engine linfa needs --recipe terms: it knows no other rows".into()))
        }
        (_, named) => Ok(named.map(Recipe::from)),
    }
}

/// How inputs are read.
pub(crate) fn read_options(args: &ReadArgs) -> ReadOptions {
    ReadOptions {
        text: args.text.clone(),
        id: args.id.clone(),
        meta: args.meta.clone(),
        consent: args.consent.clone(),
        metadata: args.metadata.as_ref().map(Into::into),
        sheet: args.sheet.clone(),
        form: args.form.clone(),
        max_file_bytes: args.limits.max_file_bytes,
        limits: limits(&args.limits),
        worker: worker(),
        pseudonyms: None,
    }
}

fn limits(args: &LimitArgs) -> Limits {
    Limits {
        unpacked_bytes: args.max_unpacked_bytes,
        depth: args.max_depth.into(),
        cells: args.max_cells,
        pages: args.max_pages,
        seconds: args.max_file_seconds,
        memory: args.max_file_memory,
    }
}

static WORKER: OnceLock<Worker> = OnceLock::new();

/// Has Word, Excel, PDF and Parquet files read by this program once more. Where the system cannot say where the program is,
/// they are read in this process.
pub(crate) fn read_apart() {
    if let Ok(program) = std::env::current_exe() {
        WORKER.get_or_init(|| Worker { program, arguments: vec![READ_ONE_FILE.to_owned()] });
    }
}

/// Who reads files apart, if anybody does.
pub(crate) fn worker() -> Option<Worker> {
    WORKER.get().cloned()
}

/// The argument with which the program is started to read one file. Nobody types it.
pub(crate) const READ_ONE_FILE: &str = "__read";

/// The name of a form whose exports are known, or `none`.
pub(crate) fn parse_form(name: &str) -> Result<String, String> {
    let forms = form_names();
    if name == "none" || forms.iter().any(|form| form == name) {
        return Ok(name.to_owned());
    }
    Err(format!("not one of {}, none", forms.join(", ")))
}

/// What is set aside.
pub(crate) fn noise(args: &TermArgs) -> NoiseSettings {
    if args.keep_noise { NoiseSettings::off() } else { NoiseSettings::default() }
}

/// How text becomes rows.
pub(crate) fn tfidf(args: &TermArgs, phrases: bool) -> Result<TfidfSettings, Failure> {
    let language: Language = args.language.parse()?;
    let vocabulary = VocabularySettings::default();
    Ok(TfidfSettings {
        analyser: AnalyserSettings {
            language,
            extra_stop_words: args.stop_word.clone(),
            phrases,
            ..AnalyserSettings::default()
        },
        // Whoever wants no rare words wants no rarer phrases either.
        vocabulary: VocabularySettings {
            min_df: args.min_df,
            phrase_min_df: vocabulary.phrase_min_df.max(args.min_df),
            max_df: args.max_df,
        },
        ..TfidfSettings::default()
    })
}

/// The settings of a run as the manifest has them: what makes a difference to the result, and no more.
pub(crate) fn recorded(inputs: &[String], read: &ReadOptions, work: Value) -> Value {
    let Some(key) = &read.pseudonyms else {
        return json!({ "inputs": inputs, "read": read, "work": work });
    };
    let inputs: Vec<String> = inputs.iter().map(|input| key.file(input)).collect();
    let metadata = read.metadata.as_ref().map(|path| key.file(&path.display().to_string()).into());
    let read = ReadOptions { metadata, ..read.clone() };
    json!({ "inputs": inputs, "read": read, "pseudonyms": true, "work": work })
}

impl From<RecipeArg> for Recipe {
    fn from(recipe: RecipeArg) -> Self {
        match recipe {
            RecipeArg::Joint => Recipe::Joint,
            RecipeArg::Topics => Recipe::Topics,
            RecipeArg::Words => Recipe::Words,
            RecipeArg::Terms => Recipe::Terms,
            RecipeArg::Distributions => Recipe::Distributions,
            RecipeArg::Brought => Recipe::Brought,
        }
    }
}

impl From<UnitArg> for Unit {
    fn from(unit: UnitArg) -> Self {
        match unit {
            UnitArg::Document => Unit::Document,
            UnitArg::Passage => Unit::Passage,
        }
    }
}

/// The codes of the languages that there are.
pub(crate) fn languages() -> PossibleValuesParser {
    PossibleValuesParser::new(Language::ALL.map(Language::code))
}

pub(crate) fn parse_k(text: &str) -> Result<K, String> {
    match text.parse() {
        _ if text == "auto" => Ok(K::Auto),
        Ok(k) if k >= 1 => Ok(K::Exactly(k)),
        _ => Err("give a whole number from 1 on, or `auto`".to_owned()),
    }
}

pub(crate) fn parse_threads(text: &str) -> Result<usize, String> {
    let threads = text.parse().ok().filter(|threads| (1..=1024).contains(threads));
    threads.ok_or_else(|| "give a whole number from 1 to 1024".to_owned())
}

/// A size in bytes: a number with or without a unit, of powers of 1,000 (kB, MB, GB, TB) or of 1,024 (KiB, MiB, GiB, TiB,
/// and a bare K, M, G or T).
pub(crate) fn parse_size(text: &str) -> Result<u64, String> {
    let digits = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let unit = match unit.trim().to_ascii_lowercase().as_str() {
        "" | "b" => Some(1u64),
        "kb" => Some(1_000),
        "mb" => Some(1_000_000),
        "gb" => Some(1_000_000_000),
        "tb" => Some(1_000_000_000_000),
        "k" | "kib" => Some(1 << 10),
        "m" | "mib" => Some(1 << 20),
        "g" | "gib" => Some(1 << 30),
        "t" | "tib" => Some(1 << 40),
        _ => None,
    };
    let size = number.parse::<f64>().ok().zip(unit).map(|(number, unit)| number * unit as f64);
    let size = size.filter(|size| (1.0..9e18).contains(size));
    size.map(|size| size as u64).ok_or_else(|| "give a size such as 2GiB or 800MB".to_owned())
}

pub(crate) fn parse_sample(text: &str) -> Result<usize, String> {
    let sample = text.parse().ok().filter(|sample| (1..=10_000_000).contains(sample));
    sample.ok_or_else(|| "give a whole number from 1 to 10000000".to_owned())
}

pub(crate) fn parse_df(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|&df| df >= 1).ok_or_else(|| "give a whole number from 1 on".to_owned())
}

pub(crate) fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|&share| share > 0.0 && share <= 1.0);
    share.ok_or_else(|| "give a share above 0 and at most 1, such as 0.5".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_read_with_their_units_and_nothing_else_is() {
        let cases = [
            ("1024", Some(1024)),
            ("10k", Some(10 << 10)),
            ("2GiB", Some(2 << 30)),
            ("1.5 gb", Some(1_500_000_000)),
            ("800MB", Some(800_000_000)),
            ("1TiB", Some(1 << 40)),
            ("", None),
            ("GiB", None),
            ("-1", None),
            ("0", None),
            ("1e30", None),
            ("2 elephants", None),
            ("1..5G", None),
            ("99999999999999999999T", None),
        ];
        for (text, size) in cases {
            assert_eq!(parse_size(text).ok(), size, "{text:?}");
        }
    }
}
