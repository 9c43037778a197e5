//! Arguments to settings.

use clap::builder::PossibleValuesParser;
use commonground::cluster::{Engine, StabilitySettings};
use commonground::noise::NoiseSettings;
use commonground::round::{PassageSettings, Unit};
use commonground::space::{Recipe, SpaceSettings};
use commonground::text::{AnalyserSettings, Language};
use commonground::vectorize::{TfidfSettings, VocabularySettings};
use commonground::{K, Quality, Settings};
use commonground_formats::ReadOptions;
use serde_json::{Value, json};

use crate::args::{EngineArg, FitArgs, QualityArg, ReadArgs, RecipeArg, RunArgs, TermArgs, UnitArg};
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
            EngineArg::Linfa => Engine::Linfa,
        },
        quality: match fit.quality {
            QualityArg::Fast => Quality::Fast,
            QualityArg::Default => Quality::Default,
            QualityArg::Best => Quality::Best,
        },
        stability: match fit.quality {
            QualityArg::Fast => StabilitySettings { resamples: FEW_DRAWS },
            QualityArg::Default | QualityArg::Best => StabilitySettings::default(),
        },
        seed: run.seed,
        ..Settings::default()
    };
    let check = settings.kmeans(1, 1).validate();
    check.map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(settings)
}

/// How often the documents are drawn anew where little care is asked for.
const FEW_DRAWS: usize = 10;

/// What texts are clustered by. linfa's algorithm knows TF-IDF rows only.
fn recipe(fit: &FitArgs) -> Result<Recipe, Failure> {
    match (fit.engine, fit.recipe) {
        (EngineArg::Linfa, _) if fit.vectors.is_some() || fit.background.is_some() => Err(Failure::Usage(
            "--engine linfa makes no use of --vectors or --background: leave one of them out".into(),
        )),
        (EngineArg::Linfa, None | Some(RecipeArg::Terms)) => Ok(Recipe::Terms),
        (EngineArg::Linfa, Some(_)) => {
            Err(Failure::Usage("--engine linfa needs --recipe terms: it knows no other rows".into()))
        }
        // Learning word vectors and weighing distributions takes most of the time.
        (EngineArg::Sequential, None)
            if fit.quality == QualityArg::Fast && fit.vectors.is_none() && fit.background.is_none() =>
        {
            Ok(Recipe::Topics)
        }
        (EngineArg::Sequential, None | Some(RecipeArg::Joint)) => Ok(Recipe::Joint),
        (EngineArg::Sequential, Some(RecipeArg::Topics)) => Ok(Recipe::Topics),
        (EngineArg::Sequential, Some(RecipeArg::Words)) => Ok(Recipe::Words),
        (EngineArg::Sequential, Some(RecipeArg::Terms)) => Ok(Recipe::Terms),
        (EngineArg::Sequential, Some(RecipeArg::Distributions)) => Ok(Recipe::Distributions),
        (EngineArg::Sequential, Some(RecipeArg::Brought)) => Ok(Recipe::Brought),
    }
}

/// How inputs are read.
pub(crate) fn read_options(args: &ReadArgs) -> ReadOptions {
    ReadOptions {
        text: args.text.clone(),
        id: args.id.clone(),
        meta: args.meta.clone(),
        metadata: args.metadata.as_ref().map(Into::into),
        max_file_bytes: args.max_file_bytes,
    }
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
    json!({ "inputs": inputs, "read": read, "work": work })
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

pub(crate) fn parse_df(text: &str) -> Result<u32, String> {
    text.parse().ok().filter(|&df| df >= 1).ok_or_else(|| "give a whole number from 1 on".to_owned())
}

pub(crate) fn parse_share(text: &str) -> Result<f64, String> {
    let share = text.parse().ok().filter(|&share| share > 0.0 && share <= 1.0);
    share.ok_or_else(|| "give a share above 0 and at most 1, such as 0.5".to_owned())
}
