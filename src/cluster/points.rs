//! K-means of points in Euclidean space: for vectors that do not come from our stages.
//!
//! The stages cluster texts by their angle or their information, which is better for texts. This is the textbook's
//! objective, for pipelines that expect it.

use std::cmp::Ordering;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fit::{best_partition, by_size};
use super::sequential::EXCHANGES;
use super::sequential::View;
use super::settings::KMeansParams;
use super::{Engine, Geometry};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// Points (n × dimensions), dense or sparse.
#[derive(Debug, Clone, Copy)]
pub enum Points<'p> {
    /// Rows of a dense matrix.
    Dense(&'p DenseMatrix),
    /// Rows of a sparse matrix. A row without entries is the origin, a point like any other.
    Sparse(&'p CsrMatrix),
}

impl Points<'_> {
    /// The number of points.
    pub fn rows(self) -> usize {
        match self {
            Points::Dense(rows) => rows.rows(),
            Points::Sparse(rows) => rows.rows(),
        }
    }

    /// The number of dimensions.
    pub fn cols(self) -> usize {
        match self {
            Points::Dense(rows) => rows.cols(),
            Points::Sparse(rows) => rows.cols(),
        }
    }

    /// Visits the coordinates of a point that may differ from 0, by ascending dimension.
    #[inline]
    pub(super) fn each(self, i: usize, mut visit: impl FnMut(usize, f32)) {
        match self {
            Points::Dense(rows) => rows.row(i).iter().enumerate().for_each(|(column, &v)| visit(column, v)),
            Points::Sparse(rows) => rows.row(i).iter().for_each(|(column, value)| visit(column, value)),
        }
    }

    /// The squared length of a point.
    pub(super) fn square(self, i: usize) -> f64 {
        let mut sum = 0.0;
        self.each(i, |_, value| sum += f64::from(value) * f64::from(value));
        sum
    }

    /// The squared distance of two of the points.
    pub(super) fn squared_distance(self, i: usize, j: usize) -> f64 {
        match self {
            Points::Dense(rows) => {
                let both = rows.row(i).iter().zip(rows.row(j));
                both.map(|(&a, &b)| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b))).sum()
            }
            Points::Sparse(rows) => {
                let (a, b) = (rows.row(i), rows.row(j));
                let (mut at, mut product) = (0, 0.0);
                for (column, value) in a.iter() {
                    while b.indices.get(at).is_some_and(|&other| (other as usize) < column) {
                        at += 1;
                    }
                    if b.indices.get(at).is_some_and(|&other| other as usize == column) {
                        product += f64::from(value) * f64::from(b.values[at]);
                    }
                }
                (self.square(i) + self.square(j) - 2.0 * product).max(0.0)
            }
        }
    }

    /// An order of the points that depends on nothing but where they lie.
    fn compare(self, i: usize, j: usize) -> Ordering {
        let by_value = |a: &[f32], b: &[f32]| {
            let pairs = a.iter().zip(b).map(|(a, b)| (a + 0.0).total_cmp(&(b + 0.0)));
            pairs.fold(Ordering::Equal, Ordering::then)
        };
        match self {
            Points::Dense(rows) => by_value(rows.row(i), rows.row(j)),
            Points::Sparse(rows) => {
                let (a, b) = (rows.row(i), rows.row(j));
                a.indices.cmp(b.indices).then_with(|| by_value(a.values, b.values))
            }
        }
    }
}

/// Fitted clusters of points. Frozen: placing points never changes them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointClusters {
    /// The means of the clusters (k × dimensions), that of the heaviest cluster first.
    pub centres: DenseMatrix,
    /// The cluster of each point of the fit.
    pub labels: Vec<u32>,
    /// The sum of squared distances of the points to their means, each times its weight.
    pub inertia: f64,
    /// How many passes over the points the longest start took, short ones included (≥ 1).
    pub passes: usize,
}

