//! What speaks for each area in a round: which passages raise it, in short and with who raises it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::coding::Coding;
use crate::framework::{Area, Framework};
use crate::process::decisions::{Basis, Evidence, line::sha256};
use crate::round::{Passage, Round};

/// The evidence for each area, by its id.
pub type EvidenceOf = BTreeMap<String, Evidence>;

/// What a round says about the areas of a framework.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoundEvidence {
    /// The SHA-256 of the framework.
    pub framework: String,
    /// What speaks for each area.
    pub areas: EvidenceOf,
    /// For each partnership, or document where none is named, the ids of the areas that it raises.
    pub raised_by: BTreeMap<String, BTreeSet<String>>,
}

impl RoundEvidence {
    /// The partnerships that raise none of these areas.
    pub fn without_any(&self, areas: &BTreeSet<String>) -> Vec<String> {
        let without = self.raised_by.iter().filter(|(_, raised)| raised.is_disjoint(areas));
        without.map(|(who, _)| who.clone()).collect()
    }
}

/// Sums up the codings of a round's passages. An area has what its parts have.
pub fn evidence_of_round(
    round: &Round,
    passages: &[Passage],
    framework: &Framework,
    codings: &[Coding],
    print: &str,
) -> RoundEvidence {
    let hierarchy = framework.hierarchy();
    let documents = round.documents();
    let who =
        |document: usize| documents[document].partnership().unwrap_or(&documents[document].id).to_owned();
    let mut raised_by: BTreeMap<String, BTreeSet<String>> =
        (0..documents.len()).map(|document| (who(document), BTreeSet::new())).collect();
    let mut of_areas: Vec<Vec<&Passage>> = vec![Vec::new(); framework.areas.len()];
    for (passage, coding) in passages.iter().zip(codings) {
        for (area, _) in coding.rolled_up(&hierarchy) {
            of_areas[area].push(passage);
            raised_by.entry(who(passage.document)).or_default().insert(framework.areas[area].id.clone());
        }
    }
    let areas = framework.areas.iter().zip(&of_areas).map(|(area, own)| {
        let mut told = String::new();
        for passage in own {
            let document = &documents[passage.document];
            let text = document.text.get(passage.start..passage.end).unwrap_or_default();
            told += &format!("{}\0{}\0{}\0{text}\0", document.id, passage.start, passage.end);
        }
        let of_documents: BTreeSet<usize> = own.iter().map(|passage| passage.document).collect();
        let print = sha256(told.as_bytes())[..16].to_owned();
        (area.id.clone(), Evidence { passages: own.len(), documents: of_documents.len(), print })
    });
    RoundEvidence { framework: print.to_owned(), areas: areas.collect(), raised_by }
}

/// An area as it is shown to one who decides about it.
pub fn basis(area: &Area, version: &str, evidence: Option<&EvidenceOf>) -> Basis {
    Basis {
        area: area.id.clone(),
        name: area.name.clone(),
        description: sha256(area.description.as_bytes())[..16].to_owned(),
        version: version.to_owned(),
        evidence: evidence.and_then(|evidence| evidence.get(&area.id)).cloned(),
    }
}
