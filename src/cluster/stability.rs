//! Would a cluster be found again in other documents like these?
//!
//! Whole documents are drawn anew, with replacement, and their rows are clustered anew; a cluster that comes back
//! nearly whole is one that the documents speak of, and not this draw of them (bootstrap Jaccard; Hennig,
//! Computational Statistics & Data Analysis 52, 2007). Passages are never drawn apart from their document, because
//! those of one document are one voice. In a round of few documents each is also left out in turn.
//!
//! The views stay those of the whole round: what is tested is the division, not the space in which it is made.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::distinct::DistinctRows;
use super::fit::fit_views;
use super::model::Assignment;
use super::sample::{Group, MOST_ROWS, draw, groups};
use super::sequential::{Start, View};
use super::settings::KMeansParams;
use crate::error::{Error, Result};
use crate::progress::{Inner, Progress, checkpoint};
use crate::random::Random;
use crate::space::Views;

/// How stability is measured.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct StabilitySettings {
    /// How many times the documents are drawn and clustered anew; 0 for no measure of stability, and none for what the
    /// quality of the analysis says ([`stability`] alone takes [`StabilitySettings::RESAMPLES`]).
    pub resamples: Option<usize>,
}

impl StabilitySettings {
    /// How many resamples are enough for most purposes.
    pub const RESAMPLES: usize = 20;

    /// How many resamples are asked for.
    pub fn draws(&self) -> usize {
        self.resamples.unwrap_or(Self::RESAMPLES)
    }
}

/// What can be said of a division that is found again; the better comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It comes back nearly whole: a mean Jaccard of 0.75 or more. And it does not hang on one document.
    Stable,
    /// Its core comes back, but which passages belong to it is in doubt: from 0.5 on.
    Fragile,
    /// It does not come back.
    Dissolves,
}

impl Verdict {
    fn of(jaccard: f64) -> Self {
        match jaccard {
            j if j >= STABLE => Verdict::Stable,
            j if j >= SURVIVES => Verdict::Fragile,
            _ => Verdict::Dissolves,
        }
    }

    /// The verdict in a word.
    pub fn told(self) -> &'static str {
        match self {
            Verdict::Stable => "stable",
            Verdict::Fragile => "fragile",
            Verdict::Dissolves => "dissolves",
        }
    }
}

/// From this mean Jaccard on, what was found is stable.
const STABLE: f64 = 0.75;
/// What is less like anything in a new division is dissolved (Hennig 2007).
const SURVIVES: f64 = 0.5;

/// How well something is found again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Stability {
    /// The greatest Jaccard coefficient with any cluster of a new division (0–1), mean over the resamples.
    pub jaccard: f64,
    /// Its standard deviation over the resamples.
    pub deviation: f64,
    /// How far the resamples lie apart; none in results of versions that did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spread: Option<Spread>,
    /// How many resamples it was held against.
    pub resamples: usize,
    /// What that means.
    pub verdict: Verdict,
    /// What happens without one document; none in a round of too many to leave out each in turn.
    pub removal: Option<Removal>,
}

/// Quantiles of the Jaccard coefficient over the resamples (0–1), interpolated between neighbours (Hyndman & Fan, The
/// American Statistician 50(4), 1996, type 7). Four of five resamples lie between `low` and `high`.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Spread {
    /// The first tenth.
    pub low: f64,
    /// The median.
    pub middle: f64,
    /// The last tenth.
    pub high: f64,
}

impl Spread {
    /// Of at least one value.
    fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (sorted.len() - 1) as f64;
            let (below, above) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
            below + (place - place.floor()) * (above - below)
        };
        Spread { low: at(0.1), middle: at(0.5), high: at(0.9) }
    }
}

/// What happens when one document is left out.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Removal {
    /// The document without which most changes, by its place in the round; none where no removal changes anything.
    pub document: Option<usize>,
    /// The greatest Jaccard coefficient, without that document, with any cluster of the division without it.
    pub jaccard: f64,
    /// All documents without any one of which it dissolves, by their places, the one that matters most first.
    pub dissolves_without: Vec<usize>,
}

impl Removal {
    /// Whether it stays whichever document is left out.
    pub fn survives(&self) -> bool {
        self.dissolves_without.is_empty()
    }
}

