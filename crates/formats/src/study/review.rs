//! The review in which a colleague decides offline, and which saves a sheet to mail back: a page of its own, or a part of the
//! report.
//!
//! Only pages with a review have a script: the browser is told its hash, and that nothing else may run or be fetched. What the
//! script saves is the sheet of [`tables`](super::tables), so that one reader and one set of messages serve both.

use std::collections::BTreeMap;

use commonground::process::replay::{EvidenceOf, basis};
use commonground::{Analysis, Framework};
use serde::Serialize;

use super::tables::COLUMNS;
use crate::error::Result;
use crate::read::Reading;
use crate::report::review::{AreaView, ReviewView};
use crate::write::OutputFile;
use crate::{report, results};

/// What is shown of the areas.
#[derive(Debug, Clone, Copy)]
pub struct ReviewOf<'a> {
    /// What the study is called.
    pub name: &'a str,
    /// The list as it stands.
    pub draft: &'a Framework,
    /// The last version, with which the round was coded.
    pub version: &'a str,
    /// What speaks for each area.
    pub evidence: Option<&'a EvidenceOf>,
    /// Verbatim pieces for each area, by its id: the text and whose it is.
    pub quotations: &'a BTreeMap<String, Vec<(String, String)>>,
    /// The decisions that are known.
    pub seen: &'a [String],
}

#[derive(Serialize)]
struct Page {
    title: String,
    hash: String,
    review: ReviewView,
    made: String,
}

/// The page.
///
/// # Errors
/// [`FormatError::Report`](crate::FormatError::Report) if the template fails, which is a bug.
pub fn review_page(of: &ReviewOf<'_>) -> Result<Vec<u8>> {
    let review = review_of(of, None);
    let page = Page {
        title: format!("{}: review of the areas", of.name),
        hash: review.hash(),
        review,
        made: super::sheet::Sheet::closing(),
    };
    Ok(report::render_page("review.html", &page)?.into_bytes())
}

/// The files of an analysis, whose report colleagues can fill in: offline, with a button that saves what they decided. The review
/// is of the framework that the analysis coded.
///
/// # Errors
/// As [`analysis_outputs`](crate::analysis_outputs).
pub fn review_outputs(reading: &Reading, analysis: &Analysis, of: &ReviewOf<'_>) -> Result<Vec<OutputFile>> {
    let told = analysis.coding.as_ref().map(|coding| &coding.framework);
    results::outputs(reading, analysis, Some(review_of(of, told)))
}

/// The form. Where the report tells of the same areas, each leads to what it says.
fn review_of(of: &ReviewOf<'_>, told: Option<&Framework>) -> ReviewView {
    let areas = of.draft.areas.iter().enumerate().map(|(place, own)| {
        let basis = basis(own, of.version, of.evidence);
        let print = basis.evidence.as_ref().map_or(String::new(), |evidence| format!(":{}", evidence.print));
        let told_at = told.and_then(|told| told.areas.iter().position(|area| area.id == own.id));
        AreaView {
            number: place + 1,
            id: own.id.clone(),
            name: own.name.clone(),
            description: own.description.clone(),
            documents: basis.evidence.as_ref().map(|evidence| evidence.documents),
            passages: basis.evidence.as_ref().map(|evidence| evidence.passages),
            based_on: format!("v{}{print}", of.version),
            href: told_at.map(|place| format!("#a{}", place + 1)),
            quotations: of.quotations.get(&own.id).cloned().unwrap_or_default(),
        }
    });
    ReviewView::new(&COLUMNS, areas.collect(), of.seen)
}
