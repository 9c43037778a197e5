//! Places in a plane for things of which it is known how like each two are.
//!
//! What counts is the order: the more alike a pair is, the nearer it should lie. So each pair's distance is meant to be
//! its rank among all pairs (as in Kruskal, Psychometrika 29, 1964, but with ranks instead of a fitted curve, which can
//! degenerate). Places begin with classical scaling (Torgerson, Psychometrika 17, 1952) and move to least stress by
//! majorisation, point by point (Gansner, Koren & North, Graph Drawing 2004), with the near pairs counting for most,
//! because these are what a map is read for. All of it is arithmetic in a fixed order: the same likeness gives the same
//! map on every machine.

/// A place in the plane.
pub(super) type Place = (f64, f64);

/// More rounds than any stress needs to come to rest.
const ROUNDS: usize = 400;
/// Rounds of the power method; it starts the layout only.
const POWERS: usize = 200;

/// Places for `n` things, of which `likeness` says how like two are. They are centred, turned so that they spread most
/// from left to right, and the first lies left of the middle and above it.
pub(super) fn places(n: usize, likeness: impl Fn(usize, usize) -> f64) -> Vec<Place> {
    match n {
        0 => return Vec::new(),
        1 => return vec![(0.0, 0.0)],
        2 => return vec![(-0.5, 0.0), (0.5, 0.0)],
        _ => {}
    }
    let wanted = ranks(n, &likeness);
    let mut places = classical(n, &wanted);
    for _ in 0..ROUNDS {
        if rest(&wanted, &mut places) < 1e-7 {
            break;
        }
    }
    turned(places)
}

/// For each pair the distance that it should have: its rank among all pairs from the most alike on, as a share. Equals
/// share a rank.
fn ranks(n: usize, likeness: &impl Fn(usize, usize) -> f64) -> Vec<Vec<f64>> {
    let mut pairs: Vec<(usize, usize, f64)> =
        (0..n).flat_map(|a| (0..a).map(move |b| (a, b))).map(|(a, b)| (a, b, likeness(a, b))).collect();
    pairs.sort_by(|x, y| y.2.total_cmp(&x.2).then((x.0, x.1).cmp(&(y.0, y.1))));
    let mut ranks = vec![vec![0.0; n]; n];
    let (count, mut done) = (pairs.len() as f64, 0);
    for same in pairs.chunk_by(|x, y| x.2 == y.2) {
        let rank = (done as f64 + (same.len() as f64 + 1.0) / 2.0) / count;
        // Even the most alike are two things.
        same.iter().for_each(|&(a, b, _)| {
            ranks[a][b] = 0.2 + 0.8 * rank;
            ranks[b][a] = ranks[a][b];
        });
        done += same.len();
    }
    ranks
}

/// Classical scaling: the two directions in which the squared distances spread most.
fn classical(n: usize, wanted: &[Vec<f64>]) -> Vec<Place> {
    let squares = |a: usize, b: usize| wanted[a][b] * wanted[a][b];
    let means: Vec<f64> = (0..n).map(|a| (0..n).map(|b| squares(a, b)).sum::<f64>() / n as f64).collect();
    let mean = means.iter().sum::<f64>() / n as f64;
    let inner = |a: usize, b: usize| (means[a] + means[b] - squares(a, b) - mean) / 2.0;
    let mut inner: Vec<Vec<f64>> = (0..n).map(|a| (0..n).map(|b| inner(a, b)).collect()).collect();
    let first = strongest(&inner);
    for a in 0..n {
        (0..n).for_each(|b| inner[a][b] -= first[a] * first[b]);
    }
    let second = strongest(&inner);
    first.into_iter().zip(second).collect()
}

/// The strongest direction of a symmetric matrix, times the root of its strength; by the power method.
fn strongest(matrix: &[Vec<f64>]) -> Vec<f64> {
    let n = matrix.len();
    // A shift by the largest sum of a row makes the strongest the one that is greatest and not the most negative.
    let shift = matrix.iter().map(|row| row.iter().map(|v| v.abs()).sum::<f64>()).fold(0.0, f64::max);
    let times = |direction: &[f64], shift: f64| -> Vec<f64> {
        let product = |(row, own): (&Vec<f64>, &f64)| {
            row.iter().zip(direction).map(|(m, d)| m * d).sum::<f64>() + shift * own
        };
        matrix.iter().zip(direction).map(product).collect()
    };
    let unit = |mut direction: Vec<f64>| {
        let length = direction.iter().map(|d| d * d).sum::<f64>().sqrt();
        direction.iter_mut().for_each(|d| *d /= length.max(f64::MIN_POSITIVE));
        direction
    };
    // Any start that is not at right angles to the answer will do.
    let mut direction = unit((0..n).map(|place| 1.0 / (place as f64 + 1.5)).collect());
    for _ in 0..POWERS {
        direction = unit(times(&direction, shift));
    }
    let strength: f64 = times(&direction, 0.0).iter().zip(&direction).map(|(a, b)| a * b).sum();
    direction.into_iter().map(|d| d * strength.max(0.0).sqrt()).collect()
}

