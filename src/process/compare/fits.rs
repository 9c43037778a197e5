//! Two fits, one to each heap of documents, and what they say of all passages.

use std::collections::BTreeSet;

use super::pool::Pool;
use crate::cluster::fit_views;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::theme::LEAST_COMMON;

/// The share of the members of a cluster that are less near to its other members than a passage must be to raise the theme.
const LEAST_NEAR: f64 = 0.2;
/// A shorter centre than this is one of nothing, but for rounding.
const TINY: f64 = 1e-9;

/// A fit to one heap: its centres, and the nearest of them for each passage of both heaps.
pub(super) struct Fit {
    /// Centres of length 1, clusters × terms.
    pub(super) centres: Vec<Vec<f32>>,
    /// For each passage its cluster; none where no centre is near enough.
    pub(super) of_passage: Vec<Option<usize>>,
    /// For each passage of the heap the cluster that it was fitted into.
    pub(super) fitted: Vec<Option<usize>>,
}

impl Fit {
    /// Fits the documents of one heap. All passages, those of the heap too, are placed by the nearest centre that is near
    /// enough, so that both heaps are measured alike.
    pub(super) fn of(
        pool: &Pool<'_>,
        is_in: &dyn Fn(usize) -> bool,
        k: usize,
        progress: &dyn Progress,
    ) -> Result<Self> {
        let passages = &pool.stages.passages;
        let own: Vec<usize> =
            (0..pool.voices.len()).filter(|&voice| is_in(passages[pool.voices[voice]].document)).collect();
        let params = pool.settings.kmeans(k, own.len());
        let clustering = fit_views(&pool.views.select(&own), &params, progress)?;
        let rows = &pool.stages.rows;
        let mut fitted: Vec<Option<usize>> = vec![None; passages.len()];
        for (&voice, assignment) in own.iter().zip(&clustering.assignments) {
            fitted[pool.voices[voice]] = assignment.map(|found| found.cluster as usize);
        }
        let sums = sums_of(pool, &fitted, k);
        let squares: Vec<f64> = sums.iter().map(|sum| sum.iter().map(|value| value * value).sum()).collect();
        // How near a passage is to a centre, of which it is not allowed to be a part itself: otherwise a fit would seem to suit
        // its own heap better than the other.
        let near = |passage: usize, cluster: usize| -> f64 {
            let row = rows.row(passage);
            let (mut dot, mut square) = (0.0, 0.0);
            for (term, value) in row.iter() {
                dot += f64::from(value) * sums[cluster][term];
                square += f64::from(value) * f64::from(value);
            }
            let is_part = fitted[passage] == Some(cluster);
            let length = if is_part { squares[cluster] - 2.0 * dot + square } else { squares[cluster] };
            if is_part {
                dot -= square;
            }
            if length > TINY && square > 0.0 { dot / (length * square).sqrt() } else { 0.0 }
        };
        let mut nearness: Vec<Vec<f64>> = vec![Vec::new(); k];
        for (passage, cluster) in fitted.iter().enumerate() {
            if let Some(cluster) = cluster {
                nearness[*cluster].push(near(passage, *cluster));
            }
        }
        // Whatever is less near than most members are to the others of them does not raise the theme.
        let least: Vec<f64> = nearness
            .iter_mut()
            .map(|all| {
                all.sort_by(f64::total_cmp);
                all.get((all.len().saturating_sub(1) as f64 * LEAST_NEAR) as usize).copied().unwrap_or(0.0)
            })
            .collect();
        checkpoint(progress)?;
        let nearest = |passage: usize| {
            let mut best: Option<(usize, f64)> = None;
            for (cluster, least) in least.iter().enumerate() {
                let near = near(passage, cluster);
                if near > 0.0 && near >= *least && best.is_none_or(|(_, most)| near > most) {
                    best = Some((cluster, near));
                }
            }
            best.map(|(cluster, _)| cluster)
        };
        let of_passage = (0..passages.len()).map(nearest).collect();
        let centres = centres_of(&sums);
        Ok(Fit { centres, of_passage, fitted })
    }

    /// For each cluster the passages that were fitted into it.
    pub(super) fn members(&self) -> Vec<Vec<usize>> {
        let mut members = vec![Vec::new(); self.centres.len()];
        for (passage, cluster) in self.fitted.iter().enumerate() {
            if let Some(cluster) = cluster {
                members[*cluster].push(passage);
            }
        }
        members
    }
}

/// The fits of both heaps.
pub(super) struct Pair {
    pub(super) earlier: Fit,
    pub(super) later: Fit,
    /// How many passages are in each cluster of the one and of the other.
    pub(super) flow: Vec<Vec<usize>>,
}

/// A part of a split or merger has at least this share of the whole …
const LEAST_PART: f64 = 0.2;
/// … and the whole has at least this share of the part.
const OWNED: f64 = 0.5;

impl Pair {
    pub(super) fn of(pool: &Pool<'_>, is_later: &[bool], k: usize, progress: &dyn Progress) -> Result<Self> {
        let earlier = Fit::of(pool, &|document| !is_later[document], k, progress)?;
        let later = Fit::of(pool, &|document| is_later[document], k, progress)?;
        let mut flow = vec![vec![0; k]; k];
        for (from, to) in earlier.of_passage.iter().zip(&later.of_passage) {
            if let (Some(from), Some(to)) = (from, to) {
                flow[*from][*to] += 1;
            }
        }
        Ok(Pair { earlier, later, flow })
    }

