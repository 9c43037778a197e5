//! Counting terms: map, merge, finish.

use foldhash::HashMap;
use rayon::prelude::*;

use super::csr::CsrMatrix;
use super::surface::Surface;
use super::vocabulary::{Term, Vocabulary, VocabularySettings};
use crate::error::{Error, Result};
use crate::text::{Analyser, GapId, Lexicon, Meaning, PhraseFinder, display_form, words};

/// The counts of some texts, on the way to a vocabulary and a matrix.
///
/// Counts of contiguous pieces, merged in order, finish to the same vocabulary and the same matrix
/// as the counts of the whole: all sums are of integers, and ids are given only at the finish.
pub struct Counts<'a> {
    analyser: &'a Analyser,
    lexicon: Lexicon<'a>,
    /// In how many rows each term (by its number in the lexicon) occurs.
    word_df: Vec<u32>,
    finder: PhraseFinder,
    /// Phrases by their two terms: number, and in how many rows each occurs.
    phrases: HashMap<(u32, u32), u32>,
    phrase_terms: Vec<(u32, u32)>,
    phrase_df: Vec<u32>,
    /// How often each phrase took each form (word, gap, word).
    phrase_forms: HashMap<(u32, GapId, u32), u64>,
    rows: LocalRows,
}

/// Rows of (local term, count). A local term is a lexicon number, or a phrase number with [`PHRASE`] set.
#[derive(Default)]
struct LocalRows {
    ends: Vec<usize>,
    terms: Vec<u32>,
    counts: Vec<u32>,
}

/// Marks a local term as a phrase.
const PHRASE: u32 = 1 << 31;

impl<'a> Counts<'a> {
    /// Counts of no text yet.
    pub fn new(analyser: &'a Analyser) -> Self {
        Counts {
            analyser,
            lexicon: Lexicon::new(analyser),
            word_df: Vec::new(),
            finder: PhraseFinder::default(),
            phrases: HashMap::default(),
            phrase_terms: Vec::new(),
            phrase_df: Vec::new(),
            phrase_forms: HashMap::default(),
            rows: LocalRows::default(),
        }
    }

    /// Counts one text as the next row.
    pub fn add(&mut self, text: &str) {
        let mut met = Vec::new();
        self.finder.start_text();
        for word in words(text) {
            let (number, meaning) = self.lexicon.add(word.text, 1);
            if let Meaning::Term(term) = meaning {
                met.push(term);
            }
            if !self.analyser.settings().phrases {
                continue;
            }
            if let Some(found) = self.finder.next(text, word, number, meaning) {
                *self.phrase_forms.entry(found.form).or_default() += 1;
                met.push(PHRASE | self.phrase(found.terms));
            }
        }
        self.word_df.resize(self.lexicon.terms().len(), 0);
        met.sort_unstable();
        for run in met.chunk_by(|a, b| a == b) {
            self.rows.terms.push(run[0]);
            self.rows.counts.push(run.len() as u32);
            *self.df(run[0]) += 1;
        }
        self.rows.ends.push(self.rows.terms.len());
    }

    /// Adds the counts of the texts that follow.
    #[must_use]
    pub fn merge(mut self, next: Counts<'_>) -> Self {
        let word_map: Vec<(u32, Meaning)> =
            next.lexicon.words().iter().map(|form| self.lexicon.add(&form.text, form.count)).collect();
        let mut term_map = vec![0; next.lexicon.terms().len()];
        for (form, &(_, meaning)) in next.lexicon.words().iter().zip(&word_map) {
            if let (Meaning::Term(theirs), Meaning::Term(ours)) = (form.meaning, meaning) {
                term_map[theirs as usize] = ours;
            }
        }
        self.word_df.resize(self.lexicon.terms().len(), 0);
        let gap_map: Vec<GapId> = next.finder.gaps().iter().map(|gap| self.finder.gap_id(gap)).collect();
        #[expect(clippy::iter_over_hash_type, reason = "integer sums do not depend on the order")]
        for ((first, gap, second), count) in next.phrase_forms {
            let form = (word_map[first as usize].0, gap_map[gap as usize], word_map[second as usize].0);
            *self.phrase_forms.entry(form).or_default() += count;
        }
        let pairs = next.phrase_terms.iter();
        let phrase_map: Vec<u32> =
            pairs.map(|&(a, b)| self.phrase((term_map[a as usize], term_map[b as usize]))).collect();

        let local = |term: u32| match term & PHRASE {
            0 => term_map[term as usize],
            _ => PHRASE | phrase_map[(term & !PHRASE) as usize],
        };
        for (term, df) in (0..).zip(next.word_df).chain((PHRASE..).zip(next.phrase_df)) {
            *self.df(local(term)) += df;
        }
        let offset = self.rows.terms.len();
        self.rows.ends.extend(next.rows.ends.iter().map(|end| offset + end));
        self.rows.terms.extend(next.rows.terms.iter().map(|&term| local(term)));
        self.rows.counts.extend(next.rows.counts);
        self
    }

