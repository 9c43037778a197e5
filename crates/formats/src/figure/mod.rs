//! Pictures of an analysis, for the report and for notebooks: pure functions to SVG and HTML.
//!
//! Each [`Figure`] is drawn twice, for wide and for narrow pages, and has a caption that says what it shows and a table
//! with its values. There is no script, nothing is fetched, and all text is escaped. Colours are those of `palette`,
//! dark on light, and never the only sign.
//!
//! | function | what it shows |
//! |---|---|
//! | [`theme_map`] | how like the themes are to each other, and how widely each is raised |
//! | [`stability`] | how well each theme is found again, with the spread of the draws |
//! | [`curve`] | what halves of the round repeat, by number of themes |
//! | [`coverage`] | how many documents raise each area of the framework |
//! | [`lineage`] | how lists of areas grew out of each other |
//!
//! Tables whose numbers are shaded are a [`Grid`]: [`theme_grid`] and [`area_grid`].

mod chart;
mod coverage;
mod curve;
mod grid;
mod labels;
mod layout;
mod lettering;
mod lineage;
mod map;
mod numbers;
pub(crate) mod palette;
mod stability;
mod svg;

use serde::Serialize;

pub use coverage::coverage;
pub use curve::curve;
pub(crate) use grid::document_shade;
pub use grid::{Grid, GridCell, GridHead, area_grid, theme_grid};
pub use lineage::lineage;
pub use map::theme_map;
pub use numbers::Numbers;
pub use stability::stability;
pub(crate) use svg::escaped;

/// How a figure stands on its page.
#[derive(Debug, Clone, Copy)]
pub struct Placing<'a> {
    /// Ids within the figure begin with this, so that several outputs on a page do not clash. Letters, digits and
    /// hyphens; anything else is left out.
    pub prefix: &'a str,
    /// Whether themes and areas lead to the anchors of the report (`#t1`, `#a1`).
    pub links: bool,
}

impl Placing<'_> {
    fn id(&self, name: &str) -> String {
        let is_plain = |letter: &char| letter.is_ascii_alphanumeric() || *letter == '-';
        let prefix: String = self.prefix.chars().filter(is_plain).collect();
        if prefix.is_empty() { name.to_owned() } else { format!("{prefix}-{name}") }
    }

    fn theme(&self, number: usize) -> Option<String> {
        self.links.then(|| format!("#t{number}"))
    }

    fn area(&self, place: usize) -> Option<String> {
        self.links.then(|| format!("#a{}", place + 1))
    }
}

/// A picture with what belongs to it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// What begins every id in it; the figure's own.
    pub id: String,
    /// What it is called.
    pub title: String,
    /// What it shows and how to read it, as plain text.
    pub caption: String,
    /// The picture as SVG, for pages at least 760 pixels wide.
    pub wide: String,
    /// The same for pages at least 340 pixels wide.
    pub narrow: String,
    /// The names of the columns of its values.
    pub columns: Vec<String>,
    /// Its values: a row for each thing that is shown, the first cell its name.
    pub rows: Vec<Vec<String>>,
    /// What is drawn as numbers that are not rounded, by column and a row a mark: for charts of other libraries. Empty
    /// where the picture has none.
    pub numbers: Vec<(&'static str, Numbers)>,
}

/// The widths of drawings in pixels.
const WIDE: f64 = 760.0;
const NARROW: f64 = 340.0;

impl Figure {
    /// The figure as a fragment of HTML that needs no stylesheet: for notebooks.
    pub fn html(&self) -> String {
        let cell = |tag: &str, text: &str| {
            format!(r#"<{tag} style="text-align:left;padding:.15rem .9rem .15rem 0">{}</"#, escaped(text))
                + tag.split(' ').next().unwrap_or(tag)
                + ">"
        };
        let head: String = self.columns.iter().map(|name| cell(r#"th scope="col""#, name)).collect();
        let rows: String = self
            .rows
            .iter()
            .map(|row| {
                let cells = row.iter().enumerate();
                let cells = cells
                    .map(|(place, text)| cell(if place == 0 { r#"th scope="row""# } else { "td" }, text));
                format!("<tr>{}</tr>", cells.collect::<String>())
            })
            .collect();
        let svg = self.wide.replacen("<svg ", r#"<svg style="display:block;max-width:100%;height:auto" "#, 1);
        format!(
            r#"<figure id="{}" style="margin:0;padding:12px 16px;max-width:800px;background:{};color:{}">{svg}<figcaption style="max-width:46rem;line-height:1.5;color:{}">{}</figcaption><details style="margin-top:.5rem"><summary>The values</summary><table style="border-collapse:collapse;font-size:.92em;color:{}"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></details></figure>"#,
            self.id,
            palette::PAPER,
            palette::INK,
            palette::QUIET,
            escaped(&self.caption),
            palette::INK,
        )
    }
}
