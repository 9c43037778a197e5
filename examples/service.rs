//! One fitted model, shared by many threads: each text that comes in gets its cluster and its areas.
//!
//!     cargo run --release --example service -- 8 20000
//!
//! asks from 8 threads, 20,000 times each, and prints throughput and latencies. A service of yours would have a
//! thread pool and a network in the place of `load`; what it shares is the same `Arc`.

use std::sync::Arc;
use std::time::{Duration, Instant};

use commonground::cluster::{Assignment, KMeans, KMeansParams, fit};
use commonground::coding::{Coder, Coding, CodingSettings};
use commonground::space::{Space, SpaceSettings};
use commonground::vectorize::{Tfidf, TfidfSettings};
use commonground::{Framework, Silent};

const FRAMEWORK: &str = r#"
    name = "What residents write about"

    [[area]]
    id = "transport"
    name = "Buses and roads"
    description = "Getting from one place to another."
    cues = ["bus*", "road*", "cycl*"]

    [[area]]
    id = "buildings"
    name = "Rooms and buildings"
    description = "Halls, libraries and empty shops for the community."
    cues = ["hall", "librar*", "empty shop"]

    [[area]]
    id = "nature"
    name = "Parks and rivers"
    description = "Green places, flooding and trees."
    cues = ["park*", "river*", "tree*"]
"#;

/// Pieces of invented answers: one of each column makes a text.
const OPENINGS: [&str; 6] = [
    "On our estate",
    "Since last winter",
    "For older residents",
    "At the meeting",
    "After school",
    "In the villages",
];
const SUBJECTS: [&str; 9] = [
    "the last bus leaves at six and the road is not safe to cycle on",
    "buses are late, and the timetable at the stop is out of date",
    "the road needs a crossing where children wait for the bus",
    "the hall stands empty while groups look for a room to meet in",
    "the library closes at five, and nobody may book its rooms",
    "an empty shop in the high street could be a hall for the community",
    "the river comes over its banks and the park is under water",
    "the trees in the park have no water in summer",
    "a path along the river would bring people into the park",
];
const ENDINGS: [&str; 5] = [
    "Somebody should count who is left out.",
    "We asked the council twice.",
    "Volunteers would help if they were asked.",
    "It was better ten years ago.",
    "A small grant would be enough.",
];

/// What the service knows. All of it is frozen: any number of threads may ask at once, without a lock.
struct Model {
    coder: Coder,
    clusters: KMeans,
}

/// What is told of one text.
struct Answer {
    /// None if no word of the text is known.
    cluster: Option<Assignment>,
    coding: Coding,
}

impl Model {
    /// Learns from the texts of a round. In real life this happens once, and is saved.
    fn learn(texts: &[String]) -> commonground::Result<Self> {
        let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), texts)?;
        let clusters = fit(&tfidf.weigh(counts.clone()), &KMeansParams::new(3), &Silent)?.model;
        let space = Space::learn(&tfidf, &counts, texts, None, &SpaceSettings::default(), 0)?;
        let framework = Framework::from_toml(FRAMEWORK)?;
        let settings = CodingSettings::default();
        let coder = Coder::learn(&framework, Arc::new(tfidf), space, texts, &counts, None, None, settings)?;
        Ok(Model { coder, clusters })
    }

    /// The cluster and the areas of one text.
    fn answer(&self, text: &str) -> commonground::Result<Answer> {
        let row = self.coder.tfidf().transform(&[text]);
        let cluster = self.clusters.predict(&row).pop().flatten();
        let coding = self.coder.code(&[text])?.0.pop().expect("one text has one coding");
        Ok(Answer { cluster, coding })
    }
}

/// The invented answers, all different.
fn answers() -> Vec<String> {
    let mut texts = Vec::new();
    for opening in OPENINGS {
        for subject in SUBJECTS {
            texts.extend(ENDINGS.iter().map(|ending| format!("{opening} {subject}. {ending}")));
        }
    }
    texts
}

/// Asks from `threads` threads at once, `calls` times each; gives all latencies, and how long it took.
fn load(
    model: &Arc<Model>,
    texts: &Arc<Vec<String>>,
    threads: usize,
    calls: usize,
) -> (Vec<Duration>, Duration) {
    let began = Instant::now();
    let workers: Vec<_> = (0..threads)
        .map(|worker| {
            let (model, texts) = (Arc::clone(model), Arc::clone(texts));
            std::thread::spawn(move || {
                let ask = |call: usize| {
                    let text = &texts[(worker * 7 + call) % texts.len()];
                    let asked = Instant::now();
                    let answer = model.answer(text).expect("no vectors were brought");
                    let took = asked.elapsed();
                    assert!(answer.cluster.is_some(), "every word of these texts is known");
                    assert!(answer.coding.areas.len() <= model.coder.framework().areas.len());
                    took
                };
                (0..calls).map(ask).collect::<Vec<Duration>>()
            })
        })
        .collect();
    let latencies = workers.into_iter().flat_map(|worker| worker.join().expect("no thread panics")).collect();
    (latencies, began.elapsed())
}

/// The latency that `share` of the calls do not exceed; `sorted` must have one.
fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let rank = (sorted.len() as f64 * share).ceil() as usize;
    sorted[rank.clamp(1, sorted.len()) - 1]
}

fn run(threads: usize, calls: usize) -> commonground::Result<()> {
    let texts = Arc::new(answers());
    let model = Arc::new(Model::learn(&texts)?);
    // The same text has the same answer whoever asks, and whatever was asked before.
    let first = model.answer(&texts[0])?.coding;
    let (mut latencies, took) = load(&model, &texts, threads, calls);
    assert_eq!(model.answer(&texts[0])?.coding, first);

    latencies.sort_unstable();
    let per_second = latencies.len() as f64 / took.as_secs_f64();
    println!("{} texts from {threads} threads in {took:.2?}: {per_second:.0} a second", latencies.len());
    for (name, share) in [("p50", 0.5), ("p95", 0.95), ("p99", 0.99), ("max", 1.0)] {
        println!("  {name}  {:.1?}", percentile(&latencies, share));
    }
    Ok(())
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut numbers = std::env::args().skip(1).map(|number| number.parse::<usize>());
    let threads = numbers.next().transpose()?.unwrap_or(8).max(1);
    let calls = numbers.next().transpose()?.unwrap_or(5_000).max(1);
    Ok(run(threads, calls)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_runs() -> commonground::Result<()> {
        run(4, 25)
    }

    #[test]
    fn percentiles_are_ranks() {
        let sorted: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        for (share, expected) in [(0.5, 50), (0.95, 95), (0.99, 99), (1.0, 100), (0.0, 1)] {
            assert_eq!(percentile(&sorted, share), Duration::from_millis(expected), "{share}");
        }
        assert_eq!(percentile(&sorted[..1], 0.99), Duration::from_millis(1));
    }
}
