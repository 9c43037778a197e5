//! What files hold, put into messages with care: short, and nobody's answer.

use commonground::error::shown;
use commonground::round::Note;

/// How many skipped inputs an error names, and how many ids a warning does.
pub(crate) const FEW: usize = 5;

pub(super) fn more_faults(more: usize) -> String {
    if more == 0 { String::new() } else { format!("; and {more} more") }
}

/// The first few names, and dots if there are more.
pub(super) fn named(first: &[String], count: usize) -> String {
    let names: Vec<String> = first.iter().map(|name| format!("{name:?}")).collect();
    format!("{}{}", names.join(", "), if count > first.len() { ", …" } else { "" })
}

/// The tail of [`FormatError::NothingRead`]: the first skips, and how many there are.
pub(super) fn skipped_in_short(skipped: &[Note]) -> String {
    if skipped.is_empty() {
        return String::new();
    }
    let first: Vec<String> =
        skipped.iter().take(FEW).map(|note| format!("\n  {}: {}", note.source, note.message)).collect();
    let rest = match skipped.len().saturating_sub(FEW) {
        0 => String::new(),
        more => format!("\n  and {more} more"),
    };
    format!("\nskipped ({}):{}{rest}", skipped.len(), first.concat())
}

/// What led to there being nothing, behind the sentence that says so.
pub(super) fn because(left: &[String]) -> String {
    if left.is_empty() { String::new() } else { format!(": {}", left.join("; ")) }
}

/// Whether what stands in the place of a header is rather an answer: an address, a number, a sentence, or a long text that
/// asks nothing. A table without a header row begins with somebody's data, which belongs in no message.
pub(super) fn looks_like_data(header: &str) -> bool {
    const LONG: usize = 60;
    let header = header.trim();
    let digits = header.chars().filter(char::is_ascii_digit).count();
    let ends = header.ends_with(['.', '!']) && header.split_whitespace().count() >= 3;
    let is_long = header.chars().nth(LONG).is_some() && !header.contains('?');
    header.contains('@')
        || digits >= 6 && !header.contains(char::is_alphabetic)
        || header.parse::<f64>().is_ok()
        || ends
        || is_long
}

/// The headers of a table, for a message.
pub(super) fn told(headers: &[String]) -> String {
    const MANY: usize = 40;
    if headers.iter().any(|header| looks_like_data(header)) {
        let count = headers.len();
        return format!(
            "its first row looks like data, and so its {count} cells are not shown: put a row above it with the names of the columns"
        );
    }
    let names: Vec<String> = headers.iter().take(MANY).map(|h| format!("{:?}", shown(h))).collect();
    let rest = match headers.len().saturating_sub(MANY) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!("the columns are {}{rest}", names.join(", "))
}

/// The question that follows a name which is nearly right.
pub(super) fn near_miss(near: Option<&str>) -> String {
    near.map(|name| format!(" (did you mean {:?}?)", shown(name))).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use commonground::round::Source;

    use super::*;
    use crate::error::{FormatError, Reason};

    #[test]
    fn a_first_row_that_looks_like_data_is_not_shown() {
        let told = |line: &str| told(&line.split('|').map(str::to_owned).collect::<Vec<_>>());
        let headers = [
            "id|text|Place",
            "Why do you want to take part, and what would you bring to the others who do? (at most 200 words)|Ref.",
            "Q1_2024_2025|Response ID",
        ];
        for line in headers {
            assert!(told(line).starts_with("the columns are"), "{line}");
        }
        let data = [
            "r1|secret@example.org",
            "r1|0114 496 0123",
            "r1|The secret bus was late.",
            "17|secret",
            "r1|we said that the secret bus was late and nobody came for the whole of the year",
        ];
        for line in data {
            let told = told(line);
            assert!(told.contains("looks like data") && !told.contains("secret"), "{told}");
        }
    }

    #[test]
    fn a_round_without_documents_names_the_first_skips_and_counts_the_rest() {
        let skipped = (1..=7)
            .map(|line| Note {
                source: Source { file: "a.csv".into(), line: Some(line) },
                message: Reason::RowWithoutText.to_string(),
            })
            .collect();
        let error = FormatError::NothingRead { skipped };
        let message = error.to_string();
        assert!(message.contains("skipped (7):\n  a.csv, line 1: the row has no text\n"), "{message}");
        assert!(message.ends_with("a.csv, line 5: the row has no text\n  and 2 more"), "{message}");
    }
}
