//! What people coded in a QDA program: the coded segments of a REFI-QDA project (qdpx).
//!
//! `survey` reads the XML, `counting` finds out how the program counted places, and `placing` takes them over to the texts of a
//! round, which it holds against those of the project by their `marks`. A text source is the document of the same name.
//! What cannot be used is counted and told; it does not keep the rest from being read.

mod counting;
mod marks;
mod placing;
mod survey;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::rc::Rc;

use commonground::MACHINE;

use self::counting::Spans;
use self::survey::{Given, Selection, Source, Survey};
use super::limits::Limits;
use super::names::LONGEST;
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
    pub(super) document: Rc<str>,
    /// The bytes of the source's text in [`Coded::texts`]; none for all of it.
    pub(super) range: Option<Range<usize>>,
    /// The name of the code.
    pub(super) code: Rc<str>,
    /// Who gave it, if that is told.
    pub(super) coder: Option<Rc<str>>,
}

/// Reads the segments of a project.
pub(super) fn read(bytes: &[u8], limits: &Limits) -> Result<Coded, Fault> {
    let mut package = Package::open(bytes, limits)?;
    let mut survey = Survey::of(&mut package, limits)?;
    let mut left = Left { others: survey.others, cut: survey.cut, ..Left::default() };
    let (mut segments, mut spans, mut texts) = (Vec::new(), Vec::new(), BTreeMap::new());
    for mut source in std::mem::take(&mut survey.sources) {
        let given = named(&mut source, &mut survey, &mut left)?;
        if given.is_empty() {
            continue;
        }
        let text = source.text(&mut package)?;
        let is_large = text.as_ref().is_some_and(|text| text.len() as u64 > limits.memory / FOR_A_BYTE);
        let text = text.filter(|_| !is_large);
        let plain = text.as_deref().map(counting::plain);
        let of_name = texts.get(&*source.name);
        if plain.as_ref().zip(of_name).is_some_and(|(plain, other)| plain != other) {
            left.namesakes.add(&source.name, given.len());
            continue;
        }
        let (pieces, whole): (Vec<_>, Vec<_>) =
            given.into_iter().partition(|(given, _)| given.selection.is_some());
        segments.extend(whole.into_iter().map(|(_, segment)| segment));
        match text {
            Some(text) => spans.extend(counted(&text, pieces)),
            None if is_large => left.large.add(&source.name, pieces.len()),
            None => left.textless.add(&source.name, pieces.len()),
        }
        if let Some(plain) = plain {
            texts.entry(source.name.as_ref().to_owned()).or_insert(plain);
        }
    }
    segments.extend(in_place(spans, &mut left));
    without_repeated(&mut segments);
    Ok(Coded { segments, texts, left: left.told() })
}

/// What is held of a text for each of its bytes while its segments are placed: it and that of the document, with their marks.
const FOR_A_BYTE: u64 = 64;

/// Pieces of a text with their places, which the codes of one selection share.
fn counted(text: &str, pieces: Vec<(Given, Segment)>) -> impl Iterator<Item = (Rc<Spans>, Segment)> {
    let (mut selections, mut of_piece) = (Vec::<Rc<Selection>>::new(), Vec::with_capacity(pieces.len()));
    for (given, segment) in pieces {
        let Some(selection) = given.selection else { continue };
        if !selections.last().is_some_and(|last| Rc::ptr_eq(last, &selection)) {
            selections.push(selection);
        }
        of_piece.push((selections.len() - 1, segment));
    }
    let places = selections.iter().map(|s| (s.start.unwrap_or(usize::MAX), s.end.unwrap_or(0), &s.name));
    let spans: Vec<Rc<Spans>> = counting::spans(text, places).into_iter().map(Rc::new).collect();
    of_piece.into_iter().map(move |(selection, segment)| (spans[selection].clone(), segment))
}

