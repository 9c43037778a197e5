//! A study on disk.

use std::path::PathBuf;
use std::sync::Arc;

use commonground::Progress;
use commonground::framework::Framework as Areas;
use commonground::process::Replay;
use commonground_formats::study::{
    Evidences, LedgerOf, NamedAct, Proposed, Status, StudyFolder as OnDisk, StudySettings, Who, WildCard,
    act_in_words, clock, decision_rows, held, held_html, held_in_words, ledger_html, ledger_in_words,
    ledger_manifest, ledger_outputs, ledger_rows,
};
use commonground_formats::write::{check_file, write_files};
use commonground_formats::{ReadOptions, Reading};
use pyo3::prelude::*;
use serde_json::{Value, json};

use super::given::Given;
use super::{Outcome, files, refused, tables};
use crate::fault::Fault;
use crate::framework::Framework;
use crate::round::{Round, json as written};
use crate::study::Study;
use crate::table::Table;
use crate::work::{How, work};

/// A study on disk, and its round where that is not in files. Decisions are read anew whenever something is asked, because
/// those of colleagues may arrive at any time.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct StudyFolder {
    pub(crate) place: Place,
}

/// What work on a study needs, for any thread.
#[derive(Clone)]
pub(crate) struct Place {
    pub(crate) study: Arc<OnDisk>,
    given: Option<Arc<Reading>>,
}

impl Place {
    /// The round: the one that was given, or the study's files. None if there is neither.
    pub(crate) fn round(&self, progress: &dyn Progress) -> Result<Option<Arc<Reading>>, Fault> {
        match &self.given {
            Some(reading) => Ok(Some(Arc::clone(reading))),
            None => Ok(self.study.read_round(ReadOptions::default(), progress)?.map(Arc::new)),
        }
    }

    /// What the round says about each version, and what of that had to be written; without a round, what is there.
    fn replayed(&self, told: &Replay, progress: &dyn Progress) -> Result<(Evidences, Vec<String>), Fault> {
        let evidences = match self.round(progress)? {
            Some(reading) => self.study.evidences_of(&reading.round, told, progress)?,
            None => Evidences::new(),
        };
        let written = self.study.write(told, &evidences)?;
        Ok((evidences, written))
    }

    /// Decisions by their ids, as Python's side is told.
    fn told<'i>(&self, ids: impl IntoIterator<Item = &'i String>) -> Result<Vec<Value>, Fault> {
        let (replay, _) = self.study.replay()?;
        let of = |id: &String| {
            let decision = &replay.decision(id)?.decision;
            Some(json!({
                "id": id, "by": decision.by, "device": decision.device, "when": decision.when,
                "act": decision.act.kind(), "told": act_in_words(&replay, decision), "why": decision.why,
            }))
        };
        Ok(ids.into_iter().filter_map(of).collect())
    }
}

/// Who decides; what is not said is the time, and the name of this computer.
fn who(by: String, device: Option<String>, when: Option<String>) -> Who {
    let device = device.unwrap_or_else(clock::device);
    Who { by, device, when: when.unwrap_or_else(clock::now) }
}

