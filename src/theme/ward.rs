//! Ward's method: which points are joined first, so that little of the distance between them is lost.

use rayon::prelude::*;

use crate::space::DenseMatrix;

/// Two groups that become one, each by its first point, and what that costs.
pub(crate) struct Merge {
    pub(crate) into: usize,
    pub(crate) from: usize,
    pub(crate) cost: f64,
}

/// Ward's method (JASA 58, 1963) with the distances kept up to date by Lance and Williams' formula; the first of equals.
pub(crate) fn ward(points: &DenseMatrix) -> Vec<Merge> {
    let n = points.rows();
    let apart = |a: usize, b: usize| {
        let differences = points.row(a).iter().zip(points.row(b)).map(|(a, b)| f64::from(a - b));
        differences.map(|d| d * d).sum::<f64>() / 2.0
    };
    let costs = (0..n).into_par_iter().map(|a| (0..n).map(|b| apart(a, b)).collect());
    let mut costs: Vec<Vec<f64>> = costs.collect();
    let mut sizes = vec![1.0f64; n];
    let mut left: Vec<usize> = (0..n).collect();
    let mut merges = Vec::with_capacity(n.saturating_sub(1));
    while left.len() > 1 {
        let (mut into, mut from) = (left[0], left[1]);
        for (place, &a) in left.iter().enumerate() {
            for &b in &left[place + 1..] {
                if costs[a][b] < costs[into][from] {
                    (into, from) = (a, b);
                }
            }
        }
        let cost = costs[into][from];
        merges.push(Merge { into, from, cost });
        left.retain(|&group| group != from);
        for &other in left.iter().filter(|&&group| group != into) {
            let (a, b, o) = (sizes[into], sizes[from], sizes[other]);
            let sum = (a + o) * costs[into][other] + (b + o) * costs[from][other] - o * cost;
            costs[into][other] = sum / (a + b + o);
            costs[other][into] = costs[into][other];
        }
        sizes[into] += sizes[from];
    }
    merges
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// Points at these angles, in degrees.
    pub(in crate::theme) fn at(angles: &[f64]) -> DenseMatrix {
        let point = |&degrees: &f64| {
            let angle = degrees.to_radians();
            [angle.cos() as f32, angle.sin() as f32]
        };
        DenseMatrix::from_rows(2, angles.iter().flat_map(point).collect()).unwrap()
    }

    #[test]
    fn merges_cost_ever_more() {
        let merges = ward(&at(&[0.0, 20.0, 41.0, 63.0, 86.0, 110.0, 135.0, 170.0]));
        assert_eq!(merges.len(), 7);
        assert!(merges.windows(2).all(|pair| pair[0].cost <= pair[1].cost + 1e-12));
    }
}
