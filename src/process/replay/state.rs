//! The areas on their way from one version to the next.

use std::collections::{BTreeMap, BTreeSet};

use super::lineage::{Gone, LinkKind};
use crate::framework::{Area, Framework};
use crate::process::decisions::{Act, Decision, NewArea};

/// An area, and what it has grown out of since the last version.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grown {
    pub(super) area: Area,
    /// Areas of the last version, each with the decisions that led here.
    pub(super) from: BTreeMap<String, Vec<String>>,
    /// The decisions that made or changed it, also where it has no ancestor.
    pub(super) own: Vec<String>,
}

/// The areas as they stand.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct State {
    pub(super) name: String,
    pub(super) version: String,
    pub(super) areas: Vec<Grown>,
    /// Areas of the last version that went, as a whole or in part.
    pub(super) gone: Vec<Gone>,
    /// What became guidance, over all versions.
    pub(super) guidance: Vec<Area>,
    /// Ids that were used once, and are not used again for something else.
    used: BTreeSet<String>,
}

impl State {
    pub(super) fn of(framework: &Framework) -> Self {
        let used = framework.areas.iter().map(|area| area.id.clone()).collect();
        let mut state = State {
            name: framework.name.clone(),
            version: framework.version.clone(),
            areas: framework
                .areas
                .iter()
                .cloned()
                .map(|area| Grown { area, from: BTreeMap::new(), own: vec![] })
                .collect(),
            gone: Vec::new(),
            guidance: Vec::new(),
            used,
        };
        state.begin();
        state
    }

    /// Begins anew at a version: each area is its own ancestor.
    pub(super) fn begin(&mut self) {
        self.gone.clear();
        for grown in &mut self.areas {
            grown.from = BTreeMap::from([(grown.area.id.clone(), Vec::new())]);
            grown.own.clear();
        }
    }

    pub(super) fn framework(&self) -> Framework {
        Framework {
            name: self.name.clone(),
            version: self.version.clone(),
            areas: self.areas.iter().map(|grown| grown.area.clone()).collect(),
        }
    }

    /// Carries a decision out, as a whole or not at all.
    ///
    /// # Errors
    /// Why it cannot be carried out.
    pub(super) fn carry_out(&mut self, decision: &Decision) -> Result<(), String> {
        let before = self.clone();
        let outcome = self.change(decision).and_then(|()| match self.framework().validate() {
            Ok(()) => Ok(()),
            Err(error) => Err(error.to_string()),
        });
        if outcome.is_err() {
            *self = before;
        }
        outcome
    }

    fn change(&mut self, decision: &Decision) -> Result<(), String> {
        let id = &decision.id;
        match &decision.act {
            Act::Keep { area } => {
                let place = self.place(area)?;
                self.areas[place].note(id);
            }
            Act::Rename { area, name, description } => {
                let place = self.place(area)?;
                let grown = &mut self.areas[place];
                grown.area.name.clone_from(name);
                if let Some(description) = description {
                    grown.area.description.clone_from(description);
                }
                grown.note(id);
            }
            Act::Merge { areas, into } => self.merge(areas, into, id)?,
            Act::Split { area, into } => self.split(area, into, id)?,
            Act::Drop { area } => {
                self.remove(area, id, LinkKind::Dropped)?;
            }
            Act::DropToGuidance { area } => {
                let removed = self.remove(area, id, LinkKind::Guidance)?;
                self.guidance.push(removed);
            }
            Act::Add { area, .. } => {
                self.claim(&area.id, &[])?;
                let own = vec![id.clone()];
                self.areas.push(Grown { area: made(area, &[]), from: BTreeMap::new(), own });
            }
            Act::Recode { areas, .. } => {
                areas.iter().try_for_each(|area| self.place(area).map(drop))?;
            }
            Act::Comment { .. } | Act::Undo { .. } | Act::Freeze { .. } => {}
        }
        Ok(())
    }

    fn merge(&mut self, areas: &[String], into: &NewArea, id: &str) -> Result<(), String> {
        let mut places = areas.iter().map(|area| self.place(area)).collect::<Result<Vec<_>, _>>()?;
        places.sort_unstable();
        self.claim(&into.id, areas)?;
        let parts: Vec<Area> = places.iter().map(|&place| self.areas[place].area.clone()).collect();
        let mut grown = Grown { area: made(into, &parts), from: BTreeMap::new(), own: vec![id.to_owned()] };
        for &place in &places {
            let part = &mut self.areas[place];
            part.note(id);
            for (ancestor, led) in std::mem::take(&mut part.from) {
                add_all(grown.from.entry(ancestor).or_default(), led);
            }
        }
        // It stands where the first of them stood.
        self.areas[places[0]] = grown;
        places[1..].iter().rev().for_each(|&place| drop(self.areas.remove(place)));
        self.turn_parents(areas, &into.id);
        Ok(())
    }

