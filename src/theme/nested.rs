//! Broad themes: which themes lie near each other.

use serde::{Deserialize, Serialize};

use super::alike::centres;
use super::label::{Label, Size, Told, labels};
use super::member::{Member, Writers, members};
use super::prevalence::Prevalence;
use super::tell::{ThemeSettings, Themes, key_terms};
use super::ward::ward;
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::space::DenseMatrix;
use crate::vectorize::{CsrMatrix, Tfidf};

/// Themes that lie near each other, told as one.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct BroadTheme {
    /// A proposal for a name: terms that its themes share, or its strongest where these say little; the theme's own
    /// label where it is only one.
    pub label: String,
    /// The numbers of its themes, in order.
    pub themes: Vec<usize>,
    /// How widely any of them is raised.
    pub prevalence: Prevalence,
}

/// Fewer themes than this are taken in at a glance.
const LEAST_THEMES: usize = 6;

/// The broad themes of a round, the most widely raised first; none where there are fewer than six themes.
///
/// The centres of the themes among the TF-IDF `rows` are joined by Ward's method: whichever two groups lose least of
/// the distance between themes by it come next. (The space in which passages were clustered is made to tell themes
/// apart, so all lie about equally far from each other there.) Each theme counts once, however many passages it has,
/// because small themes would else be joined for being small. Of the divisions of k themes into ⌊√k⌋ to ⌊k/2⌋ groups,
/// that one is told after which the next joining costs most beside the one before (the coarsest of equals).
pub fn broad_themes(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    told: &Themes,
    settings: &ThemeSettings,
) -> Vec<BroadTheme> {
    let themes = told.themes.len();
    if themes < LEAST_THEMES {
        return Vec::new();
    }
    let theme_of = |passage: usize| told.of_passage[passage].ok().map(|number| number - 1);
    let of_themes = members(round, passages, |p| theme_of(p).filter(|_| !noise.is_copy(p)), themes);
    let group_of = groups(&centres(rows, &of_themes));
    let count = group_of.iter().max().map_or(0, |&most| most + 1);

    let mut raising = vec![Vec::new(); count];
    (0..passages.len())
        .for_each(|p| theme_of(p).into_iter().for_each(|theme| raising[group_of[theme]].push(p)));
    let group_of_voice = |p: usize| theme_of(p).filter(|_| !noise.is_copy(p)).map(|theme| group_of[theme]);
    let of_groups = members(round, passages, group_of_voice, count);
    let text_of = |passage: usize| passages[passage].text(round);
    let is_voice = |passage: usize| !noise.is_copy(passage);
    let terms =
        key_terms(&of_groups, Writers::of(round), tfidf, rows, &text_of, &is_voice, 2 * settings.key_terms);
    let spread = Spread::of(rows, &of_themes);
    let terms: Vec<(Vec<Told>, Size, Prevalence)> = terms
        .into_iter()
        .zip(&raising)
        .enumerate()
        .map(|(group, ((terms, _), raising))| {
            let own: Vec<usize> = (0..themes).filter(|&theme| group_of[theme] == group).collect();
            let prevalence = Prevalence::with_campaigns(round, passages, noise, raising);
            let Prevalence { documents, passages, .. } = prevalence;
            (spread.shared(terms, &own), Size { documents, passages }, prevalence)
        })
        .collect();
    let (terms, prevalence): (Vec<(Vec<Told>, Size)>, Vec<Prevalence>) =
        terms.into_iter().map(|(terms, size, prevalence)| ((terms, size), prevalence)).unzip();

    let named = labels(&terms).into_iter().zip(prevalence).enumerate();
    let mut broad: Vec<BroadTheme> = named
        .map(|(group, (Label { label, .. }, prevalence))| {
            let own: Vec<usize> = (0..themes).filter(|&theme| group_of[theme] == group).collect();
            let label = if let [only] = own[..] { told.themes[only].label.clone() } else { label };
            BroadTheme { label, themes: own.iter().map(|theme| theme + 1).collect(), prevalence }
        })
        .collect();
    broad.sort_by_key(|BroadTheme { themes, prevalence, .. }| {
        let Prevalence { documents, passages, partnerships, .. } = *prevalence;
        (std::cmp::Reverse((partnerships, documents, passages)), themes[0])
    });
    broad
}

/// In which share of each theme's passages a term is.
struct Spread<'m> {
    rows: &'m CsrMatrix,
    of_themes: &'m [Vec<Member>],
}

/// A theme has a term if so large a share of its passages has it, and at least two.
const HAS: f64 = 0.05;
/// What themes share has to be so strong beside the strongest term of all.
const TELLING: f64 = 0.25;

impl<'m> Spread<'m> {
    fn of(rows: &'m CsrMatrix, of_themes: &'m [Vec<Member>]) -> Self {
        Spread { rows, of_themes }
    }

    /// The terms that at least two of these themes have, and half of them; all terms where those shared say little.
    fn shared(&self, terms: Vec<Told>, themes: &[usize]) -> Vec<Told> {
        let has = |theme: usize, term: usize| {
            let members = &self.of_themes[theme];
            let with = members.iter().filter(|m| self.rows.row(m.passage).indices.contains(&(term as u32)));
            with.count() as f64 >= (HAS * members.len() as f64).max(2.0)
        };
        let is_shared = |told: &Told| {
            let having = themes.iter().filter(|&&theme| has(theme, told.candidate.term)).count();
            having >= 2 && 2 * having >= themes.len()
        };
        let strength = |told: &Told| told.candidate.strength;
        let least = terms.first().map_or(0.0, strength) * TELLING;
        let is_telling = |told: &Told| is_shared(told) && strength(told) >= least;
        if themes.len() < 2 || !terms.iter().any(is_telling) {
            return terms;
        }
        terms.into_iter().filter(is_telling).collect()
    }
}

/// The group of each point, numbered by first point.
fn groups(points: &DenseMatrix) -> Vec<usize> {
    let merges = ward(points);
    let n = points.rows();
    // After m merges there are n − m groups.
    let (mut best, mut greatest) = (n.saturating_sub(2), f64::NEG_INFINITY);
    for count in n.isqrt().max(2)..=n / 2 {
        let next = n - count;
        let ratio = merges[next].cost / merges[next - 1].cost.max(f64::MIN_POSITIVE);
        if ratio > greatest {
            (best, greatest) = (next, ratio);
        }
    }
    let mut group: Vec<usize> = (0..n).collect();
    for merge in &merges[..best] {
        let (into, from) = (group[merge.into], group[merge.from]);
        group.iter_mut().filter(|group| **group == from).for_each(|group| *group = into);
    }
    let mut number = vec![usize::MAX; n];
    let mut count = 0;
    for group in &mut group {
        if number[*group] == usize::MAX {
            (number[*group], count) = (count, count + 1);
        }
        *group = number[*group];
    }
    group
}

#[cfg(test)]
mod tests {
    use super::super::ward::tests::at;
    use super::*;

    #[test]
    fn points_that_lie_near_each_other_are_a_group() {
        assert_eq!(groups(&at(&[0.0, 90.0, 4.0, 93.0, 2.0, 180.0, 176.0, 95.0])), [0, 1, 0, 1, 0, 2, 2, 1]);
        assert_eq!(groups(&at(&[10.0, 0.0, 120.0, 3.0, 125.0, 128.0])), [0, 0, 1, 0, 1, 1]);
    }

    #[test]
    fn equal_points_are_no_trouble() {
        let groups = groups(&at(&[0.0; 7]));
        assert!(groups.iter().all(|&group| group < 3), "{groups:?}");
    }
}
