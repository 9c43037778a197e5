//! linfa-clustering's KMeans as an engine: Lloyd's algorithm on dense rows.

use linfa::DatasetBase;
use linfa::traits::{Fit, Predict};
use linfa_clustering::{KMeans as LinfaKMeans, KMeansInit};
use ndarray::Array2;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::SeedableRng;
use rayon::prelude::*;

use super::distinct::DistinctRows;
use super::fit::StartRecord;
use super::settings::KMeansParams;
use crate::error::{Error, Result};
use crate::progress::{Progress, checkpoint};

/// A dense matrix of more values is refused: 2 GiB of `f64`.
const MOST_VALUES: usize = 1 << 28;

/// The best of `params.starts` starts from k-means++ centres, and what each start reached.
pub(super) fn best_start(
    points: &DistinctRows,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<(Vec<usize>, Vec<StartRecord>)> {
    let numbers = (0..params.starts as u64).into_par_iter();
    let starts: Vec<(Vec<usize>, f64)> =
        numbers.map(|number| start(points, params, number, progress)).collect::<Result<_>>()?;
    let record = |&(_, objective): &(_, f64)| StartRecord { objective, passes: None, converged: None };
    let records = starts.iter().map(record).collect();
    let better = |a: (Vec<usize>, f64), b: (Vec<usize>, f64)| if b.1 > a.1 { b } else { a };
    Ok((starts.into_iter().reduce(better).map(|best| best.0).unwrap_or_default(), records))
}

/// One start: labels and objective. Rows that occur several times stand in the dense matrix as often.
fn start(
    points: &DistinctRows,
    params: &KMeansParams,
    number: u64,
    progress: &dyn Progress,
) -> Result<(Vec<usize>, f64)> {
    checkpoint(progress)?;
    let repeated: Vec<usize> =
        (0..points.len()).flat_map(|i| std::iter::repeat_n(i, points.weights[i] as usize)).collect();
    let cols = points.rows.cols();
    if repeated.len().saturating_mul(cols) > MOST_VALUES {
        return Err(Error::Shape {
            what: format!(
                "{} rows of {cols} terms are too many for the dense engine linfa: use the engine sequential",
                repeated.len()
            ),
        });
    }
    let mut dense = Array2::<f64>::zeros((repeated.len(), cols));
    for (place, &i) in repeated.iter().enumerate() {
        points.rows.row(i).iter().for_each(|(term, value)| dense[[place, term]] = f64::from(value));
    }

    let mut generator = ChaCha8Rng::seed_from_u64(params.seed);
    generator.set_stream(number);
    let data = DatasetBase::from(dense);
    let model = LinfaKMeans::params_with_rng(params.k, generator)
        .n_runs(1)
        .init_method(KMeansInit::KMeansPlusPlus)
        .max_n_iterations(params.max_passes as u64)
        .tolerance(params.tolerance.max(f64::MIN_POSITIVE))
        .fit(&data)
        .map_err(|error| Error::Shape { what: format!("linfa: {error}") })?;
    let predicted = model.predict(&data);

    let mut labels = vec![0; points.len()];
    repeated.iter().zip(predicted.iter()).for_each(|(&i, &c)| labels[i] = c);
    fill_empty(&mut labels, points, params.k);
    // Less inertia is better; the objective of a start is to be maximised.
    progress.advance(1);
    Ok((labels, -model.inertia()))
}

/// Lloyd's algorithm can leave clusters empty. Each gets a row of the largest cluster, the lightest first.
fn fill_empty(labels: &mut [usize], points: &DistinctRows, k: usize) {
    let mut sizes = vec![0usize; k];
    labels.iter().for_each(|&c| sizes[c] += 1);
    for empty in 0..k {
        if sizes[empty] > 0 {
            continue;
        }
        let largest = (0..k).max_by_key(|&c| (sizes[c], usize::MAX - c)).unwrap_or(0);
        let members = (0..labels.len()).filter(|&i| labels[i] == largest);
        let Some(row) = members.min_by(|&a, &b| points.weights[a].total_cmp(&points.weights[b])) else {
            continue;
        };
        labels[row] = empty;
        (sizes[largest], sizes[empty]) = (sizes[largest] - 1, 1);
    }
}
