//! How the writers of a theme put its terms.

use std::collections::BTreeMap;

use super::fragment::is_fragment;
use super::member::Member;
use crate::text::{Analyser, Lexicon, Meaning, display_form, words};
use crate::vectorize::{CsrMatrix, Surface, Vocabulary};

/// At most so many passages of a theme are read for each term.
const MOST_READ: usize = 100;
/// The most words of a term as it is shown.
const MOST_WORDS: usize = 5;

/// Puts terms as the passages of a theme do.
///
/// A vocabulary knows words, and phrases of two. Here a word is completed to the compound in which most of its
/// occurrences stand ("buy" to "buy-in"), and a phrase to the longer one ("sharing agreement" to "data sharing
/// agreement"). A word that is only a [part](super::fragment) of what is said is not shown.
pub(super) struct Wording<'a> {
    vocabulary: &'a Vocabulary,
    rows: &'a CsrMatrix,
    members: &'a [Member],
    lexicon: Lexicon<'a>,
}

/// A word of a passage.
#[derive(Clone, Copy)]
pub(super) struct Token {
    pub(super) start: usize,
    pub(super) end: usize,
    meaning: Meaning,
}

/// Where a term stands: its passage, and its first and last word.
#[derive(Clone, Copy)]
pub(super) struct Occurrence {
    pub(super) read: usize,
    pub(super) first: usize,
    pub(super) last: usize,
}

/// A passage that was read.
pub(super) struct Read<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: Vec<Token>,
}

/// What joins a word to its neighbour.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Joint {
    Hyphen,
    Space,
    None,
}

#[derive(Clone, Copy)]
enum Side {
    Left,
    Right,
}

impl<'a> Wording<'a> {
    pub(super) fn new(
        analyser: &'a Analyser,
        vocabulary: &'a Vocabulary,
        rows: &'a CsrMatrix,
        members: &'a [Member],
    ) -> Self {
        Wording { vocabulary, rows, members, lexicon: Lexicon::new(analyser) }
    }

