//! Between the texts and their terms: what says nothing of its own is set aside.
//!
//! Three kinds of text would make themes that nobody means. A *non-answer* ("n/a", "see above") says nothing.
//! *Boilerplate* is what a form or a template puts into many documents: questions, labels, notices. A *campaign* is one
//! text that many people sent, with small changes. [`Noise::find`] finds all three, and [`Noise::text`] is a passage
//! without the first two. Of a campaign one passage is a *voice* and counts in the clustering; the others follow it, so
//! that nearly equal texts get equal results. Everybody who sent it is counted in the prevalence.
//!
//! All of it is found by comparing texts with each other, in time that grows with the text. Nothing is guessed
//! about what a text means, so thresholds are high: what is missed is seen in the themes, what is wrongly set aside is not.

mod boilerplate;
mod campaign;
mod fold;
mod known;
mod non_answer;
mod segment;
mod summary;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use crate::round::{Passage, Round};
use boilerplate::{Pieces, Recurrence};
use fold::Sequence;
pub use known::KnownNoise;
use non_answer::is_non_answer;
use segment::{Kind, Scan, trimmed};
pub use summary::{Campaign, Excerpt, NoiseSummary, Recurring};

/// What is looked for and set aside.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct NoiseSettings {
    /// Passages that are a non-answer as a whole; only English is covered.
    pub non_answers: bool,
    /// Questions, labels, notes in brackets and sentences that recur from document to document.
    pub boilerplate: bool,
    /// Texts that at least three documents have nearly alike.
    pub campaigns: bool,
}

impl Default for NoiseSettings {
    fn default() -> Self {
        NoiseSettings { non_answers: true, boilerplate: true, campaigns: true }
    }
}

impl NoiseSettings {
    /// Nothing is looked for: every text counts as it is.
    pub fn off() -> Self {
        NoiseSettings { non_answers: false, boilerplate: false, campaigns: false }
    }
}

/// Why a whole passage is set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetAside {
    /// It is a non-answer.
    NonAnswer,
    /// Nothing of it is left without boilerplate.
    Boilerplate,
}

/// The noise in the passages of a round.
#[derive(Debug, Clone, PartialEq)]
pub struct Noise {
    passages: usize,
    /// The ranges (in the document) of a passage that are boilerplate, or an answer to a question of a form that says
    /// nothing beside others that do: sorted, and apart from each other.
    masked: BTreeMap<usize, Vec<Range<usize>>>,
    /// The non-answers of a passage, as ranges in the document: all that it says, or its answer to one question of several.
    non_answers: BTreeMap<usize, Vec<Range<usize>>>,
    set_aside: BTreeMap<usize, SetAside>,
    /// Each campaign's passages: the voice first, the others in order.
    campaigns: Vec<Vec<usize>>,
    /// The campaign of a passage, by its place in `campaigns`.
    campaign_of: BTreeMap<usize, usize>,
    summary: NoiseSummary,
}

impl Noise {
    /// Finds the noise in `passages`, which are those of `round`. The result depends on them alone: not on the order of
    /// the input, nor on the number of threads.
    pub fn find(round: &Round, passages: &[Passage], settings: &NoiseSettings) -> Self {
        let mut noise = Noise::none(passages.len());
        if *settings == NoiseSettings::off() {
            return noise;
        }
        let scans: Vec<Scan> = passages.par_iter().map(|p| Scan::of(raw(round, p))).collect();
        let pieces = settings.boilerplate.then(|| Pieces::of(passages, &scans));
        let document_texts = document_texts(round, passages, &scans);
        let texts = different(&document_texts);
        let mut found: Vec<Recurrence> = Vec::new();
        if let Some(pieces) = &pieces {
            // What a form asks comes first: to copies of a form it would be most of the text.
            let text_of = |p: usize| document_texts[passages[p].document];
            found = pieces.boilerplate(&[Kind::Note, Kind::Prompt], text_of, texts);
            noise.mask(passages, &found);
        }
        if settings.campaigns {
            let texts: Vec<Cow<'_, str>> =
                passages.par_iter().enumerate().map(|(n, p)| noise.text(round, n, p)).collect();
            let number = |(p, text): (usize, &Cow<'_, str>)| match noise.masked.contains_key(&p) {
                true => Sequence::of(text),
                false => (scans[p].hash, scans[p].words),
            };
            let numbers: Vec<(u64, usize)> = texts.par_iter().enumerate().map(number).collect();
            noise.campaigns = campaign::campaigns(&texts, &numbers, |p| passages[p].document);
            let numbered = noise.campaigns.iter().enumerate();
            noise.campaign_of =
                numbered.flat_map(|(c, members)| members.iter().map(move |&p| (p, c))).collect();
        }
        if let Some(pieces) = &pieces {
            // What a campaign says is not boilerplate, however often it was sent: it is one text.
            let text_of = |p: usize| match noise.campaign_of.get(&p) {
                Some(&campaign) => campaign as u64,
                None => document_texts[passages[p].document],
            };
            let sentences = pieces.boilerplate(&[Kind::Sentence], text_of, texts);
            noise.mask(passages, &sentences);
            found.extend(sentences);
        }
        if settings.non_answers {
            noise.find_non_answers(round, passages, &scans);
        }
        noise.set_aside(round, passages);
        noise.mask_non_answers(round, passages);
        noise.summary = summary::summarise(round, passages, &noise, &found);
        noise
    }

