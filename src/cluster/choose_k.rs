//! How many clusters? As many as two halves of the data agree on.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::fit::fit;
use super::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;
use crate::vectorize::CsrMatrix;

/// A recommended number of clusters, with the curve behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KChoice {
    /// The recommendation.
    pub k: usize,
    /// The smallest and the largest k that are about as good.
    pub plausible: (usize, usize),
    /// The agreement of halves for each k that was tried, by k.
    pub curve: Vec<KPoint>,
}

/// One point of the curve of a [`KChoice`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KPoint {
    /// The number of clusters.
    pub k: usize,
    /// The mean adjusted Rand index between halves (0: chance, 1: the same clusters).
    pub agreement: f64,
    /// Its standard error over the splits.
    pub error: f64,
}

/// How many random splits each k is judged by.
const SPLITS: u64 = 4;
/// More rows than this are sampled down for the choice.
const MOST_ROWS: usize = 3000;
/// Finer themes than this are more than a reader can hold; ask for them by number.
const MOST_CLUSTERS: usize = 40;

/// Recommends a number of clusters for `rows` by the agreement of halves.
///
/// For each k the groups are split into two random halves; each half is clustered, the clusters of the
/// first are used to place the rows of the second, and the two clusterings of the second are compared
/// by the adjusted Rand index (Tibshirani & Walther, JCGS 14(3), 2005). The recommendation is the
/// largest k whose mean agreement lies within one standard error of the best (the rule of Breiman et
/// al. 1984): the finest division that the data still repeats. `group_of` names the group of each row
/// (its document), because passages of one document must not sit in both halves.
///
/// # Errors
/// As [`fit`]; none for small data, for which the answer is 1.
///
/// # Panics
/// If `group_of` has not one entry a row.
pub fn choose_k(
    rows: &CsrMatrix,
    group_of: &[usize],
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<KChoice> {
    assert_eq!(rows.rows(), group_of.len(), "one group a row");
    let halves: Vec<(Vec<usize>, Vec<usize>)> =
        (0..SPLITS).map(|split| split_groups(rows, group_of, params.seed, split)).collect();
    let smallest = halves.iter().map(|(a, b)| a.len().min(b.len())).min().unwrap_or(0);

    let mut curve = Vec::new();
    for k in candidates(smallest) {
        checkpoint(progress)?;
        // Streams of chance far from those of the starts proper.
        let params = KMeansParams { k, starts: 2, ..params.clone() };
        let scores: Vec<Option<f64>> = halves
            .par_iter()
            .map(|halves| agreement(rows, halves, &params, progress))
            .collect::<Result<_>>()?;
        let scores: Vec<f64> = scores.into_iter().flatten().collect();
        progress.advance(1);
        if scores.len() < 2 {
            continue;
        }
        let mean = scores.iter().sum::<f64>() / scores.len() as f64;
        let variance =
            scores.iter().map(|s| (s - mean) * (s - mean)).sum::<f64>() / (scores.len() - 1) as f64;
        curve.push(KPoint { k, agreement: mean, error: (variance / scores.len() as f64).sqrt() });
    }
    let Some(best) = curve.iter().max_by(|a, b| a.agreement.total_cmp(&b.agreement).then(a.k.cmp(&b.k)))
    else {
        return Ok(KChoice { k: 1, plausible: (1, 1), curve });
    };
    let bar = best.agreement - best.error;
    let good = || curve.iter().filter(|p| p.agreement >= bar).map(|p| p.k);
    let plausible = (good().min().unwrap_or(best.k), good().max().unwrap_or(best.k));
    Ok(KChoice { k: plausible.1, plausible, curve })
}

/// The numbers of clusters to try: each up to 12, then in steps of about an eighth, while a cluster
/// would still have some five rows in each half.
fn candidates(rows_in_half: usize) -> Vec<usize> {
    let most = (rows_in_half / 5).min(MOST_CLUSTERS);
    let next = |&k: &usize| Some(if k < 12 { k + 1 } else { k + k / 8 });
    std::iter::successors(Some(4), next).take_while(|&k| k <= most).collect()
}

/// Two halves of the non-empty rows, by random groups; at most [`MOST_ROWS`] rows in both.
fn split_groups(rows: &CsrMatrix, group_of: &[usize], seed: u64, split: u64) -> (Vec<usize>, Vec<usize>) {
    let groups = group_of.iter().max().map_or(0, |&g| g + 1);
    let mut by_group = vec![Vec::new(); groups];
    (0..rows.rows()).filter(|&r| !rows.row(r).is_empty()).for_each(|r| by_group[group_of[r]].push(r));
    let mut random = Random::new(seed, 1_000_000 + split);
    random.shuffle(&mut by_group);
    let (mut a, mut b) = (Vec::new(), Vec::new());
    for group in by_group {
        let smaller = if a.len() <= b.len() { &mut a } else { &mut b };
        if smaller.len() < MOST_ROWS / 2 {
            smaller.extend(group);
        }
    }
    a.sort_unstable();
    b.sort_unstable();
    (a, b)
}

/// How well the clusters of one half, laid on the other, match the other's own; none if a half has
/// too few different rows.
fn agreement(
    rows: &CsrMatrix,
    (first, second): &(Vec<usize>, Vec<usize>),
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<Option<f64>> {
    let (a, b) = (rows.select(first.iter().copied()), rows.select(second.iter().copied()));
    let fit_half = |half: &CsrMatrix| match fit(half, params, progress) {
        Ok(clustering) => Ok(Some(clustering)),
        Err(crate::Error::TooManyClusters { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let (Some(fit_a), Some(fit_b)) = (fit_half(&a)?, fit_half(&b)?) else { return Ok(None) };
    let labels = |placed: Vec<Option<super::Assignment>>| -> Vec<u32> {
        placed.into_iter().flatten().map(|assignment| assignment.cluster).collect()
    };
    let on_b = adjusted_rand_index(&labels(fit_a.model.predict(&b)), &labels(fit_b.model.predict(&b)));
    let on_a = adjusted_rand_index(&labels(fit_b.model.predict(&a)), &labels(fit_a.model.predict(&a)));
    Ok(Some((on_a + on_b) / 2.0))
}

/// The adjusted Rand index of two labellings of the same rows (Hubert & Arabie 1985): 1 for equal
/// partitions, 0 on average for random ones.
fn adjusted_rand_index(a: &[u32], b: &[u32]) -> f64 {
    let pairs = |count: u64| (count * count.saturating_sub(1) / 2) as f64;
    let mut joint: Vec<(u32, u32)> = a.iter().copied().zip(b.iter().copied()).collect();
    joint.sort_unstable();
    let together: f64 = joint.chunk_by(|x, y| x == y).map(|run| pairs(run.len() as u64)).sum();
    let of = |labels: &[u32]| -> f64 {
        let mut labels = labels.to_vec();
        labels.sort_unstable();
        labels.chunk_by(|x, y| x == y).map(|run| pairs(run.len() as u64)).sum()
    };
    let (in_a, in_b, all) = (of(a), of(b), pairs(joint.len() as u64));
    let expected = if all > 0.0 { in_a * in_b / all } else { 0.0 };
    let most = (in_a + in_b) / 2.0;
    if most == expected { 1.0 } else { (together - expected) / (most - expected) }
}

#[cfg(test)]
mod tests {
    use super::adjusted_rand_index;

    #[test]
    fn adjusted_rand_index_of_known_cases() {
        // The last value is that of scikit-learn's documentation of adjusted_rand_score.
        let cases: [(&[u32], &[u32], f64); 4] = [
            (&[0, 0, 1, 1], &[0, 0, 1, 1], 1.0),
            (&[0, 0, 1, 1], &[1, 1, 0, 0], 1.0),
            (&[0, 0, 0, 0], &[0, 1, 2, 3], 0.0),
            (&[0, 0, 1, 2], &[0, 0, 1, 1], 0.571_428_571_428_571_4),
        ];
        for (a, b, expected) in cases {
            assert!((adjusted_rand_index(a, b) - expected).abs() < 1e-12, "{a:?} {b:?}");
        }
    }
}
