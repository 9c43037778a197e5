//! Words that are only a part of what the texts say.

use std::collections::BTreeMap;

use super::wording::{Joint, Occurrence, Read, Token, joint, slice};

/// Whether a word is no term of its own in these texts, where it stands at `found`: because it stands mostly in compounds of
/// all sorts, mostly counts something off, or mostly begins a name. `is_name` says whether a word is one.
pub(super) fn is_fragment(read: &[Read<'_>], found: &[Occurrence], is_name: impl Fn(&Token) -> bool) -> bool {
    is_part_of_compounds(read, found) || counts_off(read, found) || begins_names(read, found, is_name)
}

/// Whether a word stands mostly in compounds, and in none of them mostly: "cross" in "cross-party" and "cross-border".
fn is_part_of_compounds(read: &[Read<'_>], found: &[Occurrence]) -> bool {
    let in_compound = |o: &&Occurrence| {
        joint(&read[o.read], o.last) == Joint::Hyphen
            || o.first > 0 && joint(&read[o.read], o.first - 1) == Joint::Hyphen
    };
    let compounds = found.iter().filter(in_compound).map(|occurrence| {
        let passage = &read[occurrence.read];
        let (mut first, mut last) = (occurrence.first, occurrence.last);
        while first > 0 && joint(passage, first - 1) == Joint::Hyphen {
            first -= 1;
        }
        while joint(passage, last) == Joint::Hyphen {
            last += 1;
        }
        slice(read, &Occurrence { first, last, ..*occurrence }).to_lowercase()
    });
    are_most_and_differ(compounds, found.len())
}

/// Whether a word mostly counts something off and so points to a place: "source" in "source 4", "table" in "table 2". Where
/// it is mostly the same number it may be a name: "Formula 1".
fn counts_off(read: &[Read<'_>], found: &[Occurrence]) -> bool {
    let numbers = found.iter().filter_map(|occurrence| {
        let (_, next) = follower(&read[occurrence.read], occurrence)?;
        next.chars().all(|c| c.is_ascii_digit()).then(|| next.to_owned())
    });
    are_most_and_differ(numbers, found.len())
}

/// Whether a word mostly begins names, and none of them mostly: "Mr" in "Mr Gray" and "Mr Lowe", "Anne" in "Anne Gray". An
/// acronym is a name itself.
fn begins_names(read: &[Read<'_>], found: &[Occurrence], is_name: impl Fn(&Token) -> bool) -> bool {
    let names = found.iter().filter_map(|occurrence| {
        let word = slice(read, occurrence);
        let (token, next) = follower(&read[occurrence.read], occurrence)?;
        let is_capital = |word: &str| word.starts_with(char::is_uppercase);
        let is_acronym = word.chars().count() > 1 && word.chars().all(char::is_uppercase);
        (is_capital(word) && !is_acronym && is_capital(next) && is_name(token)).then(|| next.to_owned())
    });
    are_most_and_differ(names, found.len())
}

/// The word after an occurrence, if nothing but white space, or the dot of an abbreviation, stands between.
fn follower<'r, 't>(read: &'r Read<'t>, occurrence: &Occurrence) -> Option<(&'r Token, &'t str)> {
    let (word, next) = (read.tokens.get(occurrence.last)?, read.tokens.get(occurrence.last + 1)?);
    let between = &read.text[word.end..next.start];
    let is_near = joint(read, occurrence.last) == Joint::Space || between == ". ";
    is_near.then(|| (next, &read.text[next.start..next.end]))
}

/// Whether the pieces are more than half of all, and none of them is.
fn are_most_and_differ(pieces: impl Iterator<Item = String>, all: usize) -> bool {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    pieces.for_each(|piece| *counts.entry(piece).or_default() += 1);
    2 * counts.values().sum::<usize>() > all && counts.values().all(|&count| 2 * count <= all)
}
