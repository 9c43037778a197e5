//! The themes of two rounds.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::draws::{deal, interval, means, shares};
use super::fits::{Fit, Pair, centres_of, cosine, terms_of};
use super::joint::{Group, Joint};
use super::pool::{Pool, joined};
use super::results::{CompareSettings, Noise, Partner, RoundTheme, RoundsCompared, Share, SharedTheme, What};
use crate::analysis::Settings;
use crate::error::{Error, Result};
use crate::progress::{Progress, checkpoint};
use crate::round::Round;

/// So many key terms are compared and told of each theme.
const TERMS: usize = 8;
/// A theme of the other round with less of the passages is not told.
const LEAST_PARTNER: f64 = 0.1;
/// A theme of one round is that of both in which more than this share of its passages are.
const MOSTLY: f64 = 0.5;

/// Compares the themes of two rounds. How much each says about a theme is measured in one fit to both together; which themes split
/// or merged, between a fit to each, with as many clusters as both together recommend or the settings say, by whose centres the
/// passages of both are placed.
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
        return Ok(RoundsCompared { documents, ..RoundsCompared::default() });
    };
    let too_few = |error| match error {
        Error::TooManyClusters { k, distinct } => Error::Compare {
            what: format!(
                "{k} clusters are too many for a round of {distinct} different texts: give a smaller --k"
            ),
        },
        other => other,
    };
    let joint = Joint::of(&pool, k, settings.seed, progress)?;
    let pair = Pair::of(&pool, &pool.is_later, k, progress).map_err(too_few)?;
    progress.stage("noise of fits", Some(compare.deals as u64));
    let mut dealt: Vec<[f64; 2]> = Vec::with_capacity(compare.deals);
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
    let (split, merged) =
        noise_of(&dealt).map_or((None, None), |[split, merged]| (Some(split), Some(merged)));
    let noise = Noise { strength: joint.noise, split, merged, deals: dealt.len() };
    let told = Told { pool: &pool, joint: &joint, pair: &pair, noise, compare };
    let order = told.order_of_shared();
    let what: Vec<What> = order.iter().map(|&group| told.what_became_of(&joint.groups[group])).collect();
    let shared = told.shared_of_passages(&order);
    let fits = [&pair.earlier, &pair.later];
    let members = fits.map(Fit::members);
    let orders = [0, 1].map(|side| told.order(side, &members[side]));
    let terms = fits.map(|fit| terms_of(&pool, &fit.centres, TERMS));
    let themes = |side: usize| -> Vec<RoundTheme> {
        let theme = |(place, &own): (usize, &usize)| {
            told.theme(side, place, own, &members[side][own], &orders, &terms, &shared, &what)
        };
        orders[side].iter().enumerate().map(theme).collect()
    };
    let (earlier, later) = (themes(0), themes(1));
    Ok(RoundsCompared { documents, k, themes: told.shared_themes(&order, &what), earlier, later, noise })
}

struct Told<'a> {
    pool: &'a Pool<'a>,
    joint: &'a Joint,
    pair: &'a Pair,
    noise: Noise,
    compare: &'a CompareSettings,
}

