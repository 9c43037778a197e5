//! Chance: documents dealt into heaps, and drawn anew.

use rayon::prelude::*;

use super::results::Share;
use crate::random::Random;

/// Streams of chance: one for the deals, one for the draws.
const OF_DEALS: u64 = 1 << 40;
const OF_DRAWS: u64 = 2 << 40;

/// Where nothing is fitted anew for it, documents are dealt so often.
const DEALS: usize = 999;
/// A round with fewer documents than this has no interval: most draws repeat the same few.
const LEAST_DOCUMENTS: usize = 5;
/// A smaller error than this is that of rounding.
const TINY: f64 = 1e-12;
/// Two strengths that differ by less than this share of them are equal, but for rounding.
pub(super) const ROUNDING: f64 = 1e-9;

/// The documents in two heaps of the same sizes as the rounds, at random; for each whether it is in the later one.
pub(super) fn deal(is_later: &[bool], seed: u64, number: usize) -> Vec<bool> {
    let mut dealt = is_later.to_vec();
    Random::new(seed, OF_DEALS + number as u64).shuffle(&mut dealt);
    dealt
}

/// The strength that only this share of deals reach, `strongest` being that of the strongest sign in a deal: which accounts for
/// how many signs are looked at (Westfall and Young, 1993).
pub(super) fn noise(
    is_later: &[bool],
    chance: f64,
    seed: u64,
    strongest: impl Fn(&[bool]) -> f64 + Sync,
) -> f64 {
    let deals = (0..DEALS).into_par_iter();
    let mut all: Vec<f64> = deals.map(|number| strongest(&deal(is_later, seed, number))).collect();
    all.sort_by(f64::total_cmp);
    // With the deal as it is there are a thousand, of which so many are at least as strong as this.
    all[DEALS - (chance * (DEALS + 1) as f64) as usize]
}

/// Whether a sign is stronger than noise.
pub(super) fn is_beyond(strength: f64, noise: f64) -> bool {
    strength.abs() > noise * (1.0 + ROUNDING)
}

/// What a value of documents has in all of them, however they are dealt.
pub(super) struct Spread {
    sum: f64,
    variance: f64,
}

impl Spread {
    pub(super) fn of(of_document: &[f64]) -> Self {
        let count = of_document.len() as f64;
        let sum: f64 = of_document.iter().sum();
        let squares: f64 = of_document.iter().map(|value| value * value).sum();
        Spread { sum, variance: (squares / count - (sum / count).powi(2)).max(0.0) }
    }

    /// How many standard errors the mean of the later heap is above that of the earlier, by the sum of the later and the numbers of
    /// documents of both. For values of 0 and 1 this is the test of two proportions.
    pub(super) fn standard_errors(&self, later: f64, [earlier_count, later_count]: [usize; 2]) -> f64 {
        let (n, m) = (earlier_count as f64, later_count as f64);
        let error = (self.variance * (1.0 / n + 1.0 / m)).sqrt();
        if error.is_finite() && error > TINY { (later / m - (self.sum - later) / n) / error } else { 0.0 }
    }
}

/// How many standard errors the mean of the documents of the later heap is above that of the earlier.
pub(super) fn standard_errors(of_document: &[f64], is_later: &[bool]) -> f64 {
    let [earlier, later] = [false, true].map(|heap| heap_of(of_document, is_later, heap));
    let (earlier, (count, sum)) =
        (earlier.count(), later.fold((0, 0.0), |(n, sum), value| (n + 1, sum + value)));
    Spread::of(of_document).standard_errors(sum, [earlier, count])
}

/// How many documents of each heap raise something, be it ever so little.
pub(super) fn shares(of_document: &[f64], is_later: &[bool]) -> [Share; 2] {
    let mut shares = [Share::default(); 2];
    for (&value, &is_later) in of_document.iter().zip(is_later) {
        let share = &mut shares[usize::from(is_later)];
        share.of += 1;
        share.documents += usize::from(value > 0.0);
    }
    shares
}

/// The mean of the documents of each heap.
pub(super) fn means(of_document: &[f64], is_later: &[bool]) -> [f64; 2] {
    [false, true].map(|heap| {
        let (count, sum) =
            heap_of(of_document, is_later, heap).fold((0.0, 0.0), |(n, sum), value| (n + 1.0, sum + value));
        if count > 0.0 { sum / count } else { 0.0 }
    })
}

fn heap_of<'a>(of_document: &'a [f64], is_later: &'a [bool], heap: bool) -> impl Iterator<Item = f64> + 'a {
    of_document.iter().zip(is_later).filter(move |(_, is_later)| **is_later == heap).map(|(value, _)| *value)
}

/// The 95% interval of the later mean less the earlier, by percentiles of a bootstrap over documents, each round for itself.
pub(super) fn interval(
    of_document: &[f64],
    is_later: &[bool],
    resamples: usize,
    seed: u64,
    stream: u64,
) -> Option<(f64, f64)> {
    let heaps = [false, true].map(|heap| heap_of(of_document, is_later, heap).collect::<Vec<f64>>());
    if resamples == 0 || heaps.iter().any(|heap| heap.len() < LEAST_DOCUMENTS) {
        return None;
    }
    let mut random = Random::new(seed, OF_DRAWS + stream);
    let mut drawn = |heap: &[f64]| {
        let sum: f64 = (0..heap.len()).map(|_| heap[random.below(heap.len() as u64) as usize]).sum();
        sum / heap.len() as f64
    };
    let mut differences: Vec<f64> = (0..resamples)
        .map(|_| {
            let earlier = drawn(&heaps[0]);
            drawn(&heaps[1]) - earlier
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    let at = |share: f64| differences[((resamples - 1) as f64 * share).round() as usize];
    Some((at(0.025), at(0.975)))
}
