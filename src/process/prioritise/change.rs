//! What would have changed the list: ticks that decide.

use std::collections::BTreeSet;
use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::ballot::Ballots;
use super::count::first_way;
use super::priorities::{AnyCount, Priorities, Rule, approved};

/// Voters whose single tick decides about a theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The theme.
    pub theme: usize,
    /// Whether it is on the list now.
    pub is_chosen: bool,
    /// The voters any one of whom would turn this: a theme on the list would fall off if the voter had not approved of it, one
    /// that is not would come onto it if the voter had.
    pub voters: Vec<String>,
}

/// For each theme the voters whose single tick about it would have changed whether it is on the list: a theme without any
/// stands or falls by more than one tick. The rest of all ballots stays as it is, and ties go to the theme that stands first.
///
/// None for rules that count ranks or points, in which a tick is no unit.
pub fn changes(ballots: &Ballots, priorities: &Priorities) -> Option<Vec<Change>> {
    let Priorities { rule, chosen, .. } = priorities;
    if matches!(rule, Rule::Borda | Rule::Points) {
        return None;
    }
    let themes = ballots.themes().len();
    let approved = approved(ballots);
    let change = |theme: usize| {
        let is_chosen = chosen.contains(&theme);
        // Voters with equal ballots would change the list alike.
        let mut known: Vec<(&BTreeSet<usize>, bool)> = Vec::new();
        let mut voters = Vec::new();
        for (voter, own) in approved.iter().enumerate().filter(|(_, own)| own.contains(&theme) == is_chosen) {
            let decides = known.iter().find(|(other, _)| *other == own).map(|&(_, decides)| decides);
            let decides = decides.unwrap_or_else(|| {
                let turned = first_way(
                    turned(*rule, ballots, &approved, voter, theme, chosen.len()),
                    themes,
                    chosen.len(),
                );
                turned.0.iter().any(|step| step.theme == theme) != is_chosen
            });
            known.push((own, decides));
            if decides {
                voters.push(ballots.ballots()[voter].voter.clone());
            }
        }
        Change { theme, is_chosen, voters }
    };
    Some((0..themes).map(change).collect())
}

/// The count in which one voter thinks otherwise about one theme.
fn turned(
    rule: Rule,
    ballots: &Ballots,
    approved: &Rc<[BTreeSet<usize>]>,
    voter: usize,
    theme: usize,
    seats: usize,
) -> AnyCount {
    let mut approved: Vec<BTreeSet<usize>> = approved.to_vec();
    if !approved[voter].remove(&theme) {
        approved[voter].insert(theme);
    }
    AnyCount::new(rule, ballots, approved.into(), seats)
}
