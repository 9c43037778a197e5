//! Entries of a codebook become a framework.

use std::collections::{BTreeMap, BTreeSet};

use commonground::framework::{Area, Framework, Ids};

use super::super::names::plain;
use super::super::table::Fault;
use super::{Entry, Parent, Warnings};
use crate::error::{Reason, shown};

/// Makes areas of entries. Those without an id get one that no other entry gave itself, so that ids which are in the file
/// stay what they are. Returns what was made without being asked for, too.
pub(super) fn assemble(mut entries: Vec<Entry>, name: &str) -> Result<(Framework, Warnings), Fault> {
    let made = make_parents(&mut entries);
    let mut ids: Ids = entries.iter().map(|entry| entry.id.clone()).collect();
    for entry in entries.iter_mut().filter(|entry| entry.id.is_empty()) {
        entry.id = ids.make(&entry.name);
    }
    let parents = parents(&entries)?;
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

/// The id of each entry's parent: the area with the id that it names, or else the only one with this name.
fn parents(entries: &[Entry]) -> Result<Vec<Option<String>>, Fault> {
    let ids: BTreeSet<&str> = entries.iter().map(|entry| entry.id.as_str()).collect();
    // The entries of each name, and of each id with the case aside.
    let mut called = BTreeMap::<String, Vec<&Entry>>::new();
    for entry in entries {
        let (name, id) = (plain(&entry.name), plain(&entry.id));
        if name != id {
            called.entry(id).or_default().push(entry);
        }
        called.entry(name).or_default().push(entry);
    }
    let parent = |entry: &Entry| match &entry.parent {
        Parent::None => Ok(None),
        Parent::Entry(number) => Ok(Some(entries[*number].id.clone())),
        Parent::Called(id) if ids.contains(id.as_str()) => Ok(Some(id.clone())),
        Parent::Called(name) => match called.get(&plain(name)).map_or(&[][..], Vec::as_slice) {
            [only] => Ok(Some(only.id.clone())),
            several => {
                let lines: Vec<String> = several.iter().take(2).map(|entry| entry.line.to_string()).collect();
                let reason = Reason::AmbiguousParent { name: name.clone(), lines: lines.join(" and ") };
                Err((Some(entry.line), reason))
            }
        },
    };
    entries.iter().map(parent).collect()
}

/// The areas as `id: path`, for the tests of the readers.
#[cfg(test)]
pub(super) fn outline(framework: &Framework) -> Vec<String> {
    let areas = framework.areas.iter().enumerate();
    areas.map(|(place, area)| format!("{}: {}", area.id, framework.told(place))).collect()
}
