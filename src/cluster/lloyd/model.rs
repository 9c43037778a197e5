//! The fitted centres, frozen.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::bounds::square_distance;
use crate::error::{Error, Result};
use crate::lanes::{Best, LANES, Lane, Panels, TILE, best_of};
use crate::space::DenseMatrix;

/// Centres of dense rows. Frozen: placing rows never changes them, and a row is placed alone as among others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "DenseMatrix", into = "DenseMatrix")]
pub struct DenseKMeans {
    centres: DenseMatrix,
    panels: Panels,
    /// Half of the square of each centre's length; +∞ where there is none.
    halves: Vec<Lane>,
    /// The length of the longest centre.
    longest: f64,
}

/// The nearest centre of a row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Nearest {
    /// The cluster's number, from 0.
    pub cluster: u32,
    /// The squared Euclidean distance, to single precision.
    pub square_distance: f32,
}

/// So many rows are placed by one thread at a time.
const BLOCK: usize = 1024;

impl DenseKMeans {
    /// From centres, one a row (at least one).
    ///
    /// # Errors
    /// [`Error::Shape`] if there is none.
    pub fn of_centres(centres: DenseMatrix) -> Result<Self> {
        if centres.rows() == 0 {
            return Err(Error::Shape { what: "no centres: give at least one".into() });
        }
        Ok(Self::new(centres))
    }

    pub(super) fn new(centres: DenseMatrix) -> Self {
        let (k, d) = (centres.rows(), centres.cols());
        let mut panels = Panels::zeros(d, k);
        let mut halves = vec![[f32::INFINITY; LANES]; k.div_ceil(LANES)];
        let mut longest = 0.0f64;
        for (c, centre) in centres.iter().enumerate() {
            panels.set(c, centre.iter().copied());
            let square: f64 = centre.iter().map(|&v| f64::from(v) * f64::from(v)).sum();
            halves[c / LANES][c % LANES] = (square / 2.0) as f32;
            longest = longest.max(square.sqrt());
        }
        DenseKMeans { centres, panels, halves, longest }
    }

    /// The centres, one a row (k × dimensions).
    pub fn centres(&self) -> &DenseMatrix {
        &self.centres
    }

    /// The number of clusters.
    pub fn k(&self) -> usize {
        self.centres.rows()
    }

    /// The nearest cluster of each row, the first of equals.
    ///
    /// # Panics
    /// If the rows have not as many columns as the centres.
    pub fn assign(&self, rows: &DenseMatrix) -> Vec<Nearest> {
        assert_eq!(rows.cols(), self.centres.cols(), "as many columns as in the fit");
        let of_block = |block: &[f32]| {
            let rows: Vec<&[f32]> = block.chunks_exact(self.centres.cols()).collect();
            let mut found = Vec::with_capacity(rows.len());
            self.nearest(&rows, |place, best| {
                let square = square_distance(rows[place], self.centres.row(best.column as usize));
                found.push(Nearest { cluster: best.column, square_distance: square as f32 });
            });
            found
        };
        rows.values().par_chunks(BLOCK * rows.cols()).flat_map_iter(of_block).collect()
    }

    /// Tells the nearest centre of each row by its place, in order. The score is x·c − ½‖c‖² = ½(‖x‖² − ‖x − c‖²).
    pub(super) fn nearest(&self, rows: &[&[f32]], mut tell: impl FnMut(usize, Best)) {
        let groups = self.halves.len();
        let mut products = vec![[0.0; LANES]; TILE * groups];
        for (tile, four) in rows.chunks(TILE).enumerate() {
            // The last few rows fill a tile by being there again.
            self.panels.multiply(std::array::from_fn(|row| four[row.min(four.len() - 1)]), &mut products);
            let best = best_of(&products, &self.halves);
            best.into_iter()
                .take(four.len())
                .enumerate()
                .for_each(|(row, best)| tell(tile * TILE + row, best));
        }
    }

    /// How wrong a squared distance from any centre can be that is made of a score, for a row of this length: each of the d + 4
    /// operations rounds by 2⁻²⁴ at most, relative to the largest sum that can come up.
    pub(super) fn error(&self, length: f64) -> f64 {
        const ROUNDING: f64 = 1.01 / (1u64 << 24) as f64;
        2.0 * (self.centres.cols() + 4) as f64 * ROUNDING * self.longest * (length + self.longest)
    }
}

impl TryFrom<DenseMatrix> for DenseKMeans {
    type Error = Error;

    fn try_from(centres: DenseMatrix) -> Result<Self> {
        DenseKMeans::of_centres(centres)
    }
}

impl From<DenseKMeans> for DenseMatrix {
    fn from(model: DenseKMeans) -> Self {
        model.centres
    }
}
