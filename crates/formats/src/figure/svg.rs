//! A drawing in the making: the few shapes that figures need, with everything escaped.

use std::fmt::Write;

use super::palette::{INK, PAPER};

/// The fonts of figures, as in the report.
const FONTS: &str = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif";

/// Text or an attribute's value with what HTML and XML give a meaning taken from it. Characters that XML does not
/// allow become the replacement character.
pub(crate) fn escaped(text: &str) -> String {
    let mut told = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => told.push_str("&amp;"),
            '<' => told.push_str("&lt;"),
            '>' => told.push_str("&gt;"),
            '"' => told.push_str("&quot;"),
            '\'' => told.push_str("&#x27;"),
            '\t' | '\n' | '\r' => told.push(' '),
            '\0'..='\u{1f}' | '\u{7f}' | '\u{fffe}' | '\u{ffff}' => told.push('\u{fffd}'),
            other => told.push(other),
        }
    }
    told
}

/// A coordinate with at most one decimal, which is a tenth of a pixel.
pub(super) fn told(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // No minus before a zero.
    format!("{}", if rounded == 0.0 { 0.0 } else { rounded })
}

/// How a text stands.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lettering {
    pub(super) size: f64,
    pub(super) fill: &'static str,
    pub(super) anchor: Anchor,
    pub(super) is_bold: bool,
    /// Whether it has an edge of the ground's colour, so that lines below it do not cut it.
    pub(super) has_halo: bool,
}

/// Which part of a text stands at its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Anchor {
    Start,
    Middle,
    End,
}

impl Lettering {
    pub(super) const fn of(size: f64) -> Self {
        Lettering { size, fill: INK, anchor: Anchor::Start, is_bold: false, has_halo: false }
    }

    pub(super) const fn fill(self, fill: &'static str) -> Self {
        Lettering { fill, ..self }
    }

    pub(super) const fn anchor(self, anchor: Anchor) -> Self {
        Lettering { anchor, ..self }
    }

    pub(super) const fn bold(self, is_bold: bool) -> Self {
        Lettering { is_bold, ..self }
    }

    pub(super) const fn halo(self) -> Self {
        Lettering { has_halo: true, ..self }
    }
}

/// The shapes of a drawing, in the order in which they are laid over each other.
#[derive(Debug, Default)]
pub(super) struct Svg {
    body: String,
    has_links: bool,
}

impl Svg {
    pub(super) fn rect(&mut self, at: (f64, f64), size: (f64, f64), fill: &str, more: &str) {
        let ((x, y), (w, h)) = ((told(at.0), told(at.1)), (told(size.0), told(size.1)));
        self.write(format_args!(r#"<rect x="{x}" y="{y}" width="{w}" height="{h}" fill="{fill}"{more}/>"#));
    }

    pub(super) fn line(&mut self, from: (f64, f64), to: (f64, f64), stroke: &str, more: &str) {
        let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(told);
        self.write(format_args!(
            r#"<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="{stroke}"{more}/>"#
        ));
    }

    pub(super) fn polyline(&mut self, points: &[(f64, f64)], stroke: &str) {
        let points: Vec<String> = points.iter().map(|p| format!("{},{}", told(p.0), told(p.1))).collect();
        let points = points.join(" ");
        self.write(format_args!(r#"<polyline points="{points}" fill="none" stroke="{stroke}"/>"#));
    }

    /// A shape; its outline is made of numbers alone.
    pub(super) fn path(&mut self, outline: &str, fill: &str, more: &str) {
        self.write(format_args!(r#"<path d="{outline}" fill="{fill}"{more}/>"#));
    }

    pub(super) fn circle(&mut self, centre: (f64, f64), radius: f64, fill: &str, more: &str) {
        let [x, y, r] = [centre.0, centre.1, radius].map(told);
        self.write(format_args!(r#"<circle cx="{x}" cy="{y}" r="{r}" fill="{fill}"{more}/>"#));
    }

    pub(super) fn text(&mut self, at: (f64, f64), text: &str, lettering: Lettering) {
        let Lettering { size, fill, anchor, is_bold, has_halo } = lettering;
        let anchor = match anchor {
            Anchor::Start => "",
            Anchor::Middle => r#" text-anchor="middle""#,
            Anchor::End => r#" text-anchor="end""#,
        };
        let bold = if is_bold { r#" font-weight="600""# } else { "" };
        let halo = match has_halo {
            true => {
                format!(r#" stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke""#)
            }
            false => String::new(),
        };
        // The space parts what stands in one link: its name has to hold these words as they are read.
        let (x, y, size, text) = (told(at.0), told(at.1), told(size), escaped(text));
        self.write(format_args!(
            r#"<text x="{x}" y="{y}" font-size="{size}" fill="{fill}"{anchor}{bold}{halo}>{text}</text> "#
        ));
    }

    /// What `draw` adds leads to `href`, if there is one, and is called `name`.
    pub(super) fn linked(&mut self, href: Option<&str>, name: &str, draw: impl FnOnce(&mut Self)) {
        match href {
            Some(href) => {
                self.has_links = true;
                let (href, name) = (escaped(href), escaped(name));
                self.write(format_args!(r#"<a href="{href}" aria-label="{name}">"#));
                draw(self);
                self.write(format_args!("</a>"));
            }
            None => {
                self.write(format_args!("<g><title>{}</title>", escaped(name)));
                draw(self);
                self.write(format_args!("</g>"));
            }
        }
    }

    /// Lays another drawing over this one.
    pub(super) fn append(&mut self, other: Svg) {
        self.body.push_str(&other.body);
        self.has_links |= other.has_links;
    }

    /// The whole drawing, of this size, with a name and a description for those who do not see it. What has links is a
    /// group, because an image hides what is in it from the keyboard.
    pub(super) fn finish(self, size: (f64, f64), id: &str, title: &str, description: &str) -> String {
        let (w, h) = (told(size.0), told(size.1));
        let role = if self.has_links { "group" } else { "img" };
        let (title, description, body) = (escaped(title), escaped(description), self.body);
        format!(
            r#"<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="{role}" aria-labelledby="{id}-t {id}-d" font-family="{FONTS}"><title id="{id}-t">{title}</title><desc id="{id}-d">{description}</desc><rect width="{w}" height="{h}" fill="{PAPER}"/>{body}</svg>"#
        )
    }

    fn write(&mut self, shape: std::fmt::Arguments<'_>) {
        // Writing to a string cannot fail.
        let _ = self.body.write_fmt(shape);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn coordinates_are_short() {
        assert_eq!([0.0, -0.04, 1.25, -3.0, 12.34].map(told), ["0", "0", "1.3", "-3", "12.3"]);
    }

    #[test]
    fn whatever_is_told_stays_text() {
        let mut svg = Svg::default();
        let hostile = "</text><script>alert(1)</script>\" onload='x' \u{1}&amp;\u{ffff}";
        svg.text((0.0, 0.0), hostile, Lettering::of(12.0));
        svg.linked(Some("#t1"), hostile, |svg| svg.circle((1.0, 1.0), 1.0, INK, ""));
        svg.linked(None, hostile, |svg| svg.circle((1.0, 1.0), 1.0, INK, ""));
        let drawn = svg.finish((10.0, 10.0), "f", hostile, hostile);
        assert!(!drawn.contains("<script") && !drawn.contains("' x") && !drawn.contains('\u{1}'), "{drawn}");
        assert_eq!(drawn.matches("&lt;script&gt;").count(), 5);
        assert!(drawn.contains(r#"role="group""#));
    }
}
