//! The XML of a project: its sources with the codes given to them, its codes, and its users.

use std::collections::BTreeMap;
use std::io::BufRead;
use std::rc::Rc;

use quick_xml::events::{BytesStart, Event};

use super::super::limits::Limits;
use super::super::names::{LONGEST, cut};
use super::super::package::{Package, Xml, attribute, text_of};
use super::super::parsed::Fault;
use super::counting::Name;

const PROJECT: &str = "project.qde";

/// What a project says of itself.
pub(super) struct Survey {
    pub(super) sources: Vec<Source>,
    /// The names of the codes by their ids.
    pub(super) codes: BTreeMap<String, Rc<str>>,
    /// The names of the users by their ids.
    pub(super) users: BTreeMap<String, Rc<str>>,
    /// How many sources are no plain text.
    pub(super) others: usize,
    /// How many names are longer than they may be.
    pub(super) cut: usize,
    pub(super) held: Held,
}

/// What a project may still take of the memory for one file. Each code is held with the names of its document, area and
/// coder, as it was read and as it is placed, so a small project can need a hundred times its size. Texts have a limit of
/// their own.
pub(super) struct Held {
    limit: u64,
    left: u64,
}

impl Held {
    /// Beside names: what is held of a code and its selection, or of a source, on the way.
    const EACH: usize = 700;

    fn within(limits: &Limits) -> Self {
        Held { limit: limits.memory, left: limits.memory }
    }

    /// Counts one more code, source or user.
    fn add_one(&mut self) -> Result<(), Fault> {
        self.add(Self::EACH)
    }

    /// Counts the names of a code, which has so many bytes of them.
    pub(super) fn add_names(&mut self, bytes: usize) -> Result<(), Fault> {
        self.add(2 * bytes)
    }

    fn add(&mut self, bytes: usize) -> Result<(), Fault> {
        let left = self.left.checked_sub(bytes as u64);
        self.left = left.ok_or(Fault::Memory { limit: self.limit })?;
        Ok(())
    }
}

/// A source of plain text.
#[derive(Default)]
pub(super) struct Source {
    pub(super) name: Rc<str>,
    path: Option<String>,
    text: String,
    pub(super) given: Vec<Given>,
}

/// A code as it was given.
pub(super) struct Given {
    /// None for the whole text.
    pub(super) selection: Option<Rc<Selection>>,
    /// The id of the code, …
    pub(super) code: String,
    /// … and that of the user.
    pub(super) coder: Option<Rc<str>>,
}

/// A piece of a text, in the units of the program that wrote the project; nothing where no number is given.
pub(super) struct Selection {
    pub(super) start: Option<usize>,
    pub(super) end: Option<usize>,
    /// Often the text of the piece, or the beginning of it.
    pub(super) name: Name,
    coder: Option<Rc<str>>,
}

impl Survey {
    pub(super) fn of(package: &mut Package<'_>, limits: &Limits) -> Result<Self, Fault> {
        let Some(xml) = package.part(PROJECT)? else {
            return Err(Fault::damaged("there is no project in it"));
        };
        // Some programs write what people noted without escaping it.
        let mut xml = xml.with_bare_ampersands();
        let found = Survey {
            sources: Vec::new(),
            codes: BTreeMap::new(),
            users: BTreeMap::new(),
            others: 0,
            cut: 0,
            held: Held::within(limits),
        };
        let mut walk = Walk { found, path: Vec::new(), selection: None, coder: None };
        walk.all(&mut xml)?;
        Ok(walk.found)
    }
}

impl Source {
    /// The text, if the project has it.
    pub(super) fn text(&mut self, package: &mut Package<'_>) -> Result<Option<String>, Fault> {
        let Some(path) = self.path.take() else {
            return Ok(Some(std::mem::take(&mut self.text)));
        };
        let file = path.trim_start_matches("internal://");
        // Programs write the folder in either case, and we did.
        match package.text(&format!("sources/{file}"))? {
            None => package.text(&format!("Sources/{file}")),
            found => Ok(found),
        }
    }
}

/// What is known on the way through the XML.
struct Walk {
    found: Survey,
    /// The names of the elements that the reader is within.
    path: Vec<String>,
    selection: Option<Rc<Selection>>,
    coder: Option<Rc<str>>,
}

impl Walk {
    fn all<R: BufRead>(&mut self, xml: &mut Xml<R>) -> Result<(), Fault> {
        while let Some((_, event)) = xml.next()? {
            match &event {
                Event::Start(start) => {
                    self.begin(start)?;
                    self.path.push(start.local_name().as_ref().to_owned());
                }
                Event::End(_) => self.end(),
                event if self.is_in_source() && self.path.last().is_some_and(|n| n == "PlainTextContent") => {
                    if let (Some(source), Some(part)) = (self.found.sources.last_mut(), text_of(event)?) {
                        source.text += &part;
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    /// Whether this is a text source of the project itself: they also stand within other sources and among notes.
    fn is_in_source(&self) -> bool {
        matches!(self.path.get(1..3), Some([sources, source]) if sources == "Sources" && source == "TextSource")
    }

    fn begin(&mut self, start: &BytesStart<'_>) -> Result<(), Fault> {
        let of = |name: &str| value(start, name).unwrap_or_default();
        let user = || value(start, "creatingUser").map(Rc::from);
        let is_source = self.path.len() == 2 && self.path[1] == "Sources";
        match start.local_name().as_ref() {
            "Code" => {
                let name = self.name(of("name").trim())?;
                self.found.codes.insert(of("guid"), name);
            }
            "User" => {
                let name = self.name(of("name").trim())?;
                self.found.users.insert(of("guid"), name);
            }
            "TextSource" if is_source => {
                let path = value(start, "plainTextPath");
                let name = self.name(&of("name"))?;
                self.found.sources.push(Source { name, path, ..Source::default() });
            }
            _ if is_source => self.found.others += 1,
            "PlainTextSelection" => {
                let at = |name: &str| of(name).trim().parse().ok();
                let (start_at, end_at) = (at("startPosition"), at("endPosition"));
                let name = Name::of(&of("name"));
                let selection = Selection { start: start_at, end: end_at, name, coder: user() };
                self.selection = Some(Rc::new(selection));
            }
            "Coding" => {
                let of_selection = || self.selection.as_ref().and_then(|selection| selection.coder.clone());
                self.coder = user().or_else(of_selection);
            }
            "CodeRef" if self.is_in_source() => {
                if let Some(source) = self.found.sources.last_mut() {
                    let (selection, coder, code) =
                        (self.selection.clone(), self.coder.clone(), of("targetGUID"));
                    self.found.held.add_one()?;
                    source.given.push(Given { selection, code, coder });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// A name of a source, code or user as it is kept.
    fn name(&mut self, name: &str) -> Result<Rc<str>, Fault> {
        let kept = cut(name, LONGEST);
        self.found.cut += usize::from(kept.len() < name.len());
        self.found.held.add_one()?;
        Ok(Rc::from(kept))
    }

    fn end(&mut self) {
        match self.path.pop().as_deref() {
            Some("PlainTextSelection") => self.selection = None,
            Some("Coding") => self.coder = None,
            _ => {}
        }
    }
}

/// The value of an attribute; as it stands, where it has an ampersand that means itself.
fn value(start: &BytesStart<'_>, name: &str) -> Option<String> {
    let raw = || {
        let mut attributes = start.attributes();
        let found = attributes.with_checks(false).flatten().find(|a| a.key.local_name().as_ref() == name)?;
        Some(found.value.into_owned())
    };
    attribute(start, name).or_else(raw)
}
