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

mod ballots;
mod comparison;
mod folder;
mod groups;
mod ledger;
mod priorities;
mod review;
mod settings;
pub(crate) mod sheet;
mod store;
mod tables;
mod words;
#[cfg(feature = "excel")]
mod workbook;

pub use ballots::{BallotForm, BallotOptions, BallotTable, read_ballots};
pub use comparison::{areas_outputs, rounds_outputs};
pub use folder::{Evidences, StudyFolder};
pub use groups::{GroupsOf, group_outputs};
pub use ledger::{LedgerOf, ledger_outputs};
pub use priorities::{VoteOf, priorities_outputs};
pub use review::{ReviewOf, review_outputs, review_page};
pub use settings::StudySettings;
pub use store::{Append, Store, StoredLog};
pub use tables::{Filled, decision_sheet, read_decision_sheet};
#[cfg(feature = "excel")]
pub use workbook::decision_workbook;
