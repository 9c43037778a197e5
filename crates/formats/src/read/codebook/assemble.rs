//! Entries of a codebook become a framework.

use std::collections::{BTreeMap, BTreeSet};

use commonground::framework::{Area, Framework, id_of_name};

use super::super::names::plain;
use super::super::table::Fault;
use super::{Entry, Parent, Warnings};
use crate::error::{Reason, shown};

/// Makes areas of entries. Those without an id get one that no other entry gave itself, so that ids which are in the file
/// stay what they are. Returns what was made without being asked for, too.
pub(super) fn assemble(mut entries: Vec<Entry>, name: &str) -> Result<(Framework, Warnings), Fault> {
    let made = make_parents(&mut entries);
    let mut taken: BTreeSet<String> = entries.iter().map(|entry| entry.id.clone()).collect();
    let mut numbers = BTreeMap::new();
    for entry in entries.iter_mut().filter(|entry| entry.id.is_empty()) {
        entry.id = free_id(&entry.name, &mut taken, &mut numbers);
    }
    let parents: Vec<Option<String>> =
        (0..entries.len()).map(|place| parent_of(&entries, place)).collect::<Result<_, _>>()?;
    let lines: Vec<u64> = entries.iter().map(|entry| entry.line).collect();
    let areas = entries.into_iter().zip(parents).map(|(entry, parent)| {
        let Entry { id, name, description, cues, excludes, examples, .. } = entry;
        Area { id, name, parent, description, cues, excludes, examples }
    });
    let framework = Framework { name: name.to_owned(), version: String::new(), areas: areas.collect() };
    match framework.validate() {
        Ok(()) => Ok((framework, made)),
        Err(error) => {
            let line = error.place.and_then(|place| lines.get(place).copied());
            Err((line, Reason::NoFramework { what: error.to_string() }))
        }
    }
}

/// As [`id_of_name`], and takes it. The numbers to try next for each id are kept, because many names can make one.
fn free_id(name: &str, taken: &mut BTreeSet<String>, numbers: &mut BTreeMap<String, u64>) -> String {
    let id = id_of_name(name, &BTreeSet::new());
    if taken.insert(id.clone()) {
        return id;
    }
    let number = numbers.entry(id.clone()).or_insert(2);
    loop {
        let numbered = format!("{id}-{number}");
        *number += 1;
        if taken.insert(numbered.clone()) {
            return numbered;
        }
    }
}

/// Puts an entry before the first that names a parent which has none.
fn make_parents(entries: &mut Vec<Entry>) -> Warnings {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for entry in entries.iter() {
        known.extend([plain(&entry.id), plain(&entry.name)]);
    }
    let (mut all, mut made) = (Vec::with_capacity(entries.len()), Vec::new());
    // Numbers of entries move where one is put before them.
    let mut numbers = Vec::with_capacity(entries.len());
    for entry in entries.drain(..) {
        if let Parent::Called(name) = &entry.parent
            && known.insert(plain(name))
        {
            let what = format!("the parent {:?} has no row of its own, so one was made", shown(name));
            made.push((Some(entry.line), what));
            all.push(Entry { line: entry.line, name: name.clone(), ..Entry::default() });
        }
        numbers.push(all.len());
        all.push(entry);
    }
    for entry in &mut all {
        if let Parent::Entry(number) = &mut entry.parent {
            *number = numbers[*number];
        }
    }
    *entries = all;
    made
}

/// The id of an entry's parent: the area with this id, or else the only one with this name.
fn parent_of(entries: &[Entry], place: usize) -> Result<Option<String>, Fault> {
    let called = match &entries[place].parent {
        Parent::None => return Ok(None),
        Parent::Entry(number) => return Ok(Some(entries[*number].id.clone())),
        Parent::Called(called) => called,
    };
    if let Some(by_id) = entries.iter().find(|other| other.id == *called) {
        return Ok(Some(by_id.id.clone()));
    }
    let wanted = plain(called);
    let is_meant = |other: &&Entry| plain(&other.name) == wanted || plain(&other.id) == wanted;
    let mut by_name = entries.iter().filter(is_meant);
    match (by_name.next(), by_name.next()) {
        (Some(only), None) => Ok(Some(only.id.clone())),
        (first, second) => {
            let lines = first.iter().chain(&second).map(|entry| entry.line.to_string());
            let reason = Reason::AmbiguousParent {
                name: called.clone(),
                lines: lines.collect::<Vec<_>>().join(" and "),
            };
            Err((Some(entries[place].line), reason))
        }
    }
}

/// The areas as `id: path`, for the tests of the readers.
#[cfg(test)]
pub(super) fn outline(framework: &Framework) -> Vec<String> {
    let areas = framework.areas.iter().enumerate();
    areas.map(|(place, area)| format!("{}: {}", area.id, framework.told(place))).collect()
}
