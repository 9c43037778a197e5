//! The paragraphs of a document, out of the events of its XML.

use std::io::BufRead;

use quick_xml::events::{BytesStart, Event};

use super::super::package::{Package, Space, Xml, attribute, is_on, text_of};
use super::super::parsed::Fault;
use super::styles::{Role, Styles};

/// An element that is open, as far as it matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Open {
    Paragraph,
    ParagraphProperties,
    Run,
    RunProperties,
    Text,
    Control { is_placeholder: bool },
    ControlProperties,
    Alternatives { is_taken: bool },
    Row,
    RowProperties,
    Other,
}

/// A paragraph that is being read.
#[derive(Debug, Default)]
struct Paragraph {
    text: String,
    role: Role,
    /// What the paragraph says for itself: these go before its style.
    level: Option<usize>,
    is_item: Option<bool>,
    /// Its mark was deleted, so that it goes on in the next.
    runs_on: bool,
    /// The blocks of text boxes that hang on it.
    boxes: Vec<Block>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Heading(usize),
    Item,
}

#[derive(Debug)]
struct Block {
    kind: Kind,
    text: String,
}

/// What was left out.
#[derive(Debug, Default)]
struct LeftOut {
    deleted: u64,
    placeholders: u64,
    hidden: u64,
    contents: u64,
    embedded: u64,
}

/// The document so far.
pub(super) struct Body<'s> {
    styles: &'s Styles,
    blocks: Vec<Block>,
    /// More than one where text boxes lie in paragraphs.
    paragraphs: Vec<Paragraph>,
    open: Vec<Open>,
    /// Everything is passed over until no more elements than this are open.
    passing: Option<usize>,
    is_hidden: bool,
    running_on: Option<String>,
    left_out: LeftOut,
    has_changes: bool,
}

impl<'s> Body<'s> {
    pub(super) fn new(styles: &'s Styles) -> Self {
        Body {
            styles,
            blocks: Vec::new(),
            paragraphs: Vec::new(),
            open: Vec::new(),
            passing: None,
            is_hidden: false,
            running_on: None,
            left_out: LeftOut::default(),
            has_changes: false,
        }
    }

    /// Reads a part, and says whether it is one of a Word document.
    pub(super) fn read(&mut self, package: &mut Package<'_>, part: &str) -> Result<bool, Fault> {
        match package.part(part)? {
            Some(mut xml) => self.read_events(&mut xml),
            None => Ok(false),
        }
    }

    fn read_events(&mut self, xml: &mut Xml<impl BufRead>) -> Result<bool, Fault> {
        let mut is_word = false;
        while let Some((space, event)) = xml.next()? {
            match &event {
                Event::Start(start) => {
                    is_word |= space == Space::Word;
                    self.start(space, start);
                }
                Event::End(_) => self.end(),
                event => {
                    if let Some(text) = text_of(event)? {
                        self.add(&text);
                    }
                }
            }
        }
        Ok(is_word)
    }

    fn start(&mut self, space: Space, start: &BytesStart<'_>) {
        let open = if self.passing.is_some() { Open::Other } else { self.open_element(space, start) };
        self.open.push(open);
    }

    /// What an element that begins is, with all that follows from its beginning.
    fn open_element(&mut self, space: Space, start: &BytesStart<'_>) -> Open {
        let name = start.local_name();
        let name = name.as_ref();
        let parent = self.open.last().copied().unwrap_or(Open::Other);
        match space {
            Space::Word => self.open_word(name, parent, start),
            Space::Compatibility => self.open_alternative(name, parent),
            Space::Math if name == "t" => Open::Text,
            _ => Open::Other,
        }
    }

