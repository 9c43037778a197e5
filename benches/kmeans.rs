//! K-means on the rows of texts. `benches/README.md` says what is timed.

mod common;

use std::hint::black_box;
use std::time::Duration;

use commonground::Silent;
use commonground::cluster::{Engine, Geometry, KMeansParams, fit};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings, log_masses};
use criterion::{BenchmarkId, Criterion};

/// TF-IDF rows and masses of `count` made-up texts, over words in at least `min_df` of them.
fn rows(count: usize, min_df: u32) -> (CsrMatrix, CsrMatrix) {
    let mut settings = TfidfSettings::default();
    settings.vocabulary.min_df = min_df;
    settings.vocabulary.phrase_min_df = min_df;
    let texts = common::documents(count, 100);
    let (tfidf, counts) = Tfidf::fit_counts(settings, &texts).expect("the texts have terms");
    (tfidf.weigh(counts.clone()), log_masses(counts))
}

fn params(k: usize, geometry: Geometry, engine: Engine) -> KMeansParams {
    KMeansParams { geometry, engine, starts: 1, ..KMeansParams::new(k) }
}

fn bench(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("kmeans, one start");
    group.sample_size(10).measurement_time(Duration::from_secs(6));

    let (tfidf, masses) = rows(3_000, 3);
    let shape = format!("{} × {}, k 20", tfidf.rows(), tfidf.cols());
    let cases = [
        ("sequential cosine", Geometry::Cosine, &tfidf),
        ("sequential J–S", Geometry::JensenShannon, &masses),
    ];
    for (name, geometry, rows) in cases {
        let params = params(20, geometry, Engine::Sequential);
        let id = BenchmarkId::new(name, &shape);
        group.bench_function(id, |b| b.iter(|| fit(black_box(rows), &params, &Silent)));
    }

    // A dense engine on sparse rows is for comparing on small data only.
    let (small, _) = rows(300, 8);
    let shape = format!("{} × {}, k 8", small.rows(), small.cols());
    let engines = [
        ("sequential cosine", Engine::Sequential),
        #[cfg(feature = "linfa")]
        ("linfa, dense", Engine::Linfa),
    ];
    for (name, engine) in engines {
        let params = params(8, Geometry::Cosine, engine);
        let id = BenchmarkId::new(name, &shape);
        group.bench_function(id, |b| b.iter(|| fit(black_box(&small), &params, &Silent)));
    }
    group.finish();
}

fn main() {
    common::use_one_thread();
    let mut criterion = Criterion::default().configure_from_args();
    bench(&mut criterion);
    criterion.final_summary();
}
