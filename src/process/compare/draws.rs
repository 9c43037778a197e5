//! Chance: documents dealt into heaps, and drawn anew.

use super::results::Share;
use crate::random::Random;

/// Streams of chance: one for the deals, one for the draws.
const DEALS: u64 = 1 << 40;
const DRAWS: u64 = 2 << 40;

/// A round with fewer documents than this has no interval: most draws repeat the same few.
const LEAST_DOCUMENTS: usize = 5;

/// A smaller error than this is that of rounding.
const TINY: f64 = 1e-12;

/// The documents in two heaps of the same sizes as the rounds, at random; for each whether it is in the later one.
pub(super) fn deal(is_later: &[bool], seed: u64, number: usize) -> Vec<bool> {
    let mut dealt = is_later.to_vec();
    Random::new(seed, DEALS + number as u64).shuffle(&mut dealt);
    dealt
}

/// What a value of documents has in all of them, however they are dealt.
pub(super) struct Spread {
    pub(super) sum: f64,
    pub(super) variance: f64,
}

impl Spread {
    /// How many standard errors the mean of the later heap is above that of the earlier, by the sums and counts of the heaps. For
    /// values of 0 and 1 this is the test of two proportions.
    pub(super) fn standard_errors(&self, sums: [f64; 2], counts: [usize; 2]) -> f64 {
        let counts = counts.map(|count| count as f64);
        let error = (self.variance * (1.0 / counts[0] + 1.0 / counts[1])).sqrt();
        if error.is_finite() && error > TINY {
            (sums[1] / counts[1] - sums[0] / counts[0]) / error
        } else {
            0.0
        }
    }
}

/// How many standard errors the mean of the documents of the later heap is above that of the earlier.
pub(super) fn standard_errors(of_document: &[f64], is_later: &[bool]) -> f64 {
    let (mut counts, mut sums, mut squares) = ([0; 2], [0.0; 2], 0.0);
    for (&value, &is_later) in of_document.iter().zip(is_later) {
        counts[usize::from(is_later)] += 1;
        sums[usize::from(is_later)] += value;
        squares += value * value;
    }
    let (all, sum) = ((counts[0] + counts[1]) as f64, sums[0] + sums[1]);
    let variance = (squares / all - (sum / all).powi(2)).max(0.0);
    Spread { sum, variance }.standard_errors(sums, counts)
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
    let mut random = Random::new(seed, DRAWS + stream);
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
