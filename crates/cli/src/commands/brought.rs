//! What the user brings to the clustering: vectors, or a background.

use std::path::Path;

use commonground::round::{Note, Source, passages};
use commonground::space::{Background, Brought, DenseMatrix};
use commonground::{BroughtSummary, Error, Progress, Settings};
use commonground_formats::read::read_background;
use commonground_formats::{ReadOptions, Reading, Vectors};
use serde_json::{Value, json};

use crate::args::{FitArgs, RecipeArg};
use crate::console::Console;
use crate::failure::Failure;

/// The files that were brought, as they were read.
pub(super) struct Files {
    vectors: Option<(String, Vectors)>,
    background: Option<(String, Background, String)>,
    /// The vector of each passage, once the passages are known.
    of_passages: Option<DenseMatrix>,
}

/// The names of the files.
pub(super) fn names(fit: &FitArgs) -> impl Iterator<Item = &str> {
    fit.vectors.iter().chain(&fit.background).map(String::as_str)
}

/// Reads the files and checks that they go with the settings, before anything else is read.
pub(super) fn load(
    fit: &FitArgs,
    settings: &Settings,
    options: &ReadOptions,
    progress: &dyn Progress,
) -> Result<Files, Failure> {
    check(fit)?;
    let vectors = match &fit.vectors {
        None => None,
        Some(path) => Some((path.clone(), Vectors::read(Path::new(path), options, progress)?)),
    };
    let background = match &fit.background {
        None => None,
        Some(path) => {
            let (background, sha256) = read_background(Path::new(path), options.max_file_bytes, progress)?;
            background.check(&settings.tfidf.analyser).map_err(|error| match error {
                Error::Model { what } => Failure::Failed(format!("{path}: {what}")),
                other => other.into(),
            })?;
            Some((path.clone(), background, sha256))
        }
    };
    Ok(Files { vectors, background, of_passages: None })
}

/// Checks that the recipe, where one is named, makes use of what is brought. Both at once is refused by the arguments.
fn check(fit: &FitArgs) -> Result<(), Failure> {
    let Some(recipe) = fit.recipe else { return Ok(()) };
    let what = match recipe {
        RecipeArg::Brought if fit.vectors.is_none() => "--recipe brought needs --vectors FILE",
        RecipeArg::Topics | RecipeArg::Words | RecipeArg::Terms | RecipeArg::Distributions
            if fit.vectors.is_some() =>
        {
            "--vectors needs --recipe joint or brought: the others make no use of them"
        }
        RecipeArg::Topics | RecipeArg::Terms | RecipeArg::Distributions if fit.background.is_some() => {
            "--background needs --recipe joint or words: the others make no use of it"
        }
        _ => return Ok(()),
    };
    Err(Failure::Usage(what.to_owned()))
}

impl Files {
    /// Finds the vector of each passage of the round; what is odd about them becomes a warning of the round.
    pub(super) fn join(&mut self, reading: &mut Reading, settings: &Settings) -> Result<(), Failure> {
        let Some((_, vectors)) = &self.vectors else { return Ok(()) };
        let passages = passages(&reading.round, &settings.passages)?;
        let (matrix, warnings) = vectors.of_passages(&reading.round, &passages)?;
        self.of_passages = Some(matrix);
        reading.round = std::mem::take(&mut reading.round).with_warnings(warnings);
        Ok(())
    }

    /// What the library is given.
    pub(super) fn given(&self) -> Brought<'_> {
        Brought {
            vectors: self.of_passages.as_ref(),
            background: self.background.as_ref().map(|(_, background, _)| background),
        }
    }

    /// Warns if what was brought hardly counts: on the console, and in what is told about the reading.
    pub(super) fn doubt(&self, brought: &BroughtSummary, reading: &mut Reading, console: &Console) {
        if let (Some((path, ..)), Some(message)) = (&self.background, brought.warning()) {
            let note = Note { source: Source { file: path.clone(), line: None }, message };
            console.warn(std::slice::from_ref(&note));
            reading.round = std::mem::take(&mut reading.round).with_warnings(vec![note]);
        }
    }

    /// Adds to the settings of the manifest what was brought.
    pub(super) fn record(&self, work: &mut Value) {
        if let Some((path, vectors)) = &self.vectors {
            work["vectors"] = json!({
                "file": path, "sha256": vectors.sha256(), "vectors": vectors.len(), "dimensions": vectors.dimensions(),
            });
        }
        if let Some((path, background, sha256)) = &self.background {
            work["background"] = json!({ "file": path, "sha256": sha256, "words": background.words() });
        }
    }
}
