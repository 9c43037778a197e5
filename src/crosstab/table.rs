//! The counting.

use std::collections::BTreeSet;

use super::division::Division;
use super::raised::Raised;
use super::results::{Crosstab, Crosstabs, Group, LeftOut, Row, SCHEMA, Tally};
use crate::analysis::Analysis;
use crate::error::Result;
use crate::round::{LEAST_TOLD, PARTNERSHIP, Round, writers};

/// Counts for each field that divides the round usefully ([`Division::unfit`]) how many of each group raise each theme and
/// area. Small groups are counted like others, and marked; what may be told in public is for who tells it.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) if the analysis is of other documents.
pub fn crosstabs(round: &Round, analysis: &Analysis) -> Result<Crosstabs> {
    let raised = Raised::of(round, analysis)?;
    let all_named = round.documents().iter().all(|document| document.partnership().is_some());
    let writers = all_named.then(|| writers(round.documents()));
    let (mut tables, mut left_out) = (Vec::new(), Vec::new());
    for division in Division::all(round) {
        match division.unfit() {
            Some(why) => left_out.push(LeftOut { values: division.values.len(), field: division.field, why }),
            None => tables.push(table(&division, &raised, analysis, writers.as_deref())),
        }
    }
    let everybody: Vec<usize> = (0..round.documents().len()).collect();
    Ok(Crosstabs {
        schema: SCHEMA,
        of: tally(&everybody, writers.as_deref()),
        least: LEAST_TOLD,
        tables,
        left_out,
    })
}

fn table(division: &Division, raised: &Raised, analysis: &Analysis, writers: Option<&[usize]>) -> Crosstab {
    // Partnerships by partnership are always one.
    let writers = writers.filter(|_| division.field != PARTNERSHIP);
    let silent = division.said_by() < division.of_document.len();
    let mut members = vec![Vec::new(); division.values.len() + usize::from(silent)];
    for (document, value) in division.of_document.iter().enumerate() {
        members[value.unwrap_or(division.values.len())].push(document);
    }
    let values = division.values.iter().cloned().map(Some).chain([None]);
    let group = |(value, members): (Option<String>, &Vec<usize>)| {
        let of = tally(members, writers);
        Group { value, of, is_small: of.voices() < LEAST_TOLD }
    };
    let row = |id: String, name: String, of: &[Vec<usize>], place: usize| {
        let raises = |document: &usize| of[*document].binary_search(&place).is_ok();
        let cell = |members: &Vec<usize>| {
            let own: Vec<usize> = members.iter().copied().filter(raises).collect();
            tally(&own, writers)
        };
        Row { id, name, cells: members.iter().map(cell).collect() }
    };
    let themes = analysis.themes.iter().enumerate();
    let areas = analysis.coding.iter().flat_map(|coding| {
        let hierarchy = coding.framework.hierarchy();
        let row = |&place: &usize| {
            let id = coding.framework.areas[place].id.clone();
            row(id, hierarchy.told(place, &coding.framework), &raised.areas, place)
        };
        hierarchy.order().iter().map(row).collect::<Vec<_>>()
    });
    Crosstab {
        field: division.field.clone(),
        groups: values.zip(&members).map(group).collect(),
        themes: themes
            .map(|(place, theme)| row(theme.number.to_string(), theme.label.clone(), &raised.themes, place))
            .collect(),
        areas: areas.collect(),
    }
}

/// How many documents these are, and how many partnerships wrote them.
fn tally(documents: &[usize], writers: Option<&[usize]>) -> Tally {
    let distinct =
        |writers: &[usize]| documents.iter().map(|&own| writers[own]).collect::<BTreeSet<_>>().len();
    Tally { documents: documents.len(), partnerships: writers.map(distinct) }
}
