//! What a figure draws, as numbers.

use serde::Serialize;

/// A column of what a figure draws; all columns of a figure are of one length.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Numbers {
    /// Names.
    Text(Vec<String>),
    /// Names, where there may be none.
    Name(Vec<Option<String>>),
    /// Counts.
    Whole(Vec<usize>),
    /// Numbers, where there may be none.
    Number(Vec<Option<f64>>),
}

impl Numbers {
    /// A text for each mark.
    pub(super) fn texts<T>(marks: &[T], of: impl Fn(&T) -> String) -> Self {
        Numbers::Text(marks.iter().map(of).collect())
    }

    /// A name, or none, for each mark.
    pub(super) fn names<T>(marks: &[T], of: impl Fn(&T) -> Option<String>) -> Self {
        Numbers::Name(marks.iter().map(of).collect())
    }

    /// A count for each mark.
    pub(super) fn counts<T>(marks: &[T], of: impl Fn(&T) -> usize) -> Self {
        Numbers::Whole(marks.iter().map(of).collect())
    }

    /// A measure, or none, for each mark.
    pub(super) fn measures<T>(marks: &[T], of: impl Fn(&T) -> Option<f64>) -> Self {
        Numbers::Number(marks.iter().map(of).collect())
    }
}
