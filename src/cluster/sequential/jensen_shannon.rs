//! Jensen–Shannon geometry: maximise Σ_c [Σ_t S_ct ln S_ct − N_c ln N_c], where S_c is the sum of the
//! cluster's masses and N_c its total. Up to a constant this is the mutual information of clusters and
//! terms; a move's cost is the weighted Jensen–Shannon divergence of row and cluster.
//!
//! Most of the time of a fit goes into what a term of a row gains in each cluster, (s + v) ln (s + v) − s ln s. As a
//! difference of large numbers that would need double precision; `rise` has a form in which nothing cancels, so single precision
//! is enough, and eight clusters are worked on at a time.

use multiversion::multiversion;

use super::Sums;
use super::logarithm::{ln, x_ln_x};
use crate::lanes::{LANES, Lane};
use crate::vectorize::CsrMatrix;

/// Cluster masses, laid out term by term.
pub(super) struct MassSums<'r> {
    rows: &'r CsrMatrix,
    /// The sum of each row.
    masses: Vec<f64>,
    /// Clusters, rounded up to whole lanes.
    width: usize,
    /// The sums as they are (`sums[term * width + cluster]`), …
    sums: Vec<f64>,
    /// … and in single precision, with their logarithms (`near[term * width / 8 + group]`), …
    near: Vec<Near>,
    /// … unless they were added up since: those whose objective alone is asked for do not need these.
    is_near: bool,
    /// The total N of each cluster, and N ln N.
    totals: Vec<f64>,
    entropies: Vec<f64>,
    visit: Visit,
    gains: Vec<Lane>,
}

/// The masses of a term in eight clusters, and their logarithms (any finite number for that of 0): one line of the cache.
#[derive(Clone, Copy)]
#[repr(align(64))]
struct Near {
    sums: Lane,
    logs: Lane,
}

/// The row that is visited, and what its cluster has without it.
#[derive(Default)]
struct Visit {
    values: Vec<f32>,
    logs: Vec<f32>,
    rest: Vec<f32>,
    rest_logs: Vec<f32>,
}

impl<'r> MassSums<'r> {
    pub(super) fn new(rows: &'r CsrMatrix, k: usize) -> Self {
        let groups = k.div_ceil(LANES);
        let width = groups * LANES;
        MassSums {
            rows,
            masses: rows.iter().map(|row| row.values.iter().map(|&v| f64::from(v)).sum()).collect(),
            width,
            sums: vec![0.0; width * rows.cols()],
            near: vec![Near { sums: [0.0; LANES], logs: [0.0; LANES] }; groups * rows.cols()],
            is_near: false,
            totals: vec![0.0; k],
            entropies: vec![0.0; k],
            visit: Visit::default(),
            gains: vec![[0.0; LANES]; groups],
        }
    }

    /// Adds `weight` times the row's masses to cluster `c` (takes them away if negative).
    fn change(&mut self, i: usize, weight: f32, c: usize) {
        let (row, weight) = (self.rows.row(i), f64::from(weight));
        let Visit { rest, rest_logs, .. } = &mut self.visit;
        rest.clear();
        rest.extend(row.iter().map(|(term, value)| {
            let sum = &mut self.sums[term * self.width + c];
            *sum = (*sum + weight * f64::from(value)).max(0.0);
            *sum as f32
        }));
        logarithms(rest, rest_logs);
        for ((&term, &sum), &log) in row.indices.iter().zip(&*rest).zip(&*rest_logs) {
            let near = &mut self.near[(term as usize * self.width + c) / LANES];
            (near.sums[c % LANES], near.logs[c % LANES]) = (sum, log);
        }
        self.totals[c] = (self.totals[c] + weight * self.masses[i]).max(0.0);
        self.entropies[c] = x_ln_x(self.totals[c]);
    }
}

