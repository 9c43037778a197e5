//! An analysis beside the documents that it is of, each held against the other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use commonground::noise::Excerpt;
use commonground::round::{Audience, Document, Passage, Round};
use commonground::theme::Quotation;
use commonground::{Analysis, CodingSummary};

use crate::error::{FormatError, Result};
use crate::read::Reading;

/// An analysis with its documents. Once made, every index and range in the analysis is known to hold.
pub(crate) struct Study<'a> {
    pub(crate) reading: &'a Reading,
    pub(crate) round: &'a Round,
    pub(crate) analysis: &'a Analysis,
    place_of: BTreeMap<&'a str, usize>,
    names: Vec<String>,
}

/// What stands for a text whose sender allowed it to be analysed, but not to be quoted.
pub(crate) const NOT_SHOWN: &str = "[Not shown: given for analysis, not for quotation.]";

impl<'a> Study<'a> {
    /// Holds an analysis against what was read.
    ///
    /// # Errors
    /// [`FormatError::NotOfThisRound`] with the first thing that does not fit.
    pub(crate) fn of(reading: &'a Reading, analysis: &'a Analysis) -> Result<Self> {
        let round = &reading.round;
        let documents = round.documents();
        let place_of = documents.iter().enumerate().map(|(place, d)| (d.id.as_str(), place)).collect();
        let study = Study { reading, round, analysis, place_of, names: document_names(documents) };
        match study.misfit() {
            None => Ok(study),
            Some(what) => Err(FormatError::NotOfThisRound { what }),
        }
    }

    /// The document of a passage's number.
    pub(crate) fn document_of(&self, passage: usize) -> usize {
        self.analysis.passages[passage].passage.document
    }

    /// The text of a passage, without the white space around it, and its first byte in the document.
    pub(crate) fn text_of(&self, passage: usize) -> (usize, &'a str) {
        let Passage { document, start, end } = self.analysis.passages[passage].passage;
        let text = &self.round.documents()[document].text[start..end];
        (start + text.len() - text.trim_start().len(), text.trim())
    }

