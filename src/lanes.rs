//! Arithmetic on many numbers at a time: products of rows with many columns, kept in the processor's registers.
//!
//! Each kernel is compiled twice, for any processor and for those with AVX2, and the better one is taken where it runs
//! (the crate multiversion; it is the crate's code that is unsafe, not ours). The bits are the same: every sum has one
//! order that the code fixes, whatever the width of the registers, and nothing is fused.

use multiversion::multiversion;

/// Columns are worked on so many at a time.
pub(crate) const LANES: usize = 8;

/// So many numbers, one a column.
pub(crate) type Lane = [f32; LANES];

/// So many rows are multiplied at a time.
pub(crate) const TILE: usize = 4;

/// Columns of length `d` in groups of eight, laid out entry by entry: `lanes[group][entry][column % 8]`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Panels {
    d: usize,
    columns: usize,
    lanes: Vec<Lane>,
}

impl Panels {
    pub(crate) fn zeros(d: usize, columns: usize) -> Self {
        Panels { d, columns, lanes: vec![[0.0; LANES]; columns.div_ceil(LANES) * d] }
    }

    /// How many columns there are room for: a multiple of eight.
    pub(crate) fn width(&self) -> usize {
        self.columns.div_ceil(LANES) * LANES
    }

    pub(crate) fn set(&mut self, column: usize, entries: impl Iterator<Item = f32>) {
        let group = &mut self.lanes[column / LANES * self.d..][..self.d];
        group.iter_mut().zip(entries).for_each(|(lane, entry)| lane[column % LANES] = entry);
    }

    /// The products of four rows with all columns: `products[row]` has [`width`](Self::width) numbers, 0 beyond the last
    /// column. Each is summed up entry by entry.
    pub(crate) fn multiply(&self, rows: [&[f32]; TILE], products: &mut [Lane]) {
        products_of(rows, &self.lanes, self.d, products);
    }
}

#[multiversion(targets("x86_64+avx2"))]
fn products_of(rows: [&[f32]; TILE], lanes: &[Lane], d: usize, products: &mut [Lane]) {
    let groups = lanes.len() / d.max(1);
    let rows = rows.map(|row| &row[..d]);
    let mut keep = |group: usize, sums: [Lane; TILE]| {
        sums.into_iter().enumerate().for_each(|(row, sums)| products[row * groups + group] = sums);
    };
    // Two groups at a time: a sum has to wait for the one before it, and those of the other group fill that time.
    let mut pairs = lanes.chunks_exact(2 * d);
    for (pair, two) in pairs.by_ref().enumerate() {
        let (first, second) = two.split_at(d);
        let mut sums_of_first = [[0.0f32; LANES]; TILE];
        let mut sums_of_second = [[0.0f32; LANES]; TILE];
        for ((first, second), values) in first.iter().zip(second).zip(tiles(rows)) {
            let both = sums_of_first.iter_mut().zip(&mut sums_of_second);
            for ((of_first, of_second), x) in both.zip(values) {
                add_product(of_first, x, first);
                add_product(of_second, x, second);
            }
        }
        keep(2 * pair, sums_of_first);
        keep(2 * pair + 1, sums_of_second);
    }
    let last = pairs.remainder();
    if !last.is_empty() {
        let mut sums = [[0.0f32; LANES]; TILE];
        for (lane, values) in last.iter().zip(tiles(rows)) {
            for (sums, x) in sums.iter_mut().zip(values) {
                add_product(sums, x, lane);
            }
        }
        keep(groups - 1, sums);
    }
}

/// What four rows have in each column.
#[inline(always)]
fn tiles([a, b, c, e]: [&[f32]; TILE]) -> impl Iterator<Item = [f32; TILE]> {
    a.iter().zip(b).zip(c.iter().zip(e)).map(|((&a, &b), (&c, &e))| [a, b, c, e])
}

#[inline(always)]
fn add_product(sums: &mut Lane, x: f32, lane: &Lane) {
    for l in 0..LANES {
        sums[l] += x * lane[l];
    }
}

