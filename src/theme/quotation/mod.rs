//! Quotations: slices of documents, never anything else.

mod excerpt;
mod heading;
mod marks;
mod numbering;
mod opening;
mod reference;
mod verb;

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::noise::Noise;
use crate::round::{Passage, Round, paragraphs, writers};
use crate::vectorize::{CsrMatrix, Row, Tfidf};
use excerpt::{Excerpt, excerpts};

/// A verbatim piece of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Quotation {
    /// The document's id.
    pub document: String,
    /// The number of the passage that it is from (its index in the analysis).
    pub passage: usize,
    /// First byte in the document's text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The text of the slice.
    pub text: String,
    /// How well it stands for what it illustrates (0–1; only for comparing within one theme or area).
    pub score: f64,
}

impl Quotation {
    /// Whether the text is what stands at this place of the round. Looks the document up by its id, one by one:
    /// for many quotations keep a map of your own and compare the slices.
    pub fn is_verbatim(&self, round: &Round) -> bool {
        let document = round.documents().iter().find(|d| d.id == self.document);
        document.and_then(|d| d.text.get(self.start..self.end)) == Some(self.text.as_str())
    }
}

/// What quotations are to illustrate.
pub(crate) struct Wanted<'w> {
    /// What each term of the vocabulary counts.
    pub(crate) weights: &'w [f64],
    /// The terms that people are shown with the quotations; empty where none are.
    pub(crate) key_terms: &'w [usize],
    /// How many quotations, at most.
    pub(crate) most: usize,
}

/// A passage that might be quoted, with what speaks for it.
pub(crate) struct Candidate {
    pub(crate) passage: usize,
    pub(crate) score: f64,
}

/// How many passages are looked at for each quotation wanted.
const LOOK_AT: usize = 8;
/// How much of the choice is what an excerpt stands for; the rest is how it differs from those chosen.
const RELEVANCE: f64 = 0.7;
/// Two quotations with a greater cosine say the same thing.
const SAME: f64 = 0.8;
/// An excerpt that stands for less than this share of what the best stands for is not quoted while others are left.
const LEAST: f64 = 0.25;

/// Of one writer excerpts with so many of the key terms come first: one alone may stand there by chance.
const LEAST_KEY_TERMS: usize = 2;

/// An excerpt that might be quoted.
struct Choice {
    passage: usize,
    document: usize,
    writer: usize,
    span: Range<usize>,
    /// The cosine with what is to be illustrated.
    score: f64,
    /// The score, and how well it reads.
    relevance: f64,
    /// Whether its form is that of a quotation.
    is_printable: bool,
    /// How many of the key terms it has.
    key_terms: usize,
}

/// The best quotations from `candidates`: near to what is wanted, of readable length, whole
/// sentences, different from each other, and from different writers and documents as far as there are any. None touches boilerplate,
/// and none is of a document that the round's audience may not read.
///
/// Excerpts are chosen one by one by their maximal marginal relevance (Carbonell & Goldstein, SIGIR 1998): what they
/// stand for, less their likeness to the nearest one that is chosen already.
pub(crate) fn best_quotations(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    mut candidates: Vec<Candidate>,
    wanted: &Wanted<'_>,
) -> Vec<Quotation> {
    let most = wanted.most;
    let writers = writers(round.documents());
    candidates.retain(|candidate| round.may_quote(passages[candidate.passage].document));
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    let candidates = first_of_each_writer(candidates, passages, &writers, LOOK_AT * most);
    let (choices, rows) = choices(round, passages, noise, tfidf, &candidates, &writers, wanted);
    let least_key_terms = LEAST_KEY_TERMS.min(wanted.key_terms.len());
    let best = choices.iter().map(|choice| choice.relevance).fold(0.0, f64::max);

    let mut likeness = vec![0.0f64; choices.len()];
    let mut chosen: Vec<usize> = Vec::new();
    while chosen.len() < most {
        let rank = |at: usize| {
            let Choice { writer, document, relevance, is_printable, key_terms, .. } = choices[at];
            let is_new_writer = chosen.iter().all(|&other| choices[other].writer != writer);
            let is_new_document = chosen.iter().all(|&other| choices[other].document != document);
            let margin = RELEVANCE * relevance / best - (1.0 - RELEVANCE) * likeness[at];
            let is_no_chance = key_terms >= least_key_terms;
            let is_near = relevance >= LEAST * best;
            ((is_near, is_printable, is_new_writer, is_new_document, is_no_chance), margin)
        };
        let free = (0..choices.len()).filter(|&at| choices[at].score > 0.0 && likeness[at] < SAME);
        let ranked = free.map(|at| (at, rank(at)));
        let next = ranked.reduce(|a, b| {
            let (x, y) = (a.1, b.1);
            let order = x.0.cmp(&y.0).then(x.1.total_cmp(&y.1));
            if order.is_lt() { b } else { a }
        });
        let Some((next, _)) = next else { break };
        for at in 0..choices.len() {
            // Of a passage one excerpt is enough.
            let is_spent = choices[at].passage == choices[next].passage;
            likeness[at] = if is_spent { 1.0 } else { likeness[at].max(dot(&rows, at, next)) };
        }
        chosen.push(next);
    }
    chosen.into_iter().map(|at| quotation(round, &choices[at])).collect()
}

