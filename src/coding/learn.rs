//! Coding that learns from what people coded.

use rayon::prelude::*;

use super::human::UnitCodes;
use super::linear::Linear;
use super::sight::{Seen, Sight};
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// How much each coded text counts against staying with what was thought before: the more, the more are coded, because a
/// few examples say little about an area's other texts.
fn cost(coded: usize) -> f64 {
    (coded as f64 / 30.0).clamp(2.0, 20.0)
}

/// The solver stops when no text would move by more than this share of its cost, or after so many rounds.
const TOLERANCE: f64 = 1e-4;
const MOST_ROUNDS: usize = 200;

/// What coded texts change in the log-odds of each area: a linear correction of `prior`, the log-odds (texts × areas)
/// that held before. None if nothing is coded.
///
/// Logistic regression, penalised by its squared length, *with the prior as its offset*: where it has nothing to say,
/// the prior holds, so that one example already helps and none does harm; many examples outweigh the prior. Solved
/// in the dual, text by text (Yu, Huang & Lin, Machine Learning 85, 2011, algorithm 5), in a fixed order.
pub(super) fn correction(
    prior: &dyn Fn(usize) -> Vec<f64>,
    seen: &Seen,
    codes: &UnitCodes,
) -> Option<Linear> {
    let coded: Vec<usize> = (0..seen.len()).filter(|&text| codes[text].is_some()).collect();
    if coded.is_empty() {
        return None;
    }
    let prior: Vec<Vec<f64>> = coded.iter().map(|&text| prior(text)).collect();
    let examples = Examples::of(seen, &coded);
    let areas = seen.cues.cols();
    let of_area = |area: usize| {
        let sign = |text: &usize| codes[*text].as_ref().is_some_and(|given| given.contains(&area));
        let signs: Vec<f64> = coded.iter().map(|text| if sign(text) { 1.0 } else { -1.0 }).collect();
        // A silent area has no odds to correct; what people gave it starts from a rare thing.
        let offset: Vec<f64> = prior.iter().map(|odds| odds[area].max(LEAST_ODDS)).collect();
        examples.weights(&signs, &offset)
    };
    let weights: Vec<Weights> = (0..areas).into_par_iter().map(of_area).collect();

    let dimensions = seen.places.cols();
    let mut places = DenseMatrix::zeros(areas, dimensions);
    let mut by_area = CsrMatrix::new(seen.rows.cols());
    for (area, weights) in weights.iter().enumerate() {
        places
            .row_mut(area)
            .iter_mut()
            .zip(&weights.place)
            .for_each(|(v, w)| *v = (w * examples.scale) as f32);
        let terms = examples.terms.iter().zip(&weights.terms).filter(|(_, weight)| weight.abs() > 1e-9);
        by_area.push_row(terms.map(|(&term, &weight)| (term, weight as f32)));
    }
    let bias = weights.iter().map(|weights| weights.bias).collect();
    Some(Linear { bias, terms: by_area.transpose(), places, cues: vec![0.0; areas] })
}

/// The log-odds from which an area starts that nothing but people's codes speaks for.
pub(super) const LEAST_ODDS: f64 = -4.0;

/// Coded texts: their TF-IDF rows, their places (to length 1 over all views), and a constant 1.
struct Examples<'s> {
    texts: Vec<Sight<'s>>,
    /// The terms that occur, ascending.
    terms: Vec<u32>,
    /// Each row's terms, by their place in `terms`.
    columns: Vec<Vec<usize>>,
    scale: f64,
    cost: f64,
}

struct Weights {
    terms: Vec<f64>,
    place: Vec<f64>,
    bias: f64,
}

