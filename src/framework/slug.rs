//! Ids made from names.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

/// The longest id that is made from a name, in characters; it is cut between words.
const LONGEST: usize = 40;

/// An id made from a name: lower case, accents of Latin letters taken off, and `-` for whatever is no letter or digit.
/// Letters of other scripts stay. The same name always has the same id, unless it is in `taken`: then it has the first
/// number behind it, from 2 on, with which it is not.
///
/// ```
/// use std::collections::BTreeSet;
/// use commonground::framework::id_of_name;
///
/// assert_eq!(id_of_name("Cafés & crèches (all)", &BTreeSet::new()), "cafes-creches-all");
/// ```
pub fn id_of_name(name: &str, taken: &BTreeSet<String>) -> String {
    let id = slug(name);
    if !taken.contains(&id) {
        return id;
    }
    // As many numbers as there are ids taken, and one more: one of them is free.
    let numbers = 2..=taken.len() + 2;
    numbers.map(|number| format!("{id}-{number}")).find(|id| !taken.contains(id)).unwrap_or(id)
}

fn slug(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    for c in name.nfkd() {
        let is_mark = ('\u{300}'..='\u{36f}').contains(&c);
        if !(is_mark && plain.ends_with(|base: char| base.is_ascii())) {
            plain.push(c);
        }
    }
    let mut words: Vec<String> = vec![String::new()];
    for c in plain.nfc().flat_map(char::to_lowercase) {
        match (spelt(c), words.last_mut()) {
            (Some(letters), Some(word)) => *word += letters,
            (None, Some(word)) if c.is_alphanumeric() => word.push(c),
            // What joins letters to one word goes without a trace.
            _ if matches!(c, '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}') => {}
            _ => words.push(String::new()),
        }
    }
    let mut id = String::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        let length = id.chars().count() + word.chars().count();
        if !id.is_empty() && length >= LONGEST {
            break;
        }
        if !id.is_empty() {
            id.push('-');
        }
        id.extend(word.chars().take(LONGEST));
    }
    if id.is_empty() { "area".to_owned() } else { id }
}

/// Latin letters that are no letter with an accent.
fn spelt(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' => "ss",
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'ł' => "l",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ı' => "i",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::framework::{Area, Framework};

    #[test]
    fn ids_are_what_people_would_write() {
        let cases = [
            ("Measuring civic impact", "measuring-civic-impact"),
            ("SDG 1: No Poverty", "sdg-1-no-poverty"),
            ("Citizens’ juries / panels", "citizens-juries-panels"),
            ("Crème brûlée & Œuvre", "creme-brulee-oeuvre"),
            ("Straße nach Łódź", "strasse-nach-lodz"),
            ("Здравей, свят", "здравей-свят"),
            ("住宅 と 交通", "住宅-と-交通"),
            ("  --  ", "area"),
            ("", "area"),
            ("½ price", "1-2-price"),
            (
                "Navigating complex political and economic geography, internally and externally",
                "navigating-complex-political-and",
            ),
        ];
        for (name, expected) in cases {
            assert_eq!(id_of_name(name, &BTreeSet::new()), expected, "{name:?}");
        }
        let taken = ["other", "other-2"].map(str::to_owned).into();
        assert_eq!(id_of_name("Other", &taken), "other-3");
    }

    proptest! {
        #[test]
        fn every_name_gives_an_id_that_a_framework_takes(name in ".{0,60}") {
            let id = id_of_name(&name, &BTreeSet::new());
            prop_assert_eq!(&id, &id_of_name(&name, &BTreeSet::new()));
            let framework = Framework {
                areas: vec![Area { id, name: "A".into(), ..Area::default() }],
                ..Framework::default()
            };
            prop_assert!(framework.validate().is_ok());
        }
    }
}
