//! Studies: an analysis together with the documents that it is of.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use commonground::round::{Note, Unit, passages};
use commonground::space::{Background, Brought, DenseMatrix};
use commonground::{Analysis, Settings, analyse_with, cluster_round_with, compare_with_people};
use commonground_formats::read::read_background;
use commonground_formats::results::agreement_in_words;
use commonground_formats::study::{Reviewed, StudyFolder as OnDisk};
use commonground_formats::write::{ChosenK, MANIFEST, Manifest, OutputFile, write_files, write_folder};
use commonground_formats::{ReadOptions, Reading, Vectors, analysis_outputs, report_html};
use numpy::PyReadonlyArray2;
use pyo3::prelude::*;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use crate::arrays::from_dense;
use crate::codes::Codes;
use crate::fault::Fault;
use crate::framework::Framework;
use crate::process::folder::StudyFolder;
use crate::round::{Round, Saved, json, settings, unwritten};
use crate::table::Table;
use crate::tables;
use crate::work::{How, work};

/// What the user brings, beside the round.
pub(crate) enum Bringing {
    Nothing,
    /// A vector for each passage, in order.
    Vectors(DenseMatrix),
    /// A file of vectors by id.
    VectorFile(PathBuf),
    /// A file that `commonground background` wrote.
    BackgroundFile(PathBuf),
}

impl Bringing {
    pub(crate) fn of(
        vectors: Option<&PyReadonlyArray2<'_, f32>>,
        vector_file: Option<PathBuf>,
        background_file: Option<PathBuf>,
    ) -> PyResult<Self> {
        match (vectors, vector_file, background_file) {
            (None, None, None) => Ok(Bringing::Nothing),
            (Some(vectors), None, None) => Ok(Bringing::Vectors(from_dense(vectors)?)),
            (None, Some(path), None) => Ok(Bringing::VectorFile(path)),
            (None, None, Some(path)) => Ok(Bringing::BackgroundFile(path)),
            _ => {
                Err(Fault::Input("vectors= and background= do not go together: give one of them".to_owned())
                    .into())
            }
        }
    }

    /// Reads what lies in files; with what is odd about it.
    fn load(
        self,
        reading: &Reading,
        settings: &Settings,
        progress: &dyn commonground::Progress,
    ) -> Result<(Loaded, Vec<Note>), Fault> {
        let limit = ReadOptions::default().max_file_bytes;
        Ok(match self {
            Bringing::Nothing => (Loaded::default(), Vec::new()),
            Bringing::Vectors(matrix) => (Loaded { vectors: Some(matrix), background: None }, Vec::new()),
            Bringing::VectorFile(path) => {
                let vectors = Vectors::read(&path, &ReadOptions::default(), progress)?;
                let passages = passages(&reading.round, &settings.passages)?;
                let (matrix, notes) = vectors.of_passages(&reading.round, &passages)?;
                (Loaded { vectors: Some(matrix), background: None }, notes)
            }
            Bringing::BackgroundFile(path) => {
                let (background, _) = read_background(&path, limit, progress)?;
                background.check(&settings.tfidf.analyser)?;
                (Loaded { vectors: None, background: Some(background) }, Vec::new())
            }
        })
    }
}

#[derive(Default)]
struct Loaded {
    vectors: Option<DenseMatrix>,
    background: Option<Background>,
}

impl Loaded {
    fn given(&self) -> Brought<'_> {
        Brought { vectors: self.vectors.as_ref(), background: self.background.as_ref() }
    }
}

/// The same reading with more warnings; shared where there are none.
pub(crate) fn with_warnings(reading: &Arc<Reading>, notes: Vec<Note>) -> Arc<Reading> {
    if notes.is_empty() {
        return Arc::clone(reading);
    }
    let Reading { round, files } = (**reading).clone();
    Arc::new(Reading { round: round.with_warnings(notes), files })
}

