//! From clusters to themes.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::key_terms::{KeyTerm, TermCounts, key_terms};
use super::prevalence::Prevalence;
use super::quotation::{Candidate, Quotation, best_quotations};
use super::ties::Unplaced;
use super::voices::place_voices;
use crate::cluster::Assignment;
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::vectorize::{CsrMatrix, Tfidf};

/// How much is told about each theme.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ThemeSettings {
    /// The most key terms.
    pub key_terms: usize,
    /// The most quotations.
    pub quotations: usize,
}

impl Default for ThemeSettings {
    fn default() -> Self {
        ThemeSettings { key_terms: 10, quotations: 5 }
    }
}

/// A cluster told to people.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Theme {
    /// The theme's number, from 1; the most widely raised theme is 1.
    pub number: usize,
    /// A proposal for a name, made of the strongest key terms.
    pub label: String,
    /// The terms that set the theme apart, strongest first.
    pub key_terms: Vec<KeyTerm>,
    /// Passages that stand for the theme, best first.
    pub quotations: Vec<Quotation>,
    /// How widely the theme is raised.
    pub prevalence: Prevalence,
}

/// The themes of a round, and where each passage went.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes {
    /// The themes, by number.
    pub themes: Vec<Theme>,
    /// For each passage the number of its theme, or why it has none.
    pub of_passage: Vec<Result<usize, Unplaced>>,
}

/// Tells the clusters of `passages` as themes. `rows` are the passages' TF-IDF rows, whatever the geometry
/// of the clustering: they explain every theme. A campaign counts as one voice, except in prevalence.
pub fn tell(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    assignments: &[Option<Assignment>],
    settings: &ThemeSettings,
) -> Themes {
    let k = assignments.iter().flatten().map(|a| a.cluster as usize + 1).max().unwrap_or(0);
    let placed = place_voices(round, noise, rows, assignments, k);
    let (mut members, mut raising) = (vec![Vec::new(); k], vec![Vec::new(); k]);
    for (p, cluster) in placed.iter().enumerate() {
        if let Ok(cluster) = *cluster {
            raising[cluster].push(p);
            if !noise.is_copy(p) {
                members[cluster].push((p, passages[p].document));
            }
        }
    }
    let mut everywhere: Vec<(usize, usize)> = members.concat();
    everywhere.sort_unstable();
    let all = TermCounts::of(rows, &everywhere);

    let mut themes: Vec<(usize, Theme)> = members
        .par_iter()
        .enumerate()
        .filter(|(_, members)| !members.is_empty())
        .map(|(cluster, members)| {
            let key_terms =
                key_terms(&TermCounts::of(rows, members), &all, tfidf.vocabulary(), settings.key_terms);
            let prevalence = Prevalence::with_campaigns(round, passages, noise, &raising[cluster]);
            let quotations = quotations(round, passages, noise, tfidf, rows, members, settings.quotations);
            (cluster, Theme { number: 0, label: label(&key_terms), key_terms, quotations, prevalence })
        })
        .collect();
    themes.sort_by_key(|(cluster, theme)| {
        let Prevalence { documents, passages, partnerships, .. } = theme.prevalence;
        (std::cmp::Reverse((partnerships, documents, passages)), *cluster)
    });

    let mut number_of = vec![0; k];
    for (place, (cluster, theme)) in themes.iter_mut().enumerate() {
        theme.number = place + 1;
        number_of[*cluster] = theme.number;
    }
    let of_passage = placed.into_iter().map(|placed| placed.map(|cluster| number_of[cluster])).collect();
    Themes { themes: themes.into_iter().map(|(_, theme)| theme).collect(), of_passage }
}

/// A proposal for a name: the three strongest key terms.
fn label(key_terms: &[KeyTerm]) -> String {
    let joined = key_terms.iter().take(3).map(|t| t.term.as_str()).collect::<Vec<_>>().join(", ");
    let mut characters = joined.chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => "No term sets it apart".to_owned(),
    }
}

/// Quotations from the members that are nearest to the theme's centre.
fn quotations(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    members: &[(usize, usize)],
    most: usize,
) -> Vec<Quotation> {
    let mut centre = vec![0.0f64; rows.cols()];
    for &(p, _) in members {
        rows.row(p).iter().for_each(|(term, value)| centre[term] += f64::from(value));
    }
    let length = centre.iter().map(|v| v * v).sum::<f64>().sqrt();
    centre.iter_mut().for_each(|v| *v /= length);
    let near = |p: usize| rows.row(p).iter().map(|(term, value)| f64::from(value) * centre[term]).sum();
    let candidates = members.iter().map(|&(passage, _)| Candidate { passage, score: near(passage) });
    best_quotations(round, passages, noise, tfidf, candidates.collect(), |term| centre[term], most)
}
