//! Rows as distributions of mass over terms, for the Jensen–Shannon geometry.

use super::csr::CsrMatrix;

/// Each row of a count matrix as masses that sum to 1: ln(1 + count), divided by the row's sum.
///
/// The logarithm damps terms that a text repeats; dividing by the sum lets each text weigh the same.
pub fn log_masses(counts: &CsrMatrix) -> CsrMatrix {
    masses(counts, |_| 1.0)
}

/// The same with ln(1 + count) times the weight of the term (≥ 0). Terms of weight 0 have no mass, and a text without
/// others has none at all.
pub fn weighted_log_masses(counts: &CsrMatrix, weights: &[f64]) -> CsrMatrix {
    masses(counts, |term| weights[term])
}

fn masses(counts: &CsrMatrix, weight: impl Fn(usize) -> f64) -> CsrMatrix {
    let mut masses = CsrMatrix::new(counts.cols());
    for row in counts.iter() {
        let logs: Vec<f64> =
            row.iter().map(|(term, count)| weight(term) * libm::log1p(f64::from(count))).collect();
        let sum: f64 = logs.iter().sum();
        let shares = row.indices.iter().zip(logs).filter(|(_, log)| *log > 0.0);
        masses.push_row(shares.map(|(&term, log)| (term, (log / sum) as f32)));
    }
    masses
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn masses_sum_to_one_and_terms_without_weight_have_none() {
        let counts = CsrMatrix::from_parts(3, vec![0, 2, 3], vec![0, 2, 1], vec![1.0, 3.0, 5.0]).unwrap();
        let plain = log_masses(&counts);
        let halves: Vec<f32> = plain.row(0).values.to_vec();
        assert!((halves[0] - 1.0 / 3.0).abs() < 1e-6 && (halves[1] - 2.0 / 3.0).abs() < 1e-6, "{halves:?}");
        let weighted = weighted_log_masses(&counts, &[2.0, 0.0, 1.0]);
        assert!(weighted.row(0).values.iter().all(|share| (share - 0.5).abs() < 1e-6), "{weighted:?}");
        assert!(weighted.row(1).is_empty() && plain.row(1).values == [1.0]);
    }
}
