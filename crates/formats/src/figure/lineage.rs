//! How lists of areas grew out of each other: a column a version, a band for each way that an area went.

use std::collections::BTreeMap;

use commonground::process::replay::{Link, LinkKind, Version};

use super::lettering::lines;
use super::palette::{BLUE, EDGE, FAINT, HUES, INK, NO_HUE, QUIET, TINT};
use super::svg::{Anchor, Lettering, Svg, told};
use super::{Figure, NARROW, Placing, WIDE};

const TITLE: &str = "How the list came about";

/// The most versions in one picture; the table has all.
const MOST: usize = 4;

/// The versions of a list and what became of each area. `reason` puts the reason of a link into words for the table. None
/// before there is a second version.
pub fn lineage(
    versions: &[Version],
    reason: &dyn Fn(&Link) -> String,
    placing: &Placing<'_>,
) -> Option<Figure> {
    if versions.len() < 2 {
        return None;
    }
    let shown = &versions[versions.len().saturating_sub(MOST)..];
    let left = versions.len() - shown.len();
    let id = placing.id("lineage");
    let earlier =
        if left > 0 { format!(" The first {left} versions are in the table only.") } else { String::new() };
    let lists: Vec<&[Version]> = versions.windows(2).collect();
    let rows = lists.iter().flat_map(|pair| {
        pair[1].links.iter().map(|link| {
            vec![
                link.from.as_deref().map_or("(new)".to_owned(), |id| name(&pair[0], id)),
                link.kind.told().to_owned(),
                link.to.as_deref().map_or("(gone)".to_owned(), |id| name(&pair[1], id)),
                format!("{} to {}", pair[0].version, pair[1].version),
                reason(link),
            ]
        })
    });
    Some(Figure {
        title: TITLE.to_owned(),
        caption: format!(
            "Each column is a version of the list, and each band leads from an area to what became of it; all bands are equally wide. An area that went has a short band that ends in a word, and one without a band on its left is new.{earlier}"
        ),
        wide: draw(shown, WIDE, &id),
        narrow: draw(&shown[shown.len().saturating_sub(3)..], NARROW, &format!("{id}-n")),
        columns: ["Earlier", "What became of it", "Later", "Versions", "Why"].map(str::to_owned).to_vec(),
        rows: rows.collect(),
        numbers: Vec::new(),
        id,
    })
}

/// The name of an area in a version.
fn name(version: &Version, id: &str) -> String {
    let area = version.framework.areas.iter().find(|area| area.id == id);
    area.map_or_else(|| id.to_owned(), |area| area.name.clone())
}

/// Where an area stands.
struct Stand {
    top: f64,
    bottom: f64,
    /// How far its bands on either side have used its height.
    used: [f64; 2],
}

/// The thickness of a band, and the room between two.
const BAND: f64 = 7.0;
const STEP: f64 = 9.0;

