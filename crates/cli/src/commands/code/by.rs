//! By what texts are coded: a framework, and what users bring; or what was learned before.

use std::path::Path;

use commonground::coding::{BroughtPlaces, Coder, HumanCodes, LearningCurve};
use commonground::round::{Note, passages};
use commonground::space::{Background, DenseMatrix};
use commonground::{
    CodeWith, Framework, RoundCodings, Settings, code_round_by, code_round_with, learning_curve,
};
use commonground_formats::read::{CodeTable, read_background, read_codes, read_model};
use commonground_formats::stream::CodeBy;
use commonground_formats::{ReadOptions, Reading, Vectors};
use serde_json::{Value, json};

use super::super::framework;
use super::super::table::recorded_codes;
use crate::args::{CodeArgs, LearnArgs};
use crate::console::Console;
use crate::failure::Failure;

/// The names of the files to learn from.
pub(super) fn names(learn: &LearnArgs) -> impl Iterator<Item = &String> {
    learn.learn_from.iter().chain(&learn.vectors).chain(&learn.background).chain(&learn.model)
}

/// By what texts are coded.
pub(super) struct By {
    /// The framework, or what was learned from another round.
    measure: Measure,
    pub(super) codes: Vec<CodeTable>,
    vectors: Option<Vectors>,
    background: Option<(Background, String)>,
}

enum Measure {
    Framework(Framework),
    Model(Box<Coder>, String),
}

/// The vectors of units and areas.
pub(super) struct Places {
    units: DenseMatrix,
    areas: DenseMatrix,
}

impl By {
    /// Reads all files but the texts, before these.
    pub(super) fn load(args: &CodeArgs, options: &ReadOptions, console: &Console) -> Result<Self, Failure> {
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

    /// By what a stream is coded.
    pub(super) fn of_stream(&self) -> CodeBy<'_> {
        let background = self.background.as_ref().map(|(background, _)| background);
        match &self.measure {
            Measure::Framework(framework) => CodeBy::Framework(framework, background),
            Measure::Model(coder, _) => CodeBy::Coder(coder),
        }
    }

    pub(super) fn framework(&self) -> &Framework {
        match &self.measure {
            Measure::Framework(framework) => framework,
            Measure::Model(coder, _) => coder.framework(),
        }
    }

    /// The vectors that were brought, put to units and areas.
    pub(super) fn join(
        &self,
        reading: &Reading,
        settings: &Settings,
        warnings: &mut Vec<Note>,
    ) -> Result<Option<Places>, Failure> {
        let Some(vectors) = &self.vectors else { return Ok(None) };
        let passages = passages(&reading.round, &settings.passages)?;
        let (units, odd) = vectors.of_passages(&reading.round, &passages)?;
        warnings.extend(odd);
        Ok(Some(Places { units, areas: vectors.of_areas(self.framework())? }))
    }

    pub(super) fn code(
        &self,
        reading: &Reading,
        codes: &HumanCodes,
        brought: Option<&Places>,
        settings: &Settings,
        console: &Console,
    ) -> Result<RoundCodings, Failure> {
        match &self.measure {
            Measure::Model(coder, _) => {
                Ok(code_round_by(&reading.round, Coder::clone(coder), settings, console)?)
            }
            Measure::Framework(framework) => {
                let with = self.with(codes, brought);
                Ok(code_round_with(&reading.round, framework, with, settings, console)?)
            }
        }
    }

    /// How good the coding becomes with what people coded.
    pub(super) fn curve(
        &self,
        reading: &Reading,
        codes: &HumanCodes,
        brought: Option<&Places>,
        settings: &Settings,
        console: &Console,
    ) -> Result<LearningCurve, Failure> {
        let with = self.with(codes, brought);
        Ok(learning_curve(&reading.round, self.framework(), with, settings, console)?)
    }

    fn with<'a>(&'a self, codes: &'a HumanCodes, brought: Option<&'a Places>) -> CodeWith<'a> {
        CodeWith {
            codes: Some(codes).filter(|codes| !codes.is_empty()),
            background: self.background.as_ref().map(|(background, _)| background),
            vectors: brought.map(|places| BroughtPlaces { texts: &places.units, areas: &places.areas }),
        }
    }

    /// Adds to the settings of the manifest what was learned from.
    pub(super) fn record(&self, args: &CodeArgs, work: &mut Value) {
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
