//! Ids made from names.

use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

/// The longest id that is made from a name, in characters; it is cut between words.
const LONGEST: usize = 40;

/// An id made from a name: lower case, accents of Latin letters taken off, and `-` for whatever is no letter or digit.
/// Letters of other scripts stay. The same name always has the same id; [`Ids`] gives each its own where several make one.
///
/// ```
/// use commonground::framework::id_of_name;
///
/// assert_eq!(id_of_name("Cafés & crèches (all)"), "cafes-creches-all");
/// ```
pub fn id_of_name(name: &str) -> String {
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

/// The ids that are taken in one place, so that each new one differs from all of them.
///
/// ```
/// use commonground::framework::Ids;
///
/// let mut ids: Ids = ["other".to_owned()].into_iter().collect();
/// assert_eq!(["Other", "Buses", "Other!"].map(|name| ids.make(name)), ["other-2", "buses", "other-3"]);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Ids {
    taken: BTreeSet<String>,
    /// The number to try next behind each id: all before it are taken.
    numbers: BTreeMap<String, u64>,
}

impl Ids {
    /// A free id made from a name, which is taken then: that of [`id_of_name`], or with the first number behind it, from 2 on,
    /// with which it is free.
    pub fn make(&mut self, name: &str) -> String {
        let id = id_of_name(name);
        if self.taken.insert(id.clone()) {
            return id;
        }
        let number = self.numbers.entry(id.clone()).or_insert(2);
        loop {
            let numbered = format!("{id}-{number}");
            *number += 1;
            if self.taken.insert(numbered.clone()) {
                return numbered;
            }
        }
    }
}

impl FromIterator<String> for Ids {
    fn from_iter<I: IntoIterator<Item = String>>(taken: I) -> Self {
        Ids { taken: taken.into_iter().collect(), numbers: BTreeMap::new() }
    }
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
            assert_eq!(id_of_name(name), expected, "{name:?}");
        }
    }

    #[test]
    fn each_id_is_given_once() {
        let mut ids: Ids = ["other", "other-3"].map(str::to_owned).into_iter().collect();
        let made = ["Other", "OTHER", "other 2", "Other"].map(|name| ids.make(name));
        assert_eq!(made, ["other-2", "other-4", "other-2-2", "other-5"]);
        // Many names that make one id take no longer for each.
        let made: BTreeSet<String> = (0..20_000).map(|_| ids.make("?")).collect();
        assert_eq!((made.len(), made.contains("area-20000")), (20_000, true));
    }

    proptest! {
        #[test]
        fn every_name_gives_an_id_that_a_framework_takes(name in ".{0,60}") {
            let id = id_of_name(&name);
            prop_assert_eq!(&id, &id_of_name(&name));
            let framework = Framework {
                areas: vec![Area { id, name: "A".into(), ..Area::default() }],
                ..Framework::default()
            };
            prop_assert!(framework.validate().is_ok());
        }
    }
}
