//! Two rounds beside each other. `page` is for people to read, and `tables` has the same as rows.

mod page;
mod tables;

use std::fmt::Write;

use commonground::Framework;
use commonground::process::compare::{AreasCompared, RoundsCompared, What};
use commonground::round::Round;
use serde_json::Value;

use self::page::{areas_sheet, share, themes_sheet};
use self::tables::{areas_table, flow_table, rounds_table, themes_table};
use crate::error::{FormatError, Result};
use crate::notebook::sheet_html;
use crate::read::Reading;
use crate::report::words::{counted, percent};
use crate::write::{Manifest, OutputFile};

/// The page and tables of two rounds whose themes were compared. `names` are what the rounds are called.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn rounds_outputs(told: &RoundsCompared, names: [&str; 2]) -> Result<Vec<OutputFile>> {
    let file = |name: &str, bytes| OutputFile { name: name.to_owned(), bytes };
    Ok(vec![
        file("comparison.csv", themes_table(told)?),
        file("comparison.html", themes_sheet(told, names).html()?),
        file("rounds.csv", rounds_table(told)?),
        file("flow.csv", flow_table(told)?),
    ])
}

/// The page and table of the areas of a framework in two rounds.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn areas_outputs(
    framework: &Framework,
    told: &AreasCompared,
    names: [&str; 2],
    across: Option<&str>,
) -> Result<Vec<OutputFile>> {
    let file = |name: &str, bytes| OutputFile { name: name.to_owned(), bytes };
    Ok(vec![
        file("comparison.csv", areas_table(framework, told)?),
        file("comparison.html", areas_sheet(framework, told, names, across).html()?),
    ])
}

/// The page on themes as a fragment of HTML for notebooks.
pub fn rounds_html(told: &RoundsCompared, names: [&str; 2]) -> String {
    sheet_html(&themes_sheet(told, names), 2)
}

/// The page on areas as a fragment of HTML for notebooks.
pub fn areas_html(
    framework: &Framework,
    told: &AreasCompared,
    names: [&str; 2],
    across: Option<&str>,
) -> String {
    sheet_html(&areas_sheet(framework, told, names, across), 2)
}

/// What became of the themes, a line each.
pub fn rounds_in_words(told: &RoundsCompared) -> String {
    let mut said = changes_in_words(told.changes());
    let few = |terms: &[String]| terms[..terms.len().min(4)].join(", ");
    for theme in &told.themes {
        let ([before, after], what) = (theme.documents.map(share), theme.what.told());
        let (terms, [earlier, later]) = (few(&theme.terms), theme.text.map(percent));
        let _ = writeln!(
            said,
            "  {} {terms}: {before} → {after}, {earlier} → {later} of the text, {what}",
            theme.number
        );
    }
    for (name, themes) in [("earlier", &told.earlier), ("later", &told.later)] {
        for theme in themes.iter().filter(|theme| matches!(theme.what, What::Split | What::Merged)) {
            let _ = writeln!(said, "  {name} {} {}: {}", theme.number, few(&theme.terms), theme.what.told());
        }
    }
    said
}

/// What became of the areas, a line each.
pub fn areas_in_words(framework: &Framework, told: &AreasCompared) -> String {
    let mut said = changes_in_words(told.changes());
    for (area, change) in framework.areas.iter().zip(&told.areas) {
        let ([before, after], what) = (change.shares.map(share), change.what.told());
        let across = if change.cuts_across { ", cuts across" } else { "" };
        let _ = writeln!(said, "  {}: {before} → {after}, {what}{across}", area.name);
    }
    said
}

fn changes_in_words(changes: usize) -> String {
    match changes {
        0 => "No change beyond noise\n\n".to_owned(),
        some => format!("{} beyond noise\n\n", counted(some, "change")),
    }
}

/// The manifest of a comparison, with the settings of the work.
pub fn comparison_manifest(settings: Value, earlier: Reading, later: Reading, changes: usize) -> Manifest {
    let documents = [earlier.round.documents().len(), later.round.documents().len()];
    let notes = later.round.skipped().iter().chain(later.round.warnings()).cloned().collect();
    let Reading { round, mut files } = earlier;
    files.extend(later.files);
    let both = Reading { round: round.with_warnings(notes), files };
    let mut manifest = Manifest::new("compare", env!("CARGO_PKG_VERSION"), settings, &both);
    manifest.counts.insert("documents".to_owned(), documents[0] as u64);
    manifest.counts.insert("documents_later".to_owned(), documents[1] as u64);
    manifest.counts.insert("changes".to_owned(), changes as u64);
    manifest
}

/// Whether any document of the later round says to which group it belongs. `name` is what the round is called.
///
/// # Errors
/// [`FormatError::Process`] if none does.
pub fn check_across(later: &Round, across: &str, name: &str) -> Result<()> {
    if later.documents().iter().any(|document| document.metadata.contains_key(across)) {
        return Ok(());
    }
    let what = format!("{name}: no document has the metadata {across:?} of --across");
    Err(FormatError::Process { what })
}
