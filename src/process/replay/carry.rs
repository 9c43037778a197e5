//! Carrying decisions out, version by version.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::fate::{Fate, Fated};
use super::lineage::{Link, links};
use super::state::State;
use crate::error::Result;
use crate::framework::{Area, Framework, Ids};
use crate::process::decisions::{Act, Conflict, Union, conflicts, line::sha256};

/// A version of the list that never changes any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Version {
    /// What it is called in files.
    pub version: String,
    /// What people call it.
    pub title: String,
    /// The decision that froze it; none for the first.
    pub decision: Option<String>,
    /// Whether it is the list that was frozen: the same to the byte.
    pub is_exact: bool,
    /// The areas.
    pub framework: Framework,
    /// How it grew out of the version before; nothing for the first.
    pub links: Vec<Link>,
    /// What had become guidance by then.
    pub guidance: Vec<Area>,
}

/// What decisions come to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Replay {
    /// The versions, the framework that all began with first.
    pub versions: Vec<Version>,
    /// The list as it stands since the last version.
    pub draft: Framework,
    /// How it has grown out of the last version.
    pub links: Vec<Link>,
    /// What has become guidance.
    pub guidance: Vec<Area>,
    /// Every decision in order, with what became of it.
    pub decisions: Vec<Fated>,
    /// All conflicts, those that were settled too.
    pub conflicts: Vec<Conflict>,
    /// The decisions by which passages were coded anew and that hold, in order.
    pub recoded: Vec<String>,
}

impl Replay {
    /// The conflicts that nobody has settled.
    pub fn open(&self) -> impl Iterator<Item = &Conflict> {
        self.conflicts.iter().filter(|conflict| conflict.settled_by.is_none())
    }

    /// A decision by its id.
    pub fn decision(&self, id: &str) -> Option<&Fated> {
        self.decisions.iter().find(|fated| fated.decision.id == id)
    }

    /// All ids that areas have or had, so that a new one gets another.
    pub fn taken(&self) -> Ids {
        let versions = self.versions.iter().map(|version| &version.framework).chain([&self.draft]);
        let there = versions.flat_map(|framework| &framework.areas).map(|area| &area.id);
        let made = self.decisions.iter().flat_map(|fated| fated.decision.act.makes()).map(|area| &area.id);
        there.chain(made).cloned().collect()
    }

    /// The name of an area: as it stands now, or as it was in the last version that has it.
    pub fn name_of(&self, id: &str) -> Option<&str> {
        let versions = self.versions.iter().rev().map(|version| &version.framework);
        let mut all = [&self.draft].into_iter().chain(versions).flat_map(|framework| &framework.areas);
        all.find(|area| area.id == id).map(|area| area.name.as_str())
    }

    /// The last version.
    pub fn last(&self) -> &Version {
        // There is always the first.
        &self.versions[self.versions.len() - 1]
    }
}

/// The SHA-256 of a framework as it is written.
pub fn print_of(framework: &Framework) -> String {
    sha256(framework.to_toml().as_bytes())
}

/// Carries out decisions from the first framework on.
///
/// # Errors
/// [`Error::Framework`](crate::Error::Framework) if the first framework is not valid.
pub fn replay(first: &Framework, union: &Union) -> Result<Replay> {
    first.validate()?;
    let decisions = union.decisions();
    let mut state = State::of(first);
    let mut versions = vec![Version {
        version: first.version.clone(),
        title: first.name.clone(),
        decision: None,
        is_exact: true,
        framework: first.clone(),
        links: Vec::new(),
        guidance: Vec::new(),
    }];
    let mut fates: BTreeMap<usize, (Fate, Option<String>)> = BTreeMap::new();
    let mut visible: BTreeSet<usize> = BTreeSet::new();
    let freezes = (0..decisions.len()).filter(|&place| matches!(decisions[place].act, Act::Freeze { .. }));
    for end in freezes.map(Some).chain([None]) {
        let new: BTreeSet<usize> = match end {
            Some(end) if fates.contains_key(&end) => continue,
            Some(end) => {
                union.before(end).iter().copied().chain([end]).filter(|at| !fates.contains_key(at)).collect()
            }
            None => (0..decisions.len()).filter(|place| !fates.contains_key(place)).collect(),
        };
        visible.extend(&new);
        let barred = barred(union, &visible, &fates);
        let mut made: Option<Version> = None;
        let name = match end.map(|end| &decisions[end].act) {
            Some(Act::Freeze { version, .. }) => Some(version.clone()),
            _ => None,
        };
        for &place in &new {
            let decision = &decisions[place];
            let fate = match (barred.get(&place), &decision.act) {
                (Some(fate), _) => fate.clone(),
                (None, Act::Undo { decision: of }) => undone(union, &fates, &new, of),
                // Only the one at the end of this part of the order is about it.
                (None, Act::Freeze { version, .. }) if Some(place) == end => {
                    match freeze(&state, &versions, decision) {
                        Some(version) => {
                            made = Some(version);
                            Fate::Done
                        }
                        None => Fate::Impossible { why: format!("there is a version {version} already") },
                    }
                }
                _ => match state.carry_out(decision) {
                    Ok(()) => Fate::Done,
                    Err(why) => Fate::Impossible { why },
                },
            };
            let version = name.clone().filter(|_| made.is_some() || Some(place) != end);
            fates.insert(place, (fate, version));
        }
        if let Some(version) = made {
            state.version.clone_from(&version.version);
            state.begin();
            versions.push(version);
        } else if let Some(end) = end {
            // A freeze that failed makes no version: what it had seen belongs to the next.
            for place in &new {
                if let Some((_, version)) = fates.get_mut(place) {
                    *version = None;
                }
            }
            visible.insert(end);
        }
    }
    Ok(finish(union, state, versions, &fates, &visible))
}

