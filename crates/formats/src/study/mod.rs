//! A study on disk: its settings, the versions of its framework, and what people decided.
//!
//! ```text
//! study.toml                        the settings: which round, which framework it began with
//! decisions/ann-laptop.jsonl        what Ann decided on her laptop; only ever grows
//! frameworks/v1.toml                what it began with
//! frameworks/v2.toml …              made by a replay, and made the same again
//! evidence/v1.json …                what the round says about each version; made by a replay
//! ```
//!
//! Only the settings, the first framework and the decisions are worth a backup: the rest comes of them and the round.
//! [`Store`] keeps the decisions.

mod acts;
mod ballots;
pub mod clock;
mod coded;
mod comparison;
mod deciding;
mod folder;
mod groups;
mod held;
mod incoming;
mod ledger;
mod priorities;
mod review;
mod settings;
pub(crate) mod sheet;
mod status;
mod store;
mod tables;
mod wanted;
mod wild_card;
mod wishes;
mod words;
#[cfg(feature = "excel")]
mod workbook;

pub use acts::{NamedAct, NamedPart};
pub use ballots::{BallotForm, BallotOptions, BallotTable, ballots_of_table, read_ballots};
pub use comparison::{
    areas_html, areas_in_words, areas_outputs, check_across, comparison_manifest, rounds_html,
    rounds_in_words, rounds_outputs,
};
pub use deciding::Who;
pub use folder::{Evidences, StudyFolder};
pub use groups::{GroupsOf, brief_name, group_outputs, groups_html, groups_in_words};
pub use held::{Held, held, held_html, held_in_words};
pub use ledger::{
    LedgerOf, decision_rows, ledger_html, ledger_in_words, ledger_manifest, ledger_outputs, ledger_rows,
};
pub use priorities::{Vote, VoteOf};
pub use review::{ReviewOf, Reviewed, review_outputs, review_page};
pub use settings::StudySettings;
pub use sheet::Rows;
pub use status::Status;
pub use store::{Append, Store, StoredLog};
pub use tables::{Filled, decision_sheet, read_decision_sheet};
pub use wanted::{Divided, Wanted};
pub use wild_card::{Proposed, WildCard};
pub use wishes::{StudyRound, themes_of};
pub use words::act_in_words;
#[cfg(feature = "excel")]
pub use workbook::decision_workbook;
