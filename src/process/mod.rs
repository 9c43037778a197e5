//! Stage 10: the process, in which people make an agreed list of what the machine proposed.
//!
//! The machine's themes are the beginning only. [`prioritise`](mod@prioritise) counts what the partnerships want, and
//! [`group`](mod@group) says who meets about what.

pub mod group;
pub mod prioritise;

pub use group::{AsGood, GroupSeat, GroupSettings, Groups, Member, group};
pub use prioritise::{Ballot, Ballots, Change, Priorities, Rule, Seat, Wishes, changes, prioritise};
