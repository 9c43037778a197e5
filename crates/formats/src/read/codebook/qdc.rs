//! A codebook of the REFI-QDA standard (qdc), as NVivo, MAXQDA, ATLAS.ti, QualCoder and others write it: each code an area, and
//! codes within it its parts.

use std::collections::{BTreeMap, BTreeSet};

use commonground::framework::BELOW;
use quick_xml::events::{BytesStart, Event};

use super::super::limits::Limits;
use super::super::names::{self, LONGEST};
use super::super::package::{Xml, attribute, text_of};
use super::super::parsed;
use super::super::table::Fault;
use super::{Codebook, Entry, Parent, Warnings};
use crate::error::{Reason, shown};

/// A code as it stands in the file.
struct Code {
    name: String,
    description: String,
    /// The place of the code that it lies in.
    parent: Option<usize>,
    is_codable: bool,
    /// Its number in the file, from 1.
    number: u64,
}

/// Reads a codebook.
pub(super) fn read(text: &str) -> Result<Codebook, Fault> {
    let codes = codes_of(text)?;
    let (mut codes, mut warnings) = without_empty_categories(codes);
    if codes.is_empty() {
        return Err((None, Reason::EmptyCodebook));
    }
    without_names_of_parents(&mut codes);
    cut_names(&mut codes, &mut warnings);
    tell_apart(&mut codes, &mut warnings);
    let entry = |code: Code| Entry {
        // There are no lines worth telling in XML: the number of the code stands for it.
        line: code.number,
        name: code.name,
        parent: code.parent.map_or(Parent::None, Parent::Entry),
        description: code.description.trim().to_owned(),
        ..Entry::default()
    };
    Ok(Codebook { entries: codes.into_iter().map(entry).collect(), warnings })
}

/// All codes, each before those in it.
fn codes_of(text: &str) -> Result<Vec<Code>, Fault> {
    let of_file = |fault: parsed::Fault| (None, Reason::Parsed { fault });
    let limits = Limits::default();
    let mut xml = Xml::new(text.as_bytes(), &limits).with_bare_ampersands();
    let mut codes: Vec<Code> = Vec::new();
    // The codes that the reader is within.
    let mut above: Vec<usize> = Vec::new();
    let (mut is_codebook, mut is_description) = (false, false);
    loop {
        let event = match xml.next() {
            Ok(Some((_, event))) => event,
            Ok(None) => break,
            // Some programs write no end to a codebook without codes.
            Err(_) if is_codebook && codes.is_empty() => break,
            Err(fault) => return Err(of_file(fault)),
        };
        match &event {
            Event::Start(start) => match start.local_name().as_ref() {
                "CodeBook" => is_codebook = true,
                "Code" => {
                    let code = code_of(start, above.last().copied(), codes.len())?;
                    above.push(codes.len());
                    codes.push(code);
                }
                "Description" => is_description = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "Code" => drop(above.pop()),
                "Description" => is_description = false,
                _ => {}
            },
            event if is_description => {
                if let (Some(&place), Some(part)) = (above.last(), text_of(event).map_err(of_file)?) {
                    codes[place].description += &clean(&part);
                }
            }
            _ => {}
        }
    }
    if is_codebook { Ok(codes) } else { Err((None, Reason::NoCodebook)) }
}

fn code_of(start: &BytesStart<'_>, parent: Option<usize>, before: usize) -> Result<Code, Fault> {
    let name = clean(&attribute(start, "name").unwrap_or_default()).trim().to_owned();
    if name.is_empty() {
        return Err((None, Reason::RowWithoutName));
    }
    let is_codable = !matches!(attribute(start, "isCodable").as_deref().map(str::trim), Some("false" | "0"));
    Ok(Code { name, description: String::new(), parent, is_codable, number: before as u64 + 1 })
}

/// What people wrote, with spaces for what no text has: form feeds of pasted pages and the like.
fn clean(text: &str) -> String {
    text.chars().map(|c| if c.is_control() && !matches!(c, '\n' | '\t') { ' ' } else { c }).collect()
}

