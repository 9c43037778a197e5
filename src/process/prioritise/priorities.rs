//! The priorities that a rule makes of ballots, with what has to be told beside them.

use std::collections::BTreeSet;
use std::rc::Rc;

use num_rational::BigRational;
use num_traits::{ToPrimitive, Zero};
use serde::{Deserialize, Serialize};

use super::ballot::{Ballot, Ballots, Wishes};
use super::count::{Count, Counted, Merit, Step, fill};
use super::equal_shares::EqualShares;
use super::pav::Pav;
use super::phragmen::Phragmen;
use super::scores::Scores;
use crate::error::{Error, Result};

/// How ballots are counted. The first three are proportional.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Rule {
    /// The method of equal shares, completed by Phragmén's rule.
    #[default]
    EqualShares,
    /// Sequential proportional approval voting.
    Pav,
    /// Phragmén's sequential rule.
    Phragmen,
    /// The number of voters who approve.
    Approval,
    /// Borda's points for ranks. Ballots that only approve say nothing here, and are refused.
    Borda,
    /// The points that were given. Other ballots are refused.
    Points,
}

impl Rule {
    /// All rules, the default first.
    pub const ALL: [Rule; 6] =
        [Rule::EqualShares, Rule::Pav, Rule::Phragmen, Rule::Approval, Rule::Borda, Rule::Points];

    /// What people call the rule.
    pub fn told(self) -> &'static str {
        match self {
            Rule::EqualShares => "method of equal shares",
            Rule::Pav => "sequential proportional approval voting",
            Rule::Phragmen => "Phragmén's sequential rule",
            Rule::Approval => "approval",
            Rule::Borda => "Borda count",
            Rule::Points => "points",
        }
    }
}

/// One seat of the list: the theme that has it, and how.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Seat {
    /// The theme.
    pub theme: usize,
    /// What decided: for approval, Borda and points the score; for PAV the weighted number of its voters; for equal
    /// shares the greatest price that a voter paid, in parts of a theme; for Phragmén the load of each of its voters. None
    /// if no voter wants the theme.
    pub figure: Option<f64>,
    /// The themes that had as good a claim to this seat, in the order of the list: more than one is a tie.
    pub tied: Vec<usize>,
    /// Whether money was at an end, and the seat was given by Phragmén's rule.
    pub by_completion: bool,
}

/// The themes chosen, and what has to be told with them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Priorities {
    /// How ballots were counted.
    pub rule: Rule,
    /// The themes chosen, in the order of their seats. Ties go to the theme that stands first.
    pub chosen: Vec<usize>,
    /// How each seat was filled.
    pub seats: Vec<Seat>,
    /// All lists to which ties could lead, in the order of the themes; one if no tie matters. At most
    /// [`MOST_TIED`](super::MOST_TIED).
    pub lists: Vec<Vec<usize>>,
    /// Whether there are more such lists than were looked for.
    pub more_lists: bool,
    /// How many voters approve of each theme.
    pub approvals: Vec<usize>,
    /// For each voter, how many of the chosen themes they approve of.
    pub covered: Vec<usize>,
    /// The voters who approve of none of the chosen themes, and who approve of any.
    pub uncovered: Vec<String>,
    /// The voters who approve of nothing at all.
    pub blank: Vec<String>,
    /// For each voter, the share of their money that was not spent; only for equal shares.
    pub unspent: Option<Vec<f64>>,
}

impl Priorities {
    /// The chosen themes that are not in every list to which ties could lead.
    pub fn by_lot(&self) -> Vec<usize> {
        let certain = |theme: &usize| self.lists.iter().all(|list| list.contains(theme));
        self.chosen.iter().copied().filter(|theme| !certain(theme)).collect()
    }
}

/// Chooses `size` themes.
///
/// # Errors
/// [`Error::InvalidSetting`] if `size` is not between 1 and the number of themes; [`Error::Ballots`] if the rule needs ranks
/// or points and a ballot has none.
pub fn prioritise(ballots: &Ballots, rule: Rule, size: usize) -> Result<Priorities> {
    check(ballots, rule, size)?;
    let themes = ballots.themes().len();
    let approved = approved(ballots);
    let Counted { steps, end, lists, cut } =
        fill(&AnyCount::new(rule, ballots, approved.clone(), size), themes, size);
    let chosen: Vec<usize> = steps.iter().map(|step| step.theme).collect();
    let covered =
        approved.iter().map(|approved| chosen.iter().filter(|theme| approved.contains(theme)).count());
    let covered: Vec<usize> = covered.collect();
    let voters = || ballots.ballots().iter().zip(approved.iter().zip(&covered));
    let named = |is: fn(bool, usize) -> bool| {
        let kept = voters().filter(|(_, (approved, covered))| is(approved.is_empty(), **covered));
        kept.map(|(ballot, _)| ballot.voter.clone()).collect()
    };
    Ok(Priorities {
        rule,
        seats: steps.iter().map(|step| seat(rule, step)).collect(),
        lists,
        more_lists: cut,
        approvals: (0..themes).map(|theme| approved.iter().filter(|a| a.contains(&theme)).count()).collect(),
        uncovered: named(|is_blank, covered| covered == 0 && !is_blank),
        blank: named(|is_blank, _| is_blank),
        unspent: end.unspent(size),
        chosen,
        covered,
    })
}

