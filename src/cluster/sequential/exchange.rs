//! Past a local optimum: one cluster is dissolved, another is cut in two.
//!
//! A start comes to rest with two clusters where one would do, and one where two are needed, because no single
//! row can mend that. Moving a whole cluster can (Ueda et al., Neural Computation 12(9), 2000; Fränti, J. Big Data 5, 2018).

use rayon::prelude::*;

use super::View;
use super::walk::{Start, restless_below};
use crate::cluster::seeding::spread;
use crate::cluster::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;

/// At most so many times clusters are exchanged (halves that are held against each other take fewer), …
pub(in crate::cluster) const EXCHANGES: usize = 30;
/// … at first this share of the clusters at a time, because among many clusters many are in the wrong place, …
const AT_ONCE: usize = 8;
/// … and in the end one at a time, of which so many are tried, those that promise most.
const TRIES: usize = 3;
/// After so many passes a try must be ahead, or it is given up.
const PASSES_OF_TRY: usize = 6;
/// How many passes a cluster is cut in two with.
const PASSES_OF_CUT: usize = 8;

impl View<'_> {
    /// Makes exchanges while they help, at most so many times.
    pub(in crate::cluster) fn exchange(
        self,
        weights: &[f32],
        params: &KMeansParams,
        mut best: Start,
        most: usize,
        progress: &dyn Progress,
    ) -> Result<Start> {
        for round in 0..most as u64 {
            checkpoint(progress)?;
            let Some(better) = self.better_by_exchange(weights, params, &best, round, progress)? else {
                break;
            };
            best = better;
        }
        Ok(best)
    }

    /// `params.k` clusters of `k`, which are fewer: those that gain most by it are cut in two, again while too few are left.
    pub(in crate::cluster) fn grow(
        self,
        weights: &[f32],
        params: &KMeansParams,
        mut k: usize,
        start: Start,
        progress: &dyn Progress,
    ) -> Result<Start> {
        let mut labels = start.labels;
        while k < params.k {
            let cuts = self.cuts(weights, params, &labels, k, progress)?;
            for cut in by_gain(&cuts).into_iter().take(params.k - k) {
                cuts[cut].second_half.iter().for_each(|&row| labels[row] = k);
                k += 1;
            }
        }
        self.descend(weights, params, Start::at(labels, params, GROWTH), params.max_passes, progress)
    }

    /// The first of the most promising exchanges, many at once or one, that ends in a better optimum.
    fn better_by_exchange(
        self,
        weights: &[f32],
        params: &KMeansParams,
        start: &Start,
        round: u64,
        progress: &dyn Progress,
    ) -> Result<Option<Start>> {
        let second_choices = self.second_choices(weights, &start.labels, params.k);
        let restless = restless_below(second_choices.iter().map(|&(_, loss)| loss).collect());
        let mut losses = vec![0.0; params.k];
        start.labels.iter().zip(&second_choices).for_each(|(&c, &(_, loss))| losses[c] += loss);
        let cuts = self.cuts(weights, params, &start.labels, params.k, progress)?;

        let mut plans = halved(side_by_side(&losses, &cuts, params.k / AT_ONCE));
        plans.extend(most_promising(&losses, &cuts).into_iter().map(|pair| vec![pair]));
        for plan in plans {
            let mut labels = start.labels.clone();
            let mut is_dissolved = vec![false; params.k];
            plan.iter().for_each(|&(dissolved, _)| is_dissolved[dissolved] = true);
            // A second choice may be dissolved too: its rows find their way in the descent.
            for (label, &(second, _)) in labels.iter_mut().zip(&second_choices) {
                if is_dissolved[*label] {
                    *label = second;
                }
            }
            for &(dissolved, cut) in &plan {
                cuts[cut].second_half.iter().for_each(|&row| labels[row] = dissolved);
            }
            let is_concerned = |row: usize| {
                labels[row] != start.labels[row]
                    || second_choices[row].1 <= restless
                    || plan.iter().any(|&(_, cut)| start.labels[row] == cut)
            };
            let concerned: Vec<usize> =
                start.order.iter().copied().filter(|&row| is_concerned(row)).collect();
            let changed = Start::at(labels, params, EXCHANGE + round);
            let settling = self.settle(weights, params, changed, &concerned, PASSES_OF_TRY);
            checkpoint(progress)?;
            if settling.objective <= start.objective {
                continue; // it would end where it began, or lower
            }
            let settled = self.descend(weights, params, settling, params.max_passes, progress)?;
            if settled.objective > start.objective + start.objective.abs() * LEAST_RISE {
                return Ok(Some(settled));
            }
        }
        Ok(None)
    }

    /// Each of `k` clusters in two halves.
    fn cuts(
        self,
        weights: &[f32],
        params: &KMeansParams,
        labels: &[usize],
        k: usize,
        progress: &dyn Progress,
    ) -> Result<Vec<Cut>> {
        (0..k).into_par_iter().map(|c| self.cut(weights, params, labels, c, progress)).collect()
    }

    /// A cluster in two halves, and what that gains.
    fn cut(
        self,
        weights: &[f32],
        params: &KMeansParams,
        labels: &[usize],
        cluster: usize,
        progress: &dyn Progress,
    ) -> Result<Cut> {
        let rows: Vec<usize> = (0..labels.len()).filter(|&row| labels[row] == cluster).collect();
        if rows.len() < 2 {
            return Ok(Cut { gain: 0.0, second_half: vec![] });
        }
        let weights: Vec<f32> = rows.iter().map(|&row| weights[row]).collect();
        let params = KMeansParams { k: 2, ..params.clone() };
        self.of_rows(&rows, |view| {
            let whole = Start::at(vec![0; rows.len()], &params, 0);
            let whole =
                view.descend(&weights, &KMeansParams { k: 1, ..params.clone() }, whole, 0, progress)?;
            let mut random = Random::new(params.seed, EXCHANGE + cluster as u64);
            let begin = match view {
                View::Vectors(vectors) | View::Joint(vectors, ..) => {
                    Start::at(spread(vectors, &weights, 2, &mut random), &params, EXCHANGE)
                }
                _ => Start::at_random(rows.len(), &params, EXCHANGE + cluster as u64),
            };
            let halves = view.descend(&weights, &params, begin, PASSES_OF_CUT, progress)?;
            let second = rows.iter().zip(&halves.labels).filter(|(_, half)| **half == 1);
            Ok(Cut {
                gain: halves.objective - whole.objective,
                second_half: second.map(|(&row, _)| row).collect(),
            })
        })
    }
}

