//! K-means and singular vectors, on numbers that another program wrote.

use std::path::Path;

use commonground::Silent;
use commonground::cluster::{KMeansParams, LloydParams, fit, fit_dense_from};
use commonground::space::{DenseMatrix, svd};
use commonground::vectorize::{CsrMatrix, Tfidf, TfidfSettings};
use linfa::DatasetBase;
use linfa::traits::Fit;
use linfa_clustering::KMeansInit;
use linfa_nn::distance::L2Dist;
use ndarray::Array2;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rayon::ThreadPoolBuilder;
use serde_json::json;

use crate::Outcome;
use crate::clock::once;

/// Numbers of four bytes.
fn numbers<T>(path: &Path, of: impl Fn([u8; 4]) -> T) -> std::io::Result<Vec<T>> {
    let bytes = std::fs::read(path)?;
    Ok(bytes.as_chunks::<4>().0.iter().map(|&number| of(number)).collect())
}

fn floats(path: &Path) -> std::io::Result<Vec<f32>> {
    numbers(path, f32::from_le_bytes)
}

fn write(path: &Path, numbers: impl IntoIterator<Item = f32>) -> std::io::Result<()> {
    std::fs::write(path, numbers.into_iter().flat_map(f32::to_le_bytes).collect::<Vec<u8>>())
}

/// Our k-means on dense rows from given centres, for a given number of iterations.
pub(crate) fn kmeans_ours(folder: &Path, k: usize, iterations: usize) -> Outcome {
    let starts = floats(&folder.join("starts.f32"))?;
    let cols = starts.len() / k;
    let rows = DenseMatrix::from_rows(cols, floats(&folder.join("rows.f32"))?)?;
    let starts = DenseMatrix::from_rows(cols, starts)?;
    let params = LloydParams { max_passes: iterations, ..LloydParams::new(k) };
    let pool = ThreadPoolBuilder::new().num_threads(1).build()?;
    let (fitted, took) = once(|| pool.install(|| fit_dense_from(&rows, &starts, &params, &Silent)));
    let fitted = fitted?;
    write(&folder.join("kmeans-ours.f32"), fitted.model.centres().values().iter().copied())?;
    Ok(json!({ "cpu": took.cpu, "wall": took.wall, "passes": fitted.starts[0].passes }))
}

/// Our singular value decomposition of sparse rows.
pub(crate) fn svd_ours(folder: &Path, rank: usize) -> Outcome {
    let starts = numbers(&folder.join("indptr.u32"), |bytes| u32::from_le_bytes(bytes) as usize)?;
    let columns = numbers(&folder.join("indices.u32"), u32::from_le_bytes)?;
    let width = columns.iter().max().map_or(0, |&last| last as usize + 1);
    let rows = CsrMatrix::from_parts(width, starts, columns, floats(&folder.join("values.f32"))?)?;
    let pool = ThreadPoolBuilder::new().num_threads(1).build()?;
    let (found, took) = once(|| pool.install(|| svd(&rows, rank, 0)));
    write(&folder.join("svd-ours.f32"), found.left.values().iter().copied())?;
    Ok(json!({ "cpu": took.cpu, "wall": took.wall }))
}

/// linfa's k-means from given centres, for a given number of iterations.
pub(crate) fn kmeans_linfa(folder: &Path, k: usize, iterations: u64) -> Outcome {
    let starts = floats(&folder.join("starts.f32"))?;
    let cols = starts.len() / k;
    let rows = floats(&folder.join("rows.f32"))?;
    let rows = Array2::from_shape_vec((rows.len() / cols, cols), rows)?;
    let starts = Array2::from_shape_vec((k, cols), starts)?;
    let dataset = DatasetBase::from(rows);
    let params = linfa_clustering::KMeans::params_with(k, StdRng::seed_from_u64(0), L2Dist)
        .init_method(KMeansInit::Precomputed(starts))
        .n_runs(1)
        .max_n_iterations(iterations)
        .tolerance(f32::MIN_POSITIVE);
    let (model, took) = once(|| params.fit(&dataset));
    write(&folder.join("kmeans-linfa.f32"), model?.centroids().iter().copied())?;
    Ok(json!({ "cpu": took.cpu, "wall": took.wall }))
}

/// Eight starts of our k-means on TF-IDF rows, side by side.
pub(crate) fn starts(texts: &[String], k: usize, threads: usize) -> Outcome {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build()?;
    let rows = pool.install(|| Tfidf::fit_transform(TfidfSettings::default(), texts))?.1;
    let params = KMeansParams { starts: 8, ..KMeansParams::new(k) };
    let (found, took) = once(|| pool.install(|| fit(&rows, &params, &Silent)));
    Ok(json!({ "cpu": took.cpu, "wall": took.wall, "starts": found?.starts.len() }))
}