    /// The text of a passage where its document may be quoted, and otherwise that it is not shown.
    pub(crate) fn shown_text(&self, passage: usize) -> &'a str {
        let may_quote = self.round.may_quote(self.document_of(passage));
        if may_quote { self.text_of(passage).1 } else { NOT_SHOWN }
    }

    /// What people call a document: its partnership, with the id where that is not enough; or the id.
    pub(crate) fn name(&self, document: usize) -> &str {
        &self.names[document]
    }

    /// Who sent a document, if that is known.
    pub(crate) fn partnership(&self, id: &str) -> Option<&'a str> {
        self.place_of.get(id).and_then(|&place| self.round.documents()[place].partnership())
    }

    /// Whether every document names its partnership.
    pub(crate) fn has_partnerships(&self) -> bool {
        self.round.documents().iter().all(|d| d.partnership().is_some())
    }

    /// How many partnerships sent documents; none unless every document names its own.
    pub(crate) fn partnerships(&self) -> Option<usize> {
        let names: Option<BTreeSet<&str>> =
            self.round.documents().iter().map(Document::partnership).collect();
        names.map(|names| names.len())
    }

    /// Every quotation of the analysis.
    pub(crate) fn quotations(&self) -> impl Iterator<Item = &'a Quotation> {
        let areas = self.analysis.coding.iter().flat_map(|coding| &coding.areas);
        let of_themes = self.analysis.themes.iter().flat_map(|theme| &theme.quotations);
        of_themes.chain(areas.flat_map(|area| &area.quotations))
    }

    /// The first thing in the analysis that does not fit the documents.
    fn misfit(&self) -> Option<String> {
        let (documents, analysis) = (self.round.documents(), self.analysis);
        if !documents.iter().map(|d| &d.id).eq(analysis.documents.iter().map(|d| &d.id)) {
            return Some("the ids of its documents are others".to_owned());
        }
        if !analysis.themes.iter().map(|theme| theme.number).eq(1..=analysis.themes.len()) {
            return Some("its themes are not numbered from 1".to_owned());
        }
        for (number, summary) in analysis.passages.iter().enumerate() {
            let Passage { document, start, end } = summary.passage;
            let is_there = documents.get(document).is_some_and(|d| d.text.get(start..end).is_some());
            let is_of_a_theme =
                summary.theme.is_none_or(|theme| (1..=analysis.themes.len()).contains(&theme));
            if !(is_there && is_of_a_theme) {
                return Some(format!("there is no place or theme for its passage {number}"));
            }
        }
        if !self.themes_fit() {
            return Some("its themes name documents or themes that it has not".to_owned());
        }
        if !analysis.likeness.fits(analysis.themes.len()) {
            return Some("what it says of the likeness of themes is of others".to_owned());
        }
        if !analysis.passages.is_sorted_by_key(|p| (p.passage.document, p.passage.start)) {
            return Some("its passages are not in order".to_owned());
        }
        if analysis.coding.as_ref().is_some_and(|coding| !self.fits(coding)) {
            return Some("its coding is of other passages or areas".to_owned());
        }
        if !self.agreement_fits() {
            return Some("its agreement with people is about other areas".to_owned());
        }
        if let Some(example) = analysis.noise.examples().find(|example| !self.stands_there(example)) {
            return Some(format!("its example of what is set aside is not what stands at {}", example.start));
        }
        if let Some(id) = self.quoted_without_consent() {
            let id = crate::error::shown(id);
            return Some(format!("it quotes {id:?}, which may not be quoted"));
        }
        let false_quotation = self.quotations().find(|quotation| !self.is_verbatim(quotation))?;
        let Quotation { document, start, end, .. } = false_quotation;
        Some(format!(
            "its quotation of {:?} is not what stands at {start}–{end}",
            crate::error::shown(document)
        ))
    }

    /// The first document that is quoted although it may not be, as when consent was withdrawn after the analysis.
    fn quoted_without_consent(&self) -> Option<&'a str> {
        let documents = self.round.documents();
        let may_not = |id: &&str| {
            let document = self.place_of.get(id).map(|&place| &documents[place]);
            document.is_some_and(|document| !Audience::Internal.may_read(document.consent))
        };
        let examples = self.analysis.noise.examples().filter(|example| !example.text.is_empty());
        let examples = examples.map(|example| example.document.as_str());
        self.quotations().map(|quotation| quotation.document.as_str()).chain(examples).find(may_not)
    }

    /// As [`Quotation::is_verbatim`], without a search through the round, and within the passage named.
    fn is_verbatim(&self, quotation: &Quotation) -> bool {
        let Quotation { document, passage, start, end, text, .. } = quotation;
        self.is_slice(document, *passage, *start..*end, text)
    }

    fn stands_there(&self, example: &Excerpt) -> bool {
        let Excerpt { document, passage, start, end, text } = example;
        self.is_slice(document, *passage, *start..*end, text)
    }

    /// Whether a text is what stands at this place of a document, within the passage named.
    fn is_slice(&self, document: &str, passage: usize, span: Range<usize>, text: &str) -> bool {
        let Some(&place) = self.place_of.get(document) else { return false };
        let is_there = self.round.documents()[place].text.get(span.clone()) == Some(text);
        let passage = self.analysis.passages.get(passage).map(|summary| &summary.passage);
        is_there
            && passage.is_some_and(|passage| {
                passage.document == place && passage.start <= span.start && span.end <= passage.end
            })
    }

    /// Whether every document and theme that a theme names is there.
    fn themes_fit(&self) -> bool {
        let analysis = self.analysis;
        let removals = analysis.themes.iter().filter_map(|theme| theme.stability.as_ref()?.removal.as_ref());
        let removed = removals.flat_map(|r| r.dissolves_without.iter().chain(&r.document));
        let largest =
            analysis.themes.iter().filter_map(|theme| theme.largest_part.as_ref()).map(|part| &part.document);
        let mut numbers: Vec<usize> =
            analysis.broad.iter().flat_map(|broad| &broad.themes).copied().collect();
        numbers.sort_unstable();
        removed.chain(largest).all(|&document| document < analysis.documents.len())
            && (analysis.broad.is_empty() || numbers.into_iter().eq(1..=analysis.themes.len()))
    }

    /// Whether what was compared with people are the areas of the coding.
    fn agreement_fits(&self) -> bool {
        let coding = self.analysis.coding.as_ref();
        let areas = coding.map_or(0, |coding| coding.framework.areas.len());
        let units = self.analysis.agreement.iter().flat_map(|agreement| &agreement.units);
        units.flat_map(|unit| &unit.comparisons).all(|comparison| comparison.areas.len() == areas)
    }

    /// Whether every number in a coding has something to stand for.
    fn fits(&self, coding: &CodingSummary) -> bool {
        let (areas, passages) = (coding.framework.areas.len(), self.analysis.passages.len());
        let given = coding.codings.iter().flat_map(|coding| &coding.areas);
        let (rows, links) = (&coding.matrix.cells, &coding.links);
        let is_theme = |number: &usize| (1..=self.analysis.themes.len()).contains(number);
        coding.codings.len() == passages
            && given.into_iter().all(|score| score.area < areas)
            && coding.codings.iter().filter_map(|coding| coding.nearby).all(|area| area < areas)
            && coding.codings.iter().filter_map(|c| c.runner_up.as_ref()).all(|claim| claim.area < areas)
            && coding.overlaps.iter().flat_map(|overlap| overlap.areas).all(|area| area < areas)
            && coding.thin.iter().all(|thin| thin.area < areas)
            && coding.areas.len() == areas
            && coding.matrix.areas.len() == areas
            && coding.matrix.documents.len() == rows.len()
            && rows.len() == self.round.documents().len()
            && rows.iter().all(|row| row.len() == areas)
            && rows.iter().flatten().filter_map(|cell| cell.best).all(|best| best < passages)
            && links.links.iter().all(|link| is_theme(&link.theme) && link.area < areas)
            && links.unmatched_themes.iter().all(is_theme)
    }
}

/// What people call each document: its partnership, with the id where that is not enough; or the id.
pub(crate) fn document_names(documents: &[Document]) -> Vec<String> {
    let mut documents_of: BTreeMap<&str, usize> = BTreeMap::new();
    documents
        .iter()
        .filter_map(Document::partnership)
        .for_each(|name| *documents_of.entry(name).or_default() += 1);
    let name = |document: &Document| match document.partnership() {
        Some(name) if documents_of[name] == 1 => name.to_owned(),
        Some(name) => format!("{name} ({})", document.id),
        None => document.id.clone(),
    };
    documents.iter().map(name).collect()
}
