//! Marks of speech and brackets: whether a piece closes what it opens. They are the same in every language, up to which
//! of them opens.

/// Whether a piece closes every bracket and mark of speech that it opens, and no other.
pub(super) fn are_closed(piece: &str) -> bool {
    Marks::of(piece).is_some_and(|marks| marks == Marks::default())
}

/// Whether what follows `before` stands within brackets or speech: there a title or another's words would be cut.
pub(super) fn are_open(before: &str) -> bool {
    Marks::of(before) != Some(Marks::default())
}

/// How many marks of each kind are open.
#[derive(Debug, Default, PartialEq, Eq)]
struct Marks {
    round: usize,
    square: usize,
    /// “…”, and „…“ or „…”.
    double: usize,
    low: usize,
    /// `…', ‘…’ and '…'.
    single: usize,
    /// ‚…‘.
    low_single: usize,
    is_straight_open: bool,
    /// « less », whichever of them opens.
    angles: isize,
}

impl Marks {
    /// The marks that are open at the end of `text`; none if one was closed that was not open.
    fn of(text: &str) -> Option<Self> {
        let mut open = Marks::default();
        let mut before: Option<char> = None;
        for (at, mark) in text.char_indices() {
            let rest = &text[at + mark.len_utf8()..];
            let after = rest.chars().next();
            let begins_word = !before.is_some_and(is_in_word) && after.is_some_and(|c| !c.is_whitespace());
            match mark {
                '(' => open.round += 1,
                '[' => open.square += 1,
                ')' => open.round = open.round.checked_sub(1)?,
                ']' => open.square = open.square.checked_sub(1)?,
                '«' => open.angles += 1,
                '»' => open.angles -= 1,
                '"' => open.is_straight_open = !open.is_straight_open,
                '„' => open.low += 1,
                '“' if open.low > 0 => open.low -= 1,
                '“' => open.double += 1,
                '”' if open.double > 0 => open.double -= 1,
                '”' if open.low > 0 => open.low -= 1,
                // Swedish and Finnish open with it, too.
                '”' if begins_word => open.double += 1,
                '”' => return None,
                '‚' if begins_word => open.low_single += 1,
                '‘' | '\'' | '’' if open.low_single > 0 && !is_apostrophe(before, after) => {
                    open.low_single -= 1;
                }
                '‘' => open.single += 1,
                '`' if open.single > 0 && before.is_some_and(|c| !c.is_whitespace() && c != '`') => {
                    open.single -= 1;
                }
                '`' => open.single += 1,
                '\'' | '’' => open.turn(mark, before, after, rest)?,
                _ => {}
            }
            before = Some(mark);
        }
        Some(open)
    }

    /// A mark that may open, close, or stand for a letter or a possessive.
    fn turn(&mut self, mark: char, before: Option<char>, after: Option<char>, rest: &str) -> Option<()> {
        if is_apostrophe(before, after) {
            return Some(());
        }
        let Some(last) = before.filter(|c| !c.is_whitespace() && !is_opening(*c)) else {
            // The typographic apostrophe never opens: "’tis".
            self.single += usize::from(mark == '\'' && after.is_some_and(char::is_alphabetic));
            return Some(());
        };
        let may_be_possessive = matches!(last, 's' | 'x' | 'z' | 'S' | 'X' | 'Z');
        let goes_on = rest.strip_prefix(' ').is_some_and(|rest| rest.starts_with(char::is_lowercase));
        if self.single > 0 && !(may_be_possessive && goes_on && has_closing(rest)) {
            self.single -= 1;
        } else if self.single == 0 && !may_be_possessive {
            return None;
        }
        Some(())
    }
}

/// Whether a single mark that closes stands anywhere in `text`, before another opens.
fn has_closing(text: &str) -> bool {
    let mut before: Option<char> = None;
    for (at, mark) in text.char_indices() {
        let after = text[at + mark.len_utf8()..].chars().next();
        match mark {
            '`' | '‘' => return false,
            '\'' | '’' if !is_apostrophe(before, after) => {
                return before.is_some_and(|c| !c.is_whitespace() && !is_opening(c));
            }
            _ => before = Some(mark),
        }
    }
    false
}

fn is_apostrophe(before: Option<char>, after: Option<char>) -> bool {
    before.is_some_and(is_in_word) && after.is_some_and(is_in_word)
}

fn is_in_word(c: char) -> bool {
    c.is_alphanumeric()
}

fn is_opening(c: char) -> bool {
    matches!(c, '(' | '[' | '“' | '„' | '"' | '«' | '–' | '—' | '-' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn marks_are_closed_or_not() {
        let closed = [
            "Plain.",
            "A (b) [c] “d” ‘e’ 'f' \"g\" `h' `i`.",
            "The patients' own words.",
            "The tenants’ own words.",
            "`The tenants' own words' were read.",
            "We don't, and they’re not.",
            "`one'; `two'.",
            "``Both'' were read.",
            "„So“, sagte ‚er‘.",
            "„Így”, mondta.",
            "« Ainsi » et «si» »so«.",
            "”Niin”, hän sanoi.",
            "In the '90s and the ’90s, ’tis said.",
            "So (said ('he')).",
        ];
        for text in closed {
            assert!(are_closed(text), "{text}");
        }
        let not_closed = [
            "Found our Past' exhibit.",
            "They said: `it is good.",
            "`one'; `two ...",
            "“One.",
            "One.”",
            "One) two.",
            "(One.",
            "[One.",
            "\"One.",
            "« Ainsi.",
            "„So, sagte er.",
            "The book ‘Our rents.",
            "He said 'our rents.",
        ];
        for text in not_closed {
            assert!(!are_closed(text), "{text}");
        }
        assert!(are_open("It was part of `Buried Treasure: "));
        assert!(are_open("It was (so: "));
        assert!(!are_open("The patients' wish: "));
    }

    proptest! {
        #[test]
        fn what_is_closed_opens_and_closes_as_many_brackets(text in "[a-z ()\\[\\]`'\"“”‘’«»„]{0,40}") {
            let count = |mark: char| text.matches(mark).count();
            if are_closed(&text) {
                prop_assert_eq!(count('('), count(')'));
                prop_assert_eq!(count('['), count(']'));
                prop_assert_eq!(count('«'), count('»'));
                prop_assert!(count('"').is_multiple_of(2));
            }
        }
    }
}
