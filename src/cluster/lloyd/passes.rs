//! The passes: rows to their nearest centres, centres to the means of their rows.

use rayon::prelude::*;

use super::bounds::{Bounds, Moves, apart, distance, square_distance};
use super::model::DenseKMeans;
use super::{DenseClustering, LloydParams};
use crate::cluster::fit::StartRecord;
use crate::error::Result;
use crate::lanes::square;
use crate::progress::{Progress, checkpoint};
use crate::space::DenseMatrix;

/// So many rows are looked at by one thread at a time.
const BLOCK: usize = 2048;

/// Passes from given centres until hardly any row moves.
pub(super) fn descend(
    rows: &DenseMatrix,
    centres: DenseMatrix,
    params: &LloydParams,
    progress: &dyn Progress,
) -> Result<DenseClustering> {
    let still = (params.tolerance * rows.rows() as f64) as usize;
    let mut clusters = Clusters::new(rows, centres);
    let (mut passes, mut converged) = (0, false);
    while passes < params.max_passes && !converged {
        checkpoint(progress)?;
        let moved = clusters.pass();
        passes += 1;
        converged = moved <= still;
    }
    let inertia = clusters.inertia();
    let start = StartRecord { objective: -inertia, passes: Some(passes), converged: Some(converged) };
    let labels = clusters.points.iter().map(|point| point.label).collect();
    Ok(DenseClustering { labels, model: clusters.model, inertia, starts: vec![start] })
}

/// What is known of one row.
#[derive(Clone, Copy)]
struct Point {
    label: u32,
    /// The square of its length.
    square: f64,
    bounds: Bounds,
}

impl Point {
    /// Its length, rounded up: it only bounds errors.
    fn length(&self) -> f64 {
        self.square.sqrt() * 1.000_001
    }
}

/// No cluster yet.
const UNPLACED: u32 = u32::MAX;

/// A row that goes from one cluster to another.
struct Move {
    row: usize,
    from: u32,
    to: u32,
}

/// The clusters while rows move between them.
struct Clusters<'r> {
    rows: &'r DenseMatrix,
    points: Vec<Point>,
    /// The sum of the rows of each cluster, and how many they are.
    sums: Vec<f64>,
    sizes: Vec<usize>,
    model: DenseKMeans,
    moves: Option<Moves>,
}

impl<'r> Clusters<'r> {
    fn new(rows: &'r DenseMatrix, centres: DenseMatrix) -> Self {
        let point = |row| Point { label: UNPLACED, square: square(row), bounds: Bounds::NONE };
        Clusters {
            rows,
            points: rows.iter().map(point).collect(),
            sums: vec![0.0; centres.values().len()],
            sizes: vec![0; centres.rows()],
            model: DenseKMeans::new(centres),
            moves: None,
        }
    }

    /// Places each row, then each centre. Returns how many rows moved.
    fn pass(&mut self) -> usize {
        let apart = apart(self.model.centres());
        let (rows, model, moves) = (self.rows, &self.model, self.moves.as_ref());
        let blocks = self.points.par_chunks_mut(BLOCK).enumerate();
        let place = |(block, points): (usize, &mut [Point])| {
            place_block(rows, block * BLOCK, points, model, moves, &apart)
        };
        // Blocks are put together in order, so the sums have the same bits on any number of threads.
        let moved: Vec<Vec<Move>> = blocks.map(place).collect();
        let moved: Vec<Move> = moved.into_iter().flatten().collect();
        moved.iter().for_each(|a_move| self.count(a_move));
        let filled = self.fill_empty();
        let d = self.rows.cols();
        let means: Vec<f64> =
            self.sums.iter().enumerate().map(|(i, sum)| sum / self.sizes[i / d] as f64).collect();
        let centres = DenseMatrix::of_sums(d, &means);
        self.moves = Some(Moves::between(self.model.centres(), &centres));
        self.model = DenseKMeans::new(centres);
        moved.len() + filled
    }