    fn split(&mut self, area: &str, into: &[NewArea], id: &str) -> Result<(), String> {
        let place = self.place(area)?;
        for (number, new) in into.iter().enumerate() {
            if into[..number].iter().any(|other| other.id == new.id) {
                return Err(format!("two of the new areas have the id {:?}", new.id));
            }
            self.claim(&new.id, &[area.to_owned()])?;
        }
        self.areas[place].note(id);
        let old = self.areas.remove(place);
        let parts = into.iter().map(|new| {
            let mut area = made(new, &[]);
            area.parent.clone_from(&old.area.parent);
            if area.cues.is_empty() && area.examples.is_empty() {
                area.cues.clone_from(&old.area.cues);
                area.examples.clone_from(&old.area.examples);
            }
            area.excludes.clone_from(&old.area.excludes);
            Grown { area, from: old.from.clone(), own: vec![id.to_owned()] }
        });
        let parts: Vec<Grown> = parts.collect();
        self.areas.splice(place..place, parts);
        Ok(())
    }

    fn remove(&mut self, area: &str, id: &str, kind: LinkKind) -> Result<Area, String> {
        let place = self.place(area)?;
        self.areas[place].note(id);
        let old = self.areas.remove(place);
        self.gone.extend(old.from.into_iter().map(|(from, decisions)| Gone { from, kind, decisions }));
        Ok(old.area)
    }

    /// Parts of areas that were merged are parts of what these became.
    fn turn_parents(&mut self, of: &[String], to: &str) {
        for grown in &mut self.areas {
            if grown.area.parent.as_ref().is_some_and(|parent| of.contains(parent)) {
                grown.area.parent = (grown.area.id != to).then(|| to.to_owned());
            }
        }
    }

    fn place(&self, id: &str) -> Result<usize, String> {
        let place = self.areas.iter().position(|grown| grown.area.id == id);
        place.ok_or_else(|| match self.used.contains(id) {
            true => format!("the area {id:?} is no longer there"),
            false => format!("there is no area {id:?}"),
        })
    }

    /// Takes an id for a new area; those of the areas that go into it are free for it.
    fn claim(&mut self, id: &str, free: &[String]) -> Result<(), String> {
        if free.iter().any(|own| own == id) {
            return Ok(());
        }
        match self.used.insert(id.to_owned()) {
            true => Ok(()),
            false => Err(format!("the id {id:?} is or was that of another area")),
        }
    }
}

impl Grown {
    /// Notes that a decision led to what this is now.
    fn note(&mut self, id: &str) {
        self.from.values_mut().for_each(|led| led.push(id.to_owned()));
        self.own.push(id.to_owned());
    }
}

/// Adds what is not there yet.
pub(super) fn add_all(to: &mut Vec<String>, ids: Vec<String>) {
    for id in ids {
        if !to.contains(&id) {
            to.push(id);
        }
    }
}

/// The area that an act makes, of parts where it is silent.
fn made(new: &NewArea, parts: &[Area]) -> Area {
    let all = |list: fn(&Area) -> &Vec<String>, own: &[String]| -> Vec<String> {
        let mut all = own.to_vec();
        if own.is_empty() {
            parts.iter().for_each(|part| add_all(&mut all, list(part).clone()));
        }
        all
    };
    let described: Vec<&str> =
        parts.iter().map(|part| part.description.trim()).filter(|text| !text.is_empty()).collect();
    Area {
        id: new.id.clone(),
        name: new.name.clone(),
        parent: common_parent(parts),
        description: if new.description.is_empty() { described.join(" ") } else { new.description.clone() },
        cues: all(|area| &area.cues, &new.cues),
        excludes: all(|area| &area.excludes, &[]),
        examples: all(|area| &area.examples, &new.examples),
    }
}

/// The parent that all have.
fn common_parent(parts: &[Area]) -> Option<String> {
    let first = parts.first()?.parent.clone();
    parts.iter().all(|part| part.parent == first).then_some(first)?
}
