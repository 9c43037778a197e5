//! Chance: documents dealt into heaps, and drawn anew.

use super::results::Share;
use crate::random::Random;

/// Streams of chance: one for the deals, one for the draws.
const DEALS: u64 = 1 << 40;
const DRAWS: u64 = 2 << 40;

/// A round with fewer documents than this has no interval: most draws repeat the same few.
const LEAST_DOCUMENTS: usize = 5;

/// The documents in two heaps of the same sizes as the rounds, at random; for each whether it is in the later one.
pub(super) fn deal(is_later: &[bool], seed: u64, number: usize) -> Vec<bool> {
    let mut dealt = is_later.to_vec();
    Random::new(seed, DEALS + number as u64).shuffle(&mut dealt);
    dealt
}

/// How many standard errors two shares differ by: positive where the later is greater. As in the test of two proportions.
pub(super) fn standard_errors(shares: [Share; 2]) -> f64 {
    let [earlier, later] = shares;
    let (n, m) = (earlier.of as f64, later.of as f64);
    let pooled = (earlier.documents + later.documents) as f64 / (n + m);
    let error = (pooled * (1.0 - pooled) * (1.0 / n + 1.0 / m)).sqrt();
    if error > 0.0 { (later.share() - earlier.share()) / error } else { 0.0 }
}

/// How many documents of each heap raise something.
pub(super) fn shares(raises: &[bool], is_later: &[bool]) -> [Share; 2] {
    let mut shares = [Share::default(); 2];
    for (&raises, &is_later) in raises.iter().zip(is_later) {
        let share = &mut shares[usize::from(is_later)];
        share.of += 1;
        share.documents += usize::from(raises);
    }
    shares
}

/// The 95% interval of the later share less the earlier, by percentiles of a bootstrap over documents, each round for itself.
pub(super) fn interval(shares: [Share; 2], resamples: usize, seed: u64, stream: u64) -> Option<(f64, f64)> {
    if resamples == 0 || shares.iter().any(|share| share.of < LEAST_DOCUMENTS) {
        return None;
    }
    let mut random = Random::new(seed, DRAWS + stream);
    let mut drawn = |share: Share| {
        let hits = (0..share.of).filter(|_| random.below(share.of as u64) < share.documents as u64).count();
        hits as f64 / share.of as f64
    };
    let mut differences: Vec<f64> = (0..resamples)
        .map(|_| {
            let earlier = drawn(shares[0]);
            drawn(shares[1]) - earlier
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    let at = |share: f64| differences[((resamples - 1) as f64 * share).round() as usize];
    Some((at(0.025), at(0.975)))
}
