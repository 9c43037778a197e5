//! Sequential proportional approval voting: who has n themes already counts 1 ⁄ (n + 1).

use std::collections::BTreeSet;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::Zero;

use super::count::{Count, Merit};

/// How many of the chosen themes each voter approves of.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Pav {
    approved: Rc<[BTreeSet<usize>]>,
    have: Vec<u32>,
}

impl Pav {
    pub(super) fn new(approved: Rc<[BTreeSet<usize>]>) -> Self {
        Pav { have: vec![0; approved.len()], approved }
    }
}

impl Count for Pav {
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)> {
        let share = |voter: usize| BigRational::new(1.into(), (self.have[voter] + 1).into());
        let merit = |theme: usize| {
            let voters = (0..self.have.len()).filter(|&voter| self.approved[voter].contains(&theme));
            voters.map(share).fold(BigRational::zero(), |sum, share| sum + share)
        };
        open.iter().map(|&theme| (theme, Some(merit(theme)))).collect()
    }

    fn seat(&mut self, theme: usize) {
        for (voter, have) in self.have.iter_mut().enumerate() {
            *have += u32::from(self.approved[voter].contains(&theme));
        }
    }
}
