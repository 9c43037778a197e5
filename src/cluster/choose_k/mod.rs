//! How many clusters? As many as pay for themselves in what two halves of the data agree on; one, or none, where
//! that is no more than chance would give.

mod chance;
mod growth;
mod repeated;
mod tried;

use serde::{Deserialize, Serialize};

use super::sample::{Group, Halves, MOST_ROWS, SMALL, groups, halves};
use super::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::random::Random;
use crate::space::Views;
use chance::{Chance, DEALS};
pub use chance::{Deal, Dealt};
use growth::Growth;
use repeated::repeated_by_all;
use tried::{Tried, best, first_in_doubt, has_turned, plausible_range, within_reach};

/// A recommended number of clusters, with the curve behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KChoice {
    /// The recommendation; 1 where no division repeats beyond chance.
    pub k: usize,
    /// The smallest and the largest k that are about as good. Numbers that were not tried are taken to be as good as the
    /// nearest one that was.
    pub plausible: (usize, usize),
    /// What was measured for each k that was tried, by k.
    pub curve: Vec<KPoint>,
    /// What the texts have in common.
    #[serde(default)]
    pub ground: Ground,
}

/// What the texts have in common, as far as their words tell.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// Several themes: there is a division that halves of the texts repeat beyond chance.
    #[default]
    Themes,
    /// One theme: no division repeats beyond chance, but the texts share more words than the same words would if they were
    /// dealt among them anew.
    OneTheme,
    /// No common ground beyond chance: no division repeats, and the texts share no more than words that are dealt.
    None,
    /// There are too few texts to tell.
    TooFew,
}

/// One point of the curve of a [`KChoice`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KPoint {
    /// The number of clusters.
    pub k: usize,
    /// The information in bits that two halves of the data repeat about each other's clusters,
    /// beyond labels in random order: about 0 for none (chance can make it less) up to log2 k for all; mean over the
    /// splits.
    pub repeated: f64,
    /// Its standard error over the splits.
    pub error: f64,
    /// What halves of the same texts repeat with their words dealt anew; none where nobody would doubt the curve.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dealt: Option<Dealt>,
}

/// How many random splits each k is judged by: more in a small round, where each says less and costs less.
const SPLITS: usize = 6;
const SPLITS_OF_SMALL: usize = 12;
/// One of so many splits is tried for each k, the others where the first leave it within reach of the best.
const SCREENED: usize = 3;
/// Finer themes than this are more than anyone can hold; ask for them by number.
const MOST_CLUSTERS: usize = 200;

/// Recommends a number of clusters for `views` by what two halves of the data agree on.
///
/// For each k the groups are split into two random halves; each half is clustered, and the clusters of
/// either half are used to place the rows of the other (Tibshirani & Walther, JCGS 14(3), 2005). The mutual
/// information I of the two labellings, beyond chance, is what the division repeats. Too few clusters
/// join what belongs apart, too many cut where the halves do not cut alike; both repeat a smaller share I / log2 k of
/// the bits that a label has. But a coarse division always repeats easily, and says little. So the k is recommended at
/// which the share times I^¼ is greatest: a slight reward for detail, which lets the finer of two divisions win that
/// repeat about as well. Plausible is what one split could well have preferred: all k that are behind the best, in the
/// same splits, by no more than the difference varies from split to split (one standard deviation, not that of the mean:
/// the round is one draw of documents). The numbers tried end where the curve has turned, and only those that a third of the
/// splits leave within reach of the best are tried in all of them. The clusters of each number grow out of those of the one
/// before it: the most promising are cut in two, so the numbers are of one kind and differ by what the cuts add.
/// `group_of` names the group of each row (its document), because passages of one document must not sit
/// in both halves.
///
/// The space in which the halves are clustered was learned from both, and short texts of few words fall into kinds by
/// which of them they have: so halves of mere noise repeat a little, or not so little. Where the share is low enough to
/// doubt (under two thirds), the same is done with what `deal` gives: texts of the same lengths with the same words, dealt anew.
/// A k counts only if it repeats more than these by more than chance would have it. Where none does, the answer is 1, and
/// [`KChoice::ground`] says whether that is one theme or no common ground. It is one theme if two texts share more terms on average
/// than they do when the words are dealt: what all speak of is then in most texts once, rather than in some by chance.
///
/// # Errors
/// As [`fit_views`](super::fit_views), and those of `deal`; none for small data, for which the answer is 1.
///
/// # Panics
/// If `group_of` has not one entry a row.
pub fn choose_k(
    views: &Views,
    group_of: &[usize],
    params: &KMeansParams,
    deal: &Deal<'_>,
    progress: &dyn Progress,
) -> Result<KChoice> {
    assert_eq!(views.rows.rows(), group_of.len(), "one group a row");
    progress.stage("number of themes", None);
    let splits = if views.rows.rows() <= SMALL { SPLITS_OF_SMALL } else { SPLITS };
    let rows = rows_of_halves(views, group_of, splits.max(DEALS), params.seed);
    let smallest = rows[..splits].iter().map(|(a, b)| a.len().min(b.len())).min().unwrap_or(0);
    let of_half = |rows: &[usize]| Growth::of(views.select(rows));
    let mut halves: Vec<(Growth, Growth)> =
        rows[..splits].iter().map(|(a, b)| (of_half(a), of_half(b))).collect();
    let (first, others) = halves.split_at_mut(splits / SCREENED);
    let mut tried = Vec::new();
    for k in candidates(smallest) {
        checkpoint(progress)?;
        if let Some(of_splits) = repeated_by_all(first, k, params, progress)? {
            tried.push(Tried::of(k, of_splits));
        }
        if has_turned(&tried) {
            break;
        }
    }
    for place in within_reach(&tried) {
        checkpoint(progress)?;
        if let Some(of_others) = repeated_by_all(others, tried[place].point.k, params, progress)? {
            tried[place].finish(of_others);
        }
    }
    if !tried.iter().any(|tried| tried.is_finished) {
        return Ok(KChoice::among(tried, Ground::TooFew));
    }

    let mut chance = Chance::new(views, &rows[..DEALS], deal);
    while let Some(doubted) = first_in_doubt(&tried) {
        checkpoint(progress)?;
        let point = &mut tried[doubted].point;
        point.dealt = Some(chance.repeats(point.k, params, progress)?);
    }
    let is_divided = tried.iter().any(Tried::is_found);
    let is_one = !is_divided && chance.is_less_shared(progress)?;
    Ok(KChoice::among(tried, if is_one { Ground::OneTheme } else { Ground::None }))
}

