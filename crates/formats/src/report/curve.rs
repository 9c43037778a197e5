//! The curve behind the recommended number of themes, ready to be drawn.

use commonground::cluster::{KChoice, KPoint};
use serde::Serialize;

use super::words::percent;

/// The size of the drawing, and what is left for the labels of its axes.
const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 16.0;
const TOP: f64 = 20.0;
const BOTTOM: f64 = 44.0;

#[derive(Serialize)]
pub(super) struct CurveView {
    points: Vec<PointView>,
    /// The line through the points.
    line: String,
    /// Labels of the vertical axis, each with its height.
    levels: Vec<(String, String)>,
}

#[derive(Serialize)]
struct PointView {
    k: usize,
    repeated: String,
    share: String,
    x: String,
    y: String,
    low: String,
    high: String,
    is_chosen: bool,
    is_plausible: bool,
    is_labelled: bool,
}

/// The curve; none if nothing was tried.
pub(super) fn curve(choice: &KChoice) -> Option<CurveView> {
    let (first, last) = (choice.curve.first()?.k, choice.curve.last()?.k);
    let highs = choice.curve.iter().map(|p| p.share() + p.share_error()).fold(0.1, f64::max);
    let high = (highs * 10.0).ceil() / 10.0;

    let x = |k: usize| {
        let share = (k - first) as f64 / (last - first).max(1) as f64;
        LEFT + 12.0 + share * (WIDTH - LEFT - RIGHT - 24.0)
    };
    let y = |level: f64| TOP + (high - level) / high * (HEIGHT - TOP - BOTTOM);
    let told = |at: f64| format!("{at:.1}");

    let point = |point: &KPoint| PointView {
        k: point.k,
        repeated: format!("{:.2} ± {:.2}", point.repeated, point.error),
        share: percent(point.share().max(0.0)),
        x: told(x(point.k)),
        y: told(y(point.share().max(0.0))),
        low: told(y((point.share() - point.share_error()).max(0.0))),
        high: told(y((point.share() + point.share_error()).max(0.0))),
        is_chosen: point.k == choice.k,
        is_plausible: (choice.plausible.0..=choice.plausible.1).contains(&point.k),
        // Labels of neighbours would touch on a long axis.
        is_labelled: last - first <= 20 || point.k.is_multiple_of(5) || point.k == first,
    };
    let steps = (high * 10.0).round() as usize;
    let every = steps.div_ceil(5).max(1);
    let levels = (0..=steps).step_by(every).map(|step| step as f64 / 10.0);
    Some(CurveView {
        line: choice
            .curve
            .iter()
            .map(|p| format!("{:.1},{:.1}", x(p.k), y(p.share().max(0.0))))
            .collect::<Vec<_>>()
            .join(" "),
        levels: levels.map(|level| (format!("{level:.1}"), told(y(level)))).collect(),
        points: choice.curve.iter().map(point).collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use commonground::cluster::Ground;

    #[test]
    fn points_lie_within_the_drawing_and_the_chosen_one_is_marked() {
        let point = |k: usize, repeated: f64| KPoint { k, repeated, error: 0.05, dealt: None };
        let curve_of_two = vec![point(2, 0.1), point(3, 0.9)];
        let choice = KChoice { k: 3, plausible: (3, 3), curve: curve_of_two, ground: Ground::Themes };
        let view = curve(&choice).unwrap();
        assert_eq!(view.points.iter().filter(|p| p.is_chosen).map(|p| p.k).collect::<Vec<_>>(), [3]);
        for point in &view.points {
            let y: f64 = point.y.parse().unwrap();
            assert!((TOP..=HEIGHT - BOTTOM).contains(&y), "{y}");
        }
        assert!(curve(&KChoice { curve: vec![], ..choice }).is_none());
    }
}
