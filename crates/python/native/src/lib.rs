//! The native part of the Python package `commonground`.
//!
//! It is thin: it turns Python's frames, lists and arrays into what the library takes, lets `commonground` compute and
//! `commonground-formats` read and write, and hands tables and JSON back. What Python's users meet (names, defaults,
//! messages about types) is in the layer above it, `python/commonground/`.
//!
//! - `work` lets go of the interpreter for every computation, and listens for Ctrl-C meanwhile;
//! - `fault` makes Python's exceptions of errors;
//! - `frame` takes columns in by the Arrow PyCapsule interface, `table` gives them out by it;
//! - `display` draws what notebooks show;
//! - `process` is the way from themes to an agreed list: studies on disk, votes, groups and comparisons;
//! - `round`, `framework`, `codes`, `study`, `coder`, `tfidf` and `kmeans` are the classes of the same names.

mod arrays;
mod coder;
mod codes;
mod display;
mod fault;
mod frame;
mod framework;
mod kmeans;
mod process;
mod round;
mod study;
mod table;
mod tables;
mod tfidf;
mod work;

use pyo3::prelude::*;

/// The native part of commonground: its classes, for the layer above.
#[pymodule]
pub mod _native {
    use std::ffi::OsString;

    use pyo3::prelude::*;

    #[pymodule_export]
    use crate::coder::{Coded, Coder, code, learn};
    #[pymodule_export]
    use crate::codes::Codes;
    #[pymodule_export]
    use crate::display::{grid_html, picture, round_html, study_html, theme_html};
    #[pymodule_export]
    use crate::framework::Framework;
    #[pymodule_export]
    use crate::kmeans::KMeans;
    #[pymodule_export]
    use crate::process::compare::compare;
    #[pymodule_export]
    use crate::process::folder::StudyFolder;
    #[pymodule_export]
    use crate::process::votes::{group, prioritise};
    #[pymodule_export]
    use crate::process::write_folder;
    #[pymodule_export]
    use crate::round::Round;
    #[pymodule_export]
    use crate::study::{Study, analyse, cluster};
    #[pymodule_export]
    use crate::table::Table;
    #[pymodule_export]
    use crate::tfidf::{Tfidf, terms, words};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        crate::work::say_no_more_than_the_place_of_a_panic();
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }

    /// Runs the command line with these arguments, the first of which is the program's name; returns the exit code.
    #[pyfunction]
    fn cli(py: Python<'_>, arguments: Vec<OsString>) -> u8 {
        py.detach(|| commonground_cli::run(arguments))
    }
}
