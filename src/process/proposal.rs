//! A wild card held against a round: what speaks for it, and what on the list is nearest.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::decisions::line::sha256;
use crate::coding::Coding;
use crate::framework::Framework;
use crate::round::Passage;

/// What a round says about a wild card. Nothing found is an answer, too.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Proposal {
    /// How many passages raise it.
    pub passages: usize,
    /// The documents that raise it, by their place in the round.
    pub documents: Vec<usize>,
    /// The area that is nearest, by its place in the framework, and how many of the passages it has, too. Where no passage is
    /// shared, the area whose own words are most like those of the wild card, with 0; none if they have no word in common.
    pub nearest: Option<(usize, usize)>,
    /// A hash of the passages.
    pub print: String,
}

/// Looks a wild card up among codings onto a framework that has it, at `place`, beside the areas of the list.
pub fn proposal(passages: &[Passage], codings: &[Coding], framework: &Framework, place: usize) -> Proposal {
    let has = |coding: &Coding, area: usize| coding.areas.iter().any(|given| given.area == area);
    let (mut documents, mut shared, mut count, mut told) =
        (BTreeSet::new(), BTreeMap::<usize, usize>::new(), 0, String::new());
    for (passage, coding) in passages.iter().zip(codings).filter(|(_, coding)| has(coding, place)) {
        count += 1;
        documents.insert(passage.document);
        told += &format!("{} {} {};", passage.document, passage.start, passage.end);
        for given in coding.areas.iter().filter(|given| given.area != place) {
            *shared.entry(given.area).or_default() += 1;
        }
    }
    let most = shared.into_iter().max_by_key(|&(area, count)| (count, std::cmp::Reverse(area)));
    Proposal {
        passages: count,
        documents: documents.into_iter().collect(),
        nearest: most.or_else(|| by_words(framework, place)),
        print: sha256(told.as_bytes())[..16].to_owned(),
    }
}

/// The area with which an area has most of its own words in common: those of four letters or more in name, description and cues,
/// a word that many areas have counting less.
fn by_words(framework: &Framework, place: usize) -> Option<(usize, usize)> {
    let words = |area: usize| -> BTreeSet<String> {
        let area = &framework.areas[area];
        let text = [area.name.as_str(), &area.description, &area.cues.join(" ")].join(" ").to_lowercase();
        let words = text.split(|c: char| !c.is_alphanumeric());
        words.filter(|word| word.chars().count() >= 4).map(|word| word.chars().take(7).collect()).collect()
    };
    let all: Vec<BTreeSet<String>> = (0..framework.areas.len()).map(words).collect();
    let weight = |word: &String| 1.0 / all.iter().filter(|words| words.contains(word)).count() as f64;
    let likeness = |area: usize| -> f64 { all[place].intersection(&all[area]).map(weight).sum() };
    let others = (0..all.len()).filter(|&area| area != place).map(|area| (area, likeness(area)));
    let best = others.fold(None, |best: Option<(usize, f64)>, (area, near)| match best {
        Some((_, most)) if most >= near => best,
        _ => Some((area, near)),
    });
    best.filter(|(_, near)| *near > 0.0).map(|(area, _)| (area, 0))
}
