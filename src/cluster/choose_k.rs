//! How many clusters? As many as pay for themselves in what two halves of the data agree on.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::centres::Centres;
use super::fit::fit_views;
use super::sample::{MOST_ROWS, SMALL, groups, halves};
use super::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Inner, Progress, checkpoint};
use crate::random::Random;
use crate::space::Views;

/// A recommended number of clusters, with the curve behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KChoice {
    /// The recommendation.
    pub k: usize,
    /// The smallest and the largest k that are about as good.
    pub plausible: (usize, usize),
    /// What was measured for each k that was tried, by k.
    pub curve: Vec<KPoint>,
}

/// One point of the curve of a [`KChoice`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KPoint {
    /// The number of clusters.
    pub k: usize,
    /// The information in bits that two halves of the data repeat about each other's clusters,
    /// beyond chance: about 0 for none (chance can make it less) up to log2 k for all; mean over the splits.
    pub repeated: f64,
    /// Its standard error over the splits.
    pub error: f64,
}

/// How many random splits each k is judged by: more in a small round, where each says less and costs less.
const SPLITS: u64 = 6;
const SPLITS_OF_SMALL: u64 = 12;
/// The random starts of a fit to a half. The splits are as many draws of chance again.
const STARTS: usize = 2;
/// Finer themes than this are more than anyone can hold; ask for them by number.
const MOST_CLUSTERS: usize = 200;
/// After so many numbers in a row that repeat clearly less than the best, the curve has turned.
const TURNED: usize = 6;

