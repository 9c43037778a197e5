//! Sequential (Hartigan) k-means: rows are visited in a random order, and each moves at once to the
//! cluster where the objective gains most.

mod cosine;
mod jensen_shannon;
mod logarithm;

use rayon::prelude::*;

use super::distinct::DistinctRows;
use super::fit::StartRecord;
use super::settings::{Geometry, KMeansParams};
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;
use crate::vectorize::Row;

/// The sums of the clusters in one geometry: all that a move needs to know.
trait Sums {
    /// Adds `weight` times `row` to cluster `c`.
    fn add(&mut self, row: Row<'_>, weight: f32, c: usize);

    /// Moves a row out of `from` to the cluster where the objective is greatest (which may be `from` again).
    fn relocate(&mut self, row: Row<'_>, weight: f32, from: usize) -> Visit;

    /// The objective, to be maximised.
    fn objective(&self) -> f64;
}

/// What a visit to a row found.
struct Visit {
    /// The cluster that the row is in now.
    to: usize,
    /// How much the objective would lose by the next best cluster.
    margin: f64,
}

/// After so many passes the better half of the starts can be told from the worse.
const SCREENING_PASSES: usize = 8;

/// The best of `params.starts` starts from random, even partitions, and what each start reached. All begin;
/// the better half by the objective (the first of equals) goes on to the end.
pub(super) fn best_start(
    points: &DistinctRows,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<(Vec<usize>, Vec<StartRecord>)> {
    let (k, cols) = (params.k, points.rows.cols());
    match params.geometry {
        Geometry::Cosine => screened(points, params, progress, || cosine::CosineSums::new(k, cols)),
        Geometry::JensenShannon => {
            screened(points, params, progress, || jensen_shannon::MassSums::new(k, cols))
        }
    }
}

fn screened<S: Sums>(
    points: &DistinctRows,
    params: &KMeansParams,
    progress: &dyn Progress,
    empty: impl Fn() -> S + Sync,
) -> Result<(Vec<usize>, Vec<StartRecord>)> {
    let begin = |number| {
        let start = Start::at_random(points.len(), params, number);
        descend(points, params, start, SCREENING_PASSES, progress, &empty)
    };
    let mut starts: Vec<Start> =
        (0..params.starts as u64).into_par_iter().map(begin).collect::<Result<_>>()?;
    let mut ranked: Vec<usize> = (0..starts.len()).collect();
    ranked.sort_by(|&a, &b| starts[b].objective.total_cmp(&starts[a].objective).then(a.cmp(&b)));
    let go_on = &ranked[..starts.len().div_ceil(2)];
    progress.advance((starts.len() - go_on.len()) as u64);

    let finish = |&number: &usize| {
        let finished = descend(points, params, starts[number].clone(), params.max_passes, progress, &empty);
        progress.advance(1);
        finished
    };
    let finished: Vec<Start> = go_on.par_iter().map(finish).collect::<Result<_>>()?;
    go_on.iter().zip(finished).for_each(|(&number, start)| starts[number] = start);
    let records = starts.iter().map(Start::record).collect();
    let better = |a: Start, b: Start| if b.objective > a.objective { b } else { a };
    Ok((starts.into_iter().reduce(better).map(|best| best.labels).unwrap_or_default(), records))
}

/// One random start on its way.
#[derive(Clone)]
struct Start {
    labels: Vec<usize>,
    /// In which order rows are visited.
    order: Vec<usize>,
    objective: f64,
    passes: usize,
    converged: bool,
}

impl Start {
    fn at_random(n: usize, params: &KMeansParams, number: u64) -> Self {
        let mut random = Random::new(params.seed, number);
        let mut labels = vec![0; n];
        random.permutation(n).into_iter().enumerate().for_each(|(place, row)| labels[row] = place % params.k);
        Start { labels, order: random.permutation(n), objective: 0.0, passes: 0, converged: false }
    }

    fn record(&self) -> StartRecord {
        StartRecord { objective: self.objective, passes: Some(self.passes), converged: Some(self.converged) }
    }
}

/// The share of the rows that passes between two full ones visit, …
const RESTLESS: f64 = 0.25;
/// … and how many such passes there are at most.
const SHORT_PASSES: usize = 3;

/// Passes over the rows until hardly any moves.
///
/// Most rows soon sit so well that they never move again. So a full pass is followed by a few short ones
/// over the rows with the smallest margins; only a full pass can end the start.
fn descend<S: Sums>(
    points: &DistinctRows,
    params: &KMeansParams,
    mut start: Start,
    max_passes: usize,
    progress: &dyn Progress,
    empty: &impl Fn() -> S,
) -> Result<Start> {
    let most = max_passes.min(params.max_passes);
    let still = (params.tolerance * points.len() as f64) as usize;
    let mut partition = Partition::new(points, start.labels, empty);
    while start.passes < most && !start.converged {
        checkpoint(progress)?;
        partition.add_up_anew();
        let moved = partition.pass(&start.order);
        start.passes += 1;
        start.converged = moved <= still;
        let restless = partition.restless(&start.order);
        for _ in 0..SHORT_PASSES.min(most - start.passes) {
            if start.converged || partition.pass(&restless) <= still {
                break;
            }
            start.passes += 1;
        }
    }
    partition.add_up_anew();
    Ok(Start { objective: partition.sums.objective(), labels: partition.labels, ..start })
}

/// The clusters while rows move between them.
struct Partition<'p, S, E> {
    points: &'p DistinctRows,
    labels: Vec<usize>,
    sizes: Vec<usize>,
    margins: Vec<f64>,
    sums: S,
    empty: E,
}

impl<'p, S: Sums, E: Fn() -> S> Partition<'p, S, E> {
    fn new(points: &'p DistinctRows, labels: Vec<usize>, empty: E) -> Self {
        let mut sizes = vec![0; labels.iter().max().map_or(0, |&c| c + 1)];
        labels.iter().for_each(|&c| sizes[c] += 1);
        Partition { points, margins: vec![0.0; labels.len()], labels, sizes, sums: empty(), empty }
    }

    /// Adds the sums up from the rows, so that rounding errors of moves do not build up.
    fn add_up_anew(&mut self) {
        self.sums = (self.empty)();
        for (i, &c) in self.labels.iter().enumerate() {
            self.sums.add(self.points.rows.row(i), self.points.weights[i], c);
        }
    }

    /// Visits rows in order; returns how many moved.
    fn pass(&mut self, order: &[usize]) -> usize {
        let mut moved = 0;
        for &i in order {
            let from = self.labels[i];
            if self.sizes[from] == 1 {
                continue; // the last row of a cluster stays: no cluster ever becomes empty
            }
            let Visit { to, margin } =
                self.sums.relocate(self.points.rows.row(i), self.points.weights[i], from);
            self.margins[i] = margin;
            if to != from {
                (self.sizes[from], self.sizes[to]) = (self.sizes[from] - 1, self.sizes[to] + 1);
                self.labels[i] = to;
                moved += 1;
            }
        }
        moved
    }

    /// The rows with the smallest margins, in the order of visits.
    fn restless(&self, order: &[usize]) -> Vec<usize> {
        let mut sorted = self.margins.clone();
        sorted.sort_unstable_by(f64::total_cmp);
        let bar = sorted[((sorted.len() - 1) as f64 * RESTLESS) as usize];
        order.iter().copied().filter(|&i| self.margins[i] <= bar).collect()
    }
}
