//! Which terms mark a topic: those whose texts resemble each other.

use super::dense::DenseMatrix;
use super::factor::multiply;
use crate::vectorize::CsrMatrix;

/// So many texts' worth of doubt about the coherence of a rare term.
const DOUBT: f64 = 3.0;

/// The topical coherence of each term (≥ 0): the mean cosine between the texts that hold it, beyond that of any two
/// texts, shrunk for rare terms by df / (df + 3). `rows` (n × terms) says which text holds what, `places` (n × d,
/// unit rows) where the texts lie.
pub(super) fn coherence(rows: &CsrMatrix, places: &DenseMatrix) -> Vec<f64> {
    let holds = rows.clone().map_rows(|_, values| values.fill(1.0)).transpose();
    let sums = multiply(&holds, places);
    let any = mean_square(places);
    let of_term = |term: usize| {
        let df = holds.row(term).len() as f64;
        let square: f64 = sums.row(term).iter().map(|&v| f64::from(v) * f64::from(v)).sum();
        let among_them = (square - df) / (df * (df - 1.0)).max(1.0);
        (among_them - any).max(0.0) * df / (df + DOUBT)
    };
    (0..rows.cols()).map(of_term).collect()
}

/// The squared length of the mean row: the mean cosine of any two unit rows.
fn mean_square(rows: &DenseMatrix) -> f64 {
    let mut sums = vec![0.0f64; rows.cols()];
    for row in rows.iter() {
        sums.iter_mut().zip(row).for_each(|(sum, &value)| *sum += f64::from(value));
    }
    let n = rows.rows().max(1) as f64;
    sums.iter().map(|sum| (sum / n) * (sum / n)).sum()
}
