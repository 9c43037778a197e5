//! How well each theme is found again: a dot and an interval a theme.

use commonground::Analysis;
use commonground::cluster::{Spread, Stability, Verdict};
use commonground::theme::Theme;

use super::chart::Columns;
use super::palette::{BLUE, EDGE, HAIR, INK, PAPER, PINK, QUIET, TINT};
use super::svg::{Anchor, Lettering, Svg};
use super::{Figure, NARROW, Numbers, Placing, WIDE};

/// More rows than this are a list and no picture; the values have all.
const MOST: usize = 60;
const TITLE: &str = "How well each theme is found again";

/// The stability of the themes; none where it was not measured.
pub fn stability(analysis: &Analysis, placing: &Placing<'_>) -> Option<Figure> {
    let themes: Vec<(&Theme, &Stability)> =
        analysis.themes.iter().filter_map(|theme| Some((theme, theme.stability.as_ref()?))).collect();
    let most = themes.iter().map(|(_, stability)| stability.resamples).max()?;
    let id = placing.id("stability");
    let shown = &themes[..themes.len().min(MOST)];
    let has_spread = themes.iter().any(|(_, stability)| stability.spread.is_some());
    let mut caption = format!(
        "The documents were drawn anew {most} times and clustered anew. A dot shows how much of a theme came back, on average (Jaccard coefficient: 0 nothing, 1 exactly the same passages)"
    );
    caption.push_str(if has_spread { "; the line has four of five draws." } else { "." });
    caption.push_str(" A full dot is stable, a ring fragile, and a cross dissolves. What hangs on a single document, or is raised by fewer than three, is called fragile at best.");
    if shown.len() < themes.len() {
        caption.push_str(&format!(" The first {} of {} themes are shown.", shown.len(), themes.len()));
    }
    Some(Figure {
        title: TITLE.to_owned(),
        caption,
        wide: draw(shown, WIDE, &id, placing),
        narrow: draw(shown, NARROW, &format!("{id}-n"), placing),
        columns: ["Theme", "Verdict", "Mean", "A tenth below", "Median", "A tenth above", "Draws"]
            .map(str::to_owned)
            .to_vec(),
        rows: themes.iter().map(|(theme, stability)| row(theme, stability)).collect(),
        numbers: vec![
            ("number", Numbers::counts(&themes, |(theme, _)| theme.number)),
            ("theme", Numbers::texts(&themes, |(theme, _)| theme.label.clone())),
            ("verdict", Numbers::texts(&themes, |(_, stability)| stability.verdict.told().to_owned())),
            ("mean", Numbers::measures(&themes, |(_, stability)| Some(stability.jaccard))),
            ("low", Numbers::measures(&themes, |(_, stability)| Some(stability.spread.as_ref()?.low))),
            ("median", Numbers::measures(&themes, |(_, stability)| Some(stability.spread.as_ref()?.middle))),
            ("high", Numbers::measures(&themes, |(_, stability)| Some(stability.spread.as_ref()?.high))),
        ],
        id,
    })
}

fn draw(themes: &[(&Theme, &Stability)], page: f64, id: &str, placing: &Placing<'_>) -> String {
    let columns = Columns::of(page, 104.0);
    let x = |value: f64| columns.left + value.clamp(0.0, 1.0) * (columns.right - columns.left);
    let (mut marks, mut y) = (Svg::default(), 42.0);
    for (theme, stability) in themes {
        let label = format!("{} {}", theme.number, theme.label);
        let name = format!("Theme {label}: {} {}", stability.told_jaccard(), stability.verdict.told());
        marks.linked(placing.theme(theme.number).as_deref(), &name, |svg| {
            let row = columns.label(svg, y, &label, 0.0);
            if let Some(Spread { low, high, .. }) = stability.spread {
                let ends = ((x(low), row.middle), (x(high), row.middle));
                svg.line(ends.0, ends.1, colour(stability.verdict), r#" stroke-width="2""#);
            }
            dot(svg, (x(stability.jaccard), row.middle), stability.verdict);
            let value = format!("{} {}", stability.told_jaccard(), stability.verdict.told());
            columns.value(svg, &row, &value, INK);
            y = row.bottom;
        });
    }
    let bottom = y + 2.0;
    let mut svg = Svg::default();
    let top = 28.0;
    svg.rect((x(Stability::STABLE), top), (x(1.0) - x(Stability::STABLE), bottom - top), TINT, "");
    for level in [0.0, 0.25, 0.5, 0.75, 1.0] {
        let is_bar = [Stability::SURVIVES, Stability::STABLE].contains(&level);
        let (stroke, more) = if is_bar { (EDGE, r#" stroke-dasharray="4 3""#) } else { (HAIR, "") };
        svg.line((x(level), top), (x(level), bottom), stroke, more);
        columns.tick(&mut svg, x(level), bottom + 16.0, &level.to_string());
    }
    let (fragile, stable) =
        (f64::midpoint(Stability::SURVIVES, Stability::STABLE), f64::midpoint(Stability::STABLE, 1.0));
    let zones = [(Stability::SURVIVES / 2.0, "dissolves"), (fragile, "fragile"), (stable, "stable")];
    for (middle, told) in zones {
        svg.text((x(middle), 18.0), told, Lettering::of(12.0).fill(QUIET).anchor(Anchor::Middle));
    }
    svg.append(marks);
    svg.finish(
        (page, bottom + 26.0),
        id,
        TITLE,
        &format!("{} themes; the table has the values.", themes.len()),
    )
}

fn colour(verdict: Verdict) -> &'static str {
    if verdict == Verdict::Dissolves { PINK } else { BLUE }
}

/// Shapes tell the verdict as well as colours do.
fn dot(svg: &mut Svg, at: (f64, f64), verdict: Verdict) {
    let (x, y) = at;
    match verdict {
        Verdict::Stable => svg.circle(at, 5.5, BLUE, ""),
        Verdict::Fragile => svg.circle(at, 5.0, PAPER, &format!(r#" stroke="{BLUE}" stroke-width="2.5""#)),
        Verdict::Dissolves => {
            svg.circle(at, 7.0, PAPER, "");
            let more = r#" stroke-width="2.5""#;
            svg.line((x - 5.0, y - 5.0), (x + 5.0, y + 5.0), PINK, more);
            svg.line((x - 5.0, y + 5.0), (x + 5.0, y - 5.0), PINK, more);
        }
    }
}

fn row(theme: &Theme, stability: &Stability) -> Vec<String> {
    let told = |of: fn(&Spread) -> f64| {
        stability.spread.as_ref().map_or_else(|| "–".to_owned(), |spread| format!("{:.2}", of(spread)))
    };
    vec![
        format!("{} {}", theme.number, theme.label),
        stability.verdict.told().to_owned(),
        stability.told_jaccard(),
        told(|spread| spread.low),
        told(|spread| spread.middle),
        told(|spread| spread.high),
        stability.resamples.to_string(),
    ]
}