/// The themes that each voter approves of.
pub(super) fn approved(ballots: &Ballots) -> Rc<[BTreeSet<usize>]> {
    ballots.ballots().iter().map(|ballot| ballot.approved()).collect()
}

/// A seat as it is told.
fn seat(rule: Rule, step: &Step) -> Seat {
    let merit =
        step.merits.iter().find(|(theme, _)| *theme == step.theme).and_then(|(_, merit)| merit.clone());
    // Prices and loads are costs: the least is the best.
    let is_cost = matches!(rule, Rule::EqualShares | Rule::Phragmen);
    let figure = merit.and_then(|merit| if is_cost { -merit } else { merit }.to_f64());
    Seat { theme: step.theme, figure, tied: step.tied(), by_completion: step.completing }
}

/// Any rule on its way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum AnyCount {
    EqualShares(EqualShares),
    Pav(Pav),
    Phragmen(Phragmen),
    Scores(Scores),
}

impl AnyCount {
    pub(super) fn new(rule: Rule, ballots: &Ballots, approved: Rc<[BTreeSet<usize>]>, size: usize) -> Self {
        let themes = ballots.themes().len();
        match rule {
            Rule::EqualShares => AnyCount::EqualShares(EqualShares::new(approved, size)),
            Rule::Pav => AnyCount::Pav(Pav::new(approved)),
            Rule::Phragmen => {
                let loads = vec![BigRational::zero(); approved.len()];
                AnyCount::Phragmen(Phragmen::new(approved, loads))
            }
            Rule::Approval => AnyCount::Scores(Scores::approvals(&approved, themes)),
            Rule::Borda => AnyCount::Scores(Scores::borda(ballots.ballots(), themes)),
            Rule::Points => AnyCount::Scores(Scores::points(ballots.ballots(), themes)),
        }
    }

    /// For each voter the share of the money that is left, if there is money.
    fn unspent(&self, seats: usize) -> Option<Vec<f64>> {
        let AnyCount::EqualShares(count) = self else { return None };
        let purse = BigRational::new(seats.into(), count.money().len().into());
        count.money().iter().map(|money| (money / &purse).to_f64()).collect()
    }
}

impl Count for AnyCount {
    fn merits(&mut self, open: &[usize]) -> Vec<(usize, Merit)> {
        match self {
            AnyCount::EqualShares(count) => count.merits(open),
            AnyCount::Pav(count) => count.merits(open),
            AnyCount::Phragmen(count) => count.merits(open),
            AnyCount::Scores(count) => count.merits(open),
        }
    }

    fn seat(&mut self, theme: usize) {
        match self {
            AnyCount::EqualShares(count) => count.seat(theme),
            AnyCount::Pav(count) => count.seat(theme),
            AnyCount::Phragmen(count) => count.seat(theme),
            AnyCount::Scores(count) => count.seat(theme),
        }
    }

    fn is_completing(&self) -> bool {
        matches!(self, AnyCount::EqualShares(count) if count.is_completing())
    }
}

/// Whether a rule can count these ballots.
fn check(ballots: &Ballots, rule: Rule, size: usize) -> Result<()> {
    if size == 0 || size > ballots.themes().len() {
        let expected = "at least 1, and at most the number of themes";
        return Err(Error::InvalidSetting { name: "size", value: size.to_string(), expected });
    }
    let (wanted, fits): (_, fn(&Wishes) -> bool) = match rule {
        Rule::Borda => ("ranks", |wishes| !matches!(wishes, Wishes::Approved(_))),
        Rule::Points => ("points", |wishes| matches!(wishes, Wishes::Points(_))),
        _ => return Ok(()),
    };
    match ballots.ballots().iter().find(|ballot| !fits(&ballot.wishes)) {
        None => Ok(()),
        Some(Ballot { voter, .. }) => {
            let what = format!(
                "{voter:?} has a ballot without {wanted}, and {} needs them: choose another rule",
                rule.told()
            );
            Err(Error::Ballots { what })
        }
    }
}
