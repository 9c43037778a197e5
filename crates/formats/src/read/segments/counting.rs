//! How a program counted the places of its segments.
//!
//! The standard counts the code points of the text as the project holds it. Some programs count a line end as one character
//! and write it as two or three, and some count UTF-16 units, in which an emoji is two. A segment often has a name that is
//! its text, or the beginning of it: the way of counting by which most names stand at their places is that of the project.
//! Single segments can differ, because a program may count in one way what a person marks and in another what it finds.

use std::cmp::Reverse;
use std::ops::Range;

use super::marks::{self, Marks};
use crate::read::names::cut;

/// A way of counting.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Way {
    /// Whether a line feed and the carriage returns before it are one.
    is_end_one: bool,
    /// Whether a character beyond the first 65,536 is two.
    is_utf16: bool,
}

/// All ways; that of the standard comes first, and each before those that count more things otherwise.
const WAYS: [Way; 4] = [
    Way { is_end_one: false, is_utf16: false },
    Way { is_end_one: true, is_utf16: false },
    Way { is_end_one: false, is_utf16: true },
    Way { is_end_one: true, is_utf16: true },
];

/// A beginning of fewer characters fits too easily.
const LEAST: usize = 8;

/// How well the text at a place fits the name of its segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Not,
    /// It begins with the name, but for white space before it.
    Nearly,
    Begins,
    Whole,
}

/// The bytes of a segment by one way of counting, and how well they fit; no bytes where it lies outside of its text.
type Span = (Option<Range<usize>>, Fit);

/// A segment by each way of counting, in the order of [`WAYS`].
#[derive(Debug, Clone)]
pub(super) struct Spans([Span; WAYS.len()]);

/// A text as it is placed in: without a byte order mark, and with a line feed for a line feed and the carriage returns before it.
pub(super) fn plain(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut returns = 0;
    for c in text.trim_start_matches('\u{feff}').chars() {
        if c == '\r' {
            returns += 1;
            continue;
        }
        if c != '\n' {
            plain.extend(std::iter::repeat_n('\r', returns));
        }
        returns = 0;
        plain.push(c);
    }
    plain.extend(std::iter::repeat_n('\r', returns));
    plain
}

/// For each unit of a text, and for its end, the byte of the [`plain`] text at which it begins.
fn places(text: &str, way: Way) -> Vec<usize> {
    let text = text.trim_start_matches('\u{feff}');
    let (mut places, mut at, mut returns) = (Vec::with_capacity(text.len() + 1), 0, 0);
    for c in text.chars() {
        match c {
            '\r' => {
                returns += 1;
                continue;
            }
            '\n' if way.is_end_one => {}
            '\n' => places.extend(std::iter::repeat_n(at, returns)),
            _ => {
                places.extend(at..at + returns);
                at += returns;
            }
        }
        returns = 0;
        places.extend(std::iter::repeat_n(at, if way.is_utf16 { c.len_utf16() } else { 1 }));
        at += c.len_utf8();
    }
    places.extend(at..=at + returns);
    places
}

/// The name of a piece of a text.
#[derive(Debug)]
pub(super) struct Name {
    /// The characters that count.
    marks: String,
    /// Whether there is more of it in the file.
    is_cut: bool,
}

impl Name {
    /// Of a long name the beginning, which tells the place as well.
    pub(super) fn of(name: &str) -> Self {
        const LONGEST: usize = 4_000;
        let cut = cut(name, LONGEST);
        Name { marks: marks::counting(cut), is_cut: cut.len() < name.len() }
    }
}

/// The pieces of a text, given by start, end and name, by each way of counting.
pub(super) fn spans<'g>(text: &str, given: impl Iterator<Item = (usize, usize, &'g Name)>) -> Vec<Spans> {
    let marks = Marks::of(&plain(text));
    let (has_double, has_astral) = (text.contains("\r\n"), text.chars().any(|c| c.len_utf16() > 1));
    let given: Vec<(usize, usize, &Name)> = given.collect();
    let mut spans = vec![Spans(WAYS.map(|_| (None, Fit::Not))); given.len()];
    for (number, &way) in WAYS.iter().enumerate() {
        // In most texts all ways come to the same.
        let like = Way { is_end_one: way.is_end_one && has_double, is_utf16: way.is_utf16 && has_astral };
        if let Some(same) = WAYS[..number].iter().position(|before| *before == like) {
            spans.iter_mut().for_each(|spans| spans.0[number] = spans.0[same].clone());
            continue;
        }
        let places = places(text, way);
        for ((start, end, name), spans) in given.iter().zip(&mut spans) {
            let range = match (places.get(*start), places.get(*end)) {
                (Some(&start), Some(&end)) if start < end => Some(start..end),
                _ => None,
            };
            let fit = range.as_ref().map_or(Fit::Not, |range| fit(&marks, range, name));
            spans.0[number] = (range, fit);
        }
    }
    spans
}

