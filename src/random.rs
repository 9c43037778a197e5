//! The one source of chance: a pinned ChaCha generator with our own sampling on top,
//! so that a seed means the same numbers on every machine and in every later version.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{RngCore, SeedableRng};

/// A seeded stream of random numbers. Streams of one seed are independent of each other.
#[derive(Debug, Clone)]
pub(crate) struct Random(ChaCha8Rng);

impl Random {
    /// The stream numbered `stream` of `seed`: one per start, half, sample …
    pub(crate) fn new(seed: u64, stream: u64) -> Self {
        let mut generator = ChaCha8Rng::seed_from_u64(seed);
        generator.set_stream(stream);
        Random(generator)
    }

    /// A uniform integer in `0..bound` (`bound` > 0), without modulo bias:
    /// Lemire's multiply-and-reject (ACM TOMACS 29(1), 2019, algorithm 5).
    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        let mut wide = u128::from(self.0.next_u64()) * u128::from(bound);
        if (wide as u64) < bound {
            let reject_below = bound.wrapping_neg() % bound;
            while (wide as u64) < reject_below {
                wide = u128::from(self.0.next_u64()) * u128::from(bound);
            }
        }
        (wide >> 64) as u64
    }

    /// Puts `items` into a random order (Fisher–Yates).
    pub(crate) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last as u64 + 1) as usize);
        }
    }

    /// The numbers `0..len` in a random order.
    pub(crate) fn permutation(&mut self, len: usize) -> Vec<usize> {
        let mut order: Vec<usize> = (0..len).collect();
        self.shuffle(&mut order);
        order
    }
}

#[cfg(test)]
mod tests {
    use super::Random;

    #[test]
    fn a_seed_and_stream_mean_the_same_numbers_for_ever() {
        let mut random = Random::new(42, 0);
        let drawn: Vec<u64> = (0..8).map(|_| random.below(1000)).collect();
        assert_eq!(drawn, PINNED, "the sampling changed: every seeded result would change with it");
        assert_ne!(Random::new(42, 1).permutation(50), Random::new(42, 0).permutation(50));
    }
    const PINNED: [u64; 8] = [681, 950, 427, 627, 288, 149, 308, 803];

    #[test]
    fn permutations_hold_each_number_once() {
        for len in [0, 1, 2, 17, 100] {
            let mut order = Random::new(7, 3).permutation(len);
            order.sort_unstable();
            assert_eq!(order, (0..len).collect::<Vec<_>>());
        }
    }

    #[test]
    fn below_is_uniform_enough() {
        let mut random = Random::new(1, 0);
        let mut counts = [0u32; 6];
        (0..60_000).for_each(|_| counts[random.below(6) as usize] += 1);
        assert!(counts.iter().all(|&c| (9_500..10_500).contains(&c)), "{counts:?}");
    }
}
