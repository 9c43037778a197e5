//! Tables of codes side by side, without the texts that they are about.

use std::collections::{BTreeMap, BTreeSet};

use commonground::agreement::{Rater, Ratings};
use commonground::coding::{AreaNames, HumanCode, UnitCodes, is_outside};
use commonground::round::{Note, Source, Unit};
use commonground::{Error, Framework};

use super::codes::CodeTable;
use crate::error::{FormatError, Result};

/// What a code is about: the id of a document and, where passages are compared, a byte range.
type Key<'c> = (&'c str, Option<(usize, usize)>);

/// A coder, by whether it is a machine and by name, with the codes.
type Coders<'c> = BTreeMap<(bool, &'c str), Vec<&'c HumanCode>>;

/// Puts the coders of several tables side by side. Units are the ids, or the ids and byte ranges, of the tables: what
/// two coders have in common is compared, so passages must have been cut alike. By document all codes of an id count.
/// Without a framework the areas are those that occur, exactly as they are written.
///
/// The unit is the passage where every coder has byte ranges, otherwise the document, unless one is given. The notes
/// say what is left out: codes outside of the framework, and units that only one coder has.
///
/// # Errors
/// [`Error::Codes`] for an area that the framework does not have, for fewer than two coders, and where no unit was
/// coded by two.
pub fn ratings_of(
    tables: &[CodeTable],
    framework: Option<&Framework>,
    unit: Option<Unit>,
) -> Result<(Ratings, Vec<Note>)> {
    let (mut coders, mut notes) = (Coders::new(), Vec::new());
    let given: Vec<(bool, Vec<&HumanCode>)> = tables
        .iter()
        .map(|table| {
            let (codes, strange) = table.in_framework(framework);
            notes.extend(strange);
            (table.is_machine, codes)
        })
        .collect();
    for (is_machine, codes) in &given {
        for code in codes {
            coders.entry((*is_machine, code.coder.as_str())).or_default().push(code);
        }
    }
    let has_ranges = |codes: &Vec<&HumanCode>| codes.iter().any(|code| code.range.is_some());
    let unit = unit.unwrap_or(match coders.values().all(has_ranges) {
        true => Unit::Passage,
        false => Unit::Document,
    });
    let fault = |what: &str| {
        let place = tables.first().map(|table| place(&table.file.path)).unwrap_or_default();
        FormatError::Core(Error::Codes { place, what: what.to_owned() })
    };
    if coders.len() < 2 {
        return Err(fault(
            "there is one coder only: give a second table, or a column `coder` that tells coders apart",
        ));
    }
    let areas = Areas::of(&coders, framework, &mut notes)?;

    let each: Vec<BTreeMap<Key<'_>, BTreeSet<usize>>> =
        coders.values().map(|codes| by_unit(codes, unit, &areas)).collect();
    let mut times = BTreeMap::<Key<'_>, usize>::new();
    each.iter().flat_map(|units| units.keys()).for_each(|&key| *times.entry(key).or_default() += 1);
    let units: Vec<Key<'_>> = times.iter().filter(|(_, times)| **times > 1).map(|(&key, _)| key).collect();
    if units.is_empty() {
        return Err(fault(match unit {
            Unit::Document => {
                "no document was coded by two coders: give the ids as they are in the other table"
            }
            Unit::Passage => {
                "no passage was coded by two coders: start and end must be the same in both tables, or compare with --unit document"
            }
        }));
    }
    for (codes, units) in coders.values().zip(&each) {
        let alone = units.keys().filter(|key| times[*key] < 2).count();
        if alone > 0 {
            let name = if unit == Unit::Document { "documents" } else { "passages" };
            let message = format!(
                "{name} of coder {:?} that nobody else coded, left out: {alone} of {}",
                crate::error::shown(&codes[0].coder),
                units.len()
            );
            notes.push(Note { source: place(&codes[0].source.file), message });
        }
    }

    let mut documents = BTreeMap::<&str, usize>::new();
    for (id, _) in &units {
        let next = documents.len();
        documents.entry(id).or_insert(next);
    }
    let raters = coders.keys().zip(&each).map(|(&(is_machine, name), given)| {
        let codes: UnitCodes = units.iter().map(|key| given.get(key).cloned()).collect();
        Rater { name: name.to_owned(), is_machine, codes }
    });
    let of_units = units.iter().map(|(id, _)| documents[id]).collect();
    let ratings = Ratings::new(unit, of_units, areas.ids, raters.collect())?;
    Ok((ratings, notes))
}

/// The areas that are compared.
struct Areas {
    ids: Vec<String>,
    places: BTreeMap<String, usize>,
}

impl Areas {
    fn of(coders: &Coders<'_>, framework: Option<&Framework>, notes: &mut Vec<Note>) -> Result<Self> {
        let mut outside = BTreeMap::<&str, (&Source, usize)>::new();
        let mut told = BTreeMap::<&str, &Source>::new();
        for code in coders.values().flatten() {
            match code.area.as_deref() {
                Some(area) if is_outside(area) => outside.entry(area).or_insert((&code.source, 0)).1 += 1,
                Some(area) => drop(told.entry(area).or_insert(&code.source)),
                None => {}
            }
        }
        notes.extend(outside.into_iter().map(|(area, (source, times))| Note {
            source: place(&source.file),
            message: format!(
                "codes {:?} lie outside of the framework, skipped: {times}",
                crate::error::shown(area)
            ),
        }));
        let Some(framework) = framework else {
            let ids: Vec<String> = told.into_keys().map(str::to_owned).collect();
            let places = ids.iter().cloned().enumerate().map(|(place, id)| (id, place)).collect();
            return Ok(Areas { ids, places });
        };
        let (names, mut places) = (AreaNames::of(framework), BTreeMap::new());
        for (area, source) in told {
            let what = || {
                format!(
                    "the framework has no area {:?}: write the id or the name of one, or compare with the framework that was used",
                    crate::error::shown(area)
                )
            };
            let place =
                names.place(area).ok_or_else(|| Error::Codes { place: source.clone(), what: what() })?;
            places.insert(area.to_owned(), place);
        }
        Ok(Areas { ids: framework.areas.iter().map(|area| area.id.clone()).collect(), places })
    }
}

/// The areas that one coder gave to each unit.
fn by_unit<'c>(codes: &[&'c HumanCode], unit: Unit, areas: &Areas) -> BTreeMap<Key<'c>, BTreeSet<usize>> {
    let mut given = BTreeMap::<Key<'c>, BTreeSet<usize>>::new();
    for code in codes {
        let range = code.range.as_ref().map(|range| (range.start, range.end));
        let key = match unit {
            Unit::Document => (code.document.as_str(), None),
            // What was said of a document as a whole says nothing about its passages.
            Unit::Passage if range.is_none() => continue,
            Unit::Passage => (code.document.as_str(), range),
        };
        let area = code.area.as_ref().and_then(|area| areas.places.get(area));
        given.entry(key).or_default().extend(area);
    }
    given
}

fn place(file: &str) -> Source {
    Source { file: file.to_owned(), line: None }
}
