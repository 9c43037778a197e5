//! The walk: passes over the rows until hardly any moves.

use super::Sums;
use crate::cluster::fit::StartRecord;
use crate::cluster::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;

/// One start on its way.
#[derive(Clone)]
pub(in crate::cluster) struct Start {
    pub(in crate::cluster) labels: Vec<usize>,
    /// In which order rows are visited.
    pub(super) order: Vec<usize>,
    pub(in crate::cluster) objective: f64,
    passes: usize,
    converged: bool,
}

impl Start {
    /// From a random partition into even parts.
    pub(in crate::cluster) fn at_random(n: usize, params: &KMeansParams, number: u64) -> Self {
        let mut random = Random::new(params.seed, number);
        let mut labels = vec![0; n];
        random.permutation(n).into_iter().enumerate().for_each(|(place, row)| labels[row] = place % params.k);
        Start { labels, order: random.permutation(n), objective: 0.0, passes: 0, converged: false }
    }

    /// From a given partition.
    pub(in crate::cluster) fn at(labels: Vec<usize>, params: &KMeansParams, number: u64) -> Self {
        let order = Random::new(params.seed, number).permutation(labels.len());
        Start { labels, order, objective: 0.0, passes: 0, converged: false }
    }

    /// By the objective, the best first.
    pub(in crate::cluster) fn better(&self, other: &Self) -> std::cmp::Ordering {
        other.objective.total_cmp(&self.objective)
    }

    pub(in crate::cluster) fn record(&self) -> StartRecord {
        StartRecord { objective: self.objective, passes: Some(self.passes), converged: Some(self.converged) }
    }
}

/// The share of the rows that passes between two full ones visit, …
const RESTLESS_PERCENT: usize = 25;
/// … and how many such passes there are at most.
const SHORT_PASSES: usize = 3;

/// Passes over the rows until hardly any moves.
///
/// Most rows soon sit so well that they never move again. So a full pass is followed by a few short ones
/// over the rows with the smallest margins; only a full pass can end the start.
pub(super) fn descend<S: Sums>(
    weights: &[f32],
    params: &KMeansParams,
    mut start: Start,
    most: usize,
    progress: &dyn Progress,
    sums: S,
) -> Result<Start> {
    let still = (params.tolerance * weights.len() as f64) as usize;
    let mut partition = Partition::new(weights, start.labels, params.k, sums);
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

/// Short passes alone, over `rows`, until hardly any of them moves: what a change of a few clusters comes to, nearly.
pub(super) fn settle<S: Sums>(
    weights: &[f32],
    params: &KMeansParams,
    mut start: Start,
    rows: &[usize],
    most: usize,
    sums: S,
) -> Start {
    let still = (params.tolerance * weights.len() as f64) as usize;
    let mut partition = Partition::new(weights, start.labels, params.k, sums);
    partition.add_up_anew();
    for _ in 0..most {
        start.passes += 1;
        if partition.pass(rows) <= still {
            break;
        }
    }
    partition.add_up_anew();
    Start { objective: partition.sums.objective(), labels: partition.labels, ..start }
}

/// For each row the best of the other clusters, and how much less it gains there. Its own and 0 where there is no
/// other cluster.
pub(super) fn second_choices<S: Sums>(
    weights: &[f32],
    labels: &[usize],
    k: usize,
    sums: S,
) -> Vec<(usize, f64)> {
    let mut partition = Partition::new(weights, labels.to_vec(), k, sums);
    partition.add_up_anew();
    let choice = |(i, &from): (usize, &usize)| {
        partition.sums.gains(i, weights[i], from, &mut partition.gains);
        let others = partition.gains.iter().enumerate().filter(|&(c, _)| c != from);
        let best = others.max_by(|a, b| a.1.total_cmp(b.1).then(b.0.cmp(&a.0)));
        best.map_or((from, 0.0), |(c, gain)| (c, partition.gains[from] - gain))
    };
    labels.iter().enumerate().map(choice).collect()
}

/// The clusters while rows move between them.
struct Partition<'w, S> {
    weights: &'w [f32],
    labels: Vec<usize>,
    sizes: Vec<usize>,
    margins: Vec<f64>,
    gains: Vec<f64>,
    sums: S,
}

impl<'w, S: Sums> Partition<'w, S> {
    fn new(weights: &'w [f32], labels: Vec<usize>, k: usize, sums: S) -> Self {
        let mut sizes = vec![0; k];
        labels.iter().for_each(|&c| sizes[c] += 1);
        let margins = vec![0.0; labels.len()];
        Partition { weights, labels, sizes, margins, gains: vec![0.0; k], sums }
    }

    /// Adds the sums up from the rows, so that rounding errors of moves do not build up.
    fn add_up_anew(&mut self) {
        self.sums.sum(&self.labels, self.weights);
    }

    /// Visits rows in order; returns how many moved.
    fn pass(&mut self, order: &[usize]) -> usize {
        let mut moved = 0;
        for &i in order {
            let (from, weight) = (self.labels[i], self.weights[i]);
            if self.sizes[from] == 1 {
                continue; // the last row of a cluster stays: no cluster ever becomes empty
            }
            self.sums.gains(i, weight, from, &mut self.gains);
            let (to, margin) = best_move(&self.gains, from);
            self.margins[i] = margin;
            if to != from {
                self.sums.shift(i, weight, from, to);
                (self.sizes[from], self.sizes[to]) = (self.sizes[from] - 1, self.sizes[to] + 1);
                self.labels[i] = to;
                moved += 1;
            }
        }
        moved
    }

    /// The rows with the smallest margins, in the order of visits.
    fn restless(&self, order: &[usize]) -> Vec<usize> {
        let bar = restless_below(self.margins.clone());
        order.iter().copied().filter(|&i| self.margins[i] <= bar).collect()
    }
}

/// The margin up to which a row is restless.
pub(super) fn restless_below(mut margins: Vec<f64>) -> f64 {
    margins.sort_unstable_by(f64::total_cmp);
    margins.get((margins.len().max(1) - 1) * RESTLESS_PERCENT / 100).copied().unwrap_or(0.0)
}

/// A move must gain more than this: less is rounding, of which single precision leaves so much.
const LEAST_GAIN: f64 = 1e-6;

/// The cluster with the greatest gain, and by how much it is ahead of the next; `from` unless another gains more.
fn best_move(gains: &[f64], from: usize) -> (usize, f64) {
    let (mut to, mut best, mut second) = (from, gains[from] + LEAST_GAIN, f64::NEG_INFINITY);
    for (c, &gain) in gains.iter().enumerate().filter(|&(c, _)| c != from) {
        if gain > best {
            (to, second, best) = (c, best, gain);
        } else {
            second = second.max(gain);
        }
    }
    (to, best - second)
}
