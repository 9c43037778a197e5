//! Numbers for pairs of numbers: which phrases there are, and which are frequent.

use std::hash::BuildHasher;

use foldhash::fast::RandomState;

/// A table from pairs of numbers to numbers, 0 for the first pair that comes, and so on.
#[derive(Clone)]
pub(super) struct PairTable {
    /// Open addressing with linear probing; as many as a power of two, and at most three quarters taken.
    slots: Vec<(u64, u32)>,
    pairs: Vec<u64>,
    shift: u32,
    seed: u64,
}

const FREE: u32 = u32::MAX;

const SMALLEST: usize = 64;

impl PairTable {
    pub(super) fn new() -> Self {
        PairTable {
            slots: vec![(0, FREE); SMALLEST],
            pairs: Vec::new(),
            shift: u64::BITS - SMALLEST.ilog2(),
            seed: RandomState::default().hash_one(0),
        }
    }

    /// The number of a pair, if it has one.
    #[inline]
    pub(super) fn get(&self, first: u32, second: u32) -> Option<u32> {
        let pair = joined(first, second);
        let mut place = self.place(pair);
        loop {
            let (other, number) = self.slots[place & (self.slots.len() - 1)];
            if number == FREE {
                return None;
            }
            if other == pair {
                return Some(number);
            }
            place += 1;
        }
    }

    /// The number of a pair, new or known.
    pub(super) fn number(&mut self, first: u32, second: u32) -> u32 {
        if let Some(number) = self.get(first, second) {
            return number;
        }
        if (self.pairs.len() + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        let number = self.pairs.len() as u32;
        self.pairs.push(joined(first, second));
        self.put(joined(first, second), number);
        number
    }

    /// The pairs, by number.
    pub(super) fn iter(&self) -> impl ExactSizeIterator<Item = (u32, u32)> {
        self.pairs.iter().map(|&pair| ((pair >> 32) as u32, pair as u32))
    }

    fn put(&mut self, pair: u64, number: u32) {
        let last = self.slots.len() - 1;
        let mut place = self.place(pair) & last;
        while self.slots[place].1 != FREE {
            place = (place + 1) & last;
        }
        self.slots[place] = (pair, number);
    }

    fn grow(&mut self) {
        self.slots = vec![(0, FREE); self.slots.len() * 2];
        self.shift -= 1;
        for number in 0..self.pairs.len() {
            self.put(self.pairs[number], number as u32);
        }
    }

    #[inline]
    fn place(&self, pair: u64) -> usize {
        (mix(pair ^ self.seed) >> self.shift) as usize
    }
}

/// Says which pairs cannot have occurred often enough, in an array of small counters that several pairs share: a pair
/// occurred at most as often as its counter says (a count-min sketch of one row; Cormode & Muthukrishnan 2005).
pub(super) struct Sketch {
    counters: Vec<u8>,
    shift: u32,
}

impl Sketch {
    /// A sketch for about so many occurrences. It fits into the second cache at most.
    pub(super) fn new(occurrences: usize) -> Self {
        let counters = occurrences.next_power_of_two().clamp(1 << 8, 1 << 21);
        Sketch { counters: vec![0; counters], shift: u64::BITS - counters.ilog2() }
    }

    #[inline]
    pub(super) fn add(&mut self, first: u32, second: u32) {
        let counter = &mut self.counters[(mix(joined(first, second)) >> self.shift) as usize];
        *counter = counter.saturating_add(1);
    }

    /// The sketch of what both have seen.
    pub(super) fn plus(mut self, other: Sketch) -> Self {
        let counters = self.counters.iter_mut().zip(other.counters);
        counters.for_each(|(counter, more)| *counter = counter.saturating_add(more));
        self
    }

    /// False only if the pair was added less often than `least`.
    #[inline]
    pub(super) fn may_reach(&self, first: u32, second: u32, least: u32) -> bool {
        u32::from(self.counters[(mix(joined(first, second)) >> self.shift) as usize]) >= least.min(255)
    }
}

#[inline]
fn joined(first: u32, second: u32) -> u64 {
    u64::from(first) << 32 | u64::from(second)
}

/// The folded product with an odd number without pattern (2⁶⁴ by the golden ratio).
#[inline]
fn mix(pair: u64) -> u64 {
    let product = u128::from(pair) * u128::from(0x9E37_79B9_7F4A_7C15_u64);
    (product >> 64) as u64 ^ product as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn pairs_are_numbered_and_a_sketch_never_counts_too_few(
            pairs in prop::collection::vec((0u32..40, 0u32..40), 0..2000),
            least in 1u32..400,
        ) {
            let (mut table, mut map, mut sketch) = (PairTable::new(), BTreeMap::new(), Sketch::new(1));
            for &(a, b) in &pairs {
                let next = map.len() as u32;
                let entry = map.entry((a, b)).or_insert((next, 0));
                entry.1 += 1;
                prop_assert_eq!(table.number(a, b), entry.0);
                sketch.add(a, b);
            }
            prop_assert_eq!(table.iter().len(), map.len());
            for (&(a, b), &(number, count)) in &map {
                prop_assert_eq!(table.get(a, b), Some(number));
                prop_assert_eq!(table.get(b + 40, a), None);
                prop_assert!(count < least || sketch.may_reach(a, b, least));
            }
        }
    }
}
