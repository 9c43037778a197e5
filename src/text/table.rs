//! A table from words to numbers, for looking up each word of a text.

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use super::boundaries::{Head, head};

/// Numbers of words. A short word lies in the table itself, so that finding it costs one read of memory
/// and no comparison of strings; longer ones are rare, and have a table of their own.
#[derive(Clone)]
pub(crate) struct WordTable {
    /// Open addressing with linear probing; as many as a power of two, and at most three quarters taken.
    slots: Vec<Slot>,
    taken: usize,
    /// The highest bits of a hash are its place: this is how many are left out.
    shift: u32,
    /// Drawn anew for each table, so that nobody can write a text of words that collide.
    seed: (u64, u64),
    long: HashMap<Box<str>, u32>,
}

/// A word of up to twelve bytes. Sixteen bytes in all: four share a cache line, and none lies across two.
#[derive(Clone, Copy)]
struct Slot {
    low: u64,
    high: u32,
    number: u32,
}

/// Longer words lie elsewhere.
const LONGEST: usize = 12;

impl Slot {
    const FREE: Slot = Slot { low: 0, high: 0, number: FREE };
}

/// The number of a slot that is free. Words have lower ones.
const FREE: u32 = u32::MAX;

const SMALLEST: usize = 64;

impl Default for WordTable {
    fn default() -> Self {
        let state = RandomState::default();
        WordTable {
            slots: vec![Slot::FREE; SMALLEST],
            taken: 0,
            shift: u64::BITS - SMALLEST.ilog2(),
            seed: (state.hash_one(0), state.hash_one(1)),
            long: HashMap::default(),
        }
    }
}

impl WordTable {
    /// The number of `word`, which begins with `head`.
    #[inline(always)]
    pub(crate) fn get(&self, word: &str, head: Head) -> Option<u32> {
        if word.len() > LONGEST {
            return self.get_long(word);
        }
        let mut place = self.place(head.low, head.high as u32);
        loop {
            let slot = &self.slots[place & (self.slots.len() - 1)];
            if slot.low == head.low && slot.high == head.high as u32 && slot.number != FREE {
                return Some(slot.number);
            }
            if slot.number == FREE {
                return None;
            }
            place += 1;
        }
    }

    #[cold]
    fn get_long(&self, word: &str) -> Option<u32> {
        self.long.get(word).copied()
    }

    /// The number of a word by its text alone.
    pub(crate) fn find(&self, word: &str) -> Option<u32> {
        self.get(word, head(word))
    }

    /// Gives a number to a word that has none.
    pub(crate) fn insert(&mut self, word: &str, number: u32) {
        let head = head(word);
        debug_assert!(number != FREE && self.get(word, head).is_none());
        if word.len() > LONGEST {
            self.long.insert(word.into(), number);
            return;
        }
        if (self.taken + 1) * 4 > self.slots.len() * 3 {
            self.grow();
        }
        self.put(Slot { low: head.low, high: head.high as u32, number });
        self.taken += 1;
    }

    /// Changes all numbers.
    pub(crate) fn renumber(&mut self, change: impl Fn(u32) -> u32) {
        for slot in self.slots.iter_mut().filter(|slot| slot.number != FREE) {
            slot.number = change(slot.number);
        }
        self.long.values_mut().for_each(|number| *number = change(*number));
    }

    /// How many words there are.
    pub(crate) fn len(&self) -> usize {
        self.taken + self.long.len()
    }

    fn put(&mut self, new: Slot) {
        let last = self.slots.len() - 1;
        let mut place = self.place(new.low, new.high) & last;
        while self.slots[place].number != FREE {
            place = (place + 1) & last;
        }
        self.slots[place] = new;
    }

    fn grow(&mut self) {
        let free = vec![Slot::FREE; self.slots.len() * 2];
        let before = std::mem::replace(&mut self.slots, free);
        self.shift -= 1;
        before.into_iter().filter(|slot| slot.number != FREE).for_each(|slot| self.put(slot));
    }

    /// Where to look for a word first: the folded product of its parts.
    #[inline]
    fn place(&self, low: u64, high: u32) -> usize {
        let product = u128::from(low ^ self.seed.0) * u128::from(u64::from(high) ^ self.seed.1);
        ((product as u64 ^ (product >> 64) as u64) >> self.shift) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn a_table_of_words_is_a_map(words in prop::collection::vec("[a-zé]{1,3}|[a-z]{14,18}|水{5,6}", 0..300)) {
            let (mut table, mut map) = (WordTable::default(), BTreeMap::new());
            for (word, number) in words.iter().zip(0..) {
                prop_assert_eq!(table.find(word), map.get(word).copied());
                if table.find(word).is_none() {
                    table.insert(word, number);
                    map.insert(word.clone(), number);
                }
            }
            table.renumber(|number| number + 1);
            prop_assert_eq!(table.len(), map.len());
            for (word, number) in &map {
                prop_assert_eq!(table.find(word), Some(number + 1));
            }
        }
    }
}
