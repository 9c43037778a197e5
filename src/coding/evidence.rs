//! What speaks for an area where nobody has coded anything yet: what the area says of itself, and what the texts that
//! it speaks of have in common.

use std::ops::Range;

use rayon::prelude::*;

use super::human::UnitCodes;
use super::linear::{Linear, Table};
use super::profile::Profiles;
use super::sight::Seen;
use crate::space::DenseMatrix;

/// How much each view of a text counts. Each is in standard deviations of the round's texts first.
const TERMS: f64 = 0.7;
const CUES: f64 = 0.7;
const PLACES: f64 = 1.0;

/// The usual standard deviation of each view, in rounds of any kind: of the cosine with an area's terms, of the
/// strength of its cues, and of cosines in learned spaces.
const USUAL_TERMS: f64 = 0.025;
const USUAL_CUES: f64 = 0.25;
const USUAL_PLACES: f64 = 0.12;

/// How much of an area is what it says of itself; the rest is what its texts have in common.
const OWN: f64 = 0.65;
const ROUNDS: usize = 10;
/// How sharply a text is given to the areas that speak for it: the odds of two areas grow by e to this, for each
/// standard deviation.
const SHARPNESS: f64 = 5.0;
/// A text for which no area's score is higher belongs to none.
const NO_AREA: f64 = 0.5;

/// What areas say of themselves, in the views in which texts are seen.
pub(super) struct Areas<'a> {
    pub(super) profiles: &'a Profiles,
    /// Where the areas' own words lie (areas × dimensions), …
    pub(super) places: &'a DenseMatrix,
    /// … and which of these columns are one view.
    pub(super) blocks: &'a [Range<usize>],
    /// Areas of which the round knows no word and no cue. They score 0 and take part in nothing.
    pub(super) silent: &'a [bool],
}

/// Scores of areas in standard deviations of the round's texts, by two steps.
///
/// First each area's own words are held against each text in several views (its terms, its cues, and where the text
/// lies in learned spaces), each in standard deviations, and summed. Then *seeded k-means* (Basu, Banerjee & Mooney,
/// ICML 2002), soft: texts are shared out to the areas that speak for them, and the mean of an area's texts speaks
/// for it too. So an area learns the words that writers use for it. Texts that people coded stay where they put them.
///
/// Returns the scores, and the log-odds that any text of the round is about each area.
pub(super) fn evidence(areas: &Areas<'_>, seen: &Seen, codes: Option<&UnitCodes>) -> (Linear, Vec<f64>) {
    let texts = seen.known();
    let own = own_words(areas, seen, &texts);
    let own_scores = own.table(seen, &texts);
    let mut scores = own_scores.clone();
    let mut learned = None;
    for _ in 0..ROUNDS {
        let means = means(&shares(&scores, areas.silent, &texts, codes), seen, &texts);
        let linear =
            Linear { places: means, ..Linear::zeros(own.areas(), seen.rows.cols(), seen.places.cols()) };
        let found = linear.table(seen, &texts);
        let standard = found.standard(USUAL_PLACES);
        scores = own_scores.mixed(OWN, &found.standardised(&standard));
        learned = Some(linear.standardised(&standard));
    }
    let mixed = own.scaled(OWN);
    let mixed = learned.iter().fold(mixed, |mixed, learned| mixed.plus(1.0 - OWN, learned));
    let mut standard = mixed.table(seen, &texts).standard(1.0);
    let spoken = spoken(areas, seen, &texts);
    standard.spread.iter_mut().zip(spoken).for_each(|(spread, share)| *spread /= share);
    let scores = mixed.standardised(&standard);
    let shares = shares(&scores.table(seen, &texts), areas.silent, &texts, codes);
    let common = common(&shares);
    (scores, common)
}

/// The log-odds that any text is about each area, from the parts of all texts, as if each area had one text more.
fn common(shares: &Table) -> Vec<f64> {
    let mut sums = vec![1.0; shares.areas];
    shares.rows().for_each(|row| sums.iter_mut().zip(row).for_each(|(sum, share)| *sum += share));
    let all = (shares.rows().len() + shares.areas + 1) as f64;
    sums.into_iter().map(|sum| libm::log(sum / (all - sum))).collect()
}

