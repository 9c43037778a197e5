//! The form in which people are shown a term.

use std::borrow::Cow;
use std::collections::BTreeMap;

/// The forms of one term, counted: by the form in lower case, then as it stands.
#[derive(Default)]
pub(crate) struct Surface(BTreeMap<String, BTreeMap<String, u64>>);

impl Surface {
    /// Counts a form.
    pub(crate) fn add(&mut self, form: &str, count: u64) {
        *self.0.entry(form.to_lowercase()).or_default().entry(form.to_owned()).or_default() += count;
    }

    /// The most frequent form. Among spellings that differ only in case, lower case wins if it makes up
    /// a quarter: sentence beginnings and headings put capitals on common words, but "NHS" stays as it is.
    pub(crate) fn best(self) -> String {
        let most = |a: &(u64, String), b: &(u64, String)| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1));
        let total = |cases: &BTreeMap<String, u64>| cases.values().sum::<u64>();
        let forms = self.0.iter().map(|(lower, cases)| (total(cases), lower.clone()));
        let Some((total, lower)) = forms.max_by(most) else { return String::new() };
        let cases = &self.0[&lower];
        if 4 * cases.get(&lower).copied().unwrap_or(0) >= total {
            return lower;
        }
        cases.iter().map(|(form, &count)| (count, form.clone())).max_by(most).map_or(lower, |(_, form)| form)
    }
}

/// What [`Surface`] says of these forms, without a map.
pub(super) fn best_of(forms: &[(Cow<'_, str>, u64)]) -> String {
    if let [(form, _)] = forms {
        return form.clone().into_owned();
    }
    let mut sorted: Vec<(Cow<'_, str>, &str, u64)> =
        forms.iter().map(|(form, count)| (in_lower_case(form), form.as_ref(), *count)).collect();
    sorted.sort_unstable();
    let total = |forms: &[(Cow<'_, str>, &str, u64)]| forms.iter().map(|form| form.2).sum::<u64>();
    // The first of equals is the one that sorts first.
    let first_most = |best: u64, next: u64| next > best;
    let mut best: &[(Cow<'_, str>, &str, u64)] = &[];
    for forms in sorted.chunk_by(|a, b| a.0 == b.0) {
        if first_most(total(best), total(forms)) {
            best = forms;
        }
    }
    let (mut most, mut shown) = (0, "");
    for cases in best.chunk_by(|a, b| a.1 == b.1) {
        let count = total(cases);
        if cases[0].0 == cases[0].1 && 4 * count >= total(best) {
            return cases[0].1.to_owned();
        }
        if first_most(most, count) {
            (most, shown) = (count, cases[0].1);
        }
    }
    shown.to_owned()
}

fn in_lower_case(form: &str) -> Cow<'_, str> {
    if form.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(form);
    }
    Cow::Owned(form.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_most_frequent_form_is_shown_in_its_natural_case() {
        let cases: [(&[(&str, u64)], &str); 6] = [
            (&[("university", 2), ("universities", 3)], "universities"),
            (&[("Health", 3), ("health", 1)], "health"),
            (&[("NHS", 5), ("nhs", 1)], "NHS"),
            (&[("Council", 3), ("council", 3), ("councils", 5)], "council"),
            (&[("b", 1), ("a", 1)], "a"),
            (&[], ""),
        ];
        for (forms, expected) in cases {
            let mut surface = Surface::default();
            forms.iter().for_each(|&(form, count)| surface.add(form, count));
            assert_eq!(surface.best(), expected, "{forms:?}");
            let forms: Vec<_> = forms.iter().map(|&(form, count)| (form.into(), count)).collect();
            assert_eq!(best_of(&forms), expected, "{forms:?}");
        }
    }

    proptest! {
        #[test]
        fn both_ways_show_the_same_form(forms in prop::collection::vec(("[aA][bB]?|[sS]traße|ΟΔΟΣ|οδος", 1u64..6), 0..9)) {
            let mut surface = Surface::default();
            forms.iter().for_each(|(form, count)| surface.add(form, *count));
            let forms: Vec<_> = forms.iter().map(|(form, count)| (form.into(), *count)).collect();
            prop_assert_eq!(best_of(&forms), surface.best());
        }
    }
}
