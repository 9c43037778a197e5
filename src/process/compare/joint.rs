//! The themes of both rounds together, and how much of either round is about each.

use super::draws::{deal, standard_errors};
use super::pool::Pool;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::space::DenseMatrix;
use crate::theme::ward;

/// Documents are dealt so often: nothing is fitted anew for it, because clusters of both rounds do not depend on which
/// document is of which.
const DEALS: usize = 999;
/// The share of the deals that may seem to say as much.
const CHANCE: f64 = 0.025;

/// Clusters of both rounds that are held against them as one.
pub(super) struct Group {
    /// The clusters, in order.
    pub(super) clusters: Vec<usize>,
    /// For each document how much of what it says is about them (0–1).
    pub(super) of_document: Vec<f64>,
    /// How much more the later round says about them, in standard errors.
    pub(super) strength: f64,
}

/// What the fit to both rounds together says.
pub(super) struct Joint {
    /// Groups without a cluster in common that have all clusters: those that changed beyond noise, the strongest first,
    /// then every other cluster by itself.
    pub(super) groups: Vec<Group>,
    /// The strength that a change must exceed.
    pub(super) noise: f64,
    /// The sums of the rows of each cluster, clusters × terms.
    pub(super) sums: Vec<Vec<f64>>,
}

impl Joint {
    /// A theme that is new to a round is a cluster of both together, or several where the fit divides more finely; so all
    /// groups that Ward's method makes of them are held against the rounds, and of those that changed the strongest is
    /// told, then the strongest of what has no cluster of it, and so on. What may be noise is the strongest of all groups
    /// when documents are dealt, which accounts for how many are looked at (Westfall and Young, 1993).
    pub(super) fn of(pool: &Pool<'_>, k: usize, seed: u64, progress: &dyn Progress) -> Result<Self> {
        let sums = sums(pool, k);
        let shares = shares(pool, k);
        let mut groups: Vec<Group> = families(&sums)
            .into_iter()
            .map(|clusters| {
                let of = |document: &Vec<f64>| clusters.iter().map(|&cluster| document[cluster]).sum();
                let of_document: Vec<f64> = shares.iter().map(of).collect();
                let strength = standard_errors(&of_document, &pool.is_later);
                Group { clusters, of_document, strength }
            })
            .collect();
        checkpoint(progress)?;
        let mut strongest: Vec<f64> = (0..DEALS)
            .map(|number| {
                let dealt = deal(&pool.is_later, seed, number);
                let of = |group: &Group| standard_errors(&group.of_document, &dealt).abs();
                groups.iter().map(of).fold(0.0, f64::max)
            })
            .collect();
        strongest.sort_by(f64::total_cmp);
        let noise = strongest[DEALS - (CHANCE * (DEALS + 1) as f64) as usize];
        groups
            .sort_by(|a, b| b.strength.abs().total_cmp(&a.strength.abs()).then(a.clusters.cmp(&b.clusters)));
        Ok(Joint { groups: apart(groups, noise, k), noise, sums })
    }

    /// The sum of the rows of each group.
    pub(super) fn sums_of_groups(&self) -> Vec<Vec<f64>> {
        let sum = |group: &Group| {
            let mut sum = vec![0.0; self.sums[group.clusters[0]].len()];
            for &cluster in &group.clusters {
                sum.iter_mut().zip(&self.sums[cluster]).for_each(|(sum, value)| *sum += value);
            }
            sum
        };
        self.groups.iter().map(sum).collect()
    }
}

/// Of groups by strength those beyond noise that have no cluster in common, and the clusters that are left.
fn apart(groups: Vec<Group>, noise: f64, k: usize) -> Vec<Group> {
    let mut is_told = vec![false; k];
    let (beyond, mut within): (Vec<Group>, Vec<Group>) =
        groups.into_iter().partition(|group| group.strength.abs() > noise);
    let mut told = Vec::new();
    let mut singles = Vec::new();
    for group in beyond {
        if group.clusters.iter().any(|&cluster| is_told[cluster]) {
            singles.push(group);
            continue;
        }
        group.clusters.iter().for_each(|&cluster| is_told[cluster] = true);
        told.push(group);
    }
    within.append(&mut singles);
    within.retain(|group| matches!(group.clusters[..], [only] if !is_told[only]));
    within.sort_by_key(|group| group.clusters[0]);
    told.append(&mut within);
    told
}

fn sums(pool: &Pool<'_>, k: usize) -> Vec<Vec<f64>> {
    let rows = &pool.stages.rows;
    let mut sums = vec![vec![0.0_f64; rows.cols()]; k];
    for &voice in &pool.voices {
        let Some(cluster) = pool.clusters[voice] else { continue };
        rows.row(voice).iter().for_each(|(term, value)| sums[cluster][term] += f64::from(value));
    }
    sums
}

/// How much of what each document says is about each cluster: the share of its passages that are in any.
fn shares(pool: &Pool<'_>, k: usize) -> Vec<Vec<f64>> {
    let mut shares = vec![vec![0.0_f64; k]; pool.is_later.len()];
    for (passage, cluster) in pool.stages.passages.iter().zip(&pool.clusters) {
        if let Some(cluster) = cluster {
            shares[passage.document][*cluster] += 1.0;
        }
    }
    for document in &mut shares {
        let all: f64 = document.iter().sum();
        document.iter_mut().for_each(|share| *share /= all.max(1.0));
    }
    shares
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
