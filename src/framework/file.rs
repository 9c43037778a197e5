//! The framework file: TOML, with errors that name line and area.

use serde::Deserialize;
use toml::Spanned;

use super::area::{Area, Framework, FrameworkError, describe};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    name: String,
    #[serde(default)]
    version: String,
    #[serde(default, rename = "area")]
    areas: Vec<Spanned<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    name: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    cues: Vec<String>,
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
    ///     examples = ["We count events but cannot say what changed."]
    /// "#)?;
    /// assert_eq!(framework.areas[0].id, "measuring");
    /// # Ok::<(), commonground::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`FrameworkError`], with the line and the area.
    pub fn from_toml(text: &str) -> Result<Self, FrameworkError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let line_of = |offset: usize| text.as_bytes()[..offset].iter().filter(|&&b| b == b'\n').count() + 1;
        let file: File = toml::from_str(text).map_err(|error| FrameworkError {
            line: error.span().map(|span| line_of(span.start.min(text.len()))),
            area: None,
            what: error.message().trim_end().replace('\n', ", "),
        })?;
        let lines: Vec<usize> = file.areas.iter().map(|entry| line_of(entry.span().start)).collect();
        let areas = file.areas.into_iter().map(|entry| {
            let Entry { id, name, description, cues, examples } = entry.into_inner();
            Area { id, name, description, cues, examples }
        });
        let framework = Framework { name: file.name, version: file.version, areas: areas.collect() };
        match framework.fault() {
            None => Ok(framework),
            Some((area, what)) => Err(FrameworkError {
                line: area.map(|a| lines[a]),
                area: area.map(|a| describe(&framework.areas[a], a)),
                what,
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Framework;

    #[test]
    fn faults_are_told_with_line_and_area() {
        let cases = [
            ("", "missing field `name`"),
            ("name = 'x'", "a framework needs at least one [[area]]"),
            ("name = 'x'\n[[area]]\nid = 'a'\n", "line 2: missing field `name`"),
            ("name = 'x'\n[[area]]\nid = 'a b'\nname = 'A'", "line 2: area \"a b\": needs an id of letters"),
            ("name = 'x'\n[[area]]\nid = ''\nname = 'A'", "line 2: area \"A\": needs an id"),
            ("name = 'x'\n[[area]]\nid = 'a'\nname = ' '", "line 2: area \"a\": needs a name"),
            (
                "name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\n[[area]]\nid = 'a'\nname = 'B'",
                "line 5: area \"a\": has the same id as area number 1",
            ),
            (
                "name = 'x'\n[[area]]\nid = 'a'\nname = 'One'\n[[area]]\nid = 'b'\nname = 'ONE '",
                "line 5: area \"b\": has the same name as area number 1",
            ),
            ("name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\ncue = ['x']", "line 5: unknown field `cue`"),
            ("name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\ncues = ['  ']", "cue number 1 has no letter"),
            ("name = 'x'\n[[area]]\nid = 'a'\nname = 'A'\ncues = ['a*b']", "cue number 1 has a '*' inside"),
            ("name = 'x\n", "line 1: "),
        ];
        for (text, expected) in cases {
            let error = Framework::from_toml(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?} gave {error:?}, not {expected:?}");
        }
    }
}
