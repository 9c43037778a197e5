//! What people coded in a QDA program: the coded segments of a REFI-QDA project (qdpx).
//!
//! A text source is the document of the same name. Places in a project count code points of the text as the project holds it;
//! here they become bytes of it with its line ends as line feeds, which is what `commonground export` writes.

use std::collections::BTreeMap;
use std::ops::Range;

use quick_xml::events::Event;

use super::limits::Limits;
use super::package::{Package, attribute, text_of};
use super::parsed::Fault;

const PROJECT: &str = "project.qde";

/// A code that was given to a piece of a text, or to all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    pub(super) document: String,
    pub(super) range: Option<Range<usize>>,
    /// The name of the code.
    pub(super) code: String,
    /// Who gave it, if that is told.
    pub(super) coder: Option<String>,
}

/// A source while it is read.
#[derive(Default)]
struct Source {
    name: String,
    path: Option<String>,
    text: String,
    given: Vec<Given>,
}

/// A code as it was given.
struct Given {
    /// In code points; none for the whole text.
    place: Option<(usize, usize)>,
    /// The id of the code, …
    code: String,
    /// … and that of the user.
    coder: Option<String>,
}

/// Reads the segments of a project. Sources that are no plain text (pictures, PDF, sound) are passed over and counted.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<(Vec<Segment>, usize), Fault> {
    let mut package = Package::open(bytes, limits)?;
    let (sources, names, users, others) = survey(&mut package)?;
    let mut segments = Vec::new();
    for source in sources {
        let text = match source.path.as_deref().map(|path| path.trim_start_matches("internal://")) {
            Some(file) => {
                let named = [format!("Sources/{file}"), format!("sources/{file}")];
                let mut found = None;
                for name in &named {
                    found = match found {
                        None => package.text(name)?,
                        some => some,
                    };
                }
                found.ok_or_else(|| Fault::damaged("the text of a source is missing"))?
            }
            None => source.text,
        };
        let bytes = bytes_of(&text);
        for Given { place, code, coder } in source.given {
            let range = match place {
                None => None,
                Some((start, end)) => match (bytes.get(start), bytes.get(end)) {
                    (Some(&start), Some(&end)) if start < end => Some(start..end),
                    _ => return Err(Fault::damaged("a coded segment lies outside of its text")),
                },
            };
            let Some(name) = names.get(&code) else { return Err(Fault::damaged("a code is missing")) };
            let coder = coder.and_then(|user| users.get(&user).cloned()).filter(|name| !name.is_empty());
            segments.push(Segment { document: source.name.clone(), range, code: name.clone(), coder });
        }
    }
    Ok((segments, others))
}

/// The sources of a project, the names of its codes and of its users, and how many sources are no plain text.
type Survey = (Vec<Source>, BTreeMap<String, String>, BTreeMap<String, String>, usize);

fn survey(package: &mut Package<'_>) -> Result<Survey, Fault> {
    let Some(mut xml) = package.part(PROJECT)? else {
        return Err(Fault::damaged("there is no project in it"));
    };
    let (mut sources, mut others): (Vec<Source>, usize) = (Vec::new(), 0);
    let (mut names, mut users) = (BTreeMap::new(), BTreeMap::new());
    // Text sources also stand within other sources and among notes: only those of the project itself count.
    let (mut path, mut place, mut coder): (Vec<String>, Option<(usize, usize)>, Option<String>) =
        (Vec::new(), None, None);
    while let Some((_, event)) = xml.next()? {
        match &event {
            Event::Start(start) => {
                let name = start.local_name().as_ref().to_owned();
                let of = |name: &str| attribute(start, name).unwrap_or_default();
                let is_source = path.last().is_some_and(|above| above == "Sources");
                match name.as_str() {
                    "Code" => drop(names.insert(of("guid"), of("name").trim().to_owned())),
                    "User" => drop(users.insert(of("guid"), of("name").trim().to_owned())),
                    "TextSource" if is_source => {
                        let path = attribute(start, "plainTextPath");
                        sources.push(Source { name: of("name"), path, ..Source::default() });
                    }
                    _ if is_source => others += 1,
                    "PlainTextSelection" => {
                        let at = |name: &str| {
                            of(name).trim().parse().map_err(|_| Fault::damaged("a segment has no place"))
                        };
                        place = Some((at("startPosition")?, at("endPosition")?));
                    }
                    "Coding" => coder = attribute(start, "creatingUser"),
                    "CodeRef" if path.get(2).is_some_and(|source| source == "TextSource") => {
                        if let Some(source) = sources.last_mut() {
                            source.given.push(Given { place, code: of("targetGUID"), coder: coder.clone() });
                        }
                    }
                    _ => {}
                }
                path.push(name);
            }
            Event::End(_) => {
                if path.pop().as_deref() == Some("PlainTextSelection") {
                    place = None;
                }
            }
            event => {
                let is_content = path.last().is_some_and(|name| name == "PlainTextContent");
                if let (true, Some(source), Some(part)) = (is_content, sources.last_mut(), text_of(event)?) {
                    source.text += &part;
                }
            }
        }
    }
    Ok((sources, names, users, others))
}

/// For each code point of a text, and for its end, the byte at which it begins once line ends are line feeds.
fn bytes_of(text: &str) -> Vec<usize> {
    let (mut bytes, mut at) = (Vec::new(), 0);
    let mut characters = text.trim_start_matches('\u{feff}').chars().peekable();
    while let Some(c) = characters.next() {
        bytes.push(at);
        let is_half = c == '\r' && characters.peek() == Some(&'\n');
        at += if is_half { 0 } else { c.len_utf8() };
    }
    bytes.push(at);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_bytes_of_the_text_with_line_feeds() {
        assert_eq!(bytes_of("a\r\n😀b\rc"), [0, 1, 1, 2, 6, 7, 8, 9]);
        assert_eq!(bytes_of(""), [0]);
    }
}
