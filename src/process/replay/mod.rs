//! What decisions come to: the versions of the list, how each grew out of the one before, and what is still open.
//!
//! [`replay`] carries decisions out in the order of their [`Union`](super::Union), from the first framework on. A decision to freeze
//! makes a [`Version`] of all that its writer had seen; what arrives later never changes it. Between two versions the
//! [`Link`]s say what became of each area, many to many, each with the decisions that are its reason. The same framework
//! and decisions give the same versions to the byte.
//!
//! Nothing is lost in silence: every decision has a [`Fate`].

mod carry;
mod evidence;
mod fate;
mod lineage;
mod state;

pub use carry::{Replay, Version, print_of, replay};
pub use evidence::{EvidenceOf, RoundEvidence, basis, evidence_of_round};
pub use fate::{Fate, Fated, stale};
pub use lineage::{Link, LinkKind};