/// The stream of chance of the splits, which no start uses.
const SPLIT: u64 = 1_000_000;

/// Halves of the rows that have entries, by random groups.
fn rows_of_halves(views: &Views, group_of: &[usize], splits: usize, seed: u64) -> Vec<Halves> {
    let with_entries = (0..views.rows.rows()).filter(|&row| !views.rows.row(row).is_empty());
    let groups: Vec<Group> = groups(with_entries.map(|row| (row, Some(group_of[row]))));
    let halves = |split| halves(groups.clone(), MOST_ROWS, &mut Random::new(seed, SPLIT + split));
    (0..splits as u64).map(halves).collect()
}

impl KPoint {
    /// Whether what is repeated could not well be chance.
    fn is_beyond_chance(&self) -> bool {
        self.repeated > 2.0 * self.error && self.dealt.is_none_or(|dealt| dealt.is_below(self.repeated))
    }

    /// The share of the log2 k bits of a label that the halves repeat (0: as labels in random order, 1: all).
    pub fn share(&self) -> f64 {
        self.repeated / libm::log2(self.k as f64)
    }

    /// The share that is repeated beyond what dealt words repeat, where that was looked at.
    pub fn share_beyond_chance(&self) -> f64 {
        let by_chance = self.dealt.map_or(0.0, |dealt| dealt.repeated.max(0.0));
        (self.repeated - by_chance) / libm::log2(self.k as f64)
    }

    /// The standard error of the share.
    pub fn share_error(&self) -> f64 {
        self.error / libm::log2(self.k as f64)
    }

    /// What is compared: the share, with a slight reward for detail, I^¼.
    pub fn worth(&self) -> f64 {
        self.worth_of(self.repeated)
    }

    /// What this k would be worth if so many bits were repeated.
    fn worth_of(&self, bits: f64) -> f64 {
        let bits = bits.max(0.0);
        bits / libm::log2(self.k as f64) * libm::pow(bits, DETAIL)
    }

    fn worth_error(&self) -> f64 {
        (1.0 + DETAIL) * self.share_error() * libm::pow(self.repeated.max(0.0), DETAIL)
    }
}

/// How much detail counts beside agreement: the power of the repeated bits.
const DETAIL: f64 = 0.25;

impl KChoice {
    /// Chooses among the numbers that were tried. Where none is beyond chance, `otherwise` is what there is.
    fn among(tried: Vec<Tried>, otherwise: Ground) -> Self {
        let choice =
            best(&tried, Tried::is_found).map(|best| (tried[best].point.k, plausible_range(&tried, best)));
        let curve = tried.into_iter().map(|tried| tried.point).collect();
        match choice {
            Some((k, plausible)) => KChoice { k, plausible, curve, ground: Ground::Themes },
            None => KChoice { k: 1, plausible: (1, 1), curve, ground: otherwise },
        }
    }
}

