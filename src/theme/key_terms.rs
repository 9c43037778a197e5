//! The terms that set a theme apart.

use serde::{Deserialize, Serialize};

use super::coherence::{Together, together};
use super::keyness::keyness;
use super::likeness::are_alike;
use super::member::Writers;
use super::term_counts::{TermCounts, Voices};
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
    /// How many wrote these: partnerships, where every document of the round names one, otherwise documents.
    #[serde(default)]
    pub writers: usize,
    /// How far beyond chance the theme's passages have the term more often than the rest: the root of the log-likelihood
    /// ratio (keyness), which reads as a z-score; 0 where there is no rest, because the theme is the only one.
    pub z: f64,
}

/// A term whose z is below this could well be chance (one-sided 10 %).
const LEAST_Z: f64 = 1.28;
/// How many terms of a theme are held against each other.
const LOOK_AT: usize = 60;

/// A term on its way to being told.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Candidate {
    pub(super) term: usize,
    pub(super) passages: usize,
    pub(super) documents: usize,
    pub(super) writers: usize,
    pub(super) z: f64,
    /// How well it tells the theme: what candidates are ranked by.
    pub(super) strength: f64,
    /// The log of how many times as often the theme has it as the round (Hardie's log ratio, with natural logarithms):
    /// how large the difference is, where the keyness says how sure. 1 where there is no rest.
    pub(super) log_ratio: f64,
    /// Whether it is a name that may tell who wrote rather than what about.
    pub(super) marks_writers: bool,
    /// Whether it is a participle ("featured"), which says what was done and not with what.
    pub(super) is_participle: bool,
}

/// The terms that set a theme apart from the rest of `all`, strongest first: not yet held against each other.
///
/// The [keyness](keyness) of a term is that of the number of *passages* with it, so that one passage that repeats a word
/// counts once; passages of one document share their voice. Terms of a single
/// document are left out where the theme has more than one: they tell who wrote, not what about; and always where that
/// document may not be quoted.
pub(super) fn candidates(
    theme: &TermCounts,
    all: &Voices,
    vocabulary: &Vocabulary,
    writers_are: Writers,
) -> Vec<Candidate> {
    let many_documents = theme.documents.iter().any(|&d| d > 1);
    let least_documents = if many_documents { 2 } else { 1 };
    let is_only = theme.voices.all >= all.all;
    let may_tell = |term: usize| theme.documents[term] > 1 || theme.may_quote[term];
    let scored = (0..vocabulary.len())
        .filter(|&term| theme.documents[term] >= least_documents && may_tell(term))
        .filter_map(|term| {
            let (passages, documents) = (theme.passages[term] as usize, theme.documents[term] as usize);
            let writers = theme.writers[term] as usize;
            let entry = &vocabulary.terms()[term];
            // Stemming takes the ending off a participle, and leaves "seed" and "need" as they are.
            let is_participle = entry.surface.ends_with("ed") && !entry.key.ends_with("ed");
            if is_only {
                // A single theme has no rest to be set apart from: it is told by its most widespread terms.
                let strength = documents as f64;
                let (z, marks_writers, log_ratio) = (0.0, false, 1.0);
                return Some(Candidate {
                    term,
                    passages,
                    documents,
                    writers,
                    z,
                    strength,
                    log_ratio,
                    marks_writers,
                    is_participle,
                });
            }
            let z = keyness(&theme.voices, all, term);
            let is_name = entry.surface.starts_with(char::is_uppercase);
            let log_ratio = libm::log(theme.voices.with[term] / theme.voices.all * all.all / all.with[term]);
            let in_effect = theme.in_effect[term];
            let strength = z * spread(in_effect, is_name, writers_are);
            let marks_writers = is_name && marks_writers(in_effect, writers_are);
            let candidate = Candidate {
                term,
                passages,
                documents,
                writers,
                z,
                strength,
                log_ratio,
                marks_writers,
                is_participle,
            };
            (z >= LEAST_Z).then_some(candidate)
        });
    let mut scored: Vec<Candidate> = scored.collect();
    sort(&mut scored);
    scored.truncate(LOOK_AT);
    scored
}

/// So many writers give a term half of its weight.
const HALF_HEARD: f64 = 2.0;

/// So many writers give a name half of its weight. A name is that of a person, a place or an institution, and may tell who
/// wrote: four partnerships that use it are hardly all its own, but several documents may be.
fn half_known(writers_are: Writers) -> f64 {
    match writers_are {
        Writers::Partnerships => 2.0,
        Writers::Documents => 6.0,
    }
}

/// How far a term can be trusted to say what a theme is about, and not who wrote (0–1), by the number of its writers.
fn spread(writers: f64, is_name: bool, writers_are: Writers) -> f64 {
    let heard = writers / (writers + HALF_HEARD);
    if !is_name {
        return heard;
    }
    let half = half_known(writers_are);
    heard.min(writers * writers / (writers * writers + half * half))
}

