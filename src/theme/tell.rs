//! From clusters to themes.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::coherence::are_short;
use super::key_terms::{Candidate, KeyTerm, candidates, choose, rank};
use super::label::{Label, Size, Told, labels};
use super::member::{Member, Writers, members};
use super::prevalence::{LargestPart, Prevalence};
use super::quotation::{self, Quotation, Wanted, best_quotations};
use super::term_counts::{TermCounts, Voices};
use super::ties::Unplaced;
use super::voices::place_voices;
use super::wording::Wording;
use crate::cluster::{Assignment, Stability, Verdict};
use crate::noise::Noise;
use crate::round::{Passage, Round};
use crate::vectorize::{CsrMatrix, Tfidf, Vocabulary};

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
    /// A proposal for a name: the headline, if there is one, and the strongest key terms.
    pub label: String,
    /// A phrase that says alone what the theme is about; none if no phrase covers it.
    #[serde(default)]
    pub headline: Option<String>,
    /// The terms that set the theme apart, strongest first.
    pub key_terms: Vec<KeyTerm>,
    /// How much its key terms stand together: the mean normalised mutual information of each two in the round's passages
    /// (−1 to 1). None where there are fewer than two, or passages are too short to tell.
    #[serde(default)]
    pub coherence: Option<f64>,
    /// Whether its key terms stand together hardly more often than if each went its own way. Such a theme may be of several things that
    /// were left over from others or share some word, and its label may name only some of them. It is a hint from how the passages hang
    /// together and no finding: coherent themes have it now and then, and its absence proves nothing.
    #[serde(default)]
    pub is_mixed: bool,
    /// Passages that stand for the theme, best first.
    pub quotations: Vec<Quotation>,
    /// How widely the theme is raised.
    pub prevalence: Prevalence,
    /// Whether enough documents raise it to call it common ground: see [`Prevalence::is_common`].
    #[serde(default)]
    pub is_common: bool,
    /// The document with most of its passages.
    #[serde(default)]
    pub largest_part: Option<LargestPart>,
    /// Whether it would be found again in other documents like these; none where that was not or cannot be told.
    #[serde(default)]
    pub stability: Option<Stability>,
}

/// Key terms with a lower coherence stand apart: they meet no more often, or hardly, than by chance, which leaves 0.
const APART: f64 = 0.05;

impl Theme {
    /// What is said of a mixed theme in a word beside it.
    pub const MIXED: &'static str = "perhaps mixed: its key terms seldom stand together";
}

/// The themes of a round, and where each passage went.
#[derive(Debug, Clone, PartialEq)]
pub struct Themes {
    /// The themes, by number.
    pub themes: Vec<Theme>,
    /// For each passage the number of its theme, or why it has none.
    pub of_passage: Vec<Result<usize, Unplaced>>,
}

impl Themes {
    /// No theme, because the round has no common ground beyond chance; what was set aside keeps its reason.
    pub(crate) fn without_ground(mut self) -> Self {
        self.themes.clear();
        let placed =
            self.of_passage.iter_mut().filter(|placed| matches!(placed, Ok(_) | Err(Unplaced::NoTie)));
        placed.for_each(|placed| *placed = Err(Unplaced::NoCommonGround));
        self
    }

    /// Adds how stable each theme is, in their order.
    pub(crate) fn set_stability(&mut self, stability: Vec<Option<Stability>>) {
        for (theme, mut stability) in self.themes.iter_mut().zip(stability) {
            // A remnant of one passage always comes back; two documents are too few to call anything stable.
            if let Some(stability) = stability.as_mut().filter(|_| !theme.is_common) {
                stability.verdict = stability.verdict.max(Verdict::Fragile);
            }
            theme.stability = stability;
        }
    }
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
    let raised_in = |passage: usize| placed[passage].ok();
    let mut raising = vec![Vec::new(); k];
    (0..placed.len()).for_each(|p| raised_in(p).into_iter().for_each(|cluster| raising[cluster].push(p)));
    let members = members(round, passages, |p| raised_in(p).filter(|_| !noise.is_copy(p)), k);
    let text_of = |passage: usize| passages[passage].text(round);
    let is_voice = |passage: usize| !noise.is_copy(passage);
    let terms = key_terms(&members, Writers::of(round), tfidf, rows, &text_of, &is_voice, settings.key_terms);
    let (terms, coherence): (Vec<Vec<Told>>, Vec<Option<f64>>) = terms.into_iter().unzip();
    let prevalence: Vec<Prevalence> =
        raising.iter().map(|raising| Prevalence::with_campaigns(round, passages, noise, raising)).collect();
    let size = |&Prevalence { documents, passages, .. }: &Prevalence| Size { documents, passages };
    let terms: Vec<(Vec<Told>, Size)> = terms.into_iter().zip(prevalence.iter().map(size)).collect();
    let labels = labels(&terms);
    let quotations: Vec<Vec<Quotation>> = members
        .par_iter()
        .zip(terms.par_iter().zip(&labels))
        .map(|(members, ((terms, _), label))| {
            quotations(round, passages, noise, tfidf, rows, members, terms, label, settings.quotations)
        })
        .collect();

