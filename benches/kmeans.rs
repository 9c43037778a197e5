//! K-means on the rows of texts. `benches/README.md` says what is timed.

mod common;

use std::hint::black_box;
use std::time::Duration;

use commonground::Silent;
use commonground::cluster::{Engine, Geometry, KMeansParams, LloydParams, fit, fit_dense_from, fit_views};
use commonground::space::{
    Brought, DenseMatrix, Recipe, SpaceSettings, WordVectorSettings, views, word_vectors,
};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings, log_masses};
use criterion::{BenchmarkId, Criterion};

/// TF-IDF rows and masses of `count` made-up texts, over words in at least `min_df` of them.
fn rows(count: usize, min_df: u32) -> (CsrMatrix, CsrMatrix) {
    let mut settings = TfidfSettings::default();
    settings.vocabulary.min_df = min_df;
    settings.vocabulary.phrase_min_df = min_df;
    let texts = common::documents(count, 100);
    let (tfidf, counts) = Tfidf::fit_counts(settings, &texts).expect("the texts have terms");
    (tfidf.weigh(counts.clone()), log_masses(&counts))
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

/// The views of made-up texts, and a fit in them; dense rows by the thousand.
fn bench_dense(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("dense");
    group.sample_size(10).measurement_time(Duration::from_secs(6));

    let texts = common::documents(3_000, 100);
    let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), &texts).expect("the texts have terms");
    let sequences = tfidf.sequences(&texts);
    let terms = tfidf.vocabulary().len();
    let words = WordVectorSettings::default();
    group.bench_function(BenchmarkId::new("word vectors", format!("{terms} terms")), |b| {
        b.iter(|| word_vectors(black_box(&sequences), terms, &words, 0));
    });
    let look = |recipe: Recipe| {
        let settings = SpaceSettings { recipe: Some(recipe), ..SpaceSettings::default() };
        views(&tfidf, counts.clone(), &texts, Brought::default(), &settings, 0)
            .expect("the settings are valid")
    };
    group
        .bench_function(BenchmarkId::new("latent topics", "3000 texts"), |b| b.iter(|| look(Recipe::Topics)));
    let joint = look(Recipe::Joint);
    let params = params(20, Geometry::Cosine, Engine::Sequential);
    group.bench_function(BenchmarkId::new("sequential, joint views", "3000 texts, k 20"), |b| {
        b.iter(|| fit_views(black_box(&joint), &params, &Silent));
    });

    // Twenty passes from the same centres over rows around a hundred points.
    let mut state = 1u64;
    let mut number = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 40) as f32 / (1u64 << 24) as f32 - 0.5
    };
    let (n, d, k) = (20_000, 100, 100);
    let points: Vec<f32> = (0..k * d).map(|_| number()).collect();
    let values = (0..n * d).map(|at| points[at / d % k * d + at % d] + 2.0 * number()).collect();
    let rows = DenseMatrix::from_rows(d, values).expect("the numbers are finite");
    let centres = rows.select(0..k);
    let params = LloydParams { max_passes: 20, ..LloydParams::new(k) };
    group.bench_function(BenchmarkId::new("Lloyd", format!("{n} × {d}, k {k}, 20 passes")), |b| {
        b.iter(|| fit_dense_from(black_box(&rows), &centres, &params, &Silent));
    });
    group.finish();
}

fn main() {
    common::use_one_thread();
    let mut criterion = Criterion::default().configure_from_args();
    bench(&mut criterion);
    bench_dense(&mut criterion);
    criterion.final_summary();
}
