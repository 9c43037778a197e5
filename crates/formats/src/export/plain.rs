//! A text as a project holds it, and its places in code points.

/// A text with line ends of one kind, without a byte order mark, and what XML and other programs cannot hold taken from it.
pub(super) struct Plain {
    pub(super) text: String,
    /// For each byte of the original the number of code points before it.
    places: Vec<usize>,
}

impl Plain {
    pub(super) fn of(original: &str, line_end: &str) -> Self {
        let mut text = String::with_capacity(original.len());
        let mut places = Vec::with_capacity(original.len() + 1);
        let mut count = 0;
        let mut after_return = false;
        for c in original.chars() {
            places.resize(places.len() + c.len_utf8(), count);
            match c {
                // Other programs take it for none of the text's characters.
                '\u{feff}' if text.is_empty() => {}
                // The second half of a line end that was written already.
                '\n' if after_return => {}
                '\n' | '\r' => {
                    text += line_end;
                    count += line_end.chars().count();
                }
                c => {
                    text.push(if super::xml::is_allowed(c) { c } else { '\u{fffd}' });
                    count += 1;
                }
            }
            after_return = c == '\r';
        }
        places.push(count);
        Plain { text, places }
    }

    /// The number of code points before a byte of the original.
    pub(super) fn place(&self, byte: usize) -> usize {
        self.places.get(byte).or(self.places.last()).copied().unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_character_of_a_text() {
        let plain = Plain::of("\u{feff}\u{feff}a\u{feff}b", "\n");
        assert_eq!(
            (plain.text.as_str(), plain.place(0), plain.place(6), plain.place(7)),
            ("a\u{feff}b", 0, 0, 1)
        );
    }

    proptest! {
        #[test]
        fn a_slice_lies_at_its_places_whatever_the_line_ends(text in "[a-c😀é\n\r&<\u{1}]{0,30}", from in 0_usize..30, length in 0_usize..30, windows in any::<bool>()) {
            let line_end = if windows { "\r\n" } else { "\n" };
            let plain = Plain::of(&text, line_end);
            let bounds: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
            let (start, end) = (bounds[from.min(bounds.len() - 1)], bounds[(from + length).min(bounds.len() - 1)]);
            // Passages never end within a line end.
            prop_assume!([start, end].iter().all(|&at| !(text[..at].ends_with('\r') && text[at..].starts_with('\n'))));
            let slice: String = plain.text.chars().skip(plain.place(start)).take(plain.place(end) - plain.place(start)).collect();
            prop_assert_eq!(slice, Plain::of(&text[start..end], line_end).text);
        }
    }
}