    fn count(&mut self, &Move { row, from, to }: &Move) {
        let row = self.rows.row(row);
        let mut add = |cluster: u32, sign: f64| {
            let sums = &mut self.sums[cluster as usize * row.len()..][..row.len()];
            sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += sign * f64::from(value));
        };
        if from != UNPLACED {
            add(from, -1.0);
            self.sizes[from as usize] -= 1;
        }
        add(to, 1.0);
        self.sizes[to as usize] += 1;
    }

    /// An empty cluster gets the row that lies farthest from the centre of a cluster with others. Returns how many were
    /// empty.
    fn fill_empty(&mut self) -> usize {
        let empty: Vec<usize> = (0..self.sizes.len()).filter(|&c| self.sizes[c] == 0).collect();
        for &cluster in &empty {
            let mut farthest = (0, -1.0);
            for (i, point) in self.points.iter().enumerate() {
                let own = point.label as usize;
                let far = square_distance(self.rows.row(i), self.model.centres().row(own));
                if self.sizes[own] > 1 && far > farthest.1 {
                    farthest = (i, far);
                }
            }
            let from = self.points[farthest.0].label;
            self.count(&Move { row: farthest.0, from, to: cluster as u32 });
            self.points[farthest.0].label = cluster as u32;
            self.points[farthest.0].bounds = Bounds::NONE;
        }
        empty.len()
    }

    fn inertia(&self) -> f64 {
        let of_block = |(block, points): (usize, &[Point])| {
            let squares = points.iter().enumerate().map(|(place, point)| {
                square_distance(
                    self.rows.row(block * BLOCK + place),
                    self.model.centres().row(point.label as usize),
                )
            });
            squares.sum::<f64>()
        };
        let blocks: Vec<f64> = self.points.par_chunks(BLOCK).enumerate().map(of_block).collect();
        blocks.iter().sum()
    }
}

