//! The themes of both rounds together, and how much of either round is about each.

use rayon::prelude::*;

use super::draws::{Spread, deal, means};
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

/// Two strengths that differ by less than this share of them are equal, but for rounding.
const ROUNDING: f64 = 1e-9;

/// Clusters of both rounds that are held against them as one.
pub(super) struct Group {
    /// The clusters, in order.
    pub(super) clusters: Vec<usize>,
    /// For each document how much of what it says is about them (0–1), besides what is said about groups that were told before;
    /// none where it says nothing else.
    pub(super) of_document: Vec<Option<f64>>,
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
    /// groups that Ward's method makes of them are held against the rounds. What may be noise is the strongest of all groups
    /// when documents are dealt, which accounts for how many are looked at (Westfall and Young, 1993). The strongest is told;
    /// then the rest is held against the rounds without it, because where more is said about one thing, the share of all
    /// others is less, though nobody says less about them. So it goes on until nothing is beyond noise.
    pub(super) fn of(pool: &Pool<'_>, k: usize, seed: u64, progress: &dyn Progress) -> Result<Self> {
        let sums = sums(pool, k);
        let mut families = families(&sums);
        let mut left = Left::of(pool, k);
        let (mut groups, mut noise) = (Vec::new(), None);
        loop {
            checkpoint(progress)?;
            let strengths = left.strengths(&families, &left.is_later);
            let threshold = left.noise(&families, seed);
            noise.get_or_insert(threshold);
            let beyond = left
                .strongest(&families, &strengths)
                .filter(|&best| strengths[best].abs() > threshold * (1.0 + ROUNDING));
            let Some(best) = beyond else {
                let singles = families.iter().zip(&strengths).filter(|(clusters, _)| clusters.len() == 1);
                let rest = singles.map(|(clusters, &strength)| left.group(clusters, strength, false));
                groups.extend(rest);
                return Ok(Joint { groups, noise: noise.unwrap_or_default(), sums });
            };
            groups.push(left.group(&families[best], strengths[best], true));
            let told = families[best].clone();
            families.retain(|clusters| !clusters.iter().any(|cluster| told.contains(cluster)));
            left.without(&told);
        }
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

/// How much documents say about clusters, with some of these left out.
struct Left {
    /// For each document the passages in each cluster that it has any in, by cluster.
    passages: Vec<Vec<(usize, f64)>>,
    /// The documents that say anything, and for each whether it is of the later round.
    documents: Vec<usize>,
    is_later: Vec<bool>,
    clusters: usize,
}

impl Left {
    fn of(pool: &Pool<'_>, k: usize) -> Self {
        let mut passages: Vec<Vec<(usize, f64)>> = vec![Vec::new(); pool.is_later.len()];
        for (passage, cluster) in pool.stages.passages.iter().zip(&pool.clusters) {
            let Some(cluster) = *cluster else { continue };
            let own = &mut passages[passage.document];
            match own.iter_mut().find(|(known, _)| *known == cluster) {
                Some((_, count)) => *count += 1.0,
                None => own.push((cluster, 1.0)),
            }
        }
        passages.iter_mut().for_each(|own| own.sort_by_key(|(cluster, _)| *cluster));
        let mut left = Left { passages, documents: Vec::new(), is_later: pool.is_later.clone(), clusters: k };
        left.settle(&pool.is_later);
        left
    }

    /// Finds out who says anything at all.
    fn settle(&mut self, is_later: &[bool]) {
        self.documents =
            (0..self.passages.len()).filter(|&document| !self.passages[document].is_empty()).collect();
        self.is_later = self.documents.iter().map(|&document| is_later[document]).collect();
    }

    fn without(&mut self, told: &[usize]) {
        let mut is_later = vec![false; self.passages.len()];
        self.documents.iter().zip(&self.is_later).for_each(|(&document, &later)| is_later[document] = later);
        self.passages.iter_mut().for_each(|own| own.retain(|(cluster, _)| !told.contains(cluster)));
        self.settle(&is_later);
    }

    /// The share of what a document says that is about each cluster.
    fn shares(&self, document: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let own = &self.passages[document];
        let all: f64 = own.iter().map(|(_, count)| count).sum();
        own.iter().map(move |(cluster, count)| (*cluster, count / all))
    }

    fn share(&self, document: usize, clusters: &[usize]) -> f64 {
        self.shares(document).filter(|(cluster, _)| clusters.contains(cluster)).map(|(_, share)| share).sum()
    }

    fn group(&self, clusters: &[usize], strength: f64, is_change: bool) -> Group {
        let mut of_document = vec![None; self.passages.len()];
        self.documents
            .iter()
            .for_each(|&document| of_document[document] = Some(self.share(document, clusters)));
        Group { clusters: clusters.to_vec(), of_document, strength, is_change }
    }

    fn strengths(&self, families: &[Vec<usize>], is_later: &[bool]) -> Vec<f64> {
        let spreads = self.spreads(families);
        self.strengths_by(families, &spreads, is_later)
    }

    /// For each family the sum of the documents and the variance of a document, which are the same however they are dealt.
    fn spreads(&self, families: &[Vec<usize>]) -> Vec<Spread> {
        let count = self.documents.len() as f64;
        let of = |clusters: &Vec<usize>| {
            let (mut sum, mut squares) = (0.0, 0.0);
            for &document in &self.documents {
                let share = self.share(document, clusters);
                sum += share;
                squares += share * share;
            }
            Spread { sum, variance: (squares / count - (sum / count).powi(2)).max(0.0) }
        };
        families.iter().map(of).collect()
    }

    fn strengths_by(&self, families: &[Vec<usize>], spreads: &[Spread], is_later: &[bool]) -> Vec<f64> {
        let mut later = vec![0.0; self.clusters];
        for (&document, _) in self.documents.iter().zip(is_later).filter(|(_, is_later)| **is_later) {
            self.shares(document).for_each(|(cluster, share)| later[cluster] += share);
        }
        let of_later = is_later.iter().filter(|is_later| **is_later).count();
        let counts = [self.documents.len() - of_later, of_later];
        let strength = |(clusters, spread): (&Vec<usize>, &Spread)| {
            let own: f64 = clusters.iter().map(|&cluster| later[cluster]).sum();
            spread.standard_errors([spread.sum - own, own], counts)
        };
        families.iter().zip(spreads).map(strength).collect()
    }

    /// The strongest family: of equals the one of fewest clusters, and of these the one that is most nearly in one round alone.
    fn strongest(&self, families: &[Vec<usize>], strengths: &[f64]) -> Option<usize> {
        let most = strengths.iter().fold(0.0, |most: f64, strength| most.max(strength.abs()));
        let equals = (0..families.len()).filter(|&place| strengths[place].abs() >= most * (1.0 - ROUNDING));
        let in_both = |place: usize| {
            let of_document: Vec<f64> =
                self.documents.iter().map(|&document| self.share(document, &families[place])).collect();
            let [earlier, later] = means(&of_document, &self.is_later);
            earlier.min(later) / earlier.max(later).max(f64::MIN_POSITIVE)
        };
        let all = equals.map(|place| (families[place].len(), in_both(place), place));
        let first = all.min_by(|a, b| a.0.cmp(&b.0).then(a.1.total_cmp(&b.1)).then(a.2.cmp(&b.2)));
        first.map(|(.., place)| place)
    }

    /// The strength that [`CHANCE`] of the deals reach in any family.
    fn noise(&self, families: &[Vec<usize>], seed: u64) -> f64 {
        let spreads = self.spreads(families);
        let mut strongest: Vec<f64> = (0..DEALS)
            .into_par_iter()
            .map(|number| {
                let dealt = deal(&self.is_later, seed, number);
                let strengths = self.strengths_by(families, &spreads, &dealt);
                strengths.into_iter().map(f64::abs).fold(0.0, f64::max)
            })
            .collect();
        strongest.sort_by(f64::total_cmp);
        strongest[DEALS - (CHANCE * (DEALS + 1) as f64) as usize]
    }
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
