//! What people coded in a QDA program: the coded segments of a REFI-QDA project (qdpx).
//!
//! `survey` reads the XML, `counting` finds out how the program counted places, and `placing` takes them over to the texts of a
//! round, which it holds against those of the project by their `marks`. A text source is the document of the same name.
//! What cannot be used is counted and told; it does not keep the rest from being read.

mod counting;
mod marks;
mod placing;
mod survey;

use std::collections::BTreeMap;
use std::ops::Range;

use commonground::MACHINE;

use self::counting::Spans;
use self::survey::{Given, Source, Survey};
use super::limits::Limits;
use super::package::Package;
use super::parsed::Fault;
use crate::error::shown;

pub(super) use self::placing::placed;

/// What was coded in a project.
#[derive(Debug, Default)]
pub(super) struct Coded {
    pub(super) segments: Vec<Segment>,
    /// The texts of the sources that have segments, by name, as [`counting::plain`] makes them.
    pub(super) texts: BTreeMap<String, String>,
    /// What was left out.
    pub(super) left: Vec<String>,
}

/// A code that was given to a piece of a text, or to all of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Segment {
    /// The name of the source.
    pub(super) document: String,
    /// The bytes of the source's text in [`Coded::texts`]; none for all of it.
    pub(super) range: Option<Range<usize>>,
    /// The name of the code.
    pub(super) code: String,
    /// Who gave it, if that is told.
    pub(super) coder: Option<String>,
}

/// Reads the segments of a project.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Coded, Fault> {
    let mut package = Package::open(bytes, limits)?;
    let mut survey = Survey::of(&mut package)?;
    let mut left = Left { others: survey.others, ..Left::default() };
    let (mut segments, mut spans, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for mut source in std::mem::take(&mut survey.sources) {
        let given = named(&mut source, &survey, &mut left);
        if given.is_empty() {
            continue;
        }
        let text = source.text(&mut package)?;
        let (whole, pieces): (Vec<_>, Vec<_>) =
            given.into_iter().partition(|(given, _)| given.selection.is_none());
        segments.extend(whole.into_iter().map(|(_, segment)| segment));
        match text {
            None => left.textless.add(&source.name, pieces.len()),
            Some(text) => {
                let of_text = pieces.iter().filter_map(|(given, _)| given.selection.as_deref());
                let places =
                    of_text.map(|s| (s.start.unwrap_or(usize::MAX), s.end.unwrap_or(0), s.name.as_str()));
                spans.extend(
                    counting::spans(&text, places).into_iter().zip(pieces.into_iter().map(|(_, s)| s)),
                );
                texts.entry(source.name).or_insert_with(|| counting::plain(&text));
            }
        }
    }
    segments.extend(in_place(spans, &mut left));
    Ok(Coded { segments, texts, left: left.told() })
}

/// The codes of a source with their names, without those of the machine.
fn named(source: &mut Source, survey: &Survey, left: &mut Left) -> Vec<(Given, Segment)> {
    let mut named = Vec::new();
    for given in std::mem::take(&mut source.given) {
        let coder =
            given.coder.as_ref().and_then(|user| survey.users.get(user)).filter(|name| !name.is_empty());
        match survey.codes.get(&given.code) {
            _ if coder.is_some_and(|name| name == MACHINE) => left.machine.add(&source.name, 1),
            None => left.nameless.add(&source.name, 1),
            Some(code) => {
                let (document, code, coder) = (source.name.clone(), code.clone(), coder.cloned());
                named.push((given, Segment { document, range: None, code, coder }));
            }
        }
    }
    named
}

/// Segments at the places that the project's way of counting gives them.
fn in_place(spans: Vec<(Spans, Segment)>, left: &mut Left) -> Vec<Segment> {
    let ways = counting::ranked(spans.iter().map(|(spans, _)| spans));
    let mut segments = Vec::with_capacity(spans.len());
    for (spans, mut segment) in spans {
        segment.range = spans.range(&ways);
        match segment.range {
            None => left.outside.add(&segment.document, 1),
            Some(_) => segments.push(segment),
        }
    }
    segments
}

/// How many segments were left out, and the first source of them.
#[derive(Debug, Default)]
struct Count {
    segments: usize,
    first: String,
}

impl Count {
    fn add(&mut self, source: &str, segments: usize) {
        if self.segments == 0 {
            source.clone_into(&mut self.first);
        }
        self.segments += segments;
    }

    /// Says it, if there is any.
    fn told(&self, why: &str) -> Option<String> {
        let segments = match self.segments {
            0 => return None,
            1 => "1 coded segment".to_owned(),
            more => format!("{more} coded segments"),
        };
        Some(format!("{segments} left out, the first in source {:?}: {why}", shown(&self.first)))
    }
}

/// What is left out of a project.
#[derive(Debug, Default)]
struct Left {
    /// Sources that are no plain text.
    others: usize,
    machine: Count,
    nameless: Count,
    textless: Count,
    outside: Count,
}

impl Left {
    fn told(&self) -> Vec<String> {
        let others = match self.others {
            0 => None,
            1 => Some("1 source that is no plain text was passed over".to_owned()),
            more => Some(format!("{more} sources that are no plain text were passed over")),
        };
        let machine = format!(
            "they are by the user {MACHINE:?}, so they are taken for what the machine coded; if a person coded under this name, give that person another one in the program, and export again"
        );
        let counts = [
            self.machine.told(&machine),
            self.nameless.told("the project does not have their codes"),
            self.textless.told("the project does not have the text of the source"),
            self.outside.told("they are empty, or end after the text of the source"),
        ];
        others.into_iter().chain(counts.into_iter().flatten()).collect()
    }
}
