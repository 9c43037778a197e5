//! How many documents raise each area: bars with their values.

use commonground::{Analysis, CodingSummary};

use super::chart::Columns;
use super::palette::{BLUE, EDGE, FAINT, HAIR, INK, QUIET};
use super::svg::{Lettering, Svg};
use super::{Figure, NARROW, Numbers, Placing, WIDE};

const TITLE: &str = "How many documents raise each area";
/// From this strength of its best passage on a document raises an area clearly: it is likelier right than wrong.
const CLEAR: f64 = 0.5;

/// How widely the areas of the framework are raised; none without one.
pub fn coverage(analysis: &Analysis, placing: &Placing<'_>) -> Option<Figure> {
    let coding = analysis.coding.as_ref()?;
    let documents = coding.matrix.cells.len();
    let bars = bars(coding);
    if bars.is_empty() || documents == 0 {
        return None;
    }
    let id = placing.id("coverage");
    let parts =
        if coding.framework.hierarchy().is_flat() { "" } else { " An area with parts has what these have." };
    Some(Figure {
        title: TITLE.to_owned(),
        caption: format!(
            "The full bar counts the documents that raise an area clearly: a passage of theirs has a strength of at least {CLEAR:.2}, so that a person would likelier give the area to it than not. The light bar adds those that raise it faintly.{parts} The areas are in the framework’s order."
        ),
        wide: draw(&bars, documents, WIDE, &id, placing),
        narrow: draw(&bars, documents, NARROW, &format!("{id}-n"), placing),
        columns: ["Area", "Documents that raise it", "Clearly", "Faintly", "Of documents"]
            .map(str::to_owned)
            .to_vec(),
        rows: bars
            .iter()
            .map(|bar| {
                let numbers = [bar.clear + bar.faint, bar.clear, bar.faint, documents];
                [bar.name.clone()].into_iter().chain(numbers.map(|n| n.to_string())).collect()
            })
            .collect(),
        numbers: vec![
            ("id", Numbers::texts(&bars, |bar| coding.framework.areas[bar.place].id.clone())),
            ("area", Numbers::texts(&bars, |bar| bar.name.clone())),
            ("depth", Numbers::counts(&bars, |bar| bar.depth)),
            ("clearly", Numbers::counts(&bars, |bar| bar.clear)),
            ("faintly", Numbers::counts(&bars, |bar| bar.faint)),
            ("documents", Numbers::counts(&bars, |_| documents)),
        ],
        id,
    })
}

struct Bar {
    place: usize,
    name: String,
    depth: usize,
    clear: usize,
    faint: usize,
}

fn bars(coding: &CodingSummary) -> Vec<Bar> {
    let hierarchy = coding.framework.hierarchy();
    let bar = |&place: &usize| {
        let raising =
            coding.matrix.cells.iter().filter_map(|row| row.get(place)).filter(|cell| cell.passages > 0);
        let clear = raising.clone().filter(|cell| cell.strength >= CLEAR).count();
        Bar {
            place,
            name: coding.framework.areas[place].name.clone(),
            depth: hierarchy.depth(place),
            clear,
            faint: raising.count() - clear,
        }
    };
    hierarchy.order().iter().map(bar).collect()
}

fn draw(bars: &[Bar], documents: usize, page: f64, id: &str, placing: &Placing<'_>) -> String {
    let columns = Columns::of(page, 96.0);
    let x = |count: usize| columns.left + count as f64 / documents as f64 * (columns.right - columns.left);
    let (mut marks, mut y) = (Svg::default(), 8.0);
    for bar in bars {
        let all = bar.clear + bar.faint;
        let name = match all {
            0 => format!("{}: nobody raises it", bar.name),
            all => format!("{}: {all} of {documents} documents, {} clearly", bar.name, bar.clear),
        };
        marks.linked(placing.area(bar.place).as_deref(), &name, |svg| {
            let row = columns.label(svg, y, &bar.name, 14.0 * bar.depth.min(4) as f64);
            let top = row.middle - 6.0;
            if bar.clear > 0 {
                svg.rect((x(0), top), (x(bar.clear) - x(0), 12.0), BLUE, "");
            }
            if bar.faint > 0 {
                let more = format!(r#" stroke="{BLUE}" stroke-width="1""#);
                let size = (x(all) - x(bar.clear) - 1.0, 11.0);
                svg.rect((x(bar.clear) + 0.5, top + 0.5), size, FAINT, &more);
            }
            match all {
                0 => columns.value(svg, &row, "nobody", QUIET),
                all => columns.value(svg, &row, &format!("{all} of {documents}"), INK),
            }
            y = row.bottom;
        });
    }
    let bottom = y + 2.0;
    let mut svg = Svg::default();
    let step =
        [1, 2, 5, 10, 20, 50].into_iter().find(|step| documents <= 6 * step).unwrap_or(documents.div_ceil(5));
    for count in (0..=documents).step_by(step) {
        svg.line((x(count), 4.0), (x(count), bottom), if count == 0 { EDGE } else { HAIR }, "");
        columns.tick(&mut svg, x(count), bottom + 16.0, &count.to_string());
    }
    svg.append(marks);
    let (mut key, y) = (columns.left, bottom + 36.0);
    for (fill, told) in [(BLUE, "clearly"), (FAINT, "faintly")] {
        svg.rect((key, y - 10.0), (12.0, 11.0), fill, &format!(r#" stroke="{BLUE}""#));
        svg.text((key + 18.0, y), told, Lettering::of(12.0).fill(QUIET));
        key += 84.0;
    }
    let told = format!("{} areas over {documents} documents; the table has the values.", bars.len());
    svg.finish((page, bottom + 46.0), id, TITLE, &told)
}
