//! What is told about noise: counts, and examples that are slices of documents.

use std::collections::BTreeMap;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::boilerplate::Recurrence;
use super::segment::trimmed;
use super::{Noise, Sequence, SetAside};
use crate::round::{Passage, Round, paragraphs, sentences};
use crate::text::words;

/// A verbatim piece of a document; an empty one where no document that has it may be quoted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
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
}

/// A text that recurs, told once; case and punctuation may differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recurring {
    /// Its first occurrence in a document that may be quoted.
    pub example: Excerpt,
    /// In how many documents it occurs.
    pub documents: usize,
    /// How often it occurs.
    pub times: usize,
}

/// A text that many documents have nearly alike.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Campaign {
    /// Its number, from 1; the one that most documents have is 1.
    pub number: usize,
    /// Its most frequent form, as it stands in the first document that has it; of those that may be quoted, if its own may not.
    pub example: Excerpt,
    /// How many documents have it.
    pub documents: usize,
    /// How many passages.
    pub passages: usize,
}

/// What was set aside in a round, the most frequent first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct NoiseSummary {
    /// Passages that are a non-answer as a whole.
    pub non_answer_passages: usize,
    /// Answers to single questions of a form that say nothing, in passages whose other answers do.
    pub non_answers_beside: usize,
    /// Passages of which nothing but boilerplate is left.
    pub boilerplate_passages: usize,
    /// The forms that non-answers took.
    pub non_answers: Vec<Recurring>,
    /// What a form or a template put into many documents.
    pub boilerplate: Vec<Recurring>,
    /// What many documents have nearly alike.
    pub campaigns: Vec<Campaign>,
}

impl NoiseSummary {
    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.non_answers.is_empty() && self.boilerplate.is_empty() && self.campaigns.is_empty()
    }

    /// All examples.
    pub fn examples(&self) -> impl Iterator<Item = &Excerpt> {
        let recurring = self.non_answers.iter().chain(&self.boilerplate).map(|recurring| &recurring.example);
        recurring.chain(self.campaigns.iter().map(|campaign| &campaign.example))
    }
}

pub(super) fn summarise(
    round: &Round,
    passages: &[Passage],
    noise: &Noise,
    found: &[Recurrence],
) -> NoiseSummary {
    let beside = noise.non_answers.iter().filter(|(number, _)| !noise.set_aside.contains_key(number));
    let count = |why: SetAside| noise.set_aside.values().filter(|&&own| own == why).count();
    NoiseSummary {
        non_answer_passages: count(SetAside::NonAnswer),
        non_answers_beside: beside.map(|(_, spans)| spans.len()).sum(),
        boilerplate_passages: count(SetAside::Boilerplate),
        non_answers: non_answers(round, passages, noise),
        boilerplate: boilerplate(round, passages, found),
        campaigns: campaigns(round, passages, noise),
    }
}

/// The non-answers by their words.
fn non_answers(round: &Round, passages: &[Passage], noise: &Noise) -> Vec<Recurring> {
    let mut forms: BTreeMap<u64, Vec<(usize, Range<usize>)>> = BTreeMap::new();
    for (&number, spans) in &noise.non_answers {
        let text = &round.documents()[passages[number].document].text;
        for span in spans {
            forms.entry(Sequence::of(&text[span.clone()]).0).or_default().push((number, span.clone()));
        }
    }
    most_frequent_first(forms.into_values().map(|places| recurring(round, passages, &places)).collect())
}

fn boilerplate(round: &Round, passages: &[Passage], found: &[Recurrence]) -> Vec<Recurring> {
    let told = found.iter().map(|recurrence| {
        let in_document = |(number, span): &(usize, Range<usize>)| {
            let start = passages[*number].start;
            (*number, start + span.start..start + span.end)
        };
        let places: Vec<(usize, Range<usize>)> = recurrence.places.iter().map(in_document).collect();
        recurring(round, passages, &places)
    });
    most_frequent_first(told.collect())
}

fn campaigns(round: &Round, passages: &[Passage], noise: &Noise) -> Vec<Campaign> {
    let told = noise.campaigns.iter().enumerate().map(|(place, members)| {
        let may_quote = |&&member: &&usize| round.may_quote(passages[member].document);
        let first = *members.iter().find(may_quote).unwrap_or(&members[0]);
        let voice = &passages[first];
        let left = noise.left(first, voice).max_by_key(|span| (span.len(), std::cmp::Reverse(span.start)));
        let span = opening(&round.documents()[voice.document].text, left.unwrap_or(voice.start..voice.end));
        Campaign {
            number: place + 1,
            example: excerpt(round, passages, first, span),
            documents: documents(passages, members.iter().copied()),
            passages: members.len(),
        }
    });
    told.collect()
}

/// A longer text is told by its first sentences.
const TOLD_WORDS: usize = 60;

/// The first sentences of a range of `text`, as many as are soon read.
fn opening(text: &str, span: Range<usize>) -> Range<usize> {
    let span = trimmed(text, span);
    let within = &text[span.clone()];
    let mut ends =
        paragraphs(within).into_iter().flat_map(|paragraph| sentences(within, paragraph)).map(|s| s.end);
    let first = ends.next().unwrap_or(within.len());
    let is_short = |&end: &usize| words(&within[..end]).nth(TOLD_WORDS).is_none();
    let end = ends.take_while(is_short).last().unwrap_or(first);
    trimmed(text, span.start..span.start + end)
}

/// A text by its places, which are in order.
fn recurring(round: &Round, passages: &[Passage], places: &[(usize, Range<usize>)]) -> Recurring {
    let may_quote = |(number, _): &&(usize, Range<usize>)| round.may_quote(passages[*number].document);
    let (first, span) = places.iter().find(may_quote).unwrap_or(&places[0]).clone();
    Recurring {
        example: excerpt(round, passages, first, span),
        documents: documents(passages, places.iter().map(|(number, _)| *number)),
        times: places.len(),
    }
}

fn most_frequent_first(mut recurring: Vec<Recurring>) -> Vec<Recurring> {
    recurring
        .sort_by_key(|r| (std::cmp::Reverse(r.documents), r.example.passage, r.example.start, r.example.end));
    recurring
}

/// How many documents some passages are from.
fn documents(passages: &[Passage], numbers: impl Iterator<Item = usize>) -> usize {
    let mut documents: Vec<usize> = numbers.map(|number| passages[number].document).collect();
    documents.sort_unstable();
    documents.dedup();
    documents.len()
}

fn excerpt(round: &Round, passages: &[Passage], number: usize, span: Range<usize>) -> Excerpt {
    let place = passages[number].document;
    let document = &round.documents()[place];
    let span =
        if round.may_tell(place, &document.text[span.clone()]) { span } else { span.start..span.start };
    Excerpt {
        document: document.id.clone(),
        passage: number,
        start: span.start,
        end: span.end,
        text: document.text[span].to_owned(),
    }
}
