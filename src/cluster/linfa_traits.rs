//! linfa's traits on our k-means, so that it composes with that ecosystem.
//!
//! Records are dense `f64` arrays of shape rows × columns, none of them negative; they are read as
//! sparse rows and scaled as the geometry needs (length 1, or sum 1). [`KMeans`] has a `predict` of its own,
//! for sparse rows: write `linfa::traits::Predict::predict(&model, &records)` for dense ones.

use linfa::DatasetBase;
use linfa::prelude::ParamGuard;
use linfa::traits::{Fit, PredictInplace};
use ndarray::{Array1, ArrayBase, Data, Ix2};

use super::fit::fit;
use super::model::KMeans;
use super::settings::{Geometry, KMeansParams};
use crate::error::{Error, Result};
use crate::progress::Silent;
use crate::vectorize::CsrMatrix;

/// [`KMeansParams`] in the form of linfa's estimators: `params.into_linfa().fit(&dataset)` checks the
/// ranges, then fits.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansLinfaParams(KMeansValidParams);

/// [`KMeansParams`] whose ranges were checked.
#[derive(Debug, Clone, PartialEq)]
pub struct KMeansValidParams(KMeansParams);

impl KMeansParams {
    /// These parameters as a linfa estimator.
    pub fn into_linfa(self) -> KMeansLinfaParams {
        KMeansLinfaParams(KMeansValidParams(self))
    }
}

impl ParamGuard for KMeansLinfaParams {
    type Checked = KMeansValidParams;
    type Error = Error;

    fn check_ref(&self) -> Result<&KMeansValidParams> {
        self.0.0.validate()?;
        Ok(&self.0)
    }

    fn check(self) -> Result<KMeansValidParams> {
        self.0.0.validate()?;
        Ok(self.0)
    }
}

impl From<linfa::Error> for Error {
    fn from(error: linfa::Error) -> Self {
        Error::Shape { what: format!("linfa: {error}") }
    }
}

impl<D: Data<Elem = f64>, T> Fit<ArrayBase<D, Ix2>, T, Error> for KMeansValidParams {
    type Object = KMeans;

    fn fit(&self, dataset: &DatasetBase<ArrayBase<D, Ix2>, T>) -> Result<KMeans> {
        let rows = sparse(&dataset.records, self.0.geometry)?;
        Ok(fit(&rows, &self.0, &Silent)?.model)
    }
}

impl<D: Data<Elem = f64>> PredictInplace<ArrayBase<D, Ix2>, Array1<usize>> for KMeans {
    /// The nearest cluster of each row. A row of zeros is as near to one cluster as to another, and
    /// goes to the first, which is the largest.
    ///
    /// # Panics
    /// As linfa's own estimators, because the trait has no way to return an error: if there is not one target a
    /// row, if a value is negative or not finite, or if there are more columns than in the fit.
    fn predict_inplace<'a>(&'a self, records: &'a ArrayBase<D, Ix2>, targets: &mut Array1<usize>) {
        assert_eq!(records.nrows(), targets.len(), "one target a row");
        let rows = match sparse(records, self.params().geometry) {
            Ok(rows) => rows,
            Err(error) => panic!("{error}"),
        };
        for (target, assignment) in targets.iter_mut().zip(self.predict(&rows)) {
            *target = assignment.map_or(0, |a| a.cluster as usize);
        }
    }

    fn default_target(&self, records: &ArrayBase<D, Ix2>) -> Array1<usize> {
        Array1::zeros(records.nrows())
    }
}

/// Dense rows as sparse ones, scaled as the geometry needs.
fn sparse<D: Data<Elem = f64>>(records: &ArrayBase<D, Ix2>, geometry: Geometry) -> Result<CsrMatrix> {
    let mut rows = CsrMatrix::new(records.ncols());
    for (r, record) in records.outer_iter().enumerate() {
        if let Some(bad) = record.iter().find(|v| !v.is_finite() || **v < 0.0) {
            return Err(Error::Shape {
                what: format!("row {r} holds {bad}: values must be finite and not negative"),
            });
        }
        let scale = match geometry {
            Geometry::Cosine => record.iter().map(|v| v * v).sum::<f64>().sqrt(),
            Geometry::JensenShannon => record.iter().sum(),
        };
        let entries = (0..).zip(record.iter()).filter(|(_, v)| **v > 0.0);
        rows.push_row(entries.map(|(column, v)| (column, (v / scale) as f32)));
    }
    Ok(rows)
}