impl Sums for MassSums<'_> {
    fn sum(&mut self, labels: &[usize], weights: &[f32]) {
        self.sums.fill(0.0);
        self.totals.fill(0.0);
        for (i, (&c, &weight)) in labels.iter().zip(weights).enumerate() {
            let weight = f64::from(weight);
            for (term, value) in self.rows.row(i).iter() {
                self.sums[term * self.width + c] += weight * f64::from(value);
            }
            self.totals[c] += weight * self.masses[i];
        }
        self.is_near = false;
        self.entropies.iter_mut().zip(&self.totals).for_each(|(entropy, &total)| *entropy = x_ln_x(total));
    }

    fn gains(&mut self, i: usize, weight: f32, from: usize, gains: &mut [f64]) {
        if !self.is_near {
            round(&self.sums, &mut self.near);
            self.is_near = true;
        }
        let row = self.rows.row(i);
        let Visit { values, logs, rest, rest_logs } = &mut self.visit;
        values.clear();
        values.extend(row.values.iter().map(|&value| weight * value));
        logarithms(values, logs);
        gains_of_row(row.indices, values, logs, &self.near, &mut self.gains);
        rest.clear();
        let (group, lane) = (from / LANES, from % LANES);
        let masses = row.indices.iter().zip(&*values);
        rest.extend(masses.map(|(&term, &value)| {
            (self.near[term as usize * self.width / LANES + group].sums[lane] - value).max(0.0)
        }));
        logarithms(rest, rest_logs);
        let stays = f64::from(sum_of_rises(values, logs, rest, rest_logs));

        let added = f64::from(weight) * self.masses[i];
        let clusters = self.totals.iter().zip(&self.entropies).zip(self.gains.as_flattened());
        for (gain, ((&total, entropy), &lane)) in gains.iter_mut().zip(clusters) {
            *gain = f64::from(lane) - (x_ln_x(total + added) - entropy);
        }
        gains[from] = stays - (self.entropies[from] - x_ln_x((self.totals[from] - added).max(0.0)));
    }

    fn shift(&mut self, i: usize, weight: f32, from: usize, to: usize) {
        self.change(i, -weight, from);
        self.change(i, weight, to);
    }

    fn objective(&self) -> f64 {
        information(&self.sums) - self.entropies.iter().sum::<f64>()
    }
}

/// [(s + v) ln (s + v) − s ln s] / v for v > 0, given ln v and ln s (any finite number for s = 0), to about 10⁻⁶.
///
/// With z the smaller of s and v by the greater and h(z) = (1 + 1/z) ln (1 + z), this is ln s + h(z) where v is the
/// smaller, and ln v + z · (h(z) + ln v − ln s) where s is. h on [0, 1] is a polynomial to 2 · 10⁻⁷ (minimax, by Lawson's
/// iteration), so there is no logarithm here, and no branch.
#[inline(always)]
fn rise(v: f32, ln_v: f32, s: f32, ln_s: f32) -> f32 {
    // Both sides of each choice are there before it, and so are lesser and greater before the one division: as branches, the
    // division and all that follows would be made twice.
    let (s_bits, v_bits) = (s.to_bits() as i32, v.to_bits() as i32);
    let z = f32::from_bits(s_bits.min(v_bits) as u32) / f32::from_bits(s_bits.max(v_bits) as u32);
    let h = 1.0
        + z * (0.499_977_8
            + z * (-0.166_276_21
                + z * (0.080_698_93 + z * (-0.041_113 + z * (0.016_274_897 - z * 0.003_268_470_4)))));
    let (of_small, of_great) = (ln_v + z * (h + ln_v - ln_s), ln_s + h);
    if s < v { of_small } else { of_great }
}

/// What a row's terms gain in each cluster.
#[multiversion(targets("x86_64+avx2"))]
fn gains_of_row(terms: &[u32], values: &[f32], logs: &[f32], near: &[Near], gains: &mut [Lane]) {
    let mut done = 0;
    while done < gains.len() {
        done += match gains.len() - done {
            1 => some_gains::<1>(terms, values, logs, near, gains, done),
            2 => some_gains::<2>(terms, values, logs, near, gains, done),
            3 => some_gains::<3>(terms, values, logs, near, gains, done),
            _ => some_gains::<4>(terms, values, logs, near, gains, done),
        };
    }
}

/// The same in up to four groups of eight clusters, which lie beside each other; returns how many groups.
#[inline(always)]
fn some_gains<const GROUPS: usize>(
    terms: &[u32],
    values: &[f32],
    logs: &[f32],
    near: &[Near],
    gains: &mut [Lane],
    first: usize,
) -> usize {
    let mut sums = [[0.0f32; LANES]; GROUPS];
    for ((&term, &v), &ln_v) in terms.iter().zip(values).zip(logs) {
        let near = &near[term as usize * gains.len() + first..][..GROUPS];
        for (sums, near) in sums.iter_mut().zip(near) {
            for (l, sum) in sums.iter_mut().enumerate() {
                *sum += v * rise(v, ln_v, near.sums[l], near.logs[l]);
            }
        }
    }
    gains[first..first + GROUPS].copy_from_slice(&sums);
    GROUPS
}