impl Told<'_> {
    fn what_became_of(&self, group: &Group) -> What {
        let (of_document, is_later) = said(group, &self.pool.is_later);
        What::of(group.is_change, group.strength, means(&of_document, &is_later))
    }

    /// The groups in the order in which they are told: changes as they were found, then the rest by how widely raised.
    fn order_of_shared(&self) -> Vec<usize> {
        let groups = &self.joint.groups;
        let raising =
            |group: &usize| said(&groups[*group], &[]).0.iter().filter(|share| **share > 0.0).count();
        let mut order: Vec<usize> = (0..groups.len()).filter(|group| raising(group) > 0).collect();
        order.sort_by_key(|group| match groups[*group].is_change {
            true => (0, Reverse(0), *group),
            false => (1, Reverse(raising(group)), *group),
        });
        order
    }

    /// For each passage the number, from 0, of the theme of both rounds in which it is.
    fn shared_of_passages(&self, order: &[usize]) -> Vec<Option<usize>> {
        let mut theme_of_cluster = vec![None; self.joint.sums.len()];
        for (theme, &group) in order.iter().enumerate() {
            self.joint.groups[group]
                .clusters
                .iter()
                .for_each(|&cluster| theme_of_cluster[cluster] = Some(theme));
        }
        self.pool.clusters.iter().map(|cluster| theme_of_cluster[(*cluster)?]).collect()
    }

    fn shared_themes(&self, order: &[usize], what: &[What]) -> Vec<SharedTheme> {
        let terms = terms_of(self.pool, &centres_of(&self.joint.sums_of_groups()), TERMS);
        let theme = |(place, &group): (usize, &usize)| {
            let strength = self.joint.groups[group].strength;
            let (of_document, is_later) = &said(&self.joint.groups[group], &self.pool.is_later);
            let text = means(of_document, is_later);
            let (resamples, seed) = (self.compare.resamples, self.pool.settings.seed);
            SharedTheme {
                number: place + 1,
                terms: terms[group].clone(),
                documents: self.raising(group),
                text,
                difference: text[1] - text[0],
                interval: interval(of_document, is_later, resamples, seed, place as u64),
                what: what[place],
                strength,
            }
        };
        order.iter().enumerate().map(theme).collect()
    }

    /// How many documents of each round raise a group, of all that there are.
    fn raising(&self, group: usize) -> [Share; 2] {
        let of = |share: &Option<f64>| share.unwrap_or_default();
        let of_document: Vec<f64> = self.joint.groups[group].of_document.iter().map(of).collect();
        shares(&of_document, &self.pool.is_later)
    }

    /// The documents of a round that have any of these passages.
    fn documents(&self, passages: &[usize]) -> usize {
        let document = |&passage: &usize| self.pool.stages.passages[passage].document;
        passages.iter().map(document).collect::<BTreeSet<usize>>().len()
    }

    /// The clusters of a fit by how widely its own round raises them.
    fn order(&self, side: usize, members: &[Vec<usize>]) -> Vec<usize> {
        let size = |theme: usize| self.size(side, theme);
        let mut order: Vec<usize> = (0..members.len()).filter(|&theme| size(theme) > 0).collect();
        order.sort_by_key(|&theme| (Reverse(self.documents(&members[theme])), Reverse(size(theme)), theme));
        order
    }

    /// How many passages of both rounds are placed in a cluster of one fit, and in any of the other.
    fn size(&self, side: usize, theme: usize) -> usize {
        match side {
            0 => self.pair.flow[theme].iter().sum(),
            _ => self.pair.flow.iter().map(|row| row[theme]).sum(),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "what was found of all themes, of which this is one")]
    fn theme(
        &self,
        side: usize,
        place: usize,
        own: usize,
        members: &[usize],
        orders: &[Vec<usize>; 2],
        terms: &[Vec<Vec<String>>; 2],
        shared: &[Option<usize>],
        what: &[What],
    ) -> RoundTheme {
        let of = self.pool.is_later.iter().filter(|is_later| **is_later == (side == 1)).count();
        let shared = mostly(members.iter().map(|&passage| shared[passage]));
        let (second_part, noise, divided) = match side {
            0 => (self.pair.split(own), self.noise.split, What::Split),
            _ => (self.pair.merged(own), self.noise.merged, What::Merged),
        };
        // How much is said about a theme tells more than how it is divided.
        let became = shared.map_or(What::WentOn, |theme| what[theme].of_round(side == 1));
        RoundTheme {
            number: place + 1,
            terms: terms[side][own].clone(),
            documents: Share { documents: self.documents(members), of },
            shared: shared.map(|theme| theme + 1),
            what: if !became.is_change() && noise.is_some_and(|noise| second_part > noise) {
                divided
            } else {
                became
            },
            second_part,
            partners: self.partners(side, own, orders, terms),
        }
    }

    fn partners(
        &self,
        side: usize,
        own: usize,
        orders: &[Vec<usize>; 2],
        terms: &[Vec<Vec<String>>; 2],
    ) -> Vec<Partner> {
        let (pair, other_side) = (self.pair, 1 - side);
        let flow = |other: usize| if side == 0 { pair.flow[own][other] } else { pair.flow[other][own] };
        let all = self.size(side, own);
        let fits: [&Fit; 2] = [&pair.earlier, &pair.later];
        let partner = |(number, &other): (usize, &usize)| Partner {
            theme: number + 1,
            passages: flow(other),
            of_this: flow(other) as f64 / all.max(1) as f64,
            of_other: flow(other) as f64 / self.size(other_side, other).max(1) as f64,
            centres: cosine(&fits[side].centres[own], &fits[other_side].centres[other]),
            terms: overlap(&terms[side][own], &terms[other_side][other]),
        };
        let all = orders[other_side].iter().enumerate().map(partner);
        let mut partners: Vec<Partner> = all.filter(|partner| partner.of_this >= LEAST_PARTNER).collect();
        partners.sort_by(|a, b| b.passages.cmp(&a.passages).then(a.theme.cmp(&b.theme)));
        partners
    }
}

/// Of the documents that say anything besides what was told before, how much each says about a group, and of which round it is
/// (all of the earlier if that is not known).
fn said(group: &Group, is_later: &[bool]) -> (Vec<f64>, Vec<bool>) {
    let known = group.of_document.iter().enumerate();
    let saying = known.filter_map(|(document, share)| {
        Some(((*share)?, is_later.get(document).copied().unwrap_or_default()))
    });
    saying.unzip()
}

/// The theme of more than half of the passages.
fn mostly(themes: impl ExactSizeIterator<Item = Option<usize>>) -> Option<usize> {
    let all = themes.len() as f64;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    themes.flatten().for_each(|theme| *counts.entry(theme).or_default() += 1);
    counts.into_iter().find(|(_, count)| *count as f64 > MOSTLY * all).map(|(theme, _)| theme)
}

/// Where a sign has no spread among the deals, this is taken for its standard deviation: it must not be nothing.
const LEAST_SPREAD: f64 = 0.05;

/// What the sign of a split and that of a merger must exceed, so that the stronger of the two does so as seldom as one deal in
/// all of them. They are made comparable by their mean and standard deviation over the deals. None without any deal.
fn noise_of(deals: &[[f64; 2]]) -> Option<[f64; 2]> {
    if deals.is_empty() {
        return None;
    }
    let count = deals.len() as f64;
    let scales = [0, 1].map(|kind| {
        let mean = deals.iter().map(|deal| deal[kind]).sum::<f64>() / count;
        let squares: f64 = deals.iter().map(|deal| (deal[kind] - mean).powi(2)).sum();
        (mean, (squares / (count - 1.0).max(1.0)).sqrt().max(LEAST_SPREAD))
    });
    let all = deals.iter().flat_map(|deal| [0, 1].map(|kind| (deal[kind] - scales[kind].0) / scales[kind].1));
    let most = all.fold(f64::NEG_INFINITY, f64::max);
    Some(scales.map(|(mean, spread)| mean + most * spread))
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
