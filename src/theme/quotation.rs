//! Quotations: slices of documents, never anything else.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::noise::Noise;
use crate::round::{Passage, Round, is_heading, paragraphs, sentences};
use crate::text::words;
use crate::vectorize::{CsrMatrix, Row, Tfidf};

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

/// A passage that might be quoted, with what speaks for it.
pub(crate) struct Candidate {
    pub(crate) passage: usize,
    pub(crate) score: f64,
}

/// The words that a readable quotation has.
const READABLE: Range<usize> = 10..61;
/// Two quotations with a greater cosine say the same thing.
const SAME: f64 = 0.8;
/// How many candidates are looked at for each quotation wanted.
const LOOK_AT: usize = 4;

/// The best `most` quotations from `candidates`: near to what `weight` asks for, of readable length, whole
/// sentences, different from each other, and from different documents as far as there are any. None touches boilerplate.
pub(crate) fn best_quotations(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    tfidf: &Tfidf,
    mut candidates: Vec<Candidate>,
    weight: impl Fn(usize) -> f64,
    most: usize,
) -> Vec<Quotation> {
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.passage.cmp(&b.passage)));
    let candidates = first_of_each_document(candidates, passages, LOOK_AT * most);

    let spans: Vec<(usize, Range<usize>)> = candidates
        .iter()
        .flat_map(|c| {
            let excerpts = excerpts(round, &passages[c.passage], noise.masked(c.passage));
            excerpts.into_iter().map(move |span| (c.passage, span))
        })
        .collect();
    let texts: Vec<&str> =
        spans.iter().map(|(p, span)| &round.documents()[passages[*p].document].text[span.clone()]).collect();
    let rows = tfidf.transform(&texts);

    let mut chosen: Vec<(usize, f64)> = Vec::new();
    for candidate in &candidates {
        if chosen.len() == most {
            break;
        }
        let own = (0..spans.len()).filter(|&s| spans[s].0 == candidate.passage);
        let scored =
            own.map(|s| (s, rows.row(s).iter().map(|(term, v)| f64::from(v) * weight(term)).sum::<f64>()));
        let best = scored.reduce(|a, b| if b.1 > a.1 { b } else { a });
        let Some((span, score)) = best.filter(|&(_, score)| score > 0.0) else { continue };
        if chosen.iter().all(|&(other, _)| dot(&rows, other, span) < SAME) {
            chosen.push((span, score));
        }
    }
    let told = chosen.into_iter().map(|(s, score)| {
        let (passage, span) = spans[s].clone();
        Quotation {
            document: round.documents()[passages[passage].document].id.clone(),
            passage,
            start: span.start,
            end: span.end,
            text: texts[s].to_owned(),
            score: score.clamp(0.0, 1.0),
        }
    });
    told.collect()
}

/// Candidates in rounds: the best of each document first, then the second best of each, and so on.
fn first_of_each_document(candidates: Vec<Candidate>, passages: &[Passage], most: usize) -> Vec<Candidate> {
    let mut seen = std::collections::BTreeMap::new();
    let mut ranked: Vec<(usize, Candidate)> = candidates
        .into_iter()
        .map(|candidate| {
            let rank: &mut usize = seen.entry(passages[candidate.passage].document).or_default();
            *rank += 1;
            (*rank, candidate)
        })
        .collect();
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, candidate)| candidate).take(most).collect()
}

/// The pieces of a passage that could be quoted: one sentence, or two or three that follow each other in a
/// paragraph, of readable length. If there is none, the whole passage, or its longest sentence. What is `masked` is in
/// none of them.
fn excerpts(round: &Round, passage: &Passage, masked: &[Range<usize>]) -> Vec<Range<usize>> {
    let text = &round.documents()[passage.document].text;
    let within = &text[passage.start..passage.end];
    let is_masked = |span: &Range<usize>| {
        let next = masked.partition_point(|mask| mask.end <= span.start);
        masked.get(next).is_some_and(|mask| mask.start < span.end)
    };
    let mut found = Vec::new();
    let mut longest: Range<usize> = passage.start..passage.start;
    for paragraph in paragraphs(within) {
        if is_heading(within[paragraph.clone()].trim()) {
            continue;
        }
        let sentences: Vec<Range<usize>> = sentences(within, paragraph)
            .into_iter()
            .map(|s| trimmed(text, passage.start + s.start..passage.start + s.end))
            .filter(|s| !s.is_empty())
            .collect();
        for first in 0..sentences.len() {
            for last in first..sentences.len().min(first + 3) {
                let span = sentences[first].start..sentences[last].end;
                if !is_masked(&span)
                    && READABLE.contains(&words(&text[span.clone()]).take(READABLE.end).count())
                {
                    found.push(span);
                }
            }
            if sentences[first].len() > longest.len() && !is_masked(&sentences[first]) {
                longest = sentences[first].clone();
            }
        }
    }
    if found.is_empty() && !longest.is_empty() {
        found.push(longest);
    }
    found
}

/// A range of `text` without the white space at its ends, and without the marker of a list item.
fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let slice = &text[range.clone()];
    let body = slice.trim_end();
    let start =
        slice.len() - slice.trim_start_matches(|c: char| c.is_whitespace() || "-*•>–".contains(c)).len();
    let start = start.min(body.len());
    range.start + start..range.start + body.len()
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
