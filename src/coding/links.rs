//! Themes beside areas: what the framework covers, and what it does not.
//!
//! An area covers what its parts cover, but only the most particular areas are told: where a part covers a theme, the
//! areas above it add nothing.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::results::Coding;
use crate::framework::Hierarchy;

/// How much a theme and an area overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The theme's number, from 1.
    pub theme: usize,
    /// The area's place in the framework, from 0.
    pub area: usize,
    /// Passages that are in the theme and coded with the area or a part of it.
    pub passages: usize,
    /// Their share of the theme's passages (0–1).
    pub of_theme: f64,
    /// Their share of the area's passages (0–1).
    pub of_area: f64,
}

/// The overlaps of all themes with all areas.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ThemeLinks {
    /// Pairs in which the area covers the theme, by theme, then the greatest share first.
    pub links: Vec<Link>,
    /// Numbers of themes that no area covers: candidates for a new area.
    pub unmatched_themes: Vec<usize>,
}

/// An area covers a theme if people would be expected to give it to at least this share of the theme's passages (the sum
/// of its scores: many weak codings are no cover), …
const LEAST_SHARE: f64 = 1.0 / 3.0;
/// … and at least so many times as often as to the passages outside of it: an area that is everywhere covers nothing.
const LEAST_LIFT: f64 = 1.5;

/// Links themes and areas by the passages that they share. `theme_of` gives each passage's theme number, from 1 to
/// `themes`.
pub fn link_themes(
    theme_of: &[Option<usize>],
    codings: &[Coding],
    themes: usize,
    hierarchy: &Hierarchy,
) -> ThemeLinks {
    let areas = hierarchy.len();
    let (mut shared, mut in_theme, mut in_area) =
        (vec![vec![0usize; areas]; themes], vec![0usize; themes], vec![0usize; areas]);
    let mut expected = vec![vec![0.0; areas]; themes];
    for (theme, coding) in theme_of.iter().zip(codings) {
        theme.iter().for_each(|theme| in_theme[theme - 1] += 1);
        for (area, score) in coding.rolled_up(hierarchy) {
            in_area[area] += 1;
            if let Some(theme) = theme {
                shared[theme - 1][area] += 1;
                expected[theme - 1][area] += score;
            }
        }
    }
    let rate = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f64 / whole as f64 };
    let (mut links, mut unmatched_themes) = (Vec::new(), Vec::new());
    for theme in 0..themes {
        let mut own: Vec<Link> = (0..areas)
            .map(|area| Link {
                theme: theme + 1,
                area,
                passages: shared[theme][area],
                of_theme: rate(shared[theme][area], in_theme[theme]),
                of_area: rate(shared[theme][area], in_area[area]),
            })
            .filter(|link| {
                let outside = rate(in_area[link.area] - link.passages, codings.len() - in_theme[theme]);
                expected[theme][link.area] >= LEAST_SHARE * in_theme[theme] as f64
                    && link.of_theme >= LEAST_LIFT * outside
            })
            .collect();
        let above: BTreeSet<usize> = own.iter().flat_map(|link| hierarchy.ancestors(link.area)).collect();
        own.retain(|link| !above.contains(&link.area));
        own.sort_by(|a, b| b.of_theme.total_cmp(&a.of_theme).then(a.area.cmp(&b.area)));
        if own.is_empty() {
            unmatched_themes.push(theme + 1);
        }
        links.extend(own);
    }
    ThemeLinks { links, unmatched_themes }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::coding::AreaScore;
    use crate::framework::{Area, Framework};

    /// A hierarchy of as many areas, by their parents.
    fn hierarchy(parents: &[Option<usize>]) -> Hierarchy {
        let area = |(place, parent): (usize, &Option<usize>)| Area {
            id: place.to_string(),
            parent: parent.map(|parent| parent.to_string()),
            ..Area::default()
        };
        let areas = parents.iter().enumerate().map(area).collect();
        Framework { areas, ..Framework::default() }.hierarchy()
    }

    #[test]
    fn the_most_particular_area_is_the_one_that_covers_a_theme() {
        let given = |areas: &[usize]| Coding {
            areas: areas.iter().map(|&area| AreaScore { area, score: 0.9, contributions: vec![] }).collect(),
            ..Coding::default()
        };
        // Areas 1 and 2 are parts of 0. Theme 1 is about area 1; theme 2 is of 1 or 2 in about equal parts, each too
        // rare to cover it alone.
        let codings: Vec<Coding> =
            [&[1][..], &[1, 0], &[1], &[1], &[2], &[], &[], &[], &[1], &[], &[], &[], &[], &[]]
                .into_iter()
                .map(given)
                .collect();
        let theme_of: Vec<Option<usize>> = (0..14)
            .map(|n| {
                [Some(1), Some(2), None][if n < 4 {
                    0
                } else if n < 9 {
                    1
                } else {
                    2
                }]
            })
            .collect();
        let parents = hierarchy(&[None, Some(0), Some(0)]);
        let linked = link_themes(&theme_of, &codings, 2, &parents);
        assert_eq!(linked.links.iter().map(|l| (l.theme, l.area)).collect::<Vec<_>>(), [(1, 1)]);
        // With more of the second area, the theme is covered by the area above both.
        let of_both: Vec<Coding> =
            [&[1][..], &[2], &[], &[], &[], &[], &[], &[]].into_iter().map(given).collect();
        let theme_of = [Some(1), Some(1), Some(1), Some(1), Some(1), None, None, None];
        let linked = link_themes(&theme_of, &of_both, 1, &parents);
        assert_eq!(linked.links.iter().map(|l| (l.area, l.passages)).collect::<Vec<_>>(), [(0, 2)]);
    }

    #[test]
    fn an_area_covers_a_theme_by_share_and_lift() {
        let given = |areas: &[usize]| Coding {
            areas: areas.iter().map(|&area| AreaScore { area, score: 0.9, contributions: vec![] }).collect(),
            ..Coding::default()
        };
        // Area 0 is everywhere; area 1 is in theme 1 only; theme 2 has nothing of its own.
        let codings = [given(&[0, 1]), given(&[0, 1]), given(&[0]), given(&[0]), given(&[0])];
        let linked =
            link_themes(&[Some(1), Some(1), Some(2), Some(2), None], &codings, 2, &hierarchy(&[None, None]));
        assert_eq!(linked.links.iter().map(|l| (l.theme, l.area)).collect::<Vec<_>>(), [(1, 1)]);
        assert_eq!((linked.links[0].of_theme, linked.links[0].of_area), (1.0, 1.0));
        assert_eq!(linked.unmatched_themes, [2]);
    }
}