/// The codes of a source with their names, without those of the machine.
///
/// # Errors
/// [`Fault::Memory`].
fn named(source: &mut Source, survey: &mut Survey, left: &mut Left) -> Result<Vec<(Given, Segment)>, Fault> {
    let mut named = Vec::new();
    for given in std::mem::take(&mut source.given) {
        let coder =
            given.coder.as_ref().and_then(|user| survey.users.get(&**user)).filter(|name| !name.is_empty());
        match survey.codes.get(&given.code) {
            _ if coder.is_some_and(|name| &**name == MACHINE) => left.machine.add(&source.name, 1),
            None => left.nameless.add(&source.name, 1),
            Some(code) => {
                let (document, code, coder) = (source.name.clone(), code.clone(), coder.cloned());
                let names = document.len() + code.len() + coder.as_ref().map_or(0, |coder| coder.len());
                survey.held.add_names(names)?;
                named.push((given, Segment { document, range: None, code, coder }));
            }
        }
    }
    Ok(named)
}

/// Leaves each segment in once, with the codes and people that it was given by.
fn without_repeated(segments: &mut Vec<Segment>) {
    let mut seen = BTreeSet::new();
    segments.retain(|segment| {
        let Segment { document, range, code, coder } = segment;
        let range = range.as_ref().map(|range| (range.start, range.end));
        seen.insert((document.clone(), range, code.clone(), coder.clone()))
    });
}

/// Segments at the places that the project's way of counting gives them.
fn in_place(spans: Vec<(Rc<Spans>, Segment)>, left: &mut Left) -> Vec<Segment> {
    let ways = counting::ranked(spans.iter().map(|(spans, _)| &**spans));
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

    /// Says it, if there is any: why one is left out, or several.
    fn told(&self, one: &str, several: &str) -> Option<String> {
        let first = shown(&self.first);
        match self.segments {
            0 => None,
            1 => Some(format!("1 coded segment left out, in source {first:?}: {one}")),
            more => Some(format!("{more} coded segments left out, the first in source {first:?}: {several}")),
        }
    }
}

/// What is left out of a project.
#[derive(Debug, Default)]
struct Left {
    /// Sources that are no plain text.
    others: usize,
    /// Names that are too long.
    cut: usize,
    machine: Count,
    nameless: Count,
    /// In sources that have the name of another.
    namesakes: Count,
    textless: Count,
    /// In texts that would take too much memory.
    large: Count,
    outside: Count,
}

impl Left {
    fn told(&self) -> Vec<String> {
        let others = match self.others {
            0 => None,
            1 => Some("1 source that is no plain text was passed over".to_owned()),
            more => Some(format!("{more} sources that are no plain text were passed over")),
        };
        let cut = match self.cut {
            0 => None,
            1 => Some(format!(
                "1 name of a source, code or user has more than {LONGEST} characters, so it was cut"
            )),
            more => {
                let what = "names of sources, codes or users have more than";
                Some(format!("{more} {what} {LONGEST} characters, so they were cut"))
            }
        };
        let machine = |by: &str, taken: &str| {
            format!(
                "{by} by the user {MACHINE:?}, so {taken} taken for what the machine coded; if a person coded under this name, give that person another one in the program, and export again"
            )
        };
        let namesakes = "another source of this name has another text: give each source a name of its own in the program, and export again";
        let large = "the text of the source would take too much memory: divide the source, or raise --max-file-memory";
        let several_large = "the texts of their sources would take too much memory: divide the sources, or raise --max-file-memory";
        let counts = [
            self.machine.told(&machine("it is", "it is"), &machine("they are", "they are")),
            self.nameless.told("the project does not have its code", "the project does not have their codes"),
            self.namesakes.told(namesakes, namesakes),
            self.textless.told(
                "the project does not have the text of the source",
                "the project does not have the texts of their sources",
            ),
            self.large.told(large, several_large),
            self.outside.told(
                "it is empty, or ends after the text of the source",
                "they are empty, or end after the text of their source",
            ),
        ];
        others.into_iter().chain(cut).chain(counts.into_iter().flatten()).collect()
    }
}
