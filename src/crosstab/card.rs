//! A card for each partnership: what is known of it, and what it speaks of.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::division::said;
use super::raised::Raised;
use crate::analysis::Analysis;
use crate::coding::Coding;
use crate::error::Result;
use crate::framework::Hierarchy;
use crate::round::{PARTNERSHIP, Round, natural_order, writers};

/// A partnership, or a document where not every document names its own.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Card {
    /// The partnership; none where documents stand for themselves.
    pub partnership: Option<String>,
    /// The places of its documents in the round, in order.
    pub documents: Vec<usize>,
    /// Words of its documents.
    pub words: usize,
    /// Passages of its documents.
    pub passages: usize,
    /// What its documents say in each field, by the field's name: every value once, in natural order; nothing where all
    /// of them are blank. The partnership's name is left out.
    pub known: BTreeMap<String, Vec<String>>,
    /// The themes that it raises, by their place among the analysis' themes: the most passages first.
    pub themes: Vec<Spoken>,
    /// The areas that it raises, by their place in the framework: the most passages first.
    pub areas: Vec<Spoken>,
    /// How many of its passages speak of more than one area at once; none without a framework.
    pub entangled: Option<usize>,
    /// How widely its passages are spread over themes: the number of themes with equally many passages that would be as
    /// even (Hill's number of order 2, the inverse of Simpson's index: M. O. Hill, Ecology 54, 1973). From 1, all in one
    /// theme, to the number of its themes. None if no passage has a theme.
    pub spread: Option<f64>,
}

/// Something that a partnership raises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken {
    /// Its place.
    pub place: usize,
    /// In how many passages.
    pub passages: usize,
    /// The number of the passage that stands for it best, the first of equals.
    pub best: usize,
}

/// A card for each partnership, in the order of their first documents, or for each document where not every one names its
/// partnership.
///
/// # Errors
/// [`Error::Shape`](crate::Error::Shape) if the analysis is of other documents.
pub fn cards(round: &Round, analysis: &Analysis) -> Result<Vec<Card>> {
    Raised::of(round, analysis)?;
    let writers = writers(round.documents());
    let count = writers.iter().max().map_or(0, |last| last + 1);
    let mut cards: Vec<Card> = (0..count).map(|_| Card::default_for(analysis)).collect();
    let all_named = round.documents().iter().all(|document| document.partnership().is_some());
    for (place, document) in round.documents().iter().enumerate() {
        let card = &mut cards[writers[place]];
        card.partnership = document.partnership().filter(|_| all_named).map(str::to_owned);
        card.documents.push(place);
        card.words += analysis.documents[place].words;
        card.passages += analysis.documents[place].passages;
        for (field, value) in said(document).filter(|(field, _)| !all_named || *field != PARTNERSHIP) {
            card.known.entry(field.to_owned()).or_default().push(value);
        }
    }
    let mut spoken = vec![(Best::new(), Best::new()); count];
    let hierarchy = analysis.coding.as_ref().map(|coding| coding.framework.hierarchy());
    for (number, summary) in analysis.passages.iter().enumerate() {
        let writer = writers[summary.passage.document];
        if let Some(theme) = summary.theme {
            add(&mut spoken[writer].0, theme - 1, number, summary.score.map_or(0.0, f64::from));
        }
        let coding = analysis.coding.as_ref().and_then(|coding| coding.codings.get(number));
        let Some((coding, hierarchy)) = coding.zip(hierarchy.as_ref()) else { continue };
        coding
            .rolled_up(hierarchy)
            .into_iter()
            .for_each(|(area, score)| add(&mut spoken[writer].1, area, number, score));
        if let Some(entangled) = &mut cards[writer].entangled {
            *entangled += usize::from(speaks_of_several(coding, hierarchy));
        }
    }
    for (card, (themes, areas)) in cards.iter_mut().zip(spoken) {
        (card.themes, card.areas) = (listed(themes), listed(areas));
        card.spread = spread(&card.themes);
        for values in card.known.values_mut() {
            values.sort_by(|a, b| natural_order(a, b));
            values.dedup();
        }
    }
    Ok(cards)
}

impl Card {
    fn default_for(analysis: &Analysis) -> Self {
        Card {
            partnership: None,
            documents: Vec::new(),
            words: 0,
            passages: 0,
            known: BTreeMap::new(),
            themes: Vec::new(),
            areas: Vec::new(),
            entangled: analysis.coding.as_ref().map(|_| 0),
            spread: None,
        }
    }
}

/// Whether two areas are given of which neither is a part of the other.
fn speaks_of_several(coding: &Coding, hierarchy: &Hierarchy) -> bool {
    let given = || coding.areas.iter().map(|given| given.area);
    let is_above = |area: usize| given().any(|other| hierarchy.ancestors(other).any(|above| above == area));
    given().filter(|&area| !is_above(area)).count() > 1
}

/// By place: how many passages there are, the best of them, and its score.
type Best = BTreeMap<usize, (usize, usize, f64)>;

fn add(of: &mut Best, place: usize, passage: usize, score: f64) {
    let own = of.entry(place).or_insert((0, passage, score));
    own.0 += 1;
    if score > own.2 {
        (own.1, own.2) = (passage, score);
    }
}

fn listed(of: Best) -> Vec<Spoken> {
    let mut spoken: Vec<Spoken> =
        of.into_iter().map(|(place, (passages, best, _))| Spoken { place, passages, best }).collect();
    spoken.sort_by_key(|own| (std::cmp::Reverse(own.passages), own.place));
    spoken
}

/// The inverse of Simpson's index, of whole numbers as far as it goes.
fn spread(themes: &[Spoken]) -> Option<f64> {
    let all: usize = themes.iter().map(|own| own.passages).sum();
    let squares: usize = themes.iter().map(|own| own.passages * own.passages).sum();
    (all > 0).then(|| (all * all) as f64 / squares as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_spread_is_the_number_of_themes_if_they_are_equal_and_less_otherwise() {
        let of = |passages: &[usize]| {
            let themes: Vec<Spoken> = passages
                .iter()
                .zip(0..)
                .map(|(&passages, place)| Spoken { place, passages, best: 0 })
                .collect();
            spread(&themes)
        };
        assert_eq!(of(&[]), None);
        assert_eq!(of(&[7]), Some(1.0));
        assert_eq!(of(&[2, 2, 2, 2]), Some(4.0));
        // 6² / (4² + 1 + 1) = 36 / 18.
        assert_eq!(of(&[4, 1, 1]), Some(2.0));
    }
}
