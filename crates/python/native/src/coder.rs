//! Coding onto named areas.

use std::path::PathBuf;
use std::sync::Arc;

use commonground::round::{Document, Passage, PassageSettings, Unit};
use commonground::{CodeWith, RoundCodings, Settings, code_round_with};
use commonground_formats::ReadOptions;
use commonground_formats::read::read_background;
use numpy::PyArray1;
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::arrays::dense;
use crate::codes::Codes;
use crate::fault::Fault;
use crate::framework::Framework;
use crate::round::{Round, settings};
use crate::table::Table;
use crate::tables;
use crate::tfidf::as_strs;
use crate::work::{How, work};

/// A framework made ready to code texts. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Coder {
    coder: Arc<commonground::coding::Coder>,
}

/// A table of numbers row by row, and its width.
type Dense<'py> = (Bound<'py, PyArray1<f32>>, usize);

#[pymethods]
impl Coder {
    /// How likely a person would give each area to each text, and whether it is given: texts × areas, row by row.
    fn code<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<PyBackedStr>,
        threads: Option<usize>,
    ) -> PyResult<(Vec<Vec<usize>>, Dense<'py>)> {
        let coder = Arc::clone(&self.coder);
        let (given, likely) = work(py, How::quietly(threads, texts.len()), move |_| {
            let (codings, likely) = coder.code(&as_strs(&texts))?;
            let given = codings.into_iter().map(|c| c.areas.into_iter().map(|area| area.area).collect());
            Ok((given.collect(), likely))
        })?;
        Ok((given, dense(py, likely)))
    }

    /// The framework.
    fn framework(&self) -> Framework {
        Framework { framework: Arc::new(self.coder.framework().clone()) }
    }

    /// The coder as JSON.
    fn save(&self) -> PyResult<String> {
        Ok(self.coder.save().map_err(Fault::from)?)
    }

    /// Reads what `save` wrote.
    #[staticmethod]
    fn load(json: &str) -> PyResult<Self> {
        let coder = commonground::coding::Coder::load(json).map_err(Fault::from)?;
        Ok(Coder { coder: Arc::new(coder) })
    }
}

/// Learns to code texts such as these, each of them one unit. `codes` name documents by their place among the texts,
/// from 1.
#[pyfunction]
#[pyo3(signature = (texts, framework, settings_json, codes, threads))]
pub(crate) fn learn(
    py: Python<'_>,
    texts: Vec<PyBackedStr>,
    framework: &Framework,
    settings_json: &str,
    codes: Option<&Codes>,
    threads: Option<usize>,
) -> PyResult<Coder> {
    let settings = settings(settings_json)?;
    let framework = Arc::clone(&framework.framework);
    let brought = codes.map(|codes| codes.brought.clone());
    work(py, How { threads, tell: None }, move |progress| {
        let documents =
            (1..).zip(&texts).map(|(number, text): (usize, _)| Document::new(number.to_string(), &**text));
        let round = commonground::Round::new(documents.collect())?;
        let passages = PassageSettings { unit: Unit::Document, ..settings.passages };
        let settings = Settings { passages, ..settings };
        let codes = brought.map(|brought| brought.in_round(&round, Some(&framework))).transpose()?;
        if let Some((codes, _)) = &codes {
            codes.check(&round, &framework)?;
        }
        let with =
            CodeWith { codes: codes.as_ref().map(|(codes, _)| &**codes), background: None, vectors: None };
        let coded = code_round_with(&round, &framework, with, &settings, progress)?;
        Ok(Coder { coder: Arc::new(coded.coder) })
    })
}

/// A round coded onto a framework.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Coded {
    round: Arc<commonground_formats::Reading>,
    coded: Arc<RoundCodings>,
    is_cut: bool,
}

/// Codes a round onto a framework.
#[pyfunction]
#[pyo3(signature = (round, framework, settings_json, background_file, learn_from, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn code(
    py: Python<'_>,
    round: &Round,
    framework: &Framework,
    settings_json: &str,
    background_file: Option<PathBuf>,
    learn_from: Option<&Codes>,
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<Coded> {
    let settings = settings(settings_json)?;
    let (reading, framework) = (Arc::clone(&round.reading), Arc::clone(&framework.framework));
    let learn_from = learn_from.map(|codes| codes.brought.clone());
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let limit = ReadOptions::default().max_file_bytes;
        let background = match background_file {
            Some(path) => Some(read_background(&path, limit, progress)?.0),
            None => None,
        };
        let codes =
            learn_from.map(|brought| brought.in_round(&reading.round, Some(&framework))).transpose()?;
        if let Some((codes, _)) = &codes {
            codes.check(&reading.round, &framework)?;
        }
        let with = CodeWith {
            codes: codes.as_ref().map(|(codes, _)| &**codes),
            background: background.as_ref(),
            vectors: None,
        };
        let coded = code_round_with(&reading.round, &framework, with, &settings, progress)?;
        let is_cut = settings.passages.unit == Unit::Passage;
        Ok(Coded { round: reading, coded: Arc::new(coded), is_cut })
    })
}

#[pymethods]
impl Coded {
    /// A row for each area that was given, and one without area where none was.
    fn table(&self) -> Table {
        tables::codes(&self.round.round, &self.coded, self.is_cut)
    }

    /// What was learned, for texts to come.
    fn coder(&self) -> Coder {
        Coder { coder: Arc::new(self.coded.coder.clone()) }
    }

    /// The passages that a person should code next, at most so many, each with the reason.
    fn ask(&self, py: Python<'_>, most: usize) -> PyResult<Table> {
        let coded = Arc::clone(&self.coded);
        let questions = work(py, How { threads: None, tell: None }, move |_| Ok(coded.ask(most)))?;
        let round = &self.round.round;
        let passages: Vec<&Passage> =
            questions.iter().map(|question| &self.coded.passages[question.passage]).collect();
        let id = |&area: &usize| self.coded.coder.framework().areas[area].id.as_str();
        let areas = questions.iter().map(|q| q.areas.iter().map(id).collect::<Vec<_>>().join("; "));
        Ok(Table::new()
            .text("id", passages.iter().map(|p| round.documents()[p.document].id.as_str()))
            .whole("start", passages.iter().map(|p| p.start))
            .whole("end", passages.iter().map(|p| p.end))
            .text("perhaps", areas)
            .text("why", questions.iter().map(|question| question.why.told()))
            .text("text", passages.iter().map(|p| round.quotable(p))))
    }
}
