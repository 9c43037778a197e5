//! Lines → paragraphs: without what repeats on every page, and with parted words joined.

use std::collections::{BTreeMap, BTreeSet};

use super::Line;

/// So many lines at the top and at the bottom of a page may be its head and foot.
const EDGE: usize = 3;
/// A line this much larger than most text is a heading, if it has at most so many words.
const LARGER: f32 = 1.13;
const LONGEST_HEADING: usize = 20;

/// The text of pages, and how many lines of heads and feet are left out of it.
pub(super) fn join(mut pages: Vec<Vec<Line>>) -> (String, u64) {
    let left_out = leave_out_edges(&mut pages);
    let words = words_within_lines(&pages);
    let size = usual_size(&pages);
    let mut text = String::new();
    let mut before: Option<Line> = None;
    let mut paragraph = Paragraph::default();
    for page in &pages {
        let pitch = usual_pitch(page);
        let margin = page.iter().map(|line| line.right).fold(0.0, f32::max);
        let start = page.iter().map(|line| line.left).fold(f32::MAX, f32::min);
        for (number, line) in page.iter().enumerate() {
            let is_heading =
                line.size > LARGER * size && line.text.split_whitespace().count() <= LONGEST_HEADING;
            let begins = before.as_ref().is_none_or(|before| {
                let is_same = number > 0;
                begins_paragraph(before, line, is_same.then_some(pitch), margin - start)
            });
            if begins || is_heading != paragraph.is_heading {
                paragraph.end(&mut text);
                paragraph.is_heading = is_heading;
            }
            paragraph.add(&line.text, &words);
            before = Some(line.clone());
        }
    }
    paragraph.end(&mut text);
    (text, left_out)
}

/// A paragraph that is being put together.
#[derive(Default)]
struct Paragraph {
    text: String,
    is_heading: bool,
}

impl Paragraph {
    /// Adds a line, and joins the word that was parted before it.
    fn add(&mut self, line: &str, words: &BTreeSet<String>) {
        let line = line.trim();
        if self.text.is_empty() {
            self.text.push_str(line);
            return;
        }
        let goes_on = line.chars().next().is_some_and(char::is_lowercase);
        let hyphen = self.text.chars().next_back().filter(|c| is_hyphen(*c));
        let stem = hyphen.and_then(|hyphen| self.text.strip_suffix(hyphen));
        let stem = stem.filter(|stem| goes_on && stem.ends_with(char::is_alphabetic));
        match stem {
            Some(stem) => {
                // "co-" at the end of a line may be "co-design", if the text has that elsewhere, and "short-" is "short-term"
                // where both are words, and both together are none.
                let first = last_word(stem).to_lowercase();
                let rest = line.chars().take_while(|c| c.is_alphabetic() || *c == '-').collect::<String>();
                let has = |word: &str| words.contains(word);
                let are_words = has(&first) && has(&rest);
                let is_kept =
                    !has(&format!("{first}{rest}")) && (has(&format!("{first}-{rest}")) || are_words);
                let length = stem.len();
                self.text.truncate(length);
                if is_kept {
                    self.text.push('-');
                }
            }
            None => self.text.push(' '),
        }
        self.text.push_str(line);
    }

    fn end(&mut self, text: &mut String) {
        let paragraph = std::mem::take(&mut self.text);
        if paragraph.is_empty() {
            return;
        }
        if !text.is_empty() {
            text.push('\n');
        }
        if self.is_heading {
            text.push_str("# ");
        }
        match paragraph.strip_prefix(is_bullet).map(str::trim_start) {
            Some(item) if !item.is_empty() => {
                text.push_str("- ");
                text.push_str(item);
            }
            _ => text.push_str(&paragraph),
        }
        text.push('\n');
    }
}

fn is_bullet(c: char) -> bool {
    matches!(c, '•' | '●' | '▪' | '◦' | '○' | '■' | '‣' | '·')
}

