//! What two halves of the same texts repeat about each other's clusters.

use rayon::prelude::*;

use super::growth::Growth;
use crate::cluster::centres::Centres;
use crate::cluster::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Inner, Progress};
use crate::random::Random;
use crate::space::Views;

/// What each pair of halves repeats; none if one of them has fewer than k different rows.
pub(super) fn repeated_by_all(
    halves: &mut [(Growth, Growth)],
    k: usize,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<Option<Vec<f64>>> {
    let params = KMeansParams { k, ..params.clone() };
    let of_each = halves.par_iter_mut().map(|halves| repeated(halves, &params, &Inner(progress)));
    Ok(of_each.collect::<Result<Vec<_>>>()?.into_iter().collect())
}

/// The information in bits that the clusters of one half, laid on the other, give about the other's own, beyond what labels in
/// random order would; the mean of both ways. None if a half has fewer than k different rows.
fn repeated(
    (a, b): &mut (Growth, Growth),
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<Option<f64>> {
    let (Some(of_a), Some(of_b)) = (a.fit(params, progress)?, b.fit(params, progress)?) else {
        return Ok(None);
    };
    let (a, b) = (a.views(), b.views());
    let (of_a, of_b) = (Centres::of(a, of_a), Centres::of(b, of_b));
    let information = |half: &Views, stream: u64| {
        beyond_chance(&of_a.place(half), &of_b.place(half), params.k, Random::new(params.seed, stream))
    };
    Ok(Some((information(a, CHANCE) + information(b, CHANCE + 1)) / 2.0))
}

/// Streams of chance that no start uses.
const CHANCE: u64 = 2_000_000;
/// How many random orders the expectation by chance is averaged over.
const ORDERS: usize = 4;

/// The mutual information of two labellings of the same rows in bits, minus what labels of the same sizes
/// in random order would have (Vinh, Epps & Bailey, JMLR 11, 2010).
fn beyond_chance(a: &[usize], b: &[usize], k: usize, mut random: Random) -> f64 {
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

    #[test]
    fn information_of_known_cases() {
        let four = [0, 1, 2, 3, 0, 1, 2, 3];
        assert!((mutual_information(&four, &four, 4) - 2.0).abs() < 1e-12, "two bits tell four labels");
        assert_eq!(mutual_information(&[0, 0, 1, 1], &[0, 1, 0, 1], 2), 0.0);
        let many: Vec<usize> = (0..4000).map(|i| i % 4).collect();
        let chance: Vec<usize> = Random::new(1, 1).permutation(4000).into_iter().map(|i| i % 4).collect();
        assert!((beyond_chance(&many, &many, 4, Random::new(0, 0)) - 2.0).abs() < 0.02);
        assert!(beyond_chance(&many, &chance, 4, Random::new(0, 0)).abs() < 0.02);
    }
}
