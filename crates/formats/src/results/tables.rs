//! The tables, for spreadsheets; those that are exported, for programs as well.

use commonground::CodingSummary;
use commonground::coding::FrameworkMatrix;
use commonground::noise::{Excerpt, Recurring};
use commonground::theme::{Quotation, Theme};

use super::study::Study;
use crate::error::Result;
use crate::write::ColumnType::{Integer, Number, Text, YesNo};
use crate::write::{ColumnType, Csv, CsvStyle, TableFile};

/// A row a theme.
pub(crate) fn themes(study: &Study<'_>, name: &str) -> Result<Vec<u8>> {
    let has_partnerships = study.has_partnerships();
    let mut columns = vec![
        ("number", Integer),
        ("label", Text),
        ("key_terms", Text),
        ("documents", Integer),
        ("of_documents", Integer),
    ];
    if has_partnerships {
        columns.extend([("partnerships", Integer), ("of_partnerships", Integer)]);
    }
    columns.extend([
        ("passages", Integer),
        ("common", YesNo),
        ("mixed", YesNo),
        ("stability", Text),
        ("jaccard", Number),
        ("dissolves_without", Text),
        ("broad_theme", Text),
        ("covered_by", Text),
    ]);
    let mut table = TableFile::new(name, &columns, CsvStyle::Spreadsheet)?;
    for theme in &study.analysis.themes {
        let key_terms: Vec<&str> = theme.key_terms.iter().map(|t| t.term.as_str()).collect();
        let prevalence = &theme.prevalence;
        let mut row = vec![
            theme.number.to_string(),
            theme.label.clone(),
            key_terms.join("; "),
            prevalence.documents.to_string(),
            prevalence.of_documents.to_string(),
        ];
        if has_partnerships {
            row.extend([or_blank(prevalence.partnerships), or_blank(prevalence.of_partnerships)]);
        }
        let mixed = if theme.coherence.is_some() { yes_no(theme.is_mixed) } else { String::new() };
        row.extend([prevalence.passages.to_string(), yes_no(theme.is_common), mixed]);
        row.extend(stability(study, theme));
        row.extend([broad_theme(study, theme.number), covered_by(study, theme.number)]);
        table.row(row)?;
    }
    table.finish()
}

fn yes_no(is_so: bool) -> String {
    if is_so { "yes" } else { "no" }.to_owned()
}

/// How stable a theme is: the verdict, the mean Jaccard, and the ids of the documents without any one of which it
/// dissolves; blank where that is not known.
fn stability(study: &Study<'_>, theme: &Theme) -> [String; 3] {
    let Some(stability) = &theme.stability else { return [const { String::new() }; 3] };
    let documents = study.round.documents();
    let without = stability.removal.iter().flat_map(|removal| &removal.dissolves_without);
    let ids: Vec<&str> = without.map(|&document| documents[document].id.as_str()).collect();
    [stability.verdict.told().to_owned(), stability.told_jaccard(), ids.join("; ")]
}

/// The label of the broad theme that a theme is part of; blank if there is none.
fn broad_theme(study: &Study<'_>, theme: usize) -> String {
    let broad = study.analysis.broad.iter().find(|broad| broad.themes.contains(&theme));
    broad.map(|broad| broad.label.clone()).unwrap_or_default()
}

/// The ids of the areas that cover a theme.
fn covered_by(study: &Study<'_>, theme: usize) -> String {
    let Some(coding) = &study.analysis.coding else { return String::new() };
    let links = coding.links.links.iter().filter(|link| link.theme == theme);
    let ids: Vec<&str> = links.map(|link| coding.framework.areas[link.area].id.as_str()).collect();
    ids.join("; ")
}

/// Documents × areas: the strength, or blank where the area is unsaid. An area that has parts is as strong as the
/// strongest of them.
pub(crate) fn matrix(study: &Study<'_>, matrix: &FrameworkMatrix, name: &str) -> Result<Vec<u8>> {
    let has_partnerships = study.has_partnerships();
    let mut columns = document_columns(study);
    columns.extend(matrix.areas.iter().map(|area| (area.as_str(), Number)));
    let mut table = TableFile::new(name, &columns, CsvStyle::Spreadsheet)?;
    for (document, cells) in study.round.documents().iter().zip(&matrix.cells) {
        let mut row = vec![document.id.clone()];
        if has_partnerships {
            row.push(study.partnership(&document.id).unwrap_or_default().to_owned());
        }
        let told = |strength: f64| table.told(strength, 2);
        row.extend(cells.iter().map(|c| if c.passages > 0 { told(c.strength) } else { String::new() }));
        table.row(row)?;
    }
    table.finish()
}

