//! The drawing of a page, followed as far as it draws text.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Error, LoadOptions, Object, ObjectId, Stream};

use super::super::limits::Limits;
use super::super::parsed::Fault;
use super::font::{Font, number};
use super::lines::Lines;
use super::{Page, PageText};

/// A document that is open.
pub(super) struct Pages {
    document: Document,
    pages: Vec<ObjectId>,
    limits: Limits,
}

impl Pages {
    pub(super) fn open(bytes: &[u8], limits: &Limits) -> Result<Self, Fault> {
        let most = usize::try_from(limits.unpacked_bytes).unwrap_or(usize::MAX);
        let options = LoadOptions { max_decompressed_size: Some(most), ..LoadOptions::default() };
        let document = Document::load_mem_with_options(bytes, options).map_err(|error| of(&error, limits))?;
        if document.is_encrypted() {
            return Err(Fault::Password);
        }
        let most = usize::try_from(limits.pages).unwrap_or(usize::MAX).saturating_add(1);
        let pages: Vec<ObjectId> = document.page_iter().take(most).collect();
        if pages.is_empty() && document.trailer.has(b"Encrypt") {
            return Err(Fault::Password);
        }
        if pages.is_empty() {
            return Err(Fault::damaged("there is no page in it"));
        }
        Ok(Pages { document, pages, limits: limits.clone() })
    }
}

fn of(error: &Error, limits: &Limits) -> Fault {
    match error {
        Error::Decryption(_) | Error::InvalidPassword | Error::UnsupportedSecurityHandler(_) => {
            Fault::Password
        }
        Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. }) => {
            Fault::Unpacked { limit: limits.unpacked_bytes }
        }
        // The message of the error may quote the file.
        _ => Fault::damaged("not a whole PDF"),
    }
}

impl PageText for Pages {
    fn count(&self) -> u64 {
        self.pages.len() as u64
    }

    fn page(&mut self, number: u64) -> Result<Page, Fault> {
        let id = self.pages[number as usize - 1];
        let most = usize::try_from(self.limits.unpacked_bytes).unwrap_or(usize::MAX);
        let content =
            self.document.get_page_content_with_limit(id, most).map_err(|e| of(&e, &self.limits))?;
        let mut drawing = Drawing {
            document: &self.document,
            most,
            limits: &self.limits,
            left: MOST_OPERATIONS,
            bytes_left: MOST_BYTES,
            within: Vec::new(),
            lines: Lines::default(),
            page: Page::default(),
        };
        let resources = resources_of(&self.document, id);
        drawing.follow(&content, &resources, &State::default(), 0)?;
        drawing.page.lines = drawing.lines.finish();
        Ok(drawing.page)
    }
}

/// A page is drawn in fewer operations than this, its forms included.
const MOST_OPERATIONS: usize = 5_000_000;
/// So many bytes say how, each form as often as it is drawn.
const MOST_BYTES: usize = 64 << 20;
/// A drawing may draw another within it, so deep.
const DEEPEST: usize = 12;

fn too_much() -> Fault {
    Fault::damaged("a page is drawn in millions of steps")
}

/// The resources of a page: its own, and those that it has of the nodes above it.
fn resources_of(document: &Document, page: ObjectId) -> Vec<&Dictionary> {
    let mut found = Vec::new();
    let mut node = document.get_dictionary(page).ok();
    for _ in 0..DEEPEST * 4 {
        let Some(dictionary) = node else { break };
        found.extend(dictionary.get_deref(b"Resources", document).and_then(Object::as_dict).ok());
        node = dictionary.get_deref(b"Parent", document).and_then(Object::as_dict).ok();
    }
    found
}

/// A change of coordinates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix([f32; 6]);

impl Matrix {
    const ONE: Matrix = Matrix([1.0, 0.0, 0.0, 1.0, 0.0, 0.0]);

    /// First this change, then the other.
    fn then(self, other: Matrix) -> Matrix {
        let ([a, b, c, d, e, f], [p, q, r, s, t, u]) = (self.0, other.0);
        Matrix([
            a * p + b * r,
            a * q + b * s,
            c * p + d * r,
            c * q + d * s,
            e * p + f * r + t,
            e * q + f * s + u,
        ])
    }

    fn shift(x: f32, y: f32) -> Matrix {
        Matrix([1.0, 0.0, 0.0, 1.0, x, y])
    }
}

