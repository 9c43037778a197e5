//! What each document raises.

use crate::analysis::Analysis;
use crate::error::{Error, Result};
use crate::round::Round;

/// For each document, in the round's order, what it raises.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// The places of its themes among the analysis' themes, in order.
    pub themes: Vec<Vec<usize>>,
    /// The places of its areas in the framework, in order; empty without a framework.
    pub areas: Vec<Vec<usize>>,
}

impl Raised {
    /// # Errors
    /// [`Error::Shape`] if the analysis is of other documents.
    pub fn of(round: &Round, analysis: &Analysis) -> Result<Self> {
        let documents = round.documents();
        let same = documents.iter().map(|d| &d.id).eq(analysis.documents.iter().map(|d| &d.id));
        let mut themes = vec![vec![false; analysis.themes.len()]; documents.len()];
        for passage in &analysis.passages {
            let Some(theme) = passage.theme else { continue };
            let own = themes.get_mut(passage.passage.document);
            *own.and_then(|own| own.get_mut(theme.wrapping_sub(1))).ok_or_else(misfit)? = true;
        }
        let mut areas = vec![Vec::new(); documents.len()];
        if let Some(coding) = &analysis.coding {
            let rows = &coding.matrix.cells;
            let width = coding.framework.areas.len();
            if rows.len() != documents.len() || rows.iter().any(|row| row.len() != width) {
                return Err(misfit());
            }
            areas = rows.iter().map(|row| places(row.iter().map(|cell| cell.passages > 0))).collect();
        }
        let themes = themes.into_iter().map(|own| places(own.into_iter())).collect();
        if same { Ok(Raised { themes, areas }) } else { Err(misfit()) }
    }
}

/// Where it is true.
fn places(flags: impl Iterator<Item = bool>) -> Vec<usize> {
    flags.enumerate().filter(|(_, flag)| *flag).map(|(place, _)| place).collect()
}

fn misfit() -> Error {
    let what = "the analysis is of other documents: analyse this round, or read the one that it is of";
    Error::Shape { what: what.to_owned() }
}