/// Analyses a round.
#[pyfunction]
#[pyo3(signature = (round, framework, settings_json, vectors, vector_file, background_file, learn_from, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn analyse(
    py: Python<'_>,
    round: &Round,
    framework: Option<&Framework>,
    settings_json: &str,
    vectors: Option<PyReadonlyArray2<'_, f32>>,
    vector_file: Option<PathBuf>,
    background_file: Option<PathBuf>,
    learn_from: Option<&Codes>,
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<Study> {
    let settings = settings(settings_json)?;
    let bringing = Bringing::of(vectors.as_ref(), vector_file, background_file)?;
    let reading = Arc::clone(&round.reading);
    let framework = framework.map(|framework| Arc::clone(&framework.framework));
    let learn_from = learn_from.map(|codes| codes.brought.clone());
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let (codes, of_codes) = learn_from
            .map(|brought| brought.in_round(&reading.round, framework.as_deref()))
            .transpose()?
            .unzip();
        let (loaded, mut notes) = bringing.load(&reading, &settings, progress)?;
        notes.extend(of_codes.unwrap_or_default());
        if let (Some(codes), Some(framework)) = (&codes, &framework) {
            notes.extend(codes.check(&reading.round, framework)?);
        }
        let analysis = analyse_with(
            &reading.round,
            framework.as_deref(),
            loaded.given(),
            codes.as_deref(),
            &settings,
            progress,
        )?;
        Ok(Study { reading: with_warnings(&reading, notes), analysis: Arc::new(analysis) })
    })
}

/// Clusters a round: a row a document or passage, and how the number of clusters came about, as JSON.
#[pyfunction]
#[pyo3(signature = (round, settings_json, vectors, vector_file, background_file, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn cluster(
    py: Python<'_>,
    round: &Round,
    settings_json: &str,
    vectors: Option<PyReadonlyArray2<'_, f32>>,
    vector_file: Option<PathBuf>,
    background_file: Option<PathBuf>,
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<(Table, String)> {
    let settings = settings(settings_json)?;
    let bringing = Bringing::of(vectors.as_ref(), vector_file, background_file)?;
    let reading = Arc::clone(&round.reading);
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let (loaded, _) = bringing.load(&reading, &settings, progress)?;
        let found = cluster_round_with(&reading.round, loaded.given(), &settings, progress)?;
        let k = found.k.choice.as_ref().map(ChosenK::from);
        let is_cut = settings.passages.unit == Unit::Passage;
        Ok((tables::clusters(&reading.round, &found, is_cut), json(&k)?))
    })
}

/// An analysis together with the documents that it is of. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Study {
    pub(crate) reading: Arc<Reading>,
    pub(crate) analysis: Arc<Analysis>,
}

/// The files of an analysis with a study's list to review, which must be what was coded: the review leads to its evidence.
fn reviewed(study: &OnDisk, reading: &Reading, analysis: &Analysis) -> Result<Vec<OutputFile>, Fault> {
    let reviewed = Reviewed::of(study)?;
    let coded = analysis.coding.as_ref().map(|coding| coding.framework.areas.as_slice());
    if coded != Some(reviewed.list().areas.as_slice()) {
        let what =
            "what was coded is not the study's list as it stands: analyse with framework= its .framework";
        return Err(Fault::Input(what.to_owned()));
    }
    Ok(reviewed.outputs(reading, analysis)?)
}

/// What a saved study is called inside.
const KIND: &str = "commonground-study";
/// The version of its form.
const SCHEMA: u32 = 1;

#[derive(Deserialize)]
struct Head {
    kind: String,
    schema: u32,
}

/// The analysis is read and written by the library: to do so here, too, would double what is compiled for it.
#[derive(Serialize, Deserialize)]
struct Stored<'s> {
    kind: String,
    schema: u32,
    round: Saved<'s>,
    analysis: Box<RawValue>,
}

#[pymethods]
impl Study {
    /// The documents.
    #[getter]
    fn round(&self) -> Round {
        Round { reading: Arc::clone(&self.reading) }
    }