/// What cutting a cluster in two gains, and which of its rows are the second half.
struct Cut {
    gain: f64,
    second_half: Vec<usize>,
}

/// A gain less than this share of the objective is rounding.
const LEAST_RISE: f64 = 1e-7;

/// The stream of chance of the exchanges.
const EXCHANGE: u64 = 8_000_000;
/// That of the order of visits after growth.
const GROWTH: u64 = 9_000_000;

/// Up to `most` exchanges that have no cluster in common, each of which promises a gain.
fn side_by_side(losses: &[f64], cuts: &[Cut], most: usize) -> Vec<(usize, usize)> {
    let (least, greatest) = (by_loss(losses), by_gain(cuts));
    let mut is_taken = vec![false; losses.len()];
    let mut pairs = Vec::new();
    let mut to_cut = greatest.into_iter();
    for dissolved in least {
        if pairs.len() == most {
            break;
        }
        if is_taken[dissolved] {
            continue;
        }
        let Some(cut) = to_cut.find(|&cut| !is_taken[cut] && cut != dissolved) else { break };
        if cuts[cut].gain <= losses[dissolved] {
            break;
        }
        (is_taken[dissolved], is_taken[cut]) = (true, true);
        pairs.push((dissolved, cut));
    }
    pairs
}

/// All of the pairs, their first half, a quarter, and so on, down to two.
fn halved(pairs: Vec<(usize, usize)>) -> Vec<Vec<(usize, usize)>> {
    let sizes = std::iter::successors(Some(pairs.len()), |size| Some(size / 2));
    sizes.take_while(|&size| size > 1).map(|size| pairs[..size].to_vec()).collect()
}

/// Clusters by what dissolving them loses, the least first; the first of equals first.
fn by_loss(losses: &[f64]) -> Vec<usize> {
    let mut least: Vec<usize> = (0..losses.len()).collect();
    least.sort_by(|&a, &b| losses[a].total_cmp(&losses[b]).then(a.cmp(&b)));
    least
}

/// Clusters that can be cut by what that gains, the most first; the first of equals first.
fn by_gain(cuts: &[Cut]) -> Vec<usize> {
    let mut greatest: Vec<usize> = (0..cuts.len()).filter(|&c| !cuts[c].second_half.is_empty()).collect();
    greatest.sort_by(|&a, &b| cuts[b].gain.total_cmp(&cuts[a].gain).then(a.cmp(&b)));
    greatest
}

