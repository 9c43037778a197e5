//! What is told: the form that is saved as JSON.

use serde::{Deserialize, Serialize};

use super::division::Unfit;

/// The version of the form of [`Crosstabs`]. It grows when a field changes its meaning or goes.
pub const SCHEMA: u32 = 1;

/// Themes and areas by each field that divides the round usefully.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crosstabs {
    /// [`SCHEMA`] of the version that wrote it.
    pub schema: u32,
    /// The whole round.
    pub of: Tally,
    /// Groups of fewer than this are too small to compare.
    pub least: usize,
    /// A table for each field, by its name.
    pub tables: Vec<Crosstab>,
    /// The fields of which no table is made, by name.
    pub left_out: Vec<LeftOut>,
}

/// Themes and areas by one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Crosstab {
    /// The field.
    pub field: String,
    /// The groups: a value each, in natural order, and last those that say nothing, if there are any.
    pub groups: Vec<Group>,
    /// A row a theme, in the order of the themes.
    pub themes: Vec<Row>,
    /// A row an area, in the order in which a framework is read; empty without a framework.
    pub areas: Vec<Row>,
}

/// The documents with one value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Group {
    /// The value; none for the documents that say nothing.
    pub value: Option<String>,
    /// How many there are.
    pub of: Tally,
    /// Whether there are too few to compare their share with another's: fewer than [`Crosstabs::least`].
    pub is_small: bool,
}

/// A theme or an area over all groups.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The number of the theme, or the id of the area.
    pub id: String,
    /// Its label or name.
    pub name: String,
    /// How many of each group raise it, in the order of the groups.
    pub cells: Vec<Tally>,
}

/// How many.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tally {
    /// Documents.
    pub documents: usize,
    /// Partnerships; none unless every document names its own, and none by the field that names them.
    pub partnerships: Option<usize>,
}

impl Tally {
    /// What people count by: partnerships where they are known, otherwise documents.
    pub fn voices(&self) -> usize {
        self.partnerships.unwrap_or(self.documents)
    }
}

/// A field of which no table is made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeftOut {
    /// The field.
    pub field: String,
    /// How many values it has.
    pub values: usize,
    /// Why not.
    pub why: Unfit,
}
