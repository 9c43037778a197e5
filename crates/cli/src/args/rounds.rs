//! The arguments of what looks into other rounds, or into a round for what nobody has coded.

use clap::{ArgAction, Args};
use commonground::K;

use super::help::{COMPARE, PROPOSE};
use super::votes::FolderArgs;
use crate::settings::parse_k;

#[derive(Debug, Args)]
#[command(after_help = COMPARE)]
pub(crate) struct CompareArgs {
    /// The earlier round: a file or folder. More with --earlier
    #[arg(value_name = "EARLIER")]
    pub(crate) earlier: String,
    /// The later round, or the notes of meetings: a file or folder
    #[arg(value_name = "LATER")]
    pub(crate) later: String,
    /// The framework (TOML) onto which both are coded. Without it themes are compared
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<String>,
    /// The metadata of the later round across which an area may cut, such as the group whose meeting it was
    #[arg(long, value_name = "COL", requires = "framework")]
    pub(crate) across: Option<String>,
    /// How many themes each round has, or `auto` for the number that both together recommend
    #[arg(long, value_name = "N|auto", default_value = "auto", value_parser = parse_k)]
    pub(crate) k: K,
    /// How often documents are dealt at random to see what splits and mergers are noise
    #[arg(long, value_name = "N", default_value_t = 19)]
    #[arg(value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) deals: u16,
    /// The columns with the text, for tables; give the flag once for each
    #[arg(long, value_name = "COL", action = ArgAction::Append)]
    pub(crate) text: Vec<String>,
    /// The column with the id, for tables
    #[arg(long, value_name = "COL")]
    pub(crate) id: Option<String>,
    /// The column with what each sender allowed, in both [default: the one headed consent, if there is one]
    #[arg(long, value_name = "COL")]
    pub(crate) consent: Option<String>,
    /// A CSV file with an id column, whose other columns are added to the metadata of both
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<String>,
    /// The language of the texts, or `none` for any other: en, es, it, pt, da, hu, fi, ru
    #[arg(long, value_name = "CODE", default_value = "en", hide_possible_values = true)]
    #[arg(value_parser = crate::settings::languages())]
    pub(crate) language: String,
    /// The seed of all chance
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) out: FolderArgs,
}

#[derive(Debug, Args)]
#[command(after_help = PROPOSE)]
pub(crate) struct ProposeArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// What the wild card is called
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What counts as raising it
    #[arg(long, value_name = "TEXT")]
    pub(crate) description: Option<String>,
    /// A word or phrase that points to it; give the flag once for each
    #[arg(long, value_name = "CUE", action = ArgAction::Append)]
    pub(crate) cue: Vec<String>,
    /// Who proposes it
    #[arg(long, value_name = "NAME")]
    pub(crate) proposer: String,
    /// Record it as a decision to add the area: then --by and --why are needed
    #[arg(long, requires = "by", requires = "why")]
    pub(crate) add: bool,
    /// Who decides
    #[arg(long, value_name = "NAME")]
    pub(crate) by: Option<String>,
    /// On which device [default: the name of this computer]
    #[arg(long, value_name = "NAME")]
    pub(crate) device: Option<String>,
    /// Why it is added
    #[arg(long, value_name = "TEXT")]
    pub(crate) why: Option<String>,
    /// When, in UTC, as 2026-03-02T10:11:12Z [default: now]
    #[arg(long, value_name = "TIME")]
    pub(crate) when: Option<String>,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
