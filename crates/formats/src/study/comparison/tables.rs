//! The same as tables.

use commonground::Framework;
use commonground::process::compare::{AreasCompared, RoundsCompared};

use crate::error::Result;
use crate::write::{Csv, CsvStyle};

fn number(value: f64) -> String {
    format!("{value:.4}")
}

fn ends(interval: Option<(f64, f64)>) -> [String; 2] {
    interval.map_or([String::new(), String::new()], |(low, high)| [number(low), number(high)])
}

pub(super) fn themes_table(told: &RoundsCompared) -> Result<Vec<u8>> {
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

pub(super) fn rounds_table(told: &RoundsCompared) -> Result<Vec<u8>> {
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

pub(super) fn flow_table(told: &RoundsCompared) -> Result<Vec<u8>> {
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

pub(super) fn areas_table(framework: &Framework, told: &AreasCompared) -> Result<Vec<u8>> {
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