impl<'s> Examples<'s> {
    fn of(seen: &'s Seen, coded: &[usize]) -> Self {
        let texts: Vec<Sight<'s>> = coded.iter().map(|&text| seen.text(text)).collect();
        let mut terms: Vec<u32> = texts.iter().flat_map(|text| text.row.indices.iter().copied()).collect();
        terms.sort_unstable();
        terms.dedup();
        let place = |term: &u32| terms.partition_point(|known| known < term);
        let columns = texts.iter().map(|text| text.row.indices.iter().map(place).collect()).collect();
        let length =
            |text: &Sight<'_>| text.place.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>().sqrt();
        let longest = texts.iter().map(length).fold(0.0, f64::max);
        let scale = if longest > 0.0 { 1.0 / longest } else { 1.0 };
        Examples { terms, columns, scale, cost: cost(texts.len()), texts }
    }

    /// The weights that tell texts of sign +1 from those of −1, given the log-odds that held before.
    fn weights(&self, signs: &[f64], offset: &[f64]) -> Weights {
        let start = 1e-8 * self.cost;
        let mut duals = vec![start; signs.len()];
        let dimensions = self.texts.first().map_or(0, |text| text.place.len());
        let mut weights =
            Weights { terms: vec![0.0; self.terms.len()], place: vec![0.0; dimensions], bias: 0.0 };
        for (text, sign) in signs.iter().enumerate() {
            self.add(&mut weights, text, sign * start);
        }
        let squares: Vec<f64> = (0..signs.len()).map(|text| self.square(text)).collect();
        for _ in 0..MOST_ROUNDS {
            let mut farthest = 0.0f64;
            for (text, sign) in signs.iter().enumerate() {
                let margin = sign * (self.product(&weights, text) + offset[text]);
                let moved = best_dual(duals[text], margin, squares[text], self.cost) - duals[text];
                duals[text] += moved;
                self.add(&mut weights, text, sign * moved);
                farthest = farthest.max(moved.abs());
            }
            if farthest < TOLERANCE * self.cost {
                break;
            }
        }
        weights
    }

    fn product(&self, weights: &Weights, text: usize) -> f64 {
        let values = self.texts[text].row.values;
        let terms: f64 =
            self.columns[text].iter().zip(values).map(|(&c, &v)| weights.terms[c] * f64::from(v)).sum();
        let place = self.texts[text].place;
        let place: f64 = weights.place.iter().zip(place).map(|(w, &v)| w * f64::from(v)).sum();
        terms + self.scale * place + weights.bias
    }

    fn add(&self, weights: &mut Weights, text: usize, share: f64) {
        for (&column, &value) in self.columns[text].iter().zip(self.texts[text].row.values) {
            weights.terms[column] += share * f64::from(value);
        }
        let place = self.texts[text].place;
        weights.place.iter_mut().zip(place).for_each(|(w, &v)| *w += share * self.scale * f64::from(v));
        weights.bias += share;
    }

    fn square(&self, text: usize) -> f64 {
        let square = |values: &[f32]| values.iter().map(|&v| f64::from(v) * f64::from(v)).sum::<f64>();
        let Sight { row, place, .. } = self.texts[text];
        square(row.values) + self.scale * self.scale * square(place) + 1.0
    }
}