    /// Ends the counting: the vocabulary, and the matrix of counts in its columns.
    ///
    /// # Errors
    /// [`Error::InvalidSetting`], or [`Error::EmptyVocabulary`] if no term lies within the limits.
    pub fn finish(self, settings: &VocabularySettings) -> Result<(Vocabulary, CsrMatrix)> {
        settings.check()?;
        let rows = self.rows.ends.len();
        let all = (0..).zip(&self.word_df).chain((PHRASE..).zip(&self.phrase_df));
        let mut kept: Vec<(String, u32, u32)> = all
            .filter(|&(local, &df)| settings.keeps(df, rows, local & PHRASE != 0))
            .map(|(local, &df)| (self.key(local), local, df))
            .collect();
        if kept.is_empty() {
            let VocabularySettings { min_df, max_df, .. } = *settings;
            return Err(Error::EmptyVocabulary { rows, min_df, max_df });
        }
        kept.sort_unstable();

        let columns: HashMap<u32, u32> = kept.iter().map(|&(_, local, _)| local).zip(0..).collect();
        let matrix = self.rows.matrix(&columns, kept.len());
        let surfaces = self.surfaces(&columns);
        let entries = kept.into_iter().zip(surfaces);
        let terms = entries.map(|((key, _, df), surface)| Term { surface: surface.best(), key, df });
        Ok((Vocabulary::new(terms.collect(), rows), matrix))
    }

    /// The counted rows in the columns of a vocabulary that is already fitted; other terms are left out.
    pub fn into_rows(self, vocabulary: &Vocabulary) -> CsrMatrix {
        let columns: HashMap<u32, u32> = (0..self.word_df.len() as u32)
            .chain((0..self.phrase_df.len() as u32).map(|phrase| PHRASE | phrase))
            .filter_map(|local| Some((local, vocabulary.id(&self.key(local))?)))
            .collect();
        self.rows.matrix(&columns, vocabulary.len())
    }

    fn df(&mut self, local: u32) -> &mut u32 {
        match local & PHRASE {
            0 => &mut self.word_df[local as usize],
            _ => &mut self.phrase_df[(local & !PHRASE) as usize],
        }
    }

    /// The number of a phrase, new or known.
    fn phrase(&mut self, terms: (u32, u32)) -> u32 {
        let next = self.phrase_terms.len() as u32;
        *self.phrases.entry(terms).or_insert_with(|| {
            self.phrase_terms.push(terms);
            self.phrase_df.push(0);
            next
        })
    }

    /// The key of a local term.
    fn key(&self, local: u32) -> String {
        let stems = self.lexicon.terms();
        match local & PHRASE {
            0 => stems[local as usize].to_string(),
            _ => {
                let (first, second) = self.phrase_terms[(local & !PHRASE) as usize];
                format!("{} {}", stems[first as usize], stems[second as usize])
            }
        }
    }

    /// The forms that each kept term took in the text, by column.
    fn surfaces(&self, columns: &HashMap<u32, u32>) -> Vec<Surface> {
        let mut surfaces: Vec<Surface> =
            std::iter::repeat_with(Surface::default).take(columns.len()).collect();
        let words = self.lexicon.words();
        for form in words {
            let Meaning::Term(term) = form.meaning else { continue };
            let Some(&column) = columns.get(&term) else { continue };
            surfaces[column as usize].add(&display_form(&form.text), form.count);
        }
        #[expect(clippy::iter_over_hash_type, reason = "integer sums do not depend on the order")]
        for (&(first, gap, second), &count) in &self.phrase_forms {
            let (first, second) = (&words[first as usize], &words[second as usize]);
            let (Meaning::Term(a), Meaning::Term(b)) = (first.meaning, second.meaning) else { continue };
            let Some(phrase) = self.phrases.get(&(a, b)) else { continue };
            let Some(&column) = columns.get(&(PHRASE | phrase)) else { continue };
            let gap = &self.finder.gaps()[gap as usize];
            let shown = format!("{}{gap}{}", display_form(&first.text), display_form(&second.text));
            surfaces[column as usize].add(&shown, count);
        }
        surfaces
    }
}

impl LocalRows {
    /// The rows as a matrix; `columns` gives each kept local term its column.
    fn matrix(&self, columns: &HashMap<u32, u32>, cols: usize) -> CsrMatrix {
        let mut matrix = CsrMatrix::new(cols);
        let (mut start, mut row) = (0, Vec::new());
        for &end in &self.ends {
            let entries = self.terms[start..end].iter().zip(&self.counts[start..end]);
            row.clear();
            row.extend(entries.filter_map(|(term, &count)| Some((*columns.get(term)?, count as f32))));
            row.sort_unstable_by_key(|&(column, _)| column);
            matrix.push_row(row.iter().copied());
            start = end;
        }
        matrix
    }
}

/// Counts `texts` on all threads of the current pool. The result does not depend on their number.
pub fn count<'a, S: AsRef<str> + Sync>(analyser: &'a Analyser, texts: &[S]) -> Counts<'a> {
    let piece = texts.len().div_ceil(rayon::current_num_threads()).max(1);
    let pieces: Vec<Counts<'a>> = texts
        .par_chunks(piece)
        .map(|piece| {
            let mut counts = Counts::new(analyser);
            piece.iter().for_each(|text| counts.add(text.as_ref()));
            counts
        })
        .collect();
    pieces.into_iter().reduce(Counts::merge).unwrap_or_else(|| Counts::new(analyser))
}
