//! Sequential (Hartigan) k-means: rows are visited in a random order, and each moves at once to the
//! cluster where the objective gains most.
//!
//! `walk` moves rows between clusters and knows nothing of what they look like; a geometry tells it what a move
//! gains. There is one a file: `cosine`, `jensen_shannon`, `dense`, `euclid`, and `joint` for two at once.

mod cosine;
mod dense;
mod euclid;
mod exchange;
mod jensen_shannon;
mod joint;
mod logarithm;
mod walk;

use rayon::prelude::*;

use super::fit::StartRecord;
use super::points::Points;
use super::seeding::{spread, spread_by_distance};
use super::settings::KMeansParams;
use crate::error::Result;
use crate::progress::Progress;
use crate::random::Random;
use crate::space::{DenseMatrix, Views};
use crate::vectorize::CsrMatrix;
pub(super) use exchange::EXCHANGES;
pub(super) use joint::SIZES;
pub(super) use logarithm::x_ln_x;
pub(super) use walk::Start;
use walk::{descend, second_choices, settle};

/// The sums of the clusters in one geometry: all that a move needs to know.
trait Sums {
    /// Adds up the sums of a partition anew: a cluster and a weight for each row.
    fn sum(&mut self, labels: &[usize], weights: &[f32]);

    /// What the objective gains when row `i`, taken out of `from`, enters each cluster; `from` again among them.
    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]);

    /// Moves row `i`, the last one for which gains were asked, to another cluster.
    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize);

    /// The objective, to be maximised.
    fn objective(&self) -> f64;
}

