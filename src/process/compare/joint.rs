//! The themes of both rounds together, and how much of either round is about each.

use super::composition::Composition;
use super::draws::{ROUNDING, is_beyond, means, noise};
use super::fits::sums_of;
use super::pool::Pool;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::space::DenseMatrix;
use crate::theme::ward;

/// The share of the deals that may seem to say as much.
const CHANCE: f64 = 0.025;

/// Clusters of both rounds that are held against them as one.
pub(super) struct Group {
    /// The clusters, in order.
    pub(super) clusters: Vec<usize>,
    /// How much documents say about them (0–1), besides what they say about groups that were told before. Those that say nothing
    /// else are left out.
    pub(super) of_document: Vec<f64>,
    /// For each of these documents whether it is of the later round.
    pub(super) is_later: Vec<bool>,
    /// How much more the later round says about them, in standard errors.
    pub(super) strength: f64,
    /// Whether that is beyond noise.
    pub(super) is_change: bool,
}

/// What the fit to both rounds together says.
pub(super) struct Joint {
    /// Groups without a cluster in common that have all clusters: those that changed beyond noise, as they were found, then
    /// every other cluster by itself.
    pub(super) groups: Vec<Group>,
    /// The strength that the first change had to exceed.
    pub(super) noise: f64,
    /// The sums of the rows of each cluster, clusters × terms.
    pub(super) sums: Vec<Vec<f64>>,
}

impl Joint {
    /// A theme that is new to a round is a cluster of both together, or several where the fit divides more finely; so all
    /// groups that Ward's method makes of them are held against the rounds. Clusters do not depend on which document is of which
    /// round, so nothing is fitted anew for the deals. The strongest change is told; then the rest is held against the rounds
    /// without it, because where more is said about one thing, the share of all others is less, though nobody says less about
    /// them. So it goes on until nothing is beyond noise.
    pub(super) fn of(pool: &Pool<'_>, k: usize, seed: u64, progress: &dyn Progress) -> Result<Self> {
        // Copies of a campaign are heard once where terms are counted.
        let mut voiced = vec![None; pool.clusters.len()];
        pool.voices.iter().for_each(|&voice| voiced[voice] = pool.clusters[voice]);
        let sums = sums_of(pool, &voiced, k);
        let mut families = families(&sums);
        let mut said = Composition::of(pool, k);
        let (mut groups, mut first_noise) = (Vec::new(), None);
        loop {
            checkpoint(progress)?;
            let spreads = said.spreads(&families);
            let strengths = said.strengths(&families, &spreads, &said.is_later);
            let noise = noise(&said.is_later, CHANCE, seed, |dealt| {
                most(&said.strengths(&families, &spreads, dealt))
            });
            first_noise.get_or_insert(noise);
            let group = |place: usize, is_change: bool| Group {
                clusters: families[place].clone(),
                of_document: said.about(&families[place]),
                is_later: said.is_later.clone(),
                strength: strengths[place],
                is_change,
            };
            let beyond =
                strongest(&families, &strengths, &said).filter(|&best| is_beyond(strengths[best], noise));
            let Some(best) = beyond else {
                let singles = (0..families.len()).filter(|&place| families[place].len() == 1);
                groups.extend(singles.map(|place| group(place, false)));
                return Ok(Joint { groups, noise: first_noise.unwrap_or_default(), sums });
            };
            let told = group(best, true);
            said = said.without(&told.clusters);
            families.retain(|clusters| !clusters.iter().any(|cluster| told.clusters.contains(cluster)));
            groups.push(told);
        }
    }

    /// The sum of the rows of a group.
    pub(super) fn sum_of(&self, group: &Group) -> Vec<f64> {
        let mut sum = vec![0.0; self.sums[group.clusters[0]].len()];
        for &cluster in &group.clusters {
            sum.iter_mut().zip(&self.sums[cluster]).for_each(|(sum, value)| *sum += value);
        }
        sum
    }
}

fn most(strengths: &[f64]) -> f64 {
    strengths.iter().fold(0.0, |most, strength| most.max(strength.abs()))
}

/// The family of the strongest change: of equals the one of fewest clusters, and of these the one that is most nearly in one round
/// alone.
fn strongest(families: &[Vec<usize>], strengths: &[f64], said: &Composition) -> Option<usize> {
    let least = most(strengths) * (1.0 - ROUNDING);
    let in_both = |place: usize| {
        let [earlier, later] = means(&said.about(&families[place]), &said.is_later);
        earlier.min(later) / earlier.max(later).max(f64::MIN_POSITIVE)
    };
    let equals = (0..families.len()).filter(|&place| strengths[place].abs() >= least);
    let equals = equals.map(|place| (families[place].len(), in_both(place), place));
    let first = equals.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
    first.map(|(.., place)| place)
}

/// Every cluster by itself, and every group that Ward's method joins, but that of all.
fn families(sums: &[Vec<f64>]) -> Vec<Vec<usize>> {
    let (k, terms) = (sums.len(), sums.first().map_or(0, Vec::len));
    let centres = DenseMatrix::of_sums(terms, &sums.concat()).unit_rows();
    let mut families: Vec<Vec<usize>> = (0..k).map(|cluster| vec![cluster]).collect();
    let mut now = families.clone();
    for merge in ward(&centres).iter().take(k.saturating_sub(2)) {
        let from = std::mem::take(&mut now[merge.from]);
        now[merge.into].extend(from);
        now[merge.into].sort_unstable();
        families.push(now[merge.into].clone());
    }
    families
}
