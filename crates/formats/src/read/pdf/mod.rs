//! PDF: the text of its pages, put together again from the places of its characters.
//!
//! A PDF knows neither words nor paragraphs, only where each character is drawn. `page` follows the drawing, with `font` to
//! say what a character is and how wide; `lines` makes lines of that, and `text` paragraphs. Pages come through a trait,
//! so that another way to read them can stand in its place.
//!
//! What repeats at the top or bottom of pages is left out, and counted. Words that were parted at the end of a line are
//! joined. A page without text, or with text that cannot be made out, is named; a document of such pages only is refused.

mod font;
mod lines;
mod page;
mod text;

use super::limits::Limits;
use super::parsed::{Body, Fault, Parsed};
use page::Pages;

/// Pages with text on them, whoever reads them.
pub(super) trait PageText {
    /// How many there are.
    fn count(&self) -> u64;

    /// A page, counted from 1.
    fn page(&mut self, number: u64) -> Result<Page, Fault>;
}

/// What is drawn on a page.
#[derive(Debug, Default)]
pub(super) struct Page {
    /// Its lines in the order in which they are drawn, which is that of reading wherever it matters.
    pub(super) lines: Vec<Line>,
    /// How many characters are drawn, …
    pub(super) characters: usize,
    /// … and how many of them are of a font that does not say what they are.
    pub(super) unknown: usize,
    pub(super) pictures: usize,
}

/// A line of text and its place. The origin is at the lower left of the page.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Line {
    pub(super) text: String,
    pub(super) left: f32,
    pub(super) right: f32,
    pub(super) baseline: f32,
    /// The size of most of its characters.
    pub(super) size: f32,
}

/// Parses a document.
pub(super) fn parse(bytes: &[u8], limits: &Limits) -> Result<Parsed, Fault> {
    read(&mut Pages::open(bytes, limits)?, limits)
}

/// Makes a text of pages.
fn read(from: &mut dyn PageText, limits: &Limits) -> Result<Parsed, Fault> {
    let count = from.count();
    if count > limits.pages {
        return Err(Fault::Pages { limit: limits.pages });
    }
    let (mut pages, mut without, mut garbled) = (Vec::new(), Vec::new(), Vec::new());
    let (mut blank, mut size) = (0, 0);
    for number in 1..=count {
        let page = from.page(number)?;
        if page.characters == 0 {
            match page.pictures {
                0 => blank += 1,
                _ => without.push(number),
            }
        } else if page.is_garbled() {
            garbled.push(number);
        } else {
            size += page.lines.iter().map(|line| line.text.len() as u64).sum::<u64>();
            pages.push(page.lines);
        }
        if size > limits.unpacked_bytes {
            return Err(Fault::Unpacked { limit: limits.unpacked_bytes });
        }
    }
    if pages.is_empty() {
        return Err(match (without.is_empty(), garbled.is_empty()) {
            (_, false) => Fault::Garbled { what: format!("{} of {count} pages", garbled.len()) },
            (false, true) => Fault::Scanned,
            (true, true) => Fault::NoText { pictures: 0 },
        });
    }
    let (text, left_out) = text::join(pages);
    if text.trim().is_empty() {
        return Err(Fault::NoText { pictures: 0 });
    }
    let mut warnings = Vec::new();
    if !without.is_empty() {
        let pages = numbers(&without);
        warnings.push(format!(
            "no text on pages that have pictures, most likely scanned: {pages}; run OCR over them"
        ));
    }
    if !garbled.is_empty() {
        warnings.push(format!("not read, because the text cannot be made out: pages {}", numbers(&garbled)));
    }
    if left_out > 0 {
        warnings.push(format!("left out, lines that repeat at the top or bottom of pages: {left_out}"));
    }
    if blank > 0 {
        warnings.push(format!("blank pages: {blank}"));
    }
    Ok(Parsed { body: Body::Text(text), warnings, parts: count })
}

