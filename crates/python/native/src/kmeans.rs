//! K-means of points.

use std::sync::Arc;

use commonground::cluster::{KMeansParams, PointClusters, Points, fit_points};
use commonground::space::DenseMatrix;
use commonground::vectorize::CsrMatrix;
use numpy::{IntoPyArray, PyArray1, PyReadonlyArray1, PyReadonlyArray2};
use pyo3::prelude::*;

use crate::arrays::{dense, from_dense, from_sparse};
use crate::fault::Fault;
use crate::round::json;
use crate::work::{How, work};

/// Points as Python's side gives them: an array, or the parts of a sparse matrix (values, columns, row starts, width).
#[derive(FromPyObject)]
pub(crate) enum Given<'py> {
    Dense(PyReadonlyArray2<'py, f32>),
    Sparse((PyReadonlyArray1<'py, f32>, PyReadonlyArray1<'py, i64>, PyReadonlyArray1<'py, i64>, usize)),
}

/// The same, taken over.
enum Taken {
    Dense(DenseMatrix),
    Sparse(CsrMatrix),
}

impl Given<'_> {
    fn take(&self) -> PyResult<Taken> {
        Ok(match self {
            Given::Dense(array) => Taken::Dense(from_dense(array)?),
            Given::Sparse((values, columns, starts, width)) => {
                Taken::Sparse(from_sparse(values, columns, starts, *width)?)
            }
        })
    }
}

impl Taken {
    fn points(&self) -> Points<'_> {
        match self {
            Taken::Dense(rows) => Points::Dense(rows),
            Taken::Sparse(rows) => Points::Sparse(rows),
        }
    }
}

/// Fitted clusters of points. Never changes.
#[pyclass(frozen, module = "commonground._native")]
pub(crate) struct KMeans {
    clusters: Arc<PointClusters>,
}

#[pymethods]
impl KMeans {
    /// Fits k-means to points.
    #[staticmethod]
    #[pyo3(signature = (points, weights, k, starts, max_passes, tolerance, seed, threads))]
    #[expect(clippy::too_many_arguments, reason = "what Python's keyword arguments are")]
    fn fit(
        py: Python<'_>,
        points: Given<'_>,
        weights: Option<PyReadonlyArray1<'_, f32>>,
        k: usize,
        starts: usize,
        max_passes: usize,
        tolerance: f64,
        seed: u64,
        threads: Option<usize>,
    ) -> PyResult<Self> {
        let points = points.take()?;
        let weights = weights.map(|weights| weights.as_slice().map(<[f32]>::to_vec)).transpose()?;
        let params = KMeansParams { starts, max_passes, tolerance, seed, ..KMeansParams::new(k) };
        let clusters = work(py, How { threads, tell: None }, move |progress| {
            Ok(fit_points(points.points(), weights.as_deref(), &params, progress)?)
        })?;
        Ok(KMeans { clusters: Arc::new(clusters) })
    }

    /// The nearest cluster of each point.
    fn predict<'py>(
        &self,
        py: Python<'py>,
        points: Given<'_>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyArray1<i32>>> {
        let (clusters, points) = (Arc::clone(&self.clusters), points.take()?);
        let rows = points.points().rows();
        let nearest = work(py, How::quietly(threads, rows), move |_| Ok(clusters.nearest(points.points())?))?;
        let nearest: Vec<i32> = nearest.into_iter().map(|cluster| cluster as i32).collect();
        Ok(nearest.into_pyarray(py))
    }

    /// The squared distance of each point to each centre, row by row.
    fn squared_distances<'py>(
        &self,
        py: Python<'py>,
        points: Given<'_>,
        threads: Option<usize>,
    ) -> PyResult<Bound<'py, PyArray1<f64>>> {
        let (clusters, points) = (Arc::clone(&self.clusters), points.take()?);
        let rows = points.points().rows();
        let distances =
            work(py, How::quietly(threads, rows), move |_| Ok(clusters.squared_distances(points.points())?))?;
        Ok(distances.concat().into_pyarray(py))
    }

    /// The centres row by row, and their width.
    fn centres<'py>(&self, py: Python<'py>) -> (Bound<'py, PyArray1<f32>>, usize) {
        dense(py, self.clusters.centres.clone())
    }

    /// The cluster of each point of the fit.
    fn labels<'py>(&self, py: Python<'py>) -> Bound<'py, PyArray1<i32>> {
        let labels: Vec<i32> = self.clusters.labels.iter().map(|&cluster| cluster as i32).collect();
        labels.into_pyarray(py)
    }

    /// The sum of squared distances to the centres.
    #[getter]
    fn inertia(&self) -> f64 {
        self.clusters.inertia
    }

    /// How many passes over the points the longest start took.
    #[getter]
    fn passes(&self) -> usize {
        self.clusters.passes
    }

    /// The clusters as JSON.
    fn save(&self) -> PyResult<String> {
        Ok(json(&*self.clusters)?)
    }

    /// Reads what `save` wrote.
    #[staticmethod]
    fn load(text: &str) -> PyResult<Self> {
        let clusters: PointClusters = serde_json::from_str(text)
            .map_err(|_| Fault::Model("not saved clusters: fit them again".to_owned()))?;
        Ok(KMeans { clusters: Arc::new(clusters) })
    }
}