/// Rows, and how they are looked at.
#[derive(Clone, Copy)]
pub(super) enum View<'r> {
    /// Sparse rows by their angle.
    Cosine(&'r CsrMatrix),
    /// Sparse rows as distributions.
    Masses(&'r CsrMatrix),
    /// Dense rows by their angle, …
    Vectors(&'r DenseMatrix),
    /// … and together with sparse rows as distributions, which count for so much.
    Joint(&'r DenseMatrix, &'r CsrMatrix, f64),
    /// Points by their squared distance.
    Points(Points<'r>),
}

/// Runs an expression with the empty sums of a view.
macro_rules! with_sums {
    ($view:expr, $k:expr, |$sums:ident| $run:expr) => {{
        let k = $k;
        match $view {
            View::Cosine(rows) => {
                let $sums = cosine::CosineSums::new(rows, k);
                $run
            }
            View::Masses(rows) => {
                let $sums = jensen_shannon::MassSums::new(rows, k);
                $run
            }
            View::Vectors(rows) => {
                let $sums = dense::DenseSums::new(rows, k);
                $run
            }
            View::Joint(rows, masses, share) => {
                let masses = jensen_shannon::MassSums::new(masses, k);
                let $sums = joint::JointSums::new(dense::DenseSums::new(rows, k), masses, share, k);
                $run
            }
            View::Points(points) => {
                let $sums = euclid::PointSums::new(points, k);
                $run
            }
        }
    }};
}

impl<'r> View<'r> {
    /// All that the views have: the dense rows, the masses, or both; the TF-IDF rows if there is neither.
    pub(super) fn of(views: &'r Views) -> Self {
        match (&views.vectors, &views.masses) {
            (Some(vectors), Some(masses)) => View::Joint(vectors, masses, views.share_of_masses),
            (Some(vectors), None) => View::Vectors(vectors),
            (None, Some(masses)) => View::Masses(masses),
            (None, None) => View::Cosine(&views.rows),
        }
    }

    /// Carries a start on, at most so many passes in all.
    pub(super) fn descend(
        self,
        weights: &[f32],
        params: &KMeansParams,
        start: Start,
        most: usize,
        progress: &dyn Progress,
    ) -> Result<Start> {
        let most = most.min(params.max_passes);
        with_sums!(self, params.k, |sums| descend(weights, params, start, most, progress, sums))
    }

    /// Lets some rows find their place after a change; at most so many passes.
    fn settle(
        self,
        weights: &[f32],
        params: &KMeansParams,
        start: Start,
        rows: &[usize],
        most: usize,
    ) -> Start {
        with_sums!(self, params.k, |sums| settle(weights, params, start, rows, most, sums))
    }

    /// For each row the cluster that it would go to if it had to leave its own, and what that would lose.
    fn second_choices(self, weights: &[f32], labels: &[usize], k: usize) -> Vec<(usize, f64)> {
        with_sums!(self, k, |sums| second_choices(weights, labels, k, sums))
    }

    /// Does something with a view of some rows only, and of the terms that these have: a few rows know few of all terms, and
    /// sums of clusters are as long as there are terms.
    fn of_rows<T>(self, rows: &[usize], act: impl FnOnce(View<'_>) -> T) -> T {
        let rows = || rows.iter().copied();
        let with_own_terms = |terms: &CsrMatrix| terms.select(rows()).without_empty_columns();
        match self {
            View::Cosine(terms) => act(View::Cosine(&with_own_terms(terms))),
            View::Masses(masses) => act(View::Masses(&with_own_terms(masses))),
            View::Vectors(vectors) => act(View::Vectors(&vectors.select(rows()))),
            View::Joint(vectors, masses, share) => {
                act(View::Joint(&vectors.select(rows()), &with_own_terms(masses), share))
            }
            View::Points(Points::Dense(points)) => act(View::Points(Points::Dense(&points.select(rows())))),
            View::Points(Points::Sparse(points)) => act(View::Points(Points::Sparse(&points.select(rows())))),
        }
    }
}

/// After so many passes the better half of the starts can be told from the worse.
const SCREENING_PASSES: usize = 8;

/// `params.starts` starts. All begin; the better half by the objective (the first of equals) goes on to the end.
/// Returns these, the best first, and what each start reached.
///
/// They begin from random, even partitions; where rows have a place in a dense space, every other one begins around
/// rows that lie far apart. Even partitions find classes of one size, distant rows find small classes.
pub(super) fn best_starts(
    view: View<'_>,
    weights: &[f32],
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<(Vec<Start>, Vec<StartRecord>)> {
    let begin = |number: u64| {
        let start = match view {
            View::Vectors(rows) | View::Joint(rows, ..) if number % 2 == 1 => {
                let labels = spread(rows, weights, params.k, &mut Random::new(params.seed, SPREAD + number));
                Start::at(labels, params, number)
            }
            View::Points(points) if number % 2 == 1 => {
                let random = &mut Random::new(params.seed, SPREAD + number);
                let distance = |i, drawn| points.squared_distance(i, drawn);
                Start::at(spread_by_distance(weights, params.k, random, distance), params, number)
            }
            _ => Start::at_random(weights.len(), params, number),
        };
        view.descend(weights, params, start, SCREENING_PASSES, progress)
    };
    let mut starts: Vec<Start> =
        (0..params.starts as u64).into_par_iter().map(begin).collect::<Result<_>>()?;
    let mut ranked: Vec<usize> = (0..starts.len()).collect();
    ranked.sort_by(|&a, &b| starts[a].better(&starts[b]).then(a.cmp(&b)));
    ranked.truncate(starts.len().div_ceil(2));
    progress.advance((starts.len() - ranked.len()) as u64);

    let finish = |&number: &usize| {
        let finished = view.descend(weights, params, starts[number].clone(), params.max_passes, progress);
        progress.advance(1);
        finished
    };
    let mut finished: Vec<Start> = ranked.par_iter().map(finish).collect::<Result<_>>()?;
    ranked.iter().zip(&finished).for_each(|(&number, start)| starts[number] = start.clone());
    finished.sort_by(Start::better);
    Ok((finished, starts.iter().map(Start::record).collect()))
}

/// Streams of chance that no other use has.
const SPREAD: u64 = 4_000_000;

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Random rows in each form: dense rows of length 1, and masses of sum 1.
    fn rows(n: usize, seed: u64) -> (DenseMatrix, CsrMatrix) {
        let mut random = Random::new(seed, 0);
        let dense = (0..n * 5).map(|_| random.below(201) as f32 / 100.0 - 1.0).collect();
        let mut masses = CsrMatrix::new(9);
        for _ in 0..n {
            let terms = random.permutation(9).into_iter().take(3).map(|term| term as u32);
            let mut terms: Vec<u32> = terms.collect();
            terms.sort_unstable();
            masses.push_row(terms.into_iter().zip([0.5, 0.2, 0.3]));
        }
        (DenseMatrix::from_rows(5, dense).unwrap().unit_rows(), masses)
    }

    /// What a geometry says a move gains is what the objective gains, whatever the partition: but for the length of sums in
    /// which rows nearly cancel, which single precision knows to about 10⁻³.
    const NEARLY: f64 = 1e-3;

    fn gains_are_true<S: Sums>(empty: impl Fn() -> S, labels: &[usize], k: usize, weights: &[f32]) {
        let filled = |labels: &[usize]| {
            let mut sums = empty();
            sums.sum(labels, weights);
            sums
        };
        let before = filled(labels).objective();
        for i in 0..labels.len() {
            let mut gains = vec![0.0; k];
            let mut sums = filled(labels);
            sums.gains(i, weights[i], labels[i], &mut gains);
            for c in (0..k).filter(|&c| c != labels[i]) {
                let mut moved = labels.to_vec();
                moved[i] = c;
                let gained = filled(&moved).objective() - before;
                let told = gains[c] - gains[labels[i]];
                assert!((gained - told).abs() < NEARLY * (1.0 + before.abs()), "{gained} {told}");
                let mut shifted = filled(labels);
                shifted.gains(i, weights[i], labels[i], &mut gains);
                shifted.shift(i, weights[i], labels[i], c);
                assert!((shifted.objective() - before - gained).abs() < NEARLY * (1.0 + before.abs()));
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn a_move_gains_what_the_geometry_says(seed in 0u64..1000, n in 6usize..14, k in 2usize..5) {
            let (dense, masses) = rows(n, seed);
            let labels: Vec<usize> = (0..n).map(|i| (i * 7 + seed as usize) % k).collect();
            let weights: Vec<f32> = (0..n).map(|i| 1.0 + (i % 3) as f32).collect();
            gains_are_true(|| cosine::CosineSums::new(&masses, k), &labels, k, &weights);
            gains_are_true(|| jensen_shannon::MassSums::new(&masses, k), &labels, k, &weights);
            gains_are_true(|| dense::DenseSums::new(&dense, k), &labels, k, &weights);
            let joint = || {
                let masses = jensen_shannon::MassSums::new(&masses, k);
                joint::JointSums::new(dense::DenseSums::new(&dense, k), masses, 0.3, k)
            };
            gains_are_true(joint, &labels, k, &weights);
            gains_are_true(|| euclid::PointSums::new(Points::Dense(&dense), k), &labels, k, &weights);
            gains_are_true(|| euclid::PointSums::new(Points::Sparse(&masses), k), &labels, k, &weights);
        }
    }
}
