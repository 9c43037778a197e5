//! How like themes are to each other.

use serde::{Deserialize, Serialize};

use super::member::{Member, members};
use super::tell::Themes;
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// How like each two themes are: the cosine of their centres among the TF-IDF rows (0: no term in common, 1: the same
/// terms in the same proportion). Serialises as rows: the one at place t has theme t + 2 beside the themes 1 to t + 1.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ThemeLikeness {
    rows: Vec<Vec<f32>>,
}

/// Of more themes than this nobody looks at all pairs, and their file would be mostly these.
const MOST_THEMES: usize = 200;
/// Four decimals are more than any such figure means.
const DECIMALS: f64 = 1e4;

impl ThemeLikeness {
    /// Of unit rows; nothing of fewer than two, or of too many.
    fn of(centres: &DenseMatrix) -> Self {
        let n = centres.rows();
        if !(2..=MOST_THEMES).contains(&n) {
            return ThemeLikeness::default();
        }
        let cosine = |a: usize, b: usize| {
            let products =
                centres.row(a).iter().zip(centres.row(b)).map(|(&a, &b)| f64::from(a) * f64::from(b));
            ((products.sum::<f64>() * DECIMALS).round() / DECIMALS).clamp(0.0, 1.0) as f32
        };
        ThemeLikeness { rows: (1..n).map(|a| (0..a).map(|b| cosine(a, b)).collect()).collect() }
    }

    /// From rows as they are serialised; none if they have not one entry more each, or one that is no share.
    pub fn from_rows(rows: Vec<Vec<f32>>) -> Option<Self> {
        let is_triangle = rows.iter().enumerate().all(|(place, row)| row.len() == place + 1);
        let are_shares = rows.iter().flatten().all(|value| (0.0..=1.0).contains(value));
        (is_triangle && are_shares).then_some(ThemeLikeness { rows })
    }

    /// How many themes it tells of; 0 where it is not known, which is so with a single theme and with more than 200.
    pub fn themes(&self) -> usize {
        if self.rows.is_empty() { 0 } else { self.rows.len() + 1 }
    }

    /// How like two themes are, by their places from 0 (0–1).
    ///
    /// # Panics
    /// If there are not so many themes.
    pub fn between(&self, a: usize, b: usize) -> f64 {
        assert!(a.max(b) < self.themes(), "places of themes");
        if a == b { 1.0 } else { f64::from(self.rows[a.max(b) - 1][a.min(b)]) }
    }

    /// Whether it can be of so many themes: of all or none of them, and a triangle of shares.
    pub fn fits(&self, themes: usize) -> bool {
        [0, themes].contains(&self.themes()) && ThemeLikeness::from_rows(self.rows.clone()).is_some()
    }
}

/// How like the themes of a round are to each other: see [`ThemeLikeness`]. A campaign counts as one voice.
pub fn theme_likeness(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    rows: &CsrMatrix,
    told: &Themes,
) -> ThemeLikeness {
    let theme_of = |p: usize| told.of_passage[p].ok().filter(|_| !noise.is_copy(p)).map(|number| number - 1);
    let of_themes = members(round, passages, theme_of, told.themes.len());
    if !(2..=MOST_THEMES).contains(&of_themes.len()) {
        return ThemeLikeness::default();
    }
    ThemeLikeness::of(&centres(rows, &of_themes))
}

/// The direction of each theme among the TF-IDF rows.
pub(super) fn centres(rows: &CsrMatrix, of_themes: &[Vec<Member>]) -> DenseMatrix {
    let cols = rows.cols();
    let mut sums = vec![0.0f64; of_themes.len() * cols];
    for (members, sums) in of_themes.iter().zip(sums.chunks_mut(cols.max(1))) {
        for member in members {
            rows.row(member.passage)
                .iter()
                .for_each(|(term, value)| sums[term] += f64::from(value) * member.voice);
        }
    }
    DenseMatrix::of_sums(cols, &sums).unit_rows()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likeness_is_the_cosine_and_the_same_both_ways() {
        let centres = DenseMatrix::from_rows(2, vec![1.0, 0.0, 0.6, 0.8, 0.0, 1.0]).unwrap();
        let likeness = ThemeLikeness::of(&centres);
        assert_eq!(likeness.themes(), 3);
        let told = [(0, 1, 0.6f32), (1, 0, 0.6), (0, 2, 0.0), (2, 1, 0.8), (1, 1, 1.0)];
        for (a, b, expected) in told {
            assert_eq!(likeness.between(a, b), f64::from(expected), "{a} {b}");
        }
        let json = serde_json::to_string(&likeness).unwrap();
        assert_eq!(json, "[[0.6],[0.0,0.8]]");
        assert_eq!(serde_json::from_str::<ThemeLikeness>(&json).unwrap(), likeness);
    }

    #[test]
    fn one_theme_or_very_many_have_no_likeness() {
        for n in [0, 1, MOST_THEMES + 1] {
            let centres = DenseMatrix::from_rows(1, vec![1.0; n]).unwrap();
            assert_eq!(ThemeLikeness::of(&centres).themes(), 0, "{n}");
        }
    }

    #[test]
    fn what_is_no_triangle_of_shares_does_not_fit() {
        assert!(
            ThemeLikeness::from_rows(vec![vec![0.5], vec![0.0, 1.0]])
                .is_some_and(|l| l.fits(3) && !l.fits(4))
        );
        for rows in [vec![vec![]], vec![vec![0.1, 0.2]], vec![vec![1.5]], vec![vec![f32::NAN]]] {
            assert!(ThemeLikeness::from_rows(rows.clone()).is_none(), "{rows:?}");
        }
        assert!(ThemeLikeness::default().fits(7));
    }
}
