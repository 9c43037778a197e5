//! `study.toml`.

use commonground::process::ThemeOrigin;
use serde::{Deserialize, Serialize};

/// The settings of a study. Paths are taken from the study's folder.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StudySettings {
    /// The version of this form.
    pub schema: u32,
    /// What the study is called.
    pub name: String,
    /// The framework that it began with.
    pub framework: String,
    /// The round: files and folders.
    #[serde(default)]
    pub inputs: Vec<String>,
    /// A table with more about the documents, such as their partnership.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub metadata: Option<String>,
    /// The columns with the text, for tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub text: Vec<String>,
    /// The column with the id, for tables.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The column with what each sender allowed, for tables and for the one with more about the documents.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<String>,
    /// The language of the texts.
    #[serde(default = "english")]
    pub language: String,
    /// The seed of all chance.
    #[serde(default)]
    pub seed: u64,
    /// The themes that the areas of the first framework began as; none if people wrote it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub themes: Vec<ThemeOrigin>,
}

fn english() -> String {
    "en".to_owned()
}

impl StudySettings {
    /// The version of the form that this version of the program writes.
    pub const SCHEMA: u32 = 1;
}