#[pymethods]
impl StudyFolder {
    /// Makes a study that begins with a framework (TOML), or with the themes of an analysis.
    #[staticmethod]
    #[pyo3(signature = (folder, framework, themes_of, name, inputs, metadata, text, id, consent, language, seed, round, tell))]
    #[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
    fn create(
        py: Python<'_>,
        folder: PathBuf,
        framework: Option<String>,
        themes_of: Option<&Study>,
        name: String,
        inputs: Vec<String>,
        metadata: Option<String>,
        text: Vec<String>,
        id: Option<String>,
        consent: Option<String>,
        language: String,
        seed: u64,
        round: Option<&Round>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let themes = Vec::new();
        let (schema, first) = (StudySettings::SCHEMA, String::new());
        let settings = StudySettings {
            schema,
            name,
            framework: first,
            inputs,
            metadata,
            text,
            consent,
            id,
            language,
            seed,
            themes,
        };
        let analysis = themes_of.map(|study| Arc::clone(&study.analysis));
        let given = round.map(|round| Arc::clone(&round.reading));
        let place = work(py, How { threads: None, tell: tell.as_ref() }, move |progress| {
            let study = match analysis {
                Some(analysis) => OnDisk::create_of_themes(&folder, &analysis, settings)?,
                None => OnDisk::create(&folder, &framework.unwrap_or_default(), settings)?,
            };
            let place = Place { study: Arc::new(study), given };
            let (told, _) = place.study.replay()?;
            place.replayed(&told, progress)?;
            Ok(place)
        })?;
        Ok(StudyFolder { place })
    }

    /// Opens a study. `round` takes the place of its files.
    #[staticmethod]
    #[pyo3(signature = (folder, round))]
    fn open(py: Python<'_>, folder: PathBuf, round: Option<&Round>) -> PyResult<Self> {
        let given = round.map(|round| Arc::clone(&round.reading));
        let study = work(py, How::alone(), move |_| Ok(OnDisk::open(&folder)?))?;
        Ok(StudyFolder { place: Place { study: Arc::new(study), given } })
    }

    /// Where it is.
    #[getter]
    fn folder(&self) -> String {
        self.place.study.folder().display().to_string()
    }

    /// Its settings as JSON.
    fn settings(&self) -> PyResult<String> {
        Ok(written(&self.place.study.settings)?)
    }

    /// The round, if there is one.
    #[pyo3(signature = (tell))]
    fn round(&self, py: Python<'_>, tell: Option<Bound<'_, PyAny>>) -> PyResult<Option<Round>> {
        let place = self.place.clone();
        let reading =
            work(py, How { threads: Some(1), tell: tell.as_ref() }, move |progress| place.round(progress))?;
        Ok(reading.map(|reading| Round { reading }))
    }

    /// Where it stands: sentences, and a fragment of HTML.
    fn status(&self, py: Python<'_>) -> PyResult<(String, String)> {
        let place = self.place.clone();
        work(py, How::alone(), move |_| {
            let status = Status::of(&place.study)?;
            let settle = |one: &str, other: &str| format!("settles=[{one:?}, {other:?}]");
            Ok((status.in_words(&place.study, settle), status.html(&place.study)))
        })
    }

    /// The list as it stands, or a version of it.
    #[pyo3(signature = (version))]
    fn framework(&self, py: Python<'_>, version: Option<String>) -> PyResult<Framework> {
        let place = self.place.clone();
        let framework = work(py, How::alone(), move |_| {
            let (told, _) = place.study.replay()?;
            of_version(told, version.as_deref())
        })?;
        Ok(Framework { framework: Arc::new(framework) })
    }

    /// A table by its name: decisions, steps, versions, conflicts or areas.
    fn table(&self, py: Python<'_>, name: String) -> PyResult<Table> {
        let place = self.place.clone();
        work(py, How::alone(), move |_| {
            let study = &place.study;
            let (told, stored) = study.replay()?;
            let evidences = study.evidences(&told);
            let of = ledger_of(study, &told, &evidences, &stored);
            Ok(match name.as_str() {
                "decisions" => tables::of_rows(&decision_rows(&of)),
                "steps" => tables::of_rows(&ledger_rows(&of)),
                "versions" => tables::versions(&told),
                "conflicts" => tables::conflicts(&told),
                "areas" => tables::areas(&told.draft, evidences.get(&told.last().version)),
                other => return Err(Fault::Input(format!("there is no table {other:?}"))),
            })
        })
    }

