//! Stage 9: agreement, which is how far coders give the same areas to the same units.
//!
//! [`agreement`] compares two coders or more, people or the machine, over units (documents or passages) and areas.
//! Where there are two people or more, what they reach among themselves stands beside what the machine reaches with
//! them: no machine can be asked for more agreement than people have. Figures that are 0/0 are none, never a number.
//!
//! | figure | what it says | source |
//! |---|---|---|
//! | precision, recall, F1 | of what the machine gave, how much a person gave too; the reverse; their harmonic mean | van Rijsbergen 1979 |
//! | kappa | agreement beyond chance of two coders about one area, 1 if perfect and 0 as by chance | Cohen 1960 |
//! | pooled kappa | the same over all areas: mean observed less mean expected, of what could be gained | De Vries, Elliott, Kanouse & Teleki 2008 |
//! | alpha | agreement beyond chance of any number of coders, not all of whom coded every unit | Krippendorff 2011 |
//! | alpha over sets | the same for whole sets of areas, with the distance MASI or Jaccard | Passonneau 2006 |
//! | agreement, Jaccard, exact | agreement that is not corrected for chance | |
//!
//! ```
//! use commonground::agreement::{AgreementSettings, Between, Rater, Ratings, agreement};
//! use commonground::{Silent, round::Unit};
//!
//! // Four documents, one area. The person did not code the last one.
//! let given = |areas: &[usize]| Some(areas.iter().copied().collect());
//! let machine = vec![given(&[0]), given(&[]), given(&[0]), given(&[])];
//! let person = vec![given(&[0]), given(&[]), given(&[]), None];
//! let raters = vec![
//!     Rater { name: "machine".into(), is_machine: true, codes: machine },
//!     Rater { name: "ann".into(), is_machine: false, codes: person },
//! ];
//! let ratings = Ratings::new(Unit::Document, vec![0, 1, 2, 3], vec!["health".into()], raters)?;
//! let found = agreement(&ratings, &AgreementSettings::default(), &Silent)?;
//!
//! let both = found.between(Between::MachineAndPeople).expect("they share three documents");
//! assert_eq!((both.units, both.areas[0].both, both.areas[0].only_first), (3, 1, 1));
//! assert_eq!(both.pooled.precision.told(), "0.50");
//! assert_eq!(both.pooled.kappa.told(), "0.40");
//! # Ok::<(), commonground::Error>(())
//! ```
//!
//! Several pairs (a machine and three people) are told by the mean of what each pair reaches (Light 1971). Intervals
//! are percentiles of a bootstrap that draws *documents*, because passages of one document are not independent (Efron &
//! Tibshirani 1993, chapters 8 and 13).

mod bootstrap;
mod figures;
mod ratings;
mod results;
mod sets;
mod tally;

use serde::{Deserialize, Serialize};

use crate::error::Result;
use crate::progress::{Progress, checkpoint};
use bootstrap::intervals;
use figures::figures;
use tally::Tallies;

pub use ratings::{Rater, Ratings};
pub use results::{
    Agreement, AreaAgreement, Between, Comparison, ENOUGH, Figure, Figures, SetFigures, UnitAgreement,
};
pub use sets::SetDistance;

/// How agreement is measured.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AgreementSettings {
    /// How many times documents are drawn anew for the intervals; 0 for no intervals. Fewer, but at least 200, are
    /// drawn from more than 20,000 documents, where an interval is narrow and needs no fine estimate.
    pub resamples: usize,
    /// What lies between two sets of areas, for alpha over sets.
    pub distance: SetDistance,
    /// The seed of the draws.
    pub seed: u64,
}

impl Default for AgreementSettings {
    fn default() -> Self {
        AgreementSettings { resamples: 1000, distance: SetDistance::Masi, seed: 0 }
    }
}

/// Compares coders over units of one kind: the machine with the people, the people with each other, and every pair on
/// its own where there are several. Comparisons for which no unit was coded by two are left out.
///
/// # Errors
/// [`Error::Cancelled`](crate::Error::Cancelled) if `progress` asks to stop.
pub fn agreement(
    ratings: &Ratings,
    settings: &AgreementSettings,
    progress: &dyn Progress,
) -> Result<UnitAgreement> {
    progress.stage("agreement", None);
    let mut comparisons = Vec::new();
    for (between, pairs) in ratings.comparisons() {
        checkpoint(progress)?;
        let tallies = Tallies::of(ratings, &pairs, settings.distance);
        if tallies.documents() == 0 {
            continue;
        }
        let directed = between.is_directed(ratings, &pairs);
        let read = |totals: &tally::Totals| figures(&tallies, totals, directed);
        let spans = intervals(&tallies, settings, &read);
        let values = read(&tallies.total(None));
        let figures = values.into_iter().zip(spans).map(|(value, span)| Figure::of(value, span)).collect();
        comparisons.push(Comparison::of(between, ratings, &pairs, &tallies, figures));
    }
    Ok(UnitAgreement { unit: ratings.unit(), areas: ratings.areas().to_vec(), comparisons })
}
