//! How much room text takes. Nobody knows the reader's font, so this errs on the wide side.

/// The width of a text in pixels at this font size, in a wide sans serif (as DejaVu Sans or Verdana).
pub(super) fn width(text: &str, size: f64) -> f64 {
    text.chars().map(advance).sum::<f64>() * size
}

/// The width of a letter as a share of the font size.
fn advance(letter: char) -> f64 {
    match letter {
        'i' | 'j' | 'l' | '\'' | '.' | ',' | ':' | ';' | '|' => 0.34,
        ' ' | 'f' | 't' | 'r' | '(' | ')' | '-' | '/' | 'I' => 0.42,
        'm' | 'M' | 'W' | '%' => 0.98,
        'w' => 0.82,
        'A'..='Z' => 0.72,
        '\0'..='\u{24f}' => 0.64,
        // Scripts whose letters fill a square, emoji and whatever else.
        _ => 1.05,
    }
}

/// A text in at most `most` lines of at most so many pixels at this font size. A word that is longer than a line is
/// cut, and what does not fit ends in an ellipsis. At least one line, which may be empty.
pub(super) fn lines(text: &str, room: f64, size: f64, most: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut words = text.split_whitespace().peekable();
    while let Some(word) = words.next() {
        let last = lines.len() - 1;
        let joined = if lines[last].is_empty() { word.to_owned() } else { format!("{} {word}", lines[last]) };
        if width(&joined, size) <= room {
            lines[last] = joined;
        } else if lines[last].is_empty() {
            lines[last] = cut(word, room, size);
        } else if lines.len() < most {
            lines.push(if width(word, size) <= room { word.to_owned() } else { cut(word, room, size) });
        } else {
            lines[last] = cut(&format!("{} {word}…", lines[last]), room, size);
            break;
        }
        if lines.len() == most && words.peek().is_some() && lines[lines.len() - 1].ends_with('…') {
            break;
        }
    }
    lines
}

/// As much of a text as there is room for, with an ellipsis where it is cut.
fn cut(text: &str, room: f64, size: f64) -> String {
    if width(text, size) <= room {
        return text.to_owned();
    }
    let mut kept = String::new();
    for letter in text.chars() {
        if width(&kept, size) + (advance(letter) + advance('…')) * size > room {
            break;
        }
        kept.push(letter);
    }
    format!("{}…", kept.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_fit_and_what_is_left_out_is_marked() {
        let cases = [
            ("", 1, "", false),
            ("net zero", 3, "net zero", false),
            ("combined authority, boundaries, local government", 3, "combined authority,", false),
            ("one two three four five six seven eight nine ten eleven twelve", 2, "one two three", true),
            ("Donaudampfschifffahrtsgesellschaft", 2, "Donaudampfsc", true),
        ];
        for (text, most, start, is_cut) in cases {
            let told = lines(text, 160.0, 14.0, most);
            assert!(told.len() <= most && told[0].starts_with(start), "{told:?}");
            assert!(told.iter().all(|line| width(line, 14.0) <= 160.0), "{told:?}");
            assert_eq!(told.iter().any(|line| line.ends_with('…')), is_cut, "{told:?}");
            if !is_cut {
                assert_eq!(told.join(" "), text);
            }
        }
    }
}