/// How far each area is spoken of at all (0–1). Something always lies nearest to an area, even where nobody raises it. But
/// where some do, the cosines of texts with its terms vary; where they vary less than half as much as is usual for
/// the framework, scores shrink by the square.
fn spoken(areas: &Areas<'_>, seen: &Seen, texts: &[usize]) -> Vec<f64> {
    let terms = Linear {
        terms: areas.profiles.rows.transpose(),
        ..Linear::zeros(areas.silent.len(), seen.rows.cols(), seen.places.cols())
    };
    let deviations = terms.table(seen, texts).deviations();
    let mut sorted: Vec<f64> = deviations.clone();
    sorted.sort_by(f64::total_cmp);
    let usual = sorted.get(sorted.len() / 2).map_or(USUAL_TERMS, |median| median.max(USUAL_TERMS));
    deviations.into_iter().map(|deviation| (2.0 * deviation / usual).powi(2).clamp(1e-3, 1.0)).collect()
}

/// What the areas say of themselves: the sum of all views, in standard deviations.
fn own_words(areas: &Areas<'_>, seen: &Seen, texts: &[usize]) -> Linear {
    let count = areas.silent.len();
    let empty = || Linear::zeros(count, seen.rows.cols(), seen.places.cols());
    let in_deviations = |view: Linear, usual: f64| {
        let standard = view.table(seen, texts).standard(usual);
        view.standardised(&standard)
    };
    let terms = Linear { terms: areas.profiles.rows.transpose(), ..empty() };
    let mut sum = in_deviations(terms, USUAL_TERMS).scaled(TERMS);
    let cues = Linear { cues: vec![1.0; count], ..empty() };
    sum = sum.plus(CUES, &in_deviations(cues, USUAL_CUES));
    for block in areas.blocks {
        let mut view = empty();
        for area in 0..count {
            view.places.row_mut(area)[block.clone()].copy_from_slice(&areas.places.row(area)[block.clone()]);
        }
        sum = sum.plus(PLACES, &in_deviations(view, USUAL_PLACES));
    }
    in_deviations(sum, 1.0)
}

/// To which areas each text belongs, in parts that sum to 1 with that of no area (texts × areas). What people coded is theirs alone; a text
/// of which they said that it raises nothing belongs to none.
fn shares(scores: &Table, silent: &[bool], texts: &[usize], codes: Option<&UnitCodes>) -> Table {
    let of_text = |(&text, scores): (&usize, &[f64])| -> Vec<f64> {
        let mut shares = vec![0.0; scores.len()];
        if let Some(given) = codes.and_then(|codes| codes[text].as_ref()) {
            given.iter().for_each(|&area| shares[area] = 1.0 / given.len() as f64);
            return shares;
        }
        let speaks = || scores.iter().zip(silent).filter(|(_, silent)| !**silent).map(|(score, _)| *score);
        let best = speaks().fold(NO_AREA, f64::max);
        for ((share, score), _) in shares.iter_mut().zip(scores).zip(silent).filter(|(_, silent)| !**silent) {
            *share = libm::exp(SHARPNESS * (score - best));
        }
        let sum = shares.iter().sum::<f64>() + libm::exp(SHARPNESS * (NO_AREA - best));
        shares.iter_mut().for_each(|share| *share /= sum);
        shares
    };
    let rows: Vec<Vec<f64>> =
        texts.par_iter().zip(scores.values.par_chunks_exact(scores.areas)).map(of_text).collect();
    Table { areas: scores.areas, values: rows.concat() }
}

/// Where the texts of each area lie in the mean, to length 1 (areas × dimensions). Summed in pieces that are merged in
/// order, so that the number of threads makes no difference.
fn means(shares: &Table, seen: &Seen, texts: &[usize]) -> DenseMatrix {
    let (areas, dimensions) = (shares.areas, seen.places.cols());
    let piece = |(texts, shares): (&[usize], &[f64])| {
        let mut sums = vec![0.0f64; areas * dimensions];
        for (&text, shares) in texts.iter().zip(shares.chunks_exact(areas)) {
            // Most parts are next to nothing, and are left out.
            for (area, &share) in shares.iter().enumerate().filter(|(_, share)| **share > 1e-6) {
                let sum = &mut sums[area * dimensions..][..dimensions];
                sum.iter_mut().zip(seen.places.row(text)).for_each(|(s, &x)| *s += share * f64::from(x));
            }
        }
        sums
    };
    let pieces = texts.par_chunks(PIECE).zip(shares.values.par_chunks(PIECE * areas));
    let mut sums = vec![0.0f64; areas * dimensions];
    for piece in pieces.map(piece).collect::<Vec<_>>() {
        sums.iter_mut().zip(piece).for_each(|(sum, part)| *sum += part);
    }
    DenseMatrix::of_sums(dimensions, &sums).unit_rows()
}

/// So many texts are summed at a time.
const PIECE: usize = 1024;
