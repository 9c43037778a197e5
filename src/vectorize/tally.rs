//! Counting the columns of a row.

/// Counts how often each column occurs in a row, and tells them in order.
///
/// A bit for each column and a bit for each 64 of them say which occur, so nothing is sorted: for rows of more than a few
/// terms that is twice as fast.
pub(super) struct Tally {
    cols: usize,
    /// Fewer columns are sorted.
    few: usize,
    counts: Vec<u32>,
    occurs: Vec<u64>,
    /// Which numbers of `occurs` are not 0.
    any: Vec<u64>,
}

/// Fewer columns are sorted, …
const FEW: usize = 16;
/// … and those of fewer rows, for which no counters are made.
const FEW_ROWS: usize = 16;

impl Tally {
    /// For so many rows of so many columns.
    pub(super) fn new(rows: usize, cols: usize) -> Self {
        // Of a wide matrix all the bits would have to be looked at for a few columns.
        let few = if rows < FEW_ROWS { usize::MAX } else { FEW.max(cols / 4096) };
        Tally { cols, few, counts: Vec::new(), occurs: Vec::new(), any: Vec::new() }
    }

    /// Tells each of the columns once, in order, with how often it is there. May sort `columns`.
    #[inline]
    pub(super) fn tell(&mut self, columns: &mut [u32], mut tell: impl FnMut(u32, f32)) {
        if columns.len() < self.few {
            columns.sort_unstable();
            columns.chunk_by(|a, b| a == b).for_each(|run| tell(run[0], run.len() as f32));
            return;
        }
        if self.counts.is_empty() {
            let words = self.cols.div_ceil(64);
            self.counts.resize(self.cols, 0);
            self.occurs.resize(words, 0);
            self.any.resize(words.div_ceil(64), 0);
        }
        for &mut column in columns {
            let column = column as usize;
            self.counts[column] += 1;
            self.occurs[column / 64] |= 1 << (column % 64);
            self.any[column / 4096] |= 1 << (column / 64 % 64);
        }
        for (block, any) in self.any.iter_mut().enumerate() {
            for word in bits(std::mem::take(any)) {
                let word = block * 64 + word;
                for bit in bits(std::mem::take(&mut self.occurs[word])) {
                    let column = word * 64 + bit;
                    tell(column as u32, std::mem::take(&mut self.counts[column]) as f32);
                }
            }
        }
    }
}

/// The places of the bits that are set, the lowest first.
#[inline]
fn bits(mut of: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = (of != 0).then(|| of.trailing_zeros() as usize)?;
        of &= of - 1;
        Some(bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn columns_are_told_in_order_as_often_as_they_occur(
            rows in prop::collection::vec(prop::collection::vec(0u32..9_000, 0..60), 1..5),
            narrow in prop::collection::vec(0u32..70, 0..200),
        ) {
            let mut tally = Tally::new(FEW_ROWS, 9_000);
            for mut columns in rows.into_iter().chain([narrow]) {
                let mut expected = BTreeMap::new();
                columns.iter().for_each(|&column| *expected.entry(column).or_insert(0.0) += 1.0);
                let mut found = Vec::new();
                tally.tell(&mut columns, |column, count| found.push((column, count)));
                prop_assert_eq!(found, expected.into_iter().collect::<Vec<_>>());
            }
        }
    }
}