/// Fits k-means to points, with a weight for each (finite, not negative; 0 leaves it out of the fit) or all 1.
/// `params` say how many clusters and how much work; geometry and engine are not asked.
///
/// Equal points are one of greater weight and share a cluster. The order of the points makes no difference, nor does the
/// number of threads.
///
/// # Errors
/// [`Error::InvalidSetting`]; [`Error::Shape`] if there are fewer than k different points that weigh anything, or not one
/// weight for each; [`Error::Cancelled`].
pub fn fit_points(
    points: Points<'_>,
    weights: Option<&[f32]>,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<PointClusters> {
    let params = &KMeansParams { geometry: Geometry::Cosine, engine: Engine::Sequential, ..params.clone() };
    params.validate()?;
    let distinct = Distinct::of(points, weights)?;
    if params.k > distinct.first.len() {
        let (k, most) = (params.k, distinct.first.len());
        let what = format!("k = {k} is more than the {most} different points: ask for at most {most}");
        return Err(Error::Shape { what });
    }
    let found = match points {
        Points::Dense(rows) => {
            let rows = centred(&rows.select(distinct.first.iter().copied()), &distinct.weights);
            best_partition(
                View::Points(Points::Dense(&rows)),
                &distinct.weights,
                params,
                EXCHANGES,
                progress,
            )?
        }
        Points::Sparse(rows) => {
            let rows = rows.select(distinct.first.iter().copied());
            best_partition(
                View::Points(Points::Sparse(&rows)),
                &distinct.weights,
                params,
                EXCHANGES,
                progress,
            )?
        }
    };
    let labels = by_size(&found.labels, &distinct.weights, params.k);
    let centres = distinct.means(points, &labels, params.k);
    let passes = found.starts.iter().filter_map(|start| start.passes).max().unwrap_or(1).max(1);

    let mut clusters = PointClusters { centres, labels: Vec::new(), inertia: 0.0, passes };
    // What weighs nothing was no part of the fit, and goes to the nearest.
    let nearest = clusters.nearest(points)?;
    let of_point = |(i, number): (usize, &Option<usize>)| match number {
        Some(number) => labels[*number] as u32,
        None => nearest[i],
    };
    clusters.labels = distinct.of_point.iter().enumerate().map(of_point).collect();
    let distances = distinct.first.iter().zip(&labels).zip(&distinct.weights);
    clusters.inertia = distances.map(|((&i, &c), &w)| f64::from(w) * clusters.distance(points, i, c)).sum();
    Ok(clusters)
}

impl PointClusters {
    /// The number of clusters.
    pub fn k(&self) -> usize {
        self.centres.rows()
    }

    /// The nearest mean of each point, the first of equals.
    ///
    /// # Errors
    /// [`Error::Shape`] if the points have another number of dimensions.
    pub fn nearest(&self, points: Points<'_>) -> Result<Vec<u32>> {
        let nearest = |distances: Vec<f64>| {
            let first = |best: usize, (c, d): (usize, &f64)| if *d < distances[best] { c } else { best };
            distances.iter().enumerate().fold(0, first) as u32
        };
        Ok(self.squared_distances(points)?.into_iter().map(nearest).collect())
    }

    /// The squared distance of each point to each mean (n × k).
    ///
    /// # Errors
    /// As [`nearest`](Self::nearest).
    pub fn squared_distances(&self, points: Points<'_>) -> Result<Vec<Vec<f64>>> {
        let (found, wanted) = (points.cols(), self.centres.cols());
        if found != wanted {
            let what = format!("the points have {found} dimensions, and those of the fit had {wanted}");
            return Err(Error::Shape { what });
        }
        let of_point = |i| (0..self.k()).map(|c| self.distance(points, i, c)).collect();
        Ok((0..points.rows()).into_par_iter().map(of_point).collect())
    }

    /// The squared distance of a point to a mean.
    fn distance(&self, points: Points<'_>, i: usize, c: usize) -> f64 {
        let centre = self.centres.row(c);
        match points {
            Points::Dense(rows) => {
                let both = rows.row(i).iter().zip(centre);
                both.map(|(&a, &b)| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b))).sum()
            }
            Points::Sparse(_) => {
                let mut distance: f64 = centre.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
                points.each(i, |column, value| {
                    let (value, centre) = (f64::from(value), f64::from(centre[column]));
                    distance += value * (value - 2.0 * centre);
                });
                distance.max(0.0)
            }
        }
    }
}

/// Different points that weigh anything, in an order of their own.
struct Distinct {
    first: Vec<usize>,
    weights: Vec<f32>,
    /// For each point its number among these; none if it weighs nothing.
    of_point: Vec<Option<usize>>,
}

impl Distinct {
    fn of(points: Points<'_>, weights: Option<&[f32]>) -> Result<Self> {
        let n = points.rows();
        if let Some(weights) = weights {
            let is_weight = |weight: &f32| weight.is_finite() && *weight >= 0.0;
            if weights.len() != n || !weights.iter().all(is_weight) {
                let what = "weights: give a finite number that is not negative for each point".to_owned();
                return Err(Error::Shape { what });
            }
        }
        let weight = |i: usize| weights.map_or(1.0, |weights| weights[i]);
        let mut order: Vec<usize> = (0..n).filter(|&i| weight(i) > 0.0).collect();
        order.sort_by(|&i, &j| points.compare(i, j).then(weight(i).total_cmp(&weight(j))).then(i.cmp(&j)));
        let mut distinct = Distinct { first: Vec::new(), weights: Vec::new(), of_point: vec![None; n] };
        for same in order.chunk_by(|&i, &j| points.compare(i, j).is_eq()) {
            for &i in same {
                distinct.of_point[i] = Some(distinct.first.len());
            }
            distinct.first.push(same[0]);
            distinct.weights.push(same.iter().map(|&i| f64::from(weight(i))).sum::<f64>() as f32);
        }
        Ok(distinct)
    }

