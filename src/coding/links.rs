//! Themes beside areas: what the framework covers, and what it does not.

use serde::{Deserialize, Serialize};

use super::coder::Coding;

/// How much a theme and an area overlap.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Link {
    /// The theme's number, from 1.
    pub theme: usize,
    /// The area's place in the framework, from 0.
    pub area: usize,
    /// Passages that are in the theme and coded with the area.
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

/// An area covers a theme if it is given to at least this share of the theme's passages …
const LEAST_SHARE: f64 = 0.25;
/// … and at least so many times as often as to the passages outside of it: an area that is everywhere covers nothing.
const LEAST_LIFT: f64 = 1.5;

/// Links themes and areas by the passages that they share. `theme_of` gives each passage's theme number.
pub fn link_themes(
    theme_of: &[Option<usize>],
    codings: &[Coding],
    themes: usize,
    areas: usize,
) -> ThemeLinks {
    let (mut shared, mut in_theme, mut in_area) =
        (vec![vec![0usize; areas]; themes], vec![0usize; themes], vec![0usize; areas]);
    for (theme, coding) in theme_of.iter().zip(codings) {
        theme.iter().for_each(|theme| in_theme[theme - 1] += 1);
        for given in &coding.areas {
            in_area[given.area] += 1;
            theme.iter().for_each(|theme| shared[theme - 1][given.area] += 1);
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
                link.of_theme >= LEAST_SHARE && link.of_theme >= LEAST_LIFT * outside
            })
            .collect();
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

    #[test]
    fn an_area_covers_a_theme_by_share_and_lift() {
        let given = |areas: &[usize]| Coding {
            areas: areas.iter().map(|&area| AreaScore { area, score: 0.9, contributions: vec![] }).collect(),
            ..Coding::default()
        };
        // Area 0 is everywhere; area 1 is in theme 1 only; theme 2 has nothing of its own.
        let codings = [given(&[0, 1]), given(&[0, 1]), given(&[0]), given(&[0]), given(&[0])];
        let linked = link_themes(&[Some(1), Some(1), Some(2), Some(2), None], &codings, 2, 2);
        assert_eq!(linked.links.iter().map(|l| (l.theme, l.area)).collect::<Vec<_>>(), [(1, 1)]);
        assert_eq!((linked.links[0].of_theme, linked.links[0].of_area), (1.0, 1.0));
        assert_eq!(linked.unmatched_themes, [2]);
    }
}