/// What is held against new divisions; an entry a row of the views in each.
#[derive(Debug, Clone, Copy)]
pub struct Division<'a> {
    /// The cluster of each row; none for a row without entries.
    pub clusters: &'a [Option<Assignment>],
    /// What is judged: a number from 0 for each row that belongs to something; none for the others, which are
    /// clustered along and count for nothing.
    pub judged: &'a [Option<usize>],
    /// The document of each row; none for a row that no single document stands for.
    pub documents: &'a [Option<usize>],
}

/// A resample has at most [`MOST_ROWS`] rows, or so many a cluster, so that many clusters can still be told apart.
const ROWS_A_CLUSTER: usize = 30;
/// The starts of a fit to a resample, where the whole round has as many. The chance of the optimiser that is left lowers a
/// figure by about 0.01: more starts cost more than that is worth.
const STARTS: usize = 4;
/// In a round of at most so many documents each is left out in turn.
const MOST_REMOVALS: usize = 30;
/// Streams of chance that no other use has.
const DRAWS: u64 = 6_000_000;
const REMOVALS: u64 = 7_000_000;

/// How stable each thing that is judged is, by its number; none where that cannot be told: with a single cluster or
/// document, with resamples in which there are not k different rows, or without any row.
///
/// # Errors
/// As [`fit_views`], apart from [`Error::TooManyClusters`].
///
/// # Panics
/// If the division has not one entry a row.
pub fn stability(
    views: &Views,
    division: &Division<'_>,
    params: &KMeansParams,
    settings: &StabilitySettings,
    progress: &dyn Progress,
) -> Result<Vec<Option<Stability>>> {
    let (rows, resamples) = (views.rows.rows(), settings.draws());
    for entries in [division.clusters.len(), division.judged.len(), division.documents.len()] {
        assert_eq!(entries, rows, "one entry a row");
    }
    let judged = division.judged.iter().flatten().max().map_or(0, |&most| most + 1);
    let with_entries = (0..rows).filter(|&row| division.clusters[row].is_some());
    let groups = groups(with_entries.map(|row| (row, division.documents[row])));
    let documents = groups.iter().filter(|group| group.document.is_some()).count();
    if resamples == 0 || params.k < 2 || documents < 2 {
        return Ok(vec![None; judged]);
    }
    let leaves_out =
        documents <= MOST_REMOVALS && groups.iter().map(|g| g.rows.len()).sum::<usize>() <= MOST_ROWS;
    let removals = if leaves_out { documents } else { 0 };
    progress.stage("stability", Some((resamples + removals) as u64));

    let found = (0..resamples as u64).into_par_iter().map(|number| {
        checkpoint(progress)?;
        let found = resample(views, division, &groups, judged, params, number, &Inner(progress));
        progress.advance(1);
        found
    });
    let found: Vec<Option<Vec<Option<f64>>>> = found.collect::<Result<_>>()?;
    let without = groups.par_iter().filter(|group| leaves_out && group.document.is_some()).map(|left_out| {
        checkpoint(progress)?;
        let found = without(views, division, left_out, judged, params, &Inner(progress));
        progress.advance(1);
        found
    });
    let without: Vec<(usize, Vec<Option<f64>>)> = without.collect::<Result<_>>()?;
    let told = (0..judged).map(|one| {
        let jaccards: Vec<f64> = found.iter().flatten().filter_map(|found| found[one]).collect();
        // A few draws that could be judged say less than that most could not.
        if 2 * jaccards.len() < resamples {
            return None;
        }
        Some(Stability::of(&jaccards, removal(&without, one)))
    });
    Ok(told.collect())
}

impl Stability {
    /// From this mean Jaccard on, what was found is stable.
    pub const STABLE: f64 = STABLE;
    /// From this mean Jaccard on it is fragile; below it dissolves.
    pub const SURVIVES: f64 = SURVIVES;

    /// The mean Jaccard coefficient with two decimals. It is never rounded up to a bar that was not reached, so that it
    /// does not contradict the verdict.
    pub fn told_jaccard(&self) -> String {
        let rounded = (self.jaccard * 100.0).round() / 100.0;
        let is_over = Verdict::of(rounded) < Verdict::of(self.jaccard);
        format!("{:.2}", if is_over { rounded - 0.01 } else { rounded })
    }

