//! What notebooks show: fragments of HTML and pictures, drawn by `commonground_formats`.

use std::sync::Arc;

use commonground_formats::figure::{Figure, Numbers, Placing, coverage, curve, stability, theme_map};
use commonground_formats::notebook;
use pyo3::prelude::*;

use crate::fault::Fault;
use crate::round::Round;
use crate::study::Study;
use crate::table::{Column, Table};
use crate::work::{How, work};

/// A picture for Python: title, caption, SVG, the same as HTML with its values, these (columns and rows), and the numbers
/// that are drawn.
type Picture = (String, String, String, String, Vec<String>, Vec<Vec<String>>, Table);

/// A round as a fragment of HTML.
#[pyfunction]
pub(crate) fn round_html(py: Python<'_>, round: &Round) -> PyResult<String> {
    let reading = Arc::clone(&round.reading);
    work(py, How::alone(), move |_| Ok(notebook::round_html(&reading.round)))
}

/// What an analysis found, as a fragment of HTML.
#[pyfunction]
pub(crate) fn study_html(py: Python<'_>, study: &Study) -> PyResult<String> {
    let (reading, analysis) = (Arc::clone(&study.reading), Arc::clone(&study.analysis));
    work(py, How::alone(), move |_| Ok(notebook::study_html(&reading.round, &analysis)))
}

/// A theme as a fragment of HTML, by its number; none if there is no such theme.
#[pyfunction]
pub(crate) fn theme_html(py: Python<'_>, study: &Study, number: usize) -> PyResult<Option<String>> {
    let (reading, analysis) = (Arc::clone(&study.reading), Arc::clone(&study.analysis));
    work(py, How::alone(), move |_| Ok(notebook::theme_html(&reading.round, &analysis, number)))
}

/// Documents by areas, or by themes, as a fragment of HTML; none if there are no areas, or no themes.
#[pyfunction]
pub(crate) fn grid_html(py: Python<'_>, study: &Study, by: &str) -> PyResult<Option<String>> {
    let (reading, analysis) = (Arc::clone(&study.reading), Arc::clone(&study.analysis));
    let made = match by {
        "areas" => notebook::matrix_html,
        "themes" => notebook::theme_matrix_html,
        other => return Err(Fault::Input(format!("there is no table by {other:?}")).into()),
    };
    work(py, How::alone(), move |_| Ok(made(&reading.round, &analysis)))
}

/// A picture by its name; none where the analysis has nothing for it. Ids in it begin with the prefix.
#[pyfunction]
pub(crate) fn picture(
    py: Python<'_>,
    study: &Study,
    name: &str,
    prefix: String,
) -> PyResult<Option<Picture>> {
    let draw = match name {
        "map" => theme_map,
        "stability" => stability,
        "coverage" => coverage,
        "curve" => curve,
        other => return Err(Fault::Input(format!("there is no picture {other:?}")).into()),
    };
    let analysis = Arc::clone(&study.analysis);
    let figure =
        work(py, How::alone(), move |_| Ok(draw(&analysis, &Placing { prefix: &prefix, links: false })))?;
    Ok(figure.map(|figure| {
        let html = figure.html();
        let Figure { title, caption, wide, columns, rows, numbers, .. } = figure;
        let drawn =
            numbers.into_iter().fold(Table::new(), |table, (name, cells)| table.with(name, column(cells)));
        (title, caption, wide, html, columns, rows, drawn)
    }))
}

fn column(cells: Numbers) -> Column {
    match cells {
        Numbers::Text(cells) => Column::Text(cells.into_iter().map(Some).collect()),
        Numbers::Name(cells) => Column::Text(cells),
        Numbers::Whole(cells) => {
            Column::Whole(cells.into_iter().map(|cell| i64::try_from(cell).ok()).collect())
        }
        Numbers::Number(cells) => Column::Number(cells),
    }
}
