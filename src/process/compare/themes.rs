//! Two rounds compared: a fit to both together, a fit to each, and fits to heaps that were dealt.

use super::draws::deal;
use super::fits::Pair;
use super::joint::Joint;
use super::pool::{Pool, joined};
use super::results::{CompareSettings, Noise, RoundsCompared};
use super::told::Told;
use crate::analysis::Settings;
use crate::error::{Error, Result};
use crate::progress::{Progress, checkpoint};
use crate::round::Round;

/// Compares the themes of two rounds. How much each says about a theme is measured in one fit to both together; which themes split
/// or merged, between a fit to each, with as many clusters as both together recommend or the settings say, by whose centres the
/// passages of both are placed.
///
/// # Errors
/// As [`cluster_round`](crate::cluster_round); [`Error::Compare`] if a round has too few texts for so many clusters.
pub fn compare_rounds(
    earlier: &Round,
    later: &Round,
    settings: &Settings,
    compare: &CompareSettings,
    progress: &dyn Progress,
) -> Result<RoundsCompared> {
    let (round, is_later) = joined(earlier, later)?;
    let pool = Pool::of(&round, is_later, settings, progress)?;
    let documents = [earlier.documents().len(), later.documents().len()];
    let Some(k) = pool.k else {
        return Ok(RoundsCompared { documents, ..RoundsCompared::default() });
    };
    let too_few = |error| match error {
        Error::TooManyClusters { k, distinct } => Error::Compare {
            what: format!(
                "{k} clusters are too many for a round of {distinct} different texts: give a smaller --k"
            ),
        },
        other => other,
    };
    let joint = Joint::of(&pool, k, settings.seed, progress)?;
    let pair = Pair::of(&pool, &pool.is_later, k, progress).map_err(too_few)?;
    progress.stage("noise of fits", Some(compare.deals as u64));
    let mut dealt: Vec<[f64; 2]> = Vec::with_capacity(compare.deals);
    for number in 0..compare.deals {
        checkpoint(progress)?;
        let is_later = deal(&pool.is_later, settings.seed, number);
        // A heap without enough different texts says nothing about noise.
        match Pair::of(&pool, &is_later, k, &Quiet(progress)) {
            Ok(pair) => dealt.push(pair.strongest()),
            Err(Error::TooManyClusters { .. }) => {}
            Err(error) => return Err(error),
        }
        progress.advance(1);
    }
    let (split, merged) =
        noise_of(&dealt).map_or((None, None), |[split, merged]| (Some(split), Some(merged)));
    let noise = Noise { strength: joint.noise, split, merged, deals: dealt.len() };
    let told = Told::of(&pool, &joint, &pair, noise, compare);
    let (themes, earlier, later) = (told.shared_themes(), told.round_themes(0), told.round_themes(1));
    Ok(RoundsCompared { documents, k, themes, earlier, later, noise })
}

/// Where a sign has no spread among the deals, this is taken for its standard deviation: it must not be nothing.
const LEAST_SPREAD: f64 = 0.05;

/// What the sign of a split and that of a merger must exceed, so that the stronger of the two does so as seldom as one deal in
/// all of them. They are made comparable by their mean and standard deviation over the deals. None without any deal.
fn noise_of(deals: &[[f64; 2]]) -> Option<[f64; 2]> {
    if deals.is_empty() {
        return None;
    }
    let count = deals.len() as f64;
    let scales = [0, 1].map(|kind| {
        let mean = deals.iter().map(|deal| deal[kind]).sum::<f64>() / count;
        let squares: f64 = deals.iter().map(|deal| (deal[kind] - mean).powi(2)).sum();
        (mean, (squares / (count - 1.0).max(1.0)).sqrt().max(LEAST_SPREAD))
    });
    let all = deals.iter().flat_map(|deal| [0, 1].map(|kind| (deal[kind] - scales[kind].0) / scales[kind].1));
    let most = all.fold(f64::NEG_INFINITY, f64::max);
    Some(scales.map(|(mean, spread)| mean + most * spread))
}

/// Asks whether to stop, and tells nothing: the fits of a deal are no stages.
struct Quiet<'a>(&'a dyn Progress);

impl Progress for Quiet<'_> {
    fn is_cancelled(&self) -> bool {
        self.0.is_cancelled()
    }
}