/// The products of one row with all columns of lanes laid out as in [`Panels`]: up to 32 columns at a time, because a sum has to
/// wait for the one before it, and those of other columns do not.
#[multiversion(targets("x86_64+avx2"))]
pub(crate) fn products_of_row(row: &[f32], lanes: &[Lane], products: &mut [Lane]) {
    let mut done = 0;
    while done < products.len() {
        let (rest, out) = (&lanes[done * row.len()..], &mut products[done..]);
        done += match out.len() {
            1 => some_products::<1>(row, rest, out),
            2 => some_products::<2>(row, rest, out),
            3 => some_products::<3>(row, rest, out),
            _ => some_products::<4>(row, rest, out),
        };
    }
}

#[inline(always)]
fn some_products<const GROUPS: usize>(row: &[f32], lanes: &[Lane], products: &mut [Lane]) -> usize {
    let mut sums = [[0.0f32; LANES]; GROUPS];
    let lanes = &lanes[..GROUPS * row.len()];
    for i in 0..row.len() {
        for group in 0..GROUPS {
            let lane = &lanes[group * row.len() + i];
            for l in 0..LANES {
                sums[group][l] += row[i] * lane[l];
            }
        }
    }
    products[..GROUPS].copy_from_slice(&sums);
    GROUPS
}

/// Adds rows to `sums`, each times a factor: `rows` are as long as `sums`, one after the other, and `numbers` says which.
#[multiversion(targets("x86_64+avx2"))]
pub(crate) fn add_rows(numbers: &[u32], factors: &[f32], rows: &[f32], sums: &mut [f32]) {
    let Some(last) = sums.len().checked_sub(LANES) else {
        for column in 0..sums.len() {
            for (&number, &factor) in numbers.iter().zip(factors) {
                sums[column] += factor * rows[number as usize * sums.len() + column];
            }
        }
        return;
    };
    let mut before = [0.0f32; LANES];
    before.copy_from_slice(&sums[last..]);
    let mut done = 0;
    while sums.len() - done >= LANES {
        done += match (sums.len() - done) / LANES {
            1 => add_columns::<1>(numbers, factors, rows, sums, done),
            2 => add_columns::<2>(numbers, factors, rows, sums, done),
            3 => add_columns::<3>(numbers, factors, rows, sums, done),
            4 => add_columns::<4>(numbers, factors, rows, sums, done),
            5 => add_columns::<5>(numbers, factors, rows, sums, done),
            6 => add_columns::<6>(numbers, factors, rows, sums, done),
            _ => add_columns::<7>(numbers, factors, rows, sums, done),
        };
    }
    if done < sums.len() {
        // The last columns, with some before them: these come out the same again.
        sums[last..].copy_from_slice(&before);
        add_columns::<1>(numbers, factors, rows, sums, last);
    }
}

#[inline(always)]
fn add_columns<const GROUPS: usize>(
    numbers: &[u32],
    factors: &[f32],
    rows: &[f32],
    out: &mut [f32],
    first: usize,
) -> usize {
    let mut sums = [[0.0f32; LANES]; GROUPS];
    sums.as_flattened_mut().copy_from_slice(&out[first..first + GROUPS * LANES]);
    for (&number, &factor) in numbers.iter().zip(factors) {
        let row = &rows[number as usize * out.len() + first..][..GROUPS * LANES];
        for group in 0..GROUPS {
            for l in 0..LANES {
                sums[group][l] += factor * row[group * LANES + l];
            }
        }
    }
    out[first..first + GROUPS * LANES].copy_from_slice(sums.as_flattened());
    GROUPS * LANES
}

/// Adds to `sums` (d × d, row by row, d a multiple of eight) what rows of d numbers have as products of their columns, on and
/// left of the diagonal, and in some places right of it.
#[multiversion(targets("x86_64+avx2"))]
pub(crate) fn add_products_of_columns(rows: &[f64], d: usize, sums: &mut [f64]) {
    for first in (0..d).step_by(TILE) {
        for second in (0..first + TILE).step_by(LANES) {
            let mut tile = [[0.0f64; LANES]; TILE];
            for row in rows.chunks_exact(d) {
                let (a, b) = (&row[first..first + TILE], &row[second..second + LANES]);
                for i in 0..TILE {
                    for l in 0..LANES {
                        tile[i][l] += a[i] * b[l];
                    }
                }
            }
            for i in 0..TILE {
                let sums = &mut sums[(first + i) * d + second..][..LANES];
                for l in 0..LANES {
                    sums[l] += tile[i][l];
                }
            }
        }
    }
}

