//! XML, written element by element.

use std::fmt::Write;

/// Whether XML 1.0 can hold a character.
pub(super) fn is_allowed(c: char) -> bool {
    matches!(c, '\t' | '\n' | '\r' | ' '..='\u{d7ff}' | '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
}

/// A document that is being written.
pub(super) struct Xml {
    text: String,
    open: Vec<&'static str>,
}

impl Xml {
    pub(super) fn new() -> Self {
        Xml { text: "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_owned(), open: Vec::new() }
    }

    /// Begins an element that has others in it.
    pub(super) fn open(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text += ">\n";
        self.open.push(name);
    }

    /// Ends the innermost element.
    pub(super) fn close(&mut self) {
        if let Some(name) = self.open.pop() {
            self.indent();
            let _ = writeln!(self.text, "</{name}>");
        }
    }

    /// An element without content.
    pub(super) fn empty(&mut self, name: &'static str, attributes: &[(&str, &str)]) {
        self.start(name, attributes);
        self.text += "/>\n";
    }

    /// An element with a text.
    pub(super) fn text(&mut self, name: &'static str, text: &str) {
        self.text_with(name, &[], text);
    }

    /// An element with attributes and a text.
    pub(super) fn text_with(&mut self, name: &'static str, attributes: &[(&str, &str)], text: &str) {
        self.start(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", escaped(text, false));
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        while !self.open.is_empty() {
            self.close();
        }
        self.text.into_bytes()
    }

    fn start(&mut self, name: &str, attributes: &[(&str, &str)]) {
        self.indent();
        self.text.push('<');
        self.text += name;
        for (name, value) in attributes {
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value, true));
        }
    }

    fn indent(&mut self) {
        self.text += &"  ".repeat(self.open.len());
    }
}

fn escaped(text: &str, in_attribute: bool) -> String {
    let mut told = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => told += "&amp;",
            '<' => told += "&lt;",
            '>' => told += "&gt;",
            '"' => told += "&quot;",
            // Readers make a space of white space in attributes, and a line feed of a carriage return.
            '\n' | '\t' if in_attribute => told.push(' '),
            '\r' => told += if in_attribute { " " } else { "&#13;" },
            c => told.push(if is_allowed(c) { c } else { '\u{fffd}' }),
        }
    }
    told
}
