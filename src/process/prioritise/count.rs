//! The count: seat after seat goes to the theme with the most merit, and where several have it, every way is followed.

use std::collections::BTreeSet;

use num_rational::BigRational;

/// How much a theme deserves the next seat: more is better, and none, of a theme that no voter wants, is least.
pub(super) type Merit = Option<BigRational>;

/// A rule on its way through the seats.
pub(super) trait Count: Clone + Ord {
    /// The themes of `open` that can have the next seat, each with its merit; never empty.
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)>;

    /// Gives the next seat to a theme that was among those of the last [`merits`](Count::merits).
    fn seat(&mut self, theme: usize);

    /// Whether the last merits were those of the completion by another rule.
    fn is_completing(&self) -> bool {
        false
    }
}

/// One seat on the way to a list.
#[derive(Clone)]
pub(super) struct Step {
    pub(super) theme: usize,
    pub(super) merits: Vec<(usize, Merit)>,
    pub(super) completing: bool,
}

impl Step {
    /// The themes with the most merit.
    pub(super) fn tied(&self) -> Vec<usize> {
        let most = self.merits.iter().map(|(_, merit)| merit).max();
        self.merits.iter().filter(|(_, merit)| Some(merit) == most).map(|&(theme, _)| theme).collect()
    }
}

/// What a count came to.
pub(super) struct Counted<C> {
    /// The way on which each tie went to the first theme of the list.
    pub(super) steps: Vec<Step>,
    /// The rule at its end.
    pub(super) end: C,
    /// All lists to which ties can lead, each in the order of its themes, sorted.
    pub(super) lists: Vec<Vec<usize>>,
    /// Whether there are more lists than were looked for.
    pub(super) cut: bool,
}

/// So many lists are looked for where ties lead to several: a vote that is tied more often decides nothing.
pub const MOST_TIED: usize = 256;

/// So many seats are given in the search for them.
const MOST_SEATS: usize = 20_000;

/// Fills `seats` seats (at most as many as there are themes), following all ties.
pub(super) fn fill<C: Count>(start: &C, themes: usize, seats: usize) -> Counted<C> {
    let (steps, end) = first_way(start.clone(), themes, seats);
    let mut lists = BTreeSet::new();
    let mut seen = BTreeSet::new();
    let mut given = 0;
    let mut ways = vec![(BTreeSet::new(), start.clone())];
    while let Some((chosen, count)) = ways.pop() {
        if chosen.len() == seats {
            lists.insert(chosen.into_iter().collect());
        } else {
            let (tied, count) = contenders(count, &chosen, themes);
            for &theme in tied.iter().rev() {
                let (mut chosen, mut count) = (chosen.clone(), count.clone());
                chosen.insert(theme);
                count.seat(theme);
                given += 1;
                if seen.insert((chosen.clone(), count.clone())) {
                    ways.push((chosen, count));
                }
            }
        }
        if lists.len() == MOST_TIED || given > MOST_SEATS {
            break;
        }
    }
    let cut = !ways.is_empty();
    Counted { steps, end, lists: lists.into_iter().collect(), cut }
}

/// The way on which each tie goes to the first theme of the list.
pub(super) fn first_way<C: Count>(mut count: C, themes: usize, seats: usize) -> (Vec<Step>, C) {
    let mut steps: Vec<Step> = Vec::with_capacity(seats);
    for _ in 0..seats {
        let open: Vec<usize> =
            (0..themes).filter(|theme| steps.iter().all(|step| step.theme != *theme)).collect();
        let merits = count.merits(&open);
        let mut step = Step { theme: 0, merits, completing: count.is_completing() };
        step.theme = step.tied()[0];
        count.seat(step.theme);
        steps.push(step);
    }
    (steps, count)
}

/// The themes with the most merit for the next seat, and the rule that has looked at them.
fn contenders<C: Count>(mut count: C, chosen: &BTreeSet<usize>, themes: usize) -> (Vec<usize>, C) {
    let open: Vec<usize> = (0..themes).filter(|theme| !chosen.contains(theme)).collect();
    let merits = count.merits(&open);
    (Step { theme: 0, merits, completing: false }.tied(), count)
}