    /// The words for a term, or none if it is only a part of words. `text_of` gives the text of a passage; a term is
    /// not completed by the stems in `taken`.
    pub(super) fn of<'t>(
        &mut self,
        term: usize,
        text_of: impl Fn(usize) -> &'t str,
        taken: &[&str],
    ) -> Option<String> {
        let entry = &self.vocabulary.terms()[term];
        let has =
            |member: &&Member| self.rows.row(member.passage).indices.binary_search(&(term as u32)).is_ok();
        let with: Vec<usize> = self.members.iter().filter(has).map(|member| member.passage).collect();
        let step = with.len().div_ceil(MOST_READ).max(1);
        let read: Vec<Read<'t>> =
            with.into_iter().step_by(step).map(|passage| self.read(text_of(passage))).collect();

        let found = self.occurrences(&read, &entry.key);
        if !entry.is_phrase() && is_fragment(&read, &found, |next| self.is_name(next)) {
            return None;
        }
        let completed = self.complete(&read, found.clone(), entry.is_phrase(), taken);
        let is_as_found =
            completed.first().is_none_or(|now| now.last - now.first == found[0].last - found[0].first);
        if is_as_found {
            return Some(with_last_dot(entry.surface.clone(), &read, &found));
        }
        let mut surface = Surface::default();
        for occurrence in &completed {
            let words: Vec<&str> = slice(&read, occurrence).split_whitespace().collect();
            surface.add(&display_form(&words.join(" ")), 1);
        }
        Some(surface.best())
    }

    /// Whether a word with a capital is a name: one that is mostly written so, or that hardly anybody writes.
    fn is_name(&self, word: &Token) -> bool {
        let Meaning::Term(term) = word.meaning else { return false };
        let known = self.vocabulary.id(self.lexicon.stem(term));
        known.is_none_or(|id| self.vocabulary.terms()[id as usize].surface.starts_with(char::is_uppercase))
    }

    fn read<'t>(&mut self, text: &'t str) -> Read<'t> {
        let tokens = words(text).map(|word| Token {
            start: word.start,
            end: word.end(),
            meaning: self.lexicon.meaning(word.text),
        });
        Read { text, tokens: tokens.collect() }
    }

    /// Where the term with this key stands.
    fn occurrences(&self, read: &[Read<'_>], key: &str) -> Vec<Occurrence> {
        let (head, tail) = key.split_once(' ').map_or((key, None), |(head, tail)| (head, Some(tail)));
        let mut found = Vec::new();
        for (number, passage) in read.iter().enumerate() {
            for first in (0..passage.tokens.len()).filter(|&at| self.is_term(passage, at, head)) {
                let last = match tail {
                    None => Some(first),
                    Some(tail) => {
                        self.next_term(passage, first).filter(|&at| self.is_term(passage, at, tail))
                    }
                };
                found.extend(last.map(|last| Occurrence { read: number, first, last }));
            }
        }
        found
    }

    fn is_term(&self, read: &Read<'_>, at: usize, stem: &str) -> bool {
        matches!(read.tokens[at].meaning, Meaning::Term(form) if self.lexicon.stem(form) == stem)
    }

    /// The next term after the word at `at`, if at most two joining words and no punctuation stand between.
    fn next_term(&self, read: &Read<'_>, at: usize) -> Option<usize> {
        for next in at + 1..read.tokens.len().min(at + 4) {
            if joint(read, next - 1) == Joint::None {
                return None;
            }
            match read.tokens[next].meaning {
                Meaning::Term(_) => return Some(next),
                Meaning::Stop { joins: true } => {}
                _ => return None,
            }
        }
        None
    }

    /// The term before the word at `at`, as [`next_term`](Self::next_term).
    fn term_before(&self, read: &Read<'_>, at: usize) -> Option<usize> {
        (at.saturating_sub(3)..at)
            .rev()
            .find(|&before| matches!(read.tokens[before].meaning, Meaning::Term(_)))
            .filter(|&before| self.next_term(read, before) == Some(at))
    }

    /// The occurrences within the longer form that most of them share, or as they are.
    fn complete(
        &self,
        read: &[Read<'_>],
        found: Vec<Occurrence>,
        is_phrase: bool,
        taken: &[&str],
    ) -> Vec<Occurrence> {
        let all = found.len();
        let mut now = found;
        for side in [Side::Right, Side::Left] {
            while let Some(longer) = self.longer(read, &now, side, all, is_phrase, taken) {
                now = longer;
            }
        }
        now
    }

    /// The occurrences that share the most frequent next piece on one side, if these are enough of `all`: more than
    /// half for a compound, three quarters for a longer phrase.
    fn longer(
        &self,
        read: &[Read<'_>],
        now: &[Occurrence],
        side: Side,
        all: usize,
        is_phrase: bool,
        taken: &[&str],
    ) -> Option<Vec<Occurrence>> {
        let mut pieces: BTreeMap<String, Vec<Occurrence>> = BTreeMap::new();
        for occurrence in now {
            let Some(longer) = self.step(&read[occurrence.read], occurrence, side, is_phrase, taken) else {
                continue;
            };
            let piece = match side {
                Side::Left => Occurrence { last: occurrence.first - 1, ..longer },
                Side::Right => Occurrence { first: occurrence.last + 1, ..longer },
            };
            let form: Vec<&str> = slice(read, &piece).split_whitespace().collect();
            pieces.entry(form.join(" ").to_lowercase()).or_default().push(longer);
        }
        let (_, longer) =
            pieces.into_iter().reduce(|best, next| if next.1.len() > best.1.len() { next } else { best })?;
        let one = longer.first()?;
        let is_compound = match side {
            Side::Left => joint(&read[one.read], one.first) == Joint::Hyphen,
            Side::Right => joint(&read[one.read], one.last - 1) == Joint::Hyphen,
        };
        let enough = if is_compound { 2 * longer.len() > all } else { 4 * longer.len() >= 3 * all };
        (enough && longer.len() > 1 && one.last - one.first < MOST_WORDS).then_some(longer)
    }

    /// The occurrence with the next piece on one side: the other part of a compound, or for a phrase the next term.
    fn step(
        &self,
        read: &Read<'_>,
        occurrence: &Occurrence,
        side: Side,
        is_phrase: bool,
        taken: &[&str],
    ) -> Option<Occurrence> {
        let is_free = |at: usize| match read.tokens[at].meaning {
            Meaning::Term(form) => !taken.contains(&self.lexicon.stem(form)),
            _ => true,
        };
        let Occurrence { first, last, .. } = *occurrence;
        let at = match side {
            Side::Right if joint(read, last) == Joint::Hyphen => Some(last + 1),
            Side::Right if is_phrase => self.next_term(read, last),
            Side::Left if first > 0 && joint(read, first - 1) == Joint::Hyphen => Some(first - 1),
            Side::Left if is_phrase => self.term_before(read, first),
            _ => None,
        };
        let at = at.filter(|&at| is_free(at))?;
        Some(match side {
            Side::Left => Occurrence { first: at, ..*occurrence },
            Side::Right => Occurrence { last: at, ..*occurrence },
        })
    }
}

/// What joins the word at `at` to the next.
pub(super) fn joint(read: &Read<'_>, at: usize) -> Joint {
    let (Some(word), Some(next)) = (read.tokens.get(at), read.tokens.get(at + 1)) else { return Joint::None };
    match &read.text[word.end..next.start] {
        "-" | "‐" | "\u{2011}" => Joint::Hyphen,
        gap if gap.trim().is_empty() && !gap.is_empty() && gap.matches('\n').count() < 2 => Joint::Space,
        _ => Joint::None,
    }
}

pub(super) fn slice<'t>(read: &[Read<'t>], occurrence: &Occurrence) -> &'t str {
    let Read { text, tokens } = &read[occurrence.read];
    &text[tokens[occurrence.first].start..tokens[occurrence.last].end]
}

