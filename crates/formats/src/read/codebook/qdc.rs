//! A codebook of the REFI-QDA standard (qdc), as NVivo, MAXQDA, ATLAS.ti and others write it: each code an area, and codes within
//! it its parts.

use quick_xml::events::Event;

use super::super::limits::Limits;
use super::super::package::{Xml, attribute, text_of};
use super::super::parsed;
use super::super::table::Fault;
use super::{Codebook, Entry, Parent};
use crate::error::Reason;

/// Reads a codebook.
pub(super) fn read(text: &str) -> Result<Codebook, Fault> {
    let of_file = |fault: parsed::Fault| (None, Reason::Parsed { fault });
    let limits = Limits::default();
    let mut xml = Xml::new(text.as_bytes(), &limits);
    let mut entries: Vec<Entry> = Vec::new();
    // The codes that the reader is within.
    let mut above: Vec<usize> = Vec::new();
    let (mut is_codebook, mut is_description) = (false, false);
    while let Some((_, event)) = xml.next().map_err(of_file)? {
        match &event {
            Event::Start(start) => match start.local_name().as_ref() {
                "CodeBook" => is_codebook = true,
                "Code" => {
                    let name = attribute(start, "name").unwrap_or_default();
                    if name.trim().is_empty() {
                        return Err((None, Reason::RowWithoutName));
                    }
                    let parent = above.last().map_or(Parent::None, |&place| Parent::Entry(place));
                    above.push(entries.len());
                    // There are no lines worth telling in XML: the number of the code stands for it.
                    let line = entries.len() as u64 + 1;
                    entries.push(Entry { line, name: name.trim().to_owned(), parent, ..Entry::default() });
                }
                "Description" => is_description = true,
                _ => {}
            },
            Event::End(end) => match end.local_name().as_ref() {
                "Code" => {
                    above.pop();
                }
                "Description" => is_description = false,
                _ => {}
            },
            event if is_description => {
                if let (Some(&place), Some(part)) = (above.last(), text_of(event).map_err(of_file)?) {
                    entries[place].description += &part;
                }
            }
            _ => {}
        }
    }
    if !is_codebook || entries.is_empty() {
        return Err((None, Reason::NoCodebook));
    }
    for entry in &mut entries {
        entry.description = entry.description.trim().to_owned();
    }
    Ok(Codebook { entries, ..Codebook::default() })
}
