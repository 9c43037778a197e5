//! A framework as TOML.

use toml_edit::Value;

use super::area::{Area, Framework};

impl Framework {
    /// Writes the framework as TOML that [`from_toml`](Framework::from_toml) reads back as it was. What is empty is
    /// left out, and each example has a line of its own.
    pub fn to_toml(&self) -> String {
        let mut toml = format!("name = {}\n", string(&self.name));
        if !self.version.is_empty() {
            toml += &format!("version = {}\n", string(&self.version));
        }
        for area in &self.areas {
            toml.push('\n');
            toml += &area_block(area);
        }
        toml
    }
}

/// An area as `[[area]]` with its keys.
pub(super) fn area_block(area: &Area) -> String {
    let mut lines = vec!["[[area]]".to_owned()];
    let mut put = |key: &str, value: String| lines.push(format!("{key} = {value}"));
    put("id", string(&area.id));
    put("name", string(&area.name));
    if let Some(parent) = &area.parent {
        put("parent", string(parent));
    }
    if !area.description.is_empty() {
        put("description", string(&area.description));
    }
    for (key, phrases) in [("cues", &area.cues), ("excludes", &area.excludes)] {
        if !phrases.is_empty() {
            put(key, array(phrases));
        }
    }
    if !area.examples.is_empty() {
        let each: String = area.examples.iter().map(|example| format!("  {},\n", string(example))).collect();
        put("examples", format!("[\n{each}]"));
    }
    lines.join("\n") + "\n"
}

/// A list on one line.
pub(super) fn array(values: &[String]) -> String {
    let values: Vec<String> = values.iter().map(|value| string(value)).collect();
    format!("[{}]", values.join(", "))
}

/// A string on one line, in quotes of its own choice.
pub(super) fn string(text: &str) -> String {
    // A line break within a basic string is written as one, so that every value is on one line.
    if text.contains(['\n', '\r']) {
        let mut quoted = String::from("\"");
        for c in text.chars() {
            match c {
                '"' | '\\' => quoted.extend(['\\', c]),
                '\n' => quoted += "\\n",
                '\r' => quoted += "\\r",
                '\t' => quoted += "\\t",
                c if c.is_control() => quoted += &format!("\\u{:04X}", u32::from(c)),
                c => quoted.push(c),
            }
        }
        quoted.push('"');
        return quoted;
    }
    Value::from(text).to_string()
}
