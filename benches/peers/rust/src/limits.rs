//! How fast it could be: what has to be done with every byte or word at the least.

use std::hash::BuildHasher;
use std::hint::black_box;

use foldhash::fast::FixedState;
use hashbrown::HashMap;
use serde_json::{Value, json};

use crate::clock::{Took, warm};
use crate::texts::bytes;

fn told(texts: &[String], took: &Took, made: usize) -> Value {
    json!({ "cpu": took.cpu, "wall": took.wall, "bytes": bytes(texts), "made": made })
}

/// All bytes copied.
pub(crate) fn copy(texts: &[String]) -> Value {
    let all = texts.concat().into_bytes();
    let mut to = vec![0u8; all.len()];
    let ((), took) = warm(|| black_box(&mut to).copy_from_slice(black_box(&all)));
    told(texts, &took, to.len())
}

/// All bytes looked at: how many are letters or digits.
pub(crate) fn scan(texts: &[String]) -> Value {
    let is_word = |text: &String| text.bytes().map(|b| usize::from(b.is_ascii_alphanumeric())).sum::<usize>();
    let (made, took) = warm(|| black_box(texts).iter().map(is_word).sum());
    told(texts, &took, made)
}

/// Runs of ASCII letters and digits and of whatever is not ASCII: simpler than the rules of Unicode, by which all others cut.
fn tokens(text: &[u8]) -> impl Iterator<Item = &[u8]> {
    text.split(|b| b.is_ascii() && !b.is_ascii_alphanumeric()).filter(|token| !token.is_empty())
}

/// Each token found and hashed.
pub(crate) fn hash(texts: &[String]) -> Value {
    let hasher = FixedState::default();
    let of_text = |text: &String| {
        tokens(text.as_bytes()).map(|token| hasher.hash_one(token)).fold(0u64, u64::wrapping_add)
    };
    let (made, took) = warm(|| black_box(texts).iter().map(of_text).fold(0, u64::wrapping_add));
    told(texts, &took, made as usize % 1_000)
}

/// Each token found, lower-cased and looked up among all that there are, by the fast table of Rust's own library.
pub(crate) fn lookup(texts: &[String]) -> Value {
    let mut ids: HashMap<Vec<u8>, u32, FixedState> = HashMap::default();
    let mut key = Vec::new();
    let lower = |token: &[u8], key: &mut Vec<u8>| {
        key.clear();
        key.extend(token.iter().map(u8::to_ascii_lowercase));
    };
    for text in texts {
        for token in tokens(text.as_bytes()) {
            lower(token, &mut key);
            let next = ids.len() as u32;
            ids.entry_ref(&key[..]).or_insert(next);
        }
    }
    let pass = || {
        let mut sum = 0usize;
        for text in black_box(texts) {
            for token in tokens(text.as_bytes()) {
                lower(token, &mut key);
                sum = sum.wrapping_add(ids.get(&key[..]).map_or(0, |&id| id as usize));
            }
        }
        sum
    };
    let (_, took) = warm(pass);
    told(texts, &took, ids.len())
}
