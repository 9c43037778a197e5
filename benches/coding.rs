//! Coding onto named areas. `benches/README.md` says what is timed.

mod common;

use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use commonground::Framework;
use commonground::coding::{Coder, CodingSettings};
use commonground::space::{Space, SpaceSettings};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings};
use criterion::{Criterion, Throughput};

/// What the stages before the coding make of the texts.
struct Ready {
    texts: Vec<String>,
    tfidf: Arc<Tfidf>,
    counts: CsrMatrix,
    space: Space,
    framework: Framework,
}

impl Ready {
    fn of(texts: Vec<String>) -> Self {
        let (tfidf, counts) =
            Tfidf::fit_counts(TfidfSettings::default(), &texts).expect("the texts have terms");
        let space = Space::learn(&tfidf, &counts, &texts, None, &SpaceSettings::default(), 0)
            .expect("the settings are valid");
        let framework = Framework::from_toml(&common::framework()).expect("a valid framework");
        Ready { texts, tfidf: Arc::new(tfidf), counts, space, framework }
    }

    fn learn(&self) -> Coder {
        let Ready { texts, tfidf, counts, space, framework } = self;
        let settings = CodingSettings::default();
        Coder::learn(framework, Arc::clone(tfidf), space.clone(), texts, counts, None, None, settings)
            .expect("everything fits together")
    }
}

fn bench(criterion: &mut Criterion) {
    let ready = Ready::of(common::documents(2_000, 60));
    let mut group = criterion.benchmark_group("coding, 20 areas");
    group.sample_size(10).measurement_time(Duration::from_secs(6));

    group.bench_function("learned from 2,000 texts", |b| b.iter(|| black_box(&ready).learn()));

    let coder = ready.learn();
    let mut next = ready.texts.iter().cycle();
    group.bench_function("one text", |b| {
        b.iter(|| coder.code(&[black_box(next.next().expect("a cycle has no end"))]));
    });

    group.throughput(Throughput::Elements(ready.texts.len() as u64));
    group.bench_function("a batch of 2,000", |b| b.iter(|| coder.code(black_box(&ready.texts))));
    group.finish();
}

fn main() {
    common::use_one_thread();
    let mut criterion = Criterion::default().configure_from_args();
    bench(&mut criterion);
    criterion.final_summary();
}
