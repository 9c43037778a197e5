//! What several fits agree on.
//!
//! Starts that ended in different optima err in different places. The partition that agrees with most of them (k-means
//! on their labels; Topchy, Jain & Punch, PAMI 27(12), 2005) is often a better place to start from than any of
//! them; and where they disagree, nobody should be sure.

use super::sequential::{Start, View};
use super::settings::KMeansParams;
use crate::error::Result;
use crate::progress::Progress;
use crate::vectorize::CsrMatrix;

/// The partition that agrees best with those of `fits`, found from the first of them.
pub(super) fn consensus(
    fits: &[Start],
    weights: &[f32],
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<Vec<usize>> {
    let memberships = memberships(fits, params.k);
    let start = Start::at(fits[0].labels.clone(), params, CONSENSUS);
    Ok(View::Cosine(&memberships).descend(weights, params, start, params.max_passes, progress)?.labels)
}

/// The stream of chance of the consensus.
const CONSENSUS: u64 = 5_000_000;

/// Rows × (fits · k): in which cluster each fit has a row; rows of length 1.
fn memberships(fits: &[Start], k: usize) -> CsrMatrix {
    let mut matrix = CsrMatrix::new(fits.len() * k);
    let value = 1.0 / (fits.len() as f32).sqrt();
    for i in 0..fits[0].labels.len() {
        matrix.push_row(
            fits.iter().enumerate().map(|(fit, start)| ((fit * k + start.labels[i]) as u32, value)),
        );
    }
    matrix
}

/// For each row, how sure its cluster in `labels` is: the share of the cluster's other weight that is together with
/// it in a fit, mean over the fits (0–1). None where there is only one fit; 1 for a row that is alone in its cluster.
pub(super) fn confidence(fits: &[Start], labels: &[usize], weights: &[f32], k: usize) -> Option<Vec<f32>> {
    if fits.len() < 2 {
        return None;
    }
    let mut size = vec![0.0f64; k];
    labels.iter().zip(weights).for_each(|(&c, &weight)| size[c] += f64::from(weight));
    let mut sums = vec![0.0f64; labels.len()];
    for fit in fits {
        let mut together = vec![0.0f64; k * k];
        for (i, &c) in labels.iter().enumerate() {
            together[c * k + fit.labels[i]] += f64::from(weights[i]);
        }
        for (i, &c) in labels.iter().enumerate() {
            // A row is one of a cluster's companions only for the others: it takes itself off both counts.
            let others = size[c] - 1.0;
            sums[i] += match others > 0.0 {
                true => (together[c * k + fit.labels[i]] - 1.0) / others,
                false => 1.0,
            };
        }
    }
    Some(sums.into_iter().map(|sum| (sum / fits.len() as f64) as f32).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(labels: &[&[usize]]) -> Vec<Start> {
        labels.iter().map(|l| Start::at(l.to_vec(), &KMeansParams::new(2), 0)).collect()
    }

    #[test]
    fn the_majority_decides_whatever_the_numbers_of_the_clusters() {
        let fits = fits(&[&[0, 0, 0, 0, 1, 1, 1], &[0, 0, 0, 1, 1, 1, 1], &[1, 1, 1, 0, 0, 0, 0]]);
        let labels = consensus(&fits, &[1.0; 7], &KMeansParams::new(2), &crate::Silent).unwrap();
        assert_eq!(labels, [0, 0, 0, 1, 1, 1, 1]);
    }

    #[test]
    fn confidence_is_the_share_of_companions_that_stay() {
        let fits = fits(&[&[0, 0, 0, 1, 1], &[0, 0, 1, 1, 1]]);
        let sure = confidence(&fits, &[0, 0, 0, 1, 1], &[1.0; 5], 2).unwrap();
        assert_eq!(sure, [0.75, 0.75, 0.5, 1.0, 1.0]);
        assert_eq!(confidence(&fits[..1], &[0, 0, 0, 1, 1], &[1.0; 5], 2), None);
    }
}