/// Whether a line begins a paragraph. The pitch is none where the line before is on another page.
fn begins_paragraph(before: &Line, line: &Line, pitch: Option<f32>, width: f32) -> bool {
    let text = line.text.trim_start();
    if text.starts_with(is_bullet) {
        return true;
    }
    let ends_sentence = before.text.ends_with(['.', '?', '!', ':', '”', '"', ')']);
    let Some(pitch) = pitch else {
        // Over the edge of a page a sentence goes on.
        return ends_sentence || !text.starts_with(char::is_lowercase) && before.size != line.size;
    };
    let down = before.baseline - line.baseline;
    // Lines of a heading are further apart than those of the text.
    let is_apart = down > 1.3 * pitch.max(1.15 * line.size) || down < -0.5 * line.size;
    let is_other_size = (before.size - line.size).abs() > 0.1 * before.size;
    let is_indented = line.left - before.left > 0.8 * line.size && ends_sentence;
    let is_short =
        ends_sentence && before.right - before.left < 0.75 * width && before.left - line.left < line.size;
    is_apart || is_other_size || is_indented || is_short
}

/// The distance from line to line that most lines of a page have.
fn usual_pitch(page: &[Line]) -> f32 {
    let mut steps: Vec<f32> =
        page.windows(2).map(|pair| pair[0].baseline - pair[1].baseline).filter(|step| *step > 0.5).collect();
    steps.sort_by(f32::total_cmp);
    // Below the median, because paragraphs of a line each have only larger steps between them.
    steps.get(steps.len() * 2 / 5).copied().unwrap_or(f32::MAX)
}

/// The size that most characters have.
fn usual_size(pages: &[Vec<Line>]) -> f32 {
    let mut sizes: BTreeMap<i64, usize> = BTreeMap::new();
    for line in pages.iter().flatten() {
        *sizes.entry((line.size * 4.0).round() as i64).or_default() += line.text.len();
    }
    let most = sizes.into_iter().max_by_key(|&(size, count)| (count, -size));
    most.map_or(f32::MAX, |(size, _)| size as f32 / 4.0)
}

/// Takes out the lines at the edges of pages that repeat, their numbers aside.
fn leave_out_edges(pages: &mut [Vec<Line>]) -> u64 {
    let mut repeats: BTreeMap<(bool, String), usize> = BTreeMap::new();
    for page in pages.iter() {
        let edges: BTreeSet<(bool, String)> =
            edges_of(page).into_iter().map(|(at, is_top)| (is_top, shape(&page[at].text))).collect();
        edges.into_iter().for_each(|edge| *repeats.entry(edge).or_default() += 1);
    }
    let count = pages.len();
    let mut left_out = 0;
    for page in pages {
        let is_edge = |(at, is_top): (usize, bool)| {
            let shape = shape(&page[at].text);
            let is_number = shape.chars().all(|c| c == '#' || c == '-' || c == '–' || c == ' ');
            let times = repeats.get(&(is_top, shape)).copied().unwrap_or(0);
            (is_number || times >= 2 && 2 * times > count).then_some(at)
        };
        let edges: BTreeSet<usize> = edges_of(page).into_iter().filter_map(is_edge).collect();
        left_out += edges.len() as u64;
        let mut at = 0;
        page.retain(|_| {
            at += 1;
            !edges.contains(&(at - 1))
        });
    }
    left_out
}

/// The lines nearest to the top and bottom of a page; true is the top.
fn edges_of(page: &[Line]) -> Vec<(usize, bool)> {
    let mut by_height: Vec<usize> = (0..page.len()).collect();
    by_height.sort_by(|&a, &b| page[b].baseline.total_cmp(&page[a].baseline));
    // A page of a few lines has most of them at an edge.
    let most = EDGE.min(page.len() / 3);
    let top = by_height.iter().take(most).map(|&at| (at, true));
    let bottom = by_height.iter().rev().take(most).map(|&at| (at, false));
    top.chain(bottom).collect()
}

/// A line without the numbers that differ from page to page.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_digit() => {
                if !shape.ends_with('#') {
                    shape.push('#');
                }
            }
            c => shape.push(c),
        }
    }
    shape
}

/// The words that stand within lines, where nothing parts them.
fn words_within_lines(pages: &[Vec<Line>]) -> BTreeSet<String> {
    let mut known = BTreeSet::new();
    let mut is_parted = false;
    for line in pages.iter().flatten() {
        let mut words: Vec<&str> = line.text.split_whitespace().collect();
        if std::mem::take(&mut is_parted) && !words.is_empty() {
            words.remove(0);
        }
        if line.text.ends_with(is_hyphen) {
            is_parted = true;
            words.pop();
        }
        let words = words.iter().map(|word| word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase());
        known.extend(words.filter(|word| !word.is_empty()));
    }
    known
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{ad}')
}

fn last_word(text: &str) -> &str {
    text.rsplit(|c: char| !c.is_alphabetic() && c != '-').next().unwrap_or_default()
}