/// The numbers of clusters to try: each up to 12, then in steps of about a sixth, while a cluster
/// would still have some four rows in each half.
fn candidates(rows_in_half: usize) -> Vec<usize> {
    let most = (rows_in_half / 4).min(MOST_CLUSTERS);
    let next = |&k: &usize| Some(if k < 12 { k + 1 } else { k + k / 6 });
    std::iter::successors(Some(2), next).take_while(|&k| k <= most).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::space::{Brought, SpaceSettings, dealt_views, views};
    use crate::vectorize::{Tfidf, TfidfSettings};

    /// What is found in texts without a word in common but those of their topic, or of all.
    fn chosen(texts: &[String]) -> KChoice {
        let (tfidf, counts) = Tfidf::fit_counts(TfidfSettings::default(), texts).unwrap();
        let (nothing, settings) = (Brought::default(), SpaceSettings::default());
        let views = views(&tfidf, counts, texts, nothing, &settings, 0).unwrap();
        let deal = |rows: &[usize], number| {
            let texts: Vec<&String> = rows.iter().map(|&row| &texts[row]).collect();
            dealt_views(TfidfSettings::default(), &texts, nothing, &settings, 0, number)
        };
        let groups: Vec<usize> = (0..texts.len()).collect();
        choose_k(&views, &groups, &KMeansParams::new(1), &deal, &crate::Silent).unwrap()
    }

    /// A word that is like no other.
    fn word(number: usize) -> String {
        let letter = |n: usize| char::from(b'b' + (n % 20) as u8);
        let syllable = |n: usize| format!("{}a{}", letter(n), letter(n / 20));
        format!("{}{}", syllable(number), syllable(number * 7 + 3))
    }

    /// Texts of eight different words each, drawn from those that `pool` names for a text.
    fn texts(n: usize, pool: impl Fn(usize) -> Vec<usize>) -> Vec<String> {
        let mut random = Random::new(5, 5);
        let text = |number: usize| {
            let pool = pool(number);
            let order = random.permutation(pool.len());
            let words: Vec<String> = order.into_iter().take(8).map(|place| word(pool[place])).collect();
            words.join(" ")
        };
        (0..n).map(text).collect()
    }

    #[test]
    fn planted_themes_are_counted() {
        // Half of the words are those of the topic, half those of everybody.
        for themes in [3, 5] {
            let pool = |text: usize| (0..10).map(|w| 100 + text % themes * 10 + w).chain(0..10).collect();
            let choice = chosen(&texts(240, pool));
            assert_eq!(
                (choice.k, choice.plausible, choice.ground),
                (themes, (themes, themes), Ground::Themes)
            );
            assert!(choice.curve.iter().all(|point| point.dealt.is_none()), "nobody would doubt it");
        }
    }

    #[test]
    fn words_dealt_anew_are_no_common_ground() {
        for seed in 0..3 {
            let mut random = Random::new(seed, 77);
            let texts: Vec<String> = (0..150)
                .map(|_| {
                    let draw = |_| {
                        let frequent = random.below(2) == 0;
                        word(random.below(if frequent { 20 } else { 400 }) as usize)
                    };
                    (0..20).map(draw).collect::<Vec<_>>().join(" ")
                })
                .collect();
            let choice = chosen(&texts);
            assert_eq!((choice.k, choice.plausible, choice.ground), (1, (1, 1), Ground::None), "{choice:?}");
            assert!(!choice.curve.is_empty());
        }
    }

    #[test]
    fn texts_that_all_speak_of_the_same_are_one_theme() {
        // Four words that everybody uses, and eight of many by chance.
        let own = texts(120, |_| (100..160).collect());
        let everybody: Vec<String> = (0..4).map(word).collect();
        let texts: Vec<String> = own.iter().map(|own| format!("{} {own}", everybody.join(" "))).collect();
        let choice = chosen(&texts);
        assert_eq!((choice.k, choice.ground), (1, Ground::OneTheme), "{choice:?}");
    }

    #[test]
    fn a_single_group_or_a_few_rows_are_too_few() {
        let texts = texts(12, |_| (0..10).collect());
        let choice = chosen(&texts[..4]);
        assert_eq!((choice.k, choice.curve.len(), choice.ground), (1, 0, Ground::TooFew));
    }
}