    /// The means of labelled points.
    fn means(&self, points: Points<'_>, labels: &[usize], k: usize) -> DenseMatrix {
        let cols = points.cols();
        let (mut sums, mut weights) = (vec![0.0f64; k * cols], vec![0.0f64; k]);
        for ((&i, &c), &weight) in self.first.iter().zip(labels).zip(&self.weights) {
            let weight = f64::from(weight);
            weights[c] += weight;
            points.each(i, |column, value| sums[c * cols + column] += weight * f64::from(value));
        }
        sums.iter_mut().enumerate().for_each(|(at, sum)| *sum /= weights[at / cols]);
        DenseMatrix::of_sums(cols, &sums)
    }
}

/// The points moved so that their mean is the origin: far from it, single precision would lose what tells them apart.
fn centred(points: &DenseMatrix, weights: &[f32]) -> DenseMatrix {
    let mut mean = vec![0.0f64; points.cols()];
    for (row, &weight) in points.iter().zip(weights) {
        mean.iter_mut().zip(row).for_each(|(sum, &v)| *sum += f64::from(weight) * f64::from(v));
    }
    let all: f64 = weights.iter().map(|&weight| f64::from(weight)).sum();
    let moved = points.iter().flat_map(|row| row.iter().zip(&mean).map(|(&v, sum)| f64::from(v) - sum / all));
    DenseMatrix::of_sums(points.cols(), &moved.collect::<Vec<f64>>())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::progress::Silent;
    use crate::random::Random;
    use proptest::prelude::*;

    fn params(k: usize) -> KMeansParams {
        KMeansParams { tolerance: 0.0, ..KMeansParams::new(k) }
    }

    /// `n` points around `k` places that lie far from the origin and from each other.
    fn blobs(n: usize, k: usize, seed: u64) -> DenseMatrix {
        let mut random = Random::new(seed, 0);
        let mut noise = || random.below(2001) as f32 / 1000.0 - 1.0;
        let values = (0..n).flat_map(|i| [1000.0 + 10.0 * (i % k) as f32 + noise(), 500.0 + noise()]);
        DenseMatrix::from_rows(2, values.collect()).unwrap()
    }

    fn sparse(points: &DenseMatrix) -> CsrMatrix {
        let mut rows = CsrMatrix::new(points.cols());
        points.iter().for_each(|row| rows.push_row((0..).zip(row.iter().copied())));
        rows
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(16))]

        #[test]
        fn blobs_are_found_each_point_is_with_its_nearest_mean_and_inertia_is_what_it_says(
            seed in 0u64..1000, k in 2usize..6,
        ) {
            let points = blobs(60, k, seed);
            let found = fit_points(Points::Dense(&points), None, &params(k), &Silent).unwrap();
            for i in 0..60 {
                prop_assert_eq!(found.labels[i], found.labels[i % k]);
            }
            prop_assert_eq!(&found.nearest(Points::Dense(&points)).unwrap(), &found.labels);
            let distances = found.squared_distances(Points::Dense(&points)).unwrap();
            let sum: f64 = distances.iter().zip(&found.labels).map(|(d, &c)| d[c as usize]).sum();
            prop_assert!((sum - found.inertia).abs() < 1e-9 * sum);
        }

        #[test]
        fn neither_order_nor_copies_instead_of_weights_nor_sparseness_make_a_difference(seed in 0u64..1000) {
            let points = blobs(24, 3, seed);
            let weights: Vec<f32> = (0..24).map(|i| (i % 4) as f32).collect();
            let weighted = fit_points(Points::Dense(&points), Some(&weights), &params(3), &Silent).unwrap();
            let copies = (0..24).rev().flat_map(|i| std::iter::repeat_n(i, i % 4));
            let copies = points.select(copies);
            let repeated = fit_points(Points::Dense(&copies), None, &params(3), &Silent).unwrap();
            prop_assert_eq!(&weighted.centres, &repeated.centres);
            let rows = sparse(&points);
            let of_sparse = fit_points(Points::Sparse(&rows), Some(&weights), &params(3), &Silent).unwrap();
            prop_assert_eq!(&of_sparse.labels, &weighted.labels);
        }
    }

    #[test]
    fn what_cannot_be_fitted_is_refused_with_the_remedy() {
        let points = DenseMatrix::from_rows(1, vec![1.0, 1.0, -0.0, 0.0]).unwrap();
        let rows = Points::Dense(&points);
        let wrong = |weights: Option<&[f32]>, k| {
            fit_points(rows, weights, &params(k), &Silent).unwrap_err().to_string()
        };
        assert!(wrong(None, 3).contains("the 2 different points: ask for at most 2"));
        assert!(wrong(Some(&[1.0, 1.0, 0.0, 0.0]), 2).contains("the 1 different points"));
        for weights in [&[1.0, 1.0][..], &[1.0, 1.0, 1.0, -1.0], &[1.0, 1.0, 1.0, f32::NAN]] {
            assert!(wrong(Some(weights), 1).starts_with("weights: "));
        }
        let other = DenseMatrix::from_rows(2, vec![1.0, 1.0]).unwrap();
        let fitted = fit_points(rows, None, &params(2), &Silent).unwrap();
        assert!(fitted.nearest(Points::Dense(&other)).is_err());
    }
}
