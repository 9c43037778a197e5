//! The themes of two rounds.

use std::collections::BTreeSet;

use super::draws::{deal, interval};
use super::fits::{Fit, Pair, cosine, terms_of};
use super::pool::{Pool, joined};
use super::results::{CompareSettings, Noise, Partner, RoundTheme, RoundsCompared, What};
use crate::analysis::Settings;
use crate::error::{Error, Result};
use crate::progress::{Progress, checkpoint};
use crate::round::Round;

/// So many key terms are compared and told of each theme.
const TERMS: usize = 8;
/// A theme of the other round with less of the passages is not told.
const LEAST_PARTNER: f64 = 0.1;
/// What is raised by at most this share of what it was is gone, or new.
const HARDLY: f64 = 0.25;

/// Compares the themes of two rounds. Each is fitted for itself, with as many clusters as both together recommend or the settings
/// say; passages of both are then placed by the centres of both fits.
///
/// # Errors
/// As [`cluster_round`](crate::cluster_round); [`Error::Compare`] if a round has too few texts for so many clusters.
pub fn compare_rounds(
    earlier: &Round,
    later: &Round,
    settings: &Settings,
    compare: &CompareSettings,
    progress: &dyn Progress,
) -> Result<RoundsCompared> {
    let (round, is_later) = joined(earlier, later)?;
    let pool = Pool::of(&round, is_later, settings, progress)?;
    let documents = [earlier.documents().len(), later.documents().len()];
    let Some(k) = pool.k else {
        let (earlier, later, noise) = (Vec::new(), Vec::new(), Noise::default());
        return Ok(RoundsCompared { documents, k: 0, earlier, later, noise });
    };
    let too_few = |error| match error {
        Error::TooManyClusters { k, distinct } => Error::Compare {
            what: format!(
                "{k} clusters are too many for a round of {distinct} different texts: give a smaller --k"
            ),
        },
        other => other,
    };
    let pair = Pair::of(&pool, &pool.is_later, k, progress).map_err(too_few)?;
    progress.stage("noise of fits", Some(compare.deals as u64));
    let mut dealt: Vec<Noise> = Vec::with_capacity(compare.deals);
    for number in 0..compare.deals {
        checkpoint(progress)?;
        let is_later = deal(&pool.is_later, settings.seed, number);
        // A heap without enough different texts says nothing about noise.
        match Pair::of(&pool, &is_later, k, &Quiet(progress)) {
            Ok(pair) => dealt.push(pair.strongest()),
            Err(Error::TooManyClusters { .. }) => {}
            Err(error) => return Err(error),
        }
        progress.advance(1);
    }
    let noise = noise_of(&dealt);
    let told = Told { pool: &pool, pair: &pair, noise, compare };
    let (orders, terms) = (
        [told.order(0), told.order(1)],
        [terms_of(&pool, &pair.earlier.centres, TERMS), terms_of(&pool, &pair.later.centres, TERMS)],
    );
    let themes = |side: usize| -> Vec<RoundTheme> {
        orders[side]
            .iter()
            .enumerate()
            .map(|(place, &own)| told.theme(side, place, own, &orders, &terms))
            .collect()
    };
    Ok(RoundsCompared { documents, k, earlier: themes(0), later: themes(1), noise })
}

struct Told<'a> {
    pool: &'a Pool<'a>,
    pair: &'a Pair,
    noise: Noise,
    compare: &'a CompareSettings,
}