    fn of(jaccards: &[f64], removal: Option<Removal>) -> Self {
        let n = jaccards.len() as f64;
        let jaccard = jaccards.iter().sum::<f64>() / n;
        let variance =
            jaccards.iter().map(|j| (j - jaccard) * (j - jaccard)).sum::<f64>() / (n - 1.0).max(1.0);
        let verdict = match &removal {
            // What hangs on one document is not stable, however often that document was drawn.
            Some(removal) if !removal.survives() => Verdict::of(jaccard).max(Verdict::Fragile),
            _ => Verdict::of(jaccard),
        };
        let (deviation, spread) = (variance.sqrt(), (n > 0.0).then(|| Spread::of(jaccards)));
        Stability { jaccard, deviation, spread, resamples: jaccards.len(), verdict, removal }
    }
}

/// How much of each thing that is judged is found again in one resample; none for what is not in a draw that was cut
/// short. Nothing at all where the resample has too few different rows.
fn resample(
    views: &Views,
    division: &Division<'_>,
    groups: &[Group],
    judged: usize,
    params: &KMeansParams,
    number: u64,
    progress: &dyn Progress,
) -> Result<Option<Vec<Option<f64>>>> {
    let most = MOST_ROWS.max(ROWS_A_CLUSTER.saturating_mul(params.k));
    let (rows, is_complete) = draw(groups, most, &mut Random::new(params.seed, DRAWS + number));
    let params = KMeansParams { starts: STARTS.min(params.starts), ..params.clone() };
    let clustering = match fit_views(&views.select(&rows), &params, progress) {
        Ok(clustering) => clustering,
        Err(Error::TooManyClusters { .. }) => return Ok(None),
        Err(error) => return Err(error),
    };
    let mut pairs = Vec::with_capacity(rows.len());
    for (place, &row) in rows.iter().enumerate() {
        let is_again = place > 0 && rows[place - 1] == row;
        if let (Some(one), Some(cluster), false) =
            (division.judged[row], clustering.assignments[place], is_again)
        {
            pairs.push((one, cluster.cluster as usize));
        }
    }
    // What none of the drawn documents says is not found again, unless it is the draw that ended too soon.
    let absent = is_complete.then_some(0.0);
    let found = greatest_jaccards(&pairs, judged, params.k).into_iter().map(|found| found.or(absent));
    Ok(Some(found.collect()))
}

/// The greatest Jaccard coefficient of each thing that is judged with any cluster, from one pair a row; none without
/// rows.
fn greatest_jaccards(pairs: &[(usize, usize)], judged: usize, k: usize) -> Vec<Option<f64>> {
    let (mut joint, mut sizes, mut clusters) =
        (vec![0usize; judged * k], vec![0usize; judged], vec![0usize; k]);
    for &(one, cluster) in pairs {
        joint[one * k + cluster] += 1;
        sizes[one] += 1;
        clusters[cluster] += 1;
    }
    let greatest = joint.chunks(k).zip(&sizes).map(|(joint, &size)| {
        let jaccards = joint.iter().zip(&clusters).map(|(&both, &cluster)| match both {
            0 => 0.0,
            both => both as f64 / (size + cluster - both) as f64,
        });
        (size > 0).then(|| jaccards.fold(0.0, f64::max))
    });
    greatest.collect()
}

