//! The framework file: TOML, with errors that name line and area.

use std::ops::Range;

use serde::Deserialize;
use toml_edit::{Document, Item, TableLike};

use super::area::{Area, Framework, FrameworkError, describe};
use super::fault::Fault;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default, rename = "area")]
    areas: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    parent: Option<String>,
    #[serde(default)]
    description: String,
    #[serde(default)]
    cues: Vec<String>,
    #[serde(default)]
    excludes: Vec<String>,
    #[serde(default)]
    examples: Vec<String>,
}

impl Framework {
    /// Reads a framework from TOML:
    ///
    /// ```
    /// let framework = commonground::framework::Framework::from_toml(r#"
    ///     name = "Areas of commonality"
    ///     version = "1"
    ///
    ///     [[area]]
    ///     id = "measuring"
    ///     name = "Measuring civic impact"
    ///     description = "How partnerships know what difference they make."
    ///     cues = ["evaluat*", "baseline", "civic index"]
    ///     excludes = ["baseline emissions"]
    ///     examples = ["We count events but cannot say what changed."]
    ///
    ///     [[area]]
    ///     id = "indicators"
    ///     name = "Indicators"
    ///     parent = "measuring"
    /// "#)?;
    /// assert_eq!(framework.areas[0].id, "measuring");
    /// assert_eq!(framework.told(1), "Measuring civic impact › Indicators");
    /// # Ok::<(), commonground::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`FrameworkError`], with the line and, where the fault lies in one, the area.
    #[inline]
    pub fn from_toml(text: &str) -> Result<Self, FrameworkError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let document = parse(text)?;
        let file: File = toml_edit::de::from_str(text).map_err(|error| {
            let at = error.span().map(|span| span.start);
            let place = at.and_then(|at| area_around(&document, at));
            let area = place.map(|place| name_of(&document, place));
            FrameworkError {
                line: at.map(|at| line_of(text, at)),
                area,
                place,
                what: in_one_line(error.message()),
            }
        })?;
        let areas = file.areas.into_iter().map(|entry| {
            let Entry { id, name, parent, description, cues, excludes, examples } = entry;
            Area { id, name, parent, description, cues, excludes, examples }
        });
        let framework = Framework { name: file.name, version: file.version, areas: areas.collect() };
        let Some(fault) = framework.fault() else { return Ok(framework) };
        Err(FrameworkError {
            line: place_of(&document, &fault).map(|span| line_of(text, span.start)),
            area: fault.area.map(|place| name_of(&document, place)),
            place: fault.area,
            what: fault.what,
        })
    }
}

/// Reads the TOML. What is broken has no areas yet, so that the one that is concerned is looked for in the lines before
/// it.
pub(super) fn parse(text: &str) -> Result<Document<&str>, FrameworkError> {
    Document::parse(text).map_err(|error| {
        let at = error.span().map_or(text.len(), |span| span.start.min(text.len()));
        let before = text.get(..at).unwrap_or(text);
        let starts = before.split_inclusive('\n').scan(0, |next, line| {
            *next += line.len();
            Some((*next - line.len(), line))
        });
        let headers: Vec<usize> =
            starts.filter(|(_, line)| is_header(line)).map(|(start, _)| start).collect();
        let area = headers.last().map(|&start| {
            let whole_lines = before.rfind('\n').map_or("", |end| before.get(start..end).unwrap_or(""));
            let own = Document::parse(whole_lines).ok();
            let said = |key| own.as_ref().and_then(|own| areas(own).first()?.0.get(key)?.as_str());
            describe(said("id").unwrap_or(""), said("name").unwrap_or(""), headers.len() - 1)
        });
        let place = headers.len().checked_sub(1);
        FrameworkError { line: Some(line_of(text, at)), area, place, what: in_one_line(error.message()) }
    })
}

/// Whether a line begins an area.
fn is_header(line: &str) -> bool {
    let inner = line.trim().strip_prefix("[[").and_then(|rest| rest.split("]]").next());
    inner.is_some_and(|inner| inner.trim() == "area")
}

fn in_one_line(message: &str) -> String {
    message.trim_end().replace('\n', ", ")
}

fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset.min(text.len())].iter().filter(|&&byte| byte == b'\n').count() + 1
}

/// The areas of a file, each with where it stands; whatever else `area` may be has none.
pub(super) fn areas<'d>(document: &'d Document<&str>) -> Vec<(&'d dyn TableLike, Option<Range<usize>>)> {
    match document.get("area") {
        Some(Item::ArrayOfTables(tables)) => {
            tables.iter().map(|table| (table as &dyn TableLike, table.span())).collect()
        }
        Some(Item::Value(toml_edit::Value::Array(array))) => array
            .iter()
            .filter_map(|value| Some((value.as_inline_table()? as &dyn TableLike, value.span())))
            .collect(),
        _ => Vec::new(),
    }
}

/// The area in which a byte stands.
fn area_around(document: &Document<&str>, at: usize) -> Option<usize> {
    areas(document).iter().rposition(|(_, span)| span.as_ref().is_some_and(|span| span.start <= at))
}

