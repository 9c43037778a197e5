//! Wild cards: what a round says about a theme that is not on the list, and the decision to add it.

use std::fmt::Write;

use commonground::framework::{Area, Framework};
use commonground::process::decisions::{Act, Evidence, NewArea};
use commonground::process::replay::{Version, basis, replay};
use commonground::process::{Basis, Proposal, proposal, voices};
use commonground::round::Round;
use commonground::theme::Quotation;
use commonground::{Error, Progress};

use super::deciding::Who;
use super::folder::StudyFolder;
use super::sheet::{Block, Section, Sheet};
use super::store::Append;
use crate::error::{FormatError, Result};
use crate::notebook::sheet_html;
use crate::report::words::counted;

/// So many quotations are told in words.
const MOST_SHOWN: usize = 5;
const NOTHING: &str =
    "Nothing was found on it in the round. That is an answer: people may want it all the same.";

/// A theme that somebody proposes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct WildCard {
    /// What it is called.
    pub name: String,
    /// What counts as raising it.
    pub description: String,
    /// Words and phrases that point to it.
    pub cues: Vec<String>,
    /// Who proposes it.
    pub proposer: String,
}

/// A wild card with what a round says about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Proposed {
    /// The area that it would be.
    pub area: NewArea,
    /// Who proposes it.
    pub proposer: String,
    /// What was found.
    pub found: Proposal,
    /// A quotation of each document that raises it.
    pub quotations: Vec<Quotation>,
    /// The name of the area that is nearest, and how many passages both have.
    pub nearest: Option<(String, usize)>,
}

impl StudyFolder {
    /// Searches a round for a wild card, as one more area that claims its passages beside those on the list.
    ///
    /// # Errors
    /// As [`code`](Self::code), and if the wild card is no valid area.
    pub fn propose(&self, card: &WildCard, round: &Round, progress: &dyn Progress) -> Result<Proposed> {
        let (union, _) = self.store().union()?;
        let told = replay(&self.first, &union)?;
        let new = NewArea {
            description: card.description.clone(),
            cues: card.cues.clone(),
            ..NewArea::named(&card.name, &mut told.taken())
        };
        let mut areas = told.draft.areas.clone();
        areas.push(area_of(&new));
        let framework = Framework { areas, ..told.draft.clone() };
        framework.validate().map_err(Error::from)?;
        let version = Version { framework, ..told.last().clone() };
        let coded = self.code(round, &version, &told, progress)?;
        let areas = &version.framework.areas;
        let place = areas.len() - 1;
        let found = proposal(&coded.passages, &coded.codings, &version.framework, place);
        let quotations = voices(round, &coded.passages, &coded.codings, &[place], &found.documents);
        let nearest = found.nearest.map(|(other, shared)| (areas[other].name.clone(), shared));
        Ok(Proposed { area: new, proposer: card.proposer.clone(), found, quotations, nearest })
    }

    /// Records the decision to add a wild card, based on what was found.
    ///
    /// # Errors
    /// As [`decide`](Self::decide).
    pub fn add(&self, proposed: &Proposed, who: &Who, why: &str) -> Result<Append> {
        let by = who.named()?;
        if why.trim().is_empty() {
            return Err(FormatError::Process { what: "a reason is missing: give --why TEXT".to_owned() });
        }
        let (union, _) = self.store().union()?;
        let Proposal { passages, documents, print, .. } = &proposed.found;
        let evidence = Evidence { passages: *passages, documents: documents.len(), print: print.clone() };
        // The basis of a wild card is what the search found, in the version that it is not part of yet.
        let based_on = Basis {
            evidence: Some(evidence),
            version: String::new(),
            ..basis(&area_of(&proposed.area), "", None)
        };
        let act = Act::Add { area: proposed.area.clone(), proposer: proposed.proposer.clone() };
        let mut decision = who.decision(by);
        (decision.act, decision.why, decision.seen) = (act, why.to_owned(), union.heads());
        decision.based_on = vec![based_on];
        self.record(&union, decision)
    }
}

impl Proposed {
    /// What was found, in words.
    pub fn in_words(&self) -> String {
        let Proposed { area, proposer, found, quotations, .. } = self;
        let mut said = format!("{}, proposed by {proposer}\n", area.name);
        match found.passages {
            0 => {
                let _ = writeln!(said, "{NOTHING}");
            }
            passages => {
                let (passages, documents) =
                    (counted(passages, "passage"), counted(found.documents.len(), "document"));
                let _ = writeln!(said, "{passages} in {documents}");
                for quotation in quotations.iter().take(MOST_SHOWN) {
                    let text = quotation.text.split_whitespace().collect::<Vec<_>>().join(" ");
                    let _ = writeln!(said, "  {}: “{text}”", quotation.document);
                }
            }
        }
        let _ = writeln!(said, "{}", self.nearest_in_words());
        said
    }

    fn nearest_in_words(&self) -> String {
        match &self.nearest {
            None => "Nothing on the list is near it.".to_owned(),
            Some((name, 0)) => format!("Nearest on the list: {name} (by its words)"),
            Some((name, shared)) => {
                format!("Nearest on the list: {name} ({} in common)", counted(*shared, "passage"))
            }
        }
    }

    /// The same as a fragment of HTML for notebooks, with all quotations.
    pub fn html(&self) -> String {
        let found = &self.found;
        let summary = [
            format!("proposed by {}", self.proposer),
            counted(found.passages, "passage"),
            counted(found.documents.len(), "document"),
        ];
        let quoted =
            self.quotations.iter().map(|quotation| (quotation.text.clone(), quotation.document.clone()));
        let mut blocks = vec![Block::Text(self.nearest_in_words())];
        blocks.push(match self.quotations.is_empty() {
            true => Block::Finding(NOTHING.to_owned()),
            false => Block::Quotations(quoted.collect()),
        });
        let sections = vec![Section::new("What the round says", blocks)];
        let (title, summary) = (self.area.name.clone(), vec![summary.join(" · ")]);
        sheet_html(&Sheet { title, summary, sections, closing: String::new() }, 1)
    }
}

fn area_of(new: &NewArea) -> Area {
    Area {
        id: new.id.clone(),
        name: new.name.clone(),
        description: new.description.clone(),
        cues: new.cues.clone(),
        ..Area::default()
    }
}
