//! The arguments of `export`.

use clap::{ArgAction, Args, ValueEnum};

use super::ReadArgs;
use super::help::EXPORT;

/// What becomes a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CodesArg {
    /// The areas of the framework
    Areas,
    /// The themes that the machine found
    Themes,
}

/// A table with typed columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TableArg {
    /// Documents × areas: the strength, or nothing where an area is unsaid
    Matrix,
    /// The areas given to each passage, with its theme
    Codings,
    /// The quotations of themes and areas
    Quotations,
    /// The themes
    Themes,
}

#[derive(Debug, Args)]
#[command(after_help = EXPORT)]
pub(crate) struct ExportArgs {
    /// The files and folders that were analysed, for all but a codebook
    #[arg(value_name = "INPUT", action = ArgAction::Append)]
    pub(crate) input: Vec<String>,
    /// The analysis: its folder of results, or its analysis.json
    #[arg(long, value_name = "DIR")]
    pub(crate) analysis: String,
    /// What becomes a code [default: areas if there are any, otherwise themes]
    #[arg(long, value_enum)]
    pub(crate) codes: Option<CodesArg>,
    /// The table of a Parquet file [default: matrix if there are areas, otherwise themes]
    #[arg(long, value_enum, conflicts_with_all = ["codes", "crlf", "packs"])]
    pub(crate) table: Option<TableArg>,
    /// End lines as Windows does, for programs that do so while they read and would shift every place
    #[arg(long)]
    pub(crate) crlf: bool,
    /// Write a Word file for each area into the folder of --out: who speaks of it, and in which words
    #[arg(long, conflicts_with_all = ["codes", "crlf"])]
    pub(crate) packs: bool,
    /// What to write: a codebook (.qdc), a project (.qdpx), a workbook (.xlsx), a table (.parquet), one plain page of themes (.docx), or with
    /// --packs a folder
    #[arg(long, value_name = "PATH")]
    pub(crate) out: String,
    /// Replace a file, or a folder of packs, that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
