//! How far figures would move if other documents had come: percentiles of a bootstrap over documents.

use rayon::prelude::*;

use super::AgreementSettings;
use super::tally::{Tallies, Totals};
use crate::random::Random;

/// With fewer documents than this a bootstrap says nothing: most draws repeat the same few.
const LEAST_DOCUMENTS: usize = 5;
/// About so many documents are drawn in all …
const DRAWS: usize = 20_000_000;
/// … but at least so often.
const LEAST_RESAMPLES: usize = 200;

/// The 95% interval of each figure (Efron & Tibshirani 1993, section 13.3). Each draw has a stream of chance of its
/// own, so that threads make no difference.
pub(super) fn intervals(
    tallies: &Tallies,
    settings: &AgreementSettings,
    figures: &(dyn Fn(&Totals) -> Vec<Option<f64>> + Sync),
) -> Vec<Option<(f64, f64)>> {
    let documents = tallies.documents();
    let count = figures(&tallies.total(None)).len();
    if documents < LEAST_DOCUMENTS || settings.resamples == 0 {
        return vec![None; count];
    }
    let resamples = settings.resamples.min((DRAWS / documents).max(LEAST_RESAMPLES));
    let draw = |number: usize| {
        let mut random = Random::new(settings.seed, number as u64);
        let mut drawn = vec![0u32; documents];
        (0..documents).for_each(|_| drawn[random.below(documents as u64) as usize] += 1);
        figures(&tallies.total(Some(&drawn)))
    };
    let draws: Vec<Vec<Option<f64>>> = (0..resamples).into_par_iter().map(draw).collect();
    (0..count)
        .map(|figure| interval(draws.iter().filter_map(|draw| draw[figure]).collect(), resamples))
        .collect()
}

/// From the 2.5th to the 97.5th percentile, if most draws have the figure at all.
fn interval(mut values: Vec<f64>, resamples: usize) -> Option<(f64, f64)> {
    if 2 * values.len() <= resamples {
        return None;
    }
    values.sort_by(f64::total_cmp);
    Some((percentile(&values, 0.025), percentile(&values, 0.975)))
}

/// A percentile of sorted values, between two of them by their distance.
fn percentile(values: &[f64], share: f64) -> f64 {
    let place = share * (values.len() - 1) as f64;
    let below = place as usize;
    let above = (below + 1).min(values.len() - 1);
    values[below] + (place - below as f64) * (values[above] - values[below])
}