    let told = labels.into_iter().zip(&terms).zip(prevalence).zip(coherence.into_iter().zip(quotations));
    let mut themes: Vec<(usize, Theme)> = told
        .map(|(((Label { headline, label, .. }, (terms, _)), prevalence), (coherence, quotations))| {
            let key_terms = terms.iter().map(Told::key_term).collect();
            let is_common = prevalence.is_common();
            Theme {
                number: 0,
                label,
                headline,
                key_terms,
                coherence,
                is_mixed: coherence.is_some_and(|coherence| coherence < APART),
                quotations,
                prevalence,
                is_common,
                largest_part: None,
                stability: None,
            }
        })
        .enumerate()
        .filter(|(cluster, _)| !members[*cluster].is_empty())
        .collect();
    themes.sort_by_key(|(cluster, theme)| {
        let Prevalence { documents, passages, partnerships, .. } = theme.prevalence;
        (std::cmp::Reverse((partnerships, documents, passages)), *cluster)
    });

    let mut number_of = vec![0; k];
    for (place, (cluster, theme)) in themes.iter_mut().enumerate() {
        theme.number = place + 1;
        theme.largest_part = LargestPart::of(passages, &raising[*cluster]);
        number_of[*cluster] = theme.number;
    }
    let of_passage = placed.into_iter().map(|placed| placed.map(|cluster| number_of[cluster])).collect();
    Themes { themes: themes.into_iter().map(|(_, theme)| theme).collect(), of_passage }
}

/// The key terms of each cluster, strongest first, and their coherence. `is_voice` tells the passages in which it counts what
/// stands together.
pub(super) fn key_terms<'t>(
    members: &[Vec<Member>],
    writers_are: Writers,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    text_of: &(impl Fn(usize) -> &'t str + Sync),
    is_voice: &impl Fn(usize) -> bool,
    most: usize,
) -> Vec<(Vec<Told>, Option<f64>)> {
    let vocabulary = tfidf.vocabulary();
    let mut all = Voices::none(rows.cols());
    members.iter().for_each(|members| all.hear(rows, members));
    let mut found: Vec<Vec<Candidate>> = members
        .par_iter()
        .map(|members| candidates(&TermCounts::of(rows, members), &all, vocabulary, writers_are))
        .collect();
    let together = rank(rows, &mut found, is_voice);
    let are_short = are_short(rows, is_voice);
    let told = (members, &found, &together).into_par_iter().map(|(members, found, together)| {
        let chosen = choose(found, together, vocabulary, 2 * most);
        let wording = Wording::new(tfidf.analyser(), vocabulary, rows, members);
        let told = in_words(chosen, wording, vocabulary, text_of, most);
        let place = |told: &Told| found.binary_search_by_key(&told.candidate.term, |other| other.term).ok();
        let places: Vec<usize> = told.iter().filter_map(place).collect();
        let coherence = if are_short { None } else { together.mean_npmi(&places) };
        (told, coherence)
    });
    told.collect()
}

/// The first `most` of the terms that can be told, in the words of the theme's passages.
fn in_words<'t>(
    chosen: Vec<Candidate>,
    mut wording: Wording<'_>,
    vocabulary: &Vocabulary,
    text_of: &impl Fn(usize) -> &'t str,
    most: usize,
) -> Vec<Told> {
    let stems: Vec<Vec<&str>> =
        chosen.iter().map(|candidate| vocabulary.terms()[candidate.term].key.split(' ').collect()).collect();
    let mut told: Vec<Told> = Vec::with_capacity(most);
    for (place, candidate) in chosen.into_iter().enumerate() {
        if told.len() == most {
            break;
        }
        let taken: Vec<&str> = stems
            .iter()
            .enumerate()
            .filter(|&(other, _)| other != place)
            .flat_map(|(_, stems)| stems)
            .copied()
            .collect();
        let Some(words) = wording.of(candidate.term, text_of, &taken) else { continue };
        let lower = words.to_lowercase();
        if told.iter().all(|other| other.words.to_lowercase() != lower) {
            told.push(Told { candidate, words });
        }
    }
    told
}

/// A key term counts so many times for a quotation: it is what sets the theme apart.
const KEY_TERM: f64 = 2.0;
/// A term of the label counts so many times: the quotations are held against it.
const LABEL_TERM: f64 = 4.0;

/// Quotations from the members that are nearest to the theme's centre, rich in its key terms and most of all in those of
/// its label.
#[expect(clippy::too_many_arguments, reason = "what the stages before it made, each by its name")]
fn quotations(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    rows: &CsrMatrix,
    members: &[Member],
    terms: &[Told],
    label: &Label,
    most: usize,
) -> Vec<Quotation> {
    let mut centre = vec![0.0f64; rows.cols()];
    for member in members {
        rows.row(member.passage)
            .iter()
            .for_each(|(term, value)| centre[term] += f64::from(value) * member.voice);
    }
    for term in terms.iter().map(|told| told.candidate.term) {
        centre[term] *= if label.terms.contains(&term) { LABEL_TERM } else { KEY_TERM };
    }
    let length = centre.iter().map(|v| v * v).sum::<f64>().sqrt();
    centre.iter_mut().for_each(|v| *v /= length);
    let near = |p: usize| rows.row(p).iter().map(|(term, value)| f64::from(value) * centre[term]).sum();
    let candidates =
        members.iter().map(|&Member { passage, .. }| quotation::Candidate { passage, score: near(passage) });
    let key_terms: Vec<usize> = terms.iter().map(|told| told.candidate.term).collect();
    let wanted = Wanted { weights: &centre, key_terms: &key_terms, most };
    best_quotations(round, passages, noise, tfidf, candidates.collect(), &wanted)
}
