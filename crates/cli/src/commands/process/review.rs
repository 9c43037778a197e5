//! What colleagues review: the list of a study as it stands, in the report.

use std::collections::BTreeMap;
use std::path::Path;

use commonground::process::replay::{EvidenceOf, Replay};
use commonground::{Analysis, Framework};
use commonground_formats::Reading;
use commonground_formats::study::{ReviewOf, StudyFolder, review_outputs};
use commonground_formats::write::OutputFile;

use crate::failure::Failure;

/// A study whose list is to be reviewed.
pub(crate) struct Reviewed {
    name: String,
    told: Replay,
    evidence: Option<EvidenceOf>,
    seen: Vec<String>,
}

impl Reviewed {
    /// Opens the study.
    pub(crate) fn open(folder: &str) -> Result<Self, Failure> {
        let study = StudyFolder::open(Path::new(folder))?;
        let (union, _) = study.store().union()?;
        let told = commonground::process::replay(&study.first, &union)?;
        let evidence = study.evidence_of_last(&told);
        Ok(Reviewed { name: study.settings.name, told, evidence, seen: union.heads() })
    }

    /// The list as it stands.
    pub(crate) fn list(&self) -> &Framework {
        &self.told.draft
    }

    /// The files of an analysis that coded this list, with the review in the report.
    pub(crate) fn outputs(&self, reading: &Reading, analysis: &Analysis) -> Result<Vec<OutputFile>, Failure> {
        let of = ReviewOf {
            name: &self.name,
            draft: &self.told.draft,
            version: &self.told.last().version,
            evidence: self.evidence.as_ref(),
            quotations: &BTreeMap::new(),
            seen: &self.seen,
        };
        Ok(review_outputs(reading, analysis, &of)?)
    }
}
