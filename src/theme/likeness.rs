//! Whether two terms are of one word family.

/// The fewest letters that a family shares.
const ROOT: usize = 5;
/// The fewest letters if the words differ in nothing but how they end in a vowel ("police" and "policy" do too).
const WHOLE_ROOT: usize = 6;
/// The most letters that a derivation adds to a stem.
const ENDING: usize = 5;

/// The most letters that a derivation puts before a stem.
const BEGINNING: usize = 4;

/// Whether two keys are those of words of one family that stemming leaves apart: "economy" and "economic", "teach"
/// and "teacher", "diversity" and "biodiversity". One stem is the other with a short ending or beginning. Phrases are alike if they are so word by word.
pub(super) fn are_alike(a: &str, b: &str) -> bool {
    let (mut left, mut right) = (a.split(' '), b.split(' '));
    loop {
        match (left.next(), right.next()) {
            (Some(a), Some(b)) if a == b || is_family(a, b) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

fn is_family(a: &str, b: &str) -> bool {
    let root = |stem| str::trim_end_matches(stem, ['e', 'i', 'y']);
    let (a, b) = (root(a), root(b));
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let letters = short.chars().count();
    let adds = |added: Option<&str>, most: usize| added.is_some_and(|added| added.chars().count() <= most);
    let least = if short == long { WHOLE_ROOT } else { ROOT };
    letters >= least && adds(long.strip_prefix(short), ENDING)
        || letters >= WHOLE_ROOT && adds(long.strip_suffix(short), BEGINNING)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_one_family_are_alike_and_others_are_not() {
        for (a, b, expected) in [
            ("economi", "econom", true),
            ("teach", "teacher", true),
            ("music", "musician", true),
            ("industri", "industrialis", true),
            ("govern", "governor", true),
            ("econom growth", "economi growth", true),
            ("econom growth", "economi", false),
            ("divers", "biodivers", true),
            ("cover", "discov", false),
            ("polic", "polici", false),
            ("state", "statist", false),
            ("communiti", "communic", false),
            ("part", "partner", false),
            ("art", "artist", false),
            ("вода", "водный", false),
        ] {
            assert_eq!(are_alike(a, b), expected, "{a} {b}");
            assert_eq!(are_alike(b, a), expected, "{b} {a}");
        }
    }
}
