//! Scores of areas that are sums over what is seen of a text, so that each part of a score can be told.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::sight::{Seen, Sight};
use crate::space::DenseMatrix;
use crate::vectorize::CsrMatrix;

/// For each area a linear score of what is seen of a text.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Linear {
    /// A constant for each area.
    pub(super) bias: Vec<f64>,
    /// A weight for each term and area (terms × areas).
    pub(super) terms: CsrMatrix,
    /// A direction for each area (areas × dimensions).
    pub(super) places: DenseMatrix,
    /// A weight of each area's cues.
    pub(super) cues: Vec<f64>,
}

impl Linear {
    /// Scores of 0.
    pub(super) fn zeros(areas: usize, terms: usize, dimensions: usize) -> Self {
        let mut empty = CsrMatrix::new(areas);
        (0..terms).for_each(|_| empty.push_row([]));
        Linear {
            bias: vec![0.0; areas],
            terms: empty,
            places: DenseMatrix::zeros(areas, dimensions),
            cues: vec![0.0; areas],
        }
    }

    pub(super) fn areas(&self) -> usize {
        self.bias.len()
    }

    pub(super) fn fits(&self, areas: usize, terms: usize, dimensions: usize) -> bool {
        let finite = |values: &[f64]| values.iter().all(|value| value.is_finite());
        self.bias.len() == areas
            && self.cues.len() == areas
            && (self.terms.rows(), self.terms.cols()) == (terms, areas)
            && (self.places.rows(), self.places.cols()) == (areas, dimensions)
            && finite(&self.bias)
            && finite(&self.cues)
    }

    /// The score of each area for one text.
    pub(super) fn scores(&self, seen: Sight<'_>) -> Vec<f64> {
        let mut scores = self.bias.clone();
        for (term, value) in seen.row.iter() {
            for (area, weight) in self.terms.row(term).iter() {
                scores[area] += f64::from(value) * f64::from(weight);
            }
        }
        for (score, direction) in scores.iter_mut().zip(self.places.iter()) {
            *score += f64::from(dot(seen.place, direction));
        }
        seen.cues.iter().for_each(|(area, share)| scores[area] += f64::from(share) * self.cues[area]);
        scores
    }

    /// The scores of some texts (texts × areas), in their order.
    pub(super) fn table(&self, seen: &Seen, texts: &[usize]) -> Table {
        let rows: Vec<Vec<f64>> = texts.par_iter().map(|&text| self.scores(seen.text(text))).collect();
        Table { areas: self.areas(), values: rows.concat() }
    }

    /// Each area's score less its `centre`, divided by its `spread`.
    pub(super) fn standardised(mut self, Standard { centre, spread }: &Standard) -> Self {
        for area in 0..self.areas() {
            self.bias[area] = (self.bias[area] - centre[area]) / spread[area];
            self.cues[area] /= spread[area];
            self.places.row_mut(area).iter_mut().for_each(|v| *v = (f64::from(*v) / spread[area]) as f32);
        }
        self.terms = self.terms.map_rows(|areas, values| {
            areas.iter().zip(values.iter_mut()).for_each(|(&area, v)| {
                *v = (f64::from(*v) / spread[area as usize]) as f32;
            });
        });
        self
    }

    /// This plus `share` of the other.
    pub(super) fn plus(mut self, share: f64, other: &Linear) -> Self {
        for area in 0..self.areas() {
            self.bias[area] += share * other.bias[area];
            self.cues[area] += share * other.cues[area];
            for (value, &added) in self.places.row_mut(area).iter_mut().zip(other.places.row(area)) {
                *value = (f64::from(*value) + share * f64::from(added)) as f32;
            }
        }
        let mut terms = CsrMatrix::new(self.areas());
        for (own, added) in self.terms.iter().zip(other.terms.iter()) {
            let mut sums: BTreeMap<u32, f64> =
                own.iter().map(|(area, w)| (area as u32, f64::from(w))).collect();
            added.iter().for_each(|(area, w)| *sums.entry(area as u32).or_default() += share * f64::from(w));
            terms.push_row(sums.into_iter().map(|(area, weight)| (area, weight as f32)));
        }
        self.terms = terms;
        self
    }

    /// All scores times `share`.
    pub(super) fn scaled(self, share: f64) -> Self {
        let areas = self.areas();
        self.standardised(&Standard { centre: vec![0.0; areas], spread: vec![1.0 / share; areas] })
    }
}

/// Scores of texts (texts × areas).
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub(super) areas: usize,
    pub(super) values: Vec<f64>,
}

impl Table {
    pub(super) fn rows(&self) -> impl ExactSizeIterator<Item = &[f64]> {
        self.values.chunks_exact(self.areas.max(1))
    }

    /// This table at `share` and the other at what is left.
    pub(super) fn mixed(&self, share: f64, other: &Table) -> Table {
        let values =
            self.values.iter().zip(&other.values).map(|(a, b)| share * a + (1.0 - share) * b).collect();
        Table { areas: self.areas, values }
    }

    /// Each area's mean and standard deviation, steadied as if [`DOUBT`] more texts had a mean of 0 and the usual
    /// deviation; never less than half of the usual one, so that an area of which nobody speaks does not make much of
    /// little.
    pub(super) fn standard(&self, usual: f64) -> Standard {
        let n = self.rows().len() as f64;
        let (mut centre, mut squares) = (vec![0.0; self.areas], vec![0.0; self.areas]);
        for row in self.rows() {
            centre.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
        }
        centre.iter_mut().for_each(|sum| *sum /= n + DOUBT);
        for row in self.rows() {
            squares.iter_mut().zip(row).zip(&centre).for_each(|((sum, x), c)| *sum += (x - c) * (x - c));
        }
        let spread = squares
            .into_iter()
            .map(|square| ((square + DOUBT * usual * usual) / (n + DOUBT)).sqrt().max(usual / 2.0));
        Standard { spread: spread.collect(), centre }
    }

    /// Each area's standard deviation, as it is.
    pub(super) fn deviations(&self) -> Vec<f64> {
        let n = self.rows().len().max(1) as f64;
        let (mut sums, mut squares) = (vec![0.0; self.areas], vec![0.0; self.areas]);
        for row in self.rows() {
            sums.iter_mut().zip(row).for_each(|(sum, x)| *sum += x);
            squares.iter_mut().zip(row).for_each(|(sum, x)| *sum += x * x);
        }
        sums.iter()
            .zip(squares)
            .map(|(sum, square)| (square / n - (sum / n) * (sum / n)).max(0.0).sqrt())
            .collect()
    }

    pub(super) fn standardised(mut self, Standard { centre, spread }: &Standard) -> Self {
        for row in self.values.chunks_exact_mut(self.areas.max(1)) {
            row.iter_mut().zip(centre).zip(spread).for_each(|((x, c), s)| *x = (*x - c) / s);
        }
        self
    }
}

/// So many texts' worth of doubt about what is usual in a round.
const DOUBT: f64 = 10.0;

/// What is usual for each area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Standard {
    pub(super) centre: Vec<f64>,
    pub(super) spread: Vec<f64>,
}

/// The product of two dense rows, in eight lanes and always in the same order.
pub(super) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut lanes = [0.0f32; 8];
    let (a, a_rest) = a.as_chunks::<8>();
    let (b, b_rest) = b.as_chunks::<8>();
    for (x, y) in a.iter().zip(b) {
        for lane in 0..8 {
            lanes[lane] += x[lane] * y[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(x, y)| x * y).sum();
    lanes.iter().sum::<f32>() + rest
}
