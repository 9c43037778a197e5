//! `export`: an analysis for other programs.

use std::path::{Path, PathBuf};

use commonground::Analysis;
use commonground_formats::export::{
    Codes, LineEnds, ResultsTable, area_packs, codebook, project, results_table, themes_page,
};
use commonground_formats::write::{
    MANIFEST, Manifest, OutputFile, check_apart, check_file, check_folder, is_parquet, write_files,
    write_folder,
};
use commonground_formats::{ReadOptions, Reading, read};
use serde_json::json;

use super::table::plural;
use crate::args::{CodesArg, ExportArgs, TableArg};
use crate::console::{Console, clean};
use crate::failure::Failure;
use crate::interrupt::while_writing;
use crate::{pseudonyms, settings};

/// Runs the command.
pub(crate) fn run(args: &ExportArgs, console: &Console) -> Result<(), Failure> {
    let out = Path::new(&args.out);
    check_apart(out, &args.input)?;
    if args.packs {
        return packs(args, out, console);
    }
    let extension = out.extension().unwrap_or_default().to_string_lossy().to_lowercase();
    if !is_parquet(out)? && args.table.is_some() {
        let what = "--table is of a Parquet file: give an --out that ends in .parquet";
        return Err(Failure::Usage(what.to_owned()));
    }
    check_file(out, args.force)?;
    let analysis = load(&args.analysis)?;
    let codes = match args.codes {
        Some(CodesArg::Areas) => Codes::Areas,
        Some(CodesArg::Themes) => Codes::Themes,
        None if analysis.coding.is_some() => Codes::Areas,
        None => Codes::Themes,
    };
    let mut told = String::new();
    let bytes = match extension.as_str() {
        "qdc" => codebook(&analysis, codes)?,
        "qdpx" => {
            let reading = inputs(args, console)?;
            told = left_out(&reading, args);
            let ends = if args.crlf { LineEnds::CrLf } else { LineEnds::Lf };
            project(&reading, &analysis, codes, ends)?
        }
        "xlsx" => workbook(&inputs(args, console)?, &analysis)?,
        "docx" => themes_page(&inputs(args, console)?, &analysis)?,
        "parquet" => results_table(&inputs(args, console)?, &analysis, table(args, &analysis), &args.out)?,
        _ => {
            let what = "what to export is told by the name of --out: one that ends in .qdc, .qdpx, .xlsx, .docx or .parquet; or a folder, with --packs";
            return Err(Failure::Usage(what.to_owned()));
        }
    };
    while_writing(|| Ok(write_files(&[(out, &bytes)], args.force)?))?;
    say(console, &told, out)
}

/// What a project is without, a line each.
fn left_out(reading: &Reading, args: &ExportArgs) -> String {
    let documents = reading.round.documents();
    let unquoted = (0..documents.len()).filter(|&place| !reading.round.may_quote(place)).count();
    let mut told = match unquoted {
        0 => String::new(),
        some => format!("Left out, as they may not be quoted: {}\n", plural(some, "document")),
    };
    if documents.iter().all(|document| document.metadata.is_empty())
        && let Some(table) = metadata_of(&args.analysis)
    {
        told += &format!(
            "No variables are written: the analysis was made with --metadata {table}, so give it here, too, to have them\n"
        );
    }
    told
}

/// The table of metadata with which an analysis was made, if the manifest beside it names one.
fn metadata_of(analysis: &str) -> Option<String> {
    let manifest = file_of(analysis).with_file_name(MANIFEST);
    let manifest: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(manifest).ok()?).ok()?;
    manifest.pointer("/settings/read/metadata")?.as_str().map(str::to_owned)
}

/// Writes a Word file for each area into a folder.
fn packs(args: &ExportArgs, out: &Path, console: &Console) -> Result<(), Failure> {
    // A folder of packs would take the place of the analysis.
    check_apart(out, std::slice::from_ref(&args.analysis))?;
    check_folder(out, args.force)?;
    let analysis = load(&args.analysis)?;
    let reading = inputs(args, console)?;
    let mut files = area_packs(&reading, &analysis)?;
    let told = format!("Packs: {}, one for each area\n", files.len());
    let settings = json!({ "packs": true, "work": analysis.settings });
    let mut manifest = Manifest::new("export", env!("CARGO_PKG_VERSION"), settings, &reading);
    manifest.outputs = files.iter().map(|file| file.name.clone()).collect();
    files.push(OutputFile { name: MANIFEST.to_owned(), bytes: manifest.to_json() });
    while_writing(|| Ok(write_folder(out, &files, args.force)?))?;
    say(console, &told, out)
}

/// The table that is asked for, or the one that most would want.
fn table(args: &ExportArgs, analysis: &Analysis) -> ResultsTable {
    match args.table {
        Some(TableArg::Matrix) => ResultsTable::Matrix,
        Some(TableArg::Codings) => ResultsTable::Codings,
        Some(TableArg::Quotations) => ResultsTable::Quotations,
        Some(TableArg::Themes) => ResultsTable::Themes,
        None if analysis.coding.is_some() => ResultsTable::Matrix,
        None => ResultsTable::Themes,
    }
}

/// What was analysed, read once more.
fn inputs(args: &ExportArgs, console: &Console) -> Result<Reading, Failure> {
    if args.input.is_empty() {
        let what = "it holds texts: give the inputs that were analysed, too";
        return Err(Failure::Usage(what.to_owned()));
    }
    let options =
        ReadOptions { pseudonyms: pseudonyms::known_key(&args.read)?, ..settings::read_options(&args.read) };
    Ok(read(&args.input, &options, console)?)
}

fn say(console: &Console, told: &str, out: &Path) -> Result<(), Failure> {
    if console.is_quiet() {
        return Ok(());
    }
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
    let file = file_of(given);
    let fault = |what: String| Failure::Failed(format!("{}: {what}", file.display()));
    let json = std::fs::read_to_string(&file).map_err(|error| fault(format!("cannot be read ({error})")))?;
    Analysis::from_json(&json).map_err(|error| fault(error.to_string()))
}

/// The file of an analysis that is given by it or by its folder.
fn file_of(given: &str) -> PathBuf {
    let given = Path::new(given);
    if given.is_dir() { given.join("analysis.json") } else { given.to_owned() }
}
