//! How far beyond chance a theme uses a term more than the rest of the round does.

use super::term_counts::Voices;

/// The signed root of the log-likelihood ratio that voices of the theme and of the rest of `all` have the term equally
/// often: what corpus linguists call its keyness. It reads as a z-score and is negative for a term that the theme has less.
///
/// Dunning, "Accurate methods for the statistics of surprise and coincidence" (Computational Linguistics 19(1), 1993),
/// with the four cells of a table of passages. Unlike a difference of log-odds with its standard error it holds where a
/// cell is empty, so the terms that nobody else uses, which say most about a theme, are not lost.
pub(super) fn keyness(theme: &Voices, all: &Voices, term: usize) -> f64 {
    let (inside, total) = (theme.with[term], all.with[term]);
    // The same voices summed in another order may differ in the last bit.
    let (outside, rest) = ((total - inside).max(0.0), (all.all - theme.all).max(0.0));
    let (without, rest_without) = ((theme.all - inside).max(0.0), (rest - outside).max(0.0));
    let share = (total / all.all).clamp(0.0, 1.0);
    let ratio = cell(inside, theme.all * share)
        + cell(outside, rest * share)
        + cell(without, theme.all * (1.0 - share))
        + cell(rest_without, rest * (1.0 - share));
    let root = (2.0 * ratio.max(0.0)).sqrt();
    if inside * rest >= outside * theme.all { root } else { -root }
}

/// What a cell of the table adds to half the ratio.
fn cell(seen: f64, expected: f64) -> f64 {
    if seen > 0.0 && expected > 0.0 { seen * libm::log(seen / expected) } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Passages with and without the term: inside of a theme, and in the rest.
    fn of(inside: [f64; 2], rest: [f64; 2]) -> f64 {
        let voices = |with, without| Voices { with: vec![with], all: with + without };
        let (with, without) = (inside[0] + rest[0], inside[1] + rest[1]);
        keyness(&voices(inside[0], inside[1]), &voices(with, without), 0)
    }

    #[test]
    fn it_is_the_signed_root_of_the_log_likelihood_ratio() {
        // SciPy 1.17: chi2_contingency(table, correction=False, lambda_="log-likelihood").
        for (inside, rest, ratio) in [
            ([12.0, 8.0], [30.0, 450.0], 37.07121879922411),
            ([6.0, 14.0], [0.0, 480.0], 40.5673217275919),
            ([1.0, 19.0], [100.0, 400.0], -3.648755469783411),
            ([20.0, 0.0], [0.0, 480.0], 167.94414773417301),
        ] {
            let z = of(inside, rest);
            assert!((z * z.abs() - ratio).abs() < 1e-9, "{z}: {ratio}");
        }
    }

    #[test]
    fn what_only_the_theme_has_counts_for_more() {
        assert!(of([6.0, 14.0], [0.0, 480.0]) > of([6.0, 14.0], [1.0, 479.0]));
        assert_eq!(of([5.0, 5.0], [0.0, 0.0]), 0.0);
    }
}
