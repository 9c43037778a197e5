//! Results to files, all or nothing.
//!
//! Outputs are staged under a hidden name beside their target, flushed to disk, and then put in its
//! place in one step. A full disk or a kill leaves the old outputs intact; the worst that stays behind
//! is a hidden `.NAME.partial-…`, which no part of commonground ever reads.
//!
//! Call [`check_folder`] or [`check_file`] before a long computation, so that a target that cannot
//! be written is known before the work is done, and [`check_apart`] to keep inputs untouched.

mod csv;
#[cfg(feature = "excel")]
pub(crate) mod excel;
mod file;
mod folder;
mod manifest;
#[cfg(feature = "parquet")]
pub(crate) mod parquet;
mod place;
mod purge;
mod table;

pub use csv::{Csv, CsvStyle};
pub use file::{Content, check_file, write_all, write_files};
pub use folder::{OutputFile, check_folder, write_folder};
pub use manifest::{ChosenK, MANIFEST, Manifest, TriedK, manifest_beside};
pub use place::check_apart;
pub use purge::{names_one, remove, results_about};
pub use table::{CLUSTER_COLUMNS, CODE_COLUMNS, ColumnType, TableFile, is_parquet, unit_columns};

pub(crate) use manifest::is_results;
pub(crate) use place::{sync_folder, unwritable};
