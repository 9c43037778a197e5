//! Marks that point out of a text: numbers of sources, sections and list items, which a reader of a quotation cannot follow.

/// A mark in brackets has at most so many bytes within.
const LONGEST: usize = 32;
/// What numbers in brackets are numbers of, in English.
const NAMES: [&str; 15] = [
    "see",
    "also",
    "and",
    "evidence",
    "fig",
    "figure",
    "ref",
    "refs",
    "reference",
    "references",
    "section",
    "source",
    "sources",
    "statement",
    "table",
];

/// Whether any brackets hold nothing but such marks: "[3]", "(3.3–3.6)", "(a)", "[S1, S4]", "(see source #1)". Years and amounts are no marks.
pub(super) fn has_any(text: &str) -> bool {
    // "tenant(s)" is a word.
    let is_apart = |at: usize| !text[..at].ends_with(char::is_alphabetic);
    text.match_indices(['(', '[']).any(|(at, _)| is_apart(at) && bracketed(&text[at..]).is_some())
}

/// What follows marks in brackets at the beginning, "[5.2] ", if there are any.
pub(super) fn behind(text: &str) -> Option<&str> {
    let rest = text[bracketed(text)?..].trim_start();
    (!rest.is_empty()).then_some(rest)
}

/// The bytes of a pair of brackets at the beginning of `text`, if it holds marks alone.
fn bracketed(text: &str) -> Option<usize> {
    let closing = match text.as_bytes().first()? {
        b'(' => b')',
        b'[' => b']',
        _ => return None,
    };
    let end = text.bytes().take(LONGEST + 2).position(|byte| byte == closing)?;
    let inside = &text[1..end];
    let parts =
        || inside.split([' ', ',', ';', '.', ':', '-', '–', '/', '#', '&']).filter(|part| !part.is_empty());
    let is_named = |part: &str| is_name(part) || is_mark_or_year(part) || is_numbered_name(part);
    let is_marks = parts().all(is_named);
    // "(2010/11)"
    let is_time =
        parts().next().is_some_and(is_year) && parts().all(|part| part.bytes().all(|b| b.is_ascii_digit()));
    (is_marks && !is_time && parts().any(|part| !is_year(part) && !is_name(part))).then_some(end + 1)
}

/// A number of up to three digits, a letter, a small Roman numeral, or a letter and a number.
fn is_mark_or_year(part: &str) -> bool {
    let letters = part.bytes().take_while(u8::is_ascii_alphabetic).count();
    let (name, number) = part.split_at(letters);
    let is_number = number.len() <= 3 && number.bytes().all(|b| b.is_ascii_digit());
    let is_roman = number.is_empty() && name.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    // "[I]" is what an editor put for a name.
    is_year(part) || is_number && letters <= 1 && part != "I" || is_roman
}

fn is_name(part: &str) -> bool {
    NAMES.contains(&part.to_lowercase().as_str())
}

/// "Source8".
fn is_numbered_name(part: &str) -> bool {
    let name = part.trim_end_matches(|c: char| c.is_ascii_digit());
    name.len() < part.len() && is_name(name)
}

fn is_year(part: &str) -> bool {
    part.len() == 4 && part.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_at_the_beginning_are_told_from_the_rest() {
        let cases = [
            ("[5.2] Local people", Some("Local people")),
            ("(ii) Local people", Some("Local people")),
            ("(2011) was dry", None),
            ("[3]", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(behind(text), expected, "{text}");
        }
    }

    #[test]
    fn marks_are_told_from_what_else_stands_in_brackets() {
        for marked in [
            "rents [3] rose",
            "rents (3.3-3.6)",
            "a (a) b",
            "x [S1, S4].",
            "y (iv)",
            "z [5.5: 2010/11]",
            "(Source8)",
            "(see source #1)",
            "(References 4, 5, 6)",
        ] {
            assert!(has_any(marked), "{marked}");
        }
        for free in [
            "(2011)",
            "(2010, 2012)",
            "(£5)",
            "(50%)",
            "(UK)",
            "(5 km)",
            "()",
            "(",
            "é(",
            "(rents)",
            "[…]",
            "(see table)",
            "(and 2011)",
            "(2010/11)",
            "tenant(s)",
            "[I]",
        ] {
            assert!(!has_any(free), "{free}");
        }
    }
}
