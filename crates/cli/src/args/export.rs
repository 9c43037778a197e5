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

#[derive(Debug, Args)]
#[command(after_help = EXPORT)]
pub(crate) struct ExportArgs {
    /// The files and folders that were analysed, for a project or a workbook; a codebook needs none
    #[arg(value_name = "INPUT", action = ArgAction::Append)]
    pub(crate) input: Vec<String>,
    /// The analysis: its folder of results, or its analysis.json
    #[arg(long, value_name = "DIR")]
    pub(crate) analysis: String,
    /// What becomes a code [default: areas if there are any, otherwise themes]
    #[arg(long, value_enum)]
    pub(crate) codes: Option<CodesArg>,
    /// End lines as Windows does, for programs that do so while they read and would shift every place
    #[arg(long)]
    pub(crate) crlf: bool,
    /// The file to write: a codebook (.qdc), a project (.qdpx) or a workbook (.xlsx)
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    /// Replace a file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
}
