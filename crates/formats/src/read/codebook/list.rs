//! A plain list: an area on each line, with bullets, numbers or neither.

use std::collections::BTreeMap;

use super::super::table::Fault;
use super::{Codebook, Entry, Parent};
use crate::error::Reason;

/// Reads a list. A line that is further in than one above it is a part of that, and so is a line numbered 2.1 of that
/// numbered 2.
pub(super) fn read(text: &str) -> Result<Codebook, Fault> {
    let mut entries: Vec<Entry> = Vec::new();
    // The lines that the next one may be a part of: how far in each is, and its entry.
    let mut above: Vec<(usize, usize)> = Vec::new();
    let mut numbered: BTreeMap<String, usize> = BTreeMap::new();
    for (number, line) in text.lines().enumerate() {
        let line_number = number as u64 + 1;
        if line.trim().is_empty() {
            continue;
        }
        let (name, outline) = without_mark(line.trim_start());
        let by_number = outline.and_then(|outline| outline.rsplit_once('.'));
        // "1.5 million homes" is no item of an outline: nothing is numbered 1 above it.
        let by_number = by_number.map(|(upper, _)| numbered.get(upper).copied());
        let name = if by_number == Some(None) { line.trim() } else { name };
        if name.is_empty() {
            return Err((Some(line_number), Reason::RowWithoutName));
        }
        let indent = width(line);
        while above.last().is_some_and(|&(other, _)| other >= indent) {
            above.pop();
        }
        let parent = by_number.flatten().or(above.last().map(|&(_, entry)| entry));
        above.push((indent, entries.len()));
        if let (Some(outline), true) = (outline, by_number != Some(None)) {
            numbered.insert(outline.to_owned(), entries.len());
        }
        let parent = parent.map_or(Parent::None, Parent::Entry);
        entries.push(Entry { line: line_number, name: name.to_owned(), parent, ..Entry::default() });
    }
    Ok(Codebook { entries, ..Codebook::default() })
}

/// How far in a line begins; a tab goes to the next multiple of four.
fn width(line: &str) -> usize {
    let before = line.chars().take_while(|c| c.is_whitespace());
    before.fold(0, |width, c| if c == '\t' { width / 4 * 4 + 4 } else { width + 1 })
}

/// The text of a line behind its bullet or number, and the number without a final dot.
fn without_mark(line: &str) -> (&str, Option<&str>) {
    let line = line.trim_end();
    let (mark, rest) = line.split_once(char::is_whitespace).unwrap_or((line, ""));
    if matches!(mark, "-" | "*" | "+" | "•" | "–" | "—" | "◦" | "▪" | "·" | "o")
        && !(mark == "o" && rest.is_empty())
    {
        return (rest.trim_start(), None);
    }
    let bare = mark.strip_prefix('(').unwrap_or(mark);
    let end = bare.strip_suffix(['.', ')']);
    let number = end.unwrap_or(bare);
    let is_number =
        |part: &str| !part.is_empty() && part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit());
    let is_outline = number.contains('.') && number.split('.').all(is_number);
    let is_letter = number.len() == 1 && number.bytes().all(|b| b.is_ascii_lowercase());
    match (is_outline, end) {
        (true, _) => (rest.trim_start(), Some(number)),
        (false, Some(_)) if is_number(number) => (rest.trim_start(), Some(number)),
        (false, Some(_)) if is_letter => (rest.trim_start(), None),
        _ => (line, None),
    }
}

#[cfg(test)]
mod tests {
    use super::super::assemble::{assemble, outline};
    use super::*;

    #[test]
    fn lists_are_read_as_people_write_them() {
        let cases: [(&str, &[&str]); 9] = [
            ("Housing\r\n\r\nGetting about\r\n", &["housing: Housing", "getting-about: Getting about"]),
            ("- A\n  - B\n    - C\n- D\n", &["a: A", "b: A › B", "c: A › B › C", "d: D"]),
            ("A\n\tB\n    C\n  D\n", &["a: A", "b: A › B", "c: A › C", "d: A › D"]),
            ("1. A\n2) B\n(3) C\na) D\n", &["a: A", "b: B", "c: C", "d: D"]),
            (
                "1 The first\n2030 goals\n1.5 million homes",
                &[
                    "1-the-first: 1 The first",
                    "2030-goals: 2030 goals",
                    "1-5-million-homes: 1.5 million homes",
                ],
            ),
            ("1. A\n1.1 B\n1.1.1. C\n2. D\n2.1 E", &["a: A", "b: A › B", "c: A › B › C", "d: D", "e: D › E"]),
            ("• A\n\u{a0}\u{a0}◦ B", &["a: A", "b: A › B"]),
            ("A\n  Other\nB\n  Other", &["a: A", "other: A › Other", "b: B", "other-2: B › Other"]),
            ("  A\n  B\nC", &["a: A", "b: B", "c: C"]),
        ];
        for (text, expected) in cases {
            let (framework, made) = assemble(read(text).unwrap().entries, "x").unwrap();
            assert_eq!(outline(&framework), expected, "{text:?}");
            assert!(made.is_empty());
        }
    }

    #[test]
    fn a_fault_is_told_with_its_line() {
        let cases = [("A\n\n-\n", 3, "no name"), ("A\nB\na\n", 3, "has the same name as area number 1")];
        for (text, line, expected) in cases {
            let (at, reason) = read(text).and_then(|found| assemble(found.entries, "x")).unwrap_err();
            assert_eq!(at, Some(line), "{text:?}");
            assert!(reason.to_string().contains(expected), "{reason}");
        }
    }
}
