//! Divisions that keep pairs together or apart: branch and bound over flows.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use super::members::Task;
use super::network::{Branch, Division, divide};

/// So many flows are solved at most. Each pair that a flow breaks makes a few more.
const MOST_FLOWS: usize = 4_000;

/// The best division that keeps all pairs, and whether that is certain; none if there is none, or none was found.
///
/// The branch with the cheapest division goes on first, of equals the newest. Branching never makes a division cheaper, so the first that keeps
/// all pairs is the best.
pub(super) fn best(task: &Task<'_>) -> (Option<Division>, bool) {
    let mut open: BTreeMap<(i64, Reverse<usize>), (Branch, Division)> = BTreeMap::new();
    let mut solved = 0;
    let mut branches = vec![Branch::default()];
    loop {
        for branch in branches {
            if let Some(division) = divide(task, &branch) {
                open.insert((division.cost, Reverse(solved)), (branch, division));
            }
            solved += 1;
        }
        let Some((_, (branch, division))) = open.pop_first() else { return (None, true) };
        match broken(task, &division) {
            None => return (Some(division), true),
            Some(_) if solved >= MOST_FLOWS => return (None, false),
            Some(pair) => branches = pair.branches(&branch).into(),
        }
    }
}

/// A pair that a division does not keep, in the group of one theme.
struct Break {
    first: usize,
    second: usize,
    theme: usize,
    must_meet: bool,
}

impl Break {
    /// The two ways to mend it.
    fn branches(&self, from: &Branch) -> [Branch; 2] {
        let (mut one, mut other) = (from.clone(), from.clone());
        if self.must_meet {
            // Both are in the group, or neither is.
            one.forbidden.extend([(self.first, self.theme), (self.second, self.theme)]);
            other.taken.extend([(self.first, self.theme), (self.second, self.theme)]);
        } else {
            // At least one of them is not.
            one.forbidden.push((self.first, self.theme));
            other.forbidden.push((self.second, self.theme));
        }
        [one, other]
    }
}

/// The first pair that is not kept.
fn broken(task: &Task<'_>, division: &Division) -> Option<Break> {
    let is_in = |member: usize, theme: usize| division.themes[member].contains(&theme);
    let themes = || 0..task.settings.themes;
    let met = task.apart.iter().flat_map(|&pair| themes().map(move |theme| (pair, theme, false)));
    let missed = task.together.iter().flat_map(|&pair| themes().map(move |theme| (pair, theme, true)));
    missed.chain(met).find_map(|([first, second], theme, must_meet)| {
        let is_broken = match must_meet {
            true => is_in(first, theme) != is_in(second, theme),
            false => is_in(first, theme) && is_in(second, theme),
        };
        is_broken.then_some(Break { first, second, theme, must_meet })
    })
}
