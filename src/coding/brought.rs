//! What the user brings to the coding, and whether it fits the texts.

use super::human::UnitCodes;
use crate::error::{Error, Result};
use crate::framework::Framework;
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// Vectors that the user brings, of any embedding: one for each text, and one for each area.
#[derive(Debug, Clone, Copy)]
pub struct BroughtPlaces<'a> {
    /// Texts × dimensions.
    pub texts: &'a DenseMatrix,
    /// Areas × dimensions.
    pub areas: &'a DenseMatrix,
}

/// Checks that there is one entry or vector for each text, and one vector for each area.
///
/// # Errors
/// [`Error::Shape`].
pub(super) fn check_shapes(
    framework: &Framework,
    texts: usize,
    counts: &CsrMatrix,
    codes: Option<&UnitCodes>,
    brought: Option<BroughtPlaces<'_>>,
) -> Result<()> {
    let wrong = |what: String| Err(Error::Shape { what });
    if counts.rows() != texts {
        return wrong(format!("counts of {} texts were given for {texts}", counts.rows()));
    }
    if let Some(codes) = codes.filter(|codes| codes.len() != texts) {
        return wrong(format!("codes of {} units were given for {texts} texts", codes.len()));
    }
    let Some(BroughtPlaces { texts: of_texts, areas: of_areas }) = brought else { return Ok(()) };
    let areas = framework.areas.len();
    if of_texts.rows() != texts || of_areas.rows() != areas {
        return wrong(format!(
            "{} vectors were brought for {texts} texts and {} for {areas} areas: one is needed for each",
            of_texts.rows(),
            of_areas.rows()
        ));
    }
    if of_texts.cols() != of_areas.cols() {
        return wrong(format!(
            "vectors of texts have {} numbers and those of areas {}: both must be of one embedding",
            of_texts.cols(),
            of_areas.cols()
        ));
    }
    Ok(())
}
