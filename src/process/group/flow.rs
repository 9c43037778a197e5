//! Flows of least cost, by successive shortest paths.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// A network of arcs with a capacity and a cost. Arc `2a + 1` is the way back of arc `2a`.
pub(super) struct Flow {
    heads: Vec<usize>,
    room: Vec<i64>,
    costs: Vec<i64>,
    arcs_of: Vec<Vec<usize>>,
    /// What a unit costs from the source to each node: with them no arc that has room costs less than nothing.
    potentials: Vec<i64>,
}

const FAR: i64 = i64::MAX / 4;

impl Flow {
    pub(super) fn new(nodes: usize) -> Self {
        let arcs_of = vec![Vec::new(); nodes];
        Flow { heads: Vec::new(), room: Vec::new(), costs: Vec::new(), arcs_of, potentials: vec![0; nodes] }
    }

    /// Adds an arc, and returns its number. Arcs must be added in an order in which their tails have all of theirs first
    /// (from the source to the sink), so that one pass finds the first distances, also where costs are less than nothing.
    pub(super) fn arc(&mut self, tail: usize, head: usize, room: i64, cost: i64) -> usize {
        let number = self.heads.len();
        for (from, to, room, cost) in [(tail, head, room, cost), (head, tail, 0, -cost)] {
            self.arcs_of[from].push(self.heads.len());
            self.heads.push(to);
            self.room.push(room);
            self.costs.push(cost);
        }
        number
    }

    /// How much flows through an arc.
    pub(super) fn through(&self, arc: usize) -> i64 {
        self.room[arc + 1]
    }

    /// Sends up to `wanted` units from `source` to `sink` at the least cost. Returns how many went, and the cost.
    pub(super) fn send(&mut self, source: usize, sink: usize, wanted: i64) -> (i64, i64) {
        self.first_potentials(source);
        let (mut sent, mut cost) = (0, 0);
        while sent < wanted {
            let (distances, by) = self.shortest(source, sink);
            if distances[sink] >= FAR {
                break;
            }
            for (potential, &distance) in self.potentials.iter_mut().zip(&distances) {
                *potential += distance.min(distances[sink]);
            }
            let mut path = Vec::new();
            let mut node = sink;
            while node != source {
                path.push(by[node]);
                node = self.heads[by[node] ^ 1];
            }
            let units = path.iter().map(|&arc| self.room[arc]).min().unwrap_or(0).min(wanted - sent);
            for arc in path {
                self.room[arc] -= units;
                self.room[arc ^ 1] += units;
                cost += units * self.costs[arc];
            }
            sent += units;
        }
        (sent, cost)
    }

    /// Distances where nothing flows yet, and arcs lead from lower nodes to higher ones only.
    fn first_potentials(&mut self, source: usize) {
        self.potentials.fill(FAR);
        self.potentials[source] = 0;
        for node in 0..self.arcs_of.len() {
            for &arc in self.arcs_of[node].iter().filter(|&&arc| self.room[arc] > 0) {
                let there = self.potentials[node].saturating_add(self.costs[arc]);
                let head = self.heads[arc];
                self.potentials[head] = self.potentials[head].min(there);
            }
        }
    }

    /// What an arc costs beside the potentials of its ends: nothing on a shortest path, never less.
    fn reduced(&self, tail: usize, arc: usize) -> i64 {
        self.costs[arc] + self.potentials[tail] - self.potentials[self.heads[arc]]
    }

    /// Shortest distances by reduced costs (Dijkstra), and the arc by which each node is reached; the lower node goes first.
    /// What is farther than the sink is not looked at to the end.
    fn shortest(&self, source: usize, sink: usize) -> (Vec<i64>, Vec<usize>) {
        let mut distances = vec![FAR; self.arcs_of.len()];
        let mut by = vec![usize::MAX; self.arcs_of.len()];
        distances[source] = 0;
        let mut open = BinaryHeap::from([Reverse((0, source))]);
        while let Some(Reverse((distance, node))) = open.pop() {
            if node == sink {
                break;
            }
            if distance > distances[node] {
                continue;
            }
            for &arc in self.arcs_of[node].iter().filter(|&&arc| self.room[arc] > 0) {
                let (head, there) = (self.heads[arc], distance + self.reduced(node, arc));
                if there < distances[head] {
                    (distances[head], by[head]) = (there, arc);
                    open.push(Reverse((there, head)));
                }
            }
        }
        (distances, by)
    }

    /// Of arcs that are empty now, those through which a flow goes that is as cheap: a way that costs nothing leads from the
    /// head of the arc back to its tail.
    pub(super) fn as_good(&self, arcs: impl Iterator<Item = usize>) -> Vec<usize> {
        let mut around: Vec<Option<Vec<bool>>> = vec![None; self.arcs_of.len()];
        let is_as_good = |&arc: &usize| {
            let (tail, head) = (self.heads[arc + 1], self.heads[arc]);
            let is_free = self.room[arc] > 0 && self.reduced(tail, arc) == 0;
            is_free && around[head].get_or_insert_with(|| self.free_from(head))[tail]
        };
        arcs.filter(is_as_good).collect()
    }

    /// The nodes to which a way leads that costs nothing.
    fn free_from(&self, node: usize) -> Vec<bool> {
        let mut seen = vec![false; self.arcs_of.len()];
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                let ways = self.arcs_of[node].iter().filter(|&&arc| self.room[arc] > 0);
                open.extend(ways.filter(|&&arc| self.reduced(node, arc) == 0).map(|&arc| self.heads[arc]));
            }
        }
        seen
    }
}

#[cfg(test)]
mod tests {
    use super::Flow;

    #[test]
    fn the_cheapest_ways_are_taken_first_and_given_back_where_that_helps() {
        // Source 0, workers 1–2, jobs 3–4, sink 5. Worker 1 is best at both jobs, worker 2 can do only job 3.
        let mut flow = Flow::new(6);
        let _ = [flow.arc(0, 1, 1, 0), flow.arc(0, 2, 1, 0)];
        let (first, other, only) = (flow.arc(1, 3, 1, 1), flow.arc(1, 4, 1, 3), flow.arc(2, 3, 1, 5));
        let _ = [flow.arc(3, 5, 1, 0), flow.arc(4, 5, 1, 0)];
        assert_eq!(flow.send(0, 5, 2), (2, 8));
        assert_eq!([first, other, only].map(|arc| flow.through(arc)), [0, 1, 1]);
    }

    #[test]
    fn what_cannot_flow_is_left() {
        let mut flow = Flow::new(3);
        flow.arc(0, 1, 5, 2);
        flow.arc(1, 2, 3, -1);
        assert_eq!(flow.send(0, 2, 10), (3, 3));
    }
}
