//! From scores in standard deviations to how likely a person would code a passage so.

use serde::{Deserialize, Serialize};

use super::linear::Linear;

/// The log-odds are `HEIGHT` · z + `LEAD` · ln(share) + `COMMON` · ln(odds) + `BASE`: how far the area stands out from what
/// is usual in the round, how far it leads the other areas (its share of e^(2z) among all of them), and how common it
/// is in the round. Fitted by logistic regression to public sets of coded texts, all together; told of a set by what the
/// others taught, at least four of five codings with a score of 0.8 or more are right (`record/coding.md`).
const HEIGHT: f64 = 1.07;
const LEAD: f64 = 0.35;
const COMMON: f64 = 0.8;
const BASE: f64 = 0.1;
/// How sharply areas compete.
const SHARPNESS: f64 = 2.0;

/// How likelihoods come from scores.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Judgement {
    /// Areas of which the round knows no word and no cue: they are given to nothing and compete with nothing.
    pub(super) silent: Vec<bool>,
    /// The log-odds that any text of the round is about each area.
    pub(super) common: Vec<f64>,
}

impl Judgement {
    /// The log-odds that a person would give each area, from its score; −∞ for silent ones.
    pub(super) fn log_odds(&self, scores: &[f64]) -> Vec<f64> {
        let speaks =
            || scores.iter().zip(&self.silent).filter(|(_, silent)| !**silent).map(|(z, _)| SHARPNESS * z);
        let best = speaks().fold(f64::NEG_INFINITY, f64::max);
        let all = best + libm::log(speaks().map(|z| libm::exp(z - best)).sum());
        let odds = |((z, silent), common): ((&f64, &bool), &f64)| {
            if *silent {
                return f64::NEG_INFINITY;
            }
            HEIGHT * z + LEAD * (SHARPNESS * z - all) + COMMON * common + BASE
        };
        scores.iter().zip(&self.silent).zip(&self.common).map(odds).collect()
    }

    pub(super) fn fits(&self, areas: usize) -> bool {
        self.silent.len() == areas && self.common.len() == areas && self.common.iter().all(|c| c.is_finite())
    }
}

/// What scores add to log-odds, but for what areas take from each other: for telling what led to them.
pub(super) fn of_scores(scores: &Linear) -> Linear {
    scores.clone().scaled(HEIGHT + LEAD * SHARPNESS)
}

/// The probability of log-odds.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-log_odds))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judgement(silent: &[bool]) -> Judgement {
        Judgement { silent: silent.to_vec(), common: vec![-2.0; silent.len()] }
    }

    #[test]
    fn what_stands_out_alone_is_likelier_than_what_stands_out_beside_others() {
        let likely = |scores: &[f64]| probability(judgement(&vec![false; scores.len()]).log_odds(scores)[0]);
        assert!(likely(&[3.0, 0.0]) > 0.7 && likely(&[3.0, 3.0]) < likely(&[3.0, 0.0]));
        assert!(likely(&[0.0, 0.0]) < 0.2);
        assert!(likely(&[-2.0]) < likely(&[0.0]) && likely(&[0.0]) < likely(&[2.0]));
    }

    #[test]
    fn common_areas_are_likelier() {
        let judgement = Judgement { common: vec![-1.0, -4.0], ..judgement(&[false, false]) };
        let odds = judgement.log_odds(&[1.0, 1.0]);
        assert!(odds[0] > odds[1] + 1.0);
    }

    #[test]
    fn silent_areas_neither_score_nor_compete() {
        let odds = judgement(&[false, false, true]).log_odds(&[1.0, 0.0, 9.0]);
        assert_eq!(odds[..2], judgement(&[false, false]).log_odds(&[1.0, 0.0]));
        assert_eq!(probability(odds[2]), 0.0);
        assert_eq!(probability(judgement(&[true]).log_odds(&[5.0])[0]), 0.0);
    }
}