/// Whether a name is used by so few that it may tell who wrote.
fn marks_writers(writers: f64, writers_are: Writers) -> bool {
    writers < 2.0 * half_known(writers_are)
}

/// A term that stands together with nothing keeps this share of its strength.
const ALONE: f64 = 0.01;

/// Holds the candidates of all themes against each other, and ranks them anew. A term counts for more where it
/// stands together with the theme's other candidates in the rows that count, and for less where another theme has it more.
/// Returns these counts, of each theme's candidates by term.
pub(super) fn rank(
    rows: &CsrMatrix,
    themes: &mut [Vec<Candidate>],
    counts: impl Fn(usize) -> bool,
) -> Vec<Together> {
    for theme in themes.iter_mut() {
        theme.sort_unstable_by_key(|candidate| candidate.term);
    }
    let lists: Vec<Vec<usize>> =
        themes.iter().map(|theme| theme.iter().map(|candidate| candidate.term).collect()).collect();
    let together = together(rows, &lists, counts);
    let mut strongest = vec![0.0f64; rows.cols()];
    for candidate in themes.iter().flatten() {
        strongest[candidate.term] = strongest[candidate.term].max(candidate.strength);
    }
    for (theme, together) in themes.iter_mut().zip(&together) {
        let before: Vec<f64> = theme.iter().map(|candidate| candidate.strength).collect();
        for (place, candidate) in theme.iter_mut().enumerate() {
            let here = before[place] / strongest[candidate.term];
            candidate.strength *= here * coherence(together, &before, place).max(ALONE);
        }
    }
    together
}

/// The mean NPMI of a candidate with the others. The strongest weigh by far the most: they are what the theme is about.
fn coherence(together: &Together, strengths: &[f64], place: usize) -> f64 {
    let (mut sum, mut weights) = (0.0, 0.0);
    for (other, strength) in strengths.iter().enumerate().filter(|&(other, _)| other != place) {
        let weight = strength * strength;
        sum += weight * together.npmi(place, other);
        weights += weight;
    }
    if weights > 0.0 { sum / weights } else { 0.0 }
}

fn sort(candidates: &mut [Candidate]) {
    candidates.sort_by(|a, b| b.strength.total_cmp(&a.strength).then(a.term.cmp(&b.term)));
}

/// The `most` key terms among the candidates of a theme, strongest first. None says what another says: a term that is
/// part of a chosen phrase, or a phrase made of chosen words, is not told twice, nor are words of one family, nor
/// terms that stand only together.
pub(super) fn choose(
    candidates: &[Candidate],
    together: &Together,
    vocabulary: &Vocabulary,
    most: usize,
) -> Vec<Candidate> {
    let mut order: Vec<usize> = (0..candidates.len()).collect();
    order.sort_by(|&a, &b| candidates[b].strength.total_cmp(&candidates[a].strength).then(a.cmp(&b)));
    let (mut chosen, mut strengths): (Vec<usize>, Vec<f64>) = (Vec::new(), Vec::new());
    for place in order {
        let sharing = sharing_a_word(&chosen, place, candidates, vocabulary);
        if sharing.is_empty() {
            let key = |place: usize| vocabulary.terms()[candidates[place].term].key.as_str();
            let says_the_same =
                |&other: &usize| are_alike(key(place), key(other)) || together.overlap(place, other) >= SAME;
            let is_told =
                |other: &usize| says_the_same(other) || completes(place, *other, candidates, vocabulary);
            // More than are told: a phrase may still replace its words and make room.
            if chosen.len() < 3 * most && !chosen.iter().any(is_told) {
                chosen.push(place);
                strengths.push(candidates[place].strength);
            }
        } else if is_rather_told_than(place, &sharing, &chosen, candidates, vocabulary) {
            // "net" and "zero" are told as "net zero", in the place of the stronger of the two, and with its strength.
            chosen[sharing[0]] = place;
            for &at in sharing[1..].iter().rev() {
                chosen.remove(at);
                strengths.remove(at);
            }
        }
    }
    let told = chosen.into_iter().zip(strengths).take(most);
    told.map(|(place, strength)| Candidate { strength, ..candidates[place].clone() }).collect()
}

/// Terms that share at least this much of their passages are told once.
const SAME: f64 = 0.9;

/// The places of the chosen terms that share a word with the candidate at `place`, ascending.
fn sharing_a_word(
    chosen: &[usize],
    place: usize,
    candidates: &[Candidate],
    vocabulary: &Vocabulary,
) -> Vec<usize> {
    let parts = |place: usize| vocabulary.terms()[candidates[place].term].key.split(' ');
    let shares = |other: usize| parts(other).any(|part| parts(place).any(|own| own == part));
    (0..chosen.len()).filter(|&at| shares(chosen[at])).collect()
}