/// What a row's terms gain in one cluster, which has `rest` of them: eight sums side by side, added up in order.
#[multiversion(targets("x86_64+avx2"))]
fn sum_of_rises(values: &[f32], logs: &[f32], rest: &[f32], rest_logs: &[f32]) -> f32 {
    let mut sums = [0.0f32; LANES];
    let whole = values.len() / LANES * LANES;
    let mut at = 0;
    while at < whole {
        let (v, ln_v) = (&values[at..at + LANES], &logs[at..at + LANES]);
        let (s, ln_s) = (&rest[at..at + LANES], &rest_logs[at..at + LANES]);
        for l in 0..LANES {
            sums[l] += v[l] * rise(v[l], ln_v[l], s[l], ln_s[l]);
        }
        at += LANES;
    }
    for at in whole..values.len() {
        sums[at - whole] += values[at] * rise(values[at], logs[at], rest[at], rest_logs[at]);
    }
    sums.iter().sum()
}

/// The logarithm of each number.
#[multiversion(targets("x86_64+avx2"))]
fn logarithms(numbers: &[f32], logs: &mut Vec<f32>) {
    logs.resize(numbers.len(), 0.0);
    for (log, &number) in logs.iter_mut().zip(numbers) {
        *log = ln(number);
    }
}

/// The sums in single precision, with their logarithms.
#[multiversion(targets("x86_64+avx2"))]
fn round(sums: &[f64], near: &mut [Near]) {
    for (near, sums) in near.iter_mut().zip(sums.chunks_exact(LANES)) {
        for ((near, log), &sum) in near.sums.iter_mut().zip(&mut near.logs).zip(sums) {
            (*near, *log) = (sum as f32, ln(sum as f32));
        }
    }
}

/// Σ x ln x: eight sums side by side, added up in order.
#[multiversion(targets("x86_64+avx2"))]
fn information(sums: &[f64]) -> f64 {
    let mut totals = [0.0f64; LANES];
    for sums in sums.chunks_exact(LANES) {
        for l in 0..LANES {
            totals[l] += x_ln_x(sums[l]);
        }
    }
    totals.iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rise_is_that_of_x_ln_x_whatever_the_sizes() {
        let exact = |v: f64, s: f64| {
            let of = |x: f64| if x > 0.0 { x * x.ln() } else { 0.0 };
            // For small v the difference cancels; its series does not.
            match v / s < 1e-4 {
                true => s.ln() + 1.0 + v / s / 2.0 - (v / s) * (v / s) / 6.0,
                false => (of(s + v) - of(s)) / v,
            }
        };
        for v in [1e-6, 0.003, 0.02, 0.5, 1.0, 7.0] {
            for s in [0.0, 1e-9, 1e-4, 0.0029, 0.003, 0.0031, 0.02, 0.3, 1.0, 40.0, 1e3, 1e5] {
                let (v, s) = (v as f32, s as f32);
                let found = f64::from(rise(v, ln(v), s, ln(s)));
                let expected = exact(f64::from(v), f64::from(s));
                assert!((found - expected).abs() < 3e-6, "{v} {s}: {found} {expected}");
            }
        }
    }

    #[test]
    fn rises_have_the_same_bits_in_lanes_and_one_by_one() {
        let values: Vec<f32> = (1..30).map(|i| 0.001 * i as f32).collect();
        let near = |s: f32| Near { sums: [s; LANES], logs: [ln(s); LANES] };
        let (mut logs, mut gains) = (vec![], vec![[0.0; LANES]; 2]);
        logarithms(&values, &mut logs);
        assert!(logs.iter().zip(&values).all(|(log, &value)| log.to_bits() == ln(value).to_bits()));
        let terms: Vec<u32> = (0..29).collect();
        let table: Vec<Near> = (0..58).map(|at| near(0.0007 * at as f32)).collect();
        gains_of_row(&terms, &values, &logs, &table, &mut gains);
        for group in 0..2 {
            let expected = (0..29).fold(0.0f32, |sum, t| {
                let (near, v) = (&table[t * 2 + group], values[t]);
                sum + v * rise(v, ln(v), near.sums[0], near.logs[0])
            });
            assert!(gains[group].iter().all(|gain| gain.to_bits() == expected.to_bits()));
        }
    }
}
