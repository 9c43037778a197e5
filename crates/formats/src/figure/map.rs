//! The theme map: which themes are like each other.

use commonground::Analysis;
use commonground::theme::{BroadTheme, Theme};

use super::labels::{Frame, push_apart, put};
use super::layout::{Place, kept_order, places};
use super::lettering::{lines, width};
use super::palette::{EDGE, HUES, Hue, INK, NO_HUE, QUIET};
use super::svg::{Anchor, Lettering, Svg};
use super::{Figure, NARROW, Numbers, Placing, WIDE};
use crate::report::words::listed;

/// Of more themes no map can be read; those raised most widely are on it.
const MOST_THEMES: usize = 40;
const LETTER: f64 = 13.0;
const LINE: f64 = 15.5;
/// What is left free around the drawing.
const MARGIN: f64 = 12.0;

/// The map of an analysis's themes: circles whose area is the number of documents that raise them, placed by likeness.
/// None where there are fewer than three themes, or their likeness is not known.
pub fn theme_map(analysis: &Analysis, placing: &Placing<'_>) -> Option<Figure> {
    let themes = &analysis.themes[..analysis.themes.len().min(MOST_THEMES)];
    if themes.len() < 3 || analysis.likeness.themes() != analysis.themes.len() {
        return None;
    }
    let map = Map { analysis, themes, hues: hues(&analysis.broad, themes.len()) };
    let id = placing.id("map");
    let (wide, order, stands) = map.draw(WIDE, &id, placing);
    let (narrow, of_narrow, _) = map.draw(NARROW, &format!("{id}-n"), placing);
    // One caption stands below both drawings, so it says what holds of the worse.
    let order = order.zip(of_narrow).map(|(wide, narrow)| wide.min(narrow));
    Some(Figure {
        title: TITLE.to_owned(),
        caption: map.caption(order),
        wide,
        narrow,
        columns: ["Theme", "Raised by", "Documents", "Most like it", "Likeness (0–1)", "Broad theme"]
            .map(str::to_owned)
            .to_vec(),
        rows: (0..themes.len()).map(|theme| map.row(theme)).collect(),
        numbers: map.numbers(&stands),
        id,
    })
}

const TITLE: &str = "Which themes are like each other";

struct Map<'a> {
    analysis: &'a Analysis,
    themes: &'a [Theme],
    /// The hue of each theme, with the place of its broad theme; none for those that stand alone.
    hues: Vec<Option<(Hue, usize)>>,
}

/// Where a circle stands, in pixels from the lower left corner of the drawing.
struct Stand {
    x: f64,
    y: f64,
    radius: f64,
}

/// Where everything stands, and how many square pixels of labels are covered.
struct Drawn {
    covered: f64,
    height: f64,
    radii: Vec<f64>,
    centres: Vec<Place>,
    labels: Vec<Frame>,
}

/// The hues of broad themes of several themes, while there are hues.
fn hues(broad: &[BroadTheme], themes: usize) -> Vec<Option<(Hue, usize)>> {
    let mut hues = vec![None; themes];
    let several = broad.iter().enumerate().filter(|(_, broad)| broad.themes.len() > 1);
    for ((place, broad), hue) in several.zip(HUES) {
        for &number in broad.themes.iter().filter(|&&number| (1..=themes).contains(&number)) {
            hues[number - 1] = Some((hue, place));
        }
    }
    hues
}