    /// Records a decision; what is returned is told as JSON once it is safe on disk.
    #[pyo3(signature = (act_json, by, why, device, when, settles))]
    #[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
    fn decide(
        &self,
        py: Python<'_>,
        act_json: &str,
        by: String,
        why: &str,
        device: Option<String>,
        when: Option<String>,
        settles: Vec<String>,
    ) -> PyResult<String> {
        let act: NamedAct =
            serde_json::from_str(act_json).map_err(|error| Fault::Input(error.to_string()))?;
        let who = who(by, device, when);
        // Not interrupted: after Ctrl-C it must be clear whether it is recorded, and it takes milliseconds.
        let told = py.detach(|| {
            let done = self.place.study.decide(&who, &act, why, &settles)?;
            self.place.told([&done.decision.id])
        })?;
        Ok(written(&told)?)
    }

    /// Takes a sheet that somebody filled in; the decisions that were recorded as JSON.
    #[pyo3(signature = (sheet, by, device, when))]
    fn take_sheet(
        &self,
        py: Python<'_>,
        sheet: Given,
        by: String,
        device: Option<String>,
        when: Option<String>,
    ) -> PyResult<String> {
        let who = who(by, device.or_else(|| Some("sheet".to_owned())), when);
        let told = py.detach(|| -> Result<_, Fault> {
            let done = self.place.study.take_table(&sheet.table()?, &who)?;
            self.place.told(done.iter().map(|append| &append.decision.id))
        })?;
        Ok(written(&told)?)
    }

    /// Takes a file of decisions that was mailed; those that are new as JSON.
    fn take_log(&self, py: Python<'_>, file: PathBuf) -> PyResult<String> {
        let told =
            py.detach(|| -> Result<_, Fault> { self.place.told(&self.place.study.take_log(&file)?) })?;
        Ok(written(&told)?)
    }

