//! The arguments: what each command takes. Their doc comments are the `--help` that people read.

mod export;
mod help;
mod process;
mod reading;
mod rounds;
mod votes;

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
use commonground::K;

use crate::settings::{parse_df, parse_k, parse_sample, parse_share, parse_size};

pub(crate) use export::{CodesArg, ExportArgs, TableArg};
pub(crate) use process::{
    ActArg, DecideArgs, LedgerArgs, PurgeArgs, ReplayArgs, StudyCommand, StudyInitArgs, StudyStatusArgs,
};
pub(crate) use reading::{LimitArgs, ReadArgs};
pub(crate) use rounds::{CompareArgs, ProposeArgs};
pub(crate) use votes::{FolderArgs, FormArg, GroupArgs, PrioritiseArgs, RuleArg, WishArgs};

use help::{AGREEMENT, ANALYSE, BACKGROUND, CHECK, CLUSTER, CODE, FLOW, FRAMEWORK, IMPORT, STUDY};

/// Finds the common ground in a round of free-text submissions: themes, coded areas and the evidence.
#[derive(Debug, Parser)]
#[command(name = "commonground", version, color = ColorChoice::Never, max_term_width = 100)]
#[command(subcommand_required = true, arg_required_else_help = true, after_help = FLOW)]
pub(crate) struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// A round → themes, coded areas and a report: the main job
    #[command(after_help = ANALYSE)]
    Analyse(AnalyseArgs),
    /// A round → the cluster of each document, for batch and benchmark use
    #[command(after_help = CLUSTER)]
    Cluster(ClusterArgs),
    /// A round and a framework → the areas that each passage raises
    #[command(after_help = CODE)]
    Code(CodeArgs),
    /// An analysis → Word files, a workbook, Parquet, or a codebook or project for NVivo, MAXQDA, ATLAS.ti, QualCoder …
    Export(ExportArgs),
    /// Tables of codes → how far people, or the machine and people, agree
    #[command(after_help = AGREEMENT)]
    Agreement(AgreementArgs),
    /// Texts such as earlier rounds → a background, which steadies small rounds
    #[command(after_help = BACKGROUND)]
    Background(BackgroundArgs),
    /// The framework itself: make one of a list or table, check one, print its JSON schema
    #[command(subcommand, arg_required_else_help = true, after_help = FRAMEWORK)]
    Framework(FrameworkCommand),
    /// A study: the folder in which people decide what becomes of the areas
    #[command(subcommand, arg_required_else_help = true, after_help = STUDY)]
    Study(StudyCommand),
    /// Record what people decide: keep, rename, merge, split, drop, add, …
    Decide(DecideArgs),
    /// Decisions → the versions of the list, and what still holds
    Replay(ReplayArgs),
    /// A study → the page that tells how the list came about, with every reason
    Ledger(LedgerArgs),
    /// Ballots → the themes that come first, by proportional rules and others
    Prioritise(PrioritiseArgs),
    /// Wishes → groups that meet, when they meet, and a brief for each
    Group(GroupArgs),
    /// Two rounds, or a list and notes of meetings → what went on, and what changed beyond noise
    Compare(CompareArgs),
    /// A wild card → what the round says about it, and what on the list is nearest
    Propose(ProposeArgs),
    /// Somebody who is to be forgotten → a study and results without them, as far as can be
    Purge(PurgeArgs),
}

impl Command {
    /// What all commands that compute have in common.
    pub(crate) fn run_args(&self) -> Option<&RunArgs> {
        match self {
            Command::Analyse(args) => Some(&args.run),
            Command::Cluster(args) => Some(&args.run),
            Command::Code(args) => Some(&args.run),
            Command::Agreement(args) => Some(&args.run),
            Command::Background(args) => Some(&args.run),
            Command::Framework(_)
            | Command::Export(_)
            | Command::Study(_)
            | Command::Decide(_)
            | Command::Replay(_)
            | Command::Ledger(_)
            | Command::Prioritise(_)
            | Command::Group(_)
            | Command::Compare(_)
            | Command::Propose(_)
            | Command::Purge(_) => None,
        }
    }

