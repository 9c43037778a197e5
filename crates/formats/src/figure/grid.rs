//! Tables whose numbers are shaded: documents by themes, and documents by areas.

use commonground::{Analysis, Round};
use serde::Serialize;

use super::Placing;
use super::palette::SHADES;
use crate::results::document_names;

/// A table of documents by something, with the numbers in its cells and a shade that only helps the eye.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Grid {
    /// What the rows are.
    pub corner: String,
    /// What stands in the cells, and how it is shaded, as plain text.
    pub caption: String,
    /// The columns.
    pub columns: Vec<GridHead>,
    /// The rows, each with a cell for each column; none where there is nothing.
    pub rows: Vec<(GridHead, Vec<Option<GridCell>>)>,
    /// How many documents have something in each column.
    pub totals: Vec<usize>,
    /// How many documents there are; more than `rows`, where not all are shown.
    pub documents: usize,
}

/// The name of a row or a column.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridHead {
    /// The name.
    pub name: String,
    /// The anchor that it leads to.
    pub href: Option<String>,
}

/// A cell in which there is something.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct GridCell {
    /// The number as it is shown.
    pub told: String,
    /// The shade from 1 (little) to 5 (much).
    pub shade: usize,
}

/// The most rows.
const MOST_ROWS: usize = 300;

/// Documents by themes: how many passages of each document are in each theme. None if there is no theme, or the
/// analysis is of another round.
pub fn theme_grid(round: &Round, analysis: &Analysis, placing: &Placing<'_>) -> Option<Grid> {
    let (documents, themes) = (round.documents().len(), analysis.themes.len());
    if themes == 0 || documents != analysis.documents.len() {
        return None;
    }
    let mut counts = vec![vec![0usize; themes]; documents];
    for passage in &analysis.passages {
        if let Some(theme) = passage.theme {
            *counts.get_mut(passage.passage.document)?.get_mut(theme.checked_sub(1)?)? += 1;
        }
    }
    let cell = |&count: &usize| {
        (count > 0).then(|| GridCell { told: count.to_string(), shade: shade_of_count(count) })
    };
    let head = |theme: &commonground::theme::Theme| GridHead {
        name: format!("{} {}", theme.number, theme.label),
        href: placing.theme(theme.number),
    };
    Some(Grid {
        corner: corner(round),
        caption: "How many passages of each document are in each theme; the shades are for 1, 2, 3–4, 5–7, and 8 or more. A blank means none.".to_owned(),
        columns: analysis.themes.iter().map(head).collect(),
        rows: rows(round, placing, |document| counts[document].iter().map(cell).collect()),
        totals: (0..themes).map(|theme| counts.iter().filter(|row| row[theme] > 0).count()).collect(),
        documents,
    })
}

/// Documents by areas: the strength of each document's best passage. None without a framework, or if the analysis is
/// of another round.
pub fn area_grid(round: &Round, analysis: &Analysis, placing: &Placing<'_>) -> Option<Grid> {
    let coding = analysis.coding.as_ref()?;
    let (cells, areas) = (&coding.matrix.cells, coding.framework.areas.len());
    let least = analysis.settings.coding.min_score;
    let fits = cells.len() == round.documents().len() && cells.iter().all(|row| row.len() == areas);
    if !fits || areas == 0 {
        return None;
    }
    let hierarchy = coding.framework.hierarchy();
    let order = hierarchy.order();
    let cell = |document: usize, place: usize| {
        let cell = &cells[document][place];
        let told = || GridCell {
            told: format!("{:.2}", cell.strength),
            shade: document_shade(cell.strength, least),
        };
        (cell.passages > 0).then(told)
    };
    Some(Grid {
        corner: corner(round),
        caption: format!(
            "How likely a person would give each area to the document’s best passage on it, from {least:.2} (just enough) to 1. A blank means unsaid."
        ),
        columns: order
            .iter()
            .map(|&place| GridHead { name: coding.framework.told(place), href: placing.area(place) })
            .collect(),
        rows: rows(round, placing, |document| order.iter().map(|&place| cell(document, place)).collect()),
        totals: order
            .iter()
            .map(|&place| cells.iter().filter(|row| row[place].passages > 0).count())
            .collect(),
        documents: cells.len(),
    })
}

fn corner(round: &Round) -> String {
    let all_named = round.documents().iter().all(|d| d.partnership().is_some());
    if all_named { "Partnership" } else { "Document" }.to_owned()
}

fn rows(
    round: &Round,
    placing: &Placing<'_>,
    cells: impl Fn(usize) -> Vec<Option<GridCell>>,
) -> Vec<(GridHead, Vec<Option<GridCell>>)> {
    let names = document_names(round.documents()).into_iter().enumerate().take(MOST_ROWS);
    let head =
        |document: usize, name| GridHead { name, href: placing.links.then(|| format!("#d{}", document + 1)) };
    names.map(|(document, name)| (head(document, name), cells(document))).collect()
}

fn shade_of_count(count: usize) -> usize {
    match count {
        0 | 1 => 1,
        2 => 2,
        3..=4 => 3,
        5..=7 => 4,
        _ => 5,
    }
}

/// The shade for a strength between `least` (the score from which an area is given) and 1.
pub(crate) fn document_shade(strength: f64, least: f64) -> usize {
    let share = ((strength - least) / (1.0 - least).max(f64::EPSILON)).clamp(0.0, 1.0);
    ((share * SHADES.len() as f64) as usize).min(SHADES.len() - 1) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_strength_gets_a_shade_between_the_least_score_and_one() {
        assert_eq!([0.5, 0.59, 0.61, 0.99, 1.0].map(|s| document_shade(s, 0.5)), [1, 1, 2, 5, 5]);
        assert_eq!(document_shade(1.0, 1.0), 1);
        assert_eq!([1, 2, 3, 4, 5, 7, 8, 90].map(shade_of_count), [1, 2, 3, 3, 4, 4, 5, 5]);
    }
}