    /// Writes the list as it stands as a sheet to fill in.
    fn write_sheet(&self, py: Python<'_>, path: PathBuf, overwrite: bool) -> PyResult<()> {
        let place = self.place.clone();
        work(py, How::alone(), move |_| {
            check_file(&path, overwrite)?;
            let is_workbook =
                path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("xlsx"));
            Ok(write_files(&[(&path, &place.study.sheet(is_workbook)?)], overwrite)?)
        })
    }

    /// Writes a page in which colleagues can decide offline.
    #[pyo3(signature = (path, overwrite, tell))]
    fn write_review(
        &self,
        py: Python<'_>,
        path: PathBuf,
        overwrite: bool,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<()> {
        let place = self.place.clone();
        work(py, How { threads: None, tell: tell.as_ref() }, move |progress| {
            check_file(&path, overwrite)?;
            let reading = place.round(progress)?;
            let page = place.study.review_page(reading.as_ref().map(|reading| &reading.round), progress)?;
            Ok(write_files(&[(&path, &page)], overwrite)?)
        })
    }

    /// Which decisions hold, on the study's round or on another: what was written, a table, a fragment of HTML, and
    /// sentences.
    #[pyo3(signature = (other, threads, tell))]
    fn replay(
        &self,
        py: Python<'_>,
        other: Option<&Round>,
        threads: Option<usize>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<(Vec<String>, Table, String, String)> {
        let (place, other) = (self.place.clone(), other.map(|round| Arc::clone(&round.reading)));
        work(py, How { threads, tell: tell.as_ref() }, move |progress| {
            let (told, _) = place.study.replay()?;
            let (held, written) = match &other {
                None => {
                    let (evidences, written) = place.replayed(&told, progress)?;
                    (held(&told, &evidences), Some(written))
                }
                Some(other) => {
                    let own = place.round(progress)?;
                    let own = own.as_ref().map(|reading| &reading.round);
                    (place.study.held_on(&told, own, &other.round, progress)?, None)
                }
            };
            let html = held_html(&told, &held, written.as_deref());
            let words = held_in_words(&told, &held, written.as_deref());
            Ok((written.unwrap_or_default(), tables::held(&held), html, words))
        })
    }

    /// How the list came about. As the command does, it writes the versions and what the round says about them.
    #[pyo3(signature = (threads, tell))]
    fn ledger(
        &self,
        py: Python<'_>,
        threads: Option<usize>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<Outcome> {
        let place = self.place.clone();
        work(py, How { threads, tell: tell.as_ref() }, move |progress| {
            let study = &place.study;
            let (told, stored) = study.replay()?;
            let reading = place.round(progress)?;
            let evidences = match &reading {
                Some(reading) => study.evidences_of(&reading.round, &told, progress)?,
                None => study.evidences(&told),
            };
            study.write(&told, &evidences)?;
            let of = ledger_of(study, &told, &evidences, &stored);
            let manifest = ledger_manifest(study, &of, reading.map(|reading| (*reading).clone()));
            let tables = vec![
                ("steps".to_owned(), tables::of_rows(&ledger_rows(&of))),
                ("decisions".to_owned(), tables::of_rows(&decision_rows(&of))),
            ];
            let (html, words) = (ledger_html(&of), ledger_in_words(&told));
            Ok((written(&told)?, tables, files(ledger_outputs(&of)?, manifest), html, words))
        })
    }

    /// Searches the round for a wild card, and adds it if there is a decision to do so: JSON, a fragment of HTML, and sentences.
    #[pyo3(signature = (name, description, cues, proposer, add, by, why, device, when, threads, tell))]
    #[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
    fn propose(
        &self,
        py: Python<'_>,
        name: String,
        description: String,
        cues: Vec<String>,
        proposer: String,
        add: bool,
        by: String,
        why: &str,
        device: Option<String>,
        when: Option<String>,
        threads: Option<usize>,
        tell: Option<Bound<'_, PyAny>>,
    ) -> PyResult<(String, String, String)> {
        let (place, card) = (self.place.clone(), WildCard { name, description, cues, proposer });
        let (proposed, ids) = work(py, How { threads, tell: tell.as_ref() }, move |progress| {
            let Some(reading) = place.round(progress)? else {
                let folder = place.study.folder().display();
                return Err(refused(format!(
                    "{folder}: the study has no round to search: give round= when you open it, or inputs= when you make it"
                )));
            };
            let proposed = place.study.propose(&card, &reading.round, progress)?;
            let documents = reading.round.documents();
            let ids: Vec<String> =
                proposed.found.documents.iter().map(|&document| documents[document].id.clone()).collect();
            Ok((proposed, ids))
        })?;
        let done = match add {
            false => Value::Null,
            true => py.detach(|| -> Result<Value, Fault> {
                let done = self.place.study.add(&proposed, &who(by, device, when), why)?;
                Ok(json!(self.place.told([&done.decision.id])?))
            })?,
        };
        let Proposed { area, proposer, found, quotations, nearest } = &proposed;
        let told = json!({
            "id": area.id, "name": area.name, "proposer": proposer, "passages": found.passages,
            "documents": ids, "nearest": nearest, "quotations": quotations, "decision": done,
        });
        Ok((written(&told)?, proposed.html(), proposed.in_words()))
    }
}

fn of_version(told: Replay, version: Option<&str>) -> Result<Areas, Fault> {
    let Some(version) = version else { return Ok(told.draft) };
    let names: Vec<String> = told.versions.iter().map(|version| version.version.clone()).collect();
    let found = told.versions.into_iter().find(|known| known.version == version);
    found.map(|found| found.framework).ok_or_else(|| {
        refused(format!("there is no version {version:?}: the versions are {}", names.join(", ")))
    })
}

fn ledger_of<'a>(
    study: &'a OnDisk,
    told: &'a Replay,
    evidences: &'a Evidences,
    stored: &'a [commonground_formats::study::StoredLog],
) -> LedgerOf<'a> {
    let StudySettings { name, themes, .. } = &study.settings;
    LedgerOf { name, themes, replay: told, evidences, stored }
}
