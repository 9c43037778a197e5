//! Who is to be grouped, and what has to hold.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// One who is to meet: a partnership, or a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Member {
    /// Who it is. Each has an id of their own.
    pub id: String,
    /// The themes wanted, the most wanted first.
    pub wishes: Vec<usize>,
    /// What groups should mix: the kind of place, say, or the stage. Those without one are not mixed by it.
    pub kind: Option<String>,
}

/// What the groups must be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct GroupSettings {
    /// How many themes there are; each has one group.
    pub themes: usize,
    /// The fewest members of a group, …
    pub smallest: usize,
    /// … and the most.
    pub largest: usize,
    /// In how many groups each member is.
    pub groups_each: usize,
    /// Pairs of members who must not meet.
    pub apart: Vec<[String; 2]>,
    /// Pairs of members who must be in the same groups.
    pub together: Vec<[String; 2]>,
    /// Decides between divisions that are equally good.
    pub seed: u64,
}

impl Default for GroupSettings {
    fn default() -> Self {
        GroupSettings {
            themes: 1,
            smallest: 2,
            largest: 8,
            groups_each: 1,
            apart: Vec::new(),
            together: Vec::new(),
            seed: 0,
        }
    }
}

/// A division into groups that was checked as far as that is possible without looking for one. Members are sorted by id.
pub(super) struct Task<'s> {
    pub(super) members: Vec<Member>,
    pub(super) settings: &'s GroupSettings,
    pub(super) apart: Vec<[usize; 2]>,
    /// Members no two of whom may meet, and who are of one kind: the pairs of a set need no search, because the network
    /// can hold that at most one of them is in a group.
    pub(super) sets: Vec<Vec<usize>>,
    pub(super) together: Vec<[usize; 2]>,
}

impl<'s> Task<'s> {
    pub(super) fn new(mut members: Vec<Member>, settings: &'s GroupSettings) -> Result<Self> {
        let wrong = |what: String| Err(Error::Groups { what });
        members.sort_by(|a, b| a.id.cmp(&b.id));
        if let Some(twice) = members.windows(2).find(|pair| pair[0].id == pair[1].id) {
            return wrong(format!("{:?} is there twice: keep one row for each member", twice[0].id));
        }
        for Member { id, wishes, .. } in &members {
            if let Some(unknown) = wishes.iter().find(|&&theme| theme >= settings.themes) {
                return wrong(format!(
                    "{id:?} wishes theme {unknown}, and there are {} themes",
                    settings.themes
                ));
            }
            if wishes.iter().collect::<BTreeSet<_>>().len() < wishes.len() {
                return wrong(format!("{id:?} wishes one theme twice: keep the higher wish"));
            }
        }
        let GroupSettings { themes, smallest, largest, groups_each, .. } = *settings;
        if groups_each == 0 || groups_each > themes {
            return wrong(format!(
                "each member is to be in {groups_each} of {themes} groups: ask for at least 1, and at most {themes}"
            ));
        }
        let seats = members.len() * groups_each;
        if smallest > largest || smallest * themes > seats || largest * themes < seats {
            return wrong(format!(
                "{} members in {groups_each} of {themes} groups each take {seats} seats, and groups of {smallest} to {largest} have {} to {}: change the sizes, or the number of themes",
                members.len(),
                smallest * themes,
                largest * themes,
            ));
        }
        let pairs = |named: &[[String; 2]]| -> Result<Vec<[usize; 2]>> {
            named.iter().map(|pair| pair_of(&members, pair)).collect()
        };
        let (apart, together) = (pairs(&settings.apart)?, pairs(&settings.together)?);
        let sets = sets_apart(&members, &apart);
        Ok(Task { members, settings, apart, sets, together })
    }

    /// Whether there are pairs that the network alone does not keep.
    pub(super) fn needs_search(&self) -> bool {
        let is_in_set = |[first, second]: &[usize; 2]| {
            self.sets.iter().any(|set| set.contains(first) && set.contains(second))
        };
        !self.together.is_empty() || !self.apart.iter().all(is_in_set)
    }
}

/// The sets of members who are all kept from each other, and from nobody else.
fn sets_apart(members: &[Member], apart: &[[usize; 2]]) -> Vec<Vec<usize>> {
    let mut kept_from: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
    for &[first, second] in apart {
        // Everybody is in their own set, so that the sets of those who are all kept from each other are equal.
        kept_from.entry(first).or_default().extend([first, second]);
        kept_from.entry(second).or_default().extend([first, second]);
    }
    let is_of_one_kind = |set: &BTreeSet<usize>| {
        let mut kinds = set.iter().map(|&member| &members[member].kind);
        let first = kinds.next();
        kinds.all(|kind| Some(kind) == first)
    };
    let is_whole = |set: &BTreeSet<usize>| set.iter().all(|member| kept_from[member] == *set);
    let sets: BTreeSet<&BTreeSet<usize>> = kept_from.values().collect();
    let kept = sets.into_iter().filter(|set| is_whole(set) && is_of_one_kind(set));
    kept.map(|set| set.iter().copied().collect()).collect()
}

/// The numbers of two members.
fn pair_of(members: &[Member], pair: &[String; 2]) -> Result<[usize; 2]> {
    let place = |id: &String| {
        let found = members.binary_search_by(|member| member.id.cmp(id));
        found
            .map_err(|_| Error::Groups { what: format!("a pair names {id:?}, who is not among the members") })
    };
    let [first, second] = [place(&pair[0])?, place(&pair[1])?];
    if first == second {
        return Err(Error::Groups { what: format!("a pair is {:?} twice: name two members", pair[0]) });
    }
    Ok([first, second])
}
