//! Word: the text that a reader of the document reads, in that order.
//!
//! Paragraphs are parted by a blank line, headings marked with `#` and list items with `-`, as in Markdown. By rule:
//!
//! - **Tracked changes** are taken as accepted: what was inserted is read, what was deleted is not.
//! - **Comments**, headers, footers, hidden text, and the entries of a table of contents are left out, and counted.
//! - **Tables** are read row by row and cell by cell, those within a cell where they stand. A text box is read once, after
//!   the paragraph that it hangs on. Foot- and endnotes follow at the end.
//! - **Content controls** that were not filled in show a placeholder, which is left out, and counted.
//!
//! Nothing here calls itself: however deep a document nests, the stack is a list.

mod body;
mod styles;

use super::limits::Limits;
use super::package::{Package, Relation, Space};
use super::parsed::{Body as Found, Fault, Parsed};
use body::Body;
use quick_xml::events::Event;
use styles::Styles;

/// Parses a document.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed, Fault> {
    let mut package = Package::open(bytes, limits)?;
    let main = main_part(&mut package)?;
    let relations = package.relations(&main)?;
    let styles = match part_of(&relations, "styles") {
        Some(part) => Styles::read(&mut package, part)?,
        None => Styles::default(),
    };
    let mut body = Body::new(&styles);
    if !body.read(&mut package, &main)? {
        return Err(Fault::damaged("there is no document in it"));
    }
    for kind in ["footnotes", "endnotes"] {
        if let Some(part) = part_of(&relations, kind) {
            body.read(&mut package, part)?;
        }
    }
    let pictures = package.count("word/media/");
    let mut warnings = body.warnings();
    let mut warn = |count: u64, what: &str| {
        if count > 0 {
            warnings.push(format!("left out, {what}: {count}"));
        }
    };
    if let Some(part) = part_of(&relations, "comments") {
        warn(count_elements(&mut package, part, "comment")?, "comments");
    }
    let mut edges = 0;
    for relation in relations.iter().filter(|r| r.kind == "header" || r.kind == "footer") {
        edges += u64::from(count_elements(&mut package, &relation.target, "t")? > 0);
    }
    warn(edges, "headers and footers");
    warn(package.count("word/embeddings/") as u64, "embedded files");

    let (text, parts) = body.finish();
    if text.trim().is_empty() {
        return Err(Fault::NoText { pictures });
    }
    Ok(Parsed { body: Found::Text(text), warnings, parts })
}

/// The name of the part with the document.
fn main_part(package: &mut Package<'_>) -> Result<String, Fault> {
    let relations = package.relations("")?;
    let main = part_of(&relations, "officeDocument").unwrap_or("word/document.xml").to_owned();
    let other = [("xl/", "an Excel workbook (xlsx)"), ("ppt/", "a PowerPoint presentation (pptx)")];
    match other.iter().find(|(folder, _)| main.starts_with(folder)) {
        Some((_, found)) => Err(Fault::OtherKind { found: (*found).to_owned() }),
        None => Ok(main),
    }
}

fn part_of<'r>(relations: &'r [Relation], kind: &str) -> Option<&'r str> {
    relations.iter().find(|relation| relation.kind == kind).map(|relation| relation.target.as_str())
}

/// How many elements of a name a part has.
fn count_elements(package: &mut Package<'_>, part: &str, name: &str) -> Result<u64, Fault> {
    let Some(mut xml) = package.part(part)? else { return Ok(0) };
    let mut count = 0;
    while let Some((space, event)) = xml.next()? {
        if let Event::Start(start) = &event {
            count += u64::from(space == Space::Word && start.local_name().as_ref() == name);
        }
    }
    Ok(count)
}
