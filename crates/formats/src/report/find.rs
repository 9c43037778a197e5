//! The filter: what is shown of the page, by theme, area, metadata and words. It needs a script; without one all is shown.

use commonground::crosstab::Division;
use serde::Serialize;

use super::shown::{MOST_CHOICES, Shown};
use super::words::counted;
use crate::error::shown as cleaned;
use crate::results::Study;

const SCRIPT: &str = include_str!("find.js");

#[derive(Serialize)]
pub(super) struct FindView {
    script: &'static str,
    themes: Vec<(usize, String)>,
    /// The areas in the order in which a framework is read, each with its number.
    areas: Vec<(usize, String)>,
    fields: Vec<FieldView>,
    /// What is shown as long as nothing is chosen.
    all: String,
}

/// A field of the metadata, with the values to choose from.
#[derive(Serialize)]
struct FieldView {
    name: String,
    values: Vec<String>,
    has_blanks: bool,
}

/// The fields to choose by: those with some values, but not more than a list can hold.
pub(super) fn fields(study: &Study<'_>) -> Vec<Division> {
    let mut fields = Division::all(study.round);
    fields.retain(|division| {
        let kinds = division.values.len() + usize::from(division.said_by() < division.of_document.len());
        (2..=MOST_CHOICES).contains(&kinds)
    });
    fields
}

pub(super) fn find(study: &Study<'_>, shown: &Shown) -> FindView {
    let coding = study.analysis.coding.as_ref();
    let areas = coding.iter().flat_map(|coding| {
        let hierarchy = coding.framework.hierarchy();
        let order = hierarchy.order().to_vec();
        order.into_iter().map(move |place| (place + 1, hierarchy.told(place, &coding.framework)))
    });
    let field = |division: Division| FieldView {
        name: cleaned(&division.field),
        has_blanks: division.said_by() < division.of_document.len(),
        values: division.values.iter().map(|value| cleaned(value)).collect(),
    };
    let passages = (0..study.analysis.passages.len()).filter(|&passage| shown.has(passage)).count();
    let documents =
        (0..study.round.documents().len()).filter(|&document| shown.has_document(document)).count();
    FindView {
        script: SCRIPT,
        themes: study.analysis.themes.iter().map(|theme| (theme.number, theme.label.clone())).collect(),
        areas: areas.collect(),
        fields: fields(study).into_iter().map(field).collect(),
        all: format!(
            "All {} of {}{} are shown.",
            counted(passages, "passage"),
            counted(documents, "document"),
            if shown.in_full { "" } else { " that this page has" }
        ),
    }
}

impl FindView {
    pub(super) fn hash(&self) -> String {
        super::review::hash(self.script)
    }
}