impl Page {
    /// Whether what is drawn is no text that anybody could read: characters that are not known, or letters that stand
    /// alone.
    fn is_garbled(&self) -> bool {
        const FEW_WORDS: usize = 20;
        if 5 * self.unknown > self.characters {
            return true;
        }
        let words = self.lines.iter().flat_map(|line| line.text.split_whitespace());
        let (all, single) = words.fold((0, 0), |(all, single), word| {
            let is_letter = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
            (all + 1, single + usize::from(is_letter))
        });
        all >= FEW_WORDS && 2 * single > all
    }
}

/// The first numbers of many.
fn numbers(pages: &[u64]) -> String {
    const FEW: usize = 10;
    let mut told: Vec<String> = pages.iter().take(FEW).map(u64::to_string).collect();
    if pages.len() > FEW {
        told.push(format!("and {} more", pages.len() - FEW));
    }
    told.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pages that are there already, each a list of lines.
    struct Given(Vec<Page>);

    impl PageText for Given {
        fn count(&self) -> u64 {
            self.0.len() as u64
        }

        fn page(&mut self, number: u64) -> Result<Page, Fault> {
            Ok(std::mem::take(&mut self.0[number as usize - 1]))
        }
    }

    fn page(texts: &[&str]) -> Page {
        let lines = texts.iter().enumerate().map(|(n, text)| Line {
            text: (*text).to_owned(),
            left: 70.0,
            right: 70.0 + 5.0 * text.len() as f32,
            baseline: 760.0 - 14.0 * n as f32,
            size: 11.0,
        });
        let characters = texts.iter().map(|text| text.len()).sum();
        Page { lines: lines.collect(), characters, ..Page::default() }
    }

    fn text(pages: Vec<Page>) -> Result<(String, Vec<String>), Fault> {
        let parsed = read(&mut Given(pages), &Limits::default())?;
        match parsed.body {
            Body::Text(text) => Ok((text, parsed.warnings)),
            Body::Table { .. } => Err(Fault::damaged("a table")),
        }
    }

    #[test]
    fn heads_and_feet_are_left_out_and_words_are_joined() {
        let pages = (1..=3)
            .map(|n| {
                let foot = format!("Page {n} of 3");
                page(&[
                    "EOI of Harbour",
                    "The whole round of appli-",
                    "cations is read, and so",
                    "goes on.",
                    &foot,
                ])
            })
            .collect();
        let (text, warnings) = text(pages).unwrap();
        assert!(text.starts_with("The whole round of applications is read, and so goes on."), "{text}");
        assert!(!text.contains("Harbour") && !text.contains("Page"), "{text}");
        assert!(warnings[0].ends_with("pages: 6"), "{warnings:?}");
    }

    #[test]
    fn pages_that_cannot_be_read_are_named_or_refused() {
        let scan = || Page { pictures: 1, ..Page::default() };
        let spaced = || page(&["T h i s i s s p a c e d", "o u t f o r e v e r a n d e v e r"]);
        let unknown = || Page { unknown: 9, ..page(&["abcdefghij"]) };
        assert_eq!(text(vec![scan(), scan()]).unwrap_err(), Fault::Scanned);
        assert!(matches!(text(vec![spaced()]).unwrap_err(), Fault::Garbled { .. }));
        assert!(matches!(text(vec![unknown()]).unwrap_err(), Fault::Garbled { .. }));
        assert!(matches!(text(vec![Page::default()]).unwrap_err(), Fault::NoText { .. }));
        let (_, warnings) = text(vec![page(&["This is read."]), scan(), spaced()]).unwrap();
        assert!(warnings[0].contains("scanned: 2;") && warnings[1].ends_with("pages 3"), "{warnings:?}");
        let limits = Limits { pages: 1, ..Limits::default() };
        let many = read(&mut Given(vec![scan(), scan()]), &limits).unwrap_err();
        assert_eq!(many, Fault::Pages { limit: 1 });
    }
}