/// Leaves out categories in which there is nothing to code with: as areas they would be coded with.
fn without_empty_categories(codes: Vec<Code>) -> (Vec<Code>, Warnings) {
    let mut is_kept: Vec<bool> = codes.iter().map(|code| code.is_codable).collect();
    for (place, code) in codes.iter().enumerate().rev() {
        if let (true, Some(parent)) = (is_kept[place], code.parent) {
            is_kept[parent] = true;
        }
    }
    // What is kept moves up by what is left out before it.
    let moved: Vec<usize> = is_kept
        .iter()
        .scan(0, |kept, is_kept| {
            *kept += usize::from(*is_kept);
            Some(kept.saturating_sub(1))
        })
        .collect();
    let (mut kept, mut left) = (Vec::with_capacity(codes.len()), Warnings::new());
    for (place, mut code) in codes.into_iter().enumerate() {
        if is_kept[place] {
            code.parent = code.parent.map(|parent| moved[parent]);
            kept.push(code);
        } else {
            let what = format!("the category {:?} has no code in it, so it was left out", shown(&code.name));
            left.push((Some(code.number), what));
        }
    }
    let left = first_of(left, |more| match more {
        1 => "1 more category has no code in it, so it was left out".to_owned(),
        more => format!("{more} more categories have no code in them, so they were left out"),
    });
    (kept, left)
}

/// The first warnings of a kind, and how many more there are.
fn first_of(mut warnings: Warnings, rest: impl Fn(usize) -> String) -> Warnings {
    const MOST: usize = 20;
    let more = warnings.len().saturating_sub(MOST);
    warnings.truncate(MOST);
    warnings.extend((more > 0).then(|| (None, rest(more))));
    warnings
}

/// Takes off what our export writes before a name that recurs: the names of the codes that it lies in.
fn without_names_of_parents(codes: &mut [Code]) {
    for place in 0..codes.len() {
        let (before, own) = codes.split_at_mut(place);
        let code = &mut own[0];
        if let Some(name) = behind_names(&code.name, code.parent, before) {
            code.name = name.to_owned();
        }
    }
}

/// What stands in a name behind those of the parent and all codes above it, the outermost first; nothing if they are not
/// there. The names are compared one by one, because each path has all names above it once more.
fn behind_names<'n>(name: &'n str, parent: Option<usize>, codes: &[Code]) -> Option<&'n str> {
    if parent.is_none() || !name.contains(BELOW) {
        return None;
    }
    let mut above: Vec<usize> = std::iter::successors(parent, |&place| codes[place].parent).collect();
    above.reverse();
    let mut rest = name;
    for place in above {
        rest = rest.strip_prefix(codes[place].name.as_str())?.strip_prefix(BELOW)?;
    }
    Some(rest.trim()).filter(|rest| !rest.is_empty())
}

/// Cuts names that are too long.
fn cut_names(codes: &mut [Code], warnings: &mut Warnings) {
    let mut cut = Warnings::new();
    for code in codes {
        let first = names::cut(&code.name, LONGEST);
        if first.len() == code.name.len() {
            continue;
        }
        let what = format!(
            "the name {:?} has more than {LONGEST} characters, so it was cut: move what is long to the description",
            shown(&code.name)
        );
        cut.push((Some(code.number), what));
        code.name = first.trim_end().to_owned();
    }
    warnings.extend(first_of(cut, |more| match more {
        1 => format!("1 more name has more than {LONGEST} characters, so it was cut"),
        more => format!("{more} more names have more than {LONGEST} characters, so they were cut"),
    }));
}

/// Gives a number to each name that stands in one place before (with the case aside), as a code and a category may share one.
fn tell_apart(codes: &mut [Code], warnings: &mut Warnings) {
    let plain = |parent: Option<usize>, name: &str| (parent, name.to_lowercase());
    let mut taken = BTreeSet::new();
    let mut given: BTreeSet<_> = codes.iter().map(|code| plain(code.parent, &code.name)).collect();
    // The number to try next for each name: all before it are taken.
    let mut next = BTreeMap::<_, u64>::new();
    let mut numbered = Warnings::new();
    for code in codes {
        let own = plain(code.parent, &code.name);
        if !taken.contains(&own) {
            taken.insert(own);
            continue;
        }
        let number = next.entry(own).or_insert(2);
        let name = loop {
            let name = format!("{} ({number})", code.name);
            *number += 1;
            if given.insert(plain(code.parent, &name)) {
                break name;
            }
        };
        let what = format!(
            "the name {:?} stands in one place more than once, so this one is called {:?}",
            shown(&code.name),
            shown(&name)
        );
        numbered.push((Some(code.number), what));
        taken.insert(plain(code.parent, &name));
        code.name = name;
    }
    warnings.extend(first_of(numbered, |more| match more {
        1 => "1 more name stands in one place more than once, so it has a number".to_owned(),
        more => format!("{more} more names stand in one place more than once, so they have numbers"),
    }));
}