/// How well the text in a range of bytes fits a name. Dots at its end may say that there is more of it.
fn fit(text: &Marks, range: &Range<usize>, name: &Name) -> Fit {
    let shared = text.shared(range, name.marks.chars());
    let len = |marks: &str| marks.chars().count();
    let told = len(name.marks.trim_end_matches(['.', '…']));
    if !name.is_cut && shared > 0 && shared == len(&name.marks) && shared == text.within(range).len() {
        Fit::Whole
    } else if shared >= told && told >= LEAST {
        let first = text.bytes(&text.within(range)).map(|bytes| bytes.start);
        if first == Some(range.start) { Fit::Begins } else { Fit::Nearly }
    } else {
        Fit::Not
    }
}

/// The ways of counting by how many names they fit, the best first. Where they fit alike, the standard's comes first.
pub(super) fn ranked<'s>(all: impl Iterator<Item = &'s Spans>) -> [usize; WAYS.len()] {
    let mut fits = [[0_usize; 3]; WAYS.len()];
    for spans in all {
        for (counts, (_, fit)) in fits.iter_mut().zip(&spans.0) {
            for (count, least) in counts.iter_mut().zip([Fit::Nearly, Fit::Begins, Fit::Whole]) {
                *count += usize::from(*fit >= least);
            }
        }
    }
    let mut ways = [0, 1, 2, 3];
    ways.sort_by_key(|&way| Reverse(fits[way]));
    ways
}

