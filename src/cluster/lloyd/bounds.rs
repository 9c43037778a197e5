//! What is known of the distances of a row without computing them, so that rows that cannot move are passed over
//! (Hamerly, SIAM Data Mining 2010).
//!
//! A bound is trusted only where it is ahead by more than single precision could be wrong about, so the rows go exactly
//! where they would go without bounds.

use crate::space::DenseMatrix;

/// Of one row: at most and at least so far from its own centre, and at least so far from every other.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    own: f64,
    least: f64,
    others: f64,
}

impl Bounds {
    /// Nothing is known.
    pub(super) const NONE: Bounds = Bounds { own: f64::INFINITY, least: 0.0, others: 0.0 };

    /// From the squared distances of the own and of the next centre, each known up to `error`.
    pub(super) fn of_squares(own: f64, next: f64, error: f64) -> Self {
        let root = |square: f64| square.max(0.0).sqrt();
        Bounds {
            own: root(own + error) * (1.0 + TINY),
            least: root(own - error) * (1.0 - TINY),
            others: root(next - error) * (1.0 - TINY),
        }
    }

    /// The same after the centres moved.
    pub(super) fn after(self, own: usize, moves: &Moves) -> Self {
        let others = if own == moves.farthest { moves.second } else { moves.first };
        Bounds {
            own: (self.own + moves.of[own]) * (1.0 + TINY),
            least: (self.least - moves.of[own]) * (1.0 - TINY),
            others: ((self.others - others) * (1.0 - TINY)).max(0.0),
        }
    }

    /// The same with the distance from the own centre computed anew.
    pub(super) fn with_own(self, own: f64) -> Self {
        Bounds { own: own * (1.0 + TINY), least: own * (1.0 - TINY), ..self }
    }

    /// Whether [`stays`](Self::stays) could be true if the distance from the own centre were known.
    pub(super) fn may_stay(self, apart: f64, error: f64) -> bool {
        Bounds { own: self.least.max(0.0), ..self }.stays(apart, error)
    }

    /// Whether no other centre can come out as near as the own one, where squared distances are computed up to `error`
    /// and the nearest other centre is at least `apart` from the own one.
    pub(super) fn stays(self, apart: f64, error: f64) -> bool {
        let others = self.others.max((apart - self.own) * (1.0 - TINY));
        others > 0.0 && others * others - self.own * self.own > 2.0 * error
    }
}

/// More than the rounding of a few operations in double precision.
const TINY: f64 = 1e-12;

/// How far each centre moved.
pub(super) struct Moves {
    of: Vec<f64>,
    /// Which one moved farthest, …
    farthest: usize,
    /// … how far, and how far any other at most.
    first: f64,
    second: f64,
}

impl Moves {
    pub(super) fn between(before: &DenseMatrix, after: &DenseMatrix) -> Self {
        let of: Vec<f64> =
            before.iter().zip(after.iter()).map(|(a, b)| distance(a, b) * (1.0 + TINY)).collect();
        let farthest = (0..of.len()).fold(0, |best, c| if of[c] > of[best] { c } else { best });
        let others = of.iter().enumerate().filter(|&(c, _)| c != farthest);
        let second = others.fold(0.0, |most: f64, (_, &far)| most.max(far));
        Moves { first: of[farthest], farthest, second, of }
    }
}

/// For each centre at least how far the nearest other one is.
pub(super) fn apart(centres: &DenseMatrix) -> Vec<f64> {
    let mut nearest = vec![f64::INFINITY; centres.rows()];
    for (a, centre) in centres.iter().enumerate() {
        for (b, other) in centres.iter().enumerate().take(a) {
            let far = distance(centre, other) * (1.0 - TINY);
            nearest[a] = nearest[a].min(far);
            nearest[b] = nearest[b].min(far);
        }
    }
    nearest
}

/// The distance of two points, summed up in double precision.
pub(super) fn distance(a: &[f32], b: &[f32]) -> f64 {
    square_distance(a, b).sqrt()
}

pub(super) fn square_distance(a: &[f32], b: &[f32]) -> f64 {
    let mut sums = [0.0f64; 4];
    let (whole_a, whole_b) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest = whole_a.remainder().iter().zip(whole_b.remainder());
    for (a, b) in whole_a.zip(whole_b) {
        for l in 0..4 {
            let apart = f64::from(a[l]) - f64::from(b[l]);
            sums[l] += apart * apart;
        }
    }
    let rest: f64 = rest.map(|(&a, &b)| (f64::from(a) - f64::from(b)) * (f64::from(a) - f64::from(b))).sum();
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}
