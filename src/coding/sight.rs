//! What is seen of texts when they are coded.

use rayon::prelude::*;

use super::cue::Cues;
use crate::space::{DenseMatrix, Space, strengths};
use crate::vectorize::{CsrMatrix, Row, Tfidf};

/// What is seen of texts: one row a text in each.
#[derive(Debug)]
pub(super) struct Seen {
    /// TF-IDF rows (texts × terms).
    pub(super) rows: CsrMatrix,
    /// How strong each term is in them, before idf: 1 + ln tf (texts × terms).
    pub(super) strengths: CsrMatrix,
    /// Where they lie (texts × dimensions).
    pub(super) places: DenseMatrix,
    /// How strongly the cues of each area occur (texts × areas, 0–1).
    pub(super) cues: CsrMatrix,
    /// The numbers of the cues that occur, by text.
    pub(super) found: Vec<Vec<usize>>,
}

/// What is seen of one text.
#[derive(Clone, Copy)]
pub(super) struct Sight<'s> {
    pub(super) row: Row<'s>,
    pub(super) place: &'s [f32],
    pub(super) cues: Row<'s>,
}

impl Seen {
    pub(super) fn len(&self) -> usize {
        self.rows.rows()
    }

    pub(super) fn text(&self, text: usize) -> Sight<'_> {
        Sight { row: self.rows.row(text), place: self.places.row(text), cues: self.cues.row(text) }
    }

    /// The texts of which anything is known.
    pub(super) fn known(&self) -> Vec<usize> {
        (0..self.len()).filter(|&text| !self.rows.row(text).is_empty()).collect()
    }
}

/// Sees texts as the coder does.
pub(super) fn see<S: AsRef<str> + Sync>(
    tfidf: &Tfidf,
    space: &Space,
    cues: &Cues,
    areas: usize,
    texts: &[S],
    counts: &CsrMatrix,
    vectors: Option<&DenseMatrix>,
) -> Seen {
    let strengths = strengths(counts.clone());
    let mut places = space.place(&strengths);
    if let Some(vectors) = vectors {
        places = places.beside(&vectors.clone().unit_rows());
    }
    let found: Vec<Vec<usize>> =
        texts.par_iter().map(|text| cues.find(text.as_ref(), tfidf.analyser())).collect();
    let mut by_area = CsrMatrix::new(areas);
    for found in &found {
        by_area.push_row(cues.strengths(found).into_iter().map(|(area, strength)| (area, strength as f32)));
    }
    Seen { rows: tfidf.weigh(counts.clone()), strengths, places, cues: by_area, found }
}