fn finish(
    union: &Union,
    state: State,
    versions: Vec<Version>,
    fates: &BTreeMap<usize, (Fate, Option<String>)>,
    visible: &BTreeSet<usize>,
) -> Replay {
    let undone: BTreeSet<usize> = fates
        .iter()
        .filter(|(_, (fate, _))| matches!(fate, Fate::Undone { .. }))
        .map(|(&place, _)| place)
        .collect();
    let standing = visible.difference(&undone).copied().collect();
    let fated = union.decisions().iter().enumerate().map(|(place, decision)| {
        let (fate, version) = fates.get(&place).cloned().unwrap_or((Fate::Done, None));
        Fated { decision: decision.clone(), fate, version }
    });
    let decisions: Vec<Fated> = fated.collect();
    let recoded = decisions
        .iter()
        .filter(|fated| fated.fate == Fate::Done && matches!(fated.decision.act, Act::Recode { .. }))
        .map(|fated| fated.decision.id.clone());
    let earlier = versions.last().map(|version| told(&version.framework)).unwrap_or_default();
    Replay {
        draft: state.framework(),
        links: links(&earlier, &state),
        recoded: recoded.collect(),
        conflicts: conflicts(union, &standing).into_iter().map(|(_, _, conflict)| conflict).collect(),
        guidance: state.guidance,
        versions,
        decisions,
    }
}

/// What links compare of the areas of a framework.
fn told(framework: &Framework) -> Vec<(String, String, String)> {
    framework
        .areas
        .iter()
        .map(|area| (area.id.clone(), area.name.clone(), area.description.clone()))
        .collect()
}

/// The version that a decision freezes; none if there is one of that name.
fn freeze(
    state: &State,
    versions: &[Version],
    decision: &crate::process::decisions::Decision,
) -> Option<Version> {
    let Act::Freeze { version, title, print } = &decision.act else { return None };
    if versions.iter().any(|earlier| earlier.version == *version) {
        return None;
    }
    let framework = Framework { version: version.clone(), ..state.framework() };
    let earlier = versions.last().map(|version| told(&version.framework)).unwrap_or_default();
    Some(Version {
        version: version.clone(),
        title: title.clone(),
        decision: Some(decision.id.clone()),
        is_exact: print_of(&framework) == *print,
        links: links(&earlier, state),
        guidance: state.guidance.clone(),
        framework,
    })
}

/// The fate of an undo that is not itself undone.
fn undone(
    union: &Union,
    fates: &BTreeMap<usize, (Fate, Option<String>)>,
    new: &BTreeSet<usize>,
    of: &str,
) -> Fate {
    let place = union.decisions().iter().position(|decision| decision.id == of);
    match place {
        None => Fate::Impossible { why: format!("there is no decision {of}") },
        Some(place) if new.contains(&place) => Fate::Done,
        Some(place) => match fates.get(&place) {
            Some((_, Some(version))) => Fate::Impossible {
                why: format!("{of} is part of version {version}, which never changes: decide anew"),
            },
            _ => Fate::Impossible { why: format!("{of} is later than this") },
        },
    }
}

/// The decisions that are not carried out, among those visible and without a fate yet: taken back, settled, or in an open
/// conflict.
fn barred(
    union: &Union,
    visible: &BTreeSet<usize>,
    fates: &BTreeMap<usize, (Fate, Option<String>)>,
) -> BTreeMap<usize, Fate> {
    let decisions = union.decisions();
    let mut barred: BTreeMap<usize, Fate> = BTreeMap::new();
    // An undo can be undone by a later one, so the last is looked at first.
    for &place in visible.iter().rev() {
        let Act::Undo { decision: of } = &decisions[place].act else { continue };
        let target = decisions[..place].iter().position(|decision| decision.id == *of);
        let Some(target) =
            target.filter(|target| !barred.contains_key(&place) && !fates.contains_key(target))
        else {
            continue;
        };
        barred.insert(target, Fate::Undone { by: decisions[place].id.clone() });
    }
    let done_before =
        |place: &usize| fates.get(place).is_some_and(|(fate, _)| matches!(fate, Fate::Undone { .. }));
    let standing: BTreeSet<usize> =
        visible.iter().copied().filter(|place| !barred.contains_key(place) && !done_before(place)).collect();
    for (earlier, later, conflict) in conflicts(union, &standing) {
        for (place, other) in [(earlier, later), (later, earlier)] {
            let fate = match &conflict.settled_by {
                Some(by) => Fate::Settled { by: by.clone() },
                None => Fate::Open { with: decisions[other].id.clone() },
            };
            // An open conflict says more than one that was settled.
            match barred.get(&place) {
                Some(Fate::Settled { .. }) | None => drop(barred.insert(place, fate)),
                Some(_) => {}
            }
        }
    }
    barred
}
