//! A Word document (ECMA-376, WordprocessingML), written paragraph by paragraph.

use crate::error::Result;
use crate::export::archive::packed;
use crate::export::xml::Xml;

/// The parts that are the same in every document.
const PARTS: [(&str, &str); 6] = [
    ("[Content_Types].xml", include_str!("parts/content_types.xml")),
    ("_rels/.rels", include_str!("parts/package.rels")),
    ("word/_rels/document.xml.rels", include_str!("parts/document.rels")),
    ("word/styles.xml", include_str!("parts/styles.xml")),
    ("word/numbering.xml", include_str!("parts/numbering.xml")),
    ("word/settings.xml", include_str!("parts/settings.xml")),
];
const WORD: &str = "http://schemas.openxmlformats.org/wordprocessingml/2006/main";
/// What is between the margins of a page, in twentieths of a point.
const WIDTH: usize = 9_638;

/// A style of `parts/styles.xml`.
#[derive(Clone, Copy)]
enum Style {
    Title,
    Heading1,
    Heading2,
    Body,
    Quote,
    Source,
    Item,
}

impl Style {
    /// Its id; none for the style that every paragraph has.
    fn id(self) -> Option<&'static str> {
        match self {
            Style::Title => Some("Title"),
            Style::Heading1 => Some("Heading1"),
            Style::Heading2 => Some("Heading2"),
            Style::Body => None,
            Style::Quote => Some("Quote"),
            Style::Source => Some("QuoteSource"),
            Style::Item => Some("ListBullet"),
        }
    }
}

/// A table: what it is called, what a reader who cannot see it is told, and its columns with their share of the width.
pub(super) struct Table<'a> {
    pub(super) name: &'a str,
    pub(super) about: &'a str,
    pub(super) columns: &'a [(&'a str, usize)],
    pub(super) rows: Vec<Vec<String>>,
}

/// A document that is being written.
pub(super) struct Document {
    xml: Xml,
    title: String,
    /// The language of what is quoted, by its ISO 639-1 code, where that is known and not English.
    language: Option<&'static str>,
}

impl Document {
    /// A document that begins with its title. `language` is that of what it quotes; it speaks English itself.
    pub(super) fn new(title: &str, language: &'static str) -> Self {
        let mut xml = Xml::new();
        xml.open("w:document", &[("xmlns:w", WORD)]);
        xml.open("w:body", &[]);
        let language = (!["en", "none"].contains(&language)).then_some(language);
        let mut document = Document { xml, title: title.to_owned(), language };
        document.paragraph(Style::Title, title);
        document
    }

    pub(super) fn chapter(&mut self, name: &str) {
        self.paragraph(Style::Heading1, name);
    }

    pub(super) fn section(&mut self, name: &str) {
        self.paragraph(Style::Heading2, name);
    }

    pub(super) fn text(&mut self, text: &str) {
        self.paragraph(Style::Body, text);
    }

    pub(super) fn items(&mut self, items: &[String]) {
        items.iter().for_each(|item| self.paragraph(Style::Item, item));
    }

    /// A quotation, and whose it is.
    pub(super) fn quotation(&mut self, text: &str, source: &str) {
        self.paragraph(Style::Quote, text);
        self.paragraph(Style::Source, source);
    }

    /// A table with a header row that is told again on every page.
    pub(super) fn table(&mut self, table: &Table<'_>) {
        let whole: usize = table.columns.iter().map(|(_, share)| share).sum();
        let widths: Vec<String> =
            table.columns.iter().map(|(_, share)| (WIDTH * share / whole.max(1)).to_string()).collect();
        self.xml.open("w:tbl", &[]);
        self.xml.open("w:tblPr", &[]);
        self.xml.empty("w:tblStyle", &[("w:val", "TableGrid")]);
        self.xml.empty("w:tblW", &[("w:w", &WIDTH.to_string()), ("w:type", "dxa")]);
        // Columns keep their width, so a long word is broken within its cell.
        self.xml.empty("w:tblLayout", &[("w:type", "fixed")]);
        self.xml.empty("w:tblLook", &[("w:val", "0420"), ("w:firstRow", "1"), ("w:noVBand", "1")]);
        self.xml.empty("w:tblCaption", &[("w:val", table.name)]);
        self.xml.empty("w:tblDescription", &[("w:val", table.about)]);
        self.xml.close();
        self.xml.open("w:tblGrid", &[]);
        widths.iter().for_each(|width| self.xml.empty("w:gridCol", &[("w:w", width)]));
        self.xml.close();
        self.row(&widths, table.columns.iter().map(|(name, _)| *name), true);
        for row in &table.rows {
            self.row(&widths, row.iter().map(String::as_str), false);
        }
        self.xml.close();
    }