/// Every excerpt of the candidates that could be quoted, and their rows.
fn choices(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    candidates: &[Candidate],
    writers: &[usize],
    wanted: &Wanted<'_>,
) -> (Vec<Choice>, CsrMatrix) {
    let mut paragraphs_of: BTreeMap<usize, Vec<Range<usize>>> = BTreeMap::new();
    let (mut choices, mut texts) = (Vec::new(), Vec::new());
    for &Candidate { passage, .. } in candidates {
        let document = passages[passage].document;
        let text = round.documents()[document].text.as_str();
        let paragraphs = paragraphs_of.entry(document).or_insert_with(|| paragraphs(text));
        let masked = noise.masked(passage);
        for Excerpt { span, quality, is_printable } in
            excerpts(text, &passages[passage], paragraphs, tfidf.analyser())
        {
            // Masked ranges are sorted and apart: the first that ends behind the start is the one that could touch.
            let next = masked.partition_point(|mask| mask.end <= span.start);
            if masked.get(next).is_some_and(|mask| mask.start < span.end) {
                continue;
            }
            if !round.may_tell(document, &text[span.clone()]) {
                continue;
            }
            texts.push(&text[span.clone()]);
            let writer = writers[document];
            choices.push(Choice {
                passage,
                document,
                writer,
                span,
                score: 0.0,
                relevance: quality,
                is_printable,
                key_terms: 0,
            });
        }
    }
    let rows = tfidf.transform(&texts);
    for (choice, row) in choices.iter_mut().zip(rows.iter()) {
        choice.score = row.iter().map(|(term, value)| f64::from(value) * wanted.weights[term]).sum();
        choice.key_terms = row.iter().filter(|(term, _)| wanted.key_terms.contains(term)).count();
        choice.relevance *= choice.score;
    }
    (choices, rows)
}

fn quotation(round: &Round, choice: &Choice) -> Quotation {
    let Choice { passage, document, span: Range { start, end }, score, .. } = *choice;
    let document = &round.documents()[document];
    Quotation {
        document: document.id.clone(),
        passage,
        start,
        end,
        text: document.text[start..end].to_owned(),
        score: score.clamp(0.0, 1.0),
    }
}

/// Candidates in turns: the best of each writer first, of these one of each document, then the second best, and so on.
fn first_of_each_writer(
    candidates: Vec<Candidate>,
    passages: &[Passage],
    writers: &[usize],
    most: usize,
) -> Vec<Candidate> {
    let (mut of_document, mut of_writer) = (BTreeMap::new(), BTreeMap::new());
    let mut turn = |candidate: &Candidate| {
        let document = passages[candidate.passage].document;
        let seen: &mut usize = of_document.entry(document).or_default();
        *seen += 1;
        let written: &mut usize = of_writer.entry((writers[document], *seen)).or_default();
        *written += 1;
        (*seen).max(*written)
    };
    let mut ranked: Vec<(usize, Candidate)> =
        candidates.into_iter().map(|candidate| (turn(&candidate), candidate)).collect();
    ranked.sort_by_key(|(turn, _)| *turn);
    ranked.into_iter().map(|(_, candidate)| candidate).take(most).collect()
}

fn dot(rows: &CsrMatrix, a: usize, b: usize) -> f64 {
    sparse_dot(rows.row(a), rows.row(b))
}

/// The product of two sparse rows.
fn sparse_dot(a: Row<'_>, b: Row<'_>) -> f64 {
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    while i < a.len() && j < b.len() {
        match a.indices[i].cmp(&b.indices[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                sum += f64::from(a.values[i]) * f64::from(b.values[j]);
                (i, j) = (i + 1, j + 1);
            }
        }
    }
    sum
}