    /// A part of the analysis as JSON, by the name of its field; of `coding` by the name in it.
    fn json(&self, part: &str) -> PyResult<String> {
        let analysis = &*self.analysis;
        let coding = analysis.coding.as_ref();
        Ok(match part {
            "all" => json(analysis),
            "settings" => json(&analysis.settings),
            "documents" => json(&analysis.documents),
            "themes" => json(&analysis.themes),
            "broad" => json(&analysis.broad),
            "k" => json(&analysis.k),
            "noise" => json(&analysis.noise),
            "agreement" => json(&analysis.agreement),
            "areas" => json(&coding.map(|coding| &coding.areas)),
            other => Err(Fault::Input(format!("an analysis has no part {other:?}"))),
        }?)
    }

    /// How many passages there are, and how many are in no theme.
    fn counts(&self) -> (usize, usize) {
        let passages = &self.analysis.passages;
        (passages.len(), passages.iter().filter(|passage| passage.theme.is_none()).count())
    }

    /// The framework, if there was one.
    fn framework(&self) -> Option<Framework> {
        let coding = self.analysis.coding.as_ref()?;
        Some(Framework { framework: Arc::new(coding.framework.clone()) })
    }

    /// One of the tables, by name.
    fn table(&self, name: &str) -> PyResult<Table> {
        let (round, analysis) = (&self.reading.round, &*self.analysis);
        let coding = || {
            let what = "there are no areas: analyse with framework=";
            analysis.coding.as_ref().ok_or_else(|| Fault::Input(what.to_owned()))
        };
        Ok(match name {
            "themes" => tables::themes(analysis),
            "passages" => tables::passages(round, analysis),
            "unplaced" => tables::unplaced(round, analysis),
            "quotes" => tables::quotes(analysis),
            "matrix" => tables::matrix(&coding()?.matrix),
            "cells" => tables::cells(round, analysis, coding()?),
            "areas" => tables::areas(coding()?),
            "codings" => tables::codings(round, analysis, coding()?),
            "links" => tables::links(coding()?),
            other => return Err(Fault::Input(format!("there is no table {other:?}")).into()),
        })
    }

    /// The same study beside what people coded.
    fn compared(&self, py: Python<'_>, codes: &Codes, threads: Option<usize>) -> PyResult<Study> {
        let (reading, mut analysis) = (Arc::clone(&self.reading), (*self.analysis).clone());
        let brought = codes.brought.clone();
        work(py, How { threads, tell: None }, move |progress| {
            let framework = analysis.coding.as_ref().map(|coding| &coding.framework);
            let (codes, mut notes) = brought.in_round(&reading.round, framework)?;
            notes.extend(compare_with_people(&mut analysis, &reading.round, &codes, progress)?);
            Ok(Study { reading: with_warnings(&reading, notes), analysis: Arc::new(analysis) })
        })
    }

    /// How far people and the machine agree, in sentences; none before `compared`.
    fn agreement_in_words(&self) -> Vec<String> {
        let units = self.analysis.agreement.iter().flat_map(|agreement| &agreement.units);
        units.flat_map(agreement_in_words).collect()
    }

    /// The report as one HTML page.
    fn report_html(&self, py: Python<'_>) -> PyResult<String> {
        let (reading, analysis) = (Arc::clone(&self.reading), Arc::clone(&self.analysis));
        work(py, How { threads: None, tell: None }, move |_| Ok(report_html(&reading, &analysis)?))
    }

    /// Writes the report to a file, as a whole or not at all; for colleagues to review a study's list in, if one is given.
    #[pyo3(signature = (path, overwrite, review))]
    fn write_report(
        &self,
        py: Python<'_>,
        path: PathBuf,
        overwrite: bool,
        review: Option<&StudyFolder>,
    ) -> PyResult<()> {
        let (reading, analysis) = (Arc::clone(&self.reading), Arc::clone(&self.analysis));
        let review = review.map(|study| Arc::clone(&study.place.study));
        work(py, How { threads: None, tell: None }, move |_| {
            let html = match &review {
                None => report_html(&reading, &analysis)?.into_bytes(),
                Some(study) => {
                    let files = reviewed(study, &reading, &analysis)?;
                    let report = files.into_iter().find(|file| file.name == "report.html");
                    report.map(|file| file.bytes).unwrap_or_default()
                }
            };
            Ok(write_files(&[(&path, html.as_slice())], overwrite)?)
        })
    }