    /// No noise in so many passages.
    pub fn none(passages: usize) -> Self {
        Noise {
            passages,
            masked: BTreeMap::new(),
            non_answers: BTreeMap::new(),
            set_aside: BTreeMap::new(),
            campaigns: Vec::new(),
            campaign_of: BTreeMap::new(),
            summary: NoiseSummary::default(),
        }
    }

    /// What passage number `number` says without boilerplate, and nothing if it is set aside.
    ///
    /// # Panics
    /// If the passage is not one of `round`.
    pub fn text<'r>(&self, round: &'r Round, number: usize, passage: &Passage) -> Cow<'r, str> {
        if self.set_aside.contains_key(&number) {
            return Cow::Borrowed("");
        }
        if !self.masked.contains_key(&number) {
            return Cow::Borrowed(passage.text(round));
        }
        // A blank line between, so that no phrase runs across what is left out.
        let text = &round.documents()[passage.document].text;
        let left = self.left(number, passage).map(|span| &text[span]);
        Cow::Owned(left.collect::<Vec<_>>().join("\n\n").trim().to_owned())
    }

    /// The texts of all passages, as [`text`](Self::text).
    ///
    /// # Panics
    /// If `passages` are not those of the find.
    pub fn texts<'r>(&self, round: &'r Round, passages: &[Passage]) -> Vec<Cow<'r, str>> {
        assert_eq!(passages.len(), self.passages, "the passages of the find");
        passages.iter().enumerate().map(|(number, passage)| self.text(round, number, passage)).collect()
    }

    /// The ranges of a passage, in the bytes of its document, that are boilerplate or say nothing beside what does: sorted,
    /// and apart from each other.
    pub fn masked(&self, passage: usize) -> &[Range<usize>] {
        self.masked.get(&passage).map_or(&[], Vec::as_slice)
    }

    /// Why a passage is set aside as a whole; none if it is not.
    pub fn why_set_aside(&self, passage: usize) -> Option<SetAside> {
        self.set_aside.get(&passage).copied()
    }

    /// The number of a passage's campaign, from 1.
    pub fn campaign_of(&self, passage: usize) -> Option<usize> {
        self.campaign_of.get(&passage).map(|campaign| campaign + 1)
    }

    /// The passages of each campaign, the largest campaign first: its voice, then the others in order.
    pub fn campaigns(&self) -> &[Vec<usize>] {
        &self.campaigns
    }

    /// The passages that count in the clustering, in order: all but the copies of a campaign's voice.
    pub fn voices(&self) -> Vec<usize> {
        (0..self.passages).filter(|&passage| !self.is_copy(passage)).collect()
    }

    /// Whether a passage follows the voice of its campaign.
    pub fn is_copy(&self, passage: usize) -> bool {
        self.campaign_of.get(&passage).is_some_and(|&campaign| self.campaigns[campaign][0] != passage)
    }

    /// What the voices have, given to all passages: copies have what their voice has.
    ///
    /// # Panics
    /// If there is not one value a voice.
    pub fn spread<T: Copy>(&self, of_voices: &[T]) -> Vec<T> {
        assert_eq!(
            of_voices.len() + self.campaign_of.len() - self.campaigns.len(),
            self.passages,
            "one value a voice"
        );
        let mut values = of_voices.iter().copied();
        let own: Vec<Option<T>> = (0..self.passages)
            .map(|passage| if self.is_copy(passage) { None } else { values.next() })
            .collect();
        let voice = |passage: usize| match self.campaign_of.get(&passage) {
            Some(&campaign) => self.campaigns[campaign][0],
            None => passage,
        };
        (0..self.passages).filter_map(|passage| own[voice(passage)]).collect()
    }

    /// What was found, to be shown.
    pub fn summary(&self) -> &NoiseSummary {
        &self.summary
    }

    /// What is left of a passage, piece by piece.
    fn left(&self, number: usize, passage: &Passage) -> impl Iterator<Item = Range<usize>> {
        let masked = self.masked(number);
        let starts = std::iter::once(passage.start).chain(masked.iter().map(|span| span.end));
        let ends = masked.iter().map(|span| span.start).chain([passage.end]);
        starts.zip(ends).map(|(start, end)| start..end).filter(|span| !span.is_empty())
    }

    /// Adds ranges to those that are masked.
    fn mask(&mut self, passages: &[Passage], found: &[Recurrence]) {
        for (passage, span) in found.iter().flat_map(|recurrence| &recurrence.places) {
            let start = passages[*passage].start;
            self.masked.entry(*passage).or_default().push(start + span.start..start + span.end);
        }
        self.masked.values_mut().for_each(|spans| *spans = joined(std::mem::take(spans)));
    }

    /// What is left of a passage, piece by piece and without the white space around each.
    fn pieces<'s>(
        &'s self,
        round: &'s Round,
        number: usize,
        passage: &Passage,
    ) -> impl Iterator<Item = (Range<usize>, &'s str)> {
        let text = round.documents()[passage.document].text.as_str();
        let pieces = self.left(number, passage).map(|span| trimmed(text, span));
        pieces.filter(|span| !span.is_empty()).map(|span| (span.clone(), &text[span]))
    }

    /// Finds the non-answers: passages, and what stands between two questions of a form.
    fn find_non_answers(&mut self, round: &Round, passages: &[Passage], scans: &[Scan]) {
        let found = |(number, passage): (usize, &Passage)| {
            let is_masked = self.masked.contains_key(&number);
            if !is_masked && scans[number].words > non_answer::MOST_WORDS {
                return None;
            }
            if !is_masked && raw(round, passage).trim().is_empty() {
                let whole = passage.start..passage.end;
                return Some((number, vec![whole]));
            }
            let empty = self.pieces(round, number, passage).filter(|(_, text)| is_non_answer(text));
            let empty: Vec<Range<usize>> = empty.map(|(span, _)| span).collect();
            (!empty.is_empty()).then_some((number, empty))
        };
        let found: Vec<_> = passages.par_iter().enumerate().filter_map(found).collect();
        self.non_answers = found.into_iter().collect();
    }

    /// Finds the passages of which nothing is left, or nothing but non-answers.
    fn set_aside(&mut self, round: &Round, passages: &[Passage]) {
        let why = |(number, passage): (usize, &Passage)| {
            let empty = self.non_answers.get(&number);
            if empty.is_none() && !self.masked.contains_key(&number) {
                return None;
            }
            let is_empty = |span: &Range<usize>| empty.is_some_and(|empty| empty.contains(span));
            let mut rest = self.pieces(round, number, passage).filter(|(span, _)| !is_empty(span)).peekable();
            // A mark or a number that a question leaves behind is no answer.
            match (rest.peek().is_some(), rest.any(|(_, text)| text.contains(char::is_alphabetic))) {
                (_, true) => None,
                (false, _) if empty.is_some() => Some((number, SetAside::NonAnswer)),
                _ => Some((number, SetAside::Boilerplate)),
            }
        };
        self.set_aside =
            passages.par_iter().enumerate().filter_map(why).collect::<Vec<_>>().into_iter().collect();
    }

    /// Masks the answers that say nothing beside others that do. A mark between two labels is not told as an answer.
    fn mask_non_answers(&mut self, round: &Round, passages: &[Passage]) {
        let Noise { non_answers, set_aside, masked, .. } = self;
        for (number, spans) in non_answers.iter_mut().filter(|(number, _)| !set_aside.contains_key(number)) {
            let text = round.documents()[passages[*number].document].text.as_str();
            spans.retain(|span| text[span.clone()].contains(char::is_alphabetic));
            masked.entry(*number).or_default().extend(spans.iter().cloned());
        }
        non_answers.retain(|number, spans| match set_aside.get(number) {
            Some(why) => *why == SetAside::NonAnswer,
            None => !spans.is_empty(),
        });
        masked.values_mut().for_each(|spans| *spans = joined(std::mem::take(spans)));
    }
}

/// Sorted ranges, those that meet or overlap made one.
fn joined(mut spans: Vec<Range<usize>>) -> Vec<Range<usize>> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    let mut joined: Vec<Range<usize>> = Vec::with_capacity(spans.len());
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.start <= last.end => last.end = last.end.max(span.end),
            _ => joined.push(span),
        }
    }
    joined
}

/// A passage as it stands, with the white space around it.
fn raw<'r>(round: &'r Round, passage: &Passage) -> &'r str {
    &round.documents()[passage.document].text[passage.start..passage.end]
}

/// A number for the text of each document: equal if the words are.
fn document_texts(round: &Round, passages: &[Passage], scans: &[Scan]) -> Vec<u64> {
    let mut texts = vec![Sequence::EMPTY; round.documents().len()];
    passages.iter().zip(scans).for_each(|(p, scan)| texts[p.document] = texts[p.document].then(scan.hash));
    texts.into_iter().map(Sequence::number).collect()
}

/// How many of the numbers are different.
fn different(numbers: &[u64]) -> usize {
    let mut sorted = numbers.to_vec();
    sorted.par_sort_unstable();
    sorted.dedup();
    sorted.len()
}
