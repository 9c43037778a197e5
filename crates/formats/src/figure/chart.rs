//! What charts of rows share: a label on the left (above, on a narrow page), the marks, and a value on the right.

use super::lettering::lines;
use super::svg::{Anchor, Lettering, Svg};
use super::{NARROW, palette::QUIET};

pub(super) const LETTER: f64 = 13.0;
pub(super) const LINE: f64 = 16.0;
/// A label takes as many lines as it needs: one that is cut is another than the name of its link.
const MOST_LINES: usize = 12;

/// The columns of a chart on a page of this width.
pub(super) struct Columns {
    pub(super) is_wide: bool,
    /// Where the marks begin and end.
    pub(super) left: f64,
    pub(super) right: f64,
    page: f64,
    label: f64,
}

/// Where the marks and the value of one row stand.
pub(super) struct Row {
    /// The middle of the marks.
    pub(super) middle: f64,
    pub(super) bottom: f64,
}

impl Columns {
    /// `value` is the room for the values on the right.
    pub(super) fn of(page: f64, value: f64) -> Self {
        let is_wide = page > NARROW;
        let (left, label) = if is_wide { (280.0, 262.0) } else { (8.0, page - 10.0) };
        Columns { is_wide, left, right: page - value - 12.0, page, label }
    }

    /// Writes the label of a row that begins at `top`.
    pub(super) fn label(&self, svg: &mut Svg, top: f64, label: &str, indent: f64) -> Row {
        let lines = lines(label, self.label - indent, LETTER, MOST_LINES);
        let tall = lines.len() as f64 * LINE;
        for (number, line) in lines.iter().enumerate() {
            let at = (2.0 + indent, top + 13.0 + number as f64 * LINE);
            svg.text(at, line, Lettering::of(LETTER));
        }
        match self.is_wide {
            true => Row { middle: top + tall / 2.0 + 1.0, bottom: top + tall + 9.0 },
            false => Row { middle: top + tall + 10.0, bottom: top + tall + 28.0 },
        }
    }

    /// Writes the value of a row.
    pub(super) fn value(&self, svg: &mut Svg, row: &Row, value: &str, fill: &'static str) {
        svg.text((self.right + 12.0, row.middle + 4.5), value, Lettering::of(LETTER).fill(fill));
    }

    /// Writes a label of the axis.
    pub(super) fn tick(&self, svg: &mut Svg, x: f64, y: f64, told: &str) {
        let anchor = if x + 20.0 > self.page { Anchor::End } else { Anchor::Middle };
        svg.text((x, y), told, Lettering::of(12.0).fill(QUIET).anchor(anchor));
    }
}
