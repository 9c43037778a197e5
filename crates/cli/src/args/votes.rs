//! The arguments of votes and groups.

use clap::{ArgAction, Args, ValueEnum};

use super::help::{GROUP, PRIORITISE};

#[derive(Debug, Args)]
#[command(after_help = PRIORITISE)]
pub(crate) struct PrioritiseArgs {
    /// The ballots (CSV or TSV): a row for each voter
    #[arg(value_name = "BALLOTS")]
    pub(crate) ballots: String,
    /// How many themes the list is to have
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) size: u16,
    /// The rule that decides; all others are told beside it
    #[arg(long, value_enum, default_value_t = RuleArg::EqualShares)]
    pub(crate) rule: RuleArg,
    #[command(flatten)]
    pub(crate) table: WishArgs,
    #[command(flatten)]
    pub(crate) out: FolderArgs,
}

#[derive(Debug, Args)]
#[command(after_help = GROUP)]
pub(crate) struct GroupArgs {
    /// The wishes (CSV or TSV): a row for each member
    #[arg(value_name = "WISHES")]
    pub(crate) wishes: String,
    /// The fewest members of a group
    #[arg(long, value_name = "N", default_value_t = 2)]
    pub(crate) smallest: usize,
    /// The most members of a group
    #[arg(long, value_name = "N", default_value_t = 8)]
    pub(crate) largest: usize,
    /// In how many groups each member is
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) each: usize,
    /// What groups should mix, such as place or stage: a column of the table, or of the study's metadata
    #[arg(long, value_name = "COL")]
    pub(crate) mix: Option<String>,
    /// Two members who must not meet, with a semicolon between; give the flag once for each pair
    #[arg(long, value_name = "A;B", action = ArgAction::Append)]
    pub(crate) apart: Vec<String>,
    /// Two members who must be in the same groups; give the flag once for each pair
    #[arg(long, value_name = "A;B", action = ArgAction::Append)]
    pub(crate) together: Vec<String>,
    /// A meeting and the times that it can have, with semicolons between; give the flag once for each meeting
    #[arg(long, value_name = "TIME;TIME", action = ArgAction::Append)]
    pub(crate) meeting: Vec<String>,
    /// Who cannot come when: a table with the columns member and time
    #[arg(long, value_name = "FILE", requires = "meeting")]
    pub(crate) away: Option<String>,
    /// Decides between divisions that are equally good
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    #[command(flatten)]
    pub(crate) table: WishArgs,
    #[command(flatten)]
    pub(crate) out: FolderArgs,
}

/// How a table of wishes is read.
#[derive(Debug, Args)]
#[command(next_help_heading = "Table")]
pub(crate) struct WishArgs {
    /// The column that says whose row it is. Found by itself where the header is plain
    #[arg(long, value_name = "COL")]
    pub(crate) voter: Option<String>,
    /// A column with the names of what is wished, with semicolons between; give the flag once for each, the first wish
    /// first. Without it, each theme has a column
    #[arg(long, value_name = "COL", action = ArgAction::Append)]
    pub(crate) choices: Vec<String>,
    /// What stands in the cells [default: what they look like]
    #[arg(long, value_enum)]
    pub(crate) form: Option<FormArg>,
    /// A study: its last version has the themes, and its round is told beside the wishes
    #[arg(long, value_name = "STUDY", conflicts_with = "framework")]
    pub(crate) study: Option<String>,
    /// The framework (TOML) that has the themes. Without it and a study, the themes are those of the table
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<String>,
}

/// A folder of results.
#[derive(Debug, Args)]
pub(crate) struct FolderArgs {
    /// The folder of results, written as a whole or not at all
    #[arg(long, value_name = "DIR")]
    pub(crate) out: String,
    /// Replace results of an earlier run
    #[arg(long)]
    pub(crate) force: bool,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum FormArg {
    /// Ticks: yes, x, 1
    Approval,
    /// Ranks, 1 the most wanted; or names in the order of the wishes
    Ranked,
    /// Points
    Points,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RuleArg {
    /// The method of equal shares: proportional
    EqualShares,
    /// Sequential proportional approval voting
    Pav,
    /// Phragmén's sequential rule: proportional
    Phragmen,
    /// The number of voters who approve
    Approval,
    /// Borda's points for ranks
    Borda,
    /// The points that were given
    Points,
}
