//! Changes to a framework file that leave all else as it is: comments, order, spaces, line ends.

use std::ops::Range;

use toml_edit::{Document, Item, Value};

use super::area::{Area, Framework, FrameworkError};
use super::file::{areas, parse};
use super::write::{area_block, array, string};

/// A framework file as text that can be edited.
///
/// An edit replaces or adds a few bytes of the text, where they belong, and touches no other. It is made as a whole or
/// not at all: where the result would be no valid framework, the error says why and the file is as before. An area's
/// id never changes, and neither does the version unless it is set.
///
/// ```
/// use commonground::framework::FrameworkFile;
///
/// let mut file = FrameworkFile::parse("\
/// ## Agreed in March.
/// name = 'Places'
/// [[area]]
/// id = 'buses'   # as in the first round
/// name = 'Buses'
/// ")?;
/// file.rename("buses", "Buses and trams")?;
/// assert_eq!(file.text(), "\
/// ## Agreed in March.
/// name = 'Places'
/// [[area]]
/// id = 'buses'   # as in the first round
/// name = \"Buses and trams\"
/// ");
/// # Ok::<(), commonground::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrameworkFile {
    text: String,
    framework: Framework,
}

impl FrameworkFile {
    /// Reads a framework file.
    ///
    /// # Errors
    /// As [`Framework::from_toml`].
    pub fn parse(text: &str) -> Result<Self, FrameworkError> {
        Ok(FrameworkFile { text: text.to_owned(), framework: Framework::from_toml(text)? })
    }

    /// The framework that the text says.
    pub fn framework(&self) -> &Framework {
        &self.framework
    }

    /// The text: that which was read, but for what was edited.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Sets the framework's version.
    ///
    /// # Errors
    /// None in practice: any text can be a version.
    pub fn set_version(&mut self, version: &str) -> Result<(), FrameworkError> {
        let value = string(version);
        self.edit(|document, text| match document.get("version").and_then(Item::span) {
            Some(span) => Ok((span, value)),
            // Behind the name, which every framework has.
            None => behind(text, document.get("name").and_then(Item::span), &format!("version = {value}")),
        })
    }

    /// Gives an area another name. Its id stays, so that codings and parents still mean it.
    ///
    /// # Errors
    /// If there is no such area, or the name is empty or taken.
    pub fn rename(&mut self, id: &str, name: &str) -> Result<(), FrameworkError> {
        self.set(id, "name", string(name))
    }

    /// Sets what counts as raising an area.
    ///
    /// # Errors
    /// If there is no such area.
    pub fn set_description(&mut self, id: &str, description: &str) -> Result<(), FrameworkError> {
        self.set(id, "description", string(description))
    }

    /// Adds a cue to an area, behind those that it has.
    ///
    /// # Errors
    /// If there is no such area, or the cue cannot be looked for.
    pub fn add_cue(&mut self, id: &str, cue: &str) -> Result<(), FrameworkError> {
        self.push(id, "cues", cue)
    }

    /// Adds an example to an area, behind those that it has.
    ///
    /// # Errors
    /// If there is no such area.
    pub fn add_example(&mut self, id: &str, example: &str) -> Result<(), FrameworkError> {
        self.push(id, "examples", example)
    }

    /// Adds an area at the end.
    ///
    /// # Errors
    /// If the framework would not be valid with it: its id or name is taken, or its parent is not there.
    pub fn add_area(&mut self, area: &Area) -> Result<(), FrameworkError> {
        let block = area_block(area);
        self.edit(|document, text| {
            if !matches!(document.get("area"), Some(Item::ArrayOfTables(_))) {
                return Err(fault(None, "its areas are not written as [[area]]: write them so to edit them"));
            }
            let open = if text.ends_with('\n') { "\n" } else { "\n\n" };
            Ok((text.len()..text.len(), format!("{open}{block}")))
        })
    }

    /// Takes an area out, with the comments that stand directly above it.
    ///
    /// # Errors
    /// If there is no such area, it is the only one, or it has parts: these would hang in the air.
    pub fn remove_area(&mut self, id: &str) -> Result<(), FrameworkError> {
        let place = self.place(id)?;
        if !self.framework.hierarchy().is_leaf(place) {
            return Err(fault(Some(id), "has parts: remove these first, or give them another parent"));
        }
        self.edit(|document, text| {
            if !matches!(document.get("area"), Some(Item::ArrayOfTables(_))) {
                return Err(fault(None, "its areas are not written as [[area]]: write them so to edit them"));
            }
            let starts: Vec<usize> = areas(document)
                .into_iter()
                .filter_map(|(_, span)| Some(first_line(text, span?.start)))
                .collect();
            let start = *starts.get(place).ok_or_else(|| fault(Some(id), "stands nowhere in the file"))?;
            let next = starts.get(place + 1).copied().unwrap_or(text.len());
            // A comment behind the area that is not directly above the next one belongs to neither.
            let own = areas(document)[place].0.iter().filter_map(|(_, value)| Some(value.span()?.end)).max();
            let own_end = end_of_line(text, own.unwrap_or(start));
            let apart = text[own_end..next].find('#').map(|at| first_line(text, own_end + at));
            Ok((start..apart.unwrap_or(next), String::new()))
        })
    }

    fn place(&self, id: &str) -> Result<usize, FrameworkError> {
        let place = self.framework.areas.iter().position(|area| area.id == id);
        place.ok_or_else(|| fault(Some(id), "there is no such area: give the id of one"))
    }