impl Told<'_> {
    /// The clusters of a fit by how widely its own round raises them.
    fn order(&self, side: usize) -> Vec<usize> {
        let shares = &self.pair.shares[side];
        let size = |theme: usize| -> usize {
            match side {
                0 => self.pair.flow[theme].iter().sum(),
                _ => self.pair.flow.iter().map(|row| row[theme]).sum(),
            }
        };
        let mut order: Vec<usize> = (0..shares.len()).filter(|&theme| size(theme) > 0).collect();
        order.sort_by_key(|&theme| {
            (std::cmp::Reverse(shares[theme][side].documents), std::cmp::Reverse(size(theme)), theme)
        });
        order
    }

    fn theme(
        &self,
        side: usize,
        place: usize,
        own: usize,
        orders: &[Vec<usize>; 2],
        terms: &[Vec<Vec<String>>; 2],
    ) -> RoundTheme {
        let (pair, other_side) = (self.pair, 1 - side);
        let shares = pair.shares[side][own];
        let (what, strength) = self.what(side, own);
        let flow = |other: usize| if side == 0 { pair.flow[own][other] } else { pair.flow[other][own] };
        let all: usize = orders[other_side].iter().map(|&other| flow(other)).sum();
        let fits: [&Fit; 2] = [&pair.earlier, &pair.later];
        let mut partners: Vec<Partner> = orders[other_side]
            .iter()
            .enumerate()
            .map(|(number, &other)| {
                let of_other: usize = match side {
                    0 => pair.flow.iter().map(|row| row[other]).sum(),
                    _ => pair.flow[other].iter().sum(),
                };
                Partner {
                    theme: number + 1,
                    passages: flow(other),
                    of_this: flow(other) as f64 / all.max(1) as f64,
                    of_other: flow(other) as f64 / of_other.max(1) as f64,
                    centres: cosine(&fits[side].centres[own], &fits[other_side].centres[other]),
                    terms: overlap(&terms[side][own], &terms[other_side][other]),
                }
            })
            .filter(|partner| partner.of_this >= LEAST_PARTNER)
            .collect();
        partners.sort_by(|a, b| b.passages.cmp(&a.passages).then(a.theme.cmp(&b.theme)));
        let stream = (side * 1_000_000 + place) as u64;
        RoundTheme {
            number: place + 1,
            terms: terms[side][own].clone(),
            shares,
            difference: shares[1].share() - shares[0].share(),
            interval: interval(shares, self.compare.resamples, self.pool.settings.seed, stream),
            what,
            strength,
            partners,
        }
    }

    /// What became of a theme, beyond noise: how widely it is raised says more than how it is divided.
    fn what(&self, side: usize, own: usize) -> (What, f64) {
        let [earlier, later] = self.pair.shares[side][own].map(|share| share.share());
        if side == 0 {
            let (fewer, split) = (self.pair.fewer(own), self.pair.split(own));
            match (fewer > self.noise.fewer, split > self.noise.split) {
                (true, _) if later <= HARDLY * earlier => (What::Gone, fewer),
                (true, _) => (What::Shrunk, fewer),
                (false, true) => (What::Split, split),
                (false, false) => (What::WentOn, fewer),
            }
        } else {
            let (more, merged) = (self.pair.more(own), self.pair.merged(own));
            match (more > self.noise.more, merged > self.noise.merged) {
                (true, _) if earlier <= HARDLY * later => (What::New, more),
                (true, _) => (What::Grown, more),
                (false, true) => (What::Merged, merged),
                (false, false) => (What::WentOn, more),
            }
        }
    }
}

/// Where a sign has no spread among the deals, this is taken for its standard deviation: it must not be nothing.
const LEAST_SPREAD: f64 = 0.05;

/// What a sign of each kind must exceed, so that the strongest of all kinds does so as seldom as one deal in all of them. Signs
/// are made comparable by their mean and standard deviation over the deals; without any deal everything is noise.
fn noise_of(deals: &[Noise]) -> Noise {
    let kinds: [fn(&Noise) -> f64; 4] =
        [|noise| noise.more, |noise| noise.fewer, |noise| noise.split, |noise| noise.merged];
    let count = deals.len() as f64;
    let of_kind = |kind: fn(&Noise) -> f64| {
        let mean = deals.iter().map(kind).sum::<f64>() / count;
        let variance =
            deals.iter().map(|deal| (kind(deal) - mean).powi(2)).sum::<f64>() / (count - 1.0).max(1.0);
        (mean, variance.sqrt().max(LEAST_SPREAD))
    };
    let scales = kinds.map(of_kind);
    let all = deals.iter().flat_map(|deal| {
        kinds.iter().zip(&scales).map(|(kind, (mean, spread))| (kind(deal) - mean) / spread)
    });
    let most = all.fold(f64::NEG_INFINITY, f64::max);
    let [more, fewer, split, merged] = scales.map(|(mean, spread)| match deals {
        [] => f64::MAX,
        _ => mean + most * spread,
    });
    Noise { more, fewer, split, merged }
}

/// The share of the terms of two lists that both have (Jaccard).
fn overlap(a: &[String], b: &[String]) -> f64 {
    let (a, b): (BTreeSet<&String>, BTreeSet<&String>) = (a.iter().collect(), b.iter().collect());
    let all = a.union(&b).count();
    if all == 0 { 0.0 } else { a.intersection(&b).count() as f64 / all as f64 }
}

/// Asks whether to stop, and tells nothing: the fits of a deal are no stages.
struct Quiet<'a>(&'a dyn Progress);

impl Progress for Quiet<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
