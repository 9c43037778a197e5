//! Wishes, sizes and kinds as a network: members → sets that are kept apart, by group → kinds, by group → groups → done.

use std::collections::{BTreeMap, BTreeSet};

use super::flow::Flow;
use super::members::Task;
use crate::random::Random;

/// Which seats a branch of the search forbids and takes: (member, theme).
#[derive(Clone, Default)]
pub(super) struct Branch {
    pub(super) forbidden: Vec<(usize, usize)>,
    pub(super) taken: Vec<(usize, usize)>,
}

/// The best division of a branch.
pub(super) struct Division {
    pub(super) cost: i64,
    /// The themes of each member, ascending.
    pub(super) themes: Vec<Vec<usize>>,
    flow: Flow,
    /// Which arc is which seat: member, theme, arc.
    seats: Vec<(usize, usize, usize)>,
}

impl Division {
    /// The other seats, as (member, theme), of divisions of the branch that are equally good.
    pub(super) fn as_good(&self) -> Vec<(usize, usize)> {
        let empty = self.seats.iter().map(|seat| seat.2).filter(|&arc| self.flow.through(arc) == 0);
        let arcs: BTreeSet<usize> = self.flow.as_good(empty).into_iter().collect();
        self.seats
            .iter()
            .filter(|seat| arcs.contains(&seat.2))
            .map(|&(member, theme, _)| (member, theme))
            .collect()
    }
}

/// What things cost beside each other: a theme that was not wished counts more than all wishes together, a lower wish more
/// than all mixing, a group that would be too small more than everything.
struct Prices {
    unwished: i64,
    wish: i64,
    too_small: i64,
}

impl Prices {
    fn of(task: &Task<'_>) -> Self {
        let seats = (task.members.len() * task.settings.groups_each) as i64;
        let themes = task.settings.themes as i64;
        // Mixing costs at most 0 + 1 + … for the members of one kind in one group.
        let wish = seats * task.settings.largest as i64 + 1;
        let unwished = wish * (seats * themes * themes + 1);
        Prices { unwished, wish, too_small: unwished * (seats + 1) }
    }

    /// What it costs a member to be in the group of a theme.
    fn seat(&self, wishes: &[usize], theme: usize) -> i64 {
        let place = wishes.iter().position(|&wish| wish == theme);
        place.map_or(self.unwished, |place| (place * place) as i64 * self.wish)
    }
}

/// The best division under a branch; none if there is no division with these sizes.
pub(super) fn divide(task: &Task<'_>, branch: &Branch) -> Option<Division> {
    let (settings, members) = (task.settings, task.members.len());
    let themes = settings.themes;
    let prices = Prices::of(task);
    let kinds: BTreeMap<&str, usize> = {
        let mut told: Vec<&str> = task.members.iter().filter_map(|member| member.kind.as_deref()).collect();
        told.sort_unstable();
        told.dedup();
        told.into_iter().enumerate().map(|(number, kind)| (kind, number)).collect()
    };
    let mut set_of = vec![None; members];
    task.sets
        .iter()
        .enumerate()
        .for_each(|(set, own)| own.iter().for_each(|&member| set_of[member] = Some(set)));
    // Nodes in the order of the flow: source, members, (set, theme), (kind, theme), themes, sink. A seed deals out the
    // members' places, because of equal divisions that of the lowest places is found.
    let place = Random::new(settings.seed, GROUPS).permutation(members);
    let member_at = |member: usize| 1 + place[member];
    let set_at = |set: usize, theme: usize| 1 + members + set * themes + theme;
    let kind_at = |kind: usize, theme: usize| set_at(task.sets.len() + kind, theme);
    let theme_at = |theme: usize| kind_at(kinds.len(), theme);
    let sink = theme_at(themes);
    let behind = |member: usize, theme: usize| {
        let kind = task.members[member].kind.as_deref();
        kind.map_or(theme_at(theme), |kind| kind_at(kinds[kind], theme))
    };

    let mut flow = Flow::new(sink + 1);
    for member in 0..members {
        flow.arc(0, member_at(member), settings.groups_each as i64, 0);
    }
    let mut seats = Vec::new();
    for (member, own) in task.members.iter().enumerate() {
        for theme in (0..themes).filter(|&theme| !branch.forbidden.contains(&(member, theme))) {
            let taken = if branch.taken.contains(&(member, theme)) { prices.too_small } else { 0 };
            let to = set_of[member].map_or_else(|| behind(member, theme), |set| set_at(set, theme));
            let cost = prices.seat(&own.wishes, theme) - taken;
            seats.push((member, theme, flow.arc(member_at(member), to, 1, cost)));
        }
    }
    for (set, own) in task.sets.iter().enumerate() {
        (0..themes).for_each(|theme| {
            flow.arc(set_at(set, theme), behind(own[0], theme), 1, 0);
        });
    }
    for kind in 0..kinds.len() {
        for theme in 0..themes {
            for before in 0..settings.largest as i64 {
                flow.arc(kind_at(kind, theme), theme_at(theme), 1, before);
            }
        }
    }
    let mut filled = Vec::new();
    for theme in 0..themes {
        filled.push(flow.arc(theme_at(theme), sink, settings.smallest as i64, -prices.too_small));
        flow.arc(theme_at(theme), sink, (settings.largest - settings.smallest) as i64, 0);
    }

    let wanted = (members * settings.groups_each) as i64;
    let (sent, cost) = flow.send(0, sink, wanted);
    let is_full = filled.iter().all(|&arc| flow.through(arc) == settings.smallest as i64);
    let is_taken = |seat: &(usize, usize)| {
        seats.iter().any(|&(member, theme, arc)| (member, theme) == *seat && flow.through(arc) == 1)
    };
    if sent < wanted || !is_full || !branch.taken.iter().all(is_taken) {
        return None;
    }
    let mut of_member = vec![Vec::new(); members];
    for &(member, theme, _) in seats.iter().filter(|seat| flow.through(seat.2) == 1) {
        of_member[member].push(theme);
    }
    let rewards = (settings.smallest * themes + branch.taken.len()) as i64 * prices.too_small;
    Some(Division { cost: cost + rewards, themes: of_member, flow, seats })
}

/// The stream of chance that no other use has.
const GROUPS: u64 = 7_000_000;