/// Whether a phrase says better what the chosen words in these places say: all of them are single words, and
/// at least half of the theme's passages with each word have the phrase.
fn is_rather_told_than(
    phrase: usize,
    places: &[usize],
    chosen: &[usize],
    candidates: &[Candidate],
    vocabulary: &Vocabulary,
) -> bool {
    let is_phrase = |place: usize| vocabulary.terms()[candidates[place].term].is_phrase();
    is_phrase(phrase)
        && places
            .iter()
            .map(|&at| chosen[at])
            .all(|word| !is_phrase(word) && 2 * candidates[phrase].passages >= candidates[word].passages)
}

/// Whether a word stands mostly in a phrase with a chosen word: after "policy", "makers" says nothing.
fn completes(word: usize, chosen: usize, candidates: &[Candidate], vocabulary: &Vocabulary) -> bool {
    let key = |place: usize| vocabulary.terms()[candidates[place].term].key.as_str();
    let (word_key, chosen_key) = (key(word), key(chosen));
    let is_both = |phrase: &str| {
        phrase
            .split_once(' ')
            .is_some_and(|(a, b)| (a == word_key && b == chosen_key) || (a == chosen_key && b == word_key))
    };
    (0..candidates.len())
        .filter(|&phrase| is_both(key(phrase)))
        .any(|phrase| 2 * candidates[phrase].passages > candidates[word].passages)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::theme::member::Member;
    use crate::vectorize::{Tfidf, TfidfSettings};

    /// The key terms of the first of two themes: the first `inside` texts. `writers` wrote the texts.
    fn told(texts: &[&str], writers: &[usize], inside: usize) -> Vec<String> {
        let mut settings = TfidfSettings::default();
        settings.vocabulary.phrase_min_df = 2;
        let (tfidf, rows) = Tfidf::fit_transform(settings, texts).unwrap();
        let member = |passage| Member {
            passage,
            document: passage,
            writer: writers[passage],
            voice: 1.0,
            may_quote: true,
        };
        let members: Vec<Member> = (0..texts.len()).map(member).collect();
        let (first, second) = members.split_at(inside);
        let mut all = Voices::none(rows.cols());
        [first, second].into_iter().for_each(|members| all.hear(&rows, members));
        let mut themes: Vec<Vec<Candidate>> = [first, second]
            .map(|members| {
                candidates(&TermCounts::of(&rows, members), &all, tfidf.vocabulary(), Writers::Documents)
            })
            .to_vec();
        let together = rank(&rows, &mut themes, |_| true);
        let chosen = choose(&themes[0], &together[0], tfidf.vocabulary(), 5);
        chosen.into_iter().map(|c| tfidf.vocabulary().terms()[c.term].surface.clone()).collect()
    }

    const OTHERS: [&str; 4] = [
        "museum and theatre council",
        "theatre festival council",
        "museum festival council",
        "theatre council",
    ];

    #[test]
    fn phrases_replace_their_words_and_common_terms_are_left_out() {
        let texts = [
            &["net zero plan and council", "our net zero target, council", "net zero flood council"],
            &OTHERS[..],
        ];
        assert_eq!(told(&texts.concat(), &[0, 1, 2, 3, 4, 5, 6], 3), ["net zero"]);
    }

    #[test]
    fn words_of_one_family_and_words_of_a_told_phrase_are_told_once() {
        let economy =
            ["the economy; economic growth", "economic plans, economy: growth", "economy growth economic"];
        let texts = [&economy[..], &OTHERS].concat();
        let told = told(&texts, &[0, 1, 2, 3, 4, 5, 6], 3);
        let economic = told.iter().filter(|term| term.contains("econom")).count();
        assert_eq!(economic, 1, "{told:?}");
    }

    #[test]
    fn a_name_that_few_writers_use_comes_after_what_they_write_about() {
        let texts = [
            &[
                "flood defences, Ashby",
                "Ashby flood; defences",
                "flood: Ashby",
                "defences for the flood, Ashby",
            ],
            &OTHERS[..],
        ]
        .concat();
        for writers in [[0, 0, 0, 0, 4, 5, 6, 7], [0, 1, 2, 3, 4, 5, 6, 7]] {
            let told = told(&texts, &writers, 4);
            let place = |term: &str| told.iter().position(|told| told == term).unwrap_or(usize::MAX);
            assert!(place("flood") < place("Ashby") && place("defences") < place("Ashby"), "{told:?}");
        }
    }

    #[test]
    fn names_need_more_writers_than_words_and_the_more_where_nobody_says_who_wrote() {
        for writers in [1.0, 3.0, 8.0] {
            let [word, by_partnerships, by_documents] =
                [(false, Writers::Documents), (true, Writers::Partnerships), (true, Writers::Documents)]
                    .map(|(is_name, writers_are)| spread(writers, is_name, writers_are));
            assert!(by_documents < by_partnerships && by_partnerships <= word, "{writers}");
        }
        for (writers, writers_are, expected) in [
            (3.0, Writers::Partnerships, true),
            (4.0, Writers::Partnerships, false),
            (11.0, Writers::Documents, true),
            (12.0, Writers::Documents, false),
        ] {
            assert_eq!(marks_writers(writers, writers_are), expected, "{writers} {writers_are:?}");
        }
    }
}
