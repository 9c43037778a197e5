//! Two rounds beside each other, as a page and as tables.

use std::fmt::Write;

use commonground::Framework;
use commonground::process::compare::{AreasCompared, RoundTheme, RoundsCompared, Share, SharedTheme, What};
use commonground::round::Round;
use serde_json::Value;

use super::sheet::{Block, Column, Section, Sheet};
use crate::error::{FormatError, Result};
use crate::notebook::sheet_html;
use crate::read::Reading;
use crate::report::words::counted;
use crate::write::{Csv, CsvStyle, Manifest, OutputFile};

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

fn opening(changes: usize, documents: [usize; 2]) -> Vec<String> {
    let [earlier, later] = documents;
    let found = match changes {
        0 => "No change that is larger than noise.".to_owned(),
        1 => "One change that is larger than noise.".to_owned(),
        some => format!("{some} changes that are larger than noise."),
    };
    vec![found, format!("{earlier} documents in the earlier round, {later} in the later.")]
}

fn name(number: usize, terms: &[String]) -> String {
    format!("{number} {}", terms[..terms.len().min(4)].join(", "))
}

fn percent(share: f64) -> String {
    format!("{:.0}%", share * 100.0)
}

fn share(share: Share) -> String {
    format!("{} of {}", share.documents, share.of)
}

/// A difference in percentage points, with its interval.
fn difference(value: f64, interval: Option<(f64, f64)>) -> String {
    let points = |value: f64| format!("{:+.0}", value * 100.0).replace("-0", "0").replace("+0", "0");
    match interval {
        Some((low, high)) => format!("{} ({} to {})", points(value), points(low), points(high)),
        None => points(value),
    }
}

fn themes_sheet(told: &RoundsCompared, names: [&str; 2]) -> Sheet {
    let mut sections = vec![Section::new("What the rounds speak of", vec![themes_block(&told.themes)])];
    sections.push(Section::new(
        "What became of the earlier themes",
        vec![round_block(&told.earlier, &told.later, ["earlier", "later"])],
    ));
    sections.push(Section::new(
        "Where the later themes come from",
        vec![round_block(&told.later, &told.earlier, ["later", "earlier"])],
    ));
    let mut noise = vec![format!("raised more or less: {:.2} standard errors", told.noise.strength)];
    for (what, second_part) in [("split", told.noise.split), ("merged", told.noise.merged)] {
        noise.push(match second_part {
            Some(share) => format!("{what}: a second part of {} of the theme", percent(share)),
            None => format!("{what}: could not be measured, because a heap of so few texts has fewer than there are themes; so none is told"),
        });
    }
    sections.push(Section::new("What is noise", vec![
        Block::Text("The documents of both rounds were dealt into two heaps at random, again and again. A change must exceed what was found there. About one comparison in forty says of a theme that it is raised more or less where that is chance, and one in twenty that a theme split or merged.".to_owned()),
        Block::List(noise),
    ]));
    let mut summary = opening(told.changes(), told.documents);
    if told.k == 0 {
        summary = vec![
            "Both rounds together have no common ground beyond chance, so there is no theme to compare."
                .to_owned(),
        ];
    }
    Sheet { title: format!("{} beside {}", names[0], names[1]), summary, sections, closing: Sheet::closing() }
}

/// The themes of both rounds together, and how much of either is about them.
fn themes_block(themes: &[SharedTheme]) -> Block {
    let row = |theme: &SharedTheme| {
        vec![
            name(theme.number, &theme.terms),
            theme.what.told().to_owned(),
            share(theme.documents[0]),
            share(theme.documents[1]),
            percent(theme.text[0]),
            percent(theme.text[1]),
            difference(theme.difference, theme.interval),
        ]
    };
    let columns = [
        "Theme",
        "What",
        "Earlier#",
        "Later#",
        "Of the earlier text#",
        "Of the later text#",
        "Difference in points, 95%#",
    ];
    let caption = "The themes of both rounds together, by the terms that set each apart: how many documents of each round raise them, and how much of what a document says is about them. What is about the themes above that changed does not count, because of these a smaller share of all is left for the others.";
    Block::Table {
        caption: caption.to_owned(),
        columns: Column::all(&columns),
        rows: themes.iter().map(row).collect(),
    }
}

/// The themes of one round by itself, beside those of the other.
fn round_block(themes: &[RoundTheme], others: &[RoundTheme], [side, other]: [&str; 2]) -> Block {
    let rows = themes.iter().map(|theme| {
        let partners = theme.partners.iter().filter_map(|partner| {
            let other = others.get(partner.theme - 1)?;
            Some(format!(
                "{} ({} of this; centres {:.2}, terms {:.2})",
                name(other.number, &other.terms),
                percent(partner.of_this),
                partner.centres,
                partner.terms
            ))
        });
        vec![
            name(theme.number, &theme.terms),
            theme.what.told().to_owned(),
            share(theme.documents),
            theme.shared.map_or(String::new(), |number| number.to_string()),
            partners.collect::<Vec<_>>().join("; "),
        ]
    });
    let mut columns = Column::all(&["Theme", "What", "Raised by#", "Above#"]);
    let partners = format!("Themes of the {other} round with a tenth of its passages or more");
    columns.push(Column { name: partners, is_number: false });
    let caption = format!(
        "The themes of the {side} round by itself, how many of its documents raise them, and which theme above has most of their passages."
    );
    Block::Table { caption, columns, rows: rows.collect() }
}

