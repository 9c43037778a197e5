//! Noise that is known already: what one round taught, to be found in other texts, each on its own.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::non_answer::{self, is_non_answer};
use super::segment::Scan;
use super::{Noise, NoiseSettings, SetAside, joined, raw};
use crate::round::{Passage, Round};

/// The boilerplate of a round, and whether non-answers are set aside. Each text is read on its own: alone as in a batch.
/// Campaigns are not known: they are a matter of many texts, and each of their copies goes where its words lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KnownNoise {
    non_answers: bool,
    /// The pieces that are boilerplate, each as one number.
    pieces: BTreeSet<u64>,
}

impl KnownNoise {
    /// What `noise`, found in these passages of `round`, says of texts to come.
    pub fn of(round: &Round, passages: &[Passage], noise: &Noise, settings: &NoiseSettings) -> Self {
        let mut pieces = BTreeSet::new();
        for (&number, masked) in &noise.masked {
            let passage = &passages[number];
            let is_masked =
                |start: usize, end: usize| masked.iter().any(|m| m.start <= start && end <= m.end);
            let segments = Scan::of(raw(round, passage)).segments.into_iter();
            let found =
                segments.filter(|s| is_masked(passage.start + s.span.start, passage.start + s.span.end));
            pieces.extend(found.map(|segment| segment.hash));
        }
        KnownNoise { non_answers: settings.non_answers, pieces }
    }

    /// Only what a text shows by itself: whether it is a non-answer.
    pub fn by_itself(settings: &NoiseSettings) -> Self {
        KnownNoise { non_answers: settings.non_answers, pieces: BTreeSet::new() }
    }

    /// What a passage says without boilerplate; or nothing, and why.
    ///
    /// # Panics
    /// If the passage is not one of `round`.
    pub fn read<'r>(&self, round: &'r Round, passage: &Passage) -> (Cow<'r, str>, Option<SetAside>) {
        let whole = passage.text(round);
        if self.pieces.is_empty() {
            let is_noise = self.non_answers && is_non_answer(whole);
            return if is_noise {
                (Cow::Borrowed(""), Some(SetAside::NonAnswer))
            } else {
                (Cow::Borrowed(whole), None)
            };
        }
        let text = raw(round, passage);
        let scan = Scan::of(text);
        let known = scan.segments.iter().filter(|segment| self.pieces.contains(&segment.hash));
        let masked = joined(known.map(|segment| segment.span.clone()).collect());
        let left: Cow<'r, str> = if masked.is_empty() {
            Cow::Borrowed(whole)
        } else {
            let starts = std::iter::once(0).chain(masked.iter().map(|span| span.end));
            let ends = masked.iter().map(|span| span.start).chain([text.len()]);
            let parts =
                starts.zip(ends).filter(|(start, end)| start < end).map(|(start, end)| &text[start..end]);
            // A blank line between, so that no phrase runs across what is left out.
            Cow::Owned(parts.collect::<Vec<_>>().join("\n\n").trim().to_owned())
        };
        let may_be = !masked.is_empty() || scan.words <= non_answer::MOST_WORDS;
        let is_emptied = left.is_empty() && !masked.is_empty();
        let is_non_answer = self.non_answers && may_be && !is_emptied && is_non_answer(&left);
        if is_non_answer {
            (Cow::Borrowed(""), Some(SetAside::NonAnswer))
        } else if !masked.is_empty() && !left.chars().any(char::is_alphabetic) {
            (Cow::Borrowed(""), Some(SetAside::Boilerplate))
        } else {
            (left, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::round::{Document, PassageSettings, Unit, passages};

    #[test]
    fn what_a_round_taught_is_found_in_each_of_its_texts_and_in_others() {
        let challenges =
            ["the bus is late", "no park is near", "books are lost", "rents went up", "roads are closed"];
        let texts =
            challenges.iter().map(|own| format!("What is your challenge? Here {own} every single day."));
        let documents = texts.chain(["n/a".to_owned(), "What is your challenge?".to_owned()]).zip(0..);
        let round =
            Round::new(documents.map(|(text, id)| Document::new(id.to_string(), text)).collect()).unwrap();
        let unit = PassageSettings { unit: Unit::Document, ..PassageSettings::default() };
        let passages = passages(&round, &unit).unwrap();
        let settings = NoiseSettings { campaigns: false, ..NoiseSettings::default() };
        let noise = Noise::find(&round, &passages, &settings);
        let known = KnownNoise::of(&round, &passages, &noise, &settings);
        let known: KnownNoise = serde_json::from_str(&serde_json::to_string(&known).unwrap()).unwrap();
        assert!(!known.pieces.is_empty());
        for (number, passage) in passages.iter().enumerate() {
            let expected = (noise.text(&round, number, passage), noise.why_set_aside(number));
            assert_eq!(known.read(&round, passage), expected, "{number}");
        }
        let by_itself = KnownNoise::by_itself(&settings);
        assert_eq!(by_itself.read(&round, &passages[5]).1, Some(SetAside::NonAnswer));
        assert_eq!(by_itself.read(&round, &passages[6]), ("What is your challenge?".into(), None));
    }
}