/// How an area is named in an error, whether or not it is fit to be one.
fn name_of(document: &Document<&str>, place: usize) -> String {
    let areas = areas(document);
    let said = |key| areas.get(place)?.0.get(key)?.as_str();
    describe(said("id").unwrap_or(""), said("name").unwrap_or(""), place)
}

/// Where the thing stands that is wrong, as near as can be told.
fn place_of(document: &Document<&str>, fault: &Fault) -> Option<Range<usize>> {
    let areas = areas(document);
    let (area, whole) = areas.get(fault.area?)?;
    let value = fault.key.and_then(|key| area.get(key));
    let item = fault.item.and_then(|item| value?.as_array()?.get(item)?.span());
    item.or_else(|| value?.span()).or_else(|| whole.clone())
}

#[cfg(test)]
mod tests {
    use super::Framework;

    #[test]
    fn faults_are_told_with_line_and_area() {
        let area = |id: &str, rest: &str| format!("[[area]]\nid = '{id}'\nname = 'N{id}'\n{rest}\n");
        let of = |areas: &[String]| format!("name = 'x'\n{}", areas.concat());
        let deep: Vec<String> = (0..9)
            .map(|n| {
                area(&format!("l{n}"), &if n == 0 { String::new() } else { format!("parent = 'l{}'", n - 1) })
            })
            .collect();
        let cases = [
            (String::new(), "missing field `name`"),
            ("name = 'x'".into(), "a framework needs at least one [[area]]"),
            ("name = 'x'\n[[area]]\nid = 'a'\n".into(), "line 2: area \"a\": missing field `name`"),
            (
                "name = 'x'\n[[area]]\nid = 'a b'\nname = 'A'".into(),
                "line 3: area \"a b\": needs an id of letters",
            ),
            ("name = 'x'\n[[area]]\nid = ''\nname = 'A'".into(), "line 3: area \"A\": needs an id"),
            ("name = 'x'\n[[area]]\nid = 'a'\nname = ' '".into(), "line 4: area \"a\": needs a name"),
            (of(&[area("a", ""), area("a", "")]), "line 7: area \"a\": has the same id as area number 1"),
            (
                "name = 'x'\n[[area]]\nid = 'a'\nname = 'One'\n[[area]]\nid = 'b'\nname = 'ONE '".into(),
                "line 7: area \"b\": has the same name as area number 1",
            ),
            (of(&[area("a", "cue = ['x']")]), "line 5: area \"a\": unknown field `cue`, expected"),
            (of(&[area("a", ""), area("b", "cues = 'x'")]), "line 9: area \"b\": invalid type: string"),
            (of(&[area("a", "cues = ['  ']")]), "line 5: area \"a\": cue number 1 has no letter"),
            (of(&[area("a", "cues = ['a',\n'a*b']")]), "line 6: area \"a\": cue number 2 has a '*' inside"),
            (
                of(&[area("a", "excludes = ['ab', '*']")]),
                "line 5: area \"a\": exclude number 2 has no letter",
            ),
            (
                of(&[area("a", "excludes = [\n'a*b c']")]),
                "line 6: area \"a\": exclude number 1 has a '*' inside",
            ),
            (
                of(&[area("a", "parent = 'c'"), area("b", "")]),
                "line 5: area \"a\": its parent is not the id of an area",
            ),
            (of(&[area("a", ""), area("b", "parent = ''")]), "line 9: area \"b\": its parent is not the id"),
            (of(&[area("a", "parent = 'a'")]), "line 5: area \"a\": is a part of itself"),
            (
                of(&[area("c", "parent = 'a'"), area("a", "parent = 'b'"), area("b", "parent = 'a'")]),
                "line 9: area \"a\": is a part of itself",
            ),
            (of(&deep), "line 37: area \"l8\": lies on level 9, and there can be 8"),
            ("name = 'x\n".into(), "line 1: "),
            (of(&[area("a", ""), area("b", "cues = [")]), "line 9: area \"b\": unclosed array"),
            ("name = 'x'\n[[area]]\nid = ".into(), "line 3: area \"number 1\": "),
            (of(&[area("a", "parent = 1")]), "line 5: area \"a\": invalid type: integer"),
            (
                "name = 'x'\narea = [{id = 'a', name = 'A', cues = ['']}]".into(),
                "line 2: area \"a\": cue number 1",
            ),
            ("name = 'x'\narea = 1".into(), "line 2: invalid type"),
        ];
        for (text, expected) in cases {
            let error = Framework::from_toml(&text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?} gave {error:?}, not {expected:?}");
        }
    }

    #[test]
    fn areas_of_different_parents_may_share_a_name() {
        let text = "name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\n[[area]]\nid = 'b'\nname = 'B'\n\
            [[area]]\nid = 'a1'\nname = 'Other'\nparent = 'a'\n[[area]]\nid = 'b1'\nname = 'Other'\nparent = 'b'";
        let framework = Framework::from_toml(text).unwrap();
        assert_eq!((framework.told(2), framework.told(3)), ("A › Other".into(), "B › Other".into()));
    }
}
