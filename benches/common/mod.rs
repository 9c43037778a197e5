//! The texts that are timed: made up by rule, the same for ever, on every machine.

#![allow(dead_code, reason = "each bench takes what it needs")]

mod words;

use words::{FUNCTION_WORDS, SplitMix, push_word};

/// Distinct content words. Rank r has a Zipf weight of 1 / (r + 2.7).
const VOCABULARY: usize = 20_000;
/// Topics. Each reorders the vocabulary in its own way, so that each has its own frequent words.
const TOPICS: u64 = 20;

/// `count` documents of about `length` words in sentences of 8 to 23: four words in ten are function
/// words, three are drawn from the whole vocabulary, and three from the document's topic.
pub(crate) fn documents(count: usize, length: usize) -> Vec<String> {
    let cumulative: Vec<f64> = (0..VOCABULARY)
        .scan(0.0, |sum, rank| {
            *sum += 1.0 / (rank as f64 + 2.7);
            Some(*sum)
        })
        .collect();
    let mut random = SplitMix(42);
    (0..count).map(|_| document(&mut random, &cumulative, length)).collect()
}

fn document(random: &mut SplitMix, cumulative: &[f64], length: usize) -> String {
    let topic = random.below(TOPICS);
    let mut text = String::with_capacity(length * 7);
    let mut left_in_sentence = 0;
    for _ in 0..length {
        let starts = left_in_sentence == 0;
        if starts {
            left_in_sentence = 8 + random.below(16);
            text.push_str(if text.is_empty() { "" } else { ". " });
        } else {
            text.push(' ');
        }
        left_in_sentence -= 1;
        let at = text.len();
        match random.below(10) {
            0..=3 => text.push_str(FUNCTION_WORDS[random.below(FUNCTION_WORDS.len() as u64) as usize]),
            4..=6 => push_word(&mut text, rank(random, cumulative)),
            _ => push_word(&mut text, of_topic(topic, rank(random, cumulative))),
        }
        if starts {
            text[at..=at].make_ascii_uppercase();
        }
    }
    text.push('.');
    text
}

/// A codebook for these texts, as TOML: an area a topic, which names its six most frequent words, two of them as cues.
pub(crate) fn framework() -> String {
    let word = |topic, rank| {
        let mut word = String::new();
        push_word(&mut word, of_topic(topic, rank));
        word
    };
    let area = |topic| {
        let [a, b, c, d, e, f] = std::array::from_fn(|rank| word(topic, rank as u64));
        format!(
            "[[area]]\nid = \"area-{topic}\"\nname = \"{a} {b}\"\ndescription = \"{c} {d}.\"\ncues = [\"{e}\", \"{f}*\"]\n"
        )
    };
    let areas: String = (0..TOPICS).map(area).collect();
    format!("name = \"Made-up areas\"\n\n{areas}")
}

/// The rank that stands for another in a topic: an odd factor that shares no divisor with 20,000 reorders all
/// ranks, a step parts the topics.
fn of_topic(topic: u64, rank: u64) -> u64 {
    (rank * 7_919 + topic * 997) % VOCABULARY as u64
}

fn rank(random: &mut SplitMix, cumulative: &[f64]) -> u64 {
    let drawn = random.unit() * cumulative[cumulative.len() - 1];
    cumulative.partition_point(|&sum| sum < drawn) as u64
}

/// Lets all that follows run on one thread, whatever the machine has: the benches compare work, not cores.
pub(crate) fn use_one_thread() {
    rayon::ThreadPoolBuilder::new().num_threads(1).build_global().expect("nothing has run in threads yet");
}
