//! The parts of an Office Open XML file: a zip archive of XML, unpacked and parsed within limits.
//!
//! Nothing that the archive says about itself is believed: what is unpacked is counted as it comes.

use std::borrow::Cow;
use std::fmt;
use std::io::{BufRead, BufReader, Cursor, Read};

use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{Namespace, ResolveResult};
use zip::ZipArchive;
use zip::result::ZipError;

use super::limits::{Limits, MOST_ENTRIES};
use super::parsed::Fault;

/// An open file, and how much of it may still be unpacked.
pub(super) struct Package<'b> {
    archive: ZipArchive<Cursor<&'b [u8]>>,
    limits: Limits,
    left: u64,
}

impl<'b> Package<'b> {
    pub(super) fn open(bytes: &'b [u8], limits: &Limits) -> Result<Self, Fault> {
        // The crate keeps a record for each entry, so their number is looked at first.
        if bytes.windows(4).filter(|window| *window == b"PK\x01\x02").count() > MOST_ENTRIES {
            return Err(Fault::Entries { limit: MOST_ENTRIES });
        }
        let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| of_zip(&error))?;
        if archive.len() > MOST_ENTRIES {
            return Err(Fault::Entries { limit: MOST_ENTRIES });
        }
        Ok(Package { archive, limits: limits.clone(), left: limits.unpacked_bytes })
    }

    /// How many entries there are whose names begin so.
    pub(super) fn count(&self, prefix: &str) -> usize {
        self.archive.file_names_raw().filter(|name| name.starts_with(prefix.as_bytes())).count()
    }

    /// An entry, if it is there, which takes what it unpacks from what is left.
    fn entry<'p>(&'p mut self, name: &str) -> Result<Option<Metered<'p, impl Read + use<'p, 'b>>>, Fault> {
        let limit = self.limits.unpacked_bytes;
        match self.archive.by_name(name) {
            // What says itself that it is too large need not be unpacked to see it.
            Ok(entry) if entry.size() > self.left => Err(Fault::Unpacked { limit }),
            Ok(entry) => Ok(Some(Metered { from: entry, left: &mut self.left })),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(of_zip(&error)),
        }
    }

    /// A part as XML, if it is there.
    pub(super) fn part<'p>(
        &'p mut self,
        name: &str,
    ) -> Result<Option<Xml<impl BufRead + use<'p, 'b>>>, Fault> {
        let limits = self.limits.clone();
        let entry = self.entry(name)?;
        Ok(entry.map(|entry| Xml::new(BufReader::with_capacity(1 << 16, entry), &limits)))
    }

    /// A part as text, if it is there.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, Fault> {
        let limit = self.limits.unpacked_bytes;
        let Some(mut entry) = self.entry(name)? else { return Ok(None) };
        let mut text = String::new();
        match entry.read_to_string(&mut text) {
            Ok(_) => Ok(Some(text)),
            Err(error) if error.get_ref().is_some_and(|inner| inner.is::<TooMuch>()) => {
                Err(Fault::Unpacked { limit })
            }
            Err(_) => Err(Fault::damaged("a text in it cannot be unpacked, or is not UTF-8")),
        }
    }

    /// Where the parts lie that a part refers to: the last word of the kind of relation, id and target.
    pub(super) fn relations(&mut self, part: &str) -> Result<Vec<Relation>, Fault> {
        let (folder, name) = part.rsplit_once('/').unwrap_or(("", part));
        let slash = if folder.is_empty() { "" } else { "/" };
        let mut found = Vec::new();
        let Some(mut xml) = self.part(&format!("{folder}{slash}_rels/{name}.rels"))? else {
            return Ok(found);
        };
        while let Some((_, event)) = xml.next()? {
            let Event::Start(start) = &event else { continue };
            if start.local_name().as_ref() != "Relationship"
                || attribute(start, "TargetMode").as_deref() == Some("External")
            {
                continue;
            }
            let of = |name| attribute(start, name).unwrap_or_default();
            let kind = of("Type");
            let kind = kind.rsplit('/').next().unwrap_or_default().to_owned();
            let target = of("Target");
            let target = match target.strip_prefix('/') {
                Some(absolute) => absolute.to_owned(),
                None => format!("{folder}{slash}{target}"),
            };
            found.push(Relation { kind, id: of("Id"), target });
        }
        Ok(found)
    }
}

/// A reference from one part to another.
#[derive(Debug, Clone)]
pub(super) struct Relation {
    pub(super) kind: String,
    pub(super) id: String,
    pub(super) target: String,
}

fn of_zip(error: &ZipError) -> Fault {
    match error {
        ZipError::UnsupportedArchive(what) if what.contains("assword") => Fault::Password,
        ZipError::UnsupportedArchive(_) => {
            Fault::damaged("packed by a method that office programs do not use")
        }
        _ => Fault::damaged("not a whole zip archive"),
    }
}

/// Marks the error of a reader that unpacks too much.
#[derive(Debug)]
struct TooMuch;

