//! Which styles are headings, list items, or entries of a table of contents.

use std::collections::BTreeMap;

use quick_xml::events::Event;

use super::super::package::{Package, Space, attribute};
use super::super::parsed::Fault;

/// What a style makes of its paragraphs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Role {
    /// The level of a heading, from 1.
    pub(super) heading: Option<usize>,
    pub(super) is_item: bool,
    /// Part of a table of contents.
    pub(super) is_contents: bool,
}

#[derive(Debug, Default)]
struct Style {
    name: String,
    based_on: Option<String>,
    /// Of an outline, counted from 0; 9 is text.
    level: Option<usize>,
    is_item: bool,
}

/// The styles of a document by id.
#[derive(Debug, Default)]
pub(super) struct Styles {
    styles: BTreeMap<String, Style>,
}

impl Styles {
    /// A style is based on another, that on a third; further back nobody looks.
    const LONGEST_CHAIN: usize = 16;

    pub(super) fn read(package: &mut Package<'_>, part: &str) -> Result<Self, Fault> {
        let mut styles = Styles::default();
        let Some(mut xml) = package.part(part)? else { return Ok(styles) };
        let mut open: Option<(String, Style)> = None;
        while let Some((space, event)) = xml.next()? {
            match &event {
                Event::Start(start) if space == Space::Word => {
                    let value = || attribute(start, "val");
                    match (start.local_name().as_ref(), &mut open) {
                        ("style", open) => {
                            *open = attribute(start, "styleId").map(|id| (id, Style::default()));
                        }
                        ("name", Some((_, style))) => style.name = value().unwrap_or_default().to_lowercase(),
                        ("basedOn", Some((_, style))) => style.based_on = value(),
                        ("outlineLvl", Some((_, style))) => {
                            style.level = value().and_then(|level| level.parse().ok());
                        }
                        ("numId", Some((_, style))) => style.is_item = value().is_some_and(|id| id != "0"),
                        _ => {}
                    }
                }
                Event::End(end) if space == Space::Word && end.local_name().as_ref() == "style" => {
                    styles.styles.extend(open.take());
                }
                _ => {}
            }
        }
        Ok(styles)
    }

    /// What a style makes of its paragraphs.
    pub(super) fn role(&self, id: &str) -> Role {
        let mut role = Role::default();
        let mut next = Some(id);
        for _ in 0..Self::LONGEST_CHAIN {
            let Some(style) = next.and_then(|id| self.styles.get(id)) else { break };
            role.is_contents |= style.name.starts_with("toc ");
            role.is_item |= style.is_item;
            if role.heading.is_none() {
                role.heading = level_of_name(&style.name).or(style.level.filter(|&l| l < 9).map(|l| l + 1));
            }
            next = style.based_on.as_deref();
        }
        role
    }
}

/// The level of a built-in style of headings. Their names are English in every language of Word.
fn level_of_name(name: &str) -> Option<usize> {
    match name.strip_prefix("heading ") {
        Some(level) => level.trim().parse().ok().filter(|level| (1..=9).contains(level)),
        None => (name == "title").then_some(1),
    }
}
