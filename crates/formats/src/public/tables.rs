//! The tables of a public report, for spreadsheets.

use super::counts::Count;
use super::groups::{ALL_OTHERS, GroupsTold};
use super::told::Public;
use crate::error::Result;
use crate::write::{Csv, CsvStyle};

/// A row a theme. Where a count is not told exactly, it is at least one number and, if that is told, at most another.
pub(super) fn themes(public: &Public) -> Result<Vec<u8>> {
    let header =
        ["number", "label", "key_terms", "unit", "at_least", "at_most", "of", "stability", "covered_by"];
    let mut csv = Csv::new("themes.csv", &header, CsvStyle::Spreadsheet)?;
    for theme in &public.themes {
        let [least, most] = bounds(theme.raised);
        csv.row([
            theme.number.to_string(),
            theme.label.clone(),
            theme.key_terms.join("; "),
            public.unit.to_owned(),
            least,
            most,
            public.of.to_string(),
            theme.stability.unwrap_or_default().to_owned(),
            theme.covered_by.join("; "),
        ])?;
    }
    csv.finish()
}

/// A row an area.
pub(super) fn areas(public: &Public) -> Result<Vec<u8>> {
    let header = ["id", "name", "unit", "at_least", "at_most", "of"];
    let mut csv = Csv::new("areas.csv", &header, CsvStyle::Spreadsheet)?;
    for area in &public.areas {
        let [least, most] = bounds(area.raised);
        let (unit, of) = (public.unit.to_owned(), public.of.to_string());
        csv.row([area.id.clone(), area.name.clone(), unit, least, most, of])?;
    }
    csv.finish()
}

/// A row a quotation, of themes first. Whose it is, and where it stands, is not told.
pub(super) fn quotes(public: &Public) -> Result<Vec<u8>> {
    let mut csv = Csv::new("quotes.csv", &["kind", "theme_or_area", "text"], CsvStyle::Spreadsheet)?;
    for (kind, of, text) in public.quotations() {
        csv.row([kind, &of, text])?;
    }
    csv.finish()
}

/// A row for each theme or area and group.
pub(super) fn groups(public: &Public, groups: &GroupsTold) -> Result<Vec<u8>> {
    let header = ["field", "value", "kind", "theme_or_area", "label", "unit", "raised", "of"];
    let mut csv = Csv::new("crosstab.csv", &header, CsvStyle::Spreadsheet)?;
    for row in &groups.rows {
        for (group, raised) in groups.groups.iter().zip(&row.raised) {
            let value = group.value.as_deref().unwrap_or(ALL_OTHERS);
            let (raised, of) = (raised.to_string(), group.of.to_string());
            csv.row([&groups.field, value, row.kind, &row.id, &row.name, public.unit, &raised, &of])?;
        }
    }
    csv.finish()
}

fn bounds(count: Count) -> [String; 2] {
    [count.least.to_string(), count.most.map(|most| most.to_string()).unwrap_or_default()]
}
