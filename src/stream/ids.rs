//! Ids as numbers: to draw documents by, and to find ids that occur twice among millions.

use std::hash::Hasher;

use siphasher::sip128::{Hasher128, SipHasher24};

/// A number for an id: the same for ever for the same seed, and equal for two ids only by a chance of 2⁻¹²⁸
/// (SipHash-2-4 with 128 bits; Aumasson & Bernstein, INDOCRYPT 2012).
pub fn id_hash(seed: u64, id: &str) -> u128 {
    let mut hasher = SipHasher24::new_with_keys(seed, STREAM);
    hasher.write(id.as_bytes());
    hasher.finish128().as_u128()
}

/// The second half of the key: what is drawn here is drawn for no other purpose.
const STREAM: u64 = 0x636f_6d6d_6f6e_0001;

/// The ids that were met, 16 bytes each: a partial that finishes to those that occur twice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ids {
    seed: u64,
    /// By the first byte, so that no single list has to grow to the whole.
    lists: Vec<Vec<u128>>,
}

impl Ids {
    /// No id yet.
    pub fn new(seed: u64) -> Self {
        Ids { seed, lists: vec![Vec::new(); 256] }
    }

    /// Adds an id.
    pub fn add(&mut self, id: &str) {
        let hash = id_hash(self.seed, id);
        self.lists[(hash >> 120) as usize].push(hash);
    }

    /// All ids of both.
    ///
    /// # Panics
    /// If they were made with different seeds.
    #[must_use]
    pub fn merge(mut self, other: Ids) -> Self {
        assert_eq!(self.seed, other.seed, "one seed");
        self.lists.iter_mut().zip(other.lists).for_each(|(own, more)| own.extend(more));
        self
    }

    /// How many bytes so many ids take at most, while lists grow.
    pub fn bytes(ids: u64) -> u64 {
        ids.saturating_mul(32)
    }

    /// The hashes ([`id_hash`]) of ids that occur more than once, ascending.
    pub fn finish(self) -> Vec<u128> {
        let mut twice = Vec::new();
        for mut list in self.lists {
            list.sort_unstable();
            twice.extend(list.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]));
        }
        twice.dedup();
        twice
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_and_an_id_mean_the_same_number_for_ever() {
        assert_eq!(
            id_hash(0, "r1"),
            PINNED,
            "the draw changed: every result of a stream would change with it"
        );
        assert_ne!(id_hash(1, "r1"), id_hash(0, "r1"));
        assert_ne!(id_hash(0, "r2"), id_hash(0, "r1"));
    }
    const PINNED: u128 = 102_335_206_538_851_861_298_617_999_334_733_628_747;

    #[test]
    fn ids_that_occur_twice_are_found_in_any_split() {
        let ids: Vec<String> = (0..2000).map(|n| format!("r{}", n % 1998)).collect();
        let of = |ids: &[String]| {
            let mut partial = Ids::new(3);
            ids.iter().for_each(|id| partial.add(id));
            partial
        };
        let mut expected = [id_hash(3, "r0"), id_hash(3, "r1")];
        expected.sort_unstable();
        assert_eq!(of(&ids).finish(), expected);
        assert_eq!(of(&ids[700..]).merge(of(&ids[..700])).finish(), expected);
        assert!(of(&ids[..1998]).finish().is_empty());
    }
}
