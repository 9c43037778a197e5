//! The form in which people are shown a term.

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

#[cfg(test)]
mod tests {
    use super::*;

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
        }
    }
}