    fn row<'a>(&mut self, widths: &[String], cells: impl Iterator<Item = &'a str>, is_header: bool) {
        self.xml.open("w:tr", &[]);
        self.xml.open("w:trPr", &[]);
        self.xml.empty("w:cantSplit", &[]);
        if is_header {
            self.xml.empty("w:tblHeader", &[]);
        }
        self.xml.close();
        for (width, cell) in widths.iter().zip(cells) {
            self.xml.open("w:tc", &[]);
            self.xml.open("w:tcPr", &[]);
            self.xml.empty("w:tcW", &[("w:w", width), ("w:type", "dxa")]);
            self.xml.close();
            self.paragraph(Style::Body, cell);
            self.xml.close();
        }
        self.xml.close();
    }

    fn paragraph(&mut self, style: Style, text: &str) {
        let is_rtl = is_right_to_left(text);
        let language = self.language.filter(|_| matches!(style, Style::Quote));
        self.xml.open("w:p", &[]);
        if style.id().is_some() || is_rtl {
            self.xml.open("w:pPr", &[]);
            if let Some(id) = style.id() {
                self.xml.empty("w:pStyle", &[("w:val", id)]);
            }
            if is_rtl {
                self.xml.empty("w:bidi", &[]);
            }
            self.xml.close();
        }
        self.xml.open("w:r", &[]);
        if is_rtl || language.is_some() {
            self.xml.open("w:rPr", &[]);
            if is_rtl {
                self.xml.empty("w:rtl", &[]);
            }
            if let Some(language) = language {
                self.xml.empty("w:lang", &[("w:val", language)]);
            }
            self.xml.close();
        }
        self.run(text);
        self.xml.close();
        self.xml.close();
    }

    /// A text, with its line ends and tabs as the elements that Word has for them.
    fn run(&mut self, text: &str) {
        let text = text.replace("\r\n", "\n");
        let mut rest = text.as_str();
        while !rest.is_empty() {
            let end = rest.find(['\n', '\r', '\t']).unwrap_or(rest.len());
            if end > 0 {
                self.xml.text_with("w:t", &[("xml:space", "preserve")], &rest[..end]);
            }
            match rest[end..].chars().next() {
                Some('\t') => self.xml.empty("w:tab", &[]),
                Some(_) => self.xml.empty("w:br", &[]),
                None => break,
            }
            rest = &rest[end + 1..];
        }
    }

    /// The bytes of the file. `name` is that of the file, for the error.
    pub(super) fn finish(mut self, name: &str) -> Result<Vec<u8>> {
        self.xml.open("w:sectPr", &[]);
        self.xml.empty("w:pgSz", &[("w:w", "11906"), ("w:h", "16838")]);
        let margins = ["top", "right", "bottom", "left"].map(|side| (format!("w:{side}"), "1134"));
        let other = [("w:header", "708"), ("w:footer", "708"), ("w:gutter", "0")];
        let margins: Vec<(&str, &str)> =
            margins.iter().map(|(side, width)| (side.as_str(), *width)).chain(other).collect();
        self.xml.empty("w:pgMar", &margins);
        let (document, about) = (self.xml.finish(), properties(&self.title));
        let made = [("word/document.xml", document.as_slice()), ("docProps/core.xml", &about)];
        packed(name, PARTS.iter().map(|(part, text)| (*part, text.as_bytes())).chain(made))
    }
}

/// What the file says about itself: no time, and nobody's name.
fn properties(title: &str) -> Vec<u8> {
    let mut xml = Xml::new();
    let spaces = [
        ("xmlns:cp", "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"),
        ("xmlns:dc", "http://purl.org/dc/elements/1.1/"),
    ];
    xml.open("cp:coreProperties", &spaces);
    xml.text("dc:title", title);
    xml.text("dc:creator", "commonground");
    xml.text("dc:language", "en-GB");
    xml.finish()
}

