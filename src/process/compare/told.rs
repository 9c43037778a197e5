//! What two rounds turned out to say, theme by theme.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use super::draws::{interval, means, shares};
use super::fits::{Fit, Pair, centres_of, cosine, terms_of};
use super::joint::{Group, Joint};
use super::pool::Pool;
use super::results::{CompareSettings, Noise, Partner, RoundTheme, Share, SharedTheme, What};

/// So many key terms are compared and told of each theme.
const TERMS: usize = 8;
/// A theme of the other round with less of the passages is not told.
const LEAST_PARTNER: f64 = 0.1;
/// A theme of one round is that of both in which more than this share of its passages are.
const MOSTLY: f64 = 0.5;

/// All that was found, in the order in which it is told.
pub(super) struct Told<'a> {
    pool: &'a Pool<'a>,
    joint: &'a Joint,
    pair: &'a Pair,
    noise: Noise,
    compare: &'a CompareSettings,
    /// The groups of both rounds: changes as they were found, then the rest by how widely raised.
    groups: Vec<&'a Group>,
    what: Vec<What>,
    /// For each passage the place of its group in `groups`.
    of_passage: Vec<Option<usize>>,
    /// The earlier round by itself, and the later.
    sides: [Side<'a>; 2],
}

/// A round by itself.
struct Side<'a> {
    fit: &'a Fit,
    documents: usize,
    /// For each cluster how many passages of both rounds are placed in it, and in any of the other fit.
    sizes: Vec<usize>,
    /// For each cluster its own passages, and the documents that these are from.
    members: Vec<(Vec<usize>, usize)>,
    /// The clusters, the most widely raised first.
    order: Vec<usize>,
    terms: Vec<Vec<String>>,
}

impl<'a> Side<'a> {
    fn of(pool: &Pool<'_>, fit: &'a Fit, sizes: Vec<usize>, is_later: bool) -> Self {
        let documents_of = |passages: Vec<usize>| {
            let document = |&passage: &usize| pool.stages.passages[passage].document;
            let documents: BTreeSet<usize> = passages.iter().map(document).collect();
            (passages, documents.len())
        };
        let members: Vec<(Vec<usize>, usize)> = fit.members().into_iter().map(documents_of).collect();
        let mut order: Vec<usize> = (0..members.len()).filter(|&theme| sizes[theme] > 0).collect();
        order.sort_by_key(|&theme| (Reverse(members[theme].1), Reverse(sizes[theme]), theme));
        let documents = pool.is_later.iter().filter(|later| **later == is_later).count();
        let terms = terms_of(pool, &fit.centres, TERMS);
        Side { fit, documents, sizes, members, order, terms }
    }
}

impl<'a> Told<'a> {
    pub(super) fn of(
        pool: &'a Pool<'a>,
        joint: &'a Joint,
        pair: &'a Pair,
        noise: Noise,
        compare: &'a CompareSettings,
    ) -> Self {
        let raising = |group: &Group| group.of_document.iter().filter(|share| **share > 0.0).count();
        let mut groups: Vec<&Group> = joint.groups.iter().filter(|group| raising(group) > 0).collect();
        // Changes come first as they are, and stay so: the sort is stable.
        groups.sort_by_key(|group| {
            (!group.is_change, if group.is_change { Reverse(0) } else { Reverse(raising(group)) })
        });
        let what = |group: &&Group| {
            What::of(group.is_change, group.strength, means(&group.of_document, &group.is_later))
        };
        let what = groups.iter().map(what).collect();
        let mut group_of_cluster = vec![None; joint.sums.len()];
        for (place, group) in groups.iter().enumerate() {
            group.clusters.iter().for_each(|&cluster| group_of_cluster[cluster] = Some(place));
        }
        let of_passage = pool.clusters.iter().map(|cluster| group_of_cluster[(*cluster)?]).collect();
        let [from, to] = pair.sizes();
        let sides = [Side::of(pool, &pair.earlier, from, false), Side::of(pool, &pair.later, to, true)];
        Told { pool, joint, pair, noise, compare, groups, what, of_passage, sides }
    }

