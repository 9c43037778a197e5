//! Rows as distributions of mass over terms, for the Jensen–Shannon geometry.

use super::csr::CsrMatrix;

/// Each row of a count matrix as masses that sum to 1: ln(1 + count), divided by the row's sum.
///
/// The logarithm damps terms that a text repeats; dividing by the sum lets each text weigh the same.
pub fn log_masses(counts: CsrMatrix) -> CsrMatrix {
    counts.map_rows(|_, values| {
        let logs: Vec<f64> = values.iter().map(|&count| libm::log1p(f64::from(count))).collect();
        let sum: f64 = logs.iter().sum();
        values.iter_mut().zip(logs).for_each(|(value, log)| *value = (log / sum) as f32);
    })
}