    /// Whether nothing but errors is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        match self {
            Command::Framework(FrameworkCommand::Import(args)) => args.quiet,
            Command::Export(args) => args.quiet,
            Command::Study(StudyCommand::Init(args)) => args.quiet,
            Command::Decide(args) => args.quiet,
            Command::Replay(args) => args.quiet,
            Command::Ledger(args) => args.quiet,
            Command::Prioritise(args) => args.out.quiet,
            Command::Group(args) => args.out.quiet,
            Command::Compare(args) => args.out.quiet,
            Command::Propose(args) => args.quiet,
            Command::Purge(args) => args.quiet,
            _ => self.run_args().is_some_and(|run| run.quiet),
        }
    }
}

/// What is done with a framework.
#[derive(Debug, Subcommand)]
pub(crate) enum FrameworkCommand {
    /// A list, table or JSON of areas → a framework file
    #[command(after_help = IMPORT)]
    Import(ImportArgs),
    /// Check a framework file, and show its areas and what is doubtful
    #[command(after_help = CHECK)]
    Check(CheckArgs),
    /// Print the JSON schema of the framework file, for editors that check TOML
    Schema,
}

#[derive(Debug, Args)]
pub(crate) struct ImportArgs {
    /// The list (txt, md), table (csv, tsv) or JSON (json, jsonl) of areas
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// The framework file to write, or `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    /// What the framework is called [default: the name of FILE]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// Replace a framework file that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct CheckArgs {
    /// The framework file (TOML)
    #[arg(value_name = "FILE")]
    pub(crate) file: String,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
pub(crate) struct AnalyseArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The framework (TOML): the named areas onto which passages are coded
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<String>,
    /// What people coded (CSV: id, area; start and end for passages), to tell how far the areas agree with it; give
    /// the flag once for each file
    #[arg(long, value_name = "FILE", requires = "framework", action = ArgAction::Append)]
    pub(crate) codes: Vec<String>,
    /// A table of what people coded that teaches: it stays as it is, and the rest is coded the more alike; give the
    /// flag once for each
    #[arg(long, value_name = "FILE", action = ArgAction::Append, requires = "framework")]
    pub(crate) learn_from: Vec<String>,
    /// Code onto the list of a study as it stands, and let colleagues review it in the report: that works offline, and
    /// saves a table for `decide --import`
    #[arg(long, value_name = "STUDY", conflicts_with = "framework")]
    pub(crate) review: Option<String>,
    /// Write what may be told to everybody, in the place of the results: no quotation without consent (quote-public) or that
    /// is seen to say whose it is, no count below 5 or that leaves so few, and nothing of a single document
    #[arg(long, conflicts_with_all = ["review", "codes", "pseudonyms"])]
    pub(crate) public: bool,
    /// How many themes, or `auto` for the number that two halves of the data agree on best
    #[arg(long, value_name = "N|auto", default_value = "auto", value_parser = parse_k)]
    pub(crate) k: K,
    /// The folder of results, written as a whole or not at all
    #[arg(long, value_name = "DIR", default_value = "commonground-report")]
    pub(crate) out: String,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) terms: TermArgs,
    #[command(flatten)]
    pub(crate) fit: FitArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct ClusterArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// How many clusters, or `auto` for the number that two halves of the data agree on best
    #[arg(long, value_name = "N|auto", value_parser = parse_k)]
    pub(crate) k: K,
    /// What is clustered: whole documents (this command is for batches of short texts), or passages
    #[arg(long, value_enum, default_value_t = UnitArg::Document)]
    pub(crate) unit: UnitArg,
    /// The table to write: Parquet if its name ends in .parquet, otherwise CSV; or `-` for CSV on standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) terms: TermArgs,
    #[command(flatten)]
    pub(crate) fit: FitArgs,
    #[command(flatten)]
    pub(crate) stream: StreamArgs,
    /// How often the clusters of a stream are made anew of all documents, after they were fitted on the sample
    #[arg(long, value_name = "N", default_value_t = 1, help_heading = "Streams")]
    #[arg(value_parser = clap::value_parser!(u32).range(0..=100))]
    pub(crate) refine: u32,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The framework (TOML): the named areas onto which passages are coded
    #[arg(long, value_name = "FILE", required_unless_present = "model")]
    pub(crate) framework: Option<String>,
    /// What is coded: passages, because a long text raises several areas, or whole documents
    #[arg(long, value_enum, default_value_t = UnitArg::Passage)]
    pub(crate) unit: UnitArg,
    /// The table to write: Parquet if its name ends in .parquet, otherwise CSV; or `-` for CSV on standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    /// Tell the N likeliest areas of each unit, given or not, with a column `given`
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) ranked: Option<u16>,
    #[command(flatten)]
    pub(crate) learn: LearnArgs,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) terms: TermArgs,
    #[command(flatten)]
    pub(crate) stream: StreamArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Streams")]
