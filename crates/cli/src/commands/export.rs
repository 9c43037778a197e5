//! `export`: an analysis for other programs.

use std::path::Path;

use commonground::Analysis;
use commonground_formats::export::{Codes, LineEnds, codebook, project};
use commonground_formats::write::{check_apart, check_file, write_files};
use commonground_formats::{ReadOptions, Reading, read};

use super::table::plural;
use crate::args::{CodesArg, ExportArgs};
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, console: &Console) -> Result<(), Failure> {
    let out = Path::new(&args.out);
    let extension = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    check_apart(out, &args.input)?;
    check_file(out, args.force)?;
    let analysis = load(&args.analysis)?;
    let codes = match args.codes {
        Some(CodesArg::Areas) => Codes::Areas,
        Some(CodesArg::Themes) => Codes::Themes,
        None if analysis.coding.is_some() => Codes::Areas,
        None => Codes::Themes,
    };
    let options =
        ReadOptions { pseudonyms: pseudonyms::known_key(&args.read)?, ..settings::read_options(&args.read) };
    let mut left_out = 0;
    let bytes = match extension.as_str() {
        "qdc" => codebook(&analysis, codes)?,
        "qdpx" | "xlsx" if args.input.is_empty() => {
            let what = "it holds texts: give the inputs that were analysed, too";
            return Err(Failure::Usage(what.to_owned()));
        }
        "qdpx" => {
            let reading = read(&args.input, &options, console)?;
            let places = 0..reading.round.documents().len();
            left_out = places.filter(|&place| !reading.round.may_quote(place)).count();
            let ends = if args.crlf { LineEnds::CrLf } else { LineEnds::Lf };
            project(&reading, &analysis, codes, ends)?
        }
        "xlsx" => {
            let reading = read(&args.input, &options, console)?;
            workbook(&reading, &analysis)?
        }
        _ => {
            let what = "what to export is told by the name of --out: one that ends in .qdc, .qdpx or .xlsx";
            return Err(Failure::Usage(what.to_owned()));
        }
    };
    while_writing(|| Ok(write_files(&[(out, &bytes)], args.force)?))?;
    if console.is_quiet() {
        return Ok(());
    }
    let told = match left_out {
        0 => String::new(),
        some => format!("Left out, as they may not be quoted: {}\n", plural(some, "document")),
    };
    console.print(&clean(&format!("{told}Written to {}\n", out.display())))
}

#[cfg(feature = "excel")]
fn workbook(reading: &Reading, analysis: &Analysis) -> Result<Vec<u8>, Failure> {
    Ok(commonground_formats::export::results_workbook(reading, analysis)?)
}

#[cfg(not(feature = "excel"))]
fn workbook(_: &Reading, _: &Analysis) -> Result<Vec<u8>, Failure> {
    Err(Failure::Failed("this build writes no Excel files".to_owned()))
}

/// An analysis, by its file or its folder of results.
pub(crate) fn load(given: &str) -> Result<Analysis, Failure> {
    let mut file = Path::new(given).to_owned();
    if file.is_dir() {
        file.push("analysis.json");
    }
    let fault = |what: String| Failure::Failed(format!("{}: {what}", file.display()));
    let json = std::fs::read_to_string(&file).map_err(|error| fault(format!("cannot be read ({error})")))?;
    Analysis::from_json(&json).map_err(|error| fault(error.to_string()))
}