impl Map<'_> {
    /// The drawing at this width, how well its distances keep the order of likeness, and where the circles stand. A
    /// narrow one is turned upright, and its labels are in a list below, because they do not fit between the circles.
    fn draw(&self, page: f64, id: &str, placing: &Placing<'_>) -> (String, Option<f64>, Vec<Stand>) {
        let likeness = |a: usize, b: usize| self.analysis.likeness.between(a, b);
        let is_wide = page > NARROW;
        let label = |theme: &Theme| if is_wide { lines(&theme.label, 128.0, LETTER, 3) } else { Vec::new() };
        let labels: Vec<Vec<String>> = self.themes.iter().map(label).collect();
        let size = |label: &Vec<String>| {
            let wide = label.iter().map(|line| width(line, LETTER)).fold(0.0, f64::max);
            (wide, label.len() as f64 * LINE)
        };
        let sizes: Vec<(f64, f64)> = labels.iter().map(size).collect();

        let mut ideal = places(self.themes.len(), likeness);
        if !is_wide {
            ideal.iter_mut().for_each(|place| *place = (place.1, place.0));
        }
        let Some(drawn) = self.arranged(&ideal, &sizes, page) else {
            return (String::new(), None, Vec::new());
        };

        let mut svg = Svg::default();
        for (theme, &centre) in drawn.centres.iter().enumerate() {
            svg.line(centre, drawn.centres[self.likest(theme)], EDGE, r#" stroke-width="1""#);
        }
        for theme in 0..self.themes.len() {
            self.circle(&mut svg, theme, drawn.centres[theme], drawn.radii[theme], placing);
        }
        for (label, at) in labels.iter().zip(&drawn.labels) {
            write(&mut svg, label, at);
        }
        let mut bottom = drawn.height;
        if !is_wide {
            bottom = self.names(&mut svg, page, bottom);
        }
        bottom = self.key(&mut svg, page, bottom);
        let order = kept_order(&drawn.centres, likeness);
        // Up is more, as in charts.
        let up =
            |(&centre, &radius): (&Place, &f64)| Stand { x: centre.0, y: drawn.height - centre.1, radius };
        let stands = drawn.centres.iter().zip(&drawn.radii).map(up).collect();
        (svg.finish((page, bottom), id, TITLE, &self.described()), order, stands)
    }

    fn numbers(&self, stands: &[Stand]) -> Vec<(&'static str, Numbers)> {
        let places: Vec<usize> = (0..stands.len()).collect();
        let theme = |&place: &usize| &self.themes[place];
        let shelf = |&place: &usize| Some(self.analysis.broad[self.hues[place]?.1].label.clone());
        let hue = |&place: &usize| self.hues[place].map_or(NO_HUE, |(hue, _)| hue);
        vec![
            ("number", Numbers::counts(&places, |place| theme(place).number)),
            ("theme", Numbers::texts(&places, |place| theme(place).label.clone())),
            ("documents", Numbers::counts(&places, |place| theme(place).prevalence.documents)),
            ("x", Numbers::measures(stands, |stand| Some(stand.x))),
            ("y", Numbers::measures(stands, |stand| Some(stand.y))),
            ("radius", Numbers::measures(stands, |stand| Some(stand.radius))),
            ("most_like", Numbers::counts(&places, |&place| self.themes[self.likest(place)].number)),
            (
                "likeness",
                Numbers::measures(&places, |&place| {
                    Some(self.analysis.likeness.between(place, self.likest(place)))
                }),
            ),
            ("broad_theme", Numbers::names(&places, shelf)),
            ("fill", Numbers::texts(&places, |place| hue(place).ground.to_owned())),
            ("edge", Numbers::texts(&places, |place| hue(place).mark.to_owned())),
        ]
    }

    /// Circles and labels on a page of this width. It has as much height as the labels need: it grows until none covers
    /// anything, or for long enough; what is left free above and below is cut off.
    fn arranged(&self, ideal: &[Place], sizes: &[(f64, f64)], page: f64) -> Option<Drawn> {
        let mut height = if page > NARROW { 300.0 + 8.0 * self.themes.len() as f64 } else { 1.25 * page };
        let mut found: Option<Drawn> = None;
        for _ in 0..7 {
            let radii = self.radii(page * height);
            let centres = fitted(ideal, &radii, sizes, (page, height));
            let (labels, covered) = put(&centres, &radii, sizes, (page, height));
            if found.as_ref().is_none_or(|found| covered < found.covered) {
                found = Some(Drawn { covered, height, radii, centres, labels });
            }
            if covered < 1.0 {
                break;
            }
            height *= 1.14;
        }
        let mut drawn = found?;
        let tops = drawn.centres.iter().zip(&drawn.radii).map(|(centre, radius)| centre.1 - radius);
        let top = tops.chain(drawn.labels.iter().map(|label| label.top)).fold(f64::INFINITY, f64::min);
        let bottoms = drawn.centres.iter().zip(&drawn.radii).map(|(centre, radius)| centre.1 + radius);
        let bottom = bottoms.chain(drawn.labels.iter().map(|l| l.bottom)).fold(f64::NEG_INFINITY, f64::max);
        let up = top - MARGIN;
        drawn.centres.iter_mut().for_each(|centre| centre.1 -= up);
        drawn.labels.iter_mut().for_each(|label| {
            (label.top, label.bottom) = (label.top - up, label.bottom - up);
        });
        drawn.height = bottom - up + MARGIN;
        Some(drawn)
    }

    /// The radius of each circle: its area is the number of documents, and all together take a part of the page.
    fn radii(&self, area: f64) -> Vec<f64> {
        let documents = |theme: &Theme| theme.prevalence.documents.max(1) as f64;
        let all: f64 = self.themes.iter().map(documents).sum();
        let most = self.themes.iter().map(documents).fold(1.0, f64::max);
        let unit = (0.09 * area / (std::f64::consts::PI * all)).min(46.0 * 46.0 / most);
        self.themes.iter().map(|theme| (unit * documents(theme)).sqrt().max(11.0)).collect()
    }

    fn circle(&self, svg: &mut Svg, theme: usize, centre: Place, radius: f64, placing: &Placing<'_>) {
        let own = &self.themes[theme];
        let hue = self.hues[theme].map_or(NO_HUE, |(hue, _)| hue);
        let dashes = if own.is_common { "" } else { r#" stroke-dasharray="3 3""# };
        let edge = format!(r#" stroke="{}" stroke-width="2"{dashes}"#, hue.mark);
        let name = format!("Theme {}, {}: raised by {}", own.number, own.label, own.prevalence.told());
        svg.linked(placing.theme(own.number).as_deref(), &name, |svg| {
            svg.circle(centre, radius, hue.ground, &edge);
            let lettering = Lettering::of(LETTER).anchor(Anchor::Middle).bold(true);
            svg.text((centre.0, centre.1 + 4.5), &own.number.to_string(), lettering);
        });
    }

    /// The themes' labels as a list; where it ends.
    fn names(&self, svg: &mut Svg, page: f64, top: f64) -> f64 {
        let mut y = top + 4.0;
        for theme in self.themes {
            let number = Lettering::of(LETTER).bold(true).anchor(Anchor::End);
            svg.text((MARGIN + 16.0, y + 12.0), &theme.number.to_string(), number);
            for line in lines(&theme.label, page - 2.0 * MARGIN - 24.0, LETTER, 3) {
                svg.text((MARGIN + 24.0, y + 12.0), &line, Lettering::of(LETTER));
                y += LINE;
            }
            y += 3.0;
        }
        y + 6.0
    }

    /// What the hues mean; where the drawing ends.
    fn key(&self, svg: &mut Svg, page: f64, top: f64) -> f64 {
        let mut y = top + 6.0;
        for (place, broad) in self.analysis.broad.iter().enumerate() {
            let own = self.hues.iter().flatten().find(|(_, own)| *own == place);
            let Some((hue, _)) = own else { continue };
            let numbers: Vec<String> = broad.themes.iter().map(ToString::to_string).collect();
            let told = format!("{} (themes {})", broad.label, listed(&numbers));
            let edge = format!(r#" stroke="{}" stroke-width="2""#, hue.mark);
            svg.circle((MARGIN + 7.0, y + 9.0), 6.0, hue.ground, &edge);
            for line in lines(&told, page - 3.0 * MARGIN - 14.0, LETTER, 3) {
                svg.text((MARGIN + 22.0, y + 13.5), &line, Lettering::of(LETTER).fill(QUIET));
                y += LINE;
            }
            y += 6.0;
        }
        y + MARGIN - 6.0
    }

    /// The theme that is most like this one; the first of equals.
    fn likest(&self, theme: usize) -> usize {
        let others = (0..self.themes.len()).filter(|&other| other != theme);
        let likeness = |other: usize| self.analysis.likeness.between(theme, other);
        others.reduce(|best, next| if likeness(next) > likeness(best) { next } else { best }).unwrap_or(theme)
    }

    fn row(&self, theme: usize) -> Vec<String> {
        let (own, likest) = (&self.themes[theme], self.likest(theme));
        let other = &self.themes[likest];
        let shelf = self.analysis.broad.iter().find(|broad| broad.themes.contains(&own.number));
        vec![
            format!("{} {}", own.number, own.label),
            own.prevalence.told(),
            own.prevalence.documents.to_string(),
            format!("{} {}", other.number, other.label),
            format!("{:.2}", self.analysis.likeness.between(theme, likest)),
            shelf.map_or_else(|| "–".to_owned(), |broad| broad.label.clone()),
        ]
    }

    fn caption(&self, order: Option<f64>) -> String {
        let mut told = "Each circle is a theme; its area is the number of documents that raise it. Themes that use the same terms (the cosine of their TF-IDF centres) lie near each other, as far as a plane allows; left, right, up and down mean nothing. A line leads from each theme to the one most like it.".to_owned();
        if let Some(order) = order {
            told.push_str(&format!(
                " The order of the distances and the order of likeness agree at {order:.2} (rank correlation; 1 is perfectly): {}",
                match order {
                    o if o >= 0.8 => "the map can be trusted.",
                    o if o >= 0.5 => "trust the lines and the table before the distances.",
                    _ => "the distances say little; trust the lines and the table.",
                }
            ));
        }
        if self.hues.iter().any(Option::is_some) {
            told.push_str(" Colours are broad themes; a grey theme stands alone.");
        }
        if self.themes.iter().any(|theme| !theme.is_common) {
            told.push_str(" A dashed circle is raised by fewer than three documents.");
        }
        if self.themes.len() < self.analysis.themes.len() {
            told.push_str(&format!(
                " The {} themes that are raised most widely are shown, of {}.",
                self.themes.len(),
                self.analysis.themes.len()
            ));
        }
        told
    }

    fn described(&self) -> String {
        format!("A map of {} themes. The table of its values has what it shows.", self.themes.len())
    }
}

/// The places on the drawing: as large as there is room for, at the same scale across and down, and pushed apart.
fn fitted(ideal: &[Place], radii: &[f64], sizes: &[(f64, f64)], page: (f64, f64)) -> Vec<Place> {
    let most = |of: &dyn Fn(&Place) -> f64| ideal.iter().map(of).fold(f64::NEG_INFINITY, f64::max);
    let (left, right) = (-most(&|p| -p.0), most(&|p| p.0));
    let (top, bottom) = (-most(&|p| -p.1), most(&|p| p.1));
    let radius = radii.iter().copied().fold(0.0, f64::max);
    let label = sizes.iter().fold((0.0f64, 0.0f64), |most, size| (most.0.max(size.0), most.1.max(size.1)));
    let across = page.0 - 2.0 * (MARGIN + radius.max(label.0 / 2.0));
    let down = page.1 - 2.0 * (MARGIN + radius) - label.1;
    let scale = (across / (right - left).max(1e-9)).min(down / (bottom - top).max(1e-9)).max(1.0);
    let middle = ((left + right) / 2.0, (top + bottom) / 2.0);
    let place = |p: &Place| {
        let y = (p.1 - middle.1) * scale + (page.1 - label.1) / 2.0;
        ((p.0 - middle.0) * scale + page.0 / 2.0, y)
    };
    let mut centres: Vec<Place> = ideal.iter().map(place).collect();
    push_apart(&mut centres, radii, 8.0);
    for (centre, radius) in centres.iter_mut().zip(radii) {
        let inside = |value: f64, room: f64| {
            value.clamp(MARGIN + radius, (room - MARGIN - radius).max(MARGIN + radius))
        };
        *centre = (inside(centre.0, page.0), inside(centre.1, page.1));
    }
    centres
}

fn write(svg: &mut Svg, label: &[String], at: &Frame) {
    let middle = f64::midpoint(at.left, at.right);
    let lettering = Lettering::of(LETTER).anchor(Anchor::Middle).fill(INK).halo();
    for (number, line) in label.iter().enumerate() {
        svg.text((middle, at.top + 12.0 + number as f64 * LINE), line, lettering);
    }
}