/// Places the rows of one block; returns those that moved.
fn place_block(
    rows: &DenseMatrix,
    first: usize,
    points: &mut [Point],
    model: &DenseKMeans,
    moves: Option<&Moves>,
    apart: &[f64],
) -> Vec<Move> {
    let stays = |place: usize, point: &mut Point| {
        let Some(moves) = moves.filter(|_| point.label != UNPLACED) else { return false };
        let (own, error) = (point.label as usize, model.error(point.length()));
        point.bounds = point.bounds.after(own, moves);
        if point.bounds.stays(apart[own], error) {
            return true;
        }
        if !point.bounds.may_stay(apart[own], error) {
            return false;
        }
        // A distance from one centre is cheap beside those from all.
        let far = distance(rows.row(first + place), model.centres().row(own));
        point.bounds = point.bounds.with_own(far);
        point.bounds.stays(apart[own], error)
    };
    let restless: Vec<usize> = points
        .iter_mut()
        .enumerate()
        .filter_map(|(place, point)| (!stays(place, point)).then_some(place))
        .collect();
    let their_rows: Vec<&[f32]> = restless.iter().map(|&place| rows.row(first + place)).collect();
    let mut moved = Vec::new();
    model.nearest(&their_rows, |number, best| {
        let point = &mut points[restless[number]];
        let squared = |score: f32| point.square - 2.0 * f64::from(score);
        let error = model.error(point.length());
        point.bounds = Bounds::of_squares(squared(best.score), squared(best.second), error);
        if point.label != best.column {
            moved.push(Move { row: first + restless[number], from: point.label, to: best.column });
            point.label = best.column;
        }
    });
    moved
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cluster::lloyd::{fit_dense, fit_dense_from};
    use crate::random::Random;
    use crate::{Error, Silent};
    use proptest::prelude::*;

    /// Rows at most `spread` from `centres` planted points in each direction.
    fn planted(n: usize, d: usize, centres: usize, spread: f32, seed: u64) -> DenseMatrix {
        let mut random = Random::new(seed, 0);
        let mut number = |range: f32| random.below(10_001) as f32 / 5_000.0 * range - range;
        let points: Vec<f32> = (0..centres * d).map(|_| number(3.0)).collect();
        let values = (0..n * d).map(|at| points[at / d % centres * d + at % d] + number(spread)).collect();
        DenseMatrix::from_rows(d, values).unwrap()
    }

    /// Lloyd's passes with every distance computed, by the same scores.
    fn plainly(rows: &DenseMatrix, centres: &DenseMatrix, passes: usize) -> (Vec<u32>, DenseMatrix) {
        let params = LloydParams { max_passes: 1, ..LloydParams::new(centres.rows()) };
        let (mut labels, mut centres) = (vec![], centres.clone());
        for _ in 0..passes {
            let fitted = fit_dense_from(rows, &centres, &params, &Silent).unwrap();
            (labels, centres) = (fitted.labels, fitted.model.centres().clone());
        }
        (labels, centres)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn bounds_change_no_move(seed in 0u64..1000, k in 1usize..12, d in 1usize..12, passes in 1usize..8) {
            let rows = planted(300, d, 5, 1.5, seed);
            let centres = rows.select(0..k);
            let params = LloydParams { max_passes: passes, tolerance: 0.0, ..LloydParams::new(k) };
            let fitted = fit_dense_from(&rows, &centres, &params, &Silent).unwrap();
            let (labels, centres) = plainly(&rows, &centres, fitted.starts[0].passes.unwrap());
            prop_assert_eq!(&fitted.labels, &labels);
            for (a, b) in fitted.model.centres().values().iter().zip(centres.values()) {
                prop_assert!((a - b).abs() < 1e-5);
            }
        }
    }

    #[test]
    fn planted_points_are_found_and_inertia_is_the_sum_of_squared_distances() {
        let rows = planted(2_000, 6, 4, 0.2, 7);
        let params = LloydParams { starts: 4, ..LloydParams::new(4) };
        let fitted = fit_dense(&rows, &params, &Silent).unwrap();
        for i in 0..rows.rows() {
            assert_eq!(fitted.labels[i], fitted.labels[i % 4], "row {i}");
        }
        let placed = fitted.model.assign(&rows);
        assert!(placed.iter().zip(&fitted.labels).all(|(nearest, label)| nearest.cluster == *label));
        let inertia: f64 = placed.iter().map(|nearest| f64::from(nearest.square_distance)).sum();
        assert!((inertia / fitted.inertia - 1.0).abs() < 1e-5);
        assert_eq!(fitted.starts.len(), 4);
    }

    #[test]
    fn no_cluster_is_empty_and_too_few_different_rows_are_refused() {
        let rows = planted(200, 3, 4, 1.5, 1);
        // All of these centres but one are far from every row.
        let mut far = vec![1e3; 4 * 3];
        far[..3].fill(0.0);
        let far = DenseMatrix::from_rows(3, far).unwrap();
        let fitted = fit_dense_from(&rows, &far, &LloydParams::new(4), &Silent).unwrap();
        assert!((0..4).all(|c| fitted.labels.contains(&c)), "{:?}", fitted.labels);
        let twice = rows.select((0..5000).map(|i| i % 3));
        let refused = fit_dense(&twice, &LloydParams::new(4), &Silent);
        assert_eq!(
            refused.unwrap_err().to_string(),
            Error::TooManyClusters { k: 4, distinct: 3 }.to_string()
        );
        assert!(fit_dense(&twice, &LloydParams::new(3), &Silent).is_ok());
    }

    #[test]
    fn the_bits_do_not_depend_on_the_number_of_threads() {
        let rows = planted(9_000, 5, 6, 1.5, 3);
        let params = LloydParams { starts: 2, max_passes: 9, ..LloydParams::new(7) };
        let on = |threads: usize| {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            pool.install(|| fit_dense(&rows, &params, &Silent)).unwrap()
        };
        assert_eq!(on(1), on(3));
    }
}
