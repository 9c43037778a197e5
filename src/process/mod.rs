//! Stage 10: the process, in which people make an agreed list of what the machine proposed.
//!
//! The machine's themes are the beginning only. [`prioritise`](mod@prioritise) counts what the partnerships want.

pub mod prioritise;

pub use prioritise::{Ballot, Ballots, Change, Priorities, Rule, Seat, Wishes, changes, prioritise};
