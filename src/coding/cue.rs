//! Cues: words and phrases that point to an area.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::framework::Framework;
use crate::text::{Analyser, Reading, normal_form, words};

/// One cue of one area, ready to be looked for.
#[derive(Debug)]
pub(super) struct Cue {
    pub(super) area: usize,
    /// The cue as the analyst wrote it.
    pub(super) text: String,
    words: Vec<CueWord>,
}

#[derive(Debug, PartialEq)]
enum CueWord {
    /// The word with this key: a stem, or the normal form of a stop word or number.
    Key(String),
    /// Any word that begins so.
    Prefix(String),
}

/// A word of the text, in the two forms in which cues meet it.
struct TextWord<'t> {
    normal: Cow<'t, str>,
    /// If it is a term.
    stem: Option<String>,
}

impl<'t> TextWord<'t> {
    fn read(word: &'t str, analyser: &Analyser) -> Self {
        let stem = match analyser.read(word) {
            Reading::Term(stem) => Some(stem),
            Reading::Stop { .. } | Reading::Dropped => None,
        };
        TextWord { normal: normal_form(word), stem }
    }

    /// What it is compared by: its stem, or its normal form if it is no term.
    fn key(&self) -> &str {
        self.stem.as_deref().unwrap_or(&self.normal)
    }
}

/// The cues of a framework, by their first word.
#[derive(Debug)]
pub(super) struct Cues {
    cues: Vec<Cue>,
    by_key: BTreeMap<String, Vec<usize>>,
    /// Cues that begin with an open word.
    open: Vec<usize>,
    /// Phrases in which a cue of the same area means nothing.
    excludes: Vec<Cue>,
}

impl Cues {
    pub(super) fn of(framework: &Framework, analyser: &Analyser) -> Self {
        let mut cues: Vec<Cue> = Vec::new();
        for (area, entry) in framework.areas.iter().enumerate() {
            for text in &entry.cues {
                let cue = Cue { area, text: text.trim().to_owned(), words: cue_words(text, analyser) };
                if !cues.iter().any(|other| other.area == area && other.words == cue.words) {
                    cues.push(cue);
                }
            }
        }
        let (mut by_key, mut open) = (BTreeMap::<_, Vec<_>>::new(), Vec::new());
        for (number, cue) in cues.iter().enumerate() {
            match cue.words.first() {
                Some(CueWord::Key(key)) => by_key.entry(key.clone()).or_default().push(number),
                Some(CueWord::Prefix(_)) => open.push(number),
                None => {}
            }
        }
        let excludes = framework.areas.iter().enumerate().flat_map(|(area, entry)| {
            let exclude = move |text: &String| Cue {
                area,
                text: text.trim().to_owned(),
                words: cue_words(text, analyser),
            };
            entry.excludes.iter().map(exclude)
        });
        Cues { cues, by_key, open, excludes: excludes.collect() }
    }

    pub(super) fn cue(&self, number: usize) -> &Cue {
        &self.cues[number]
    }

    pub(super) fn len(&self) -> usize {
        self.cues.len()
    }

