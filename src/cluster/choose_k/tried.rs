//! The numbers that were tried: which is best, which could well have been, and which to try next.

use super::KPoint;
use super::chance::mean_and_deviation;

/// A number is within reach of the best one if it is behind by less than so many of the standard deviations by which a
/// single split varies.
const REACH: f64 = 3.0;
/// The curve has turned after so many numbers in a row that are out of reach, …
const TURNED: usize = 6;
/// … and not before it was followed to numbers so many times finer than the best: themes may have themes in them.
const FINER: usize = 4;
/// Halves that repeat less than this share of a label are held against texts whose words are dealt anew.
const DOUBTFUL: f64 = 2.0 / 3.0;

/// A number that was tried.
pub(super) struct Tried {
    pub(super) point: KPoint,
    /// What each split repeated.
    of_splits: Vec<f64>,
    /// Whether these are all splits.
    pub(super) is_finished: bool,
}

impl Tried {
    pub(super) fn of(k: usize, of_splits: Vec<f64>) -> Self {
        let (repeated, deviation) = mean_and_deviation(&of_splits);
        let error = deviation / (of_splits.len() as f64).sqrt();
        Tried { point: KPoint { k, repeated, error, dealt: None }, of_splits, is_finished: false }
    }

    /// Adds the splits that were left.
    pub(super) fn finish(&mut self, of_others: Vec<f64>) {
        let of_splits = [&self.of_splits[..], &of_others].concat();
        *self = Tried { is_finished: true, ..Tried::of(self.point.k, of_splits) };
    }

    /// Whether it was tried in full, and could not well be chance.
    pub(super) fn is_found(&self) -> bool {
        self.is_finished && self.point.is_beyond_chance()
    }

    /// How much more `other` is worth in the same splits: the mean, and the standard deviation of one split.
    fn behind(&self, other: &Tried) -> (f64, f64) {
        let both = self.of_splits.iter().zip(&other.of_splits);
        let differences = both.map(|(&own, &bits)| other.point.worth_of(bits) - self.point.worth_of(own));
        let differences: Vec<f64> = differences.collect();
        mean_and_deviation(&differences)
    }
}

/// The place of the number that is worth most (the smallest of equals) among those that `counts` says.
pub(super) fn best(tried: &[Tried], counts: impl Fn(&Tried) -> bool) -> Option<usize> {
    let worth = |at: &usize| tried[*at].point.worth();
    let counted = (0..tried.len()).filter(|&at| counts(&tried[at]));
    counted.max_by(|a, b| worth(a).total_cmp(&worth(b)).then(b.cmp(a)))
}

/// The places of the numbers that a single split could well have preferred to the best one, the best one among them.
fn plausible(tried: &[Tried], best: usize) -> Vec<usize> {
    let found = (0..tried.len()).filter(|&at| tried[at].is_found());
    let behind: Vec<(usize, (f64, f64))> = found.map(|at| (at, tried[at].behind(&tried[best]))).collect();
    // That of a single number rests on a few splits.
    let usual = median(behind.iter().map(|(_, (_, deviation))| *deviation).collect());
    let is_as_good = |(_, (mean, deviation)): &(usize, (f64, f64))| *mean <= deviation.max(usual);
    behind.into_iter().filter(is_as_good).map(|(at, _)| at).collect()
}

/// The range of these numbers. What was not tried is taken to be as good as the nearest number that was.
pub(super) fn plausible_range(tried: &[Tried], best: usize) -> (usize, usize) {
    let plausible = plausible(tried, best);
    let (first, last) = (plausible.first().unwrap_or(&best), plausible.last().unwrap_or(&best));
    (least_near(tried, *first), most_near(tried, *last))
}

/// The smallest number that is nearer to the one at `place` than to the one tried before it.
fn least_near(tried: &[Tried], place: usize) -> usize {
    let k = tried[place].point.k;
    let before = place.checked_sub(1).map(|place| tried[place].point.k);
    before.map_or(k, |before| (before + k) / 2 + 1)
}

/// The largest number that is nearer to the one at `place` than to the one tried after it.
fn most_near(tried: &[Tried], place: usize) -> usize {
    let k = tried[place].point.k;
    tried.get(place + 1).map_or(k, |after| (k + after.point.k - 1) / 2)
}