pub(crate) struct StreamArgs {
    /// Read the input again and again instead of holding it: everything is learned on a sample, and each document
    /// is then placed by that. Done by itself where the input has more than a 64th of --max-memory
    #[arg(long)]
    pub(crate) stream: bool,
    /// The memory that a stream may take, such as 2GiB or 800MB. The result does not depend on it
    #[arg(long, value_name = "SIZE", default_value = "4GiB", value_parser = parse_size)]
    pub(crate) max_memory: u64,
    /// So many documents are drawn to learn on; a round of no more is analysed as a whole
    #[arg(long, value_name = "N", default_value_t = 50_000, value_parser = parse_sample)]
    pub(crate) sample: usize,
    /// Go on with a run that was cut off: what it has done is in OUT.partial
    #[arg(long)]
    pub(crate) resume: bool,
    /// Keep what is done in OUT.partial after every N documents
    #[arg(long, value_name = "N", default_value_t = 500_000)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) keep_every: u64,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Learning")]
pub(crate) struct LearnArgs {
    /// A table of what people coded (CSV or TSV), as this command writes it: it stays as it is, and the rest is coded the
    /// more alike; give the flag once for each
    #[arg(long, value_name = "FILE", action = ArgAction::Append)]
    pub(crate) learn_from: Vec<String>,
    /// Name the N units whose coding by a person would teach most: FILE.ask.csv beside the table
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) ask: Option<u16>,
    /// Tell how good the coding would be with a part of these codes, and with all: whether more are worth while
    #[arg(long, requires = "learn_from")]
    pub(crate) curve: bool,
    /// Vectors of the texts and areas that you bring, of any embedding: CSV, TSV or JSONL with an id and numbers
    #[arg(long, value_name = "FILE", conflicts_with = "background")]
    pub(crate) vectors: Option<String>,
    /// A background of other texts, such as earlier rounds, that `commonground background` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) background: Option<String>,
    /// Save what was learned, so that later texts are coded by the same measure
    #[arg(long, value_name = "FILE", conflicts_with = "vectors")]
    pub(crate) save_model: Option<String>,
    /// Code by what --save-model saved, and learn nothing
    #[arg(long, value_name = "FILE")]
    #[arg(conflicts_with_all = ["framework", "learn_from", "vectors", "background", "save_model"])]
    pub(crate) model: Option<String>,
}

#[derive(Debug, Args)]
pub(crate) struct AgreementArgs {
    /// Tables of codes (CSV or TSV), one for each coder or with a column `coder`
    #[arg(value_name = "CODES", required = true)]
    pub(crate) codes: Vec<String>,
    /// The framework (TOML): its order of areas, and areas by id or name. Without it, areas as they are written
    #[arg(long, value_name = "FILE")]
    pub(crate) framework: Option<String>,
    /// What is compared [default: passages if all coders have byte ranges, otherwise documents]
    #[arg(long, value_enum)]
    pub(crate) unit: Option<UnitArg>,
    /// The column with the id. Found by itself where the header is plain
    #[arg(long, value_name = "COL")]
    pub(crate) id: Option<String>,
    /// The table to write: Parquet if its name ends in .parquet, otherwise CSV; or `-` for CSV on standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct BackgroundArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The file to write, or `-` for standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) out: String,
    #[command(flatten)]
    pub(crate) read: ReadArgs,
    #[command(flatten)]
    pub(crate) terms: TermArgs,
    #[command(flatten)]
    pub(crate) run: RunArgs,
}

