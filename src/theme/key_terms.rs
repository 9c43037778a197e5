//! The terms that set a theme apart.

use serde::{Deserialize, Serialize};

use crate::vectorize::{CsrMatrix, Vocabulary};

/// A term that a theme uses more than the rest of the round does.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct KeyTerm {
    /// The term in its most frequent form.
    pub term: String,
    /// How many passages of the theme have it.
    pub passages: usize,
    /// How many documents have it in a passage of the theme.
    pub documents: usize,
    /// The z-score of the log-odds that a passage has the term, in the theme against the rest; 0 where there is no
    /// rest, because the theme is the only one.
    pub z: f64,
}

/// A term whose z is below this could well be chance (one-sided 10 %).
const LEAST_Z: f64 = 1.28;

/// Counts of terms in passages: in the theme, and in all themes.
pub(super) struct TermCounts {
    /// `[term]`: passages of the theme with the term.
    inside: Vec<u32>,
    /// `[term]`: documents with the term in a passage of the theme.
    documents: Vec<u32>,
    members: usize,
}

impl TermCounts {
    /// Counts the passages in `members` (row, document), which are sorted by document.
    pub(super) fn of(rows: &CsrMatrix, members: &[(usize, usize)]) -> Self {
        let (mut inside, mut documents) = (vec![0; rows.cols()], vec![0; rows.cols()]);
        let mut last_document = vec![usize::MAX; rows.cols()];
        for &(row, document) in members {
            for &term in rows.row(row).indices {
                let term = term as usize;
                inside[term] += 1;
                if last_document[term] != document {
                    last_document[term] = document;
                    documents[term] += 1;
                }
            }
        }
        TermCounts { inside, documents, members: members.len() }
    }
}

/// The `most` terms that set `theme` apart from the rest of `all`, strongest first.
///
/// Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi & Quinn, Political Analysis
/// 16(4), 2008, §3.5.1), on the number of *passages* with a term, so that one passage that repeats a word
/// counts once and the variance is that of two shares. Terms of a single document are left out where the theme has more than one: they tell
/// who wrote, not what about. A term that is part of a chosen phrase, or a phrase made of chosen words,
/// is not told twice.
pub(super) fn key_terms(
    theme: &TermCounts,
    all: &TermCounts,
    vocabulary: &Vocabulary,
    most: usize,
) -> Vec<KeyTerm> {
    let many_documents = theme.documents.iter().any(|&d| d > 1);
    let least_documents = if many_documents { 2 } else { 1 };
    let mut scored: Vec<(f64, usize)> = (0..vocabulary.len())
        .filter(|&term| theme.documents[term] >= least_documents)
        .map(|term| (log_odds_z(theme, all, term), term))
        .filter(|&(z, _)| z >= LEAST_Z)
        .collect();
    if theme.members == all.members {
        // A single theme has no rest to be set apart from: it is told by its most widespread terms.
        scored = (0..vocabulary.len()).map(|term| (f64::from(theme.documents[term]), term)).collect();
    }
    scored.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));

    let mut chosen: Vec<(f64, usize)> = Vec::new();
    for (z, term) in scored {
        let sharing = sharing_a_word(&chosen, term, vocabulary);
        if sharing.is_empty() {
            // More than are told: a phrase may still replace its words and make room.
            if chosen.len() < 3 * most {
                chosen.push((z, term));
            }
        } else if is_rather_told_than(term, &sharing, &chosen, theme, vocabulary) {
            // "net" and "zero" are told as "net zero", in the place of the stronger of the two.
            chosen[sharing[0]].1 = term;
            for &place in sharing[1..].iter().rev() {
                chosen.remove(place);
            }
        }
    }
    let told = chosen.into_iter().take(most).map(|(_, term)| KeyTerm {
        term: vocabulary.terms()[term].surface.clone(),
        passages: theme.inside[term] as usize,
        documents: theme.documents[term] as usize,
        z: if theme.members == all.members { 0.0 } else { log_odds_z(theme, all, term) },
    });
    told.collect()
}

/// The places of the chosen terms that share a word with `term`, ascending.
fn sharing_a_word(chosen: &[(f64, usize)], term: usize, vocabulary: &Vocabulary) -> Vec<usize> {
    let parts = |term: usize| vocabulary.terms()[term].key.split(' ');
    let shares = |other: usize| parts(other).any(|part| parts(term).any(|own| own == part));
    (0..chosen.len()).filter(|&place| shares(chosen[place].1)).collect()
}

/// Whether a phrase says better what the chosen words in these places say: all of them are single words, and
/// at least half of the theme's passages with each word have the phrase.
fn is_rather_told_than(
    phrase: usize,
    places: &[usize],
    chosen: &[(f64, usize)],
    theme: &TermCounts,
    vocabulary: &Vocabulary,
) -> bool {
    let is_phrase = |term: usize| vocabulary.terms()[term].is_phrase();
    is_phrase(phrase)
        && places
            .iter()
            .map(|&place| chosen[place].1)
            .all(|word| !is_phrase(word) && 2 * theme.inside[phrase] >= theme.inside[word])
}

/// The prior weighs as much as this many passages.
const PRIOR_PASSAGES: f64 = 2.0;

fn log_odds_z(theme: &TermCounts, all: &TermCounts, term: usize) -> f64 {
    let (inside, total) = (f64::from(theme.inside[term]), f64::from(all.inside[term]));
    let (n_inside, n_all) = (theme.members as f64, all.members as f64);
    let (outside, n_outside) = (total - inside, n_all - n_inside);
    // A smoothed share keeps the prior of a term that every passage has within (0, 1).
    let share = (total + 0.5) / (n_all + 1.0);
    let (with, without) = (PRIOR_PASSAGES * share, PRIOR_PASSAGES * (1.0 - share));
    let odds = |has: f64, n: f64| libm::log((has + with) / (n - has + without));
    // The variance of a difference of log-odds of shares: all four cells count, because a term may be in most passages.
    let cells = |has: f64, n: f64| 1.0 / (has + with) + 1.0 / (n - has + without);
    let variance = cells(inside, n_inside) + cells(outside, n_outside);
    (odds(inside, n_inside) - odds(outside, n_outside)) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vectorize::{Tfidf, TfidfSettings};

    #[test]
    fn phrases_replace_their_words_and_common_terms_are_left_out() {
        let texts = [
            "net zero plan and council",
            "our net zero target, council",
            "net zero flood council",
            "museum and theatre council",
            "theatre festival council",
            "museum festival council",
        ];
        let settings = TfidfSettings {
            vocabulary: crate::vectorize::VocabularySettings {
                max_df: 1.0,
                phrase_min_df: 2,
                ..Default::default()
            },
            ..Default::default()
        };
        let (tfidf, rows) = Tfidf::fit_transform(settings, &texts).unwrap();
        let members: Vec<(usize, usize)> = (0..6).map(|r| (r, r)).collect();
        let all = TermCounts::of(&rows, &members);
        let told: Vec<String> = key_terms(&TermCounts::of(&rows, &members[..3]), &all, tfidf.vocabulary(), 5)
            .into_iter()
            .map(|t| t.term)
            .collect();
        assert_eq!(told, ["net zero"]);
    }
}
