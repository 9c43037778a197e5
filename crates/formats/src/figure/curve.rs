//! The curve behind the recommended number of themes.

use commonground::Analysis;
use commonground::cluster::{KChoice, KPoint};

use super::palette::{BLUE, EDGE, HAIR, PAPER, PINK, QUIET};
use super::svg::{Anchor, Lettering, Svg};
use super::{Figure, NARROW, Numbers, Placing, WIDE};
use crate::report::words::percent;

const LEFT: f64 = 44.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 14.0;
const BOTTOM: f64 = 226.0;
const TITLE: &str = "What halves of the round repeat, by number of themes";

/// The curve; none if the number of themes was given or nothing was tried.
pub fn curve(analysis: &Analysis, placing: &Placing<'_>) -> Option<Figure> {
    let choice = analysis.k.choice.as_ref().filter(|choice| !choice.curve.is_empty())?;
    let id = placing.id("curve");
    Some(Figure {
        title: TITLE.to_owned(),
        caption: "How much of each division two halves of the round repeat: the information about the clusters that they share, as a share of what a label can tell (0 as by chance, 1 all). Lines show one standard error. The ringed dot was chosen, with a slight reward for detail; filled dots are about as good.".to_owned(),
        wide: draw(choice, WIDE, &id),
        narrow: draw(choice, NARROW, &format!("{id}-n")),
        columns: ["Themes", "Bits repeated", "Of a full label", "Verdict"].map(str::to_owned).to_vec(),
        rows: choice.curve.iter().map(|point| row(choice, point)).collect(),
        numbers: vec![
            ("themes", Numbers::counts(&choice.curve, |point| point.k)),
            ("repeated", Numbers::measures(&choice.curve, |point| Some(point.share()))),
            ("error", Numbers::measures(&choice.curve, |point| Some(point.share_error()))),
            ("verdict", Numbers::texts(&choice.curve, |point| verdict(choice, point).to_owned())),
        ],
        id,
    })
}

fn draw(choice: &KChoice, page: f64, id: &str) -> String {
    let (first, last) = choice.curve.iter().fold((usize::MAX, 0), |(f, l), p| (f.min(p.k), l.max(p.k)));
    let highs = choice.curve.iter().map(|p| p.share() + p.share_error()).fold(0.1, f64::max);
    let high = (highs * 10.0).ceil() / 10.0;
    let x = |k: usize| {
        let share = (k - first) as f64 / (last - first).max(1) as f64;
        LEFT + 14.0 + share * (page - LEFT - RIGHT - 28.0)
    };
    let y = |level: f64| TOP + (high - level.max(0.0)) / high * (BOTTOM - TOP);

    let mut svg = Svg::default();
    let steps = (high * 10.0).round() as usize;
    for step in (0..=steps).step_by(steps.div_ceil(5).max(1)) {
        let level = step as f64 / 10.0;
        svg.line((LEFT, y(level)), (page - RIGHT, y(level)), HAIR, "");
        let lettering = Lettering::of(13.0).fill(QUIET).anchor(Anchor::End);
        svg.text((LEFT - 8.0, y(level) + 4.5), &format!("{level:.1}"), lettering);
    }
    let line: Vec<(f64, f64)> = choice.curve.iter().map(|p| (x(p.k), y(p.share()))).collect();
    svg.polyline(&line, EDGE);
    // Labels of neighbours would touch on a long axis.
    let every = if (page - LEFT - RIGHT) / ((last - first + 1) as f64) >= 26.0 { 1 } else { 5 };
    let is_near = |k: usize| k != choice.k && k.abs_diff(choice.k) * 5 < every * 3;
    for point in &choice.curve {
        let (at, is_chosen) = ((x(point.k), y(point.share())), point.k == choice.k);
        let ends = [point.share() + point.share_error(), point.share() - point.share_error()].map(y);
        svg.line((at.0, ends[0]), (at.0, ends[1]), BLUE, r#" stroke-width="1.5""#);
        if is_chosen {
            svg.circle(at, 9.0, "none", &format!(r#" stroke="{PINK}" stroke-width="2.5""#));
        }
        let is_plausible = (choice.plausible.0..=choice.plausible.1).contains(&point.k);
        let fill = if is_plausible { BLUE } else { PAPER };
        svg.circle(at, 4.5, fill, &format!(r#" stroke="{BLUE}" stroke-width="2""#));
        if is_chosen || point.k.is_multiple_of(every) && !is_near(point.k) {
            let fill = if is_chosen { PINK } else { QUIET };
            let lettering = Lettering::of(13.0).fill(fill).anchor(Anchor::Middle).bold(is_chosen);
            svg.text((at.0, BOTTOM + 20.0), &point.k.to_string(), lettering);
        }
    }
    let lettering = Lettering::of(13.0).fill(QUIET).anchor(Anchor::Middle);
    svg.text((f64::midpoint(LEFT, page - RIGHT), BOTTOM + 40.0), "number of themes", lettering);
    let told =
        format!("{first} to {last} themes were tried and {} chosen; the table has the values.", choice.k);
    svg.finish((page, BOTTOM + 50.0), id, TITLE, &told)
}

fn verdict(choice: &KChoice, point: &KPoint) -> &'static str {
    match point.k {
        k if k == choice.k => "chosen",
        k if (choice.plausible.0..=choice.plausible.1).contains(&k) => "about as good",
        _ => "–",
    }
}

fn row(choice: &KChoice, point: &KPoint) -> Vec<String> {
    vec![
        point.k.to_string(),
        format!("{:.2} ± {:.2}", point.repeated, point.error),
        percent(point.share().max(0.0)),
        verdict(choice, point).to_owned(),
    ]
}