#[derive(Debug, Args)]
pub(crate) struct Inputs {
    /// Files (docx, pdf, xlsx, parquet, txt, md, csv, tsv, jsonl, json), folders of them, or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) input: Vec<String>,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Terms")]
pub(crate) struct TermArgs {
    /// The language of the texts, or `none` for any other: en, es, it, pt, da, hu, fi, ru
    #[arg(long, value_name = "CODE", default_value = "en", hide_possible_values = true)]
    #[arg(value_parser = crate::settings::languages())]
    pub(crate) language: String,
    /// A further word to leave out, such as the name of the programme; give the flag once for each
    #[arg(long, value_name = "WORD", action = ArgAction::Append)]
    pub(crate) stop_word: Vec<String>,
    /// A word must occur in at least so many units (a phrase in 3 at least)
    #[arg(long, value_name = "N", default_value_t = 2, value_parser = parse_df)]
    pub(crate) min_df: u32,
    /// A term must occur in at most this share of the units
    #[arg(long, value_name = "SHARE", default_value_t = 0.5, value_parser = parse_share)]
    pub(crate) max_df: f64,
    /// Take every text as it is. Otherwise non-answers ("n/a") and what forms repeat are set aside, and a
    /// text that many sent counts once in the clustering
    #[arg(long)]
    pub(crate) keep_noise: bool,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Clustering")]
pub(crate) struct FitArgs {
    /// How much work is put into the clusters; fast also means the recipe topics unless another is named
    #[arg(long, value_enum, default_value_t = QualityArg::Default)]
    pub(crate) quality: QualityArg,
    #[cfg_attr(
        feature = "linfa",
        doc = "What texts are clustered by [default: joint; topics with fast; terms with the engine linfa]"
    )]
    #[cfg_attr(
        not(feature = "linfa"),
        doc = "What texts are clustered by [default: joint; topics with fast]"
    )]
    #[arg(long, value_enum, value_name = "RECIPE")]
    pub(crate) recipe: Option<RecipeArg>,
    /// Vectors of the texts that you bring, of any embedding: CSV, TSV or JSONL with an id and numbers
    #[arg(long, value_name = "FILE", conflicts_with = "background")]
    pub(crate) vectors: Option<String>,
    /// A background of other texts, such as earlier rounds, that `commonground background` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) background: Option<String>,
    #[cfg_attr(
        feature = "linfa",
        doc = "The algorithm: our own sequential moves, or Lloyd's algorithm of linfa (slow; recipe terms only)"
    )]
    #[cfg_attr(not(feature = "linfa"), doc = "The algorithm: our own sequential moves")]
    #[arg(long, value_enum, default_value_t = EngineArg::Sequential)]
    pub(crate) engine: EngineArg,
}

#[derive(Debug, Args)]
#[command(next_help_heading = "Running")]
pub(crate) struct RunArgs {
    /// The seed of all chance: the same seed gives the same result
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// How many threads [default: one a core]. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = crate::settings::parse_threads)]
    pub(crate) threads: Option<usize>,
    /// Replace results of an earlier run
    #[arg(long)]
    pub(crate) force: bool,
    /// Check everything, read the input, show what was found, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but errors: no progress, no warnings, no summary
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum UnitArg {
    Document,
    Passage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum QualityArg {
    Fast,
    Default,
    Best,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum RecipeArg {
    /// Latent topics, word vectors (or those of `--vectors`) and distributions of words, all at once
    Joint,
    /// Latent topics alone
    Topics,
    /// Word vectors alone
    Words,
    /// TF-IDF rows by their angle: the cheapest
    Terms,
    /// Distributions of words by their Jensen–Shannon divergence
    Distributions,
    /// The vectors of `--vectors` alone
    Brought,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum EngineArg {
    Sequential,
    #[cfg(feature = "linfa")]
    Linfa,
}