/// Recommends a number of clusters for `views` by what two halves of the data agree on.
///
/// For each k the groups are split into two random halves; each half is clustered, and the clusters of
/// either half are used to place the rows of the other (Tibshirani & Walther, JCGS 14(3), 2005). The mutual
/// information I of the two labellings, beyond chance, is what the division repeats. Too few clusters
/// join what belongs apart, too many cut where the halves do not cut alike; both repeat a smaller share I / log2 k of
/// the bits that a label has. But a coarse division always repeats easily, and says little. So the k is recommended at
/// which the share times I^¼ is greatest: a slight reward for detail, which lets the finer of two divisions win that
/// repeat about as well. Plausible are all that could be the best, each within its own standard error. The numbers tried end
/// where the curve has turned.
/// `group_of` names the group of each row (its document), because passages of one document must not sit
/// in both halves. Where no k repeats anything beyond two standard errors, the answer is 1.
///
/// # Errors
/// As [`fit_views`]; none for small data, for which the answer is 1.
///
/// # Panics
/// If `group_of` has not one entry a row.
pub fn choose_k(
    views: &Views,
    group_of: &[usize],
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<KChoice> {
    let rows = &views.rows;
    assert_eq!(rows.rows(), group_of.len(), "one group a row");
    let splits = if rows.rows() <= SMALL { SPLITS_OF_SMALL } else { SPLITS };
    let with_entries = (0..rows.rows()).filter(|&row| !rows.row(row).is_empty());
    let groups = groups(with_entries.map(|row| (row, Some(group_of[row]))));
    let halves: Vec<(Views, Views)> = (0..splits)
        .map(|split| halves(groups.clone(), MOST_ROWS, &mut Random::new(params.seed, SPLIT + split)))
        .map(|(a, b)| (views.select(&a), views.select(&b)))
        .collect();
    let smallest = halves.iter().map(|(a, b)| a.rows.rows().min(b.rows.rows())).min().unwrap_or(0);

    let candidates = candidates(smallest);
    progress.stage("number of themes", None);
    let mut curve = Vec::new();
    for k in candidates {
        checkpoint(progress)?;
        let params = KMeansParams { k, starts: STARTS, ..params.clone() };
        let splits = halves.par_iter().map(|halves| agreement(halves, &params, &Inner(progress)));
        let splits: Vec<Option<f64>> = splits.collect::<Result<_>>()?;
        if let Some(repeated) = splits.into_iter().collect::<Option<Vec<f64>>>() {
            curve.push(KPoint::of(k, &repeated));
        }
        if has_turned(&curve) {
            break;
        }
    }
    Ok(KChoice::from_curve(curve))
}

impl KPoint {
    fn of(k: usize, repeated: &[f64]) -> Self {
        let n = repeated.len() as f64;
        let mean = repeated.iter().sum::<f64>() / n;
        let variance = repeated.iter().map(|r| (r - mean) * (r - mean)).sum::<f64>() / (n - 1.0);
        KPoint { k, repeated: mean, error: (variance / n).sqrt() }
    }

    /// The share of the log2 k bits of a label that the halves repeat (0: as by chance, 1: all).
    pub fn share(&self) -> f64 {
        self.repeated / libm::log2(self.k as f64)
    }

    /// The standard error of the share.
    pub fn share_error(&self) -> f64 {
        self.error / libm::log2(self.k as f64)
    }

    /// What is compared: the share, with a slight reward for detail, I^¼.
    pub fn worth(&self) -> f64 {
        self.share().max(0.0) * libm::pow(self.repeated.max(0.0), DETAIL)
    }

    fn worth_error(&self) -> f64 {
        (1.0 + DETAIL) * self.share_error() * libm::pow(self.repeated.max(0.0), DETAIL)
    }
}

/// How much detail counts beside agreement: the power of the repeated bits.
const DETAIL: f64 = 0.25;

/// The point that is worth most (the smallest k of equals), and the standard error of a worth on this curve: the
/// median over its points, because that of a single one rests on a few splits.
fn best(curve: &[KPoint]) -> Option<(&KPoint, f64)> {
    let best = curve.iter().max_by(|a, b| a.worth().total_cmp(&b.worth()).then(b.k.cmp(&a.k)))?;
    let mut errors: Vec<f64> = curve.iter().map(KPoint::worth_error).collect();
    errors.sort_unstable_by(f64::total_cmp);
    Some((best, errors[errors.len() / 2]))
}

/// Whether the last points are all worth clearly less than the best one: by five standard errors and more.
fn has_turned(curve: &[KPoint]) -> bool {
    let Some((best, error)) = best(curve) else { return false };
    let behind = curve.iter().rev().take_while(|point| point.worth() < best.worth() - 5.0 * error);
    behind.count() >= TURNED
}

impl KChoice {
    fn from_curve(curve: Vec<KPoint>) -> Self {
        let Some((best, error)) = best(&curve).filter(|(best, _)| best.repeated > 2.0 * best.error) else {
            return KChoice { k: 1, plausible: (1, 1), curve };
        };
        let k = best.k;
        let could_be_best =
            |point: &&KPoint| point.worth() + point.worth_error().max(error) >= best.worth() - error;
        let good: Vec<usize> = curve.iter().filter(could_be_best).map(|point| point.k).collect();
        let plausible = (good.first().copied().unwrap_or(k), good.last().copied().unwrap_or(k));
        KChoice { k, plausible, curve }
    }
}

/// The numbers of clusters to try: each up to 12, then in steps of about an eighth, while a cluster
/// would still have some four rows in each half.
fn candidates(rows_in_half: usize) -> Vec<usize> {
    let most = (rows_in_half / 4).min(MOST_CLUSTERS);
    let next = |&k: &usize| Some(if k < 12 { k + 1 } else { k + k / 8 });
    std::iter::successors(Some(2), next).take_while(|&k| k <= most).collect()
}

/// How much the clusters of one half, laid on the other, tell about the other's own; none if a half has
/// too few different rows.
fn agreement((a, b): &(Views, Views), params: &KMeansParams, progress: &dyn Progress) -> Result<Option<f64>> {
    let fit_half = |half: &Views| match fit_views(half, params, progress) {
        Ok(clustering) => Ok(Some(Centres::of(half, clustering))),
        Err(crate::Error::TooManyClusters { .. }) => Ok(None),
        Err(error) => Err(error),
    };
    let (Some(of_a), Some(of_b)) = (fit_half(a)?, fit_half(b)?) else { return Ok(None) };
    let information = |half: &Views, stream: u64| {
        repeated_information(&of_a.place(half), &of_b.place(half), params.k, Random::new(params.seed, stream))
    };
    Ok(Some((information(a, CHANCE) + information(b, CHANCE + 1)) / 2.0))
}

/// Streams of chance that no start uses.
const SPLIT: u64 = 1_000_000;
const CHANCE: u64 = 2_000_000;
/// How many random orders the expectation by chance is averaged over.
const ORDERS: usize = 4;

/// The mutual information of two labellings of the same rows in bits, minus what labels of the same sizes
/// in random order would have (Vinh, Epps & Bailey, JMLR 11, 2010).
fn repeated_information(a: &[usize], b: &[usize], k: usize, mut random: Random) -> f64 {
    let found = mutual_information(a, b, k);
    let mut shuffled = b.to_vec();
    let by_chance = (0..ORDERS).map(|_| {
        random.shuffle(&mut shuffled);
        mutual_information(a, &shuffled, k)
    });
    found - by_chance.sum::<f64>() / ORDERS as f64
}

fn mutual_information(a: &[usize], b: &[usize], k: usize) -> f64 {
    let (mut joint, mut in_a, mut in_b) = (vec![0u32; k * k], vec![0u32; k], vec![0u32; k]);
    for (&x, &y) in a.iter().zip(b) {
        joint[x * k + y] += 1;
        in_a[x] += 1;
        in_b[y] += 1;
    }
    let n = a.len().max(1) as f64;
    let share = |count: u32| f64::from(count) / n;
    let mut bits = 0.0;
    for (x, row) in joint.chunks(k).enumerate() {
        for (y, &count) in row.iter().enumerate().filter(|(_, count)| **count > 0) {
            bits += share(count) * libm::log2(share(count) / (share(in_a[x]) * share(in_b[y])));
        }
    }
    bits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::CsrMatrix;

    #[test]
    fn information_of_known_cases() {
        let four = [0, 1, 2, 3, 0, 1, 2, 3];
        assert!((mutual_information(&four, &four, 4) - 2.0).abs() < 1e-12, "two bits tell four labels");
        assert_eq!(mutual_information(&[0, 0, 1, 1], &[0, 1, 0, 1], 2), 0.0);
        let many: Vec<usize> = (0..4000).map(|i| i % 4).collect();
        let chance: Vec<usize> = Random::new(1, 1).permutation(4000).into_iter().map(|i| i % 4).collect();
        assert!((repeated_information(&many, &many, 4, Random::new(0, 0)) - 2.0).abs() < 0.02);
        assert!(repeated_information(&many, &chance, 4, Random::new(0, 0)).abs() < 0.02);
    }

    /// Rows of five terms each: three planted topics of ten terms, or no topic at all.
    fn rows(topics: bool) -> CsrMatrix {
        let mut random = Random::new(5, 5);
        let mut rows = CsrMatrix::new(30);
        for r in 0..240 {
            let mut terms: Vec<u32> = match topics {
                true => random.permutation(10).into_iter().map(|t| (r % 3 * 10 + t) as u32).take(5).collect(),
                false => random.permutation(30).into_iter().map(|t| t as u32).take(5).collect(),
            };
            terms.sort_unstable();
            rows.push_row(terms.into_iter().map(|term| (term, 0.2f32.sqrt())));
        }
        rows
    }

    #[test]
    fn planted_topics_are_counted_and_noise_repeats_little() {
        let groups: Vec<usize> = (0..240).collect();
        let choose = |topics| {
            choose_k(&Views::of_rows(rows(topics)), &groups, &KMeansParams::new(1), &crate::Silent).unwrap()
        };
        let planted = choose(true);
        assert_eq!((planted.k, planted.plausible), (3, (3, 3)), "{planted:?}");
        let noise = choose(false);
        assert!(noise.curve.iter().all(|p| p.share() < 0.2), "{noise:?}");
    }

    #[test]
    fn a_single_group_or_a_few_rows_are_one_cluster() {
        let one_group =
            choose_k(&Views::of_rows(rows(true)), &[0; 240], &KMeansParams::new(1), &crate::Silent).unwrap();
        assert_eq!((one_group.k, one_group.curve.len()), (1, 0));
    }
}