    fn open_word(&mut self, name: &str, parent: Open, start: &BytesStart<'_>) -> Open {
        match (name, parent) {
            ("p", _) => {
                self.paragraphs.push(Paragraph::default());
                return Open::Paragraph;
            }
            ("pPr", Open::Paragraph) => return Open::ParagraphProperties,
            ("r", _) => {
                self.is_hidden = false;
                return Open::Run;
            }
            ("rPr", _) => return Open::RunProperties,
            ("t", _) => return Open::Text,
            ("tab" | "ptab", Open::Run) => self.add_to_run("\t"),
            ("br" | "cr", Open::Run) => self.add_to_run("\n"),
            ("noBreakHyphen", Open::Run) => self.add_to_run("-"),
            ("sym", Open::Run) => self.add_symbol(start),
            ("vanish", Open::RunProperties) if self.is_within(Open::Run, 1) => self.is_hidden = is_on(start),
            ("tr", _) => return Open::Row,
            ("trPr", Open::Row) => return Open::RowProperties,
            ("sdt", _) => return Open::Control { is_placeholder: false },
            ("sdtPr", Open::Control { .. }) => return Open::ControlProperties,
            ("showingPlcHdr", Open::ControlProperties) if is_on(start) => self.mark_placeholder(),
            ("sdtContent", Open::Control { is_placeholder: true }) => {
                self.left_out.placeholders += 1;
                self.pass_over();
            }
            ("ins" | "moveTo", _) => self.has_changes = true,
            ("del" | "moveFrom", _) => self.delete(parent),
            // What a placeholder says of itself, the codes of fields, readings above characters, and notes that
            // are only lines.
            ("delText" | "instrText" | "delInstrText" | "rt" | "docPartBody", _) => self.pass_over(),
            ("footnote" | "endnote", _) if attribute(start, "type").is_some_and(|kind| kind != "normal") => {
                self.pass_over();
            }
            ("altChunk", _) => self.left_out.embedded += 1,
            _ if name.ends_with("PrChange") => self.pass_over(),
            _ => self.set(name, start),
        }
        Open::Other
    }

    /// What stands in the properties of a paragraph.
    fn set(&mut self, name: &str, start: &BytesStart<'_>) {
        if !self.open.contains(&Open::ParagraphProperties) {
            return;
        }
        let value = || attribute(start, "val");
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        match name {
            "pStyle" => paragraph.role = self.styles.role(&value().unwrap_or_default()),
            "outlineLvl" => paragraph.level = value().and_then(|level| level.parse().ok()),
            "numId" => paragraph.is_item = Some(value().is_some_and(|id| id != "0")),
            _ => {}
        }
    }

    /// Of several ways to say the same the first is read.
    fn open_alternative(&mut self, name: &str, parent: Open) -> Open {
        match (name, parent) {
            ("AlternateContent", _) => return Open::Alternatives { is_taken: false },
            ("Choice" | "Fallback", Open::Alternatives { is_taken: true }) => self.pass_over(),
            ("Choice" | "Fallback", Open::Alternatives { is_taken: false }) => {
                if let Some(last) = self.open.last_mut() {
                    *last = Open::Alternatives { is_taken: true };
                }
            }
            _ => {}
        }
        Open::Other
    }

    /// A tracked deletion: of a row, of the mark between two paragraphs, or of what is within the element.
    fn delete(&mut self, parent: Open) {
        self.has_changes = true;
        match parent {
            Open::RowProperties => {
                let row = self.open.iter().rposition(|open| *open == Open::Row);
                self.passing = row;
                self.left_out.deleted += 1;
            }
            Open::RunProperties => {
                let is_mark = self.is_within(Open::ParagraphProperties, 1);
                if let Some(paragraph) = self.paragraphs.last_mut().filter(|_| is_mark) {
                    paragraph.runs_on = true;
                }
            }
            _ => {
                self.left_out.deleted += 1;
                self.pass_over();
            }
        }
    }

    fn mark_placeholder(&mut self) {
        let place = self.open.len().checked_sub(2);
        if let Some(open) = place.and_then(|place| self.open.get_mut(place)) {
            *open = Open::Control { is_placeholder: true };
        }
    }

    /// Whether the element that lies so far up from the innermost one is this.
    fn is_within(&self, open: Open, up: usize) -> bool {
        let place = self.open.len().checked_sub(up + 1);
        place.is_some_and(|place| self.open[place] == open)
    }

    /// Passes over the element that is about to open.
    fn pass_over(&mut self) {
        self.passing = Some(self.open.len());
    }

    fn end(&mut self) {
        let ended = self.open.pop();
        if let Some(passing) = self.passing {
            if self.open.len() <= passing {
                self.passing = None;
            }
            return;
        }
        match ended {
            Some(Open::Paragraph) => self.end_paragraph(),
            Some(Open::Run) => self.is_hidden = false,
            _ => {}
        }
    }

    /// Adds text, if it stands where text stands.
    fn add(&mut self, text: &str) {
        if self.passing.is_none() && self.open.last() == Some(&Open::Text) {
            self.add_to_run(text);
        }
    }

