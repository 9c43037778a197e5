//! A table from words to numbers, for looking up each word of a text.

use std::hash::BuildHasher;

use foldhash::HashMap;
use foldhash::fast::RandomState;

use super::boundaries::{Boundaries, Head, Token, head};

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

/// Some words of a text, each with what lies where a table looks for it first.
///
/// The places of a few words are read one after another with nothing between, so that the processor waits for all of them at
/// once; most words lie there.
pub(crate) struct Batch {
    tokens: [Token; BATCH],
    slots: [Slot; BATCH],
    count: usize,
}

/// So many words at a time.
const BATCH: usize = 16;

/// A word, and the number that was found for it.
pub(crate) struct Seen {
    pub(crate) token: Token,
    slot: Slot,
}

impl Batch {
    pub(crate) fn new() -> Self {
        let none = Token { start: 0, end: 0, head: head("") };
        Batch { tokens: [none; BATCH], slots: [Slot::FREE; BATCH], count: 0 }
    }

    /// Takes the next words; says whether there are any.
    #[inline(always)]
    pub(crate) fn fill(&mut self, boundaries: &mut Boundaries<'_>, table: &WordTable) -> bool {
        self.count = 0;
        while self.count < BATCH
            && let Some(token) = boundaries.next()
        {
            self.tokens[self.count] = token;
            self.count += 1;
        }
        for (slot, token) in self.slots.iter_mut().zip(&self.tokens[..self.count]) {
            *slot = table.peek(token.head);
        }
        self.count > 0
    }

    /// The words, in order.
    #[inline(always)]
    pub(crate) fn words(&self) -> impl Iterator<Item = Seen> {
        let both = self.tokens[..self.count].iter().zip(&self.slots);
        both.map(|(&token, &slot)| Seen { token, slot })
    }
}

impl Seen {
    /// The number of the word in the table of the batch, which may have got more words since.
    #[inline(always)]
    pub(crate) fn number(&self, text: &str, table: &WordTable) -> Option<u32> {
        let Seen { token, slot } = self;
        let is_here =
            slot.low == token.head.low && slot.high == token.head.high as u32 && slot.number != FREE;
        if is_here && token.end - token.start <= LONGEST {
            return Some(slot.number);
        }
        table.get(&text[token.start..token.end], token.head)
    }
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

    /// What lies where a word that begins with `head` is looked for first.
    #[inline(always)]
    fn peek(&self, head: Head) -> Slot {
        self.slots[self.place(head.low, head.high as u32) & (self.slots.len() - 1)]
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

    /// Makes twice the room. Words that lie where they are looked for first do so again, because those that came early are
    /// the frequent ones; the others take what is left.
    fn grow(&mut self) {
        let free = vec![Slot::FREE; self.slots.len() * 2];
        let before = std::mem::replace(&mut self.slots, free);
        let shift = self.shift;
        self.shift -= 1;
        let lies_first =
            |table: &Self, at: usize, slot: &Slot| table.hash(slot.low, slot.high) >> shift == at as u64;
        for first in [true, false] {
            for (at, slot) in before.iter().enumerate().filter(|(_, slot)| slot.number != FREE) {
                if lies_first(self, at, slot) == first {
                    self.put(*slot);
                }
            }
        }
    }

    /// Where to look for a word first.
    #[inline]
    fn place(&self, low: u64, high: u32) -> usize {
        (self.hash(low, high) >> self.shift) as usize
    }

    /// The folded product of a word's parts.
    #[inline]
    fn hash(&self, low: u64, high: u32) -> u64 {
        let product = u128::from(low ^ self.seed.0) * u128::from(u64::from(high) ^ self.seed.1);
        product as u64 ^ (product >> 64) as u64
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
