//! The hot path: text to TF-IDF rows, beside what bounds it. `benches/README.md` says what is timed.

mod common;
#[path = "common/cpu_time.rs"]
mod cpu_time;

use std::hint::black_box;
use std::time::Duration;

use commonground::text::words;
use commonground::vectorize::{Tfidf, TfidfSettings, plain};
use cpu_time::CpuTime;
use criterion::{Criterion, Throughput};
use foldhash::HashMap;

/// The texts of the corpus in `$COMMONGROUND_CORPORA/20newsgroups/data.jsonl`, if there is one.
fn corpus() -> Option<Vec<String>> {
    let folder = std::env::var_os("COMMONGROUND_CORPORA")?;
    let path = std::path::Path::new(&folder).join("20newsgroups").join("data.jsonl");
    let lines = std::fs::read_to_string(path).ok()?;
    let texts = lines.lines().map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(record.get("text")?.as_str()?.to_owned())
    });
    texts.collect()
}

fn settings(phrases: bool) -> TfidfSettings {
    let mut settings = TfidfSettings::default();
    settings.analyser.phrases = phrases;
    settings
}

fn bench(criterion: &mut Criterion<CpuTime>, name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes as u64));
    group.sample_size(15).warm_up_time(Duration::from_secs(1)).measurement_time(Duration::from_secs(4));

    for (name, phrases) in [("words", false), ("words and phrases", true)] {
        group.bench_function(format!("cold: fit_transform, {name}"), |b| {
            b.iter(|| Tfidf::fit_transform(settings(phrases), black_box(texts)));
        });
        let fitted = Tfidf::fit(settings(phrases), texts).expect("the texts have terms");
        group.bench_function(format!("warm: transform, {name}"), |b| {
            b.iter(|| fitted.transform(black_box(texts)));
        });
        if !phrases {
            group
                .bench_function("warm: words to term ids", |b| b.iter(|| fitted.sequences(black_box(texts))));
        }
        if phrases {
            group.bench_function("warm: transformer, one text after the other", |b| {
                let mut transformer = fitted.transformer();
                b.iter(|| texts.iter().map(|text| transformer.row(text).len()).sum::<usize>());
            });
        }
    }
    group.bench_function("words: ours", |b| {
        b.iter(|| texts.iter().map(|text| words(text).count()).sum::<usize>());
    });
    group.bench_function("words: unicode-segmentation", |b| {
        b.iter(|| texts.iter().map(|text| plain::words(text).len()).sum::<usize>());
    });

    // What a careful programmer writes first: each word in lower case, looked up in a hash table.
    let mut known: HashMap<Box<str>, u32> = HashMap::default();
    for text in texts {
        for (_, word) in plain::words(text) {
            let next = known.len() as u32;
            known.entry(word.to_lowercase().into()).or_insert(next);
        }
    }
    let look_up = |lower: &mut String, word: &str| {
        lower.clear();
        lower.push_str(word);
        lower.make_ascii_lowercase();
        known.get(lower.as_str()).map_or(0, |&number| u64::from(number))
    };
    group.bench_function("reference: unicode-segmentation and hashbrown", |b| {
        let mut lower = String::new();
        b.iter(|| {
            let sum = |text: &String| unicode_words(text).map(|word| look_up(&mut lower, word)).sum::<u64>();
            texts.iter().map(sum).sum::<u64>()
        });
    });
    group.bench_function("reference: our words and hashbrown", |b| {
        let mut lower = String::new();
        b.iter(|| {
            let sum = |text: &String| words(text).map(|word| look_up(&mut lower, word.text)).sum::<u64>();
            texts.iter().map(sum).sum::<u64>()
        });
    });
    group.bench_function("bound: copy the bytes", |b| {
        let mut copy = Vec::with_capacity(bytes);
        b.iter(|| {
            copy.clear();
            texts.iter().for_each(|text| copy.extend_from_slice(text.as_bytes()));
            copy.len()
        });
    });
    group.finish();
}

fn unicode_words(text: &str) -> impl Iterator<Item = &str> {
    unicode_segmentation::UnicodeSegmentation::unicode_words(text)
}

/// One short text, as a service gets it: the time of a call.
fn bench_one(criterion: &mut Criterion<CpuTime>, texts: &[String]) {
    let text = "How can the council help people to find a quiet place near the river where children may play safely?";
    let fitted = Tfidf::fit(settings(true), texts).expect("the texts have terms");
    let mut group = criterion.benchmark_group("one text of 20 words");
    group.bench_function("transform", |b| b.iter(|| fitted.transform(&[black_box(text)])));
    group.bench_function("transformer", |b| {
        let mut transformer = fitted.transformer();
        b.iter(|| transformer.row(black_box(text)).len());
    });
    let loaded = Tfidf::load(&fitted.save().expect("it can be saved")).expect("it can be loaded");
    group.bench_function("transformer of a loaded model", |b| {
        let mut transformer = loaded.transformer();
        b.iter(|| transformer.row(black_box(text)).len());
    });
    group.finish();
}

fn main() {
    common::use_one_thread();
    let mut criterion = Criterion::default().with_measurement(CpuTime).configure_from_args();
    let made_up = common::documents(3_000, 100);
    bench(&mut criterion, "vectorize made-up text", &made_up);
    match corpus() {
        Some(texts) => {
            bench(&mut criterion, "vectorize 20newsgroups", &texts);
            bench_one(&mut criterion, &texts);
        }
        None => bench_one(&mut criterion, &made_up),
    }
    criterion.final_summary();
}