    /// Sets a value of an area.
    fn set(&mut self, id: &str, key: &str, value: String) -> Result<(), FrameworkError> {
        let place = self.place(id)?;
        self.edit(|document, text| {
            let areas = areas(document);
            let area = areas.get(place).map(|(area, _)| *area);
            match area.and_then(|area| area.get(key)).and_then(Item::span) {
                Some(span) => Ok((span, value)),
                None => {
                    let name = area.and_then(|area| area.get("name")).and_then(Item::span);
                    if !matches!(document.get("area"), Some(Item::ArrayOfTables(_))) {
                        let name = name.ok_or_else(|| fault(Some(id), "has no name"))?;
                        return Ok((name.end..name.end, format!(", {key} = {value}")));
                    }
                    behind(text, name, &format!("{key} = {value}"))
                }
            }
        })
    }

    /// Adds a value to a list of an area.
    fn push(&mut self, id: &str, key: &str, value: &str) -> Result<(), FrameworkError> {
        let place = self.place(id)?;
        let areas = |document| areas(document).get(place).map(|(area, _)| *area);
        let document = parse(self.body())?;
        let list = areas(&document).and_then(|area| area.get(key)).and_then(Item::as_array);
        let Some(list) = list else { return self.set(id, key, array(&[value.to_owned()])) };
        let Some(whole) = list.span() else { return Err(fault(Some(id), "its list stands nowhere")) };
        let (text, value) = (self.body(), string(value));
        let edit = match list.iter().last().and_then(Value::span) {
            None => (whole.start + 1..whole.start + 1, value),
            Some(last) => push_behind(text, &last, whole.end, &value),
        };
        self.edit(|_, _| Ok(edit))
    }

    /// The text without a byte order mark, which TOML does not know.
    fn body(&self) -> &str {
        self.text.strip_prefix('\u{feff}').unwrap_or(&self.text)
    }

    /// Replaces a part of the text, if the outcome is a framework.
    fn edit(
        &mut self,
        change: impl FnOnce(&Document<&str>, &str) -> Result<(Range<usize>, String), FrameworkError>,
    ) -> Result<(), FrameworkError> {
        let body = self.body();
        let (range, with) = change(&parse(body)?, body)?;
        let mark = &self.text[..self.text.len() - body.len()];
        let with = with.replace('\n', line_end(body));
        let text = format!("{mark}{}{with}{}", &body[..range.start], &body[range.end..]);
        let framework =
            Framework::from_toml(&text).map_err(|error| FrameworkError { line: None, ..error })?;
        (self.text, self.framework) = (text, framework);
        Ok(())
    }
}

fn fault(area: Option<&str>, what: &str) -> FrameworkError {
    FrameworkError { line: None, area: area.map(str::to_owned), place: None, what: what.to_owned() }
}

/// How lines end in this text.
fn line_end(text: &str) -> &'static str {
    match text.find('\n') {
        Some(end) if text[..end].ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// Where the next line begins.
fn end_of_line(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |length| at + length + 1)
}

/// A new line behind that on which something ends, indented as that is.
fn behind(
    text: &str,
    of: Option<Range<usize>>,
    line: &str,
) -> Result<(Range<usize>, String), FrameworkError> {
    let of = of.ok_or_else(|| fault(None, "a name is missing"))?;
    let before = &text[text[..of.start].rfind('\n').map_or(0, |end| end + 1)..of.start];
    let indent = &before[..before.len() - before.trim_start().len()];
    let at = end_of_line(text, of.end);
    let is_open = !text[..at].ends_with('\n');
    Ok((at..at, if is_open { format!("\n{indent}{line}") } else { format!("{indent}{line}\n") }))
}

/// A value behind the last one of a list that ends at `end`: on a line of its own if the last one has one.
fn push_behind(text: &str, last: &Range<usize>, end: usize, value: &str) -> (Range<usize>, String) {
    let indent = &text[text[..last.start].rfind('\n').map_or(0, |end| end + 1)..last.start];
    let rest = &text[last.end..end];
    let comma = comma_after(rest);
    let line =
        rest.find('\n').filter(|&line| indent.trim().is_empty() && comma.is_none_or(|comma| comma < line));
    match (line, comma) {
        (Some(line), _) => {
            let kept = rest[..line].trim_end_matches('\r');
            let (before, after) = if comma.is_some() { ("", ",") } else { (",", "") };
            (last.end..last.end + kept.len(), format!("{before}{kept}\n{indent}{value}{after}"))
        }
        (None, Some(comma)) => (last.end + comma + 1..last.end + comma + 1, format!(" {value},")),
        (None, None) => (last.end..last.end, format!(", {value}")),
    }
}

/// Where the comments begin that stand directly above what begins at `start`.
fn first_line(text: &str, start: usize) -> usize {
    let mut first = text[..start].rfind('\n').map_or(0, |end| end + 1);
    while let Some(above) = text[..first].strip_suffix('\n') {
        let line = above.rfind('\n').map_or(0, |end| end + 1);
        if !above[line..].trim_start().starts_with('#') {
            break;
        }
        first = line;
    }
    first
}

/// Where the comma is behind the last value of a list, outside of comments.
fn comma_after(rest: &str) -> Option<usize> {
    let mut is_comment = false;
    rest.bytes().position(|byte| {
        is_comment = (is_comment || byte == b'#') && byte != b'\n';
        byte == b',' && !is_comment
    })
}
