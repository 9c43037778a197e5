//! From sums to figures.

use super::tally::{Tallies, Totals};

/// All figures of a comparison, in the order in which [`Comparison`](super::Comparison) has them: six for each area,
/// six pooled, six that are means of the areas, and three about sets. `is_directed` says whether the first coder is
/// measured by the second.
pub(super) fn figures(tallies: &Tallies, totals: &Totals, is_directed: bool) -> Vec<Option<f64>> {
    let (pairs, circles) = (0..tallies.pairs, 0..tallies.circles);
    let directed = |figure: Option<f64>| figure.filter(|_| is_directed);
    let area = |area: usize| -> [Option<f64>; 6] {
        let over = |figure: fn([f64; 4]) -> Option<f64>| {
            mean(pairs.clone().map(|pair| figure(totals.cell(tallies, pair, area))))
        };
        let alpha = mean(circles.clone().map(|circle| alpha(totals.binary(tallies, circle, area))));
        [directed(over(precision)), directed(over(recall)), over(f1), over(kappa), alpha, over(agreement)]
    };
    let areas: Vec<[Option<f64>; 6]> = (0..tallies.areas).map(area).collect();
    let pooled = |figure: fn([f64; 4]) -> Option<f64>| {
        mean(pairs.clone().map(|pair| {
            let cells = (0..tallies.areas).map(|area| totals.cell(tallies, pair, area));
            figure(cells.fold([0.0; 4], |sum, cells| std::array::from_fn(|i| sum[i] + cells[i])))
        }))
    };
    let pooled_kappa = mean(
        pairs
            .clone()
            .map(|pair| pooled_kappa((0..tallies.areas).map(|area| totals.cell(tallies, pair, area)))),
    );
    let same = |part: usize, whole: usize| {
        mean(pairs.clone().map(|pair| {
            let sums = &totals.same[pair * 4..][..4];
            ratio(sums[part], sums[whole])
        }))
    };
    let of_sets = |circle: usize| {
        let given = &totals.given[circle * tallies.sets.len()..][..tallies.sets.len()];
        tallies.sets.alpha(totals.observed[circle], given)
    };

    let mut figures: Vec<Option<f64>> = areas.iter().flatten().copied().collect();
    figures.extend([directed(pooled(precision)), directed(pooled(recall)), pooled(f1), pooled_kappa, None]);
    figures.push(pooled(agreement));
    figures.extend((0..6).map(|figure| mean(areas.iter().map(|area| area[figure]))));
    figures.extend([mean(circles.map(of_sets)), same(3, 2), same(1, 0)]);
    figures
}

fn precision([both, first, ..]: [f64; 4]) -> Option<f64> {
    ratio(both, both + first)
}

fn recall([both, _, second, _]: [f64; 4]) -> Option<f64> {
    ratio(both, both + second)
}

fn f1([both, first, second, _]: [f64; 4]) -> Option<f64> {
    ratio(2.0 * both, 2.0 * both + first + second)
}

fn agreement([both, first, second, neither]: [f64; 4]) -> Option<f64> {
    ratio(both + neither, both + first + second + neither)
}

/// Cohen's kappa of a two by two table: (observed − expected) / (1 − expected) (Educ. Psychol. Meas. 20, 1960).
fn kappa(cells: [f64; 4]) -> Option<f64> {
    pooled_kappa(std::iter::once(cells))
}

/// Kappa over several tables of as many units: observed and expected agreement are averaged before they are set
/// against each other (De Vries et al., Field Methods 20(3), 2008), so that an area that nobody used neither
/// helps nor is left undefined. Multiplied out by the square of the number of units, which keeps whole numbers whole.
fn pooled_kappa(tables: impl Iterator<Item = [f64; 4]>) -> Option<f64> {
    let (mut gained, mut possible) = (0.0, 0.0);
    for [both, first, second, neither] in tables {
        let units = both + first + second + neither;
        let expected = (both + first) * (both + second) + (second + neither) * (first + neither);
        gained += units * (both + neither) - expected;
        possible += units * units - expected;
    }
    ratio(gained, possible)
}

/// Krippendorff's alpha for two values: one less observed by expected disagreement, from how often each value was given
/// and the unlike pairs of the coincidence matrix (Krippendorff 2011, section B).
fn alpha([given, not, unlike]: [f64; 3]) -> Option<f64> {
    ratio((given + not - 1.0) * unlike, given * not).map(|disagreement| 1.0 - disagreement)
}

/// None instead of 0/0.
fn ratio(part: f64, whole: f64) -> Option<f64> {
    (whole > 0.0).then(|| part / whole)
}

/// The mean of those that there are.
fn mean(figures: impl Iterator<Item = Option<f64>>) -> Option<f64> {
    let (sum, count) = figures.flatten().fold((0.0, 0.0), |(sum, count), figure| (sum + figure, count + 1.0));
    ratio(sum, count)
}