/// A row for each area given to a passage, and one with a blank area for a passage to which none was.
pub(crate) fn codings(study: &Study<'_>, coding: &CodingSummary, name: &str) -> Result<Vec<u8>> {
    let has_partnerships = study.has_partnerships();
    let mut columns = document_columns(study);
    columns.extend([("start", Integer), ("end", Integer), ("theme", Integer), ("area", Text)]);
    columns.extend([("score", Number), ("rank", Integer), ("by_people", YesNo), ("doubtful", YesNo)]);
    let mut table = TableFile::new(name, &columns, CsvStyle::Spreadsheet)?;
    for (summary, coded) in study.analysis.passages.iter().zip(&coding.codings) {
        let id = &study.round.documents()[summary.passage.document].id;
        let mut put = |area: String, score: String, rank: String| {
            let mut row = vec![id.clone()];
            if has_partnerships {
                row.push(study.partnership(id).unwrap_or_default().to_owned());
            }
            let passage = &summary.passage;
            row.extend([passage.start.to_string(), passage.end.to_string(), or_blank(summary.theme)]);
            row.extend([area, score, rank, yes_no(coded.by_people), yes_no(coded.doubtful)]);
            table.row(row)
        };
        if coded.areas.is_empty() {
            put(String::new(), String::new(), String::new())?;
        }
        for (place, given) in coded.areas.iter().enumerate() {
            let area = coding.framework.areas[given.area].id.clone();
            put(area, format!("{:.6}", given.score), (place + 1).to_string())?;
        }
    }
    table.finish()
}

/// What a row about a document begins with.
fn document_columns<'a>(study: &Study<'_>) -> Vec<(&'a str, ColumnType)> {
    let partnership = study.has_partnerships().then_some(("partnership", Text));
    std::iter::once(("id", Text)).chain(partnership).collect()
}

/// A row a quotation, of themes first.
pub(crate) fn quotes(study: &Study<'_>, name: &str) -> Result<Vec<u8>> {
    let has_partnerships = study.has_partnerships();
    let mut columns = vec![("kind", Text), ("theme_or_area", Text), ("label", Text), ("document", Text)];
    if has_partnerships {
        columns.push(("partnership", Text));
    }
    columns.extend([("start", Integer), ("end", Integer), ("text", Text)]);
    let mut table = TableFile::new(name, &columns, CsvStyle::Spreadsheet)?;
    let mut put = |kind: &str, of: &str, label: &str, quotation: &Quotation| {
        let mut row = vec![kind.to_owned(), of.to_owned(), label.to_owned(), quotation.document.clone()];
        if has_partnerships {
            row.push(study.partnership(&quotation.document).unwrap_or_default().to_owned());
        }
        row.extend([quotation.start.to_string(), quotation.end.to_string(), quotation.text.clone()]);
        table.row(row)
    };
    for theme in &study.analysis.themes {
        for quotation in &theme.quotations {
            put("theme", &theme.number.to_string(), &theme.label, quotation)?;
        }
    }
    if let Some(coding) = &study.analysis.coding {
        for (place, summary) in coding.areas.iter().enumerate() {
            for quotation in &summary.quotations {
                put("area", &summary.id, &coding.framework.told(place), quotation)?;
            }
        }
    }
    table.finish()
}

/// A row a text that was set aside: how often it occurs, and where it does so first. Campaigns tell their theme.
pub(super) fn noise(study: &Study<'_>) -> Result<Vec<u8>> {
    let noise = &study.analysis.noise;
    let header = ["kind", "documents", "times", "theme", "document", "start", "end", "text"];
    let mut csv = Csv::new("noise.csv", &header, CsvStyle::Spreadsheet)?;
    let mut put = |kind: &str, documents: usize, times: usize, theme: Option<usize>, example: &Excerpt| {
        csv.row(vec![
            kind.to_owned(),
            documents.to_string(),
            times.to_string(),
            or_blank(theme),
            example.document.clone(),
            example.start.to_string(),
            example.end.to_string(),
            example.text.clone(),
        ])
    };
    for (kind, list) in [("non-answer", &noise.non_answers), ("boilerplate", &noise.boilerplate)] {
        for Recurring { example, documents, times } in list {
            put(kind, *documents, *times, None, example)?;
        }
    }
    for campaign in &noise.campaigns {
        let theme = study.analysis.passages[campaign.example.passage].theme;
        put("campaign", campaign.documents, campaign.passages, theme, &campaign.example)?;
    }
    csv.finish()
}

fn or_blank(count: Option<usize>) -> String {
    count.map(|count| count.to_string()).unwrap_or_default()
}
