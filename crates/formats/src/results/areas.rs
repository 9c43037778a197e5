//! The tables about areas, for spreadsheets.

use commonground::CodingSummary;
use commonground::coding::FrameworkMatrix;

use super::study::Study;
use crate::error::Result;
use crate::write::{Csv, CsvStyle};

/// A row an area: how widely it is raised, its cues, the themes that it covers, and the areas that it is confused with.
pub(super) fn areas(coding: &CodingSummary) -> Result<Vec<u8>> {
    let header = [
        "id",
        "name",
        "documents",
        "of_documents",
        "passages",
        "best",
        "cues_found",
        "cues",
        "too_little_evidence",
        "themes",
        "confused_with",
    ];
    let mut csv = Csv::new("areas.csv", &header, CsvStyle::Spreadsheet)?;
    for (place, (area, summary)) in coding.framework.areas.iter().zip(&coding.areas).enumerate() {
        let column = coding.matrix.cells.iter().map(|row| &row[place]);
        let best = column.filter(|cell| cell.passages > 0).map(|cell| cell.strength).reduce(f64::max);
        let cues_found = summary.cues.iter().filter(|(_, passages)| *passages > 0).count();
        let is_thin = coding.thin.iter().any(|thin| thin.area == place);
        let links = coding.links.links.iter().filter(|link| link.area == place);
        let themes: Vec<String> = links.map(|link| link.theme.to_string()).collect();
        let others = coding.overlaps.iter().filter_map(|overlap| overlap.other(place));
        let others: Vec<&str> = others.map(|other| coding.framework.areas[other].id.as_str()).collect();
        csv.row(vec![
            area.id.clone(),
            coding.framework.told(place),
            summary.prevalence.documents.to_string(),
            summary.prevalence.of_documents.to_string(),
            summary.prevalence.passages.to_string(),
            best.map(told).unwrap_or_default(),
            cues_found.to_string(),
            summary.cues.len().to_string(),
            if is_thin { "yes" } else { "no" }.to_owned(),
            themes.join("; "),
            others.join("; "),
        ])?;
    }
    csv.finish()
}

/// A row for each theme that an area covers.
pub(super) fn links(study: &Study<'_>, coding: &CodingSummary) -> Result<Vec<u8>> {
    let header = ["theme", "label", "area", "name", "passages", "of_theme", "of_area"];
    let mut csv = Csv::new("links.csv", &header, CsvStyle::Spreadsheet)?;
    for link in &coding.links.links {
        let area = &coding.framework.areas[link.area];
        csv.row(vec![
            link.theme.to_string(),
            study.analysis.themes[link.theme - 1].label.clone(),
            area.id.clone(),
            coding.framework.told(link.area),
            link.passages.to_string(),
            told(link.of_theme),
            told(link.of_area),
        ])?;
    }
    csv.finish()
}

/// A row for each cell that is not blank, with its best passage verbatim.
pub(super) fn cells(study: &Study<'_>, matrix: &FrameworkMatrix) -> Result<Vec<u8>> {
    let mut header = vec!["id"];
    header.extend(study.has_partnerships().then_some("partnership"));
    header.extend(["area", "strength", "passages", "start", "end", "text"]);
    let mut csv = Csv::new("cells.csv", &header, CsvStyle::Spreadsheet)?;
    for (document, cells) in matrix.cells.iter().enumerate() {
        for (area, cell) in matrix.areas.iter().zip(cells).filter(|(_, cell)| cell.passages > 0) {
            let mut row = who(study, document);
            row.extend([area.clone(), told(cell.strength), cell.passages.to_string()]);
            row.extend(cell.best.map_or([const { String::new() }; 3], |best| slice(study, best)));
            csv.row(row)?;
        }
    }
    csv.finish()
}

/// A row for each passage whose coding a person should look at.
pub(super) fn doubtful(study: &Study<'_>, coding: &CodingSummary) -> Result<Vec<u8>> {
    let mut header = vec!["id"];
    header.extend(study.has_partnerships().then_some("partnership"));
    header.extend(["start", "end", "areas", "nearby", "text"]);
    let mut csv = Csv::new("doubtful.csv", &header, CsvStyle::Spreadsheet)?;
    let id = |area: usize| coding.framework.areas[area].id.as_str();
    for (passage, own) in coding.codings.iter().enumerate().filter(|(_, own)| own.doubtful) {
        let given: Vec<&str> = own.areas.iter().map(|given| id(given.area)).collect();
        let [start, end, text] = slice(study, passage);
        let mut row = who(study, study.document_of(passage));
        row.extend([start, end, given.join("; "), own.nearby.map(id).unwrap_or_default().to_owned(), text]);
        csv.row(row)?;
    }
    csv.finish()
}

/// The columns that say whose document it is.
fn who(study: &Study<'_>, document: usize) -> Vec<String> {
    let id = &study.round.documents()[document].id;
    let partnership = study.has_partnerships().then(|| study.partnership(id).unwrap_or_default().to_owned());
    std::iter::once(id.clone()).chain(partnership).collect()
}

/// A passage as it stands in its document: the first byte, the byte after the last, and the text if it may be quoted.
fn slice(study: &Study<'_>, passage: usize) -> [String; 3] {
    let (start, text) = study.text_of(passage);
    let quoted = if study.round.may_quote(study.document_of(passage)) { text } else { "" };
    [start.to_string(), (start + text.len()).to_string(), quoted.to_owned()]
}

fn told(share: f64) -> String {
    format!("{share:.2}")
}