    /// For each cluster of the earlier fit, and of the later, how many passages are in it and in any of the other.
    pub(super) fn sizes(&self) -> [Vec<usize>; 2] {
        let from = self.flow.iter().map(|row| row.iter().sum()).collect();
        let to = (0..self.flow.len()).map(|to| self.flow.iter().map(|row| row[to]).sum()).collect();
        [from, to]
    }

    /// The sign that a theme of the earlier fit is several in the later: the share of the second of its parts.
    pub(super) fn split(&self, theme: usize) -> f64 {
        second_part(&self.flow[theme], |other| self.flow.iter().map(|row| row[other]).sum())
    }

    /// The sign that a theme of the later fit was several in the earlier.
    pub(super) fn merged(&self, theme: usize) -> f64 {
        let column: Vec<usize> = self.flow.iter().map(|row| row[theme]).collect();
        second_part(&column, |other| self.flow[other].iter().sum())
    }

    /// The strongest signs of all themes: of a split, and of a merger.
    pub(super) fn strongest(&self) -> [f64; 2] {
        let most = |sign: &dyn Fn(usize) -> f64| (0..self.flow.len()).map(sign).fold(0.0, f64::max);
        [most(&|theme| self.split(theme)), most(&|theme| self.merged(theme))]
    }
}

/// The share of the second largest part that is mostly of this whole; 0 if there is none.
fn second_part(parts: &[usize], size_of: impl Fn(usize) -> usize) -> f64 {
    let whole: usize = parts.iter().sum();
    let mut owned: Vec<f64> = (0..parts.len())
        .filter(|&other| parts[other] > 0 && parts[other] as f64 >= OWNED * size_of(other) as f64)
        .map(|other| parts[other] as f64 / whole as f64)
        .filter(|share| *share >= LEAST_PART)
        .collect();
    owned.sort_by(|a, b| b.total_cmp(a));
    owned.get(1).copied().unwrap_or(0.0)
}

/// The sums of the rows of each cluster (clusters × terms), by the cluster of each passage.
pub(super) fn sums_of(pool: &Pool<'_>, clusters: &[Option<usize>], k: usize) -> Vec<Vec<f64>> {
    let rows = &pool.stages.rows;
    let mut sums = vec![vec![0.0_f64; rows.cols()]; k];
    for (passage, cluster) in clusters.iter().enumerate() {
        let Some(cluster) = *cluster else { continue };
        rows.row(passage).iter().for_each(|(term, value)| sums[cluster][term] += f64::from(value));
    }
    sums
}

/// Sums of rows as centres of length 1.
pub(super) fn centres_of(sums: &[Vec<f64>]) -> Vec<Vec<f32>> {
    let centre = |sum: &Vec<f64>| -> Vec<f32> {
        let square: f64 = sum.iter().map(|value| value * value).sum();
        let length = square.sqrt().max(f64::MIN_POSITIVE);
        sum.iter().map(|value| (value / length) as f32).collect()
    };
    sums.iter().map(centre).collect()
}

/// The terms that set each centre apart: with the most weight there beyond that of the mean centre. What fewer documents use than
/// make common ground is no name of a theme, and might be one of a person.
pub(super) fn terms_of(pool: &Pool<'_>, centres: &[Vec<f32>], most: usize) -> Vec<Vec<String>> {
    let vocabulary = pool.stages.tfidf.vocabulary();
    let terms = pool.stages.rows.cols();
    // A single centre is its own mean.
    let mean = |term: usize| match centres {
        [_] => 0.0,
        _ => centres.iter().map(|centre| f64::from(centre[term])).sum::<f64>() / centres.len() as f64,
    };
    let means: Vec<f64> = (0..terms).map(mean).collect();
    let of = |centre: &Vec<f32>| {
        let weight = |term: usize| f64::from(centre[term]) - means[term];
        let mut best: Vec<usize> = (0..terms)
            .filter(|&term| weight(term) > 0.0 && pool.documents_of_term[term] >= LEAST_COMMON)
            .collect();
        best.sort_by(|&a, &b| weight(b).total_cmp(&weight(a)).then(a.cmp(&b)));
        let mut told: Vec<String> = Vec::new();
        let mut words: BTreeSet<String> = BTreeSet::new();
        for term in best {
            if told.len() == most {
                break;
            }
            let surface = &vocabulary.term(term as u32).surface;
            // A phrase and its words are told once.
            let own: Vec<String> = surface.split_whitespace().map(str::to_lowercase).collect();
            if own.iter().any(|word| words.contains(word)) {
                continue;
            }
            words.extend(own);
            told.push(surface.clone());
        }
        told
    };
    centres.iter().map(of).collect()
}

/// The cosine of two centres.
pub(super) fn cosine(a: &[f32], b: &[f32]) -> f64 {
    a.iter().zip(b).map(|(a, b)| f64::from(*a) * f64::from(*b)).sum()
}
