//! What the same texts give by chance: with their words dealt anew among them.

use serde::{Deserialize, Serialize};

use super::growth::Growth;
use super::repeated::repeated_by_all;
use crate::cluster::sample::Halves;
use crate::cluster::settings::KMeansParams;
use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use crate::space::Views;
use crate::vectorize::CsrMatrix;

/// The views of some texts (by their rows, ascending) with their words dealt anew among them, by the number of the deal; none
/// if they share no term then.
pub type Deal<'a> = dyn Fn(&[usize], u64) -> Result<Option<Views>> + 'a;

/// What is found in texts whose words were dealt anew.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Dealt {
    /// The bits that their halves repeat, as those of a [`KPoint`](super::KPoint); mean over the deals.
    pub repeated: f64,
    /// The standard deviation of a single deal, and at least that of all numbers together that were looked at so far.
    pub deviation: f64,
}

/// Words are dealt so often: by chance a figure is seldom (one time in a hundred) further above their mean than …
pub(super) const DEALS: usize = 8;
/// … so many of their standard deviations (Student's t with 7 degrees of freedom).
const BEYOND: f64 = 3.0;

impl Dealt {
    pub(super) fn of(figures: &[f64]) -> Self {
        let (repeated, deviation) = mean_and_deviation(figures);
        Dealt { repeated, deviation }
    }

    /// Whether a figure is further above those of dealt texts than chance would have it. Their mean is in doubt, too.
    pub(super) fn is_below(self, figure: f64) -> bool {
        let doubt = self.deviation * (1.0 + 1.0 / DEALS as f64).sqrt();
        figure > self.repeated + BEYOND * doubt
    }
}

/// The mean, and the standard deviation of a single figure.
pub(super) fn mean_and_deviation(figures: &[f64]) -> (f64, f64) {
    let n = figures.len() as f64;
    let mean = figures.iter().sum::<f64>() / n;
    let variance = figures.iter().map(|figure| (figure - mean) * (figure - mean)).sum::<f64>() / (n - 1.0);
    (mean, variance.sqrt())
}

/// The deals of a round, made when they are first asked for.
pub(super) struct Chance<'a> {
    views: &'a Views,
    /// The halves that are dealt, one pair a deal.
    rows: &'a [Halves],
    deal: &'a Deal<'a>,
    deals: Option<Deals>,
    /// How much single deals varied, for each number that was looked at.
    variances: Vec<f64>,
}

struct Deals {
    /// Of each deal in which texts share anything.
    halves: Vec<(Growth, Growth)>,
    /// How many terms two of the texts share, on average: in each deal, …
    shared: Vec<f64>,
    /// … and as the texts were written.
    shared_as_written: Vec<f64>,
}

impl<'a> Chance<'a> {
    pub(super) fn new(views: &'a Views, rows: &'a [Halves], deal: &'a Deal<'a>) -> Self {
        Chance { views, rows, deal, deals: None, variances: Vec::new() }
    }

    /// What halves of dealt texts repeat about k clusters. A few deals say little about how much they vary, and of many
    /// numbers one is sure to have deals that happen to agree: so they are taken to vary at least as those of all numbers so far.
    pub(super) fn repeats(
        &mut self,
        k: usize,
        params: &KMeansParams,
        progress: &dyn Progress,
    ) -> Result<Dealt> {
        let deals = self.deals(progress)?;
        let mut repeated = repeated_by_all(&mut deals.halves, k, params, progress)?.unwrap_or_default();
        repeated.resize(DEALS, 0.0);
        let dealt = Dealt::of(&repeated);
        self.variances.push(dealt.deviation * dealt.deviation);
        let of_all = (self.variances.iter().sum::<f64>() / self.variances.len() as f64).sqrt();
        Ok(Dealt { deviation: dealt.deviation.max(of_all), ..dealt })
    }

    /// Whether two texts share more terms than dealt texts do.
    pub(super) fn is_less_shared(&mut self, progress: &dyn Progress) -> Result<bool> {
        let deals = self.deals(progress)?;
        let (as_written, _) = mean_and_deviation(&deals.shared_as_written);
        Ok(Dealt::of(&deals.shared).is_below(as_written))
    }

    fn deals(&mut self, progress: &dyn Progress) -> Result<&mut Deals> {
        let deals = match self.deals.take() {
            Some(deals) => deals,
            None => self.make(progress)?,
        };
        Ok(self.deals.insert(deals))
    }

    fn make(&self, progress: &dyn Progress) -> Result<Deals> {
        let mut deals = Deals { halves: Vec::new(), shared: Vec::new(), shared_as_written: Vec::new() };
        for (number, (a, b)) in (0..).zip(self.rows) {
            checkpoint(progress)?;
            let mut both = [&a[..], b].concat();
            both.sort_unstable();
            deals.shared_as_written.push(shared_terms(&self.views.rows.select(both.iter().copied())));
            let dealt = (self.deal)(&both, number)?;
            deals.shared.push(dealt.as_ref().map_or(0.0, |dealt| shared_terms(&dealt.rows)));
            let places = |half: &[usize]| -> Vec<usize> {
                (0..both.len()).filter(|&place| half.binary_search(&both[place]).is_ok()).collect()
            };
            let of_half = |dealt: &Views, half: &[usize]| Growth::of(dealt.select(&places(half)));
            deals.halves.extend(dealt.map(|dealt| (of_half(&dealt, a), of_half(&dealt, b))));
        }
        Ok(deals)
    }
}

/// How many terms two of the texts have in common, on average over all pairs.
fn shared_terms(rows: &CsrMatrix) -> f64 {
    let mut texts_with = vec![0u64; rows.cols()];
    rows.iter().flat_map(|row| row.indices).for_each(|&term| texts_with[term as usize] += 1);
    let pairs = |n: u64| n as f64 * (n as f64 - 1.0);
    let shared: f64 = texts_with.into_iter().filter(|&n| n > 1).map(pairs).sum();
    if rows.rows() > 1 { shared / pairs(rows.rows() as u64) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared_terms_are_those_of_the_mean_pair() {
        let mut rows = CsrMatrix::new(3);
        let texts = [&[0, 1][..], &[0, 1, 2], &[], &[1]];
        texts.iter().for_each(|terms| rows.push_row(terms.iter().map(|&term| (term, 0.5))));
        // Six pairs: 2 terms, 1 and 1, and nothing in the three with the empty text.
        assert!((shared_terms(&rows) - 4.0 / 6.0).abs() < 1e-12);
        assert_eq!(shared_terms(&CsrMatrix::new(3)), 0.0);
    }

    #[test]
    fn a_figure_is_beyond_chance_by_what_single_deals_vary() {
        let dealt = Dealt::of(&[0.1, 0.2, 0.1, 0.2, 0.1, 0.2, 0.1, 0.2]);
        assert!((dealt.repeated - 0.15).abs() < 1e-12 && (dealt.deviation - 0.0535).abs() < 1e-3);
        assert!(dealt.is_below(0.35) && !dealt.is_below(0.3));
    }
}