/// An abbreviation such as "U.S" with the dot that its last letter has in the texts.
fn with_last_dot(surface: String, read: &[Read<'_>], found: &[Occurrence]) -> String {
    let has_dot = |o: &&Occurrence| read[o.read].text[read[o.read].tokens[o.last].end..].starts_with('.');
    if surface.contains('.') && 2 * found.iter().filter(has_dot).count() > found.len() {
        surface + "."
    } else {
        surface
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::AnalyserSettings;
    use crate::vectorize::{Tfidf, TfidfSettings};

    /// How the texts put the term with this key.
    fn put(texts: &[&str], key: &str, taken: &[&str]) -> Option<String> {
        let mut settings = TfidfSettings { analyser: AnalyserSettings::default(), ..Default::default() };
        settings.vocabulary.phrase_min_df = 2;
        let (tfidf, rows) = Tfidf::fit_transform(settings, texts).unwrap();
        let member =
            |passage| Member { passage, document: passage, writer: passage, voice: 1.0, may_quote: true };
        let members: Vec<Member> = (0..texts.len()).map(member).collect();
        let mut wording = Wording::new(tfidf.analyser(), tfidf.vocabulary(), &rows, &members);
        let term = tfidf.vocabulary().id(key).unwrap() as usize;
        wording.of(term, |passage| texts[passage], taken)
    }

    /// Texts, a key, the stems that are taken, and how the term is put.
    type Case<'a> = (&'a [&'a str], &'a str, &'a [&'a str], Option<&'a str>);

    #[test]
    fn terms_are_put_as_the_texts_put_them() {
        let sharing =
            ["A data sharing agreement.", "Data sharing agreements help.", "Our data sharing agreement"];
        let cases: [Case<'_>; 14] = [
            (
                &["Their buy-in is won.", "Without buy-in we fail.", "They buy bread."],
                "buy",
                &[],
                Some("buy-in"),
            ),
            (&["A cross-party deal.", "A cross-border deal.", "Cross-sector work."], "cross", &[], None),
            (
                &["The cross-party deal.", "A cross-border deal.", "A cross.", "A cross."],
                "cross",
                &[],
                Some("cross"),
            ),
            (&sharing, "share agreement", &[], Some("data sharing agreement")),
            (&sharing, "share agreement", &["data"], Some("sharing agreement")),
            (
                &["The quality of life here.", "A quality of life."],
                "qualiti life",
                &[],
                Some("quality of life"),
            ),
            (&["Trade with the U.S. fell.", "The U.S. bought."], "u.", &[], Some("U.S.")),
            (&["Send e-mail.", "An e-mail came."], "mail", &[], Some("e-mail")),
            (&["It grew (source 1).", "See source 2.", "Source 3 says so."], "sourc", &[], None),
            (&["A source 1.", "The source of rivers.", "At the source."], "sourc", &[], Some("source")),
            (&["He won Formula 1.", "Formula 1 again", "A Formula 1 car."], "formula", &[], Some("Formula")),
            (&["He met Mr Gray.", "Then Mr. Lowe spoke.", "Mr Hale left."], "mr", &[], None),
            (&["Labour leads.", "The Labour Party.", "He left Labour."], "labour", &[], Some("Labour")),
            (&["An NHS Trust.", "The NHS England team", "NHS Wales"], "nhs", &[], Some("NHS")),
        ];
        for (texts, key, taken, expected) in cases {
            assert_eq!(put(texts, key, taken).as_deref(), expected, "{key} in {texts:?}");
        }
    }
}
