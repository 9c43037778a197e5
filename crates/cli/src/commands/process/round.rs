//! The rounds of a study, read with a worker for files that can do harm, and with what was skipped told.

use commonground_formats::study::StudyFolder;
use commonground_formats::{ReadOptions, Reading};

use crate::console::Console;
use crate::failure::Failure;
use crate::settings;

/// Reads a study's round. None if the study has none.
pub(super) fn own(study: &StudyFolder, console: &Console) -> Result<Option<Reading>, Failure> {
    let reading = study.read_round(with_worker(), console)?;
    reading.iter().for_each(|reading| console.warn_about(&reading.round));
    Ok(reading)
}

/// Reads another round as the study's is read.
pub(super) fn other(study: &StudyFolder, inputs: &[String], console: &Console) -> Result<Reading, Failure> {
    let reading = study.read_other(inputs, with_worker(), console)?;
    console.warn_about(&reading.round);
    Ok(reading)
}

fn with_worker() -> ReadOptions {
    ReadOptions { worker: settings::worker(), ..ReadOptions::default() }
}
