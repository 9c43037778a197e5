//! Where a start begins: at rows that lie far apart.

use foldhash::HashSet;

use crate::error::{Error, Result};
use crate::lanes::dot;
use crate::random::Random;
use crate::space::DenseMatrix;

/// The first centres are drawn from a sample of at most so many rows for each cluster, …
const ROWS_A_CLUSTER: usize = 64;
/// … and of so many at least.
const LEAST_ROWS: usize = 4096;

/// `k` different rows as centres, each drawn with a probability in proportion to its squared distance from those drawn
/// before. Of many rows only a sample is looked at.
pub(super) fn far_apart(rows: &DenseMatrix, k: usize, random: &mut Random) -> Result<DenseMatrix> {
    let most = LEAST_ROWS.max(k.saturating_mul(ROWS_A_CLUSTER));
    if rows.rows() > most {
        let mut order = random.permutation(rows.rows());
        order.truncate(most);
        if let Some(drawn) = draw(&rows.select(order), k, random) {
            return Ok(drawn);
        }
    }
    draw(rows, k, random).ok_or_else(|| Error::TooManyClusters { k, distinct: different(rows) })
}

/// The centres; none if there are not so many different rows.
fn draw(rows: &DenseMatrix, k: usize, random: &mut Random) -> Option<DenseMatrix> {
    let n = rows.rows();
    if n < k {
        return None;
    }
    let squares: Vec<f32> = rows.iter().map(|row| dot(row, row)).collect();
    let mut nearest = vec![f64::INFINITY; n];
    let mut drawn = vec![random.below(n as u64) as usize];
    while drawn.len() < k {
        let last = drawn[drawn.len() - 1];
        let centre = rows.row(last);
        for (i, (row, nearest)) in rows.iter().zip(&mut nearest).enumerate() {
            let square = if row == centre {
                0.0 // and not what rounding leaves
            } else {
                f64::from(squares[i]) + f64::from(squares[last]) - 2.0 * f64::from(dot(row, centre))
            };
            *nearest = nearest.min(square.max(if row == centre { 0.0 } else { f64::MIN_POSITIVE }));
        }
        drawn.push(in_proportion(&nearest, random)?);
    }
    Some(rows.select(drawn))
}

/// A number by chance, in proportion to its mass; none if all masses are 0.
fn in_proportion(masses: &[f64], random: &mut Random) -> Option<usize> {
    let all: f64 = masses.iter().sum();
    let mut left = all * (random.below(1 << 53) as f64 / (1u64 << 53) as f64);
    let mut last = None;
    for (i, &mass) in masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
        last = Some(i);
        left -= mass;
        if left < 0.0 {
            break;
        }
    }
    last
}

fn different(rows: &DenseMatrix) -> usize {
    // Adding 0 makes one zero of the two.
    let bits = |row: &[f32]| row.iter().map(|v| (v + 0.0).to_bits()).collect::<Vec<u32>>();
    rows.iter().map(bits).collect::<HashSet<_>>().len()
}