    /// The numbers of the cues that occur in `text`, ascending, each once.
    pub(super) fn find(&self, text: &str, analyser: &Analyser) -> Vec<usize> {
        if self.cues.is_empty() {
            return Vec::new();
        }
        let text: Vec<TextWord<'_>> = words(text).map(|w| TextWord::read(w.text, analyser)).collect();
        let mut found = Vec::new();
        for at in 0..text.len() {
            let with_key = self.by_key.get(text[at].key()).into_iter().flatten();
            let matching = with_key.chain(&self.open).filter(|&&number| {
                self.cues[number].occurs(&text[at..]) && !self.is_excluded(number, &text, at)
            });
            found.extend(matching);
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

impl Cues {
    /// Whether the cue that occurs at a word is part of a phrase that its area excludes.
    fn is_excluded(&self, number: usize, text: &[TextWord<'_>], at: usize) -> bool {
        let cue = &self.cues[number];
        let end = at + cue.words.len();
        let of_area = self.excludes.iter().filter(|exclude| exclude.area == cue.area);
        of_area.into_iter().any(|exclude| {
            let earliest = end.saturating_sub(exclude.words.len());
            (earliest..=at).any(|start| start + exclude.words.len() >= end && exclude.occurs(&text[start..]))
        })
    }

    /// How strongly the cues of each area occur where these were found: 1 − 2^(−n) for n different cues, by area,
    /// where n > 0.
    pub(super) fn strengths(&self, found: &[usize]) -> Vec<(u32, f64)> {
        let mut counts = BTreeMap::<u32, i32>::new();
        found.iter().for_each(|&number| *counts.entry(self.cues[number].area as u32).or_default() += 1);
        counts.into_iter().map(|(area, n)| (area, 1.0 - 0.5f64.powi(n))).collect()
    }
}

impl Cue {
    fn occurs(&self, text: &[TextWord<'_>]) -> bool {
        text.len() >= self.words.len()
            && self.words.iter().zip(text).all(|(cue, word)| match cue {
                CueWord::Key(key) => word.key() == key,
                CueWord::Prefix(prefix) => word.normal.starts_with(prefix.as_str()),
            })
    }
}

/// A cue's words; the last is open if the cue ends with `*`.
fn cue_words(cue: &str, analyser: &Analyser) -> Vec<CueWord> {
    let cue = cue.trim();
    let is_open = cue.ends_with('*');
    let mut found: Vec<CueWord> =
        words(cue).map(|w| CueWord::Key(TextWord::read(w.text, analyser).key().to_owned())).collect();
    if let (true, Some(last), Some(word)) = (is_open, found.last_mut(), words(cue).last()) {
        *last = CueWord::Prefix(normal_form(word.text).into_owned());
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::framework::Area;
    use crate::text::AnalyserSettings;

    #[test]
    fn cues_are_found_in_any_inflection() {
        let cues =
            ["scale up", "evaluat*", "nice to have", "Hard-to-reach", "2030"].map(str::to_owned).to_vec();
        let area = Area { id: "a".into(), name: "A".into(), cues, ..Default::default() };
        let framework = Framework { areas: vec![area], ..Default::default() };
        let analyser = Analyser::new(AnalyserSettings::default());
        let cues = Cues::of(&framework, &analyser);
        let found = |text: &str| -> Vec<String> {
            cues.find(text, &analyser).into_iter().map(|n| cues.cue(n).text.clone()).collect()
        };
        assert_eq!(found("Scaling up is an evaluator’s dream."), ["scale up", "evaluat*"]);
        assert_eq!(found("It is nice to have one by 2030."), ["nice to have", "2030"]);
        assert_eq!(found("the hard to reach"), ["Hard-to-reach"]);
        assert_eq!(found("nice to see, up the scale"), Vec::<String>::new());
    }

    #[test]
    fn a_cue_within_a_phrase_that_its_area_excludes_does_not_count() {
        let phrases = |phrases: &[&str]| phrases.iter().map(|&phrase| phrase.to_owned()).collect();
        let area = |id: &str, excludes: &[&str]| Area {
            id: id.into(),
            name: id.into(),
            cues: phrases(&["power*", "wind power"]),
            excludes: phrases(excludes),
            ..Area::default()
        };
        let areas = vec![area("a", &["shore power", "power of attorney"]), area("b", &[])];
        let analyser = Analyser::new(AnalyserSettings::default());
        let cues = Cues::of(&Framework { areas, ..Framework::default() }, &analyser);
        let found = |text: &str| -> Vec<(usize, &str)> {
            cues.find(text, &analyser).into_iter().map(|n| (cues.cue(n).area, &*cues.cue(n).text)).collect()
        };
        assert_eq!(found("Shore power for ships."), [(1, "power*")]);
        assert_eq!(found("A power of attorney."), [(1, "power*")]);
        assert_eq!(found("Shore power, and power for homes."), [(0, "power*"), (1, "power*")]);
        assert_eq!(found("Off shore wind power.").len(), 4);
        assert_eq!(found("On shore"), []);
    }
}
