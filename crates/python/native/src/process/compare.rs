//! Two rounds, or a list and the notes of meetings, beside each other.

use std::sync::Arc;

use commonground::process::compare::{CompareSettings, compare_areas, compare_rounds};
use commonground_formats::study::{
    areas_html, areas_in_words, areas_outputs, check_across, comparison_manifest, rounds_html,
    rounds_in_words, rounds_outputs,
};
use pyo3::prelude::*;
use serde_json::json;

use super::{Outcome, files, tables};
use crate::framework::Framework;
use crate::round::{Round, json, settings};
use crate::work::{How, work};

/// Compares two rounds: their themes or, with a framework, its areas.
#[pyfunction]
#[pyo3(signature = (earlier, later, framework, across, settings_json, deals, names, threads, tell))]
#[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
pub(crate) fn compare(
    py: Python<'_>,
    earlier: &Round,
    later: &Round,
    framework: Option<&Framework>,
    across: Option<String>,
    settings_json: &str,
    deals: usize,
    names: (String, String),
    threads: Option<usize>,
    tell: Option<Bound<'_, PyAny>>,
) -> PyResult<Outcome> {
    let settings = settings(settings_json)?;
    let (earlier, later) = (Arc::clone(&earlier.reading), Arc::clone(&later.reading));
    let framework = framework.map(|framework| Arc::clone(&framework.framework));
    work(py, How { threads, tell: tell.as_ref() }, move |progress| {
        let compare = CompareSettings { deals, ..CompareSettings::default() };
        let names = [names.0.as_str(), names.1.as_str()];
        let across = across.as_deref();
        if let Some(across) = across {
            check_across(&later.round, across, names[1])?;
        }
        let work = json!({
            "earlier": names[0], "later": names[1], "across": across, "compare": compare, "settings": settings,
            "framework": framework.as_ref().map(|framework| framework.to_toml()),
        });
        let (told, tables, outputs, html, words, changes) = match &framework {
            None => {
                let told = compare_rounds(&earlier.round, &later.round, &settings, &compare, progress)?;
                let tables = vec![
                    ("comparison".to_owned(), tables::themes(&told)),
                    ("rounds".to_owned(), tables::rounds(&told)),
                    ("flow".to_owned(), tables::flow(&told)),
                ];
                let (html, words) = (rounds_html(&told, names), rounds_in_words(&told));
                (json(&told)?, tables, rounds_outputs(&told, names)?, html, words, told.changes())
            }
            Some(framework) => {
                let told = compare_areas(
                    &earlier.round,
                    &later.round,
                    framework,
                    across,
                    &settings,
                    &compare,
                    progress,
                )?;
                let tables = vec![("comparison".to_owned(), tables::compared(framework, &told))];
                let html = areas_html(framework, &told, names, across);
                let (words, changes) = (areas_in_words(framework, &told), told.changes());
                let outputs = areas_outputs(framework, &told, names, across)?;
                (json(&told)?, tables, outputs, html, words, changes)
            }
        };
        let manifest = comparison_manifest(work, (*earlier).clone(), (*later).clone(), changes);
        Ok((told, tables, files(outputs, manifest), html, words))
    })
}