/// The square of a row's length: four sums side by side in double precision, added up in order.
#[inline]
pub(crate) fn square(row: &[f32]) -> f64 {
    let mut sums = [0.0f64; 4];
    let whole = row.chunks_exact(4);
    let rest: f64 = whole.remainder().iter().map(|&v| f64::from(v) * f64::from(v)).sum();
    for values in whole {
        for l in 0..4 {
            sums[l] += f64::from(values[l]) * f64::from(values[l]);
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

/// The product of two rows of one length: eight sums side by side, added up in order.
#[inline]
pub(crate) fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let (whole_a, whole_b) = (a.chunks_exact(LANES), b.chunks_exact(LANES));
    let rest = whole_a.remainder().iter().zip(whole_b.remainder());
    for (a, b) in whole_a.zip(whole_b) {
        for l in 0..LANES {
            sums[l] += a[l] * b[l];
        }
    }
    sums.iter().sum::<f32>() + rest.map(|(a, b)| a * b).sum::<f32>()
}

/// Where a row is best placed: the column with the greatest score, the first of equals, and the two greatest scores.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(crate) struct Best {
    pub(crate) column: u32,
    pub(crate) score: f32,
    pub(crate) second: f32,
}

/// For each of four rows the best of the scores product − `less`, which is +∞ for columns that do not count.
#[multiversion(targets("x86_64+avx2"))]
pub(crate) fn best_of(products: &[Lane], less: &[Lane]) -> [Best; TILE] {
    let mut found = [Best::default(); TILE];
    for (found, products) in found.iter_mut().zip(products.chunks_exact(less.len())) {
        let mut best = [f32::NEG_INFINITY; LANES];
        let mut second = [f32::NEG_INFINITY; LANES];
        // The first column of the best one's group: a whole number that single precision holds.
        let mut firsts = [0.0f32; LANES];
        let mut at = 0.0;
        for (products, less) in products.iter().zip(less) {
            // A loop for each step is what the compiler makes one instruction of.
            let mut scores = [0.0f32; LANES];
            let mut lower = [0.0f32; LANES];
            (0..LANES).for_each(|l| scores[l] = products[l] - less[l]);
            (0..LANES).for_each(|l| lower[l] = if scores[l] < best[l] { scores[l] } else { best[l] });
            (0..LANES).for_each(|l| second[l] = if lower[l] > second[l] { lower[l] } else { second[l] });
            (0..LANES).for_each(|l| firsts[l] = if scores[l] > best[l] { at } else { firsts[l] });
            (0..LANES).for_each(|l| best[l] = if scores[l] > best[l] { scores[l] } else { best[l] });
            at += LANES as f32;
        }
        *found = best_of_lanes(&best, &second, &firsts);
    }
    found
}

/// The best of eight columns, each the best of its lane. Not inlined: the compiler would take the lanes apart for it, in the
/// loop already.
#[inline(never)]
fn best_of_lanes(best: &Lane, second: &Lane, firsts: &Lane) -> Best {
    let mut found = Best { column: u32::MAX, score: f32::NEG_INFINITY, second: f32::NEG_INFINITY };
    for l in 0..LANES {
        let column = firsts[l] as u32 + l as u32;
        let is_better = best[l] > found.score || (best[l] == found.score && column < found.column);
        let lower = if is_better { found.score } else { best[l] };
        for candidate in [lower, second[l]] {
            found.second = if candidate > found.second { candidate } else { found.second };
        }
        if is_better {
            (found.column, found.score) = (column, best[l]);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    fn random(len: usize, seed: u64) -> Vec<f32> {
        let mut random = Random::new(seed, 0);
        (0..len).map(|_| random.below(20_001) as f32 / 10_000.0 - 1.0).collect()
    }

    #[test]
    fn products_have_the_same_bits_as_sums_taken_entry_by_entry() {
        for (d, columns) in [(1, 1), (3, 8), (7, 9), (100, 20), (13, 100)] {
            let (rows, entries) = (random(TILE * d, 1), random(d * columns, 2));
            let mut panels = Panels::zeros(d, columns);
            for column in 0..columns {
                panels.set(column, entries[column * d..][..d].iter().copied());
            }
            let groups = panels.width() / LANES;
            let mut products = vec![[f32::NAN; LANES]; TILE * groups];
            panels.multiply(std::array::from_fn(|row| &rows[row * d..][..d]), &mut products);
            for row in 0..TILE {
                for column in 0..panels.width() {
                    let entry = |i: usize| if column < columns { entries[column * d + i] } else { 0.0 };
                    let expected = (0..d).fold(0.0f32, |sum, i| sum + rows[row * d + i] * entry(i));
                    let found = products[row * groups + column / LANES][column % LANES];
                    assert_eq!(found.to_bits(), expected.to_bits(), "{d} × {columns}, {row} {column}");
                }
            }
        }
    }

    #[test]
    fn one_row_has_the_products_that_it_has_among_four() {
        for (d, columns) in [(1, 1), (9, 8), (7, 9), (30, 20), (13, 100)] {
            let (row, entries) = (random(d, 1), random(d * columns, 2));
            let mut panels = Panels::zeros(d, columns);
            for column in 0..columns {
                panels.set(column, entries[column * d..][..d].iter().copied());
            }
            let groups = panels.width() / LANES;
            let (mut four, mut one) = (vec![[0.0; LANES]; TILE * groups], vec![[0.0; LANES]; groups]);
            panels.multiply([&row; TILE], &mut four);
            products_of_row(&row, &panels.lanes, &mut one);
            assert_eq!(one, four[..groups], "{d} × {columns}");
        }
    }

    #[test]
    fn sums_of_rows_and_products_of_columns_have_the_bits_of_plain_sums() {
        for d in [1, 5, 8, 24, 43, 80] {
            let (rows, factors) = (random(9 * d, 5), random(6, 6));
            let numbers = [0, 8, 3, 3, 7, 1];
            let mut sums = vec![0.0; d];
            add_rows(&numbers, &factors, &rows, &mut sums);
            for column in 0..d {
                let entries = numbers.iter().zip(&factors);
                let expected = entries.fold(0.0f32, |sum, (&n, f)| sum + f * rows[n as usize * d + column]);
                assert_eq!(sums[column].to_bits(), expected.to_bits(), "{d}, {column}");
            }
        }
        for d in [8, 24, 40] {
            let rows: Vec<f64> = random(7 * d, 7).into_iter().map(f64::from).collect();
            let mut sums = vec![0.0; d * d];
            add_products_of_columns(&rows, d, &mut sums);
            for (i, j) in (0..d).flat_map(|i| (0..=i).map(move |j| (i, j))) {
                let expected = rows.chunks(d).fold(0.0, |sum, row| sum + row[i] * row[j]);
                assert_eq!(sums[i * d + j].to_bits(), (0.0f64 + expected).to_bits(), "{d}: {i} {j}");
            }
        }
    }

    #[test]
    fn the_best_column_is_the_first_of_equals_and_the_second_is_as_good_only_then() {
        let less = [[0.0; LANES], [0.0, 0.0, f32::INFINITY, 0.0, 0.0, 0.0, 0.0, 0.0]];
        let mut products = vec![[0.0f32; LANES]; TILE * 2];
        products[0][3] = 2.0;
        products[1] = [1.0, 2.0, 9.0, 0.0, 0.0, 0.0, 0.0, 0.0];
        products[2][7] = -1.0;
        products[5][6] = 4.0;
        products[6] = [-5.0; LANES];
        products[7] = [-7.0; LANES];
        let found = best_of(&products, &less).map(|best| (best.column, best.score, best.second));
        assert_eq!(found, [(3, 2.0, 2.0), (0, 0.0, 0.0), (14, 4.0, 0.0), (0, -5.0, -5.0)]);
    }

    #[test]
    fn the_product_of_two_rows_is_their_sum_of_products() {
        for len in [0, 1, 8, 21, 100] {
            let (a, b) = (random(len, 3), random(len, 4));
            let expected: f64 = a.iter().zip(&b).map(|(&a, &b)| f64::from(a) * f64::from(b)).sum();
            assert!((f64::from(dot(&a, &b)) - expected).abs() < 1e-5, "{len}");
        }
    }
}
