//! The areas of a framework in two rounds, or in a round and the notes of meetings.

use std::collections::BTreeSet;

use super::draws::{interval, is_beyond, noise, shares, standard_errors};
use super::pool::joined;
use super::results::{AreaChange, AreasCompared, CompareSettings, Share, What};
use crate::analysis::{Settings, code_round};
use crate::error::Result;
use crate::framework::Framework;
use crate::progress::{Progress, checkpoint};
use crate::round::Round;

/// The share of the deals that may seem to say as much.
const CHANCE: f64 = 0.05;
/// An area cuts across groups from so many on, …
const LEAST_GROUPS: usize = 3;
/// … and if it is raised in this share of them.
const ACROSS: f64 = 2.0 / 3.0;

/// Codes both rounds onto a framework and compares how widely each area is raised. `across` names the metadata of the later
/// round, such as the group whose meeting a note is of, across which an area may cut.
///
/// # Errors
/// As [`code_round`].
pub fn compare_areas(
    earlier: &Round,
    later: &Round,
    framework: &Framework,
    across: Option<&str>,
    settings: &Settings,
    compare: &CompareSettings,
    progress: &dyn Progress,
) -> Result<AreasCompared> {
    let (round, is_later) = joined(earlier, later)?;
    let coded = code_round(&round, framework, settings, progress)?;
    let hierarchy = framework.hierarchy();
    // 1 where a document raises an area, otherwise 0.
    let mut raised = vec![vec![0.0; round.documents().len()]; framework.areas.len()];
    for (passage, coding) in coded.passages.iter().zip(&coded.codings) {
        for (area, _) in coding.rolled_up(&hierarchy) {
            raised[area][passage.document] = 1.0;
        }
    }
    checkpoint(progress)?;
    let noise = noise(&is_later, CHANCE, settings.seed, |dealt| {
        let of = |raises: &Vec<f64>| standard_errors(raises, dealt).abs();
        raised.iter().map(of).fold(0.0, f64::max)
    });
    let groups: Vec<Option<&str>> = round
        .documents()
        .iter()
        .zip(&is_later)
        .map(|(document, is_later)| {
            document.metadata.get(across?).filter(|_| *is_later).map(|name| name.trim())
        })
        .collect();
    let all: BTreeSet<&str> = groups.iter().flatten().copied().collect();
    let areas = framework.areas.iter().enumerate().map(|(place, area)| {
        let shares = shares(&raised[place], &is_later);
        let strength = standard_errors(&raised[place], &is_later);
        let own: BTreeSet<&str> = groups
            .iter()
            .zip(&raised[place])
            .filter(|(_, raises)| **raises > 0.0)
            .filter_map(|(group, _)| *group)
            .collect();
        let across = across.map(|_| Share { documents: own.len(), of: all.len() });
        AreaChange {
            id: area.id.clone(),
            shares,
            difference: shares[1].share() - shares[0].share(),
            interval: interval(&raised[place], &is_later, compare.resamples, settings.seed, place as u64),
            what: what(shares, strength, noise),
            strength,
            across,
            cuts_across: across
                .is_some_and(|across| across.documents >= LEAST_GROUPS && across.share() >= ACROSS),
        }
    });
    let documents = [earlier.documents().len(), later.documents().len()];
    Ok(AreasCompared { documents, areas: areas.collect(), noise })
}

fn what(shares: [Share; 2], strength: f64, noise: f64) -> What {
    match shares.iter().all(|share| share.documents == 0) {
        true => What::Unraised,
        false => What::of(is_beyond(strength, noise), strength, shares.map(Share::share)),
    }
}
