//! The arguments of the process: from themes to a list that people agreed on.

use clap::{ArgAction, Args, Subcommand};

use super::help::{DECIDE, LEDGER, PURGE, REPLAY, STUDY_INIT, STUDY_STATUS};

/// What is done with a study.
#[derive(Debug, Subcommand)]
pub(crate) enum StudyCommand {
    /// Make a study: a folder with settings, a framework, and room for decisions
    #[command(after_help = STUDY_INIT)]
    Init(Box<StudyInitArgs>),
    /// Show where a study stands: versions, decisions, conflicts, what to look at again
    #[command(after_help = STUDY_STATUS)]
    Status(StudyStatusArgs),
}

#[derive(Debug, Args)]
pub(crate) struct StudyInitArgs {
    /// The folder to make
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// The framework (TOML) that the study begins with
    #[arg(long, value_name = "FILE", required_unless_present = "from_analysis")]
    pub(crate) framework: Option<String>,
    /// Begin with the themes of an analysis instead: its folder of results, or its analysis.json
    #[arg(long, value_name = "FILE", conflicts_with = "framework")]
    pub(crate) from_analysis: Option<String>,
    /// What the study is called [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,
    /// A file or folder of the round; give the flag once for each
    #[arg(long, value_name = "INPUT", action = ArgAction::Append)]
    pub(crate) input: Vec<String>,
    /// A CSV file with an id column, whose other columns say more about the documents
    #[arg(long, value_name = "FILE")]
    pub(crate) metadata: Option<String>,
    /// A column with the text, for tables; give the flag once for each
    #[arg(long, value_name = "COL", action = ArgAction::Append)]
    pub(crate) text: Vec<String>,
    /// The column with the id, for tables
    #[arg(long, value_name = "COL")]
    pub(crate) id: Option<String>,
    /// The column with what each sender allowed [default: the one headed consent, if there is one]
    #[arg(long, value_name = "COL")]
    pub(crate) consent: Option<String>,
    /// The language of the texts, or `none` for any other: en, es, it, pt, da, hu, fi, ru
    #[arg(long, value_name = "CODE", default_value = "en", hide_possible_values = true)]
    #[arg(value_parser = crate::settings::languages())]
    pub(crate) language: String,
    /// The seed of all chance
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) seed: u64,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
pub(crate) struct StudyStatusArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Args)]
#[command(after_help = DECIDE, subcommand_negates_reqs = true, args_conflicts_with_subcommands = false)]
pub(crate) struct DecideArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// What is decided
    #[command(subcommand)]
    pub(crate) act: Option<ActArg>,
    /// Who decides
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) by: Option<String>,
    /// On which device: each has a file of its own [default: the name of this computer]
    #[arg(long, value_name = "NAME", global = true)]
    pub(crate) device: Option<String>,
    /// Why; needed for all but keep, undo and freeze
    #[arg(long, value_name = "TEXT", global = true)]
    pub(crate) why: Option<String>,
    /// When, in UTC, as 2026-03-02T10:11:12Z [default: now]
    #[arg(long, value_name = "TIME", global = true)]
    pub(crate) when: Option<String>,
    /// A decision in a conflict that this one settles; give the flag once for each of the two
    #[arg(long, value_name = "ID", action = ArgAction::Append, global = true)]
    pub(crate) settles: Vec<String>,
    /// Write a table of the areas in which colleagues can decide (xlsx or CSV, by the name)
    #[arg(long, value_name = "FILE", conflicts_with = "import")]
    pub(crate) sheet: Option<String>,
    /// Write a page in which colleagues can decide offline, and that saves such a table (HTML)
    #[arg(long, value_name = "FILE", conflicts_with_all = ["import", "sheet"])]
    pub(crate) review: Option<String>,
    /// Take the decisions of a sheet that was filled in (xlsx or CSV, with --by), or of a file of decisions that was mailed (jsonl)
    #[arg(long, value_name = "FILE")]
    pub(crate) import: Option<String>,
    /// Replace a sheet or page that is there
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = PURGE)]
pub(crate) struct PurgeArgs {
    /// The id of a document, its pseudonym, or the name of a partnership
    #[arg(value_name = "NAME", required = true)]
    pub(crate) name: Vec<String>,
    /// The folder of a study: what was said about it is taken out of the decisions, and what was counted is removed
    #[arg(long, value_name = "STUDY", required_unless_present = "results")]
    pub(crate) study: Option<String>,
    /// A folder of results, or a table or file of commonground with its manifest: removed as a whole if it names it; give the
    /// flag once for each
    #[arg(long, value_name = "PATH", action = ArgAction::Append)]
    pub(crate) results: Vec<String>,
    /// Do it. Without, it is only shown
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// The acts. Areas can be given by id or name.
#[derive(Debug, Clone, Subcommand)]
pub(crate) enum ActArg {
    /// An area stays as it is
    Keep {
        /// The area
        area: String,
    },
    /// An area gets another name
    Rename {
        /// The area
        area: String,
        /// The new name
        name: String,
        /// A new description
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
    /// Areas become one
    Merge {
        /// The areas
        #[arg(required = true, num_args = 2..)]
        areas: Vec<String>,
        /// What they become: a new name, or that of one of them
        #[arg(long, value_name = "NAME")]
        into: String,
        /// A description [default: those of the areas]
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
    },
    /// An area becomes several
    Split {
        /// The area
        area: String,
        /// What it becomes; give the flag once for each. Cues may follow the name: "Name: cue; cue"
        #[arg(long, value_name = "NAME", required = true, action = ArgAction::Append)]
        into: Vec<String>,
    },
    /// An area is no longer one
    Drop {
        /// The area
        area: String,
    },
    /// An area is no longer one, and becomes guidance
    DropToGuidance {
        /// The area
        area: String,
    },
    /// A new area, such as a wild card
    Add {
        /// Its name
        name: String,
        /// What counts as raising it
        #[arg(long, value_name = "TEXT")]
        description: Option<String>,
        /// A word or phrase that points to it; give the flag once for each
        #[arg(long, value_name = "CUE", action = ArgAction::Append)]
        cue: Vec<String>,
        /// Who proposed it [default: who decides]
        #[arg(long, value_name = "NAME")]
        proposer: Option<String>,
    },
    /// A passage raises these areas and no others
    Recode {
        /// The id of the document
        document: String,
        /// Its first byte, as in the tables of codes
        start: usize,
        /// One past its last byte
        end: usize,
        /// The areas; none if it raises nothing
        areas: Vec<String>,
    },
    /// A remark, which changes nothing
    Comment {
        /// The area or decision that it is about
        on: String,
    },
    /// A decision is taken back
    Undo {
        /// The id of the decision, or the start of it
        decision: String,
    },
    /// The list as it stands becomes a version that never changes
    Freeze {
        /// What it is called in files, such as 2
        version: String,
        /// What people call it
        #[arg(long, value_name = "TEXT", default_value = "")]
        title: String,
    },
}

#[derive(Debug, Args)]
#[command(after_help = REPLAY)]
pub(crate) struct ReplayArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// Hold the decisions against another round, and write nothing; give the flag once for each file or folder
    #[arg(long, value_name = "INPUT", action = ArgAction::Append)]
    pub(crate) round: Vec<String>,
    /// Print a JSON object instead of sentences
    #[arg(long)]
    pub(crate) json: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

#[derive(Debug, Args)]
#[command(after_help = LEDGER)]
pub(crate) struct LedgerArgs {
    /// The folder of the study
    #[arg(value_name = "STUDY")]
    pub(crate) study: String,
    /// The folder of results, written as a whole or not at all [default: STUDY/ledger]
    #[arg(long, value_name = "DIR")]
    pub(crate) out: Option<String>,
    /// Replace a ledger of an earlier run
    #[arg(long)]
    pub(crate) force: bool,
    /// Say nothing but errors
    #[arg(short, long)]
    pub(crate) quiet: bool,
}