fn areas_sheet(framework: &Framework, told: &AreasCompared, names: [&str; 2], across: Option<&str>) -> Sheet {
    let rows = framework.areas.iter().enumerate().zip(&told.areas).map(|((place, _), change)| {
        vec![
            framework.told(place),
            change.what.told().to_owned(),
            share(change.shares[0]),
            share(change.shares[1]),
            difference(change.difference, change.interval),
            change.across.map_or(String::new(), |across| {
                format!("{}{}", share(across), if change.cuts_across { ", cuts across" } else { "" })
            }),
        ]
    });
    let mut columns = Column::all(&["Area", "What", "Earlier#", "Later#", "Difference in points, 95%#"]);
    let mut rows: Vec<Vec<String>> = rows.collect();
    match across {
        Some(across) => {
            columns.push(Column { name: format!("Raised in so many by {across}"), is_number: true })
        }
        None => rows.iter_mut().for_each(|row| row.truncate(5)),
    }
    let caption = format!(
        "Both rounds were coded alike. A change must exceed {:.2} standard errors: only one random deal of the documents in twenty has any as strong.",
        told.noise
    );
    let mut sections = vec![Section::new("The areas", vec![Block::Table { caption, columns, rows }])];
    let cutting: Vec<String> = framework
        .areas
        .iter()
        .zip(&told.areas)
        .filter(|(_, change)| change.cuts_across)
        .map(|(area, _)| area.name.clone())
        .collect();
    if !cutting.is_empty() {
        sections.push(Section::new("What cuts across", vec![Block::List(cutting)]));
    }
    let silent: Vec<String> = framework
        .areas
        .iter()
        .zip(&told.areas)
        .filter(|(_, change)| change.what == What::Unraised)
        .map(|(area, _)| area.name.clone())
        .collect();
    if !silent.is_empty() {
        sections.push(Section::new("Raised in neither", vec![Block::List(silent)]));
    }
    let summary = opening(told.changes(), told.documents);
    Sheet { title: format!("{} beside {}", names[0], names[1]), summary, sections, closing: Sheet::closing() }
}

fn number(value: f64) -> String {
    format!("{value:.4}")
}

fn ends(interval: Option<(f64, f64)>) -> [String; 2] {
    interval.map_or([String::new(), String::new()], |(low, high)| [number(low), number(high)])
}

fn themes_table(told: &RoundsCompared) -> Result<Vec<u8>> {
    let columns = [
        "theme",
        "terms",
        "what",
        "earlier",
        "of earlier",
        "later",
        "of later",
        "earlier text",
        "later text",
        "difference",
        "low",
        "high",
        "strength",
    ];
    let mut csv = Csv::new("comparison.csv", &columns, CsvStyle::Spreadsheet)?;
    for theme in &told.themes {
        let [low, high] = ends(theme.interval);
        let [before, after] = theme.documents;
        csv.row([
            theme.number.to_string(),
            theme.terms.join("; "),
            theme.what.told().to_owned(),
            before.documents.to_string(),
            before.of.to_string(),
            after.documents.to_string(),
            after.of.to_string(),
            number(theme.text[0]),
            number(theme.text[1]),
            number(theme.difference),
            low,
            high,
            number(theme.strength),
        ])?;
    }
    csv.finish()
}

fn rounds_table(told: &RoundsCompared) -> Result<Vec<u8>> {
    let columns = ["round", "theme", "terms", "what", "documents", "of", "theme of both", "second part"];
    let mut csv = Csv::new("rounds.csv", &columns, CsvStyle::Spreadsheet)?;
    for (side, themes) in [("earlier", &told.earlier), ("later", &told.later)] {
        for theme in themes {
            csv.row([
                side.to_owned(),
                theme.number.to_string(),
                theme.terms.join("; "),
                theme.what.told().to_owned(),
                theme.documents.documents.to_string(),
                theme.documents.of.to_string(),
                theme.shared.map_or(String::new(), |number| number.to_string()),
                number(theme.second_part),
            ])?;
        }
    }
    csv.finish()
}

fn flow_table(told: &RoundsCompared) -> Result<Vec<u8>> {
    let columns = ["earlier theme", "later theme", "passages", "of earlier", "of later", "centres", "terms"];
    let mut csv = Csv::new("flow.csv", &columns, CsvStyle::Spreadsheet)?;
    for theme in &told.earlier {
        for partner in &theme.partners {
            csv.row([
                theme.number.to_string(),
                partner.theme.to_string(),
                partner.passages.to_string(),
                number(partner.of_this),
                number(partner.of_other),
                number(partner.centres),
                number(partner.terms),
            ])?;
        }
    }
    csv.finish()
}

fn areas_table(framework: &Framework, told: &AreasCompared) -> Result<Vec<u8>> {
    let columns = [
        "area",
        "name",
        "what",
        "earlier",
        "of earlier",
        "later",
        "of later",
        "difference",
        "low",
        "high",
        "strength",
        "across",
        "of groups",
        "cuts across",
    ];
    let mut csv = Csv::new("comparison.csv", &columns, CsvStyle::Spreadsheet)?;
    for (area, change) in framework.areas.iter().zip(&told.areas) {
        let [low, high] = ends(change.interval);
        let [before, after] = change.shares;
        csv.row([
            area.id.clone(),
            area.name.clone(),
            change.what.told().to_owned(),
            before.documents.to_string(),
            before.of.to_string(),
            after.documents.to_string(),
            after.of.to_string(),
            number(change.difference),
            low,
            high,
            number(change.strength),
            change.across.map_or(String::new(), |across| across.documents.to_string()),
            change.across.map_or(String::new(), |across| across.of.to_string()),
            if change.cuts_across { "yes" } else { "no" }.to_owned(),
        ])?;
    }
    csv.finish()
}
