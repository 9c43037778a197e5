//! The characters of a text by which it is known whatever becomes of its white space.
//!
//! Programs change line ends, put a byte order mark before a text, cut what is blank at its end, and take out what XML cannot
//! hold. What is left is the same in both texts, in the same order, so a place in one is found in the other.

use std::ops::Range;

/// A character that counts, and the byte at which it begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Mark {
    at: usize,
    is: char,
}

/// The characters of a text that count, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Marks(Vec<Mark>);

impl Marks {
    pub(super) fn of(text: &str) -> Self {
        let all = text.char_indices().filter(|(_, c)| counts(*c));
        Marks(all.map(|(at, is)| Mark { at, is }).collect())
    }

    /// The numbers of the marks that lie in a range of bytes.
    pub(super) fn within(&self, bytes: &Range<usize>) -> Range<usize> {
        let before = |byte: usize| self.0.partition_point(|mark| mark.at < byte);
        before(bytes.start)..before(bytes.end)
    }

    /// The bytes from the first of these marks to the end of the last; nothing if there is none, or they go past the end.
    pub(super) fn bytes(&self, marks: &Range<usize>) -> Option<Range<usize>> {
        let these = self.0.get(marks.clone())?;
        let last = these.last()?;
        Some(these.first()?.at..last.at + last.is.len_utf8())
    }

    /// How many marks in a range of bytes are these characters, counted from the beginning of both.
    pub(super) fn shared(&self, bytes: &Range<usize>, others: impl Iterator<Item = char>) -> usize {
        let these = self.0.get(self.within(bytes)).unwrap_or_default();
        these.iter().zip(others).take_while(|(one, other)| one.is == *other).count()
    }

    /// Whether two texts are the same but for what does not count.
    pub(super) fn are_those_of(&self, other: &Marks) -> bool {
        self.0.iter().map(|mark| mark.is).eq(other.0.iter().map(|mark| mark.is))
    }
}

/// The characters of a text that count, without their places.
pub(super) fn counting(text: &str) -> String {
    text.chars().filter(|c| counts(*c)).collect()
}

/// White space does not count, nor do characters that some programs take out or replace.
fn counts(c: char) -> bool {
    !(c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{fffd}'..='\u{ffff}'))
}