/// The middle one of some figures; 0 if there is none.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_unstable_by(f64::total_cmp);
    figures.get(figures.len() / 2).copied().unwrap_or(0.0)
}

/// The worth that is so many standard deviations (of a single split) behind the best one. The deviation is the median over all numbers,
/// because that of a single one rests on a few splits.
fn behind_the_best(tried: &[Tried], deviations: f64) -> f64 {
    let of_one = |tried: &Tried| tried.point.worth_error() * (tried.of_splits.len() as f64).sqrt();
    let usual = median(tried.iter().map(of_one).collect());
    best(tried, |_| true).map_or(0.0, |best| tried[best].point.worth() - deviations * usual)
}

/// Whether the last numbers are all worth clearly less than the best one.
pub(super) fn has_turned(tried: &[Tried]) -> bool {
    let least = behind_the_best(tried, REACH);
    let behind = tried.iter().rev().take_while(|tried| tried.point.worth() < least);
    let is_far = best(tried, |_| true)
        .is_some_and(|best| tried.last().is_some_and(|last| last.point.k >= FINER * tried[best].point.k));
    is_far && behind.count() >= TURNED
}

/// The places of the numbers that may be the best one, or as good.
pub(super) fn within_reach(tried: &[Tried]) -> Vec<usize> {
    let least = behind_the_best(tried, REACH);
    (0..tried.len()).filter(|&at| tried[at].point.worth() >= least).collect()
}

/// The number to hold against chance next: the best one, and then the ends of what might be plausible beside it. What lies
/// between numbers that repeat more than chance is not doubted, because what dealt words repeat hardly depends on the
/// number. None when all of these are repeated well enough, or were held against it.
pub(super) fn first_in_doubt(tried: &[Tried]) -> Option<usize> {
    let is_doubted = |tried: &Tried| tried.point.dealt.is_none() && tried.point.share() < DOUBTFUL;
    let best = best(tried, Tried::is_found)?;
    let plausible = plausible(tried, best);
    let ends = plausible.first().into_iter().chain(plausible.last()).copied();
    let mut next = std::iter::once(best).chain(ends).filter(|&at| is_doubted(&tried[at]));
    next.next()
}

#[cfg(test)]
mod tests {
    use super::super::chance::Dealt;
    use super::super::{Ground, KChoice};
    use super::*;

    /// Numbers that were tried, with what each split repeated.
    fn tried(of: &[(usize, &[f64])]) -> Vec<Tried> {
        let tried = |k, of_splits: &[f64]| Tried { is_finished: true, ..Tried::of(k, of_splits.to_vec()) };
        of.iter().map(|&(k, of_splits)| tried(k, of_splits)).collect()
    }

    #[test]
    fn plausible_is_what_a_single_split_could_have_preferred() {
        // Four is best in the mean; five changes places with it, three and six are behind in every split.
        let curve = tried(&[
            (3, &[1.1, 1.1, 1.1, 1.1]),
            (4, &[1.8, 1.9, 1.8, 1.9]),
            (5, &[2.1, 1.9, 2.1, 1.9]),
            (6, &[1.8, 1.8, 1.8, 1.8]),
        ]);
        let choice = KChoice::among(curve, Ground::None);
        assert_eq!((choice.k, choice.plausible, choice.ground), (4, (4, 5), Ground::Themes));
    }

    #[test]
    fn a_range_takes_in_what_is_nearer_to_its_ends_than_to_what_was_tried_beside_them() {
        let curve = tried(&[(14, &[1.1, 1.1]), (18, &[1.1, 1.1]), (21, &[3.1, 3.1]), (24, &[1.8, 1.8])]);
        let choice = KChoice::among(curve, Ground::None);
        assert_eq!((choice.k, choice.plausible), (21, (20, 22)));
    }

    #[test]
    fn what_dealt_words_repeat_too_does_not_count() {
        for (dealt, k, ground) in [(0.05, 2, Ground::Themes), (0.19, 1, Ground::OneTheme)] {
            let mut curve = tried(&[(2, &[0.2, 0.21, 0.19, 0.2])]);
            curve[0].point.dealt = Some(Dealt { repeated: dealt, deviation: 0.01 });
            let choice = KChoice::among(curve, Ground::OneTheme);
            assert_eq!((choice.k, choice.ground), (k, ground), "{dealt}");
        }
    }
}
