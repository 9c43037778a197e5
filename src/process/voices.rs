//! What a few documents say about an area, verbatim: the quotations of a brief.

use crate::coding::{AreaScore, Coding};
use crate::round::{Passage, Round, is_heading, paragraphs, sentences};
use crate::theme::Quotation;

/// The longest quotation in bytes, unless one sentence is longer.
const LONGEST: usize = 420;

/// The strongest passage of each of these documents on an area, each as whole sentences: those that hold most of what led to
/// the coding. In the order of the documents; a document that does not raise the area, or that may not be
/// quoted, has none. Areas are told by their place
/// in the framework.
pub fn voices(
    round: &Round,
    passages: &[Passage],
    codings: &[Coding],
    areas: &[usize],
    documents: &[usize],
) -> Vec<Quotation> {
    let best = |&document: &usize| {
        let mut best: Option<(usize, &AreaScore)> = None;
        for (number, (passage, coding)) in passages.iter().zip(codings).enumerate() {
            let given = coding.areas.iter().filter(|given| areas.contains(&given.area));
            for given in given.filter(|_| passage.document == document) {
                if best.is_none_or(|(_, other)| given.score > other.score) {
                    best = Some((number, given));
                }
            }
        }
        let (number, given) = best?;
        let passage = &passages[number];
        let whole = &round.documents()[document];
        let text = whole.text.get(passage.start..passage.end)?;
        let (from, to) = part(text, given);
        let (start, end) = (passage.start + from, passage.start + to);
        let (id, text) = (whole.id.clone(), whole.text.get(start..end)?.to_owned());
        Some(Quotation { document: id, passage: number, start, end, text, score: given.score })
    };
    documents.iter().filter(|&&document| round.may_quote(document)).filter_map(best).collect()
}

/// The run of whole sentences, as long as is allowed, that holds most of what led to a coding; of equals the first.
fn part(text: &str, given: &AreaScore) -> (usize, usize) {
    // A run never crosses from one paragraph into the next; headings are no sentences.
    let mut spans: Vec<(usize, usize, usize)> = Vec::new();
    for (number, paragraph) in paragraphs(text).into_iter().enumerate() {
        if is_heading(text[paragraph.clone()].trim()) {
            continue;
        }
        for span in sentences(text, paragraph) {
            let own = &text[span.clone()];
            let start = span.start + own.len() - own.trim_start().len();
            let end = span.start + own.trim_end().len();
            if start < end {
                spans.push((start, end, number));
            }
        }
    }
    let lower: Vec<String> = spans.iter().map(|&(start, end, _)| text[start..end].to_lowercase()).collect();
    let weight = |sentence: &String| -> f64 {
        let led = given.contributions.iter().filter(|led| {
            let term = led.term.trim_end_matches('*').to_lowercase();
            !term.is_empty() && sentence.contains(&term)
        });
        led.map(|led| led.share).sum()
    };
    let weights: Vec<f64> = lower.iter().map(weight).collect();
    let mut best: Option<(f64, (usize, usize))> = None;
    for first in 0..spans.len() {
        let mut sum = 0.0;
        for last in first..spans.len() {
            let run = (spans[first].0, spans[last].1);
            let is_too_long = last > first && run.1 - run.0 > LONGEST;
            if is_too_long || spans[last].2 != spans[first].2 {
                break;
            }
            sum += weights[last];
            if best.is_none_or(|(most, _)| sum > most) {
                best = Some((sum, run));
            }
        }
    }
    best.map_or((0, text.len()), |(_, run)| run)
}
