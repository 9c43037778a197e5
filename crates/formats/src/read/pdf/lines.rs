//! Characters and their places → lines of words.

use super::Line;

/// The lines of a page so far.
#[derive(Debug, Default)]
pub(super) struct Lines {
    done: Vec<Line>,
    open: Option<Line>,
}

/// A gap of this part of the size parts words; letters that are set wide apart have less between them.
const GAP: f32 = 0.17;
/// A character this far above or below the line, as a part of the size, is on another.
const OFF: f32 = 0.5;
/// So far back goes nothing on one line but accents and corrections.
const BACK: f32 = 1.0;

impl Lines {
    /// Adds a character, or several that are drawn as one.
    pub(super) fn add(&mut self, text: &str, left: f32, right: f32, baseline: f32, size: f32) {
        let goes_on = self.open.as_ref().is_some_and(|line| {
            let larger = line.size.max(size);
            (baseline - line.baseline).abs() <= OFF * larger && left >= line.right - BACK * larger
        });
        if !goes_on {
            self.end_line();
        }
        let line =
            self.open.get_or_insert_with(|| Line { text: String::new(), left, right: left, baseline, size });
        let has_gap = left - line.right > GAP * size;
        let is_open = !line.text.is_empty() && !line.text.ends_with(' ');
        if has_gap && is_open && !text.starts_with(' ') {
            line.text.push(' ');
        }
        if text != " " || is_open {
            line.text.push_str(text);
        }
        line.right = line.right.max(right);
        // A footnote's mark is smaller than what it stands on.
        if size > line.size {
            (line.size, line.baseline) = (size, baseline);
        }
    }

    fn end_line(&mut self) {
        if let Some(mut line) = self.open.take() {
            line.text.truncate(line.text.trim_end().len());
            if !line.text.is_empty() {
                self.done.push(line);
            }
        }
    }

    pub(super) fn finish(mut self) -> Vec<Line> {
        self.end_line();
        self.done
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_part_words_and_heights_part_lines() {
        let mut lines = Lines::default();
        let mut at = 10.0;
        for (text, gap, y) in
            [("S", 0.0, 0.0), ("o", 0.5, 0.0), ("i", 4.0, 0.0), ("t", 0.2, 0.0), ("2", 0.0, 3.0)]
        {
            at += gap;
            lines.add(text, at, at + 6.0, 700.0 + y, if text == "2" { 6.0 } else { 10.0 });
            at += 6.0;
        }
        lines.add("n", 10.0, 16.0, 686.0, 10.0);
        let lines: Vec<String> = lines.finish().into_iter().map(|line| line.text).collect();
        assert_eq!(lines, ["So it2", "n"]);
    }
}
