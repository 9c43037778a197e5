//! The first list of a study without a framework: the machine's themes, for people to change.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::decisions::line::sha256;
use crate::analysis::Analysis;
use crate::framework::{Area, Framework, Ids};
use crate::theme::Theme;

/// So many key terms of a theme point to its area.
const MOST_CUES: usize = 10;

/// The theme that an area began as.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ThemeOrigin {
    /// The id of the area.
    pub area: String,
    /// The number of the theme in its analysis.
    pub theme: usize,
    /// What the machine called it.
    pub label: String,
    /// How many passages it had …
    pub passages: usize,
    /// … of how many documents.
    pub documents: usize,
    /// Its fingerprint: the start of the SHA-256 of its key terms and of where its passages are.
    pub print: String,
}

/// Makes an area of each theme, with its label as the name and its key terms as cues, and says which came of which. A
/// framework without areas comes of an analysis without themes.
pub fn themes_as_framework(analysis: &Analysis, name: &str) -> (Framework, Vec<ThemeOrigin>) {
    let mut ids = Ids::default();
    let (mut areas, mut origins) = (Vec::new(), Vec::new());
    for theme in &analysis.themes {
        let id = ids.make(&theme.label);
        origins.push(origin(analysis, theme, &id));
        let cues = theme.key_terms.iter().take(MOST_CUES).map(|key| key.term.clone());
        areas.push(Area { id, name: theme.label.clone(), cues: cues.collect(), ..Area::default() });
    }
    (Framework { name: name.to_owned(), version: "1".to_owned(), areas }, origins)
}

fn origin(analysis: &Analysis, theme: &Theme, area: &str) -> ThemeOrigin {
    let own: Vec<_> =
        analysis.passages.iter().filter(|passage| passage.theme == Some(theme.number)).collect();
    let documents: BTreeSet<usize> = own.iter().map(|passage| passage.passage.document).collect();
    let mut told: String = theme.key_terms.iter().map(|key| format!("{}\0", key.term)).collect();
    for passage in &own {
        let (document, passage) = (analysis.documents.get(passage.passage.document), &passage.passage);
        let id = document.map_or("", |document| document.id.as_str());
        told += &format!("{id}\0{}\0{}\0", passage.start, passage.end);
    }
    ThemeOrigin {
        area: area.to_owned(),
        theme: theme.number,
        label: theme.label.clone(),
        passages: own.len(),
        documents: documents.len(),
        print: sha256(told.as_bytes())[..16].to_owned(),
    }
}
