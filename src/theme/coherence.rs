//! Which terms stand together in passages.

use crate::vectorize::CsrMatrix;

/// How often the terms of one list stand in the same passage, over the whole round.
pub(super) struct Together {
    terms: usize,
    passages: usize,
    /// `[a * terms + b]`: passages with both; on the diagonal, with the one.
    both: Vec<u32>,
}

impl Together {
    /// The normalised pointwise mutual information of two terms of the list: ln(p(a, b) / (p(a) p(b))) / −ln p(a, b).
    /// It is 1 if they stand only together, 0 if each goes its own way, −1 if they never meet (Bouma, "Normalized
    /// (pointwise) mutual information in collocation extraction", GSCL 2009). What few passages say is discounted: n
    /// passages with both count for n / (n + 1).
    pub(super) fn npmi(&self, a: usize, b: usize) -> f64 {
        let share = |count: u32| f64::from(count) / self.passages as f64;
        let both = share(self.count(a, b));
        if both <= 0.0 {
            return -1.0;
        }
        if both >= 1.0 {
            return 1.0;
        }
        let npmi = libm::log(both / (share(self.count(a, a)) * share(self.count(b, b)))) / -libm::log(both);
        let passages = f64::from(self.count(a, b));
        npmi * passages / (passages + 1.0)
    }

    /// Which share of the passages with either term have both (Jaccard).
    pub(super) fn overlap(&self, a: usize, b: usize) -> f64 {
        let both = self.count(a, b);
        let either = self.count(a, a) + self.count(b, b) - both;
        if either == 0 { 0.0 } else { f64::from(both) / f64::from(either) }
    }

    /// The coherence of some terms of the list: the mean NPMI of each two of them (Lau, Newman & Baldwin, EACL 2014).
    /// None of fewer than two.
    pub(super) fn mean_npmi(&self, terms: &[usize]) -> Option<f64> {
        let pairs =
            || terms.iter().enumerate().flat_map(|(place, &a)| terms[..place].iter().map(move |&b| (a, b)));
        let count = pairs().count();
        let sum: f64 = pairs().map(|(a, b)| self.npmi(a, b)).sum();
        (count > 0).then_some(sum / count as f64)
    }

    fn count(&self, a: usize, b: usize) -> u32 {
        self.both[a * self.terms + b]
    }
}

/// Counts for each list of terms how often they stand together in the rows that count, in one pass over them.
pub(super) fn together(
    rows: &CsrMatrix,
    lists: &[Vec<usize>],
    counts: impl Fn(usize) -> bool,
) -> Vec<Together> {
    // For each term the lists that have it, and its place there.
    let mut places: Vec<Vec<(usize, usize)>> = vec![Vec::new(); rows.cols()];
    for (list, terms) in lists.iter().enumerate() {
        terms.iter().enumerate().for_each(|(place, &term)| places[term].push((list, place)));
    }
    let passages = (0..rows.rows()).filter(|&row| counts(row)).count();
    let mut counted: Vec<Together> = lists
        .iter()
        .map(|list| Together { terms: list.len(), passages, both: vec![0; list.len() * list.len()] })
        .collect();
    let mut met: Vec<(usize, usize)> = Vec::new();
    for (_, row) in rows.iter().enumerate().filter(|&(row, _)| counts(row)) {
        met.clear();
        row.indices.iter().for_each(|&term| met.extend(&places[term as usize]));
        met.sort_unstable();
        for of_list in met.chunk_by(|a, b| a.0 == b.0) {
            let Together { terms, both, .. } = &mut counted[of_list[0].0];
            for &(_, a) in of_list {
                of_list.iter().for_each(|&(_, b)| both[a * *terms + b] += 1);
            }
        }
    }
    counted
}

/// Passages with fewer terms, in the mean, are too short for terms of one topic to meet in them.
const LEAST_TERMS: usize = 20;

/// Whether the rows that count have so few terms that even words of one topic hardly ever meet, as in titles.
pub(super) fn are_short(rows: &CsrMatrix, counts: impl Fn(usize) -> bool) -> bool {
    let lengths = || rows.iter().enumerate().filter(|&(row, _)| counts(row)).map(|(_, terms)| terms.len());
    lengths().sum::<usize>() < LEAST_TERMS * lengths().filter(|&length| length > 0).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_that_stand_together_are_told_from_those_that_do_not() {
        let mut rows = CsrMatrix::new(4);
        for row in [&[0, 1][..], &[0, 1], &[2], &[0, 2, 3], &[], &[3], &[], &[]] {
            rows.push_row(row.iter().map(|&term| (term, 1.0)));
        }
        let counted = together(&rows, &[vec![0, 1, 2], vec![3, 0], vec![]], |_| true);
        let (first, second) = (&counted[0], &counted[1]);
        assert!((first.npmi(0, 1) - (8.0 * 2.0 / 6.0f64).ln() / 4f64.ln() * 2.0 / 3.0).abs() < 1e-12);
        assert_eq!(first.npmi(1, 2), -1.0);
        assert_eq!(first.npmi(0, 1).to_bits(), first.npmi(1, 0).to_bits());
        assert_eq!((first.overlap(0, 1), first.overlap(0, 0), first.overlap(1, 2)), (2.0 / 3.0, 1.0, 0.0));
        assert!((second.npmi(0, 1) - (8.0f64 / 6.0).ln() / 8f64.ln() / 2.0).abs() < 1e-12);
    }

    #[test]
    fn coherence_is_the_mean_of_pairs_in_the_rows_that_count() {
        let mut rows = CsrMatrix::new(40);
        for row in [0..20, 0..20, 20..40, 10..30, 0..0, 0..1] {
            rows.push_row(row.map(|term| (term, 1.0)));
        }
        let counts = |row: usize| row < 5;
        let counted = &together(&rows, &[vec![0, 1, 20]], counts)[0];
        let pair = counted.mean_npmi(&[0, 1]).unwrap();
        assert!((pair - 2.0 / 3.0).abs() < 1e-12, "they stand only together, in two passages");
        assert!((counted.mean_npmi(&[0, 1, 2]).unwrap() - (2.0 / 3.0 - 2.0) / 3.0).abs() < 1e-12);
        assert_eq!((counted.mean_npmi(&[0]), counted.mean_npmi(&[])), (None, None));
        assert!(!are_short(&rows, counts) && are_short(&rows, |_| true));
    }
}
