//! What agreement was found: the form that is saved and told.

use serde::{Deserialize, Serialize};

use super::AgreementSettings;
use super::ratings::{Pair, Ratings};
use super::tally::Tallies;
use crate::round::Unit;

/// A figure with its 95% interval.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// The figure; none where it is 0/0, or not meant for this comparison.
    pub value: Option<f64>,
    /// The lower end of the interval; none for fewer than five documents, or where most draws have no figure.
    pub low: Option<f64>,
    /// The upper end.
    pub high: Option<f64>,
}

impl Figure {
    pub(super) fn of(value: Option<f64>, span: Option<(f64, f64)>) -> Self {
        let span = span.filter(|_| value.is_some());
        Figure { value, low: span.map(|(low, _)| low), high: span.map(|(_, high)| high) }
    }

    /// The figure with its interval, as people write it: "0.61 [0.52, 0.69]"; "–" for none.
    pub fn told(&self) -> String {
        match (self.value, self.low, self.high) {
            (None, ..) => "–".to_owned(),
            (Some(value), Some(low), Some(high)) => {
                format!("{} [{}, {}]", two_places(value), two_places(low), two_places(high))
            }
            (Some(value), ..) => two_places(value),
        }
    }
}

/// Two decimals, without a minus before nothing.
fn two_places(value: f64) -> String {
    let told = format!("{value:.2}");
    if told == "-0.00" { "0.00".to_owned() } else { told }
}

/// Figures about areas that were given or not.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Figures {
    /// Of what the machine gave, the share that a person gave too (0–1); none between people.
    pub precision: Figure,
    /// Of what a person gave, the share that the machine gave too (0–1); none between people.
    pub recall: Figure,
    /// Their harmonic mean (0–1), which is the same from both sides.
    pub f1: Figure,
    /// Cohen's kappa (−1 to 1).
    pub kappa: Figure,
    /// Krippendorff's alpha, nominal (at most 1); none where areas are pooled.
    pub alpha: Figure,
    /// The share of units about which both say the same, given or not (0–1).
    pub agreement: Figure,
}

impl Figures {
    fn without_intervals(self) -> Self {
        let plain = |figure: Figure| Figure { low: None, high: None, ..figure };
        Figures {
            precision: plain(self.precision),
            recall: plain(self.recall),
            f1: plain(self.f1),
            kappa: plain(self.kappa),
            alpha: plain(self.alpha),
            agreement: plain(self.agreement),
        }
    }
}

/// Figures about the whole set of areas of a unit.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct SetFigures {
    /// Krippendorff's alpha with a distance between sets (at most 1); none where more than 3,000 different sets were given.
    pub alpha: Figure,
    /// The mean of shared areas in all areas given, over units to which either coder gave one (0–1).
    pub jaccard: Figure,
    /// The share of units with exactly the same areas, none at all included (0–1).
    pub exact: Figure,
}

/// Agreement about one area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AreaAgreement {
    /// The area's id.
    pub id: String,
    /// Units to which any of the coders gave it.
    pub used: usize,
    /// Whether these are [`ENOUGH`] to judge the area by; the figures are told in any case.
    pub is_enough: bool,
    /// Units, over all pairs, to which both coders gave it.
    pub both: usize,
    /// To which only the first did: the machine, where there is one.
    pub only_first: usize,
    /// To which only the second did.
    pub only_second: usize,
    /// To which neither did.
    pub neither: usize,
    /// The figures; without intervals where the uses are not enough. Draws of a handful of cases repeat them, and
    /// would call "1.00 [1.00, 1.00]" what three documents say.
    pub figures: Figures,
}

/// An area that was used for fewer units than this is not judged.
pub const ENOUGH: usize = 10;

/// Who is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Between {
    /// A machine and each of the people.
    MachineAndPeople,
    /// The people among themselves.
    People,
    /// Machines among themselves, where there are no people.
    Machines,
    /// One pair of several.
    Pair,
}

impl Between {
    /// Whether the first is measured by the second, so that precision and recall mean something.
    pub(super) fn is_directed(self, ratings: &Ratings, pairs: &[Pair]) -> bool {
        let is_machine = |rater: usize| ratings.raters()[rater].is_machine;
        pairs.iter().all(|&(first, second)| is_machine(first) && !is_machine(second))
    }
}

/// How far some coders agree.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Who is compared.
    pub between: Between,
    /// Their names, the machine first.
    pub coders: Vec<String>,
    /// Units that at least one of the pairs coded both.
    pub units: usize,
    /// Their documents.
    pub documents: usize,
    /// Each area, in the framework's order.
    pub areas: Vec<AreaAgreement>,
    /// All areas together, each decision counting once (micro); kappa is the pooled one.
    pub pooled: Figures,
    /// The mean of the areas, each counting once (macro); areas without a figure are left out.
    pub mean: Figures,
    /// Whole sets of areas.
    pub sets: SetFigures,
}

impl Comparison {
    /// Puts a comparison together; `figures` are in the order of [`figures`](super::figures::figures).
    pub(super) fn of(
        between: Between,
        ratings: &Ratings,
        pairs: &[Pair],
        tallies: &Tallies,
        figures: Vec<Figure>,
    ) -> Self {
        let mut raters: Vec<usize> = pairs.iter().flat_map(|&(a, b)| [a, b]).collect();
        raters.sort_unstable();
        raters.dedup();
        let totals = tallies.total(None);
        let mut next = figures.into_iter();
        let areas = ratings.areas().iter().enumerate().map(|(place, id)| {
            let [both, only_first, only_second, neither] = tallies.cells(&totals, place);
            let used = tallies.used[place];
            let is_enough = used >= ENOUGH;
            let figures = take(&mut next);
            let figures = if is_enough { figures } else { figures.without_intervals() };
            AreaAgreement { id: id.clone(), used, is_enough, both, only_first, only_second, neither, figures }
        });
        Comparison {
            between,
            coders: raters.into_iter().map(|rater| ratings.raters()[rater].name.clone()).collect(),
            units: tallies.units,
            documents: tallies.documents(),
            areas: areas.collect(),
            pooled: take(&mut next),
            mean: take(&mut next),
            sets: {
                let mut figure = || next.next().unwrap_or_default();
                SetFigures { alpha: figure(), jaccard: figure(), exact: figure() }
            },
        }
    }
}

fn take(figures: &mut impl Iterator<Item = Figure>) -> Figures {
    let mut figure = || figures.next().unwrap_or_default();
    Figures {
        precision: figure(),
        recall: figure(),
        f1: figure(),
        kappa: figure(),
        alpha: figure(),
        agreement: figure(),
    }
}

/// Agreement over units of one kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitAgreement {
    /// What the units are.
    pub unit: Unit,
    /// The areas' ids, in the framework's order.
    pub areas: Vec<String>,
    /// What was compared: the machine with the people, the people, then single pairs.
    pub comparisons: Vec<Comparison>,
}

impl UnitAgreement {
    /// The first comparison of a kind.
    pub fn between(&self, between: Between) -> Option<&Comparison> {
        self.comparisons.iter().find(|comparison| comparison.between == between)
    }
}

/// How far the codings of an analysis agree with what people coded, and people with each other.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agreement {
    /// How it was measured.
    pub settings: AgreementSettings,
    /// Over documents, then over passages; a kind of unit of which none was coded by two is left out.
    pub units: Vec<UnitAgreement>,
}
