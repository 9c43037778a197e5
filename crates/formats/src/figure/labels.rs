//! Circles and their labels, put so that none covers another.

use super::layout::Place;

/// A box on the drawing: left, top, right, bottom.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Frame {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

impl Frame {
    /// The area that two boxes share.
    fn shared(&self, other: &Frame) -> f64 {
        let across = self.right.min(other.right) - self.left.max(other.left);
        let down = self.bottom.min(other.bottom) - self.top.max(other.top);
        across.max(0.0) * down.max(0.0)
    }

    fn around(centre: Place, radius: f64) -> Frame {
        let (x, y) = centre;
        Frame { left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }
    }
}

/// Pushes circles apart until each two leave a gap, each as little as will do.
pub(super) fn push_apart(centres: &mut [Place], radii: &[f64], gap: f64) {
    for _ in 0..200 {
        let mut moved = false;
        for a in 0..centres.len() {
            for b in 0..a {
                let (right, down) = (centres[a].0 - centres[b].0, centres[a].1 - centres[b].1);
                let apart = (right * right + down * down).sqrt();
                let lack = radii[a] + radii[b] + gap - apart;
                if lack <= 0.01 {
                    continue;
                }
                let (right, down) = if apart < 1e-6 { (1.0, 0.0) } else { (right / apart, down / apart) };
                centres[a] = (centres[a].0 + right * lack / 2.0, centres[a].1 + down * lack / 2.0);
                centres[b] = (centres[b].0 - right * lack / 2.0, centres[b].1 - down * lack / 2.0);
                moved = true;
            }
        }
        if !moved {
            break;
        }
    }
}

/// Where the label of each circle goes, given the size (width, height) of each and the room of the drawing; and how
/// much they still cover, in square pixels.
pub(super) fn put(
    centres: &[Place],
    radii: &[f64],
    sizes: &[(f64, f64)],
    room: (f64, f64),
) -> (Vec<Frame>, f64) {
    let circles: Vec<Frame> = centres.iter().zip(radii).map(|(&c, &r)| Frame::around(c, r + 1.0)).collect();
    let page = Frame { left: 0.0, top: 0.0, right: room.0, bottom: room.1 };
    let options: Vec<Vec<Frame>> =
        (0..centres.len()).map(|n| around(centres[n], radii[n], sizes[n])).collect();
    let mut chosen: Vec<usize> = vec![0; centres.len()];
    let cost = |own: usize, option: usize, chosen: &[usize]| {
        let label = &options[own][option];
        let area = (label.right - label.left) * (label.bottom - label.top);
        let outside = area - label.shared(&page);
        let on_circles: f64 = circles.iter().map(|circle| label.shared(circle)).sum();
        let labels = (0..chosen.len()).filter(|&other| other != own);
        let on_labels: f64 = labels.map(|other| label.shared(&options[other][chosen[other]])).sum();
        4.0 * outside + on_circles + on_labels
    };
    // Each in turn takes the best that is left; later options are a little worse in themselves.
    for _ in 0..12 {
        let mut changed = false;
        for own in 0..centres.len() {
            let priced = (0..options[own].len()).map(|o| (o, cost(own, o, &chosen) + 2.0 * o as f64));
            let best = priced.reduce(|best, next| if next.1 < best.1 { next } else { best });
            let best = best.map_or(0, |best| best.0);
            changed |= best != chosen[own];
            chosen[own] = best;
        }
        if !changed {
            break;
        }
    }
    let covered = (0..centres.len()).map(|own| cost(own, chosen[own], &chosen)).sum();
    (options.iter().zip(&chosen).map(|(options, &chosen)| options[chosen]).collect(), covered)
}

/// The places around a circle where its label may stand, the best first.
fn around(centre: Place, radius: f64, size: (f64, f64)) -> Vec<Frame> {
    let ((x, y), (w, h)) = (centre, size);
    let at = |left: f64, top: f64| Frame { left, top, right: left + w, bottom: top + h };
    let beside = |gap: f64| {
        let slant = radius * 0.72 + 1.3 * (gap - NEAR);
        [
            at(x - w / 2.0, y + radius + gap),
            at(x + radius + gap, y - h / 2.0),
            at(x - w / 2.0, y - radius - gap - h),
            at(x - radius - gap - w, y - h / 2.0),
            at(x + slant + NEAR, y + slant),
            at(x - slant - NEAR - w, y + slant),
            at(x + slant + NEAR, y - slant - h),
            at(x - slant - NEAR - w, y - slant - h),
        ]
    };
    [NEAR, FARTHER].into_iter().flat_map(beside).collect()
}

/// The gap between a circle and its label, and that where the near places are taken.
const NEAR: f64 = 4.0;
const FARTHER: f64 = 16.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn circles_leave_a_gap_and_labels_cover_nothing_where_there_is_room() {
        let mut centres = vec![(100.0, 100.0), (105.0, 100.0), (100.0, 100.0), (300.0, 200.0)];
        let radii = [30.0, 20.0, 10.0, 25.0];
        push_apart(&mut centres, &radii, 4.0);
        for a in 0..4 {
            for b in 0..a {
                let apart = super::super::layout::distance(centres[a], centres[b]);
                assert!(apart >= radii[a] + radii[b] + 3.9, "{a} {b} {apart}");
            }
        }
        let (labels, covered) = put(&centres, &radii, &[(90.0, 30.0); 4], (460.0, 400.0));
        assert!(covered < 1e-9, "{covered} {labels:?}");
    }
}
