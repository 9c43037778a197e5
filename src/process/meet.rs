//! When groups meet: a slot for each group at each meeting, so that nobody has to be in two places at once.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// So many ways are tried for each meeting; beyond that the best one found is taken.
const MOST_TRIED: usize = 200_000;

/// When each group meets.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// For each meeting, the slot of each group: a place in the slots of that meeting.
    pub slots: Vec<Vec<usize>>,
    /// What could not be avoided, or was not.
    pub clashes: Vec<Clash>,
    /// Whether fewer clashes are impossible.
    pub is_best: bool,
}

/// A member who cannot be where they should.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Clash {
    /// The meeting, from 0.
    pub meeting: usize,
    /// The slot, as it is called.
    pub slot: String,
    /// Who.
    pub member: String,
    /// The groups that meet then and that the member is in.
    pub groups: Vec<usize>,
    /// Whether the member is away then.
    pub is_away: bool,
}

/// Plans meetings. `groups` are the members of each, `meetings` the slots that each meeting can have, and `away` who cannot
/// come when, by member and slot. A meeting without slots has none for any group.
///
/// Each meeting is planned by itself: groups take slots one by one, and a way is left where it is no better than the best
/// so far. Of equally good ways the first counts, in which groups take the earliest slots.
pub fn plan(groups: &[Vec<String>], meetings: &[Vec<String>], away: &BTreeSet<(String, String)>) -> Plan {
    let mut plan = Plan { slots: Vec::new(), clashes: Vec::new(), is_best: true };
    for (meeting, slots) in meetings.iter().enumerate() {
        if slots.is_empty() {
            plan.slots.push(Vec::new());
            continue;
        }
        let mut search = Search { groups, slots, away, best: None, tried: 0 };
        search.go(&mut Vec::new(), 0);
        plan.is_best &= search.tried < MOST_TRIED;
        let taken = search.best.map(|(_, taken)| taken).unwrap_or_default();
        plan.clashes.extend(clashes(groups, slots, away, &taken, meeting));
        plan.slots.push(taken);
    }
    plan.clashes.sort();
    plan
}

struct Search<'a> {
    groups: &'a [Vec<String>],
    slots: &'a [String],
    away: &'a BTreeSet<(String, String)>,
    best: Option<(usize, Vec<usize>)>,
    tried: usize,
}

impl Search<'_> {
    fn go(&mut self, taken: &mut Vec<usize>, cost: usize) {
        self.tried += 1;
        let is_no_better = self.best.as_ref().is_some_and(|(best, _)| cost >= *best);
        if is_no_better || (self.tried > MOST_TRIED && self.best.is_some()) {
            return;
        }
        let next = taken.len();
        let Some(group) = self.groups.get(next) else {
            self.best = Some((cost, taken.clone()));
            return;
        };
        // The slots that cost least first, so that a good way is found early.
        let mut slots: Vec<(usize, usize)> =
            (0..self.slots.len()).map(|slot| (self.cost(group, slot, taken), slot)).collect();
        slots.sort_unstable();
        for (more, slot) in slots {
            taken.push(slot);
            self.go(taken, cost + more);
            taken.pop();
        }
    }

    /// How many members cannot come if this group meets then.
    fn cost(&self, group: &[String], slot: usize, taken: &[usize]) -> usize {
        let at_once =
            || taken.iter().zip(self.groups).filter(|(other, _)| **other == slot).map(|(_, members)| members);
        let cannot = |member: &&String| {
            at_once().any(|members| members.contains(member))
                || self.away.contains(&((*member).clone(), self.slots[slot].clone()))
        };
        group.iter().filter(cannot).count()
    }
}

fn clashes(
    groups: &[Vec<String>],
    slots: &[String],
    away: &BTreeSet<(String, String)>,
    taken: &[usize],
    meeting: usize,
) -> Vec<Clash> {
    let mut found = Vec::new();
    for (place, slot) in slots.iter().enumerate() {
        let here: Vec<usize> = (0..taken.len()).filter(|&group| taken[group] == place).collect();
        let members: BTreeSet<&String> = here.iter().flat_map(|&group| &groups[group]).collect();
        for member in members {
            let own: Vec<usize> =
                here.iter().copied().filter(|&group| groups[group].contains(member)).collect();
            let is_away = away.contains(&(member.clone(), slot.clone()));
            if own.len() > 1 || is_away {
                found.push(Clash {
                    meeting,
                    slot: slot.clone(),
                    member: member.clone(),
                    groups: own,
                    is_away,
                });
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|&name| name.to_owned()).collect()
    }

    #[test]
    fn groups_with_a_member_in_common_meet_at_different_times() {
        let groups = [names(&["ann", "bob"]), names(&["bob", "cai"]), names(&["dee"])];
        let meetings = [names(&["Mon 10", "Mon 14"]), names(&["Tue 10"])];
        let away = [("dee".to_owned(), "Mon 10".to_owned())].into();
        let plan = plan(&groups, &meetings, &away);
        assert_eq!(plan.slots, [vec![0, 1, 1], vec![0, 0, 0]]);
        let clash = Clash {
            meeting: 1,
            slot: "Tue 10".into(),
            member: "bob".into(),
            groups: vec![0, 1],
            is_away: false,
        };
        assert_eq!(plan.clashes, [clash]);
        assert!(plan.is_best);
    }

    proptest! {
        #[test]
        fn no_other_way_has_fewer_clashes(
            of in proptest::collection::vec(proptest::collection::btree_set(0usize..5, 0..4), 1..5),
            slots in 1usize..4,
            away in proptest::collection::btree_set((0usize..5, 0usize..4), 0..5),
        ) {
            let member = |number: &usize| format!("m{number}");
            let groups: Vec<Vec<String>> = of.iter().map(|group| group.iter().map(member).collect()).collect();
            let slots: Vec<String> = (0..slots).map(|slot| format!("s{slot}")).collect();
            let away = away.iter().map(|(who, slot)| (member(who), format!("s{slot}"))).collect();
            let found = plan(&groups, std::slice::from_ref(&slots), &away);
            let search = Search { groups: &groups, slots: &slots, away: &away, best: None, tried: 0 };
            let cost = |taken: &[usize]| -> usize {
                (0..taken.len()).map(|at| search.cost(&groups[at], taken[at], &taken[..at])).sum()
            };
            let all = (0..slots.len().pow(groups.len() as u32)).map(|code| {
                let taken: Vec<usize> =
                    (0..groups.len()).map(|at| code / slots.len().pow(at as u32) % slots.len()).collect();
                cost(&taken)
            });
            prop_assert_eq!(Some(cost(&found.slots[0])), all.min());
            prop_assert!(found.is_best);
        }
    }
}
