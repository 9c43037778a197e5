//! Coders side by side: what each gave to each unit.

use super::results::Between;
use crate::coding::UnitCodes;
use crate::error::{Error, Result};
use crate::round::Unit;

/// One coder: a person, or the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rater {
    /// The name, as it is told.
    pub name: String,
    /// Whether it is a machine, which is held against the people.
    pub is_machine: bool,
    /// For each unit, none if this coder did not code it, or the areas given.
    pub codes: UnitCodes,
}

/// What several coders gave to the same units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ratings {
    unit: Unit,
    /// The document of each unit.
    documents: Vec<usize>,
    /// The areas' ids.
    areas: Vec<String>,
    /// Machines first.
    raters: Vec<Rater>,
}

/// Two coders, by their place among the raters.
pub(super) type Pair = (usize, usize);

impl Ratings {
    /// Puts coders side by side. `documents` gives the document of each unit, by any number; `areas` the ids of the
    /// areas.
    ///
    /// # Errors
    /// [`Error::Shape`] if there are fewer than two coders, if one has not as many units as there are, or gives an area
    /// that is not there.
    pub fn new(
        unit: Unit,
        documents: Vec<usize>,
        areas: Vec<String>,
        mut raters: Vec<Rater>,
    ) -> Result<Self> {
        let fault = |what: String| Err(Error::Shape { what });
        if raters.len() < 2 {
            return fault("agreement is between two coders: bring the codes of one more".to_owned());
        }
        for Rater { name, codes, .. } in &raters {
            if codes.len() != documents.len() {
                let (found, wanted) = (codes.len(), documents.len());
                return fault(format!(
                    "coder {name:?} has {found} units, but there are {wanted}: bring one for each"
                ));
            }
            if codes.iter().flatten().flatten().any(|&area| area >= areas.len()) {
                return fault(format!(
                    "coder {name:?} gives an area beyond the {}: use their places, from 0",
                    areas.len()
                ));
            }
        }
        raters.sort_by(|a, b| b.is_machine.cmp(&a.is_machine).then_with(|| a.name.cmp(&b.name)));
        Ok(Ratings { unit, documents, areas, raters })
    }

    /// What the units are.
    pub fn unit(&self) -> Unit {
        self.unit
    }

    /// The areas' ids.
    pub fn areas(&self) -> &[String] {
        &self.areas
    }

    /// The coders: machines first, each kind by name.
    pub fn raters(&self) -> &[Rater] {
        &self.raters
    }

    pub(super) fn documents(&self) -> &[usize] {
        &self.documents
    }

    /// Whether there is a unit that both coded.
    fn have_met(&self, (a, b): Pair) -> bool {
        self.raters[a].codes.iter().zip(&self.raters[b].codes).any(|(a, b)| a.is_some() && b.is_some())
    }

    /// What is compared: each machine with the people, the people with each other, or else the machines with each
    /// other; and where that makes several pairs, each pair.
    pub(super) fn comparisons(&self) -> Vec<(Between, Vec<Pair>)> {
        let machines = self.raters.iter().take_while(|rater| rater.is_machine).count();
        let people = machines..self.raters.len();
        let all_of = |range: std::ops::Range<usize>| -> Vec<Pair> {
            range.clone().flat_map(|a| (a + 1..range.end).map(move |b| (a, b))).collect()
        };
        let with_machine = |machine: usize| people.clone().map(|person| (machine, person)).collect();
        let mut found: Vec<(Between, Vec<Pair>)> =
            (0..machines).map(|machine| (Between::MachineAndPeople, with_machine(machine))).collect();
        found.push((Between::People, all_of(people.clone())));
        if people.is_empty() {
            found.push((Between::Machines, all_of(0..machines)));
        }
        // Whoever coded documents only has nothing to say about passages.
        found.iter_mut().for_each(|(_, pairs)| pairs.retain(|&pair| self.have_met(pair)));
        found.retain(|(_, pairs)| !pairs.is_empty());
        let single: Vec<Pair> =
            found.iter().filter(|(_, pairs)| pairs.len() > 1).flat_map(|(_, pairs)| pairs).copied().collect();
        found.extend(single.into_iter().map(|pair| (Between::Pair, vec![pair])));
        found
    }
}
