//! What people decide about the areas: an append-only log, one act a line.
//!
//! Every writer (a person on a device) has a file of their own, so that nobody's lines come between another's. Each
//! [`Decision`] says what it was based on and which decisions of others its writer had seen; so the files of all can be
//! joined in any order ([`Union`]), copies that a synchronised folder made are known by their ids, and two people who
//! decided otherwise without knowing of each other are shown as a [`Conflict`]. What the decisions come to is
//! [`replay`](super::replay()).
//!
//! A line is JSON with its checksum at the end, and holds the hash of the line before it: see [`line`](mod@line). This
//! module knows lines only; where files are and when they are safe on disk is the matter of `commonground-formats`.
//!
//! ```
//! use commonground::process::decisions::{Act, Decision, Union, read_log, write_line};
//!
//! let keep = Decision {
//!     by: "Ann".into(),
//!     device: "laptop".into(),
//!     when: "2026-03-02T10:00:00Z".into(),
//!     act: Act::Keep { area: "measuring".into() },
//!     why: "Eight of twelve raise it.".into(),
//!     ..Decision::default()
//! };
//! let (line, kept) = write_line(&[], keep)?;
//! let log = read_log(format!("{line}\n").as_bytes());
//! assert_eq!(log.lines[0].decision, kept);
//! assert!(log.damage.is_none());
//!
//! let union = Union::of([log]);
//! assert_eq!(union.decisions(), [kept]);
//! # Ok::<(), commonground::Error>(())
//! ```

mod act;
mod conflict;
pub mod line;
mod log;
mod redact;
mod union;

pub use act::{Act, Basis, Decision, Evidence, NewArea, Verdict};
pub use conflict::Conflict;
pub(super) use conflict::conflicts;
pub use line::{Line, REDACTED, SCHEMA, write_line, writer_of};
pub use log::{Damage, Log, read_log};
pub use redact::redacted;
pub use union::Union;
