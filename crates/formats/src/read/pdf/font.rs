//! What the codes of a font are as text, and how wide their characters are.

use std::collections::BTreeMap;

use lopdf::{Dictionary, Document, Encoding, Object};

use super::super::parsed::Fault;

/// A font of a page.
pub(super) struct Font<'d> {
    /// By the map that the font brings for this, …
    by_map: Option<Encoding<'static>>,
    /// … or by its encoding.
    by_encoding: Option<Encoding<'d>>,
    /// Whether a code has two bytes.
    pub(super) is_wide: bool,
    widths: BTreeMap<u32, f32>,
    default_width: f32,
    known: BTreeMap<u32, Option<String>>,
}

/// Widths of the characters from space to tilde in Helvetica, in thousandths of the size. A font without widths of its
/// own is one of fourteen that every reader knows; only where words end depends on this.
#[rustfmt::skip]
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556, 556, 556, 556, 556,
    556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833,
    722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556,
    556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334,
    260, 334, 584,
];

impl<'d> Font<'d> {
    pub(super) fn of(document: &'d Document, font: &'d Dictionary, most: usize) -> Result<Self, Fault> {
        let is_wide = font.get_deref(b"Subtype", document).and_then(Object::as_name).ok() == Some(b"Type0");
        let by_map = font.get(b"ToUnicode").ok().and_then(|map| {
            let mut only = Dictionary::new();
            only.set("Type", Object::Name(b"Font".to_vec()));
            only.set("ToUnicode", map.clone());
            match only.get_font_encoding_with_limit(document, most) {
                Ok(Encoding::UnicodeMapEncoding(map)) => Some(Encoding::UnicodeMapEncoding(map)),
                _ => None,
            }
        });
        let by_encoding = font.get_font_encoding_with_limit(document, most).ok();
        // In a font of two bytes the plain encodings mean nothing.
        let by_encoding = by_encoding.filter(|encoding| {
            !is_wide || matches!(encoding, Encoding::SimpleEncoding(_) | Encoding::UnicodeMapEncoding(_))
        });
        let mut found = Font {
            by_map,
            by_encoding,
            is_wide,
            widths: BTreeMap::new(),
            default_width: 0.5,
            known: BTreeMap::new(),
        };
        if is_wide {
            found.read_wide_widths(document, font)
        } else {
            found.read_widths(document, font)
        }
        Ok(found)
    }

    /// The text of a code, if the font says what it is.
    pub(super) fn text(&mut self, code: u32) -> Option<&str> {
        if !self.known.contains_key(&code) {
            let bytes = [(code >> 8) as u8, code as u8];
            let bytes = if self.is_wide { &bytes[..] } else { &bytes[1..] };
            let of = |encoding: &Encoding<'_>| {
                let text = Document::decode_text(encoding, bytes).ok()?;
                let is_known =
                    !text.is_empty() && !text.contains('\u{fffd}') && !text.chars().any(is_private);
                is_known.then_some(text)
            };
            let text = self.by_map.as_ref().and_then(of).or_else(|| self.by_encoding.as_ref().and_then(of));
            self.known.insert(code, text.map(|text| spelt_out(&text)));
        }
        self.known.get(&code)?.as_deref()
    }

    /// The width of a character, as a part of the size.
    pub(super) fn width(&self, code: u32) -> f32 {
        self.widths.get(&code).copied().unwrap_or(self.default_width)
    }

    fn read_widths(&mut self, document: &Document, font: &Dictionary) {
        let first = font.get_deref(b"FirstChar", document).and_then(Object::as_i64).unwrap_or(0);
        if let Ok(widths) = font.get_deref(b"Widths", document).and_then(Object::as_array) {
            // A Type 3 font has a scale of its own.
            let scale = font
                .get_deref(b"FontMatrix", document)
                .and_then(Object::as_array)
                .ok()
                .and_then(|matrix| number(document, matrix.first()?))
                .unwrap_or(0.001);
            for (code, width) in (first.max(0) as u32..=255).zip(widths) {
                let width = number(document, width);
                self.widths.extend(width.map(|width| (code, width * scale)));
            }
            return;
        }
        let name = font.get_deref(b"BaseFont", document).and_then(Object::as_name).unwrap_or_default();
        if name.windows(7).any(|part| part == b"Courier") {
            self.default_width = 0.6;
        } else {
            self.widths.extend((32..).zip(HELVETICA).map(|(code, width)| (code, f32::from(width) / 1000.0)));
        }
    }

    fn read_wide_widths(&mut self, document: &Document, font: &Dictionary) {
        self.default_width = 1.0;
        let Some(of) = font
            .get_deref(b"DescendantFonts", document)
            .and_then(Object::as_array)
            .ok()
            .and_then(|fonts| document.dereference(fonts.first()?).ok())
            .and_then(|(_, of)| of.as_dict().ok())
        else {
            return;
        };
        if let Some(width) = of.get(b"DW").ok().and_then(|width| number(document, width)) {
            self.default_width = width / 1000.0;
        }
        let Ok(widths) = of.get_deref(b"W", document).and_then(Object::as_array) else { return };
        let mut at = 0;
        // Either a code and a list of widths from it on, or two codes and the width of all between them.
        while let Some(first) = widths.get(at).and_then(|first| number(document, first)) {
            let first = first as u32;
            let Some(next) = widths.get(at + 1).and_then(|next| document.dereference(next).ok()) else {
                break;
            };
            if let Ok(list) = next.1.as_array() {
                for (code, width) in (first..=0xFFFF).zip(list) {
                    let width = number(document, width);
                    self.widths.extend(width.map(|width| (code, width / 1000.0)));
                }
                at += 2;
            } else {
                let last = number(document, next.1).unwrap_or(0.0) as u32;
                let width = widths.get(at + 2).and_then(|width| number(document, width));
                for code in first..=last.min(0xFFFF) {
                    self.widths.extend(width.map(|width| (code, width / 1000.0)));
                }
                at += 3;
            }
        }
    }
}

/// A number, wherever it stands.
pub(super) fn number(document: &Document, object: &Object) -> Option<f32> {
    document.dereference(object).ok()?.1.as_float().ok().filter(|number| number.is_finite())
}

fn is_private(c: char) -> bool {
    ('\u{e000}'..='\u{f8ff}').contains(&c)
}

/// Ligatures as their letters.
fn spelt_out(text: &str) -> String {
    let mut spelt = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\u{fb00}' => spelt.push_str("ff"),
            '\u{fb01}' => spelt.push_str("fi"),
            '\u{fb02}' => spelt.push_str("fl"),
            '\u{fb03}' => spelt.push_str("ffi"),
            '\u{fb04}' => spelt.push_str("ffl"),
            '\u{fb05}' | '\u{fb06}' => spelt.push_str("st"),
            '\u{a0}' => spelt.push(' '),
            c if c.is_control() => spelt.push(' '),
            c => spelt.push(c),
        }
    }
    spelt
}