/// Whether the first letter of a text is of a script that is written from right to left (the rule P2 of UAX #9, by blocks).
fn is_right_to_left(text: &str) -> bool {
    text.chars().find(|c| c.is_alphabetic()).is_some_and(|c| {
        matches!(c, '\u{590}'..='\u{8ff}' | '\u{fb1d}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' | '\u{10800}'..='\u{10fff}' | '\u{1e800}'..='\u{1efff}')
    })
}

#[cfg(test)]
mod tests {
    use std::io::{Cursor, Read};

    use proptest::prelude::*;
    use quick_xml::Reader;
    use quick_xml::events::Event;

    use super::*;

    #[test]
    fn the_first_letter_says_in_which_direction_a_text_is_read() {
        for (text, expected) in [
            ("“العربية", true),
            ("12 שלום and more", true),
            ("Plain שלום", false),
            ("“…” 12", false),
            ("", false),
        ] {
            assert_eq!(is_right_to_left(text), expected, "{text}");
        }
    }

    /// The texts of the paragraphs of a file, whose parts are all well-formed.
    fn paragraphs(bytes: &[u8]) -> Vec<String> {
        let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
        let mut found = Vec::new();
        for place in 0..archive.len() {
            let mut part = archive.by_index(place).unwrap();
            let is_document = part.name().unwrap() == "word/document.xml";
            let mut xml = String::new();
            part.read_to_string(&mut xml).unwrap();
            let mut reader = Reader::from_str(&xml);
            let (mut depth, mut in_text) = (0_usize, false);
            loop {
                let event = reader.read_event().unwrap();
                match &event {
                    Event::Start(start) => {
                        depth += 1;
                        start.attributes().for_each(|attribute| drop(attribute.unwrap()));
                        if is_document {
                            in_text = start.name().as_ref() == "w:t";
                            found.extend((start.name().as_ref() == "w:p").then(String::new));
                        }
                    }
                    Event::End(_) => (depth, in_text) = (depth - 1, false),
                    Event::Empty(empty) if is_document => {
                        let told = match empty.name().as_ref() {
                            "w:br" => "\n",
                            "w:tab" => "\t",
                            _ => "",
                        };
                        found.last_mut().into_iter().for_each(|text| *text += told);
                    }
                    Event::Text(text) if in_text => *found.last_mut().unwrap() += &text.xml10_content(),
                    Event::GeneralRef(entity) if in_text => {
                        let told = match entity.as_ref() {
                            "amp" => "&",
                            "lt" => "<",
                            "gt" => ">",
                            "quot" => "\"",
                            other => panic!("{other}"),
                        };
                        *found.last_mut().unwrap() += told;
                    }
                    Event::Eof => break,
                    _ => {}
                }
            }
            assert_eq!(depth, 0);
        }
        found
    }

    /// A text as it comes back: line ends of one kind, and what XML cannot hold replaced.
    fn plain(text: &str) -> String {
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        text.chars().map(|c| if crate::export::xml::is_allowed(c) { c } else { '\u{fffd}' }).collect()
    }

    fn with_all(text: &str, language: &'static str) -> Vec<u8> {
        let mut document = Document::new(text, language);
        document.chapter(text);
        document.section(text);
        document.text(text);
        document.items(&[text.to_owned()]);
        document.quotation(text, text);
        let rows = vec![vec![text.to_owned()]];
        document.table(&Table { name: text, about: text, columns: &[("Column", 1)], rows });
        document.text("");
        document.finish("x.docx").unwrap()
    }

    #[test]
    fn hostile_texts_come_back_and_every_part_is_well_formed() {
        let long = "x".repeat(70_000);
        let cases = [
            "]]> <w:p/> & \"&amp;\"",
            "\u{0}\u{1b}\u{fffe}\u{7f}",
            "👩‍👧 🏳️‍🌈",
            "שלום\u{202e} عالم",
            &long,
            " \ta\r\n\r b\n",
            "",
        ];
        for text in cases {
            let file = with_all(text, "es");
            assert_eq!(file, with_all(text, "es"), "the same bytes");
            let expected = plain(text);
            let mut expected: Vec<&str> = vec![&expected; 9];
            expected[7] = "Column";
            expected.push("");
            assert_eq!(paragraphs(&file), expected);
        }
    }

    proptest! {
        #[test]
        fn any_text_comes_back(text in "\\PC{0,20}|[\u{0}-\u{2f}<>&\n\r\t😀é]{0,20}") {
            prop_assert_eq!(&paragraphs(&with_all(&text, "en"))[0], &plain(&text));
        }
    }
}