    fn add_to_run(&mut self, text: &str) {
        let Some(paragraph) = self.paragraphs.last_mut() else { return };
        if self.is_hidden {
            self.left_out.hidden += u64::from(!text.trim().is_empty());
            return;
        }
        // A soft hyphen shows where a word may be parted, and is no part of it.
        let is_kept = |c: &char| *c != '\u{ad}' && (!c.is_control() || matches!(c, '\t' | '\n'));
        paragraph.text.extend(text.chars().filter(is_kept));
    }

    /// A character of a font of symbols; those of private use are pictures.
    fn add_symbol(&mut self, start: &BytesStart<'_>) {
        let code = attribute(start, "char").and_then(|code| u32::from_str_radix(&code, 16).ok());
        let symbol = code.and_then(char::from_u32).filter(|c| !('\u{e000}'..='\u{f8ff}').contains(c));
        if let Some(symbol) = symbol {
            self.add_to_run(symbol.encode_utf8(&mut [0; 4]));
        }
    }

    fn end_paragraph(&mut self) {
        let Some(mut paragraph) = self.paragraphs.pop() else { return };
        // Appended and never put in front, or many such paragraphs would be copied over and over.
        if let Some(mut before) = self.running_on.take() {
            before.push_str(&paragraph.text);
            paragraph.text = before;
        }
        if paragraph.runs_on && self.paragraphs.is_empty() {
            self.running_on = Some(std::mem::take(&mut paragraph.text));
        }
        let mut blocks: Vec<Block> = self.block(&paragraph).into_iter().collect();
        blocks.append(&mut paragraph.boxes);
        match self.paragraphs.last_mut() {
            Some(around) => around.boxes.append(&mut blocks),
            None => self.blocks.append(&mut blocks),
        }
    }

    /// A paragraph as it is read, if it says anything.
    fn block(&mut self, paragraph: &Paragraph) -> Option<Block> {
        let text = paragraph.text.trim();
        if text.is_empty() {
            return None;
        }
        if paragraph.role.is_contents {
            self.left_out.contents += 1;
            return None;
        }
        let heading = match paragraph.level {
            Some(level) => Some(level + 1).filter(|level| *level <= 9),
            None => paragraph.role.heading,
        };
        let kind = match heading {
            Some(level) => Kind::Heading(level),
            None if paragraph.is_item.unwrap_or(paragraph.role.is_item) => Kind::Item,
            None => Kind::Text,
        };
        Some(Block { kind, text: text.to_owned() })
    }

    /// What the user should know about what was left out.
    pub(super) fn warnings(&self) -> Vec<String> {
        let LeftOut { deleted, placeholders, hidden, contents, embedded } = &self.left_out;
        let told = [
            (deleted, "deletions that are tracked (insertions are read)"),
            (placeholders, "controls that were not filled in"),
            (hidden, "pieces of hidden text"),
            (contents, "entries of a table of contents"),
            (embedded, "documents within the document"),
        ];
        let mut warnings: Vec<String> = told
            .iter()
            .filter(|(count, _)| **count > 0)
            .map(|(count, what)| format!("left out, {what}: {count}"))
            .collect();
        if self.has_changes && *deleted == 0 {
            warnings.push("has tracked changes, which are read as if accepted".to_owned());
        }
        warnings
    }

    /// The text, and how many paragraphs it has.
    pub(super) fn finish(mut self) -> (String, u64) {
        if let Some(text) = self.running_on.take().filter(|text| !text.trim().is_empty()) {
            self.blocks.push(Block { kind: Kind::Text, text });
        }
        let mut whole = String::new();
        let mut before = None;
        for block in &self.blocks {
            match before {
                None => {}
                Some(Kind::Item) if block.kind == Kind::Item => whole.push('\n'),
                Some(_) => whole.push_str("\n\n"),
            }
            match block.kind {
                Kind::Text => whole.push_str(&block.text),
                Kind::Heading(level) => {
                    whole.push_str(&"#".repeat(level));
                    whole.push(' ');
                    whole.push_str(&block.text.replace('\n', " "));
                }
                Kind::Item => {
                    whole.push_str("- ");
                    whole.push_str(&block.text);
                }
            }
            before = Some(block.kind);
        }
        whole.push('\n');
        (whole, self.blocks.len() as u64)
    }
}
