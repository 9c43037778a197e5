//! What people coded.

use std::sync::Arc;

use commonground::coding::{HumanCode, HumanCodes};
use commonground::round::Source;
use commonground_formats::ReadOptions;
use commonground_formats::read::{all_codes, read_codes};
use pyo3::prelude::*;

use crate::fault::Fault;
use crate::work::{How, work};

/// What people coded: by document or by byte range, one coder or several. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Codes {
    pub(crate) codes: Arc<HumanCodes>,
}

/// A code as Python's side gives it: document, first byte, the byte after the last, area, coder.
type Given = (String, Option<usize>, Option<usize>, Option<String>, String);

#[pymethods]
impl Codes {
    /// Reads tables of codes.
    #[staticmethod]
    fn read(py: Python<'_>, paths: Vec<String>) -> PyResult<Self> {
        let codes = work(py, How::alone(), move |progress| {
            Ok(all_codes(&read_codes(&paths, &ReadOptions::default(), progress)?).0)
        })?;
        Ok(Codes { codes: Arc::new(codes) })
    }

    /// Takes codes from memory.
    #[staticmethod]
    fn of(codes: Vec<Given>) -> PyResult<Self> {
        let code = |(row, (document, start, end, area, coder)): (u64, Given)| {
            let source = Source { file: "codes".to_owned(), line: Some(row) };
            let range = match (start, end) {
                (Some(start), Some(end)) => Some(start..end),
                (None, None) => None,
                _ => {
                    return Err(Fault::Input(format!(
                        "{source}: start and end go together: give both, or neither"
                    )));
                }
            };
            Ok(HumanCode { document, range, area, coder, source })
        };
        let codes = (1..).zip(codes).map(code).collect::<Result<Vec<_>, Fault>>()?;
        if codes.is_empty() {
            return Err(Fault::Input("there are no codes: bring what people coded".to_owned()).into());
        }
        Ok(Codes { codes: Arc::new(HumanCodes::new(codes)) })
    }

    /// The names of the coders.
    fn coders(&self) -> Vec<&str> {
        self.codes.coders()
    }

    fn __len__(&self) -> usize {
        self.codes.codes().len()
    }
}
