//! Who speaks of what: themes and areas beside what is known of the documents.
//!
//! A [`Division`] is a field of the metadata, such as `setting` or `region`, and the groups into which its values divide the
//! round. [`crosstabs`] counts, for each group, how many raise each theme and each area; [`cards`] tell the same the other
//! way round: for each partnership (or document) what is known of it, and what it speaks of.
//!
//! A document raises a theme or an area if a passage of it does, and counts once. So the documents of a row add up to those
//! that raise the theme, and the groups to the round. Partnerships do not add up: one with documents in two groups is
//! in both.

mod card;
mod division;
mod raised;
mod results;
mod table;

pub use card::{Card, Spoken, cards};
pub use division::{Division, MOST_VALUES, Unfit};
pub use raised::Raised;
pub use results::{Crosstab, Crosstabs, Group, LeftOut, Row, SCHEMA, Tally};
pub use table::crosstabs;