    /// The themes of both rounds together.
    pub(super) fn shared_themes(&self) -> Vec<SharedTheme> {
        let sums: Vec<Vec<f64>> = self.groups.iter().map(|group| self.joint.sum_of(group)).collect();
        let terms = terms_of(self.pool, &centres_of(&sums), TERMS);
        let theme = |((place, group), terms): ((usize, &&Group), Vec<String>)| {
            let Group { of_document, is_later, strength, .. } = group;
            let text = means(of_document, is_later);
            let (resamples, seed) = (self.compare.resamples, self.pool.settings.seed);
            let [earlier, later] = shares(of_document, is_later).map(|share| share.documents);
            SharedTheme {
                number: place + 1,
                terms,
                documents: [
                    Share { documents: earlier, of: self.sides[0].documents },
                    Share { documents: later, of: self.sides[1].documents },
                ],
                text,
                difference: text[1] - text[0],
                interval: interval(of_document, is_later, resamples, seed, place as u64),
                what: self.what[place],
                strength: *strength,
            }
        };
        self.groups.iter().enumerate().zip(terms).map(theme).collect()
    }

    /// The themes of the earlier round by itself (0), or of the later (1).
    pub(super) fn round_themes(&self, side: usize) -> Vec<RoundTheme> {
        let order = self.sides[side].order.iter().enumerate();
        order.map(|(place, &own)| self.round_theme(side, place, own)).collect()
    }

    fn round_theme(&self, side: usize, place: usize, own: usize) -> RoundTheme {
        let Side { documents: of, members, terms, .. } = &self.sides[side];
        let (passages, documents) = &members[own];
        let shared = mostly(passages.iter().map(|&passage| self.of_passage[passage]));
        let (second_part, noise, divided) = match side {
            0 => (self.pair.split(own), self.noise.split, What::Split),
            _ => (self.pair.merged(own), self.noise.merged, What::Merged),
        };
        // How much is said about a theme tells more than how it is divided.
        let became = shared.map_or(What::WentOn, |theme| self.what[theme].of_round(side == 1));
        let is_divided = !became.is_change() && noise.is_some_and(|noise| second_part > noise);
        RoundTheme {
            number: place + 1,
            terms: terms[own].clone(),
            documents: Share { documents: *documents, of: *of },
            shared: shared.map(|theme| theme + 1),
            what: if is_divided { divided } else { became },
            second_part,
            partners: self.partners(side, own),
        }
    }

    fn partners(&self, side: usize, own: usize) -> Vec<Partner> {
        let (this, that) = (&self.sides[side], &self.sides[1 - side]);
        let flow = &self.pair.flow;
        let passages = |other: usize| if side == 0 { flow[own][other] } else { flow[other][own] };
        let partner = |(number, &other): (usize, &usize)| Partner {
            theme: number + 1,
            passages: passages(other),
            of_this: passages(other) as f64 / this.sizes[own].max(1) as f64,
            of_other: passages(other) as f64 / that.sizes[other].max(1) as f64,
            centres: cosine(&this.fit.centres[own], &that.fit.centres[other]),
            terms: overlap(&this.terms[own], &that.terms[other]),
        };
        let all = that.order.iter().enumerate().map(partner);
        let mut partners: Vec<Partner> = all.filter(|partner| partner.of_this >= LEAST_PARTNER).collect();
        partners.sort_by(|a, b| b.passages.cmp(&a.passages).then(a.theme.cmp(&b.theme)));
        partners
    }
}

/// The theme of more than half of the passages.
fn mostly(themes: impl ExactSizeIterator<Item = Option<usize>>) -> Option<usize> {
    let all = themes.len() as f64;
    let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
    themes.flatten().for_each(|theme| *counts.entry(theme).or_default() += 1);
    counts.into_iter().find(|(_, count)| *count as f64 > MOSTLY * all).map(|(theme, _)| theme)
}

/// The share of the terms of two lists that both have (Jaccard).
fn overlap(a: &[String], b: &[String]) -> f64 {
    let (a, b): (BTreeSet<&String>, BTreeSet<&String>) = (a.iter().collect(), b.iter().collect());
    let all = a.union(&b).count();
    if all == 0 { 0.0 } else { a.intersection(&b).count() as f64 / all as f64 }
}
