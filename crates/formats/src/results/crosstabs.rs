//! Who speaks of what, as tables for spreadsheets and as JSON.

use commonground::crosstab::{Card, Crosstabs, Division, Row, Tally, cards, crosstabs};

use super::study::Study;
use crate::error::{FormatError, Result};
use crate::write::{Csv, CsvStyle, OutputFile};

/// `cards.csv`, and `crosstabs.csv` and `crosstabs.json` if a field divides the round; nothing where nothing is known of
/// the documents.
pub(super) fn files(study: &Study<'_>) -> Result<Vec<OutputFile>> {
    let divisions = Division::all(study.round);
    if divisions.is_empty() {
        return Ok(Vec::new());
    }
    let crosstabs = of(study)?;
    let mut files = vec![("cards.csv", cards_table(study, &divisions)?)];
    if !crosstabs.tables.is_empty() {
        files.push(("crosstabs.csv", table(&crosstabs)?));
        files.push(("crosstabs.json", super::json("crosstabs.json", &crosstabs)?));
    }
    Ok(files.into_iter().map(|(name, bytes)| OutputFile { name: name.to_owned(), bytes }).collect())
}

pub(crate) fn of(study: &Study<'_>) -> Result<Crosstabs> {
    crosstabs(study.round, study.analysis).map_err(misfit)
}

pub(crate) fn cards_of(study: &Study<'_>) -> Result<Vec<Card>> {
    cards(study.round, study.analysis).map_err(misfit)
}

#[expect(clippy::needless_pass_by_value, reason = "so it is called with what map_err has")]
fn misfit(error: commonground::Error) -> FormatError {
    FormatError::NotOfThisRound { what: error.to_string() }
}

/// A row for each theme or area and group. A blank value is that of the documents that say nothing.
fn table(crosstabs: &Crosstabs) -> Result<Vec<u8>> {
    let has_partnerships = crosstabs.of.partnerships.is_some();
    let mut header = vec!["field", "value", "kind", "theme_or_area", "label", "documents", "of_documents"];
    if has_partnerships {
        header.extend(["partnerships", "of_partnerships"]);
    }
    header.push("too_few_to_compare");
    let mut csv = Csv::new("crosstabs.csv", &header, CsvStyle::Spreadsheet)?;
    for table in &crosstabs.tables {
        let of_kind = |kind, rows: &'_ [Row]| rows.iter().map(|row| (kind, row.clone())).collect::<Vec<_>>();
        for (kind, row) in of_kind("theme", &table.themes).into_iter().chain(of_kind("area", &table.areas)) {
            for (group, cell) in table.groups.iter().zip(&row.cells) {
                let value = group.value.clone().unwrap_or_default();
                let mut cells =
                    vec![table.field.clone(), value, kind.to_owned(), row.id.clone(), row.name.clone()];
                cells.extend([cell.documents.to_string(), group.of.documents.to_string()]);
                if has_partnerships {
                    cells.extend([cell, &group.of].map(partnerships));
                }
                cells.push(if group.is_small { "yes" } else { "no" }.to_owned());
                csv.row(cells)?;
            }
        }
    }
    csv.finish()
}

fn partnerships(tally: &Tally) -> String {
    tally.partnerships.map(|count| count.to_string()).unwrap_or_default()
}

/// What a table of cards tells besides what is known.
const OWN: [&str; 5] = ["documents", "words", "passages", "themes", "spread_over_themes"];
/// What it tells with a framework.
const OF_AREAS: [&str; 2] = ["areas", "passages_with_several_areas"];

/// The column of a field, by a name that no other column has.
fn column(field: &str) -> String {
    let is_ours = ["id", "partnership"].iter().chain(&OWN).chain(&OF_AREAS).any(|own| *own == field);
    if is_ours { format!("{field} (metadata)") } else { field.to_owned() }
}

/// A row a card, with a column for each field that is known of any.
fn cards_table(study: &Study<'_>, divisions: &[Division]) -> Result<Vec<u8>> {
    let cards = cards_of(study)?;
    let fields: Vec<&str> = divisions
        .iter()
        .map(|division| division.field.as_str())
        .filter(|field| cards.iter().any(|card| card.known.contains_key(*field)))
        .collect();
    let has_partnerships = study.has_partnerships();
    let mut header = vec![if has_partnerships { "partnership" } else { "id" }];
    let named: Vec<String> = fields.iter().map(|field| column(field)).collect();
    header.extend(named.iter().map(String::as_str));
    header.extend(OWN);
    if study.analysis.coding.is_some() {
        header.extend(OF_AREAS);
    }
    let mut csv = Csv::new("cards.csv", &header, CsvStyle::Spreadsheet)?;
    for card in &cards {
        let id = || card.documents.first().map(|&first| study.round.documents()[first].id.clone());
        let mut row = vec![card.partnership.clone().or_else(id).unwrap_or_default()];
        row.extend(
            fields.iter().map(|field| card.known.get(*field).map(|v| v.join("; ")).unwrap_or_default()),
        );
        row.extend(
            [card.documents.len(), card.words, card.passages, card.themes.len()].map(|n| n.to_string()),
        );
        row.push(card.spread.map(|spread| format!("{spread:.1}")).unwrap_or_default());
        if let Some(entangled) = card.entangled {
            row.extend([card.areas.len().to_string(), entangled.to_string()]);
        }
        csv.row(row)?;
    }
    csv.finish()
}
