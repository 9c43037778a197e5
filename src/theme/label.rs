//! What a theme is called: a proposal for people to change.

use std::collections::BTreeMap;

use super::key_terms::{Candidate, KeyTerm};

/// A key term in the words in which it is told.
pub(super) struct Told {
    pub(super) candidate: Candidate,
    pub(super) words: String,
}

impl Told {
    /// The key term as people get it.
    pub(super) fn key_term(&self) -> KeyTerm {
        let Candidate { passages, documents, writers, z, .. } = self.candidate;
        KeyTerm { term: self.words.clone(), passages, documents, writers, z }
    }

    /// How well the term names the theme. Three terms have to tell it from all others, so it counts how many times as often
    /// the theme has it: "poverty" goes before "social", of which there is more and everywhere.
    fn weight(&self) -> f64 {
        self.candidate.strength * self.candidate.log_ratio
    }
}

/// How large a theme is.
#[derive(Debug, Clone, Copy)]
pub(super) struct Size {
    pub(super) documents: usize,
    pub(super) passages: usize,
}

/// What a theme is called.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Label {
    /// The phrase that says it best, if one does.
    pub(super) headline: Option<String>,
    /// The headline and further terms.
    pub(super) label: String,
    /// The columns of its terms.
    pub(super) terms: Vec<usize>,
}

/// The terms of a label.
const MOST: usize = 3;
/// A headline has to be in one of so many of the theme's documents.
const OF_DOCUMENTS: usize = 2;
/// A headline has to be in one of so many of the theme's passages.
const OF_PASSAGES: usize = 3;
/// The least strength of a headline beside the theme's strongest term: a phrase says more than a word that is as strong.
const HEADLINE: f64 = 0.75;

/// A label for each theme, from its key terms and its size.
///
/// No two labels share a term: it stays where it weighs most beside the theme's strongest term. Participles come after
/// what they are said of, and names that may tell who wrote last. If nothing is left, the strongest term is repeated rather than a theme left without a name.
pub(super) fn labels(themes: &[(Vec<Told>, Size)]) -> Vec<Label> {
    let mut own: Vec<Vec<&Told>> = themes.iter().map(|(terms, _)| strongest_first(terms)).collect();
    loop {
        let wanted: Vec<Vec<&Told>> =
            own.iter().zip(themes).map(|(terms, (_, size))| parts(terms, *size)).collect();
        let owner = owners(&wanted, themes);
        let before: usize = own.iter().map(Vec::len).sum();
        for (theme, terms) in own.iter_mut().enumerate() {
            terms.retain(|told| owner.get(&told.candidate.term).is_none_or(|&(_, owner)| owner == theme));
        }
        if own.iter().map(Vec::len).sum::<usize>() == before {
            break;
        }
    }
    let named = own.iter().zip(themes).map(|(own, (all, size))| match own.is_empty() {
        true => label(&strongest_first(all)[..all.len().min(1)], *size),
        false => label(own, *size),
    });
    named.collect()
}

fn strongest_first(terms: &[Told]) -> Vec<&Told> {
    let mut sorted: Vec<&Told> = terms.iter().collect();
    sorted.sort_by(|a, b| b.weight().total_cmp(&a.weight()));
    sorted
}

/// For each term that is wanted for a label: the best claim on it, and the theme whose claim that is. A claim is the
/// weight beside that of the theme's strongest term, then the weight itself; the first of equals wins.
fn owners(wanted: &[Vec<&Told>], themes: &[(Vec<Told>, Size)]) -> BTreeMap<usize, ((f64, f64), usize)> {
    let mut owners: BTreeMap<usize, ((f64, f64), usize)> = BTreeMap::new();
    for (theme, parts) in wanted.iter().enumerate() {
        let strongest = themes[theme].0.iter().map(Told::weight).fold(f64::MIN_POSITIVE, f64::max);
        for told in parts {
            let claim = (told.weight() / strongest, told.weight());
            let best = owners.entry(told.candidate.term).or_insert((claim, theme));
            if claim > best.0 {
                *best = (claim, theme);
            }
        }
    }
    owners
}

/// The terms of a label, the headline first if there is one.
fn parts<'t>(terms: &[&'t Told], size: Size) -> Vec<&'t Told> {
    let (names, others): (Vec<&Told>, Vec<&Told>) =
        terms.iter().partition(|told| told.candidate.marks_writers);
    let (participles, topics): (Vec<&Told>, Vec<&Told>) =
        others.into_iter().partition(|told| told.candidate.is_participle);
    let headline = headline(terms, size);
    let rest = topics
        .into_iter()
        .chain(participles)
        .chain(names)
        .filter(|told| headline.is_none_or(|headline| headline.candidate.term != told.candidate.term));
    headline.into_iter().chain(rest).take(MOST).collect()
}

