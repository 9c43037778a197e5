//! Who meets about what: partnerships or people in groups, a group a theme.
//!
//! [`group`] finds the division that meets the wishes best, exactly: as a flow of least cost from members to themes
//! (Ahuja, Magnanti & Orlin 1993, chapter 9). Group sizes are kept, and in this order: as few members as possible without
//! a wish met, the wishes met as high as possible (the n-th wish costs (n − 1)², so that nobody falls far for a small
//! gain of others), then members of one kind spread over the groups. Members of one kind who must not meet are a set of
//! which a group holds one. Other pairs are kept by branching on where they are not; each branch is a flow again.
//!
//! ```
//! use commonground::process::{GroupSettings, Member, group};
//!
//! let member = |id: &str, wishes: &[usize]| Member { id: id.into(), wishes: wishes.into(), kind: None };
//! let members = vec![
//!     member("ashby", &[0, 1]), member("birch", &[0]), member("corby", &[0, 1]), member("dalton", &[1, 0]),
//! ];
//! let settings = GroupSettings { themes: 2, smallest: 2, largest: 2, ..GroupSettings::default() };
//! let groups = group(members, &settings)?;
//!
//! // Three want the first theme, and there is room for two: ashby or corby takes the second wish.
//! let second: Vec<&str> = groups.seats.iter().filter(|seat| seat.wish == Some(2)).map(|seat| &*seat.member).collect();
//! assert_eq!(second.len(), 1);
//! assert_eq!(groups.met, [3, 1]);
//! // Either would have been as good, which has to be told.
//! assert!(groups.as_good.iter().flatten().any(|other| other.member == second[0] && other.theme == 0));
//! # Ok::<(), commonground::Error>(())
//! ```

mod flow;
mod members;
mod network;
mod results;
mod search;

pub use members::{GroupSettings, Member};
pub use results::{AsGood, GroupSeat, Groups, group};
