//! The method of equal shares: every voter has the same money, and buys themes together with others.

use std::collections::BTreeSet;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::{One, Zero};

use super::count::{Count, Merit};
use super::phragmen::Phragmen;

/// What voters have left, while any theme can be bought; then Phragmén's rule, which begins with what is left as a load
/// below nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct EqualShares {
    approved: Rc<[BTreeSet<usize>]>,
    money: Vec<BigRational>,
    completion: Option<Phragmen>,
}

impl EqualShares {
    /// Voters who share `seats` units of money; a theme costs one.
    pub(super) fn new(approved: Rc<[BTreeSet<usize>]>, seats: usize) -> Self {
        let share = BigRational::new(seats.into(), approved.len().into());
        EqualShares { money: vec![share; approved.len()], approved, completion: None }
    }

    /// What each voter has left when nothing more can be bought.
    pub(super) fn money(&self) -> &[BigRational] {
        &self.money
    }

    /// The least that a theme costs each of its voters at most, if they can pay for it together: who has less gives all.
    fn price(&self, theme: usize) -> Option<BigRational> {
        let voters = (0..self.money.len()).filter(|&voter| self.approved[voter].contains(&theme));
        let mut purses: Vec<&BigRational> = voters.map(|voter| &self.money[voter]).collect();
        purses.sort_unstable();
        let mut open = BigRational::one();
        for (place, &purse) in purses.iter().enumerate() {
            let even = &open / BigRational::from_integer((purses.len() - place).into());
            if *purse >= even {
                return Some(even);
            }
            open -= purse;
        }
        None
    }
}

impl Count for EqualShares {
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)> {
        if self.completion.is_none() {
            let bought: Vec<(usize, Merit)> =
                open.iter().filter_map(|&theme| Some((theme, Some(-self.price(theme)?)))).collect();
            if !bought.is_empty() {
                return bought;
            }
        }
        let loads = || self.money.iter().map(|money| -money).collect();
        let completion = self.completion.get_or_insert_with(|| Phragmen::new(self.approved.clone(), loads()));
        completion.merits(open)
    }

    fn seat(&mut self, theme: usize) {
        if let Some(completion) = &mut self.completion {
            completion.seat(theme);
        } else if let Some(price) = self.price(theme) {
            for (voter, money) in self.money.iter_mut().enumerate() {
                if self.approved[voter].contains(&theme) {
                    *money = (&*money - &price).max(BigRational::zero());
                }
            }
        }
    }

    fn is_completing(&self) -> bool {
        self.completion.is_some()
    }
}
