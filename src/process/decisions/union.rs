//! The decisions of all logs, in one order that does not depend on that of the files.

use std::collections::{BTreeMap, BTreeSet};

use super::act::Decision;
use super::log::Log;

/// All decisions, each once, in an order in which none comes before what its writer had seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Union {
    /// By id: each decision, and the ids that it had seen itself, the one before it in its log included.
    all: BTreeMap<String, (Decision, BTreeSet<String>)>,
    decisions: Vec<Decision>,
    /// For each decision those that were seen by it, and by what it had seen, and so on.
    before: Vec<BTreeSet<usize>>,
    missing: Vec<(String, String)>,
}

impl Union {
    /// Joins logs. What is in several, because a folder was synchronised or a file was copied, counts once.
    ///
    /// Of what could come next the earliest by time comes first, and of equal times the first by id.
    pub fn of(logs: impl IntoIterator<Item = Log>) -> Self {
        Union::default().joined(logs)
    }

    /// The same with one more log.
    #[must_use]
    pub fn with(&self, log: Log) -> Self {
        self.clone().joined([log])
    }

    fn joined(self, logs: impl IntoIterator<Item = Log>) -> Self {
        let mut all = self.all;
        for log in logs {
            let id_of: BTreeMap<&str, &str> =
                log.lines.iter().map(|line| (line.print.as_str(), line.decision.id.as_str())).collect();
            for line in &log.lines {
                let decision = &line.decision;
                let own = id_of.get(line.prior.as_str()).map(|&id| id.to_owned());
                let seen = decision.seen.iter().cloned().chain(own).collect();
                // A copy that was not redacted brings nothing back.
                if line.is_redacted {
                    all.insert(decision.id.clone(), (decision.clone(), seen));
                } else {
                    all.entry(decision.id.clone()).or_insert_with(|| (decision.clone(), seen));
                }
            }
        }
        Union::sorted(all)
    }

    fn sorted(all: BTreeMap<String, (Decision, BTreeSet<String>)>) -> Self {
        let missing = all.iter().flat_map(|(id, (_, seen))| {
            seen.iter().filter(|seen| !all.contains_key(*seen)).map(|seen| (id.clone(), seen.clone()))
        });
        let missing: Vec<_> = missing.collect();
        // A decision waits for those that it had seen, as far as they are here.
        let mut waits: BTreeMap<&str, usize> = BTreeMap::new();
        let mut then: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for (id, (_, seen)) in &all {
            let here: Vec<&str> =
                seen.iter().filter(|seen| all.contains_key(*seen)).map(String::as_str).collect();
            waits.insert(id, here.len());
            here.into_iter().for_each(|seen| then.entry(seen).or_default().push(id));
        }
        let key = |id: &'_ str| {
            all.get_key_value(id).map(|(id, (decision, _))| (decision.when.as_str(), id.as_str()))
        };
        let mut ready: BTreeSet<(&str, &str)> =
            waits.iter().filter(|(_, waits)| **waits == 0).filter_map(|(id, _)| key(id)).collect();
        let (mut order, mut place): (Vec<&str>, BTreeMap<&str, usize>) = (Vec::new(), BTreeMap::new());
        while let Some((_, id)) = ready.pop_first() {
            place.insert(id, order.len());
            order.push(id);
            for next in then.remove(id).unwrap_or_default() {
                let Some(left) = waits.get_mut(next) else { continue };
                *left -= 1;
                if *left == 0 {
                    ready.extend(key(next));
                }
            }
        }
        let mut before: Vec<BTreeSet<usize>> = Vec::with_capacity(order.len());
        for id in &order {
            let seen = all[*id].1.iter().filter_map(|seen| place.get(seen.as_str()).copied());
            let mut own = BTreeSet::new();
            for seen in seen {
                own.insert(seen);
                own.extend(before.get(seen).into_iter().flatten().copied());
            }
            before.push(own);
        }
        let decisions = order.iter().map(|id| all[*id].0.clone()).collect();
        Union { all, decisions, before, missing }
    }

    /// The decisions in order.
    pub fn decisions(&self) -> &[Decision] {
        &self.decisions
    }

    /// Whether the writer of the decision at `later` had seen the one at `earlier`.
    pub fn had_seen(&self, later: usize, earlier: usize) -> bool {
        self.before.get(later).is_some_and(|before| before.contains(&earlier))
    }

    /// What was seen by the decision at this place.
    pub(in crate::process) fn before(&self, place: usize) -> &BTreeSet<usize> {
        &self.before[place]
    }

    /// Decisions that were seen by others and are not here, each with who had seen it: a file is missing.
    pub fn missing(&self) -> &[(String, String)] {
        &self.missing
    }

    /// The decisions that nobody has answered yet: what one who has all of them before them has seen.
    pub fn heads(&self) -> Vec<String> {
        let seen: BTreeSet<usize> = self.before.iter().flatten().copied().collect();
        let heads = self.decisions.iter().enumerate().filter(|(place, _)| !seen.contains(place));
        heads.map(|(_, decision)| decision.id.clone()).collect()
    }

    /// The place of a decision by its id, or by a start of it that only one has.
    pub fn find(&self, id: &str) -> Option<usize> {
        let exact = self.decisions.iter().position(|decision| decision.id == id);
        let mut starts = (0..self.decisions.len()).filter(|&at| self.decisions[at].id.starts_with(id));
        match (exact, starts.next(), starts.next()) {
            (Some(place), _, _) | (None, Some(place), None) if !id.is_empty() => Some(place),
            _ => None,
        }
    }
}
