//! Phragmén's sequential rule: every theme is a load of one, shared by those who approve of it.

use std::collections::BTreeSet;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::One;

use super::count::{Count, Merit};

/// The loads that voters carry.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Phragmen {
    approved: Rc<[BTreeSet<usize>]>,
    loads: Vec<BigRational>,
}

impl Phragmen {
    /// Voters who begin with these loads.
    pub(super) fn new(approved: Rc<[BTreeSet<usize>]>, loads: Vec<BigRational>) -> Self {
        Phragmen { approved, loads }
    }

    /// What each of a theme's voters would carry if it had the next seat: what they carry already, and the theme, in
    /// even parts. None if it has no voter.
    fn load(&self, theme: usize) -> Option<BigRational> {
        let voters = || (0..self.loads.len()).filter(|&voter| self.approved[voter].contains(&theme));
        let carried =
            voters().map(|voter| &self.loads[voter]).fold(BigRational::one(), |sum, load| sum + load);
        (voters().count() > 0).then(|| carried / BigRational::from_integer(voters().count().into()))
    }
}

impl Count for Phragmen {
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)> {
        open.iter().map(|&theme| (theme, self.load(theme).map(|load| -load))).collect()
    }

    fn seat(&mut self, theme: usize) {
        let Some(load) = self.load(theme) else { return };
        for (voter, carried) in self.loads.iter_mut().enumerate() {
            if self.approved[voter].contains(&theme) {
                carried.clone_from(&load);
            }
        }
    }
}