impl Spans {
    /// The bytes of a segment: by the way that fits its name best, the first of equals.
    pub(super) fn range(&self, ways: &[usize; WAYS.len()]) -> Option<Range<usize>> {
        let best = ways.iter().map(|&way| &self.0[way]).rev().max_by_key(|(_, fit)| *fit);
        best.and_then(|(range, _)| range.clone())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn spans_of<'g>(text: &str, given: impl Iterator<Item = (usize, usize, &'g str)>) -> Vec<Spans> {
        let named: Vec<(usize, usize, Name)> =
            given.map(|(start, end, name)| (start, end, Name::of(name))).collect();
        spans(text, named.iter().map(|(start, end, name)| (*start, *end, name)))
    }

    #[test]
    fn a_long_name_is_known_by_its_beginning() {
        let long = "Wort für Wort. ".repeat(1_000);
        let text = format!("😀 {long}The end.");
        // Behind the emoji, in code points and in UTF-16 units.
        for (start, end) in [(2, 2 + long.chars().count()), (3, 3 + long.chars().count())] {
            let spans = spans_of(&text, [(start, end, long.as_str()), (start, end + 4, &long)].into_iter());
            let ways = ranked(spans.iter());
            assert_eq!(&text[spans[0].range(&ways).unwrap()], long);
            assert_eq!(text[spans[1].range(&ways).unwrap()], format!("{long}The "));
            assert!(spans.iter().flat_map(|spans| &spans.0).all(|(_, fit)| *fit != Fit::Whole));
        }
        // What is cut is not the whole, even where the text ends at the cut.
        let cut: String = long.chars().take(4_000).collect();
        let spans = spans_of(&cut, std::iter::once((0, 4_000, long.as_str())));
        assert!(spans[0].0.iter().all(|(_, fit)| *fit == Fit::Begins));
    }

    #[test]
    fn places_are_bytes_of_the_text_with_line_feeds() {
        let text = "\u{feff}a\r\n😀b\rc\r\r\n";
        assert_eq!(plain(text), "a\n😀b\rc\n");
        let expected: [&[usize]; 4] = [
            &[0, 1, 1, 2, 6, 7, 8, 9, 9, 9, 10],
            &[0, 1, 2, 6, 7, 8, 9, 10],
            &[0, 1, 1, 2, 2, 6, 7, 8, 9, 9, 9, 10],
            &[0, 1, 2, 2, 6, 7, 8, 9, 10],
        ];
        for (way, expected) in WAYS.into_iter().zip(expected) {
            assert_eq!(places(text, way), expected, "{way:?}");
            assert_eq!(places("", way), [0]);
            assert_eq!(places("\r\r", way), [0, 1, 2]);
        }
    }

    /// The text of a segment by each name that it could have, in a text where ways of counting differ.
    #[test]
    fn a_name_settles_the_place_if_it_is_the_text_or_enough_of_its_beginning() {
        let text = "One 😀😀\r\ntwo three, and a good deal more. The end.";
        // In UTF-16 units with a line end as one, "three, and a good deal more."; as the standard counts, one further.
        let (start, end) = (13, 41);
        let (settled, not) = ("three, and a good deal more.", "hree, and a good deal more. ");
        let cases = [
            ("three, and a good deal more.", settled),
            ("three, and…", settled),
            ("three,\u{2029}and a good...", settled),
            // Too little to tell, or nothing of the text.
            ("three…", not),
            ("Segment 1", not),
            ("", not),
        ];
        for (name, expected) in cases {
            let spans = spans_of(text, std::iter::once((start, end, name)));
            let range = spans[0].range(&ranked(spans.iter())).unwrap();
            assert_eq!(&plain(text)[range], expected, "{name}");
        }
    }

    #[test]
    fn segments_without_a_telling_name_go_with_most() {
        let text = "😀 The first is long enough.\r\nThe second is, too.\r\nA third.";
        let utf16 = |piece: &str| {
            let at = text.find(piece).unwrap();
            let units = |text: &str| text.replace("\r\n", "\n").encode_utf16().count();
            (units(&text[..at]), units(&text[..at + piece.len()]))
        };
        let named = |piece: &'static str, name: &'static str| (utf16(piece).0, utf16(piece).1, name);
        let given = [
            named("The first is long", "The first is long"),
            named("The second is", "The second is"),
            named("A third.", "Note 3"),
            (0, 500, "beyond the end"),
        ];
        let spans = spans_of(text, given.into_iter());
        let ways = ranked(spans.iter());
        let found: Vec<Option<String>> =
            spans.iter().map(|s| s.range(&ways).map(|range| plain(text)[range].to_owned())).collect();
        let expected = [Some("The first is long"), Some("The second is"), Some("A third."), None];
        assert_eq!(found, expected.map(|text| text.map(str::to_owned)));
    }

    proptest! {
        #[test]
        fn what_is_written_in_any_way_is_found_again(
            pieces in prop::collection::vec(prop::sample::select(vec![" ", "\n", "😀", "é", "\u{2028}", " \n\n", "👩\u{200d}👧 "]), 1..40),
            pairs in prop::collection::vec((0usize..40, 0usize..40), 1..10),
            way in prop::sample::select(&WAYS[..]),
            end in prop::sample::select(vec!["\n", "\r\n", "\r\r\n"]),
            mark in prop::sample::select(vec!["", "\u{feff}"]),
        ) {
            // Every word is there once, so that the text of a segment tells its place.
            let (mut text, mut words) = (String::new(), Vec::new());
            for (number, piece) in pieces.iter().enumerate() {
                words.push((text.len(), text.len() + format!("w{number}x").len()));
                text += &format!("w{number}x{piece}");
            }
            let written = |part: &str| if way.is_end_one { part.to_owned() } else { part.replace('\n', end) };
            let units = |part: &str| match way.is_utf16 {
                true => written(part).encode_utf16().count(),
                false => written(part).chars().count(),
            };
            let ranges: Vec<Range<usize>> = pairs
                .iter()
                .map(|(one, other)| (one % words.len(), other % words.len()))
                .map(|(one, other)| words[one.min(other)].0..words[one.max(other)].1)
                .collect();
            let names: Vec<String> =
                ranges.iter().map(|range| text[range.clone()].replace('\n', "\u{2029}")).collect();
            let given = ranges.iter().zip(&names);
            let given = given.map(|(range, name)| (units(&text[..range.start]), units(&text[..range.end]), name.as_str()));
            let raw = format!("{mark}{}", text.replace('\n', end));
            prop_assert_eq!(plain(&raw), text.as_str());
            let spans = spans_of(&raw, given);
            let ways = ranked(spans.iter());
            for (range, spans) in ranges.iter().zip(&spans) {
                prop_assert_eq!(spans.range(&ways).map(|found| text[found].trim()), Some(&text[range.clone()]));
            }
        }

        #[test]
        fn nothing_that_a_project_says_makes_a_panic(
            text in "[a😀\u{feff}\r\n …\u{1}]{0,30}",
            given in prop::collection::vec((0usize..40, 0usize..40, "[a😀\r\n…. ]{0,9}"), 0..6),
        ) {
            let spans = spans_of(&text, given.iter().map(|(start, end, name)| (*start, *end, name.as_str())));
            let ways = ranked(spans.iter());
            let plain = plain(&text);
            for range in spans.iter().filter_map(|spans| spans.range(&ways)) {
                prop_assert!(plain.get(range).is_some_and(|text| !text.is_empty()));
            }
        }
    }
}
