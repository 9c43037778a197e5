//! The hot path: text to TF-IDF rows. `benches/README.md` says what is timed.

mod common;

use std::hint::black_box;
use std::time::Duration;

use commonground::vectorize::{Tfidf, TfidfSettings};
use criterion::{Criterion, Throughput};

/// The texts of the corpus in `$COMMONGROUND_CORPORA/20newsgroups/data.jsonl`, if there is one.
fn corpus() -> Option<Vec<String>> {
    let folder = std::env::var_os("COMMONGROUND_CORPORA")?;
    let path = std::path::Path::new(&folder).join("20newsgroups").join("data.jsonl");
    let lines = std::fs::read_to_string(path).ok()?;
    let texts = lines.lines().take(3_000).map(|line| {
        let record: serde_json::Value = serde_json::from_str(line).ok()?;
        Some(record.get("text")?.as_str()?.to_owned())
    });
    texts.collect()
}

fn bench(criterion: &mut Criterion, name: &str, texts: &[String]) {
    let bytes: usize = texts.iter().map(String::len).sum();
    let mut group = criterion.benchmark_group(name);
    group.throughput(Throughput::Bytes(bytes as u64));
    group.sample_size(20).measurement_time(Duration::from_secs(6));

    group.bench_function("cold: fit_transform", |b| {
        b.iter(|| Tfidf::fit_transform(TfidfSettings::default(), black_box(texts)));
    });
    let words_only = || {
        let mut settings = TfidfSettings::default();
        settings.analyser.phrases = false;
        settings
    };
    group.bench_function("cold: fit_transform, no phrases", |b| {
        b.iter(|| Tfidf::fit_transform(words_only(), black_box(texts)));
    });
    let fitted = Tfidf::fit(TfidfSettings::default(), texts).expect("the texts have terms");
    group.bench_function("warm: transform", |b| b.iter(|| fitted.transform(black_box(texts))));
    group.finish();
}

fn main() {
    common::use_one_thread();
    let mut criterion = Criterion::default().configure_from_args();
    bench(&mut criterion, "vectorize made-up text", &common::documents(3_000, 100));
    if let Some(texts) = corpus() {
        bench(&mut criterion, "vectorize 20newsgroups", &texts);
    }
    criterion.final_summary();
}
