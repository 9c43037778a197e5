//! What a long-running service relies on: one model for all threads, and calls that cost the same every time.
#![allow(clippy::unwrap_used, reason = "a panic is a failed test")]

#[path = "../benches/common/mod.rs"]
mod made_up;

use std::sync::Arc;

use allocation_counter::measure;
use commonground::cluster::{KMeans, KMeansParams, fit};
use commonground::coding::{Coder, CodingSettings};
use commonground::space::{Space, SpaceSettings};
use commonground::text::Analyser;
use commonground::vectorize::{Tfidf, TfidfSettings, Vocabulary};
use commonground::{Framework, Silent};

/// Compiles only if threads may share it.
fn shared<T: Send + Sync + 'static>() {}

#[test]
fn what_is_fitted_may_be_shared_between_threads() {
    shared::<Analyser>();
    shared::<Vocabulary>();
    shared::<Tfidf>();
    shared::<KMeans>();
    shared::<Space>();
    shared::<Framework>();
    shared::<Coder>();
    shared::<Arc<(Tfidf, KMeans, Coder)>>();
}

fn model() -> (Vec<String>, KMeans, Coder) {
    let texts = made_up::documents(300, 60);
    let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), &texts).unwrap();
    let params = KMeansParams { starts: 1, ..KMeansParams::new(20) };
    let clusters = fit(&tfidf.weigh(counts.clone()), &params, &Silent).unwrap().model;
    let space = Space::learn(&tfidf, &counts, &texts, None, &SpaceSettings::default(), 0).unwrap();
    let framework = Framework::from_toml(&made_up::framework()).unwrap();
    let settings = CodingSettings::default();
    let coder =
        Coder::learn(&framework, Arc::new(tfidf), space, &texts, &counts, None, None, settings).unwrap();
    (texts, clusters, coder)
}

#[test]
fn a_call_costs_few_allocations_the_same_every_time_and_keeps_none() {
    let (texts, clusters, coder) = model();
    let vectorise = |text: &String| drop(coder.tfidf().transform(&[text]));
    let row = coder.tfidf().transform(&texts[..1]);
    let predict = |_: &String| drop(clusters.predict(&row));
    let code = |text: &String| drop(coder.code(&[text]).unwrap());
    // The call, the most allocations, and the most bytes at once. A text has some 60 words.
    type Call<'c> = &'c dyn Fn(&String);
    let cases: [(&str, Call<'_>, u64, u64); 3] = [
        ("vectorise", &vectorise, 600, 32 << 10),
        ("predict", &predict, 4, 1 << 10),
        ("code", &code, 800, 32 << 10),
    ];
    for (name, call, allocations, bytes) in cases {
        call(&texts[0]); // what the first call of a process sets up is not a call's cost
        for (number, text) in texts.iter().enumerate().take(50) {
            let first = measure(|| call(text));
            assert_eq!(measure(|| call(text)), first, "{name}, text {number}, once more");
            assert!(first.count_total <= allocations, "{name}, text {number}: {first:?}");
            assert!(first.bytes_max <= bytes, "{name}, text {number}: {first:?}");
            assert_eq!((first.count_current, first.bytes_current), (0, 0), "{name}, text {number}");
        }
    }
}