/// Moves each point once to where the others want it; how far they moved in all.
fn rest(wanted: &[Vec<f64>], places: &mut [Place]) -> f64 {
    let mut moved = 0.0;
    for a in 0..places.len() {
        let (mut x, mut y, mut all) = (0.0, 0.0, 0.0);
        let (own_x, own_y) = places[a];
        for (b, &(other_x, other_y)) in places.iter().enumerate().filter(|(b, _)| *b != a) {
            let wish = wanted[a][b];
            let weight = 1.0 / (wish * wish);
            let (mut right, mut down) = (own_x - other_x, own_y - other_y);
            let mut apart = (right * right + down * down).sqrt();
            if apart < 1e-9 {
                // Two on one spot go apart in a direction that depends on their order alone.
                (right, down, apart) = if a < b { (-1.0, 0.5, 1.0) } else { (1.0, -0.5, 1.0) };
            }
            x += weight * (other_x + wish * right / apart);
            y += weight * (other_y + wish * down / apart);
            all += weight;
        }
        let (x, y) = (x / all, y / all);
        moved += (x - own_x).abs() + (y - own_y).abs();
        places[a] = (x, y);
    }
    moved
}

/// The places centred and turned as [`places`] says.
fn turned(mut places: Vec<Place>) -> Vec<Place> {
    let n = places.len() as f64;
    let middle = |of: fn(&Place) -> f64| places.iter().map(of).sum::<f64>() / n;
    let (x, y) = (middle(|p| p.0), middle(|p| p.1));
    places.iter_mut().for_each(|p| *p = (p.0 - x, p.1 - y));
    let sum = |of: fn(&Place) -> f64| places.iter().map(of).sum::<f64>();
    let (xx, xy, yy) = (sum(|p| p.0 * p.0), sum(|p| p.0 * p.1), sum(|p| p.1 * p.1));
    let strength = (xx + yy) / 2.0 + ((xx - yy) * (xx - yy) / 4.0 + xy * xy).sqrt();
    // Of the two forms of the direction the longer is the exacter.
    let (one, other) = ((strength - yy, xy), (xy, strength - xx));
    let (cos, sin) = if one.0.abs() + one.1.abs() >= other.0.abs() + other.1.abs() { one } else { other };
    let length = (cos * cos + sin * sin).sqrt();
    let (cos, sin) = if length < 1e-12 { (1.0, 0.0) } else { (cos / length, sin / length) };
    let mut turned: Vec<Place> =
        places.iter().map(|p| (cos * p.0 + sin * p.1, cos * p.1 - sin * p.0)).collect();
    let (mirror_x, mirror_y) = (turned[0].0 > 0.0, turned[0].1 > 0.0);
    turned.iter_mut().for_each(|p| {
        *p = (if mirror_x { -p.0 } else { p.0 }, if mirror_y { -p.1 } else { p.1 });
    });
    turned
}

/// How far the order of distances between places is that of how unlike the pairs are: Spearman's rank correlation
/// (−1–1). None for fewer than two pairs, or where all are equal.
pub(super) fn kept_order(places: &[Place], likeness: impl Fn(usize, usize) -> f64) -> Option<f64> {
    let n = places.len();
    let near = |a: usize, b: usize| -distance(places[a], places[b]);
    let (wanted, found) = (ranks(n, &likeness), ranks(n, &near));
    let pairs = || (0..n).flat_map(|a| (0..a).map(move |b| (a, b)));
    let count = pairs().count() as f64;
    if count < 2.0 {
        return None;
    }
    let mean = |of: &[Vec<f64>]| pairs().map(|(a, b)| of[a][b]).sum::<f64>() / count;
    let (mean_wanted, mean_found) = (mean(&wanted), mean(&found));
    let (mut both, mut one, mut other) = (0.0, 0.0, 0.0);
    for (a, b) in pairs() {
        let (x, y) = (wanted[a][b] - mean_wanted, found[a][b] - mean_found);
        (both, one, other) = (both + x * y, one + x * x, other + y * y);
    }
    (one > 1e-12 && other > 1e-12).then(|| both / (one * other).sqrt())
}

pub(super) fn distance(a: Place, b: Place) -> f64 {
    ((a.0 - b.0) * (a.0 - b.0) + (a.1 - b.1) * (a.1 - b.1)).sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_a_plane_are_found_again_by_their_likeness() {
        let true_places: [Place; 7] =
            [(0.0, 0.0), (1.0, 0.2), (4.0, 0.1), (4.2, 1.3), (8.0, 2.0), (7.5, -1.0), (2.0, 3.0)];
        let likeness = |a: usize, b: usize| -distance(true_places[a], true_places[b]);
        let found = places(7, likeness);
        let order = kept_order(&found, likeness).unwrap();
        assert!(order > 0.97, "{order}");
        assert!(found[0].0 <= 0.0 && found[0].1 <= 0.0, "{found:?}");
        let spread = |of: fn(&Place) -> f64| found.iter().map(|p| of(p) * of(p)).sum::<f64>();
        assert!(spread(|p| p.0) >= spread(|p| p.1));
        assert_eq!(found, places(7, likeness), "the same each time");
    }

    #[test]
    fn equal_and_odd_likeness_gives_places_that_are_finite_and_apart() {
        for n in 0..9 {
            for likeness in [0.0, 0.5, 1.0] {
                let found = places(n, |_, _| likeness);
                assert!(found.iter().all(|p| p.0.is_finite() && p.1.is_finite()), "{found:?}");
                for a in 0..n {
                    assert!((0..a).all(|b| distance(found[a], found[b]) > 1e-3), "{n} {found:?}");
                }
                assert!(kept_order(&found, |_, _| likeness).is_none());
            }
        }
    }
}
