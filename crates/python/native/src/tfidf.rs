//! The vectoriser.

use std::sync::Arc;

use commonground::text::{Analyser, AnalyserSettings, Reading};
use commonground::vectorize::{CsrMatrix, TfidfSettings};
use numpy::{IntoPyArray, PyArray1};
use pyo3::prelude::*;
use pyo3::pybacked::PyBackedStr;

use crate::arrays::{Sparse, sparse};
use crate::fault::Fault;
use crate::work::{How, work};

/// A fitted vectoriser. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Tfidf {
    tfidf: Arc<commonground::vectorize::Tfidf>,
}

fn analyser(json: &str) -> Result<AnalyserSettings, Fault> {
    serde_json::from_str(json).map_err(|error| Fault::Settings(format!("settings: {error}")))
}

/// Texts that lie in Python's memory: nothing is copied.
pub(crate) fn as_strs(texts: &[PyBackedStr]) -> Vec<&str> {
    texts.iter().map(|text| &**text).collect()
}

#[pymethods]
impl Tfidf {
    /// Fits a vectoriser to texts; with their rows, of weights or of counts.
    #[staticmethod]
    fn fit<'py>(
        py: Python<'py>,
        texts: Vec<PyBackedStr>,
        settings_json: &str,
        are_counts: bool,
        threads: Option<usize>,
    ) -> PyResult<(Self, Sparse<'py>)> {
        let settings: TfidfSettings = serde_json::from_str(settings_json)
            .map_err(|error| Fault::Settings(format!("settings: {error}")))?;
        let (tfidf, rows) = work(py, How { threads, tell: None }, move |_| {
            let (tfidf, counts) = commonground::vectorize::Tfidf::fit_counts(settings, &as_strs(&texts))?;
            let rows = if are_counts { counts } else { tfidf.weigh(counts) };
            Ok((Arc::new(tfidf), rows))
        })?;
        Ok((Tfidf { tfidf }, sparse(py, rows)))
    }

    /// The rows of texts, of weights or of counts.
    fn transform<'py>(
        &self,
        py: Python<'py>,
        texts: Vec<PyBackedStr>,
        are_counts: bool,
        threads: Option<usize>,
    ) -> PyResult<Sparse<'py>> {
        let tfidf = Arc::clone(&self.tfidf);
        let rows: CsrMatrix = work(py, How::quietly(threads, texts.len()), move |_| {
            let texts = as_strs(&texts);
            Ok(if are_counts { tfidf.count(&texts) } else { tfidf.transform(&texts) })
        })?;
        Ok(sparse(py, rows))
    }

    /// The terms in the form in which people wrote them, in the order of the columns.
    fn surfaces(&self) -> Vec<&str> {
        self.tfidf.vocabulary().terms().iter().map(|term| term.surface.as_str()).collect()
    }

    /// The stems of the terms, in the order of the columns.
    fn keys(&self) -> Vec<&str> {
        self.tfidf.vocabulary().terms().iter().map(|term| term.key.as_str()).collect()
    }

    /// The inverse document frequency of each term.
    fn idf<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<f32>> {
        self.tfidf.idf().to_vec().into_pyarray(py)
    }

    /// The model as JSON.
    fn save(&self) -> PyResult<String> {
        Ok(self.tfidf.save().map_err(Fault::from)?)
    }

    /// Reads what `save` wrote.
    #[staticmethod]
    fn load(json: &str) -> PyResult<Self> {
        let tfidf = commonground::vectorize::Tfidf::load(json).map_err(Fault::from)?;
        Ok(Tfidf { tfidf: Arc::new(tfidf) })
    }
}

/// The words of a text, as they stand there.
#[pyfunction]
pub(crate) fn words(text: &str) -> Vec<&str> {
    commonground::text::words(text).map(|word| word.text).collect()
}

/// The stems of a text's words in order, without those that are no term.
#[pyfunction]
pub(crate) fn terms(text: &str, analyser_json: &str) -> PyResult<Vec<String>> {
    let analyser = Analyser::new(analyser(analyser_json)?);
    let stems = commonground::text::words(text).filter_map(|word| match analyser.read(word.text) {
        Reading::Term(stem) => Some(stem),
        Reading::Stop { .. } | Reading::Dropped => None,
    });
    Ok(stems.collect())
}
