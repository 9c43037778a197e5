//! What documents speak of, in shares of their text.

use super::draws::Spread;
use super::pool::Pool;

/// How much of what each document says is about each cluster. Documents that say nothing are not in it.
pub(super) struct Composition {
    /// For each document the clusters that it has passages in, and how many.
    passages: Vec<Vec<(usize, f64)>>,
    /// The same as shares of all its passages (0–1).
    shares: Vec<Vec<(usize, f64)>>,
    /// For each document whether it is of the later round.
    pub(super) is_later: Vec<bool>,
    clusters: usize,
}

impl Composition {
    /// That of all documents, among `clusters` clusters of both rounds together.
    pub(super) fn of(pool: &Pool<'_>, clusters: usize) -> Self {
        let mut passages: Vec<Vec<(usize, f64)>> = vec![Vec::new(); pool.is_later.len()];
        for (passage, cluster) in pool.stages.passages.iter().zip(&pool.clusters) {
            let Some(cluster) = *cluster else { continue };
            let own = &mut passages[passage.document];
            match own.iter_mut().find(|(known, _)| *known == cluster) {
                Some((_, count)) => *count += 1.0,
                None => own.push((cluster, 1.0)),
            }
        }
        Self::new(passages.into_iter().zip(pool.is_later.iter().copied()), clusters)
    }

    /// That which is left when these clusters are not counted.
    pub(super) fn without(&self, clusters: &[usize]) -> Self {
        let rest = |passages: &Vec<(usize, f64)>| {
            passages.iter().copied().filter(|(cluster, _)| !clusters.contains(cluster)).collect()
        };
        Self::new(self.passages.iter().map(rest).zip(self.is_later.iter().copied()), self.clusters)
    }

    fn new(documents: impl Iterator<Item = (Vec<(usize, f64)>, bool)>, clusters: usize) -> Self {
        let (passages, is_later): (Vec<_>, Vec<_>) =
            documents.filter(|(passages, _)| !passages.is_empty()).unzip();
        let of_all = |passages: &Vec<(usize, f64)>| {
            let all: f64 = passages.iter().map(|(_, count)| count).sum();
            passages.iter().map(|(cluster, count)| (*cluster, count / all)).collect()
        };
        let shares = passages.iter().map(of_all).collect();
        Composition { passages, shares, is_later, clusters }
    }

    /// How much each document says about any of these clusters.
    pub(super) fn about(&self, clusters: &[usize]) -> Vec<f64> {
        let of = |shares: &Vec<(usize, f64)>| {
            shares.iter().filter(|(cluster, _)| clusters.contains(cluster)).map(|(_, share)| share).sum()
        };
        self.shares.iter().map(of).collect()
    }

    /// What each family of clusters has in all documents, however these are dealt.
    pub(super) fn spreads(&self, families: &[Vec<usize>]) -> Vec<Spread> {
        families.iter().map(|clusters| Spread::of(&self.about(clusters))).collect()
    }

    /// How much more the later of two heaps says about each family, in standard errors.
    pub(super) fn strengths(
        &self,
        families: &[Vec<usize>],
        spreads: &[Spread],
        is_later: &[bool],
    ) -> Vec<f64> {
        // Summed by cluster first: there are twice as many families, and each deal asks for all.
        let mut later = vec![0.0; self.clusters];
        for (shares, _) in self.shares.iter().zip(is_later).filter(|(_, is_later)| **is_later) {
            shares.iter().for_each(|(cluster, share)| later[*cluster] += share);
        }
        let of_later = is_later.iter().filter(|is_later| **is_later).count();
        let counts = [self.shares.len() - of_later, of_later];
        let strength = |(clusters, spread): (&Vec<usize>, &Spread)| {
            let own: f64 = clusters.iter().map(|&cluster| later[cluster]).sum();
            spread.standard_errors(own, counts)
        };
        families.iter().zip(spreads).map(strength).collect()
    }
}
