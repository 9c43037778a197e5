//! Paragraphs and sentences as byte ranges that tile the text.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

/// The paragraphs of `text`: ranges that tile it, each with the blank lines that follow it.
///
/// A paragraph ends at a blank line; a heading (`# …`) or a list item (`- …`, `3. …`) begins one
/// of its own. Hard-wrapped lines stay together.
pub fn paragraphs(text: &str) -> Vec<Range<usize>> {
    let mut starts = vec![0];
    let (mut offset, mut after_blank, mut after_heading) = (0, false, false);
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim();
        if !trimmed.is_empty() {
            if offset > 0
                && (after_blank || after_heading || is_heading(trimmed) || list_item(trimmed).is_some())
            {
                starts.push(offset);
            }
            after_heading = is_heading(trimmed);
        }
        after_blank = trimmed.is_empty();
        offset += line.len();
    }
    tile(&starts, text.len())
}

/// The sentences of `text[paragraph]`, as ranges of the whole `text` that tile the paragraph.
///
/// Boundaries are those of Unicode UAX #29, with line breaks inside of the paragraph read as spaces
/// and breaks after common abbreviations ("Dr. ", "e.g. ") and initials taken back.
pub fn sentences(text: &str, paragraph: Range<usize>) -> Vec<Range<usize>> {
    let slice = &text[paragraph.clone()];
    // UAX #29 ends a sentence at every line break. Hard-wrapped text would fall apart, so each
    // break is replaced by a space of the same byte length before the boundaries are looked up.
    let unwrapped = slice.replace(['\n', '\r'], " ");
    let mut starts = vec![paragraph.start];
    let mut previous = "";
    for (offset, piece) in unwrapped.split_sentence_bound_indices() {
        if offset > 0 && !ends_with_abbreviation(previous) {
            starts.push(paragraph.start + offset);
        }
        previous = piece;
    }
    tile(&starts, paragraph.end)
}

/// Turns increasing start offsets into the ranges between them, leaving out empty ones.
fn tile(starts: &[usize], end: usize) -> Vec<Range<usize>> {
    let ends = starts.iter().skip(1).copied().chain([end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).filter(|r| !r.is_empty()).collect()
}

/// Whether a trimmed line is a Markdown heading.
pub(crate) fn is_heading(line: &str) -> bool {
    let rest = line.trim_start_matches('#');
    rest.len() < line.len() && (rest.is_empty() || rest.starts_with(char::is_whitespace))
}

/// What follows the marker of a list item at the beginning of a trimmed line, if there is one: a bullet, or a short number or
/// letter with `.` or `)`.
pub(crate) fn list_item(line: &str) -> Option<&str> {
    let (end, _) = line.char_indices().take(LONGEST_MARKER + 1).find(|(_, c)| c.is_whitespace())?;
    let (marker, item) = line.split_at(end);
    is_list_marker(marker).then(|| item.trim_start())
}

/// "(123)"
const LONGEST_MARKER: usize = 5;

fn is_list_marker(marker: &str) -> bool {
    if matches!(marker, "-" | "*" | "+" | "•" | "–" | "·" | "▪" | "◦" | "o") {
        return true;
    }
    let Some(label) = marker.strip_suffix(['.', ')']) else { return false };
    let label = label.strip_prefix('(').unwrap_or(label);
    (1..=3).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_digit())
        || label.len() == 1 && marker.ends_with(')') && label.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether a word may number an item in running text, where no line begins: what marks a list item, or a small Roman numeral
/// or a capital with a stop. At the beginning of a line the latter is as often an initial, so that begins no paragraph.
pub(crate) fn is_numbering(word: &str) -> bool {
    let Some(label) = word.strip_suffix(['.', ')']) else { return false };
    let label = label.strip_prefix('(').unwrap_or(label);
    let is_roman = (1..=4).contains(&label.len()) && label.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    is_list_marker(word) || is_roman || label.len() == 1 && label.bytes().all(|b| b.is_ascii_uppercase())
}

/// Abbreviations that are followed by more of the same sentence, in lower case, without the last dot.
const ABBREVIATIONS: [&str; 27] = [
    "dr", "mr", "mrs", "ms", "prof", "rev", "hon", "st", "lt", "col", "gen", "capt", "e.g", "i.e", "eg",
    "ie", "cf", "vs", "viz", "approx", "vol", "pp", "fig", "figs", "dept", "al", "incl",
];

/// Whether a piece of text ends with an abbreviation or an initial and so does not end a sentence.
fn ends_with_abbreviation(piece: &str) -> bool {
    let Some(stem) = piece.trim_end().strip_suffix('.') else { return false };
    let word = stem
        .rsplit(|c: char| c.is_whitespace() || matches!(c, '(' | '[' | '“' | '"' | '‘'))
        .next()
        .unwrap_or("");
    let is_initial = word.len() == 1 && word.bytes().all(|b| b.is_ascii_uppercase()) && word != "I";
    is_initial || ABBREVIATIONS.contains(&word.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence_texts(text: &str) -> Vec<&str> {
        paragraphs(text).into_iter().flat_map(|p| sentences(text, p)).map(|s| text[s].trim()).collect()
    }

    #[test]
    fn sentences_are_found_as_a_reader_would() {
        let cases: &[(&str, &[&str])] = &[
            ("One. Two! Three?", &["One.", "Two!", "Three?"]),
            ("Dr. Ash met Prof. Elm. They spoke.", &["Dr. Ash met Prof. Elm.", "They spoke."]),
            ("It cost £1.2m. J. Smith paid.", &["It cost £1.2m.", "J. Smith paid."]),
            ("Hard wrapped\nlines stay. Next\none.", &["Hard wrapped\nlines stay.", "Next\none."]),
            ("Some, e.g. Mondays, are busy.", &["Some, e.g. Mondays, are busy."]),
            ("# Title\nBody text.\n\nMore.", &["# Title", "Body text.", "More."]),
            ("We want:\n- one thing\n- another. Yes.", &["We want:", "- one thing", "- another.", "Yes."]),
            ("She said “We won’t.” Then left.", &["She said “We won’t.”", "Then left."]),
            ("So do I. We agree.", &["So do I.", "We agree."]),
        ];
        for (text, expected) in cases {
            assert_eq!(&sentence_texts(text), expected, "{text:?}");
        }
    }

    #[test]
    fn what_numbers_an_item_in_running_text_is_known() {
        for marker in ["1.", "(12)", "a)", "B.", "vi.", "(iv)", "x."] {
            assert!(is_numbering(marker), "{marker}");
        }
        for word in ["1", "1990.", "a", "mix.", "No.", "St.", "•", "", ".", "é."] {
            assert!(!is_numbering(word), "{word}");
        }
    }

    #[test]
    fn windows_line_ends_and_blank_lines_with_spaces_part_paragraphs() {
        let text = "A b.\r\n \r\nC d.\r\nE f.";
        let parts: Vec<_> = paragraphs(text).into_iter().map(|p| text[p].trim().to_owned()).collect();
        assert_eq!(parts, ["A b.", "C d.\r\nE f."]);
    }
}
