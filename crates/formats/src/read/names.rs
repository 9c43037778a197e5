//! Names of columns: when two mean the same, what they say, and which is nearly another.

/// A name with case and surrounding or repeated spaces aside.
pub(super) fn plain(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The lower-case words of a name, with one space between: `respondentId`, `Respondent-ID` and
/// `respondent_id` are all "respondent id".
pub(crate) fn words(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut previous = ' ';
    for c in name.chars() {
        let starts_word = c.is_uppercase() && previous.is_lowercase();
        if (starts_word || !c.is_alphanumeric()) && !words.ends_with(' ') && !words.is_empty() {
            words.push(' ');
        }
        if c.is_alphanumeric() {
            words.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.truncate(words.trim_end().len());
    words
}

/// The most characters of a name of codes, their sources and users: longer ones are texts that came to stand in the wrong
/// place, and each name stands beside everything that has it.
pub(super) const LONGEST: usize = 1_000;

/// The first characters of a name.
pub(super) fn cut(name: &str, most: usize) -> &str {
    name.char_indices().nth(most).map_or(name, |(at, _)| &name[..at])
}

/// Whether a header says that its column names a person or a way to reach one.
pub(super) fn is_personal(header: &str) -> bool {
    const PERSONAL: [&str; 17] = [
        "email",
        "e mail",
        "mail",
        "emails",
        "phone",
        "telephone",
        "mobile",
        "first name",
        "firstname",
        "forename",
        "last name",
        "lastname",
        "surname",
        "full name",
        "fullname",
        "name of contact",
        "contact name",
    ];
    // What says no more than this is the name of a person, or how to reach one; "Name of partnership" is not.
    const ALONE: [&str; 7] =
        ["name", "your name", "respondent name", "contact", "contact person", "tel", "tel no"];
    let words = words(header);
    let header = format!(" {words} ");
    ALONE.contains(&words.as_str()) || PERSONAL.iter().any(|phrase| header.contains(&format!(" {phrase} ")))
}

/// The name that `wanted` was most likely meant to be: one with at most one edit for every three
/// letters.
pub(crate) fn nearest(wanted: &str, names: &[String]) -> Option<String> {
    let wanted = plain(wanted);
    let most = (wanted.chars().count() / 3).max(1);
    names
        .iter()
        .filter(|name| name.chars().nth(wanted.chars().count() + most).is_none())
        .map(|name| (edits(&wanted, &plain(name)), name))
        .filter(|(edits, name)| *edits <= most && *edits < name.chars().count())
        .min_by_key(|(edits, _)| *edits)
        .map(|(_, name)| name.clone())
}

/// The Levenshtein distance: insertions, deletions and replacements of characters.
fn edits(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (row, x) in a.chars().enumerate() {
        let mut diagonal = above[0];
        above[0] = row + 1;
        for (column, y) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(x != *y);
            diagonal = above[column + 1];
            above[column + 1] = replaced.min(diagonal + 1).min(above[column] + 1);
        }
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        for name in ["respondentId", "Respondent-ID", " respondent_id", "RESPONDENT  ID"] {
            assert_eq!(words(name), "respondent id", "{name}");
        }
        assert_eq!(plain("  Your  Answer "), "your answer");
    }

    #[test]
    fn headers_of_personal_columns_are_known() {
        for header in [
            "Email",
            "E-mail",
            "email_address",
            "Your phone number",
            "FirstName",
            "Contact name",
            "Name",
            "your_name",
            "Tel.",
            "Contact",
        ] {
            assert!(is_personal(header), "{header}");
        }
        for header in
            ["Name of partnership", "Place", "Mailing", "Immobile", "Named contact point", "Partnership name"]
        {
            assert!(!is_personal(header), "{header}");
        }
    }

    #[test]
    fn a_name_with_a_slip_finds_the_one_that_was_meant() {
        let names = ["answer", "place", "id"].map(str::to_owned);
        let cases = [("anser", Some("answer")), ("ANSWERS", Some("answer")), ("city", None), ("", None)];
        for (wanted, expected) in cases {
            assert_eq!(nearest(wanted, &names).as_deref(), expected, "{wanted}");
        }
        assert_eq!(edits("kitten", "sitting"), 3);
    }
}
