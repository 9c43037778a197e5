//! Codebooks and projects of the REFI-QDA standard 1.5 (qdasoftware.org).

use std::collections::{BTreeMap, BTreeSet};

use commonground::round::Document;
use commonground::{Analysis, MACHINE};

use super::archive::packed;
use super::list::List;
use super::plain::Plain;
use super::xml::Xml;
use crate::error::Result;
use crate::read::Reading;
use crate::results::Study;

const ORIGIN: &str = concat!("commonground ", env!("CARGO_PKG_VERSION"));
/// Programs expect a time. This one is the same in every export, so that its bytes are.
const TIME: &str = "2000-01-01T00:00:00Z";

/// What becomes a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Codes {
    /// The areas of the framework.
    Areas,
    /// The themes that the machine found.
    Themes,
}

/// How lines end in the texts of a project. Offsets count the characters that are there, so a program that changes line ends
/// while it reads needs the other kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum LineEnds {
    /// A line feed.
    #[default]
    Lf,
    /// A carriage return and a line feed.
    CrLf,
}

/// A codebook (`.qdc`) of an analysis. Each code has a name and a colour of its own; where areas share a name, it is told with
/// those of the areas that it is a part of.
///
/// # Errors
/// [`FormatError::Export`](crate::FormatError::Export) if the analysis has no areas, or no themes.
pub fn codebook(analysis: &Analysis, codes: Codes) -> Result<Vec<u8>> {
    let list = List::of(analysis, codes)?;
    let mut xml = Xml::new();
    xml.open("CodeBook", &[("xmlns", "urn:QDA-XML:codebook:1.0"), ("origin", ORIGIN)]);
    list.write(&mut xml);
    // Sets are optional in the standard, but some readers take it for granted that there is one.
    xml.open("Sets", &[]);
    xml.open("Set", &[("guid", &list.guids.guid("set", &[])), ("name", &list.framework.name)]);
    list.guid_of.iter().for_each(|guid| xml.empty("MemberCode", &[("guid", guid)]));
    Ok(xml.finish())
}

/// A project (`.qdpx`) of an analysis: each document that may be quoted as a plain text, its metadata as variables, and its coded passages as
/// selections, with offsets in Unicode code points, the end exclusive. What was coded is by the user [`MACHINE`].
///
/// # Errors
/// [`FormatError::NotOfThisRound`](crate::FormatError::NotOfThisRound) if the analysis is of other documents;
/// [`FormatError::Export`](crate::FormatError::Export) as [`codebook`].
pub fn project(reading: &Reading, analysis: &Analysis, codes: Codes, ends: LineEnds) -> Result<Vec<u8>> {
    let study = Study::of(reading, analysis)?;
    let list = List::of(analysis, codes)?;
    let documents = study.round.documents();
    let (mut xml, user) = (Xml::new(), list.guids.guid("user", &[]));
    let name = &list.framework.name;
    xml.open(
        "Project",
        &[
            ("xmlns", "urn:QDA-XML:project:1.0"),
            ("name", name),
            ("origin", ORIGIN),
            ("creatingUserGUID", &user),
            ("creationDateTime", TIME),
        ],
    );
    xml.open("Users", &[]);
    xml.empty("User", &[("guid", &user), ("name", MACHINE)]);
    xml.close();
    xml.open("CodeBook", &[]);
    list.write(&mut xml);
    xml.close();
    // A project is made of whole texts, so a document that may not be quoted is no source of it.
    let quotable = documents.iter().enumerate().filter(|(place, _)| study.round.may_quote(*place));
    let sources: Vec<(usize, &Document)> = quotable.collect();
    let variables: BTreeSet<&str> =
        sources.iter().flat_map(|(_, document)| variables_of(document)).map(|(name, _)| name).collect();
    if !variables.is_empty() {
        xml.open("Variables", &[]);
        for variable in &variables {
            let guid = list.guids.guid("variable", &[variable]);
            xml.empty("Variable", &[("guid", &guid), ("name", variable), ("typeOfVariable", "Text")]);
        }
        xml.close();
    }
    let mut texts: BTreeMap<String, String> = BTreeMap::new();
    xml.open("Sources", &[]);
    for (place, document) in sources {
        let (guid, text) = source(&mut xml, &study, &list, (place, document), &user, ends);
        texts.insert(format!("sources/{guid}.txt"), text);
    }
    xml.close();
    let project = xml.finish();
    let texts = texts.iter().map(|(name, text)| (name.as_str(), text.as_bytes()));
    packed("project.qdpx", std::iter::once(("project.qde", project.as_slice())).chain(texts))
}

/// What a document is called in a project, and its metadata.
fn variables_of(document: &Document) -> impl Iterator<Item = (&str, &str)> {
    let all = document.metadata.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    all.filter(|(_, value)| !value.trim().is_empty())
}

/// Writes a document, and gives its id and its text.
fn source(
    xml: &mut Xml,
    study: &Study<'_>,
    list: &List,
    (place, document): (usize, &Document),
    user: &str,
    ends: LineEnds,
) -> (String, String) {
    let guid = list.guids.guid("source", &[&document.id]);
    let plain = Plain::of(&document.text, if ends == LineEnds::Lf { "\n" } else { "\r\n" });
    let path = format!("internal://{guid}.txt");
    xml.open(
        "TextSource",
        &[
            ("guid", &guid),
            ("name", &document.id),
            ("plainTextPath", &path),
            ("creatingUser", user),
            ("creationDateTime", TIME),
        ],
    );
    let passages = 0..study.analysis.passages.len();
    for passage in passages.filter(|&passage| study.document_of(passage) == place) {
        let given = list.of_passage(study.analysis, passage);
        let (start, text) = study.text_of(passage);
        if given.is_empty() || text.is_empty() {
            continue;
        }
        let (from, to) = (plain.place(start).to_string(), plain.place(start + text.len()).to_string());
        let selection = list.guids.guid("selection", &[&document.id, &from, &to]);
        let first: String = text.chars().take(60).collect();
        xml.open(
            "PlainTextSelection",
            &[
                ("guid", &selection),
                ("name", &first),
                ("startPosition", &from),
                ("endPosition", &to),
                ("creatingUser", user),
                ("creationDateTime", TIME),
            ],
        );
        for code in given {
            let code = &list.guid_of[code];
            let coding = list.guids.guid("coding", &[&selection, code]);
            let attributes = [("guid", coding.as_str()), ("creatingUser", user), ("creationDateTime", TIME)];
            xml.open("Coding", &attributes);
            xml.empty("CodeRef", &[("targetGUID", code)]);
            xml.close();
        }
        xml.close();
    }
    for (name, value) in variables_of(document) {
        xml.open("VariableValue", &[]);
        xml.empty("VariableRef", &[("targetGUID", &list.guids.guid("variable", &[name]))]);
        xml.text("TextValue", value);
        xml.close();
    }
    xml.close();
    (guid, plain.text)
}