fn draw(versions: &[Version], page: f64, id: &str) -> String {
    let is_wide = page > NARROW;
    let count = versions.len() as f64;
    let (size, line) = if is_wide { (12.5, 15.0) } else { (9.5, 11.5) };
    let gap = if is_wide { (320.0 / count).min(96.0) } else { 26.0 };
    let width = (page - gap * (count - 1.0) - 2.0) / count;
    let (mut boxes, mut bands, mut words) = (Svg::default(), Svg::default(), Svg::default());
    let mut stands: Vec<BTreeMap<&str, Stand>> = Vec::new();
    let mut deepest = 0.0_f64;
    for (column, version) in versions.iter().enumerate() {
        let x = 1.0 + column as f64 * (width + gap);
        let head = lines(&format!("{} areas", version.framework.areas.len()), width, size, 1);
        boxes.text((x, 14.0), &head[0], Lettering::of(size).bold(true));
        let title = lines(&version.title, width, size - 1.0, if is_wide { 2 } else { 3 });
        for (number, part) in title.iter().enumerate() {
            boxes.text((x, 14.0 + (number + 1) as f64 * line), part, Lettering::of(size - 1.0).fill(QUIET));
        }
        let mut y = if is_wide { 58.0 } else { 66.0 };
        let mut own = BTreeMap::new();
        for place in order(versions, column, &stands) {
            let area = &version.framework.areas[place];
            let text = lines(&area.name, width - 10.0, size, if is_wide { 3 } else { 5 });
            let leaving = versions.get(column + 1).map_or(0, |next| of(next, &area.id, true));
            let coming = if column > 0 { of(version, &area.id, false) } else { 0 };
            let tall = (text.len() as f64 * line + 9.0).max(leaving.max(coming) as f64 * STEP + 4.0);
            let (ground, edge) =
                if column > 0 && coming == 0 { (HUES[3].ground, HUES[3].mark) } else { (TINT, EDGE) };
            boxes.rect((x, y), (width, tall), ground, &format!(r#" stroke="{edge}" rx="3""#));
            for (number, part) in text.iter().enumerate() {
                let at = (x + 5.0, y + (number as f64 + 0.95) * line + 1.5);
                boxes.text(at, part, Lettering::of(size).fill(INK));
            }
            own.insert(area.id.as_str(), Stand { top: y, bottom: y + tall, used: [0.0, 0.0] });
            y += tall + if is_wide { 9.0 } else { 7.0 };
        }
        deepest = deepest.max(y);
        stands.push(own);
    }
    for column in 1..versions.len() {
        let from = 1.0 + (column - 1) as f64 * (width + gap) + width;
        let (before, after) = stands.split_at_mut(column);
        let (Some(before), Some(after)) = (before.last_mut(), after.first_mut()) else { continue };
        let mut links: Vec<&Link> = versions[column].links.iter().collect();
        // Bands leave an area in the order of where they go, so that they do not cross at once.
        let depth = |link: &Link| {
            let stand = link.to.as_deref().and_then(|to| after.get(to));
            stand.map_or(f64::MAX, |stand| stand.top)
        };
        links.sort_by(|a, b| depth(a).total_cmp(&depth(b)));
        let exits: Vec<Option<f64>> = links
            .iter()
            .map(|link| link.from.as_deref().and_then(|from| before.get_mut(from)).map(|stand| stand.next(1)))
            .collect();
        let mut arriving: Vec<(usize, f64)> =
            exits.iter().enumerate().filter_map(|(number, exit)| Some((number, (*exit)?))).collect();
        arriving.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (number, exit) in arriving {
            let link = links[number];
            let name_of = |id: &Option<String>, version: &Version| {
                id.as_deref().map_or("gone".to_owned(), |id| name(version, id))
            };
            let (earlier, later) =
                (name_of(&link.from, &versions[column - 1]), name_of(&link.to, &versions[column]));
            let title = format!("{earlier}: {}, {later}", link.kind.told());
            let entry = link.to.as_deref().and_then(|to| after.get_mut(to)).map(|stand| stand.next(0));
            let colour = colour(link.kind);
            bands.linked(None, &title, |svg| match entry {
                Some(entry) => {
                    svg.path(&band((from, exit), (from + gap, entry)), colour, r#" fill-opacity="0.85""#)
                }
                None => {
                    let end = from + gap * if is_wide { 0.22 } else { 0.35 };
                    svg.rect((from, exit), (end - from, BAND), colour, "");
                    let word = match link.kind {
                        LinkKind::Guidance => "guidance",
                        _ => "dropped",
                    };
                    // Words lie over all bands.
                    if is_wide {
                        let lettering = Lettering::of(11.5).fill(INK).anchor(Anchor::Start).halo();
                        words.text((end + 4.0, exit + BAND), word, lettering);
                    } else {
                        words.text((end + 2.0, exit + BAND + 1.0), "✕", Lettering::of(9.5).fill(INK).halo());
                    }
                }
            });
        }
    }
    let mut svg = Svg::default();
    svg.append(bands);
    svg.append(boxes);
    svg.append(words);
    let bottom = key(&mut svg, page, deepest + 8.0);
    let counts: Vec<String> =
        versions.iter().map(|version| version.framework.areas.len().to_string()).collect();
    let told =
        format!("The list had {} areas; the table has every step and its reason.", counts.join(", then "));
    svg.finish((page, bottom), id, TITLE, &told)
}

/// What the colours say.
fn key(svg: &mut Svg, page: f64, top: f64) -> f64 {
    let kinds = [
        LinkKind::Kept,
        LinkKind::Renamed,
        LinkKind::Merged,
        LinkKind::Split,
        LinkKind::Dropped,
        LinkKind::Added,
    ];
    let (mut x, mut y) = (1.0, top + 12.0);
    for kind in kinds {
        let word = match kind {
            LinkKind::Dropped => "went",
            LinkKind::Added => "new",
            other => other.told(),
        };
        if x + 84.0 > page {
            (x, y) = (1.0, y + 18.0);
        }
        let edge =
            if kind == LinkKind::Added { format!(r#" stroke="{}""#, HUES[3].mark) } else { String::new() };
        let fill = if kind == LinkKind::Added { HUES[3].ground } else { colour(kind) };
        svg.rect((x, y - 10.0), (14.0, 10.0), fill, &edge);
        svg.text((x + 19.0, y), word, Lettering::of(12.0).fill(QUIET));
        x += 88.0;
    }
    y + 12.0
}

fn colour(kind: LinkKind) -> &'static str {
    match kind {
        LinkKind::Kept => FAINT,
        LinkKind::Renamed => BLUE,
        LinkKind::Merged => HUES[4].mark,
        LinkKind::Split => HUES[1].mark,
        LinkKind::Dropped | LinkKind::Guidance => HUES[2].mark,
        LinkKind::Added => NO_HUE.mark,
    }
}

impl Stand {
    /// Where the next band on a side begins; sides are 0 for the left and 1 for the right.
    fn next(&mut self, side: usize) -> f64 {
        let at = self.top + 2.5 + self.used[side];
        self.used[side] += STEP;
        at.min(self.bottom - BAND)
    }
}

/// How many bands an area of a version has: to this version from the one before, or within it.
fn of(version: &Version, id: &str, is_earlier: bool) -> usize {
    let end = |link: &&Link| {
        if is_earlier {
            link.from.as_deref() == Some(id)
        } else {
            link.to.as_deref() == Some(id) && link.from.is_some()
        }
    };
    version.links.iter().filter(end).count()
}

/// The places of the areas of a column from top to bottom: where those that they grew out of stand, on average; what is
/// new comes last. The first column is in the order of its list.
fn order(versions: &[Version], column: usize, stands: &[BTreeMap<&str, Stand>]) -> Vec<usize> {
    let areas = &versions[column].framework.areas;
    let mut places: Vec<usize> = (0..areas.len()).collect();
    let Some(before) = column.checked_sub(1).and_then(|before| stands.get(before)) else { return places };
    let middle = |place: &usize| {
        let links = versions[column]
            .links
            .iter()
            .filter(|link| link.to.as_deref() == Some(areas[*place].id.as_str()));
        let tops: Vec<f64> = links.filter_map(|link| Some(before.get(link.from.as_deref()?)?.top)).collect();
        if tops.is_empty() { f64::MAX } else { tops.iter().sum::<f64>() / tops.len() as f64 }
    };
    places.sort_by(|a, b| middle(a).total_cmp(&middle(b)));
    places
}

/// A band between two places, as a path.
fn band(from: (f64, f64), to: (f64, f64)) -> String {
    let middle = told((from.0 + to.0) / 2.0);
    let [x1, y1, x2, y2] = [from.0, from.1, to.0, to.1].map(told);
    let [low1, low2] = [from.1 + BAND, to.1 + BAND].map(told);
    format!(
        "M{x1} {y1}C{middle} {y1} {middle} {y2} {x2} {y2}V{low2}C{middle} {low2} {middle} {low1} {x1} {low1}Z"
    )
}