impl fmt::Display for TooMuch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("unpacks to too much")
    }
}

impl std::error::Error for TooMuch {}

/// A reader whose bytes are counted off.
struct Metered<'p, R> {
    from: R,
    left: &'p mut u64,
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.from.read(into)?;
        match self.left.checked_sub(read as u64) {
            Some(left) => *self.left = left,
            None => return Err(std::io::Error::other(TooMuch)),
        }
        Ok(read)
    }
}

/// The vocabularies that a name may be of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Space {
    Word,
    Sheet,
    /// Markup for which there is an alternative.
    Compatibility,
    Math,
    Other,
}

fn space_of(uri: &str) -> Space {
    // Each has a name in the transitional and one in the strict form of the standard.
    match uri {
        "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
        | "http://purl.oclc.org/ooxml/wordprocessingml/main" => Space::Word,
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        | "http://purl.oclc.org/ooxml/spreadsheetml/main" => Space::Sheet,
        "http://schemas.openxmlformats.org/markup-compatibility/2006" => Space::Compatibility,
        "http://schemas.openxmlformats.org/officeDocument/2006/math"
        | "http://purl.oclc.org/ooxml/officeDocument/math" => Space::Math,
        _ => Space::Other,
    }
}

/// XML, an event after the other. Elements without content come as a start and an end.
pub(super) struct Xml<R> {
    reader: NsReader<R>,
    buffer: Vec<u8>,
    depth: usize,
    limits: Limits,
}

impl<R: BufRead> Xml<R> {
    pub(super) fn new(from: R, limits: &Limits) -> Self {
        let mut reader = NsReader::from_reader(from);
        reader.config_mut().expand_empty_elements = true;
        Xml { reader, buffer: Vec::new(), depth: 0, limits: limits.clone() }
    }

    /// Takes an ampersand that begins no entity for itself.
    pub(super) fn with_bare_ampersands(mut self) -> Self {
        self.reader.config_mut().allow_dangling_amp = true;
        self
    }

    /// The next event, and the vocabulary of its name; none at the end.
    pub(super) fn next(&mut self) -> Result<Option<(Space, Event<'_>)>, Fault> {
        self.buffer.clear();
        let (space, event) = match self.reader.read_resolved_event_into(&mut self.buffer) {
            Ok((ResolveResult::Bound(Namespace(uri)), event)) => (space_of(uri), event),
            Ok((_, event)) => (Space::Other, event),
            Err(error) => return Err(of_xml(&error, &self.limits)),
        };
        match &event {
            Event::Start(_) => self.depth += 1,
            Event::End(_) => self.depth = self.depth.saturating_sub(1),
            Event::Eof if self.depth > 0 => return Err(Fault::damaged("its XML ends too early")),
            Event::Eof => return Ok(None),
            _ => {}
        }
        if self.depth > self.limits.depth {
            return Err(Fault::Depth { limit: self.limits.depth });
        }
        Ok(Some((space, event)))
    }
}

fn of_xml(error: &quick_xml::Error, limits: &Limits) -> Fault {
    match error {
        quick_xml::Error::Io(error) if error.get_ref().is_some_and(|inner| inner.is::<TooMuch>()) => {
            Fault::Unpacked { limit: limits.unpacked_bytes }
        }
        quick_xml::Error::Io(_) => Fault::damaged("a part cannot be unpacked"),
        // The message of the error may quote the file.
        _ => Fault::damaged("its XML is not well-formed"),
    }
}

/// The text of an event, if it is one that has some.
pub(super) fn text_of<'e>(event: &'e Event<'_>) -> Result<Option<Cow<'e, str>>, Fault> {
    Ok(match event {
        Event::Text(text) => Some(text.xml10_content()),
        Event::CData(data) => Some(Cow::Borrowed(data)),
        Event::GeneralRef(name) => match (name.as_ref(), name.resolve_char_ref()) {
            (_, Ok(Some(c))) => Some(Cow::Owned(c.to_string())),
            ("amp", _) => Some(Cow::Borrowed("&")),
            ("lt", _) => Some(Cow::Borrowed("<")),
            ("gt", _) => Some(Cow::Borrowed(">")),
            ("quot", _) => Some(Cow::Borrowed("\"")),
            ("apos", _) => Some(Cow::Borrowed("'")),
            _ => return Err(Fault::damaged("its XML has an entity that is not defined")),
        },
        _ => None,
    })
}

/// The value of an attribute, whatever its prefix.
pub(super) fn attribute(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let mut attributes = start.attributes();
    let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
    found.normalized_value(quick_xml::XmlVersion::Implicit1_0).ok().map(Cow::into_owned)
}

/// Whether an element that switches something on does so: without a value, or with one that says yes.
pub(super) fn is_on(start: &BytesStart<'_>) -> bool {
    !matches!(attribute(start, "val").as_deref(), Some("0" | "false" | "off" | "none"))
}