/// The z in (0, C) at which a·(z − α) + margin + ln(z / (C − z)) is 0: the best value of one dual variable that is
/// α now. The function rises, so the zero is bracketed, and Newton's steps that leave the bracket are halved.
fn best_dual(alpha: f64, margin: f64, a: f64, cost: f64) -> f64 {
    // At the very edges the logarithm runs out of bits.
    let (mut low, mut high) = (1e-12 * cost, (1.0 - 1e-12) * cost);
    let mut z = alpha.clamp(low, high);
    for _ in 0..60 {
        let slope_of = a * (z - alpha) + margin + libm::log(z / (cost - z));
        if slope_of.abs() < 1e-9 {
            break;
        }
        if slope_of > 0.0 {
            high = z
        } else {
            low = z
        }
        let next = z - slope_of / (a + cost / (z * (cost - z)));
        z = if next > low && next < high { next } else { (low + high) / 2.0 };
    }
    z
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dual_variable_is_put_where_its_slope_is_0() {
        for alpha in [1e-8, 0.3, 1.5, 1.999] {
            for margin in [-40.0, -3.0, 0.0, 2.0, 30.0] {
                for a in [1.0, 2.5] {
                    let z = best_dual(alpha, margin, a, 2.0);
                    assert!(z > 0.0 && z < 2.0);
                    let slope = a * (z - alpha) + margin + libm::log(z / (2.0 - z));
                    // At the edges the logarithm runs out of bits.
                    assert!(
                        slope.abs() < 1e-6 || !(1e-9..=2.0 - 1e-9).contains(&z),
                        "{alpha} {margin} {a}: {slope}"
                    );
                }
            }
        }
    }

    /// Rows of five terms, places at right angles to nothing: what scikit-learn was given too.
    fn seen() -> Seen {
        let rows = [
            [1.0, 0.0, 0.0, 0.5, 0.0],
            [0.0, 1.0, 0.0, 0.5, 0.0],
            [0.8, 0.0, 0.6, 0.0, 0.0],
            [0.0, 0.6, 0.8, 0.0, 0.0],
            [0.0, 0.0, 0.0, 0.6, 0.8],
            [0.6, 0.0, 0.0, 0.0, 0.8],
        ];
        let mut sparse = CsrMatrix::new(5);
        for row in rows {
            sparse.push_row((0..5u32).zip(row).filter(|(_, v)| *v != 0.0).map(|(c, v)| (c, v as f32)));
        }
        let mut cues = CsrMatrix::new(1);
        (0..6).for_each(|_| cues.push_row([]));
        let places = DenseMatrix::zeros(6, 2);
        Seen { strengths: sparse.clone(), rows: sparse, places, cues, found: vec![Vec::new(); 6] }
    }

    #[test]
    fn without_a_prior_it_is_the_logistic_regression_of_scikit_learn() {
        // LogisticRegression(solver="liblinear", C=2, intercept_scaling=1, tol=1e-12), scikit-learn 1.9.1.
        let codes: UnitCodes = [1, 0, 1, 0, 0, 1]
            .into_iter()
            .map(|y| Some((y == 1).then_some(0).into_iter().collect()))
            .collect();
        let found = correction(&|_| vec![0.0], &seen(), &codes).unwrap();
        for (term, expected) in GOLDEN.iter().enumerate() {
            let weight: f64 = found.terms.row(term).iter().map(|(_, w)| f64::from(w)).sum();
            assert!((weight - expected).abs() < 2e-3, "term {term}: {weight}, not {expected}");
        }
        assert!((found.bias[0] - GOLDEN_BIAS).abs() < 2e-3, "{}", found.bias[0]);
    }

    #[test]
    fn examples_that_say_what_was_thought_change_nothing_much_and_others_do() {
        let prior = |text: usize| vec![if text.is_multiple_of(2) { 6.0 } else { -6.0 }];
        let codes = |raised: [usize; 3]| -> UnitCodes {
            (0..6).map(|text| Some(raised.iter().filter(|r| **r == text).map(|_| 0).collect())).collect()
        };
        let largest = |codes: &UnitCodes| {
            let found = correction(&prior, &seen(), codes).unwrap();
            (0..6).map(|text| found.scores(seen().text(text))[0].abs()).fold(0.0, f64::max)
        };
        let (expected, surprising) = (largest(&codes([0, 2, 4])), largest(&codes([1, 3, 5])));
        assert!(10.0 * expected < surprising, "{expected} {surprising}");
        assert!(correction(&prior, &seen(), &vec![None; 6]).is_none());
    }

    const GOLDEN: [f64; 5] = [1.388825, -0.851608, -0.164773, -0.444854, -0.079649];
    const GOLDEN_BIAS: f64 = -0.112106;
}