/// The strongest phrase that can stand alone for its theme: in several documents, and nearly as strong as the strongest
/// term.
fn headline<'t>(terms: &[&'t Told], size: Size) -> Option<&'t Told> {
    let mut topics = terms.iter().copied().filter(|told| !told.candidate.marks_writers).peekable();
    let strongest = topics.peek()?.weight();
    topics.find(|told| {
        let Told { candidate, words } = told;
        words.contains(' ')
            && candidate.documents >= 2.min(size.documents)
            && OF_DOCUMENTS * candidate.documents >= size.documents
            && OF_PASSAGES * candidate.passages >= size.passages
            && told.weight() >= HEADLINE * strongest
    })
}

/// The label of a theme with these terms.
fn label(terms: &[&Told], size: Size) -> Label {
    if terms.is_empty() {
        return Label { headline: None, label: "No term sets it apart".to_owned(), terms: Vec::new() };
    }
    let parts = parts(terms, size);
    let words: Vec<&str> = parts.iter().map(|told| told.words.as_str()).collect();
    Label {
        headline: headline(terms, size).map(|told| as_title(&told.words)),
        label: as_title(&words.join(", ")),
        terms: parts.iter().map(|told| told.candidate.term).collect(),
    }
}

/// Begins with a capital, unless the first word has a case of its own ("eBay").
fn as_title(words: &str) -> String {
    let first: String = words.chars().take_while(|c| c.is_alphanumeric()).collect();
    let mut characters = words.chars();
    match characters.next() {
        Some(initial) if !first.chars().any(char::is_uppercase) => {
            initial.to_uppercase().chain(characters).collect()
        }
        _ => words.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(term: usize, words: &str, strength: f64, documents: usize, marks_writers: bool) -> Told {
        let is_participle = words.ends_with("ed");
        let candidate = Candidate {
            term,
            passages: documents,
            documents,
            writers: documents,
            z: strength,
            strength,
            log_ratio: 1.0,
            marks_writers,
            is_participle,
        };
        Told { candidate, words: words.to_owned() }
    }

    fn labels_of(themes: Vec<Vec<Told>>) -> Vec<(String, Option<String>)> {
        let themes: Vec<(Vec<Told>, Size)> =
            themes.into_iter().map(|terms| (terms, Size { documents: 6, passages: 9 })).collect();
        labels(&themes).into_iter().map(|l| (l.label, l.headline)).collect()
    }

    #[test]
    fn a_label_is_the_strongest_terms_with_names_last() {
        let terms = vec![
            told(0, "NHS", 9.0, 6, true),
            told(1, "patients", 8.0, 6, false),
            told(2, "waiting times", 5.0, 6, false),
            told(3, "Treatment", 4.0, 6, false),
        ];
        assert_eq!(labels_of(vec![terms]), [("Patients, waiting times, Treatment".to_owned(), None)]);
        let terms = vec![
            told(0, "featured", 9.0, 6, false),
            told(1, "radio", 8.0, 6, false),
            told(2, "news", 5.0, 6, false),
        ];
        assert_eq!(labels_of(vec![terms]), [("Radio, news, featured".to_owned(), None)]);
        let few = vec![told(0, "NHS", 9.0, 6, true), told(1, "eHealth", 8.0, 6, false)];
        assert_eq!(labels_of(vec![few]), [("eHealth, NHS".to_owned(), None)]);
    }

    #[test]
    fn a_strong_and_widespread_phrase_is_the_headline() {
        for (strength, documents, expected) in
            [(8.0, 3, true), (7.0, 3, false), (8.0, 2, false), (11.0, 3, true)]
        {
            let terms =
                vec![told(0, "rent", 10.0, 6, false), told(1, "cost of living", strength, documents, false)];
            let (label, headline) = labels_of(vec![terms]).remove(0);
            assert_eq!(headline.is_some(), expected, "{strength} {documents}");
            assert_eq!(label, if expected { "Cost of living, rent" } else { "Rent, cost of living" });
        }
    }

    #[test]
    fn a_term_of_two_themes_is_in_the_label_where_it_is_strongest() {
        let themes = vec![
            vec![told(0, "school", 5.0, 3, false), told(1, "meals", 4.0, 3, false)],
            vec![told(0, "school", 9.0, 3, false)],
            vec![told(0, "school", 2.0, 3, false)],
            vec![],
        ];
        let labels: Vec<String> = labels_of(themes).into_iter().map(|(label, _)| label).collect();
        assert_eq!(labels, ["Meals", "School", "School", "No term sets it apart"]);
    }
}
