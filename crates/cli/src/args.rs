//! The arguments: what each command takes. Their doc comments are the `--help` that people read.

use clap::{ArgAction, Args, ColorChoice, Parser, Subcommand, ValueEnum};
use commonground::K;

use crate::settings::{parse_df, parse_k, parse_share};

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
    /// Tables of codes → how far people, or the machine and people, agree
    #[command(after_help = AGREEMENT)]
    Agreement(AgreementArgs),
    /// Texts such as earlier rounds → a background, which steadies small rounds
    #[command(after_help = BACKGROUND)]
    Background(BackgroundArgs),
    /// The framework itself: make one of a list or table, check one, print its JSON schema
    #[command(subcommand, arg_required_else_help = true, after_help = FRAMEWORK)]
    Framework(FrameworkCommand),
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
            Command::Framework(_) => None,
        }
    }

    /// Whether nothing but errors is to be said.
    pub(crate) fn is_quiet(&self) -> bool {
        match self {
            Command::Framework(FrameworkCommand::Import(args)) => args.quiet,
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
    /// The CSV file to write, or `-` for standard output
    #[arg(long, value_name = "FILE")]
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
pub(crate) struct CodeArgs {
    #[command(flatten)]
    pub(crate) inputs: Inputs,
    /// The framework (TOML): the named areas onto which passages are coded
    #[arg(long, value_name = "FILE", required_unless_present = "model")]
    pub(crate) framework: Option<String>,
    /// What is coded: passages, because a long text raises several areas, or whole documents
    #[arg(long, value_enum, default_value_t = UnitArg::Passage)]
    pub(crate) unit: UnitArg,
    /// The CSV file to write, or `-` for standard output
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
    pub(crate) run: RunArgs,
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
    /// The CSV file to write, or `-` for standard output
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
    /// Files (txt, md, csv, tsv, jsonl, json), folders of them, or `-` for standard input
    #[arg(value_name = "INPUT", required = true)]
    pub(crate) input: Vec<String>,
}

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
    /// A CSV file with an id column, whose other columns are added to the documents' metadata
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<String>,
    /// The size above which a file is not read
    #[arg(long, value_name = "N", default_value_t = 2 << 30)]
    #[arg(value_parser = clap::value_parser!(u64).range(1..))]
    pub(crate) max_file_bytes: u64,
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
    /// What texts are clustered by [default: joint; topics with fast; terms with the engine linfa]
    #[arg(long, value_enum, value_name = "RECIPE")]
    pub(crate) recipe: Option<RecipeArg>,
    /// Vectors of the texts that you bring, of any embedding: CSV, TSV or JSONL with an id and numbers
    #[arg(long, value_name = "FILE", conflicts_with = "background")]
    pub(crate) vectors: Option<String>,
    /// A background of other texts, such as earlier rounds, that `commonground background` wrote
    #[arg(long, value_name = "FILE")]
    pub(crate) background: Option<String>,
    /// The algorithm: our own sequential moves, or Lloyd's algorithm of linfa (slow; recipe terms only)
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
    Linfa,
}

const FLOW: &str = "\
The usual way:
  1. see what would be read      commonground analyse eois/ --dry-run
  2. find themes and code areas  commonground analyse eois/ --framework areas.toml --out report
  3. read the report             open report/report.html in a browser

Everything runs on this machine; nothing is sent anywhere. Inputs are never changed, and outputs are \
written as a whole or not at all, with a manifest of what was read and how. `commonground COMMAND --help` \
has examples. Exit codes: 0 done, 1 failed, 2 wrong usage, 130 interrupted.";

const ANALYSE: &str = "\
Examples:
  commonground analyse eois/ --framework areas.toml --metadata partnerships.csv
  commonground analyse answers.csv --text q1 --text q2 --id ref --k 8 --out report
  commonground analyse eois/ --background earlier.json --out report
  commonground analyse eois/ --framework areas.toml --codes ann.csv --codes bob.csv
  commonground analyse eois/ --dry-run

A document may raise several themes: passages of it are clustered, and prevalence is told in documents, or \
in partnerships where every document has that metadata. Passages that no theme can claim are unplaced.";

const FRAMEWORK: &str = "\
Examples:
  commonground framework import codebook.csv --out areas.toml
  commonground framework check areas.toml
  commonground framework schema > framework.schema.json";

const IMPORT: &str = "\
Examples:
  commonground framework import areas.txt --out areas.toml
  commonground framework import codebook.csv --name \"Areas of commonality\" --out areas.toml
  commonground framework import goals.json --out -

A list has an area on each line, with or without bullets or numbers; a line that is further in is a part of the \
one above. A table has a row for each area and a header with name and, if you like, description, parent (a name \
or id), id, cues and excludes (between semicolons) and examples (one a line); plain other headers such as theme, \
label, definition or keywords do as well. JSON has an object for each area with the same fields, and children. \
Ids that are not given are made from the names, always the same.";

const CHECK: &str = "\
Examples:
  commonground framework check areas.toml
  commonground framework check areas.toml --json

Shows each area below the one that it is a part of, with the number of its cues and examples, and what is \
doubtful. Exit codes: 0 the framework can be used, 1 it cannot, with the line and the area.";

const CLUSTER: &str = "\
Examples:
  commonground cluster answers.jsonl --k 20 --out clusters.csv
  commonground cluster eois/ --unit passage --k auto --out clusters.csv
  commonground cluster answers.jsonl --k 20 --vectors vectors.csv --out clusters.csv
  cat answers.jsonl | commonground cluster - --k 5 --out - | head

Writes CSV with the columns id,cluster,score (id,start,end,cluster,score with --unit passage; start and end \
are byte offsets in the UTF-8 text). Rows are ordered by id, clusters are numbered from 0, the largest \
first, and a score is from 0 to 1. A unit without any term, or with a non-answer only, has the cluster -1 and an \
empty score.

--vectors takes a row for each document: its id, and a column for each number; or JSONL with id and vector. \
With --unit passage a document of several passages has a row for each, with columns start and end as above. \
They are combined with latent topics and distributions of words, or stand alone with --recipe brought.

A manifest is written beside FILE; with --k auto it has the numbers that were tried.";

const CODE: &str = "\
Examples:
  commonground code eois/ --framework areas.toml --out areas.csv
  commonground code answers.csv --framework areas.toml --unit document --out areas.csv
  commonground code eois/ --framework areas.toml --learn-from coded.csv --save-model model.json --out areas.csv
  commonground code later/ --model model.json --out areas.csv

Writes CSV with the columns id,start,end,area,score,rank (id,area,score,rank with --unit document; start and \
end are byte offsets in the UTF-8 text). There is a row for each area given, the strongest with rank 1, and \
one with an empty area where none was. Areas are told by the id that the framework gives them. A score is how likely \
a person would give the area, from 0 to 1; areas are given from 0.25 on. A manifest is written beside FILE.

To teach it, correct the table (or a part of it) in a spreadsheet and give it back with --learn-from; or fill in what \
--ask wrote: an area in the place of each ?, nothing for a passage that raises none, a further row for a further area. --vectors takes \
a row for each unit, as `commonground cluster` does, and one for each area: its id is area: and the id of the area.";

const AGREEMENT: &str = "\
Examples:
  commonground code eois/ --framework areas.toml --out machine.csv
  commonground agreement machine.csv ann.csv bob.csv --framework areas.toml --out agreement.csv
  commonground agreement both-coders.csv --unit document --out agreement.csv

A table has the columns id and area, with start and end (byte offsets) where passages were coded, and may have a column \
coder; without one, the coder is called by the file. A row with an empty area says that this was read and raises \
nothing; what has no row was not coded. A table with the columns score and rank is taken for the machine's, as \
`code` writes it; give it a column coder once a person has gone over it. What at least two coders have in common is compared: by document all codes of an id, by passage \
those with the same id, start and end. Codes that begin with outside: are about what the framework has no area \
for, and are skipped.

Writes CSV with a row for each area and comparison: counts, precision, recall and F1 of the machine, Cohen's kappa, \
Krippendorff's alpha and plain agreement, each with its 95% interval; then rows for all areas pooled, for their mean, \
and for whole sets of areas (alpha with the MASI distance, Jaccard, exact). With two people or more, what they reach \
among themselves stands beside. Intervals come from drawing documents anew (--seed). An area that was used for fewer \
than 10 units is marked: too few to judge. A manifest is written beside FILE.";

const BACKGROUND: &str = "\
Examples:
  commonground background rounds/2023/ rounds/2024/ --out earlier.json
  commonground analyse eois/ --background earlier.json --out report

Learns word vectors from texts of the same kind and language as the rounds to come, and writes them as \
JSON. A round is analysed with its own word vectors and these beside each other, which helps most where it is small. \
The file holds the words that occur in at least two passages, and no passage: check that none of them is a secret before you pass it on. \
A manifest is written beside FILE.";
