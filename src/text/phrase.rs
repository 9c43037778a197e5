//! Phrases: two terms side by side, perhaps with a joining word between ("quality of life").

use foldhash::HashMap;

use super::lexicon::Meaning;
use super::word::Word;

/// What stands between the two words of a phrase, in lower case with white space folded.
pub(crate) type Gap = Box<str>;

/// The number of a gap in a [`PhraseFinder`].
pub(crate) type GapId = u32;

/// At most so many joining words inside of a phrase ("state of the art").
const MOST_JOINING_WORDS: u8 = 2;

/// A gap of more bytes is layout, not language.
const LONGEST_GAP: usize = 16;

/// Finds phrases while the words of a text go by.
#[derive(Default)]
pub(crate) struct PhraseFinder {
    /// The last term met (term, word, end), and the joining words since.
    last: Option<(u32, u32, usize, u8)>,
    by_gap: HashMap<Gap, GapId>,
    gaps: Vec<Gap>,
}

/// A phrase that was found: the two terms, and the form it took.
pub(crate) struct PhraseFound {
    pub(crate) terms: (u32, u32),
    pub(crate) form: (u32, GapId, u32),
}

impl PhraseFinder {
    /// To be called at the start of each text: no phrase runs from one text into the next.
    pub(crate) fn start_text(&mut self) {
        self.last = None;
    }

    /// Takes the next word of `text` and returns the phrase that ends with it, if there is one.
    pub(crate) fn next(
        &mut self,
        text: &str,
        word: Word<'_>,
        number: u32,
        meaning: Meaning,
    ) -> Option<PhraseFound> {
        match meaning {
            Meaning::Dropped | Meaning::Stop { joins: false } => self.last = None,
            Meaning::Stop { joins: true } => {
                self.last = self.last.filter(|l| l.3 < MOST_JOINING_WORDS).map(|l| (l.0, l.1, l.2, l.3 + 1));
            }
            Meaning::Term(term) => {
                let before = self.last.replace((term, number, word.end(), 0));
                let (first, first_word, end, _) = before?;
                let gap = self.gap(text.get(end..word.start)?)?;
                return Some(PhraseFound { terms: (first, term), form: (first_word, gap, number) });
            }
        }
        None
    }

    /// The number of a gap, or none if it parts two clauses: punctuation or a blank line.
    fn gap(&mut self, gap: &str) -> Option<GapId> {
        if gap == " " {
            return Some(self.gap_id(" "));
        }
        let joins = |c: char| c.is_alphabetic() || c.is_whitespace() || matches!(c, '-' | '‐' | '\u{2011}');
        if gap.len() > LONGEST_GAP || !gap.chars().all(joins) || gap.matches('\n').count() > 1 {
            return None;
        }
        let lower = gap.to_lowercase().replace(['‐', '\u{2011}'], "-");
        let inner = lower.split_whitespace().collect::<Vec<_>>().join(" ");
        Some(match inner.as_str() {
            "" => self.gap_id(" "),
            "-" if !lower.contains(char::is_whitespace) => self.gap_id("-"),
            inner if inner.contains('-') => return None,
            inner => self.gap_id(&format!(" {inner} ")),
        })
    }

    /// The number of a gap's form, new or known.
    pub(crate) fn gap_id(&mut self, gap: &str) -> GapId {
        if let Some(&id) = self.by_gap.get(gap) {
            return id;
        }
        let id = self.gaps.len() as GapId;
        self.by_gap.insert(gap.into(), id);
        self.gaps.push(gap.into());
        id
    }

    /// The gaps, by number.
    pub(crate) fn gaps(&self) -> &[Gap] {
        &self.gaps
    }
}
