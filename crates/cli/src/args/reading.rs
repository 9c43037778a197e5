//! The arguments about how inputs are read, and within which limits.

use clap::{ArgAction, Args};

use crate::settings::{parse_form, parse_size};

#[derive(Debug, Args)]
#[command(next_help_heading = "Reading")]
pub(crate) struct ReadArgs {
    /// A column or field with text; give the flag once for each. Found by itself where the header is plain
    #[arg(long, value_name = "COL", action = ArgAction::Append)]
    pub(crate) text: Vec<String>,
    /// The column or field with the id. Found by itself where the header is plain
    #[arg(long, value_name = "COL")]
    pub(crate) id: Option<String>,
    /// A column to keep as metadata; give the flag once for each. Without it, all but personal data
    #[arg(long, value_name = "COL", action = ArgAction::Append)]
    pub(crate) meta: Vec<String>,
    /// The column with what each sender allowed: none, analyse, quote-internal or quote-public [default: the one headed
    /// consent, if there is one]
    #[arg(long, value_name = "COL")]
    pub(crate) consent: Option<String>,
    /// Put pseudonyms in the place of ids, partnerships and names of files, by the key in this file, which is made if it is not
    /// there: the same key gives the same pseudonyms in every round
    #[arg(long, value_name = "KEYFILE")]
    pub(crate) pseudonyms: Option<String>,
    /// A CSV file with an id column, whose other columns are added to the documents' metadata
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<String>,
    /// The sheet of an Excel workbook [default: the first with rows that is not hidden]
    #[arg(long, value_name = "NAME")]
    pub(crate) sheet: Option<String>,
    /// The form that a table was exported from (microsoft, google, jisc, qualtrics), or `none` [default: by its headers]
    #[arg(long, value_name = "FORM", value_parser = parse_form)]
    pub(crate) form: Option<String>,
    #[command(flatten)]
    pub(crate) limits: LimitArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Limits of reading")]
pub(crate) struct LimitArgs {
    /// The size above which a file is not read
    #[arg(long, value_name = "N", default_value_t = 2 << 30)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_file_bytes: u64,
    /// The bytes to which a Word, Excel or Parquet file may unpack
    #[arg(long, value_name = "SIZE", default_value = "256MiB", value_parser = parse_size)]
    pub(crate) max_unpacked_bytes: u64,
    /// The memory that the reading of one Word, Excel, PDF or Parquet file may take, or the codes of a project (.qdpx)
    #[arg(long, value_name = "SIZE", default_value = "1GiB", value_parser = parse_size)]
    pub(crate) max_file_memory: u64,
    /// The seconds that the reading of one Word, Excel, PDF or Parquet file may take
    #[arg(long, value_name = "N", default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_file_seconds: u64,
    /// The cells that a sheet or a Parquet file may have
    #[arg(long, value_name = "N", default_value_t = 10_000_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_cells: u64,
    /// The pages that a PDF may have
    #[arg(long, value_name = "N", default_value_t = 2_000, value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_pages: u64,
    /// How deep elements of a Word or Excel file may lie in each other
    #[arg(long, value_name = "N", default_value_t = 256, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) max_depth: u16,
}