/// How things are drawn at the moment.
#[derive(Clone)]
struct State<'d> {
    to_page: Matrix,
    font: Option<Rc<RefCell<Font<'d>>>>,
    size: f32,
    between_characters: f32,
    between_words: f32,
    stretch: f32,
    leading: f32,
    rise: f32,
}

impl Default for State<'_> {
    fn default() -> Self {
        State {
            to_page: Matrix::ONE,
            font: None,
            size: 0.0,
            between_characters: 0.0,
            between_words: 0.0,
            stretch: 1.0,
            leading: 0.0,
            rise: 0.0,
        }
    }
}

struct Drawing<'d, 'l> {
    document: &'d Document,
    most: usize,
    limits: &'l Limits,
    left: usize,
    bytes_left: usize,
    /// The forms that are being drawn, one within the other: none draws itself.
    within: Vec<&'d Stream>,
    lines: Lines,
    page: Page,
}

impl<'d> Drawing<'d, '_> {
    /// Follows a drawing. It calls itself for drawings within it, which cannot lie deep.
    fn follow(
        &mut self,
        content: &[u8],
        resources: &[&'d Dictionary],
        around: &State<'d>,
        depth: usize,
    ) -> Result<(), Fault> {
        self.bytes_left = self.bytes_left.checked_sub(content.len() + 1).ok_or_else(too_much)?;
        // What cannot be understood of a drawing ends it, as it does in other readers.
        let Ok(content) = Content::decode(content) else { return Ok(()) };
        let mut fonts: BTreeMap<Vec<u8>, Option<Rc<RefCell<Font<'d>>>>> = BTreeMap::new();
        let (mut state, mut kept) = (around.clone(), Vec::new());
        let (mut place, mut line) = (Matrix::ONE, Matrix::ONE);
        for Operation { operator, operands } in &content.operations {
            self.left = self.left.checked_sub(1).ok_or_else(too_much)?;
            let value = |at: usize| operands.get(at).and_then(|operand| number(self.document, operand));
            match operator.as_str() {
                "q" if kept.len() < 256 => kept.push(state.clone()),
                "Q" => state = kept.pop().unwrap_or(state),
                "cm" => state.to_page = matrix(value).then(state.to_page),
                "BT" => (place, line) = (Matrix::ONE, Matrix::ONE),
                "Tc" => state.between_characters = value(0).unwrap_or(0.0),
                "Tw" => state.between_words = value(0).unwrap_or(0.0),
                "Tz" => state.stretch = value(0).unwrap_or(100.0) / 100.0,
                "TL" => state.leading = value(0).unwrap_or(0.0),
                "Ts" => state.rise = value(0).unwrap_or(0.0),
                "Tf" => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    if !fonts.contains_key(name) {
                        let font = self.font(resources, name)?;
                        fonts.insert(name.to_vec(), font);
                    }
                    state.font = fonts.get(name).cloned().flatten();
                    state.size = value(1).unwrap_or(0.0);
                }
                "Td" | "TD" => {
                    let (x, y) = (value(0).unwrap_or(0.0), value(1).unwrap_or(0.0));
                    if operator == "TD" {
                        state.leading = -y;
                    }
                    line = Matrix::shift(x, y).then(line);
                    place = line;
                }
                "Tm" => (place, line) = (matrix(value), matrix(value)),
                "T*" => {
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    place = line;
                }
                "Tj" => self.show(operands.first(), &state, &mut place),
                "TJ" => {
                    let pieces = operands.first().and_then(|pieces| pieces.as_array().ok());
                    for piece in pieces.into_iter().flatten() {
                        match number(self.document, piece) {
                            Some(back) => {
                                let by = -back / 1000.0 * state.size * state.stretch;
                                place = Matrix::shift(by, 0.0).then(place);
                            }
                            None => self.show(Some(piece), &state, &mut place),
                        }
                    }
                }
                "'" | "\"" => {
                    if operator == "\"" {
                        state.between_words = value(0).unwrap_or(0.0);
                        state.between_characters = value(1).unwrap_or(0.0);
                    }
                    line = Matrix::shift(0.0, -state.leading).then(line);
                    place = line;
                    self.show(operands.last(), &state, &mut place);
                }
                "Do" => {
                    let name = operands.first().and_then(|name| name.as_name().ok()).unwrap_or_default();
                    self.draw_within(name, resources, &state, depth)?;
                }
                "BI" => self.page.pictures += 1,
                _ => {}
            }
        }
        Ok(())
    }

    /// Draws a picture or another drawing.
    fn draw_within(
        &mut self,
        name: &[u8],
        resources: &[&'d Dictionary],
        state: &State<'d>,
        depth: usize,
    ) -> Result<(), Fault> {
        let Some(Ok(stream)) = self.look_up(resources, b"XObject", name).map(Object::as_stream) else {
            return Ok(());
        };
        if stream.dict.get(b"Subtype").and_then(Object::as_name).ok() != Some(b"Form") {
            self.page.pictures += 1;
            return Ok(());
        }
        if depth >= DEEPEST || self.within.iter().any(|form| std::ptr::eq(*form, stream)) {
            return Ok(());
        }
        let content = match stream.get_plain_content_with_limit(self.most) {
            Ok(content) => content,
            Err(Error::Decompress(lopdf::DecompressError::MemoryLimitExceeded { .. })) => {
                return Err(Fault::Unpacked { limit: self.limits.unpacked_bytes });
            }
            Err(_) => return Ok(()),
        };
        let mut within = state.clone();
        if let Ok(change) = stream.dict.get_deref(b"Matrix", self.document).and_then(Object::as_array) {
            let value = |at: usize| change.get(at).and_then(|value| number(self.document, value));
            within.to_page = matrix(value).then(state.to_page);
        }
        let mut found: Vec<&Dictionary> = Vec::new();
        found.extend(stream.dict.get_deref(b"Resources", self.document).and_then(Object::as_dict).ok());
        found.extend(resources);
        self.within.push(stream);
        let followed = self.follow(&content, &found, &within, depth + 1);
        self.within.pop();
        followed
    }

    fn look_up(&self, resources: &[&'d Dictionary], kind: &[u8], name: &[u8]) -> Option<&'d Object> {
        resources.iter().find_map(|resources| {
            let of_kind = resources.get_deref(kind, self.document).and_then(Object::as_dict).ok()?;
            of_kind.get_deref(name, self.document).ok()
        })
    }

    fn font(
        &self,
        resources: &[&'d Dictionary],
        name: &[u8],
    ) -> Result<Option<Rc<RefCell<Font<'d>>>>, Fault> {
        let Some(Ok(font)) = self.look_up(resources, b"Font", name).map(Object::as_dict) else {
            return Ok(None);
        };
        Font::of(self.document, font, self.most).map(|font| Some(Rc::new(RefCell::new(font))))
    }

    /// Draws a string, and moves on behind it.
    fn show(&mut self, string: Option<&Object>, state: &State<'d>, place: &mut Matrix) {
        let Some(Ok(bytes)) = string.map(Object::as_str) else { return };
        let Some(font) = &state.font else {
            self.page.characters += bytes.len();
            self.page.unknown += bytes.len();
            return;
        };
        let mut font = font.borrow_mut();
        for code in bytes.chunks(if font.is_wide { 2 } else { 1 }) {
            let is_space = code == b" ";
            let code = code.iter().fold(0, |code, byte| code * 256 + u32::from(*byte));
            let width = font.width(code);
            let spacing = state.between_characters + if is_space { state.between_words } else { 0.0 };
            let advance = (width * state.size + spacing) * state.stretch;

            let here = Matrix::shift(0.0, state.rise).then(*place).then(state.to_page).0;
            let size = state.size.abs() * here[2].hypot(here[3]);
            let drawn = width * state.size * state.stretch * here[0];
            *place = Matrix::shift(advance, 0.0).then(*place);
            // What runs up or down the page is a stamp at its side.
            if here[1].abs() > here[0].abs() || !here.iter().all(|value| value.is_finite()) {
                continue;
            }
            self.page.characters += 1;
            match font.text(code) {
                Some(text) => self.lines.add(text, here[4], here[4] + drawn, here[5], size),
                None => self.page.unknown += 1,
            }
        }
    }
}

fn matrix(value: impl Fn(usize) -> Option<f32>) -> Matrix {
    let mut numbers = Matrix::ONE.0;
    for (at, number) in numbers.iter_mut().enumerate() {
        *number = value(at).unwrap_or(*number);
    }
    Matrix(numbers)
}
