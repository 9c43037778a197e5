//! Stage 10: the process, in which people make an agreed list of what the machine proposed.
//!
//! The machine's themes are the beginning only ([`themes_as_framework`] makes a first list of them). [`decisions`] holds what people decided about them, and
//! [`replay`](mod@replay) what that comes to: versions of the list, with the reason for each change.
//! [`prioritise`](mod@prioritise) counts what the partnerships want, [`group`](mod@group) says who meets about what, [`meet`]
//! when, and [`voices()`] what those who meet have said about it. [`compare`] holds
//! what was agreed against the notes of the meetings and against the next round.

mod beginning;
pub mod compare;
pub mod decisions;
pub mod group;
pub mod meet;
pub mod prioritise;
mod proposal;
pub mod replay;
mod voices;

pub use beginning::{ThemeOrigin, themes_as_framework};
pub use decisions::{Act, Basis, Conflict, Decision, NewArea, Union};
pub use group::{AsGood, GroupSeat, GroupSettings, Groups, Member, group};
pub use prioritise::{Ballot, Ballots, Change, Priorities, Rule, Seat, Wishes, changes, prioritise};
pub use proposal::{Proposal, proposal};
pub use replay::{Fate, Link, LinkKind, Replay, Version, replay};
pub use voices::voices;