/// How much of each thing that is judged stays without a document; nothing of what only that document says.
///
/// The clusters begin where they are, and move until they rest: what changes is due to the document and not to chance.
fn without(
    views: &Views,
    division: &Division<'_>,
    left_out: &Group,
    judged: usize,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<(usize, Vec<Option<f64>>)> {
    let document = left_out.document.unwrap_or_default();
    let stays = |&row: &usize| division.clusters[row].is_some() && left_out.rows.binary_search(&row).is_err();
    let rows: Vec<usize> = (0..division.clusters.len()).filter(stays).collect();
    let clusters: Vec<usize> =
        rows.iter().map(|&row| division.clusters[row].map_or(0, |a| a.cluster as usize)).collect();
    let moved = moved_on(&views.select(&rows), clusters, params, progress)?;
    let pairs = rows.iter().zip(moved);
    let pairs: Vec<(usize, usize)> =
        pairs.filter_map(|(&row, cluster)| Some((division.judged[row]?, cluster))).collect();
    let mut found = greatest_jaccards(&pairs, judged, params.k);
    for one in left_out.rows.iter().filter_map(|&row| division.judged[row]) {
        found[one] = found[one].or(Some(0.0));
    }
    Ok((document, found))
}

/// The clusters of the rows (each of which has entries) after they moved from the given ones until they rest.
/// Clusters without a row stay without.
fn moved_on(
    views: &Views,
    clusters: Vec<usize>,
    params: &KMeansParams,
    progress: &dyn Progress,
) -> Result<Vec<usize>> {
    let points = DistinctRows::of_views(views);
    let of_points = views.select(&points.first);
    let mut number = vec![usize::MAX; params.k];
    let mut k = 0;
    let labels = points.first.iter().map(|&row| {
        let number = &mut number[clusters[row]];
        if *number == usize::MAX {
            (*number, k) = (k, k + 1);
        }
        *number
    });
    let labels: Vec<usize> = labels.collect();
    if k < 2 {
        return Ok(clusters);
    }
    let params = KMeansParams { k, ..params.clone() };
    let start = Start::at(labels, &params, REMOVALS);
    let rested =
        View::of(&of_points).descend(&points.weights, &params, start, params.max_passes, progress)?.labels;
    let of_rows = points.of_row.iter().zip(clusters);
    Ok(of_rows.map(|(point, before)| point.map_or(before, |point| rested[point as usize])).collect())
}

/// What happens to one thing that is judged when each document is left out in turn.
fn removal(without: &[(usize, Vec<Option<f64>>)], one: usize) -> Option<Removal> {
    let mut found: Vec<(usize, f64)> =
        without.iter().filter_map(|(document, found)| Some((*document, found[one]?))).collect();
    found.sort_by(|a, b| a.1.total_cmp(&b.1).then(a.0.cmp(&b.0)));
    let &(document, jaccard) = found.first()?;
    let dissolves_without =
        found.iter().take_while(|found| found.1 < SURVIVES).map(|found| found.0).collect();
    Some(Removal { document: (jaccard < 1.0).then_some(document), jaccard, dissolves_without })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_that_is_told_never_contradicts_the_verdict() {
        let cases = [
            (0.0, "0.00"),
            (0.4949, "0.49"),
            (0.4992, "0.49"),
            (0.5, "0.50"),
            (0.7449, "0.74"),
            (0.7499, "0.74"),
            (0.75, "0.75"),
            (0.996, "1.00"),
        ];
        for (jaccard, told) in cases {
            let stability = Stability::of(&[jaccard], None);
            assert_eq!(stability.told_jaccard(), told);
            assert_eq!(Verdict::of(told.parse().unwrap()), stability.verdict, "{jaccard}");
        }
    }

    #[test]
    fn a_spread_is_of_quantiles_between_neighbours() {
        let of = |values: &[f64]| {
            let Spread { low, middle, high } = Spread::of(values);
            [low, middle, high].map(|v| (v * 1000.0).round() / 1000.0)
        };
        assert_eq!(of(&[0.4]), [0.4; 3]);
        assert_eq!(of(&[1.0, 0.0]), [0.1, 0.5, 0.9]);
        let hundredths: Vec<f64> = (0..=100).rev().map(|v| f64::from(v) / 100.0).collect();
        assert_eq!(of(&hundredths), [0.1, 0.5, 0.9]);
        // NumPy: quantile([.1, .9, .4, .8, .7], [.1, .5, .9])
        assert_eq!(of(&[0.1, 0.9, 0.4, 0.8, 0.7]), [0.22, 0.7, 0.86]);
    }

    #[test]
    fn a_document_is_named_only_if_something_changes_without_it() {
        let of = |found: &[f64]| {
            let without: Vec<_> =
                found.iter().enumerate().map(|(d, &found)| (d, vec![Some(found)])).collect();
            removal(&without, 0).unwrap()
        };
        assert_eq!((of(&[1.0, 1.0]).document, of(&[1.0, 1.0]).jaccard), (None, 1.0));
        assert_eq!(of(&[1.0, 0.8, 0.9]).document, Some(1));
        assert_eq!(of(&[0.4, 0.8, 0.2]).dissolves_without, [2, 0]);
    }
}
