//! What people coded.

use std::sync::Arc;

use commonground::coding::{HumanCode, HumanCodes};
use commonground::round::{Note, Source};
use commonground::{Framework, Round};
use commonground_formats::ReadOptions;
use commonground_formats::read::{CodeTable, all_codes, read_codes};
use pyo3::prelude::*;

use crate::fault::Fault;
use crate::work::{How, work};

/// What people coded: by document or by byte range, one coder or several. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct Codes {
    pub(crate) brought: Brought,
}

/// What a person brought: codes, or the tables that they stand in.
#[derive(Clone)]
pub(crate) struct Brought {
    codes: Arc<HumanCodes>,
    /// Empty for codes that were in no file. What a place in a table means can depend on the texts.
    tables: Arc<Vec<CodeTable>>,
}

impl Brought {
    /// The codes, put to the texts of a round, and what was read with a reservation.
    pub(crate) fn in_round(
        &self,
        round: &Round,
        framework: Option<&Framework>,
    ) -> Result<(Arc<HumanCodes>, Vec<Note>), Fault> {
        match self.tables.as_slice() {
            [] => Ok((Arc::clone(&self.codes), Vec::new())),
            tables => {
                let (codes, notes) = all_codes(tables, round, framework)?;
                Ok((Arc::new(codes), notes))
            }
        }
    }
}

/// A code as Python's side gives it: document, first byte, the byte after the last, area, coder.
type Given = (String, Option<usize>, Option<usize>, Option<String>, String);

#[pymethods]
impl Codes {
    /// Reads tables of codes.
    #[staticmethod]
    fn read(py: Python<'_>, paths: Vec<String>) -> PyResult<Self> {
        let tables = work(py, How::alone(), move |progress| {
            Ok(read_codes(&paths, &ReadOptions::default(), progress)?)
        })?;
        let codes = HumanCodes::new(tables.iter().flat_map(|table| &table.codes).cloned().collect());
        Ok(Codes { brought: Brought { codes: Arc::new(codes), tables: Arc::new(tables) } })
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
        let codes = Arc::new(HumanCodes::new(codes));
        Ok(Codes { brought: Brought { codes, tables: Arc::default() } })
    }

    /// The names of the coders.
    fn coders(&self) -> Vec<&str> {
        self.brought.codes.coders()
    }

    fn __len__(&self) -> usize {
        self.brought.codes.codes().len()
    }
}
