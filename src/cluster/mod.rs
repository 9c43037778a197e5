//! Stage 5: k-means, done properly.
//!
//! The default engine visits the rows one by one and moves each to the cluster where the objective
//! gains most (Hartigan's method; Telgarsky & Vattani, AISTATS 2010). On sparse text rows it leaves
//! the poor local optima in which Lloyd's algorithm gets stuck, at a few passes over the data.
//!
//! - [`Geometry::Cosine`]: spherical k-means, maximise Σ ‖S_c‖ over the cluster sums S_c.
//! - [`Geometry::JensenShannon`]: maximise the information that the clusters keep about the terms
//!   (sequential information bottleneck; Slonim, Friedman & Tishby, SIGIR 2002).
//! - [`fit_points`]: Euclidean k-means, minimise Σ ‖x − μ_c‖², for points of any kind.
//! - [`Engine::Linfa`]: Lloyd's algorithm of the crate linfa-clustering, dense, for comparison.
//! - [`fit_dense`]: Lloyd's algorithm of our own, for dense vectors by the million.
//!
//! Equal rows are one point of greater weight, so equal texts always share a cluster. A cluster is
//! never empty. Clusters are numbered by size, the largest first. [`stability`] tells which of them would be found
//! again in other documents like these.

mod centres;
mod choose_k;
mod consensus;
mod distinct;
mod fit;
mod frozen;
#[cfg(feature = "linfa")]
mod linfa_engine;
#[cfg(feature = "linfa")]
mod linfa_traits;
mod lloyd;
mod model;
mod points;
mod sample;
mod seeding;
mod sequential;
mod settings;
mod stability;
mod sums;

pub use choose_k::{Deal, Dealt, Ground, KChoice, KPoint, choose_k};
pub use fit::{Clustering, StartRecord, fit, fit_views};
pub use frozen::FrozenClusters;
#[cfg(feature = "linfa")]
pub use linfa_traits::{KMeansLinfaParams, KMeansValidParams};
pub use lloyd::{DenseClustering, DenseKMeans, LloydParams, Nearest, fit_dense, fit_dense_from};
pub use model::{Assignment, KMeans};
pub use points::{PointClusters, Points, fit_points};
pub use settings::{Engine, Geometry, KMeansParams};
pub use stability::{Division, Removal, Spread, Stability, StabilitySettings, Verdict, stability};
pub use sums::ClusterSums;
