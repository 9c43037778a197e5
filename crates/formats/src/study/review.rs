//! The review in which a colleague decides offline, and which saves a sheet to mail back: a page of its own, or a part of the
//! report.
//!
//! The browser is told the hash of its script, and that nothing else may run or be fetched. What the
//! script saves is the sheet of [`tables`](super::tables), so that one reader and one set of messages serve both.

use std::collections::BTreeMap;

use commonground::process::replay::{EvidenceOf, Replay, Version, basis, replay};
use commonground::process::voices;
use commonground::round::Round;
use commonground::{Analysis, Framework, Progress};
use serde::Serialize;

use super::folder::StudyFolder;
use super::tables::{COLUMNS, decision_sheet};
#[cfg(not(feature = "excel"))]
use crate::error::FormatError;
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
    hashes: [String; 1],
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
        hashes: [review.hash()],
        review,
        made: super::sheet::Sheet::closing(),
    };
    Ok(report::render_page("review.html", &page)?.into_bytes())
}

/// So many quotations stand for an area on the page.
const MOST_QUOTED: usize = 3;

impl StudyFolder {
    /// The page for the list as it stands, with a few quotations of the study's round for each area.
    ///
    /// # Errors
    /// As [`code`](Self::code) and [`review_page`].
    pub fn review_page(&self, round: Option<&Round>, progress: &dyn Progress) -> Result<Vec<u8>> {
        let (union, _) = self.store().union()?;
        let told = replay(&self.first, &union)?;
        let evidence = self.evidence_of_last(&told);
        let mut quotations = BTreeMap::new();
        if let Some(round) = round {
            let version = Version { framework: told.draft.clone(), ..told.last().clone() };
            let coded = self.code(round, &version, &told, progress)?;
            let documents: Vec<usize> = (0..round.documents().len()).collect();
            for (place, area) in told.draft.areas.iter().enumerate() {
                let mut own = voices(round, &coded.passages, &coded.codings, &[place], &documents);
                own.sort_by(|a, b| b.score.total_cmp(&a.score));
                let own = own.into_iter().take(MOST_QUOTED);
                let own = own.map(|quotation| (quotation.text, quotation.document));
                quotations.insert(area.id.clone(), own.collect());
            }
        }
        review_page(&ReviewOf {
            name: &self.settings.name,
            draft: &told.draft,
            version: &told.last().version,
            evidence: evidence.as_ref(),
            quotations: &quotations,
            seen: &union.heads(),
        })
    }

    /// The list as it stands as a table to fill in: CSV, or an Excel workbook if this build can write one.
    ///
    /// # Errors
    /// [`FormatError::Process`](crate::FormatError::Process) if it cannot.
    pub fn sheet(&self, is_workbook: bool) -> Result<Vec<u8>> {
        let (union, _) = self.store().union()?;
        let told = replay(&self.first, &union)?;
        let evidence = self.evidence_of_last(&told);
        let make = if is_workbook { workbook } else { decision_sheet };
        make(&told.draft, &told.last().version, evidence.as_ref(), &union.heads())
    }
}

#[cfg(feature = "excel")]
use super::workbook::decision_workbook as workbook;

#[cfg(not(feature = "excel"))]
fn workbook(_: &Framework, _: &str, _: Option<&EvidenceOf>, _: &[String]) -> Result<Vec<u8>> {
    let what = "this build writes no Excel files: give the sheet a name that ends in .csv";
    Err(FormatError::Process { what: what.to_owned() })
}

/// The list of a study as it stood when it was opened, to be reviewed in the report of an analysis.
#[derive(Debug, Clone, PartialEq)]
pub struct Reviewed {
    name: String,
    told: Replay,
    evidence: Option<EvidenceOf>,
    seen: Vec<String>,
}

impl Reviewed {
    /// The list as it stands.
    ///
    /// # Errors
    /// As [`StudyFolder::replay`].
    pub fn of(study: &StudyFolder) -> Result<Self> {
        let (union, _) = study.store().union()?;
        let told = replay(&study.first, &union)?;
        let evidence = study.evidence_of_last(&told);
        Ok(Reviewed { name: study.settings.name.clone(), told, evidence, seen: union.heads() })
    }

    /// The list.
    pub fn list(&self) -> &Framework {
        &self.told.draft
    }

    /// The files of an analysis that coded this list, with the review in the report.
    ///
    /// # Errors
    /// As [`review_outputs`].
    pub fn outputs(&self, reading: &Reading, analysis: &Analysis) -> Result<Vec<OutputFile>> {
        let of = ReviewOf {
            name: &self.name,
            draft: &self.told.draft,
            version: &self.told.last().version,
            evidence: self.evidence.as_ref(),
            quotations: &BTreeMap::new(),
            seen: &self.seen,
        };
        review_outputs(reading, analysis, &of)
    }
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
