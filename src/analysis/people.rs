//! An analysis beside what people coded.

use std::collections::BTreeSet;

use super::Analysis;
use crate::agreement::{Agreement, AgreementSettings, Rater, Ratings, UnitAgreement, agreement};
use crate::coding::{Coding, HumanCodes, UnitCodes};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::round::{Note, Passage, Round, Unit};

/// What the machine is called among the coders.
pub const MACHINE: &str = "commonground";

/// Says how far the areas that an analysis gave agree with what people coded, and people with each other, over
/// documents and over passages, as [`Analysis::agreement`]. The intervals have the seed of the analysis. Returns notes
/// on codes that are left out: see [`HumanCodes::check`].
///
/// These codes must not have taught the machine: agreement with what it was shown says nothing about what it was not.
///
/// # Errors
/// [`Error::Codes`] as [`HumanCodes::check`]; [`Error::Shape`] if there are no codes, or if the analysis was made without
/// a framework or of another round; [`Error::Cancelled`].
pub fn compare_with_people(
    analysis: &mut Analysis,
    round: &Round,
    codes: &HumanCodes,
    progress: &dyn Progress,
) -> Result<Vec<Note>> {
    let Some(coding) = &analysis.coding else {
        let what =
            "there are no areas to compare with what people coded: analyse with a framework".to_owned();
        return Err(Error::Shape { what });
    };
    if analysis.documents.len() != round.documents().len() {
        let what = "the analysis is of another round: analyse the documents that were coded".to_owned();
        return Err(Error::Shape { what });
    }
    if codes.is_empty() {
        let what = "there are no codes: bring what people coded".to_owned();
        return Err(Error::Shape { what });
    }
    let notes = codes.check(round, &coding.framework)?;
    let settings = AgreementSettings { seed: analysis.settings.seed, ..AgreementSettings::default() };
    let passages: Vec<Passage> = analysis.passages.iter().map(|summary| summary.passage.clone()).collect();
    let areas: Vec<String> = coding.framework.areas.iter().map(|area| area.id.clone()).collect();

    let compare =
        |unit, documents, machine: UnitCodes, of: &dyn Fn(&str) -> UnitCodes| -> Result<UnitAgreement> {
            let mut raters = vec![Rater { name: MACHINE.to_owned(), is_machine: true, codes: machine }];
            raters.extend(codes.coders().into_iter().map(|coder| Rater {
                name: coder.to_owned(),
                is_machine: false,
                codes: of(coder),
            }));
            let ratings = Ratings::new(unit, documents, areas.clone(), raters)?;
            agreement(&ratings, &settings, progress)
        };
    let by_document = compare(
        Unit::Document,
        (0..round.documents().len()).collect(),
        documents(round, &passages, &coding.codings),
        &|coder| codes.of_coder_by_document(coder, round, &coding.framework),
    )?;
    let mut units = vec![by_document];
    // Where every document is one passage, the same would be told twice.
    if passages.len() > round.documents().len() {
        let by_passage = compare(
            Unit::Passage,
            passages.iter().map(|passage| passage.document).collect(),
            coding.codings.iter().map(|coding| Some(given(coding))).collect(),
            &|coder| codes.of_coder(coder, round, &passages, &coding.framework),
        )?;
        units.extend(Some(by_passage).filter(|found| !found.comparisons.is_empty()));
    }
    analysis.agreement = Some(Agreement { settings, units });
    Ok(notes)
}

/// The areas given to a passage.
fn given(coding: &Coding) -> BTreeSet<usize> {
    coding.areas.iter().map(|given| given.area).collect()
}

/// The areas given to any passage of each document.
fn documents(round: &Round, passages: &[Passage], codings: &[Coding]) -> UnitCodes {
    let mut sets = vec![BTreeSet::new(); round.documents().len()];
    passages.iter().zip(codings).for_each(|(passage, coding)| sets[passage.document].extend(given(coding)));
    sets.into_iter().map(Some).collect()
}
