//! Short documents by the million, whose vocabulary grows with their number as that of real texts does. Made up by rule:
//! document `n` is the same for ever, on every machine, whatever others are made.

mod words;

use words::{FUNCTION_WORDS, SplitMix, push_word};

/// So many topics. Their sizes fall as 1 / (rank + 10).
const TOPICS: u64 = 100;
/// The words of topics lie among so many, …
const TOPIC_WORDS: u64 = 20_000;
/// … and each topic has so many of them.
const WORDS_OF_TOPIC: u64 = 300;
/// P(rank > r) = (START / (START + r)) ^ TAIL: so the distinct words among n grow about as n^0.6 (Heaps' law).
const START: f64 = 30.0;
const TAIL: f64 = 0.7;

/// The text of document `number`, and its topic: 8 to 23 words, of which a third are function words, a third are of the
/// whole vocabulary and a third of the topic. One in a hundred is a non-answer.
pub(crate) fn document(number: u64) -> (String, u64) {
    let mut random = SplitMix(number.wrapping_mul(0xd134_2543_de82_ef95).wrapping_add(7));
    let topic = topic(&mut random);
    if random.below(100) == 0 {
        return ("N/A".to_owned(), topic);
    }
    let length = 8 + random.below(16);
    let mut text = String::with_capacity(length as usize * 8);
    for place in 0..length {
        if place > 0 {
            text.push(' ');
        }
        match random.below(3) {
            0 => text.push_str(FUNCTION_WORDS[random.below(FUNCTION_WORDS.len() as u64) as usize]),
            1 => push_word(&mut text, rank(&mut random)),
            _ => {
                let own = rank(&mut random) % WORDS_OF_TOPIC;
                push_word(&mut text, 40 + (own * 7_919 + topic * 997) % TOPIC_WORDS);
            }
        }
    }
    text[..1].make_ascii_uppercase();
    text.push('.');
    (text, topic)
}

fn topic(random: &mut SplitMix) -> u64 {
    let all: f64 = (0..TOPICS).map(|t| 1.0 / (t as f64 + 10.0)).sum();
    let mut left = random.unit() * all;
    let found = (0..TOPICS).find(|&t| {
        left -= 1.0 / (t as f64 + 10.0);
        left <= 0.0
    });
    found.unwrap_or(0)
}

/// A word of the unbounded vocabulary, by its rank.
fn rank(random: &mut SplitMix) -> u64 {
    (START * (libm::pow(1.0 - random.unit(), -1.0 / TAIL) - 1.0)) as u64
}
