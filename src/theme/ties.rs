//! Does a passage belong to its cluster at all?

use serde::{Deserialize, Serialize};

use crate::cluster::Assignment;
use crate::vectorize::CsrMatrix;

/// Why a passage is in no theme.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unplaced {
    /// None of its words is in the vocabulary: all are stop words, or too rare or too common by the limits set.
    NoTerms,
    /// It is no nearer to the other passages of its cluster than to the round as a whole.
    NoTie,
    /// It is a non-answer, such as "n/a".
    NonAnswer,
    /// Nothing of it is left without what a form or a template put there.
    Boilerplate,
    /// The round has no common ground beyond chance: there is no theme for any passage.
    NoCommonGround,
    /// It is a campaign's text, which has no tie to what others say. Campaigns are told on their own.
    Campaign,
}

/// For each row its cluster, or why it has none.
///
/// A row is tied to its cluster if its cosine with the sum of the cluster's *other* rows is greater than
/// its cosine with the sum of all other rows: it shares with these passages something that it does not
/// share with the round in general. There is no threshold to choose. In a single cluster, which is the round, it is
/// enough to share anything with the others.
pub(super) fn place(
    rows: &CsrMatrix,
    assignments: &[Option<Assignment>],
    k: usize,
) -> Vec<Result<usize, Unplaced>> {
    let mut sums = vec![0.0f64; k * rows.cols()];
    let mut all = vec![0.0f64; rows.cols()];
    for (row, assignment) in rows.iter().zip(assignments) {
        let Some(assignment) = assignment else { continue };
        for (term, value) in row.iter() {
            sums[term * k + assignment.cluster as usize] += f64::from(value);
            all[term] += f64::from(value);
        }
    }
    let mut squares = vec![0.0f64; k];
    sums.iter().enumerate().for_each(|(at, sum)| squares[at % k] += sum * sum);
    let all_square: f64 = all.iter().map(|sum| sum * sum).sum();

    let placed = rows.iter().zip(assignments).map(|(row, assignment)| {
        let cluster = assignment.filter(|_| !row.is_empty()).ok_or(Unplaced::NoTerms)?.cluster as usize;
        let (mut own, mut with_cluster, mut with_all) = (0.0, 0.0, 0.0);
        for (term, value) in row.iter() {
            let value = f64::from(value);
            own += value * value;
            with_cluster += value * sums[term * k + cluster];
            with_all += value * all[term];
        }
        let near = cosine_without(with_cluster, squares[cluster], own);
        let far = if k == 1 { 0.0 } else { cosine_without(with_all, all_square, own) };
        if near > far { Ok(cluster) } else { Err(Unplaced::NoTie) }
    });
    placed.collect()
}

/// The cosine (times the row's length) of a row with a sum after the row is taken out of it.
fn cosine_without(dot: f64, square: f64, own: f64) -> f64 {
    let rest = (square - 2.0 * dot + own).max(0.0).sqrt();
    // What rounding leaves of a sum that held this row alone is nothing.
    if rest > 1e-9 { (dot - own) / rest } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_without_a_tie_or_without_terms_is_unplaced() {
        let mut rows = CsrMatrix::new(4);
        for row in
            [vec![(0, 1.0)], vec![(0, 0.8), (1, 0.6)], vec![(3, 1.0)], vec![], vec![(2, 1.0)], vec![(2, 1.0)]]
        {
            rows.push_row(row);
        }
        let in_cluster = |cluster| Some(Assignment { cluster, score: 1.0 });
        // Vectors that were brought place a text without terms too; what it says cannot be shown.
        for of_none in [None, in_cluster(1)] {
            let assignments =
                [in_cluster(0), in_cluster(0), in_cluster(0), of_none, in_cluster(1), in_cluster(1)];
            let placed = place(&rows, &assignments, 2);
            assert_eq!(placed, [Ok(0), Ok(0), Err(Unplaced::NoTie), Err(Unplaced::NoTerms), Ok(1), Ok(1)]);
        }
    }

    #[test]
    fn in_a_single_cluster_rows_that_share_something_are_placed() {
        let mut rows = CsrMatrix::new(3);
        [vec![(0, 1.0)], vec![(0, 0.8), (1, 0.6)], vec![(2, 1.0)]]
            .into_iter()
            .for_each(|row| rows.push_row(row));
        let assignments = [Some(Assignment { cluster: 0, score: 1.0 }); 3];
        assert_eq!(place(&rows, &assignments, 1), [Ok(0), Ok(0), Err(Unplaced::NoTie)]);
    }
}
