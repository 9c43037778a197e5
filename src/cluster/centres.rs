//! Where the clusters of views lie, to place other texts among them.

use super::fit::Clustering;
use super::model::KMeans;
use crate::lanes::dot;
use crate::space::{DenseMatrix, Views};

/// The centres of a clustering of views: in the dense space if there is one, else among the TF-IDF rows.
pub(super) struct Centres {
    model: KMeans,
    dense: Option<DenseMatrix>,
}

impl Centres {
    pub(super) fn of(views: &Views, clustering: Clustering) -> Self {
        let dense = views.vectors.as_ref().map(|vectors| {
            let mut sums = vec![0.0f64; clustering.model.k() * vectors.cols()];
            for (row, assignment) in vectors.iter().zip(&clustering.assignments) {
                if let Some(assignment) = assignment {
                    let sums = &mut sums[assignment.cluster as usize * row.len()..][..row.len()];
                    sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += f64::from(value));
                }
            }
            DenseMatrix::of_sums(vectors.cols(), &sums).unit_rows()
        });
        Centres { model: clustering.model, dense }
    }

    /// The nearest cluster of each text that has any term, the first of equals.
    pub(super) fn place(&self, views: &Views) -> Vec<usize> {
        let known = (0..views.rows.rows()).filter(|&r| !views.rows.row(r).is_empty());
        match (&self.dense, &views.vectors) {
            (Some(centres), Some(vectors)) => known.map(|r| nearest(centres, vectors.row(r))).collect(),
            _ => self.model.predict(&views.rows).into_iter().flatten().map(|a| a.cluster as usize).collect(),
        }
    }
}

fn nearest(centres: &DenseMatrix, row: &[f32]) -> usize {
    let mut best = (0, f32::NEG_INFINITY);
    for (c, centre) in centres.iter().enumerate() {
        let near = dot(centre, row);
        if near > best.1 {
            best = (c, near);
        }
    }
    best.0
}