    /// Writes all results into a folder, as a whole or not at all; the report as `write_report` does.
    #[pyo3(signature = (folder, overwrite, review))]
    fn write(
        &self,
        py: Python<'_>,
        folder: PathBuf,
        overwrite: bool,
        review: Option<&StudyFolder>,
    ) -> PyResult<()> {
        let (reading, analysis) = (Arc::clone(&self.reading), Arc::clone(&self.analysis));
        let review = review.map(|study| Arc::clone(&study.place.study));
        work(py, How { threads: None, tell: None }, move |_| {
            let mut files = match &review {
                None => analysis_outputs(&reading, &analysis)?,
                Some(study) => reviewed(study, &reading, &analysis)?,
            };
            let recorded = serde_json::to_value(&analysis.settings);
            let recorded = recorded.map_err(|error| Fault::Settings(error.to_string()))?;
            let mut manifest = Manifest::new("analyse", env!("CARGO_PKG_VERSION"), recorded, &reading);
            manifest.k = analysis.k.choice.as_ref().map(ChosenK::from);
            manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
            files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
            Ok(write_folder(&folder, &files, overwrite)?)
        })
    }

    /// The files of `write`, by name, without writing them.
    fn outputs(&self, py: Python<'_>) -> PyResult<Vec<(String, Vec<u8>)>> {
        let (reading, analysis) = (Arc::clone(&self.reading), Arc::clone(&self.analysis));
        work(py, How { threads: None, tell: None }, move |_| {
            let files = analysis_outputs(&reading, &analysis)?;
            Ok(files.into_iter().map(|file| (file.name, file.bytes)).collect())
        })
    }

    /// The study as JSON: the texts and all that was found.
    fn save(&self, py: Python<'_>) -> PyResult<String> {
        let (reading, analysis) = (Arc::clone(&self.reading), Arc::clone(&self.analysis));
        work(py, How::alone(), move |_| {
            let round = Saved::of(&reading);
            let analysis = RawValue::from_string(analysis.to_json()?).map_err(unwritten)?;
            json(&Stored { kind: KIND.to_owned(), schema: SCHEMA, round, analysis })
        })
    }

    /// Writes what `save` returns to a file, as a whole or not at all.
    fn save_to(&self, py: Python<'_>, path: PathBuf, overwrite: bool) -> PyResult<()> {
        let saved = self.save(py)?;
        work(py, How::alone(), move |_| Ok(write_files(&[(Path::new(&path), saved.as_bytes())], overwrite)?))
    }

    /// Reads what `save` wrote.
    #[staticmethod]
    fn load(py: Python<'_>, saved: String) -> PyResult<Self> {
        work(py, How::alone(), move |_| {
            let damaged = |error: serde_json::Error| {
                // What the parser says of values would quote them, and they may be somebody's text.
                let (line, column) = (error.line(), error.column());
                Fault::Model(format!(
                    "not a saved study (line {line}, column {column}): analyse the round again, or check the file"
                ))
            };
            let head: Head = serde_json::from_str(&saved).map_err(damaged)?;
            if head.kind != KIND || head.schema > SCHEMA {
                let what = format!(
                    "found {} of schema {}, but this version reads {KIND} up to schema {SCHEMA}: update commonground",
                    head.kind, head.schema
                );
                return Err(Fault::Model(what));
            }
            let stored: Stored<'_> = serde_json::from_str(&saved).map_err(damaged)?;
            let analysis = Analysis::from_json(stored.analysis.get())?;
            let reading = stored.round.reading()?;
            Ok(Study { reading: Arc::new(reading), analysis: Arc::new(analysis) })
        })
    }
}