/// Pairs of a cluster to dissolve and another to cut, by what the exchange promises; the first of equals first.
fn most_promising(losses: &[f64], cuts: &[Cut]) -> Vec<(usize, usize)> {
    // An exchange promises a gain less a loss: the best few are among the best few of each, and one to spare.
    let (least, greatest) = (by_loss(losses), by_gain(cuts));
    let mut pairs: Vec<(f64, usize, usize)> = Vec::new();
    for &dissolved in least.iter().take(TRIES + 1) {
        let others = greatest.iter().take(TRIES + 1).filter(|&&cut| cut != dissolved);
        pairs.extend(others.map(|&cut| (cuts[cut].gain - losses[dissolved], dissolved, cut)));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    pairs.into_iter().take(TRIES).map(|(_, dissolved, cut)| (dissolved, cut)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::DenseMatrix;
    use proptest::prelude::*;

    /// `size` rows around each of `directions` axes.
    fn planted(directions: usize, size: usize) -> DenseMatrix {
        let mut random = Random::new(7, 7);
        let rows = (0..directions * size).flat_map(|i| {
            let noise: Vec<f32> = (0..directions).map(|_| random.below(100) as f32 / 500.0).collect();
            noise.into_iter().enumerate().map(move |(d, noise)| noise + f32::from(u8::from(i / size == d)))
        });
        DenseMatrix::from_rows(directions, rows.collect()).unwrap().unit_rows()
    }

    #[test]
    fn two_clusters_in_one_and_one_in_two_are_mended() {
        let rows = planted(5, 20);
        let view = View::Vectors(&rows);
        let (weights, params) = ([1.0; 100], KMeansParams::new(5));
        // The first direction in halves, the second and third together.
        let stuck: Vec<usize> = (0..100).map(|i| [i % 2, 2, 2, 3, 4][i / 20]).collect();
        let stuck = Start::at(stuck, &params, 0);
        let stuck = view.descend(&weights, &params, stuck, params.max_passes, &crate::Silent).unwrap();
        assert_eq!(stuck.labels[20], stuck.labels[40], "moves of single rows do not mend it");
        let mended = view.exchange(&weights, &params, stuck.clone(), EXCHANGES, &crate::Silent).unwrap();
        assert!(mended.objective > stuck.objective);
        for (i, label) in mended.labels.iter().enumerate() {
            let first = mended.labels[i / 20 * 20];
            assert_eq!(*label, first, "row {i}");
            assert_eq!(mended.labels.iter().filter(|l| **l == first).count(), 20);
        }
    }

    #[test]
    fn what_is_exchanged_side_by_side_has_no_cluster_in_common_and_promises_a_gain() {
        let cuts: Vec<Cut> =
            [9.0, 1.0, 8.0, 1.0, 3.0, 0.5].map(|gain| Cut { gain, second_half: vec![0] }).into();
        let losses = [2.0, 1.0, 9.0, 2.5, 0.5, 4.0];
        assert_eq!(side_by_side(&losses, &cuts, 6), [(4, 0), (1, 2)], "cutting 1 or 3 gains less than 2.5");
        assert_eq!(side_by_side(&losses, &cuts, 1), [(4, 0)]);
        let sizes: Vec<usize> = halved(vec![(0, 1); 9]).iter().map(Vec::len).collect();
        assert_eq!(sizes, [9, 4, 2]);
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        #[test]
        fn the_objective_never_falls_and_no_cluster_is_emptied(seed in 0u64..500, n in 4usize..30, k in 1usize..5) {
            let mut random = Random::new(seed, 1);
            let values = (0..n * 3).map(|_| random.below(201) as f32 / 100.0 - 1.0).collect();
            let rows = DenseMatrix::from_rows(3, values).unwrap().unit_rows();
            let k = k.min(n);
            let params = KMeansParams { seed, ..KMeansParams::new(k) };
            let (view, weights) = (View::Vectors(&rows), vec![1.0; n]);
            let start = Start::at_random(n, &params, 0);
            let start = view.descend(&weights, &params, start, 9, &crate::Silent).unwrap();
            let end = view.exchange(&weights, &params, start.clone(), EXCHANGES, &crate::Silent).unwrap();
            prop_assert!(end.objective >= start.objective);
            prop_assert!((0..k).all(|c| end.labels.contains(&c)));
        }
    }
}
